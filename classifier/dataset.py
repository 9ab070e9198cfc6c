"""Labelled rows: read, checked, and split so that no publisher is on both sides.

A wrong row stops everything with the file and line it is on. Knows no models.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from classifier.modelfile import Fitted, from_bytes, read_bytes
from classifier.public import CONVERTERS, Converter, read_records
from classifier.tasks import Task

TRAINING_DATA = Path(__file__).parents[1] / "training_data"
BASE = "base.skops"
LONGEST_TEXT = 100_000
SHORTEST_TEXT = 3
OPTIONAL = ("publisher", "topic", "lean", "variety", "pair", "note", "source", "weight")
FOLDS = 5


class DataError(ValueError):
    """A file of rows that cannot be used, with where and why."""

    def __init__(self, path: Path, line: int | None, why: str) -> None:
        self.path, self.line, self.why = path, line, why
        super().__init__(f"{path}:{line}: {why}" if line else f"{path}: {why}")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text. `group` never stands on both sides of a split."""

    id: str
    text: str
    label: str
    group: str
    file: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    """publisher, topic, lean, variety, pair: what slices and splits need, where known."""


def has_own(task: Task) -> bool:
    """Whether rows were written for the task."""
    return any((TRAINING_DATA / task.name).glob("*.jsonl"))


def own_files(task: Task) -> list[Path]:
    """The rows written for Presscard; DataError when this installation has none."""
    folder = TRAINING_DATA / task.name
    found = sorted(folder.glob("*.jsonl"))
    if not found:
        why = "no rows here; training_data/ comes with the repository, not with the package"
        raise DataError(folder, None, why)
    return found


def own_base(task: Task) -> Fitted | None:
    """The base that the task's own rows are learned on top of; None when it has none."""
    path = TRAINING_DATA / task.name / BASE
    return from_bytes(read_bytes(path), path.name) if path.exists() else None


def load(task: Task, paths: Sequence[Path], *, evaluate_only: bool = False) -> list[Row]:
    """Read files (JSON lines, or a public set known by its name), without duplicates.

    `evaluate_only` also reads public sets whose licence forbids training a model that ships.
    """
    rows: list[Row] = []
    seen: dict[str, tuple[str, str]] = {}
    for path in paths:
        for line, row in _read(task, path, evaluate_only=evaluate_only):
            key = fingerprint(row.text)
            where = f"{path}:{line}" if line else str(path)
            earlier = seen.get(key)
            if earlier is None:
                seen[key] = (row.label, where)
                rows.append(row)
            elif earlier[0] != row.label and path.suffix == ".jsonl":
                why = f"same text as {earlier[1]} but labelled {row.label!r}, not {earlier[0]!r}"
                raise DataError(path, line, why)
    missing = set(task.labels) - {row.label for row in rows}
    if missing and not evaluate_only:
        raise DataError(paths[0], None, f"no row is labelled {', '.join(sorted(missing))}")
    return rows


def set_of_another(task: str, path: Path) -> bool:
    """Whether the file is a public set known for other tasks, and not for this one."""
    readers = {c.task for c in CONVERTERS if c.reads(c.task, path)}
    return bool(readers) and task not in readers


def fingerprint(text: str) -> str:
    """What makes two texts the same: their letters and digits, without case."""
    bare = re.sub(r"[\W_]+", " ", text.lower()).strip()
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()


