/**
 * One signal of the card: what was found, in words, with the quotes that show it.
 *
 * Must not know the browser's extension API, the network, or any rule of rating.
 *
 * @typedef {import("./card.js").View} View
 * @typedef {import("./dom.js").Child} Child
 * @typedef {import("./types.js").Signal} Signal
 * @typedef {import("./types.js").Evidence} Evidence
 * @typedef {import("./types.js").Prediction} Prediction
 * @typedef {import("./marks.js").Mark} Mark
 */

import { outcomeIcon } from "./dial.js";
import { disputeForm } from "./dispute.js";
import { h } from "./dom.js";

const QUOTES_SHOWN = 2; // the first ones; the rest opens
const READ = ["pass", "partial", "fail"];
const COUNTED = [...READ, "unknown"];
const NOTHING_FOUND = /^(no|none)(_|$)/; // findings whose quote is only where we looked
const NOWHERE_ON_PAGE = /^(metadata|image):/; // addresses in the page's own data, not in its text

/** How many signals of each outcome: a mark and a number, with the words for a screen reader. */
export function tally(/** @type {Signal[]} */ signals, /** @type {View} */ { say }) {
  const counts = COUNTED.map((outcome) => ({
    outcome,
    count: signals.filter((signal) => signal.outcome === outcome).length,
  })).filter(({ count }) => count > 0);
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

/** A section's signals: what was read first, then what could not be, then what does not apply. */
export function signalList(/** @type {Signal[]} */ signals, /** @type {View} */ view) {
  const of = (/** @type {string} */ outcome) => signals.filter((s) => s.outcome === outcome);
  const read = signals.filter(({ outcome }) => !["unknown", "not_applicable"].includes(outcome));
  return [
    read.length > 0 &&
      h("ul", { class: "signals" }, ...read.map((signal) => signalItem(signal, view))),
    unread("unknown", of("unknown"), view),
    unread("not_applicable", of("not_applicable"), view),
  ];
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
      quotes(signal, view),
      h(
        "div",
        { class: "signal-foot" },
        h("span", { class: "points" }, pointsOf(signal, view)),
        signal.about && why(signal.about, view),
        objection({ signal: signal.id }, signal.title, view),
      ),
    ),
  );
}

/** The way to object, where somebody takes objections. */
function objection(
  /** @type {{signal?: string, task?: string, quote?: string}} */ subject,
  /** @type {string} */ name,
  /** @type {View} */ { say, actions },
) {
  return actions.dispute && disputeForm(subject, name, { say, send: actions.dispute });
}

function why(/** @type {string} */ about, /** @type {View} */ { say }) {
  return h("details", { class: "why" }, h("summary", {}, say("why")), h("p", {}, about));
}

function pointsOf(/** @type {Signal} */ signal, /** @type {View} */ { say, language }) {
  if (!signal.max_points) return say("not_scored");
  const shown = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return say("points", shown.format(signal.points), shown.format(signal.max_points));
}

/** Named, not hidden: a signal that is left out looks as if it had been verified. */
function unread(
  /** @type {"unknown" | "not_applicable"} */ outcome,
  /** @type {Signal[]} */ signals,
  /** @type {View} */ { say },
) {
  if (signals.length === 0) return null;
  return h(
    "details",
    { class: `unread unread-${outcome}` },
    h(
      "summary",
      {},
      outcomeIcon(outcome),
      h(
        "span",
        {},
        h("b", {}, `${say(`outcome_${outcome}`)}: `),
        signals.map((signal) => signal.title).join(", "),
      ),
    ),
    h(
      "dl",
      {},
      ...signals.flatMap((signal) => [h("dt", {}, signal.title), h("dd", {}, signal.summary)]),
    ),
  );
}

/** The quotes, what a reader can see on the page before what only its code says. */
function quotes(/** @type {Signal} */ signal, /** @type {View} */ view) {
  if (signal.evidence.length === 0) return null;
  const inData = (/** @type {Evidence} */ { block }) => Number(NOWHERE_ON_PAGE.test(block));
  const items = [...signal.evidence]
    .sort((a, b) => inData(a) - inData(b))
    .map((evidence) => quote(markOf(signal, evidence, view.say), view));
  if (showsFinding(signal)) return h("div", { class: "quotes" }, ...firstFew(items, view));
  return h("details", { class: "more" }, h("summary", {}, view.say("looked_at")), ...items);
}

/** Whether the quotes are what was found, and not just where we looked in vain. */
function showsFinding(/** @type {Signal} */ { finding, outcome }) {
  return outcome === "partial" || !NOTHING_FOUND.test(finding);
}

