"""The network that reads sentences: its answers divide among the words, and each stands alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import network
from classifier.features import read_words
from classifier.network import MOST_WORDS, OUTPUTS, outputs, parts
from classifier.representation import tokens

SENTENCES = [
    "The council voted on Tuesday to raise the fee.",
    "The council's shameless cronies rammed their disastrous fee down our throats.",
    "Rain.",
    "Zqxv grumpfled the blortish wibblers, " * 30,
]
WORDS = [tokens(read_words(text)) for text in SENTENCES]


@pytest.mark.parametrize("words", [*WORDS, []], ids=range(5))
def test_what_the_places_bring_adds_up(words: list[str]) -> None:
    shares, rest = parts(words)
    assert shares.shape == (len(words), 5)
    assert np.allclose(shares.sum(0) + rest, outputs([words])[0], atol=1e-4)


def test_a_sentence_is_read_alike_alone_and_among_others() -> None:
    together = outputs(WORDS)
    for n, words in enumerate(WORDS):
        network._remembered.clear()
        assert np.allclose(outputs([words])[0], together[n], atol=1e-4)


def test_loaded_words_speak_for_loaded() -> None:
    plain, loaded = outputs(WORDS[:2])[:, OUTPUTS["loaded_language"][0]]
    assert loaded > plain + 2


def test_the_order_of_words_counts() -> None:
    one, other = outputs([["not", "good", "at", "all"], ["all", "good", "at", "not"]])
    assert not np.allclose(one, other)


def test_words_past_the_last_that_is_read_bring_nothing() -> None:
    long = ["rain"] * (MOST_WORDS + 5)
    assert not parts(long)[0][MOST_WORDS:].any()
    assert np.array_equal(outputs([long]), outputs([long[:MOST_WORDS]]))


def test_what_is_remembered_stays_bounded() -> None:
    many = [[f"w{n}", "rain"] for n in range(network.REMEMBERED + 10)]
    assert len(outputs(many)) == len(many)
    assert len(network._remembered) <= network.REMEMBERED
    for n in range(0, network.REMEMBERED, 1000):  # some known, some new, the memory full between
        among = outputs([["rain"], *many[n : n + 1000]])[0]
        assert np.allclose(among, outputs([["rain"]])[0], atol=1e-4)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.text(min_size=1, max_size=12), max_size=70), max_size=6))
def test_any_words_give_finite_numbers(lines: list[list[str]]) -> None:
    found = outputs(lines)
    assert found.shape == (len(lines), 5)
    assert np.isfinite(found).all()
