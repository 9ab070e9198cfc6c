"""What the bytes of a picture declare of its making: format, IPTC source type, credit, manifest.

Walks the containers of PNG, JPEG and WebP and never decodes a pixel, so that a picture can be no
decompression bomb. No length that a file states is trusted. Opens no connection and checks no
signature (`server.content_credentials` does). Knows no page and no card.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

MAX_IMAGE = 50_000_000
"""Bytes (issue 4): larger than any picture a news page shows."""
MAX_PARTS = 2_000
"""Chunks or segments looked at. A camera's JPEG has some dozens, and a PNG in 8 KB chunks of the
size that pages use some hundreds."""
MAX_METADATA = 1_000_000
"""Bytes of one piece of metadata, unpacked: an XMP packet is a few KB."""
MAX_MANIFEST = 8_000_000
"""Bytes of a C2PA manifest store: it holds small pictures of what the picture was made from."""
MAX_CREDIT = 300
"""Characters of a credit: a name or two."""

AI_SOURCE_TYPES = frozenset(
    {
        "trainedAlgorithmicMedia",
        "compositeWithTrainedAlgorithmicMedia",
        "algorithmicMedia",
        "compositeSynthetic",
    }
)
"""IPTC DigitalSourceType terms for media that a machine made, wholly or in part
(https://cv.iptc.org/newscodes/digitalsourcetype/)."""

_TYPE_URL = re.compile(rb"cv\.iptc\.org/newscodes/digitalsourcetype/([A-Za-z]{3,60})")
_TYPE_FIELD = re.compile(
    rb"DigitalSourceType(?:\s{0,9}=\s{0,9}[\"']|\s{0,9}>\s{0,9}|\s{1,9}rdf:resource\s{0,9}="
    rb"\s{0,9}[\"'])\s{0,9}([A-Za-z]{3,60})\s{0,9}[\"'<]"
)
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_XMP_JPEG = b"http://ns.adobe.com/xap/1.0/\x00"
_XMP_LONG = b"http://ns.adobe.com/xmp/extension/\x00"
"""Before a part of a packet too long for one segment: 32 digits of its hash, its whole length, and
where the part stands, four bytes each (XMP Specification Part 3, 1.1.3.1)."""
_XMP_PNG = b"XML:com.adobe.xmp\x00"
_PHOTOSHOP = b"Photoshop 3.0\x00"
_IIM = {80: "creator", 110: "credit", 115: "source"}
"""Datasets of IPTC-IIM's record 2 that say who made a picture (IIM 4.2)."""
_XMP_CREDITS = {
    "creator": re.compile(
        rb"dc:creator>\s{0,99}<rdf:(?:Seq|Bag)>\s{0,99}<rdf:li[^<>]{0,99}>([^<>]{1,1200})<"
    ),
    "credit": re.compile(rb"photoshop:Credit(?:>|\s?=\s?[\"'])([^<>\"']{1,1200})[<\"']"),
    "source": re.compile(rb"photoshop:Source(?:>|\s?=\s?[\"'])([^<>\"']{1,1200})[<\"']"),
}


class NotAnImage(ValueError):
    """The bytes are no PNG, JPEG or WebP, or are too many."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One statement of how the picture was made, and the metadata it stands in."""

    term: str
    where: str
    """"xmp" or "c2pa"; of what the picture was made from, "c2pa_ingredient"."""

    @property
    def ai(self) -> bool:
        """Whether it says that a machine made it, wholly or in part."""
        return self.term in AI_SOURCE_TYPES


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What the bytes say; `c2pa` tells that a manifest is there, not that its signature holds."""

    format: str
    declared: tuple[Declared, ...]
    c2pa: bool
    truncated: bool
    credits: Mapping[str, str] = field(default_factory=dict)
    """"creator", "credit" and "source", as XMP or IPTC-IIM give them."""

    @property
    def ai(self) -> bool:
        """Whether the metadata say that a machine made the picture, wholly or in part."""
        return any(item.ai for item in self.declared)


def read_image(content: bytes) -> ImageFacts:
    """Read what a picture's metadata declare; NotAnImage when it is none."""
    if len(content) > MAX_IMAGE:
        raise NotAnImage(f"larger than {MAX_IMAGE // 1_000_000} MB")
    if content.startswith(_PNG):
        name, parts = "png", _png_parts(content)
    elif content.startswith(_JPEG):
        name, parts = "jpeg", _jpeg_parts(content)
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        name, parts = "webp", _webp_parts(content)
    else:
        raise NotAnImage("neither PNG nor JPEG nor WebP")
    found: list[Declared] = []
    credits: dict[str, str] = {}
    seen: set[str] = set()
    for where, metadata in parts:
        seen.add(where)
        if where in ("xmp", "c2pa"):
            found += [Declared(term, where) for term in _terms(metadata)]
        for key, value in _credits(where, metadata):
            credits.setdefault(key, value)
    return ImageFacts(name, tuple(dict.fromkeys(found)), "c2pa" in seen, "cut" in seen, credits)


def _terms(metadata: bytes) -> Iterator[str]:
    """The source types in a piece of metadata, as IPTC's address or as the bare term."""
    for pattern in (_TYPE_URL, _TYPE_FIELD):
        for match in pattern.finditer(metadata):
            yield match[1].decode("ascii")


def _credits(where: str, metadata: bytes) -> Iterator[tuple[str, str]]:
    """Who a piece of metadata says made the picture."""
    if where == "xmp":
        for key, pattern in _XMP_CREDITS.items():
            if match := pattern.search(metadata):
                yield key, line(unescape(match[1].decode("utf-8", "replace")))
    elif where == "iim":
        for number, value in _datasets(metadata):
            if number in _IIM:
                yield _IIM[number], line(value.decode("utf-8", "replace"))


def line(text: str) -> str:
    """A name from metadata as one bounded line of printable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MAX_CREDIT]


def _datasets(iim: bytes) -> Iterator[tuple[int, bytes]]:
    """(number, value) of the datasets of record 2 in IPTC-IIM data."""
    at = 0
    for _ in range(MAX_PARTS):
        length = int.from_bytes(iim[at + 3 : at + 5], "big")
        # A length of 32,768 and more announces a length of the length: no credit is as long.
        if iim[at : at + 1] != b"\x1c" or length > 0x7FFF or at + 5 + length > len(iim):
            return
        if iim[at + 1] == 2:
            yield iim[at + 2], iim[at + 5 : at + 5 + length]
        at += 5 + length


_Parts = Iterator[tuple[str, bytes]]
"""("xmp" | "c2pa" | "iim" | "cut", bytes): "cut" when the file ends before it should."""


def _png_parts(content: bytes) -> _Parts:
    at = len(_PNG)
    for _ in range(MAX_PARTS):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + min(length, MAX_MANIFEST)]
        if kind == b"IEND":
            return
        if len(kind) < 4 or at + 12 + length > len(content):
            break
        if kind == b"caBX":
            yield "c2pa", data
        elif kind == b"iTXt" and data.startswith(_XMP_PNG):
            yield "xmp", _itxt(data[len(_XMP_PNG) :])[:MAX_METADATA]
        at += 12 + length
    yield "cut", b""


def _itxt(data: bytes) -> bytes:
    """The text of an iTXt chunk after its keyword; unpacked up to the bound."""
    packed, rest = data[:1] == b"\x01", data[2:].split(b"\x00", 2)
    text = rest[2] if len(rest) == 3 else b""
    if not packed:
        return text
    try:
        return zlib.decompressobj().decompress(text, MAX_METADATA)
    except zlib.error:
        return b""


def _jpeg_parts(content: bytes) -> _Parts:
    """The metadata of a JPEG; what is spread over segments is put together first."""
    long: list[tuple[int, bytes]] = []
    manifests: dict[bytes, list[tuple[int, bytes]]] = {}
    cut = True
    for mark, data in _segments(content):
        if mark == b"":
            cut = False
        elif mark == b"\xff\xe1" and data.startswith(_XMP_JPEG):
            yield "xmp", data
        elif mark == b"\xff\xe1" and data.startswith(_XMP_LONG):
            rest = data[len(_XMP_LONG) + 32 :]
            long.append((int.from_bytes(rest[4:8], "big"), rest[8:]))
        elif mark == b"\xff\xeb" and data.startswith(b"JP"):
            number, order = data[2:4], int.from_bytes(data[4:8], "big")
            manifests.setdefault(number, []).append((order, data[8:]))
        elif mark == b"\xff\xed" and data.startswith(_PHOTOSHOP):
            yield from (("iim", iim) for iim in _resources(data[len(_PHOTOSHOP) :]))
    if long:
        yield "xmp", _joined(long)[:MAX_METADATA]
    for segments in manifests.values():
        # Each segment repeats the eight bytes of the box that it is a part of.
        yield "c2pa", _joined((n, part if n < 2 else part[8:]) for n, part in segments)
    if cut:
        yield "cut", b""


def _segments(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(mark, data) of the segments before the pixels; ("", "") at last when those were reached."""
    at = len(_JPEG)
    for _ in range(MAX_PARTS):
        mark, length = content[at : at + 2], int.from_bytes(content[at + 2 : at + 4], "big")
        if mark in (b"\xff\xda", b"\xff\xd9"):  # the pixels, or the end
            yield b"", b""
            return
        if len(mark) < 2 or mark[0] != 0xFF or length < 2 or at + 2 + length > len(content):
            return
        yield mark, content[at + 4 : at + 2 + length]
        at += 2 + length


def _joined(parts: Iterable[tuple[int, bytes]]) -> bytes:
    """Numbered parts in order; a number met twice counts once."""
    return b"".join(data for _, data in sorted(dict(parts).items()))[:MAX_MANIFEST]


def _resources(data: bytes) -> Iterator[bytes]:
    """The IPTC-IIM resources (number 0x0404) among Photoshop's in a JPEG."""
    at = 0
    for _ in range(MAX_PARTS):
        if data[at : at + 4] != b"8BIM":
            return
        name = data[at + 6] if at + 6 < len(data) else 0
        start = at + 6 + (name + 2) // 2 * 2
        length = int.from_bytes(data[start : start + 4], "big")
        if start + 4 + length > len(data):
            return
        if data[at + 4 : at + 6] == b"\x04\x04":
            yield data[start + 4 : start + 4 + length]
        at = start + 4 + length + length % 2


def _webp_parts(content: bytes) -> _Parts:
    at = 12
    for _ in range(MAX_PARTS):
        if at >= len(content):
            return
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if len(kind) < 4 or at + 8 + length > len(content):
            break
        data = content[at + 8 : at + 8 + min(length, MAX_MANIFEST)]
        if kind == b"XMP ":
            yield "xmp", data[:MAX_METADATA]
        elif kind == b"C2PA":
            yield "c2pa", data
        at += 8 + length + length % 2
    yield "cut", b""
