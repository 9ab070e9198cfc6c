"""Fit a task's model anew, compare it with the one in place, and replace that in one step.

Rows are split so that no publisher is on both sides; what is reported was held out. The model in
place is kept when the new one is worse, and stays whole whenever this is interrupted. Rows written
for Presscard are learned on top of a base, where their task has one: the weights that public sets
left behind (docs/decisions/bases.md). A base saw none of our rows.
"""

import json
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from classifier import dataset, evaluate, model_card, report, representation
from classifier.articles import article_names
from classifier.corpus import read_all
from classifier.dataset import Row
from classifier.evaluate import Array, Outcomes, Progress, silent
from classifier.features import style_names
from classifier.modelfile import MODELS, Fitted, probabilities, to_bytes, write
from classifier.predict import ModelError, path_of, prepared
from classifier.predict import load as load_model
from classifier.tasks import TASKS, Task

SEED = 20260113
STRENGTH = 0.3
"""Inverse regularisation (C): loaded language from our own rows alone reaches BABE AUC .812 at .3
and .806 at 1 (python tools/evaluate_representations.py DATA)."""
LEANING = 3.0
"""Scale of the base's score as a column: large, so that the penalty hardly touches it."""
OWN_WEIGHT = 5.0
"""A row written for Presscard counts as so many public ones beside it: their labels follow our
rules (with 9,000 sentences of AnnoLexical, BABE AUC .822 at 5, .806 without our rows)."""
TOLERANCE = 0.01
"""How far a held-out figure may fall below the model in place: less than its interval's width."""
COMPARED = ("macro_f1", "auc")
CURVE = (0.1, 0.2, 0.4, 0.7, 1.0)
"""Shares of the training rows on the report's learning curve."""
FEATURES = 25
SPLITS = {"group": "publisher", "topic": "topic", "random": "random"}
"""Split -> its name on the model card. The first is the one that counts."""


Chosen = Sequence[int] | Array
"""Numbers of rows."""


