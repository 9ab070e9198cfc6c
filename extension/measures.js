/**
 * The part of the card that describes and never scores: way of writing, ease of reading, and mood.
 *
 * Must not know the browser's extension API, the network, or any rule of rating.
 *
 * @typedef {import("./card.js").View} View
 */

import { course } from "./dial.js";
import { h } from "./dom.js";

const CONTEXT = ["language", "words", "sentences", "reading_time_seconds"]; // facts, not formulas
const EVEN = 0.2; // good and bad news this close together count as neither

/** Whether the text is built like an opinion piece or a report, and how often that was right. */
export function genrePart(
  /** @type {{ label: string, accuracy: number }} */ { label, accuracy },
  /** @type {View} */ { say },
) {
  return h(
    "div",
    { class: "measure" },
    h("h3", {}, say("genre")),
    h("p", { class: "measure-line" }, h("span", {}, say(`genre_${label}`))),
    h("p", { class: "summary" }, say("genre_error", Math.round(accuracy * 100))),
  );
}

/** Ease of reading: a grade where the language has one, and every formula behind a fold. */
export function readabilityPart(
  /** @type {Record<string, any>} */ readability,
  /** @type {View} */ { say, language },
) {
  const shown = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const formulas = Object.entries(readability).filter(
    ([name, value]) => !CONTEXT.includes(name) && typeof value === "number",
  );
  const grade = readability.consensus_grade;
  const seconds = readability.reading_time_seconds;
  return h(
    "div",
    { class: "measure" },
    h("h3", {}, say("readability")),
    h(
      "p",
      { class: "measure-line" },
      typeof grade === "number" && h("span", {}, say("grade", shown.format(grade))),
      seconds > 0 && h("span", {}, readingTime(seconds, say)),
    ),
    formulas.length > 0 &&
      h(
        "details",
        { class: "more" },
        h("summary", {}, say("formulas")),
        h(
          "table",
          { class: "figures" },
          h("tbody", {}, ...formulas.map(([name, value]) => row(name, shown.format(value)))),
        ),
      ),
  );
}

function readingTime(/** @type {number} */ seconds, /** @type {import("./words.js").Say} */ say) {
  return seconds < 60 ? say("reading_time_short") : say("reading_time", Math.round(seconds / 60));
}

function row(/** @type {string} */ name, /** @type {string} */ value) {
  const words = name.replaceAll("_", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return h("tr", {}, h("th", { scope: "row" }, title), h("td", {}, value));
}

/** The mood of headline and text in words, and its course as a line. */
export function moodPart(/** @type {Record<string, any>} */ mood, /** @type {View} */ { say }) {
  const values = (Array.isArray(mood.course) ? mood.course : []).map(Number);
  const inWords = (/** @type {number} */ value) =>
    say(value > EVEN ? "mood_positive" : value < -EVEN ? "mood_negative" : "mood_neutral");
  const facts = [
    ["sentiment_headline", mood.headline],
    ["sentiment_overall", mood.overall],
  ].filter(([, value]) => typeof value === "number");
  const label = () =>
    say("sentiment_course", values.length, inWords(values[0]), inWords(values[values.length - 1]));
  return h(
    "div",
    { class: "measure" },
    h("h3", {}, say("sentiment")),
    h(
      "p",
      { class: "measure-line" },
      ...facts.map(([key, value]) => h("span", {}, `${say(key)}: `, h("b", {}, inWords(value)))),
    ),
    values.length > 1 &&
      h(
        "div",
        { class: "course-frame" },
        course(values, label()),
        h("span", { class: "course-top", "aria-hidden": "true" }, say("mood_positive")),
        h("span", { class: "course-bottom", "aria-hidden": "true" }, say("mood_negative")),
      ),
    values.length > 1 &&
      h(
        "p",
        { class: "course-ends", "aria-hidden": "true" },
        h("span", {}, say("course_start")),
        h("span", {}, say("course_end")),
      ),
  );
}
