"""Retraining: reproducible, refuses to regress, replaces in one step, writes what it measured."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from classifier import retrain as module
from classifier.dataset import DataError
from classifier.dataset import load as load_rows
from classifier.evaluate import evaluate
from classifier.model_card import METRICS as METRICS_SHOWN
from classifier.modelfile import Fitted, ModelError, from_bytes, to_bytes
from classifier.predict import load, prepared
from classifier.retrain import Material, Regression, retrain
from classifier.tasks import TASKS

from .conftest import sentences

TASK = "loaded_language"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A model of made-up rows: (rows, folder of models)."""
    folder = tmp_path_factory.mktemp("models")
    rows = folder / "made.jsonl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in sentences()), "utf-8")
    retrain(TASK, [rows], models=folder, own_rows=False)
    return rows, folder


def test_the_same_rows_give_the_same_bytes(trained: tuple[Path, Path], tmp_path: Path) -> None:
    rows, folder = trained
    retrain(TASK, [rows], models=tmp_path, own_rows=False)
    for name in (f"{TASK}.skops", f"{TASK}.metrics.json", f"{TASK}.MODEL_CARD.md"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_progress_only_grows_and_ends_at_one(trained: tuple[Path, Path], tmp_path: Path) -> None:
    seen: list[float] = []
    retrain(
        TASK,
        [trained[0]],
        models=tmp_path,
        own_rows=False,
        progress=lambda _, share: seen.append(share),
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_metrics_are_held_out_and_have_intervals(trained: tuple[Path, Path]) -> None:
    about = load(TASK, trained[1]).about
    for split in ("group", "topic", "random"):
        auc = about["splits"][split]["auc"]
        assert auc["low"] <= auc["value"] <= auc["high"]
    assert about["data"]["rows"] == 160
    assert about == json.loads((trained[1] / f"{TASK}.metrics.json").read_text("utf-8"))


def test_labels_that_words_do_not_tell_are_not_learned(
    rows: Any, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    rng = np.random.default_rng(4)
    noise = [{**row, "label": ("loaded", "neutral")[rng.integers(2)]} for row in rows]
    made = retrain(
        TASK, [write_rows(noise)], models=tmp_path, own_rows=False, allow_regression=True
    )
    assert 0.3 < made.metrics["auc"]["value"] < 0.7


def test_a_worse_model_is_refused_and_the_old_one_stays(
    trained: tuple[Path, Path], rows: Any, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    retrain(TASK, [trained[0]], models=tmp_path, own_rows=False)
    before = (tmp_path / f"{TASK}.skops").read_bytes()
    noise = [{**row, "label": ("loaded", "neutral")[n // 2 % 2]} for n, row in enumerate(rows)]
    with pytest.raises(Regression, match="below") as caught:
        retrain(TASK, [write_rows(noise)], models=tmp_path, own_rows=False)
    assert any("model in place" in reason for reason in caught.value.reasons)
    assert (tmp_path / f"{TASK}.skops").read_bytes() == before


def test_a_model_without_a_public_set_of_the_last_does_not_replace_it(
    trained: tuple[Path, Path], rows: Any, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    records = [
        {"id": f"m{n}", "text": f"{row['text']} Again.", "label": int(row["label"] == "loaded")}
        for n, row in enumerate(rows)
    ]
    public = write_rows(records, "mbic.rows")
    retrain(TASK, [trained[0], public], models=tmp_path, own_rows=False)
    with pytest.raises(Regression, match=r"trained on mbic\.rows, too"):
        retrain(TASK, [trained[0]], models=tmp_path, own_rows=False)


def test_regression_can_be_allowed_and_is_reported(
    trained: tuple[Path, Path], rows: Any, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    retrain(TASK, [trained[0]], models=tmp_path, own_rows=False)
    noise = [{**row, "label": ("loaded", "neutral")[n // 2 % 2]} for n, row in enumerate(rows)]
    made = retrain(
        TASK, [write_rows(noise)], models=tmp_path, own_rows=False, allow_regression=True
    )
    assert made.reasons
    assert made.previous is not None


@pytest.mark.parametrize("stage", ["write", "to_bytes", "_about"])
def test_a_crash_leaves_the_old_model(
    stage: str, trained: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    retrain(TASK, [trained[0]], models=tmp_path, own_rows=False)
    before = load(TASK, tmp_path).version

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, stage, crash)
    with pytest.raises(KeyboardInterrupt):
        retrain(TASK, [trained[0]], models=tmp_path, own_rows=False)
    assert load(TASK, tmp_path).version == before
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{TASK}{end}" for end in (".skops", ".metrics.json", ".MODEL_CARD.md")
    }


def test_a_running_server_sees_the_new_model(
    trained: tuple[Path, Path], rows: Any, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    retrain(TASK, [trained[0]], models=tmp_path, own_rows=False)
    old = load(TASK, tmp_path)
    retrain(TASK, [write_rows(rows[:120])], models=tmp_path, own_rows=False, allow_regression=True)
    new = load(TASK, tmp_path)
    assert new.version != old.version
    assert old.predict(["The council slammed the vile budget."])[0].label is not None


def test_without_rows_of_our_own_it_says_where_they_come_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("classifier.dataset.TRAINING_DATA", tmp_path)
    with pytest.raises(DataError, match="comes with the repository"):
        retrain(TASK, models=tmp_path)


def test_our_rows_move_a_base_and_keep_what_it_knew(
    trained: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "rows" / TASK
    own.mkdir(parents=True)
    made = [{**row, "text": row["text"].replace("slammed", "praised")} for row in sentences()]
    (own / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made), "utf-8")
    monkeypatch.setattr("classifier.dataset.TRAINING_DATA", tmp_path / "rows")
    retrain(TASK, models=tmp_path / "alone")
    base = replace(load(TASK, trained[1]).fitted, about={"held_out": METRICS, "files": {}})
    with_base = replace(base, classifier=logistic(base.classifier))
    (own / "base.skops").write_bytes(to_bytes(with_base))
    retrain(TASK, models=tmp_path / "based")
    text = "The council slammed the joint census."  # "slammed" is in no row of ours
    alone, based = (load(TASK, tmp_path / name).scores([text])[0] for name in ("alone", "based"))
    assert based > alone
    first = (tmp_path / "based" / f"{TASK}.skops").read_bytes()
    retrain(TASK, models=tmp_path / "based")
    assert (tmp_path / "based" / f"{TASK}.skops").read_bytes() == first
    assert "## Base" in (tmp_path / "based" / f"{TASK}.MODEL_CARD.md").read_text("utf-8")


def test_our_rows_reorder_the_bases_rows_and_leave_their_even_point_alone(
    write_rows: Callable[..., Path],
) -> None:
    """On the base's mean row, the joined model says what the base alone says, times a factor."""
    task = TASKS[TASK]
    known = load_rows(task, [write_rows(sentences())])
    ours = load_rows(task, [write_rows(sentences()[:60])])
    below = Material(task, known)
    space, classifier = below.fit(range(len(known)))
    centre = below.centre(space)
    base = Fitted(TASK, task.labels, space, classifier, (1.0, 0.0), (0.5, 0.5), {}, centre)
    base = from_bytes(to_bytes(base), TASK)
    _, free = Material(task, ours, base=replace(base, centre=None)).fit(range(len(ours)))
    _, held = Material(task, ours, base=base).fit(range(len(ours)))
    factor = free.intercept_ / base.classifier.intercept_
    there = base.classifier.coef_ @ base.centre + base.classifier.intercept_
    assert held.coef_ @ base.centre + held.intercept_ == pytest.approx(factor * there, abs=1e-3)
    assert free.coef_ @ base.centre + free.intercept_ != pytest.approx(factor * there, abs=1e-2)


METRICS = {name: {"value": 0.9, "low": 0.8, "high": 1.0} for name in METRICS_SHOWN}


def logistic(linear: Any) -> LogisticRegression:
    """The weights as scikit-learn holds them, for writing."""
    made = LogisticRegression()
    made.coef_, made.intercept_, made.classes_ = linear.coef_, linear.intercept_, linear.classes_
    return made


def test_evaluate_shows_stored_figures_or_measures_a_file(trained: tuple[Path, Path]) -> None:
    rows, folder = trained
    stored = evaluate(TASK, models=folder)
    assert stored.metrics == load(TASK, folder).about["splits"]["group"]
    fresh = evaluate(TASK, rows, models=folder)
    assert fresh.metrics["accuracy"]["value"] > 0.95
    assert fresh.details["rows"] == 160
    assert "publisher" not in fresh.details["slices"]  # 16 rows each: too few to say
    assert set(fresh.details["slices"]["topic"]) == {f"topic-{n}" for n in range(8)}


def test_evaluating_without_a_model_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="presscard retrain"):
        evaluate(TASK, models=tmp_path)


def test_the_model_card_names_data_splits_and_command(trained: tuple[Path, Path]) -> None:
    card = (trained[1] / f"{TASK}.MODEL_CARD.md").read_text("utf-8")
    for part in ("made.jsonl", "publishers never seen", "presscard retrain", "Says nothing when"):
        assert part in card


def test_contributions_add_up_to_the_score(trained: tuple[Path, Path]) -> None:
    model = load(TASK, trained[1])
    text = "The council slammed the vile and absurd budget of “district” 3 on Monday, twice."
    reading, parts = model.contributions(text)
    others = sum(
        model._weights.sparse[0, column] * value
        for column, value, _, last in reading.entries
        if not last
    )
    expected = model.scores([text])[0]
    assert parts.sum() + others + model._weights.offset[0] == pytest.approx(expected, abs=1e-5)


def test_spans_are_the_loaded_words(trained: tuple[Path, Path]) -> None:
    text = "The council slammed the vile budget of district 3 on day 4."
    prediction = load(TASK, trained[1]).predict([text])[0]
    shown = {text[start:end] for start, end in prediction.spans}
    assert prediction.label == "loaded"
    assert shown & {"slammed", "vile", "slammed the vile"}
    assert not shown & {"council", "budget", "the"}


def test_speech_of_others_does_not_count(trained: tuple[Path, Path]) -> None:
    model = load(TASK, trained[1])
    own = model.probabilities(["The council slammed the vile, absurd and shameful budget."])[0]
    speech = model.probabilities(
        ["The council “slammed the vile, absurd and shameful budget,” he said."]
    )[0]
    assert own > 0.9
    assert speech < own - 0.3


def test_lower_case_tasks_keep_places() -> None:
    text = "İSTANBUL Mayor SPEAKS"
    assert len(prepared(text, TASKS["clickbait"])) == len(text)
    assert prepared(text, TASKS["clickbait"])[1:] == "stanbul mayor speaks"


def test_the_report_is_one_page_that_fetches_nothing(
    rows: Any, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    marked = [{**row, "text": f"{row['text']} <script>alert(1)</script>"} for row in rows]
    page = tmp_path / "reports" / "page.html"
    retrain(TASK, [write_rows(marked)], models=tmp_path, own_rows=False, report_to=page)
    shown = page.read_text("utf-8")
    for part in ("called loaded", "Learning curve", "slammed", "topic-3", "aria-label"):
        assert part in shown
    assert "<script" not in shown
    assert "http" not in shown
    assert "src=" not in shown
