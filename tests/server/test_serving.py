"""The server as `presscard serve` starts it: real processes, real sockets, real signals."""

import errno
import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from ports import free_port

from server.store import Store

posix = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
WRITE = {"X-Presscard": "1", "Content-Type": "application/json"}
PATIENCE = 60
"""Seconds any single wait may take on two busy cores."""


def call(port, method="GET", path="/health/live", body=None, headers=WRITE, timeout=PATIENCE):
    """One request on a connection of its own: (status, headers, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.05)
    pytest.fail("it never happened")


COMMAND = "from server.cli import main; main()"


@contextmanager
def serving(folder, workers=1, program=COMMAND, cwd=None, **settings):
    """A running server: (port, process, log file)."""
    port = free_port()
    log = folder / "log"
    environment = {**os.environ, **settings, "XDG_DATA_HOME": str(folder)}
    command = [sys.executable, "-c", program, "serve"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--workers", str(workers)],
            env=environment,
            cwd=cwd,
            stdout=out,
            stderr=out,
        )
    try:
        wait_for(lambda: call(port)[0] == 200)
        yield port, process, log
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server with default settings, for the tests that leave it as it was."""
    with serving(tmp_path_factory.mktemp("server"), PRESSCARD_RATE="0") as running:
        yield running


def test_it_says_where_it_is_and_how_to_load_the_extension(server):
    port, _, log = server
    text = log.read_text("utf-8")
    assert f"http://127.0.0.1:{port}/" in text
    assert "Load unpacked" in text


def test_it_scores(server):
    status, headers, body = call(server[0], "POST", "/v1/score", json.dumps({"text": "Some text."}))
    assert (status, headers["content-type"]) == (200, "application/json")
    assert json.loads(body)["rating"]["status"] == "not_rated"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127/8 at hand")
def test_it_listens_on_one_loopback_address_only(server):
    """A server on every address would answer on this one too."""
    code = f"import socket; print(socket.socket().connect_ex(('127.0.0.2', {server[0]})))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(out.stdout) == errno.ECONNREFUSED


def test_a_body_without_a_length_is_read(server):
    body = iter([b'{"text": ', b'"Some text."}'])
    assert call(server[0], "POST", "/v1/score", body)[0] == 200


def test_a_body_too_large_is_refused_before_it_is_read(server):
    with socket.create_connection(("127.0.0.1", server[0]), PATIENCE) as client:
        client.sendall(
            b"POST /v1/score HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Presscard: 1\r\n"
            b"Content-Type: application/json\r\nContent-Length: 900000000\r\n\r\n" + b" " * 1000
        )
        answer = client.recv(65536)
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert b"problem-too-large" in answer


@posix
@pytest.mark.parametrize("layers", [1, 3])
def test_a_compressed_bomb_is_refused_unopened(server, layers):
    bomb = b'{"text": "' + b" " * 50_000_000 + b'"}'
    for _ in range(layers):
        bomb = gzip.compress(bomb, 9)
    coding = ", ".join(["gzip"] * layers)
    headers = {**WRITE, "Content-Encoding": coding}
    before = memory(server[1])
    status, answered, body = call(server[0], "POST", "/v1/score", bomb, headers)
    assert (status, answered["accept-encoding"]) == (415, "identity")
    assert b"without Content-Encoding" in body
    assert memory(server[1]) - before < 25_000_000


@pytest.mark.parametrize(
    "request_",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_and_harms_nobody(server, request_):
    with socket.create_connection(("127.0.0.1", server[0]), PATIENCE) as client:
        client.sendall(request_)
        client.shutdown(socket.SHUT_WR)
        answer = client.recv(65536)
    assert answer == b"" or b" 400 " in answer.split(b"\r\n")[0]
    assert call(server[0])[0] == 200


def stalled(port, text, count):
    """Connections that send this and then nothing."""
    made = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        connection.sendall(text)
        made.append(connection)
    return made


HALF_A_BODY = (
    b"POST /v1/score HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Presscard: 1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
)
HALF_A_HEADER = b"POST /v1/score HTTP/1.1\r\nHost: 127"


def test_slow_clients_keep_nobody_out_and_are_dropped(server):
    port = server[0]
    clients = stalled(port, HALF_A_BODY, 150) + stalled(port, HALF_A_HEADER, 150)
    try:
        for _ in range(10):
            started = time.perf_counter()
            assert call(port)[0] == 200
            assert time.perf_counter() - started < 5
        for client in clients:  # dropped after 10 s; the answer to a body is 408
            client.settimeout(PATIENCE)
            answer = client.recv(65536)
            assert answer == b"" or b" 408 " in answer.split(b"\r\n")[0]
    finally:
        for client in clients:
            client.close()


def test_a_client_that_never_reads_keeps_nobody_out(server):
    port = server[0]
    asking = b"GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 50
    clients = stalled(port, asking, 20)
    try:
        for _ in range(5):
            assert call(port)[0] == 200
    finally:
        for client in clients:
            client.close()


def test_a_client_that_leaves_in_the_middle_harms_nobody(server):
    port = server[0]
    for client in stalled(port, HALF_A_BODY, 30):
        client.close()
    body = json.dumps({"text": "Some text."})
    assert call(port, "POST", "/v1/score", body)[0] == 200


def test_the_log_holds_no_page(server):
    port, _, log = server
    body = json.dumps({"text": "A headline of secrets", "url": "https://secret.example/path"})
    call(port, "POST", "/v1/score", body)
    wait_for(lambda: "route=/v1/score status=200" in log.read_text("utf-8"))
    assert "secret" not in log.read_text("utf-8")


def children(process):
    """The worker processes."""
    out = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True
    )
    return {int(line) for line in out.stdout.split()}


