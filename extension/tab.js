/**
 * The tab in front: what stands in it, and the card that it was given a moment ago.
 *
 * Must not know the server nor how a card looks.
 *
 * @typedef {{id: number, windowId: number, url: string | undefined}} Tab no url: no leave to read it
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./bytes.js").Looked} Looked
 * @typedef {object} Shown
 * @property {Card} card
 * @property {"" | "page_cut" | "selection_only"} note
 * @property {Record<string, Looked>} [looked] what was read in pictures of the page, by their address
 */

/** @returns {Promise<Tab>} */
export async function tabInFront() {
  const [{ id, windowId, url }] = await chrome.tabs.query({ active: true, currentWindow: true });
  return { id: /** @type {number} */ (id), windowId, url };
}

/**
 * The page as its reader sees it.
 *
 * @returns {Promise<{html: string, url: string, cut: boolean} | null>}
 */
export async function readPage(/** @type {Tab} */ { id }) {
  try {
    const files = ["page.js"];
    const [injected] = await chrome.scripting.executeScript({ target: { tabId: id }, files });
    const page = /** @type {any} */ (injected?.result);
    return page?.status === "read" ? page : null;
  } catch {
    return null; // the browser's own pages, its store, a PDF viewer: closed to every extension
  }
}

/** The server takes web addresses only; a saved file has none. */
export function webAddress(/** @type {string | undefined} */ url) {
  return url && /^https?:/.test(url) ? url : null;
}

/**
 * The card of this very page, if it was made since the browser started.
 *
 * @param {Tab} tab
 * @param {string} server
 * @returns {Promise<Shown | null>}
 */
export async function recall({ id, url }, server) {
  const key = `card:${id}`;
  const kept = /** @type {any} */ ((await chrome.storage.session.get(key))[key]);
  return kept && url && kept.url === url && kept.server === server ? kept : null;
}

/**
 * @param {Tab} tab
 * @param {string} server
 * @param {Shown} shown
 */
export async function remember({ id, url }, server, shown) {
  await chrome.storage.session.set({ [`card:${id}`]: { ...shown, url, server } });
}