/** A quote as a mark in the page, with the reason that shows when the pointer rests on it. */
function markOf(
  /** @type {Signal} */ { title, outcome, summary },
  /** @type {Evidence} */ evidence,
  /** @type {import("./words.js").Say} */ say,
) {
  const kind = READ.includes(outcome) ? outcome : "note";
  return { evidence, kind, label: `${title}: ${say(`outcome_${outcome}`)}\n${summary}` };
}

/** Everything that a card can mark in its page. */
export function marksOf(
  /** @type {import("./types.js").Card} */ card,
  /** @type {import("./words.js").Say} */ say,
) {
  return card.signals
    .filter((signal) => READ.includes(signal.outcome) && showsFinding(signal))
    .flatMap((signal) =>
      signal.evidence
        .filter(({ block }) => !NOWHERE_ON_PAGE.test(block))
        .map((evidence) => markOf(signal, evidence, say)),
    );
}

/** @returns {Child[]} */
function firstFew(/** @type {HTMLElement[]} */ items, /** @type {View} */ { say }) {
  const rest = items.slice(QUOTES_SHOWN);
  if (rest.length === 0) return items;
  const more = h("summary", {}, say("more", rest.length));
  return [...items.slice(0, QUOTES_SHOWN), h("details", { class: "more" }, more, ...rest)];
}

/** A verbatim quote between its neighbours, and where on the page it stands. */
function quote(
  /** @type {Mark} */ mark,
  /** @type {View} */ view,
  /** @type {Child[]} */ text = [mark.evidence.quote],
) {
  const { prefix, suffix, block } = mark.evidence;
  return h(
    "figure",
    { class: "quote" },
    h(
      "blockquote",
      { dir: "auto" },
      prefix && h("span", { class: "context" }, `…${fromWord(prefix)}`),
      h("q", {}, ...text),
      suffix && h("span", { class: "context" }, `${toWord(suffix)}…`),
    ),
    h(
      "figcaption",
      {},
      h("span", { class: "place" }, view.say(`place_${block.split(":")[0]}`)),
      findButton(mark, view),
    ),
  );
}

/** The way from the quote to its place in the page; says so when the place is gone. */
function findButton(/** @type {Mark} */ mark, /** @type {View} */ { say, actions: { show } }) {
  if (!show || NOWHERE_ON_PAGE.test(mark.evidence.block)) return null;
  const gone = h("span", { class: "gone", role: "status" });
  const look = async () => {
    gone.textContent = (await show(mark)) ? "" : say("quote_gone");
  };
  const button = h("button", { type: "button", class: "link", onclick: look }, say("show_on_page"));
  return h("span", { class: "find" }, gone, button);
}

/** The context without the half word that it was cut in. */
function fromWord(/** @type {string} */ prefix) {
  return prefix.length < 32 ? prefix : prefix.replace(/^\S{1,15}(?=\s)/, "").trimStart();
}

function toWord(/** @type {string} */ suffix) {
  return suffix.length < 32 ? suffix : suffix.replace(/(?<=\s)\S{1,15}$/, "").trimEnd();
}

/** What a model marked, strongest first, with the words that moved it. */
export function predictionList(/** @type {Prediction[]} */ predictions, /** @type {View} */ view) {
  const marked = predictions.filter(({ abstained, spans }) => !abstained && spans.length > 0);
  if (marked.length === 0) return null;
  const strongest = marked.sort((a, b) => b.probability - a.probability);
  const items = strongest.map((prediction) => predictionItem(prediction, view));
  return h(
    "div",
    { class: "predictions" },
    h("h3", {}, view.say("predictions")),
    h("p", { class: "summary" }, view.say("predictions_about")),
    ...firstFew(items, view),
  );
}

function predictionItem(/** @type {Prediction} */ prediction, /** @type {View} */ view) {
  const { evidence, label, probability, spans, task } = prediction;
  const sure = Math.min(99, Math.round(probability * 100)); // a model is never wholly sure
  const words = view.say("prediction", view.say(`label_${label}`), sure);
  const bare = { ...evidence, prefix: "", suffix: "" }; // in the card: a sentence stands by itself
  const item = quote({ evidence: bare, kind: "note", label: words }, view, [
    ...withMarks(evidence.quote, spans),
  ]);
  item.prepend(h("p", { class: "prediction-label" }, words));
  const form = objection({ task, quote: evidence.quote }, evidence.quote, view);
  if (form) item.append(form);
  return item;
}

/**
 * The text with its spans marked; overlapping spans are joined.
 *
 * @param {string} text
 * @param {[number, number][]} spans
 * @returns {Generator<Child>}
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
