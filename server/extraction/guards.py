"""Bytes or text of any kind to one lxml tree, in bounded time and memory, without an exception.

What is refused, cut or flattened here is what makes the parser slow or makes it lose text. Knows
nothing of articles.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

LONGEST = 10_000_000
"""Bytes of a page that are read. The longest of 298 news pages is 2.6 MB, nearly all scripts."""
DEEPEST = 200
"""Levels of elements kept; libxml2 drops what stands deeper than 256, text and all."""
LONGEST_TAG, MOST_ATTRIBUTES = 2_000, 400
"""Bytes of a tag that is looked at, and attributes it may have: the parser compares each with
all the others, so 20,000 on one tag take it 1 to 21 s."""
SHORTEST_TAG = 3
MOST_TAGS = 120_000
"""Tags read: hostile ones cost up to 8 µs and 800 bytes each. The most on 298 news pages is
10,080."""
PIECE = 1 << 15
"""Bytes decoded at once: they stay in the processor's cache."""
SAMPLE = 100_000
"""Bytes by which an undeclared charset is told."""
_CHARSETS = frozenset(
    "utf-8 utf-16 utf-16-le utf-16-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 "
    "cp1258 cp866 cp874 cp932 cp949 koi8-r koi8-u mac-roman gb18030 big5 big5hkscs euc_jp "
    "iso2022_jp tis-620 hz".split()
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SCRIPTS = (
    ("euc_jp", 0.3, re.compile(r"[\u3040-\u30ff]")),
    ("cp932", 0.3, re.compile(r"[\u3040-\u30ff]")),
    ("gb18030", 0.06, re.compile(r"[的一是在不了有和人这中大为上个国，。]")),
    ("big5", 0.06, re.compile(r"[的一是在不了有和人這中大為上個國，。]")),
    ("cp949", 0.3, re.compile(r"[\uac00-\ud7a3]")),
)
"""Charsets, and the share of a script or of its commonest signs by which their text is known;
"cp1251" is what is left."""
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
    if _is_utf8(html):
        return None
    declared = _META.search(html[:4096])
    for label in (charset, declared[1].decode("ascii", "replace") if declared else None):
        known = _codec(label)
        if known and known != "utf-8":
            return html.decode(known, "replace")
    text = html.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    if wrong * 20 <= sum(1 for character in text[:SAMPLE] if character > "\x7f"):
        return text
    return html.decode(_guess(html[:SAMPLE]), "replace")


def _is_utf8(html: bytes) -> bool:
    """Whether bytes are UTF-8; piece by piece, which takes a third of the time of one string."""
    view, place = memoryview(html), 0
    try:
        while place < len(html):
            piece = view[place : place + PIECE]
            place += codecs.utf_8_decode(piece, "strict", place + PIECE >= len(html))[1]
    except UnicodeDecodeError:
        return False
    return True


def _codec(label: str | None) -> str | None:
    """The Python name of a charset label, of those that web pages are written in."""
    try:
        name = codecs.lookup(_ALIASES.get((label or "").strip().lower(), label or "")).name
    except (LookupError, ValueError):
        return None
    return str(name) if name in _CHARSETS or name.startswith("iso8859") else None


def _guess(html: bytes) -> str:
    """The likeliest charset of bytes that are not UTF-8 and of a page that names none."""
    runs = _HIGH.findall(html)
    if sum(map(len, runs)) < 1.7 * len(runs):
        return "cp1252"
    for name, share, script in _SCRIPTS:
        text = html.decode(name, "replace")
        foreign = len(_FOREIGN.findall(text)) or 1
        if text.count("\ufffd") <= 0.02 * foreign and len(script.findall(text)) > share * foreign:
            return name
    return "cp1251"


def parse(html: bytes | str, charset: str | None = None) -> tuple[Any, bool]:
    """(root element, whether the page was cut); the root is None when there is no markup at all."""
    data, cut = _bounded(html, charset)
    return _tree(data), cut


def flat(html: bytes | str, charset: str | None = None) -> Any:
    """The tree of a page whose elements nest too deep, without those that are deepest."""
    return _tree(_flattened(_bounded(html, charset)[0]))


def _bounded(html: bytes | str, charset: str | None) -> tuple[bytes, bool]:
    """(the page in UTF-8, as much of it as is read, whether that is not all)."""
    cut = len(html) > LONGEST
    data = _utf8(html[:LONGEST], charset)
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    if len(data) > SHORTEST_TAG * MOST_TAGS and data.count(b"<") > MOST_TAGS:
        data = _flattened(b"<".join(data.split(b"<", 2 * MOST_TAGS)[: 2 * MOST_TAGS]))
        data, cut = b"<".join(data.split(b"<", MOST_TAGS)[:MOST_TAGS]), True
    return _shortened(data), cut


def _long_tags(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the tags longer than LONGEST_TAG, looking at few bytes of the page."""
    step = LONGEST_TAG // 2
    place = 0
    while place < len(data):
        if data.find(b">", place, place + step) < 0:
            end = data.find(b">", place)
            end = end if end >= 0 else len(data)
            start = data.find(b"<", data.rfind(b">", 0, place) + 1, end)
            while start >= 0:
                following = data.find(b"<", start + 1, end)
                if (following if following >= 0 else end) - start > LONGEST_TAG:
                    yield start, following if following >= 0 else end
                start = following
            place = end
        place += step


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


def _shortened(data: bytes) -> bytes:
    """The page with no attributes on the tags that have too many."""
    pieces, done = [], 0
    for start, end in _long_tags(data):
        tag = data[start + 1 : end]
        gaps = tag.count(b" ") + tag.count(b"\n") + tag.count(b"\t")
        name = _NAME.match(tag)
        if name and (tag.count(b"=") > MOST_ATTRIBUTES or gaps > 2 * MOST_ATTRIBUTES):
            pieces += [data[done : start + 1], name[0]]
            if data[end : end + 1] != b">":
                pieces.append(b">")
            done = end
    return b"".join([*pieces, data[done:]]) if pieces else data


def _flattened(data: bytes) -> bytes:
    """The page without the tags that open below DEEPEST levels; their text stays."""
    depth = 0

    def flat(match: re.Match[bytes]) -> bytes:
        nonlocal depth
        name = match[2].lower()
        if name in _SHALLOW:
            return match[0]
        gap = b"" if name in _WITHIN_LINES else _GAP
        if match[1]:
            depth = max(0, depth - 1)
            return match[0] if depth < DEEPEST else gap
        depth += 1
        return match[0] if depth <= DEEPEST else gap

    return _GAPS.sub(_GAP, _TAG.sub(flat, data))


_NAME = re.compile(rb"[a-zA-Z][a-zA-Z0-9:-]{0,40}")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})[^<>]{0,2000}>")
_GAP = b"<br><br>"
_GAPS = re.compile(rb"(?:<br><br>\s{0,9}){2,}")
_WITHIN_LINES = frozenset(b"a abbr b big em font i s small span strong sub sup u".split())
_SHALLOW = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li td th tr dt dd "
    b"option thead tbody tfoot script style".split()
)
"""Elements that hold nothing, or that the parser closes when the next one opens."""
