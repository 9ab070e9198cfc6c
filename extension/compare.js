/**
 * Two cards against each other: what differs between them, signal by signal.
 *
 * Must not know the extension API, the network, or any rule of rating.
 *
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./types.js").Signal} Signal
 * @typedef {import("./words.js").Say} Say
 * @typedef {{title: string, outcomes: string[]}} Line
 */

import { outcomeIcon } from "./dial.js";
import { h } from "./dom.js";

const ABSENT = "not_applicable"; // what a signal is on a card made before there was such a signal

/**
 * @param {Card[]} cards two of them
 * @param {Say} say
 */
export function comparison(cards, say) {
  const lines = linesOf(cards);
  const alike = lines.filter(({ outcomes: [a, b] }) => a === b);
  const differing = lines.filter(({ outcomes: [a, b] }) => a !== b);
  return h(
    "section",
    { class: "card comparison" },
    h("h2", {}, say("compare")),
    table(cards, [ratingRow(cards, say), ...differing.map((line) => signalRow(line, say))]),
    alike.length > 0 &&
      h(
        "details",
        { class: "more" },
        h("summary", {}, say("compare_alike", alike.length)),
        table(
          cards,
          alike.map((line) => signalRow(line, say)),
        ),
      ),
  );
}

/** Every signal of the two, in the order of the first card; what applies to neither is left out. */
function linesOf(/** @type {Card[]} */ cards) {
  const titles = new Map(cards.flatMap(({ signals }) => signals.map((s) => [s.id, s.title])));
  return [...titles]
    .map(([id, title]) => ({
      title,
      outcomes: cards.map(({ signals }) => signals.find((s) => s.id === id)?.outcome ?? ABSENT),
    }))
    .filter(({ outcomes }) => outcomes.some((outcome) => outcome !== ABSENT));
}

function table(/** @type {Card[]} */ cards, /** @type {HTMLElement[]} */ rows) {
  const headlines = cards.map(({ article }) =>
    h("th", { scope: "col", dir: "auto" }, article.headline || article.publisher?.domain || "–"),
  );
  return h(
    "table",
    { class: "figures" },
    h("thead", {}, h("tr", {}, h("td"), ...headlines)),
    h("tbody", {}, ...rows),
  );
}

function ratingRow(/** @type {Card[]} */ cards, /** @type {Say} */ say) {
  const inWords = (/** @type {Card} */ { rating: { status, score, low, high, band_title } }) =>
    status === "rated"
      ? `${band_title} (${say("dial", score ?? 0, low ?? 0, high ?? 100)})`
      : say("not_rated");
  const cells = cards.map((card) => h("td", {}, inWords(card)));
  return h("tr", {}, h("th", { scope: "row" }, say("rating")), ...cells);
}

function signalRow(/** @type {Line} */ { title, outcomes }, /** @type {Say} */ say) {
  const cells = outcomes.map((outcome) =>
    h(
      "td",
      {},
      h(
        "span",
        { class: `count count-${outcome}` },
        outcomeIcon(outcome),
        say(`outcome_${outcome}`),
      ),
    ),
  );
  return h("tr", {}, h("th", { scope: "row" }, title), ...cells);
}
