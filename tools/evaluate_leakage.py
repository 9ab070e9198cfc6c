"""What a bag of words makes of the sets that the rating is measured on, and what leaks into it.

The rubric is trained on nothing, so it cannot learn outlets, topics or dates. A model can: this
prints how much of its figure is left when publishers, topics or dates of the test are new to it,
and what the rubric's score adds to it. Prints tables, writes nothing.

    python tools/evaluate_leakage.py DATA [--most 1600]
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from evaluate_rating import SEED, allsides, auc, recovery, rows_of
from scipy.sparse import csr_matrix, hstack
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, KFold

FOLDS = 5
TOPICS = 20
"""Clusters of a bag of words: about one a subject on sets of this size."""
Split = tuple[np.ndarray, np.ndarray]


def bag(texts: Sequence[str]) -> TfidfVectorizer:
    """Words and pairs of words, lower-cased: casing gives the outlet away."""
    return TfidfVectorizer(
        ngram_range=(1, 2), min_df=3, max_features=60_000, sublinear_tf=True
    ).fit(texts)


def folded(
    texts: Sequence[str], extra: np.ndarray | None, truth: np.ndarray, splits: Iterator[Split]
) -> float:
    """AUC of out-of-fold predictions of a bag of words, with more features where given."""
    told = np.full(len(truth), np.nan)
    for train, test in splits:
        if len(set(truth[train])) < 2 or not len(test):
            continue
        words = bag([texts[n] for n in train])
        parts = [words.transform([texts[n] for n in which]) for which in (train, test)]
        if extra is not None:
            parts = [
                hstack([part, csr_matrix(extra[which])]).tocsr()
                for part, which in zip(parts, (train, test), strict=True)
            ]
        model = LogisticRegression(C=10.0, max_iter=2_000, class_weight="balanced")
        told[test] = model.fit(parts[0], truth[train]).predict_proba(parts[1])[:, 1]
    seen = ~np.isnan(told)
    return auc(told[seen], truth[seen])


def plain(features: np.ndarray, truth: np.ndarray, splits: Iterator[Split]) -> float:
    """AUC of out-of-fold predictions of a few numbers."""
    told = np.full(len(truth), np.nan)
    for train, test in splits:
        model = LogisticRegression(max_iter=1_000, class_weight="balanced")
        told[test] = model.fit(features[train], truth[train]).predict_proba(features[test])[:, 1]
    return auc(told, truth)


def new_to_both(groups: Sequence[Any], others: np.ndarray) -> Iterator[Split]:
    """Folds by publisher whose training rows also share no topic (or time) with the test."""
    names = np.asarray(groups)
    for train, test in GroupKFold(FOLDS).split(names, groups=names):
        for other in np.unique(others[test]):
            yield train[others[train] != other], test[others[test] == other]


def show(what: str, value: float) -> None:
    """Print one line."""
    print(f"  {what:48} {value:.3f}", flush=True)


def report(name: str, articles: list[dict[str, Any]]) -> None:
    """Print the table of one set."""
    read = rows_of(articles)
    kept = [n for n, item in enumerate(read) if item.score() is not None]
    texts = [f"{articles[n]['title']}\n{articles[n]['text']}".lower() for n in kept]
    truth = np.asarray([read[n].reliable for n in kept])
    groups = [read[n].publisher for n in kept]
    score = np.asarray([[(read[n].score() or 0) / 100] for n in kept])
    sizes = np.asarray([[np.log(read[n].facts.word_count + 1), read[n].ease / 100] for n in kept])
    topics = KMeans(TOPICS, random_state=SEED, n_init=4).fit_predict(
        TruncatedSVD(50, random_state=SEED).fit_transform(bag(texts).transform(texts))
    )

    def apart() -> Iterator[Split]:
        return GroupKFold(FOLDS).split(texts, groups=groups)

    print(f"\n{name}: {len(kept)} rated articles of {len(set(groups))} publishers, AUC")
    show("the rubric's score, trained on nothing", auc(score[:, 0], truth))
    show("length and reading ease, other publishers", plain(sizes, truth, apart()))
    both = np.hstack([sizes, score])
    show("the same with the score", plain(both, truth, apart()))
    mixed = KFold(FOLDS, shuffle=True, random_state=SEED).split(texts)
    show("bag of words, articles at random", folded(texts, None, truth, mixed))
    show("bag of words, other publishers", folded(texts, None, truth, apart()))
    show("the same with the score", folded(texts, score, truth, apart()))
    fresh = new_to_both(groups, topics)
    show("bag of words, other publishers and topics", folded(texts, None, truth, fresh))
    dates = np.asarray([articles[n]["date"] for n in kept])
    if (dates != "").mean() > 0.9:
        fresh = new_to_both(groups, dates > sorted(dates)[len(dates) // 2])
        show("bag of words, other publishers and half of time", folded(texts, None, truth, fresh))
    shuffled = truth.copy()
    random.Random(SEED).shuffle(shuffled)  # noqa: S311
    show("bag of words, labels drawn at random", folded(texts, None, shuffled, apart()))


def main() -> None:
    """Read the sets and report on each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--most", type=int, default=1600, help="articles of a set, at most")
    arguments = parser.parse_args()
    report("ReCOVery", recovery(arguments.data, arguments.most))
    report("AllSides joined to domain quality", allsides(arguments.data, arguments.most))


if __name__ == "__main__":
    main()
