/**
 * What needs somebody to listen while no window of ours is open: the context menu, and the labels of
 * marks in a page.
 *
 * Holds no state and reads no page. It notes what was asked for and opens the panel, which does the
 * rest; the click on the menu is also what grants the panel leave to read this tab.
 */

import { openPanel } from "./panel.js";
import { readSettings } from "./settings.js";
import { chooseLanguage, loadWords } from "./words.js";

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
