"""Shipped models: load one, ask it about texts.

Knows texts and labels only. A prediction carries what a reader needs to check it: a calibrated
probability, the words that moved it, and whether the model would rather not say.
"""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifier.articles import read_article
from classifier.features import without_speech
from classifier.linear import Weights
from classifier.lines import line
from classifier.modelfile import MODELS, Fitted, ModelError, from_bytes, probabilities, read_bytes
from classifier.representation import Reading, read
from classifier.tasks import TASKS, Task

__all__ = ["Model", "ModelError", "Prediction", "load", "versions"]

DIGITS = 4
"""Digits of a probability that are shown, and that the silent band goes by."""
MOST_SPANS = 4
LEAST_SHARE = 0.35
"""A span's words bring at least this share of what the strongest word brings."""
LEAST_PUSH = 0.15
"""...and at least this much to the log-odds."""
# Words that carry no label of their own; they join a span between two words that do.
SMALL = frozenset(
    "a an the of to in on at by for and or as with from that is was are be it".split()
)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of one text."""

    label: str | None
    """The label, None when the model abstains."""
    probability: float
    """Calibrated probability of the task's positive label, 0 to 1 (for a task with more than two
    labels: of the most likely one)."""
    abstained: bool
    spans: tuple[tuple[int, int], ...] = ()
    """Character ranges of the words that carry a positive label, strongest first."""


class Model:
    """A fitted model, ready to answer."""

    def __init__(self, fitted: Fitted, version: str) -> None:
        self.task: Task = TASKS[fitted.task]
        self.version = version
        self.fitted = fitted
        classifier = fitted.classifier
        self._weights = Weights(fitted.space, classifier.coef_, classifier.intercept_)

    @property
    def about(self) -> Mapping[str, Any]:
        """Metrics and data of the model, as in its model card."""
        return self.fitted.about

    @property
    def accuracy(self) -> float:
        """Share right on publishers never seen: of the base's articles, where there is a base."""
        base = self.about.get("base")
        found = base["held_out"] if base else self.about["splits"]["group"]
        return float(found["accuracy"]["value"])

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """What the model says of each text."""
        shares = self.probabilities(texts)
        return [self._predict(text, share) for text, share in zip(texts, shares, strict=True)]

    def scores(self, texts: Sequence[str]) -> Any:
        """Raw scores: (n,) for two labels, (n, labels) for more."""
        if not texts:
            return np.zeros(0 if self.task.binary else (0, len(self.task.labels)))
        if self.task.unit == "article":
            made = np.array([self._of_article(text) for text in texts])
        else:
            made = self._weights.scores([line(prepared(text, self.task)) for text in texts])
        return made[:, 0] if self.task.binary else made

    def probabilities(self, texts: Sequence[str]) -> Any:
        """Calibrated probabilities of the positive label, or of each label."""
        return probabilities(self.scores(texts), self.fitted.calibration)

    def contributions(self, text: str, label: int = 0) -> tuple[Reading, Any]:
        """The text's words and what each adds to the score of a label; exact.

        The words' parts, the offset and what no word brings add up to the score.
        """
        reading = self._read(text)
        row = 0 if self.task.binary else label
        parts = np.zeros(len(reading.words))
        for column, value, first, last in reading.entries:
            if last:
                parts[first:last] += self._weights.sparse[row, column] * value / (last - first)
        if reading.vector_rows:
            by_word = self._weights.by_word[reading.vector_rows, row] * reading.damping
            np.add.at(parts, reading.vector_places, by_word)
        return reading, parts

    def _read(self, text: str) -> Reading:
        """The text in the model's space."""
        reader = read_article if self.task.unit == "article" else read
        return reader(prepared(text, self.task), self.fitted.space)

    def _of_article(self, text: str) -> Any:
        """One score per row of coefficients; no word of an article has a column."""
        columns, values, *_ = zip(*self._read(text).entries, strict=True)
        return self._weights.sparse[:, columns] @ np.array(values) + self._weights.offset

    def _predict(self, text: str, shares: Any) -> Prediction:
        """One prediction from the model's probabilities."""
        low, high = self.fitted.band
        if not self.task.binary:
            best = int(np.argmax(shares))
            known = round(float(shares[best]), DIGITS) >= high
            label = self.task.labels[best] if known else None
            return Prediction(label, round(float(shares[best]), DIGITS), not known)
        probability = round(float(shares), DIGITS)
        if low < probability < high:
            return Prediction(None, probability, True)
        positive = probability >= high
        spans = self.spans(text) if positive else ()
        return Prediction(self.task.labels[0 if positive else 1], probability, False, spans)

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the words stand that speak most for the positive label, strongest first."""
        reading, parts = self.contributions(text)
        words = reading.words
        strong = [
            part if word.lower not in SMALL else 0.0
            for word, part in zip(words, parts, strict=True)
        ]
        bar = max(LEAST_PUSH, LEAST_SHARE * max(strong, default=0.0))
        runs: list[list[int]] = []
        for n in (n for n, part in enumerate(strong) if part >= bar):
            gap = range(runs[-1][-1] + 1, n) if runs else range(n + 9)
            if len(gap) <= 1 and all(words[between].lower in SMALL for between in gap):
                runs[-1].append(n)
            else:
                runs.append([n])
        runs.sort(key=lambda run: -sum(strong[n] for n in run))
        return tuple((words[run[0]].start, words[run[-1]].end) for run in runs[:MOST_SPANS])


def prepared(text: str, task: Task) -> str:
    """The text as the task's model reads it; every character keeps its place."""
    if task.skip_speech:
        text = without_speech(text)
    if not task.lower_case:
        return text
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


# --- loading -----------------------------------------------------------------------------------

_loaded: dict[Path, tuple[tuple[int, int], Model]] = {}
_loading = threading.Lock()


def path_of(task: str, models: Path = MODELS) -> Path:
    """Where the model of a task is."""
    if task not in TASKS:
        raise ModelError(f"no task {task!r}; there are {', '.join(TASKS)}")
    return models / f"{task}.skops"


def load(task: str, models: Path = MODELS) -> Model:
    """The model of a task, read anew when its file was replaced; ModelError when there is none.

    A request that holds the old model keeps it: models are never changed in place.
    """
    path = path_of(task, models)
    try:
        status = path.stat()
    except FileNotFoundError:
        raise ModelError(f"no model at {path}; run `presscard retrain {task}`") from None
    stamp = (status.st_mtime_ns, status.st_size)
    with _loading:
        known = _loaded.get(path)
        if known is None or known[0] != stamp:
            raw = read_bytes(path)
            version = _version(task, raw)
            known = _loaded[path] = (stamp, Model(from_bytes(raw, path.name), version))
    return known[1]


def _version(task: str, raw: bytes) -> str:
    """The version of a model: what its file holds."""
    return f"{task}-{hashlib.sha256(raw).hexdigest()[:12]}"


def versions(models: Path = MODELS) -> dict[str, str]:
    """Task -> version of the model that `load` would give; none is loaded."""
    return {task: _version(task, read_bytes(path_of(task, models))) for task in available(models)}


def available(models: Path = MODELS) -> list[str]:
    """The tasks that have a model."""
    return [task for task in TASKS if path_of(task, models).exists()]
