/**
 * "I see it differently": a form under a signal or a marked sentence.
 *
 * Must not know the extension API or the server: where an objection goes is the caller's to say.
 *
 * @typedef {import("./words.js").Say} Say
 * @typedef {{signal?: string, task?: string, quote?: string, reason: string}} Objection
 * @typedef {(objection: Objection) => Promise<"sent" | "kept">} Send
 */

import { h } from "./dom.js";

const LONGEST = 2_000; // characters of a reason: what the server takes

/**
 * @param {Omit<Objection, "reason">} subject
 * @param {string} name of what is disputed, for a screen reader
 * @param {{say: Say, send: Send}} surroundings
 */
export function disputeForm(subject, name, { say, send }) {
  const reason = h("textarea", {
    rows: 3,
    maxlength: LONGEST,
    required: true,
    "aria-label": say("dispute_reason", name),
    placeholder: say("dispute_hint"),
  });
  const button = h("button", { type: "submit", class: "button" }, say("dispute_send"));
  const outcome = h("p", { class: "dispute-outcome", role: "status" });
  const form = h("form", { class: "dispute-form" }, reason, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = /** @type {HTMLTextAreaElement} */ (reason).value.trim();
    if (!text) return;
    button.setAttribute("disabled", "");
    try {
      outcome.textContent = say(`dispute_${await send({ ...subject, reason: text })}`);
      form.remove();
    } catch (error) {
      outcome.textContent = error instanceof Error ? error.message : String(error);
      button.removeAttribute("disabled");
    }
  });
  return h(
    "details",
    { class: "dispute" },
    h("summary", {}, say("dispute"), h("span", { class: "unseen" }, `: ${name}`)),
    form,
    outcome,
  );
}
