"""Records of JSONL, CSV, Parquet and HTML files: each page with its position, or what is wrong.

A position is where a record begins: a byte, a row number or a file number. `positions` and
`records` read the same way, so a chunk that begins where `positions` says holds whole records.
Nothing here raises for what a file holds: a record that cannot be read is a record with an error.
"""

import csv
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from server.scoring import Page

LONGEST = 50_000_000
"""Bytes of one page that are read, as `presscard score` does; a longer one is an error."""
TOO_LONG = f"longer than {LONGEST // 1_000_000} MB"
BATCH = 64
"""Rows of a Parquet file that are decoded at a time: a few MB of pages."""
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Columns:
    """What the fields of a record are called."""

    html: str = "html"
    text: str = "text"
    url: str = "url"
    id: str = "id"
    seen_at: str = "seen_at"

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (self.html, self.text, self.url, self.id, self.seen_at)


@dataclass(frozen=True, slots=True)
class Record:
    """A page of an input, or the error that stands in for it."""

    position: int
    page: Page | None = None
    id: str = ""
    error: str = ""


def of_fields(position: int, fields: Mapping[str, Any], columns: Columns) -> Record:
    """The record of named fields: HTML where there is some, else text."""
    html, id_ = fields.get(columns.html), fields.get(columns.id)
    content = html or fields.get(columns.text)
    name = "" if id_ is None else str(id_)
    if not content:
        return Record(position, id=name, error=f"no {columns.html} and no {columns.text}")
    if not isinstance(content, (str, bytes)):
        return Record(position, id=name, error=f"{columns.html} or {columns.text} is no text")
    if len(content) > LONGEST:
        return Record(position, id=name, error=TOO_LONG)
    url = fields.get(columns.url)
    address = url if isinstance(url, str) and url else None
    seen = _instant(fields.get(columns.seen_at))
    if html:
        return Record(position, Page(html=content, url=address, seen_at=seen), name)
    plain = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    return Record(position, Page(text=plain, url=address, seen_at=seen), name)


def _instant(value: Any) -> datetime | None:
    """When a page was seen; None where its zone is not told or it cannot be read."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return moment if isinstance(moment, datetime) and moment.tzinfo else None


# --- JSONL -------------------------------------------------------------------------------------


def jsonl_positions(path: str, start: int) -> Iterator[int]:
    """Offsets of the lines that are not blank."""
    return (at for at, line in _lines(path, start) if line is None or line.strip())


def jsonl_records(path: str, start: int, end: int, columns: Columns) -> Iterator[Record]:
    """A record for each line: a JSON object."""
    for at, line in _lines(path, start, end):
        if line is None:
            yield Record(at, error=TOO_LONG)
        elif line.strip():
            yield _of_json(at, line, columns)


def _lines(path: str, start: int, end: float = float("inf")) -> Iterator[tuple[int, bytes | None]]:
    """(offset, line) of the lines that begin before `end`; None for one that is too long."""
    with Path(path).open("rb") as stream:
        stream.seek(start)
        at = start
        while at < end and (line := stream.readline(LONGEST)):
            whole = len(line) < LONGEST or line.endswith(b"\n")
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = stream.readline(LONGEST)
            yield at, line if whole else None
            at = stream.tell()


def _of_json(at: int, line: bytes, columns: Columns) -> Record:
    try:
        fields = json.loads(line.removeprefix(BOM))
    except (ValueError, RecursionError) as error:
        return Record(at, error=f"not JSON: {error or type(error).__name__}")
    if not isinstance(fields, dict):
        return Record(at, error="not a JSON object")
    return of_fields(at, fields, columns)


# --- CSV ---------------------------------------------------------------------------------------

Row = tuple[int, list[str] | csv.Error]


def csv_header(path: str) -> list[str]:
    """The names of the columns; none in an empty file or one that is no CSV."""
    first = next(_rows(path, 0), None)
    return first[1] if first and isinstance(first[1], list) else []


def csv_positions(path: str, start: int) -> Iterator[int]:
    """Offsets of the rows after the header."""
    return (at for at, _ in islice(_rows(path, start), 0 if start else 1, None))


def csv_records(path: str, start: int, end: int, columns: Columns) -> Iterator[Record]:
    """A record for each row after the header."""
    header = csv_header(path)
    for at, row in islice(_rows(path, start, end), 0 if start else 1, None):
        if isinstance(row, csv.Error):
            yield Record(at, error=f"not CSV: {row}")
        elif len(row) != len(header):
            yield Record(at, error=f"{len(row)} fields where the header has {len(header)}")
        else:
            yield of_fields(at, dict(zip(header, row, strict=True)), columns)


def _rows(path: str, start: int, end: float = float("inf")) -> Iterator[Row]:
    """(offset, fields or the error) of the rows that begin before `end`."""
    csv.field_size_limit(LONGEST)
    with Path(path).open("rb") as stream:
        stream.seek(start)
        lines = (
            line.removeprefix(BOM).decode("utf-8", "replace")
            for line in iter(partial(stream.readline, LONGEST), b"")
        )
        # Strict: a stray quote is an error to be told, not a page that swallows the next.
        rows = csv.reader(lines, delimiter="\t" if path.endswith(".tsv") else ",", strict=True)
        while (at := stream.tell()) < end:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield at, error
                continue
            if row:
                yield at, row


# --- Parquet -----------------------------------------------------------------------------------


def parquet_rows(path: str) -> int:
    """The number of rows."""
    return int(pq.read_metadata(path).num_rows)


def parquet_header(path: str) -> list[str]:
    """The names of the columns."""
    return list(pq.read_schema(path).names)


def parquet_records(path: str, start: int, end: int, columns: Columns) -> Iterator[Record]:
    """A record for each of the rows; rows that a damaged file lost are errors, one for each."""
    with pq.ParquetFile(path) as file:
        wanted = [name for name in columns.names if name in file.schema_arrow.names]
        first = 0
        for group in range(file.num_row_groups):
            past = first + file.metadata.row_group(group).num_rows
            if first < end and past > start:
                at = max(first, start)
                try:
                    for row in _group(file, group, (at - first, min(past, end) - first), wanted):
                        yield of_fields(at, row, columns)
                        at += 1
                except (OSError, pa.ArrowException) as error:
                    for lost in range(at, min(past, end)):
                        yield Record(lost, error=f"not Parquet: {error}")
            first = past


def _group(
    file: pq.ParquetFile, group: int, span: tuple[int, int], wanted: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """The fields of the rows of one row group that are in a span of it."""
    at = 0
    for batch in file.iter_batches(BATCH, row_groups=[group], columns=wanted):
        low, high = max(span[0] - at, 0), min(span[1] - at, batch.num_rows)
        if low < high:
            yield from batch.slice(low, high - low).to_pylist()
        at += batch.num_rows
        if at >= span[1]:
            return


# --- HTML files --------------------------------------------------------------------------------


def file_record(number: int, folder: str, name: str) -> Record:
    """The page in one file, which may be gzipped."""
    path = Path(folder, name)
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            html = stream.read(LONGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Record(number, id=name, error=f"cannot be read: {reason}")
    if len(html) > LONGEST:
        return Record(number, id=name, error=TOO_LONG)
    return Record(number, Page(html=html), name)