class Regression(RuntimeError):
    """The new model is worse than the one in place, or than its task's floor."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(reasons))


@dataclass(frozen=True, slots=True)
class Retrained:
    """What `presscard retrain` did."""

    task: str
    version: str
    path: Path
    rows: int
    metrics: Mapping[str, Mapping[str, float]]
    """Held out by publisher, with intervals."""
    previous: Mapping[str, Mapping[str, float]] | None
    """The same of the model that was in place."""
    outside_band: Mapping[str, float]
    reasons: tuple[str, ...]
    """Why it would have been refused; empty unless regression was allowed."""


def retrain(
    task: str,
    data: Sequence[Path] = (),
    *,
    models: Path = MODELS,
    own_rows: bool = True,
    seed: int = SEED,
    allow_regression: bool = False,
    report_to: Path | None = None,
    progress: Progress = silent,
) -> Retrained:
    """Fit, judge, compare, write. Same rows, seed and library versions: same bytes.

    `data` adds files to the rows written for Presscard (or replaces them: `own_rows=False`).
    `report_to` also writes an HTML report, whether the model is then refused or not.
    Raises DataError, Regression, or KeyError for an unknown task.
    """
    chosen = TASKS[task]
    progress("reading rows", 0.0)
    ours = dataset.own_files(chosen) if own_rows and (not data or dataset.has_own(chosen)) else []
    rows = dataset.load(chosen, [*ours, *data])
    with threadpool_limits(1):  # sums in one order, whatever the number of cores
        material = Material(chosen, rows, seed, dataset.own_base(chosen) if ours else None)
        model = _fit_and_judge(material, progress)
        if report_to is not None:
            more = _for_report(material, model)
            write(report_to, report.render(chosen, {**model.about, **more}).encode())
    found, previous = model.about["splits"]["group"], _in_place(task, models)
    reasons = [*_worse(chosen, found, previous), *_left_out(rows, task, models)]
    if reasons and not allow_regression:
        raise Regression(reasons)
    progress("writing", 0.98)
    path = path_of(task, models)
    _write(model, path)
    progress("done", 1.0)
    return Retrained(
        task=task,
        version=load_model(task, models).version,
        path=path,
        rows=len(rows),
        metrics=found,
        previous=previous,
        outside_band=model.about["outside_band"],
        reasons=tuple(reasons),
    )


def _fit_and_judge(material: "Material", progress: Progress) -> Fitted:
    """A model of all rows, with what models of parts of them reached on the rest."""
    task, rows = material.task, material.rows
    held_out = {
        split: _held_out(material, split, _part(progress, n, len(SPLITS)))
        for n, split in enumerate(SPLITS)
    }
    progress("fitting on all rows", 0.9)
    calibration = _calibrate(*held_out["group"], based=material.base is not None)
    outcomes = {split: _calibrated(material, *held_out[split]) for split in SPLITS}
    low, high = evaluate.choose_band(outcomes["group"])
    band = min(low, task.least_band[0]), max(high, task.least_band[1])
    about = _about(material, outcomes, band)
    space, classifier = material.fit(range(len(rows)))
    return Fitted(task.name, task.labels, space, classifier, calibration, band, about)


# --- fitting -----------------------------------------------------------------------------------


class Material:
    """Labelled rows as numbers: any part of them can be fitted, and the rest scored."""

    def __init__(
        self,
        task: Task,
        rows: Sequence[Row],
        seed: int = SEED,
        base: Fitted | None = None,
        strength: float = STRENGTH,
        outputs: Sequence[int] = (),
    ) -> None:
        """Of a task with a base the base tells which outputs of the network are columns."""
        self.task, self.rows, self.seed, self.base = task, rows, seed, base
        self._strength = task.strength_on_base if base else strength
        read = tuple(base.space.network if base else outputs)
        self._corpus = read_all([prepared(row.text, task) for row in rows], task.unit, read)
        self.truth = np.array([task.labels.index(row.label) for row in rows])
        # For two labels 1 is the positive one; for more, the place of the label.
        self._targets = 1 - self.truth if task.binary else self.truth
        weights = np.array([1.0 if "source" in row.facts else OWN_WEIGHT for row in rows])
        self._weights = weights * [float(row.facts.get("weight", 1)) for row in rows]

    def fit(self, chosen: Chosen) -> tuple[representation.Space, Any]:
        """A space and a logistic regression over it, from some of the rows."""
        space = self.base.space if self.base else self._corpus.space(chosen)
        columns = self._corpus.matrix(chosen, space)
        if self.base:
            columns = sparse.hstack([columns, LEANING * _decided(self.base, columns)], "csr")
        classifier = LogisticRegression(
            C=self._strength,
            fit_intercept=self.base is None,  # a base keeps its even point: it is real news'
            class_weight="balanced" if self.task.balanced else None,
            max_iter=2000,
            random_state=self.seed,
        )
        weights = self._weights[chosen] / self._weights[chosen].max()
        classifier.fit(columns, self._targets[chosen], sample_weight=weights)
        if self.base:
            _join(classifier, self.base)
        classifier.coef_ = classifier.coef_.astype(np.float32)
        return space, classifier

    def centre(self, space: representation.Space) -> Array:
        """(columns,) the mean of the rows as numbers, every label counting the same."""
        weights = self._weights / np.bincount(self.truth, self._weights)[self.truth]
        columns = self._corpus.matrix(range(len(self.rows)), space)
        mean: Array = columns.T @ weights / weights.sum()
        return mean

    def scores(self, chosen: Chosen, space: representation.Space, classifier: Any) -> Array:
        """Raw scores of some of the rows: (n,) for two labels, (n, labels) for more."""
        scores: Array = classifier.decision_function(self._corpus.matrix(chosen, space))
        return scores


def _decided(base: Fitted, columns: Any) -> Array:
    """(n, 1 or labels) raw scores of the base."""
    scores: Array = columns @ base.classifier.coef_.T + base.classifier.intercept_
    return scores


def _join(classifier: Any, base: Fitted) -> None:
    """Fold what was learned of the base's scores into one linear model over the base's columns.

    What our rows add is centred on the base's rows: it may reorder sentences of real news and not
    call more or fewer of them positive, since our rows are shorter and plainer than those. Among
    more than two labels the base's scores keep their proportions, for the same reason.
    """
    sides = len(base.classifier.coef_)
    own, leaning = classifier.coef_[:, :-sides], LEANING * classifier.coef_[:, -sides:]
    if sides > 1:
        apart = (leaning.sum() - np.trace(leaning)) / (sides * (sides - 1))
        leaning = (np.trace(leaning) / sides - apart) * np.eye(sides)
    classifier.coef_ = own + leaning @ base.classifier.coef_
    classifier.intercept_ = classifier.intercept_ + leaning @ base.classifier.intercept_
    if base.centre is not None:
        classifier.intercept_ = classifier.intercept_ - own @ base.centre
    classifier.n_features_in_ = classifier.coef_.shape[1]


def judge_held_out(material: Material, by: str, progress: Progress = silent) -> Outcomes:
    """Calibrated probabilities of every row, by models that saw nothing of its side."""
    scores, truth = _held_out(material, by, progress)
    return _calibrated(material, scores, truth)


def _held_out(material: Material, by: str, progress: Progress) -> tuple[Array, Array]:
    """(scores, truth) of every row, by a model that saw nothing of its side of the split."""
    task, rows = material.task, material.rows
    folds = dataset.folds(rows, material.seed, by=by)
    scores: Array = np.zeros((len(rows), 1 if task.binary else len(task.labels)))
    for n, (train, test) in enumerate(folds):
        progress(f"held-out by {SPLITS[by]}, part {n + 1} of {len(folds)}", n / len(folds))
        scores[test] = material.scores(test, *material.fit(train)).reshape(len(test), -1)
    return (scores[:, 0] if task.binary else scores), material.truth


def _calibrate(scores: Array, truth: Array, *, based: bool) -> tuple[float, ...]:
    """Platt's sigmoid for two labels, one temperature for more; a base keeps its even point."""
    if scores.ndim == 1:
        platt = LogisticRegression(C=1e6, fit_intercept=not based).fit(scores[:, None], truth == 0)
        return round(float(platt.coef_[0, 0]), 6), round(float(np.ravel(platt.intercept_)[0]), 6)

    def loss(temperature: float) -> float:
        shares = probabilities(scores, (temperature,))
        return float(-np.log(shares[np.arange(len(truth)), truth] + 1e-12).mean())

    found = minimize_scalar(loss, bounds=(0.05, 20), method="bounded")
    return (round(float(found.x), 6),)


