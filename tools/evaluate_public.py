"""Measure the classifiers and measures on public sets, where a user has downloaded them.

    python tools/evaluate_public.py [--data FOLDER] [models] [rows] [fair] [mirrored]
        [readability]

models           the shipped models on sets they never saw
rows             learning curve: more rows of our own, and public sets that may train a model
fair             how far names, parties and countries move the answers
mirrored         whether like sentences about left and right get like answers
readability      our counts against plain textstat's, on human judgements of ease

Sets that must not train a model are only ever tested on here. Needs pyarrow. Prints Markdown.
tools/evaluate_representations.py asks what each kind of feature brings.
"""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).parents[1]))

from classifier import evaluate
from classifier.corpus import read_all
from classifier.dataset import Row, fingerprint, load, own_base, own_files
from classifier.measures import ENGLISH, NAMES, _pronounced, readability
from classifier.modelfile import probabilities
from classifier.predict import load as load_model
from classifier.predict import prepared
from classifier.public import read_records
from classifier.retrain import SEED, Material, judge_held_out
from classifier.tasks import TASKS, Task

LOADED, CLICKBAIT = TASKS["loaded_language"], TASKS["clickbait"]
MOST = 4000
"""Rows of a test set at most; taken evenly from all of it."""

Score = Callable[[Sequence[str]], Any]


