"""The byline of a page, from what its data states and what its reader sees.

Structured data names people best, the page shows how they sign: so names come from whichever
source names most of the same people, the text from a block. Knows statements and blocks, no markup.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from server.article import Block, Byline, BylineKind, Quote, Role
from server.extraction.byline import Found, kind_of, parse_byline
from server.extraction.jsonld import Graph, first_text, members, types
from server.extraction.statements import Mark, Statements

AUTHOR_METAS = (
    "author", "parsely-author", "article:author", "article:author_name", "sailthru.author",
    "dc.creator", "dcterms.creator", "dc.contributor", "cxenseparse:author", "byl", "byline",
    "citation_author", "rbauthors", "mediator_author", "article.author", "authors",
    "og:article:author", "shareaholic:article_author_name", "content_author", "creator",
)  # fmt: skip
NEAR = 14
"""Blocks before and after the headline in which a byline stands: a share bar may part them."""
MARK_LONGEST = 160
SIBLINGS = 8
"""Elements between two that name authors of one article."""
_SOCIAL = re.compile(
    r"(?:^|\.)(?:twitter|x|facebook|instagram|linkedin|youtube|threads|t|bsky|muckrack|tiktok)\."
)
_PROFILE = re.compile(
    r"/(?:authors?|people|person|profile|by|contributors?|staff|columnists?|reporters?|writers?|"
    r"journalists?|autor(?:es)?|auteurs?|autoren|correspondents?|team|byline|bio|news-source)/",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Signed:
    """What one kind of source says of who signs."""

    people: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    desk: str = ""
    text: str = ""
    url: str = ""

    def add(self, found: Found | None) -> None:
        """Take over a parsed byline."""
        if found is None:
            return
        byline = found.byline
        known = {name.lower() for name in self.people}
        self.people += [name for name in byline.names if name.lower() not in known]
        self.agencies += [name for name in byline.agencies if name not in self.agencies]
        if byline.kind is BylineKind.DESK:
            self.desk = self.desk or byline.text
        self.text = self.text or byline.text

    def __bool__(self) -> bool:
        return bool(self.people or self.agencies or self.desk)


def find_byline(
    graph: Graph,
    node: Mapping[str, Any],
    statements: Statements,
    blocks: Sequence[Block],
    names: Sequence[str],
    base: str,
    paragraphs: frozenset[int] = frozenset(),
) -> tuple[Byline, int | None]:
    """(the byline, the block it is printed in); `paragraphs` are the blocks that hold no link."""
    publisher = names[0] if names else ""
    stated = _from_jsonld(graph, node, publisher)
    marked = _from_marks(statements, publisher)
    metas = _from_metas(statements, publisher)
    seen, place = _from_blocks(blocks, publisher)
    if not (seen or stated or marked or metas):
        seen, place = _at_end(blocks, paragraphs)
    people = _people(stated, marked, seen, metas)
    agencies = next((s.agencies for s in (seen, stated, marked, metas) if s.agencies), [])
    sources = (seen, marked, stated, metas)
    desk = next((s.desk for s in sources if s.desk), "")
    kind = kind_of(people, agencies, desk)
    if kind is BylineKind.NONE:
        return Byline(), None
    wanted = people or agencies or [desk]
    located = _locate(blocks, wanted, publisher, place)
    url = _author_url(stated.url or marked.url, base)
    byline = Byline(", ".join(wanted), kind, tuple(people), tuple(agencies), url)
    if located is None and (shown := _other_people(stated, seen)):
        byline = replace(byline, shown=shown)
        located = _locate(blocks, shown, publisher, place)
    if located is None:
        return replace(byline, where=_where_stated(stated, metas, wanted), shown=()), None
    n, start, end = located
    where = Quote(f"{blocks[n].role}:{n}", start, end)
    return replace(byline, text=blocks[n].text[start:end], where=where), n


def _other_people(stated: _Signed, seen: _Signed) -> tuple[str, ...]:
    """The people a reader sees sign, where structured data name nobody of them."""
    if not stated.people or not seen.people:
        return ()
    told = {part for name in stated.people for part in _parts(name)}
    if any(_parts(name) & told for name in seen.people):
        return ()
    # One word or a label may be a line that only looks like a byline.
    return tuple(name for name in seen.people if len(name.split()) > 1 and ":" not in name)


def _parts(name: str) -> set[str]:
    """The words of a name, for comparison; initials tell nobody apart."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return {part for part in re.findall(r"\w+", kept) if len(part) > 1}


def _people(stated: _Signed, marked: _Signed, seen: _Signed, metas: _Signed) -> list[str]:
    """The people who sign: structured data's, or a fuller list of the same people."""
    order = [source.people for source in (stated, marked, seen, metas) if source.people]
    if not order:
        return []
    known = {name.lower() for name in seen.people}
    fuller = len(seen.people) > len(order[0]) and all(n.lower() in known for n in order[0])
    return seen.people if fuller else order[0]


def _from_jsonld(graph: Graph, node: Mapping[str, Any], publisher: str) -> _Signed:
    """Who the article's node names as author or creator."""
    signed = _Signed()
    for item in [*members(node.get("author")), *members(node.get("creator"))][:20]:
        author = graph.resolve(item)
        for part in members(author) if isinstance(author, list) else [author]:
            name = first_text(part)[:200]
            if not name or name.startswith(("http://", "https://", "#")):
                continue
            before = len(signed.people)
            signed.add(parse_byline(name, trusted=True, publisher=publisher))
            if isinstance(part, Mapping) and len(signed.people) > before:
                if "Organization" in types(part) and " " not in signed.people[-1]:
                    signed.desk = signed.desk or signed.people.pop()
                signed.url = signed.url or first_text(part.get("url") or part.get("sameAs"))
        if signed and item is node.get("creator"):
            break
    return signed


