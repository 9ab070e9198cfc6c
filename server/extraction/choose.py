"""Which part of a page is its article: the box that holds its prose. Knows runs, no tree."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server.extraction.blocks import Box, Run
from server.extraction.marks import FURNITURE, Mark

ENDS = ".!?…。！？।॥۔؟։።"
CLOSERS = "\"'”’»)]」』）*_"
_DENSE = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
ALMOST, ALL, HELD, NAMED, HALF = 0.985, 0.93, 0.75, 0.5, 0.4
"""Share of a box's prose that one box inside it must hold for the descent to go on."""
DOUBTED = FURNITURE | Mark.CAPTION | Mark.FIGURE | Mark.BYLINE | Mark.STANDFIRST | Mark.KICKER
LABELS = Mark.BYLINE | Mark.DATE | Mark.STANDFIRST | Mark.KICKER | Mark.NOTE
LABEL_RUNS = 8
"""Runs in a box past which it is no label, whatever it is called."""
HEAVY = 0.4
"""Share of the page's prose at which a mark that says furniture is not believed."""


MOST_STANDFIRSTS = 2
NAMED_WORDS = 25
COOKIE = "ookie"
BESIDE = 0.2
"""Share of the main box's prose from which the box around a headline before it is preferred."""
FAR, ENOUGH = 60, 5.0
"""Runs between a headline and its article; prose that makes an article, two paragraphs."""
TEASERS, TEASER_RUNS, TEASER_WORDS, TITLE_WITHIN = 3, 8, 100, 3
TEASER_TAGS = frozenset({"li", "div", "article", "section", "a", "td", "figure"})


