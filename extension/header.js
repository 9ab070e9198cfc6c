/**
 * The head of the card: what was read, the rating with its range, and every finding at a glance.
 *
 * Must not know the browser's extension API, the network, or any rule of rating.
 *
 * @typedef {import("./card.js").View} View
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./types.js").Signal} Signal
 */

import { dial, outcomeIcon } from "./dial.js";
import { h } from "./dom.js";

const AT_A_GLANCE = ["fail", "partial", "pass"]; // what to look into comes first

export function cardHeader(/** @type {Card} */ card, /** @type {View} */ view) {
  const { article } = card;
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
    ratingPart(card, view),
    h("p", { class: "statement" }, card.statement),
    glance(card.signals, view),
  );
}

/** Publisher, date and length in one quiet line. */
function articleLine(/** @type {Card} */ { article }, /** @type {View} */ view) {
  const publisher = article.publisher?.name || article.publisher?.domain || "";
  const parts = [
    publisher && h("b", { dir: "auto" }, publisher),
    article.published && day(article.published, view),
    article.word_count ? view.say("words", article.word_count) : null,
  ].filter(Boolean);
  const joined = parts.flatMap((part, n) => (n === 0 ? [part] : [" · ", part]));
  return joined.length > 0 && h("p", { class: "source-line" }, ...joined);
}

/** A date as the reader's language writes it, in the day the page stated, not moved to our zone. */
function day(/** @type {unknown} */ stamp, /** @type {View} */ { language }) {
  const text = typeof stamp === "string" ? stamp : String(Object(stamp).value ?? "");
  const [year, month, date] = text.slice(0, 10).split("-").map(Number);
  if (!year || !month || !date) return text;
  const shown = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  return h("time", { datetime: text, title: text }, shown.format(Date.UTC(year, month - 1, date)));
}

/** The score on its dial and in words, or the reason why there is none. */
function ratingPart(/** @type {Card} */ { rating }, /** @type {View} */ { say }) {
  const rated = rating.status === "rated";
  const score = rated ? rating.score : null;
  const [low, high] = [rating.low ?? score ?? 0, rating.high ?? score ?? 100];
  const label = rated ? say("dial", score ?? 0, low, high) : say("dial_none");
  return h(
    "div",
    { class: "rating" },
    dial({ score, low, high, label, caption: say("out_of_100") }),
    h(
      "div",
      { class: "rating-words" },
      h("p", { class: "band" }, rating.band_title ?? say("not_rated")),
      h("p", { class: "rating-summary" }, rating.summary),
      rated && h("p", { class: "range", title: say("range_why") }, say("range", low, high)),
      h("p", { class: "readable" }, say("readable", rating.assessed, rating.assessable)),
    ),
  );
}

/** Every finding by name, the weightiest first; a name leads to its evidence below. */
function glance(/** @type {Signal[]} */ signals, /** @type {View} */ { say }) {
  const rows = AT_A_GLANCE.map((outcome) => ({
    outcome,
    found: signals
      .filter((signal) => signal.outcome === outcome)
      .sort((a, b) => b.max_points - a.max_points),
  })).filter(({ found }) => found.length > 0);
  if (rows.length === 0) return null;
  return h(
    "dl",
    { class: "glance" },
    ...rows.flatMap(({ outcome, found }) => [
      h("dt", { class: `count-${outcome}` }, outcomeIcon(outcome), say(`outcome_${outcome}`)),
      h("dd", {}, ...found.map(lead)),
    ]),
  );
}

/** A name that opens its signal further down the card. */
function lead(/** @type {Signal} */ { id, title }) {
  const button = h("button", { type: "button", class: "lead-to" }, title);
  button.addEventListener("click", () => {
    const place = button.closest(".card")?.querySelector(`[data-signal="${CSS.escape(id)}"]`);
    const section = /** @type {HTMLDetailsElement | null} */ (place?.closest("details.section"));
    if (!section) return;
    section.open = true;
    place?.scrollIntoView({ block: "start" });
    section.querySelector("summary")?.focus({ preventScroll: true });
  });
  return button;
}
