"""Milliseconds per card on the golden pages, and the share of each stage of the pipeline.

Pages that are not articles are left out, since they cost next to nothing. One process, models
warm; every page is scored `--rounds` times and its median is kept.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from test_scoring import FOLDERS, page_of  # noqa: E402

from server import scoring  # noqa: E402
from server.reading import read  # noqa: E402
from server.scoring import Page  # noqa: E402

STAGES = ("extract", "read", "observe", "rate")


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """What a stage gives, and its milliseconds."""
    start = time.perf_counter()
    result = act()
    return result, 1000 * (time.perf_counter() - start)


def stages(page: Page) -> dict[str, float]:
    """Milliseconds of each stage for one page."""
    article, extract = timed(lambda: scoring.extracted(page))
    reading, reads = timed(lambda: read(article))
    observations, observe = timed(lambda: scoring.observe(reading))
    _, rate = timed(lambda: scoring.rate(reading, observations))
    return dict(zip(STAGES, (extract, reads, observe, rate), strict=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    pages = [page_of(folder) for folder in FOLDERS]
    articles = [page for page in pages if scoring.extracted(page).kind == "article"]
    for page in articles:
        stages(page)
    taken = []
    for page in articles:
        runs = [stages(page) for _ in range(rounds)]
        taken.append({name: statistics.median(run[name] for run in runs) for name in STAGES})
    totals = sorted(sum(each.values()) for each in taken)
    whole = sum(totals)
    print(f"{len(articles)} golden articles, {rounds} rounds each, one process")
    print(f"p50 {statistics.median(totals):.1f} ms   p95 {totals[int(0.95 * len(totals))]:.1f} ms")
    print(f"{1000 * len(totals) / whole:.0f} pages a second")
    for name in STAGES:
        share = sum(each[name] for each in taken)
        print(f"{name:8} {share / len(totals):6.1f} ms  {100 * share / whole:3.0f} %")


if __name__ == "__main__":
    main()
