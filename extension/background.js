/**
 * What needs somebody to listen while no window of ours is open: the context menu, and the labels of
 * marks in a page; and what no window may do: fetch a picture.
 *
 * Holds no state and reads no page. It notes what was asked for and opens the panel, which does the
 * rest; the click on the menu is also what grants the panel leave to read this tab.
 */

import { lookInto } from "./bytes.js";
import { openPanel } from "./panel.js";
import { readSettings } from "./settings.js";
import { chooseLanguage, loadWords } from "./words.js";

const A_MOMENT_MS = 300;

/** @typedef {{tabId: number, selection: string, at: number}} Asked */

chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  await drawMenu();
  if (reason === "install") await chrome.tabs.create({ url: "setup.html" });
});
chrome.storage.onChanged.addListener((changes) => {
  if (changes.language) drawMenu();
});

async function drawMenu() {
  if (!chrome.contextMenus) return; // Firefox for Android has none
  const { language } = await readSettings();
  const say = await loadWords(chooseLanguage(language ? [language] : navigator.languages));
  await chrome.contextMenus.removeAll();
  chrome.contextMenus.create({ id: "page", contexts: ["page"], title: say("menu_page") });
  chrome.contextMenus.create({
    id: "selection",
    contexts: ["selection"],
    title: say("menu_selection"),
  });
}

chrome.contextMenus?.onClicked.addListener((info, tab) => {
  if (tab?.id === undefined) return;
  openPanel(tab.windowId);
  /** @type {Asked} */
  const asked = { tabId: tab.id, selection: info.selectionText ?? "", at: Date.now() };
  chrome.storage.session.set({ asked });
});

/** A rule for the label that label.js asks for, in its own frame; no page can send to us. */
chrome.runtime.onMessage.addListener(({ add, remove }, { id, tab, frameId = 0 }) => {
  if (id !== chrome.runtime.id || tab?.id === undefined) return;
  const target = { tabId: tab.id, frameIds: [frameId] };
  const gone = () => {}; // the tab has gone elsewhere, its rules with it
  if (add) chrome.scripting.insertCSS({ target, css: add, origin: "USER" }).catch(gone);
  if (remove) chrome.scripting.removeCSS({ target, css: remove, origin: "USER" }).catch(gone);
});

/** The browser closed the popup to ask for leave: open it again, and it goes on with the picture. */
chrome.permissions.onAdded.addListener(async () => {
  await new Promise((done) => setTimeout(done, A_MOMENT_MS)); // a window that is open does it itself
  const { wanted } = await chrome.storage.session.get("wanted");
  if (wanted) await chrome.action.openPopup().catch(() => {}); // else the reader's next click does it
});

/** A picture to look into, asked for from the popup or the panel alone, which have the reader's click. */
chrome.runtime.onMessage.addListener(({ look }, { id, url }, answer) => {
  if (id !== chrome.runtime.id || !url?.startsWith(chrome.runtime.getURL("popup.html"))) return;
  if (typeof look !== "string") return;
  lookInto(look).then(answer, (error) => answer({ state: "unreachable", detail: String(error) }));
  return true; // the answer comes later
});
