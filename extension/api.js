/**
 * The server, and the six ways a talk with it can go: the only module that sends anything.
 *
 * Must not know the page's DOM nor how a card looks.
 *
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./types.js").Picture} Picture
 * @typedef {{server: string, token: string, patience: number, language?: string}} Connection
 * @typedef {"not_running" | "not_presscard" | "version_mismatch" | "permission_missing" | "timed_out"
 *   | "refused"} Trouble
 */

export const DEFAULT_SERVER = "http://127.0.0.1:8787";
export const CARD_VERSION = "1"; // of server/card.py: what card.js can draw
export const API = "v1";
const LIVE_MS = 3_000;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?$/;

/** What went wrong, by name; the words for it are the interface's. */
export class ConnectionTrouble extends Error {
  /**
   * @param {Trouble} state
   * @param {string} [detail] the server's own sentence, when it gave one
   * @param {number} [status]
   */
  constructor(state, detail = "", status = 0) {
    super(detail || state);
    this.state = state;
    this.detail = detail;
    this.status = status;
  }
}

/** The server address in its plain form, or null: only this computer may be named. */
export function plainServer(/** @type {string} */ text) {
  const address = text.trim().replace(/\/+$/, "");
  return LOOPBACK.test(address) ? address : null;
}

/**
 * The card of a page.
 *
 * @param {Connection} connection
 * @param {{html?: string, text?: string, url: string | null, images?: object[]}} page
 * @returns {Promise<Card>}
 */
export async function score(connection, page) {
  const body = { ...page, seen_at: ownTime(new Date()) };
  const card = await call(connection, "/v1/score", { body, within: connection.patience });
  if (typeof card.card_version !== "string") throw new ConnectionTrouble("not_presscard");
  if (card.card_version !== CARD_VERSION) {
    throw new ConnectionTrouble("version_mismatch", String(card.card_version));
  }
  return /** @type {Card} */ (/** @type {unknown} */ (card));
}

/** A moment on the reader's own clock, with its zone: what "2 hours ago" in a page is reckoned from. */
export function ownTime(/** @type {Date} */ moment) {
  const ahead = -moment.getTimezoneOffset(); // minutes
  const local = new Date(moment.getTime() + ahead * 60_000).toISOString().slice(0, 19);
  const zone = [Math.trunc(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
  const two = zone.map((part) => String(part).padStart(2, "0")).join(":");
  return `${local}${ahead < 0 ? "-" : "+"}${two}`;
}

/**
 * What the file of a picture says of its making.
 *
 * @param {Connection} connection
 * @param {Blob} bytes with the type of their kind
 * @returns {Promise<Picture>}
 */
export async function examine(connection, bytes) {
  const said = await call(connection, "/v1/images", { body: bytes, within: connection.patience });
  if (![said.summary, said.declared, said.programs].every(Array.isArray)) {
    throw new ConnectionTrouble("not_presscard");
  }
  return /** @type {Picture} */ (/** @type {unknown} */ (said));
}

/**
 * Who answers there: returns the server's version, or says which trouble it is.
 *
 * @param {Connection} connection
 */
export async function greet(connection) {
  const live = await call(connection, "/health/live", { within: LIVE_MS });
  if (live.service !== "presscard") throw new ConnectionTrouble("not_presscard");
  if (live.api !== API) throw new ConnectionTrouble("version_mismatch", String(live.version));
  return String(live.version);
}

/**
 * @param {Connection} connection
 * @param {string} path
 * @param {{body?: object, within: number}} request
 * @returns {Promise<Record<string, unknown>>}
 */
export async function call(connection, path, { body, within }) {
  if (!(await isAllowed(connection.server))) throw new ConnectionTrouble("permission_missing");
  const answer = await send(connection, path, body, within);
  const type = answer.headers.get("Content-Type") ?? "";
  if (!/^application\/(problem\+)?json/.test(type)) throw new ConnectionTrouble("not_presscard");
  const said = await answer.json().catch(() => null);
  if (said === null || typeof said !== "object") throw new ConnectionTrouble("not_presscard");
  if (answer.ok) return said;
  if (!type.startsWith("application/problem+json")) throw new ConnectionTrouble("not_presscard");
  throw new ConnectionTrouble("refused", String(said.detail ?? said.title ?? ""), answer.status);
}

/**
 * @param {Connection} connection
 * @param {string} path
 * @param {object | undefined} body
 * @param {number} within
 */
async function send({ server, token, language }, path, body, within) {
  try {
    return await fetch(server + path, {
      method: body ? "POST" : "GET",
      headers: {
        "X-Presscard": "1",
        ...(body && { "Content-Type": body instanceof Blob ? body.type : "application/json" }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(language && { "Accept-Language": language }), // else the browser's own
      },
      body: body instanceof Blob ? body : body && JSON.stringify(body),
      signal: AbortSignal.timeout(within),
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
    });
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw new ConnectionTrouble(late ? "timed_out" : "not_running");
  }
}

/** Whether the browser lets us speak to the server: Firefox lets its user take that back. */
async function isAllowed(/** @type {string} */ server) {
  return chrome.permissions.contains({ origins: [originPattern(server)] });
}

/** The host permission for a server; permissions know no ports. */
export function originPattern(/** @type {string} */ server) {
  return `http://${new URL(server).hostname}/*`;
}
