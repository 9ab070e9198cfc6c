"""Archives of pages as crawlers write them: for the tests, and for tools that measure."""

import gzip
from itertools import cycle, islice


def warc_record(url, body, kind="response", status=200, headers=("Content-Type: text/html",)):
    """One record as bytes."""
    http = "\r\n".join([f"HTTP/1.1 {status} X", *headers, "", ""]).encode() + body
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:x:{url}>",
        f"WARC-Target-URI: {url}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(http)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + http + b"\r\n\r\n"


def write_warc(path, pages, count):
    """A .warc.gz of so many records: the pages (HTML, address) in turn, each at its own address."""
    with path.open("wb") as file:
        for n, (html, url) in enumerate(islice(cycle(pages), count)):
            record = warc_record(f"{url}{'&' if '?' in url else '?'}page={n}", html)
            file.write(gzip.compress(record, compresslevel=1))
