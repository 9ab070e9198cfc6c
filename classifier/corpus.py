"""Many texts as the rows of a matrix, for training: the numbers that `representation.read` gives.

Texts are read once; every part of them then makes its own space and matrix with array arithmetic.
Imports scipy, which a server never loads.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier import network
from classifier.articles import article_names, article_style
from classifier.representation import (
    Floats,
    Space,
    damping,
    ngrams,
    style_columns,
    styled,
    tokens,
    vector_rows,
    vector_steps,
    vectors,
)

MOST_NGRAMS = 40_000
LEAST_TEXTS = 2
"""An n-gram of one training text says nothing of another."""
STYLE_WEIGHT = 0.15
"""Weight of a style feature of one standard deviation beside n-grams of length one. From
`python tools/evaluate_representations.py DATA` (docs/decisions/text-representation.md)."""


class Corpus:
    """Training texts, read once: any part of them gives a space, and rows of a matrix in it."""

    def __init__(
        self,
        names: Sequence[str],
        counts: Any,
        styles: Any,
        dense: Floats,
        outputs: tuple[int, ...] = (),
    ) -> None:
        """How often each text has each n-gram, its style features, and its dense columns.

        Those are the network's `outputs`, then the summed word vectors.
        """
        self._names = names
        self._numbers = {name: n for n, name in enumerate(names)}
        self._counts = counts
        self._styles = styles
        self._dense = dense
        self._outputs = outputs

    def space(self, rows: Any) -> Space:
        """The space of some of the texts: their commonest n-grams, and their average style."""
        seen = np.bincount(self._counts[rows].indices, minlength=len(self._names))
        often = np.flatnonzero(seen >= LEAST_TEXTS).tolist()
        frequent = sorted((-seen[n], self._names[n]) for n in often)
        kept = sorted(name for _, name in frequent[:MOST_NGRAMS])
        texts = [seen[self._numbers[name]] for name in kept]
        rarity = np.log((1 + len(rows)) / (1 + np.array(texts))) + 1
        styles = self._styles[rows].astype(np.float64)
        variance = styles.multiply(styles).mean(0).A1 - np.square(styles.mean(0).A1)
        spread = np.sqrt(np.maximum(variance, 0))
        return Space(
            ngrams={name: n for n, name in enumerate(kept)},
            rarity=rarity.astype(np.float32).tolist(),
            style_scale=(STYLE_WEIGHT / (spread + 1e-3)).astype(np.float32).tolist(),
            dimensions=self._dense.shape[1] - len(self._outputs),
            network=self._outputs,
        )

    def matrix(self, rows: Any, space: Space) -> Any:
        """One row per chosen text (scipy CSR, float32)."""
        places = np.array([self._numbers.get(name, -1) for name in space.ngrams], np.int64)
        known = np.flatnonzero(places >= 0)
        counts = self._counts[rows][:, places[known]]
        weighed = (1 + np.log(counts.data)) * np.array(space.rarity)[known[counts.indices]]
        found = sparse.csr_matrix(
            (weighed.astype(np.float32), known[counts.indices], counts.indptr),
            (len(rows), len(space.ngrams)),
        )
        length = np.sqrt(found.multiply(found).sum(1).A1)
        found = sparse.diags_array(1 / np.where(length, length, 1).astype(np.float32)) @ found
        styles = self._styles[rows].multiply(np.array(space.style_scale, np.float32)[None, :])
        dense = sparse.csr_matrix(self._dense[rows])
        return sparse.hstack([found, styles, dense], format="csr", dtype=np.float32)


def read_all(texts: Sequence[str], unit: str, outputs: tuple[int, ...] = ()) -> Corpus:
    """The texts of a task, by its unit and the outputs of the network that answer for it."""
    return _read_articles(texts) if unit == "article" else _read_sentences(texts, outputs)


def _read_sentences(texts: Sequence[str], outputs: tuple[int, ...]) -> Corpus:
    """Sentences or headlines, as `representation.read` reads them (a test holds it to that)."""
    numbers: dict[str, int] = {}
    counts, styles = _Rows(), _Rows()
    summed = np.zeros((len(texts), vectors().shape[1]), np.float32)
    columns = style_columns()
    lines: list[list[str]] = []
    for n, text in enumerate(texts):
        words, shapes, occurrences = styled(text)
        if outputs:
            lines.append(tokens(words))
        weight = damping(words)
        found = Counter(name for name, *_ in ngrams(words))
        counts.add({numbers.setdefault(name, len(numbers)): k for name, k in found.items()})
        style = {columns[name]: value for name, value in shapes.items()}
        for name, *_ in occurrences:
            style[columns[name]] = style.get(columns[name], 0.0) + weight
        styles.add(style)
        rows = [row for row, _ in vector_rows(words)]
        summed[n] = vectors()[rows].sum(0, dtype=np.int32) * (vector_steps() * weight)
    dense = summed
    if outputs:
        dense = np.hstack([network.outputs_anew(lines)[:, list(outputs)], summed])
    counted, styled_rows = counts.matrix(len(numbers)), styles.matrix(len(columns))
    return Corpus(list(numbers), counted, styled_rows, dense, outputs)


def _read_articles(texts: Sequence[str]) -> Corpus:
    """Whole articles, as `articles.read_article` reads them."""
    styles = _Rows()
    for text in texts:
        styles.add(dict(enumerate(article_style(text).values())))
    counts = sparse.csr_matrix((len(texts), 0), dtype=np.float32)
    shares = styles.matrix(len(article_names()))
    return Corpus([], counts, shares, np.zeros((len(texts), 0), np.float32))


class _Rows:
    """Rows of a sparse matrix while they are read."""

    def __init__(self) -> None:
        self._columns: list[NDArray[np.int32]] = []
        self._values: list[Floats] = []

    def add(self, row: Mapping[int, float]) -> None:
        """One more row: column -> value."""
        self._columns.append(np.fromiter(row.keys(), np.int32, len(row)))
        self._values.append(np.fromiter(row.values(), np.float32, len(row)))

    def matrix(self, width: int) -> Any:
        """The rows, of so many columns."""
        ends = np.cumsum([0, *map(len, self._columns)])
        parts = np.concatenate(self._values), np.concatenate(self._columns), ends
        return sparse.csr_matrix(parts, (len(self._columns), width))
