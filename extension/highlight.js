/**
 * Finds quotes in the page and marks them, through the CSS Custom Highlight API: no element of the
 * page is added to, changed or moved.
 *
 * Injected on a click into the extension's own world, in every frame of the page's own origin. A
 * quote is found by its letters alone, so that line breaks and markup do not matter; a repeated one
 * is told apart by what stands before and after it. While there are marks, a page that redraws
 * itself or loads more is searched anew for those it lost.
 */

(() => {
  const world = /** @type {any} */ (globalThis);
  if (world.presscard) return;
  const KINDS = ["pass", "partial", "fail", "note"]; // each with its look in highlight.css
  const NOW = "presscard-now"; // the quote just asked for, while it flashes
  const FLASH_MS = 1_600;
  const SETTLED_MS = 800; // how long a page must leave its text alone before it is searched anew
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

  /** @typedef {{quote: string, prefix: string, suffix: string, kind: string, label: string}} Wanted */
  /** @typedef {{letters: string, nodes: Text[], starts: number[], roots: Node[]}} Index */
  /** @typedef {{wanted: Wanted, ranges: Range[], words: string}} Mark no ranges: not on the page now */

  const bare = (/** @type {string} */ text) => text.replace(BLANKS, "");

  /** Every letter a reader may see, in order, and the text node that each stands in. */
  function readIndex() {
    /** @type {Index} */
    const index = { letters: "", nodes: [], starts: [], roots: [document] };
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
        for (const child of childrenOf(node, index.roots)) read(child);
      }
    };
    read(document.body);
    index.letters = parts.join("");
    return index;
  }

  /**
   * What a reader sees inside a node; a shadow tree met on the way is noted.
   *
   * @param {Node} node
   * @param {Node[]} roots
   * @returns {Iterable<Node>}
   */
  function childrenOf(node, roots) {
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
    if (shadow) roots.push(shadow);
    return (shadow ?? element).childNodes;
  }

  /**
   * Where the quote stands, and how much of its surroundings agrees.
   *
   * @param {Wanted} wanted
   * @param {Index} index
   * @returns {{ranges: Range[], agreement: number} | null}
   */
  function find({ quote, prefix, suffix }, index) {
    const letters = bare(quote);
    if (!letters) return null;
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
      const ranges = rangesOf(index, at, end);
      if (isSeen(ranges)) best = { ranges, agreement };
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

  /** The letters from start to end as ranges: one for each shadow tree that they run through. */
  function rangesOf(
    /** @type {Index} */ index,
    /** @type {number} */ start,
    /** @type {number} */ end,
  ) {
    const first = nodeOf(index, start);
    const last = nodeOf(index, end - 1);
    /** @type {Range[]} */
    const ranges = [];
    for (let n = first; n <= last; n++) {
      const node = index.nodes[n];
      const from = n === first ? offsetIn(node, start - index.starts[n]) : 0;
      const to = n === last ? offsetIn(node, end - 1 - index.starts[n]) + 1 : node.length;
      const open = ranges.at(-1);
      if (open && isAfter(open, node, to)) {
        open.setEnd(node, to);
        continue;
      }
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, to);
      ranges.push(range);
    }
    return ranges;
  }

  /** Whether a range may grow to there: a point of the same tree that stands behind its end. */
  function isAfter(
    /** @type {Range} */ range,
    /** @type {Text} */ node,
    /** @type {number} */ offset,
  ) {
    const sameTree = range.endContainer.getRootNode() === node.getRootNode();
    return sameTree && range.comparePoint(node, offset) === 1;
  }

  /** The place in the index of the text node that holds letter number `at`. */
  function nodeOf(/** @type {Index} */ { starts }, /** @type {number} */ at) {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The offset in a text node of its letter number `left`, blanks not counted. */
  function offsetIn(/** @type {Text} */ { data }, /** @type {number} */ left) {
    let offset = 0;
    for (let met = -1; ; offset++) {
      if (!BLANK.test(data[offset]) && ++met === left) return offset;
    }
  }

  function isSeen(/** @type {Range[]} */ ranges) {
    return ranges.some((range) =>
      [...range.getClientRects()].some(({ width, height }) => width > 0 && height > 0),
    );
  }

  /** @type {Mark[]} */
  let marks = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settling;
  const watcher = new MutationObserver(() => {
    clearTimeout(settling);
    settling = setTimeout(refresh, SETTLED_MS);
  });

  /** How well this frame's page holds each quote: -1 when it does not. */
  function seek(/** @type {Wanted[]} */ list) {
    const index = readIndex();
    return list.map((wanted) => find(wanted, index)?.agreement ?? -1);
  }

  /** Mark quotes; one that is asked for alone is brought into view and flashes. */
  function mark(/** @type {Wanted[]} */ list, /** @type {boolean} */ flashing) {
    const index = readIndex();
    const made = list.map((wanted) => place({ wanted, ranges: [], words: "" }, index));
    const asked = new Set(list.map(nameOf));
    marks = [...marks.filter(({ wanted }) => !asked.has(nameOf(wanted))), ...made];
    paint();
    watch(index);
    world.presscardLabel.follow(labelAt);
    if (flashing && made[0].ranges.length > 0) flash(made[0].ranges);
  }

  function nameOf(/** @type {Wanted} */ { quote, prefix, suffix, label }) {
    return [quote, prefix, suffix, label].join("\n");
  }

  function place(/** @type {Mark} */ mark, /** @type {Index} */ index) {
    mark.ranges = find(mark.wanted, index)?.ranges ?? [];
    mark.words = mark.ranges.join("");
    return mark;
  }

  function paint() {
    for (const kind of KINDS) {
      const ranges = marks.filter(({ wanted }) => wanted.kind === kind).flatMap((m) => m.ranges);
      if (ranges.length > 0) CSS.highlights.set(`presscard-${kind}`, new Highlight(...ranges));
      else CSS.highlights.delete(`presscard-${kind}`);
    }
  }

  /** Notice when the text changes, in shadow trees too: their changes do not reach the document. */
  function watch(/** @type {Index} */ { roots }) {
    for (const root of roots) {
      watcher.observe(root, { childList: true, characterData: true, subtree: true });
    }
  }

  /** The page has changed: find the quotes that it lost, and those that it did not have before. */
  function refresh() {
    const lost = marks.filter((m) => m.words === "" || m.ranges.join("") !== m.words);
    if (lost.length === 0) return;
    const index = readIndex();
    for (const mark of lost) place(mark, index);
    paint();
    watch(index);
  }

  function flash(/** @type {Range[]} */ ranges) {
    const now = new Highlight(...ranges);
    now.priority = 1;
    CSS.highlights.set(NOW, now);
    setTimeout(() => CSS.highlights.get(NOW) === now && CSS.highlights.delete(NOW), FLASH_MS);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    ranges[0].startContainer.parentElement?.scrollIntoView({
      block: "center",
      behavior: calm ? "instant" : "smooth",
    });
  }

  /** Why the words at a point are marked, and the box of their line; null where nothing is. */
  function labelAt(/** @type {number} */ x, /** @type {number} */ y) {
    const holds = (/** @type {DOMRect} */ { left, right, top, bottom }) =>
      left <= x && x <= right && top <= y && y <= bottom;
    const hits = marks.flatMap(({ wanted, ranges }) => {
      const box = ranges.flatMap((range) => [...range.getClientRects()]).find(holds);
      return box ? [{ label: wanted.label, box }] : [];
    });
    if (hits.length === 0) return null;
    return { text: [...new Set(hits.map(({ label }) => label))].join("\n\n"), box: hits[0].box };
  }

  /** Leave the page as if we had never been there. */
  function clear() {
    watcher.disconnect();
    clearTimeout(settling);
    marks = [];
    paint();
    CSS.highlights.delete(NOW);
    world.presscardLabel.leave();
  }

  /** The words under the marks. */
  function marked() {
    return marks.filter(({ ranges }) => ranges.length > 0).map(({ words }) => words);
  }

  world.presscard = { seek, mark, clear, marked };
})();
