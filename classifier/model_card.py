"""A model card in Markdown, from a task and what retraining measured. Knows no model."""

from collections.abc import Mapping
from typing import Any

from classifier.public import CONVERTERS
from classifier.tasks import Task

SPLIT_TITLES = {
    "group": "publishers never seen",
    "topic": "topics never seen",
    "random": "random (flatters; for comparison)",
}
METRICS = ("macro_f1", "auc", "accuracy", "brier", "ece")


def render(task: Task, about: Mapping[str, Any]) -> str:
    """The card."""
    parts = [
        f"# Model card: {task.name}",
        "Written by `presscard retrain`; do not edit.",
        _intended(task),
        _data(task, about),
        *([_base(about["base"])] if about.get("base") else []),
        _splits(about),
        _calibration(task, about),
        _slices(about),
        _failures(about),
        _reproduce(task, about),
    ]
    return "\n\n".join(parts) + "\n"


def _intended(task: Task) -> str:
    """What it is for, and not."""
    return "\n".join(
        [
            "## Intended use",
            "",
            f"Reads one {task.unit} of English news and answers {' or '.join(task.labels)}. "
            f"{task.measures}",
            "",
            f"{task.not_measured} Never a verdict on an article or a publisher; the card shows the "
            "words that moved it, and says nothing when the model is unsure.",
            "",
            "Logistic regression over word n-grams, word lists written for Presscard, and small "
            "word vectors; no other text leaves or enters the machine.",
        ]
    )


def _data(task: Task, about: Mapping[str, Any]) -> str:
    """Rows and licences."""
    data = about["data"]
    labels = ", ".join(f"{count:,} {label}" for label, count in data["labels"].items())
    lines = [
        "## Training data",
        "",
        f"{data['rows']:,} rows ({labels}) of {data['publishers']} publishers or publisher styles, "
        f"{data['topics']} topics.",
        "",
        "| file | rows | licence |",
        "|---|---|---|",
    ]
    for file, count in data["files"].items():
        sets = [c for c in CONVERTERS if c.task == task.name and file.startswith(c.stem)]
        licence = sets[0].licence if sets else "Apache-2.0, written for Presscard"
        lines.append(f"| {file} | {count:,} | {licence} |")
    return "\n".join(lines)


NETWORK_NOTE = (
    "Half of its score is the answer of a small network (`classifier/data/network.npz`), taught by "
    "AnnoLexical and NewsMTSC (MIT), MBIC (Apache-2.0), NewsSD (CC BY 4.0) and sentences that an "
    "encoder labelled; since it has seen all those rows, the next figures leave it out. "
)


def _base(base: Mapping[str, Any]) -> str:
    """What the model was learned on top of."""
    lines = [
        "## Base",
        "",
        "These rows adjust weights that public sets left behind (`docs/decisions/bases.md`); no "
        "sentence of those is here, and the base saw none of our rows. "
        + (NETWORK_NOTE if base.get("network") else "")
        + "Held out by publisher, on the rows that people labelled, the base alone: "
        + ", ".join(f"{name} {_cell(base['held_out'][name])}" for name in METRICS)
        + ".",
        "",
        "| public set | rows | licence |",
        "|---|---|---|",
    ]
    lines += [f"| {file} | {n:,} | {licence} |" for file, (n, licence) in base["files"].items()]
    return "\n".join(lines)


def _splits(about: Mapping[str, Any]) -> str:
    """Held-out metrics by split, with 95 % intervals."""
    lines = [
        "## Held-out metrics",
        "",
        "95 % intervals from resampling whole publishers.",
        "",
        f"| split | {' | '.join(METRICS)} |",
        f"|---|{'---|' * len(METRICS)}",
    ]
    for split, found in about["splits"].items():
        cells = [_cell(found[name]) if name in found else "–" for name in METRICS]
        lines.append(f"| {SPLIT_TITLES[split]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(metric: Mapping[str, float]) -> str:
    """A value with its interval."""
    return f"{metric['value']:.3f} ({metric['low']:.3f}–{metric['high']:.3f})"


def _calibration(task: Task, about: Mapping[str, Any]) -> str:
    """The band and the reliability table."""
    low, high = about["band"]
    outside = about["outside_band"]
    silence = (
        f"Says nothing when *{task.positive}* has a probability between {low:.2f} and {high:.2f}."
        if task.binary
        else f"Says nothing when no label reaches {high:.2f}."
    )
    lines = [
        "## Calibration and silence",
        "",
        f"{silence} Held out, it answers for {outside['coverage']:.0%} of the rows and is right in "
        f"{outside['precision']:.0%} of its answers.",
        "",
        "| said | was | rows |",
        "|---|---|---|",
    ]
    lines += [f"| {b['said']:.2f} | {b['was']:.2f} | {b['n']} |" for b in about["reliability"]]
    return "\n".join(lines)


def _slices(about: Mapping[str, Any]) -> str:
    """Accuracy by lean, variety and source; publishers and topics at their extremes."""
    lines = [
        "## Slices (publishers never seen)",
        "",
        "| slice | rows | accuracy | false positives |",
    ]
    lines.append("|---|---|---|---|")
    for name, values in about["slices"].items():
        shown = sorted(values.items(), key=lambda item: item[1]["accuracy"])
        if len(shown) > 10:
            shown = shown[:5] + shown[-5:]
        for value, found in shown:
            lines.append(
                f"| {name}: {value} | {found['n']} | {found['accuracy']:.2f} | "
                f"{found['false_positives']:.2f} |"
            )
    return "\n".join(lines)


def _failures(about: Mapping[str, Any]) -> str:
    """The surest mistakes on rows of our own."""
    lines = ["## Surest mistakes", ""]
    lines += [f"- *{row['label']}*: {row['text']}" for row in about["worst"]]
    return "\n".join(lines if about["worst"] else [*lines, "None among our own rows."])


def _reproduce(task: Task, about: Mapping[str, Any]) -> str:
    """How to get the same bytes."""
    files = [name for name in about["data"]["files"] if not name.endswith(".jsonl")]
    data = "".join(f" --data {name}" for name in files)
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return "\n".join(
        [
            "## Reproduce",
            "",
            f"    presscard retrain {task.name}{data}",
            "",
            f"Seed {about['seed']}, data {about['data']['digest']}; {versions}. The same rows and "
            "versions on the same kind of machine give the same bytes.",
        ]
    )
