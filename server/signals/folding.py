"""Text folded for matching, with the way back to the original offsets.

Folding makes spellings of the same words equal: case, accents, full-width forms, dashes, quotes,
Arabic letter variants, digits of any script. It knows no language and no phrase.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_DASHES = "‐‑‒–—―−﹘﹣－⸺⸻"
_DOUBLE = "«»“”„‟″〝〞〟「」『』＂"
_SINGLE = "‘’‚‛′ʼ´`＇"
_ONE_TO_ONE = {
    **{ord(c): "-" for c in _DASHES},
    **{ord(c): '"' for c in _DOUBLE},
    **{ord(c): "'" for c in _SINGLE},
    **{ord(c): " " for c in "\t\n\r\x0b\x0c\x85\u2028\u2029"},
    ord("ı"): "i",
    ord("İ"): "i",
    ord("ł"): "l",
    ord("Ł"): "l",
    ord("ø"): "o",
    ord("Ø"): "o",
    ord("đ"): "d",
    ord("Đ"): "d",
    ord("ð"): "d",
    ord("ς"): "σ",
    # Arabic script: one letter, several code points or carriers.
    **{ord(c): "ا" for c in "أإآٱ"},
    **{ord(c): "ی" for c in "يىے"},
    **{ord(c): "ک" for c in "كڪ"},
    **{ord(c): "ه" for c in "ةۀہھەۃ"},
    ord("ؤ"): "و",
    ord("ئ"): "ی",
    ord("،"): ",",
    ord("؛"): ";",
    ord("؟"): "?",
    ord("۔"): ".",
    ord("।"): ".",
    ord("॥"): ".",
    ord("。"): ".",
    ord("、"): ",",
    ord("・"): "·",
    **{ord(c): "(" for c in "【〔〖［（"},
    **{ord(c): ")" for c in "】〕〗］）"},
    ord("["): "(",
    ord("]"): ")",
}
_DROPPED = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f"
    "\ufeff\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u093c\u09bc]"
)
"""Invisible marks, combining accents, Arabic vowel signs and the Indic nukta: no letter is lost."""


_ACCENTS = {chr(c) for c in range(0x300, 0x370)} | {"\u093c", "\u09bc"}


def _fold_char(char: str) -> str:
    """What one character folds to; always one character."""
    if (known := _ONE_TO_ONE.get(ord(char))) is not None:
        return known
    digit = unicodedata.digit(char, None)
    if digit is not None and char.isdecimal():
        return str(digit)
    if unicodedata.category(char) == "Zs":
        return " "
    base, *rest = list(unicodedata.normalize("NFKD", char))
    # Kana, Hangul and Indic vowel signs fall into parts that are no accents: they stay whole.
    if not all(c in _ACCENTS for c in rest):
        base = unicodedata.normalize("NFKC", char)[0]
    lowered = _ONE_TO_ONE.get(ord(base), base).lower()
    return lowered if len(lowered) == 1 else lowered[0]


class _Table(dict[int, str]):
    """A translation table that fills itself."""

    def __missing__(self, key: int) -> str:
        folded = self[key] = _fold_char(chr(key))
        return folded


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is what to match; `origin` is what it was cut from."""

    text: str
    origin: str
    removed: tuple[int, ...] = ()
    """For each dropped character, the offset in `text` it would have had (sorted)."""

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `origin` that `text[start:end]` was folded from."""
        if not self.removed:
            return start, end
        first = start + bisect_right(self.removed, start)
        return first, max(first, end + bisect_right(self.removed, end - 1)) if end else first

    def slice(self, start: int, end: int) -> str:
        """The original characters under `text[start:end]`."""
        first, last = self.back(start, end)
        return self.origin[first:last]


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """Fold a text; offsets map back exactly. Remembered: several signals read each block."""
    if text.isascii():
        plain = text.lower().translate(_TABLE)
        return Folded(plain, text)
    removed: tuple[int, ...] = ()
    kept = text
    if _DROPPED.search(text):
        places = []
        for dropped, match in enumerate(_DROPPED.finditer(text)):
            places.append(match.start() - dropped)
        removed = tuple(places)
        kept = _DROPPED.sub("", text)
    return Folded(kept.translate(_TABLE), text, removed)


def fold_pattern(phrase: str) -> str:
    """Fold the letters of a phrase (or of a regular expression without classes or escapes)."""
    kept = _DROPPED.sub("", phrase)
    return "".join(c if c in "()[]|?\\{}+*.^$-" else _TABLE[ord(c)] for c in kept)
