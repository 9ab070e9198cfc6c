"""The word lists of one language, read from `data/lexicon.<language>.toml`; knows no article.

A list may be written as an array of phrases or as one block of words. A language without a file
has no lexicon, and the signals that need one then say "unknown", never "fail".
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from server.signals.alternatives import whole

# Python's \w leaves out the vowel signs of Indic scripts and combining accents.
_MARKS = "[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963]"
# Possessive: what follows a run of letters is never a letter, so that giving one back is in vain.
LETTERS = rf"(?:[^\W_\u200c\u200d]++|{_MARKS}++)++"
TOKEN = re.compile(rf"{LETTERS}(?:[-’'.&]{LETTERS})*+|\S")
"""A word with its inner marks ("U.S", "co-founder", "O’Brien"), or one sign."""
ELIDED_TOKEN = re.compile(rf"{LETTERS}(?:[-.&]{LETTERS})*+|\S")
"""The same, where an apostrophe joins two words ("l’université")."""


class Lexicon:
    """The lists of one language, by section and key."""

    def __init__(self, language: str, table: Mapping[str, Any]) -> None:
        self.language = language
        self._table = table
        self._words: dict[tuple[str, str], frozenset[str]] = {}
        self._phrases: dict[tuple[str, str], re.Pattern[str]] = {}

    def has(self, section: str, key: str) -> bool:
        """Whether this language says anything about `key`."""
        return bool(self._table.get(section, {}).get(key))

    def entries(self, section: str, key: str) -> tuple[str, ...]:
        """The list as written, lower-cased: phrases of an array, words of a block."""
        value = self._table.get(section, {}).get(key, ())
        items = value.split() if isinstance(value, str) else value
        return tuple(item.casefold() for item in items)

    def words(self, section: str, key: str) -> frozenset[str]:
        """The list as a set."""
        found = self._words.get((section, key))
        if found is None:
            found = self._words[section, key] = frozenset(self.entries(section, key))
        return found

    def phrases(self, section: str, key: str) -> re.Pattern[str]:
        """A pattern for any phrase of the list as whole words; it never matches an empty list."""
        found = self._phrases.get((section, key))
        if found is None:
            found = self._phrases[section, key] = whole(self.entries(section, key))
        return found


@cache
def lexicon(language: str | None) -> Lexicon | None:
    """The lexicon of a language, None when there is none."""
    if not language or not language.isalpha():
        return None
    path = files("server.signals").joinpath("data", f"lexicon.{language}.toml")
    if not path.is_file():
        return None
    return Lexicon(language, tomllib.loads(path.read_text("utf-8")))
