"""Measures that describe a text and never score it: readability and sentiment.

Readability runs textstat's own formulas on counts of ours. textstat ends a sentence at "U.S.",
walks the text anew for each formula, and fetches a pronouncing dictionary over the network; here
one pass counts sentences, words and syllables, from data that ships with us
(docs/decisions/textstat-offline.md has the comparison). Knows no page and no card.
"""

import gzip
import inspect
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from types import FunctionType, ModuleType
from typing import Any

from classifier.text import sentences as split_sentences
from classifier.text import words as split_words

SYLLABLES = "syllables.txt.gz"

# The formulas of each language, by their names in textstat. A formula is listed where textstat
# has coefficients for the language or its authors made it for the language (Wiener
# Sachtextformel: German; Gulpease: Italian; LIX: languages of Scandinavia and German; OSMAN:
# Arabic). Every other language gets counts and reading time alone: no number is better than one
# that was fitted on English.
ENGLISH = (
    "flesch_reading_ease",
    "flesch_kincaid_grade",
    "gunning_fog",
    "smog_index",
    "automated_readability_index",
    "coleman_liau_index",
    "dale_chall_readability_score",
    "text_standard",
)
FORMULAS: Mapping[str, tuple[str, ...]] = {
    "en": ENGLISH,
    "de": ("flesch_reading_ease", "wiener_sachtextformel", "lix"),
    "es": ("flesch_reading_ease", "szigriszt_pazos", "gutierrez_polini", "crawford"),
    "fr": ("flesch_reading_ease",),
    "it": ("flesch_reading_ease", "gulpease_index"),
    "nl": ("flesch_reading_ease",),
    "ru": ("flesch_reading_ease",),
    "hu": ("flesch_reading_ease",),
    "pl": ("gunning_fog",),
    "sv": ("lix", "rix"),
    "da": ("lix", "rix"),
    "no": ("lix", "rix"),
    "ar": ("osman",),
}
NAMES = {
    "text_standard": "consensus_grade",
    "dale_chall_readability_score": "dale_chall",
}
"""Our names where textstat's would not be understood."""
ARGUMENTS: Mapping[str, tuple[object, ...]] = {"wiener_sachtextformel": (1,)}
WITHOUT_LANGUAGE = frozenset(
    "automated_readability_index coleman_liau_index gulpease_index gutierrez_polini lix rix "
    "osman".split()
)
MS_PER_CHARACTER = 14.69
"""textstat's own default (Demberg & Keller 2008): about 240 English words a minute."""
LONGEST = 400_000
"""Characters of a text that are measured; a hostile page may be longer."""
LINSEAR_WORDS = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """All that the formulas ask of a text. A word's syllables are in `syllables`, in order."""

    text: str
    language: str
    words: tuple[str, ...]
    syllables: tuple[int, ...]
    sentence_ends: tuple[int, ...]
    """Number of words up to the end of each sentence that has a word."""
    characters: int
    letters: int

    @property
    def sentences(self) -> int:
        """Sentences that hold a word."""
        return len(self.sentence_ends)


# --- counting ----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _pronounced() -> dict[str, int]:
    """English word -> syllables, from the CMU Pronouncing Dictionary."""
    packed = files("classifier").joinpath("data", SYLLABLES).read_bytes()
    table: dict[str, int] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        if not line.startswith("#"):
            count, entries = line.split("\t")
            table |= dict.fromkeys(entries.split(), int(count))
    return table


@lru_cache(maxsize=16)
def _hyphenation(language: str) -> Any:
    """pyphen's patterns for a language; None where it has none."""
    from pyphen import Pyphen, language_fallback

    name = language_fallback("nb" if language == "no" else language)
    return Pyphen(lang=name) if name else None


