"""What the bytes of a picture declare of its making: format, IPTC source type, C2PA manifest.

Walks the containers of PNG, JPEG and WebP and never decodes a pixel, so that a picture can be no
decompression bomb. No length that a file states is trusted. Opens no connection; checks no
signature, and says so. Knows no page and no card.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MAX_IMAGE = 50_000_000
"""Bytes (issue 4): larger than any picture a news page shows."""
MAX_PARTS = 2_000
"""Chunks or segments looked at. A camera's JPEG has some dozens, and a PNG in 8 KB chunks of the
size that pages use some hundreds."""
MAX_METADATA = 1_000_000
"""Bytes of one piece of metadata, unpacked: an XMP packet is a few KB."""

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
_XMP_JPEG = (b"http://ns.adobe.com/xap/1.0/\x00", b"http://ns.adobe.com/xmp/extension/\x00")
_XMP_PNG = b"XML:com.adobe.xmp\x00"


class NotAnImage(ValueError):
    """The bytes are no PNG, JPEG or WebP, or are too many."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One statement of how the picture was made, and the metadata it stands in."""

    term: str
    where: str
    """"xmp" or "c2pa"."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What the bytes say; `c2pa` tells that a manifest is there, not that its signature holds."""

    format: str
    declared: tuple[Declared, ...]
    c2pa: bool
    truncated: bool

    @property
    def ai(self) -> bool:
        """Whether the metadata say that a machine made the picture, wholly or in part."""
        return any(item.term in AI_SOURCE_TYPES for item in self.declared)


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
    seen: set[str] = set()
    for where, metadata in parts:
        seen.add(where)
        found += [Declared(term, where) for term in _terms(metadata[:MAX_METADATA])]
    return ImageFacts(name, tuple(dict.fromkeys(found)), "c2pa" in seen, "cut" in seen)


def _terms(metadata: bytes) -> Iterator[str]:
    """The source types in a piece of metadata, as IPTC's address or as the bare term."""
    for pattern in (_TYPE_URL, _TYPE_FIELD):
        for match in pattern.finditer(metadata):
            yield match[1].decode("ascii")


_Parts = Iterator[tuple[str, bytes]]
"""("xmp" | "c2pa" | "cut", bytes): "cut" when the file ends before it should."""


def _png_parts(content: bytes) -> _Parts:
    at = len(_PNG)
    for _ in range(MAX_PARTS):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + min(length, MAX_METADATA)]
        if kind == b"IEND":
            return
        if len(kind) < 4 or at + 12 + length > len(content):
            break
        if kind == b"caBX":
            yield "c2pa", data
        elif kind == b"iTXt" and data.startswith(_XMP_PNG):
            yield "xmp", _itxt(data[len(_XMP_PNG) :])
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
    at = len(_JPEG)
    for _ in range(MAX_PARTS):
        mark, length = content[at : at + 2], int.from_bytes(content[at + 2 : at + 4], "big")
        if mark in (b"\xff\xda", b"\xff\xd9"):  # the pixels, or the end
            return
        if len(mark) < 2 or mark[0] != 0xFF or length < 2 or at + 2 + length > len(content):
            break
        data = content[at + 4 : at + 2 + length]
        if mark == b"\xff\xe1" and data.startswith(_XMP_JPEG):
            yield "xmp", data
        elif mark == b"\xff\xeb" and data.startswith(b"JP"):
            # A manifest is spread over segments; only the first names its kind.
            yield "c2pa", data
        at += 2 + length
    yield "cut", b""


def _webp_parts(content: bytes) -> _Parts:
    at = 12
    for _ in range(MAX_PARTS):
        if at >= len(content):
            return
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if len(kind) < 4 or at + 8 + length > len(content):
            break
        data = content[at + 8 : at + 8 + min(length, MAX_METADATA)]
        if kind in (b"XMP ", b"C2PA"):
            yield kind.strip().decode().lower(), data
        at += 8 + length + length % 2
    yield "cut", b""
