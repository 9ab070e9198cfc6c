/**
 * The pictures of the page in front: which there are, where they stand, and the reader's leave to
 * fetch one. The background fetches it; this module never does.
 *
 * Must not know how a card looks.
 *
 * @typedef {import("./bytes.js").Looked} Looked
 * @typedef {import("./tab.js").Tab} Tab
 *
 * @typedef {object} Found
 * @property {string} url where the browser had the picture from
 * @property {string[]} addresses every address that the page gives it, as it stands there
 * @property {string} alt
 */

import { hostPattern, isOnTheWeb } from "./bytes.js";

const WANTED = "wanted"; // the picture that leave is being asked for; background.js reads it too

/**
 * @param {Tab} tab
 * @returns {Promise<Found[]>}
 */
export async function findPictures({ id: tabId }) {
  const found = await chrome.scripting
    .executeScript({ target: { tabId }, func: picturesHere })
    .catch(() => []); // the tab has gone elsewhere, and our leave with it
  return /** @type {any} */ (found[0]?.result ?? []);
}

/** Runs in the page, in a world of its own: its pictures, without menus' and advertisements' ones. */
function picturesHere() {
  const MOST = 8;
  const LEAST = { width: 120, height: 90 }; // pixels on the screen: smaller ones are ornaments
  const LONGEST = 4_000; // characters of an address: page.js leaves longer ones out
  const BESIDES = "nav, aside, footer, [role=navigation], [role=complementary], [role=contentinfo]";
  const SOURCES = "src data-src data-original data-lazy-src data-srcset srcset".split(" ");
  const isShown = (/** @type {HTMLImageElement} */ image) => {
    const { width, height } = image.getBoundingClientRect();
    return width >= LEAST.width && height >= LEAST.height && image.checkVisibility();
  };
  const addressesOf = (/** @type {HTMLImageElement} */ image) => {
    const written = SOURCES.map((name) => {
      const value = (image.getAttribute(name) ?? "").trim();
      return name.endsWith("srcset") ? value.split(" ")[0].replace(/,+$/, "") : value;
    });
    return [...new Set([image.currentSrc, ...written])].filter(
      (address) => address && !address.startsWith("data:") && address.length <= LONGEST,
    );
  };
  const shown = [...document.images].filter(
    (image) => /^https?:/.test(image.currentSrc) && !image.closest(BESIDES) && isShown(image),
  );
  const within = shown.filter((image) => image.closest("article, main, [role=main]"));
  const found = new Map();
  for (const image of within.length > 0 ? within : shown) {
    const { currentSrc: url, alt } = image;
    if (url.length > LONGEST || found.has(url) || found.size === MOST) continue;
    found.set(url, { url, addresses: addressesOf(image), alt: alt.trim().slice(0, 200) });
  }
  return [...found.values()];
}

/** Bring a picture of the page into view and outline it for a moment; tells whether it is there. */
export async function showPicture(/** @type {Tab} */ { id: tabId }, /** @type {string} */ url) {
  const [shown] = await chrome.scripting
    .executeScript({ target: { tabId }, func: outline, args: [url] })
    .catch(() => []);
  return shown?.result === true;
}

function outline(/** @type {string} */ url) {
  const image = [...document.images].find(({ currentSrc }) => currentSrc === url);
  if (!image) return false;
  image.scrollIntoView({ block: "center" });
  const [on, off] = ["rgb(191 84 0)", "transparent"].map((colour) => `4px solid ${colour}`);
  image.animate({ outline: [on, on, off] }, { duration: 2_500 });
  return true;
}

/**
 * Ask the browser's user for leave to fetch a picture, and have it looked into. To be called in the
 * very turn of the click, before anything is awaited: browsers ask only then.
 *
 * @param {Tab} tab
 * @param {string} url
 * @returns {Promise<Looked>}
 */
export async function askAndLook({ id }, url) {
  if (!isOnTheWeb(url)) return { state: "own_network" };
  chrome.storage.session.set({ [WANTED]: { id, url } });
  const asked = { origins: [hostPattern(url)] };
  const granted = await chrome.permissions.request(asked).catch(() => false);
  await chrome.storage.session.remove(WANTED);
  return granted ? look(url) : { state: "no_leave" };
}

/**
 * What was answered while this window was closed: some browsers close it when they ask.
 *
 * @param {Tab} tab
 * @returns {Promise<{url: string, granted: boolean} | null>}
 */
export async function answeredMeanwhile({ id }) {
  const wanted = /** @type {any} */ ((await chrome.storage.session.get(WANTED))[WANTED]);
  if (wanted?.id !== id) return null;
  await chrome.storage.session.remove(WANTED);
  const { url } = wanted;
  return { url, granted: await chrome.permissions.contains({ origins: [hostPattern(url)] }) };
}

/**
 * Have the background look into a picture.
 *
 * @param {string} url
 * @returns {Promise<Looked>}
 */
export async function look(url) {
  return chrome.runtime.sendMessage({ look: url });
}

/**
 * What the files of some pictures declare, as `POST /v1/score` takes it. Pictures may share an
 * address, such as a placeholder's: it has what any of them declares.
 *
 * @param {Found[]} found
 * @param {Record<string, Looked>} looked by the picture's `url`
 */
export function factsOf(found, looked) {
  /** @type {Map<string, Set<string>>} */
  const facts = new Map();
  for (const { url, addresses } of found) {
    const answer = looked[url];
    if (answer?.state !== "read" || answer.picture.declared.length === 0) continue;
    for (const src of addresses) {
      const terms = facts.get(src) ?? new Set();
      for (const { term } of answer.picture.declared) terms.add(term);
      facts.set(src, terms);
    }
  }
  return [...facts].map(([src, terms]) => ({ src, declared: [...terms] }));
}