def memory(process):
    """Bytes that the server and its workers hold."""
    numbers = ",".join(map(str, [process.pid, *children(process)]))
    out = subprocess.run(["ps", "-o", "rss=", "-p", numbers], capture_output=True, text=True)
    return 1024 * sum(map(int, out.stdout.split()))


@posix
def test_a_killed_worker_is_replaced_and_the_other_goes_on(tmp_path):
    with serving(tmp_path, workers=2) as (port, process, _):
        wait_for(lambda: len(children(process)) >= 2)
        before = children(process)
        os.kill(max(before), signal.SIGKILL)
        failed = 0
        for _ in range(40):
            try:
                assert call(port, timeout=10)[0] == 200
            except (OSError, http.client.HTTPException):
                failed += 1  # a connection that the dead worker had taken
            time.sleep(0.02)
        assert failed <= 3
        wait_for(lambda: len(children(process)) == len(before))
        assert children(process) != before


@posix
def test_workers_do_not_outlive_a_killed_server(tmp_path):
    """They would keep the port, and nobody could stop or replace them."""
    with serving(tmp_path, workers=2) as (port, process, _):
        workers = children(process)
        process.kill()
        process.wait()
        wait_for(lambda: not any(is_alive(worker) for worker in workers))
        with socket.create_server(("127.0.0.1", port)):  # the port is free again
            pass


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


KILLS = int(os.environ.get("KILLS", "2"))
"""KILLS=200 pytest tests/server/test_serving.py -k acknowledged: the long form."""


@posix
def test_feedback_that_was_acknowledged_survives_a_killed_server(tmp_path):
    acknowledged = []
    body = json.dumps({"card": "c", "signal": "author", "reason": "r"})
    for round_ in range(KILLS):
        with serving(tmp_path) as (port, process, _):
            victims = [process.pid, *children(process)]

            def write(port=port):
                try:
                    while True:
                        status, _, answer = call(port, "POST", "/v1/feedback", body)
                        if status == 201:
                            acknowledged.append(json.loads(answer)["id"])
                except (OSError, http.client.HTTPException):
                    return  # killed in the middle

            writers = [threading.Thread(target=write) for _ in range(3)]
            for writer in writers:
                writer.start()
            enough = len(acknowledged) + 5 + round_ % 20
            wait_for(lambda enough=enough: len(acknowledged) >= enough)
            for victim in victims:
                os.kill(victim, signal.SIGKILL)
            for writer in writers:
                writer.join()
    store = Store(f"sqlite:///{tmp_path / 'presscard' / 'presscard.sqlite3'}")
    kept = {row["id"] for row in store.all_feedback()}
    store.close()
    assert len(acknowledged) >= 5 * KILLS
    assert set(acknowledged) <= kept


FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000,) * 2); "
"""No file may grow past this many bytes: to SQLite the same as a disk without room."""


@posix
def test_a_full_disk_refuses_feedback_and_loses_none_that_was_acknowledged(tmp_path):
    body = json.dumps({"card": "c", "signal": "author", "reason": "r" * 1_900})
    acknowledged = []
    with serving(tmp_path, program=FULL_DISK + COMMAND) as (port, _, _):
        for _ in range(1_000):
            status, _, answer = call(port, "POST", "/v1/feedback", body)
            if status != 201:
                break
            acknowledged.append(json.loads(answer)["id"])
        told = json.loads(answer)
        assert (status, told["type"]) == (503, "/docs#problem-unavailable")
        assert "space" in told["detail"]
        assert call(port, "POST", "/v1/score", json.dumps({"text": "Some text."}))[0] == 200
    store = Store(f"sqlite:///{tmp_path / 'presscard' / 'presscard.sqlite3'}")
    assert len(acknowledged) > 10
    assert set(acknowledged) <= {row["id"] for row in store.all_feedback()}
    number = store.add_feedback({"card": "c", "signal": "author", "reason": "there is room again"})
    assert number in {row["id"] for row in store.all_feedback()}
    store.close()


@posix
def test_sigterm_lets_a_request_finish(tmp_path):
    page = json.dumps({"html": "<p>Some words here, said Ann Smith on Monday.</p>" * 20_000})
    with serving(tmp_path) as (port, process, _):
        assert call(port, "POST", "/v1/score", json.dumps({"text": "Warm."}))[0] == 200
        answers = []
        caller = threading.Thread(
            target=lambda: answers.append(call(port, "POST", "/v1/score", page)[0])
        )
        caller.start()
        time.sleep(0.3)
        process.terminate()
        caller.join()
        assert answers == [200]
        assert process.wait(PATIENCE) == 0


def test_a_token_is_made_for_other_machines_and_is_not_logged_with_requests(tmp_path):
    """Bound to every address: a token is required, shown once, and never logged again."""
    port = free_port()
    command = [sys.executable, "-c", COMMAND, "serve"]
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--host", "0.0.0.0", "--port", str(port)], stdout=out, stderr=out
        )
    try:
        wait_for(lambda: call(port)[0] == 200)
        token = re.search(r"Bearer (\S+)", log.read_text("utf-8"))[1]
        assert call(port, path="/v1/signals")[0] == 401
        headers = {"Authorization": f"Bearer {token}"}
        assert call(port, path="/v1/signals", headers=headers)[0] == 200
        time.sleep(0.2)
        assert log.read_text("utf-8").count(token) == 1
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_flask_can_run_it_too():
    out = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "server", "routes"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "/v1/score" in out.stdout
