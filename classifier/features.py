"""A text as named numbers: what its words do (lexicons), how it is built, and its n-grams.

Training and prediction share this module, so that a model sees the same numbers in both. Every
feature that comes from words says which words: predictions can point at them. Knows no labels.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from classifier.text import OPENERS
from classifier.text import words as split_words

LEXICONS = "lexicons.toml"
REVISION = 5
"""Raise it when this module finds other numbers in the same text: models trained before then are
refused, not misread."""
LONGEST = 2_000
"""Characters of a sentence or headline that are read; the longest CLEAR sentence has 900."""
HIDDEN = ("groups", "wings")
"""Lists that are no features of their own: words for groups of people, and for the two wings."""
TITLE_CASE = 0.6
"""A text with more capitalised words is a headline in title case."""
LONGEST_ACRONYM = 5
LONGEST_PHRASE = 4

NUMBER = re.compile(r"\d")
SCARE_QUOTE = re.compile(r"[“\"‘']([\w-]{1,30}(?: [\w-]{1,30}){0,2})[”\"’']")
QUOTE_MARK = re.compile(r"[“”\"«»]")
SPEECH_MARK = re.compile(r"[\"“„«”»]")
CURRENCY = re.compile("[$€£₹¥%]")
EVALUATIVE_ADJECTIVE = re.compile(r"\w{3,}(?:ous|ful|less|ish|esque|ical|some|worthy)$")
PERSON_NOUN = re.compile(r"\w{3,}(?:ist|ists|ite|ites|phobe|phobes|monger|mongers|crat|crats)$")
SUPERLATIVE = re.compile(r"\w{3,}est$")


class Word(NamedTuple):
    """A word, lower case, straight apostrophes, and where it stands."""

    lower: str
    start: int
    end: int
    capital: bool
    named: bool
    """Whether it names somebody or some group of people: models may not tell names apart."""
    hidden: bool
    """Whether models may not tell it from the other hidden words: names, and the two wings."""


class Form(NamedTuple):
    """What a word as it is printed says by itself, wherever it stands."""

    lower: str
    capital: bool
    may_name: bool
    """Whether it is a name if it is capitalised and does not open the sentence."""
    opens: bool
    """Whether it opens English sentences, and is then no name."""
    group: bool
    wing: bool


@lru_cache(maxsize=50_000)
def _form(printed: str) -> Form:
    """The form of a word; a text's words are mostly those of the last one."""
    lower = printed.lower().replace("’", "'").replace("‑", "-").replace("‐", "-")
    bare = lower.removesuffix("'s").removesuffix("'")
    shouted = printed.isupper() and len(printed) > LONGEST_ACRONYM
    return Form(
        lower,
        printed[0].isupper(),
        not shouted and lower.partition("'")[0] != "i",
        lower in OPENERS,
        bare in hidden("groups"),
        bare in hidden("wings"),
    )


def read_forms(text: str) -> tuple[list[Form], list[bool], list[tuple[int, int]]]:
    """The words of a text as they are printed, whether each is a name, and where it stands."""
    text = text[:LONGEST]
    spans = split_words(text)
    forms = [_form(text[start:end]) for start, end in spans]
    # In title case capitals say nothing.
    told = sum([form.capital for form in forms]) <= TITLE_CASE * len(forms)
    named = [form.group or (told and form.capital and form.may_name) for form in forms]
    # The first word is a name only before another name.
    if named and not forms[0].group and (forms[0].opens or not any(f.capital for f in forms[1:2])):
        named[0] = False
    return forms, named, spans


def read_words(text: str) -> list[Word]:
    """The words of a text."""
    return [
        Word(form.lower, start, end, form.capital, named, named or form.wing)
        for form, named, (start, end) in zip(*read_forms(text), strict=True)
    ]


@lru_cache(maxsize=len(HIDDEN))
def hidden(name: str) -> frozenset[str]:
    """One of the lists of words that models may not tell apart."""
    return frozenset(_read_lexicons()[name].split())


