/** The first page a new reader sees: start the server, see that it answers, click. */

import { ConnectionTrouble, greet, originPattern } from "./api.js";
import { h } from "./dom.js";
import { commandLine, renderNotice } from "./notice.js";
import { applySettings, readSettings } from "./settings.js";
import { ownSystem, START } from "./start.js";
import { loadWords } from "./words.js";

const POLL_MS = 2_000;
const KEY = "Alt+Shift+C"; // as the manifest suggests it; the browser's user may have changed it

const settings = await readSettings();
const language = applySettings(settings);
const say = await loadWords(language);
const connection = h("div", { id: "connection", role: "status", "aria-live": "polite" });
const system = await ownSystem();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let poll;

document.title = say("setup_title");
/** @type {HTMLElement} */ (document.getElementById("view")).append(
  h("h1", {}, say("setup_title")),
  h("p", { class: "lead" }, say("setup_lead")),
  h("h2", {}, say("setup_start")),
  h("p", {}, say("setup_start_words")),
  ...Object.entries(START).map(([name, { name: title, first }]) =>
    h(
      "details",
      { class: "commands", open: name === system },
      h("summary", {}, title),
      ...first.map((line) => commandLine(line, say)),
    ),
  ),
  h("h2", {}, say("setup_check")),
  connection,
  h("h2", {}, say("setup_click")),
  h("p", {}, say("setup_click_words", await shortcut())),
);
await test();

/** The keys that stand for a click on the button. */
async function shortcut() {
  const commands = (await chrome.commands?.getAll()) ?? []; // Firefox for Android has none
  return commands.find(({ name }) => name === "_execute_action")?.shortcut || KEY;
}

/** See who answers, again and again until it is our server. */
async function test() {
  clearTimeout(poll);
  const ways = { retry: test, allow, options: () => chrome.runtime.openOptionsPage() };
  const surroundings = { say, ways, commands: START[system] };
  try {
    const values = [settings.server, await greet(settings)];
    connection.replaceChildren(renderNotice("running", { ...surroundings, values }));
  } catch (error) {
    if (!(error instanceof ConnectionTrouble)) throw error;
    const values = [settings.server, error.detail];
    if (connection.querySelector(".notice")?.getAttribute("data-state") !== error.state) {
      connection.replaceChildren(renderNotice(error.state, { ...surroundings, values }));
    }
    poll = setTimeout(test, POLL_MS);
  }
}

async function allow() {
  await chrome.permissions.request({ origins: [originPattern(settings.server)] });
}
