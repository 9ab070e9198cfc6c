/**
 * Says, while the pointer rests on a mark, why it is there.
 *
 * Injected before highlight.js. The words are drawn by a style rule of the browser's user level, on
 * a pseudo-element of the page's root: so the page's DOM stays untouched, and none of its own styles
 * can hide or restyle them. Only an extension page may add such a rule, so background.js does.
 */

(() => {
  const world = /** @type {any} */ (globalThis);
  if (world.presscardLabel) return;
  const WIDTH = 320; // pixels
  const GAP = 8; // between the label and the words, or the window's edge
  const ROOM = 160; // below the words; with less, the label stands above them
  const LISTEN = { capture: true, passive: true };

  /** @typedef {{text: string, box: DOMRect}} Label */
  /** @type {((x: number, y: number) => Label | null) | null} */
  let labelAt = null;
  let rule = ""; // the one that is in force
  let frame = 0;

  /** Start to listen; marks that change are asked for anew with each move. */
  function follow(/** @type {(x: number, y: number) => Label | null} */ look) {
    labelAt = look;
    document.addEventListener("mousemove", move, LISTEN);
    document.addEventListener("scroll", hide, LISTEN);
  }

  function leave() {
    labelAt = null;
    document.removeEventListener("mousemove", move, LISTEN);
    document.removeEventListener("scroll", hide, LISTEN);
    hide();
  }

  function move(/** @type {MouseEvent} */ { isTrusted, clientX, clientY }) {
    if (!isTrusted) return; // a page that feigns a pointer could read every reason
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const label = labelAt?.(clientX, clientY);
      replaceRule(label ? ruleFor(label) : "");
    });
  }

  function hide() {
    cancelAnimationFrame(frame);
    replaceRule("");
  }

  function replaceRule(/** @type {string} */ next) {
    if (next === rule) return;
    const change = { remove: rule, add: next };
    rule = next;
    chrome.runtime.sendMessage(change).catch(() => {}); // the extension was just updated
  }

  function ruleFor(/** @type {Label} */ { text, box }) {
    const left = Math.max(GAP, Math.min(box.left, innerWidth - WIDTH - GAP));
    const below = innerHeight - box.bottom > ROOM || box.top < ROOM;
    const place = below ? `top: ${box.bottom + GAP}px` : `bottom: ${innerHeight - box.top + GAP}px`;
    const styles = [
      "all: initial",
      `content: "${inStyle(text)}"`,
      `position: fixed; z-index: 2147483647; left: ${left}px; ${place}`,
      `box-sizing: border-box; max-width: min(${WIDTH}px, 100vw - ${2 * GAP}px); padding: 8px 12px`,
      "font: 400 14px/1.4 system-ui, sans-serif; white-space: pre-line; unicode-bidi: plaintext",
      "color: #ffffff; background: #1a1c20; border: 1px solid #ffffff; border-radius: 8px",
      "box-shadow: 0 2px 12px rgb(0 0 0 / 0.35); pointer-events: none",
    ];
    return `:root::after { ${styles.join("; ").replace(/;|$/g, " !important;")} }`;
  }

  /** Any text as the inside of a style's string: all but letters, digits and spaces by number. */
  function inStyle(/** @type {string} */ text) {
    return text.replace(
      /[^\p{L}\p{M}\p{N} ]/gu,
      (character) => `\\${character.codePointAt(0)?.toString(16)} `,
    );
  }

  world.presscardLabel = { follow, leave };
})();
