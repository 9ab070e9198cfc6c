/**
 * The context menu: the one thing that needs somebody to listen while no window of ours is open.
 *
 * Holds no state and reads no page. It notes what was asked for and opens the panel, which does the
 * rest; the click on the menu is also what grants the panel leave to read this tab.
 */

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
  openPanel(tab.windowId); // first: browsers open a panel only in the very turn of the click
  /** @type {Asked} */
  const asked = { tabId: tab.id, selection: info.selectionText ?? "", at: Date.now() };
  chrome.storage.session.set({ asked });
});

function openPanel(/** @type {number} */ windowId) {
  const { sidePanel, sidebarAction } = /** @type {any} */ (chrome);
  if (sidePanel) sidePanel.open({ windowId });
  else sidebarAction?.open();
}
