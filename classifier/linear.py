"""The scores of many texts at once: one array per number, not one loop per text.

Adds up what `representation.read` ties to words, without the words: an article's sentences cost a
few array operations for each model. Knows no labels.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import network
from classifier.lines import Line
from classifier.representation import Space, style_columns, vector_steps, vectors

Numbers = NDArray[np.float64]


class Weights:
    """A linear model's coefficients, arranged for many lines at once."""

    def __init__(self, space: Space, coefficients: NDArray[Any], offset: NDArray[Any]) -> None:
        wide = space.width - space.dimensions
        self.sparse = coefficients[:, :wide]
        # What each word's vector adds to the score is the same in every text: found once.
        dense = coefficients[:, wide:]
        self.by_word = vectors() @ (dense * vector_steps()).T if space.dimensions else dense
        self.offset = offset
        self._columns = space.ngrams
        self._rarity = np.array(space.rarity)
        known = len(space.ngrams)
        self._of_ngrams = np.asarray(coefficients[:, :known], np.float64)
        styles = known + len(space.style_scale)
        self._of_style = coefficients[:, known:styles] * np.array(space.style_scale)
        self._outputs = list(space.network)
        self._of_network = coefficients[:, styles:wide]

    def scores(self, lines: Sequence[Line]) -> Numbers:
        """(lines, rows of coefficients)."""
        found: Numbers = self._ngrams(lines) + style(lines) @ self._of_style.T + self.offset
        if self._outputs:
            read = network.outputs([line.ngrams[: line.words] for line in lines])
            found += read[:, self._outputs] @ self._of_network.T
        rows = _joined(line.vector_rows for line in lines)
        if len(self.by_word) and len(rows):
            damping = np.array([line.damping for line in lines])
            own = _owners([line.vector_rows for line in lines])
            found += _summed(self.by_word[rows], own, len(lines)) * damping[:, None]
        return found

    def _ngrams(self, lines: Sequence[Line]) -> Numbers:
        """TF-IDF with a damped count, of length one, times the coefficients."""
        names = chain.from_iterable(line.ngrams for line in lines)
        columns = np.fromiter(map(self._columns.get, names, repeat(-1)), np.int64)
        own = _owners([line.ngrams for line in lines])[columns >= 0]
        width = len(self._columns) or 1
        keys, counts = np.unique(own * width + columns[columns >= 0], return_counts=True)
        own, columns = np.divmod(keys, width)
        weight = (1 + np.log(counts)) * self._rarity[columns]
        length = np.sqrt(np.bincount(own, weight * weight, len(lines)))
        found = _summed(self._of_ngrams[:, columns].T * weight[:, None], own, len(lines))
        return found / np.where(length, length, 1)[:, None]


def style(lines: Sequence[Line]) -> Numbers:
    """(lines, style features): occurrences count for more in a short text."""
    width = len(style_columns())
    own = _owners([line.occurrences for line in lines])
    places = own * width + _joined(line.occurrences for line in lines)
    counts = np.bincount(places, minlength=len(lines) * width).reshape(len(lines), width)
    found: Numbers = counts * np.array([line.damping for line in lines])[:, None]
    shapes = np.array([line.shapes for line in lines])
    found[:, : shapes.shape[1]] += shapes
    return found


def _joined(parts: Iterable[list[int]]) -> NDArray[np.int64]:
    """All numbers in a row."""
    return np.fromiter(chain.from_iterable(parts), np.int64)


def _owners(parts: Sequence[list[Any]]) -> NDArray[np.int64]:
    """For each member of each part, the number of the part."""
    return np.repeat(np.arange(len(parts)), [len(part) for part in parts])


def _summed(values: NDArray[Any], own: NDArray[np.int64], size: int) -> Numbers:
    """Rows of values added up by their owner."""
    columns = [np.bincount(own, column, size) for column in values.T]
    return np.stack(columns, 1)
