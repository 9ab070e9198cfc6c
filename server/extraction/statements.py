"""What a page's markup states about itself, gathered in one pass over the tree.

Meta elements, links, titles, microdata, RDFa, times, and the elements whose class says what they
are. Nothing is judged here: `server.extraction.metadata` weighs the statements. Knows lxml, and
no roles of blocks.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

TEXT_LONGEST = 400
"""Characters taken from one element: longer ones hold more than a name, a date or a label."""
MOST_MARKS = 400
MOST_NODES = 80
"""Elements inside one that are read for its text."""
MOST_HEADINGS = 12
MOST_NEAR = 3
MOST_TIMES = 3
"""Times after the headline that are read when nothing else near it is: later ones are teasers'."""
FAR = 10_000
BEFORE, AFTER = 60, 160
"""Elements before and after a headline in which its kicker, standfirst, byline and date stand."""

_WORDS = (
    ("byline",
     "byline by-line author autor contributor writer reporter redact journalist penulis yazar "
     "posted-by postedby article-meta entry-meta post-meta meta-info"),
    ("kicker",
     "kicker eyebrow overline rubric overtitle over-title supertitle super-title pretitle "
     "antetitulo section-label article-label article__label content-label type-label occhiello "
     "dachzeile topline roofline spitzmarke surtitre chapeu article-flag flag-label sponsor-label"),
    ("standfirst",
     "standfirst dek__ __dek -dek dek- subhead sub-head subtitle sub-title article-summary "
     "article__summary article-intro article-lead excerpt strapline strap-line synopsis bajada "
     "article__description article-description entradilla chapo vorspann sommario"),
    ("date", "date time publish posted fecha tanggal tarih datum"),
)  # fmt: skip
"""What a class, an id or a test id says the element is; the first that fits. Plain substrings in
a fixed order and a cache: a regular expression here cost ten parses."""
_NEEDLES = tuple((kind, needle) for kind, words in _WORDS for needle in words.split())
_SKIPPED = frozenset({"script", "style", "noscript", "svg", "path", "template", "iframe", "option"})
_LABEL_ATTRIBUTES = ("class", "id", "data-testid", "data-qa")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ITEMPROP = etree.XPath("//body//*[@itemprop or @property]")
_ITEMPROPS = frozenset(
    f"itemprop:{name}"
    for name in "author creator name headline datepublished datemodified datecreated dateline "
    "publisher description articlebody genre alternativeheadline".split()
)
_SPACE = re.compile(r"\s+")
_INLINE_SPACE = re.compile(r"[^\S\n]+|\n(?=[^\S\n]*\n)")
_LINES = re.compile(r" ?\n ?")


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that says what it is: by class, microdata, RDFa, rel or tag."""

    kind: str
    """"byline", "date", "kicker", "standfirst", "time", "itemprop:<name>", "rel:author"."""
    order: int
    """Its place among the page's elements."""
    text: str
    value: str = ""
    """Its content, datetime or title attribute."""
    url: str = ""
    tag: str = ""
    names: tuple[str, ...] = ()
    """The texts of the links in it."""


@dataclass(slots=True)
class Statements:
    """Everything gathered."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    """Contents by lower-case name, property or itemprop."""
    links: dict[str, str] = field(default_factory=dict)
    """First href by rel."""
    title: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)
    """(order, text) of each h1."""
    marks: list[Mark] = field(default_factory=list)
    language: str = ""

    def meta(self, *names: str) -> str:
        """The first content among the named metas."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")

    def of_kind(self, *kinds: str) -> Iterator[Mark]:
        """Yield the marks of some kinds, in page order."""
        return (mark for mark in self.marks if mark.kind in kinds)


def gather(root: Any, whole: bool = True) -> Statements:
    """The page's head, its headlines and what stands near them, each looked at once.

    Unless `whole`, microdata and the elements near the headlines are left out: they say nothing
    new where JSON-LD names author and dates, and cost as much as all the rest.
    """
    found = Statements(language=root.get("lang") or root.get(_XML_LANG) or "")
    places: list[Any] = []
    for element in root.iter("meta", "link", "title", "h1", "time"):
        tag = element.tag
        if tag == "meta":
            _meta(found, element.attrib)
        elif tag == "link":
            _link(found, element.attrib)
        elif tag == "title":
            found.title = found.title or text_of(element)
        elif tag == "time":
            if not whole and len(places) == 1 and len(found.marks) < MOST_TIMES:
                found.marks.append(_mark(element, "time", found.headings[0][0] + 1))
        elif len(places) < MOST_HEADINGS and (text := text_of(element)):
            found.headings.append((FAR * len(places) + BEFORE, text))
            places.append(element)
    if not whole:
        return found
    body = root.find("body")
    if not places and body is not None:
        places.append(body)
    seen: set[Any] = set()
    for n, place in enumerate(places[:MOST_NEAR]):
        _near(found, place, FAR * n + BEFORE, seen)
    _itemprops(found, root)
    return found


