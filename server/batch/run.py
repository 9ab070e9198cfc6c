"""The driver of a run: hands chunks to Dask, a few at a time, and goes on where one stopped.

A chunk is done when its file is there. The manifest pins what the files were made from, so that
a run never mixes inputs, settings or versions.
"""

import fcntl
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed
from distributed.client import FutureCancelledError
from distributed.comm import CommClosedError

from server.batch.inputs import Chunk, InputError, Piece, Source, cut
from server.batch.work import (
    CODE,
    MANIFEST,
    PARTS,
    CannotWrite,
    Done,
    OtherVersions,
    Settings,
    part_of,
    score_chunk,
    write_whole,
)

IN_FLIGHT = 3
"""Chunks handed out for each worker: one in work, the others so that none ever waits."""
CAREFUL_TRIES = 50
"""Each passes over at least one record that ends processes (`work.DEATHS`)."""
FORMAT = 1
PLAN, LOCK = "plan", ".lock"
CONNECT_S = 10
NO_PROFILE = {"distributed.worker.profile.enabled": False}
"""Dask looks a hundred times a second at what a worker does, and keeps a thousand seconds of it."""
GONE = "The scheduler is gone"
LOST = ("cancelled", "lost")
"""What Dask calls a task whose scheduler is gone."""


class Stopped(Exception):
    """The run cannot begin or go on, in words; what was written stays and is whole."""


@dataclass(slots=True)
class Progress:
    """How far a run is."""

    size: int
    """Bytes of all inputs."""
    done: float = 0
    """Bytes of the chunks that are done."""
    earlier: float = 0
    """...of which by earlier runs."""
    pages: int = 0
    """Rows written by this run."""
    errors: int = 0
    workers: int = 0


Report = Callable[[Progress], None]


# --- the output folder -------------------------------------------------------------------------


