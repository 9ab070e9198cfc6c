"""Where in a page's lines the article stands, and which line is its headline.

A stretch of prose under a fitting title is the article: the title is told by the page's address,
by words it shares with the prose, by being printed twice and by the byline below it. Knows lines
and gives no roles.
"""

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from server.extraction.byline import parse_byline
from server.extraction.dates import find_dates
from server.extraction.lines import Line
from server.extraction.notes import caption_like, note_role

# The numbers below were set on the tuning sites of the development pages;
# rerun `python tools/evaluate_metadata.py DATA --flattened` after changing one.
HEAD_REACH = 60
"""Lines before the body in which the headline may stand: share bars and menus are shorter."""
GAP, GAP_SHARE = 30.0, 0.6
"""How much of its prose score a stretch may lose to lists and advertisements before it ends."""
ENOUGH = 60.0
"""A prose score past which more prose says no more: about 600 words."""
ANOTHER = -1000.0
"""The score of a heading that the next article of an endless page stands under."""
TITLE_WEIGHT = 4.0
"""What the fit of its title counts beside a stretch's prose score."""
NAMED_WEIGHT, NAMED_REACH, NAMED_LEAST = 40.0, 60, 0.5
"""A stretch under the line that the address spells: how much that counts, lines it may be away,
and how much of the line and the address must agree."""
ABOVE_BYLINE, ABOVE_REACH, BELOW_BYLINE = 2.0, 8, 1.5
"""For a title: bonus of a byline below it, lines that may be away, malus of one above it."""
MOST_STRETCHES = 12
"""Stretches weighed, those with most prose."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_TOKEN = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,}")
DENSE_LONGEST = 6000


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines [start, end) and how much they read like prose."""

    start: int
    end: int
    prose: float


def _stretches(lines: list[Line]) -> list[Stretch]:
    """The stretches of prose: each ends where it has lost more than it may since its best line."""
    found: list[Stretch] = []
    total = peak = 0.0
    start = last = 0
    for n, line in enumerate(lines):
        if total <= 0:
            if peak > 0:
                found.append(Stretch(start, last, peak))
            total, peak, start = 0.0, 0.0, n
        total += ANOTHER if line.closing and _begins_article(lines, n) else line.score
        if total > peak:
            peak, last = total, n + 1
        elif total < peak - max(GAP, GAP_SHARE * peak):
            found.append(Stretch(start, last, peak))
            total = peak = 0.0
    if peak > 0:
        found.append(Stretch(start, last, peak))
    return found


def _begins_article(lines: list[Line], n: int) -> bool:
    """Whether a dated line soon follows a closing heading: the next article of an endless page."""
    near = lines[n + 1 : n + 5]
    return any(one.words <= 8 and _YEAR.search(one.text) and find_dates(one.text) for one in near)


def find_article(lines: list[Line], url: str | None) -> tuple[Stretch, int | None]:
    """The stretch that is the article, and its headline: much prose under a fitting title."""
    stretches = sorted(_stretches(lines), key=lambda w: -w.prose)[:MOST_STRETCHES]
    if not stretches:
        longest = max(range(len(lines)), key=lambda n: lines[n].words)
        stretches = [Stretch(longest, longest + 1, 0.0)]
    slug = _slug_tokens(url)
    copies = Counter(line.text for line in lines)
    named = _named_by(lines, slug)
    best: tuple[float, Stretch, int | None] | None = None
    for stretch in stretches:
        fit, title = _headline(lines, stretch, slug, copies)
        value = min(stretch.prose, ENOUGH) * (1 - _promo_share(lines, stretch))
        value += TITLE_WEIGHT * fit
        if named is not None and named < stretch.end and stretch.start - named <= NAMED_REACH:
            value += NAMED_WEIGHT
        if best is None or value > best[0]:
            best = value, stretch, title
    assert best is not None
    _, body, title = best
    if named is not None and body.start - HEAD_REACH <= named <= body.start + 3:
        title = named
    return body, title


def _named_by(lines: list[Line], slug: set[str]) -> int | None:
    """The line that the page's address spells, if one does."""
    best, choice = NAMED_LEAST, None
    for n, line in enumerate(lines):
        if len(slug) >= 3 and 3 <= line.words <= 40:
            own = _tokens(line.text)
            value = 2 * len(own & slug) / (len(own) + len(slug))
            if value > best:
                best, choice = value, n
    return choice


