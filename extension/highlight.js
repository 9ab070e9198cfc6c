/**
 * Finds a quote in the page and marks it, through the CSS Custom Highlight API: no element of the
 * page is added to, changed or moved.
 *
 * Injected beside page.js into the extension's own world, in every frame of the page's own origin.
 * A quote is found by its letters alone, so that line breaks, markup and re-rendering do not matter;
 * a repeated one is told apart by what stands before and after it.
 */

(() => {
  const world = /** @type {any} */ (globalThis);
  if (world.presscard) return;
  const NAME = "presscard";
  const NOW = "presscard-now"; // the quote just asked for, while it flashes
  const FLASH_MS = 1_600;
  const UNSEEN = new Set([
    "script",
    "style",
    "noscript",
    "template",
    "textarea",
    "select",
    "title",
  ]);
  const BLANK = /[\s\u00ad\u200b-\u200f\u2060\ufeff]/; // white space, and what no reader can see
  const BLANKS = new RegExp(BLANK, "g");

  /** @typedef {{quote: string, prefix: string, suffix: string}} Wanted */
  /** @typedef {{letters: string, nodes: Text[], starts: number[]}} Index */

  const bare = (/** @type {string} */ text) => text.replace(BLANKS, "");

  /** Every letter a reader may see, in order, and the text node that each stands in. */
  function readIndex() {
    /** @type {Index} */
    const index = { letters: "", nodes: [], starts: [] };
    const parts = /** @type {string[]} */ ([]);
    let length = 0;
    const read = (/** @type {Node} */ node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = bare(node.nodeValue ?? "");
        if (!text) return;
        index.nodes.push(/** @type {Text} */ (node));
        index.starts.push(length);
        parts.push(text);
        length += text.length;
      } else if (!UNSEEN.has(/** @type {Element} */ (node).localName ?? "")) {
        for (const child of childrenOf(node)) read(child);
      }
    };
    read(document.body);
    index.letters = parts.join("");
    return index;
  }

  /** @returns {Iterable<Node>} */
  function childrenOf(/** @type {Node} */ node) {
    const element = /** @type {any} */ (node);
    if (element.localName === "slot") {
      const assigned = element.assignedNodes({ flatten: true });
      if (assigned.length > 0) return assigned;
    }
    const { dom } = chrome;
    const custom = element.localName?.includes("-");
    const shadow =
      element.shadowRoot ??
      (custom ? (element.openOrClosedShadowRoot ?? dom?.openOrClosedShadowRoot(element)) : null);
    return (shadow ?? element).childNodes;
  }

  /**
   * Where the quote stands, and how much of its surroundings agrees.
   *
   * @param {Wanted} wanted
   * @returns {{range: Range, agreement: number} | null}
   */
  function find({ quote, prefix, suffix }) {
    const letters = bare(quote);
    if (!letters) return null;
    const index = readIndex();
    const before = bare(prefix);
    const after = bare(suffix);
    let best = null;
    for (
      let at = index.letters.indexOf(letters);
      at >= 0;
      at = index.letters.indexOf(letters, at + 1)
    ) {
      const end = at + letters.length;
      const agreement =
        alike(index.letters.slice(Math.max(0, at - before.length), at), before, true) +
        alike(index.letters.slice(end, end + after.length), after, false);
      if (best && agreement <= best.agreement) continue;
      const range = rangeOf(index, at, end);
      if (range && isSeen(range)) best = { range, agreement };
    }
    return best;
  }

  /** How many letters two contexts share, counted from the quote outwards. */
  function alike(
    /** @type {string} */ a,
    /** @type {string} */ b,
    /** @type {boolean} */ backwards,
  ) {
    const at = (/** @type {string} */ text, /** @type {number} */ n) =>
      backwards ? text[text.length - 1 - n] : text[n];
    let n = 0;
    while (n < a.length && n < b.length && at(a, n) === at(b, n)) n++;
    return n;
  }

  function rangeOf(
    /** @type {Index} */ index,
    /** @type {number} */ start,
    /** @type {number} */ end,
  ) {
    const range = document.createRange();
    const [from, fromOffset] = placeOf(index, start);
    const [to, toOffset] = placeOf(index, end - 1);
    // One range cannot reach over the edge of a shadow tree: then its first part stands for it.
    const whole = from.getRootNode() === to.getRootNode();
    range.setStart(from, fromOffset);
    if (whole) range.setEnd(to, toOffset + 1);
    else range.setEnd(from, from.length);
    return range;
  }

  /** @returns {[Text, number]} the text node that holds letter number `at`, and its offset there */
  function placeOf(/** @type {Index} */ { nodes, starts }, /** @type {number} */ at) {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= at) low = middle;
      else high = middle - 1;
    }
    let left = at - starts[low];
    const text = nodes[low].data;
    let offset = 0;
    while (BLANK.test(text[offset]) || left-- > 0) offset++;
    return [nodes[low], offset];
  }

  function isSeen(/** @type {Range} */ range) {
    return [...range.getClientRects()].some(({ width, height }) => width > 0 && height > 0);
  }

  /** @type {Range[]} */
  let ranges = [];

  /** How well this frame's page holds the quote: -1 when it does not. */
  function seek(/** @type {Wanted} */ wanted) {
    return find(wanted)?.agreement ?? -1;
  }

  /** Mark the quote, bring it into view and let it flash. */
  function show(/** @type {Wanted} */ wanted) {
    const found = find(wanted);
    if (!found) return false;
    ranges.push(found.range);
    CSS.highlights.set(NAME, new Highlight(...ranges));
    const now = new Highlight(found.range);
    now.priority = 1;
    CSS.highlights.set(NOW, now);
    setTimeout(() => CSS.highlights.get(NOW) === now && CSS.highlights.delete(NOW), FLASH_MS);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    found.range.startContainer.parentElement?.scrollIntoView({
      block: "center",
      behavior: calm ? "instant" : "smooth",
    });
    return true;
  }

  /** Leave the page as if we had never been there. */
  function clear() {
    CSS.highlights.delete(NAME);
    CSS.highlights.delete(NOW);
    ranges = [];
  }

  /** The words under the marks. */
  function marked() {
    return ranges.map(String);
  }

  world.presscard = { seek, show, clear, marked };
})();
