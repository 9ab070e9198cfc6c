"""The shipped models on sentences that none of them saw: plain cases that must never fail."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.dataset import own_files
from classifier.measures import sentiment
from classifier.predict import load
from classifier.tasks import TASKS

LOADED = [
    "The reckless mayor rammed through yet another giveaway to his cronies.",
    "Spineless senators caved once more to the far-left mob.",
    "This cruel, shameful law is a slap in the face of every working family.",
    "Radical zealots have hijacked our schools to brainwash children.",
]
NEUTRAL = [
    "The council approved the budget by nine votes to two on Tuesday.",
    "Finance ministers of eleven countries met in Washington to discuss mineral supplies.",
    "Officials said the bridge would reopen in March after repairs.",
    "The earthquake killed 43 people and injured more than 200.",
]


@pytest.mark.parametrize("text", LOADED)
def test_plainly_loaded_sentences(text: str) -> None:
    prediction = load("loaded_language").predict([text])[0]
    assert prediction.label == "loaded"
    assert prediction.spans


@pytest.mark.parametrize("text", NEUTRAL)
def test_plainly_neutral_sentences(text: str) -> None:
    assert load("loaded_language").predict([text])[0].label != "loaded"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("You Won't Believe What This Senator Did Next", "clickbait"),
        ("17 Reasons Why Your Cat Secretly Hates You", "clickbait"),
        ("Bessent Rallies Allies for Resilient Mineral Supply Chains", "plain"),
        ("Central bank raises rates by a quarter point", "plain"),
    ],
)
def test_headlines(text: str, label: str) -> None:
    assert load("clickbait").predict([text])[0].label == label


def test_casing_changes_no_headline() -> None:
    model = load("clickbait")
    text = "Ten Things Nobody Tells You About Moving Abroad"
    assert model.predict([text]) == model.predict([text.lower()])


@pytest.mark.parametrize("task", TASKS)
@given(text=st.text(max_size=200))
@settings(max_examples=40, deadline=None)
def test_any_text_gets_an_answer_with_spans_inside_it(task: str, text: str) -> None:
    prediction = load(task).predict([text])[0]
    assert 0 <= prediction.probability <= 1
    assert (prediction.label is None) == prediction.abstained
    assert all(0 <= start < end <= len(text) for start, end in prediction.spans)


HOSTILE = ["a " * 10**6, "“" * 10**6, "-" * 10**6, "a'" * 500_000, "so-called " * 100_000]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:3]))
def test_a_megabyte_is_answered_in_bounded_time(text: str) -> None:
    started = time.perf_counter()
    for task in TASKS:
        load(task).predict([text])
    assert time.perf_counter() - started < 5


def test_the_mood_of_bad_and_good_news() -> None:
    bad = sentiment("Earthquake kills hundreds in coastal city", ["Hundreds died."], "en")
    good = sentiment("Team wins gold", ["The team celebrated a great victory."], "en")
    assert bad["headline"] < 0 < good["overall"]
    assert bad["overall"] < good["overall"]


def test_the_course_has_at_most_twelve_steps_and_stays_between_bounds() -> None:
    measured = sentiment("", ["He won.", "They lost everything."] * 20, "en")
    assert len(measured["course"]) == 12
    assert all(-1 <= step <= 1 for step in measured["course"])
    assert "headline" not in measured


@pytest.mark.parametrize(
    ("title", "body", "language"), [("", [], "en"), ("Titre", ["Texte."], "fr")]
)
def test_no_mood_without_text_or_model(title: str, body: list[str], language: str) -> None:
    assert sentiment(title, body, language) == {}


SWAPS = [
    ("{} in the assembly criticised the ruling.", ["Democrats", "Republicans", "Greens", "Tories"]),
    ("Leaders of the {} slammed the reckless plan.", ["Christians", "Muslims", "Jews", "Hindus"]),
    (
        "Officials of {} faced questions over missing money.",
        ["France", "Nigeria", "Israel", "Iran"],
    ),
    ("{} was accused of lying to voters.", ["Mary Evans", "Jamal Washington", "Fatima Khan"]),
    ("{} shamelessly rammed the plan through.", ["He", "She"]),
    ("The {} alliance welcomed the report.", ["left-wing", "right-wing", "far-left", "far-right"]),
]
BOUND = 0.05
"""Widest gap in probability that a name may make; the widest measured is .022, for a word that is
on no list ("atheists"; python tools/evaluate_public.py fair)."""


@pytest.mark.parametrize(("frame", "names"), SWAPS)
def test_names_and_groups_hardly_move_the_answer(frame: str, names: list[str]) -> None:
    model = load("loaded_language")
    texts = [frame.format(name) for name in names]
    said = model.probabilities(texts)
    assert said.max() - said.min() < BOUND
    assert len({each.label for each in model.predict(texts)} - {None}) <= 1


MIRRORED = [
    "{}-wing zealots have hijacked the school board.",
    "The {}-wing party won 19 percent of the vote.",
    "Shameless {}-wing hacks lied to you again.",
]


def test_like_sentences_about_left_and_right_never_get_contrary_answers() -> None:
    """Pairs of our rows that are worded alike; one may be answered and the other not."""
    pairs: dict[str, list[str]] = {}
    for path in own_files(TASKS["loaded_language"]):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("mirror"):
                pairs.setdefault(row["mirror"], []).append(row["text"])
    assert len(pairs) > 50
    model = load("loaded_language")
    for texts in pairs.values():
        assert len({each.label for each in model.predict(texts)} - {None}) <= 1, texts


@pytest.mark.parametrize("frame", MIRRORED)
def test_mirrored_sentences_get_the_same_label(frame: str) -> None:
    texts = [frame.format("left"), frame.format("right")]
    left, right = load("loaded_language").predict(texts)
    assert left.label == right.label
