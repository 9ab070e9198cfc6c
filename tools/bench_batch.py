"""What `presscard batch` does on this machine: pages a second, by workers, and memory a worker.

    python tools/bench_batch.py [DATA] [--pages 2000] [--workers 1 2] [--rounds 2] [--most BYTES]
        [--between BYTES]

Writes a WARC of so many pages, the golden ones or those of DATA (as for evaluate_extraction.py)
over and over, each at an address of its own, and scores it with each number of workers in turn,
`rounds` times. Prints pages a second from the first part to the last, the processor time of a
page, and the workers' memory (resident set) in each quarter of a run: flat means that nothing
grows with the length of the archive. Last comes the gain from the first number of workers to the
last, of their best rounds, and the same for as many plain processes that score the same pages with
no Dask between them: what the machine's cores and caches allow. `--most` leaves larger pages out: a
long archive is then soon read. `--between` puts a picture of so many bytes after each page: an
archive larger than memory.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "batch")]

import psutil  # noqa: E402
from archives import write_warc  # noqa: E402
from bench_extraction import sample, whole_card  # noqa: E402
from kills import COMMAND, parts, workers_of  # noqa: E402

MB = 1_000_000
WARM, PLAIN = 20, 300
"""Pages that a plain process scores before the clock runs, and at most while it does."""


def measure(archive: Path, out: Path, pages: int, chunk: int, workers: int) -> float:
    """Score the archive and print a line; pages a second."""
    command = [*COMMAND, str(archive), "--out", str(out), "--workers", str(workers)]
    run = psutil.Popen([*command, "--chunk", str(chunk)], stdout=-3, stderr=-3)
    began: tuple[float, int] | None = None
    ended = 0.0
    seen: list[int] = []
    driver = 0
    spent = 0.0
    while run.poll() is None:
        time.sleep(0.1)
        done = parts(out)
        try:
            driver = max(driver, run.memory_info().rss)
            own = workers_of(run)
            seen.append(max((worker.memory_info().rss for worker in own), default=0))
            spent = max(spent, sum(sum(worker.cpu_times()[:2]) for worker in own))
        except psutil.NoSuchProcess:
            continue
        if done and began is None:
            began = (time.monotonic(), done)
        if done * chunk >= pages:
            ended = time.monotonic()
            break
    assert began is not None
    assert run.wait() == 0
    rate = (pages - chunk * began[1]) / (ended - began[0])
    edges = [len(seen) * n // 4 for n in range(5)]
    quarters = " ".join(f"{max(seen[a:b]) / MB:.0f}" for a, b in pairwise(edges))
    print(
        f"{workers} workers: {rate:6.1f} pages/s  {1000 * spent / pages:5.1f} ms of processor a "
        f"page  memory a worker by quarters {quarters} MB, the driver {driver / MB:.0f} MB  (load "
        f"{os.getloadavg()[0]:.1f})",
        flush=True,
    )
    return rate


def share(pages: list[tuple[bytes, str]], start: Any, spent: Any) -> None:
    """One plain process: score a few pages, wait for the others, then score all of them."""
    for page, url in pages[:WARM]:
        whole_card(page, url)
    start.wait()
    began = time.monotonic()
    for page, url in pages:
        whole_card(page, url)
    spent.put((began, time.monotonic()))


def plain(pages: list[tuple[bytes, str]], processes: int) -> float:
    """Pages a second of so many processes that know nothing of one another."""
    context = multiprocessing.get_context("spawn")
    start, spent = context.Barrier(processes), context.Queue()
    running = [context.Process(target=share, args=(pages, start, spent)) for _ in range(processes)]
    for process in running:
        process.start()
    times = [spent.get() for _ in running]
    for process in running:
        process.join()
    rate: float = processes * len(pages) / (max(b for _, b in times) - min(a for a, _ in times))
    print(f"{processes} plain processes: {rate:6.1f} pages/s", flush=True)
    return rate


def main() -> None:
    """Read the command line, write the archive, measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--chunk", type=int, default=50)
    parser.add_argument("--between", type=int, default=0, metavar="BYTES")
    parser.add_argument("--most", type=int, default=10**9, metavar="BYTES")
    asked = parser.parse_args()
    wanted = [each for each in sample(asked.data, 10_000) if len(each[0]) <= asked.most]
    best = dict.fromkeys(asked.workers, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "archive.warc" if asked.between else "archive.warc.gz")
        write_warc(archive, wanted, asked.pages, asked.between)
        size = archive.stat().st_size / MB
        print(f"{asked.pages} records of {len(wanted)} pages, {size:,.1f} MB", flush=True)
        for n in range(asked.rounds):
            for workers in asked.workers:
                out = Path(folder, f"{n}-{workers}")
                rate = measure(archive, out, asked.pages, asked.chunk, workers)
                best[workers] = max(best[workers], rate)
    first, last = asked.workers[0], asked.workers[-1]
    if first != last:
        alone = {n: plain(wanted[:PLAIN], n) for n in (first, last)}
        print(
            f"{first} to {last} workers: {best[last] / best[first]:.2f} times the pages a second; "
            f"plain processes: {alone[last] / alone[first]:.2f} times"
        )


if __name__ == "__main__":
    main()
