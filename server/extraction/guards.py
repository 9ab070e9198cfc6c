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


def decode(html: bytes, charset: str | None) -> str:
    """The text of a page: UTF-8 where the bytes are that, else what is declared."""
    for mark, name in _BOMS:
        if html.startswith(mark):
            return html[len(mark) :].decode(name, "replace")
    try:
        return html.decode("utf-8")
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
    page = html[:LONGEST]
    text = decode(page, charset) if isinstance(page, bytes) else page
    data = text.encode("utf-8", "ignore")
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    data, cut = _few_tags(_short_tags(data), cut)
    root, deep = _tree(data)
    if deep:
        root, _ = _tree(_flattened(data))
    return root, cut


def _tree(data: bytes) -> tuple[Any, bool]:
    """The tree, and whether the parser dropped what stood too deep."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except (etree.LxmlError, ValueError):
        return None, False
    fault = parser.error_log.last_error
    return root, fault is not None and "depth" in fault.message


def _few_tags(data: bytes, cut: bool) -> tuple[bytes, bool]:
    """The page up to the last tag that is read, and whether it was cut."""
    if data.count(b"<") <= MOST_TAGS:
        return data, cut
    return b"<".join(data.split(b"<", MOST_TAGS)[:-1]), True


def _short_tags(data: bytes) -> bytes:
    """The page without the attributes of its overlong tags.

    Cheap on ordinary pages: one split, and a look only at what is longer than a tag may be.
    """
    if len(data) < LONGEST_TAG:
        return data
    pieces = data.split(b"<")
    if max(map(len, pieces)) < LONGEST_TAG:
        return data
    changed = False
    for n, piece in enumerate(pieces):
        if len(piece) >= LONGEST_TAG and piece[:1].isalpha():
            end = piece.find(b">") if b">" in piece else len(piece)
            tag = piece[:end]
            if tag.count(b"=") > MOST_ATTRIBUTES or len(tag.split()) > 2 * MOST_ATTRIBUTES:
                name = _NAME.match(piece)
                pieces[n] = (name[0] if name else b"div") + (piece[end:] or b">")
                changed = True
    return b"<".join(pieces) if changed else data


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
