"""A tree of phrases finds what plain alternatives, the longest first, find."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.signals.alternatives import tree, whole

PHRASES = st.lists(st.text("ab c'’-é", min_size=1, max_size=5), min_size=1, max_size=8)


def plain(phrases):
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(re.sub("['’]", "['’]", re.escape(phrase)) for phrase in longest_first)


def spans(pattern, text):
    return [match.span() for match in re.finditer(pattern, text)]


@given(PHRASES, st.text("ab c'’-éAÉ", max_size=30))
def test_a_tree_finds_what_alternatives_find(phrases, text):
    assert spans(tree(phrases), text) == spans(plain(phrases), text)
    edged = re.compile(rf"(?<!\w)(?:{plain(phrases)})(?!\w)", re.IGNORECASE)
    assert spans(whole(phrases), text) == spans(edged, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It was DON’T PANIC day", "DON’T PANIC"),
        ("don't panicking", "don't"),
        ("abdon't", None),
        ("so-called", "so-called"),
    ],
)
def test_whole_phrases_in_any_case_with_either_apostrophe(text, found):
    match = whole(["don't", "don't panic", "so-called", "’til"]).search(text)
    assert (match and match.group()) == found


def test_no_phrases_are_found_nowhere():
    assert whole([]).search("") is None
