"""Looking into the pictures of a page: real clicks, a host of pictures, the real server.

Firefox shows its question for leave in its own window, where it is answered with a click. No
protocol reaches Chromium's: there, leave is given beforehand on the browser's page of extensions,
which makes the request succeed without a question, or the question is left without an answer.
"""

import json
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import (
    EXTENSION,
    ROOT,
    TAB,
    Browser,
    Chromium,
    Firefox,
    Server,
    configure,
    see,
    shown_card,
    wait_for,
)
from test_accessible import check

WORDS = json.loads((ROOT / "extension/_locales/en/messages.json").read_text("utf-8"))
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
TOO_LARGE = 12_000_001  # bytes: one more than the server takes
SIGNAL = "ai_image_disclosure"
SECTION = "document.querySelector('[data-section=images_and_ai]')"
CHECK = ".picture .button"
ANSWER = "document.querySelector('.picture-answer')?.innerText ?? ''"
HELD = "chrome.permissions.getAll().then(({ origins }) => origins.sort())"
LASTING = ["http://127.0.0.1/*", "http://localhost/*"]
OF_THE_WEB = ["https://news.example/a.png", "http://pictures.test:8080/"]
NOT_OF_THE_WEB = [
    "http://127.0.0.1/a.png",
    "http://0x7f.1/a.png",
    "http://[::1]/a.png",
    "http://192.168.1.1/a.png",
    "http://localhost:8787/v1/models",
    "http://localhost./a.png",
    "http://printer/a.png",
    "http://printer.local/a.png",
    "file:///etc/passwd",
    "data:image/png,x",
]
STORY = """<!doctype html><html lang="en"><meta charset="utf-8">
<title>The harbour gets a lamp</title>
<nav><img src="http://pictures.test:{port}/menu.png" width="200" height="100" alt="menu"></nav>
<article><h1>The harbour gets a second lamp</h1><p>By Mira Holt</p>
<figure><img src="{src}" width="400" height="200" alt="The lamp at night">
<figcaption>The new lamp on the outer wall.</figcaption></figure>
<img src="http://pictures.test:{port}/dot.png" width="16" height="16" alt="dot">
{paragraphs}</article></html>"""
PARAGRAPHS = [
    "The town put a second lamp on the outer wall of the harbour on Monday, after two winters in "
    "which boats came back late and found the entrance hard to see from the open water.",
    "“We counted nine near misses in one season,” said Ole Brandt, who keeps the harbour's log. "
    "He showed the list to the council in the spring, and the council voted for the lamp in May.",
    "The lamp stands four metres above the wall and can be seen from six kilometres away when "
    "the night is clear, and from two when it rains, the "
    "harbour office said. It cost 41,000 euros, of which the county paid a little more than half.",
    "Fishermen had asked for a bell as well. Karin Lund, who speaks for them, said that a lamp is "
    "of little use in fog, and that they will ask again when the council meets in the autumn.",
]


