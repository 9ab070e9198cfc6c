// Node, or an extension with host permission. A web page cannot call the server: see Who may call.
const answer = await fetch("http://127.0.0.1:8787/v1/score", {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-Presscard": "1" },
  body: JSON.stringify({ text: "A headline\n\nBy Ann Example\n\nA story." }),
});
const body = await answer.json();
if (answer.ok) {
  console.log(body.rating.status, body.rating.summary);
} else {
  console.error(body.title, body.detail); // RFC 9457
}
