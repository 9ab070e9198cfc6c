"""Runs that are killed, starved and resumed: nothing is lost, nothing is there twice."""

import fcntl
import json
import os
import pty
import random
import re
import resource
import signal
import struct
import subprocess
import sys
import termios
from contextlib import suppress

import dask
import pytest
from click.testing import CliRunner
from kills import COMMAND, Cluster, begin, finish, listening, rows_of, wait_for_parts, workers_of

from server import cli_batch
from server.batch import run
from server.cli import main

POINTS = random.Random(20261127)
"""Where to kill; the order of events differs all the same from run to run."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory, pages):
    """An archive, the rows of a run over it that nobody disturbed, and what that run printed."""
    folder = tmp_path_factory.mktemp("whole")
    archive = folder / "archive.jsonl"
    lines = [json.dumps({"url": url, "html": html}) for url, html in pages]
    archive.write_text("\n".join([*lines, '{"broken', *lines]) + "\n", "utf-8")
    printed = finish(begin(archive, folder / "out", "--workers", "2"))
    return archive, rows_of(folder / "out"), printed


@pytest.fixture
def cluster(tmp_path):
    started = Cluster(tmp_path)
    yield started
    started.stop()


def test_every_record_has_one_row_in_order_and_the_run_says_so(whole, pages):
    archive, rows, printed = whole
    assert len(rows) == 2 * len(pages) + 1
    positions = [row["position"] for row in rows]
    assert positions == sorted(set(positions))
    assert [row["error"] for row in rows if row["error"]] == [rows[len(pages)]["error"]]
    assert printed.startswith("81 pages:")
    assert "1 failed" in printed
    page = (archive.parent / "out" / "summary.html").read_text("utf-8")
    assert "81 records" in page
    counted = json.loads((archive.parent / "out" / "summary.json").read_text("utf-8"))
    rated = sum(row["score"] is not None for row in rows)
    assert sum(counted["bands"].values()) == rated
    assert sum(sum(p["bins"]) for p in counted["publishers"].values()) == rated


def test_a_driver_killed_at_any_point_goes_on_where_it_was(whole, tmp_path):
    archive, rows, _ = whole
    started = begin(archive, tmp_path / "out", "--workers", "2")
    assert wait_for_parts(tmp_path / "out", POINTS.randrange(1, 12), started, POINTS.random() / 20)
    started.kill()
    started.communicate()
    finish(begin(archive, tmp_path / "out", "--workers", "2"))
    assert rows_of(tmp_path / "out") == rows
    assert [path.name for path in (tmp_path / "out" / "cards").glob(".*")] == []


def test_a_killed_worker_is_replaced_and_its_chunk_scored_again(whole, tmp_path):
    archive, rows, _ = whole
    started = begin(archive, tmp_path / "out", "--workers", "2")
    assert wait_for_parts(tmp_path / "out", POINTS.randrange(1, 12), started, POINTS.random() / 20)
    POINTS.choice(workers_of(started)).kill()
    finish(started)
    assert rows_of(tmp_path / "out") == rows


def test_a_killed_scheduler_stops_the_run_and_another_takes_it_up(whole, tmp_path, cluster):
    archive, rows, _ = whole
    started = begin(archive, tmp_path / "out", "--scheduler", cluster.address)
    assert wait_for_parts(tmp_path / "out", POINTS.randrange(1, 12), started, POINTS.random() / 20)
    cluster.kill_scheduler()
    _, error = started.communicate(timeout=120)
    assert started.returncode == 1
    assert "scheduler is gone" in error.decode().splitlines()[-1]
    finish(begin(archive, tmp_path / "out", "--workers", "1"))
    assert rows_of(tmp_path / "out") == rows


def test_a_page_that_ends_every_process_is_a_row(whole, tmp_path):
    """A sitecustomize stands in for a page that crashes a parser: it ends whatever scores it."""
    archive, rows, _ = whole
    (tmp_path / "sitecustomize.py").write_text(
        "import os\nfrom server import scoring\nfrom server.scoring import score as real\n"
        "def score(page, language):\n"
        "    return os._exit(9) if page.url.endswith('/5') else real(page, language)\n"
        "scoring.score = score\n"
    )
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    }
    finish(begin(archive, tmp_path / "out", "--workers", "2", env=surroundings))
    found = rows_of(tmp_path / "out")
    ended = [row for row in found if row["error"] == "the process ended over it"]
    assert len(found) == len(rows)
    assert len(ended) == 2
    assert [row for row in found if row["error"] is None] == [
        row for row in rows if row["error"] is None and not row["url"].endswith("/5")
    ]


def test_a_disk_that_is_full_stops_the_run_in_one_line_and_it_goes_on_after(whole, tmp_path):
    archive, rows, _ = whole

    sizes = sorted(part.stat().st_size for part in archive.parent.glob("out/cards/part-*"))
    middle = sizes[len(sizes) // 2]  # some parts fit, some do not

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (middle, middle))

    started = begin(archive, tmp_path / "out", "--workers", "2", preexec_fn=little_room)
    _, error = started.communicate(timeout=120)
    assert started.returncode == 1
    last = error.decode().splitlines()[-1]
    assert "File too large" in last
    assert "the same command goes on" in last
    assert "Traceback" not in error.decode()
    finish(begin(archive, tmp_path / "out", "--workers", "2"))
    assert rows_of(tmp_path / "out") == rows


def refused(archive, out, *options):
    """The one line of a run that may not begin."""
    started = begin(archive, out, *options)
    _, error = started.communicate(timeout=120)
    assert started.returncode == 1
    (line,) = [line for line in error.decode().splitlines() if line.startswith("Error")]
    return line


def test_a_run_does_not_mix_settings_inputs_or_versions(whole, tmp_path):
    archive, _, _ = whole
    out = archive.parent / "out"
    assert "language en, not de" in refused(archive, out, "--language", "de")
    other = archive.with_name("other.jsonl")
    other.write_text("{}\n")
    assert "other inputs" in refused(other, out)
    kept = (out / "manifest.json").read_text("utf-8")
    try:
        changed = json.loads(kept)
        changed["versions"]["rubric"] = "0.9.0"
        (out / "manifest.json").write_text(json.dumps(changed), "utf-8")
        assert "rubric 0.9.0, not" in refused(archive, out)
        changed = json.loads(kept)
        changed["versions"]["code"] = "0" * 12
        (out / "manifest.json").write_text(json.dumps(changed), "utf-8")
        assert "files have changed since it began. Name another folder" in refused(archive, out)
    finally:
        (out / "manifest.json").write_text(kept, "utf-8")


def hear_interrupts():
    """A shell's background jobs ignore SIGINT, and so does what they start, these tests too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def test_two_runs_never_write_to_one_folder(whole, tmp_path):
    archive = tmp_path / "long.jsonl"  # too long to be done before the second run is refused
    archive.write_text(10 * whole[0].read_text("utf-8"), "utf-8")
    heard = {"preexec_fn": hear_interrupts}
    first = begin(archive, tmp_path / "out", "--workers", "1", **heard)
    try:
        assert wait_for_parts(tmp_path / "out", 1, first)
        assert listening(first)
        assert {host for host, _ in listening(first)} == {"127.0.0.1"}
        assert 8787 not in {port for _, port in listening(first)}  # that of `presscard serve`
        assert "Another run" in refused(archive, tmp_path / "out")
    finally:
        first.send_signal(signal.SIGINT)
        _, error = first.communicate(timeout=120)
    assert "Stopped" in error.decode()


