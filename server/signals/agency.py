"""Where agency copy comes from: credits, syndication notices and press releases on a page.

Walks the blocks and the metadata of an article, asks `server.signals.credits` about each, and
says what was found. It knows no points and no wording.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from server.article import Article, BylineKind, GenreName, Role
from server.card import Evidence, Observation, Outcome, evidence
from server.reading import Reading
from server.signals.agencies import PRESS_RELEASE, WIRE, Agency, find
from server.signals.credits import Credit, CreditKind, Position, read_credit
from server.signals.folding import fold

OPENING_CHARS = 400
"""A body block that begins within this many characters of the body opens the article: where
datelines and lede attributions stand (signals.md)."""
CLOSING_BLOCKS = 3
"""Body blocks at the end that may hold a closing credit: some pages add a note or two after it."""
MAX_EVIDENCE = 5

_CREDITS = (
    CreditKind.BYLINE,
    CreditKind.DATELINE,
    CreditKind.CREDIT_LINE,
    CreditKind.INPUTS,
    CreditKind.COPYRIGHT,
    CreditKind.SYNDICATION,
)
_METADATA_KEYS = re.compile(
    r"provider|source|author|creator|agency|byl|wire|syndicat|distributor|copyrightholder|publisher",
    re.IGNORECASE,
)
_NOT_THE_TEXT = re.compile(r"image|photo|thumbnail|logo|video|url|social|twitter", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A credit and the address of the text it stands in."""

    address: str
    credit: Credit


def credits_of(article: Article) -> list[Found]:
    """Every credit on the page, in page order: blocks first, then metadata."""
    return list(_read(tuple(_texts(article))))


@lru_cache(maxsize=4)
def _read(texts: tuple[tuple[str, str, Role, Position], ...]) -> tuple[Found, ...]:
    """The credits in the texts; remembered, for three signals ask about each page."""
    return tuple(
        Found(address, credit)
        for address, text, role, position in texts
        for credit in read_credit(text, role, position)
    )


def positions(article: Article) -> dict[int, Position]:
    """Where each body block stands in the article."""
    places: dict[int, Position] = {}
    before = 0
    body = [index for index, _ in article.with_role(Role.BODY)]
    for order, index in enumerate(body):
        if before < OPENING_CHARS and (order == 0 or len(body) - order > CLOSING_BLOCKS):
            places[index] = Position.OPENING
        elif len(body) - order <= CLOSING_BLOCKS:
            places[index] = Position.CLOSING
        else:
            places[index] = Position.MIDDLE
        before += len(article.blocks[index].text)
    return places


def _texts(article: Article) -> Iterator[tuple[str, str, Role, Position]]:
    """(address, text, role, position) of what may hold a credit."""
    places = positions(article)
    for index, block in enumerate(article.blocks):
        place = places.get(index, Position.UNKNOWN)
        yield article.address(index), block.text, block.role, place
    for key, value in article.metadata.items():
        if _contradicted(article, key, value):
            continue
        if _METADATA_KEYS.search(key) and not _NOT_THE_TEXT.search(key) and len(value) <= 120:
            yield f"metadata:{key}", value, Role.BYLINE, Position.UNKNOWN


def _contradicted(article: Article, key: str, value: str) -> bool:
    """Whether metadata name another publisher than the name the site gives itself."""
    if "publisher" not in key.casefold():
        return False
    own = _site_names(article)
    stated = value.casefold()
    return bool(own) and not any(
        name.casefold() in stated or stated in name.casefold() for name in own
    )


def _site_names(article: Article) -> list[str]:
    """What the site calls itself in the page's head."""
    return [v for key, v in article.metadata.items() if key.casefold().endswith("site_name")]


def _false_publishers(article: Article) -> list[tuple[str, str]]:
    """(key, value) of metadata that name an agency as publisher against the site's own name."""
    return [
        (key, value)
        for key, value in article.metadata.items()
        if _contradicted(article, key, value) and any(find(fold(value)))
    ]