def _calibrated(material: Material, scores: Array, truth: Array) -> Outcomes:
    """Held-out probabilities, each calibrated on the other publishers' scores."""
    rows, based = material.rows, material.base is not None
    shares = np.zeros((len(rows), 2 if scores.ndim == 1 else scores.shape[1]))
    for train, test in dataset.folds(rows, material.seed + 1):
        fitted = _calibrate(scores[train], truth[train], based=based)
        said = probabilities(scores[test], fitted)
        shares[test] = evaluate.two_sided(said) if said.ndim == 1 else said
    return Outcomes(truth, shares, [row.group for row in rows])


# --- judging -----------------------------------------------------------------------------------


def _about(
    material: Material, outcomes: Mapping[str, Outcomes], band: tuple[float, float]
) -> dict[str, Any]:
    """All that the metrics file and the model card say."""
    task, rows, seed = material.task, material.rows, material.seed
    main = outcomes["group"]
    return {
        "task": task.name,
        "seed": seed,
        "data": {
            "digest": dataset.digest(rows),
            "rows": len(rows),
            "labels": dict(sorted(Counter(row.label for row in rows).items())),
            "files": dict(sorted(Counter(row.file for row in rows).items())),
            "publishers": len({row.group for row in rows}),
            "topics": len({row.facts["topic"] for row in rows if "topic" in row.facts}),
        },
        "base": dict(material.base.about) if material.base else None,
        "splits": {name: evaluate.with_intervals(each, seed) for name, each in outcomes.items()},
        "band": list(band),
        "outside_band": evaluate.outside(main, band),
        "confusion": _confusion(main),
        "reliability": evaluate.reliability(main),
        "slices": evaluate.slices(rows, main),
        "worst": _worst(task, rows, main),
        "versions": {
            "python": ".".join(platform.python_version_tuple()[:2]),
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
        },
    }


