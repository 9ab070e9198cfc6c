"""What a page says about AI: in its pictures and in its text.

Walks captions, credits, alternative texts, notes and metadata, asks
`server.signals.ai_disclosures` about each, and says what was found. Nothing is guessed from looks
or style. It knows no points and no wording.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from server.article import Article, Role
from server.card import Observation, Outcome, evidence
from server.image_bytes import AI_SOURCE_TYPES
from server.reading import Reading
from server.signals.agency import positions
from server.signals.ai_disclosures import About, AiDisclosure, Review, read_disclosure
from server.signals.credits import Position

MAX_EVIDENCE = 4

_DIGITAL_SOURCE_TYPE = re.compile(r"digital_?-?source_?-?type", re.IGNORECASE)
_IMAGE_TEXTS = ("creditText", "caption", "description", "copyrightNotice", "name", "headline")


@dataclass(frozen=True, slots=True)
class Found:
    """A disclosure and the address of the text it stands in."""

    address: str
    disclosure: AiDisclosure


def disclosures_of(article: Article) -> list[Found]:
    """Every AI disclosure on the page, each wording once, in page order."""
    return list(_read(tuple(_texts(article))))


@lru_cache(maxsize=4)
def _read(texts: tuple[tuple[str, str, Role, Position], ...]) -> tuple[Found, ...]:
    """The disclosures in the texts; remembered, for two signals ask about each page."""
    found: list[Found] = []
    seen: set[tuple[About, str]] = set()
    for address, text, role, position in texts:
        for disclosure in read_disclosure(text, role, position):
            key = (disclosure.about, text[disclosure.start : disclosure.end])
            if key not in seen:
                seen.add(key)
                found.append(Found(address, disclosure))
    return tuple(found)


def _texts(article: Article) -> Iterator[tuple[str, str, Role, Position]]:
    """(address, text, role, position) of what may hold a disclosure."""
    places = positions(article)
    for index, block in enumerate(article.blocks):
        place = places.get(index, Position.UNKNOWN)
        yield article.address(index), block.text, block.role, place
    for number, image in enumerate(article.images):
        for field, text in (("alt", image.alt), ("title", image.title)):
            if text:
                yield f"image:{number}.{field}", text, Role.CAPTION, Position.UNKNOWN
        for field in _IMAGE_TEXTS:
            if text := image.metadata.get(field, ""):
                yield f"image:{number}.{field}", text, Role.CAPTION, Position.UNKNOWN


def _declared(article: Article) -> list[tuple[str, str]]:
    """(address, term) of each statement in metadata that an image was made by AI."""
    rows = [
        (f"image:{number}.{key}", value)
        for number, image in enumerate(article.images)
        for key, value in image.metadata.items()
    ]
    rows += [(f"metadata:{key}", value) for key, value in article.metadata.items()]
    declared = []
    for address, value in rows:
        if _DIGITAL_SOURCE_TYPE.search(address):
            terms = [t for t in re.split(r"[\s,/#\"']+", value[:500]) if t in AI_SOURCE_TYPES]
            declared += [(address, term) for term in terms[:1]]
    return declared


def observe_ai_image_disclosure(reading: Reading) -> Observation:
    """Says whether a reader is told that a picture was made by AI.

    Read in captions, credits, alternative texts and notes, and in the images' own metadata (IPTC
    DigitalSourceType). Passes when the page says so plainly, and best when it adds that the picture
    shows no real event; partial when it is vague; fails only when the metadata says AI and the
    page is silent. Without any statement nothing is known: looks prove nothing.
    """
    article = reading.article
    found = [f for f in disclosures_of(article) if f.disclosure.about is About.IMAGE]
    declared = _declared(article)
    details = _details(f.disclosure for f in found)
    details["digital_source_types"] = sorted({term for _, term in declared})
    if found:
        plain = [f for f in found if not f.disclosure.vague]
        if not plain:
            return _observation(
                "ai_image_disclosure", Outcome.PARTIAL, "vague", article, found, details
            )
        fictional = any(f.disclosure.shows_no_real_event for f in plain)
        finding = "disclosed_fictional" if fictional else "disclosed"
        return _observation("ai_image_disclosure", Outcome.PASS, finding, article, plain, details)
    if declared:
        shown = tuple(evidence(article, address) for address, _ in declared[:MAX_EVIDENCE])
        return Observation(
            "ai_image_disclosure", Outcome.FAIL, "undisclosed_metadata", shown, details
        )
    pictured = article.images or any(article.with_role(Role.CAPTION, Role.CREDIT))
    if not pictured and article.source == "html":
        return Observation("ai_image_disclosure", Outcome.NOT_APPLICABLE, "no_images", (), details)
    return Observation("ai_image_disclosure", Outcome.UNKNOWN, "none_seen", (), details)


def observe_ai_text_disclosure(reading: Reading) -> Observation:
    """Says whether a reader is told that AI wrote, translated or helped with the text.

    Passes when the page adds that a person checked it, partial when it does not. A label on
    an AI summary beside the article is shown, but says nothing of the article itself: that stays
    unknown, as it is without any statement.
    """
    article = reading.article
    found = [f for f in disclosures_of(article) if f.disclosure.about is not About.IMAGE]
    details = _details(f.disclosure for f in found)
    whole = [f for f in found if f.disclosure.about is not About.SUMMARY]
    if not whole:
        if found:
            return _observation(
                "ai_text_disclosure", Outcome.UNKNOWN, "summary_disclosed", article, found, details
            )
        return Observation("ai_text_disclosure", Outcome.UNKNOWN, "none_seen", (), details)
    reviewed = [f for f in whole if f.disclosure.human_review is Review.YES]
    if reviewed:
        return _text_observation(Review.YES, article, reviewed, details)
    refused = [f for f in whole if f.disclosure.human_review is Review.NO]
    review = Review.NO if refused else Review.UNSTATED
    return _text_observation(review, article, refused or whole, details)


_TEXT_FINDINGS = {
    (False, Review.YES): "text_reviewed",
    (False, Review.UNSTATED): "text_review_unstated",
    (False, Review.NO): "text_unreviewed",
    (True, Review.YES): "translation_reviewed",
    (True, Review.UNSTATED): "translation_review_unstated",
    (True, Review.NO): "translation_unreviewed",
}


def _text_observation(
    review: Review, article: Article, found: list[Found], details: dict[str, Any]
) -> Observation:
    """The observation for a text, or a translation, that was reviewed or not."""
    translated = all(f.disclosure.about is About.TRANSLATION for f in found)
    outcome = Outcome.PASS if review is Review.YES else Outcome.PARTIAL
    finding = _TEXT_FINDINGS[translated, review]
    return _observation("ai_text_disclosure", outcome, finding, article, found, details)


def _details(disclosures: Iterable[AiDisclosure]) -> dict[str, Any]:
    rows = list(disclosures)
    return {
        "tools": list(dict.fromkeys(tool for d in rows for tool in d.tools)),
        "disclosures": [
            {
                "about": d.about.value,
                "tools": list(d.tools),
                "human_review": d.human_review.value,
                "shows_no_real_event": d.shows_no_real_event,
                "vague": d.vague,
            }
            for d in rows
        ],
    }


def _observation(
    signal: str,
    outcome: Outcome,
    finding: str,
    article: Article,
    found: list[Found],
    details: dict[str, Any],
) -> Observation:
    shown = tuple(
        evidence(article, f.address, f.disclosure.start, f.disclosure.end)
        for f in found[:MAX_EVIDENCE]
    )
    return Observation(signal, outcome, finding, shown, details)