def observe_agency_attribution(reading: Reading) -> Observation:
    """Says whether the page names the news agency whose copy it uses.

    Read in the byline, the dateline, the first sentences, the closing lines and notes, and the
    page's own metadata. An agency that is only quoted in the story, or only credited for a
    picture, is no credit for the text. No credit is no fault: the story may be the outlet's own.
    """
    article = reading.article
    found = credits_of(article)
    credits = [f for f in found if f.credit.kind in _CREDITS]
    named = [f for f in credits if _of_kind(f.credit.agencies, WIRE)]
    printed = [f for f in named if not f.address.startswith("metadata:")]
    details = _details(f.credit for f in found)
    if printed:
        return _seen("agency_named", Outcome.PASS, article, printed, details)
    if by := _byline_agencies(article):
        spans = tuple(_byline_evidence(article))
        return Observation(
            "agency_attribution",
            Outcome.PASS,
            "agency_named",
            spans,
            {
                **details,
                "agencies": [_plain(a) for a in by],
                "names": _listed(by),
                "kind": "byline",
            },
        )
    if named:
        return _seen("named_in_metadata", Outcome.PASS, article, named, details)
    unnamed = [
        f for f in credits if f.credit.unnamed and f.credit.kind is not CreditKind.SYNDICATION
    ]
    if unnamed:
        return _seen("inputs_unnamed", Outcome.PARTIAL, article, unnamed, details)
    for kind, finding in (
        (CreditKind.QUOTED_SOURCE, "quoted_only"),
        (CreditKind.PHOTO, "photo_only"),
    ):
        if others := [f for f in found if f.credit.kind is kind]:
            return _seen(finding, Outcome.UNKNOWN, article, others, details)
    if false := _false_publishers(article):
        places = tuple(evidence(article, f"metadata:{key}") for key, _ in false)
        names = {"stated": [false[0][1]], "shown": _site_names(article)[:1]}
        return Observation(
            "agency_attribution",
            Outcome.UNKNOWN,
            "publisher_contradicted",
            places[:MAX_EVIDENCE],
            details | names,
        )
    return Observation("agency_attribution", Outcome.UNKNOWN, "none_seen", (), details)


def observe_syndication_notice(reading: Reading) -> Observation:
    """Says whether a notice that the text was taken from a feed or another outlet names its origin.

    Passes when the notice, the byline or a credit names the agency; partial when the page says
    "from a syndicated feed" and leaves it at that; not applicable without such a notice.
    """
    article = reading.article
    found = credits_of(article)
    notices = [f for f in found if f.credit.kind is CreditKind.SYNDICATION]
    if not notices:
        return Observation("syndication_notice", Outcome.NOT_APPLICABLE, "none_seen")
    agencies = [
        a for f in found if f.credit.kind in _CREDITS for a in f.credit.agencies
    ] + _byline_agencies(article)
    outlet = any(_names_outlet(article, f) for f in notices)
    unique = list(dict.fromkeys(agencies))
    details = {"agencies": [_plain(a) for a in unique], "names": _listed(unique)}
    spans = _evidence(article, notices)
    if unique:
        return Observation("syndication_notice", Outcome.PASS, "agency_named", spans, details)
    if outlet:
        return Observation("syndication_notice", Outcome.PASS, "outlet_named", spans, details)
    return Observation("syndication_notice", Outcome.PARTIAL, "agency_unnamed", spans, details)


