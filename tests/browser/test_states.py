"""The six states of the connection, each reached for real, each with its words and its way out."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import ROOT, Browser, Chromium, Server, configure, see
from ports import free_port

PAGE = "/pages/seed-as-html/page.html"
WORDS = json.loads((ROOT / "extension/_locales/en/messages.json").read_text("utf-8"))


def say(key: str) -> str:
    """The first words of a message, up to what is filled in."""
    return str(WORDS[key]["message"].split("$")[0]).strip()


@contextmanager
def stranger(status: int, kind: str, body: str, delay: float = 0) -> Iterator[str]:
    """Some other program on a port of this machine."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            time.sleep(delay)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            with suppress(BrokenPipeError):  # the extension may have hung up
                self.wfile.write(body.encode())

        do_GET = do_OPTIONS = do_POST

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as host:
        host.daemon_threads = True
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}"
        host.shutdown()


def shown_state(browser: Browser, pages: str) -> str:
    """Click on a page; the name of the state that the popup comes to show."""
    browser.open(pages + PAGE)
    browser.click()
    see(browser, ".notice, .card")
    return str(browser.in_popup("document.querySelector('.notice')?.dataset.state"))


def test_running(browser: Browser, server: Server) -> None:
    configure(browser, server=server.address)
    browser.open(f"{browser.origin}/options.html")
    state = "document.querySelector('#connection .notice')?.dataset.state"
    for _ in range(100):
        if browser.in_page(state):
            break
        time.sleep(0.05)
    assert browser.in_page(state) == "running"
    assert say("running_title") in browser.in_page("document.body.innerText")


def test_not_running_then_carries_on_by_itself(
    browser: Browser, pages: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = free_port()
    configure(browser, server=f"http://127.0.0.1:{port}")
    assert shown_state(browser, pages) == "not_running"
    assert say("not_running_title") in see(browser, ".notice h1")
    assert see(browser, ".command code") == "make serve"
    started = Server(tmp_path_factory.mktemp("late"), port)
    try:
        see(browser, ".card")
    finally:
        started.stop()


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", "<h1>A printer</h1>"),
        (404, "application/json", '{"error": "no such thing"}'),
        (200, "application/json", '["not", "a", "card"]'),
        (200, "application/json", '{"card_version": 7}'),
        (200, "application/json", "{broken"),
    ],
    ids=["html", "404-json", "list", "number", "broken"],
)
def test_something_else_on_the_port(
    browser: Browser, pages: str, status: int, kind: str, body: str
) -> None:
    with stranger(status, kind, body) as address:
        configure(browser, server=address)
        assert shown_state(browser, pages) == "not_presscard"
        assert say("not_presscard_title") in see(browser, ".notice h1")
        assert see(browser, ".command code") == "make serve PORT=8788"


def test_version_mismatch(browser: Browser, pages: str) -> None:
    with stranger(200, "application/json", '{"card_version": "99"}') as address:
        configure(browser, server=address)
        assert shown_state(browser, pages) == "version_mismatch"
        assert "99" in see(browser, ".notice")


def test_timed_out(browser: Browser, pages: str) -> None:
    with stranger(200, "application/json", "{}", delay=3) as address:
        configure(browser, server=address, patience=400)
        assert shown_state(browser, pages) == "timed_out"
        assert say("timed_out_title") in see(browser, ".notice h1")


def test_permission_missing_and_given_back(browser: Browser, server: Server, pages: str) -> None:
    configure(browser, server=server.address)
    browser.withhold_host_permission()
    try:
        assert shown_state(browser, pages) == "permission_missing"
        assert say("way_allow") in see(browser, "[data-way=allow]")
    finally:
        browser.restore_host_permission()
    assert shown_state(browser, pages) == "None"


def test_token_needed(
    browser: Browser, pages: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    token = "a-token-of-enough-letters"
    guarded = Server(tmp_path_factory.mktemp("guarded"), PRESSCARD_TOKEN=token)
    try:
        configure(browser, server=guarded.address)
        assert shown_state(browser, pages) == "token_needed"
        configure(browser, server=guarded.address, token=token)
        assert shown_state(browser, pages) == "None"
        see(browser, ".card")
    finally:
        guarded.stop()


@pytest.mark.parametrize("closed", ["browser", "pdf"])
def test_pages_that_cannot_be_read(
    browser: Browser, server: Server, pages: str, closed: str
) -> None:
    configure(browser, server=server.address)
    own = "chrome://version" if isinstance(browser, Chromium) else "about:support"
    browser.open(own if closed == "browser" else f"{pages}/browser/pages/blank.pdf")
    browser.click()
    assert say("unreadable_title") in see(browser, ".notice h1")
