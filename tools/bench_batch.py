"""What `presscard batch` does on this machine: pages a second, by workers, and memory a worker.

    python tools/bench_batch.py [DATA] [--pages 2000] [--workers 1 2]

Writes a WARC of so many pages, the golden ones or those of DATA (as for evaluate_extraction.py)
over and over, and scores it once for each number of workers. Prints pages a second from the first
part to the last, the processor time of a page, and the workers' memory (resident set) along the
way: flat means that nothing grows with the length of the archive.
"""

import argparse
import gzip
import os
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "batch")]

import psutil  # noqa: E402
from bench_extraction import sample  # noqa: E402
from conftest import warc_record  # noqa: E402
from kills import COMMAND, parts, workers_of  # noqa: E402

MB = 1_000_000


def write_archive(path: Path, data: Path | None, pages: int) -> None:
    """A WARC as crawlers write them."""
    members = [gzip.compress(warc_record(url, html)) for html, url in sample(data, pages)]
    with path.open("wb") as file:
        file.writelines(islice(cycle(members), pages))


def measure(archive: Path, out: Path, pages: int, workers: int) -> None:
    """Score the archive and print a line."""
    command = [*COMMAND, str(archive), "--out", str(out), "--workers", str(workers)]
    run = psutil.Popen(command, stdout=-3, stderr=-3)
    began: tuple[float, int] | None = None
    seen: list[int] = []
    spent = 0.0
    while run.poll() is None:
        time.sleep(0.25)
        done = parts(out)
        try:
            own = workers_of(run)
            seen.append(max((worker.memory_info().rss for worker in own), default=0))
            spent = max(spent, sum(sum(worker.cpu_times()[:2]) for worker in own))
        except psutil.NoSuchProcess:
            continue
        if done and began is None:
            began = (time.monotonic(), done)
        if done * 250 >= pages:
            break
    assert began is not None
    seconds = time.monotonic() - began[0]
    assert run.wait() == 0
    scored = pages - 250 * began[1]
    quarter = max(1, len(seen) // 4)
    print(
        f"{workers} workers: {scored / seconds:6.1f} pages/s  {1000 * spent / pages:5.1f} ms of "
        f"processor a page  memory a worker {max(seen[quarter : 2 * quarter]) / MB:.0f} MB in the "
        f"second quarter, {max(seen[-quarter:]) / MB:.0f} MB in the last  (load "
        f"{os.getloadavg()[0]:.1f})",
        flush=True,
    )


def main() -> None:
    """Read the command line, write the archive, measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "archive.warc.gz")
        write_archive(archive, asked.data, asked.pages)
        print(f"{asked.pages} pages, {archive.stat().st_size / MB:.1f} MB packed", flush=True)
        for workers in asked.workers:
            measure(archive, Path(folder, str(workers)), asked.pages, workers)


if __name__ == "__main__":
    main()
