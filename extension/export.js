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

/** The card as Markdown: a list for each section, every quote with its place. */
export function toMarkdown(/** @type {Card} */ card, /** @type {Say} */ say) {
  const { rating, article } = card;
  const lines = [
    `# ${inMarkdown(article.headline || say("no_headline"))}`,
    "",
    ...(card.url ? [`<${encodeURI(card.url)}>`, ""] : []),
    `**${rating.band_title ?? say("not_rated")}**${
      rating.status === "rated"
        ? ` (${say("dial", rating.score ?? 0, rating.low ?? 0, rating.high ?? 0)})`
        : ""
    }. ${rating.summary}`,
    "",
    `*${card.statement}*`,
  ];
  for (const section of card.sections) {
    lines.push("", `## ${section.title}`, "");
    for (const signal of card.signals.filter(({ section: id }) => id === section.id)) {
      lines.push(
        `- ${MARKS[signal.outcome]} **${signal.title}** (${say(`outcome_${signal.outcome}`)}): ${inMarkdown(signal.summary)}`,
        ...signal.evidence.map(
          ({ quote, block }) => `  > ${inMarkdown(quote)} (${say(`place_${block.split(":")[0]}`)})`,
        ),
      );
    }
  }
  lines.push("", `## ${say("not_checked")}`, "", ...card.not_checked.map((item) => `- ${item}`));
  return `${lines.join("\n")}\n`;
}

/** Words of a page that stay words in Markdown. */
function inMarkdown(/** @type {string} */ text) {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
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
