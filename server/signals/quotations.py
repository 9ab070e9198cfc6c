"""Direct quotations in a paragraph, in the quotation marks of any language; knows no speaker."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PAIRS = {
    "“": '”"',
    "«": "»",
    "„": "“”",
    "»": "«",
    '"': '"',
    "‘": "’",
    "「": "」",
    "『": "』",
    "‹": "›",
}
OPENING = re.compile(f"[{''.join(PAIRS)}]")
MAX_QUOTE = 1500
"""Characters within which a quotation must close."""
TITLE_WORDS = 10
"""A title, each long word with a capital, has no more words than this."""
MIN_QUOTED_WORDS = 4
"""Fewer quoted words are a term, a title or a scare quote unless they close a sentence."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words with their marks: `blocks[block].text[start:end]`."""

    block: int
    start: int
    end: int
    fragment: bool = False
    """Woven into a sentence of the writer's ("called it “a total disaster for us”"): whose words
    they are is that sentence's to say."""


def quotations_in(text: str, block: int) -> Iterator[Quotation]:
    """The direct quotations of one paragraph, outermost only."""
    closings = {sign: _closings(text, sign) for sign in set("".join(PAIRS.values())) & set(text)}
    at = 0
    while opening := OPENING.search(text, at):
        at = opening.start()
        if not _opens(text, at):
            at += 1
            continue
        end = _next(closings, PAIRS[text[at]], at)
        if end is None and at == 0 and text[0] in '“«„"' and _wordy(text):
            yield Quotation(block, 0, len(text))
            return
        if end is not None and _wordy(text[at + 1 : end]):
            yield Quotation(block, at, end + 1, _woven(text, at))
        at = at + 1 if end is None else end + 1


def _opens(text: str, at: int) -> bool:
    """Whether the sign at `at` can open a quotation: not after a letter, not before a space."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not before.isalnum() and (text[at] == "«" or not after.isspace())


def _woven(text: str, at: int) -> bool:
    """Whether a quotation goes on with the writer's own sentence: it starts in lower case."""
    before = text[max(0, at - 4) : at].rstrip()[-1:]
    return text[at + 1 : at + 2].islower() and before not in ("", ":", ",", ".", "!", "?")


def _closings(text: str, sign: str) -> list[int]:
    """Every place where `sign` can close a quotation: no letter follows."""
    found = []
    at = text.find(sign)
    while at >= 0:
        if not text[at + 1 : at + 2].isalnum():
            found.append(at)
        at = text.find(sign, at + 1)
    return found


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
    words = quoted.split(maxsplit=TITLE_WORDS)
    long = [word for word in words if len(word) > 3]
    if len(words) <= TITLE_WORDS and len(long) > 1 and all(word[0].isupper() for word in long):
        return False
    return len(words) >= MIN_QUOTED_WORDS or (len(words) > 2 and quoted.rstrip()[-1:] in ".!?,।")


class Quoted:
    """Where a body is quoted, for quick look-ups; quotations of a block do not overlap."""

    def __init__(self, quotations: Iterable[Quotation]) -> None:
        self._spans: dict[int, list[tuple[int, int]]] = {}
        for quote in quotations:
            self._spans.setdefault(quote.block, []).append((quote.start, quote.end))

    def __contains__(self, block: int) -> bool:
        return block in self._spans

    def covers(self, block: int, start: int, end: int) -> bool:
        """Whether more than half of the stretch stands inside quotation marks."""
        spans = self._spans.get(block, [])
        n = max(0, bisect(spans, (start, start)) - 1)
        inside = 0
        while n < len(spans) and spans[n][0] < end:
            inside += max(0, min(end, spans[n][1]) - max(start, spans[n][0]))
            n += 1
        return inside * 2 > end - start