@lru_cache(maxsize=50_000)
def syllables(word: str, language: str) -> int:
    """Syllables of a lower-case word: pronounced, else hyphenated, never less than one."""
    if "-" in word:
        return sum(syllables(part, language) for part in word.split("-") if part) or 1
    if language == "en":
        known = _pronounced().get(word) or _pronounced().get(word.removesuffix("'s"))
        if known:
            return known
    patterns = _hyphenation(language)
    return len(patterns.positions(word[:60])) + 1 if patterns else 1


def count(paragraphs: list[str], language: str) -> Counts:
    """Count a text's sentences, words, syllables, characters and letters in one pass."""
    found: list[str] = []
    ends: list[int] = []
    room = LONGEST
    kept: list[str] = []
    for paragraph in paragraphs:
        text = paragraph[:room].replace("’", "'").replace("‐", "-").replace("‑", "-")
        room -= len(text)
        kept.append(text)
        for start, end in split_sentences(text, language):
            sentence = text[start:end]
            here = [sentence[a:b].lower() for a, b in split_words(sentence)]
            if here:
                found += here
                ends.append(len(found))
    text = "\n\n".join(kept)
    return Counts(
        text=text,
        language=language,
        words=tuple(found),
        syllables=tuple(syllables(word, language) for word in found),
        sentence_ends=tuple(ends),
        characters=len("".join(text.split())),
        letters=sum(map(str.isalnum, text)),
    )


# --- textstat's formulas on our counts ---------------------------------------------------------

_importing = threading.Lock()


@contextmanager
def _nltk_left_out() -> Iterator[None]:
    """While textstat is imported, an empty module where it looks for nltk.

    textstat asks nltk for the dictionary that we replace, and nothing else; nltk imports
    scikit-learn and most of scipy, half of a server's start (`python -X importtime`).
    """
    with _importing:
        absent = "nltk" not in sys.modules
        if absent:
            sys.modules["nltk"] = ModuleType("nltk")
        try:
            yield
        finally:
            if absent:
                del sys.modules["nltk"]


def _difficult(counts: Counts, language: str, syllable_threshold: int = 2) -> int:
    """Words of at least that many syllables that are not on textstat's list of easy words."""
    easy = _easy_words(language)
    pairs = zip(counts.words, counts.syllables, strict=True)
    return sum(size >= syllable_threshold and word not in easy for word, size in pairs)


@lru_cache(maxsize=2)
def _easy_words(language: str) -> frozenset[str]:
    """textstat's list; languages without one use the English list only for other languages'
    words that it cannot hold, so an empty list says the same without its warning."""
    with _nltk_left_out():
        from textstat.backend.utils._get_lang_easy_words import get_lang_easy_words
    return frozenset(get_lang_easy_words(language)) if language in {"en", "es"} else frozenset()


def _linsear(counts: Counts, _: str, **__: object) -> float:
    """Linsear Write on the first hundred words (textstat's reads text, so it is redone here)."""
    sizes = counts.syllables[:LINSEAR_WORDS]
    started = sum(end < len(sizes) for end in counts.sentence_ends) + 1
    points = sum(3 if size >= 3 else 1 for size in sizes) / started
    return (points - 2 if points <= 20 else points) / 2


COUNTERS: Mapping[str, Callable[..., float]] = {
    "count_sentences": lambda counts: counts.sentences,
    "count_words": lambda counts: len(counts.words),
    "count_syllables": lambda counts, _: sum(counts.syllables),
    "count_long_words": lambda counts: sum(len(word) > 6 for word in counts.words),
    "count_monosyllable_words": lambda counts, _: counts.syllables.count(1),
    "count_polysyllable_words": lambda counts, _: sum(size >= 3 for size in counts.syllables),
    "count_difficult_words": _difficult,
    "words_per_sentence": lambda counts: len(counts.words) / counts.sentences,
    "sentences_per_word": lambda counts: counts.sentences / len(counts.words),
    "syllables_per_word": lambda counts, _: sum(counts.syllables) / len(counts.words),
    "chars_per_word": lambda counts: counts.characters / len(counts.words),
    "letters_per_word": lambda counts: counts.letters / len(counts.words),
    "linsear_write_formula": _linsear,
}
ARABIC = "count_complex_arabic_words count_arabic_long_words count_arabic_syllables count_faseeh"


