/**
 * A card to take along: as JSON, as text with its citations, as Markdown.
 *
 * Must not know the extension API or the DOM of the card: it writes from the JSON alone.
 *
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./words.js").Say} Say
 */

const MARKS = { pass: "✓", partial: "◐", fail: "✗", unknown: "?", not_applicable: "–" };

export function toJson(/** @type {Card} */ card) {
  return `${JSON.stringify(card, null, 2)}\n`;
}

/** The card as plain text, each finding with the words on the page that show it. */
export function toText(/** @type {Card} */ card, /** @type {Say} */ say) {
  const { rating } = card;
  const lines = [
    card.article.headline,
    card.url,
    "",
    rating.status === "rated"
      ? `${rating.band_title} (${say("dial", rating.score ?? 0, rating.low ?? 0, rating.high ?? 0)})`
      : say("not_rated"),
    rating.summary,
    card.statement,
  ].filter((line) => line !== null && line !== undefined);
  for (const section of card.sections) {
    lines.push("", section.title.toLocaleUpperCase());
    for (const signal of card.signals.filter(({ section: id }) => id === section.id)) {
      lines.push(
        `${MARKS[signal.outcome]} ${signal.title} (${say(`outcome_${signal.outcome}`)}): ${signal.summary}`,
        ...signal.evidence.map(({ quote, block }) => `    “${quote}” [${block}]`),
      );
    }
  }
  lines.push(
    "",
    say("not_checked").toLocaleUpperCase(),
    ...card.not_checked.map((item) => `– ${item}`),
  );
  return `${lines.join("\n")}\n`;
}

export async function copyText(/** @type {string} */ text) {
  await navigator.clipboard.writeText(text);
}

/** Hand the reader a file, made here and now. */
export function saveFile(
  /** @type {string} */ name,
  /** @type {BlobPart} */ content,
  /** @type {string} */ type,
) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
