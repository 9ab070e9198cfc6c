"""Noun phrases that can speak: names, bodies, roles, and whoever was named before.

Reads a sentence's words with one language's lists; knows no verbs of saying and no quotations.
Every look is bounded by a window of words.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import NamedTuple

from server.signals.lexicon import Lexicon

WINDOW = 16
"""Words looked at on either side of a verb: more than 19 of 20 subjects take, in what we read."""


class Token(NamedTuple):
    """A word or sign of a block with its place."""

    text: str
    low: str
    """In lower case, with the plain apostrophe."""
    capital: bool
    word: bool
    """Not a sign."""
    start: int
    end: int


@lru_cache(maxsize=20_000)
def _looks(text: str) -> tuple[str, str, bool, bool]:
    """A token without its place: its text, and what that says of it."""
    return text, text.casefold().replace("’", "'"), text[0].isupper(), text[0].isalnum()


def tokens_of(text: str, pattern: re.Pattern[str], start: int) -> list[Token]:
    """The tokens of a text that stands at `start` of its block."""
    make, looks = tuple.__new__, _looks  # an article has a thousand: a constructor each is dear
    return [
        make(Token, (*looks(match[0]), start + match.start(), start + match.end()))
        for match in pattern.finditer(text)
    ]


@dataclass(frozen=True, slots=True)
class Speaker:
    """A noun phrase that speaks: tokens[first:last] of its sentence."""

    first: int
    last: int
    kind: str
    name: str = ""


class Phrases:
    """Finds the speaker whose phrase starts or ends at a word."""

    def __init__(self, words: Lexicon) -> None:
        self.lex = words
        self.set: Callable[[str], frozenset[str]] = cache(partial(words.words, "sourcing"))
        """A word list of the sourcing section."""
        self.capital_nouns = words.has("sourcing", "capital_nouns")
        self.marker = words.entries("sourcing", "marker")
        self.surnames: dict[str, str] = {}
        self.capitalised: set[str] = set()
        """Words with a capital inside a sentence."""
        self.heads = self.set("institutions") | self.set("voices") | self.set("unnamed_heads")
        self.determiners = self.set("definite") | self.set("indefinite")
        self.particles, self.not_names = self.set("particles"), self.set("not_names")
        self.stops = self.set("blockers") | self.set("verbs")

    def starting(self, tokens: Sequence[Token], at: int) -> Speaker | None:
        """The speaker whose phrase starts at `at`."""
        head = None
        n = at
        while n < min(len(tokens), at + WINDOW // 2):
            token = tokens[n]
            end = self.run_end(tokens, n)
            if end > n and not (end == n + 1 and self._is_head(token)):
                return self.named(tokens, at, n, end, head)
            joins = head is not None and token.low in self.set("joiners")
            if not token.word or (token.low in self.set("blockers") and not joins):
                break
            if token.low in self.set("pronouns"):
                return Speaker(n, n + 1, "pronoun") if n == at else None
            if self._is_head(token):
                head = n
            elif head is not None and not joins:
                break
            n += 1
        return None if head is None else self._headed(tokens, at, head)

    def ending(self, tokens: Sequence[Token], at: int) -> Speaker | None:
        """The speaker whose phrase ends with token `at`."""
        if tokens[at].text == "." and at and _initial(tokens[at - 1]):
            at -= 1
        token = tokens[at]
        if token.low in self.set("pronouns"):
            return Speaker(at, at + 1, "pronoun")
        first = self._run_start(tokens, at)
        if first is not None and not (first == at and self._is_head(token)):
            holder = self._holder(tokens, first)
            if holder is not None:
                return Speaker(holder.first, at + 1, holder.kind, holder.name)
            head = self._head_left(tokens, first)
            return self.named(tokens, first if head is None else head, first, at + 1, head)
        if not self._is_head(token):
            return None
        first = at
        while first > 0 and at - first < 6 and self.modifies(tokens[first - 1]):
            first -= 1
            if tokens[first].low in self.determiners:
                break
        head = self._head_left(tokens, first)
        if head is not None and tokens[head].low in self.set("always_unnamed"):
            return Speaker(head, at + 1, "unnamed")
        return self._headed(tokens, first, at)

    def _holder(self, tokens: Sequence[Token], first: int) -> Speaker | None:
        """The person before a body: "Lena Fischer of the University of Bern"."""
        at = first - 1
        if at >= 0 and tokens[at].low in self.set("articles"):
            at -= 1
        if at < 1 or tokens[at].low not in self.set("joiners") or not tokens[at - 1].capital:
            return None
        start = self._run_start(tokens, at - 1)
        if start is None or at - start < 2:
            return None
        found = self.named(tokens, start, start, at, None)
        return found if found and found.kind == "person" else None

    def uncased(self, tokens: Sequence[Token], end: int) -> Speaker | None:
        """The speaker before token `end` in a script without capitals: up to three words."""
        if not self.marker or not end:
            return None
        first = end
        while first and end - first < 4 and self.modifies(tokens[first - 1]):
            first -= 1
        last = tokens[end - 1]
        if first == end or last.low in self.set("pronouns"):
            return None if first == end else Speaker(end - 1, end, "pronoun")
        phrase = " ".join(token.text for token in tokens[first:end])
        if last.low in self.set("institutions") and first + 1 < end:
            return Speaker(first, end, "organisation", phrase)
        if last.low in self.heads:
            return self._headed(tokens, first, end - 1)
        common = self.set("titles") | self.heads
        name = [token for token in tokens[first:end] if token.low not in common]
        if not name:
            return Speaker(first, end, "pronoun")
        kind = "organisation" if self.is_body(name) else "person"
        return Speaker(first, end, kind, " ".join(token.text for token in name))

    def _headed(self, tokens: Sequence[Token], first: int, head: int) -> Speaker:
        """A phrase whose head is a common noun: "Delhi police", "a senior official"."""
        low = tokens[head].low
        name = ""
        for n in range(first, head):
            end = self.run_end(tokens, n, stop=head)
            if end > n:
                name = " ".join(t.text for t in self.bare(tokens, n, end))
                break
        definite = tokens[first].low in self.set("definite")
        if low not in self.set("always_unnamed") | self.set("institutions") and definite:
            return Speaker(first, head + 1, "pronoun")
        if low in self.set("titles") - self.set("unnamed_heads"):
            indefinite = tokens[first].low in self.set("indefinite")
            return Speaker(first, head + 1, "unnamed" if indefinite else "pronoun")
        if low in self.set("always_unnamed") or (low in self.set("unnamed_heads") and not name):
            group = low in self.set("groups") and low not in self.set("always_unnamed")
            return Speaker(first, head + 1, "group" if group else "unnamed")
        if name and low in self.set("voices") | self.set("institutions"):
            body = low in self.set("institutions")
            owner = name[:-2] if name[-2:] in ("'s", "’s") else name
            name = f"{name} {tokens[head].text}" if body else owner
            return Speaker(first, head + 1, "organisation", name)
        return Speaker(first, head + 1, "institution")

    def _head_left(self, tokens: Sequence[Token], first: int) -> int | None:
        """The role that introduces a body: "a spokesperson for [the] Ministry"."""
        for back in range(first - 1, max(-1, first - 4), -1):
            if tokens[back].low in self.set("joiners"):
                continue
            return back if self._is_head(tokens[back]) else None
        return None

    def named(
        self, tokens: Sequence[Token], first: int, start: int, end: int, head: int | None
    ) -> Speaker | None:
        """A phrase that holds a run of capitalised words."""
        bare = self.bare(tokens, start, end)
        if not bare:
            return None
        name = " ".join(item.text for item in bare)
        surname = bare[-1].low.removesuffix("'s")
        joined = head is not None and any(
            token.low in self.set("joiners") for token in tokens[head + 1 : start]
        )
        if head is not None and joined and tokens[head].low in self.set("always_unnamed"):
            return Speaker(first, end, "unnamed")
        if head is not None and joined and self._of_many(tokens[head]):
            group = tokens[head].low in self.set("groups")
            return Speaker(head, end, "group" if group else "unnamed")
        if len(bare) == 1 and surname in self.surnames:
            return Speaker(first, end, "person", self.surnames[surname])
        if start == 0 and len(bare) == 1 and self._opens_only(bare[0]):
            return Speaker(first, end, "group")
        if len(bare) == 1 and self.capital_nouns and start + 1 == end and not name.isupper():
            return None
        titled = len(bare) < sum(t.word for t in tokens[start:end])
        short = len(bare) == 1 and not titled
        kind = "organisation" if short or self.is_body(bare) else "person"
        return Speaker(first, end, kind, name)

    def _is_head(self, token: Token) -> bool:
        common = self.capital_nouns or not token.capital
        return token.low in self.heads or (common and token.low in self.set("titles"))

    def modifies(self, token: Token) -> bool:
        """Whether a word can belong to the noun phrase to its right."""
        return token.word and token.low not in self.stops

    def _opens_only(self, token: Token) -> bool:
        """Whether a word has its capital from opening a sentence: "Dealers said"."""
        many = any(token.low.endswith(ending) for ending in self.set("group_endings"))
        return many and token.low not in self.capitalised

    def _of_many(self, head: Token) -> bool:
        """Whether a role before a body speaks for itself: "residents of Tower Row"."""
        spoken_for = self.set("voices") | self.set("institutions")
        return head.low in self.set("unnamed_heads") - spoken_for

    def is_body(self, name: Sequence[Token]) -> bool:
        """Whether a name is an organisation's."""
        words = self.set("organisation_words")
        return any(
            t.low in words or t.low in self.set("particles") - {"de", "van", "von", "al", "bin"}
            for t in name
        ) or all(t.text.isupper() and len(t.text) > 1 for t in name)

    def run_end(self, tokens: Sequence[Token], at: int, stop: int | None = None) -> int:
        """The end of the run of capitalised words that starts at `at`; `at` when none does."""
        limit = min(len(tokens) if stop is None else stop, at + WINDOW)
        if at >= limit or not self._proper(tokens, at):
            return at
        end = at + 1
        while end < limit:
            dotted = tokens[end].text == "." and _initial(tokens[end - 1]) and end + 1 < limit
            if dotted or (tokens[end].capital and tokens[end].word):
                end += 1
            elif not (step := self._link(tokens, end, limit)):
                break
            else:
                end += step
        return end

    def _link(self, tokens: Sequence[Token], at: int, limit: int) -> int:
        """Words from `at` that join two parts of a name: 2 for "of Health", 3 for "of the Bank"."""
        if tokens[at].low not in self.particles:
            return 0
        for step in (1, 2):
            if at + step < limit and tokens[at + step].capital and tokens[at + step].word:
                return step + 1
            if at + step >= limit or tokens[at + step].low not in self.set("articles"):
                break
        return 0

    def _run_start(self, tokens: Sequence[Token], at: int) -> int | None:
        """The start of the run of capitalised words that ends at `at`; None when none does."""
        if not (tokens[at].capital and tokens[at].word):
            return None
        first = at
        while first > 0 and at - first < WINDOW:
            left = tokens[first - 1]
            if left.capital and left.word:
                first -= 1
            elif first > 1 and (
                (left.text == "." and _initial(tokens[first - 2]))
                or (left.low in self.set("particles") and tokens[first - 2].capital)
            ):
                first -= 2
            elif (
                first > 2
                and left.low in self.set("articles")
                and tokens[first - 2].low in self.set("particles")
                and tokens[first - 3].capital
            ):
                first -= 3
            else:
                break
        while first <= at and not self._proper(tokens, first):
            first += 1
        return first if first <= at else None

    def _proper(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether the word at `at` can start a name."""
        token = tokens[at]
        return token.capital and token.word and token.low not in self.not_names

    def bare(self, tokens: Sequence[Token], start: int, end: int) -> list[Token]:
        """The run without titles and stops: "Treasury Secretary Scott Bessent" -> Scott Bessent."""
        run = [t for t in tokens[start:end] if t.word]
        titles, body = self.set("titles"), self.set("organisation_words")
        last = max([n for n, t in enumerate(run) if t.low in titles], default=-1)
        rest = run[last + 1 :]
        while rest and rest[0].low in self.set("particles"):
            rest = rest[1:]
        is_body = rest and rest[0] is run[last + 1] and any(t.low in body for t in rest)
        return rest if rest and not is_body else run


def _initial(token: Token) -> bool:
    """Whether a full stop after this word is part of a name: "J.", "U.S.", "Mr."."""
    return token.capital and (len(token.text) <= 3 or "." in token.text)
