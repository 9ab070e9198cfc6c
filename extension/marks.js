/**
 * Marks in the page, asked for from the popup: puts highlight.js into the tab and speaks to it.
 *
 * Must not know the card's look or the server. Works on the tab that the reader clicked on, and only
 * in frames of its own origin: that is all that activeTab opens.
 *
 * @typedef {import("./types.js").Evidence} Evidence
 * @typedef {object} Mark
 * @property {Evidence} evidence
 * @property {string} kind an outcome, or "note" for what a model says
 * @property {string} label why it is marked, in words
 */

/** @type {{files: string[], origin: "USER" | "AUTHOR"}[]} */
const STYLES = [
  { files: ["highlight.css"], origin: "USER" },
  { files: ["ground.css"], origin: "AUTHOR" },
];
const FILES = ["label.js", "highlight.js"];
const TOP = 0; // the frame of the page itself

/**
 * Mark quotes, each in the frame where it fits best. The page itself takes note of one that is
 * nowhere: it may come with the next part that the page loads.
 *
 * @param {number} tabId
 * @param {Mark[]} marks
 * @param {boolean} [flashing] bring the first one into view
 * @returns {Promise<boolean[]>} which of them are on the page
 */
export async function markQuotes(tabId, marks, flashing = false) {
  const wanted = marks.map(({ evidence: { quote, prefix, suffix }, kind, label }) => {
    return { quote, prefix, suffix, kind, label };
  });
  try {
    const target = { tabId, allFrames: true };
    await Promise.all(STYLES.map((style) => chrome.scripting.insertCSS({ target, ...style })));
    await chrome.scripting.executeScript({ target, files: FILES });
    const frames = await run(target, "seek", wanted);
    const places = wanted.map((_, n) => bestFrame(frames, n));
    for (const frameId of new Set(places.map((place) => place ?? TOP))) {
      const here = wanted.filter((_, n) => (places[n] ?? TOP) === frameId);
      await run({ tabId, frameIds: [frameId] }, "mark", here, flashing);
    }
    return places.map((place) => place !== null);
  } catch {
    return marks.map(() => false); // the tab has gone elsewhere, and our leave with it
  }
}

/**
 * The frame that holds quote number `n` in the likeliest surroundings, or null.
 *
 * @param {{frameId: number, result?: any}[]} frames
 * @param {number} n
 */
function bestFrame(frames, n) {
  const fit = (/** @type {{result?: any}} */ { result }) => Number(result?.[n] ?? -1);
  const [best] = [...frames].sort((a, b) => fit(b) - fit(a));
  return best && fit(best) >= 0 ? best.frameId : null;
}

/** Take every mark away again. */
export async function clearMarks(/** @type {number} */ tabId) {
  await run({ tabId, allFrames: true }, "clear").catch(() => {});
  const target = { tabId, allFrames: true };
  for (const style of STYLES)
    await chrome.scripting.removeCSS({ target, ...style }).catch(() => {});
}

/** How many quotes are marked in the tab. */
export async function countMarks(/** @type {number} */ tabId) {
  const frames = await run({ tabId, allFrames: true }, "marked").catch(() => []);
  return frames.reduce((sum, { result }) => sum + Number(result?.length ?? 0), 0);
}

/**
 * Call a function of highlight.js, where it is, in some frames of the tab.
 *
 * @param {chrome.scripting.InjectionTarget} target
 * @param {"seek" | "mark" | "clear" | "marked"} name
 * @param {...unknown} args
 */
function run(target, name, ...args) {
  return chrome.scripting.executeScript({
    target,
    func: (/** @type {string} */ called, /** @type {unknown[]} */ given) =>
      /** @type {any} */ (globalThis).presscard?.[called](...given),
    args: [name, args],
  });
}