@contextmanager
def claimed(out: Path) -> Iterator[None]:
    """The output folder, for this process alone."""
    try:
        for folder in (PARTS, PLAN):
            (out / folder).mkdir(parents=True, exist_ok=True)
        lock = (out / LOCK).open("a")
    except OSError as error:
        raise Stopped(f"{out}: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stopped(f"Another run is writing to {out}") from None
        yield


def pinned(settings: Settings, sources: Sequence[Source], chunk: int) -> Settings:
    """The settings of the run in the output folder, new or resumed; Stopped when they differ."""
    path = Path(settings.out, MANIFEST)
    inputs = {
        source.name: f"{source.kind} {source.size} {source.fingerprint}" for source in sources
    }
    wanted = {
        "format": FORMAT,
        "chunk": chunk,
        "language": settings.language,
        "time_limit": settings.time_limit,
        "columns": asdict(settings.columns),
        "versions": dict(settings.versions),
        "inputs": inputs,
    }
    if not path.exists():
        began = datetime.now(UTC).isoformat(timespec="seconds")
        write_whole(path, json.dumps({**wanted, "began": began}, indent=2).encode())
        return replace(settings, began=began)
    found = json.loads(path.read_text("utf-8"))
    began = found.pop("began")
    if list(found.get("inputs", ())) != list(inputs):
        raise Stopped(_mixed(settings.out, "other inputs, or in another order"))
    for name, value in wanted.items():
        if found.get(name) != value:
            raise Stopped(_mixed(settings.out, _difference(name, found.get(name), value)))
    return replace(settings, began=began)


def _mixed(out: str, what: str) -> str:
    return f"{out} holds a run with {what}. Name another folder, or remove this one"


def _difference(name: str, found: Any, wanted: Any) -> str:
    """What two manifests do not share, in words."""
    if not (isinstance(found, dict) and isinstance(wanted, dict)):
        return f"{name} {found}, not {wanted}"
    key = next(key for key in found | wanted if found.get(key) != wanted.get(key))
    if name == "inputs":
        return f"another {key}: the file has changed"
    if name == "versions" and key == CODE:
        return "other code: Presscard's own files have changed since it began"
    return f"{name}: {key} {found.get(key)}, not {wanted.get(key)}"


def clear_up(out: Path) -> None:
    """Remove what processes that were killed left half written."""
    for left in [*(out / PARTS).glob(".*"), *(out / PLAN).glob(".*")]:
        left.unlink(missing_ok=True)


# --- the cluster -------------------------------------------------------------------------------


@contextmanager
def connected(scheduler: str | None, workers: int) -> Iterator[Client]:
    """A client of the scheduler at an address, or of one of our own with so many workers."""
    if scheduler is None:
        dask.config.set(NO_PROFILE)
        # On loopback alone; Dask's own choice of a port for HTTP is that of `presscard serve`.
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        )
        with cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(scheduler, timeout=CONNECT_S)
    except (OSError, TimeoutError, ValueError):
        raise Stopped(f"No Dask scheduler answers at {scheduler}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_S)
        except TimeoutError:
            raise Stopped(f"The scheduler at {scheduler} has no workers") from None
        yield client


# --- the run -----------------------------------------------------------------------------------


class Run:
    """One run over all inputs: `go` comes back when every chunk is done."""

    def __init__(
        self,
        client: Client,
        settings: Settings,
        sources: Sequence[Source],
        chunk: int,
        report: Report,
    ) -> None:
        self.client, self.settings, self.sources, self.size = client, settings, sources, chunk
        self.report = report
        self.progress = Progress(sum(source.size for source in sources))
        self.uncut = deque((number, 0) for number in range(len(sources)))
        self.ready: deque[Chunk] = deque()
        self.running: dict[Future, Chunk | tuple[int, int]] = {}
        self.tries: dict[str, int] = {}

    def go(self) -> None:
        """Score what is not scored yet; Stopped when that cannot go on."""
        finished = as_completed()
        try:
            self._hand_out(finished)
            for future in finished:
                self._take(future, self.running.pop(future))
                self._hand_out(finished)
                self.report(self.progress)
        except CommClosedError:
            raise Stopped(GONE) from None
        finally:
            with suppress(CommClosedError):
                self.client.cancel(list(self.running))

    def _hand_out(self, finished: as_completed) -> None:
        """Keep every worker busy, and no more than that in flight: memory is bounded by it."""
        self.progress.workers = sum(self.client.nthreads().values())
        places = IN_FLIGHT * max(1, self.progress.workers)
        while len(self.running) < places and (self.ready or self.uncut):
            if self.uncut and len(self.ready) < places:
                submitted = self._cut(*self.uncut.popleft())
            else:
                submitted = self._submit(self.ready.popleft())
            if submitted is not None:
                finished.add(submitted)

    def _submit(self, chunk: Chunk) -> Future | None:
        """Hand out a chunk; None when an earlier run finished it."""
        if part_of(self.settings.out, chunk).exists():
            self._advance(chunk)
            self.progress.earlier += self._bytes(chunk)
            return None
        tried = self.tries.get(chunk.name, 0)
        source = self.sources[chunk.source]
        future = self.client.submit(
            score_chunk,
            self.settings,
            source,
            chunk,
            careful=tried > 0,
            key=f"score-{self.settings.began}-{chunk.name}-{tried}",
            pure=False,
        )
        self.running[future] = chunk
        return future

    def _cut(self, number: int, start: int) -> Future | None:
        """Hand out the cutting of an input; None when an earlier run did it."""
        plan = self._plan(number, start)
        if plan.exists():
            self._plan_on(number, _piece(number, json.loads(plan.read_text("utf-8"))))
            return None
        future = self.client.submit(
            cut,
            number,
            self.sources[number],
            start,
            self.size,
            key=f"cut-{self.settings.began}-{number}-{start}",
            pure=False,
            priority=1,
        )
        self.running[future] = (number, start)
        return future

    def _plan(self, number: int, start: int) -> Path:
        """Where the cuts of an input from a position on are kept."""
        return Path(self.settings.out, PLAN, f"{number:05d}-{start:015d}.json")

    def _plan_on(self, number: int, piece: Piece) -> None:
        self.ready.extend(piece.chunks)
        if piece.next is not None:
            self.uncut.append((number, piece.next))

    def _take(self, future: Future, task: Chunk | tuple[int, int]) -> None:
        """What a finished task says."""
        if future.status in LOST:
            raise Stopped(GONE)
        try:
            result: Done | Piece = future.result()
        except Exception as error:
            self._failed(task, error)
            return
        if isinstance(task, Chunk):
            assert isinstance(result, Done)
            self._advance(task)
            self.progress.pages += result.rows
            self.progress.errors += result.errors
        else:
            assert isinstance(result, Piece)
            kept = {"chunks": [asdict(chunk) for chunk in result.chunks], "next": result.next}
            write_whole(self._plan(*task), json.dumps(kept).encode())
            self._plan_on(task[0], result)

    def _failed(self, task: Chunk | tuple[int, int], error: Exception) -> None:
        """Try a chunk over which workers died again, with care; stop at anything else."""
        if isinstance(error, KilledWorker) and isinstance(task, Chunk):
            self.tries[task.name] = self.tries.get(task.name, 0) + 1
            if self.tries[task.name] > CAREFUL_TRIES:
                raise Stopped(f"Workers end again and again over chunk {task.name}")
            self.ready.appendleft(task)
        elif isinstance(error, (CannotWrite, InputError)):
            raise Stopped(str(error).rstrip("."))
        elif isinstance(error, OtherVersions):
            raise Stopped(f"A worker has other versions than this run ({error})")
        elif isinstance(error, FutureCancelledError):
            raise Stopped(GONE)
        else:
            raise error

    def _advance(self, chunk: Chunk) -> None:
        self.progress.done += self._bytes(chunk)

    def _bytes(self, chunk: Chunk) -> float:
        """The bytes of a chunk, about: an input's records are taken for equal."""
        source = self.sources[chunk.source]
        return source.size * (chunk.end - chunk.start) / (source.length or 1)


def _piece(number: int, kept: dict[str, Any]) -> Piece:
    """A plan that was kept."""
    chunks = tuple(
        Chunk(number, item["start"], item["end"], tuple(item["files"])) for item in kept["chunks"]
    )
    return Piece(chunks, kept["next"])
