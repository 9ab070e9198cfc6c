"""What stands inside an article but apart from its column of paragraphs: cards, forms, captions.

Names differ from site to site and are often made by machines; that the paragraphs of an article
stand in boxes of one shape, and what is set between them in boxes of another, holds everywhere.
Knows runs and boxes; of the tree only whether a box holds a picture or a control.
"""

from collections.abc import Mapping, Sequence

from server.article import Role
from server.extraction.blocks import Box, Run
from server.extraction.choose import signature
from server.extraction.notes import note_role
from server.extraction.roles import caption_role

# Numbers set on the tuning sites of the development pages, as they are and with every name on
# them replaced; rerun `tools/evaluate_extraction.py DATA --nameless` after changing one.
COLUMN = 0.4
"""Share of the body's prose from which a box is the column, or one of the boxes around it."""
ALIKE, SMALL = 0.3, 0.25
"""Share of the prose in boxes of its shape, and in itself, up to which a box stands apart."""
FEWEST = 6.0
"""Prose of a body below which no box is told apart: about five sentences."""
SET_APART = frozenset({"div", "section", "aside", "span", "article", "header", "footer"})
"""Elements that say nothing of their own; a list, a table or a quotation does."""
TELLING = frozenset({"li", "td", "th", "dd", "dt", "blockquote", "pre"})
"""Elements that hold a list's, a table's or a quotation's text."""
PICTURES = ("img", "picture", "amp-img", "video", "iframe", "svg")
CONTROLS = ("input", "button", "form", "select", "textarea")
CAPTION_RUNS, CAPTION_WORDS = 4, 80
CAPTIONS = frozenset({Role.CAPTION, Role.CREDIT})
Shape = tuple[str, str, str]


def set_apart(runs: Sequence[Run], roles: list[Role], first: int, last: int) -> None:
    """Take what stands apart out of the body: captions, notes, and what is not the article's."""
    body = [n for n in range(first, last + 1) if roles[n] is Role.BODY]
    for box, inside in _boxes_apart(runs, body):
        if _holds_a_list(runs, inside):
            continue
        size = box.end - box.start
        pictured = next(box.element.iter(*PICTURES), None) is not None
        controls = next(box.element.iter(*CONTROLS), None) is not None
        captions = pictured and not controls and size <= CAPTION_RUNS
        captioned = any(roles[n] in CAPTIONS for n in range(box.start, box.end))
        if captions and captioned and all(_paragraph(runs[n]) for n in inside):
            continue
        if captions and all(_may_caption(runs[n]) for n in inside):
            for n in inside:
                roles[n] = caption_role(runs[n])
        elif pictured or controls or size > 1:
            for n in inside:
                roles[n] = note_role(runs[n].text) or Role.BOILERPLATE


def _boxes_apart(runs: Sequence[Run], body: Sequence[int]) -> list[tuple[Box, list[int]]]:
    """(box, the body runs in it) of the boxes that stand apart from the column."""
    held: dict[int, float] = {}
    alike: dict[Shape, float] = {}
    for n in body:
        run = runs[n]
        if run.score > 0:
            alike[_shape(run)] = alike.get(_shape(run), 0.0) + run.score
            box: Box | None = run.box
            while box is not None:
                held[id(box)] = held.get(id(box), 0.0) + run.score
                box = box.parent
    total = sum(alike.values())
    if total < FEWEST:
        return []
    groups: dict[int, tuple[Box, list[int]]] = {}
    for n in body:
        top = _top(runs[n].box, held, COLUMN * total)
        if top is not None and top.tag in SET_APART:
            groups.setdefault(id(top), (top, []))[1].append(n)
    return [
        (top, inside)
        for top, inside in groups.values()
        if held.get(id(top), 0.0) <= SMALL * total
        and max(alike.get(_shape(runs[n]), 0.0) for n in inside) <= ALIKE * total
    ]


def _shape(run: Run) -> Shape:
    """What the paragraphs of a column have in common: their tag and what holds them."""
    return *signature(run.box), run.tag


def _top(box: Box | None, held: Mapping[int, float], most: float) -> Box | None:
    """The largest box around a run that is not the column, nor around it."""
    top = None
    while box is not None and held.get(id(box), 0.0) < most:
        top, box = box, box.parent
    return top


def _holds_a_list(runs: Sequence[Run], inside: Sequence[int]) -> bool:
    """Whether most of what a box holds is a list, a table or a quotation."""
    said = sum(runs[n].words for n in inside if runs[n].tag in TELLING)
    return said > 0.5 * sum(runs[n].words for n in inside)


def _paragraph(run: Run) -> bool:
    return run.tag == "p" and run.score >= 1.0


def _may_caption(run: Run) -> bool:
    return run.words <= CAPTION_WORDS and run.link <= 0.5 * len(run.text)
