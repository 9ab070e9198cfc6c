"""Who says what in the body: quotations, and statements tied to a speaker.

Works on words and signs, with the lists of `lexicon`; no parser and no model. Every pass over the
text is bounded by the sentence and by a window of words, so hostile text costs no more than plain.
Names are kept as printed. Knows no outcome: `sourcing` and `language` judge what is found here.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from server.article import Block, Role
from server.reading import Reading, Sentence
from server.signals.lexicon import TOKEN, Lexicon, lexicon

PAIRS = {
    "“": "”",
    "«": "»",
    "„": "“”",
    "»": "«",
    '"': '"',
    "‘": "’",
    "「": "」",
    "『": "』",
    "‹": "›",
}
MAX_QUOTE = 1500
"""Characters within which a quotation must close."""
MIN_QUOTED_WORDS = 4
"""Fewer quoted words are a term, a title or a scare quote unless they close a sentence."""
WINDOW = 16
"""Words looked at on either side of a verb: longer than 95 % of subjects with their apposition."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words with their marks: `blocks[block].text[start:end]`."""

    block: int
    start: int
    end: int
    open_ended: bool = False
    """The paragraph ends inside it, as when a quotation runs over paragraphs."""


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
class Speech:
    """All that is said and quoted in the body."""

    quotations: tuple[Quotation, ...]
    attributions: tuple[Attribution, ...]

    def quoted(self, block: int, start: int, end: int) -> bool:
        """Whether most of the stretch stands inside a quotation."""
        inside = sum(
            max(0, min(end, quote.end) - max(start, quote.start))
            for quote in self.quotations
            if quote.block == block
        )
        return inside * 2 > end - start


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a block with its place."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.casefold().replace("’", "'")

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        return self.text[0].isalnum()


def speech_of(reading: Reading) -> Speech:
    """The speech in the body of an article, computed once per article."""
    blocks = reading.article.blocks
    return _speech(blocks, reading.sentences, reading.language)


@lru_cache(maxsize=4)
def _speech(
    blocks: tuple[Block, ...], sentences: tuple[Sentence, ...], language: str | None
) -> Speech:
    body = [n for n, block in enumerate(blocks) if block.role is Role.BODY]
    quotations = tuple(quote for n in body for quote in quotations_in(blocks[n].text, n))
    words = lexicon(language)
    if words is None or not words.has("sourcing", "verbs"):
        return Speech(quotations, ())
    found = _Finder(words, blocks, sentences, quotations).attributions()
    return Speech(quotations, tuple(found))


def quotations_in(text: str, block: int) -> Iterator[Quotation]:
    """The direct quotations of one paragraph, outermost only."""
    closings = {sign: _closings(text, sign) for sign in set("".join(PAIRS.values())) & set(text)}
    at = 0
    while at < len(text):
        if text[at] not in PAIRS or not _opens(text, at):
            at += 1
            continue
        end = _next(closings, PAIRS[text[at]], at)
        if end is None and at == 0 and text[0] in '“«„"' and _wordy(text):
            yield Quotation(block, 0, len(text), open_ended=True)
            return
        if end is not None and _wordy(text[at + 1 : end]):
            yield Quotation(block, at, end + 1)
        at = at + 1 if end is None else end + 1


def _opens(text: str, at: int) -> bool:
    """Whether the sign at `at` can open a quotation: not after a letter, not before a space."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not before.isalnum() and (text[at] == "«" or not after.isspace())


def _closings(text: str, sign: str) -> list[int]:
    """Every place where `sign` can close a quotation: no letter follows."""
    padded = text + " "
    return [n for n, letter in enumerate(text) if letter == sign and not padded[n + 1].isalnum()]


def _next(closings: dict[str, list[int]], signs: str, at: int) -> int | None:
    """The first close of one of `signs` after `at`, within reach."""
    ends = []
    for sign in signs:
        places = closings.get(sign, [])
        n = bisect(places, at)
        if n < len(places) and places[n] - at <= MAX_QUOTE:
            ends.append(places[n])
    return min(ends, default=None)


def _wordy(quoted: str) -> bool:
    """Whether quoted words are a statement rather than a term or a title."""
    count = len(quoted.split(maxsplit=MIN_QUOTED_WORDS))
    return count >= MIN_QUOTED_WORDS or (count > 1 and quoted.rstrip()[-1:] in ".!?,।")


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A noun phrase that speaks: tokens[first:last] of its sentence."""

    first: int
    last: int
    kind: str
    name: str = ""


