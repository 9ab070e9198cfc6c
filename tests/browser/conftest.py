"""Real browsers, the real server as `presscard serve` starts it, and a host for test pages."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXTENSION = ROOT / "extension"
SEED = "/pages/seed-as-html/page.html"
PICTURES = ROOT / "docs" / "images"
sys.path[:0] = [str(HERE), str(ROOT / "tools")]  # importlib mode gives neighbours no other way in

from chromium import Chromium  # noqa: E402
from firefox import Firefox  # noqa: E402
from ports import free_port  # noqa: E402

Browser = Chromium | Firefox
TAB = "chrome.tabs.query({ active: true, currentWindow: true }).then(([{ id }]) => id)"
PATIENCE = 30.0  # seconds: two busy cores, models loading for the first page
WARMING = 6  # requests: enough that each of the server's workers has had one
START = 90.0  # seconds until a server answers: its workers import the world, each for itself


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Server:
    """A `presscard serve` of our own, with its log."""

    def __init__(self, folder: Path, port: int = 0, **settings: str) -> None:
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"server-{self.port}.log"
        command = [Path(sys.executable).with_name("presscard"), "serve", "--port", str(self.port)]
        settings.setdefault("PRESSCARD_DATABASE_URL", f"sqlite:///{folder}/presscard.sqlite")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log
            )
        try:
            wait_for(self._has_started, f"the server on {self.port}", START)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def _has_started(self) -> bool:
        if self.process.poll() is not None:
            pytest.fail(f"the server stopped at once: {self.log.read_text('utf-8')}")
        return answers(self.address)

    def card(self, page: dict[str, Any]) -> dict[str, Any]:
        """The card of a page, asked for without a browser."""
        request = urllib.request.Request(
            f"{self.address}/v1/score",
            json.dumps(page).encode(),
            {"Content-Type": "application/json", "X-Presscard": "1"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return dict(json.load(answer))

    def stop(self) -> None:
        """Stop it the way Ctrl+C does."""
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server, with its models already warm."""
    running = Server(tmp_path_factory.mktemp("server"))
    try:
        for _ in range(WARMING):
            running.card({"html": (HERE.parent / SEED.lstrip("/")).read_text("utf-8")})
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def pages() -> Iterator[str]:
    """The address where tests/ is served, the way any website would be.

    A name of its own, because the extension may read pages of 127.0.0.1 without a click.
    """
    with static_host() as (port, _):
        yield f"http://news.test:{port}"


@contextmanager
def static_host() -> Iterator[tuple[int, Callable[[], None]]]:
    """A host of the files in tests/: its port, and how to stop it early."""
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(HERE.parent)))
    host.daemon_threads = True
    threading.Thread(target=host.serve_forever, daemon=True).start()

    def stop() -> None:
        host.shutdown()
        host.server_close()

    try:
        yield host.server_port, stop
    finally:
        stop()


class _Quiet(SimpleHTTPRequestHandler):
    """Files, without a line on the terminal for each; idle connections do not outlive the host."""

    timeout = 0.5

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Real Chromium, one for all tests."""
    browser = Chromium(EXTENSION, "--host-resolver-rules=MAP *.test 127.0.0.1")
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox() -> Iterator[Firefox]:
    """Real Firefox, one for all tests."""
    browser = Firefox(EXTENSION)
    yield browser
    browser.close()


@pytest.fixture(params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Browser:
    """Each browser in turn."""
    found: Browser = request.getfixturevalue(request.param)
    found.close_popup()
    return found


def configure(browser: Browser, **settings: object) -> None:
    """Set the extension's options, from its own options page; forget what it remembered."""
    browser.open(f"{browser.origin}/options.html")
    browser.in_page(
        "chrome.storage.local.clear()"
        ".then(() => chrome.storage.session.clear())"
        f".then(() => chrome.storage.local.set({json.dumps(settings)}))"
    )


def see(browser: Browser, selector: str) -> str:
    """Wait until the popup shows an element; its text."""
    probe = f"document.querySelector({json.dumps(selector)})?.innerText"
    end = time.monotonic() + PATIENCE
    while (text := browser.in_popup(probe)) is None:
        if time.monotonic() > end:
            pytest.fail(
                f"no {selector} in the popup: {browser.in_popup('document.body.innerText')}"
            )
        time.sleep(0.05)
    return str(text)


def shown_card(browser: Browser) -> dict[str, Any]:
    """The card that the popup shows, as the JSON that it was drawn from."""
    see(browser, ".card")
    kept = browser.in_popup(
        "chrome.storage.session.get().then("
        "(all) => Object.entries(all).find(([key]) => key.startsWith('card:'))[1])"
    )
    return dict(kept["card"])


def mark(browser: Browser, *wanted: tuple[str, str, str]) -> list[bool]:
    """Mark quotes, each with what stands before and after, as the card's button does."""
    marks = [
        {
            "evidence": {"quote": quote, "prefix": prefix, "suffix": suffix},
            "kind": "partial",
            "label": f"Why “{quote}”",
        }
        for quote, prefix, suffix in wanted
    ]
    call = f"m.markQuotes(id, {json.dumps(marks)})"
    return list(browser.in_popup(f"import('./marks.js').then((m) => {TAB}.then((id) => {call}))"))


def marked(browser: Browser) -> list[str]:
    """The words under the marks, in every frame."""
    answer = browser.in_popup(
        f"{TAB}.then((tabId) => chrome.scripting.executeScript({{"
        "  target: { tabId, allFrames: true },"
        "  func: () => globalThis.presscard?.marked() ?? [] }))"
        ".then((frames) => frames.flatMap(({ result }) => result ?? []))"
    )
    return [" ".join(words.split()) for words in answer]


def wait_for(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until something is so; fail in words."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"waited {patience:g} s for {what}")
        time.sleep(0.05)


def answers(address: str) -> bool:
    """Whether a Presscard server answers there."""
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=1) as answer:
            return bool(json.load(answer)["service"] == "presscard")
    except OSError:
        return False
