"""Load on a real `presscard serve`: throughput, latency, refusals and memory, 1 to 64 clients.

The golden pages are posted over HTTP by wrk (from the system's packages), each page as often as the
others, so sizes mix as they do there. `make bench-server`; `--quick` for a look.
"""

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = (1, 2, 4, 8, 16, 32, 64)
WARM_UP_S = 15
"""Seconds a worker: by then each has seen every page."""
LUA = """
local bodies = {%s}
local headers = {["Content-Type"] = "application/json", ["X-Presscard"] = "1"}
local n = 0
request = function()
  n = n %% #bodies + 1
  return wrk.format("POST", "/v1/score", headers, bodies[n])
end
local count = {}
response = function(status) count[status] = (count[status] or 0) + 1 end
local threads = {}
setup = function(thread) table.insert(threads, thread) end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(95), latency:percentile(99),
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout))
end
"""


WEIGHT = (0, 40_000, 150_000, 600_000)
"""Bytes of scripts and menus put before a page: the golden pages have only their article's markup,
pages of the web mostly weigh 100 kB to 1 MB. Each page has each weight in turn."""


def page_bodies() -> list[str]:
    """The golden pages as request bodies, the HTML ones as heavy as real pages are."""
    bodies = []
    for n, file in enumerate(sorted((ROOT / "tests" / "pages").glob("*/page.*"))):
        text = file.read_text("utf-8", "replace")
        if file.suffix == ".html":
            head, mark, rest = text.partition("<body")
            text = head + ballast(WEIGHT[n % len(WEIGHT)]) + mark + rest
        bodies.append(json.dumps({"html" if file.suffix == ".html" else "text": text}))
    return bodies


def ballast(size: int) -> str:
    """A menu of up to 300 links, and scripts up to about `size` bytes."""
    script = "window.q=window.q||[];q.push({k:1,v:'abc'});"
    menu = '<li><a href="/section/news">Section news</a></li>' * min(300, size // 500)
    return f"<script>{script * (size // len(script))}</script><nav><ul>{menu}</ul></nav>"


@contextmanager
def serving(workers: int, **settings: str) -> Iterator[tuple[int, int]]:
    """A running server: (port, process id)."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from server.cli import main; main()", "serve"]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", str(workers)],
        env={**os.environ, "PRESSCARD_RATE": "0", "PRESSCARD_LOG_LEVEL": "WARNING", **settings},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        first_card(port)
        print(f"first card {time.perf_counter() - started:.2f} s after the start")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def first_card(port: int) -> None:
    """Ask for a card until there is one."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/score",
        page_bodies()[0].encode(),
        {"Content-Type": "application/json", "X-Presscard": "1"},
    )
    for _ in range(2_000):
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server did not start")


def memory(pid: int) -> float:
    """Megabytes that the server and its workers hold (resident)."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,rss="], capture_output=True, text=True)
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return sum(rss for own, parent, rss in rows if pid in (own, parent)) / 1024


def load(script: Path, port: int, clients: int, seconds: int) -> dict[str, float]:
    """Run wrk; milliseconds, counts and pages a second."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}", "--timeout", "60", "-s", str(script)]
    out = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True)
    found = re.search(r"RESULT" + r" (\d+)" * 7, out.stdout)
    if not found:
        raise SystemExit(out.stdout + out.stderr)
    requests, micros, p50, p95, p99, refused, errors = map(int, found.groups())
    good = requests - refused
    return {
        "rate": good / (micros / 1e6),
        "p50": p50 / 1000,
        "p95": p95 / 1000,
        "p99": p99 / 1000,
        "refused": refused,
        "errors": errors,
        "requests": requests,
    }


def table(script: Path, workers: int, seconds: int, **settings: str) -> float:
    """Print a line for each number of clients; the best throughput."""
    best = 0.0
    with serving(workers, **settings) as (port, pid):
        # Word lists and patterns of a language are read with its first page, in each worker.
        load(script, port, 4, WARM_UP_S * workers)
        print("clients  cards/s   p50 ms   p95 ms   p99 ms     503  errors      MB")
        for clients in CLIENTS:
            made = load(script, port, clients, seconds)
            best = max(best, made["rate"])
            print(
                f"{clients:7} {made['rate']:8.1f} {made['p50']:8.1f} {made['p95']:8.1f} "
                f"{made['p99']:8.1f} {made['refused']:7.0f} {made['errors']:7.0f} "
                f"{memory(pid):7.0f}",
                flush=True,
            )
    return best


def endurance(script: Path, workers: int, requests: int) -> None:
    """Print the memory over many requests, after a warm-up."""
    with serving(workers) as (port, pid):
        load(script, port, 16, WARM_UP_S * workers)
        before, done = memory(pid), 0.0
        while done < requests:
            done += load(script, port, 8, 10)["requests"]
        after = memory(pid)
    growth = 100 * (after / before - 1)
    print(f"memory {before:.0f} MB warm, {after:.0f} MB after {done:.0f} requests: {growth:+.1f} %")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=10, help="for each number of clients")
    parser.add_argument("--requests", type=int, default=20_000, help="for the memory test; 0: none")
    parser.add_argument("--quick", action="store_true", help="2 seconds, no memory test")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("This needs wrk: apt-get install wrk, or brew install wrk.")
    seconds = 2 if options.quick else options.seconds
    bodies = page_bodies()
    print(f"{len(bodies)} pages, {sum(map(len, bodies)) / len(bodies) / 1000:.0f} kB on average")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "pages.lua"
        script.write_text(LUA % ",".join(f"[===[{body}]===]" for body in bodies), "utf-8")
        best = {}
        for workers in (1, 2):
            print(f"\n{workers} worker{'s' * (workers > 1)}, default queue")
            best[workers] = table(script, workers, seconds)
        print(f"\ntwo workers give {best[2] / best[1]:.2f} times the cards of one")
        if not options.quick and options.requests:
            endurance(script, 2, options.requests)


if __name__ == "__main__":
    main()
