"""What a keyboard, a screen reader, a narrow window and the axe rules make of every screen."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from conftest import ROOT, Browser, Chromium, Server, configure, see, wait_for
from ports import free_port

SEED = "/pages/seed-as-html/page.html"
BRIEF = """.then(({ violations, passes }) => ({
  passes: passes.length,
  violations: violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)]),
}))"""
CLOSE_ALL = "document.querySelectorAll('details').forEach((fold) => { fold.open = false; })"
OPEN_ALL = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"


@cache
def axe() -> str:
    """The axe-core rules, as a script."""
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")


def check(evaluate: Callable[[str], Any]) -> None:
    """Find nothing against the rules, having really looked."""
    evaluate(axe() + "; null")
    found = evaluate(f"window.axe.run(document, {{}}){BRIEF}")
    assert found["violations"] == []
    assert found["passes"] > 8


@pytest.fixture
def with_card(browser: Browser, server: Server, pages: str) -> Browser:
    """A browser whose popup shows a card, with everything opened."""
    configure(browser, server=server.address)
    browser.open(pages + SEED)
    browser.click()
    see(browser, ".card")
    browser.in_popup(OPEN_ALL)
    return browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_card(with_card: Browser, theme: str) -> None:
    with_card.in_popup(f"document.documentElement.dataset.theme = '{theme}'; null")
    check(with_card.in_popup)


def test_axe_finds_nothing_in_a_notice(browser: Browser, pages: str) -> None:
    configure(browser, server=f"http://127.0.0.1:{free_port()}")
    browser.open(pages + SEED)
    browser.click()
    see(browser, ".notice")
    check(browser.in_popup)


@pytest.mark.parametrize("page", ["options", "setup", "past"])
def test_axe_finds_nothing_in_pages_of_our_own(browser: Browser, server: Server, page: str) -> None:
    configure(browser, server=server.address)
    browser.open(f"{browser.origin}/{page}.html")
    shown = "!!document.querySelector('h1') && document.title !== 'Presscard'"
    wait_for(lambda: bool(browser.in_page(shown)), "the page")
    check(browser.in_page)


def test_every_control_is_a_native_one_with_a_name(with_card: Browser) -> None:
    """In the order of reading, none taken out of the tab order."""
    odd = with_card.in_popup(
        "[...document.querySelectorAll('[tabindex], [onclick], [role=button]')]"
        ".map((element) => element.outerHTML)"
    )
    assert odd == []
    unnamed = with_card.in_popup(
        "[...document.querySelectorAll('button, summary')].filter("
        "(e) => !(e.textContent.trim() || e.getAttribute('aria-label'))).length"
    )
    assert unnamed == 0


def test_the_tab_key_reaches_every_control_and_enter_works_it(
    chromium: Chromium, server: Server, pages: str
) -> None:
    configure(chromium, server=server.address)
    chromium.open(pages + SEED)
    chromium.click()
    see(chromium, ".card")
    marks = "document.getElementById('marks')"
    wait_for(lambda: chromium.in_popup(f"{marks}.hidden") is False, "the last control")
    controls = (
        "[...document.querySelectorAll('button, summary, textarea')]"
        ".filter((control) => control.checkVisibility())"
    )
    wanted = chromium.in_popup(f"window.controls = {controls}; window.controls.length")
    reached = []
    for _ in range(wanted):
        chromium.press("Tab", 9)
        reached.append(
            chromium.in_popup(
                "[window.controls.indexOf(document.activeElement),"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
        )
    assert [place for place, _ in reached] == list(range(wanted))
    assert {outline for _, outline in reached} <= {"solid", "auto"}
    lead = "document.querySelector('.lead-to')"
    chromium.in_popup(f"{CLOSE_ALL}; {lead}.focus()")
    chromium.press("Enter", 13, "\r")
    wait_for(
        lambda: chromium.in_popup("document.activeElement.closest('details')?.open") is True,
        "the section that the name leads to",
    )


def test_outcomes_are_told_by_word_and_shape_not_by_colour_alone(with_card: Browser) -> None:
    rows = with_card.in_popup(
        "[...document.querySelectorAll('.signal')].map((row) => ["
        "row.className, row.querySelector('.outcome').textContent,"
        "row.querySelector('.icon').getAttribute('class')])"
    )
    assert rows
    by_class: dict[str, set[tuple[str, str]]] = {}
    for name, word, icon in rows:
        by_class.setdefault(name, set()).add((word, icon))
    assert all(len(told) == 1 for told in by_class.values())
    told = [next(iter(item)) for item in by_class.values()]
    assert len({word for word, _ in told}) == len({icon for _, icon in told}) == len(told)


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_width_scrolls_sideways(
    chromium: Chromium, server: Server, width: int, direction: str
) -> None:
    """Down to 320 px, which is also 200 % zoom on a small screen (WCAG 1.4.10)."""
    text = (ROOT / "tests/pages/seed-as-text/page.txt").read_text("utf-8")
    chromium.open(f"{server.address}/")
    session = chromium._session(chromium.tab)
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    chromium.send("Emulation.setDeviceMetricsOverride", size, session)
    try:
        chromium.in_page(
            f"document.querySelector('#page').value = {json.dumps(text)};"
            "document.querySelector('#page-form').requestSubmit()"
        )
        chromium.in_page(
            "new Promise((done) => { const look = () =>"
            " document.querySelector('.card') ? done() : setTimeout(look, 50); look(); })"
        )
        chromium.in_page(OPEN_ALL)
        chromium.in_page(f"document.documentElement.dir = '{direction}'")
        wide = chromium.in_page("document.documentElement.scrollWidth")
        assert wide <= width
    finally:
        chromium.send("Emulation.clearDeviceMetricsOverride", {}, session)
