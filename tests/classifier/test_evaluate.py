"""Metrics: equal to scikit-learn's, with intervals and a silent band that keep their word."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, f1_score, roc_auc_score

from classifier.evaluate import (
    Outcomes,
    calibration_error,
    choose_band,
    metrics,
    outside,
    reliability,
    two_sided,
    with_intervals,
)


def two_labels(seed: int, size: int = 400, skill: float = 1.5) -> Outcomes:
    """Probabilities that are calibrated: the truth is drawn from them."""
    rng = np.random.default_rng(seed)
    said = 1 / (1 + np.exp(-rng.normal(0, skill, size)))
    truth = (rng.random(size) > said).astype(int)
    return Outcomes(truth, two_sided(said.round(2)), [f"g{n % 20}" for n in range(size)])


def three_labels(seed: int, size: int = 300) -> Outcomes:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet([0.5, 0.5, 0.5], size)
    truth = np.array([rng.choice(3, p=share) for share in shares])
    return Outcomes(truth, shares, [f"g{n % 20}" for n in range(size)])


@pytest.mark.parametrize("seed", range(4))
def test_metrics_of_two_labels_equal_scikit_learns(seed: int) -> None:
    made = two_labels(seed)
    positive, said = made.truth == 0, made.shares[:, 0]
    found = metrics(made)
    assert found["auc"] == pytest.approx(roc_auc_score(positive, said))
    assert found["brier"] == pytest.approx(brier_score_loss(positive, said))
    guess = made.shares.argmax(1)
    assert found["macro_f1"] == pytest.approx(f1_score(made.truth, guess, average="macro"))


def test_metrics_of_three_labels_equal_scikit_learns() -> None:
    made = three_labels(1)
    found = metrics(made)
    guess = made.shares.argmax(1)
    assert found["auc"] == pytest.approx(roc_auc_score(made.truth, made.shares, multi_class="ovr"))
    assert found["macro_f1"] == pytest.approx(f1_score(made.truth, guess, average="macro"))


def test_auc_is_left_out_where_a_label_is_missing() -> None:
    made = two_labels(1)
    assert "auc" not in metrics(made.of(np.flatnonzero(made.truth == 0)))


def test_calibration_error_sees_calibration() -> None:
    made = two_labels(3, size=8000)
    assert calibration_error(made) < 0.03
    bold = Outcomes(made.truth, two_sided(made.shares[:, 0] ** 0.2), made.groups)
    assert calibration_error(bold) > 0.15


def test_reliability_bins_hold_every_row_once() -> None:
    made = two_labels(2, size=403)
    assert sum(each["n"] for each in reliability(made)) == 403


def test_intervals_hold_the_value_and_widen_with_fewer_groups() -> None:
    many = two_labels(5)
    few = Outcomes(many.truth, many.shares, [f"g{n // 134}" for n in range(400)])
    for name, found in with_intervals(many).items():
        if name != "ece":  # resampling can only add to it
            assert found["low"] <= found["value"] <= found["high"]
    assert with_intervals(many) == with_intervals(many)
    assert set(with_intervals(few)) == set(with_intervals(many))


@pytest.mark.parametrize("made", [two_labels(1, 3000), three_labels(2, 3000)], ids=["two", "three"])
def test_outside_the_band_answers_are_right_often_enough(made: Outcomes) -> None:
    band = choose_band(made)
    assert outside(made, band)["precision"] >= 0.9
    assert 0 < outside(made, band)["coverage"] < 1


def test_a_model_that_knows_nothing_stays_silent() -> None:
    rng = np.random.default_rng(0)
    made = Outcomes(rng.integers(0, 2, 500), two_sided(rng.random(500)), ["g"] * 500)
    assert outside(made, choose_band(made))["coverage"] < 0.1
