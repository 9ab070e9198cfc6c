/**
 * The options: where the server is, how the card looks, what is kept. Each is saved as it is changed.
 */

import { ConnectionTrouble, greet, originPattern, plainServer } from "./api.js";
import { h } from "./dom.js";
import { renderNotice } from "./notice.js";
import { deliver, readOutbox } from "./outbox.js";
import { applySettings, readSettings, writeSettings } from "./settings.js";
import { ownSystem, START } from "./start.js";
import { LANGUAGES, loadWords } from "./words.js";

const view = /** @type {HTMLElement} */ (document.getElementById("view"));
const connection = h("div", { id: "connection", role: "status", "aria-live": "polite" });
const waiting = h("div", { id: "waiting", role: "status", "aria-live": "polite" });
let settings = await readSettings();
let say = await loadWords(applySettings(settings));
draw();
await Promise.all([test(), showWaiting()]);

function draw() {
  document.title = say("options_title");
  view.replaceChildren(
    h("h1", {}, say("options_title")),
    h("p", { class: "lead" }, say("options_lead")),
    h("h2", {}, say("options_connection")),
    serverField(),
    textField("token", "password", say("options_token"), say("options_token_hint")),
    connection,
    h("h2", {}, say("options_look")),
    choiceField("language", say("options_language"), ["", ...LANGUAGES], nameOf),
    choiceField("theme", say("options_theme"), ["", "light", "dark"], (value) =>
      say(`theme_${value || "system"}`),
    ),
    h("h2", {}, say("options_privacy")),
    historyField(),
    h("p", { class: "hint" }, h("a", { class: "link", href: "past.html" }, say("past_title"))),
    waiting,
  );
}

/** Objections that the server has not taken yet, and the way to send them now. */
async function showWaiting(trouble = "") {
  const count = (await readOutbox()).length;
  const send = () =>
    deliver(settings).then(
      () => showWaiting(),
      (error) => showWaiting(error.message),
    );
  waiting.replaceChildren(
    ...(count > 0
      ? [
          h("p", {}, say("outbox_waiting", count)),
          h("button", { type: "button", class: "button", onclick: send }, say("outbox_send")),
        ]
      : []),
    ...(trouble ? [h("p", { class: "trouble" }, trouble)] : []),
  );
}

function historyField() {
  const box = h("input", {
    type: "checkbox",
    id: "history",
    checked: settings.history,
    "aria-describedby": "history-hint",
  });
  box.addEventListener("change", () =>
    change({ history: /** @type {HTMLInputElement} */ (box).checked }),
  );
  return h(
    "div",
    { class: "field field-check" },
    box,
    h("label", { for: "history" }, say("options_history")),
    h("p", { class: "hint", id: "history-hint" }, say("options_history_hint")),
  );
}

/** Change a setting, keep it, and show the page as it is now. */
async function change(/** @type {Partial<import("./settings.js").Settings>} */ changes) {
  await writeSettings(changes);
  settings = await readSettings();
  say = await loadWords(applySettings(settings));
}

async function test() {
  const surroundings = { say, ways: { retry: test, allow }, commands: START[await ownSystem()] };
  try {
    const values = [settings.server, await greet(settings)];
    connection.replaceChildren(renderNotice("running", { ...surroundings, values }));
  } catch (error) {
    if (!(error instanceof ConnectionTrouble)) throw error;
    const values = [settings.server, error.detail];
    const state = error.state === "refused" && error.status === 401 ? "token_needed" : error.state;
    connection.replaceChildren(renderNotice(state, { ...surroundings, values }));
  }
}

async function allow() {
  await chrome.permissions.request({ origins: [originPattern(settings.server)] });
  await test();
}

function serverField() {
  const trouble = h("p", { class: "trouble", id: "server-trouble", role: "alert" });
  const field = textField("server", "text", say("options_server"), say("options_server_hint"));
  const input = /** @type {HTMLInputElement} */ (field.querySelector("input"));
  input.setAttribute("aria-describedby", "server-hint server-trouble");
  input.addEventListener(
    "change",
    async (event) => {
      event.stopImmediatePropagation();
      const server = plainServer(input.value);
      trouble.textContent = server ? "" : say("options_server_trouble");
      input.setAttribute("aria-invalid", String(!server));
      if (!server) return;
      input.value = server;
      await change({ server });
      await test();
    },
    { capture: true },
  );
  field.append(trouble);
  return field;
}

/**
 * @param {"server" | "token"} name
 * @param {string} type
 * @param {string} label
 * @param {string} hint
 */
function textField(name, type, label, hint) {
  const input = h("input", {
    id: name,
    type,
    value: settings[name],
    autocomplete: "off",
    spellcheck: "false",
    dir: "ltr",
    "aria-describedby": `${name}-hint`,
  });
  input.addEventListener("change", async () => {
    await change({ [name]: /** @type {HTMLInputElement} */ (input).value.trim() });
    await test();
  });
  return h(
    "div",
    { class: "field" },
    h("label", { for: name }, label),
    input,
    h("p", { class: "hint", id: `${name}-hint` }, hint),
  );
}

/**
 * @param {"language" | "theme"} name
 * @param {string} label
 * @param {string[]} values
 * @param {(value: string) => string} words
 */
function choiceField(name, label, values, words) {
  const select = h(
    "select",
    { id: name },
    ...values.map((value) =>
      h("option", { value, selected: value === settings[name] }, words(value)),
    ),
  );
  select.addEventListener("change", async () => {
    await change({ [name]: /** @type {HTMLSelectElement} */ (select).value });
    draw();
    await test();
    document.getElementById(name)?.focus();
  });
  return h("div", { class: "field" }, h("label", { for: name }, label), select);
}

/** A language by its own name. */
function nameOf(/** @type {string} */ language) {
  if (!language) return say("language_system");
  return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
}
