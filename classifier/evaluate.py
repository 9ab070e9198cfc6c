"""How good a model is: metrics with intervals, calibration, and the band it keeps silent in.

Intervals resample whole groups (publishers), because sentences of one publisher are alike. Knows
no features and fits nothing but the band.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.dataset import Row, load
from classifier.modelfile import MODELS
from classifier.predict import DIGITS
from classifier.predict import load as load_model
from classifier.tasks import TASKS, Task

Array = NDArray[Any]
Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""

RESAMPLES = 500
BINS = 10
PRECISION = 0.90
"""What is answered outside the silent band is right at least this often (issue D.4)."""
LEAST_ANSWERED = 30
"""Fewer answers than this on a side say too little about their precision."""


def silent(_: str, __: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Held-out probabilities beside the truth. `shares` is (n, labels), positive label first."""

    truth: Array
    """Index of the right label."""
    shares: Array
    groups: Sequence[str]

    def of(self, chosen: Array) -> "Outcomes":
        """The chosen rows alone."""
        return Outcomes(self.truth[chosen], self.shares[chosen], [self.groups[n] for n in chosen])


def two_sided(positive: Array) -> Array:
    """(n, 2) shares from probabilities of the positive label."""
    return np.column_stack([positive, 1 - positive])


# --- metrics -----------------------------------------------------------------------------------


def metrics(outcomes: Outcomes) -> dict[str, float]:
    """Macro-F1, AUC (one label against the rest), accuracy, Brier score, calibration error.

    AUC is left out where a label is missing. Written on numpy because intervals ask for them
    thousands of times; tests hold them to scikit-learn's.
    """
    truth, shares = outcomes.truth, outcomes.shares
    guess = shares.argmax(1)
    labels = shares.shape[1]
    found = {
        "macro_f1": macro_f1(truth, guess, labels),
        "accuracy": float((guess == truth).mean()),
        "brier": float(((shares - np.eye(labels)[truth]) ** 2).sum(1).mean() / 2),
        "ece": calibration_error(outcomes),
    }
    if len(np.unique(truth)) == labels:
        sides = range(1 if labels == 2 else labels)
        found["auc"] = float(np.mean([auc(truth == n, shares[:, n]) for n in sides]))
    return found


def macro_f1(truth: Array, guess: Array, labels: int) -> float:
    """Mean F1 of the labels that occur."""
    table = np.bincount(truth * labels + guess, minlength=labels * labels).reshape(labels, labels)
    total = table.sum(0) + table.sum(1)
    occurs = total > 0
    return float((2 * table.diagonal()[occurs] / total[occurs]).mean())


def auc(positive: Array, score: Array) -> float:
    """How often a positive row scores above a negative one; a tie counts half."""
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    ones = int(positive.sum())
    above = ranks[positive].sum() - ones * (ones + 1) / 2
    return float(above / (ones * (len(positive) - ones)))


def reliability(outcomes: Outcomes) -> list[dict[str, float]]:
    """Bins of equal size: mean probability, share that was right, number.

    For two labels of the positive label; for more of the label chosen.
    """
    said, right = _said(outcomes)
    order = np.argsort(said, kind="stable")
    return [
        {
            "said": round(float(said[chosen].mean()), 4),
            "was": round(float(right[chosen].mean()), 4),
            "n": len(chosen),
        }
        for chosen in np.array_split(order, BINS)
        if len(chosen)
    ]


def _said(outcomes: Outcomes) -> tuple[Array, Array]:
    """The probabilities that are judged, and whether each came true."""
    if outcomes.shares.shape[1] == 2:
        return outcomes.shares[:, 0], outcomes.truth == 0
    return outcomes.shares.max(1), outcomes.shares.argmax(1) == outcomes.truth


def calibration_error(outcomes: Outcomes) -> float:
    """Mean distance between said and was over the bins of `reliability`."""
    said, right = _said(outcomes)
    order = np.argsort(said, kind="stable")
    edges = np.linspace(0, len(order), min(BINS, len(order)) + 1).astype(int)
    off = np.add.reduceat((said - right)[order], edges[:-1])
    return float(np.abs(off).sum() / len(order))


def with_intervals(
    outcomes: Outcomes, seed: int = 0, resamples: int = RESAMPLES
) -> dict[str, dict[str, float]]:
    """Each metric with its 95 % interval, groups resampled."""
    rng = np.random.default_rng(seed)
    members: dict[str, list[int]] = {}
    for n, group in enumerate(outcomes.groups):
        members.setdefault(group, []).append(n)
    sets = [np.array(rows) for _, rows in sorted(members.items())]
    drawn: dict[str, list[float]] = {}
    for _ in range(resamples):
        picked = rng.integers(0, len(sets), len(sets))
        sample = outcomes.of(np.concatenate([sets[n] for n in picked]))
        for name, value in metrics(sample).items():
            drawn.setdefault(name, []).append(value)
    return {
        name: {
            "value": round(value, 4),
            "low": round(float(np.quantile(drawn[name], 0.025)), 4),
            "high": round(float(np.quantile(drawn[name], 0.975)), 4),
        }
        for name, value in metrics(outcomes).items()
        if name in drawn
    }


