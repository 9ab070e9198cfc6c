"""Faults of a server that was left running: killed workers, replaced and damaged models."""

import http.client
import json
import os
import re
import shutil
import signal
import sys
import threading
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent)]  # importlib mode gives neighbours no other way in

from test_serving import call, children, posix, serving, wait_for  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
HEADLINE = "Council approves new bridge after two years of talks\n\nBy Ann Example\n\n"
STORY = json.dumps({"text": HEADLINE + "The council met on Monday, she said. " * 40})
ASKERS = 12
"""So many that not all of them come to one of two workers (one time in 2,000)."""
LONG = json.dumps({"html": "<p>Some words here, said Ann Smith on Monday.</p>" * 8_000})


def score(port, page=STORY):
    """The card that the server gives for a page; fails on any other answer."""
    status, _, body = call(port, "POST", "/v1/score", page)
    assert status == 200, body
    return json.loads(body)


@posix
def test_a_worker_killed_in_the_middle_takes_only_its_own_request_along(tmp_path):
    with serving(tmp_path, workers=2) as (port, process, log):

        def both_answer():
            call(port)
            return len(set(re.findall(r"pid=(\d+) event=request", log.read_text("utf-8")))) == 2

        wait_for(both_answer)
        outcomes = []

        def ask():
            try:
                outcomes.append(call(port, "POST", "/v1/score", LONG)[0])
            except (OSError, http.client.HTTPException):
                outcomes.append("cut off")

        # More than fit: each worker has some in hand when one of them dies.
        askers = [threading.Thread(target=ask) for _ in range(ASKERS)]
        for asker in askers:
            asker.start()
        time.sleep(0.3)
        os.kill(min(children(process)), signal.SIGKILL)
        for asker in askers:
            asker.join()
        assert {*outcomes} <= {200, 503, "cut off"}
        assert len(outcomes) == ASKERS
        assert 200 in outcomes
        score(port)


@posix
def test_workers_that_die_again_and_again_are_still_replaced(tmp_path):
    """granian gives up when a worker dies twice in 5 seconds: two clicks on a page that kills."""
    program = "import server.serving as s; s.SETTLED_S = 0; from server.cli import main; main()"
    with serving(tmp_path, program=program) as (port, process, _):
        for _ in range(3):
            wait_for(lambda: len(children(process)) == 1)
            worker = children(process)
            os.kill(worker.copy().pop(), signal.SIGKILL)
            wait_for(lambda worker=worker: children(process) - worker)
        wait_for(lambda: call(port)[0] == 200)
        score(port)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A server that runs from a copy of the code, whose models a test may spoil."""
    folder = tmp_path_factory.mktemp("copied")
    for name in ("server", "classifier", "extension"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    with serving(folder, workers=2, cwd=folder, PRESSCARD_RATE="0") as (port, _, _):
        yield port, folder / "classifier" / "models" / "clickbait.skops"


def replace(path, content):
    """Put a file in another's place in one step, as `presscard retrain` does."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def packed_anew(content):
    """The same model in other bytes, so with another version."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return made.getvalue()


def clickbait(port):
    """The version of the clickbait model, as /v1/models tells it."""
    listed = json.loads(call(port, path="/v1/models")[2])["models"]
    return next(row["version"] for row in listed if row["task"] == "clickbait")


def test_a_model_replaced_under_load_costs_no_request(copied):
    port, path = copied
    before, content = clickbait(port), path.read_bytes()
    seen, faults, over = [], [], threading.Event()

    def ask():
        try:
            while not over.is_set():
                seen.append(score(port)["versions"]["models"]["clickbait"])
        except Exception as error:
            faults.append(error)

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    wait_for(lambda: len(seen) > 5)
    replace(path, packed_anew(content))
    replaced = len(seen)
    wait_for(lambda: len(seen) > replaced + 10)
    over.set()
    for asker in askers:
        asker.join()
    after = clickbait(port)
    assert faults == []
    assert set(seen) == {before, after}
    assert before != after
    for _ in range(8):  # whichever worker answers
        assert clickbait(port) == score(port)["versions"]["models"]["clickbait"] == after


def test_a_damaged_model_is_named_and_a_mended_one_is_taken_up(copied):
    port, path = copied
    content = path.read_bytes()
    replace(path, b"no model at all")
    assert "clickbait" not in score(port)["versions"]["models"]
    status, _, body = call(port, path="/health/ready")
    assert status == 503
    assert "clickbait.skops is not a skops file" in json.loads(body)["checks"]["models"]
    replace(path, content)
    assert "clickbait" in score(port)["versions"]["models"]
    assert call(port, path="/health/ready")[0] == 200