# --- lexicons ----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def lexicons() -> dict[str, frozenset[str]]:
    """List name -> entries; the words of a phrase are joined by "_"."""
    listed = _read_lexicons()
    return {name: frozenset(listed[name].split()) for name in listed if name not in HIDDEN}


@lru_cache(maxsize=1)
def _read_lexicons() -> dict[str, str]:
    """The lists as they are written."""
    listing = files("classifier").joinpath("data", LEXICONS).read_text("utf-8")
    return tomllib.loads(listing)


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[str, ...]]:
    """Entry -> the lists it is in."""
    found: dict[str, list[str]] = {}
    for name, entries in lexicons().items():
        for entry in entries:
            found.setdefault(entry, []).append(name)
    return {entry: tuple(names) for entry, names in found.items()}


@lru_cache(maxsize=1)
def _phrase_starts() -> frozenset[str]:
    """First words of the phrases."""
    return frozenset(entry.partition("_")[0] for entry in _index() if "_" in entry)


def base_forms(word: str) -> Iterator[str]:
    """The word and what it may be an inflection of, likeliest first."""
    yield word
    if word.endswith("'s"):
        yield word[:-2]
    for ending, replacements in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3:
            for replacement in replacements:
                yield stem + replacement
            if ending in {"ing", "ed", "er"} and stem[-1] == stem[-2]:
                yield stem[:-1]


ENDINGS = (
    ("iness", ("y",)),
    ("ness", ("",)),
    ("ically", ("ic", "ical")),
    ("ily", ("y",)),
    ("ly", ("", "le")),
    ("ies", ("y", "ie")),
    ("ied", ("y",)),
    ("ying", ("y", "ie")),
    ("ing", ("", "e")),
    ("ed", ("", "e")),
    ("es", ("", "e")),
    ("s", ("",)),
    ("er", ("", "e")),
)


@lru_cache(maxsize=50_000)
def lists_of(word: str) -> tuple[str, ...]:
    """The lexicons that hold a lower-case word or a base form of it."""
    index = _index()
    found = {name: None for form in base_forms(word) for name in index.get(form, ())}
    return tuple(found)


@lru_cache(maxsize=50_000)
def phrase_start(word: str) -> str | None:
    """The first word of phrases that a word is a form of."""
    starts = _phrase_starts()
    return next((form for form in base_forms(word) if form in starts), None)


