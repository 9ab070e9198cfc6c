/**
 * The commands that start the server, on each operating system, in the folder of the project. Each
 * line is one command; on Windows the first start needs them all.
 */

const UNIX = {
  first: ["make serve"],
  again: "make serve",
  elsewhere: "make serve PORT=8788",
};
const WINDOWS = {
  first: [
    "py -m venv .venv",
    ".venv\\Scripts\\pip install -r requirements.lock",
    ".venv\\Scripts\\pip install --no-deps -e .",
    ".venv\\Scripts\\presscard serve",
  ],
  again: ".venv\\Scripts\\presscard serve",
  elsewhere: ".venv\\Scripts\\presscard serve --port 8788",
};

/** By the names that `chrome.runtime.getPlatformInfo` gives to systems. */
export const START = {
  linux: { name: "Linux", ...UNIX },
  mac: { name: "macOS", ...UNIX },
  win: { name: "Windows", ...WINDOWS },
};

/** The system that the reader's computer has, or is most like. */
export async function ownSystem() {
  const { os } = await chrome.runtime.getPlatformInfo();
  return /** @type {keyof typeof START} */ (os in START ? os : "linux");
}
