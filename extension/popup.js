/**
 * The popup, and the panel beside the page: reads the page in front, asks the server, shows the card
 * or says why there is none.
 *
 * The only module that knows all the others; it holds no rule of rating and draws nothing itself.
 * What is not needed to ask the server is loaded while the server reads.
 *
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {import("./tab.js").Shown} Shown
 * @typedef {import("./bytes.js").Looked} Looked
 */

import { ConnectionTrouble, greet, originPattern, score } from "./api.js";
import { barControls } from "./bar.js";
import { h } from "./dom.js";
import { HAS_PANEL, openPanel } from "./panel.js";
import { applySettings, readSettings } from "./settings.js";
import { readPage, recall, remember, tabInFront, webAddress } from "./tab.js";
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
/** @type {Mark[]} what the card in view can show in the page */
let marks = [];

drawBar();
if (IN_PANEL) followTabs();
if (!(await answerMenu())) await open();

/** The card of the page in front: as it was a moment ago, or made now. */
async function open() {
  const remembered = await recall(tab, settings.server);
  if (remembered) await show(remembered);
  else await check();
}

/** Read the page, ask, show. */
async function check() {
  const asker = tab;
  wait();
  const page = await readPage(asker);
  performance.mark("snapshot");
  if (asker !== tab) return; // the panel has moved on to another tab
  if (!page) return tell(IN_PANEL && !tab.url ? "panel_idle" : "unreadable");
  const url = webAddress(page.url);
  await ask({ html: page.html, url }, page.cut ? "page_cut" : "");
}

/** The same for what the reader selected. */
async function checkSelection(/** @type {string} */ text) {
  wait();
  await ask({ text, url: webAddress(tab.url) }, "selection_only");
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
  const asker = tab;
  import("./card.js"); // while the server reads
  try {
    const shown = { card: await score(settings, page), note };
    await keep(asker, shown); // first: the popup may close as soon as the card is seen
    if (asker === tab) await show(shown);
    await (await import("./outbox.js")).deliver(settings).catch(() => {});
  } catch (error) {
    if (!(error instanceof ConnectionTrouble)) throw error;
    if (asker === tab) await explain(error);
  }
}

async function keep(/** @type {import("./tab.js").Tab} */ asker, /** @type {Shown} */ shown) {
  await remember(asker, settings.server, shown);
  if (settings.history) await (await import("./history.js")).keepCard(shown.card);
}

async function show(/** @type {Shown} */ shown) {
  const { card, note } = shown;
  const { marksOf, renderCard } = await import("./card.js");
  status.textContent = say("card_ready");
  performance.mark("card");
  const drawn = renderCard(card, { say, language, actions: { show: find, dispute: object(card) } });
  view.replaceChildren(...(note ? [h("p", { class: "banner" }, say(note))] : []), drawn);
  marks = marksOf(card, say);
  await offerMarks();
  if (note !== "selection_only") await offerPictures(shown, drawn);
}

/** Take an objection to something on this card. */
function object(/** @type {Card} */ { id }) {
  return async (/** @type {import("./dispute.js").Objection} */ objection) =>
    (await import("./outbox.js")).post(settings, id, objection);
}

/** Mark a quote in the page and bring it into view; tells whether it is still there. */
async function find(/** @type {Mark} */ mark) {
  const { markQuotes } = await import("./marks.js");
  const [found] = await markQuotes(tab.id, [mark], true);
  status.textContent = say(found ? "quote_shown" : "quote_gone");
  await offerMarks();
  return found;
}

/** The one control for all marks: puts every quote's into the page, or takes every one away. */
async function offerMarks() {
  const button = /** @type {HTMLElement} */ (document.getElementById("marks"));
  const { countMarks } = await import("./marks.js");
  const there = (await countMarks(tab.id)) > 0;
  button.textContent = say(there ? "clear_marks" : "mark_all");
  button.dataset.there = String(there);
  button.hidden = !there && marks.length === 0;
}

async function toggleMarks() {
  const { clearMarks, markQuotes } = await import("./marks.js");
  if (document.getElementById("marks")?.dataset.there === "true") {
    await clearMarks(tab.id);
    status.textContent = say("marks_cleared");
  } else {
    const found = (await markQuotes(tab.id, marks)).filter(Boolean).length;
    status.textContent = say("marks_set", found, marks.length - found);
  }
  await offerMarks();
}

