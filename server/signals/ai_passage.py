"""A passage that names AI, as the readers of disclosures see it, and what a claim in it holds.

Finds words; knows no article, no outcome and no rule.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from server.article import Role
from server.signals.ai_words import Mark, words_of
from server.signals.credit_lines import Position
from server.signals.folding import Folded
from server.signals.grammar import Script

IMAGE_ROLES = (Role.CAPTION, Role.CREDIT)


class About(StrEnum):
    """What a disclosure is about."""

    IMAGE = "image"
    TEXT = "text"
    SUMMARY = "summary"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that says that AI made something."""

    about: About
    start: int
    end: int
    tools: tuple[str, ...]
    vague: bool


_STOP = re.compile(r"(?<![ .(]\w)(?<!fot)[.!?]+[\"')]{0,2}(?= |$|[\u3040-\u9fff])")


def apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Characters between two stretches; 0 where they touch."""
    return max(one[0] - other[1], other[0] - one[1], 0)


class Passage:
    """A folded text, its role and its words for AI."""

    def __init__(
        self,
        folded: Folded,
        scripts: list[Script],
        role: Role,
        position: Position,
        marks: list[Mark],
    ) -> None:
        self.folded = folded
        self.text = folded.text
        self.words = [words_of(script) for script in scripts]
        self.cjk = Script.CJK in scripts
        self.role = role
        self.position = position
        self.marks = marks
        cuts = [0, *(m.end() for m in _STOP.finditer(self.text)), len(self.text)]
        self.sentences = [
            (a + len(part) - len(part.lstrip()), b)
            for a, b in pairwise(cuts)
            if (part := self.text[a:b]).strip()
        ]

    def find(self, name: str, start: int, end: int) -> list[tuple[int, int]]:
        """Where a word class stands in a stretch."""
        found: list[tuple[int, int]] = []
        for words in self.words:
            pattern: re.Pattern[str] = getattr(words, name)
            found += [m.span() for m in pattern.finditer(self.text, start, end)]
        return sorted(found)

    def marks_in(self, start: int, end: int) -> list[Mark]:
        """The words for AI and the names of tools in a stretch."""
        return [m for m in self.marks if start <= m.start and m.end <= end]

    def tells_of_others(self, start: int, end: int) -> bool:
        """Whether a stretch speaks of fakes or of what spreads online; names of tools apart."""
        return any(
            not any(a < m.end and m.start < b for m in self.marks)
            for a, b in self.find("about", start, end)
        )

    def has(self, name: str, start: int, end: int) -> bool:
        """Whether a word class stands in a stretch."""
        return any(getattr(words, name).search(self.text, start, end) for words in self.words)

    @cached_property
    def invented(self) -> bool:
        """Whether it is a caption that says that what it shows is not real, and tells of nobody's
        fake."""
        whole = (0, len(self.text))
        return (
            self.role in IMAGE_ROLES
            and self.has("unreal", *whole)
            and not self.has("about", *whole)
        )
