"""Every sentence a reader may see: there, filled, used and plain."""

import ast
import inspect
import json
import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest

from classifier.measures import readability
from server.card import Outcome, Section
from server.rubric import BANDS, BY_SIGNAL
from server.signals import SIGNALS
from server.wording import languages, wording

EN = wording("en")
REASONS = {
    "no_text", "not_an_article", "home", "list", "gallery", "video", "error", "paywall", "consent",
    "unsupported_language", "satire",
    "too_short", "too_little_read",
}  # fmt: skip
PLAIN_GRADE = 8.0
MIN_WORDS = 4
"""A grade of fewer words says nothing."""


def leaves(table, path=()):
    """Every (path, sentence) of a wording file."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def fields(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def literals(signal):
    """The strings in the module of a signal."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(signal)))
    return {
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }


def emitted(signal):
    """The findings that a signal's own source gives to an Observation."""
    tree = ast.parse(inspect.getsource(signal))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Observation":
            given = [node.args[2]] if len(node.args) > 2 else []
            given += [item.value for item in node.keywords if item.arg == "finding"]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "finding":
            given = [node.value]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_shares":
            found |= {"none", "few", "some", "many"}
            continue
        else:
            continue
        for value in given:
            choices = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
            found |= {c.value for c in choices if isinstance(c, ast.Constant)}
    return found


def made_of(finding, known):
    """Whether a finding stands in the source, whole or as two parts joined by an underscore."""
    cuts = [n for n, sign in enumerate(finding) if sign == "_"]
    return finding in known or any({finding[:n], finding[n + 1 :]} <= known for n in cuts)


def name(signal):
    return signal.__name__.removeprefix("observe_")


@pytest.mark.parametrize("signal", SIGNALS, ids=name)
def test_every_finding_has_a_sentence_and_every_sentence_a_finding(signal):
    written = set(EN.entry("signals", name(signal), "findings"))
    assert emitted(signal) <= written
    known = literals(signal)
    assert {finding for finding in written if not made_of(finding, known)} == set()


@pytest.mark.parametrize("signal", SIGNALS, ids=name)
def test_every_field_of_a_sentence_is_a_detail_of_its_signal(signal):
    asked = set()
    for _, sentence in leaves(EN.entry("signals", name(signal), "findings")):
        asked |= fields(sentence)
    assert asked <= literals(signal) | literals(inspect.unwrap(signal))


def test_signals_weights_and_wording_are_about_the_same_things():
    observed = {name(signal) for signal in SIGNALS}
    assert observed == set(BY_SIGNAL) == set(EN.entry("signals"))
    assert {band for band, _ in BANDS} == set(EN.entry("bands"))
    assert {section.value for section in Section} == set(EN.entry("sections"))
    assert {outcome.value for outcome in Outcome} == set(EN.entry("outcomes"))
    assert set(EN.entry("not_rated")) == REASONS


@pytest.mark.parametrize(("path", "sentence"), list(leaves(EN.table)), ids=lambda v: str(v)[:60])
def test_sentences_are_plain(path, sentence):
    filled = re.sub(r"\{(?:names|missing|byline|agenc\w+|provider|what)\}", "Ann Lee", sentence)
    filled = re.sub(r"\{\w+\}", "5", filled)
    if len(filled.split()) >= MIN_WORDS:
        assert readability([filled], "en")["flesch_kincaid_grade"] <= PLAIN_GRADE


def test_details_are_spoken():
    assert EN.spoken(["A"]) == "A"
    assert EN.spoken(["A", "B", "C"]) == "A, B and C"
    assert EN.spoken(list("ABCDEF")) == "A, B, C and 3 more"
    assert EN.fill("{n} of {all}", {"n": 2, "all": 3}) == "2 of 3"


def test_page_text_in_a_detail_is_never_taken_for_a_field():
    assert EN.fill("Signed by {names}.", {"names": ["{count}", "{0.__class__}"]}) == (
        "Signed by {count} and {0.__class__}."
    )


def test_one_and_many():
    few = EN.finding("named_sources", "few", {"count": 1, "names": ["A"]})
    assert few.startswith("Only one source")
    assert EN.finding("named_sources", "few", {"count": 2, "names": ["A", "B"]}).startswith(
        "Only 2"
    )


def test_a_missing_sentence_is_an_error_and_an_unknown_language_is_english():
    with pytest.raises(KeyError):
        EN.finding("author", "nonsense", {})
    assert wording("xx") is EN
    assert wording("../en") is EN


@pytest.mark.parametrize("language", languages())
def test_translations_say_what_english_says(language):
    english, there = dict(leaves(EN.table)), dict(leaves(wording(language).table))
    assert set(there) == set(english)
    for path, sentence in there.items():
        assert fields(sentence) == fields(english[path]), path


def test_the_card_comes_in_five_languages():
    assert set(languages()) == {"en", "es", "fr", "de", "hi"}


@pytest.mark.parametrize("language", languages())
def test_the_server_and_the_extension_say_outcomes_in_one_word(language):
    locale = Path(__file__).resolve().parents[1] / "extension" / "_locales" / language
    messages = json.loads((locale / "messages.json").read_text("utf-8"))
    for outcome in Outcome:
        said = wording(language).text("outcomes", outcome.value)
        assert said == messages[f"outcome_{outcome.value}"]["message"]
