"""Bytes or text of any kind to one lxml tree, in bounded time and memory, without an exception.

What is refused, cut or flattened here is what makes the parser slow or makes it lose text. Knows
nothing of articles.
"""

import codecs
import re
from typing import Any

from lxml import etree

LONGEST = 10_000_000
"""Bytes of a page that are read. The longest of 298 news pages is 2.6 MB, nearly all scripts."""
DEEPEST = 200
"""Levels of elements kept; libxml2 drops what stands deeper than 256, text and all."""
LONGEST_TAG, MOST_ATTRIBUTES = 2_000, 400
"""Bytes of a tag that is looked at, and attributes it may have: the parser compares each with
all the others, so 20,000 on one tag take it 1 to 21 s."""
MOST_TAGS = 300_000
"""Tags read: the walk takes 2 µs each. The most on 298 news pages is 10,080."""
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,4}=\s{0,4}[\"']?([\w:.-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
         (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
            "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949",
            "euc-kr": "cp949", "shift_jis": "cp932", "iso-8859-9": "cp1254",
            "tis-620": "cp874", "windows-874": "cp874"}  # fmt: skip
"""Labels that mean a larger encoding on the web (WHATWG)."""


def decode(html: bytes, charset: str | None) -> str | None:
    """The text of a page in the charset that is declared; None where the bytes are UTF-8."""
    for mark, name in _BOMS:
        if html.startswith(mark):
            return html[len(mark) :].decode(name, "replace")
    try:
        html.decode("utf-8")
        return None
    except UnicodeDecodeError:
        pass
    declared = _META.search(html[:4096])
    for label in (charset, declared[1].decode("ascii", "replace") if declared else None):
        known = _codec(label)
        if known and known != "utf-8":
            return html.decode(known, "replace")
    text = html.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    if wrong * 20 <= sum(1 for character in text[:200_000] if character > "\x7f"):
        return text
    return html.decode("cp1252", "replace")


def _codec(name: str | None) -> str | None:
    """The Python name of a charset label that decodes text; None when it names none."""
    label = (name or "").strip().lower()
    try:
        info = codecs.lookup(_ALIASES.get(label, label))
    except (LookupError, ValueError):
        return None
    return str(info.name) if getattr(info, "_is_text_encoding", True) else None


def parse(html: bytes | str, charset: str | None = None) -> tuple[Any, bool]:
    """(root element, whether the page was cut); the root is None when there is no markup at all."""
    cut = len(html) > LONGEST
    data = _utf8(html[:LONGEST], charset)
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    pieces = data.split(b"<")
    if len(pieces) > MOST_TAGS:
        pieces, cut = pieces[:MOST_TAGS], True
        data = b"<".join(pieces)
    if len(data) > LONGEST_TAG and max(map(len, pieces)) > LONGEST_TAG:
        data = _short_tags(pieces)
    return _tree(data), cut


def flat(html: bytes | str, charset: str | None = None) -> Any:
    """The tree of a page whose elements nest too deep, without those that are deepest."""
    return _tree(_flattened(_utf8(html[:LONGEST], charset).replace(b"\x00", b"")))


def _utf8(html: bytes | str, charset: str | None) -> bytes:
    """The page in UTF-8: as it came where it is that."""
    if isinstance(html, bytes):
        text = decode(html, charset)
        if text is None:
            return html
        html = text
    return html.encode("utf-8", "ignore")


def _tree(data: bytes) -> Any:
    """The tree; None of a page without any markup or text."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except (etree.LxmlError, ValueError):
        return None


def _short_tags(pieces: list[bytes]) -> bytes:
    """The page, cut at "<", without the attributes of the tags that have too many."""
    for n, piece in enumerate(pieces):
        if len(piece) > LONGEST_TAG and piece[:1].isalpha():
            end = piece.find(b">") if b">" in piece else len(piece)
            tag = piece[:end]
            if tag.count(b"=") > MOST_ATTRIBUTES or len(tag.split()) > 2 * MOST_ATTRIBUTES:
                name = _NAME.match(piece)
                pieces[n] = (name[0] if name else b"div") + (piece[end:] or b">")
    return b"<".join(pieces)


def _flattened(data: bytes) -> bytes:
    """The page without the tags that open below DEEPEST levels; their text stays."""
    depth = 0

    def flat(match: re.Match[bytes]) -> bytes:
        nonlocal depth
        name = match[2].lower()
        if name in _SHALLOW:
            return match[0]
        if match[1]:
            depth = max(0, depth - 1)
            return match[0] if depth < DEEPEST else _GAP
        depth += 1
        return match[0] if depth <= DEEPEST else _GAP

    return _TAG.sub(flat, data)


_NAME = re.compile(rb"[a-zA-Z][a-zA-Z0-9:-]{0,40}")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})[^<>]{0,2000}>")
_GAP = b"<br><br>"
_SHALLOW = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li td th tr dt dd "
    b"option thead tbody tfoot script style".split()
)
"""Elements that hold nothing, or that the parser closes when the next one opens."""
