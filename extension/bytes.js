/**
 * The bytes of one picture, and what the server reads in them. Runs in the background only: no other
 * part of the extension may speak to anything but the server.
 *
 * Must not know the page, the card, or how an answer looks.
 *
 * @typedef {import("./types.js").Picture} Picture
 * @typedef {"no_leave" | "own_network" | "unreachable" | "too_large" | "no_picture"} Hindrance
 * @typedef {{state: "read", picture: Picture}
 *   | {state: Hindrance | import("./api.js").Trouble, detail?: string}} Looked
 */

import { ConnectionTrouble, examine } from "./api.js";
import { readSettings } from "./settings.js";

const MOST_BYTES = 12_000_000; // what the server takes: max_body of server/settings.py
const PATIENCE_MS = 20_000; // for the host of the picture; then the server has its own time
const KINDS = "image/png, image/jpeg, image/webp";
/** How files of the kinds that the server reads begin, as bytes written in Latin-1. */
const STARTS = /** @type {[string, RegExp][]} */ ([
  ["image/png", /^\x89PNG\r\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/webp", /^RIFF.{4}WEBP/s],
]);
const STARTS_WITHIN = 12; // bytes

/** Why there are no bytes. */
class Hindered extends Error {
  constructor(/** @type {Hindrance} */ state) {
    super(state);
    this.state = state;
  }
}

/**
 * Fetch a picture for which the reader gave leave, have the server look into it, give the leave back.
 *
 * @param {string} url
 * @returns {Promise<Looked>}
 */
export async function lookInto(url) {
  if (!isOnTheWeb(url)) return { state: "own_network" };
  try {
    const picture = await examine(await readSettings(), await fetchPicture(url));
    return { state: "read", picture };
  } catch (error) {
    if (error instanceof Hindered) return { state: error.state };
    if (!(error instanceof ConnectionTrouble)) throw error;
    if (error.status === 413) return { state: "too_large" };
    if (error.status === 422) return { state: "no_picture" };
    return { state: error.state, detail: error.detail };
  } finally {
    // The server's own address cannot be given back, nor what the reader allowed more widely.
    await chrome.permissions.remove({ origins: [hostPattern(url)] }).catch(() => {});
  }
}

/** The host permission for a picture; permissions know no ports. */
export function hostPattern(/** @type {string} */ url) {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}

/**
 * Whether an address names a site on the web. A page can name any address as its picture's, and what
 * stands on the reader's own computer or network is not for a page to have fetched.
 */
export function isOnTheWeb(/** @type {string} */ url) {
  const { protocol, hostname } = new URL(url);
  const name = hostname.replace(/\.$/, "");
  const isNumber = /^\[|^[\d.]+$/.test(name);
  const isOwn = !name.includes(".") || /\.(local|localhost|internal|home\.arpa)$/.test(name);
  return /^https?:$/.test(protocol) && !isNumber && !isOwn;
}

/** The picture without cookies, and never more of it than the server would take. */
async function fetchPicture(/** @type {string} */ url) {
  const chunks = [];
  let length = 0;
  try {
    const answer = await fetch(url, {
      headers: { Accept: KINDS }, // else some hosts send a kind that the server cannot read
      credentials: "omit",
      redirect: "error", // leave was given for this host alone
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!answer.ok || !answer.body) throw new Hindered("unreachable");
    const reader = answer.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > MOST_BYTES) {
        await reader.cancel();
        throw new Hindered("too_large");
      }
      chunks.push(part.value);
    }
  } catch (error) {
    throw error instanceof Hindered ? error : new Hindered("unreachable");
  }
  return await named(new Blob(chunks));
}

/** The bytes with the kind that they show; what a host says of them may be wrong. */
async function named(/** @type {Blob} */ bytes) {
  const start = new Uint8Array(await bytes.slice(0, STARTS_WITHIN).arrayBuffer());
  const latin = String.fromCharCode(...start);
  const kind = STARTS.find(([, begins]) => begins.test(latin));
  if (!kind) throw new Hindered("no_picture");
  return new Blob([bytes], { type: kind[0] });
}
