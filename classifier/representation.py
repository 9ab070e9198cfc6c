"""Texts as rows of a matrix: n-grams, style features, the network's answers and word vectors.

Each is a sum of what the words bring, so that a linear model's answer can be divided among them
exactly. Fitted by `classifier.retrain`, used by `classifier.predict`; knows no labels.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from classifier import network
from classifier.features import (
    Word,
    read_words,
    shape,
    sizes_of,
    style_names,
    style_occurrences,
)

VECTORS = "word_vectors.npz"
NAME, WING = "<name>", "<wing>"
Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Space:
    """The columns of the matrix: n-grams, style features, network, vector dimensions."""

    ngrams: Mapping[str, int]
    rarity: Sequence[float]
    """Inverse document frequency of each n-gram."""
    style_scale: Sequence[float]
    """What one unit of each style feature weighs."""
    dimensions: int
    """Columns of word vectors: none for whole articles."""
    network: Sequence[int] = ()
    """Which outputs of the network are columns (classifier.network.OUTPUTS)."""

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.ngrams) + len(self.style_scale) + len(self.network) + self.dimensions


@dataclass(frozen=True, slots=True)
class Reading:
    """One text in a space: what each of its words brings to which column.

    Entries (column, value, first word, past the last word); both places are 0 for what no word
    brings. Entries of one column add up to its value.
    """

    words: Sequence[Word]
    entries: Sequence[tuple[int, float, int, int]]
    vector_rows: Sequence[int]
    """Rows of the table of word vectors that the words bring."""
    vector_places: Sequence[int]
    """The word that brings each of them."""

    @property
    def damping(self) -> float:
        """What a word's vector weighs: less in a longer text."""
        return damping(self.words)


# --- word vectors ------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, int], NDArray[np.int8], Floats]:
    """word -> row, the rows as bytes, and the size of a step in each column."""
    packed = files("classifier").joinpath("data", VECTORS).read_bytes()
    with np.load(BytesIO(packed), allow_pickle=False) as found:
        names = found["words"].tobytes().decode().split("\n")
        return {name: n for n, name in enumerate(names)}, found["vectors"], found["step"]


def vectors() -> NDArray[np.int8]:
    """The rows of the table, each column in steps of its own size."""
    return _table()[1]


def words_of_vectors() -> Mapping[str, int]:
    """Word -> its row of the table."""
    return _table()[0]


def vector_steps() -> Floats:
    """The size of a step in each column of the table."""
    return _table()[2]


@lru_cache(maxsize=50_000)
def vector_rows_of(word: str) -> tuple[int, ...]:
    """Rows of the table for a word: its own, its stem's, or its hyphenated parts'."""
    index = _table()[0]
    for form in (word, word.removesuffix("'s")):
        if form in index:
            return (index[form],)
    if "-" in word:
        return tuple(index[part] for part in word.split("-") if part in index)
    return ()


# --- reading one text --------------------------------------------------------------------------


def ngrams(words: Sequence[Word]) -> list[tuple[str, int, int]]:
    """Words and pairs of neighbouring words, with their places."""
    lower = tokens(words)
    single = [(word, n, n + 1) for n, word in enumerate(lower)]
    return single + [(f"{a} {b}", n, n + 2) for n, (a, b) in enumerate(pairwise(lower))]


def tokens(words: Sequence[Word]) -> list[str]:
    """The words as n-grams and the network know them."""
    return [_token(word) for word in words]


def _token(word: Word) -> str:
    """The word as n-grams know it: all names are one word, and all numbers another."""
    if word.hidden:
        return WING if not word.named else NAME
    return token_of(word.lower)


def token_of(word: str) -> str:
    """A lower-case word that is not hidden, as n-grams know it."""
    return "0" if word[0].isdigit() else word


@lru_cache(maxsize=16)
def styled(text: str) -> tuple[list[Word], dict[str, float], list[tuple[str, int, int]]]:
    """Words, shape and style occurrences: the same for every task."""
    words = read_words(text)
    return words, shape(text, sizes_of(words)), list(style_occurrences(text, words))


@lru_cache(maxsize=1)
def style_columns() -> dict[str, int]:
    """Style feature -> its place among the style columns."""
    return {name: n for n, name in enumerate(style_names())}


def read(text: str, space: Space) -> Reading:
    """The text in the space, each number tied to its words."""
    words, shapes, occurrences = styled(text)
    entries = _ngram_entries(words, space) + _style_entries(words, shapes, occurrences, space)
    if space.network:
        entries += _network_entries(words, space)
    found = vector_rows(words)
    return Reading(words, entries, [row for row, _ in found], [n for _, n in found])


def vector_rows(words: Sequence[Word]) -> list[tuple[int, int]]:
    """(row of the table of vectors, word that brings it); hidden words bring none."""
    return [
        (row, n)
        for n, word in enumerate(words)
        if not word.hidden
        for row in vector_rows_of(word.lower)
    ]


def damping(words: Sequence[object]) -> float:
    """The weight of one occurrence among so many words."""
    return float((len(words) or 1) ** -0.5)


def _ngram_entries(words: Sequence[Word], space: Space) -> list[tuple[int, float, int, int]]:
    """TF-IDF with a damped count, of length one; each occurrence brings its share."""
    known = [
        (column, first, last)
        for name, first, last in ngrams(words)
        if (column := space.ngrams.get(name)) is not None
    ]
    counts = Counter(column for column, *_ in known)
    weight = {n: (1 + log(count)) * space.rarity[n] for n, count in counts.items()}
    length = sum(value * value for value in weight.values()) ** 0.5
    return [(n, weight[n] / counts[n] / length, first, last) for n, first, last in known]


def _style_entries(
    words: Sequence[Word],
    shapes: Mapping[str, float],
    occurrences: Sequence[tuple[str, int, int]],
    space: Space,
) -> list[tuple[int, float, int, int]]:
    """Style features by their scale; an occurrence weighs more in a short text."""
    start = len(space.ngrams)
    places = style_columns()
    scale = space.style_scale
    entries = [
        (start + places[name], value * scale[places[name]], 0, 0)
        for name, value in shapes.items()
        if value
    ]
    weight = damping(words)
    for name, first, last in occurrences:
        entries.append((start + places[name], weight * scale[places[name]], first, last))
    return entries


def _network_entries(words: Sequence[Word], space: Space) -> list[tuple[int, float, int, int]]:
    """The network's answers, each divided among the places of the words."""
    start = len(space.ngrams) + len(space.style_scale)
    shares, rest = network.parts(tokens(words))
    entries = []
    for column, output in enumerate(space.network, start):
        entries.append((column, float(rest[output]), 0, 0))
        entries += [(column, float(part), n, n + 1) for n, part in enumerate(shares[:, output])]
    return entries
