"""Rows: every wrong one is named with its file and line; splits keep publishers apart."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from classifier.dataset import DataError, digest, folds, load, set_of_another
from classifier.tasks import TASKS

TASK = TASKS["loaded_language"]
GOOD = {"id": "a", "text": "The vote was held.", "label": "neutral"}

WRONG = [
    ("{", "not JSON"),
    ("[]", "a row is a JSON object"),
    (json.dumps({**GOOD, "label": "biased"}), "is none of loaded, neutral"),
    (json.dumps({**GOOD, "text": " "}), "'text' must be a string that is not empty"),
    (json.dumps({**GOOD, "text": 3}), "'text' must be"),
    (json.dumps({**GOOD, "text": "ab"}), "characters"),
    (json.dumps({**GOOD, "topic": ["x"]}), "'topic' must be a string"),
    (json.dumps({"text": "No id here."}), "'id' must be"),
    (json.dumps({**GOOD, "text": "Another text."}), "already used on line 1"),
    (json.dumps({**GOOD, "id": "b", "label": "loaded"}), "same text as"),
]


@pytest.mark.parametrize(("line", "why"), WRONG)
def test_a_wrong_row_names_its_file_and_line(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n\n{line}\n", "utf-8")
    with pytest.raises(DataError, match=f"rows.jsonl:3: .*{why}") as caught:
        load(TASK, [path])
    assert (caught.value.path, caught.value.line) == (path, 3)


def test_what_is_no_file_of_rows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')
    (tmp_path / "table.csv").write_text("a,b")
    for name, why in (
        ("none.jsonl", "no such"),
        ("latin.jsonl", "UTF-8"),
        ("table.csv", "neither"),
    ):
        with pytest.raises(DataError, match=why):
            load(TASK, [tmp_path / name])


def test_a_label_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(GOOD), "utf-8")
    with pytest.raises(DataError, match="no row is labelled loaded"):
        load(TASK, [path])


def test_the_same_text_is_one_row(rows: Any, write_rows: Callable[..., Path]) -> None:
    again = [{**row, "id": f"again-{row['id']}", "text": row["text"].upper()} for row in rows]
    assert len(load(TASK, [write_rows(rows + again)])) == len(rows)


def test_a_set_that_must_not_train_is_refused_for_training_alone(
    rows: Any, write_rows: Callable[..., Path]
) -> None:
    records = [{"id": str(n), "text": row["text"], "label": n % 2} for n, row in enumerate(rows)]
    path = write_rows(records, "babe__part.jsonl")
    with pytest.raises(DataError, match="AGPL"):
        load(TASK, [path])
    assert {row.label for row in load(TASK, [path], evaluate_only=True)} == {"loaded", "neutral"}


def test_sentences_of_one_article_of_newsmtsc_are_one_group(
    write_rows: Callable[..., Path],
) -> None:
    names = ("1000_401_25_Ann Lee_0_6", "1000_401_3_Ann Lee_0_6", "1000_402_3_she_0_3",
             "v1_18438065_-1_25_Ann Lee_4_11")  # fmt: skip
    records = [
        {"id": f"mtsc-allsides_{name}", "text": f"A sentence, number {n}.", "label": n % 3 - 1}
        for n, name in enumerate(names)
    ]
    rows = load(TASKS["sentiment"], [write_rows(records, "newsmtsc_rw.jsonl")])
    assert [row.group for row in rows] == [
        "newsmtsc/1000_401", "newsmtsc/1000_401", "newsmtsc/1000_402", "newsmtsc/v1_18438065",
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["group", "topic"])
def test_no_publisher_or_topic_is_on_both_sides(
    by: str, rows: Any, write_rows: Callable[..., Path]
) -> None:
    loaded = load(TASK, [write_rows(rows)])
    fact = "publisher" if by == "group" else by
    for train, test in folds(loaded, seed=1, by=by):
        assert not {loaded[n].facts[fact] for n in train} & {loaded[n].facts[fact] for n in test}


def test_a_contrastive_pair_is_never_on_both_sides(
    rows: Any, write_rows: Callable[..., Path]
) -> None:
    paired = [{**row, "pair": f"p{n % 40}"} for n, row in enumerate(rows)]
    loaded = load(TASK, [write_rows(paired)])
    for train, test in folds(loaded, seed=1):
        assert not {loaded[n].facts["pair"] for n in train} & {
            loaded[n].facts["pair"] for n in test
        }


def test_the_digest_knows_rows_but_not_their_order(
    rows: Any, write_rows: Callable[..., Path]
) -> None:
    loaded = load(TASK, [write_rows(rows)])
    assert digest(loaded) == digest(loaded[::-1])
    assert digest(loaded) != digest(loaded[1:])


@pytest.mark.parametrize(
    ("task", "name", "expected"),
    [
        ("sentiment", "mbic.parquet", True),
        ("loaded_language", "mbic.parquet", False),
        ("loaded_language", "rows.jsonl", False),
    ],
)
def test_sets_of_other_tasks_are_known(task: str, name: str, expected: bool) -> None:
    assert set_of_another(task, Path(name)) is expected
