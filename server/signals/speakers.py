"""Statements tied to whoever makes them, by the words of a language's lexicon.

No parser and no model: verbs of saying, and the noun phrase before or after them. Every look is
bounded by the sentence and by a window of words, so hostile text costs no more than plain.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from server.reading import Sentence
from server.signals.lexicon import ELIDED_TOKEN, TOKEN, Lexicon
from server.signals.phrases import WINDOW, Phrases, Speaker, Token, tokens_of
from server.signals.quotations import Quoted

APPOSITION = 28
"""Words looked at past "Jane Doe, a professor of law, ..."."""


NEAR = 40
"""Words on either side of a speaker that are taken for what is said."""
MIN_STATEMENT = 2
"""Words that a statement outside quotation marks has at least: "Analysts expected growth"."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A statement tied to a speaker; the span covers the speaker and the verb."""

    block: int
    start: int
    end: int
    kind: str
    """"person", "organisation", "institution" (a body not named here), "group" ("experts"),
    "unnamed" or "pronoun"."""
    name: str = ""
    reason: bool = False
    """For unnamed: whether the text says why."""


class Finder:
    """Finds attributions sentence by sentence; remembers who was named and who spoke last."""

    def __init__(
        self,
        words: Lexicon,
        sentences: tuple[Sentence, ...],
        quoted: Quoted,
    ) -> None:
        self.lex = words
        pattern = ELIDED_TOKEN if words.has("sourcing", "elides") else TOKEN
        self.sentences = [(item, _tokens(item, pattern)) for item in sentences]
        self.phrases = Phrases(words)
        self.quoted = quoted
        self.spoke = ""
        self.statements: dict[str, str] = {}
        self.words = self.phrases.set
        self.quote_verbs = self.words("verbs") | self.words("quote_verbs")
        self.before_nouns = self.words("definite") | self.words("articles")
        self._learn_names()

    def _learn_names(self) -> None:
        """Remember every full name in the body, so that a surname alone is known for one."""
        for _, tokens in self.sentences:
            capitals = [n for n, token in enumerate(tokens) if token.capital]
            self.phrases.capitalised.update(tokens[n].low for n in capitals if n)
            read = 0
            for at in capitals:
                end = self.phrases.run_end(tokens, at) if at >= read else at
                if end > at:
                    read = end
                    name = self.phrases.bare(tokens, at, end)
                    if 2 <= len(name) <= 4 and not self.phrases.is_body(name):
                        full = " ".join(item.text for item in name)
                        self.phrases.surnames.setdefault(name[-1].low.removesuffix("'s"), full)

    def attributions(self) -> list[Attribution]:
        """All attributions, in text order.

        A reason for anonymity holds for its paragraph: it often stands in a sentence of its own.
        """
        found: list[Attribution] = []
        for sentence, tokens in self.sentences:
            before = self.spoke
            found += self._in_sentence(sentence, tokens)
            if self.spoke == before:
                self._note_subject(tokens)
        explained = {item.block for item in found if item.reason}
        return [
            replace(item, reason=True)
            if item.kind == "unnamed" and item.block in explained
            else item
            for item in found
        ]

    def _note_subject(self, tokens: Sequence[Token]) -> None:
        """Remember whom a sentence is about: the person it opens with is who "she" will be."""
        if not tokens:
            return
        start = 1 if tokens[0].low in self.words("connectives") else 0
        end = self.phrases.run_end(tokens, start)
        if end > start:
            found = self.phrases.named(tokens, start, start, end, None)
            if found and found.kind == "person":
                self.spoke = found.name

    def _in_sentence(self, sentence: Sentence, tokens: Sequence[Token]) -> Iterator[Attribution]:
        hidden = self._hidden(sentence)
        reason = bool(hidden and self.lex.phrases("sourcing", "reasons").search(sentence.text))
        taken = -1
        shown = False
        found = sorted(self._speakers(sentence, tokens), key=lambda pair: pair[0].first)
        for speaker, verb in found:
            if speaker.first <= taken:
                continue
            first, taken = min(speaker.first, verb), max(speaker.last - 1, verb)
            near = (*tokens[max(0, first - NEAR) : first], *tokens[taken + 1 : taken + 1 + NEAR])
            if not self._states(sentence, near, speaker):
                continue
            kind = speaker.kind
            if hidden and kind in ("unnamed", "group", "institution"):
                kind, shown = "unnamed", True
            yield Attribution(
                sentence.block,
                tokens[first].start,
                tokens[taken].end,
                kind,
                self._name(speaker, tokens),
                reason=reason and kind == "unnamed",
            )
        if hidden and not shown:
            start, end = hidden
            yield Attribution(sentence.block, start, end, "unnamed", reason=reason)

    def _states(self, sentence: Sentence, rest: Sequence[Token], speaker: Speaker) -> bool:
        """Whether a speaker says something, and something that nobody was given before.

        "Ann Lee said." ties nothing to her; one statement under many names is one source.
        """
        if sentence.block in self.quoted or sentence.text.rstrip().endswith(":"):
            return True
        words = " ".join(token.low for token in rest if token.word)
        if words.count(" ") + 1 < MIN_STATEMENT:
            return False
        return self.statements.setdefault(words, speaker.name) == speaker.name

    def _hidden(self, sentence: Sentence) -> tuple[int, int] | None:
        """Where a sentence says that a source is kept unnamed, outside quotations."""
        match = self.lex.phrases("sourcing", "anonymous").search(sentence.text)
        if match is None:
            return None
        start, end = sentence.start + match.start(), sentence.start + match.end()
        return None if self.quoted.covers(sentence.block, start, end) else (start, end)

    def _name(self, speaker: Speaker, tokens: Sequence[Token]) -> str:
        """The name a speaker goes by; for "she", whoever was last named."""
        if speaker.kind == "pronoun":
            singular = tokens[speaker.first].low in self.words("singular_pronouns")
            return self.spoke if singular else ""
        if speaker.kind == "person":
            self.spoke = speaker.name
        return speaker.name

    def _inside(self, sentence: Sentence, token: Token) -> bool:
        """Whether a word stands inside a quotation."""
        return self.quoted.covers(sentence.block, token.start, token.end)

    def _speakers(
        self, sentence: Sentence, tokens: Sequence[Token]
    ) -> Iterator[tuple[Speaker, int]]:
        """Each (speaker, place of its verb) of a sentence."""
        starts = [token.start for token in tokens]
        for match in self.lex.phrases("sourcing", "according").finditer(sentence.text):
            phrase = bisect_left(starts, sentence.start + match.start())
            at = bisect_left(starts, sentence.start + match.end())
            if at < len(tokens) and not self._inside(sentence, tokens[at]):
                speaker = self.phrases.starting(tokens, at)
                if speaker:
                    yield speaker, phrase
        for match in self.lex.phrases("sourcing", "according_after").finditer(sentence.text):
            phrase = bisect_left(starts, sentence.start + match.start())
            if phrase and not self._inside(sentence, tokens[phrase - 1]):
                speaker = self.phrases.uncased(tokens, phrase) or self.phrases.ending(
                    tokens, phrase - 1
                )
                if speaker:
                    yield speaker, bisect_left(starts, sentence.start + match.end()) - 1
        quoted = sentence.block in self.quoted
        verbs = self.quote_verbs if quoted else self.words("verbs")
        participles = self.words("participles") if quoted else frozenset()
        weak = self.words("weak_verbs")
        for n, token in enumerate(tokens):
            if token.low in participles:
                speaker = self.phrases.starting(tokens, 0)
                if speaker and not self._inside(sentence, token):
                    yield speaker, n
            if token.low not in verbs or (token.capital and n):
                continue
            noun = n > 0 and tokens[n - 1].low in self.before_nouns
            if noun or self._inside(sentence, token):
                continue
            after_only = token.low in self.words("after_only")
            speaker = None if after_only else self._before(tokens, n)
            if speaker is None and quoted and token.low not in weak:
                speaker = self._definite(tokens, n - 1)
            closed = n > 0 and tokens[n - 1].text in '”"»“'
            if speaker is None and (closed or token.low not in weak):
                speaker = self._after(tokens, n)
            if speaker and (token.low not in weak or self._sure(tokens, speaker)):
                yield speaker, n

    def _sure(self, tokens: Sequence[Token], speaker: Speaker) -> bool:
        """Whether a speaker is plain enough to carry a verb that has other meanings."""
        if speaker.kind in ("institution", "unnamed"):
            return True
        inserted = speaker.first > 0 and tokens[speaker.first - 1].text == ","
        known = " " in speaker.name or speaker.name.casefold() in self.phrases.surnames
        return bool(speaker.name) and (inserted or known or speaker.name.isupper())

    def _before(self, tokens: Sequence[Token], verb: int) -> Speaker | None:
        """The subject that ends before the verb."""
        if self.phrases.marker:
            reach = range(verb - 1, max(0, verb - WINDOW), -1)
            at = next((n for n in reach if tokens[n].low in self.phrases.marker), None)
            return None if at is None else self.phrases.uncased(tokens, at)
        at = verb - 1
        while at >= 0 and verb - at < WINDOW and self._skipped(tokens, at):
            at -= 1
        if at < 0:
            return None
        if tokens[at].text in ",)–—":
            return self._past_apposition(tokens, at)
        if tokens[at].low in self.words("conjunctions"):
            found = self.phrases.starting(tokens, 0)
            return found if found and found.kind != "unnamed" else None
        if tokens[at].low in self.words("blockers"):
            return None
        return self.phrases.ending(tokens, at)

    def _definite(self, tokens: Sequence[Token], at: int) -> Speaker | None:
        """Someone or something said before: "the man's niece", "her letter"; it adds no source."""
        first = at
        while first > 0 and at - first < 5 and self.phrases.modifies(tokens[first - 1]):
            first -= 1
            if tokens[first].low in self.words("definite"):
                return Speaker(first, at + 1, "pronoun")
        return None

    def _past_apposition(self, tokens: Sequence[Token], at: int) -> Speaker | None:
        """The subject before "…, a professor, said" or "… (D-Ohio) said"; `at` closes it."""
        opening = "(" if tokens[at].text == ")" else tokens[at].text
        nearest = None
        for back in range(at - 1, max(0, at - APPOSITION), -1):
            if tokens[back].text != opening:
                continue
            inner = self.phrases.ending(tokens, at - 1) if nearest is None else None
            if inner and inner.first == back + 1 and inner.kind == "person" and inner.last == at:
                return inner
            found = self.phrases.ending(tokens, back - 1)
            if found and found.kind == "person":
                return found
            nearest = nearest or found
            if opening == "(":
                break
        return nearest if nearest and nearest.kind != "pronoun" else None

    def _skipped(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a word may stand between a subject and its verb."""
        low = tokens[at].low
        if low in self.words("before_days") and at + 1 < len(tokens):
            return tokens[at + 1].low in self.words("days")
        adverb = self.words("adverb_ending")
        return low in self.words("between") | self.words("days") or (
            len(low) > 4 and any(low.endswith(ending) for ending in adverb)
        )

    def _after(self, tokens: Sequence[Token], verb: int) -> Speaker | None:
        """The subject that follows the verb, as in “…,” said Jane Doe."""
        at = verb - 1
        while at > 0 and tokens[at].low in self.words("between"):
            at -= 1
        before = tokens[at].text if at >= 0 else ","
        if tokens[verb].low in self.words("transitive"):
            return None
        if before not in ",”\"»?!—–’“'":
            return None
        return self._introduced(tokens, verb + 1) or self.phrases.starting(tokens, verb + 1)

    def _introduced(self, tokens: Sequence[Token], at: int) -> Speaker | None:
        """The name after its role: said "the trust's ecologist, Dr Amira Sands"."""
        if at >= len(tokens) or tokens[at].low not in self.phrases.determiners:
            return None
        comma = at + 1
        while comma < min(len(tokens), at + WINDOW // 2) and self.phrases.modifies(tokens[comma]):
            comma += 1
        if comma + 1 >= len(tokens) or tokens[comma].text != ",":
            return None
        end = self.phrases.run_end(tokens, comma + 1)
        found = self.phrases.named(tokens, at, comma + 1, end, None) if end > comma + 2 else None
        return found if found and found.kind == "person" else None


def _tokens(sentence: Sentence, pattern: re.Pattern[str]) -> list[Token]:
    """The words and signs of a sentence, placed in its block."""
    found = tokens_of(sentence.text, pattern, sentence.start)
    return found if pattern is TOKEN else [token for token in found if token.text not in "'’"]