/** List the page's pictures where the card speaks of pictures, each to be looked into on a click. */
async function offerPictures(/** @type {Shown} */ shown, /** @type {HTMLElement} */ drawn) {
  const asker = tab;
  const images = await import("./images.js");
  const found = await images.findPictures(asker);
  const section = drawn.querySelector("[data-section=images_and_ai]");
  if (found.length === 0 || !section) return;
  const { pictureList } = await import("./gallery.js");
  const looked = { ...shown.looked };
  const take = async (/** @type {string} */ url, /** @type {Promise<Looked>} */ asked) => {
    looked[url] = await asked;
    if (looked[url].state === "read") await rescore(asker, { ...shown, looked }, found);
    return looked[url];
  };
  /** @type {Record<string, Promise<Looked>>} */
  const coming = {};
  const meanwhile = await images.answeredMeanwhile(asker);
  if (meanwhile?.granted) coming[meanwhile.url] = take(meanwhile.url, images.look(meanwhile.url));
  else if (meanwhile) looked[meanwhile.url] = { state: "no_leave" };
  section.querySelector(".section-body")?.append(
    pictureList(found, {
      say,
      looked,
      coming,
      look: ({ url }) => take(url, images.askAndLook(asker, url)),
      show: ({ url }) => images.showPicture(asker, url),
    }),
  );
  if (meanwhile || Object.keys(looked).length > 0) section.setAttribute("open", "");
}

/** The card once more, with what the files of the page's pictures declare. */
async function rescore(
  /** @type {import("./tab.js").Tab} */ asker,
  /** @type {Shown} */ shown,
  /** @type {import("./images.js").Found[]} */ found,
) {
  const { factsOf } = await import("./images.js");
  const images = factsOf(found, shown.looked ?? {});
  const page = images.length > 0 && (await readPage(asker));
  if (!page) return keep(asker, shown); // nothing was declared: the card stays as it is
  try {
    const card = await score(settings, { html: page.html, url: webAddress(page.url), images });
    await keep(asker, { ...shown, card });
    if (asker === tab) await redraw({ ...shown, card });
  } catch (error) {
    if (!(error instanceof ConnectionTrouble)) throw error;
    if (asker === tab) await explain(error);
  }
}

/** Show a card that has changed under the reader's eyes: what was open stays open. */
async function redraw(/** @type {Shown} */ shown) {
  const folds = () => [...view.querySelectorAll(".section")];
  const open = folds().map((fold) => fold.hasAttribute("open"));
  await show(shown);
  for (const [n, fold] of folds().entries()) fold.toggleAttribute("open", open[n]);
  const section = view.querySelector("[data-section=images_and_ai] > summary");
  /** @type {HTMLElement | null} */ (section)?.focus();
}

async function explain(/** @type {ConnectionTrouble} */ { state, detail, status: code }) {
  const server = settings.server;
  if (state === "refused" && code === 401) return tell("token_needed", [server]);
  if (state === "refused") return tell("refused", [server], detail);
  await tell(state, [server, detail]);
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

async function tell(
  /** @type {import("./notice.js").State} */ state,
  /** @type {string[]} */ values = [],
  detail = "",
) {
  const [{ renderNotice }, { START, ownSystem }] = await Promise.all([
    import("./notice.js"),
    import("./start.js"),
  ]);
  const options = () => chrome.runtime.openOptionsPage();
  const ways = { retry: check, options, allow, setup: openPage("setup.html") };
  const commands = START[await ownSystem()];
  view.replaceChildren(renderNotice(state, { say, ways, commands, values, detail }));
  status.textContent = say(`${state}_title`);
}

/** Ask the browser's user for the permission that was taken back. */
async function allow() {
  const granted = await chrome.permissions.request({ origins: [originPattern(settings.server)] });
  if (granted) await check();
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
  const controls = {
    again: check,
    ...(HAS_PANEL && !IN_PANEL && { panel: moveToPanel }),
    ...(settings.history && { history: openPage("past.html") }),
    options: () => chrome.runtime.openOptionsPage(),
  };
  document.getElementById("bar")?.append(...barControls(say, controls, toggleMarks));
}

function openPage(/** @type {string} */ url) {
  return () => chrome.tabs.create({ url });
}

/** The same card, beside the page: it stays while one reads. */
function moveToPanel() {
  openPanel(tab.windowId);
  window.close();
}
