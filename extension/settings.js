/**
 * What the reader chose, kept in the browser's own storage and nowhere else.
 *
 * @typedef {object} Settings
 * @property {string} server address of the server, on this computer
 * @property {string} token only when the server was started with one
 * @property {string} language of the interface; "" for the browser's
 * @property {"" | "light" | "dark"} theme "" for the system's
 * @property {number} patience milliseconds to wait for a card
 * @property {boolean} history whether cards are kept; off, because they say what one has read
 */

import { DEFAULT_SERVER } from "./api.js";
import { chooseLanguage, directionOf } from "./words.js";

/** @type {Settings} */
export const DEFAULTS = {
  server: DEFAULT_SERVER,
  patience: 25_000, // the server gives a page up after 20 s and says so; wait for its answer
  token: "",
  language: "",
  theme: "",
  history: false,
};

/** @returns {Promise<Settings>} */
export async function readSettings() {
  return /** @type {Settings} */ (await chrome.storage.local.get(DEFAULTS));
}

/** @param {Partial<Settings>} changes */
export async function writeSettings(changes) {
  await chrome.storage.local.set(changes);
}

/** Give the document the reader's language and colours; returns the language. */
export function applySettings(/** @type {Settings} */ { language, theme }) {
  const chosen = chooseLanguage(language ? [language] : navigator.languages);
  document.documentElement.lang = chosen;
  document.documentElement.dir = directionOf(chosen);
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  return chosen;
}
