"""Whether the numbers in a text stand beside the source they come from.

Described and not scored: a true number needs no source to be true, and whole kinds of writing
(sport, obituaries) give theirs without. Knows speech and figures; adds no points.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from server.card import Observation, Outcome, evidence
from server.reading import Reading, Sentence
from server.signals.figures import FIGURE, number
from server.signals.lexicon import Lexicon, lexicon
from server.signals.speakers import Attribution
from server.signals.speech import speech_of

MAX_EVIDENCE = 8
MOST = 2 / 3
"""Share of sourced numbers from which most are. By argument: two in three."""
YEARS = range(1500, 2101)
_CODE = re.compile(r"[^\W\d_]-?$|[\d:/.-]$|#$")
"""Before a number that is part of a name, a time or a date: "COVID-19", "10:30", "12/5"."""
_PART = re.compile(
    r"[:/]\d|(?:st|nd|rd|th|er|ère|ème|e|º|ª)\b|[- ]?(?:years?-?old|year-old)\b|-[^\W\d_]"
)
_AGED = re.compile(r", ?$")
_PLACED = re.compile(r"(?<=\S )(?:[^\W\d_a-z][^\W\d_]+|No\.|Nr\.|n[º°]) $")
"""A capital word before a number, not at the start of its sentence: "Route 66"."""


def observe_sourced_figures(reading: Reading) -> Observation:
    """Whether the numbers of the body stand beside a source.

    A number is sourced when its sentence, or the one beside it that speaks on, ties a statement to
    somebody named, cites a document, or links. Dates, ages, times, ranks and numbers in names are
    left out. Described, not scored. Pass: two in three or more are sourced. Partial: fewer. Not
    applicable: no number. Unknown: no word lists for the language. After CredCo's "claims with
    evidence".
    """
    words = lexicon(reading.language)
    if words is None or not words.has("figures", "documents") or not reading.sentences:
        return Observation("sourced_figures", Outcome.UNKNOWN, "unread")
    found = list(_told(reading, words))
    if not found:
        return Observation("sourced_figures", Outcome.NOT_APPLICABLE, "no_figures")
    sourced = [item for item in found if item[3]]
    details = {"count": len(found), "sourced": len(sourced)}
    good = len(sourced) >= MOST * len(found)
    shown = sourced if good else [item for item in found if not item[3]]
    article = reading.article
    places = tuple(
        evidence(article, article.address(block), start, end)
        for block, start, end, _ in shown[:MAX_EVIDENCE]
    )
    outcome = Outcome.PASS if good else Outcome.PARTIAL
    return Observation("sourced_figures", outcome, "most" if good else "few", places, details)


def _told(reading: Reading, words: Lexicon) -> Iterator[tuple[int, int, int, bool]]:
    """(block, start, end, sourced) of each number that a reader might want to check."""
    spoken = [item for item in speech_of(reading).attributions if item.kind != "unnamed"]
    linked: dict[int, list[str]] = defaultdict(list)
    for link in reading.article.links:
        if link.block is not None and link.text:
            linked[link.block].append(link.text)
    sentences = reading.sentences
    for n, sentence in enumerate(sentences):
        figures = [m for m in FIGURE.finditer(sentence.text) if _telling(m, sentence.text, words)]
        if not figures:
            continue
        beside = [sentences[k] for k in (n - 1, n + 1) if 0 <= k < len(sentences)]
        sourced = (
            bool(_said(sentence, spoken))
            or bool(words.phrases("figures", "documents").search(sentence.text))
            or any(_speaks_on(sentence, other, spoken, words) for other in beside)
            or any(text in sentence.text for text in linked.get(sentence.block, ()))
        )
        for match in figures:
            start = sentence.start + match.start()
            yield sentence.block, start, sentence.start + match.end(), sourced


def _telling(match: re.Match[str], text: str, words: Lexicon) -> bool:
    """Whether a number says how much or how many, and is no date, age, time or name."""
    ahead, behind = text[: match.start()], text[match.end() :]
    months = words.phrases("figures", "months")
    near = ahead[-14:] + " 0 " + behind[:14]
    if _CODE.search(ahead[-2:]) or _PART.match(behind) or months.search(near):
        return False
    if match.group().isdigit() and len(match.group()) == 4 and int(match.group()) in YEARS:
        return False
    if _AGED.search(ahead) and re.match(r"[,.)]", behind) and number(match.group()) < 120:
        return False
    return not _PLACED.search(ahead[-30:])


def _said(sentence: Sentence, spoken: list[Attribution]) -> list[Attribution]:
    """The statements tied to somebody in a sentence."""
    return [
        item
        for item in spoken
        if item.block == sentence.block and sentence.start <= item.start < sentence.end
    ]


def _speaks_on(
    sentence: Sentence, other: Sentence, spoken: list[Attribution], words: Lexicon
) -> bool:
    """Whether a sentence beside this one says whose number it is: "It said ...", "He expects"."""
    if sentence.block != other.block or not (said := _said(other, spoken)):
        return False
    first = re.match(r"\W*(\w+)", sentence.text)
    carried = first is not None and first[1].casefold() in words.words("figures", "pronouns")
    return carried or (other.start > sentence.start and all(s.kind == "pronoun" for s in said))