def rows_of(folder: Path, task: Task, *stems: str) -> list[Row]:
    """Rows of the sets, evenly thinned."""
    paths = [path for stem in stems for path in sorted(folder.glob(f"{stem}*.parquet"))]
    rows = load(task, paths, evaluate_only=True)
    return rows[:: -(-len(rows) // MOST)]


def tests_of_loaded(folder: Path) -> dict[str, list[Row]]:
    """Test sets for loaded language. Sentences of BABE that MBIC has, too, are left out."""
    known = {fingerprint(row.text) for row in load(LOADED, [folder / "mbic.parquet"])}
    babe = rows_of(folder, LOADED, "babe__")
    return {
        "BABE": babe,
        "BABE not in MBIC": [row for row in babe if fingerprint(row.text) not in known],
        "PTC loaded": rows_of(folder, LOADED, "ptc_slc"),
        "BASIL lexical": rows_of(folder, LOADED, "basil__sentences"),
        "AnnoLexical dev": rows_of(folder, LOADED, "annolexical__dev"),
    }


# --- the shipped models ------------------------------------------------------------------------


def models(folder: Path) -> None:
    """A table of the shipped models on sets that they never saw."""
    columns = "rows positive macro-F1 AUC Brier ECE answered right says-positive".split()
    print(f"| task, test | {' | '.join(columns)} |")
    print(f"|---|{'---|' * len(columns)}")
    for name, rows in tests_of_loaded(folder).items():
        _model_line(LOADED, name, rows)
    _model_line(CLICKBAIT, "Chakraborty", rows_of(folder, CLICKBAIT, "clickbait_chakraborty"))
    subjective = TASKS["subjectivity"]
    # NewsSD, which trained the model, holds most of CheckThat's rows: those are left out.
    known = {fingerprint(row.text) for row in load(subjective, [folder / "newssd_eng.parquet"])}
    checked = rows_of(folder, subjective, "checkthat")
    unseen = [row for row in checked if fingerprint(row.text) not in known]
    _model_line(subjective, "CheckThat not in NewsSD", unseen)


def _model_line(task: Task, name: str, rows: Sequence[Row]) -> None:
    """One line of the table."""
    model = load_model(task.name)
    outcomes = evaluate.judge(task, model, rows)
    found = evaluate.with_intervals(outcomes)
    outside = evaluate.outside(outcomes, model.fitted.band)
    cells = [_interval(found[key]) for key in ("macro_f1", "auc")]
    cells += [f"{found[key]['value']:.3f}" for key in ("brier", "ece")]
    cells += [f"{outside[key]:.2f}" for key in ("coverage", "precision", "share_positive")]
    positive = float((outcomes.truth == 0).mean())
    print(
        f"| {task.name}, {name} | {len(rows)} | {positive:.2f} | {' | '.join(cells)} |", flush=True
    )


def _interval(found: Any) -> str:
    return f"{found['value']:.3f} ({found['low']:.3f}–{found['high']:.3f})"


# --- rows: what more of them bring -------------------------------------------------------------


def rows(folder: Path) -> None:
    """Learning curve on our rows, and public sets beside them, for loaded language."""
    tests = tests_of_loaded(folder)
    ours = load(LOADED, own_files(LOADED))
    order = np.random.default_rng(SEED).permutation(len(ours))
    print(f"| trained on | rows | {' | '.join(tests)} |")
    print(f"|---|---|{'---|' * len(tests)}")
    for size in (150, 300, 600, 1200, len(ours)):
        _rows_line(f"{size} of our rows", [ours[n] for n in order[:size]], tests)
    mbic = load(LOADED, [folder / "mbic.parquet"])
    lexical = load(LOADED, [folder / "annolexical__train.parquet"])
    some = [lexical[n] for n in np.random.default_rng(SEED).permutation(len(lexical))[:9000]]
    _rows_line("AnnoLexical (9,000)", some, tests)
    _rows_line("ours + MBIC", ours + mbic, tests)
    _rows_line("ours + MBIC + AnnoLexical (9,000)", ours + mbic + some, tests)
    _rows_line("ours + MBIC + AnnoLexical (all)", ours + mbic + lexical, tests)


def _rows_line(name: str, train: Sequence[Row], tests: dict[str, list[Row]]) -> None:
    """Macro-F1 and AUC of a model of the rows on every test set."""
    space, classifier = Material(LOADED, train).fit(range(len(train)))

    def score(texts: Sequence[str]) -> Any:
        return classifier.decision_function(
            read_all(texts, LOADED.unit).matrix(range(len(texts)), space)
        )

    print(f"| {name} | {len(train):,} | {' | '.join(reached(score, tests))} |", flush=True)


def reached(score: Score, tests: dict[str, list[Row]]) -> list[str]:
    """Macro-F1 at even odds / AUC on each test set."""
    cells = []
    for test in tests.values():
        said = probabilities(score([prepared(row.text, LOADED) for row in test]), (1.0, 0.0))
        truth = np.array([LOADED.labels.index(row.label) for row in test])
        found = evaluate.metrics(evaluate.Outcomes(truth, evaluate.two_sided(said), []))
        cells.append(f"{found['macro_f1']:.3f} / {found['auc']:.3f}")
    return cells


# --- fairness ----------------------------------------------------------------------------------

SWAPS = {
    "party": ("Democrats", "Republicans", "Labour", "Conservatives", "Greens"),
    "country": ("France", "Nigeria", "China", "Israel", "Iran", "Mexico", "India"),
    "religion": ("Christians", "Muslims", "Jews", "Hindus", "atheists"),
    "person": ("Mary Evans", "Jamal Washington", "Wei Chen", "Fatima Khan", "José García"),
    "gender": ("He", "She"),
    "wing": ("left-wing", "right-wing", "far-left", "far-right"),
}
FRAMES = {
    "party": "{} in the assembly {}.",
    "country": "Officials of {} {}.",
    "religion": "Leaders of the {} {}.",
    "person": "{} {}.",
    "gender": "{} {}.",
    "wing": "The {} alliance {}.",
}
DEEDS = (
    "met on Tuesday to discuss the plan",
    "criticised the court's decision",
    "slammed the reckless plan",
    "shamelessly rammed the plan through",
    "said the plan would cost $3 million",
    "welcomed the report on schools",
    "faces questions over the missing money",
    "was accused of lying to voters",
)


def fair(_: Path) -> None:
    """How far a name moves the probability that a sentence is loaded: the widest gap per kind."""
    model = load_model("loaded_language")
    print("| swapped | widest gap | mean gap | labels that flip | worst sentence |")
    print("|---|---|---|---|---|")
    for kind, names in SWAPS.items():
        gaps, flips, worst = [], 0, (0.0, "")
        for deed in DEEDS:
            texts = [FRAMES[kind].format(name, deed) for name in names]
            said = model.probabilities(texts)
            gap = float(said.max() - said.min())
            gaps.append(gap)
            labels = {each.label for each in model.predict(texts)} - {None}
            flips += len(labels) > 1
            worst = max(worst, (gap, texts[int(said.argmax())]))
        line = f"{max(gaps):.3f} | {np.mean(gaps):.3f} | {flips} of {len(DEEDS)} | {worst[1]}"
        print(f"| {kind} | {line} |")


def _lean(row: Row) -> str:
    return row.facts.get("lean", "none")


def mirrored(_: Path) -> None:
    """Pairs of our rows that say the like of the left and of the right, judged held out."""
    found = [
        json.loads(line)
        for path in own_files(LOADED)
        for line in path.read_text("utf-8").splitlines()
    ]
    places: dict[str, list[str]] = {}
    for row in found:
        if row.get("mirror"):
            places.setdefault(row["mirror"], []).append(row["id"])
    rows = load(LOADED, own_files(LOADED))
    outcomes = judge_held_out(Material(LOADED, rows, base=own_base(LOADED)), "group")
    low, high = load_model(LOADED.name).fitted.band
    said = {row.id: float(p) for row, p in zip(rows, outcomes.shares[:, 0], strict=True)}
    pairs = [(said[a], said[b], a, b) for a, b in places.values() if a in said and b in said]
    gaps = [abs(p - q) for p, q, *_ in pairs]
    even = sum((p > 0.5) == (q > 0.5) for p, q, *_ in pairs)
    split = sum(min(p, q) < low and max(p, q) > high for p, q, *_ in pairs)
    print(
        f"{len(pairs)} pairs: the same side of .5 in {even}, answers that contradict in {split}; "
        f"mean gap {np.mean(gaps):.3f}, widest {max(gaps):.3f}.\n"
    )
    print("| lean | loaded rows | called neutral at .5 |")
    print("|---|---|---|")
    for lean in ("left", "none", "right"):
        own = [row.id for row in rows if row.label == LOADED.positive and _lean(row) == lean]
        print(f"| {lean} | {len(own)} | {np.mean([said[name] <= 0.5 for name in own]):.3f} |")
    texts = {row.id: row.text for row in rows}
    print("\nThe widest gaps:\n")
    for gap, (p, q, a, b) in sorted(zip(gaps, pairs, strict=True), reverse=True)[:3]:
        print(f'- {gap:.2f}: {p:.2f} "{texts[a]}"; {q:.2f} "{texts[b]}"')


# --- readability -------------------------------------------------------------------------------


def readability_table(folder: Path) -> None:
    """Correlation with human ease of reading (CLEAR): plain textstat's figures and ours."""
    plain = importlib.import_module("textstat.textstat").textstatistics()
    counting = importlib.import_module("textstat.backend.counts._count_syllables")
    pronounced = {word: [["AH0"] * size] for word, size in _pronounced().items()}
    counting.get_cmudict = lambda _: pronounced  # what it would download
    records = list(read_records(folder / "clear.parquet"))
    ease = [record["bt_easiness"] for record in records]
    print("| formula | plain textstat | ours | mean, textstat | mean, ours |")
    print("|---|---|---|---|---|")
    measured = [readability([record["text"]], "en") for record in records]
    for name in ENGLISH:
        more = {"float_output": True} if name == "text_standard" else {}
        theirs = [getattr(plain, name)(record["text"], **more) for record in records]
        ours = [each[NAMES.get(name, name)] for each in measured]
        cells = [f"{np.corrcoef(values, ease)[0, 1]:.3f}" for values in (theirs, ours)]
        cells += [f"{np.mean(values):.1f}" for values in (theirs, ours)]
        print(f"| {name} | {' | '.join(cells)} |")


PARTS: dict[str, Callable[[Path], None]] = {
    "models": models,
    "rows": rows,
    "fair": fair,
    "mirrored": mirrored,
    "readability": readability_table,
}


def main() -> None:
    """Run the parts named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    default = os.environ.get("PRESSCARD_PUBLIC_DATA", "shared/data/text")
    parser.add_argument("--data", type=Path, default=Path(default))
    asked = parser.parse_args()
    for part in asked.parts or PARTS:
        print(f"\n## {part}\n")
        with threadpool_limits(1):
            PARTS[part](asked.data)


if __name__ == "__main__":
    main()
