"""Numbers in a text and whether two of them say the same: digits, words, millions, rounded ones.

Knows no headline and no outcome.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from server.signals.lexicon import TOKEN, Lexicon

FIGURE = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*")
"""Thousands stand apart by a mark or, in French and others, by a space."""
ROUNDED = 0.1
"""How far a number that is said to be rounded ("nearly 300,000") may be from the real one. Ours, by
argument: "nearly" over a gap of more than a tenth misleads."""
LEAST_ROUNDED = 1_000
"""From here on a headline may round without saying so: 298,412 becomes 300,000, but 14 months never
become 15."""
DIGITS_KEPT = 2
"""Leading digits that such a rounding leaves; one that keeps more states a figure."""
SCALES = (("thousand", 1e3), ("lakh", 1e5), ("million", 1e6), ("crore", 1e7), ("billion", 1e9))
"""Lists of a language's words for these, and what they multiply a number by."""
BEFORE = 24
"""Characters before a number in which the word that says "about" stands."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed: `values` are what it may stand for, with and without its "million"."""

    start: int
    end: int
    written: str
    values: frozenset[float]
    about: bool
    """Whether the text says that it is rounded."""


def figures(text: str, words: Lexicon | None) -> list[Figure]:
    """The numbers of a text that are written in digits."""
    found = []
    for match in FIGURE.finditer(text):
        value = number(match.group())
        times = _scale(text[match.end() : match.end() + 20], words)
        ahead = text[max(0, match.start() - BEFORE) : match.start()]
        about = words is not None and _last(words, ahead)
        values = frozenset({value, value * times})
        found.append(Figure(match.start(), match.end(), match.group(), values, about))
    return found


def _last(words: Lexicon, ahead: str) -> bool:
    """Whether the words right before a number say "about"."""
    return any(
        not re.search(r"\w.*\w", ahead[m.end() :])
        for m in words.phrases("headline", "about").finditer(ahead)
    )


def number(written: str) -> float:
    """The value of "2,000" or "2,5": a mark before three digits divides thousands."""
    joined = re.sub(r"\s|[.,](?=\d{3}(?:\D|$))", "", written).replace(",", ".")
    first, _, rest = joined.partition(".")
    return float(f"{first[:15]}.{rest.replace('.', '')[:6]}")


def _scale(behind: str, words: Lexicon | None) -> float:
    """What the word behind a number multiplies it by."""
    if words is None:
        return 1.0
    token = TOKEN.match(behind.lstrip(" \u00a0-"))
    name = token[0].casefold().rstrip(".") if token else ""
    return next((power for key, power in SCALES if name in words.words("headline", key)), 1.0)


def spelled(text: str, words: Lexicon | None) -> set[float]:
    """The numbers that a text writes as words, up to twenty: "two"."""
    if words is None:
        return set()
    tokens = {match.group().casefold() for match in TOKEN.finditer(text)}
    names = words.entries("headline", "numbers")
    return {float(n) for n, name in enumerate(names) if name in tokens}


def borne_out(figure: Figure, there: Iterable[float]) -> bool:
    """Whether one of the numbers of a text is the one printed, or what it was rounded from."""
    real = list(there)
    if figure.values & set(real):
        return True
    return any(
        abs(value - other) <= ROUNDED * other if figure.about else _rounds(other, value)
        for value in figure.values
        for other in real
        if other > 0
    )


def _rounds(real: float, printed: float) -> bool:
    """Whether `printed` is `real` rounded to its leading digits."""
    if printed < LEAST_ROUNDED or real < LEAST_ROUNDED:
        return False
    digits = len(str(int(real)))
    return any(
        round(real, kept - digits) == printed for kept in range(1, min(DIGITS_KEPT, digits) + 1)
    )
