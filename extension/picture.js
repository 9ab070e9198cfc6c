/**
 * A card as a picture to share: the rating, its range, and every signal with its outcome.
 *
 * Drawn by hand on a canvas, so that it looks the same in every browser and theme. Must not know the
 * extension API. What was not read and the standing statement are always on it: a bare number is what
 * this project does not give.
 *
 * @typedef {import("./types.js").Card} Card
 * @typedef {import("./words.js").Say} Say
 * @typedef {CanvasRenderingContext2D} Pen
 */

const WIDTH = 1080;
const EDGE = 64;
const LINE = 44; // of the list of signals
const SERIF = '"Iowan Old Style", Palatino, Charter, "Noto Serif", Georgia, serif';
const SANS = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const INK = "#1a1c20";
const SOFT = "#555a63";
const PAPER = "#faf9f5";
const RULE = "#e3dfd5";
/** @type {Record<string, string>} */
const OUTCOME = { pass: "#14694f", partial: "#8a5800", fail: "#a8321a", unknown: "#5b626d" };
/** @type {Record<string, string>} */
const BAND = { most: "#14694f", much: "#3d7a2c", some: "#8a5800", little: "#a8321a" };
const MARKS = { pass: "✓", partial: "◐", fail: "✕", unknown: "?" };

/**
 * @param {Card} card
 * @param {Say} say
 * @returns {Promise<Blob>}
 */
export async function cardPicture(card, say) {
  const canvas = document.createElement("canvas");
  const signals = card.signals.filter(({ outcome }) => outcome in MARKS);
  canvas.width = WIDTH;
  canvas.height = 700 + Math.ceil(signals.length / 2) * LINE;
  const pen = /** @type {Pen} */ (canvas.getContext("2d"));
  pen.direction = document.documentElement.dir === "rtl" ? "rtl" : "ltr";
  pen.textAlign = "left"; // of its box: the boxes are laid out the same in every script
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, WIDTH, canvas.height);
  const top = drawHeader(pen, card);
  const middle = drawRating(pen, card, say, top);
  drawSignals(pen, signals, say, middle);
  const foot = `Presscard · ${say("readable", card.rating.assessed, card.rating.assessable)}`;
  write(pen, foot, EDGE, canvas.height - EDGE / 1.6, `400 22px ${SANS}`, SOFT, WIDTH - 2 * EDGE, 1);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"),
  );
}

function drawHeader(/** @type {Pen} */ pen, /** @type {Card} */ { article }) {
  const source = [article.publisher?.name || article.publisher?.domain, article.published]
    .map((part) => String(part ?? "").slice(0, 60))
    .filter(Boolean)
    .join(" · ");
  const room = WIDTH - 2 * EDGE;
  const y = write(pen, source, EDGE, EDGE + 20, `400 24px ${SANS}`, SOFT, room, 1);
  return write(pen, article.headline || "", EDGE, y + 30, `600 50px ${SERIF}`, INK, room, 3) + 30;
}

function drawRating(
  /** @type {Pen} */ pen,
  /** @type {Card} */ { rating, statement },
  /** @type {Say} */ say,
  /** @type {number} */ top,
) {
  drawDial(pen, rating, EDGE + 110, top + 110);
  const left = EDGE + 260;
  const room = WIDTH - EDGE - left;
  const title = rating.band_title ?? say("not_rated");
  let y = write(pen, title, left, top + 36, `600 36px ${SERIF}`, INK, room, 2);
  y = write(pen, rating.summary, left, y + 4, `400 25px ${SANS}`, INK, room, 4);
  if (rating.status === "rated") {
    const range = say("range", rating.low ?? 0, rating.high ?? 100);
    y = write(pen, range, left, y + 4, `400 25px ${SANS}`, SOFT, room, 1);
  }
  y = Math.max(y, top + 230);
  const font = `italic 400 26px ${SERIF}`;
  return write(pen, statement, EDGE, y + 20, font, SOFT, WIDTH - 2 * EDGE, 2) + 16;
}

function drawDial(
  /** @type {Pen} */ pen,
  /** @type {Card["rating"]} */ rating,
  /** @type {number} */ x,
  /** @type {number} */ y,
) {
  const radius = 96;
  const angle = (/** @type {number} */ score) => ((135 + 2.7 * score) * Math.PI) / 180;
  const arc = (
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {string} */ colour,
  ) => {
    pen.beginPath();
    pen.arc(x, y, radius, angle(from), angle(to));
    pen.strokeStyle = colour;
    pen.lineWidth = 17;
    pen.lineCap = "round";
    pen.stroke();
  };
  const colour = BAND[rating.band ?? ""] ?? SOFT;
  arc(0, 100, RULE);
  const { score } = rating;
  if (rating.status === "rated" && score !== null) {
    arc(rating.low ?? score, rating.high ?? score, `${colour}66`);
    pen.beginPath();
    pen.arc(x + radius * Math.cos(angle(score)), y + radius * Math.sin(angle(score)), 15, 0, 7);
    pen.fillStyle = colour;
    pen.fill();
  }
  pen.textAlign = "center";
  const shown = score === null ? "–" : String(score);
  write(pen, shown, x, y + 22, `600 66px ${SERIF}`, INK, 2 * radius, 1);
  pen.textAlign = "left";
}

function drawSignals(
  /** @type {Pen} */ pen,
  /** @type {Card["signals"]} */ signals,
  /** @type {Say} */ say,
  /** @type {number} */ top,
) {
  const column = (WIDTH - 2 * EDGE) / 2;
  const rows = Math.ceil(signals.length / 2);
  signals.forEach(({ title, outcome }, n) => {
    const x = EDGE + (n < rows ? 0 : column);
    const y = top + 30 + (n % rows) * LINE;
    const mark = MARKS[/** @type {keyof typeof MARKS} */ (outcome)];
    write(pen, mark, x, y, `700 26px ${SANS}`, OUTCOME[outcome], 40, 1);
    const text = `${title}: ${say(`outcome_${outcome}`)}`;
    write(pen, text, x + 40, y, `400 24px ${SANS}`, INK, column - 60, 1);
  });
}

/**
 * Write a text in a box, cut with "…" after its last line; returns where the next line would stand.
 *
 * @param {Pen} pen
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} font
 * @param {string} colour
 * @param {number} room
 * @param {number} most lines
 */
function write(pen, text, x, y, font, colour, room, most) {
  pen.font = font;
  pen.fillStyle = colour;
  const height = Number(/(\d+)px/.exec(font)?.[1]) * 1.3;
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const kept = lines.slice(0, most);
  if (lines.length > most || pen.measureText(kept[most - 1] ?? "").width > room) {
    let last = kept[kept.length - 1];
    while (last && pen.measureText(`${last}…`).width > room) last = last.slice(0, -1);
    kept[kept.length - 1] = `${last}…`;
  }
  kept.forEach((line, n) => {
    pen.fillText(line, x, y + n * height);
  });
  return y + kept.length * height;
}
