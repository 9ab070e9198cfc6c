"""A few pages of our own as an archive, in every form that is read."""

import csv
import gzip
import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode gives neighbours no other way in

from archives import warc_record

GOLDEN = Path(__file__).parent.parent / "pages"
FORMS = ("archive.jsonl", "archive.csv", "archive.parquet", "archive.warc", "archive.warc.gz")


@pytest.fixture(scope="session")
def pages():
    """(address, HTML) of forty golden pages."""
    found = sorted(GOLDEN.glob("*/page.html"))[:40]
    return [
        (f"https://{path.parent.name}.example/{n}", path.read_text("utf-8", "replace"))
        for n, path in enumerate(found)
    ]


@pytest.fixture
def archive(tmp_path, pages):
    """Writes the pages as the file of a name, or into a folder."""

    def write(name, wanted=pages):
        path = tmp_path / name
        rows = [
            {"id": str(n), "url": url, "html": html, "text": ""}
            for n, (url, html) in enumerate(wanted)
        ]
        if name.endswith(".jsonl"):
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        elif name.endswith(".csv"):
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, ("id", "url", "html", "text"))
                writer.writeheader()
                writer.writerows(rows)
        elif name.endswith(".parquet"):
            pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=7)
        elif ".warc" in name:
            members = [warc_record(url, html.encode("utf-8", "replace")) for url, html in wanted]
            packed = [gzip.compress(m) for m in members] if name.endswith(".gz") else members
            path.write_bytes(b"".join(packed))
        else:
            path.mkdir()
            for n, (_, html) in enumerate(wanted):
                (path / f"{n:03d}.html").write_text(html, "utf-8", "replace")
        return path

    return write


@pytest.fixture(scope="session")
def response():
    """Makes one WARC record."""
    return warc_record