@lru_cache(maxsize=1)
def _formulas() -> dict[str, Callable[..., float]]:
    """textstat's formulas, with their counting functions swapped for COUNTERS.

    Each is textstat's own code with other globals: textstat itself is left as it is, and its
    coefficients are not copied. They take Counts where they took a text.
    """
    with _nltk_left_out():
        from textstat.backend import counts as textstat_counts
        from textstat.backend import metrics
    counters: dict[str, Callable[..., float]] = dict(COUNTERS)
    for name in ARABIC.split():
        counters[name] = _of_text(getattr(textstat_counts, name))
    bound: dict[str, Callable[..., float]] = {}
    for name in {name for names in FORMULAS.values() for name in names}:
        formula = inspect.unwrap(getattr(metrics, name))
        bound[name] = FunctionType(formula.__code__, {**formula.__globals__, **counters})
    # The consensus asks the other formulas.
    bound["text_standard"].__globals__.update({**bound, **counters})
    return bound


def _of_text(function: Callable[[str], float]) -> Callable[[Counts], float]:
    """A counter of textstat that needs the text itself."""
    return lambda counts: function(counts.text)


def readability(paragraphs: list[str], language: str | None) -> dict[str, Any]:
    """Counts, reading time and the formulas of the language, for running text.

    Keys: language, words, sentences, reading_time_seconds, and one per formula; a language
    without formulas has none. An empty text has counts of zero and nothing else.
    """
    code = language or ""
    counts = count(paragraphs, code)
    measured: dict[str, Any] = {
        "language": language,
        "words": len(counts.words),
        "sentences": counts.sentences,
        "reading_time_seconds": round(counts.characters * MS_PER_CHARACTER / 1000),
    }
    if not counts.words:
        return measured
    for name in FORMULAS.get(code, ()):
        more = (*ARGUMENTS.get(name, ()), *(() if name in WITHOUT_LANGUAGE else (code,)))
        measured[NAMES.get(name, name)] = round(_formulas()[name](counts, *more), 1)
    return measured


# --- sentiment ---------------------------------------------------------------------------------

SENTIMENT_LANGUAGE = "en"
COURSE_STEPS = 12
"""Points of the course at most: a line that the eye can follow."""


def sentiment(headline: str, sentences: Sequence[str], language: str | None) -> dict[str, Any]:
    """How bad or good the news told is: -1 to 1 for the headline, the whole and its course.

    Each number is the probability of good minus that of bad news (task `sentiment`); the whole is
    the mean of the sentences, the course the means of consecutive stretches. Empty for languages
    without a model. A key is absent when there is no text for it.
    """
    from classifier.predict import ModelError, load

    if language != SENTIMENT_LANGUAGE:
        return {}
    try:
        model = load("sentiment")
    except ModelError:  # described, never scored: a card can do without it
        return {}
    texts = [text for text in sentences if any(map(str.isalpha, text))]
    titled = [headline] if headline.strip() else []
    if not texts and not titled:
        return {}
    bad, good = model.task.labels.index("negative"), model.task.labels.index("positive")
    shares = model.probabilities([*titled, *texts])
    moods = [float(share) for share in shares[:, good] - shares[:, bad]]
    measured: dict[str, Any] = {"model": model.version}
    if titled:
        measured["headline"] = round(moods.pop(0), 3)
    if moods:
        steps = min(COURSE_STEPS, len(moods))
        edges = [len(moods) * n // steps for n in range(steps + 1)]
        measured["overall"] = round(_mean(moods), 3)
        measured["course"] = [round(_mean(moods[a:b]), 3) for a, b in pairwise(edges)]
    return measured


def _mean(numbers: Sequence[float]) -> float:
    """The mean."""
    return sum(numbers) / len(numbers)