def _near(found: Statements, place: Any, order: int, seen: set[Any]) -> None:
    """Keep the elements around a headline that say what they are, in page order."""
    before = list(islice(_preceding(place), BEFORE))
    first = order - len(before)
    for n, element in enumerate((*reversed(before), *islice(_following(place), AFTER))):
        if len(found.marks) >= MOST_MARKS:
            return
        kind = _kind_of(element)
        if kind and element not in seen:
            seen.add(element)
            found.marks.append(_mark(element, kind, first + n))


def _following(element: Any) -> Iterator[Any]:
    """Yield the element and those after it in page order."""
    while element is not None:
        yield element
        inner = element[0] if len(element) else None
        while inner is None and element is not None:
            inner = element.getnext()
            element = element.getparent() if inner is None else element
        element = inner


def _preceding(element: Any) -> Iterator[Any]:
    """Yield the elements before one, the nearest first."""
    while element is not None:
        before = element.getprevious()
        while before is not None and len(before):
            before = before[-1]
        element = element.getparent() if before is None else before
        if element is not None:
            yield element


def _kind_of(element: Any) -> str:
    """What an element's tag, rel, class or id says it is, or nothing."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SKIPPED:
        return ""
    if tag == "time":
        return "time"
    if tag == "a" and "author" in (element.get("rel") or ""):
        return "rel:author"
    for name in _LABEL_ATTRIBUTES:
        value = element.get(name)
        if value and (kind := _class_kind(value[:300])):
            return kind
    return ""


def _itemprops(found: Statements, root: Any) -> None:
    """Keep the elements that microdata or RDFa name, wherever they are."""
    for element in _ITEMPROP(root)[:MOST_MARKS]:
        name = element.get("itemprop") or element.get("property") or ""
        if name.strip() and element.tag not in {"meta", "link", "img"}:
            kind = f"itemprop:{name.split()[0].split(':')[-1].lower()}"
            if kind in _ITEMPROPS:
                found.marks.append(_mark(element, kind, -1))


def _meta(found: Statements, attributes: Mapping[str, str]) -> None:
    content = attributes.get("content")
    if not content:
        return
    for key in ("property", "name", "itemprop", "http-equiv"):
        name = attributes.get(key)
        if name:
            values = found.metas.setdefault(name.strip().lower()[:80], [])
            if len(values) < 12:
                values.append(_SPACE.sub(" ", content[:2000]).strip())


def _link(found: Statements, attributes: Mapping[str, str]) -> None:
    href = attributes.get("href", "")
    for rel in attributes.get("rel", "").lower().split()[:4]:
        found.links.setdefault(rel, href)


def _mark(element: Any, kind: str, order: int) -> Mark:
    value = element.get("content") or element.get("datetime") or element.get("data-time") or ""
    if element.tag == "abbr":
        value = value or element.get("title") or ""
    names: tuple[str, ...] = ()
    if kind in {"byline", "itemprop:author"}:
        links = [text_of(link) for link in islice(element.iter("a"), 12)]
        names = tuple(text for text in links if text)
    link = element if element.tag == "a" else next(element.iter("a"), None)
    href = link.get("href") or "" if link is not None else ""
    return Mark(kind, order, text_of(element), value[:200], href, str(element.tag), names)


@lru_cache(maxsize=8192)
def _class_kind(value: str) -> str:
    """What a class attribute says, or nothing."""
    value = value.lower()
    return next((kind for kind, needle in _NEEDLES if needle in value), "")


def text_of(element: Any) -> str:
    """The element's text, whitespace collapsed but for one line break between its blocks."""
    parts: list[str] = []
    length = 0
    for count, node in enumerate(element.iter()):
        shown = isinstance(node.tag, str) and node.tag not in _SKIPPED
        if count and shown and node.tag in _BREAKS:
            parts.append("\n")
        if shown and node.text:
            parts.append(node.text)
            length += len(node.text)
        if count and node.tail:
            parts.append(node.tail)
            length += len(node.tail)
        if length > TEXT_LONGEST or count > MOST_NODES:
            break
    text = _INLINE_SPACE.sub(" ", "".join(parts))
    return _LINES.sub("\n", text).strip()[:TEXT_LONGEST]


_BREAKS = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "section", "time", "ul"})
