"""A page's HTML to an Article: one parse, one walk over the tree, then roles and facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from server.article import Article, Block, Link, PageKind, Role
from server.extraction import choose, column, guards, headline, jsonld, kinds, roles, second
from server.extraction.blocks import Box, Run, Walk
from server.extraction.images import pictures_of, read_images
from server.extraction.marks import Mark
from server.extraction.metadata import read_metadata
from server.extraction.tree import PageTree, VisibleBlock

MOST_LINKS = 3000
HINTED = range(-5, 16)
"""Blocks around the headline whose classes are handed on."""
HINTED_ABOVE, HINTED_RUNS = 3, 5
HIDDEN_WORDS = 4
_HINTS = ("class", "id", "itemprop", "rel", "data-testid")
_UNSEEN = Mark.HIDDEN | Mark.UNSEEN


def extract(
    html: bytes | str,
    url: str | None = None,
    charset: str | None = None,
    now: datetime | None = None,
) -> Article:
    """Read the HTML of a page; never raises.

    "2 hours ago" is reckoned from `now`, when the page was seen, and is no date without it.
    """
    root, cut = guards.parse(html, charset)
    if root is None:
        return Article(url=url, kind=PageKind.OTHER, kind_reason="no text", truncated=cut)
    walk = Walk(root)
    if walk.deep:
        root = guards.flat(html, charset)
        walk = Walk(root)
    read = read_roles(walk, root)
    given, first, last, title = read.roles, read.first, read.last, read.headline
    graph = jsonld.read(_scripts(root))  # before the second reader, which takes the scripts off
    if second.wanted(walk.runs, given):
        second.reread(root, walk.runs, given)
    index, blocks = _blocks(walk.runs, given, title if title is not None else first)
    links = _links(walk.runs, index, url or "")
    page = PageTree(root, graph, url, cut)
    facts = read_metadata(page, blocks, links, now)
    top = first if title is None else min(title, first)
    pictures = pictures_of(walk.pictures, top, last)
    kind, reason = kinds.tell(facts, walk.runs, url, read.listed, len(pictures))
    final = [facts.blocks[n].role if n >= 0 else Role.BOILERPLATE for n in index]
    return Article(
        blocks=facts.blocks,
        headline=facts.headline,
        kicker=facts.kicker,
        standfirst=facts.standfirst,
        byline=facts.byline,
        dateline=facts.dateline,
        published=facts.published,
        modified=facts.modified,
        stamps=facts.stamps,
        publisher=facts.publisher,
        genre=facts.genre,
        kind=kind,
        kind_reason=reason,
        links=links,
        images=read_images(pictures, final, index, facts.images),
        policies=facts.policies,
        language=facts.language,
        url=facts.url or url,
        metadata=facts.metadata,
        hidden=_hidden(walk),
        truncated=cut or walk.full,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """The runs of a page, told apart."""

    roles: list[Role]
    first: int
    last: int
    headline: int | None
    listed: choose.Listed


def read_roles(walk: Walk, root: Any) -> Reading:
    """Tell the runs of a walked page apart."""
    runs, boxes = walk.runs, walk.boxes
    choose.weigh(runs)
    title = headline.find(runs, headline.stated_titles(root))
    choose.discount_consent(runs, title)
    choose.believe(boxes, runs, title)
    listed = choose.mark_teasers(boxes, runs)
    main = choose.main_box(boxes, runs)
    if main.prose < choose.ENOUGH:
        main = choose.named_box(boxes, runs) or main
    main = choose.by_headline(main, runs, title)
    after = {picture.at for picture in walk.pictures}
    given, first, last = roles.assign(runs, main, title, after)
    column.set_apart(runs, given, first, last)
    roles.mark_lines_of_pictures(runs, given, walk.pictures, first, last)
    if walk.white:
        _whiten(runs, given, walk.white)
    return Reading(given, first, last, title, listed)


def _whiten(runs: Sequence[Run], given: Sequence[Role], white: frozenset[str]) -> None:
    """Hide the few paragraphs among others that a style sheet alone sets in white."""
    body = [run for run, role in zip(runs, given, strict=True) if role is Role.BODY]
    names = [(run, (run.element.get("class") or "").split()) for run in body]
    pale = [run for run, own in names if not white.isdisjoint(own)]
    if len(pale) < 0.3 * len(body):
        for run in pale:
            run.bits |= Mark.HIDDEN


def _scripts(root: Any) -> tuple[str, ...]:
    """The JSON-LD scripts as they stand on the page, in page order."""
    scripts = (e for e in root.iter("script") if "ld+json" in (e.get("type") or ""))
    return tuple(e.text for e in scripts if e.text)


def _blocks(
    runs: Sequence[Run], given: Sequence[Role], near: int
) -> tuple[list[int], list[VisibleBlock]]:
    """(block of each run or -1, the blocks): what a reader cannot see is no block."""
    index: list[int] = []
    blocks: list[VisibleBlock] = []
    for n, (run, role) in enumerate(zip(runs, given, strict=True)):
        if run.bits & _UNSEEN:
            index.append(-1)
            continue
        index.append(len(blocks))
        hints = _hints(run) if n - near in HINTED else ""
        blocks.append(VisibleBlock(Block(role, run.text), run.tag, hints))
    return index, blocks


def _hints(run: Run) -> str:
    """The names that the element of a run goes by, and the two above that hold little else."""
    elements = [run.element]
    box: Box | None = run.box
    for _ in range(HINTED_ABOVE):
        if box is None or box.end - box.start > HINTED_RUNS:
            break
        if box.element is not run.element:
            elements.append(box.element)
        box = box.parent
    found = [value for e in elements for name in _HINTS if (value := e.get(name))]
    return " ".join(found)[:1000].lower()


def _links(runs: Sequence[Run], index: Sequence[int], url: str) -> tuple[Link, ...]:
    """The links of the blocks, with whole addresses."""
    scheme, _, rest = url.partition("://")
    origin = f"{scheme}://{rest.split('/')[0]}" if rest else ""
    links: list[Link] = []
    for n, run in enumerate(runs):
        if run.links and index[n] >= 0:
            for text, href, rel in run.links:
                address = _whole(href.strip(), scheme, origin, url)
                if address:
                    links.append(Link(address, text, index[n], rel))
    return tuple(links[:MOST_LINKS])


def _whole(href: str, scheme: str, origin: str, url: str) -> str:
    """The absolute address of a link; empty for a script or a place on the page."""
    if href.startswith(("http://", "https://", "mailto:", "tel:")):
        return href
    if not href or href[0] == "#" or href[:11].lower() == "javascript:":
        return ""
    if href.startswith("//"):
        return f"{scheme or 'https'}:{href}"
    if href[0] == "/":
        return origin + href
    try:
        return urljoin(url, href)
    except ValueError:
        return ""


def _hidden(walk: Walk) -> tuple[str, ...]:
    """The texts of some length that the markup hides."""
    texts = [*(run.text for run in walk.runs if run.bits & _UNSEEN), *walk.hidden]
    return tuple(text for text in texts if text.count(" ") + 1 >= HIDDEN_WORDS)
