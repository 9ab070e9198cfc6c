"""What sort of writing a page says it is, and whether a reader can see it said.

A visible label decides before structured data, and that before the address. Knows blocks, strings
and schema.org types, no markup; it judges no style.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from server.article import Block, Genre, GenreName, Quote, Role

LABEL_LONGEST = 48
AROUND = 3
"""Blocks before and after the headline in which a label counts as the article's own."""
PAID_REACH = 12
"""Blocks past the headline in which a sentence may say who paid."""
_BUTTONS = frozenset(
    "comment comments view blog voices ideas essay letters insight insights columns views humor "
    "humour promotion explained perspective reviews video".split()
)
"""Labels that near a headline are as often buttons or menu items: believed in a kicker alone."""

SCHEMA_TYPES = {
    "AdvertiserContentArticle": GenreName.SPONSORED,
    "SatiricalArticle": GenreName.SATIRE,
    "OpinionNewsArticle": GenreName.OPINION,
    "AnalysisNewsArticle": GenreName.ANALYSIS,
    "BackgroundNewsArticle": GenreName.ANALYSIS,
    "ReviewNewsArticle": GenreName.REVIEW,
    "CriticReview": GenreName.REVIEW,
    "Review": GenreName.REVIEW,
}
_ORDER = (
    GenreName.SPONSORED,
    GenreName.PRESS_RELEASE,
    GenreName.SATIRE,
    GenreName.OPINION,
    GenreName.ANALYSIS,
    GenreName.REVIEW,
)
_RELEASE = re.compile(
    r"/\s?PR ?Newswire\s?/|/CNW/|\bPRNewswire\b|\(BUSINESS WIRE\)|\(?GLOBE ?NEWSWIRE\)?|"
    r"\bNewsvoir\b|\(ACCESSWIRE\)|\bEIN ?Presswire\b|\bPRWeb\b|\bNewswire\.com\b|"
    r"/ots/|\bots\)|\(ots\)|news aktuell|\bPresseportal\b|"
    r"this is a (?:paid )?press release|this press release|ANI Press Release|"
    r"provided by (?:Cision|PR Newswire|Business Wire|Newsvoir)|"
    r"the above press release|\(Advertorial disclaimer|comunicado de prensa emitido|"
    r"contenu fourni par (?:un partenaire|PR Newswire)",
    re.IGNORECASE,
)  # fmt: skip
"""Marks that press-release wires leave in the copy they distribute."""
_RELEASE_WORDS = (
    "wire", "newsvoir", "press release", "presseportal", "ots)", "/ots/", "/cnw/", "prweb",
    "news aktuell", "comunicado de prensa", "pr newswire", "advertorial disclaimer",
)  # fmt: skip
"""One of these stands in every such mark: a cheap look before the patterns."""
_PAID = re.compile(
    r"(?:this (?:article|story|post|content|feature) (?:is|was|has been) (?:sponsored|paid for|"
    r"produced|created|brought to you)[^.]{0,60}(?:by|for|with|in partnership)|"
    r"(?:sponsored|presented|paid for|brought to you) by\s|in (?:paid )?partnership with\s|"
    r"paid (?:for|content) (?:by|from)\s|(?:anzeige|sponsored post|advertorial)\s?[:|–-]|"
    r"en partenariat avec\s|patrocinado por\s|contenido (?:ofrecido|patrocinado) por\s|"
    r"oferecido por\s)",
    re.IGNORECASE,
)


@cache
def _tables() -> tuple[dict[str, GenreName], dict[str, GenreName], dict[str, GenreName]]:
    """Genre by label, by title opening and by address segment."""
    path = files("server.extraction") / "data" / "genre.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    merged: tuple[dict[str, GenreName], ...] = ({}, {}, {})
    for genre in _ORDER:
        for place, kind in zip(merged, ("label", "title", "url"), strict=True):
            for word in table[genre.value][kind]:
                place.setdefault(word.lower(), genre)
    return merged[0], merged[1], merged[2]


def label_genre(text: str) -> GenreName | None:
    """The genre that a short text is a label of."""
    if len(text) > LABEL_LONGEST:
        return None
    bare = re.sub(r"\s+", " ", text.lower()).strip(" .:|•·#[](){}-–—/*»›>\"'")
    labels = _tables()[0]
    if bare in labels:
        return labels[bare]
    parts = re.split(r"\s?[|•·›»>/:—–]\s?", bare)
    return next((labels[part] for part in parts if part in labels), None)


