import { readFile } from "node:fs/promises";

const answer = await fetch("http://127.0.0.1:8787/v1/images", {
  method: "POST",
  headers: { "Content-Type": "image/png", "X-Presscard": "1" },
  body: await readFile("picture.png"),
});
const picture = await answer.json();
console.log(answer.ok ? picture.summary.join("\n") : picture.detail);
