"""One walk over a page's tree: its paragraph-like runs of text, where each stands, its images.

Nothing is judged: every visible run of text comes out, menus and all, with the marks of the
elements it stands in; what the markup hides from a reader comes out marked so. Knows lxml; knows
no roles.
"""

import re
from typing import Any

from lxml import etree

from server.extraction.cloaks import cloaked
from server.extraction.marks import LONGEST, TAGS, Mark, marks

DEEPEST = 250
"""Levels walked; deeper text is taken as one run."""
MOST_BLOCKS = 20_000
MOST_IMAGES = 400

SHORT_LINE = 45
"""Characters of a line that is not one of a paragraph broken at a fixed width (45 and more)."""
LONGEST_STYLE = 2000
FULL_STOPS = frozenset('.!?…。！？।॥۔؟:"”’»)')

MOST_LINKS, LONG_TEXT = 2000, 500_000
"""Links of one run; characters past which a text is collapsed in place."""
_SPACES = re.compile(r"\s{2,}|[^\S ]")
_SKIP, _BREAK, _IMAGE, _ANCHOR, _INLINE, _BLOCK = range(6)
_KINDS = {
    **dict.fromkeys(
        "script style noscript template svg iframe object embed select option button input "
        "textarea head canvas audio video map math progress meter link meta base param source "
        "track title datalist area colgroup col amp-iframe amp-video amp-analytics applet "
        "frameset".split(),
        _SKIP,
    ),
    **dict.fromkeys(
        "abbr acronym b bdi bdo big center cite code data del dfn em font i ins kbd label mark "
        "nobr q rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr".split(),
        _INLINE,
    ),
    "br": _BREAK, "img": _IMAGE, "amp-img": _IMAGE, "a": _ANCHOR,
}  # fmt: skip
"""Every other element, known or not, is a block."""
_PLAIN = frozenset({"b", "em", "i", "strong", "sub", "sup", "u"})
"""Inline elements whose class is not looked at."""
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Blocks that get a box of their own only when their class says something."""
_ALONE = (
    Mark.CAPTION | Mark.CREDIT | Mark.KICKER | Mark.BYLINE | Mark.DATE | Mark.SHARE
    | Mark.STANDFIRST
)  # fmt: skip
"""Marks that set an inline element apart from the text around it."""
_STYLED = etree.XPath("//@style | //@hidden | //@aria-hidden")
_ARTICLE = ("h1", "article", "main")
"""What a page hides from screen readers only while a dialog is open over it."""
_CONTENT = ("h1", "p", "article", "main", "figure", "address")
"""What no menu holds."""
_INVISIBLE = re.compile("[\u200b\ufeff\u00ad\u2060]")
_HIDING = ("none", "hidden", "opacity", "color", "size", "indent", "left")
_WHITE = frozenset({"#fff", "#ffffff", "white", "rgb(255,255,255)"})
_NOTHING = frozenset({"0", "0px", "0em", "0rem", "0pt", "0%", "0.0"})


def _collapsed(text: str) -> str:
    """The text with its runs of spaces made one; without a list of the words of a huge one."""
    return " ".join(text.split()) if len(text) < LONG_TEXT else _SPACES.sub(" ", text).strip()


def _seen(text: str) -> str:
    """Collapsed text without characters that take no room, nor two spaces around one of them."""
    bare = text if text.isascii() else _INVISIBLE.sub("", text)
    return _collapsed(bare) if len(bare) < len(text) else text


class Box:
    """A block element, with what is known of the text in it: runs [start, end)."""

    __slots__ = ("bits", "element", "end", "own", "parent", "prose", "start", "tag")

    def __init__(self, parent: "Box | None", tag: str, own: int, element: Any, start: int) -> None:
        self.parent, self.tag, self.own, self.element = parent, tag, own, element
        self.bits: int = own | parent.bits if parent is not None else own
        self.start = self.end = start
        self.prose = 0.0


class Run:
    """A run of text: one block to be."""

    __slots__ = ("bits", "box", "element", "ends", "link", "links", "score", "tag", "text", "words")

    def __init__(self, text: str, box: Box, tag: str, element: Any) -> None:
        self.text, self.box, self.tag, self.element = text, box, tag, element
        self.bits = box.bits
        self.links: list[tuple[str, str, str]] = []
        """(text, href, rel) of each link."""
        self.link = 0
        """Characters of it that are links."""
        self.words = text.count(" ") + 1
        self.ends = False
        self.score = 0.0


class Picture:
    """An image and the place where it stands: before run `at`, in `box`."""

    __slots__ = ("at", "box", "element")

    def __init__(self, element: Any, at: int, box: Box) -> None:
        self.element, self.at, self.box = element, at, box


class Walk:
    """The walk over a tree; once made, its result."""

    def __init__(self, root: Any) -> None:
        self.runs: list[Run] = []
        self.boxes: list[Box] = []
        self.pictures: list[Picture] = []
        self.hidden: list[str] = []
        """Texts that the markup hides inside a visible paragraph."""
        self.full = self.deep = False
        self._unseen = _unseen(root)
        self._described: set[str] = set()
        """Ids of the texts that an image or a figure before them says describe it."""
        self._cloaked, self.white = cloaked(root)
        self._buffer: list[str] = []
        self._links: list[tuple[str, str, str]] = []
        self._open: tuple[str, str, int] | None = None
        body = root.find("body")
        self.root = Box(None, "body", 0, root if body is None else body, 0)
        self.boxes.append(self.root)
        for part in root:
            # The parser leaves what it does not know in a head that no body tag has ended.
            if part.tag == "head" and all(_KINDS.get(e.tag, _BLOCK) == _SKIP for e in part):
                continue
            self._visit(part, self.root, "body", 0)
            self._flush(self.root, "body", part)
        self.root.end = len(self.runs)

    def _visit(self, element: Any, box: Box, tag: str, depth: int) -> None:
        """Read the text of an element and of what is in it."""
        buffer, unseen, kinds = self._buffer, self._unseen, _KINDS
        text = element.text
        if text and (buffer or not text.isspace()):
            buffer.append(text)
        for child in element:
            kind = kinds.get(child.tag, _BLOCK)
            if kind == _SKIP:
                pass
            elif self.full:
                return
            elif depth > DEEPEST:
                self.deep = True
                buffer.append(" ".join(child.itertext()))
            elif kind == _BLOCK:
                self._block(child, box, tag, element, depth)
            elif kind == _BREAK:
                self._break(child, box, tag, element)
            elif kind == _IMAGE:
                self._image(child, box)
            elif unseen and child in unseen:
                self.hidden.append(" ".join(" ".join(child.itertext()).split())[:LONGEST])
            elif kind == _ANCHOR:
                self._anchor(child, box, tag, depth)
            elif not len(child) and child.tag in _PLAIN:
                if child.text:
                    buffer.append(child.text)
            else:
                self._inline(child, box, tag, element, depth)
            text = child.tail
            if text and (buffer or not text.isspace()):
                buffer.append(text)

    def _image(self, child: Any, box: Box) -> None:
        """Note an image, and the text that describes it."""
        if len(self.pictures) < MOST_IMAGES:
            self.pictures.append(Picture(child, len(self.runs) + bool(self._buffer), box))
        described = child.get("aria-describedby")
        if described:
            self._described.update(described.split()[:4])

    def _flush(self, box: Box, tag: str, element: Any) -> None:
        """End the run of text that is open."""
        buffer = self._buffer
        if not buffer:
            return
        text = _seen(_collapsed("".join(buffer)))
        if self._open is not None:
            self._link(self._open)
            self._open = (self._open[0], self._open[1], 0)
        buffer.clear()
        links = self._links
        if links:
            self._links = []
        if len(text) < 3 and not text.isalnum():
            return
        if len(self.runs) >= MOST_BLOCKS:
            self.full = True
            return
        run = Run(text, box, tag, element)
        if links:
            run.links = links
            for link in links:
                run.link += len(link[0])
        self.runs.append(run)

    def _link(self, link: tuple[str, str, int]) -> None:
        """Note a link whose text has been read."""
        href, rel, start = link
        text = _seen(_collapsed("".join(self._buffer[start:])))
        if text and len(self._links) < MOST_LINKS:
            self._links.append((text, href, rel))

    def _break(self, child: Any, box: Box, tag: str, element: Any) -> None:
        """Two breaks in a row end a paragraph; so does one after a short line or a full stop."""
        following = child.getnext()
        tail = child.tail
        if following is not None and following.tag == "br" and (not tail or tail.isspace()):
            self._flush(box, tag, element)
            return
        self._buffer.append("\n")
        if self._open is None:
            line = "".join(self._buffer).strip()
            if len(line) <= SHORT_LINE or line[-1] in FULL_STOPS:
                self._flush(box, tag, element)

    def _anchor(self, child: Any, box: Box, tag: str, depth: int) -> None:
        """A link: its text is the run's, its address is kept."""
        if self._links and self._buffer and not self._buffer[-1][-1:].isspace():
            before = child.getprevious()
            if before is not None and before.tag == "a" and not before.tail:
                self._buffer.append(" ")
        if not len(child):
            if child.text:
                self._buffer.append(child.text)
                self._link((child.get("href") or "", child.get("rel") or "", -1))
            return
        outer = self._open
        self._open = (child.get("href") or "", child.get("rel") or "", len(self._buffer))
        self._visit(child, box, tag, depth + 1)
        self._link(self._open)
        self._open = outer

    def _inline(self, child: Any, box: Box, tag: str, element: Any, depth: int) -> None:
        """An inline element; one whose class makes it a label or a caption stands alone."""
        name = child.tag
        mark = 0
        if name not in _PLAIN:
            value = child.get("class") or child.get("id")
            if value:
                mark = marks(value)
                if self._cloaked and not self._cloaked.isdisjoint(value.split()):
                    mark |= Mark.UNSEEN
                if mark & Mark.UNSEEN:
                    self.hidden.append(" ".join(" ".join(child.itertext()).split())[:LONGEST])
                    return
                mark &= _ALONE
            if name == "time" and tag != "p":
                mark |= Mark.DATE
            if self._described and child.get("id") in self._described:
                mark |= Mark.CAPTION
        if not mark:
            self._visit(child, box, tag, depth + 1)
            return
        self._flush(box, tag, element)
        self._boxed(child, Box(box, name, mark, child, len(self.runs)), name, depth)

    def _block(self, child: Any, box: Box, tag: str, element: Any, depth: int) -> None:
        """A block element: text before it, in it and after it are runs of their own."""
        if self._buffer:
            self._flush(box, tag, element)
        name = child.tag
        mark = TAGS.get(name, 0)
        value = child.get("class")
        if value:
            mark |= marks(value)
            if self._cloaked and not self._cloaked.isdisjoint(value.split()):
                mark |= Mark.HIDDEN
        value = child.get("id")
        if value:
            mark |= marks(value)
            if value in self._described:
                mark |= Mark.CAPTION
            if value in self._cloaked:
                mark |= Mark.HIDDEN
        if self._unseen and child in self._unseen:
            mark |= Mark.HIDDEN
        if name == "figure" and (value := child.get("aria-describedby")):
            self._described.update(value.split()[:4])
        if mark & Mark.NAV and next(child.iter(*_CONTENT), None) is None:
            self._menu(child, Box(box, name, mark, child, len(self.runs)), name)
        elif mark or name not in _PARAGRAPHS:
            self._boxed(child, Box(box, name, mark, child, len(self.runs)), name, depth)
        else:
            self._visit(child, box, name, depth + 1)
            if self._buffer:
                self._flush(box, name, child)

    def _menu(self, child: Any, inner: Box, name: str) -> None:
        """Read a menu, most of many pages, as one run of its links."""
        self.boxes.append(inner)
        for link in child.iter("a"):
            if self._unseen and not self._unseen.isdisjoint(link.iter()):
                continue
            text = _seen(" ".join("".join(link.itertext()).split()))
            if text:
                self._links.append((text, link.get("href") or "", link.get("rel") or ""))
        self._buffer.append(" ".join([text for text, _, _ in self._links]))
        self._flush(inner, name, child)
        inner.end = len(self.runs)

    def _boxed(self, child: Any, inner: Box, name: str, depth: int) -> None:
        """Read an element that has a box of its own."""
        self.boxes.append(inner)
        self._visit(child, inner, name, depth + 1)
        if self._buffer:
            self._flush(inner, name, child)
        inner.end = len(self.runs)


