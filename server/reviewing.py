"""Reader feedback on its way to becoming training rows: listed, reviewed by a person, exported.

Knows the store and the tasks' labels. Nothing here trains; only what a person accepted is exported.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from server.store import Store


def origins(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, int]:
    """How many rows each client sent: a flood from one shows."""
    return Counter(str(row["client"] or "unknown") for row in rows)


def copies(row: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> int:
    """How many other rows say the same of the same thing."""
    same = ("signal", "task", "quote")
    return sum(
        other["id"] != row["id"] and all(other[key] == row[key] for key in same) for other in rows
    )


def rows_to_train(store: Store, task: str) -> Iterator[dict[str, str]]:
    """Accepted sentences of a task as rows of training_data, one for each distinct sentence."""
    seen = set()
    for row in store.all_feedback("accepted"):
        if row["task"] != task or not row["label"] or row["quote"] in seen:
            continue
        seen.add(row["quote"])
        yield {
            "id": f"feedback-{row['id'][:12]}",
            "text": row["quote"],
            "label": row["label"],
            "source": "reader feedback, reviewed",
        }
