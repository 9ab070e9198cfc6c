"""Write training_data/<task>/base.skops: what public sets teach about a task, as weights.

    python tools/build_base.py TASK [--strength NUMBER] [--weight PREFIX=NUMBER]... FILE...

The files are public sets that may train a model that ships, and sentences labelled by
tools/label_sentences.py, each of which teaches every label by the encoder's probability of it.
None of their sentences is kept. `presscard retrain` learns our own rows
on top of the base (docs/decisions/bases.md says why). Same files, same bytes.
"""

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from classifier.dataset import BASE, TRAINING_DATA, Row, digest, load
from classifier.evaluate import with_intervals
from classifier.modelfile import Fitted, to_bytes, write
from classifier.network import OUTPUTS
from classifier.public import CONVERTERS
from classifier.representation import Space
from classifier.retrain import SEED, Material, judge_held_out
from classifier.tasks import TASKS, Task

STRENGTH = 1.0
"""Inverse regularisation: many rows ask for less than our few; the commands in
docs/decisions/bases.md say which base was built with another."""
ENCODER = "encoder"
"""Source of the rows that tools/label_sentences.py writes."""
ENCODER_LICENCE = "labels of our own encoder; sentences of AllSides articles, never kept"


def weighted(rows: list[Row], weights: dict[str, float]) -> list[Row]:
    """The rows, each with the weight of the file that it comes from."""
    made = []
    for row in rows:
        factor = next((w for name, w in weights.items() if row.file.startswith(name)), 1.0)
        sure = row.facts.get("weight", "1")
        made.append(replace(row, facts={**row.facts, "weight": str(factor), "sure": sure}))
    return made


def taught(task: Task, rows: list[Row]) -> list[Row]:
    """The rows, those of the encoder once for each label, weighed by its probability.

    The weight in its file is how far the probability of the best label stands above chance.
    """
    made = []
    for row in rows:
        if row.facts.get("source") != ENCODER:
            made.append(row)
            continue
        chance = 1 / len(task.labels)
        best = chance + (1 - chance) * float(row.facts["sure"])
        for label in task.labels:
            share = best if label == row.label else (1 - best) / (len(task.labels) - 1)
            weight = f"{float(row.facts['weight']) * share:.4f}"
            made.append(replace(row, label=label, facts={**row.facts, "weight": weight}))
    return made


def licence(task: Task, file: str) -> str:
    """What a file is licensed under."""
    found = [c.licence for c in CONVERTERS if c.task == task.name and file.startswith(c.stem)]
    return found[0] if found else ENCODER_LICENCE


def with_network(task: Task, space: Space, classifier: Any) -> Space:
    """The space with the network's columns; the base's score is the mean of the two log-odds.

    Fitted together with the words, the network's columns would get all the weight on rows that
    taught the network: BABE not in MBIC .819 so, .825 as the mean (docs/decisions/bases.md).
    """
    outputs = OUTPUTS.get(task.name, ())
    if outputs:
        at = len(space.ngrams) + len(space.style_scale)
        half, mine = classifier.coef_ / 2, np.eye(len(outputs)) / 2
        columns = np.hstack([half[:, :at], mine, half[:, at:]])
        classifier.coef_ = columns.astype(np.float32)
        classifier.intercept_ = classifier.intercept_ / 2
        classifier.n_features_in_ = columns.shape[1]
    return replace(space, network=outputs)


def build(task: Task, rows: list[Row], strength: float = STRENGTH) -> Fitted:
    """The base: neither calibrated nor silent, only weights and the mean row.

    That mean and its held-out figures are of the rows that no encoder of ours labelled, the figures
    of publishers never seen, without the network, which has seen them all.
    """
    lessons = taught(task, rows)
    space, classifier = Material(task, lessons, strength=strength).fit(range(len(lessons)))
    space = with_network(task, space, classifier)
    known = [row for row in rows if row.facts.get("source") != ENCODER]
    outcomes = judge_held_out(Material(task, known), "group")
    files = Counter(row.file for row in rows)
    about: dict[str, Any] = {
        "digest": digest(rows),
        "held_out": with_intervals(outcomes, SEED),
        "network": bool(space.network),
        "files": {name: [count, licence(task, name)] for name, count in sorted(files.items())},
    }
    calibration = (1.0, 0.0) if task.binary else (1.0,)
    centre = Material(task, known, outputs=space.network).centre(space)
    return Fitted(task.name, task.labels, space, classifier, calibration, (0.5, 0.5), about, centre)


def main() -> None:
    """Read the files named on the command line and write the base."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--strength", type=float, default=STRENGTH)
    parser.add_argument("--weight", action="append", default=[], metavar="PREFIX=NUMBER")
    asked = parser.parse_args()
    task = TASKS[asked.task]
    weights = {name: float(n) for name, n in (each.split("=") for each in asked.weight)}
    rows = weighted(load(task, asked.files), weights)
    path = TRAINING_DATA / task.name / BASE
    with threadpool_limits(1):
        write(path, to_bytes(build(task, rows, asked.strength)))
    print(f"{len(rows):,} rows -> {path} ({path.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
