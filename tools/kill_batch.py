"""Kill runs of `presscard batch` at random points, many times: the rows must be a whole run's.

    python tools/kill_batch.py [--times 50] [--seed 1]

Each time the driver, a worker or the scheduler is killed (kill -9) after a random number of chunks
and a random wait, and the same command is run again. Ends with an error at the first row that is
lost, doubled or different.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "batch")]

from kills import Cluster, begin, finish, parts, rows_of, wait_for_parts, workers_of  # noqa: E402

COPIES = 2
"""Times that each golden page is in the archive: enough chunks to be killed between."""


def write_archive(path: Path) -> None:
    """The golden pages as JSONL."""
    pages = sorted((ROOT / "tests" / "pages").glob("*/page.html"))
    lines = [json.dumps({"html": page.read_text("utf-8", "replace")}) for page in pages * COPIES]
    path.write_text("\n".join(lines), "utf-8")


def killed(victim: str, archive: Path, folder: Path, chance: random.Random) -> int:
    """A run whose victim is killed, and its second try; the number of chunks done by then."""
    out = folder / "out"
    cluster = Cluster(folder) if victim == "scheduler" else None
    options = ("--scheduler", cluster.address) if cluster else ("--workers", "2")
    try:
        run = begin(archive, out, *options)
        chunks = len(archive.read_text("utf-8").splitlines()) // 2
        wait_for_parts(out, chance.randrange(chunks), run, chance.random() / 10)
        done = parts(out)
        if victim == "driver":
            run.kill()
        elif victim == "worker" and run.poll() is None:
            for worker in workers_of(run)[: chance.randint(1, 2)]:
                worker.kill()
        elif cluster:
            cluster.kill_scheduler()
        run.communicate()
    finally:
        if cluster:
            cluster.stop()
    finish(begin(archive, out, "--workers", "2"))
    return done


def main() -> None:
    """Kill, run again, compare; print a line for each time."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 (no secret)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "archive.jsonl")
        write_archive(archive)
        finish(begin(archive, Path(folder, "whole"), "--workers", "2"))
        rows = rows_of(Path(folder, "whole"))
        for n in range(asked.times):
            victim = ("driver", "worker", "scheduler")[n % 3]
            own = Path(folder, str(n))
            own.mkdir()
            done = killed(victim, archive, own, chance)
            if rows_of(own / "out") != rows:
                sys.exit(f"{n}: {victim} killed after {done} chunks: other rows")
            counts[victim] += 1
            print(
                f"{n}: {victim} killed after {done} chunks: the same {len(rows)} rows", flush=True
            )
    print(f"{dict(counts)}: nothing lost, nothing twice")


if __name__ == "__main__":
    main()
