"""Statements tied to whoever makes them, by the words of a language's lexicon.

No parser and no model: verbs of saying, and the noun phrase before or after them. Every look is
bounded by the sentence and by a window of words, so hostile text costs no more than plain.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.reading import Sentence
from server.signals.lexicon import TOKEN, Lexicon
from server.signals.quotations import Quoted

WINDOW = 16
"""Words looked at on either side of a verb: longer than 95 % of subjects with their apposition."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A statement tied to a speaker; the span covers the speaker and the verb."""

    block: int
    start: int
    end: int
    kind: str
    """"person", "organisation", "institution" (a body not named here), "unnamed" or "pronoun"."""
    name: str = ""
    reason: bool = False
    """For unnamed: whether the text says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a block with its place."""

    text: str
    low: str
    """In lower case, with the plain apostrophe."""
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A noun phrase that speaks: tokens[first:last] of its sentence."""

    first: int
    last: int
    kind: str
    name: str = ""


class Finder:
    """Finds attributions sentence by sentence; remembers who was named and who spoke last."""

    def __init__(
        self,
        words: Lexicon,
        sentences: tuple[Sentence, ...],
        quoted: Quoted,
    ) -> None:
        self.lex = words
        self.sentences = [(item, _tokens(item)) for item in sentences]
        self.quoted = quoted
        self.surnames: dict[str, str] = {}
        self.spoke = ""
        self.heads = self.set("institutions") | self.set("voices") | self.set("unnamed_heads")
        self.stops = self.set("blockers") | self.set("verbs")
        self._learn_names()

    def set(self, key: str) -> frozenset[str]:
        """A word list of the sourcing section."""
        return self.lex.words("sourcing", key)

    def _learn_names(self) -> None:
        """Remember every full name in the body, so that a surname alone is known for one."""
        for _, tokens in self.sentences:
            at = 0
            while at < len(tokens):
                end = self._run_end(tokens, at)
                if end > at:
                    name = self._bare(tokens, at, end)
                    if 2 <= len(name) <= 4 and not self._is_body(name):
                        full = " ".join(item.text for item in name)
                        self.surnames.setdefault(name[-1].low.removesuffix("'s"), full)
                at = max(end, at + 1)

    def attributions(self) -> Iterator[Attribution]:
        """All attributions, in text order."""
        for sentence, tokens in self.sentences:
            yield from self._in_sentence(sentence, tokens)
            self._note_subject(tokens)

    def _note_subject(self, tokens: Sequence[Token]) -> None:
        """Remember whom a sentence is about: the person it opens with is who "she" will be."""
        if not tokens:
            return
        start = 1 if tokens[0].low in self.set("connectives") else 0
        end = self._run_end(tokens, start)
        if end > start:
            found = self._named(tokens, start, start, end, None)
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
            taken = max(speaker.last - 1, verb)
            kind = speaker.kind
            if hidden and kind in ("unnamed", "institution"):
                kind, shown = "unnamed", True
            start = tokens[min(speaker.first, verb)].start
            yield Attribution(
                sentence.block, start, tokens[taken].end, kind, self._name(speaker, tokens),
                reason=reason and kind == "unnamed",
            )  # fmt: skip
        if hidden and not shown:
            start, end = hidden
            yield Attribution(sentence.block, start, end, "unnamed", reason=reason)

    def _hidden(self, sentence: Sentence) -> tuple[int, int] | None:
        """Where a sentence says that a source is kept unnamed, outside quotations."""
        match = self.lex.phrases("sourcing", "anonymous").search(sentence.text)
        if match is None:
            return None
        start, end = sentence.start + match.start(), sentence.start + match.end()
        return None if self.quoted.covers(sentence.block, start, end) else (start, end)

    def _name(self, speaker: _Speaker, tokens: Sequence[Token]) -> str:
        """The name a speaker goes by; for "she", whoever was last named."""
        if speaker.kind == "pronoun":
            singular = tokens[speaker.first].low in self.set("singular_pronouns")
            return self.spoke if singular else ""
        if speaker.name:
            self.spoke = speaker.name
        return speaker.name

    def _inside(self, sentence: Sentence, token: Token) -> bool:
        """Whether a word stands inside a quotation."""
        return self.quoted.covers(sentence.block, token.start, token.end)

    def _speakers(
        self, sentence: Sentence, tokens: Sequence[Token]
    ) -> Iterator[tuple[_Speaker, int]]:
        """Each (speaker, place of its verb) of a sentence."""
        starts = [token.start for token in tokens]
        for match in self.lex.phrases("sourcing", "according").finditer(sentence.text):
            phrase = bisect_left(starts, sentence.start + match.start())
            at = bisect_left(starts, sentence.start + match.end())
            if at < len(tokens) and not self._inside(sentence, tokens[at]):
                speaker = self._starting(tokens, at)
                if speaker:
                    yield speaker, phrase
        verbs, weak = self.set("verbs"), self.set("weak_verbs")
        if sentence.block in self.quoted:
            verbs = verbs | self.set("quote_verbs")
        for n, token in enumerate(tokens):
            if token.low not in verbs or (token.capital and n):
                continue
            if self._inside(sentence, token):
                continue
            speaker = self._before(tokens, n)
            if speaker is None and token.low not in weak:
                speaker = self._after(tokens, n)
            if speaker and (token.low not in weak or self._sure(tokens, speaker)):
                yield speaker, n

    def _sure(self, tokens: Sequence[Token], speaker: _Speaker) -> bool:
        """Whether a speaker is plain enough to carry a verb that has other meanings."""
        if speaker.kind in ("institution", "unnamed"):
            return True
        inserted = speaker.first > 0 and tokens[speaker.first - 1].text == ","
        known = " " in speaker.name or speaker.name.casefold() in self.surnames
        return bool(speaker.name) and (inserted or known or speaker.name.isupper())

    def _before(self, tokens: Sequence[Token], verb: int) -> _Speaker | None:
        """The subject that ends before the verb."""
        at = verb - 1
        while at >= 0 and verb - at < WINDOW and self._skipped(tokens, at):
            at -= 1
        if at < 0:
            return None
        if tokens[at].text in ",)–—":
            return self._past_apposition(tokens, at)
        if tokens[at].low in self.set("conjunctions"):
            found = self._starting(tokens, 0)
            return found if found and found.kind != "unnamed" else None
        return None if tokens[at].low in self.set("blockers") else self._ending(tokens, at)

    def _past_apposition(self, tokens: Sequence[Token], at: int) -> _Speaker | None:
        """The subject before "…, a professor, said" or "… (D-Ohio) said"; `at` closes it."""
        opening = "(" if tokens[at].text == ")" else tokens[at].text
        nearest = None
        for back in range(at - 1, max(0, at - WINDOW), -1):
            if tokens[back].text != opening:
                continue
            inner = self._ending(tokens, at - 1) if nearest is None else None
            if inner and inner.first == back + 1 and inner.kind == "person" and inner.last == at:
                return inner
            found = self._ending(tokens, back - 1)
            if found and found.kind == "person":
                return found
            nearest = nearest or found
            if opening == "(":
                break
        return nearest if nearest and nearest.kind != "pronoun" else None

    def _skipped(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a word may stand between a subject and its verb."""
        low = tokens[at].low
        if low in self.set("before_days") and at + 1 < len(tokens):
            return tokens[at + 1].low in self.set("days")
        adverb = self.set("adverb_ending")
        return low in self.set("between") | self.set("days") or (
            len(low) > 4 and any(low.endswith(ending) for ending in adverb)
        )

    def _after(self, tokens: Sequence[Token], verb: int) -> _Speaker | None:
        """The subject that follows the verb, as in “…,” said Jane Doe."""
        before = tokens[verb - 1].text if verb else ","
        if tokens[verb].low in self.set("transitive"):
            return None
        if before not in ",”\"»?!—–’“'":
            return None
        return self._starting(tokens, verb + 1)

    def _starting(self, tokens: Sequence[Token], at: int) -> _Speaker | None:
        """The speaker whose phrase starts at `at`."""
        head = None
        n = at
        while n < min(len(tokens), at + WINDOW // 2):
            token = tokens[n]
            end = self._run_end(tokens, n)
            if end > n:
                return self._named(tokens, at, n, end, head)
            joins = head is not None and token.low in self.set("joiners")
            if not token.word or (token.low in self.set("blockers") and not joins):
                break
            if token.low in self.set("pronouns"):
                return _Speaker(n, n + 1, "pronoun") if n == at else None
            if self._is_head(token):
                head = n
            elif head is not None and not joins:
                break
            n += 1
        return None if head is None else self._headed(tokens, at, head)

    def _ending(self, tokens: Sequence[Token], at: int) -> _Speaker | None:
        """The speaker whose phrase ends with token `at`."""
        if tokens[at].text == "." and at and _initial(tokens[at - 1]):
            at -= 1
        token = tokens[at]
        if token.low in self.set("pronouns"):
            return _Speaker(at, at + 1, "pronoun")
        first = self._run_start(tokens, at)
        if first is not None and not (first == at and self._is_head(token)):
            holder = self._holder(tokens, first)
            if holder is not None:
                return _Speaker(holder.first, at + 1, holder.kind, holder.name)
            head = self._head_left(tokens, first)
            return self._named(tokens, first if head is None else head, first, at + 1, head)
        if not self._is_head(token):
            return None
        first = at
        while first > 0 and at - first < 6 and self._modifies(tokens[first - 1]):
            first -= 1
        head = self._head_left(tokens, first)
        if head is not None and tokens[head].low in self.set("always_unnamed"):
            return _Speaker(head, at + 1, "unnamed")
        return self._headed(tokens, first, at)

    def _holder(self, tokens: Sequence[Token], first: int) -> _Speaker | None:
        """The person before a body: "Lena Fischer of the University of Bern"."""
        at = first - 1
        if at >= 0 and tokens[at].low in self.set("articles"):
            at -= 1
        if at < 1 or tokens[at].low not in self.set("joiners") or not tokens[at - 1].capital:
            return None
        start = self._run_start(tokens, at - 1)
        if start is None or at - start < 2:
            return None
        found = self._named(tokens, start, start, at, None)
        return found if found and found.kind == "person" else None

    def _modifies(self, token: Token) -> bool:
        """Whether a word can belong to the noun phrase to its right."""
        return token.word and token.low not in self.stops

    def _is_head(self, token: Token) -> bool:
        return token.low in self.heads or (not token.capital and token.low in self.set("titles"))

    def _head_left(self, tokens: Sequence[Token], first: int) -> int | None:
        """The role that introduces a body: "a spokesperson for [the] Ministry"."""
        for back in range(first - 1, max(-1, first - 4), -1):
            if tokens[back].low in self.set("joiners"):
                continue
            return back if self._is_head(tokens[back]) else None
        return None

    def _headed(self, tokens: Sequence[Token], first: int, head: int) -> _Speaker:
        """A phrase whose head is a common noun: "Delhi police", "a senior official"."""
        low = tokens[head].low
        name = ""
        for n in range(first, head):
            end = self._run_end(tokens, n, stop=head)
            if end > n:
                name = " ".join(t.text for t in self._bare(tokens, n, end)).removesuffix("'s")
                name = name.removesuffix("’s")
                break
        definite = tokens[first].low in self.set("definite")
        if low not in self.set("always_unnamed") | self.set("institutions") and definite:
            return _Speaker(first, head + 1, "pronoun")
        if low in self.set("titles") - self.set("unnamed_heads"):
            indefinite = tokens[first].low in self.set("indefinite")
            return _Speaker(first, head + 1, "unnamed" if indefinite else "pronoun")
        if low in self.set("always_unnamed") or (low in self.set("unnamed_heads") and not name):
            return _Speaker(first, head + 1, "unnamed")
        if name and low in self.set("voices") | self.set("institutions"):
            if low in self.set("institutions"):
                name = f"{name} {tokens[head].text}"
            return _Speaker(first, head + 1, "organisation", name)
        kind = "unnamed" if low in self.set("unnamed_heads") else "institution"
        return _Speaker(first, head + 1, kind)

    def _named(
        self, tokens: Sequence[Token], first: int, start: int, end: int, head: int | None
    ) -> _Speaker | None:
        """A phrase that holds a run of capitalised words."""
        bare = self._bare(tokens, start, end)
        if not bare:
            return None
        name = " ".join(item.text for item in bare)
        if head is not None and head < start and tokens[head].low in self.set("always_unnamed"):
            joined = any(t.low in self.set("joiners") for t in tokens[head + 1 : start])
            if joined:
                return _Speaker(first, end, "unnamed")
        surname = bare[-1].low.removesuffix("'s")
        if len(bare) == 1 and surname in self.surnames:
            return _Speaker(first, end, "person", self.surnames[surname])
        titled = len(bare) < sum(t.word for t in tokens[start:end])
        short = len(bare) == 1 and not titled
        kind = "organisation" if short or self._is_body(bare) else "person"
        return _Speaker(first, end, kind, name)

    def _is_body(self, name: Sequence[Token]) -> bool:
        """Whether a name is an organisation's."""
        words = self.set("organisation_words")
        return any(
            t.low in words or t.low in self.set("particles") - {"de", "van", "von", "al", "bin"}
            for t in name
        ) or all(t.text.isupper() and len(t.text) > 1 for t in name)

    def _run_end(self, tokens: Sequence[Token], at: int, stop: int | None = None) -> int:
        """The end of the run of capitalised words that starts at `at`; `at` when none does."""
        limit = min(len(tokens) if stop is None else stop, at + WINDOW)
        if at >= limit or not self._proper(tokens, at):
            return at
        end = at + 1
        while end < limit:
            dotted = tokens[end].text == "." and _initial(tokens[end - 1]) and end + 1 < limit
            if dotted or (tokens[end].capital and tokens[end].word):
                end += 1
            elif (
                tokens[end].low in self.set("particles")
                and end + 1 < limit
                and tokens[end + 1].capital
                and tokens[end + 1].word
            ):
                end += 2
            else:
                break
        return end

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
            else:
                break
        while first <= at and not self._proper(tokens, first):
            first += 1
        return first if first <= at else None

    def _proper(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether the word at `at` can start a name."""
        token = tokens[at]
        return token.word and token.capital and token.low not in self.set("not_names")

    def _bare(self, tokens: Sequence[Token], start: int, end: int) -> list[Token]:
        """The run without titles and stops: "Treasury Secretary Scott Bessent" -> Scott Bessent."""
        run = [t for t in tokens[start:end] if t.word]
        titles = self.set("titles")
        last = max((n for n, t in enumerate(run) if t.low in titles), default=-1)
        rest = run[last + 1 :]
        return rest if rest else run


def _tokens(sentence: Sentence) -> list[Token]:
    """The words and signs of a sentence, placed in its block."""
    start = sentence.start
    return [
        Token(m.group(), m.group().casefold().replace("’", "'"), start + m.start(), start + m.end())
        for m in TOKEN.finditer(sentence.text)
    ]


def _initial(token: Token) -> bool:
    """Whether a full stop after this word is part of a name: "J.", "U.S.", "Mr."."""
    return token.capital and (len(token.text) <= 3 or "." in token.text)
