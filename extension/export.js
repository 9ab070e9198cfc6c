/**
 * A card to take along: as JSON, as text with its citations, as Markdown.
 *
 * Must not know the extension API or the DOM of the card: it writes from the JSON alone.
 *
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./types.js").Signal} Signal
 * @typedef {import("./types.js").Evidence} Evidence
 * @typedef {import("./words.js").Say} Say
 * @typedef {{say: Say, language: string}} Reader
 */

const MARKS = { pass: "✓", partial: "◐", fail: "✗", unknown: "?", not_applicable: "–" };

export function toJson(/** @type {Card} */ card) {
  return `${JSON.stringify(card, null, 2)}\n`;
}

/** The card as plain text: each finding with the words that show it, and where they were read. */
export function toText(/** @type {Card} */ card, /** @type {Reader} */ { say, language }) {
  const heading = (/** @type {string} */ title) => ["", title.toLocaleUpperCase(language)];
  return written([
    card.article.headline || say("no_headline"),
    source(card, { say, language }),
    card.url,
    "",
    verdict(card, say),
    card.rating.summary,
    card.statement,
    ...bySection(card, heading, (signal) => [
      `${MARKS[signal.outcome]} ${signal.title} (${say(`outcome_${signal.outcome}`)}): ${signal.summary}`,
      ...signal.evidence.map((evidence) => `    “${evidence.quote}” (${place(evidence, say)})`),
    ]),
    ...heading(say("not_checked")),
    ...card.not_checked.map((item) => `– ${item}`),
    "",
    making(card, say),
  ]);
}

/** The card as Markdown: a list for each section, every quote with its place. */
export function toMarkdown(/** @type {Card} */ card, /** @type {Reader} */ { say, language }) {
  const heading = (/** @type {string} */ title) => ["", `## ${title}`, ""];
  return written([
    `# ${inMarkdown(card.article.headline || say("no_headline"))}`,
    "",
    inMarkdown(source(card, { say, language })),
    ...(card.url ? ["", `<${encodeURI(card.url)}>`] : []),
    "",
    `**${verdict(card, say)}.** ${card.rating.summary}`,
    "",
    `*${card.statement}*`,
    ...bySection(card, heading, (signal) => [
      `- ${MARKS[signal.outcome]} **${signal.title}** (${say(`outcome_${signal.outcome}`)}): ${inMarkdown(signal.summary)}`,
      ...signal.evidence.map(
        (evidence) => `  > ${inMarkdown(evidence.quote)} (${place(evidence, say)})`,
      ),
    ]),
    ...heading(say("not_checked")),
    ...card.not_checked.map((item) => `- ${item}`),
    "",
    making(card, say),
  ]);
}

/** @param {(string | null | undefined)[]} lines */
function written(lines) {
  return `${lines.filter((line) => line !== null && line !== undefined).join("\n")}\n`;
}

/** The article as one would cite it: who, where, when, and when it was read. */
function source(/** @type {Card} */ { article, scored_at }, /** @type {Reader} */ reader) {
  const { byline, publisher, published } = article;
  const read = new Date(scored_at).toLocaleDateString(reader.language, { dateStyle: "medium" });
  return [
    byline?.text,
    publisher?.name || publisher?.domain,
    String(published?.value ?? published ?? "").slice(0, 10),
    reader.say("read_on", read),
  ]
    .filter(Boolean)
    .join(", ");
}

function verdict(/** @type {Card} */ { rating }, /** @type {Say} */ say) {
  if (rating.status !== "rated") return say("not_rated");
  const numbers = say("dial", rating.score ?? 0, rating.low ?? 0, rating.high ?? 100);
  return `${rating.band_title} (${numbers})`;
}

/**
 * @param {Card} card
 * @param {(title: string) => string[]} heading
 * @param {(signal: Signal) => string[]} lines
 */
function bySection(card, heading, lines) {
  return card.sections.flatMap(({ id, title }) => [
    ...heading(title),
    ...card.signals.filter(({ section }) => section === id).flatMap(lines),
  ]);
}

function place(/** @type {Evidence} */ { block }, /** @type {Say} */ say) {
  return say(`place_${block.split(":")[0]}`);
}

/** By what the card was made, so that somebody else can make it again. */
function making(/** @type {Card} */ { id, versions }, /** @type {Say} */ say) {
  return `Presscard ${versions.server} · ${say("card_id", id)}`;
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
