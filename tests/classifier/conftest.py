"""Small labelled sets, made up here, that a model can learn in a moment."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Rows = list[dict[str, Any]]
LOADED = ["reckless", "shameful", "disgraceful", "corrupt", "idiotic", "brutal", "vile", "absurd"]
PLAIN = ["annual", "regional", "draft", "revised", "joint", "second", "public", "written"]
NOUNS = [
    "budget",
    "plan",
    "report",
    "vote",
    "treaty",
    "audit",
    "tender",
    "ruling",
    "permit",
    "census",
]
VERBS = {"loaded": "slammed", "neutral": "described"}


def sentences() -> Rows:
    """160 sentences of ten publishers; the words alone tell the labels apart."""
    pairs = itertools.product(range(8), enumerate(NOUNS), ("loaded", "neutral"))
    return [
        {
            "id": f"{label}-{n}-{noun}",
            "text": f"The council {VERBS[label]} the {(LOADED if label == 'loaded' else PLAIN)[n]} "
            f"{noun} of district {n} on day {place}.",
            "label": label,
            "publisher": f"paper-{place}",
            "topic": f"topic-{n}",
        }
        for n, (place, noun), label in pairs
    ]


@pytest.fixture
def rows() -> Rows:
    """The sentences."""
    return sentences()


@pytest.fixture
def write_rows(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as JSON lines."""

    def write(rows: Rows, name: str = "rows.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return path

    return write