def _promo_share(lines: list[Line], stretch: Stretch) -> float:
    """The share of a stretch's words that sells or asks for consent."""
    words = sum(line.words for line in lines[stretch.start : stretch.end])
    sold = sum(line.words for line in lines[stretch.start : stretch.end] if line.promo)
    return sold / max(1, words)


def _tokens(text: str) -> set[str]:
    """The words of a text; of scripts that set none apart, the pairs of letters."""
    found = {token.lower() for token in _TOKEN.findall(text)}
    for run in _DENSE.findall(text[:DENSE_LONGEST]):
        found.update(run[n : n + 2] for n in range(len(run) - 1))
    return found


def _headline(
    lines: list[Line], body: Stretch, slug: set[str], copies: Counter[str]
) -> tuple[float, int | None]:
    """(fit, line) of the title: its address, its words and its place speak for it."""
    low = max(0, body.start - HEAD_REACH)
    known = _tokens(" ".join(line.text for line in lines[body.start : body.end])[:6000])
    best, choice = 0.0, None
    signed = _signed_at(lines, low, body.start)
    for n in range(low, min(body.end, body.start + 6, len(lines))):
        value = _headline_score(lines, n, body, known, slug, copies)
        if value > 0 and signed is not None:
            value += ABOVE_BYLINE if 0 < signed - n <= ABOVE_REACH else 0.0
            value -= BELOW_BYLINE if n > signed else 0.0
        if value > best:
            best, choice = value, n
    return best, choice


def _may_head(line: Line) -> bool:
    """Whether the line before a candidate may be the headline itself, and this its summary."""
    return not (line.heading or line.prompt or line.promo or line.text[-1] in ".:;")


def _signed_at(lines: list[Line], low: int, start: int) -> int | None:
    """The first of the dated or signed lines that stand together before a body."""
    first = None
    for n in range(min(start + 2, len(lines) - 1), low - 1, -1):
        if first is not None and first - n > 6:
            break
        line = lines[n]
        if line.words <= 20 and (is_dated(line) or is_signed(line.text)):
            first = n
    return first


def _slug_tokens(url: str | None) -> set[str]:
    if not url:
        return set()
    try:
        parts = [unquote(part) for part in urlsplit(url).path.split("/")]
    except ValueError:
        return set()
    return _tokens(max(parts, key=lambda part: part.count("-") + part.count("_"), default=""))


def _headline_score(
    lines: list[Line], n: int, body: Stretch, known: set[str], slug: set[str], copies: Counter[str]
) -> float:
    """How much line n looks like the title; 0 or less when it cannot be."""
    line = lines[n]
    own = _tokens(line.text)
    dense = line.words >= 6 and not own
    if (
        line.heading
        or line.words < 2
        or line.words > 40
        or len(line.text) > 250
        or not (own or dense)
    ):
        return 0.0
    if line.ends and line.text[-1] in ".;:。।" and line.words > 14:
        return 0.0
    if find_dates(line.text) or note_role(line.text) or caption_like(line.text):
        return 0.0
    value = 2.0 * len(own & known) / max(4, len(own)) + min(len(own & known), 6) * 0.3
    value += 4.0 * len(own & slug) / max(3, len(slug), len(own)) if slug else 0.0
    value += 1.0 if copies[line.text] > 1 else 0.0
    value += 3.0 if line.marked == 1 else 0.5 if line.marked else 0.0
    value += 0.5 if 5 <= line.words <= 18 else 0.0
    value -= 0.03 * max(0, body.start - n)
    value -= 1.5 if line.text[-1:] == "." and line.words > 6 else 0.0
    value -= 0.8 * max(0, n - body.start)
    value -= 1.0 if line.prompt or line.text[-1:] in ".:;" else 0.0
    value -= 1.2 if line.words < 4 and not dense else 0.0
    value -= 0.8 if n and 4 <= lines[n - 1].words <= 25 and _may_head(lines[n - 1]) else 0.0
    if n == 0 and line.words >= 3:
        value += 1.5
    return value


def is_dated(line: Line) -> bool:
    """A line that is little more than a date."""
    if line.words > 20 or not re.search(r"\d", line.text):
        return False
    dates = find_dates(line.text)
    left = len(line.text) - sum(d.end - d.start for d in dates)
    return bool(dates) and (left < 40 or any(d.label for d in dates))


def is_signed(text: str) -> bool:
    return parse_byline(text, trusted=False) is not None