def digest(rows: Iterable[Row]) -> str:
    """One fingerprint of all rows and labels, whatever their order."""
    lines = sorted(f"{fingerprint(row.text)} {row.label} {row.group}" for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


# --- reading -----------------------------------------------------------------------------------


def _read(task: Task, path: Path, *, evaluate_only: bool) -> Iterator[tuple[int | None, Row]]:
    """(line, row) of one file."""
    if not path.is_file():
        raise DataError(path, None, "there is no such file")
    converter = next((c for c in CONVERTERS if c.reads(task.name, path)), None)
    if converter is not None:
        yield from _read_public(task, path, converter, evaluate_only=evaluate_only)
    elif path.suffix == ".jsonl":
        yield from _read_lines(task, path)
    else:
        known = ", ".join(sorted({c.stem for c in CONVERTERS if c.task == task.name})) or "none"
        why = f"neither .jsonl nor a public set known for {task.name} (known: {known})"
        raise DataError(path, None, why)


def _read_public(
    task: Task, path: Path, converter: Converter, *, evaluate_only: bool
) -> Iterator[tuple[int | None, Row]]:
    """Rows of a public set; its own licence decides whether they may train."""
    if not converter.may_train and not evaluate_only:
        why = f"licensed {converter.licence}: for `presscard evaluate --against`, not for training"
        raise DataError(path, None, why)
    try:
        records = read_records(path)
    except (ImportError, OSError, ValueError) as error:
        raise DataError(path, None, str(error)) from error
    for number, record in enumerate(records, 1):
        converted = converter.convert(record)
        if converted is not None and len(converted["text"].strip()) >= SHORTEST_TEXT:
            yield None, _row(task, path, number, {**converted, "source": converter.stem})


def _read_lines(task: Task, path: Path) -> Iterator[tuple[int | None, Row]]:
    """Rows of a JSON lines file, each checked."""
    ids: dict[str, int] = {}
    with path.open(encoding="utf-8") as file:
        try:
            lines = file.read().splitlines()
        except UnicodeDecodeError as error:
            raise DataError(path, None, f"not UTF-8: {error.reason}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(path, number, f"not JSON: {error.msg}") from error
        row = _row(task, path, number, record)
        if row.id in ids:
            raise DataError(
                path, number, f"the id {row.id!r} is already used on line {ids[row.id]}"
            )
        ids[row.id] = number
        yield number, row


def _row(task: Task, path: Path, line: int, record: Any) -> Row:
    """A checked row."""
    if not isinstance(record, dict):
        raise DataError(path, line, "a row is a JSON object")
    for name in ("id", "text", "label"):
        if not isinstance(record.get(name), str) or not record[name].strip():
            raise DataError(path, line, f"{name!r} must be a string that is not empty")
    text, label = record["text"].strip(), record["label"]
    if label not in task.labels:
        raise DataError(path, line, f"label {label!r} is none of {', '.join(task.labels)}")
    if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
        why = f"a text has {SHORTEST_TEXT} to {LONGEST_TEXT} characters, this one {len(text)}"
        raise DataError(path, line, why)
    facts = {}
    for name in OPTIONAL:
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            raise DataError(path, line, f"{name!r} must be a string")
        if value:
            facts[name] = value
    group = facts.get("publisher") or facts.get("topic") or facts.get("pair") or record["id"]
    source = facts.get("source", "")
    return Row(record["id"], text, label, f"{source}/{group}", path.name, facts)


# --- splitting ---------------------------------------------------------------------------------


def folds(rows: Sequence[Row], seed: int, *, by: str = "group") -> list[tuple[Any, Any]]:
    """(train, test) row numbers of each fold: groups disjoint, labels in proportion.

    A training row that shares a contrastive pair with a test row is left out of training: it
    would be a near-duplicate. `by` may name a fact ("topic") to split by that instead, or
    "random".
    """
    names = [_side(row, by) for row in rows]
    labels = [row.label for row in rows]
    count = min(FOLDS, len(set(names)))
    if count < 2:
        raise ValueError(f"rows of one {by} alone cannot be split")
    splitter = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=seed)
    split = []
    for train, test in splitter.split(np.zeros(len(rows)), labels, names):
        pairs = {rows[n].facts["pair"] for n in test if "pair" in rows[n].facts}
        kept = [n for n in train if by == "random" or rows[n].facts.get("pair") not in pairs]
        split.append((np.array(kept), test))
    return split


def _side(row: Row, by: str) -> str:
    """What must not be on both sides."""
    if by == "group":
        return row.group
    return row.id if by == "random" else row.facts.get(by, row.group)
