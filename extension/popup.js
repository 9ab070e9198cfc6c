/**
 * The click: reads the page in front, asks the server, shows the card or says why there is none.
 *
 * The only module that knows all the others; it holds no rule of rating and draws nothing itself.
 *
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./words.js").Say} Say
 */

import { ConnectionTrouble, greet, originPattern, score } from "./api.js";
import { renderCard } from "./card.js";
import { h, svg } from "./dom.js";
import { clearMarks, countMarks, showQuote } from "./marks.js";
import { renderNotice } from "./notice.js";
import { deliver, post } from "./outbox.js";
import { applySettings, readSettings } from "./settings.js";
import { loadWords } from "./words.js";

const POLL_MS = 2_000; // while the server is not running: how often to see whether it is now

const [settings, [tab]] = await Promise.all([
  readSettings(),
  chrome.tabs.query({ active: true, currentWindow: true }),
]);
const tabId = /** @type {number} */ (tab.id);
const language = applySettings(settings);
const [say, remembered] = await Promise.all([loadWords(language), recall()]);

const view = /** @type {HTMLElement} */ (document.getElementById("view"));
const waiting = /** @type {HTMLElement} */ (document.getElementById("waiting"));
const status = /** @type {HTMLElement} */ (document.getElementById("status"));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let poll;

drawBar();
if (remembered) show(remembered.card, remembered.cut);
else await check();

/** Read, ask, show. */
async function check() {
  clearTimeout(poll);
  view.replaceChildren(waiting);
  status.textContent = say("working");
  performance.mark("progress");
  const page = await snapshot();
  performance.mark("snapshot");
  if (!page) return tell("unreadable");
  try {
    const card = await score(settings, { html: page.html, url: webAddress(page.url) });
    await remember(card, page.cut);
    show(card, page.cut);
    await deliver(settings).catch(() => {}); // what was kept while the server was away
  } catch (error) {
    if (!(error instanceof ConnectionTrouble)) throw error;
    explain(error);
  }
}

/** @returns {Promise<{html: string, url: string, cut: boolean} | null>} */
async function snapshot() {
  try {
    const [injected] = await chrome.scripting.executeScript({
      target: { tabId },
      files: ["page.js"],
    });
    const page = /** @type {any} */ (injected?.result);
    return page?.status === "read" ? page : null;
  } catch {
    return null; // the browser's own pages, its store, a PDF viewer: closed to every extension
  }
}

/** The server takes web addresses only; a saved file has none. */
function webAddress(/** @type {string} */ url) {
  return /^https?:/.test(url) ? url : null;
}

function show(/** @type {Card} */ card, /** @type {boolean} */ cut) {
  status.textContent = say("card_ready");
  performance.mark("card");
  const banner = cut && h("p", { class: "banner" }, say("page_cut"));
  const dispute = (/** @type {import("./dispute.js").Objection} */ objection) =>
    post(settings, card.id, objection);
  const drawn = renderCard(card, { say, language, actions: { show: find, dispute } });
  view.replaceChildren(...(banner ? [banner, drawn] : [drawn]));
  offerToClear();
}

/** Mark a quote in the page; tells whether it is still there. */
async function find(/** @type {import("./types.js").Evidence} */ evidence) {
  const found = await showQuote(tabId, evidence);
  status.textContent = say(found ? "quote_shown" : "quote_gone");
  offerToClear();
  return found;
}

/** The one control that takes every mark away is there while there are marks. */
async function offerToClear() {
  const button = /** @type {HTMLElement} */ (document.getElementById("clear"));
  button.hidden = (await countMarks(tabId)) === 0;
}

async function clear() {
  await clearMarks(tabId);
  await offerToClear();
}

function explain(/** @type {ConnectionTrouble} */ { state, detail, status: code }) {
  const server = settings.server;
  if (state === "refused" && code === 401) return tell("token_needed", [server]);
  if (state === "refused") return tell("refused", [server], detail);
  tell(state, [server, detail]);
  if (state === "not_running") poll = setTimeout(waitForServer, POLL_MS);
}

/** Carry on by ourselves as soon as the server is there. */
async function waitForServer() {
  try {
    await greet(settings);
  } catch {
    poll = setTimeout(waitForServer, POLL_MS);
    return;
  }
  await check();
}

function tell(
  /** @type {import("./notice.js").State} */ state,
  /** @type {string[]} */ values = [],
  detail = "",
) {
  const ways = { retry: check, options: () => chrome.runtime.openOptionsPage(), allow };
  view.replaceChildren(renderNotice(state, { say, ways, values, detail }));
  status.textContent = say(`${state}_title`);
}

/** Ask the browser's user for the permission that was taken back. */
async function allow() {
  const granted = await chrome.permissions.request({ origins: [originPattern(settings.server)] });
  if (granted) await check();
}

/**
 * The card of this very page, if it was made since the browser started.
 *
 * @returns {Promise<{card: Card, cut: boolean} | null>}
 */
async function recall() {
  const key = `card:${tabId}`;
  const kept = /** @type {any} */ ((await chrome.storage.session.get(key))[key]);
  return kept?.url === tab.url && kept?.server === settings.server ? kept : null;
}

async function remember(/** @type {Card} */ card, /** @type {boolean} */ cut) {
  const kept = { card, cut, url: tab.url, server: settings.server };
  await chrome.storage.session.set({ [`card:${tabId}`]: kept });
}

function drawBar() {
  const clearButton = h(
    "button",
    { type: "button", class: "link", id: "clear", hidden: true, onclick: clear },
    say("clear_marks"),
  );
  document.getElementById("bar")?.append(
    h("span", { class: "bar-name" }, h("img", { src: "icons/32.png", alt: "" }), "Presscard"),
    clearButton,
    iconButton("again", check, "M 16 10 a 6 6 0 1 1 -1.8 -4.3", "M 14.5 2.2 v 3.8 h -3.8"),
    iconButton(
      "options",
      () => chrome.runtime.openOptionsPage(),
      "M 3 6 h 14 M 3 14 h 14",
      "M 7 4 v 4 M 13 12 v 4",
    ),
  );
}

function iconButton(
  /** @type {string} */ word,
  /** @type {() => void} */ onclick,
  /** @type {string[]} */ ...paths
) {
  return h(
    "button",
    { type: "button", class: "icon-button", title: say(word), "aria-label": say(word), onclick },
    svg(
      "svg",
      { viewBox: "0 0 20 20", "aria-hidden": "true" },
      ...paths.map((d) => svg("path", { d })),
    ),
  );
}