def find_genre(
    blocks: Sequence[Block], types: frozenset[str], sections: Mapping[str, str], url: str | None
) -> Genre:
    """The genre; `sections` are the page's metadata entries that name its section, by key."""
    found = sorted(
        _candidates(blocks, types, sections, url),
        key=lambda g: (_ORDER.index(g.name), not g.labelled),
    )
    if not found:
        return Genre()
    name = found[0].name
    return next((g for g in found if g.name is name and g.labelled), found[0])


def _candidates(
    blocks: Sequence[Block], types: frozenset[str], sections: Mapping[str, str], url: str | None
) -> Iterator[Genre]:
    """Yield everything on the page that names a genre."""
    yield from _labels(blocks)
    yield from _texts(blocks)
    for kind in sorted(types & SCHEMA_TYPES.keys()):
        text = sections.get("jsonld.type", "")
        at = text.find(kind)
        where = Quote("metadata:jsonld.type", at, at + len(kind)) if at >= 0 else None
        yield Genre(SCHEMA_TYPES[kind], False, where, "schema")
    for key, value in sections.items():
        genre = label_genre(value) if key != "jsonld.type" else None
        if genre:
            yield Genre(genre, False, Quote(f"metadata:{key}", 0, len(value)), "schema")
    genre = _url_genre(url)
    if genre:
        yield Genre(genre, False, None, "url")


def _labels(blocks: Sequence[Block]) -> Iterator[Genre]:
    """Yield the labels around the headline, in its kicker and at its start."""
    title = next((n for n, b in enumerate(blocks) if b.role is Role.HEADLINE), None)
    first = 0 if title is None else max(0, title - AROUND)
    for n in range(first, min(len(blocks), (title or 0) + PAID_REACH)):
        block = blocks[n]
        address = f"{block.role}:{n}"
        near = title is not None and n - title <= AROUND
        if block.role is Role.KICKER or (near and block.role is Role.BOILERPLATE):
            genre = label_genre(block.text)
            if genre and (block.role is Role.KICKER or not _in_menu(blocks, n)):
                source = "kicker" if block.role is Role.KICKER else "label"
                yield Genre(genre, True, Quote(address, 0, len(block.text)), source)
        if block.role is Role.HEADLINE:
            yield from _title_label(block.text, address)
        elif len(block.text) < 240 and (m := _PAID.match(block.text)):
            yield Genre(GenreName.SPONSORED, True, Quote(address, 0, m.end()), "label")


def _in_menu(blocks: Sequence[Block], n: int) -> bool:
    """Whether block n is a button or one of three or more short items in a row."""
    if blocks[n].text.lower().strip() in _BUTTONS:
        return True
    run = 1
    for step in (-1, 1):
        m = n + step
        while 0 <= m < len(blocks) and run < 3 and _is_item(blocks[m]):
            run, m = run + 1, m + step
    return run >= 3


def _is_item(block: Block) -> bool:
    return block.role is Role.BOILERPLATE and len(block.text) <= 24 and block.text.count(" ") <= 2


def _title_label(text: str, address: str) -> Iterator[Genre]:
    """Yield the genre that opens or closes a headline ("Opinion: …", "… | Editorial")."""
    lowered = text.lower()
    for opening, genre in _tables()[1].items():
        if lowered.startswith(opening):
            yield Genre(genre, True, Quote(address, 0, len(opening)), "label")
    head, bar, tail = text.rpartition("|")
    if bar and head and (genre_of_tail := label_genre(tail)):
        start = len(text) - len(tail.lstrip())
        yield Genre(genre_of_tail, True, Quote(address, start, len(text)), "label")


def _texts(blocks: Sequence[Block]) -> Iterator[Genre]:
    """Yield the marks of press-release wires at the start and the end of the text."""
    told = [n for n, b in enumerate(blocks) if b.role not in {Role.BOILERPLATE, Role.HEADLINE}]
    for n in [*told[:6], *told[-6:]]:
        block = blocks[n]
        ends = block.text[:400] + "\n" + block.text[400:][-400:]
        lowered = ends.lower()
        if not any(word in lowered for word in _RELEASE_WORDS):
            continue
        match = _RELEASE.search(ends)
        if match:
            start = block.text.find(match[0])
            where = Quote(f"{block.role}:{n}", start, start + len(match[0]))
            yield Genre(GenreName.PRESS_RELEASE, True, where, "text")


def _url_genre(url: str | None) -> GenreName | None:
    """The genre that a directory of the address names; the last segment is the article's slug."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    segments = parts.path.lower().split("/")[:-1] or []
    host = (parts.hostname or "").split(".")[:1]
    table: dict[str, GenreName] = _tables()[2]
    hits: list[GenreName] = [table[s] for s in [*host, *segments[:6]] if s in table]
    return min(hits, key=_ORDER.index) if hits else None
