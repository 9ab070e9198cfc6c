/**
 * The card: its JSON in, DOM out. Used by the extension and by the page the server shows at `/`.
 *
 * Must not know the browser's extension API, the network, or any rule of rating: what the JSON does
 * not say, the card does not show. Every string of the page stays text (see dom.js).
 *
 * @typedef {import("./words.js").Say} Say
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./types.js").Signal} Signal
 * @typedef {import("./types.js").Prediction} Prediction
 *
 * @typedef {object} Actions What the surroundings can do; a control is shown only if it would work.
 * @property {(mark: import("./marks.js").Mark) => Promise<boolean>} [show] Mark a quote in the page;
 *   tells whether it is still there.
 * @property {import("./dispute.js").Send} [dispute] Take an objection.
 *
 * @typedef {object} View
 * @property {Say} say
 * @property {Actions} actions
 * @property {string} language
 */

import { h } from "./dom.js";
import { cardHeader } from "./header.js";
import { genrePart, moodPart, readabilityPart } from "./measures.js";
import { predictionList, signalList, tally } from "./signal.js";

export { marksOf } from "./signal.js";

/** A section with something to look into starts open; what was made by AI is always such a thing. */
const OPEN_AT_FIRST = ["partial", "fail"];
const ALWAYS_TELLING = "images_and_ai";

/**
 * Draw a card.
 *
 * @param {Card} card
 * @param {{say: Say, actions?: Actions, language?: string}} surroundings
 * @returns {HTMLElement}
 */
export function renderCard(card, { say, actions = {}, language = "en" }) {
  const view = { say, actions, language };
  return h(
    "article",
    { class: "card", "data-status": card.rating.status, "data-band": card.rating.band },
    h(
      "div",
      { class: "card-columns" },
      cardHeader(card, view),
      h(
        "div",
        { class: "sections" },
        ...card.sections.map((section) => signalSection(card, section, view)),
        measuresSection(card, view),
        methodSection(card, view),
      ),
    ),
  );
}

/** 2 to 6. A section of signals, closed to one line or open with the evidence. */
function signalSection(
  /** @type {Card} */ card,
  /** @type {{id: string, title: string}} */ section,
  /** @type {View} */ view,
) {
  const signals = card.signals.filter((signal) => signal.section === section.id);
  return fold(
    section.id,
    section.title,
    tally(signals, view),
    signals.some(
      ({ outcome }) =>
        OPEN_AT_FIRST.includes(outcome) || (section.id === ALWAYS_TELLING && outcome === "pass"),
    ),
    ...signalList(signals, view),
    section.id === "language" && predictionList(card.predictions, view),
  );
}

/**
 * A section that opens. Its line carries the gist, so that closed is not empty.
 *
 * @param {string} id
 * @param {string} title
 * @param {import("./dom.js").Child} gist
 * @param {boolean} open
 * @param {...import("./dom.js").Child} content
 */
function fold(id, title, gist, open, ...content) {
  return h(
    "details",
    { class: "section", "data-section": id, open },
    h("summary", {}, h("h2", {}, title), gist, h("span", { class: "chevron" })),
    h("div", { class: "section-body" }, ...content),
  );
}

/** 7. Described, not scored. */
function measuresSection(/** @type {Card} */ card, /** @type {View} */ view) {
  const { genre, readability, sentiment } = card.measures;
  const parts = [
    genre?.label && genrePart(genre, view),
    readability && readabilityPart(readability, view),
    sentiment?.course && moodPart(sentiment, view),
  ].filter(Boolean);
  return fold(
    "measures",
    view.say("section_measures"),
    null,
    false,
    h("p", { class: "summary" }, view.say("measures_about")),
    ...(parts.length > 0 ? parts : [h("p", {}, view.say("no_measures"))]),
  );
}

/** 8. What nobody looked at, how the number is made, by which versions, and ways to take it along. */
function methodSection(/** @type {Card} */ card, /** @type {View} */ view) {
  const { say } = view;
  return fold(
    "method",
    say("section_method"),
    null,
    card.rating.status !== "rated",
    h("h3", {}, say("not_checked")),
    h("ul", { class: "plain" }, ...card.not_checked.map((item) => h("li", {}, item))),
    h("h3", {}, say("method")),
    h("p", { class: "summary" }, say("method_about")),
    h("h3", {}, say("versions")),
    h("dl", { class: "versions" }, ...versionLines(card.versions)),
    h("h3", {}, say("take_away")),
    h("div", { class: "buttons" }, copyButton(card, view), ...saveButtons(card, view)),
    h("p", { class: "card-id" }, say("card_id", card.id)),
  );
}

/** @returns {HTMLElement[]} */
function versionLines(/** @type {Record<string, unknown>} */ versions) {
  return Object.entries(versions).flatMap(([name, version]) =>
    version !== null && typeof version === "object"
      ? versionLines(/** @type {Record<string, unknown>} */ (version))
      : [h("dt", {}, name.replaceAll("_", " ")), h("dd", {}, String(version))],
  );
}

function copyButton(/** @type {Card} */ card, /** @type {View} */ { say, language }) {
  const button = h("button", { type: "button", class: "button" }, say("copy"));
  button.addEventListener("click", async () => {
    const { copyText, toText } = await import("./export.js");
    await copyText(toText(card, { say, language }));
    button.textContent = say("copied");
    setTimeout(() => (button.textContent = say("copy")), 2000);
  });
  return button;
}

/** One button for each kind of file; what makes the files is loaded when it is asked for. */
function saveButtons(/** @type {Card} */ card, /** @type {View} */ { say, language }) {
  const files = () => import("./export.js");
  /** @type {[string, string, string, () => Promise<BlobPart>][]} */
  const kinds = [
    [
      "save_markdown",
      "md",
      "text/markdown",
      async () => (await files()).toMarkdown(card, { say, language }),
    ],
    [
      "save_picture",
      "png",
      "image/png",
      async () => (await import("./picture.js")).cardPicture(card, say),
    ],
    ["save_json", "json", "application/json", async () => (await files()).toJson(card)],
  ];
  return kinds.map(([word, suffix, type, make]) => {
    const save = async () =>
      (await files()).saveFile(`presscard-${card.id.slice(0, 12)}.${suffix}`, await make(), type);
    return h("button", { type: "button", class: "button", onclick: save }, say(word));
  });
}
