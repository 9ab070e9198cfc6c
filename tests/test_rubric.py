"""The rubric's promises, for every combination of outcomes that hypothesis can think of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.card import Observation, Outcome
from server.rubric import (
    BANDS,
    BY_SIGNAL,
    EARNS,
    MIN_WORDS,
    WEIGHTS,
    Facts,
    band_of,
    rate,
)

ENOUGH = Facts(word_count=400)
BETTER = [Outcome.FAIL, Outcome.PARTIAL, Outcome.PASS]
pages = st.fixed_dictionaries({w.signal: st.sampled_from(list(Outcome)) for w in WEIGHTS})
signals = st.sampled_from([w.signal for w in WEIGHTS])


def observed(page):
    return [Observation(signal, outcome, "x") for signal, outcome in page.items()]


def rated(page, facts=ENOUGH, **errors):
    return rate(observed(page), facts, errors)


def all_are(outcome):
    return dict.fromkeys(BY_SIGNAL, outcome)


def test_weights_add_up_to_a_hundred_and_each_has_a_reason():
    assert sum(weight.points for weight in WEIGHTS) == 100
    assert all(len(weight.reason.split()) > 5 for weight in WEIGHTS)
    assert len(BY_SIGNAL) == len(WEIGHTS)


@pytest.mark.parametrize(
    ("outcome", "score", "band"),
    [(Outcome.PASS, 100, "most"), (Outcome.FAIL, 0, "little")],
)
def test_the_ends_of_the_scale(outcome, score, band):
    verdict = rated(all_are(outcome))
    assert (verdict.score, verdict.band) == (score, band)


def test_bands_cover_the_scale():
    assert [band_of(score) for score in (0, 39, 40, 59, 60, 79, 80, 100)] == [
        "little", "little", "some", "some", "much", "much", "most", "most",
    ]  # fmt: skip
    assert sorted((lowest for _, lowest in BANDS), reverse=True) == [lowest for _, lowest in BANDS]


@given(pages)
def test_the_score_is_points_over_points_and_lies_in_its_range(page):
    verdict = rated(page)
    if verdict.score is None:
        return
    earned = sum(item.earned for item in verdict.points.values())
    counted = sum(item.counted for item in verdict.points.values())
    assert verdict.score == round(100 * earned / counted)
    assert 0 <= verdict.low <= verdict.score <= verdict.high <= 100
    assert verdict.band == band_of(verdict.score)


@given(pages, signals, st.sampled_from(BETTER), st.sampled_from(BETTER))
def test_a_better_outcome_never_lowers_the_score(page, signal, one, other):
    worse, better = sorted((one, other), key=BETTER.index)
    low, high = rated(page | {signal: worse}), rated(page | {signal: better})
    if low.score is not None and high.score is not None:
        assert low.score <= high.score


@given(pages, signals, st.floats(0, 1), st.floats(0, 1))
def test_a_greater_degree_never_lowers_the_score(page, signal, one, other):
    others = [item for item in observed(page) if item.id != signal]
    low, high = (
        rate([*others, Observation(signal, Outcome.PARTIAL, "x", degree=degree)], ENOUGH)
        for degree in sorted((one, other))
    )
    if low.score is not None and high.score is not None:
        assert low.score <= high.score


@given(pages, signals)
def test_unknown_is_never_worse_than_a_fail(page, signal):
    failed, unknown = rated(page | {signal: Outcome.FAIL}), rated(page | {signal: Outcome.UNKNOWN})
    if failed.score is not None and unknown.score is not None:
        assert unknown.score >= failed.score


@given(pages, signals)
def test_not_applicable_changes_neither_sum(page, signal):
    with_it = rated(page | {signal: Outcome.NOT_APPLICABLE})
    without = rate([o for o in observed(page) if o.id != signal], ENOUGH)
    assert (with_it.score, with_it.low, with_it.high) == (without.score, without.low, without.high)


@given(pages, st.sampled_from([w.signal for w in WEIGHTS if w.volunteered]))
def test_what_is_volunteered_never_scores_below_silence(page, signal):
    silent = rated(page | {signal: Outcome.UNKNOWN})
    for outcome in (Outcome.PARTIAL, Outcome.PASS):
        said = rated(page | {signal: outcome})
        if silent.score is not None and said.score is not None:
            assert said.score >= silent.score


@given(pages)
def test_wire_copy_never_scores_below_staff_copy(page):
    staff = page | {"author": Outcome.PASS, "agency_attribution": Outcome.UNKNOWN}
    wire = page | {"author": Outcome.NOT_APPLICABLE, "agency_attribution": Outcome.PASS}
    staff, wire = rated(staff), rated(wire)
    if staff.score is not None and wire.score is not None:
        assert wire.score >= staff.score


@given(pages, signals, st.sampled_from(list(EARNS)))
def test_reading_an_unknown_signal_stays_within_the_range(page, signal, outcome):
    weight = BY_SIGNAL[signal]
    if weight.volunteered and outcome is Outcome.FAIL:
        return
    before, after = rated(page | {signal: Outcome.UNKNOWN}), rated(page | {signal: outcome})
    if before.score is not None and after.score is not None:
        assert before.low <= after.score <= before.high


@given(pages, st.sampled_from([w.signal for w in WEIGHTS if w.missable]))
def test_finding_what_was_missed_stays_within_the_range(page, signal):
    before, after = rated(page | {signal: Outcome.FAIL}), rated(page | {signal: Outcome.PASS})
    if before.score is not None and after.score is not None:
        assert after.score <= before.high


def test_a_classifier_that_errs_more_widens_the_range():
    page = all_are(Outcome.PASS)
    sure, unsure = rated(page, loaded_language=0.0, clickbait=0.0), rated(page, loaded_language=0.3)
    assert sure.low == 100
    assert unsure.low < 98


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (Facts(400, kind="home"), "home"),
        (Facts(400, kind="list"), "list"),
        (Facts(400, kind="gallery"), "gallery"),
        (Facts(400, kind="video"), "video"),
        (Facts(400, kind="error"), "error"),
        (Facts(400, kind="other"), "not_an_article"),
        (Facts(400, kind="paywall"), "paywall"),
        (Facts(400, kind="consent"), "consent"),
        (Facts(0), "no_text"),
        (Facts(400, language_supported=False), "unsupported_language"),
        (Facts(400, genre="satire"), "satire"),
        (Facts(MIN_WORDS - 1), "too_short"),
        (Facts(MIN_WORDS), None),
        (Facts(400, kind="live"), None),
        (Facts(400, genre="opinion"), None),
    ],
)
def test_why_a_page_gets_no_number(facts, reason):
    verdict = rated(all_are(Outcome.PASS), facts)
    assert verdict.reason == reason
    assert (verdict.score is None) is (reason is not None)
    assert len(verdict.points) == len(WEIGHTS)


def test_a_page_of_which_too_little_was_read_gets_no_number():
    page = all_are(Outcome.UNKNOWN)
    assert rated(page).reason == "too_little_read"
    read = [w.signal for w in WEIGHTS if w.points >= 6]
    assert rated(page | dict.fromkeys(read, Outcome.PASS)).reason is None


def test_counts_of_what_was_read():
    page = all_are(Outcome.PASS) | {"dates": Outcome.UNKNOWN, "links_out": Outcome.NOT_APPLICABLE}
    verdict = rated(page)
    scored = [weight for weight in WEIGHTS if weight.points]  # the others are only described
    assert verdict.assessable == len(scored) - 1
    assert verdict.assessed == len(scored) - 2
