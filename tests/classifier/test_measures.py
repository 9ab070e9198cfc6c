"""Readability: textstat's formulas, our counts, no network."""

import importlib
import subprocess
import sys
from typing import Any

import pytest
from textstat.textstat import textstatistics

from classifier import measures
from classifier.measures import FORMULAS, NAMES, readability, syllables

# Sentences that textstat, too, ends where they end: no abbreviation, no decimal, no initial.
PLAIN = (
    "The city council approved a new budget on Tuesday after a long public debate. "
    "Members voted nine to two for the plan, which increases spending on libraries and buses. "
    "Opponents argued that the administration had underestimated the maintenance of old bridges. "
    "The mayor thanked the residents who attended the hearing and promised regular reports. "
    "Construction of the northern reservoir begins in autumn and continues for three years."
)
ABBREVIATED = (
    "The U.S. Senate heard Mr. Hale of Acme Inc. on Tuesday. It cost $3.5 million, he said. "
    "The F.B.I. declined to comment on the case."
)


@pytest.fixture
def plain_textstat(monkeypatch: pytest.MonkeyPatch) -> Any:
    """textstat as it is, but for the dictionary that it would download."""
    pronounced = {word: [["AH0"] * size] for word, size in measures._pronounced().items()}
    module = importlib.import_module("textstat.backend.counts._count_syllables")
    monkeypatch.setattr(module, "get_cmudict", lambda _: pronounced)
    return textstatistics()


@pytest.mark.parametrize("formula", [f for f in FORMULAS["en"] if f != "text_standard"])
def test_formulas_equal_textstat_where_its_sentences_are_right(
    formula: str, plain_textstat: Any
) -> None:
    ours = readability([PLAIN], "en")[NAMES.get(formula, formula)]
    assert ours == pytest.approx(getattr(plain_textstat, formula)(PLAIN), abs=0.06)


def test_consensus_equals_textstat_where_its_sentences_are_right(plain_textstat: Any) -> None:
    expected = plain_textstat.text_standard(PLAIN, float_output=True)
    assert readability([PLAIN], "en")["consensus_grade"] == expected


def test_sentences_are_ours_where_textstat_is_wrong(plain_textstat: Any) -> None:
    measured = readability([ABBREVIATED], "en")
    assert measured["sentences"] == 3
    assert plain_textstat.sentence_count(ABBREVIATED) != 3


def test_readability_needs_no_network_and_no_nltk_data(monkeypatch: pytest.MonkeyPatch) -> None:
    nltk = importlib.import_module("nltk")
    monkeypatch.setattr(nltk.data, "path", [])
    monkeypatch.setattr(nltk, "download", lambda *_, **__: pytest.fail("asked the network"))
    syllables.cache_clear()
    assert set(readability([PLAIN], "en")) >= {"flesch_reading_ease", "dale_chall", "smog_index"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [("president", 3), ("senate's", 2), ("well-known", 2), ("the", 1), ("2026", 1), ("", 1)],
)
def test_syllables(word: str, expected: int) -> None:
    assert syllables(word, "en") == expected


SAMPLES = {
    "de": "Der Minister sagte am Dienstag, dass die Regierung bald handeln werde.",
    "es": "El ministro dijo el martes que el gobierno actuará en las próximas semanas.",
    "it": "Il ministro ha detto martedì che il governo interverrà nelle prossime settimane.",
    "fr": "Le ministre a déclaré mardi que le gouvernement agirait dans les semaines.",
    "nl": "De minister zei dinsdag dat de regering binnen enkele weken zal ingrijpen.",
    "ru": "Премьер-министр заявил во вторник, что правительство примет меры.",
    "hu": "A miniszterelnök kedden azt mondta, hogy a kormány lépni fog.",
    "pl": "Premier powiedział we wtorek, że rząd podejmie działania.",
    "sv": "Ministern sade på tisdagen att regeringen skulle handla inom kort.",
    "da": "Ministeren sagde tirsdag, at regeringen ville handle snart.",
    "no": "Statsministeren sa tirsdag at regjeringen vil handle snart.",
    "ar": "قال رئيس الوزراء يوم الثلاثاء إن الحكومة ستتحرك خلال أسابيع.",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_every_language_gets_its_formulas_and_no_others(language: str) -> None:
    measured = readability([SAMPLES[language]], language)
    counts = {"language", "words", "sentences", "reading_time_seconds"}
    assert set(measured) - counts == {NAMES.get(name, name) for name in FORMULAS[language]}


def test_a_language_without_formulas_gets_counts_alone() -> None:
    measured = readability(["प्रधानमंत्री ने मंगलवार को कहा कि सरकार जल्द ही कदम उठाएगी।"], "hi")
    assert measured["words"] == 11
    assert "flesch_reading_ease" not in measured


@pytest.mark.parametrize("paragraphs", [[], [""], ["..."], ["\u200b"]])
def test_nothing_to_read_measures_nothing(paragraphs: list[str]) -> None:
    assert readability(paragraphs, "en")["words"] == 0


def test_a_text_past_the_limit_is_cut() -> None:
    assert readability(["word " * measures.LONGEST], "en")["words"] == measures.LONGEST // 5


def test_neither_nltk_nor_scikit_learn_is_loaded():
    """They are most of what a server would import at its start, for nothing it uses."""
    code = (
        "import sys; from classifier.measures import readability; "
        "readability(['The council met on Monday. It voted at once.'], 'en'); "
        "print([n for n in ('nltk', 'sklearn', 'scipy.stats') if n in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
