/** The controls in the bar above the card. Must not know what they do. */

import { h, svg } from "./dom.js";

const ICONS = {
  again: ["M 16 10 a 6 6 0 1 1 -1.8 -4.3", "M 14.5 2.2 v 3.8 h -3.8"],
  panel: ["M 2.5 4 h 15 v 12 h -15 z", "M 12 4 v 12"],
  history: ["M 4 10 a 6 6 0 1 0 1.8 -4.3", "M 5.5 2.2 v 3.8 h 3.8", "M 10 6.8 v 3.4 l 2.4 1.6"],
  options: ["M 3 6 h 14 M 3 14 h 14", "M 7 4 v 4 M 13 12 v 4"],
};

/**
 * @param {import("./words.js").Say} say
 * @param {Partial<Record<keyof typeof ICONS, () => void>>} controls in the order they are to stand
 * @param {() => void} toggleMarks puts marks into the page, or takes them away
 */
export function barControls(say, controls, toggleMarks) {
  return [
    h(
      "button",
      { type: "button", class: "link", id: "marks", hidden: true, onclick: toggleMarks },
      say("mark_all"),
    ),
    ...Object.entries(controls).map(([name, onclick]) =>
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          id: name,
          title: say(name),
          "aria-label": say(name),
          onclick,
        },
        svg(
          "svg",
          { viewBox: "0 0 20 20", "aria-hidden": "true" },
          ...ICONS[/** @type {keyof typeof ICONS} */ (name)].map((d) => svg("path", { d })),
        ),
      ),
    ),
  ];
}
