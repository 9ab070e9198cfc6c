/**
 * The card: its JSON in, DOM out. Used by the extension and by the page the server shows at `/`.
 *
 * Must not know the browser's extension API, the network, or any rule of rating: what the JSON does
 * not say, the card does not show. Every string of the page stays text (see dom.js).
 *
 * @typedef {import("./words.js").Say} Say
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./types.js").Signal} Signal
 * @typedef {import("./types.js").Evidence} Evidence
 * @typedef {import("./types.js").Prediction} Prediction
 *
 * @typedef {object} Actions What the surroundings can do; a control is shown only if it would work.
 * @property {(evidence: Evidence, why: string) => Promise<boolean>} [show] Mark a quote in the page;
 *   tells whether it is still there.
 * @property {import("./dispute.js").Send} [dispute] Take an objection.
 *
 * @typedef {object} View
 * @property {Say} say
 * @property {Actions} actions
 * @property {string} language
 */

import { dial } from "./dial.js";
import { h } from "./dom.js";
import { copyText, saveFile, toJson, toMarkdown, toText } from "./export.js";
import { genrePart, moodPart, readabilityPart } from "./measures.js";
import { cardPicture } from "./picture.js";
import { predictionList, signalList, tally } from "./signal.js";

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
      header(card, view),
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

/** 1. What was read, the rating with its range, and what it is a rating of. */
function header(/** @type {Card} */ card, /** @type {View} */ view) {
  const { rating, article } = card;
  return h(
    "header",
    { class: "card-header" },
    articleLine(card, view),
    h(
      "h1",
      { class: "headline", dir: "auto", lang: article.headline && card.language },
      article.headline || view.say("no_headline"),
    ),
    article.byline?.text && h("p", { class: "byline", dir: "auto" }, article.byline.text),
    h(
      "div",
      { class: "rating" },
      dial({ ...dialNumbers(card), label: dialLabel(card, view), caption: view.say("out_of_100") }),
      h(
        "div",
        { class: "rating-words" },
        h("p", { class: "band" }, rating.band_title ?? view.say("not_rated")),
        h("p", { class: "rating-summary" }, rating.summary),
        rating.status === "rated" &&
          h(
            "p",
            { class: "range", title: view.say("range_why") },
            view.say("range", rating.low ?? 0, rating.high ?? 100),
          ),
        h(
          "p",
          { class: "readable" },
          readableBar(rating.assessed, rating.assessable),
          view.say("readable", rating.assessed, rating.assessable),
        ),
      ),
    ),
    h("p", { class: "statement" }, card.statement),
  );
}

function dialNumbers(/** @type {Card} */ { rating }) {
  const rated = rating.status === "rated";
  return {
    score: rated ? rating.score : null,
    low: rated ? rating.low : null,
    high: rated ? rating.high : null,
  };
}

function dialLabel(/** @type {Card} */ { rating }, /** @type {View} */ { say }) {
  if (rating.status !== "rated") return say("dial_none");
  return say("dial", rating.score ?? 0, rating.low ?? 0, rating.high ?? 100);
}

function readableBar(/** @type {number} */ assessed, /** @type {number} */ assessable) {
  return h(
    "span",
    { class: "pips", "aria-hidden": "true" },
    ...Array.from({ length: assessable }, (_, n) =>
      h("span", { class: n < assessed ? "pip pip-on" : "pip" }),
    ),
  );
}

/** Publisher, date and length in one quiet line. */
function articleLine(/** @type {Card} */ card, /** @type {View} */ view) {
  const { article } = card;
  const publisher = article.publisher?.name || article.publisher?.domain || "";
  const parts = [
    publisher && h("b", { dir: "auto" }, publisher),
    article.published && day(article.published, view),
    article.word_count ? view.say("words", article.word_count) : null,
  ].filter(Boolean);
  return parts.length > 0 && h("p", { class: "source-line" }, ...between(parts, " · "));
}

/** A date as the reader's language writes it, in the day the page stated, not moved to our zone. */
function day(/** @type {unknown} */ stamp, /** @type {View} */ { language }) {
  const text = typeof stamp === "string" ? stamp : String(Object(stamp).value ?? "");
  const [year, month, date] = text.slice(0, 10).split("-").map(Number);
  if (!year || !month || !date) return text;
  const shown = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  return h("time", { datetime: text, title: text }, shown.format(Date.UTC(year, month - 1, date)));
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

function copyButton(/** @type {Card} */ card, /** @type {View} */ { say }) {
  const button = h("button", { type: "button", class: "button" }, say("copy"));
  button.addEventListener("click", async () => {
    await copyText(toText(card, say));
    button.textContent = say("copied");
    setTimeout(() => (button.textContent = say("copy")), 2000);
  });
  return button;
}

/** One button for each kind of file. */
function saveButtons(/** @type {Card} */ card, /** @type {View} */ { say }) {
  /** @type {[string, string, string, () => BlobPart | Promise<BlobPart>][]} */
  const kinds = [
    ["save_json", "json", "application/json", () => toJson(card)],
    ["save_markdown", "md", "text/markdown", () => toMarkdown(card, say)],
    ["save_picture", "png", "image/png", () => cardPicture(card, say)],
  ];
  return kinds.map(([word, suffix, type, make]) => {
    const save = async () =>
      saveFile(`presscard-${card.id.slice(0, 12)}.${suffix}`, await make(), type);
    return h("button", { type: "button", class: "button", onclick: save }, say(word));
  });
}

/** @template T @returns {(T | string)[]} */
function between(/** @type {T[]} */ items, /** @type {string} */ separator) {
  return items.flatMap((item, n) => (n === 0 ? [item] : [separator, item]));
}
