/**
 * Objections on their way to the server: kept in the browser first, sent when the server answers.
 *
 * An objection leaves the outbox only when the server has said that it holds it, so that neither a
 * closed popup, a stopped server nor a restart loses one. Popup and panel may both be at it: what is
 * read and written back is written by one at a time.
 *
 * @typedef {import("./api.js").Connection} Connection
 * @typedef {import("./dispute.js").Objection} Objection
 * @typedef {Objection & {card: string, client: string}} Letter
 */

import { ConnectionTrouble, call } from "./api.js";

const KEY = "outbox";
const PATIENCE_MS = 15_000;
const UNREADABLE = [400, 404, 413, 415, 422]; // the server has read it and will never take it

/** @returns {Promise<Letter[]>} */
export async function readOutbox() {
  return /** @type {any} */ ((await chrome.storage.local.get({ [KEY]: [] }))[KEY]);
}

/**
 * Keep an objection, then try to send all that is kept.
 *
 * @param {Connection} connection
 * @param {string} card
 * @param {Objection} objection
 * @returns {Promise<"sent" | "kept">}
 */
export async function post(connection, card, objection) {
  const client = `extension/${chrome.runtime.getManifest().version}`;
  await change((letters) => [...letters, { card, client, ...objection }]);
  return deliver(connection);
}

/**
 * Send what is kept, the oldest first.
 *
 * @param {Connection} connection
 * @returns {Promise<"sent" | "kept">}
 */
export async function deliver(connection) {
  return navigator.locks.request("delivery", () => deliverAll(connection)); // each letter once
}

/** @returns {Promise<"sent" | "kept">} */
async function deliverAll(/** @type {Connection} */ connection) {
  for (const letter of await readOutbox()) {
    try {
      await call(connection, "/v1/feedback", { body: letter, within: PATIENCE_MS });
    } catch (error) {
      if (!(error instanceof ConnectionTrouble)) throw error;
      if (!UNREADABLE.includes(error.status)) return "kept";
      await drop(letter);
      throw error;
    }
    await drop(letter);
  }
  return "sent";
}

async function drop(/** @type {Letter} */ letter) {
  const same = JSON.stringify(letter);
  await change((letters) => letters.filter((other) => JSON.stringify(other) !== same));
}

/** @param {(letters: Letter[]) => Letter[]} edit */
async function change(edit) {
  await navigator.locks.request(KEY, async () => {
    await chrome.storage.local.set({ [KEY]: edit(await readOutbox()) });
  });
}
