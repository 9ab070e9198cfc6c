/**
 * Cards that were kept, when the reader wants them kept: in this browser's storage, nowhere else.
 *
 * @typedef {import("./types.js").Card} Card
 */

const KEY = "past";
const MOST = 100; // cards; at some 40 KB each, under half of what browsers let an extension store

/** @returns {Promise<Card[]>} the newest first */
export async function readHistory() {
  return /** @type {any} */ ((await chrome.storage.local.get({ [KEY]: [] }))[KEY]);
}

/** Keep a card; a page read anew takes the place of its older card. */
export async function keepCard(/** @type {Card} */ card) {
  await change((cards) => [card, ...cards.filter(({ id }) => id !== card.id)].slice(0, MOST));
}

export async function forgetCard(/** @type {string} */ id) {
  await change((cards) => cards.filter((card) => card.id !== id));
}

/** One at a time: popup, panel and the page of past cards may all write. */
async function change(/** @type {(cards: Card[]) => Card[]} */ edit) {
  await navigator.locks.request(KEY, async () => {
    await chrome.storage.local.set({ [KEY]: edit(await readHistory()) });
  });
}

export async function forgetAll() {
  await chrome.storage.local.remove(KEY);
}

/** The cards that hold every word of the query in headline, publisher, byline or address. */
export function search(/** @type {Card[]} */ cards, /** @type {string} */ query) {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return cards.filter(({ article, url }) => {
    const text = [article.headline, article.publisher?.name, article.byline?.text, url]
      .join(" ")
      .toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
