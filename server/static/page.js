/**
 * The page at `/`: a pasted or dropped page in, its card out, drawn by the extension's own card.js.
 *
 * Must not know any rule of rating. The page is posted to this server and goes nowhere else.
 */

import { renderCard } from "/card/card.js";
import { chooseLanguage, directionOf, loadWords } from "/card/words.js";

// What tells HTML from text, as `presscard score` does it (looks_like_html in server/cli.py).
const OPENING = /^\s*<(?:!doctype|html|\?xml|!--)/;
const TAGS = "!doctype html,html,head,body,article,main,div,p>,meta,script,h1,title".split(",");
const LOOKED_AT = 65_536;
const SNIFFED = 2048; // bytes in which a file names its encoding (the HTML standard asks for 1024)

const language = chooseLanguage(navigator.languages);
const status = /** @type {HTMLElement} */ (document.getElementById("status"));
const place = /** @type {HTMLElement} */ (document.getElementById("card"));

const given = document.getElementById("card-data");
if (given) {
  await show(JSON.parse(given.textContent ?? ""));
} else {
  listen(/** @type {HTMLFormElement} */ (document.getElementById("page-form")));
}

/** Draw the card and bring it into view. */
async function show(/** @type {any} */ card) {
  const say = await loadWords(language);
  place.dir = directionOf(language);
  place.replaceChildren(renderCard(card, { say, language }));
  document.title = `${card.article.headline || "Card"} · Presscard`;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

/** Wire the form: submit, choose a file, drop a file. */
function listen(/** @type {HTMLFormElement} */ form) {
  const page = /** @type {HTMLTextAreaElement} */ (document.getElementById("page"));
  const file = /** @type {HTMLInputElement} */ (document.getElementById("file"));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    score(form, page.value);
  });
  file.addEventListener("change", () => file.files?.[0] && open(form, file.files[0]));

  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("dropping");
    });
  }
  document.addEventListener("dragleave", () => form.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("dropping");
    const dropped = event.dataTransfer?.files[0];
    const text = event.dataTransfer?.getData("text/plain");
    if (dropped) open(form, dropped);
    else if (text) score(form, text);
  });
}

/** Score a file of the reader's. */
async function open(/** @type {HTMLFormElement} */ form, /** @type {File} */ file) {
  try {
    await score(form, decode(new Uint8Array(await file.arrayBuffer())));
  } catch (error) {
    tell(`The file cannot be read: ${/** @type {Error} */ (error).message}`);
  }
}

/** The text of a saved page: its byte order mark, its own statement, UTF-8, else Windows-1252. */
function decode(/** @type {Uint8Array} */ bytes) {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, SNIFFED));
  const named = head.match(/<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?([\w-]{2,40})/i)?.[1];
  const mark = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : undefined;
  for (const encoding of [mark, "utf-8", named]) {
    try {
      if (encoding) return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // not in that encoding, or not one that exists: try the next
    }
  }
  return new TextDecoder("windows-1252").decode(bytes);
}

/** Whether a page is markup: it opens with a tag, or holds two kinds of common tags. */
function looksLikeHtml(/** @type {string} */ page) {
  const head = page.slice(0, LOOKED_AT).toLowerCase();
  return OPENING.test(head) || TAGS.filter((tag) => head.includes(`<${tag}`)).length >= 2;
}

/** Post the page and show what comes back: a card or a sentence that says what to do. */
async function score(/** @type {HTMLFormElement} */ form, /** @type {string} */ page) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  const url = /** @type {HTMLInputElement} */ (document.getElementById("url")).value.trim();
  const token = /** @type {HTMLInputElement} */ (document.getElementById("token")).value.trim();
  button.disabled = true;
  tell("Reading the page…", "working");
  try {
    const answer = await fetch("/v1/score", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Presscard": "1",
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ [looksLikeHtml(page) ? "html" : "text"]: page, url: url || null }),
    });
    const body = await answer.json();
    if (answer.ok) {
      tell("");
      await show(body);
    } else {
      if (answer.status === 401) askForToken();
      tell(body.detail);
    }
  } catch {
    tell("The server does not answer. Is `presscard serve` still running?");
  } finally {
    button.disabled = false;
  }
}

function askForToken() {
  const row = /** @type {HTMLElement} */ (document.getElementById("token-row"));
  row.hidden = false;
  row.querySelector("input")?.focus();
}

function tell(/** @type {string} */ sentence, state = "problem") {
  status.textContent = sentence;
  status.dataset.state = state;
}
