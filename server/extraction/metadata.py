"""The facts of a page: headline, byline, dates, publisher, genre, policies, and where each stands.

Puts together what the markup states and what the blocks show, and has the last word on the roles
of the blocks that show it. Each fact is settled in its own module; this one knows lxml only to
pass the tree on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from classifier.text import language_of
from server.article import Block, BylineKind, Link, Quote, Role, Stamp
from server.extraction import stamps, titles
from server.extraction.authors import AUTHOR_METAS, find_byline
from server.extraction.byline import parse_byline
from server.extraction.dateline import find_dateline_in
from server.extraction.dates import find_dates
from server.extraction.genre import find_genre
from server.extraction.jsonld import (
    ARTICLE_TYPES,
    Graph,
    article_node,
    first_text,
    members,
    types,
)
from server.extraction.policies import declared_policies, find_policies
from server.extraction.publisher import find_publisher, site_names
from server.extraction.statements import Statements, gather
from server.extraction.tree import Facts, PageTree, VisibleBlock

LONGEST = 2000
"""Characters kept of one metadata entry."""
_HEAD_REACH = 14
STANDFIRST_LONGEST, STANDFIRST_FEWEST = 400, 7
"""Characters and words of a line above the byline that can sum the article up."""
_SAMPLE = 600
"""Characters of the body by whose script a stated language is believed."""
_NON_LATIN = re.compile(r"[\u0370-\u1fff\u3040-\ud7af]")
_LATIN_LANGUAGES = frozenset(
    "en de fr es pt it nl sv da no nb nn fi pl cs sk hu ro tr id ms vi hr sl et lv lt ca eu gl is "
    "ga cy sq sw tl fil af az".split()
)
_PROVIDER_METAS = (
    "original-source", "syndication-source", "source", "dc.source", "article:source", "provider",
    "news_provider", "article:provider", "copyright", "rights", "dc.rights", "article:author",
    "keywords", "news_keywords", "article:section", "section", "article:content_tier", "robots",
    "article:opinion", "og:type", "generator", "description", "og:description", "twitter:creator",
)  # fmt: skip
"""Meta elements kept for signals to quote."""
_IMAGE_KEYS = (
    "url", "contentUrl", "caption", "description", "name", "creditText", "copyrightNotice",
    "digitalSourceType", "license", "acquireLicensePage",
)  # fmt: skip


def read_metadata(
    page: PageTree,
    blocks: Sequence[VisibleBlock],
    links: Sequence[Link] = (),
    now: datetime | None = None,
) -> Facts:
    """The facts of a parsed page and the final roles of its blocks.

    "2 hours ago" is reckoned from `now`, when the page was seen; without it such words are no
    date, so that the same page always gives the same facts.
    """
    graph = page.graph
    statements = gather(page.root, whole=not _says_enough(graph))
    url = _canonical(statements, page.url)
    base = page.url or url or ""
    headings = [text for _, text in statements.headings]
    node = article_node(graph, [*headings, statements.meta("og:title")], url or "")
    names = site_names(statements, graph, node, page.url or url)
    headline, kicker = _headline(statements, node, names)
    shown = _with_headline([b.block for b in blocks], blocks, headline)
    kicker = kicker or _mark_kicker(shown, blocks)
    _mark_standfirst(shown, blocks, statements, node)
    _mark_bylines(shown)
    _mark_opening(shown)
    byline, place = find_byline(graph, node, statements, shown, names, base, _paragraphs(blocks))
    if place is not None and shown[place].role is not Role.BYLINE:
        shown[place] = replace(shown[place], role=Role.BYLINE)
        if byline.where:
            byline = replace(byline, where=replace(byline.where, address=f"byline:{place}"))
    metadata = _metadata(statements, graph, node)
    if byline.where and byline.where.address.startswith("metadata:"):
        byline = replace(byline, where=_in_metadata(metadata, byline.names or byline.agencies))
    language = _language(statements, node, shown)
    country = stamps.country_of(
        page.url or url, statements.language or statements.meta("og:locale")
    )
    published, modified, every = stamps.settle(
        [
            *stamps.from_structured(node, statements, country),
            *stamps.from_blocks(shown, country, now),
            *stamps.from_marks(statements, country),
            *stamps.from_url(page.url or url),
        ],
        country,
    )
    kinds = _kinds(graph, node, statements)
    sections = {key: value for key, value in metadata.items() if key in _SECTION_KEYS}
    return Facts(
        blocks=tuple(shown),
        headline=headline,
        kicker=kicker,
        standfirst=" ".join(b.text for b in shown if b.role is Role.STANDFIRST),
        byline=byline,
        dateline=find_dateline_in(shown),
        published=_anchored(published, metadata),
        modified=_anchored(modified, metadata),
        stamps=tuple(s for stamp in every if (s := _anchored(stamp, metadata))),
        publisher=find_publisher(names, page.url or url, shown, links),
        genre=find_genre(shown, frozenset(types(node)), sections, page.url or url),
        policies=find_policies(graph, node, links, shown, base),
        language=language,
        url=url,
        kinds=kinds,
        metadata=metadata,
        images=_images(graph, node),
    )


_SECTION_KEYS = frozenset(
    {"jsonld.type", "jsonld.articleSection", "meta.article:section", "meta.section", "jsonld.genre"}
)


def _says_enough(graph: Graph) -> bool:
    """Whether the page's JSON-LD names the author and the date of its one article."""
    articles = [node for node in graph.nodes if types(node) & ARTICLE_TYPES]
    return len(articles) == 1 and bool(
        articles[0].get("author") and articles[0].get("datePublished")
    )


