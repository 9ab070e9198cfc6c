"""Sentences and headlines read for their scores alone: `representation.read` without the places.

What a word brings depends on its printed form and on whether it is a name, so it is looked up
once for each form; a line is then a walk over its words. Knows no labels and no model.
"""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from classifier.features import (
    LONGEST,
    LONGEST_PHRASE,
    lists_of,
    phrase_start,
    phrases,
    read_forms,
    scare_quotes,
    shape,
    shapes_of,
)
from classifier.representation import NAME, WING, damping, style_columns, token_of, vector_rows_of


class Line(NamedTuple):
    """One text as every space reads it."""

    words: int
    damping: float
    """The weight of one occurrence among so many words."""
    ngrams: list[str]
    shapes: list[float]
    """The value of each style column that no word brings: the first ones."""
    occurrences: list[int]
    """The style column of each occurrence."""
    vector_rows: list[int]


class Brought(NamedTuple):
    """What a lower-case word brings that is no name."""

    token: str
    columns: tuple[int, ...]
    """Style columns of its lists and of its shape."""
    vector_rows: tuple[int, ...]
    number: bool
    phrase: str | None
    """The base form that phrases of the lexicons begin with, if any do."""


@lru_cache(maxsize=50_000)
def _brought(word: str) -> Brought:
    """What a lower-case word brings."""
    shapes = shapes_of(word)
    columns = tuple(style_columns()[name] for name in (*lists_of(word), *shapes))
    return Brought(
        token_of(word), columns, vector_rows_of(word), "number" in shapes, phrase_start(word)
    )


def line(text: str) -> Line:
    """The text, read once for all tasks."""
    return _line(text[:LONGEST])


@lru_cache(maxsize=1024)
def _line(text: str) -> Line:
    """A text of bounded length: few articles have as many sentences as are remembered."""
    forms, named, spans = read_forms(text)
    places = style_columns()
    name_column = places["name"]
    tokens: list[str] = []
    columns: list[int] = []
    rows: list[int] = []
    sizes: list[int] = []
    for n, (form, names) in enumerate(zip(forms, named, strict=True)):
        word = _brought(form.lower)
        if names:
            tokens.append(NAME)
        else:
            columns += word.columns
            tokens.append(WING if form.wing else word.token)
            if not form.wing:
                rows += word.vector_rows
                sizes.append(len(form.lower))
        if n and form.capital and not word.number:
            columns.append(name_column)
        if word.phrase:
            after = [other.lower for other in forms[n + 1 : n + LONGEST_PHRASE]]
            columns += [places[name] for name, _ in phrases(word.phrase, after)]
    columns += [places["scare_quotes"] for _ in scare_quotes(text, spans)]
    pairs = [f"{a} {b}" for a, b in pairwise(tokens)]
    return Line(
        len(forms), damping(forms), tokens + pairs, list(shape(text, sizes).values()), columns, rows
    )