def _unseen(root: Any) -> set[Any]:
    """The elements that their own attributes hide."""
    unseen = set()
    for value in _STYLED(root):
        name, element = value.attrname, value.getparent()
        if name == "style":
            hides = _hides(value)
        else:
            hides = name == "hidden" or (
                value == "true" and next(element.iter(*_ARTICLE), None) is None
            )
        if hides:
            unseen.add(element)
    return unseen


def _hides(style: str) -> bool:
    """Whether an element's own style keeps its text from a reader."""
    style = style[:LONGEST_STYLE].lower()
    if not any(word in style for word in _HIDING):
        return False
    style = style.replace(" ", "").replace("!important", "")
    rules = dict(part.split(":", 1) for part in style.split(";") if ":" in part)
    if rules.get("display") == "none" or rules.get("visibility") == "hidden":
        return True
    if rules.get("font-size") in _NOTHING or rules.get("opacity") in _NOTHING:
        return True
    away = ("-999", "-1000")
    if rules.get("text-indent", "").startswith(away) or rules.get("left", "").startswith(away):
        return True
    if rules.get("overflow") == "hidden" and rules.get("height") in _NOTHING:
        return True
    ground = rules.get("background-color", rules.get("background", ""))
    return rules.get("color") in _WHITE and ground in _WHITE
