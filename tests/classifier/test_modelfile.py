"""Model files: only what we wrote is loaded, and every other file has a clear answer."""

import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import FunctionTransformer

from classifier.modelfile import MODELS, ModelError, from_bytes, probabilities, write
from classifier.predict import available, load
from classifier.tasks import TASKS

MODEL = MODELS / "loaded_language.skops"


def state() -> dict[str, Any]:
    """The shipped model's state."""
    loaded: dict[str, Any] = skops.io.load(MODEL, trusted=[])
    return loaded


def test_a_foreign_type_is_refused_by_name() -> None:
    raw = skops.io.dumps({**state(), "classifier": FunctionTransformer(str.lower)})
    with pytest.raises(ModelError, match=r"not trusted: sklearn\.preprocessing"):
        from_bytes(raw, "x.skops")


def test_skops_itself_trusts_every_shipped_model() -> None:
    assert all(skops.io.get_untrusted_types(file=path) == [] for path in MODELS.glob("*.skops"))


@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04", pickle.dumps({"format": 1}), b"\x00" * 100], ids=len
)
def test_what_is_no_skops_file_is_refused(raw: bytes) -> None:
    with pytest.raises(ModelError, match="not a skops file"):
        from_bytes(raw, "x.skops")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": 99}, "format 99"),
        ({"representation": "0"}, "presscard retrain"),
        ({"rarity": None}, "not a Presscard model"),
        ({"style_scale": np.zeros(3)}, "columns and coefficients"),
    ],
)
def test_a_file_out_of_step_is_refused(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ModelError, match=why):
        from_bytes(skops.io.dumps({**state(), **change}), "x.skops")


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / MODEL.name).write_bytes(MODEL.read_bytes()[:-200])
    with pytest.raises(ModelError):
        load("loaded_language", tmp_path)


def test_an_unknown_task_and_a_missing_model_have_a_clear_answer(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no task 'lean'"):
        load("lean", tmp_path)
    with pytest.raises(ModelError, match="presscard retrain clickbait"):
        load("clickbait", tmp_path)


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "model"
    write(path, b"old")
    with pytest.raises(TypeError):
        write(path, "new")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_shipped_models_are_small_and_undated() -> None:
    for path in MODELS.glob("*.skops"):
        assert path.stat().st_size < 2_000_000
        with zipfile.ZipFile(path) as archive:
            assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_every_task_ships_a_model_with_its_papers() -> None:
    assert available() == list(TASKS)
    for task in TASKS:
        assert load(task).about["splits"]["group"]["macro_f1"]["value"] > 0.5
        for end in ("metrics.json", "MODEL_CARD.md"):
            assert (MODELS / f"{task}.{end}").exists()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(-5, 5), st.floats(-5, 5))
def test_calibrated_probabilities_are_probabilities(
    scores: list[float], slope: float, offset: float
) -> None:
    made = probabilities(np.array(scores), (slope, offset))
    assert ((made >= 0) & (made <= 1)).all()


@given(st.lists(st.tuples(*[st.floats(-1e4, 1e4)] * 3), min_size=1), st.floats(0.05, 20))
def test_shares_add_up_to_one(scores: list[tuple[float, ...]], temperature: float) -> None:
    made = probabilities(np.array(scores), (temperature,))
    assert np.allclose(made.sum(1), 1)
