/**
 * What the reader sees instead of a card: what happened, in words and a picture, and a way out.
 *
 * Must not know the extension API: the ways out are functions that the caller hands in.
 *
 * @typedef {import("./words.js").Say} Say
 * @typedef {"not_running" | "not_presscard" | "version_mismatch" | "permission_missing" | "timed_out"
 *   | "refused" | "token_needed" | "unreadable" | "panel_idle" | "running"} State
 *
 * @typedef {object} WaysOut
 * @property {() => void} [retry]
 * @property {() => void} [options]
 * @property {() => void} [allow]
 * @property {() => void} [setup]
 */

import { h, svg } from "./dom.js";
import { copyText } from "./export.js";

/** Which ways out a state offers, the first as the main one, and which command helps, if any. */
const STATES = {
  running: { ways: [], picture: "link" },
  not_running: { ways: ["retry", "setup"], picture: "unplugged", command: "again" },
  not_presscard: { ways: ["options", "retry"], picture: "stranger", command: "elsewhere" },
  version_mismatch: { ways: ["retry"], picture: "mismatch" },
  permission_missing: { ways: ["allow", "retry"], picture: "lock" },
  timed_out: { ways: ["retry"], picture: "clock" },
  refused: { ways: ["retry", "options"], picture: "stranger" },
  token_needed: { ways: ["options", "retry"], picture: "lock" },
  unreadable: { ways: [], picture: "page" },
  panel_idle: { ways: [], picture: "menu" },
};

/**
 * @param {State} state
 * @param {object} surroundings
 * @param {Say} surroundings.say
 * @param {WaysOut} surroundings.ways
 * @param {Record<string, any>} surroundings.commands that start the server on this computer
 * @param {string[]} [surroundings.values] what the sentence is filled with
 * @param {string} [surroundings.detail] what the server itself said
 * @returns {HTMLElement}
 */
export function renderNotice(state, { say, ways, commands, values = [], detail = "" }) {
  const { ways: offered, picture: name, ...rest } = STATES[state];
  const command = "command" in rest ? commands[rest.command] : "";
  const buttons = offered.filter((way) => ways[/** @type {keyof WaysOut} */ (way)]);
  return h(
    "section",
    { class: "notice", "data-state": state },
    picture(name),
    h("h1", {}, say(`${state}_title`)),
    h("p", {}, say(`${state}_words`, ...values)),
    command && commandLine(command, say),
    command && h("p", { class: "detail" }, say(`${state}_after`)),
    detail && h("p", { class: "detail" }, detail),
    buttons.length > 0 &&
      h(
        "div",
        { class: "buttons" },
        ...buttons.map((way, n) =>
          h(
            "button",
            {
              type: "button",
              class: n === 0 ? "button button-main" : "button",
              "data-way": way,
              onclick: () => ways[/** @type {keyof WaysOut} */ (way)]?.(),
            },
            say(`way_${way}`),
          ),
        ),
      ),
  );
}

/** A command to copy. */
export function commandLine(/** @type {string} */ command, /** @type {Say} */ say) {
  const button = h("button", { type: "button", class: "link" }, say("copy_command"));
  button.addEventListener("click", async () => {
    await copyText(command);
    button.textContent = say("copied");
  });
  return h("div", { class: "command", dir: "ltr" }, h("code", {}, command), button);
}

const COMPUTER = ["M 6 10 h 34 v 24 h -34 z", "M 16 42 h 14", "M 23 34 v 8"];

/** @type {Record<string, {plain: string[], hot?: string[], dots?: [number, number][]}>} */
const PICTURES = {
  link: { plain: [...COMPUTER, "M 15 22 l 5 5 l 10 -10"] },
  unplugged: {
    plain: [...COMPUTER, "M 48 22 h 8", "M 56 17 v 10 h 4 a 5 5 0 0 0 0 -10 z"],
    hot: ["M 74 17 v 10", "M 68 19 h 6 M 68 25 h 6", "M 74 22 h 8"],
  },
  stranger: {
    plain: [...COMPUTER, "M 46 22 h 6"],
    hot: ["M 58 12 h 24 v 20 h -24 z", "M 67 19 a 3 3 0 1 1 4 3 q -1 0.6 -1 2"],
    dots: [[70, 28]],
  },
  mismatch: {
    plain: ["M 8 10 h 28 v 30 h -28 z", "M 15 18 h 14 M 15 25 h 9"],
    hot: ["M 52 10 h 28 v 30 h -28 z", "M 59 25 h 14 M 59 32 h 9 M 59 18 h 5"],
  },
  lock: {
    plain: [...COMPUTER],
    hot: ["M 58 22 h 22 v 17 h -22 z", "M 62 22 v -5 a 7 7 0 0 1 14 0 v 5", "M 69 29 v 4"],
  },
  clock: {
    plain: [...COMPUTER],
    hot: ["M 80 25 a 12 12 0 1 1 -24 0 a 12 12 0 1 1 24 0", "M 68 18 v 7 l 5 4"],
  },
  menu: {
    plain: ["M 8 6 h 30 v 38 h -30 z", "M 14 14 h 18 M 14 21 h 18 M 14 28 h 10"],
    hot: ["M 32 22 h 30 v 18 h -30 z", "M 38 28 h 12 M 38 34 h 18", "M 26 16 l 6 6"],
  },
  page: {
    plain: ["M 26 6 h 22 l 10 10 v 28 h -32 z", "M 48 6 v 10 h 10", "M 34 24 h 16 M 34 31 h 16"],
    hot: ["M 20 48 L 66 2"],
  },
};

function picture(/** @type {string} */ name) {
  const { plain, hot = [], dots = [] } = PICTURES[name];
  return svg(
    "svg",
    { viewBox: "0 0 88 50", class: "notice-picture", "aria-hidden": "true" },
    ...plain.map((d) => svg("path", { d })),
    svg(
      "g",
      { class: "hot" },
      ...hot.map((d) => svg("path", { d })),
      ...dots.map(([cx, cy]) => svg("circle", { cx, cy, r: 1.2, class: "fill" })),
    ),
  );
}
