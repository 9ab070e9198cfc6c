/** Past cards: find one, read it again, put two side by side, or forget them. */

import { renderCard } from "./card.js";
import { comparison } from "./compare.js";
import { h } from "./dom.js";
import { forgetAll, forgetCard, readHistory, search } from "./history.js";
import { applySettings, readSettings } from "./settings.js";
import { loadWords } from "./words.js";

/** @typedef {import("./types.js").Card} Card */

const SIDE_BY_SIDE = 2;

const settings = await readSettings();
const language = applySettings(settings);
const say = await loadWords(language);
const view = /** @type {HTMLElement} */ (document.getElementById("view"));
const list = h("ul", { class: "past" });
const count = h("p", { class: "lead", role: "status" });
const compared = h("div");
const cards = h("div", { class: "side-by-side" });
let history = await readHistory();
/** @type {string[]} ids of the cards that are open, the latest last */
let chosen = [];

const field = /** @type {HTMLInputElement} */ (
  h("input", { id: "search", type: "search", oninput: drawList })
);
document.title = say("past_title");
view.append(
  h("h1", {}, say("past_title")),
  h("p", { class: "lead" }, say("past_lead")),
  h("div", { class: "field" }, h("label", { for: "search" }, say("past_search")), field),
  count,
  list,
  h(
    "button",
    { type: "button", class: "button", id: "forget-all", onclick: forgetEverything },
    say("past_forget_all"),
  ),
  compared,
  cards,
);
drawList();

function drawList() {
  const found = search(history, field.value);
  count.textContent = say(
    settings.history || found.length ? "past_count" : "past_off",
    found.length,
  );
  list.replaceChildren(...found.map(pastItem));
  /** @type {HTMLElement} */ (document.getElementById("forget-all")).hidden = !history.length;
}

function pastItem(/** @type {Card} */ card) {
  const { article, rating } = card;
  const open = h("input", {
    type: "checkbox",
    id: `open-${card.id}`,
    checked: chosen.includes(card.id),
    onchange: () => choose(card.id),
  });
  const facts = [
    article.publisher?.name || article.publisher?.domain,
    rating.status === "rated" ? `${rating.score} · ${rating.band_title}` : say("not_rated"),
    new Date(card.scored_at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" }),
  ];
  return h(
    "li",
    {},
    open,
    h(
      "label",
      { for: `open-${card.id}` },
      h("b", { dir: "auto" }, article.headline || say("no_headline")),
      h("span", { class: "hint" }, facts.filter(Boolean).join(" · ")),
    ),
    h(
      "button",
      {
        type: "button",
        class: "link",
        "aria-label": `${say("past_forget")}: ${article.headline}`,
        onclick: () => forget(card.id),
      },
      say("past_forget"),
    ),
  );
}

/** Open a card, or close it; a third one takes the place of the first. */
function choose(/** @type {string} */ id) {
  chosen = chosen.includes(id)
    ? chosen.filter((other) => other !== id)
    : [...chosen, id].slice(-SIDE_BY_SIDE);
  drawList();
  document.getElementById(`open-${id}`)?.focus();
  drawCards();
}

function drawCards() {
  const open = chosen
    .map((one) => history.find((card) => card.id === one))
    .filter((card) => !!card);
  compared.replaceChildren(...(open.length === SIDE_BY_SIDE ? [comparison(open, say)] : []));
  cards.replaceChildren(...open.map((card) => renderCard(card, { say, language })));
}

async function forget(/** @type {string} */ id) {
  await forgetCard(id);
  if (chosen.includes(id)) choose(id);
  history = await readHistory();
  drawList();
}

async function forgetEverything() {
  await forgetAll();
  history = [];
  chosen = [];
  drawCards();
  drawList();
}