def observe_press_release(reading: Reading) -> Observation:
    """Says whether the text is a press release and whether a reader is told so.

    A press release distributor ("PR Newswire") is no news agency. Passes when the page shows the
    label or the distributor, partial when only its address or metadata give it away.
    """
    article = reading.article
    wires = [
        f
        for f in credits_of(article)
        if f.credit.kind in _CREDITS and _of_kind(f.credit.agencies, PRESS_RELEASE)
    ]
    details = _details(f.credit for f in wires)
    printed = [f for f in wires if not f.address.startswith("metadata:")]
    if printed:
        return Observation(
            "press_release",
            Outcome.PASS,
            "distributor_named",
            _evidence(article, printed),
            details,
        )
    genre = article.genre
    if genre.name is GenreName.PRESS_RELEASE:
        shown = tuple(
            evidence(article, q.address, q.start, q.end) for q in (genre.where,) if q is not None
        )
        if genre.labelled:
            return Observation("press_release", Outcome.PASS, "labelled", shown, details)
        shown = shown or _evidence(article, wires)
        return Observation("press_release", Outcome.PARTIAL, "not_labelled", shown, details)
    if wires:
        return Observation(
            "press_release",
            Outcome.PARTIAL,
            "not_labelled",
            _evidence(article, wires),
            details,
        )
    return Observation("press_release", Outcome.NOT_APPLICABLE, "none_seen")


def _seen(
    finding: str, outcome: Outcome, article: Article, found: list[Found], details: dict[str, Any]
) -> Observation:
    """An agency_attribution observation whose details speak of the credits that decided."""
    agencies = list(
        dict.fromkeys(a for f in found for a in f.credit.agencies if a.kind != PRESS_RELEASE)
    )
    return Observation(
        "agency_attribution",
        outcome,
        finding,
        _evidence(article, found),
        {
            **details,
            "agencies": [_plain(a) for a in agencies],
            "names": _listed(agencies),
            "kind": found[0].credit.kind.value,
        },
    )


def _details(credits: Iterable[Credit]) -> dict[str, Any]:
    """What every agency observation tells: all credits, by kind."""
    rows = [
        {"kind": c.kind.value, "agencies": [a.id for a in c.agencies], "unnamed": c.unnamed}
        for c in credits
    ]
    return {"agencies": [], "names": [], "kind": None, "credits": rows}


def _plain(agency: Agency) -> dict[str, Any]:
    return {
        "id": agency.id,
        "name": agency.name,
        "native_name": agency.native_names[0] if agency.native_names else None,
        "abbreviation": agency.abbreviations[0] if agency.abbreviations else None,
        "country": agency.country or None,
        "wikidata": agency.wikidata,
    }


def _listed(agencies: Iterable[Agency]) -> list[str]:
    return list(dict.fromkeys(agency.name for agency in agencies))


def _of_kind(agencies: Iterable[Agency], kind: str) -> list[Agency]:
    """Those of a kind; a syndicate is a source of copy just as an agency is."""
    others = {WIRE: (WIRE, "syndicate")}.get(kind, (kind,))
    return [agency for agency in agencies if agency.kind in others]


def _byline_agencies(article: Article) -> list[Agency]:
    """The agencies that extraction read in the byline."""
    names = list(article.byline.agencies)
    if article.byline.kind is BylineKind.AGENCY:
        names.append(article.byline.text)
    return list(dict.fromkeys(m.agency for name in names for m in find(fold(name))))


def _byline_evidence(article: Article) -> Iterator[Evidence]:
    if (where := article.byline.where) is not None:
        yield evidence(article, where.address, where.start, where.end)


def _evidence(article: Article, found: Iterable[Found]) -> tuple[Evidence, ...]:
    cut = [evidence(article, f.address, f.credit.start, f.credit.end) for f in found]
    return tuple(cut[:MAX_EVIDENCE])


_OUTLET = re.compile(
    r"(?:\b(?:by|in|on|at|from|of|par|por|dans|en|sur|auf|bei|von|da|su|sul|em|no|na|via|med|i|di)\b"
    r"|[:：]|在|自)\s*(?:the\s|l'|la\s|le\s|el\s|der\s|die\s|das\s|o\s|a\s)?[\"“‘«『「]?"
    r"(?:[A-ZÀ-Þ]|[\w-]+\.(?:com|org|net|co|in|de|fr|es|it|br|uk))"
)  # fmt: skip


def _names_outlet(article: Article, found: Found) -> bool:
    """Whether a notice names another outlet: "first published in The Lancet"."""
    text = article.text_at(found.address)[found.credit.start : found.credit.end]
    return bool(_OUTLET.search(text))
