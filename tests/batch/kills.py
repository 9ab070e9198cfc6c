"""Runs of `presscard batch` that are killed on purpose: for the tests, and for many times over."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pyarrow.parquet as pq

COMMAND = [str(Path(sys.executable).with_name("presscard")), "batch"]
PATIENCE_S = 120
SCORED_AT = re.compile(r'"scored_at":"[^"]*"')


def rows_of(out):
    """The rows of a run in order; nothing in them tells when it was."""
    table = pq.read_table(Path(out, "cards")).drop_columns("scored_at")
    found = table.to_pylist()
    for row in found:
        row["card"] = row["card"] and SCORED_AT.sub("", row["card"])
    return found


def parts(out):
    """How many chunks are done."""
    return len(list(Path(out, "cards").glob("part-*")))


def begin(archive, out, *options, **more):
    """A run in a process of its own."""
    command = [*COMMAND, str(archive), "--out", str(out), "--chunk", "2", *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, **more)


def finish(run):
    """What a run printed; it must end well."""
    out, error = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == 0, error.decode()
    return out.decode()


def wait_for_parts(out, wanted, run, delay=0.0):
    """Wait until so many chunks are done, and a little longer; False when the run ended before."""
    end = time.monotonic() + PATIENCE_S
    while parts(out) < wanted:
        if run.poll() is not None:
            return False
        assert time.monotonic() < end
        time.sleep(0.002)
    time.sleep(delay)
    return run.poll() is None


def workers_of(run):
    """The worker processes of a run's own cluster."""
    children = psutil.Process(run.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def listening(run):
    """(host, port) of everything that a run's driver listens on."""
    found = psutil.Process(run.pid).net_connections("inet")
    return {tuple(each.laddr) for each in found if each.status == psutil.CONN_LISTEN}


class Cluster:
    """A scheduler and one worker, as an operator would start them."""

    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.folder = folder
        self.scheduler = self._start("scheduler", f"--port={self.port}", "--no-dashboard")
        self.worker = self._start(
            "worker", self.address, "--no-dashboard", "--nthreads=1", "--death-timeout=20"
        )

    def _start(self, *arguments):
        command = [sys.executable, "-m", "dask", *arguments, "--host=127.0.0.1"]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill_scheduler(self):
        self.scheduler.send_signal(signal.SIGKILL)

    def stop(self):
        for process in (self.scheduler, self.worker):
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()
