/** The first page a new reader sees: start the server, see that it answers, click. */

import { ConnectionTrouble, greet, originPattern } from "./api.js";
import { h } from "./dom.js";
import { commandLine, renderNotice } from "./notice.js";
import { applySettings, readSettings } from "./settings.js";
import { loadWords } from "./words.js";

const POLL_MS = 2_000;
// In the folder of the project, as its README has it. Each line is one command.
const COMMANDS = {
  linux: ["make serve"],
  mac: ["make serve"],
  win: [
    "py -m venv .venv",
    ".venv\\Scripts\\pip install -r requirements.lock",
    ".venv\\Scripts\\pip install --no-deps -e .",
    ".venv\\Scripts\\presscard serve",
  ],
};
const NAMES = { linux: "Linux", mac: "macOS", win: "Windows" };

const settings = await readSettings();
const language = applySettings(settings);
const say = await loadWords(language);
const connection = h("div", { id: "connection", role: "status", "aria-live": "polite" });
const { os } = await chrome.runtime.getPlatformInfo();

document.title = say("setup_title");
/** @type {HTMLElement} */ (document.getElementById("view")).append(
  h("h1", {}, say("setup_title")),
  h("p", { class: "lead" }, say("setup_lead")),
  h("h2", {}, say("setup_start")),
  h("p", {}, say("setup_start_words")),
  ...Object.keys(COMMANDS).map((name) => commandsFor(/** @type {keyof typeof COMMANDS} */ (name))),
  h("h2", {}, say("setup_check")),
  connection,
  h("h2", {}, say("setup_click")),
  h("p", {}, say("setup_click_words")),
);
await test();

function commandsFor(/** @type {keyof typeof COMMANDS} */ name) {
  return h(
    "details",
    { class: "commands", open: name === os || (name === "linux" && !(os in COMMANDS)) },
    h("summary", {}, NAMES[name]),
    ...COMMANDS[name].map((line) => commandLine(line, say)),
  );
}

/** See who answers, again and again until it is our server. */
async function test() {
  const ways = { retry: test, allow, options: () => chrome.runtime.openOptionsPage() };
  try {
    const values = [settings.server, await greet(settings)];
    connection.replaceChildren(renderNotice("running", { say, ways: {}, values }));
  } catch (error) {
    if (!(error instanceof ConnectionTrouble)) throw error;
    const values = [settings.server, error.detail];
    if (connection.querySelector(".notice")?.getAttribute("data-state") !== error.state) {
      connection.replaceChildren(renderNotice(error.state, { say, ways, values }));
    }
    setTimeout(test, POLL_MS);
  }
}

async function allow() {
  await chrome.permissions.request({ origins: [originPattern(settings.server)] });
}
