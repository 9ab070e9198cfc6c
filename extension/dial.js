/**
 * The two drawings of the card: the score on its dial, and the course of the mood.
 *
 * Geometry only. Colours are the stylesheet's; words come from the caller.
 */

import { svg } from "./dom.js";

const SIZE = 120;
const RADIUS = 50;
const START = 135; // degrees, clockwise from three o'clock: the dial opens downwards
const SWEEP = 270;

/** @returns {[number, number]} */
function pointAt(/** @type {number} */ score, radius = RADIUS) {
  const angle = ((START + (SWEEP * score) / 100) * Math.PI) / 180;
  return [SIZE / 2 + radius * Math.cos(angle), SIZE / 2 + radius * Math.sin(angle)];
}

/** The arc between two scores, as an SVG path. */
function arc(/** @type {number} */ from, /** @type {number} */ to, radius = RADIUS) {
  const [x0, y0] = pointAt(from, radius);
  const [x1, y1] = pointAt(to, radius);
  const large = ((to - from) * SWEEP) / 100 > 180 ? 1 : 0;
  const at = (/** @type {number} */ number) => number.toFixed(2);
  return `M ${at(x0)} ${at(y0)} A ${radius} ${radius} 0 ${large} 1 ${at(x1)} ${at(y1)}`;
}

/**
 * The dial: a track, the likely range as a band on it, and the score as a bead.
 *
 * @param {{score: number | null, low: number | null, high: number | null, label: string, caption: string}} reading
 */
export function dial({ score, low, high, label, caption }) {
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${SIZE} ${SIZE}`, class: "dial", role: "img", "aria-label": label },
    svg("path", { class: "dial-track", d: arc(0, 100) }),
  );
  if (score === null) {
    drawing.append(svg("path", { class: "dial-none", d: "M 46 57 L 74 57" }));
    return drawing;
  }
  const from = low ?? score;
  const to = high ?? score;
  if (to > from) drawing.append(svg("path", { class: "dial-range", d: arc(from, to) }));
  const [x, y] = pointAt(score);
  drawing.append(
    svg("circle", { class: "dial-bead", cx: x.toFixed(2), cy: y.toFixed(2), r: 7.5 }),
    svg("text", { class: "dial-score", x: SIZE / 2, y: 69 }, String(score)),
    svg("text", { class: "dial-caption", x: SIZE / 2, y: 85 }, caption),
  );
  return drawing;
}

/**
 * The course of the mood through the text, from -1 to 1, as a filled line about its zero.
 *
 * @param {number[]} values
 * @param {string} label
 */
export function course(values, label) {
  const width = 240;
  const middle = 22;
  const step = width / Math.max(1, values.length - 1);
  const bounded = values.map((value) => Math.max(-1, Math.min(1, Number(value) || 0)));
  const points = bounded.map((value, n) => [n * step, middle - value * (middle - 4)]);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  return svg(
    "svg",
    {
      viewBox: `0 0 ${width} ${middle * 2}`,
      class: "course",
      role: "img",
      "aria-label": label,
      preserveAspectRatio: "none",
    },
    svg("polygon", { class: "course-fill", points: `0,${middle} ${line} ${width},${middle}` }),
    svg("line", { class: "course-zero", x1: 0, x2: width, y1: middle, y2: middle }),
    svg("polyline", { class: "course-line", points: line }),
  );
}

const ICONS = {
  pass: ["M 4.6 8.4 L 7 10.8 L 11.6 5.6"],
  partial: ["M 8 3.4 A 4.6 4.6 0 0 1 8 12.6 Z"],
  fail: ["M 5.4 5.4 L 10.6 10.6", "M 10.6 5.4 L 5.4 10.6"],
  unknown: ["M 6.1 6.3 A 1.95 1.95 0 1 1 8.6 8.15 Q 8 8.4 8 9.2", "M 8 11.2 L 8 11.3"],
  not_applicable: ["M 5 8 L 11 8"],
};

/** The mark of an outcome: a shape of its own, so that colour is never alone. */
export function outcomeIcon(/** @type {string} */ outcome) {
  const known = outcome in ICONS ? /** @type {keyof typeof ICONS} */ (outcome) : "unknown";
  const frame =
    known === "fail"
      ? svg("rect", { class: "icon-frame", x: 1.5, y: 1.5, width: 13, height: 13, rx: 3.5 })
      : svg("circle", { class: "icon-frame", cx: 8, cy: 8, r: 6.8 });
  return svg(
    "svg",
    { viewBox: "0 0 16 16", class: `icon icon-${known}`, "aria-hidden": "true" },
    frame,
    ...ICONS[known].map((d) => svg("path", { class: "icon-mark", d })),
  );
}
