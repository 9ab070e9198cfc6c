"""The inputs of a run: told apart, fingerprinted, and cut into chunks that never change.

A chunk is a stretch of one input between two positions (see `records`). Chunks tile their input,
so that every record is in exactly one.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from server.batch import records, warc
from server.batch.records import Columns, Record

ENDS = 1 << 16
"""Bytes at either end of a file that go into its fingerprint, beside its size: archives are
written once, and hashing all of one would cost as much as reading it."""
PIECE = 64
"""Chunks that are cut at a time: scoring starts before the whole of a large file was looked at."""
PAGES = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz")


class InputError(Exception):
    """An input that cannot be read, in words for whoever named it."""


class Kind(StrEnum):
    """What an input is."""

    WARC = "warc"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    FOLDER = "folder"


SUFFIXES = {
    ".warc": Kind.WARC,
    ".warc.gz": Kind.WARC,
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".parquet": Kind.PARQUET,
}


@dataclass(frozen=True, slots=True)
class Source:
    """One input."""

    name: str
    """As it was given: what the rows call it."""
    path: str
    kind: Kind
    size: int
    """Bytes."""
    length: int
    """Positions: bytes, rows or files."""
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """The records of an input from `start` up to, not including, `end`."""

    source: int
    start: int
    end: int
    files: tuple[str, ...] = ()
    """Of a folder: the names of the files."""

    @property
    def name(self) -> str:
        """The same in every run; names sort as the records stand."""
        return f"{self.source:05d}-{self.start:015d}"


# --- finding -----------------------------------------------------------------------------------


def find(given: Sequence[str], columns: Columns) -> list[Source]:
    """The inputs that paths name, in order; a folder's archives are inputs of their own."""
    found = [source for name in given for source in _find(name, columns)]
    if len({source.path for source in found}) < len(found):
        raise InputError("An input is named twice; its pages would be scored twice.")
    return found


def _find(name: str, columns: Columns) -> Iterator[Source]:
    """The inputs of one path."""
    path = Path(name)
    try:
        if path.is_dir():
            yield from _in_folder(name, columns)
        elif (kind := _kind(path.name)) is None:
            raise InputError(f"{name}: not a folder and not one of {', '.join(SUFFIXES)}.")
        else:
            yield _file(name, path, kind, columns)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}.") from None


def _in_folder(name: str, columns: Columns) -> Iterator[Source]:
    """The archives in a folder, then its pages as one input."""
    for file in _listed(name):
        if (kind := _kind(file)) is not None:
            path = Path(name, file)
            yield _file(str(path), path, kind, columns)
    pages = [file for file in _listed(name) if file.endswith(PAGES)]
    if pages:
        yield _folder(name, Path(name), pages)


def _listed(folder: str) -> Iterator[str]:
    """The files in and below a folder, in an order that never changes."""
    for inner, folders, files in os.walk(folder, onerror=_raise):
        folders.sort()
        for file in sorted(files):
            yield os.path.relpath(os.path.join(inner, file), folder)


def _raise(error: OSError) -> None:
    raise error


def _kind(name: str) -> Kind | None:
    """What a file is, by its name."""
    return next((kind for end, kind in SUFFIXES.items() if name.endswith(end)), None)


def _file(name: str, path: Path, kind: Kind, columns: Columns) -> Source:
    """One file as an input."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(ENDS)
        stream.seek(max(0, size - ENDS))
        digest = hashlib.sha256(head + stream.read(ENDS)).hexdigest()[:16]
    length = size
    if kind in {Kind.CSV, Kind.PARQUET}:
        header = _header(name, path, kind)
        if not {columns.html, columns.text} & set(header):
            wanted = f"no column {columns.html} or {columns.text}"
            raise InputError(f"{name}: {wanted}; there are: {', '.join(header) or 'none'}.")
        if kind is Kind.PARQUET:
            length = records.parquet_rows(str(path))
    return Source(name, str(path.resolve()), kind, size, length, digest)


def _header(name: str, path: Path, kind: Kind) -> list[str]:
    """The names of the columns."""
    try:
        read = records.csv_header if kind is Kind.CSV else records.parquet_header
        return read(str(path))
    except ValueError as error:  # pyarrow's ArrowInvalid: no Parquet file
        raise InputError(f"{name}: {error}.") from None


def _folder(name: str, path: Path, pages: list[str]) -> Source:
    """Files of HTML as one input."""
    sizes = [_size(path / page) for page in pages]
    listing = "\n".join(f"{page}\t{size}" for page, size in zip(pages, sizes, strict=True))
    digest = hashlib.sha256(listing.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Source(name, str(path.resolve()), Kind.FOLDER, sum(sizes), len(pages), digest)


def _size(path: Path) -> int:
    """Bytes of a file; none of one that is gone: its record will say so."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


# --- cutting -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """Chunks that follow one another, and where to go on cutting; None at the end."""

    chunks: tuple[Chunk, ...]
    next: int | None


def cut(number: int, source: Source, start: int, size: int) -> Piece:
    """The next PIECE chunks of `size` records each from `start` on."""
    if source.kind is Kind.FOLDER:
        return _cut_folder(number, source, size)
    edges = [start]
    try:
        for n, position in enumerate(_positions(source, start)):
            if n and n % size == 0:
                edges.append(position)
                if len(edges) > PIECE:
                    break
        else:
            edges.append(source.length)
    except warc.OnePiece:
        raise InputError(
            f"{source.name}: compressed as one piece. Make it one member for each record with "
            "`fastwarc recompress`."
        ) from None
    chunks = tuple(Chunk(number, a, b) for a, b in pairwise(edges))
    return Piece(chunks, edges[-1] if edges[-1] < source.length else None)


def _positions(source: Source, start: int) -> Iterator[int]:
    """Where records begin."""
    if source.kind is Kind.PARQUET:
        return iter(range(start, source.length))
    readers = {
        Kind.WARC: warc.warc_positions,
        Kind.JSONL: records.jsonl_positions,
        Kind.CSV: records.csv_positions,
    }
    return readers[source.kind](source.path, start)


def _cut_folder(number: int, source: Source, size: int) -> Piece:
    """All chunks of a folder: they name their files, so that no worker lists it again."""
    names = [file for file in _listed(source.path) if file.endswith(PAGES)]
    starts = range(0, len(names), size)
    return Piece(
        tuple(
            Chunk(number, at, min(at + size, len(names)), tuple(names[at : at + size]))
            for at in starts
        ),
        None,
    )


def records_of(source: Source, chunk: Chunk, columns: Columns) -> Iterator[Record]:
    """The records of a chunk."""
    span = (source.path, chunk.start, chunk.end)
    if source.kind is Kind.WARC:
        return warc.warc_records(*span)
    if source.kind is Kind.FOLDER:
        names = enumerate(chunk.files, chunk.start)
        return (records.file_record(number, source.path, name) for number, name in names)
    readers = {
        Kind.JSONL: records.jsonl_records,
        Kind.CSV: records.csv_records,
        Kind.PARQUET: records.parquet_records,
    }
    return readers[source.kind](*span, columns)
