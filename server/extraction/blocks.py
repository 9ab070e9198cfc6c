"""One walk over a page's tree: its paragraph-like runs of text, where each stands, its images.

Nothing is judged: every visible run of text comes out, menus and all, with the marks of the
elements it stands in. Knows lxml; knows no roles.
"""

from typing import Any

from server.extraction.marks import LONGEST, TAGS, Mark, marks

DEEPEST = 250
"""Levels walked; deeper text is taken as one run."""
MOST_BLOCKS = 20_000
MOST_IMAGES = 400

INLINE = frozenset(
    "a abbr acronym b bdi bdo big center cite code data del dfn em font i ins kbd label mark nobr "
    "q rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
SKIPPED = frozenset(
    "script style noscript template svg iframe object embed select option button input textarea "
    "head canvas audio video map math progress meter link meta base param source track title "
    "datalist area colgroup col amp-iframe amp-video amp-analytics applet frameset".split()
)
_HIDDEN = (
    "@hidden or @aria-hidden='true' or @inert or contains(@style,'none') or "
    "contains(@style,'hidden') or contains(@style,'size:0') or contains(@style,'size: 0') or "
    "contains(@style,'opacity') or contains(@style,'color') or contains(@style,'indent')"
)
_INVISIBLE = {0x200B: None, 0xFEFF: None, 0xAD: None, 0x2060: None}


class Box:
    """A block element, with what is known of the text in it."""

    __slots__ = ("bits", "element", "end", "own", "parent", "prose", "start", "tag", "words")

    def __init__(self, parent: "Box | None", tag: str, own: int, element: Any, start: int) -> None:
        self.parent, self.tag, self.own, self.element = parent, tag, own, element
        self.bits: int = own | (parent.bits if parent is not None else 0)
        self.start = self.end = start
        self.prose = self.words = 0.0


class Run:
    """A run of text: one block to be."""

    __slots__ = ("bits", "box", "element", "ends", "link", "links", "score", "tag", "text", "words")

    def __init__(self, text: str, box: Box, tag: str, bits: int, element: Any) -> None:
        self.text, self.box, self.tag, self.bits, self.element = text, box, tag, bits, element
        self.links: list[tuple[str, str, str]] = []
        self.link = 0
        self.words = text.count(" ") + 1
        self.ends = False
        self.score = 0.0


class Picture:
    """An image and the place where it stands: before run `at`, in `box`."""

    __slots__ = ("at", "box", "element")

    def __init__(self, element: Any, at: int, box: Box) -> None:
        self.element, self.at, self.box = element, at, box


class Walk:
    """The walk's state and, after `visit`, its result."""

    def __init__(self, root: Any) -> None:
        self.runs: list[Run] = []
        self.boxes: list[Box] = []
        self.pictures: list[Picture] = []
        self.hidden = set(root.xpath(f"//*[{_HIDDEN}]"))
        self.buffer: list[str] = []
        self.links: list[tuple[str, str, str]] = []
        self.open: tuple[str, str, int] | None = None
        body = root.find("body")
        body = body if body is not None else root
        self.root = Box(None, "body", 0, body, 0)
        self.boxes.append(self.root)
        self.visit(body, self.root, "body", 0, 0)
        self.flush(self.root, "body", 0)
        self.root.end = len(self.runs)

    def flush(self, box: Box, tag: str, bits: int, element: Any = None) -> None:
        """End the run of text that is open."""
        if self.open is not None and len(self.buffer) > self.open[2]:
            href, rel, start = self.open
            text = " ".join("".join(self.buffer[start:]).split())
            if text:
                self.links.append((text, href, rel))
            self.open = (href, rel, 0)
        if not self.buffer:
            return
        text = " ".join("".join(self.buffer).split())
        self.buffer.clear()
        if not text.isascii():
            text = text.translate(_INVISIBLE).strip()
        if text and len(self.runs) < MOST_BLOCKS and (len(text) > 2 or text.isalnum()):
            at = element if element is not None else box.element
            run = Run(text, box, tag, box.bits | bits, at)
            if self.links:
                run.links = self.links
                run.link = sum(len(link[0]) for link in self.links)
            self.runs.append(run)
        if self.links:
            self.links = []

    def visit(self, element: Any, box: Box, tag: str, bits: int, depth: int) -> None:
        """Read the text of an element and of what is in it."""
        buffer = self.buffer
        text = element.text
        if text:
            buffer.append(text)
        for child in element:
            name = child.tag
            if name in SKIPPED or not isinstance(name, str):
                pass
            elif name == "br":
                self.line_break(child, box, tag, bits)
            elif name == "img" or name == "amp-img":
                if len(self.pictures) < MOST_IMAGES:
                    self.pictures.append(Picture(child, len(self.runs) + bool(buffer), box))
            elif depth > DEEPEST:
                buffer.append(" ".join(child.itertext()))
            elif name == "a":
                self.anchor(child, box, tag, bits, depth)
            elif name in INLINE:
                self.inline(child, name, box, tag, bits, depth)
            else:
                self.block(child, name, box, tag, bits, depth)
            text = child.tail
            if text:
                buffer.append(text)

    def line_break(self, child: Any, box: Box, tag: str, bits: int) -> None:
        """Two breaks in a row end a paragraph; one is a space."""
        following = child.getnext()
        tail = child.tail
        if following is not None and following.tag == "br" and (not tail or tail.isspace()):
            self.flush(box, tag, bits)
        else:
            self.buffer.append("\n")

    def anchor(self, child: Any, box: Box, tag: str, bits: int, depth: int) -> None:
        """A link: its text is the run's, its address is kept."""
        if child in self.hidden and _unseen(child):
            bits |= Mark.HIDDEN
        outer = self.open
        self.open = (child.get("href") or "", child.get("rel") or "", len(self.buffer))
        self.visit(child, box, tag, bits, depth + 1)
        href, rel, start = self.open
        if len(self.buffer) > start:
            text = " ".join("".join(self.buffer[start:]).split())
            if text:
                self.links.append((text, href, rel))
        self.open = outer

    def inline(self, child: Any, name: str, box: Box, tag: str, bits: int, depth: int) -> None:
        """An inline element; one whose class makes it a label, a caption or unseen stands alone."""
        mark = 0
        if name != "em" and name != "strong" and name != "b" and name != "i":
            value = child.get("class")
            if value:
                mark = marks(value) & _ALONE
        if child in self.hidden and _unseen(child):
            mark |= Mark.HIDDEN
        if mark:
            self.flush(box, tag, bits)
            inner = Box(box, name, mark, child, len(self.runs))
            self.boxes.append(inner)
            self.visit(child, inner, name, 0, depth + 1)
            self.flush(inner, name, 0)
            inner.end = len(self.runs)
        else:
            self.visit(child, box, tag, bits, depth + 1)

    def block(self, child: Any, name: str, box: Box, tag: str, bits: int, depth: int) -> None:
        """A block element: text before it, in it and after it are runs of their own."""
        if self.buffer:
            self.flush(box, tag, bits)
        mark = TAGS.get(name, 0)
        value = child.get("class")
        if value:
            mark |= marks(value)
        value = child.get("id")
        if value:
            mark |= marks(value)
        if child in self.hidden and _unseen(child):
            mark |= Mark.HIDDEN
        if name == "p" or name[0] == "h":
            inner = Box(box, name, mark, child, len(self.runs)) if mark else box
        else:
            inner = Box(box, name, mark, child, len(self.runs))
        if inner is not box:
            self.boxes.append(inner)
        self.visit(child, inner, name, 0, depth + 1)
        if self.buffer:
            self.flush(inner, name, 0, child)
        inner.end = len(self.runs)


_ALONE = (
    Mark.CAPTION | Mark.CREDIT | Mark.UNSEEN | Mark.KICKER | Mark.BYLINE | Mark.DATE | Mark.SHARE
    | Mark.STANDFIRST
)  # fmt: skip
_WHITE = ("#fff", "#ffffff", "white", "rgb(255,255,255)")


def _unseen(element: Any) -> bool:
    """Whether the element's own attributes hide it from a reader."""
    if element.get("hidden") is not None or element.get("inert") is not None:
        return True
    if element.get("aria-hidden") == "true":
        return True
    style = (element.get("style") or "")[:LONGEST].lower().replace(" ", "")
    rules = dict(part.split(":", 1) for part in style.split(";") if ":" in part)
    rules = {name: value.removesuffix("!important") for name, value in rules.items()}
    if rules.get("display") == "none" or rules.get("visibility") == "hidden":
        return True
    if rules.get("font-size") in {"0", "0px", "0em", "0rem", "0pt", "0%"}:
        return True
    if rules.get("opacity") in {"0", "0.0"}:
        return True
    if rules.get("text-indent", "").startswith(("-999", "-1000")):
        return True
    ground = rules.get("background-color", rules.get("background", ""))
    return rules.get("color") in _WHITE and (ground in _WHITE)
