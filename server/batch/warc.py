"""Records of WARC files, as Common Crawl publishes them: one compressed member for each record.

A record that is damaged becomes an error, and reading goes on at the next one that is whole.
"""

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from server.batch.records import LONGEST, TOO_LONG, Record
from server.scoring import Page

HTML = (None, "text/html", "application/xhtml+xml")
"""Content types that are read. A server that names none most often sent a page."""
MEMBER = b"\x1f\x8b\x08"
FIRST_WORD = b"WARC/"
PROBE = 4096
"""Bytes that are unpacked to tell the start of a record from bytes that look like one."""
WINDOW = 1 << 20


class OnePiece(Exception):
    """The file is compressed as one piece: none of its records can be read without all before."""


def warc_positions(path: str, start: int) -> Iterator[int]:
    """Offsets of the responses; raises OnePiece."""
    with Path(path).open("rb") as stream:
        at: int | None = start
        while at is not None:
            try:
                for found in _responses(stream, at):
                    at = found.stream_pos
                    if not os.pread(stream.fileno(), 5, at).startswith((MEMBER, FIRST_WORD)):
                        raise OnePiece
                    yield at
                return
            except OSError:
                at = _next_start(stream, at + 1)


def warc_records(path: str, start: int, end: int) -> Iterator[Record]:
    """A record for each page: responses with status 2xx and a content type of HTML."""
    with Path(path).open("rb") as stream:
        at: int | None = start
        done, decoded = -1, True
        damage: Record | None = None
        while at is not None and at < end:
            here = at
            try:
                for found in _responses(stream, at):
                    here = found.stream_pos
                    if here >= end:
                        break
                    if damage:
                        yield damage
                        damage = None
                    if here > done and (page := _page(here, found, decoded)) is not None:
                        yield page
                    done, decoded = here, True
                break
            except OSError as error:
                reason = f"not a WARC record: {error}"
                if here <= done:  # after a record: perhaps the next one will say it itself
                    damage = Record(done + 1, error=reason)
                elif decoded:
                    # Many archives store a page unpacked under a header that says it is packed.
                    at, decoded = here, False
                    continue
                else:
                    damage = None
                    yield Record(here, error=reason)
                done, decoded = here, True
                at = _next_start(stream, here + 1)
        if damage:
            yield damage


def _responses(stream: BinaryIO, at: int) -> ArchiveIterator:
    """The responses from an offset on; OSError where there is no whole record."""
    stream.seek(at)
    return ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False)


def _page(at: int, found: WarcRecord, decoded: bool) -> Record | None:
    """The page that a response brought; None when it brought something else. OSError: damaged."""
    name, url = found.record_id or "", found.headers.get("WARC-Target-URI")
    found.parse_http(auto_decode="all" if decoded else "none")
    headers = found.http_headers
    kind, status = found.http_content_type, headers.status_code
    if not status or not 200 <= status < 300 or (kind and kind.lower()) not in HTML:
        return None
    html = found.reader.read(LONGEST + 1)
    if len(html) > LONGEST:
        return Record(at, id=name, error=TOO_LONG)
    packed = decoded and ("Content-Encoding" in headers or "Transfer-Encoding" in headers)
    if not packed and len(html) < found.content_length:
        reason = f"cut short: {len(html)} of {found.content_length} bytes"
        return Record(at, id=name, error=reason)
    charset = (found.http_charset or "").strip("\"'") or None
    page = Page(html=html, url=url, charset=charset, seen_at=found.record_date)
    return Record(at, page, name)


def _next_start(stream: BinaryIO, at: int) -> int | None:
    """Where the next record begins at or after an offset: looked for only past damage."""
    while True:
        stream.seek(at)
        window = stream.read(WINDOW)
        for mark in (MEMBER, FIRST_WORD):
            found = window.find(mark)
            while found >= 0:
                if _opens(stream, at + found, mark):
                    return at + found
                found = window.find(mark, found + 1)
        if len(window) < WINDOW:
            return None
        at += WINDOW - len(FIRST_WORD)


def _opens(stream: BinaryIO, at: int, mark: bytes) -> bool:
    """Whether a record begins there, not just bytes that look like one."""
    if mark == FIRST_WORD:
        return at == 0 or os.pread(stream.fileno(), 4, at - 4).endswith(b"\n\r\n")
    try:
        head = zlib.decompressobj(31).decompress(os.pread(stream.fileno(), PROBE, at), 5)
    except zlib.error:
        return False
    return head == FIRST_WORD
