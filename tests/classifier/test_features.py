"""Lexicons and style features: what each list finds, and that places are right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.features import (
    lexicons,
    read_words,
    speech,
    style,
    style_names,
    style_occurrences,
    without_speech,
)

FOUND = [
    ("factive", "Officials acknowledged the delay."),
    ("implicative", "They failed to agree."),
    ("assertive", "He alleged fraud."),
    ("attribution_plain", "It was cold, she said."),
    ("attribution_loaded", "The senator ranted for an hour."),
    ("hedge", "It may rain, apparently."),
    ("booster", "It is undeniably so."),
    ("intensifier", "A wildly long speech."),
    ("absolute", "Everybody knows."),
    ("violence_metaphor", "She slammed the plan."),
    ("violence_metaphor", "They rammed through the bill."),
    ("moral", "A shameful and corrupt deal."),
    ("derision", "The so-called experts."),
    ("labels", "A far-right mob gathered."),
    ("fear", "A looming catastrophe."),
    ("praise", "The heroic nurses."),
    ("negative", "A divisive and bloated plan."),
    ("sensational", "A bombshell report."),
    ("political_charge", "It was a witch hunt."),
    ("connective_argument", "Make no mistake, it will pass."),
    ("modal_duty", "They should act."),
    ("negation", "They didn't act."),
    ("first_person", "We were there."),
    ("second_person", "You were there."),
    ("third_person", "They were there."),
    ("clickbait_reference", "Here's why you can sleep."),
    ("clickbait_emotion", "These hilarious cats."),
    ("clickbait_topic", "A celebrity and her puppy's photos."),
    ("news_plain", "Ministers backed the budget."),
    ("emotive_person", "The furious crowd."),
    ("evaluative_suffix", "A monstrous idea."),
    ("person_suffix", "The hatemongers came."),
    ("superlative", "The tallest tower."),
    ("adverb", "It moved quickly."),
    ("hyphenated", "A well-known name."),
    ("number", "It cost 300 dollars."),
    ("name", "The mayor of Lyon came."),
    ("scare_quotes", "Their “freedom” rally."),
]


@pytest.mark.parametrize(
    ("name", "text"), FOUND, ids=[f"{name}-{n}" for n, (name, _) in enumerate(FOUND)]
)
def test_each_list_finds_its_words(name: str, text: str) -> None:
    assert style(text)[name] > 0


@pytest.mark.parametrize("name", sorted({name for name, _ in FOUND}))
def test_no_list_finds_itself_in_a_plain_sentence(name: str) -> None:
    assert name not in style("the river runs past a small green hill")


def test_every_list_has_an_example() -> None:
    assert set(lexicons()) <= {name for name, _ in FOUND}


def test_style_names_are_all_that_style_gives() -> None:
    for _, text in FOUND:
        assert set(style(text)) <= set(style_names())


@given(st.text(max_size=300))
def test_occurrences_name_words_of_the_text(text: str) -> None:
    words = read_words(text)
    for _, first, last in style_occurrences(text, words):
        assert 0 <= first < last <= len(words)


SPEECH = [
    ('"We will never stop this madness," he said.', '"                                " he said.'),
    ('He called it "a disgrace" and left.', 'He called it "a disgrace" and left.'),
    ("never again,” she said, “and we mean it all.”", None),
    ("“This is nonsense.", "“                 "),
    ("Their “freedom” rally", "Their “freedom” rally"),
]


@pytest.mark.parametrize(("text", "expected"), SPEECH)
def test_speech_is_blanked_and_scare_quotes_stay(text: str, expected: str | None) -> None:
    blanked = without_speech(text)
    if expected is None:
        assert "she said" in blanked
        assert "never" not in blanked
        assert "mean" not in blanked
    else:
        assert blanked == expected


@given(st.text(alphabet='ab "“”«».,', max_size=60))
def test_blanking_keeps_every_other_character_in_place(text: str) -> None:
    blanked = without_speech(text)
    assert len(blanked) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, blanked, strict=True))
    assert all(0 <= start <= end <= len(text) for start, end in speech(text))
