"""A page's bytes to one lxml tree, and the raw blocks of text its reading passes on.

The contract between `server.extraction.html` (blocks and roles), `server.extraction.metadata`
(facts) and nothing else. Knows lxml; knows no roles and judges nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.article import (
    Block,
    Byline,
    Dateline,
    Genre,
    Policy,
    Publisher,
    Stamp,
)
from server.extraction.jsonld import Graph


@dataclass(frozen=True, slots=True)
class PageTree:
    """A page, parsed once."""

    root: Any
    """The lxml <html> element; scripts, styles and comments are still in it."""
    graph: Graph = field(default_factory=Graph)
    """The page's JSON-LD."""
    url: str | None = None
    """The address the page was posted with."""
    truncated: bool = False


@dataclass(slots=True)
class VisibleBlock:
    """A block as read off the tree, with what a reader of facts may need of its markup.

    The list of these is the list of `Article.blocks`, same order and length.
    """

    block: Block
    """Its text and the role that markup and position gave it; facts may change the role."""
    tag: str = ""
    """The element that holds it: "h1", "p", "li", "div", "figcaption", "time", ..."""
    hints: str = ""
    """class, id, itemprop, rel and data-testid of that element and of the two above it, lower case,
    separated by spaces."""
    links: tuple[tuple[str, str], ...] = ()
    """(text, href) of the links in it."""
    element: Any = None
    """The lxml element."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What `metadata.read_metadata(page, blocks, links)` gives back.

    Called as `read_metadata(page: PageTree, blocks: Sequence[VisibleBlock],
    links: Sequence[Link]) -> Facts`. Quotes in it use final addresses ("<role>:<n>",
    "link:<n>", "metadata:<key>").
    """

    blocks: tuple[Block, ...] = ()
    """The blocks with their final roles: as many as were given, in the same order and with the
    same text. Facts decide on headline, kicker, standfirst, byline and dateline; what they
    take away from those roles becomes boilerplate or body as position says."""
    headline: str = ""
    kicker: str = ""
    standfirst: str = ""
    byline: Byline = field(default_factory=Byline)
    dateline: Dateline | None = None
    published: Stamp | None = None
    modified: Stamp | None = None
    stamps: tuple[Stamp, ...] = ()
    publisher: Publisher = field(default_factory=Publisher)
    genre: Genre = field(default_factory=Genre)
    policies: tuple[Policy, ...] = ()
    language: str | None = None
    url: str | None = None
    """The canonical address."""
    kinds: frozenset[str] = frozenset()
    """schema.org types of the page's nodes ("NewsArticle", "LiveBlogPosting", "VideoObject"), and
    "og:<type>"."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """`Article.metadata`."""
    images: tuple[Mapping[str, str], ...] = ()
    """Per image that structured data speaks of: "url", "caption", "creditText",
    "copyrightNotice", "digitalSourceType", ..."""
