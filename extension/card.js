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
 * @property {(evidence: Evidence, why: string) => void} [show] Find the quote in the page.
 * @property {(subject: Signal | Prediction, why: string) => HTMLElement} [dispute] A form to object.
 * @property {() => HTMLElement[]} [extras] Further controls for the last section.
 *
 * @typedef {object} View
 * @property {Say} say
 * @property {Actions} actions
 * @property {string} language
 */

import { course, dial, outcomeIcon } from "./dial.js";
import { h } from "./dom.js";
import { copyText, saveFile, toJson, toText } from "./export.js";

const OUTCOMES = ["pass", "partial", "fail", "unknown", "not_applicable"];
const QUOTES_SHOWN = 3; // then "and N more" opens the rest
const OPEN_AT_FIRST = ["partial", "fail"]; // a section with something to look into starts open

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
    article.headline &&
      h("h1", { class: "headline", dir: "auto", lang: card.language }, article.headline),
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
  const marked = section.id === "language" ? card.predictions.filter(isMarked) : [];
  const shown = signals.filter((signal) => signal.outcome !== "not_applicable");
  return fold(
    section.id,
    section.title,
    tally(signals, view),
    signals.some((signal) => OPEN_AT_FIRST.includes(signal.outcome)),
    h("ul", { class: "signals" }, ...shown.map((signal) => signalItem(signal, view))),
    marked.length > 0 && predictions(marked, view),
    aside(
      signals.filter((signal) => signal.outcome === "not_applicable"),
      view,
    ),
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

/** How many signals of each outcome: a mark and a number, with the words for a screen reader. */
function tally(/** @type {Signal[]} */ signals, /** @type {View} */ { say }) {
  const counts = OUTCOMES.slice(0, 4)
    .map((outcome) => ({ outcome, count: signals.filter((s) => s.outcome === outcome).length }))
    .filter(({ count }) => count > 0);
  return h(
    "span",
    { class: "tally" },
    ...counts.map(({ outcome, count }) =>
      h(
        "span",
        { class: `count count-${outcome}`, title: say(`outcome_${outcome}`) },
        outcomeIcon(outcome),
        String(count),
        h("span", { class: "unseen" }, ` ${say(`outcome_${outcome}`)} `),
      ),
    ),
  );
}

function signalItem(/** @type {Signal} */ signal, /** @type {View} */ view) {
  return h(
    "li",
    { class: `signal signal-${signal.outcome}`, "data-signal": signal.id },
    outcomeIcon(signal.outcome),
    h(
      "div",
      { class: "signal-words" },
      h(
        "h3",
        {},
        h("span", { class: "signal-title" }, signal.title),
        h("span", { class: "outcome" }, view.say(`outcome_${signal.outcome}`)),
      ),
      h("p", { class: "summary" }, signal.summary),
      quotes(signal.evidence, signal.summary, view),
      h(
        "div",
        { class: "signal-foot" },
        h("span", { class: "points" }, pointsOf(signal, view)),
        view.actions.dispute?.(signal, signal.title),
      ),
    ),
  );
}

function pointsOf(/** @type {Signal} */ signal, /** @type {View} */ { say, language }) {
  if (!signal.max_points) return say("not_scored");
  if (signal.outcome === "unknown") return say("no_points");
  const shown = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return say("points", shown.format(signal.points), shown.format(signal.max_points));
}

/** The quotes, the first few in sight. */
function quotes(
  /** @type {Evidence[]} */ evidence,
  /** @type {string} */ why,
  /** @type {View} */ view,
) {
  if (evidence.length === 0) return null;
  const all = evidence.map((item) => quote(item, why, view));
  const rest = all.splice(QUOTES_SHOWN);
  return h(
    "div",
    { class: "quotes" },
    ...all,
    rest.length > 0 &&
      h(
        "details",
        { class: "more" },
        h("summary", {}, view.say("more_marked", rest.length)),
        ...rest,
      ),
  );
}

/** A verbatim quote between its neighbours, and where on the page it stands. */
function quote(
  /** @type {Evidence} */ evidence,
  /** @type {string} */ why,
  /** @type {View} */ view,
  /** @type {import("./dom.js").Child[]} */ text = [evidence.quote],
) {
  const { show } = view.actions;
  const findable = show && !/^(metadata|image):/.test(evidence.block);
  return h(
    "figure",
    { class: "quote" },
    h(
      "blockquote",
      { dir: "auto" },
      evidence.prefix && h("span", { class: "context" }, `…${evidence.prefix}`),
      h("q", {}, ...text),
      evidence.suffix && h("span", { class: "context" }, `${evidence.suffix}…`),
    ),
    h(
      "figcaption",
      {},
      placeOf(evidence, view),
      findable &&
        h(
          "button",
          { type: "button", class: "link", onclick: () => show(evidence, why) },
          view.say("show_on_page"),
        ),
    ),
  );
}

function placeOf(/** @type {Evidence} */ evidence, /** @type {View} */ { say }) {
  const place = evidence.block.split(":")[0];
  const words = say(`place_${place}`);
  return h("span", { class: "place" }, words.charAt(0).toLocaleUpperCase() + words.slice(1));
}

/** Signals that do not apply are named, not hidden: what is unnamed looks verified. */
function aside(/** @type {Signal[]} */ signals, /** @type {View} */ { say }) {
  if (signals.length === 0) return null;
  return h(
    "p",
    { class: "aside" },
    outcomeIcon("not_applicable"),
    h(
      "span",
      {},
      h("b", {}, `${say("outcome_not_applicable")}: `),
      signals.map((signal) => signal.title).join(" · "),
    ),
  );
}

function isMarked(/** @type {Prediction} */ prediction) {
  return !prediction.abstained && prediction.label !== null && prediction.spans.length > 0;
}

/** Sentences that a model marked, strongest first, with the words that moved it. */
function predictions(/** @type {Prediction[]} */ marked, /** @type {View} */ view) {
  const strongest = [...marked].sort((a, b) => b.probability - a.probability);
  const items = strongest.map((prediction) => {
    const label = view.say(
      "prediction",
      (prediction.label ?? "").replaceAll("_", " "),
      Math.round(prediction.probability * 100),
    );
    const { quote: text } = prediction.evidence;
    const item = quote({ ...prediction.evidence, prefix: "", suffix: "" }, label, view, [
      ...withMarks(text, prediction.spans),
    ]);
    item.prepend(h("p", { class: "prediction-label" }, label));
    const objection = view.actions.dispute?.(prediction, text);
    if (objection) item.append(objection);
    return item;
  });
  const rest = items.splice(QUOTES_SHOWN);
  return h(
    "div",
    { class: "predictions" },
    h("h3", {}, view.say("predictions")),
    h("p", { class: "summary" }, view.say("predictions_about")),
    ...items,
    rest.length > 0 &&
      h(
        "details",
        { class: "more" },
        h("summary", {}, view.say("more_marked", rest.length)),
        ...rest,
      ),
  );
}

/**
 * The text with its spans marked; overlapping spans are joined.
 *
 * @param {string} text
 * @param {[number, number][]} spans
 * @returns {Generator<import("./dom.js").Child>}
 */
function* withMarks(text, spans) {
  let at = 0;
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const from = Math.max(at, start);
    if (end <= from) continue;
    if (from > at) yield text.slice(at, from);
    yield h("mark", {}, text.slice(from, end));
    at = end;
  }
  if (at < text.length) yield text.slice(at);
}

