"""Archives of pages as crawlers write them: for the tests, and for tools that measure."""

import gzip
from itertools import cycle, islice

SEEN_AT = "2026-01-13T12:00:00Z"
"""When the crawler saw every page."""


def warc_record(url, body, kind="response", status=200, headers=("Content-Type: text/html",)):
    """One record as bytes."""
    http = "\r\n".join([f"HTTP/1.1 {status} X", *headers, "", ""]).encode() + body
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:x:{url}>",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {SEEN_AT}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(http)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + http + b"\r\n\r\n"


def write_warc(path, pages, count, between=0):
    """A WARC of so many records: the pages (HTML, address) in turn, each at its own address.

    With `between`, a picture of so many bytes stands after each page, and nothing is packed: its
    zeros take no room on most disks.
    """
    with path.open("wb") as file:
        for n, (html, url) in enumerate(islice(cycle(pages), count)):
            record = warc_record(f"{url}{'&' if '?' in url else '?'}page={n}", html)
            if not between:
                file.write(gzip.compress(record, compresslevel=1))
                continue
            file.write(record)
            picture = warc_record(f"{url}{n}.png", b"", headers=("Content-Type: image/png",))
            head, length, rest = picture.partition(b"Content-Length: ")
            size, _, http = rest.partition(b"\r\n\r\n")
            file.write(head + length + str(int(size) + between).encode() + b"\r\n\r\n")
            file.write(http.removesuffix(b"\r\n\r\n") + b"\r\n\r\n")
            file.seek(between, 1)
            file.write(b"\r\n\r\n")
