"""Which part of a page is its article: the box that holds its prose. Knows runs, no tree."""

import re
from collections.abc import Sequence

from server.extraction.blocks import Box, Run
from server.extraction.marks import FURNITURE, Mark

ENDS = ".!?…。！？।॥۔؟։።"
CLOSERS = "\"'”’»)]」』）*_"
_DENSE = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
HELD = 0.75
"""Share of a box's prose that one box inside it must hold for the descent to go on."""
HEAVY = 0.55
"""Share of the page's prose at which a mark that says furniture is not believed."""


def weigh(runs: Sequence[Run]) -> None:
    """Set how much each run reads like a paragraph."""
    for run in runs:
        text = run.text
        length = len(text)
        words = run.words
        if words * 14 < length and not text.isascii():
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


def sum_boxes(boxes: Sequence[Box], runs: Sequence[Run], ignored: int) -> float:
    """Give each box the prose in it that stands in no ignored mark; the whole page's prose."""
    for box in boxes:
        box.prose = 0.0
    total = 0.0
    for run in runs:
        if run.score > 0 and not run.bits & ignored:
            total += run.score
            box: Box | None = run.box
            while box is not None:
                box.prose += run.score
                box = box.parent
    return total


def believe(boxes: Sequence[Box], runs: Sequence[Run]) -> None:
    """Take furniture marks off the boxes that hold most of the page's prose."""
    total = sum_boxes(boxes, runs, Mark.HIDDEN)
    limit = total * HEAVY
    changed = False
    for box in boxes:
        if box.own & FURNITURE and box.prose > limit:
            box.own &= ~FURNITURE
            changed = True
    if changed:
        for box in boxes:
            above = box.parent.bits if box.parent is not None else 0
            box.bits = box.own | above
        for run in runs:
            run.bits = run.box.bits


def main_box(boxes: Sequence[Box], runs: Sequence[Run]) -> Box:
    """The smallest box that holds most of the page's prose."""
    children: dict[int, list[Box]] = {}
    for box in boxes[1:]:
        children.setdefault(id(box.parent), []).append(box)
    sum_boxes(boxes, runs, FURNITURE | Mark.HIDDEN | Mark.CAPTION)
    here = boxes[0]
    while True:
        inner = max(children.get(id(here), ()), key=lambda box: box.prose, default=None)
        if inner is None or inner.prose < HELD * here.prose or inner.prose <= 0:
            return here
        here = inner