/** 7. Described, not scored. */
function measuresSection(/** @type {Card} */ card, /** @type {View} */ view) {
  const { readability, sentiment } = card.measures;
  const parts = [
    readability && readabilityPart(readability, view),
    sentiment && moodPart(sentiment, view),
  ];
  return fold(
    "measures",
    view.say("section_measures"),
    null,
    false,
    h("p", { class: "summary" }, view.say("measures_about")),
    ...(parts.some(Boolean) ? parts : [h("p", { class: "summary" }, view.say("no_measures"))]),
  );
}

function readabilityPart(/** @type {Record<string, any>} */ readability, /** @type {View} */ view) {
  return h(
    "div",
    { class: "measure" },
    h("h3", {}, view.say("readability")),
    JSON.stringify(readability),
  );
}

function moodPart(/** @type {Record<string, any>} */ sentiment, /** @type {View} */ view) {
  const values = Array.isArray(sentiment.course) ? sentiment.course : [];
  return h(
    "div",
    { class: "measure" },
    h("h3", {}, view.say("sentiment")),
    values.length > 1 && course(values, view.say("sentiment_course", values.length, "", "")),
  );
}

/** 8. What nobody looked at, how the number is made, by which versions, and ways to take it along. */
function methodSection(/** @type {Card} */ card, /** @type {View} */ view) {
  const { say, actions } = view;
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
    h(
      "div",
      { class: "buttons" },
      copyButton(card, view),
      saveButton(card, view),
      ...(actions.extras?.() ?? []),
    ),
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

function saveButton(/** @type {Card} */ card, /** @type {View} */ { say }) {
  const save = () =>
    saveFile(`presscard-${card.id.slice(0, 12)}.json`, toJson(card), "application/json");
  return h("button", { type: "button", class: "button", onclick: save }, say("export_json"));
}

/** @template T @returns {(T | string)[]} */
function between(/** @type {T[]} */ items, /** @type {string} */ separator) {
  return items.flatMap((item, n) => (n === 0 ? [item] : [separator, item]));
}