def _canonical(statements: Statements, url: str | None) -> str | None:
    """The address the page gives itself, else the one it was posted with."""
    stated = statements.links.get("canonical") or statements.meta("og:url")
    if not stated:
        return url
    try:
        whole = urljoin(url or "", stated.strip())
    except ValueError:
        return url
    return whole if whole.startswith(("http://", "https://")) else url


def _headline(
    statements: Statements, node: Mapping[str, Any], names: Sequence[str]
) -> tuple[str, str]:
    """(headline, the kicker that stands in its own element)."""
    stated = [
        first_text(node.get("headline")),
        statements.meta("og:title"),
        statements.meta("twitter:title", "title", "dc.title", "parsely-title", "sailthru.title"),
        next((mark.text for mark in statements.of_kind("itemprop:headline")), ""),
    ]
    headings = [text for _, text in statements.headings]
    return titles.split_kicker(titles.choose(headings, stated, statements.title, names), stated)


def _with_headline(
    shown: list[Block], blocks: Sequence[VisibleBlock], headline: str
) -> list[Block]:
    """The blocks, the printed headline alone with its role; its copies are furniture."""
    wanted = titles.tokens(headline)
    best, choice = 0.75, None
    printed = [n for n, b in enumerate(shown) if b.text == headline and blocks[n].tag == "h1"]
    for n, block in enumerate(shown if not printed else ()):
        if not 0.5 * len(headline) <= len(block.text) <= 2 * len(headline) + 8:
            continue
        value = titles.likeness(block.text, headline)
        if value > 0.75:
            value += 0.3 * (blocks[n].tag == "h1") + 0.1 * (block.role is Role.HEADLINE)
        if value > best:
            best, choice = value, n
    choice = printed[0] if printed else choice
    for n, block in enumerate(shown):
        if n == choice:
            shown[n] = replace(block, role=Role.HEADLINE)
        elif block.role is Role.HEADLINE or (
            block.role is Role.BODY
            and len(block.text) < 2 * len(headline)
            and titles.tokens(block.text) == wanted
        ):
            shown[n] = replace(block, role=Role.BOILERPLATE)
    return shown


def _title_index(shown: Sequence[Block]) -> int:
    return next((n for n, b in enumerate(shown) if b.role is Role.HEADLINE), -1)


_KICKER_HINTS = re.compile(
    r"kicker|eyebrow|overline|rubric|over-?title|supertitle|section-label|article-?_*label|"
    r"occhiello|dachzeile|topline|spitzmarke|antetitulo|chapeu"
)
_STANDFIRST_HINTS = re.compile(
    r"standfirst|(?<![a-z])dek(?![a-z])|(?<![a-z])deck(?![a-z])|sub-?head|sub-?title|"
    r"article-_?summary|article__summary|article-intro|excerpt|strap-?line|synopsis|bajada|"
    r"entradilla|chapo|vorspann|sommario|article__?-?description|lead-?paragraph|sapo|ingress|"
    r"(?<![a-z_-])(?:description|teaser|lead|spot|sumario|samenvatting)(?![a-z_-])"
)


