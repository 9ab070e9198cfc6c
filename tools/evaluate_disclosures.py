"""Measures the readers of agency credits and AI disclosures on our own rows, per language.

    python tools/evaluate_disclosures.py [--split heldout|train|all] [--failures]
    python tools/evaluate_disclosures.py --hostile

Reads training_data/agency_credits and training_data/ai_disclosures. Knows nothing of pages.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

from server.article import Role
from server.signals.ai_disclosures import read_disclosure
from server.signals.credits import CreditKind, Position, read_credit

ROOT = Path(__file__).resolve().parent.parent / "training_data"
CREDITS = {
    CreditKind.BYLINE,
    CreditKind.DATELINE,
    CreditKind.CREDIT_LINE,
    CreditKind.INPUTS,
    CreditKind.COPYRIGHT,
}
CREDIT_LABELS = {kind.value for kind in CREDITS}


def rows(name, split):
    """The rows of a set that belong to a split."""
    lines = (ROOT / name / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for line in lines if (row := json.loads(line)) and split in ("all", row["split"])]


def agency(row):
    """(gold flag, predicted flag, names right, kind right) of one agency row."""
    found = read_credit(row["text"], Role(row["role"]), Position(row["position"]))
    flagged = [c for c in found if c.kind in CREDITS or c.kind is CreditKind.SYNDICATION]
    gold = row["label"] in CREDIT_LABELS or row["label"] == "syndication"
    wanted = set(row["agencies"])
    named = {a.id for c in (flagged if gold else found) for a in c.agencies}
    kinds = {c.kind.value for c in found}
    return gold, bool(flagged), named == wanted, row["label"] in kinds or (not kinds and not gold)


def disclosure(row):
    """(gold flag, predicted flag, details right, kind right) of one AI row."""
    found = read_disclosure(row["text"], Role(row["role"]), Position(row["position"]))
    gold = row["label"] != "none"
    details = bool(found) and all(
        (
            set(found[0].tools) == set(row["tools"]),
            found[0].human_review.value == row["human_review"],
            found[0].shows_no_real_event == row["shows_no_real_event"],
            found[0].vague == row["vague"],
        )
    )
    kinds = {d.about.value for d in found}
    return gold, bool(found), details, (row["label"] in kinds) if gold else not found


def measure(cases):
    """Counts over (row, gold, predicted, details, kind)."""
    count = defaultdict(int)
    for _, gold, predicted, details, kind in cases:
        count["tp" if gold and predicted else "fn" if gold else "fp" if predicted else "tn"] += 1
        if gold:
            count["details"] += details
            count["kind"] += kind
    return count


def line(name, count):
    """One row of the table."""
    tp, fp, fn, tn = (count[k] for k in ("tp", "fp", "fn", "tn"))
    f1 = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 1.0
    positives, negatives = max(tp + fn, 1), max(fp + tn, 1)
    return (
        f"{name:5} {tp + fn:5} {fp + tn:5} {f1:7.3f} {tp / positives:7.3f} {fp / negatives:8.3f} "
        f"{count['details'] / positives:8.3f} {count['kind'] / positives:7.3f}"
    )


def report(title, third, judge, cases, failures):
    """Print the table of one set; return its total counts."""
    judged = [(row, *judge(row)) for row in cases]
    print(f"\n{title}")
    print(f"{'lang':5} {'pos':>5} {'neg':>5} {'F1':>7} {'recall':>7} {'FP rate':>8} "
          f"{third:>8} {'kind':>7}")  # fmt: skip
    for language in sorted({row["language"] for row in cases}):
        print(line(language, measure(j for j in judged if j[0]["language"] == language)))
    total = measure(judged)
    print(line("all", total))
    if failures:
        for row, gold, predicted, details, _ in judged:
            if gold != predicted or (gold and not details):
                mark = "MISS" if gold and not predicted else "FLAG" if predicted != gold else "part"
                print(mark, row["id"], row["label"], row["role"], row["position"], row["text"])
    return total


SHAPES = (
    "(", "((((with inputs from ", "with inputs from Reuters, ", "AP and AFP and ", "agencies, ",
    "AI ", "AI-generated image by ", "not AI, not AI; ", "a", "a ", "compiled by x from ",
    "e\u0301", "\u200f\u200e", "Reuters (AP) - ", "का ", "新华社", "AI生成", "الوكالات و", ". ",
    "Foto: ", "[[", '"AI" ',
)  # fmt: skip
"""Each is repeated up to a size: openings without ends, cues without names, names without cues."""


def hostile():
    """Print the milliseconds of both readers on hostile texts, and how they grow with the text."""
    print(f"{'shape':28} {'12 kB':>8} {'1 MB':>8}  slowest of credits and disclosures, ms")
    for shape in SHAPES:
        took = []
        for size in (12_000, 1_000_000):
            text = (shape * (size // len(shape) + 1))[:size]
            spent = []
            for role in (Role.BODY, Role.TAIL, Role.CAPTION):
                start = time.perf_counter()
                read_credit(text, role, Position.OPENING)
                read_disclosure(text, role, Position.OPENING)
                spent.append(time.perf_counter() - start)
            took.append(1000 * max(spent))
        print(f"{shape[:26]!r:28} {took[0]:8.1f} {took[1]:8.1f}")


def main():
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="heldout", choices=["heldout", "train", "all"])
    parser.add_argument("--failures", action="store_true", help="print what went wrong")
    parser.add_argument("--hostile", action="store_true", help="time on hostile texts instead")
    options = parser.parse_args()
    if options.hostile:
        hostile()
        return 0
    start = time.perf_counter()
    report(
        "Agency credits", "names", agency, rows("agency_credits", options.split), options.failures
    )
    report("AI disclosures", "details", disclosure, rows("ai_disclosures", options.split),
           options.failures)  # fmt: skip
    print(f"\n{time.perf_counter() - start:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