def _for_report(material: Material, model: Fitted) -> dict[str, Any]:
    """The learning curve on one held-out side, and the strongest features."""
    task, rows = material.task, material.rows
    train, test = dataset.folds(rows, material.seed)[0]
    shuffled = np.random.default_rng(material.seed).permutation(train)
    curve = []
    for share in CURVE:
        used = shuffled[: int(share * len(train))]
        if len(set(material.truth[used])) < len(task.labels):
            continue
        scores = material.scores(test, *material.fit(used))
        said = probabilities(scores, model.calibration)
        shares = evaluate.two_sided(said) if task.binary else said
        reached = evaluate.metrics(Outcomes(material.truth[test], shares, []))
        curve.append({"rows": len(used), **reached})
    return {"learning_curve": curve, "features": _strongest(task, model)}


def _strongest(task: Task, model: Fitted) -> dict[str, list[tuple[str, float]]]:
    """The words and style features that speak most for each label, by what one brings."""
    space = model.space
    styles = article_names() if task.unit == "article" else style_names()
    names = [*space.ngrams, *(f"style: {name}" for name in styles)]
    brings = np.array([*space.rarity, *space.style_scale])
    weights = model.classifier.coef_[:, : len(names)] * brings
    rows = [weights[0], -weights[0]] if task.binary else list(weights)
    return {
        label: [(names[n], round(float(row[n]), 2)) for n in np.argsort(-row)[:FEATURES]]
        for label, row in zip(task.labels, rows, strict=True)
    }


def _confusion(outcomes: Outcomes) -> list[list[int]]:
    """Rows by their label, columns by the label predicted."""
    labels = outcomes.shares.shape[1]
    pairs = outcomes.truth * labels + outcomes.shares.argmax(1)
    counts: list[list[int]] = np.bincount(pairs, minlength=labels**2).reshape(labels, -1).tolist()
    return counts


def _worst(task: Task, rows: Sequence[Row], outcomes: Outcomes, count: int = 12) -> list[Any]:
    """The surest mistakes among rows of our own (texts of others are never kept)."""
    missed = 1 - outcomes.shares[np.arange(len(rows)), outcomes.truth]
    ours = [n for n in np.argsort(-missed, kind="stable") if "source" not in rows[n].facts]
    return [
        {"id": rows[n].id, "text": rows[n].text, "label": rows[n].label}
        for n in ours[:count]
        if missed[n] > 0.5
    ]


def _in_place(task: str, models: Path) -> Mapping[str, Mapping[str, float]] | None:
    """Held-out figures of the model in place; None when there is none that can be read."""
    try:
        found: Mapping[str, Mapping[str, float]] = load_model(task, models).about["splits"]["group"]
    except (ModelError, KeyError):
        return None
    return found


def _worse(
    task: Task,
    new: Mapping[str, Mapping[str, float]],
    old: Mapping[str, Mapping[str, float]] | None,
) -> list[str]:
    """Why the new model should not replace the old."""
    reasons = [
        f"{name} {new[name]['value']:.3f} is below the floor {floor:.3f}"
        for name, floor in task.floors.items()
        if new[name]["value"] < floor
    ]
    for name in COMPARED if old else ():
        before = (old or {}).get(name, {}).get("value", 0.0)
        if new[name]["value"] < before - TOLERANCE:
            now = new[name]["value"]
            reasons.append(f"{name} {now:.3f} is below {before:.3f} of the model in place")
    return reasons


def _left_out(rows: Sequence[Row], task: str, models: Path) -> list[str]:
    """Public sets that the model in place knew and this one does not: no fair comparison."""
    try:
        before = load_model(task, models).about["data"]["files"]
    except (ModelError, KeyError):
        return []
    missing = sorted(set(before) - {row.file for row in rows})
    return [
        f"the model in place was trained on {name}, too; name it with --data"
        for name in missing
        if not name.endswith(".jsonl")
    ]


def _write(model: Fitted, path: Path) -> None:
    """Card and metrics first, then the model: the model alone decides what is served."""
    shown = json.dumps(model.about, indent=1, sort_keys=True, ensure_ascii=False)
    card = model_card.render(TASKS[model.task], model.about)
    write(path.with_suffix(".MODEL_CARD.md"), card.encode())
    write(path.with_suffix(".metrics.json"), f"{shown}\n".encode())
    write(path, to_bytes(model))


def _part(progress: Progress, n: int, of: int) -> Progress:
    """Progress of one of several equal parts of the first nine tenths."""
    return lambda doing, share: progress(doing, 0.9 * (n + share) / of)