def _hits(words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
    """(list, first word, past the last word) of every lexicon entry in the text."""
    for n, word in enumerate(words):
        lower = word.lower
        if not word.named:
            for name in lists_of(lower):
                yield name, n, n + 1
        first = phrase_start(lower)
        if first:
            after = [word.lower for word in words[n + 1 : n + LONGEST_PHRASE]]
            yield from ((name, n, n + size) for name, size in phrases(first, after))


def phrases(first: str, after: Sequence[str]) -> Iterator[tuple[str, int]]:
    """(list, words) of the phrases that begin with a word of which `first` is the base form."""
    index = _index()
    phrase = first
    for size, word in enumerate(after[: LONGEST_PHRASE - 1], 2):
        phrase = f"{phrase}_{word}"
        for name in index.get(phrase, ()):
            yield name, size


# --- occurrences: features that words carry ----------------------------------------------------

Occurrence = tuple[str, int, int]
"""A feature's name and the range of words that carries it."""


@lru_cache(maxsize=50_000)
def shapes_of(word: str) -> tuple[str, ...]:
    """What the form of a lower-case word says of it."""
    shapes = (
        ("evaluative_suffix", EVALUATIVE_ADJECTIVE.fullmatch(word)),
        ("person_suffix", PERSON_NOUN.fullmatch(word)),
        ("superlative", SUPERLATIVE.fullmatch(word) or word in {"most", "least", "worst", "best"}),
        ("adverb", word.endswith("ly") and len(word) > 5),
        ("hyphenated", "-" in word),
        ("number", NUMBER.search(word)),
    )
    return tuple(name for name, found in shapes if found)


def style_occurrences(text: str, words: Sequence[Word]) -> Iterator[Occurrence]:
    """Lexicon entries, and word shapes that evaluate or intensify."""
    yield from _hits(words)
    for n, word in enumerate(words):
        shapes = shapes_of(word.lower)
        if not word.named:
            for name in shapes:
                yield name, n, n + 1
        if n and word.capital and "number" not in shapes:
            yield "name", n, n + 1
    spans = [(word.start, word.end) for word in words]
    yield from (("scare_quotes", first, last) for first, last in scare_quotes(text, spans))


def scare_quotes(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """(first word, past the last word) of each term in quotation marks, of the words at `spans`."""
    for match in SCARE_QUOTE.finditer(text[:LONGEST]):
        inside = [n for n, span in enumerate(spans) if match.start() <= span[0] < match.end()]
        if inside:
            yield inside[0], inside[-1] + 1


def shape(text: str, sizes: Sequence[int]) -> dict[str, float]:
    """How the text is built, whatever its words; `sizes` are the lengths of those not hidden.

    Its length is left out: rows written by us are shorter than pages, and a model that knows it
    takes long sentences for loaded (BABE AUC .791 with, .812 without).
    """
    sizes = sizes or [0]
    text = text[:LONGEST]
    return {
        "word_length": sum(sizes) / len(sizes) / 5,
        "long_words": len([size for size in sizes if size > 8]) / len(sizes),
        "question": float("?" in text),
        "exclamation": float("!" in text),
        "quotes": float(bool(QUOTE_MARK.search(text))),
        "dash": float("—" in text or "–" in text or " - " in text),
        "colon": float(":" in text),
        "semicolon": float(";" in text),
        "brackets": float("(" in text),
        "ellipsis": float("…" in text or "..." in text),
        "currency": float(bool(CURRENCY.search(text))),
    }


def sizes_of(words: Sequence[Word]) -> list[int]:
    """The lengths of the words that are not hidden."""
    return [len(word.lower) for word in words if not word.hidden]


def style(text: str) -> dict[str, float]:
    """All style features of a text: occurrences count for more in a short text."""
    words = read_words(text)
    found = shape(text, sizes_of(words))
    weight = (len(words) or 1) ** -0.5
    for name, *_ in style_occurrences(text, words):
        found[name] = found.get(name, 0.0) + weight
    return found


def style_names() -> list[str]:
    """Every name that `style` may give, in a fixed order."""
    shapes = "evaluative_suffix person_suffix superlative adverb hyphenated number name".split()
    return [*shape("", []), *lexicons(), *shapes, "scare_quotes"]


# --- quoted speech -----------------------------------------------------------------------------

SCARE_WORDS = 3
"""A quotation of so few words is the writer's choice (scare quotes); a longer one is speech."""


def speech(text: str) -> list[tuple[int, int]]:
    """Where somebody else speaks: quotations of more than SCARE_WORDS words, marks left out.

    A quotation that began before the text, or goes on after it, reaches to the edge.
    """
    marks = []
    for match in SPEECH_MARK.finditer(text, 0, LONGEST):
        n, character = match.start(), match.group()
        if character == '"':
            marks.append((n, not text[n - 1 : n].strip() or text[n - 1] in "(—–-["))
        else:
            marks.append((n, character in "“„«"))
    found: list[tuple[int, int]] = []
    start: int | None = None if not marks or marks[0][1] else 0
    for n, opens in marks:
        if start is not None and not opens:
            found.append((start, n))
            start = None
        elif opens and start is None:
            start = n + 1
    if start is not None:
        found.append((start, len(text)))
    edges = (0, len(text))
    return [
        (a, b) for a, b in found if a in edges or b in edges or len(text[a:b].split()) > SCARE_WORDS
    ]


def without_speech(text: str) -> str:
    """The text with spaces in place of quoted speech; every other character keeps its place."""
    for start, end in speech(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text
