"""Who says what in the body: quotations, and statements tied to a speaker.

Names are kept as printed. Knows no outcome: `sourcing` and `language` judge what is found here.
"""

from dataclasses import dataclass
from functools import lru_cache

from server.article import Role
from server.reading import Reading
from server.signals.lexicon import lexicon
from server.signals.quotations import Quotation, Quoted, quotations_in
from server.signals.speakers import Attribution, Finder


@dataclass(frozen=True, slots=True)
class Speech:
    """All that is said and quoted in the body."""

    quotations: tuple[Quotation, ...]
    attributions: tuple[Attribution, ...]
    quoted: Quoted
    """The same quotations, to ask whether a stretch is quoted."""


def speech_of(reading: Reading) -> Speech:
    """The speech in the body of an article, computed once per article."""
    return _speech(_Same(reading))


class _Same:
    """A reading that equals itself alone: hashing its sentences costs more than most signals."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def __hash__(self) -> int:
        return id(self.reading)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.reading is self.reading


@lru_cache(maxsize=4)
def _speech(same: _Same) -> Speech:
    reading = same.reading
    blocks, sentences, language = reading.article.blocks, reading.sentences, reading.language
    body = [n for n, block in enumerate(blocks) if block.role is Role.BODY]
    quotations = tuple(quote for n in body for quote in quotations_in(blocks[n].text, n))
    quoted = Quoted(quotations)
    words = lexicon(language)
    if words is None or not words.has("sourcing", "verbs"):
        return Speech(quotations, (), quoted)
    found = Finder(words, sentences, quoted).attributions()
    return Speech(quotations, tuple(found), quoted)
