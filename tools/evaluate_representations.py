"""What each kind of feature brings to loaded language, and what it costs.

    python tools/evaluate_representations.py DATA

Every representation is fitted on our own rows. One table is of our rows held out (at random, by
topic, by publisher), as fitted, without calibration: macro-F1, AUC, Brier score, expected
calibration error, with the time of one sentence and the size of the weights. The other is of
public sets that no row came from: macro-F1 / AUC. Prints Markdown, writes nothing.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from evaluate_public import LOADED, reached, tests_of_loaded
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from classifier import dataset, evaluate
from classifier.corpus import read_all
from classifier.dataset import load, own_files
from classifier.features import read_words
from classifier.modelfile import probabilities
from classifier.predict import prepared
from classifier.retrain import SEED, STRENGTH

SPLITS = ("random", "topic", "group")
TIMED = 300
WEIGHT = 4
"""Bytes of one weight."""
Made = Callable[[Sequence[str]], Any]
Fit = Callable[[Sequence[str]], Made]
"""Texts -> what turns texts into rows of numbers."""


def ours(*parts: int) -> Fit:
    """Our columns, some of their three groups: n-grams, style, word vectors."""

    def fit(texts: Sequence[str]) -> Made:
        space = read_all(texts, LOADED.unit).space(range(len(texts)))
        edges = np.cumsum([0, len(space.ngrams), len(space.style_scale), space.dimensions])
        chosen = np.concatenate([np.arange(edges[n], edges[n + 1]) for n in parts])
        return lambda batch: read_all(batch, LOADED.unit).matrix(range(len(batch)), space)[
            :, chosen
        ]

    return fit


def characters(texts: Sequence[str]) -> Made:
    """The usual baseline: TF-IDF of words and of characters."""
    words = TfidfVectorizer(
        analyzer="word",
        tokenizer=lambda text: [word.lower for word in read_words(text)],
        token_pattern=None,
        ngram_range=(1, 2),
        min_df=2,
        sublinear_tf=True,
    ).fit(texts)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3).fit(texts)
    return lambda batch: sparse.hstack([words.transform(batch), letters.transform(batch)]).tocsr()


REPRESENTATIONS: dict[str, Fit] = {
    "word + character n-grams": characters,
    "word n-grams": ours(0),
    "style": ours(1),
    "word vectors": ours(2),
    "word n-grams + style": ours(0, 1),
    "**word n-grams + style + vectors (ours)**": ours(0, 1, 2),
}


def fitted(columns: Any, positive: Any) -> Any:
    """A logistic regression as `presscard retrain` fits it."""
    judge = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000)
    return judge.fit(columns, positive)


def held_out(fit: Fit, rows: Sequence[Any], texts: Sequence[str], truth: Any, by: str) -> str:
    """Macro-F1 / AUC / Brier / ECE on rows of which the model saw neither the side nor a word."""
    shares = np.zeros(len(rows))
    for train, test in dataset.folds(rows, SEED, by=by):
        made = fit([texts[n] for n in train])
        judge = fitted(made([texts[n] for n in train]), truth[train] == 0)
        scores = judge.decision_function(made([texts[n] for n in test]))
        shares[test] = probabilities(scores, (1.0, 0.0))
    found = evaluate.metrics(evaluate.Outcomes(truth, evaluate.two_sided(shares), []))
    return " / ".join(f"{found[name]:.3f}" for name in ("macro_f1", "auc", "brier", "ece"))


def main() -> None:
    """Print both tables."""
    rows = load(LOADED, own_files(LOADED))
    texts = [prepared(row.text, LOADED) for row in rows]
    truth = np.array([LOADED.labels.index(row.label) for row in rows])
    tests = tests_of_loaded(Path(sys.argv[1]))
    elsewhere = [f"| representation | {' | '.join(tests)} |", f"|---|{'---|' * len(tests)}"]
    print("| representation | random | topic | publisher | µs a sentence | kB |")
    print("|---|---|---|---|---|---|")
    for name, fit in REPRESENTATIONS.items():
        cells = [held_out(fit, rows, texts, truth, by) for by in SPLITS]
        made = fit(texts)
        judge = fitted(made(texts), truth == 0)
        started = time.process_time()
        for text in texts[:TIMED]:
            judge.decision_function(made([f"{text} "]))
        cells.append(f"{(time.process_time() - started) / TIMED * 1e6:.0f}")
        cells.append(f"{judge.coef_.size * WEIGHT / 1000:.0f}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
        cells = reached(lambda batch, f=made, j=judge: j.decision_function(f(batch)), tests)
        elsewhere.append(f"| {name} | {' | '.join(cells)} |")
    print("\n" + "\n".join(elsewhere))


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
