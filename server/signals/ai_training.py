"""Fits the second opinion on AI disclosures (`ai_features`) on our own rows.

    presscard retrain ai_disclosures

Rows: training_data/ai_disclosures. A row's sentences that name AI all bear its label. The weights
are written only where the rows held out are read no worse with them than with those in place.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.dataset import TRAINING_DATA, DataError
from classifier.modelfile import write
from classifier.retrain import Regression
from server.article import Role
from server.signals import ai_features
from server.signals.ai_disclosures import passage_of, read_disclosure
from server.signals.credit_lines import Position

NAME = "ai_disclosures"
ROWS = TRAINING_DATA / NAME / "rows.jsonl"
STRENGTH = 0.3
"""Inverse regularisation. With .03, .1, 1 and 3 in its place, F1 on the held-out half of batch 10
moved by less than .02."""
MOST_FLAGGED = 0.01
"""The threshold is the lowest at which no more look-alikes than this are flagged, each judged by a
model that never saw a row of its batch and language."""
FOLDS = 5
EVEN = 0.5


@dataclass(frozen=True)
class Figures:
    """How well rows are read: disclosures and look-alikes, F1, recall, share flagged wrongly."""

    disclosures: int
    look_alikes: int
    f1: float
    recall: float
    flagged: float


@dataclass(frozen=True)
class Fit:
    """What a retraining did: the held-out rows read by rules alone, and with the model."""

    rows: int
    threshold: float
    rules: Figures
    with_model: Figures
    path: Path


def retrain(allow_regression: bool = False, path: Path = ai_features.WEIGHTS) -> Fit:
    """Fit, measure, and replace the weights in place.

    Raises `Regression` where the held-out rows would be read worse than with the weights in place.
    """
    rows = read_rows()
    before = _figures(rows["heldout"], ai_features.shipped()) if path.exists() else None
    content = fit(rows["train"])
    rules, after = _both(rows["heldout"], content)
    if before and after.f1 < before.f1 and not allow_regression:
        raise Regression([f"held-out F1 {after.f1:.3f} is below {before.f1:.3f}"])
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write(path, text.encode())
    return Fit(len(rows["train"]), content["threshold"], rules, after, path)


def measure() -> tuple[Figures, Figures]:
    """How well the held-out rows are read: by rules alone, and with the weights in place."""
    return _both(read_rows()["heldout"], ai_features.shipped())


def _both(rows: Sequence[Mapping[str, Any]], content: Mapping[str, Any]) -> tuple[Figures, Figures]:
    return _figures(rows, {**content, "threshold": 1.0}), _figures(rows, content)


def read_rows(path: Path = ROWS) -> dict[str, list[dict[str, Any]]]:
    """The rows of each split. Raises `DataError` in an installation without them."""
    if not path.exists():
        raise DataError(path, None, "is missing; it comes with a checkout of the repository")
    rows: dict[str, list[dict[str, Any]]] = {"train": [], "heldout": []}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["split"]].append(row)
    return rows


def examples(row: Mapping[str, Any]) -> Iterator[dict[str, float]]:
    """The features of each sentence of a row that the model may be asked about."""
    page = passage_of(row["text"], Role(row["role"]), Position(row["position"]))
    if page is None or page.role not in ai_features.ROLES:
        return
    for start, end in page.sentences:
        if marks := ai_features.marks_of(page, start, end):
            yield ai_features.features_of(page, start, end, marks)


def fit(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The weights, JSON-ready: the same rows give the same."""
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    pairs = [(row, features) for row in rows for features in examples(row)]
    table = DictVectorizer(sparse=False)
    matrix = table.fit_transform([features for _, features in pairs])
    truth = np.array([row["label"] != "none" for row, _ in pairs])
    groups = [row["id"].rpartition("-")[0] for row, _ in pairs]
    judge = LogisticRegression(C=STRENGTH, max_iter=3000)
    unseen = cross_val_predict(
        judge, matrix, truth, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba"
    )[:, 1]
    denied = np.array([ai_features.vetoed(features) for _, features in pairs])
    alike = np.sort(unseen[~truth & ~denied])[::-1]
    allowed = int(MOST_FLAGGED * sum(row["label"] == "none" for row in rows))
    threshold = max(EVEN, float(alike[allowed]))
    judge.fit(matrix, truth)
    digest = hashlib.sha256(json.dumps([dict(row) for row in rows]).encode()).hexdigest()
    return {
        "about": f"Fitted by server/signals/ai_training.py on {len(rows)} rows, {digest[:16]}",
        "intercept": round(float(judge.intercept_[0]), 3),
        "threshold": round(threshold, 3),
        "weights": {
            name: round(float(weight), 3)
            for name, weight in zip(table.feature_names_, judge.coef_[0], strict=True)
        },
    }


def _figures(rows: Sequence[Mapping[str, Any]], content: Mapping[str, Any]) -> Figures:
    """How well rows are read with given weights."""
    found = []
    with ai_features.weights(content):
        for row in rows:
            said = read_disclosure(row["text"], Role(row["role"]), Position(row["position"]))
            found.append((row["label"] != "none", bool(said)))
    hits = sum(truth and said for truth, said in found)
    wrong = sum(said and not truth for truth, said in found)
    positive = sum(truth for truth, _ in found)
    negative = len(found) - positive
    return Figures(
        positive,
        negative,
        2 * hits / max(positive + hits + wrong, 1),
        hits / max(positive, 1),
        wrong / max(negative, 1),
    )