def say(key: str) -> str:
    """A message of the interface."""
    return str(WORDS[key]["message"])


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(metadata: str = "") -> bytes:
    """A picture of one pixel."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    said = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + metadata.encode()) if metadata else b""
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + said + pixels + chunk(b"IEND", b"")


GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
AI = png(
    f'<rdf:Description Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}" photoshop:Credit="Lot 7"/>'
)
FILES = {
    "/ai.png": AI,
    "/silent.png": png(),
    "/large.png": AI + b"\0" * (TOO_LARGE - len(AI)),
    "/moving.png": GIF,
    "/guarded.png": png(),
    "/menu.png": png(),
    "/dot.png": png(),
}


class Host:
    """A web host: stories at /story/SITE/NAME, each with the picture NAME of that site."""

    def __init__(self) -> None:
        asked: list[tuple[str, str | None]] = []

        class Answer(BaseHTTPRequestHandler):
            timeout = 2

            def do_GET(self) -> None:
                port = self.server.server_address[1]
                asked.append((self.path, self.headers.get("Cookie")))
                status, kind, body = 200, "image/png", FILES.get(self.path)
                if self.path.startswith("/story/"):
                    _, _, site, name = self.path.split("/")
                    src = f"http://{site}:{port}/{name}"
                    text = "".join(f"<p>{words}</p>" for words in PARAGRAPHS)
                    body = STORY.format(src=src, port=port, paragraphs=text).encode()
                    kind = "text/html; charset=utf-8"
                elif self.path == "/elsewhere.png":
                    status, body = 302, b""
                elif body is None or (self.path == "/guarded.png" and not self.headers["Referer"]):
                    status, body = 403, b"not from here"
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Set-Cookie", "visitor=1")
                self.send_header("Cache-Control", "no-store")
                if status == 302:
                    self.send_header("Location", f"http://evil.test:{port}/ai.png")
                self.end_headers()
                with suppress(ConnectionError):  # the extension hangs up on what is too large
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def story(self, name: str, site: str = "pictures.test") -> str:
        """The address of a story with that picture, on another host than its picture's."""
        return f"http://news.test:{self.server.server_port}/story/{site}/{name}"

    def picture(self, name: str, site: str = "pictures.test") -> str:
        """The address of that picture."""
        return f"http://{site}:{self.server.server_port}/{name}"

    def stop(self) -> None:
        """End it."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """The host, one for all."""
    running = Host()
    yield running
    running.stop()


@pytest.fixture
def ready(browser: Browser, server: Server) -> Browser:
    """A browser whose extension knows the server, with leave for no other host."""
    configure(browser, server=server.address)
    return browser


def open_story(browser: Browser, host: Host, name: str) -> None:
    """Click on a story and wait for the list of its pictures."""
    if isinstance(browser, Chromium):
        browser.allow_beforehand("http://pictures.test/*")
    browser.open(host.story(name))
    browser.click()
    see(browser, ".picture")
    browser.in_popup(f"{SECTION}.open = true; null")


def look(browser: Browser, way: str = "allow") -> None:
    """Press the button of the first picture, and answer what the browser asks."""
    browser.press_in_popup(CHECK)
    if isinstance(browser, Firefox):
        browser.answer_prompt(way)


def answered(browser: Browser, words: str) -> str:
    """Wait for words in the answer; all of it."""
    wait_for(lambda: words in browser.in_popup(ANSWER), f"{words!r} in the answer")
    return str(browser.in_popup(ANSWER))


def outcome(card: dict[str, object]) -> tuple[str, str]:
    """What the card says of AI in pictures."""
    signals = card["signals"]
    assert isinstance(signals, list)
    return next((s["outcome"], s["finding"]) for s in signals if s["id"] == SIGNAL)


def test_a_file_that_says_ai_is_told_and_changes_the_card(ready: Browser, host: Host) -> None:
    open_story(ready, host, "ai.png")
    assert outcome(shown_card(ready))[0] == "unknown"
    assert ready.in_popup("document.querySelectorAll('.picture').length") == 1, "no ornaments"
    assert "The lamp at night" in see(ready, ".picture-name")
    del host.asked[:]
    look(ready)
    said = answered(ready, "AI made this picture")
    assert "Lot 7" in said
    assert host.asked == [("/ai.png", None)], "once, and without the cookie"
    wait_for(lambda: outcome(shown_card(ready))[0] == "fail", "the card to change")
    assert "trainedAlgorithmicMedia" in see(ready, f"[data-signal={SIGNAL}]")
    assert ready.in_popup("document.querySelector('.picture .button').hidden") is True
    assert ready.in_popup(HELD) == LASTING, "leave is given back"
    ready.click()
    assert outcome(shown_card(ready))[0] == "fail"
    answered(ready, "AI made this picture")
    assert len(host.asked) == 1, "what is known is not asked for again"


def test_without_leave_nothing_is_fetched(firefox: Firefox, server: Server, host: Host) -> None:
    configure(firefox, server=server.address)
    open_story(firefox, host, "silent.png")
    del host.asked[:]
    look(firefox, "deny")
    answered(firefox, say("picture_no_leave"))
    assert host.asked == []
    look(firefox)
    answered(firefox, "does not say how the picture was made")
    assert outcome(shown_card(firefox))[0] == "unknown"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("large.png", "picture_too_large"),
        ("moving.png", "picture_no_picture"),
        ("guarded.png", "picture_unreachable"),
        ("elsewhere.png", "picture_unreachable"),
    ],
)
def test_what_cannot_be_read_is_said_so(ready: Browser, host: Host, name: str, words: str) -> None:
    open_story(ready, host, name)
    look(ready)
    answered(ready, say(words))
    assert ready.in_popup("document.querySelector('.picture .button').disabled") is False
    assert ready.in_popup(HELD) == LASTING


def test_the_picture_is_shown_on_its_page(ready: Browser, host: Host) -> None:
    open_story(ready, host, "silent.png")
    ready.press_in_popup(".picture .link")
    running = "document.querySelector('figure img').getAnimations().length"
    wait_for(lambda: ready.in_page(running) == 1, "the outline")
    assert ready.in_popup("document.querySelector('.picture .gone').textContent") == ""


def test_a_popup_that_the_question_closed_says_what_became_of_it(
    server: Server, host: Host
) -> None:
    """In a browser of its own: the question stands in it until it ends."""
    chromium = Chromium(EXTENSION, "--host-resolver-rules=MAP *.test 127.0.0.1")
    try:
        configure(chromium, server=server.address)
        chromium.open(host.story("ai.png"))
        chromium.click()
        see(chromium, ".picture")
        chromium.in_popup(f"{SECTION}.open = true; null")
        del host.asked[:]
        chromium.press_in_popup(CHECK)
        wait_for(chromium.popup_is_gone, "the popup to close for the question")
        chromium.click()
        assert say("picture_no_leave") in see(chromium, ".picture-answer p")
        assert host.asked == []
    finally:
        chromium.close()


def test_a_popup_that_the_question_closed_comes_back_with_the_answer(
    chromium: Chromium, server: Server, host: Host
) -> None:
    """From the panel, the browser's own consent that no protocol can give is made up for."""
    configure(chromium, server=server.address)
    chromium.allow_beforehand("http://harbour.test/*")
    chromium.open(host.story("ai.png", "harbour.test"))
    chromium.open_panel()
    try:
        see(chromium, ".picture")
        wanted = json.dumps(host.picture("ai.png", "harbour.test"))
        chromium.in_popup(
            "chrome.tabs.query({ active: true, currentWindow: true }).then(([{ id }]) =>"
            f"chrome.storage.session.set({{ wanted: {{ id, url: {wanted} }} }}))"
        )
        chromium.by_hand("chrome.permissions.request({ origins: ['http://harbour.test/*'] })")
        chromium.await_popup()
    finally:
        chromium.close_panel()
    answered(chromium, "AI made this picture")
    wait_for(lambda: outcome(shown_card(chromium))[0] == "fail", "the card to change")


