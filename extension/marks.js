/**
 * Marks in the page, asked for from the popup: puts highlight.js into the tab and speaks to it.
 *
 * Must not know the card's look or the server. Works on the tab that the reader clicked on, and only
 * in frames of its own origin: that is all that activeTab opens.
 *
 * @typedef {import("./types.js").Evidence} Evidence
 * @typedef {{seek: Function, show: Function, clear: Function, marked: Function}} InPage
 */

/**
 * Mark a quote where it fits best and bring it into view.
 *
 * @param {number} tabId
 * @param {Evidence} evidence
 * @returns {Promise<boolean>} whether it is still on the page
 */
export async function showQuote(tabId, { quote, prefix, suffix }) {
  const target = { tabId, allFrames: true };
  const wanted = { quote, prefix, suffix };
  try {
    await chrome.scripting.insertCSS({ target, files: ["highlight.css"] });
    await chrome.scripting.executeScript({ target, files: ["highlight.js"] });
    const answers = await chrome.scripting.executeScript({
      target,
      func: (asked) => /** @type {any} */ (globalThis).presscard.seek(asked),
      args: [wanted],
    });
    const [best] = answers.sort((a, b) => Number(b.result ?? -1) - Number(a.result ?? -1));
    if (!best || Number(best.result ?? -1) < 0) return false;
    const [shown] = await chrome.scripting.executeScript({
      target: { tabId, frameIds: [best.frameId] },
      func: (asked) => /** @type {any} */ (globalThis).presscard.show(asked),
      args: [wanted],
    });
    return shown.result === true;
  } catch {
    return false; // the tab has gone elsewhere, and our leave with it
  }
}

/** Take every mark away again. */
export async function clearMarks(/** @type {number} */ tabId) {
  await inEveryFrame(tabId, () => /** @type {any} */ (globalThis).presscard?.clear());
}

/** How many quotes are marked in the tab. */
export async function countMarks(/** @type {number} */ tabId) {
  const counts = await inEveryFrame(
    tabId,
    () => /** @type {any} */ (globalThis).presscard?.marked().length ?? 0,
  );
  return counts.reduce((sum, { result }) => sum + Number(result ?? 0), 0);
}

async function inEveryFrame(/** @type {number} */ tabId, /** @type {() => unknown} */ func) {
  try {
    return await chrome.scripting.executeScript({ target: { tabId, allFrames: true }, func });
  } catch {
    return [];
  }
}