def _from_metas(statements: Statements, publisher: str) -> _Signed:
    """Who meta elements name."""
    signed = _Signed()
    for name in AUTHOR_METAS:
        for value in statements.metas.get(name, ())[:8]:
            if not value.startswith(("http://", "https://", "/")):
                signed.add(parse_byline(value, trusted=True, publisher=publisher))
        if signed.people:
            break
    label = statements.meta("twitter:label1").lower()
    if not signed.people and ("written" in label or "author" in label or label == "by"):
        signed.add(parse_byline(statements.meta("twitter:data1"), True, publisher))
    return signed


def _from_marks(statements: Statements, publisher: str) -> _Signed:
    """Who the elements name that call themselves author or byline, near the headline."""
    start = statements.headings[0][0] - 30 if statements.headings else 0
    for kinds in (("rel:author", "itemprop:author"), ("byline",)):
        signed = _Signed()
        last = 0
        for mark in statements.of_kind(*kinds):
            if 0 <= mark.order < start:
                continue
            if signed and not 0 <= mark.order - last <= SIBLINGS:
                break  # the first elements are the article's own, later ones tease other stories
            _add_mark(signed, mark, publisher)
            last = mark.order
        if signed:
            return signed
    return _Signed()


def _add_mark(signed: _Signed, mark: Mark, publisher: str) -> None:
    text = mark.value or mark.text
    if len(text) > MARK_LONGEST * 2 or text.startswith("http"):
        return
    found = parse_byline(text, trusted=False, publisher=publisher)
    if found is None and len(text) <= MARK_LONGEST:
        found = parse_byline(text, trusted=True, publisher=publisher)
    had = len(signed.people), signed.desk
    signed.add(found)
    if had != (len(signed.people), signed.desk) and mark.url and not signed.url:
        signed.url = mark.url


def _around(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the blocks near the headline, those after it first."""
    title = next((n for n, b in enumerate(blocks) if b.role is Role.HEADLINE), None)
    start = title if title is not None else 0
    yield from range(start + 1, min(len(blocks), start + 1 + NEAR))
    yield from range(start - 1, max(-1, start - 1 - NEAR // 2), -1)


def _from_blocks(blocks: Sequence[Block], publisher: str) -> tuple[_Signed, int | None]:
    """Who a visible line names, and where: lines with the role before others near the headline."""
    with_role = [n for n, b in enumerate(blocks) if b.role is Role.BYLINE]
    for n in [*with_role, *_around(blocks)]:
        block = blocks[n]
        if block.role in {Role.BODY, Role.HEADLINE, Role.CAPTION, Role.STANDFIRST}:
            continue
        if block.role is Role.CREDIT and not block.text.lower().startswith("by "):
            continue
        found = parse_byline(block.text, trusted=False, publisher=publisher)
        if found is None and block.role is Role.BYLINE and len(block.text) <= MARK_LONGEST:
            found = parse_byline(block.text, trusted=True, publisher=publisher)
        if found:
            signed = _Signed()
            signed.add(found)
            return signed, n
    return _Signed(), None


def _at_end(blocks: Sequence[Block], paragraphs: frozenset[int]) -> tuple[_Signed, int | None]:
    """Who signs below the last paragraph, a name alone on its line."""
    last = max((n for n, b in enumerate(blocks) if b.role is Role.BODY), default=None)
    signed = _Signed()
    if last is None:
        return signed, None
    for n in (last, last + 1):
        text = blocks[n].text if n in paragraphs else ""
        if len(text) <= 60 and 2 <= len(text.split()) <= 4 and text[-1] not in '.!?:"”':
            found = parse_byline(text.lstrip("-–— "), trusted=True)
            if found and found.byline.kind is BylineKind.PERSON and text.istitle():
                signed.add(found)
                return signed, n
    return signed, None


def _locate(
    blocks: Sequence[Block], wanted: Sequence[str], publisher: str, place: int | None
) -> tuple[int, int, int] | None:
    """(block, start, end) of the printed byline that names the first of `wanted`."""
    first = wanted[0].lower()
    places = [place] if place is not None else []
    for n in [*places, *_around(blocks)]:
        text = blocks[n].text
        at = text.lower().find(first)
        if at < 0 or len(text) > 300 or blocks[n].role in {Role.BODY, Role.HEADLINE, Role.CAPTION}:
            continue
        found = parse_byline(text, trusted=True, publisher=publisher)
        if found and found.start <= at < found.end:
            return n, found.start, found.end
        return n, at, at + len(first)
    return None


def _where_stated(stated: _Signed, metas: _Signed, wanted: Sequence[str]) -> Quote | None:
    """The metadata entry that names who signs, where no block does."""
    key = "jsonld.author" if stated else "meta.author" if metas else ""
    return Quote(f"metadata:{key}", 0, 0) if key else None


def _author_url(url: str, base: str) -> str | None:
    """The author's page on a site that is no social network, absolute."""
    if not url or url.startswith(("mailto:", "javascript:", "#", "tel:")):
        return None
    try:
        whole = urljoin(base, url)
        parts = urlsplit(whole)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or _SOCIAL.search(parts.hostname or ""):
        return None
    return whole
