"""What a worker does: one chunk of records in, one Parquet file out, whole or not at all.

Runs on any machine that sees the inputs and the output under the paths that the driver uses.
"""

import hashlib
import os
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from classifier.predict import versions as model_versions
from server import rubric
from server.batch import rows
from server.batch.inputs import Chunk, Source, records_of
from server.batch.records import Columns, Record
from server.card import CARD_VERSION, Card
from server.scorer import Scorer, TooSlow
from server.scoring import Page, score

PARTS, MANIFEST = "cards", "manifest.json"
"""Inside the output folder: the folder of the rows, and what they were made from."""
CODE = "code"
READ = (".py", ".toml", ".tsv", ".txt", ".gz", ".npz")
"""Endings of the files that decide about cards; models have versions of their own."""
DEATHS = 2
"""So many processes must have ended over a record before it is passed over."""
REASON = 300
"""Characters of an error that are kept."""


class CannotWrite(Exception):
    """The output cannot be written: the disk is full, say."""


class OtherVersions(Exception):
    """This worker would give other cards than the run's first ones."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every chunk of a run is scored with."""

    out: str
    columns: Columns
    language: str
    time_limit: float
    """Seconds for one page."""
    began: str
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """What a chunk came to."""

    rows: int
    errors: int


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """The versions of everything that a card depends on."""
    own = {"card": CARD_VERSION, "rubric": rubric.VERSION, "server": version("presscard")}
    return own | {CODE: _code()} | model_versions()


def _code() -> str:
    """A fingerprint of code and lists: a checkout that is worked on keeps its version number."""
    state = hashlib.sha256()
    for package in ("classifier", "server"):
        root = Path(str(files(package)))
        for path in sorted(path for path in root.rglob("*") if path.suffix in READ):
            state.update(f"{package}/{path.relative_to(root).as_posix()}\n".encode())
            state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()[:12]


def part_of(out: str, chunk: Chunk) -> Path:
    """The file of a chunk's rows."""
    return Path(out, PARTS, f"part-{chunk.name}.parquet")


def score_chunk(settings: Settings, source: Source, chunk: Chunk, careful: bool = False) -> Done:
    """Score the records of a chunk and write them.

    `careful` is for a chunk over which processes ended: what is read is noted down before, and a
    record that ends the process again is passed over with an error.
    """
    if versions() != settings.versions:
        raise OtherVersions(_differences(dict(settings.versions), versions()))
    part = part_of(settings.out, chunk)
    found = records_of(source, chunk, settings.columns)
    if careful:
        found = _survived(found, part.with_name(f".begun-{chunk.name}"))
    made = [_row(settings, source.name, record) for record in found]
    write_whole(part, _parquet(rows.table(made)))
    return Done(len(made), sum("error" in row for row in made))


def _differences(wanted: dict[str, str], found: dict[str, str]) -> str:
    """What differs, in words."""
    names = sorted(name for name in wanted | found if wanted.get(name) != found.get(name))
    return ", ".join(f"{name}: {wanted.get(name)}, here {found.get(name)}" for name in names)


# --- one record --------------------------------------------------------------------------------


def _row(settings: Settings, name: str, record: Record) -> dict[str, Any]:
    """The row of a record; whatever a page does, the others go on."""
    if record.page is None:
        return rows.failed(name, record, record.error)
    try:
        card = _scorer(settings.language, settings.time_limit).run(record.page)
        return rows.scored(name, record, card, settings.began)
    except TooSlow:
        _scorer.cache_clear()  # its thread is on that page still
        return rows.failed(name, record, f"took longer than {settings.time_limit:g} seconds")
    except Exception as error:
        return rows.failed(name, record, f"{type(error).__name__}: {error}"[:REASON])


@lru_cache(maxsize=1)
def _scorer(language: str, time_limit: float) -> Scorer[Page, Card]:
    """The server's own way to score a page: on a deep stack, within a time limit."""
    return Scorer(partial(score, language=language), slots=1, waiting=0, time_limit=time_limit)


def _survived(found: Iterator[Record], notes: Path) -> Iterator[Record]:
    """The records, each noted down before it is scored and struck out after."""
    begun: Counter[str] = Counter()
    for line in notes.read_text().splitlines() if notes.exists() else ():
        begun[line[1:]] += 1 if line.startswith("+") else -1
    with notes.open("a") as out:
        for record in found:
            if begun[str(record.position)] >= DEATHS:
                yield Record(record.position, id=record.id, error="the process ended over it")
                continue
            print(f"+{record.position}", file=out, flush=True)
            yield record
            print(f"-{record.position}", file=out, flush=True)
    notes.unlink()


# --- writing -----------------------------------------------------------------------------------


def _parquet(table: pa.Table) -> bytes:
    """The table as a Parquet file, in memory: some MB, so that the disk sees one write."""
    file = BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, whenever the process or the machine ends."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise CannotWrite(f"{path.parent}: {error.strerror or error}") from None
