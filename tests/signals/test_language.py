"""Loaded words, opinion and certainty: in the writer's voice only, and not under a label."""

import pytest

from server.article import Genre, GenreName
from server.signals.language import (
    observe_hedging_certainty,
    observe_loaded_language,
    observe_opinion_in_report,
)

PLAIN = "The council met on Monday. It voted on the bridge. Work starts in May. It will take long."
ALL = (observe_loaded_language, observe_opinion_in_report, observe_hedging_certainty)


def labelled(count, total, label):
    return [label] * count + ["neutral"] * (total - count)


@pytest.mark.parametrize(
    ("loaded", "outcome", "finding"),
    [(0, "pass", "none"), (1, "pass", "few"), (2, "partial", "some"), (4, "fail", "many")],
)
def test_loaded_language_by_share_of_sentences(reading, loaded, outcome, finding):
    text = f"{PLAIN} One more. And two. And three. And four."
    read = reading(text, labels={"loaded_language": labelled(loaded, 8, "loaded")})
    seen = observe_loaded_language(read)
    assert (seen.outcome, seen.finding) == (outcome, finding)
    assert seen.evidence


def test_the_loaded_words_of_a_speaker_are_the_speakers(reading):
    quoted = "“This corrupt bridge is a monstrous crime against decency,” said Ann Lee."
    labels = ["neutral"] * 4 + ["loaded"]
    seen = observe_loaded_language(reading(PLAIN, quoted, labels={"loaded_language": labels}))
    assert (seen.outcome, seen.details["count"]) == ("pass", 0)


def test_an_abstention_is_no_hit(reading):
    read = reading(PLAIN, labels={"loaded_language": [None] * 4})
    assert observe_loaded_language(read).details["count"] == 0


@pytest.mark.parametrize("observe", ALL)
def test_too_little_text_or_no_model_is_unknown(reading, observe):
    assert observe(reading("One sentence only.")).outcome == "unknown"
    assert observe(reading(PLAIN, language="xx")).outcome == "unknown"


@pytest.mark.parametrize("observe", ALL)
@pytest.mark.parametrize("name", [GenreName.OPINION, GenreName.REVIEW, GenreName.SATIRE])
def test_labelled_views_may_be_worded_as_they_like(reading, observe, name):
    read = reading(PLAIN, genre=Genre(name, labelled=True))
    assert observe(read).outcome == "not_applicable"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I think the bridge is a disgrace.", True),
        ("Make no mistake, this bridge must go.", True),
        ("Sadly, nobody came.", True),
        ("The mayor said, “I think the bridge is a disgrace to us all.”", False),
        ("The think tank met in the view of the bridge.", False),
        ("I walked across the bridge.", False),
        ("Our bridge is falling down.", True),
        ("Nobody came. Who can blame them?", True),
        ("Who must pay?", False),
        ("The mayor said, “We must close our bridge before it falls.”", False),
    ],
)
def test_opinion_in_report_by_words(reading, text, found):
    seen = observe_opinion_in_report(reading(PLAIN, text))
    assert (seen.details["count"] == 1) is found


def test_a_model_of_subjectivity_decides_where_there_is_one(reading):
    labels = {"subjectivity": ["opinion", "fact", "opinion", "fact"]}
    seen = observe_opinion_in_report(reading(PLAIN, labels=labels))
    assert (seen.outcome, seen.details["count"]) == ("fail", 2)


def test_between_the_limits_points_fall_evenly(reading):
    hits = ["loaded"] * 2 + ["neutral"] * 6
    seen = observe_loaded_language(reading(PLAIN, PLAIN, labels={"loaded_language": hits}))
    assert (seen.outcome, seen.degree) == ("partial", pytest.approx(0.5))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The bridge is undeniably the worst in the land.", True),
        ("Everyone knows who is to blame.", True),
        ("The bridge is undeniably bad, Ann Lee said.", False),
        ("“The bridge is undeniably the worst in the land,” said Ann Lee.", False),
        ("The bridge is the oldest in the county.", False),
        ("The certainty of a flood is not known.", False),
    ],
)
def test_certainty_that_nobody_vouches_for(reading, text, found):
    seen = observe_hedging_certainty(reading(PLAIN, text))
    assert (seen.details["count"] == 1) is found


def test_one_phrase_alone_is_never_a_fail(reading):
    seen = observe_hedging_certainty(reading(PLAIN, "The bridge is utterly lost."))
    assert seen.outcome in ("pass", "partial")