def test_no_page_can_have_anything_fetched(ready: Browser, host: Host) -> None:
    """Neither by what runs in it, nor by naming an address on the reader's own network."""
    open_story(ready, host, "silent.png")
    del host.asked[:]
    picture = json.dumps(host.picture("ai.png"))
    answer = ready.in_popup(
        f"{TAB}.then((tabId) => chrome.scripting.executeScript({{ target: {{ tabId }},"
        f"  args: [{picture}], func: (look) => Promise.race(["
        "    chrome.runtime.sendMessage({ look }).then(String, String),"
        "    new Promise((done) => setTimeout(() => done('no answer'), 500))]) }))"
        ".then(([{ result }]) => result)"
    )
    assert "read" not in answer
    assert host.asked == []
    judged = ready.in_popup(
        "import('./bytes.js').then(({ isOnTheWeb }) => "
        f"{json.dumps([*OF_THE_WEB, *NOT_OF_THE_WEB])}.map(isOnTheWeb))"
    )
    assert judged == [True] * len(OF_THE_WEB) + [False] * len(NOT_OF_THE_WEB)


def test_no_window_can_speak_to_a_picture_s_host(
    chromium: Chromium, server: Server, host: Host
) -> None:
    configure(chromium, server=server.address)
    open_story(chromium, host, "silent.png")
    del host.asked[:]
    picture = json.dumps(host.picture("ai.png"))
    sent = f"fetch({picture}, {{ mode: 'no-cors' }}).then(() => 'sent', () => 'held back')"
    assert chromium.in_popup(sent) == "held back"
    assert host.asked == []


def test_pictures_that_share_an_address_are_told_apart_by_none(
    chromium: Chromium, server: Server
) -> None:
    """A placeholder stands for every picture that is still to come: it has what any declares."""
    configure(chromium, server=server.address)
    chromium.open(f"{chromium.origin}/options.html")
    found = [{"url": f"https://a.test/{n}", "addresses": [f"/{n}", "/soon"]} for n in "123"]
    terms = {"1": ["x"], "2": ["y", "x"], "3": []}
    looked = {
        f"https://a.test/{n}": {"state": "read", "picture": {"declared": [{"term": t} for t in ts]}}
        for n, ts in terms.items()
    }
    facts = chromium.in_page(
        f"import('./images.js').then((m) => m.factsOf({json.dumps(found)}, {json.dumps(looked)}))"
    )
    assert facts == [
        {"src": "/1", "declared": ["x"]},
        {"src": "/soon", "declared": ["x", "y"]},
        {"src": "/2", "declared": ["y", "x"]},
    ]


def test_axe_finds_nothing_in_the_pictures(chromium: Chromium, server: Server, host: Host) -> None:
    configure(chromium, server=server.address)
    open_story(chromium, host, "ai.png")
    check(chromium.in_popup)
    look(chromium)
    answered(chromium, "AI made this picture")
    chromium.in_popup("document.documentElement.dataset.theme = 'dark'; null")
    check(chromium.in_popup)
