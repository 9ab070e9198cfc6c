/**
 * The popup, and the panel beside the page: reads the page in front, asks the server, shows the card
 * or says why there is none.
 *
 * The only module that knows all the others; it holds no rule of rating and draws nothing itself.
 *
 * @typedef {import("./types.js").Card} Card
 * @typedef {{card: Card, note: "" | "page_cut" | "selection_only"}} Shown
 */

import { ConnectionTrouble, greet, originPattern, score } from "./api.js";
import { barContent } from "./bar.js";
import { renderCard } from "./card.js";
import { h } from "./dom.js";
import { keepCard } from "./history.js";
import { clearMarks, countMarks, showQuote } from "./marks.js";
import { renderNotice } from "./notice.js";
import { deliver, post } from "./outbox.js";
import { applySettings, readSettings } from "./settings.js";
import { loadWords } from "./words.js";

const POLL_MS = 2_000; // while the server is not running: how often to see whether it is now
const FRESH_MS = 10_000; // how long a choice in the context menu waits for the panel to open
const IN_PANEL = new URLSearchParams(location.search).get("place") === "panel";

const [settings, front] = await Promise.all([readSettings(), tabInFront()]);
let tab = front;
const language = applySettings(settings);
const say = await loadWords(language);

const view = /** @type {HTMLElement} */ (document.getElementById("view"));
const waiting = /** @type {HTMLElement} */ (document.getElementById("waiting"));
const status = /** @type {HTMLElement} */ (document.getElementById("status"));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let poll;

drawBar();
if (IN_PANEL) followTabs();
if (!(await answerMenu())) await open();

async function tabInFront() {
  const [found] = await chrome.tabs.query({ active: true, currentWindow: true });
  return { id: /** @type {number} */ (found.id), url: found.url };
}

/** The card of the page in front: as it was a moment ago, or made now. */
async function open() {
  const remembered = await recall();
  if (remembered) show(remembered);
  else await check();
}

/** Read the page, ask, show. */
async function check() {
  wait();
  const page = await snapshot();
  performance.mark("snapshot");
  if (!page) return tell(IN_PANEL && !tab.url ? "panel_idle" : "unreadable");
  const url = webAddress(page.url);
  await ask({ html: page.html, url }, page.cut ? "page_cut" : "");
}

/** The same for what the reader selected. */
async function checkSelection(/** @type {string} */ text) {
  wait();
  await ask({ text, url: webAddress(tab.url ?? "") }, "selection_only");
}

function wait() {
  clearTimeout(poll);
  view.replaceChildren(waiting);
  status.textContent = say("working");
  performance.mark("progress");
}

async function ask(
  /** @type {{html?: string, text?: string, url: string | null}} */ page,
  /** @type {Shown["note"]} */ note,
) {
  try {
    const card = await score(settings, page);
    await remember({ card, note });
    if (settings.history) await keepCard(card);
    show({ card, note });
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
      target: { tabId: tab.id },
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

function show(/** @type {Shown} */ { card, note }) {
  status.textContent = say("card_ready");
  performance.mark("card");
  const dispute = (/** @type {import("./dispute.js").Objection} */ objection) =>
    post(settings, card.id, objection);
  const drawn = renderCard(card, { say, language, actions: { show: find, dispute } });
  view.replaceChildren(...(note ? [h("p", { class: "banner" }, say(note))] : []), drawn);
  offerToClear();
}

/** Mark a quote in the page; tells whether it is still there. */
async function find(/** @type {import("./types.js").Evidence} */ evidence) {
  const found = await showQuote(tab.id, evidence);
  status.textContent = say(found ? "quote_shown" : "quote_gone");
  offerToClear();
  return found;
}

/** The one control that takes every mark away is there while there are marks. */
async function offerToClear() {
  const button = /** @type {HTMLElement} */ (document.getElementById("clear"));
  button.hidden = (await countMarks(tab.id)) === 0;
}

async function clear() {
  await clearMarks(tab.id);
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
 * @returns {Promise<Shown | null>}
 */
async function recall() {
  const key = `card:${tab.id}`;
  const kept = /** @type {any} */ ((await chrome.storage.session.get(key))[key]);
  const same = kept && tab.url && kept.url === tab.url && kept.server === settings.server;
  return same ? kept : null;
}

async function remember(/** @type {Shown} */ shown) {
  const kept = { ...shown, url: tab.url, server: settings.server };
  await chrome.storage.session.set({ [`card:${tab.id}`]: kept });
}

/** In the panel: keep to the tab in front, and to what the context menu asks for. */
function followTabs() {
  document.documentElement.dataset.place = "panel";
  const turn = async () => {
    tab = await tabInFront();
    await open();
  };
  chrome.tabs.onActivated.addListener(turn);
  chrome.tabs.onUpdated.addListener((id, { status: loading }) => {
    if (id === tab.id && loading === "complete") turn();
  });
  chrome.storage.session.onChanged.addListener(({ asked }) => {
    if (asked?.newValue) answerMenu();
  });
}

/** Do what was just chosen in the context menu; tells whether there was anything. */
async function answerMenu() {
  if (!IN_PANEL) return false;
  const { asked } = /** @type {any} */ (await chrome.storage.session.get("asked"));
  if (!asked || Date.now() - asked.at > FRESH_MS) return false;
  await chrome.storage.session.remove("asked");
  tab = await tabInFront();
  if (asked.selection) await checkSelection(asked.selection);
  else await check();
  return true;
}

function drawBar() {
  const openPage = (/** @type {string} */ url) => () => chrome.tabs.create({ url });
  const controls = {
    again: check,
    ...(settings.history && { history: openPage("past.html") }),
    options: () => chrome.runtime.openOptionsPage(),
  };
  document.getElementById("bar")?.append(...barContent(say, controls, clear));
}
