"""Pictures of every screen, taken from the running product, for the documents and for a look.

They land beside the test's files; `RENEW_PICTURES=1` renews the committed ones in docs/images.
"""

import base64
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import (
    PICTURES,
    ROOT,
    Browser,
    Chromium,
    Server,
    configure,
    see,
    shown_card,
    wait_for,
)
from ports import free_port
from test_marks import BOX

SEED = "/pages/seed-as-html/page.html"
RATED = "/pages/gutenberg-figcaption-ai-illustration/page.html"
TELLING = "/pages/opinion-dressed-as-report/page.html"
CLOSE_ALL = "document.querySelectorAll('details').forEach((fold) => { fold.open = false; })"
PRINT = "body { max-width: 38rem; margin: 2rem auto; font: 19px/1.6 Georgia, 'Noto Serif', serif }"
SMALLEST = 8_000  # bytes; an empty page of these sizes has less
Place = Callable[[str], Path]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Where a picture goes."""
    folder = PICTURES if os.environ.get("RENEW_PICTURES") else tmp_path
    return lambda name: folder / f"{name}.png"


def assert_shown(path: Path) -> None:
    """The picture shows something."""
    assert path.stat().st_size > SMALLEST


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_in_each_browser(
    browser: Browser, server: Server, pages: str, place: Place, scheme: str
) -> None:
    configure(browser, server=server.address)
    browser.open(pages + RATED)
    browser.click()
    see(browser, ".card")
    path = place(f"card-{browser.name}" + ("-dark" if scheme == "dark" else ""))
    browser.picture(path, scheme)
    assert_shown(path)


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("card-360", 360, "light"), ("card-wide", 1100, "light"), ("card-wide-dark", 1100, "dark")],
)
def test_the_whole_card_on_the_page_of_the_server(
    chromium: Chromium, server: Server, place: Place, name: str, width: int, scheme: str
) -> None:
    html = (ROOT / "tests" / TELLING.lstrip("/")).read_text("utf-8")
    chromium.open(f"{server.address}/")
    chromium.in_page(
        f"document.querySelector('#page').value = {json.dumps(html)};"
        "document.querySelector('#page-form').requestSubmit()"
    )
    wait_for(lambda: bool(chromium.in_page("!!document.querySelector('.card')")), "the card")
    chromium.in_page("document.querySelector('#page-form').style.display = 'none'")
    path = place(name)
    chromium.picture_of_page(path, width, scheme)
    assert_shown(path)


def test_the_page_with_its_quotes_marked(
    chromium: Chromium, server: Server, pages: str, place: Place
) -> None:
    """Every quote marked by its one button, and the reason for the one under the mouse."""
    configure(chromium, server=server.address)
    chromium.open(pages + TELLING)
    chromium.in_page(
        f"document.head.append(document.createElement('style'));"
        f"document.querySelector('head style:last-of-type').textContent = {json.dumps(PRINT)}; null"
    )
    chromium.click()
    see(chromium, ".card")
    button = "document.getElementById('marks')"
    wait_for(lambda: chromium.in_popup(f"{button}.hidden") is False, "the button")
    chromium.in_popup(f"{button}.click()")
    wait_for(lambda: chromium.in_popup(f"{button}.dataset.there") == "true", "the marks")
    chromium.close_popup()
    chromium.hover(*chromium.in_page(BOX.format(selector=json.dumps("p:nth-of-type(3)"))))
    label = "getComputedStyle(document.documentElement, '::after').content"
    wait_for(lambda: "Loaded" in chromium.in_page(label), "the reason")
    path = place("marks")
    chromium.picture_of_page(path, 900)
    assert_shown(path)


@pytest.mark.parametrize(
    ("name", "language", "forced"),
    [("card-arabic", "ar", False), ("card-german", "de", False), ("card-forced-colours", "", True)],
)
def test_the_card_in_other_words_and_colours(
    chromium: Chromium,
    server: Server,
    pages: str,
    place: Place,
    name: str,
    language: str,
    forced: bool,
) -> None:
    configure(chromium, server=server.address, language=language)
    chromium.open(pages + TELLING)
    chromium.click()
    see(chromium, ".card")
    path = place(name)
    chromium.picture(path, forced="active" if forced else "none")
    assert_shown(path)


def test_the_picture_that_a_reader_shares(
    chromium: Chromium, server: Server, pages: str, place: Place
) -> None:
    configure(chromium, server=server.address)
    chromium.open(pages + TELLING)
    chromium.click()
    card = shown_card(chromium)
    data = chromium.in_popup(
        f"""(async () => {{
          const say = await (await import("./words.js")).loadWords("en");
          const blob = await (await import("./picture.js")).cardPicture({json.dumps(card)}, say);
          const bytes = new Uint8Array(await blob.arrayBuffer());
          return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
        }})()"""
    )
    path = place("card-shared")
    path.write_bytes(base64.b64decode(data))
    assert_shown(path)


@pytest.mark.parametrize(
    "state",
    ["not_running", "not_presscard", "version_mismatch", "permission_missing", "timed_out"],
)
def test_each_trouble(
    chromium: Chromium, server: Server, pages: str, place: Place, state: str
) -> None:
    """The screens themselves; test_states.py reaches each for real."""
    configure(chromium, server=f"http://127.0.0.1:{free_port()}")
    chromium.open(pages + SEED)
    chromium.click()
    see(chromium, ".notice")
    chromium.in_popup(
        f"""(async () => {{
          const {{ renderNotice }} = await import("./notice.js");
          const say = await (await import("./words.js")).loadWords("en");
          const commands = (await import("./start.js")).START.linux;
          const ways = {{ retry() {{}}, options() {{}}, allow() {{}}, setup() {{}} }};
          const values = ["http://127.0.0.1:8787", "2"];
          const notice = renderNotice({json.dumps(state)}, {{ say, ways, commands, values }});
          document.getElementById("view").replaceChildren(notice);
        }})()"""
    )
    path = place(f"state-{state.replace('_', '-')}")
    chromium.picture(path)
    assert_shown(path)


@pytest.mark.parametrize("page", ["setup", "options", "past"])
def test_pages_of_our_own(
    chromium: Chromium, server: Server, pages: str, place: Place, page: str
) -> None:
    configure(chromium, server=server.address, history=True)
    for article in (SEED, TELLING):
        chromium.open(pages + article)
        chromium.click()
        see(chromium, ".card")
    chromium.open(f"{chromium.origin}/{page}.html")
    wait_for(lambda: bool(chromium.in_page("!!document.querySelector('h1')")), "the page")
    time.sleep(0.5)  # the connection's answer
    if page == "past":
        for n in range(2):
            chromium.in_page(f"document.querySelectorAll('.past input')[{n}].click()")
        chromium.in_page(CLOSE_ALL)
    path = place(f"page-{page}")
    chromium.picture_of_page(path, 1000)
    assert_shown(path)
