/**
 * The page as its reader sees it, written down: after scripts, with shadow DOM and same-origin frames.
 *
 * Injected on a click into the extension's own world, which the page's scripts cannot reach; hence a
 * classic script, whose last value is the answer. Leaves behind scripts, styles, whatever the reader
 * typed, and what looks like a key. Changes nothing in the page; knows no server and no card.
 */

(() => {
  const MAX_LENGTH = 3_500_000; // characters: under the server's 12 MB, escaped and in any script
  const MAX_NODES = 120_000; // elements; a page with more is cut, and says so
  const MAX_DEPTH = 400; // levels; browsers' own parsers stop at 512
  const MAX_ATTRIBUTE = 4_000; // characters: longer ones are inlined pictures and state, not text

  const DROPPED = new Set(
    (
      "applet canvas datalist embed input noscript object optgroup option param select style svg " +
      "template textarea track"
    ).split(" "),
  );
  const EMPTIED = new Set(["audio", "video"]); // worth knowing that they are there
  const DROPPED_ATTRIBUTE = /^(on|style$|srcdoc$|value$|nonce$|integrity$|checked$|hidden$)/;
  const SECRET = /csrf|xsrf|token|nonce|session|api[-_]?key/i;
  const STRUCTURED_DATA = /^application\/ld\+json$/i;
  const PLAIN_NAME = /^[a-z][a-z0-9-]*$/;

  const HIDDEN = "data-presscard-hidden";
  const INVISIBLE = 30; // summed difference of two colours' channels that no reader can make out
  const NEVER_HIDDEN = new Set(["html", "head", "body"]);

  const paper = document.implementation.createHTMLDocument("");
  const colours = new WeakMap();
  let nodes = 0;
  let cut = false;

  /**
   * @param {Element} element
   * @param {number} depth
   * @param {boolean} seen whether a reader could see it: in the body, and nothing around it is hidden
   * @returns {Element | null}
   */
  function copy(element, depth, seen) {
    const name = element.localName;
    if (name === "script") return copyData(element);
    if (DROPPED.has(name) || isSecret(element)) return null;
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
      cut = true;
      return null;
    }
    const made = paper.createElement(PLAIN_NAME.test(name) && name !== "iframe" ? name : "div");
    copyAttributes(element, made);
    const style = seen && !NEVER_HIDDEN.has(name) ? getComputedStyle(element) : null;
    const reason = style && whyHidden(element, style);
    if (reason) mark(made, reason);
    if (EMPTIED.has(name) || isTypedInto(element)) return made;
    const textReason = style && !reason ? whyTextHidden(element, style) : null;
    for (const child of childrenOf(element)) {
      const part = copyNode(child, depth + 1, seen && !reason && name !== "head", textReason);
      if (part) made.append(part);
    }
    return made;
  }

  /**
   * @param {Node} node
   * @param {number} depth
   * @param {boolean} seen
   * @param {string | null} textReason why a reader cannot see text that stands right here
   */
  function copyNode(node, depth, seen, textReason) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      return copy(/** @type {Element} */ (node), depth, seen);
    }
    if (node.nodeType !== Node.TEXT_NODE) return null;
    const text = paper.createTextNode(node.nodeValue ?? "");
    if (!textReason || !text.data.trim()) return text;
    const wrapped = mark(paper.createElement("span"), textReason);
    wrapped.append(text);
    return wrapped;
  }

  /** What a reader sees inside an element: its shadow tree, slotted nodes, or a frame's own body. */
  function childrenOf(/** @type {Element} */ element) {
    if (element.localName === "iframe") {
      const body = frameBody(/** @type {HTMLIFrameElement} */ (element));
      return body ? [...body.childNodes] : [];
    }
    if (element.localName === "slot") {
      const assigned = /** @type {HTMLSlotElement} */ (element).assignedNodes?.({ flatten: true });
      if (assigned && assigned.length > 0) return assigned;
    }
    return [...(shadowOf(element) ?? element).childNodes];
  }

  /** The shadow tree, closed ones too: a reader sees them, and only this world may ask. */
  function shadowOf(/** @type {Element} */ element) {
    if (element.shadowRoot) return element.shadowRoot;
    if ("openOrClosedShadowRoot" in element) {
      return /** @type {ShadowRoot | null} */ (element.openOrClosedShadowRoot); // Firefox
    }
    if (!element.localName.includes("-")) return null;
    const { dom } = chrome; // Chromium
    return dom?.openOrClosedShadowRoot(/** @type {HTMLElement} */ (element)) ?? null;
  }

  /** The body of a frame of the same origin; other origins' frames stay closed to us. */
  function frameBody(/** @type {HTMLIFrameElement} */ frame) {
    try {
      return frame.contentDocument?.body ?? null;
    } catch {
      return null;
    }
  }

  /** Structured data is kept as it stands; every other script is left behind. */
  function copyData(/** @type {Element} */ script) {
    const type = script.getAttribute("type") ?? "";
    if (!STRUCTURED_DATA.test(type.trim())) return null;
    const made = paper.createElement("script");
    made.setAttribute("type", type);
    made.textContent = script.textContent;
    return made;
  }

  function copyAttributes(/** @type {Element} */ from, /** @type {Element} */ to) {
    for (const { name, value } of from.attributes) {
      if (DROPPED_ATTRIBUTE.test(name) || name === HIDDEN || !/^[a-z][\w:.-]*$/i.test(name))
        continue;
      if (value.length > MAX_ATTRIBUTE || /^\s*data:/i.test(value)) continue;
      to.setAttribute(name, value);
    }
  }

  /** Hidden in the way that every reader of HTML knows, and why, for those who want to know. */
  function mark(/** @type {Element} */ element, /** @type {string} */ reason) {
    element.setAttribute("hidden", "");
    element.setAttribute(HIDDEN, reason);
    return element;
  }

  function isSecret(/** @type {Element} */ element) {
    const names = `${element.getAttribute("name") ?? ""} ${element.getAttribute("property") ?? ""}`;
    return element.localName === "meta" && SECRET.test(names);
  }

  /** A comment being written, a draft: the reader's own words, not the page's. */
  function isTypedInto(/** @type {Element} */ element) {
    return /^(true|plaintext-only|)$/i.test(element.getAttribute("contenteditable") ?? "no");
  }

  /** Why nothing inside this element can be seen, or null. */
  function whyHidden(/** @type {Element} */ element, /** @type {CSSStyleDeclaration} */ style) {
    if (style.display === "none") return "display";
    // A page may fade its text in as one scrolls: only what will stay invisible is hidden.
    const fades = style.transitionDuration !== "0s" || style.animationName !== "none";
    if (Number(style.opacity) < 0.05 && !fades) return "opacity";
    if (style.position !== "absolute" && style.position !== "fixed") return null;
    const { width, height, right, bottom } = element.getBoundingClientRect();
    const clipped = style.overflow !== "visible" && (width <= 1 || height <= 1);
    if (clipped || /^inset\((50|100)%/.test(style.clipPath)) return "clipped";
    return right + scrollX < 0 || bottom + scrollY < 0 ? "offscreen" : null;
  }

  /** Why text that stands right in this element cannot be seen, or null. */
  function whyTextHidden(/** @type {Element} */ element, /** @type {CSSStyleDeclaration} */ style) {
    if (style.visibility !== "visible") return "visibility";
    if (!hasText(element)) return null;
    if (Number.parseFloat(style.fontSize) < 2) return "size";
    if (Number.parseFloat(style.textIndent) < -500) return "offscreen";
    const ink = channels(style.webkitTextFillColor || style.color);
    if (!ink) return null;
    const clipsPicture = style.backgroundClip === "text"; // letters filled with a gradient
    if (ink[3] < 0.05) return clipsPicture ? null : "colour";
    const ground = groundOf(element);
    if (!ground) return null;
    const difference = [0, 1, 2].reduce((sum, n) => sum + Math.abs(ink[n] - ground[n]), 0);
    return difference < INVISIBLE && style.textShadow === "none" ? "colour" : null;
  }

  function hasText(/** @type {Element} */ element) {
    return [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && /\S/.test(node.nodeValue ?? ""),
    );
  }

  /**
   * The colour behind an element; null when it is a picture or cannot be told.
   *
   * @returns {number[] | null}
   */
  function groundOf(/** @type {Element | null} */ element) {
    if (!element) return [255, 255, 255, 1];
    if (!colours.has(element)) {
      const style = getComputedStyle(element);
      const own = channels(style.backgroundColor);
      const floats = style.position !== "static" && style.position !== "relative";
      if (style.backgroundImage !== "none" || !own) colours.set(element, null);
      else if (own[3] > 0.95) colours.set(element, own);
      else if (own[3] > 0.05 || floats) colours.set(element, null);
      else colours.set(element, groundOf(element.parentElement));
    }
    return colours.get(element);
  }

  /** Red, green, blue and alpha of a computed colour; null for the notations we do not read. */
  function channels(/** @type {string} */ colour) {
    const numbers = /^rgba?\(([\d.,\s/]+)\)$/
      .exec(colour)?.[1]
      .split(/[\s,/]+/)
      .map(Number);
    return numbers && numbers.length >= 3 ? [...numbers.slice(0, 3), numbers[3] ?? 1] : null;
  }

  if (!/html/.test(document.contentType)) return { status: "not_a_page" };
  const root = copy(document.documentElement, 0, true);
  let html = `<!DOCTYPE html>\n${root?.outerHTML ?? ""}`;
  if (html.length > MAX_LENGTH) {
    html = html.slice(0, MAX_LENGTH);
    cut = true;
  }
  return { status: "read", html, cut, url: location.href, title: document.title };
})();