def weigh(runs: Sequence[Run]) -> None:
    """Set how much each run reads like a paragraph."""
    for run in runs:
        text = run.text
        length = len(text)
        words = run.words
        if words * 9 < length and not text.isascii():
            dense = len(_DENSE.findall(text[:2000]))
            if dense * 3 > min(length, 2000):
                words = run.words = max(words, length // 2)
        last = text[-1]
        if last in CLOSERS:
            last = text.rstrip(CLOSERS)[-1:]
        run.ends = ends = last in ENDS and bool(last)
        density = run.link / length
        if density > 0.5:
            run.score = -1.0
        elif words >= 12 and ends:
            run.score = (min(words, 90) / 10 + 1) * (1 - density)
        elif words >= 30:
            run.score = 2.0 * (1 - density)
        elif ends and words >= 4:
            run.score = 0.4
        else:
            run.score = 0.0


def discount_consent(runs: Sequence[Run], headline: int | None) -> None:
    """Count no paragraph about cookies as prose, unless the headline is about them too.

    A consent dialog may hold more text than the article, and the word is one in most languages.
    """
    if headline is None or COOKIE not in runs[headline].text.lower():
        for run in runs:
            if COOKIE in run.text:
                run.score = min(run.score, 0.0)


def sum_boxes(boxes: Sequence[Box], runs: Sequence[Run], ignored: int) -> float:
    """Give each box the prose in it that stands in no ignored mark; the whole page's prose."""
    for box in boxes:
        box.prose = 0.0
    total = 0.0
    for run in runs:
        if run.score > 0 and not run.bits & ignored:
            total += run.score
            holder: Box | None = run.box
            while holder is not None:
                holder.prose += run.score
                holder = holder.parent
    return total


def believe(boxes: Sequence[Box], runs: Sequence[Run], headline: int | None) -> None:
    """Take off the furniture marks under which too much of the page's prose stands to be true.

    Comments below a short article hold most of the prose too: a mark is doubted only where next to
    no prose stands without it, or where the headline stands in it as well.
    """
    total = sum_boxes(boxes, runs, Mark.HIDDEN)
    under: dict[int, float] = {}
    named = standfirsts = wrong = 0
    for run in runs:
        if run.bits & Mark.HIDDEN:
            continue
        standfirsts += bool(run.bits & Mark.STANDFIRST and run.words >= 12)
        bits = run.bits & DOUBTED
        if run.score > 0:
            under[bits] = under.get(bits, 0.0) + run.score
        if run.bits & Mark.BODY and not bits and not run.link:
            named += run.words
    if standfirsts > MOST_STANDFIRSTS:
        wrong |= Mark.STANDFIRST
    if named >= NAMED_WORDS and under.get(0, 0.0) < ENOUGH:
        under[0] = ENOUGH
        total += ENOUGH
    for mark in (1 << n for n in range(DOUBTED.bit_length()) if DOUBTED >> n & 1):
        if total - sum(held for bits, held in under.items() if bits & mark) < ENOUGH:
            wrong |= mark
    outside = under.get(0, 0.0)
    veiled = sum(run.score for run in runs if run.bits & Mark.VEILED and run.score > 0)
    veil = Mark.HIDDEN if total - veiled >= 2 * ENOUGH else 0
    changed = bool(wrong)
    for box in boxes:
        if box.own & Mark.VEILED and veil:
            box.own |= veil
            changed = True
        if box.own & wrong:
            box.own &= ~wrong
        if box.own & LABELS and box.end - box.start > LABEL_RUNS:
            box.own &= ~LABELS
            changed = True
        if box.own & DOUBTED and box.prose > HEAVY * total:
            titled = headline is not None and box.start <= headline < box.end
            if titled or outside < ENOUGH:
                box.own &= ~DOUBTED
                changed = True
    if changed:
        for box in boxes:
            box.bits = box.own | (box.parent.bits if box.parent is not None else 0)
        for run in runs:
            run.bits = run.box.bits


@dataclass(frozen=True, slots=True)
class Listed:
    """What a page holds in lists of other stories, menus aside."""

    titles: int
    prose: float
    rest: float
    """Prose that stands outside them."""


def mark_teasers(boxes: Sequence[Box], runs: Sequence[Run]) -> Listed:
    """Mark lists of other stories: three or more like boxes that each open with a linked title."""
    groups: dict[tuple[int, str, str], list[Box]] = {}
    for box in boxes:
        if 0 < box.end - box.start <= TEASER_RUNS and box.tag in TEASER_TAGS and _teaser(box, runs):
            groups.setdefault((id(box.parent), *signature(box)), []).append(box)
    total = sum_boxes(boxes, runs, (FURNITURE & ~Mark.RELATED) | Mark.HIDDEN)
    titles, listed = 0, 0.0
    for group in groups.values():
        if len(group) < TEASERS or group[0].bits & (Mark.NAV | Mark.FOOTER | Mark.HIDDEN):
            continue
        titles += len(group)
        prose = sum(box.prose for box in group)
        listed += prose
        sure = sum(_teaser(box, runs, 4, 0.9) for box in group)
        if sure >= TEASERS and prose < 0.5 * total:
            for box in group:
                box.bits |= Mark.RELATED
                for run in runs[box.start : box.end]:
                    run.bits |= Mark.RELATED
    return Listed(titles, listed, total - listed)


def _teaser(box: Box, runs: Sequence[Run], words: int = 3, share: float = 0.55) -> bool:
    """Whether a box holds a linked title of some words and little else."""
    inside = runs[box.start : box.end]
    for run in inside[:TITLE_WITHIN]:
        if run.link >= share * len(run.text) and run.links[0][0].count(" ") >= words - 1:
            return sum(run.words for run in inside) <= TEASER_WORDS
    return False


def main_box(boxes: Sequence[Box], runs: Sequence[Run]) -> Box:
    """The smallest box that holds most of the page's prose."""
    children: dict[int, list[Box]] = {}
    for box in boxes[1:]:
        children.setdefault(id(box.parent), []).append(box)
    total = sum_boxes(boxes, runs, FURNITURE | Mark.HIDDEN | Mark.CAPTION)
    here, held = boxes[0], total
    while True:
        inner = _heaviest(children.get(id(here), ()), here, held, total)
        if inner is None:
            return here
        if inner.prose < ALL * held:
            held = inner.prose
        here = inner


def named_box(boxes: Sequence[Box], runs: Sequence[Run]) -> Box | None:
    """The box that is called an article's body and holds most words, for pages without prose."""
    best, most = None, 0
    for box in boxes:
        if box.own & Mark.BODY and not box.bits & (FURNITURE | Mark.HIDDEN):
            inside = runs[box.start : box.end]
            held = sum(run.words for run in inside if not run.link and not run.bits & FURNITURE)
            if held >= most:
                best, most = box, held
    return best if most >= NAMED_WORDS else None


def _heaviest(inside: Sequence[Box], here: Box, held: float, total: float) -> Box | None:
    """The box to go down into, or None where the prose divides."""
    inner = max(inside, key=lambda box: box.prose, default=None)
    if inner is None or inner.prose <= 0:
        return None
    enough = ALMOST if here.own & Mark.BODY else ALL
    if inner.prose >= enough * held:
        return inner
    if inner.prose >= ALL * here.prose:
        return None
    marked = Mark.BODY | Mark.ARTICLE
    named = inner.own & marked and not here.bits & marked
    if inner.prose < (NAMED if named else HELD) * held or inner.prose < HALF * total:
        return None
    alike = signature(inner)
    if any(b is not inner and b.prose >= 2 and signature(b) == alike for b in inside):
        return None
    return inner


def signature(box: Box) -> tuple[str, str]:
    """What boxes of one kind have in common: their tag and classes."""
    return signature_of(box.element)


def signature_of(element: Any) -> tuple[str, str]:
    return element.tag, element.get("class") or ""


def by_headline(main: Box, runs: Sequence[Run], headline: int | None) -> Box:
    """The main box, or the one around the headline where the two are far apart."""
    if headline is None or main.start <= headline < main.end:
        return main
    near: Box | None = runs[headline].box
    while near is not None and near.prose < ENOUGH:
        near = near.parent
    if near is None or (near.start <= main.start and main.end <= near.end):
        return main
    beside = main.start - FAR <= headline < main.start
    return main if beside and near.prose < BESIDE * main.prose else near