def _mark_kicker(shown: list[Block], blocks: Sequence[VisibleBlock]) -> str:
    """The label above the headline, by its markup; its block gets the role."""
    title = _title_index(shown)
    for n in range(max(0, title - 4), min(len(shown), title + 3)):
        block = shown[n]
        if n == title or len(block.text) > 60 or block.role in {Role.BODY, Role.BYLINE}:
            continue
        if block.role is Role.KICKER or _KICKER_HINTS.search(blocks[n].hints):
            shown[n] = replace(block, role=Role.KICKER)
            return block.text
    return ""


def _mark_standfirst(
    shown: list[Block],
    blocks: Sequence[VisibleBlock],
    statements: Statements,
    node: Mapping[str, Any],
) -> None:
    """The summary below the headline: called so by its markup, or the page's own description."""
    if any(block.role is Role.STANDFIRST for block in shown):
        return
    title = _title_index(shown)
    described = [
        statements.meta("og:description", "description"),
        first_text(node.get("description")),
    ]
    for n in range(title + 1, min(len(shown), title + 1 + _HEAD_REACH)):
        block = shown[n]
        if not 30 <= len(block.text) <= 450 or block.role not in {Role.BODY, Role.BOILERPLATE}:
            continue
        by_markup = _STANDFIRST_HINTS.search(blocks[n].hints) is not None
        apart = n + 1 == len(shown) or blocks[n].tag != blocks[n + 1].tag
        by_words = blocks[n].tag in {"h2", "h3", "h4", "div", "span"} and any(
            apart and titles.likeness(block.text, text) > 0.9 for text in described if text
        )
        if by_markup or by_words:
            shown[n] = replace(block, role=Role.STANDFIRST)
            return
        if block.role is Role.BODY and len(block.text) > 120:
            return


def _mark_bylines(shown: list[Block]) -> None:
    """Short lines between the headline and the body that are mostly a date or a byline."""
    title = _title_index(shown)
    for n in range(title + 1, min(len(shown), title + 1 + _HEAD_REACH)):
        block = shown[n]
        if block.role is Role.BODY and len(block.text) > 200:
            return
        if block.role in _MAY_BE_BYLINE and len(block.text) <= 160:
            dates = find_dates(block.text)
            left = len(block.text) - sum(m.end - m.start for m in dates)
            signed = parse_byline(block.text, trusted=False) is not None
            most = 60 if block.role is Role.BOILERPLATE else 30
            if (dates and (left < most or signed)) or (signed and block.role is Role.BODY):
                shown[n] = replace(block, role=Role.BYLINE)


def _paragraphs(blocks: Sequence[VisibleBlock]) -> frozenset[int]:
    """The blocks that are paragraphs without a link."""
    return frozenset(n for n, b in enumerate(blocks) if b.tag in _PARAGRAPHS and not b.links)


_PARAGRAPHS = frozenset({"p", "strong", "b", "em", "i"})


def _mark_opening(shown: list[Block]) -> None:
    """Between headline and date: a name alone is part of the byline, a sentence the standfirst."""
    title = _title_index(shown)
    dated = next(
        (n for n in range(title + 1, len(shown[: title + 8])) if shown[n].role is Role.BYLINE), None
    )
    if title < 0 or dated is None:
        return
    summed_up = any(block.role is Role.STANDFIRST for block in shown)
    for n in range(title + 1, dated):
        block = shown[n]
        if block.role not in {Role.BODY, Role.BOILERPLATE}:
            continue
        words = len(block.text.split())
        alone = 2 <= words <= 5 and block.text[-1] not in ".!?:" and n == dated - 1
        found = parse_byline(block.text, trusted=True) if alone else None
        if found and found.byline.kind is BylineKind.PERSON and block.role is Role.BODY:
            shown[n] = replace(block, role=Role.BYLINE)
        elif (
            not summed_up
            and len(block.text) <= STANDFIRST_LONGEST
            and (block.role is Role.BODY or (n == title + 1 and words >= STANDFIRST_FEWEST))
        ):
            shown[n] = replace(block, role=Role.STANDFIRST)
            summed_up = True


_MAY_BE_BYLINE = frozenset({Role.BOILERPLATE, Role.BODY, Role.STANDFIRST, Role.DATELINE})


