/**
 * The pictures of the page, each with a button that has its file looked into, and the answer.
 *
 * Must not know the browser's extension API, the network, or any rule of rating.
 *
 * @typedef {import("./words.js").Say} Say
 * @typedef {import("./images.js").Found} Found
 * @typedef {import("./bytes.js").Looked} Looked
 *
 * @typedef {object} Surroundings
 * @property {Say} say
 * @property {Record<string, Looked>} looked what is known already, by the picture's `url`
 * @property {Record<string, Promise<Looked>>} coming what has been asked for already
 * @property {(picture: Found) => Promise<Looked>} look
 * @property {(picture: Found) => Promise<boolean>} show tells whether it is still on the page
 */

import { h } from "./dom.js";

const LONGEST = 80; // characters of a picture's name

/**
 * @param {Found[]} found
 * @param {Surroundings} surroundings
 */
export function pictureList(found, surroundings) {
  const { say } = surroundings;
  return h(
    "div",
    { class: "pictures" },
    h("h3", {}, say("pictures")),
    h("p", { class: "summary" }, say("pictures_about")),
    h("ul", {}, ...found.map((picture, n) => pictureItem(picture, n + 1, surroundings))),
  );
}

function pictureItem(
  /** @type {Found} */ picture,
  /** @type {number} */ number,
  /** @type {Surroundings} */ { say, looked, coming, look, show },
) {
  const name = nameOf(picture);
  const answer = h("div", { class: "picture-answer", role: "status" });
  const gone = h("span", { class: "gone", role: "status" });
  const find = async () => {
    gone.textContent = (await show(picture)) ? "" : say("quote_gone");
  };
  const check = h("button", { type: "button", class: "button" }, say("picture_check"));
  check.append(h("span", { class: "unseen" }, `: ${number}. ${name}`));
  const tell = (/** @type {Looked} */ said) => {
    answer.replaceChildren(...answerWords(said, say));
    check.hidden = said.state === "read";
    check.removeAttribute("disabled");
  };
  const wait = async (/** @type {Promise<Looked>} */ asked) => {
    check.setAttribute("disabled", "");
    answer.textContent = say("picture_working");
    tell(await asked);
  };
  check.addEventListener("click", () => wait(look(picture))); // at once: else no leave is asked for
  if (picture.url in looked) tell(looked[picture.url]);
  if (picture.url in coming) wait(coming[picture.url]);
  return h(
    "li",
    { class: "picture" },
    h("p", { class: "picture-name", dir: "auto" }, name),
    h(
      "p",
      { class: "picture-foot" },
      h("span", { class: "place", dir: "ltr" }, new URL(picture.url).hostname),
      h("button", { type: "button", class: "link", onclick: find }, say("show_on_page")),
      gone,
    ),
    answer,
    check,
  );
}

/** What a reader may know it by: its alternative text, else the name of its file. */
function nameOf(/** @type {Found} */ { alt, url }) {
  const name = alt || (new URL(url).pathname.split("/").pop() ?? "") || url;
  return name.length > LONGEST ? `${name.slice(0, LONGEST).trimEnd()}…` : name;
}

function answerWords(/** @type {Looked} */ said, /** @type {Say} */ say) {
  if (said.state !== "read") {
    const { state, detail } = said;
    const words = WORDS[/** @type {keyof typeof WORDS} */ (state)] ?? `${state}_title`;
    return [h("p", {}, say(words)), detail && h("p", { class: "place" }, detail)].filter(
      (line) => line instanceof HTMLElement,
    );
  }
  const { summary, creator, credit, source, programs } = said.picture;
  const names = [...new Set([creator, credit, source])].filter(Boolean).join(" · ");
  return [
    ...summary.map((sentence) => h("p", { dir: "auto" }, sentence)),
    ...(names ? [h("p", { class: "place" }, say("picture_credit", names))] : []),
    ...(programs.length > 0
      ? [h("p", { class: "place" }, say("picture_program", programs.join(" · ")))]
      : []),
  ];
}

/** The sentence for each way to have no answer; a trouble with the server has its own title. */
const WORDS = {
  no_leave: "picture_no_leave",
  own_network: "picture_own_network",
  unreachable: "picture_unreachable",
  too_large: "picture_too_large",
  no_picture: "picture_no_picture",
  refused: "picture_refused",
};