# --- the silent band ---------------------------------------------------------------------------


def choose_band(outcomes: Outcomes, precision: float = PRECISION) -> tuple[float, float]:
    """The narrowest band outside which each side is right often enough.

    For more than two labels the lower edge is 0 and the upper bounds the likeliest label.
    """
    if outcomes.shares.shape[1] > 2:
        return 0.0, max(0.5, _edge(*_said(outcomes), precision))
    positive, truth = outcomes.shares[:, 0], outcomes.truth
    high = max(0.5, _edge(positive, truth == 0, precision))
    low = min(0.5, round(1 - _edge(1 - positive, truth == 1, precision), DIGITS))
    return low, high


def _edge(said: Array, right: Array, precision: float) -> float:
    """The lowest probability from which on answers are right often enough; 0.99 if never."""
    said = said.round(DIGITS)
    order = np.argsort(-said, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    # Equal probabilities are answered together or not at all.
    last = np.append(said[order][1:] != said[order][:-1], True)
    enough = [n for n in range(LEAST_ANSWERED - 1, len(order)) if last[n] and share[n] >= precision]
    return float(said[order[enough[-1]]]) if enough else 0.99


def outside(outcomes: Outcomes, band: tuple[float, float]) -> dict[str, float]:
    """Share answered, and how often each answer is right."""
    low, high = band
    if outcomes.shares.shape[1] > 2:
        said, right = _said(outcomes)
        answered = said.round(DIGITS) >= high
        return {"coverage": _mean(answered), "precision": _mean(right[answered])}
    positive = outcomes.shares[:, 0].round(DIGITS)
    yes, no = positive >= high, positive <= low
    return {
        "coverage": _mean(yes | no),
        "precision": _mean(np.concatenate([outcomes.truth[yes] == 0, outcomes.truth[no] == 1])),
        "precision_positive": _mean(outcomes.truth[yes] == 0),
        "precision_negative": _mean(outcomes.truth[no] == 1),
        "share_positive": _mean(yes),
    }


def _mean(flags: Array) -> float:
    """The mean, 0 for nothing."""
    return round(float(flags.mean()), 4) if len(flags) else 0.0


# --- slices ------------------------------------------------------------------------------------

LEAST_SLICE = 20
SLICES = ("publisher", "topic", "lean", "variety", "source")


def slices(
    rows: Sequence[Row],
    outcomes: Outcomes,
    names: Sequence[str] = SLICES,
) -> dict[str, dict[str, dict[str, float]]]:
    """Accuracy, number and false-positive rate of each value of each fact that rows carry."""
    guess = outcomes.shares.argmax(1)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name in names:
        members: dict[str, list[int]] = {}
        for n, row in enumerate(rows):
            if name in row.facts:
                members.setdefault(row.facts[name], []).append(n)
        kept = {value: np.array(m) for value, m in members.items() if len(m) >= LEAST_SLICE}
        for value, chosen in sorted(kept.items()):
            truth = outcomes.truth[chosen]
            others = truth != 0
            found.setdefault(name, {})[value] = {
                "n": len(chosen),
                "accuracy": _mean(guess[chosen] == truth),
                "false_positives": _mean(guess[chosen][others] == 0),
            }
    return found


# --- a model against a file --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `presscard evaluate` shows."""

    task: str
    model: str
    against: str
    """The file, or "held-out rows of its training data" for the stored figures."""
    metrics: Mapping[str, Mapping[str, float]]
    outside_band: Mapping[str, float]
    details: Mapping[str, Any]


def evaluate(
    task: str,
    against: Path | Sequence[Path] | None = None,
    *,
    models: Path = MODELS,
    progress: Progress = silent,
) -> Evaluation:
    """The model's held-out figures, or new ones on labelled files.

    Raises DataError for a file that cannot be used, ModelError when there is no model.
    """
    model = load_model(task, models)
    if against is None:
        about = model.about
        held_out = "held-out rows of its training data"
        return Evaluation(
            task, model.version, held_out, about["splits"]["group"], about["outside_band"], about
        )
    paths = [against] if isinstance(against, Path) else list(against)
    rows = load(TASKS[task], paths, evaluate_only=True)
    outcomes = judge(TASKS[task], model, rows, progress)
    return Evaluation(
        task=task,
        model=model.version,
        against=", ".join(path.name for path in paths),
        metrics=with_intervals(outcomes),
        outside_band=outside(outcomes, model.fitted.band),
        details={"rows": len(rows), "slices": slices(rows, outcomes)},
    )


def judge(task: Task, model: Any, rows: Sequence[Row], progress: Progress = silent) -> Outcomes:
    """The model's probabilities for labelled rows."""
    shares = []
    for start in range(0, len(rows), 200):
        progress(f"reading {len(rows)} rows", start / len(rows))
        shares.append(model.probabilities([row.text for row in rows[start : start + 200]]))
    joined = np.concatenate(shares)
    truth = np.array([task.labels.index(row.label) for row in rows])
    shown = two_sided(joined) if joined.ndim == 1 else joined
    return Outcomes(truth, shown, [row.group for row in rows])
