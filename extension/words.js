/**
 * The words of the interface, by key, from `_locales/<language>/messages.json`.
 *
 * Must not know the browser's extension API: the page that the server shows at `/` uses it too.
 * The reader may choose a language other than the browser's, which `i18n.getMessage` cannot do.
 *
 * @typedef {(key: string, ...values: (string | number)[]) => string} Say
 */

export const LANGUAGES = ["en", "es", "fr", "de", "hi", "ar"];
const RIGHT_TO_LEFT = ["ar"];

/** The best language we have for what the reader prefers, such as "pt-BR" then "en". */
export function chooseLanguage(/** @type {readonly string[]} */ preferred) {
  const wanted = preferred.map((tag) => tag.toLowerCase().split("-")[0]);
  return wanted.find((tag) => LANGUAGES.includes(tag)) ?? "en";
}

/** @returns {"rtl" | "ltr"} */
export function directionOf(/** @type {string} */ language) {
  return RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
}

/**
 * The words of one language; a key that it lacks is given back as it is.
 *
 * @param {string} language
 * @returns {Promise<Say>}
 */
export async function loadWords(language) {
  const answer = await fetch(new URL(`_locales/${language}/messages.json`, import.meta.url));
  /** @type {Record<string, {message: string}>} */
  const table = await answer.json();
  return (key, ...values) => (key in table ? fill(table[key].message, values) : key);
}

function fill(/** @type {string} */ message, /** @type {(string | number)[]} */ values) {
  return message.replace(/\$([1-9])/g, (_, place) => String(values[Number(place) - 1] ?? ""));
}