def _metadata(statements: Statements, graph: Graph, node: Mapping[str, Any]) -> dict[str, str]:
    """The page's raw statements about itself that signals may quote."""
    found: dict[str, str] = {}
    if statements.title:
        found["title"] = statements.title
    for name in dict.fromkeys(
        (*_PROVIDER_METAS, *AUTHOR_METAS, *stamps.PUBLISHED_METAS, *stamps.MODIFIED_METAS)
    ):
        value = statements.meta(name)
        if value:
            found[f"meta.{name}"] = value[:LONGEST]
    for name in ("og:title", "og:site_name", "og:locale"):
        if value := statements.meta(name):
            found[name.replace("og:", "og.")] = value[:LONGEST]
    for key in _NODE_KEYS:
        text = ", ".join(
            t for item in members(node.get(key)) if (t := _stated(graph.resolve(item)))
        )
        if text:
            found[f"jsonld.{key}"] = text[:LONGEST]
    if kinds := sorted(types(node)):
        found["jsonld.type"] = ", ".join(kinds)
    for kind, url in declared_policies(graph, node).items():
        found[f"jsonld.{kind}"] = url
    return found


def _stated(value: Any) -> str:
    """A value of structured data as text; JSON's own truth values too, which name nothing."""
    return str(value).lower() if isinstance(value, bool) else first_text(value)


_NODE_KEYS = (
    "headline", "alternativeHeadline", "description", "author", "creator", "contributor", "editor",
    "publisher", "provider", "sourceOrganization", "sdPublisher", "isBasedOn", "copyrightHolder",
    "creditText", "copyrightNotice", "dateline", "datePublished", "dateModified", "dateCreated",
    "articleSection", "genre", "keywords", "isAccessibleForFree", "correction", "sponsor",
    "backstory", "digitalSourceType",
)  # fmt: skip


def _in_metadata(metadata: Mapping[str, str], names: Sequence[str]) -> Quote | None:
    """Where the metadata print the first of the names."""
    for key in ("jsonld.author", "jsonld.creator", *(f"meta.{name}" for name in AUTHOR_METAS)):
        text = metadata.get(key, "")
        for name in names:
            at = text.lower().find(name.lower())
            if at >= 0:
                return Quote(f"metadata:{key}", at, at + len(name))
    return None


def _anchored(stamp: Stamp | None, metadata: Mapping[str, str]) -> Stamp | None:
    """The stamp, its quote kept only if the metadata entry is there and as long."""
    if stamp is None or stamp.where is None or not stamp.where.address.startswith("metadata:"):
        return stamp
    text = metadata.get(stamp.where.address.removeprefix("metadata:"))
    return stamp if text and len(text) >= stamp.where.end else replace(stamp, where=None)


def _language(
    statements: Statements, node: Mapping[str, Any], shown: Sequence[Block]
) -> str | None:
    """The primary subtag that the page states, unless its letters belie it; else from its words."""
    told = [b.text for b in shown if b.role is Role.BODY][:12] or [b.text for b in shown[:40]]
    whole = " ".join(told)[:LONGEST]
    stated = next(
        (
            match[0].lower()
            for text in (
                statements.language,
                first_text(node.get("inLanguage")),
                statements.meta("content-language", "language", "dc.language"),
                statements.meta("og:locale"),
            )
            if (match := re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", text.strip()))
        ),
        None,
    )
    sample = whole[:_SAMPLE]
    foreign = len(_NON_LATIN.findall(sample)) > 0.3 * len(sample)
    if stated is None or foreign == (stated in _LATIN_LANGUAGES):
        return language_of(whole) or stated
    return stated


def _kinds(graph: Graph, node: Mapping[str, Any], statements: Statements) -> frozenset[str]:
    """Every schema.org type of the page's nodes, and its Open Graph type."""
    found = {kind for item in graph.nodes for kind in types(item)} | types(node)
    if og := statements.meta("og:type"):
        found.add(f"og:{og.lower()}")
    return frozenset(found)


def _images(graph: Graph, node: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
    """What structured data says of the page's images."""
    found: list[Mapping[str, str]] = []
    items = [*members(node.get("image")), *graph.of_type("ImageObject")]
    for item in items[:40]:
        image = graph.resolve(item)
        if isinstance(image, str):
            image = {"url": image}
        if not isinstance(image, Mapping):
            continue
        entry = {key: first_text(image[key])[:LONGEST] for key in _IMAGE_KEYS if image.get(key)}
        entry["url"] = entry.get("url") or entry.pop("contentUrl", "")
        if entry["url"] and entry not in found:
            found.append(entry)
    return tuple(found)