def test_a_terminal_shows_a_bar_with_pages_rate_and_time_left(whole, tmp_path):
    archive, _, _ = whole
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    surroundings = {**os.environ, "TERM": "xterm", "COLUMNS": ""}
    options = ("--out", str(tmp_path / "out"), "--workers", "1", "--chunk", "9")
    started = subprocess.Popen(
        [*COMMAND, str(archive), *options],
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        env=surroundings,
    )
    os.close(theirs)
    drawn = b""
    with suppress(OSError):  # how a terminal ends on Linux
        while read := os.read(ours, 10_000):
            drawn += read
    os.close(ours)
    assert started.wait() == 0
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn.decode()))
    bars = [line for line in lines if "━" in line]
    told = r"━.* \d+ %  \d+ pages  \d+/s  \d failed  1 workers  \d+ (s|min) left"
    assert any(re.fullmatch(told, line.strip()) for line in bars)
    assert "100 %  81 pages" in bars[-1]
    assert max(map(len, bars)) <= 80


def test_the_time_left_goes_by_what_this_run_did():
    resumed = run.Progress(size=1000, done=910, earlier=900, pages=20, errors=1, workers=2)
    assert cli_batch._told(resumed, 10.0) == ("91 %  20 pages  2/s  1 failed  2 workers  90 s left")
    assert cli_batch._told(resumed, 100.0).endswith("15 min left")
    begun = run.Progress(size=1000, done=900, earlier=900)
    assert cli_batch._told(begun, 0.0).startswith("90 %  0 pages  0/s")
    assert cli_batch._told(begun, 1.0).endswith("? left")


def test_workers_keep_no_profile_of_themselves():
    with run.connected(None, 1) as client:
        (enabled,) = client.run(dask.config.get, "distributed.worker.profile.enabled").values()
        assert enabled is False


def test_no_scheduler_is_one_line(monkeypatch):
    monkeypatch.setattr(run, "CONNECT_S", 0.2)
    with pytest.raises(run.Stopped, match="No Dask scheduler"), run.connected("127.0.0.1:1", 1):
        pass


def test_without_the_extra_the_command_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "server.batch.run", None)
    result = CliRunner().invoke(main, ["batch", "x.jsonl", "--out", "out"])
    assert result.exit_code == 1
    assert "presscard[batch]" in result.stderr
