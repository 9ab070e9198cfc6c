"""Phrase patterns from the data files, compiled by script.

A pattern file has one table per language; word classes (`{name}`) are put in, letters are folded.
Knows how phrases are written down, not what they mean.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from server.signals.folding import fold_pattern


class Script(StrEnum):
    """Scripts whose phrases are looked up together."""

    LATIN = "latin"
    GREEK = "greek"
    CYRILLIC = "cyrillic"
    ARABIC = "arabic"
    DEVANAGARI = "devanagari"
    BENGALI = "bengali"
    TAMIL = "tamil"
    CJK = "cjk"


LETTERS: Mapping[Script, str] = {
    Script.LATIN: "a-z0-9_æœßəþ",
    Script.GREEK: "\u0370-\u03ff",
    Script.CYRILLIC: "\u0400-\u052f",
    Script.ARABIC: "\u0620-\u06d3",
    Script.DEVANAGARI: "\u0900-\u0963\u0970-\u097f",
    Script.BENGALI: "\u0980-\u09e3",
    Script.TAMIL: "\u0b82-\u0bd7",
    Script.CJK: "\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af",
}
"""Letters (with the vowel signs of Indic scripts) that make one word."""

_PRESENT = {script: re.compile(f"[{letters}]") for script, letters in LETTERS.items()}
_SCRIPT_OF = {
    "ar": Script.ARABIC,
    "bn": Script.BENGALI,
    "el": Script.GREEK,
    "fa": Script.ARABIC,
    "hi": Script.DEVANAGARI,
    "ja": Script.CJK,
    "ko": Script.CJK,
    "mr": Script.DEVANAGARI,
    "ru": Script.CYRILLIC,
    "ta": Script.TAMIL,
    "uk": Script.CYRILLIC,
    "ur": Script.ARABIC,
    "zh": Script.CJK,
}


AND = "and|und|et|y|e|ed|og|och|en|i|oraz|ve|dan|и|та"
WITH = "with|mit|con|avec|com|med|met|z|с|з|ile|dengan"
"""Small words that join two names in a byline or a credit, folded."""


def script_of(language: str) -> Script:
    """The script a language's phrases are written in."""
    return _SCRIPT_OF.get(language, Script.LATIN)


def scripts_in(text: str) -> list[Script]:
    """The scripts a folded text uses."""
    if text.isascii():
        return [Script.LATIN]
    return [script for script, letter in _PRESENT.items() if letter.search(text)]


def open_edge(script: Script) -> str:
    """What must stand before a phrase: no letter of its script; nothing where none is spaced."""
    return "" if script is Script.CJK else f"(?<![{LETTERS[script]}])"


def close_edge(script: Script) -> str:
    """What must stand after a phrase."""
    return "" if script is Script.CJK else f"(?![{LETTERS[script]}])"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The patterns of one file: script -> table -> name -> patterns, folded."""

    tables: Mapping[Script, Mapping[str, Mapping[str, tuple[str, ...]]]]

    def get(self, script: Script, table: str, name: str) -> tuple[str, ...]:
        """The patterns `name` of `table` in the languages of a script."""
        return self.tables.get(script, {}).get(table, {}).get(name, ())

    def names(self, table: str) -> list[str]:
        """Every name used in `table`, in file order."""
        seen = [name for tables in self.tables.values() for name in tables.get(table, {})]
        return list(dict.fromkeys(seen))


@cache
def load(file: str) -> Phrases:
    """The phrases of `data/<file>`."""
    source = files("server").joinpath(f"signals/data/{file}").read_text(encoding="utf-8")
    tables: dict[Script, dict[str, dict[str, list[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for language, entry in tomllib.loads(source).items():
        words = entry.get("words", {})
        for table, content in entry.items():
            if table != "words":
                for name, patterns in content.items():
                    rows = [patterns] if isinstance(patterns, str) else patterns
                    tables[script_of(language)][table][name] += _folded(rows, words)
    plain: Any = {
        script: {
            table: {name: tuple(rows) for name, rows in content.items()}
            for table, content in entry.items()
        }
        for script, entry in tables.items()
    }
    return Phrases(plain)


def _folded(patterns: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """The patterns with their word classes put in (classes may name classes), folded."""
    rows = []
    for pattern in patterns:
        for _ in range(3):
            for name, value in words.items():
                pattern = pattern.replace(f"{{{name}}}", value)
        rows.append(fold_pattern(pattern))
    return rows


def either(patterns: Iterable[str]) -> str:
    """One expression for any of the patterns; one that never matches for none."""
    rows = list(dict.fromkeys(patterns))
    return f"(?:{'|'.join(rows)})" if rows else "(?!)"