class _Finder:
    """Finds attributions sentence by sentence; remembers who was named and who spoke last."""

    def __init__(
        self,
        words: Lexicon,
        blocks: tuple[Block, ...],
        sentences: tuple[Sentence, ...],
        quotations: tuple[Quotation, ...],
    ) -> None:
        self.lex = words
        self.sentences = [(item, _tokens(item)) for item in sentences]
        self.quotations = quotations
        self.surnames: dict[str, str] = {}
        self.spoke = ""
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

    def _in_sentence(self, sentence: Sentence, tokens: Sequence[Token]) -> Iterator[Attribution]:
        hidden = self.lex.phrases("sourcing", "anonymous").search(sentence.text)
        reason = bool(self.lex.phrases("sourcing", "reasons").search(sentence.text))
        taken = -1
        anonymous = False
        for speaker, verb in self._speakers(sentence, tokens):
            if speaker.first <= taken:
                continue
            taken = max(speaker.last - 1, verb)
            kind, name = speaker.kind, speaker.name
            if kind == "pronoun":
                name = self.spoke
            elif name:
                self.spoke = name
            if hidden and kind in ("unnamed", "institution"):
                kind, anonymous = "unnamed", True
            first = min(speaker.first, verb)
            yield Attribution(
                sentence.block,
                tokens[first].start,
                tokens[taken].end,
                kind,
                name,
                reason=kind == "unnamed" and bool(hidden) and reason,
            )
        if (
            hidden
            and not anonymous
            and not self._inside(sentence.block, sentence.start + hidden.start())
        ):
            start = sentence.start + hidden.start()
            yield Attribution(
                sentence.block, start, sentence.start + hidden.end(), "unnamed", reason=reason
            )

    def _inside(self, block: int, at: int) -> bool:
        """Whether the place stands inside a quotation."""
        return any(q.block == block and q.start < at < q.end for q in self.quotations)

    def _speakers(
        self, sentence: Sentence, tokens: Sequence[Token]
    ) -> Iterator[tuple[_Speaker, int]]:
        """Each (speaker, place of its verb) of a sentence."""
        for match in self.lex.phrases("sourcing", "according").finditer(sentence.text):
            at = next(
                (n for n, t in enumerate(tokens) if t.start >= sentence.start + match.end()), None
            )
            if at is not None and not self._inside(sentence.block, tokens[at].start):
                speaker = self._starting(tokens, at)
                if speaker:
                    yield speaker, max(0, at - len(match.group().split()))
        verbs, weak = self.set("verbs"), self.set("weak_verbs")
        for n, token in enumerate(tokens):
            if token.low not in verbs or (token.capital and n) or not n + 1 < len(tokens) + 1:
                continue
            if self._inside(sentence.block, token.start):
                continue
            speaker = self._before(tokens, n)
            if speaker is None and token.low not in weak:
                speaker = self._after(tokens, n)
            if speaker and not (token.low in weak and not self._sure(speaker)):
                yield speaker, n

    def _sure(self, speaker: _Speaker) -> bool:
        """Whether a speaker is plain enough to carry a verb that has other meanings."""
        known = speaker.name.casefold().split()[-1:] and (
            speaker.name.casefold().split()[-1] in self.surnames or " " in speaker.name
        )
        return speaker.kind in ("institution", "unnamed") or bool(known)

    def _before(self, tokens: Sequence[Token], verb: int) -> _Speaker | None:
        """The subject that ends before the verb."""
        at = verb - 1
        while at >= 0 and verb - at < WINDOW and self._skipped(tokens[at]):
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

    def _skipped(self, token: Token) -> bool:
        """Whether a word may stand between a subject and its verb."""
        return token.low in self.set("between") or (len(token.low) > 4 and token.low.endswith("ly"))

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
        token = tokens[at]
        if token.low in self.set("pronouns"):
            return _Speaker(at, at + 1, "pronoun")
        first = self._run_start(tokens, at)
        if first is not None and not (first == at and self._is_head(token)):
            head = self._head_left(tokens, first)
            return self._named(tokens, first if head is None else head, first, at + 1, head)
        if self._is_head(token):
            first = at
            while first > 0 and at - first < 6 and self._modifies(tokens[first - 1]):
                first -= 1
            return self._headed(tokens, first, at)
        return None

    def _modifies(self, token: Token) -> bool:
        """Whether a word can belong to the noun phrase to its right."""
        return token.word and token.low not in self.set("blockers") | self.set("verbs")

    def _is_head(self, token: Token) -> bool:
        heads = self.set("institutions") | self.set("voices") | self.set("unnamed_heads")
        return token.low in heads or (not token.capital and token.low in self.set("titles"))

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
    return [
        Token(m.group(), sentence.start + m.start(), sentence.start + m.end())
        for m in TOKEN.finditer(sentence.text)
    ]


def _initial(token: Token) -> bool:
    """Whether a full stop after this word is part of a name: "J.", "U.S.", "Mr."."""
    return token.capital and (len(token.text) <= 3 or "." in token.text)
