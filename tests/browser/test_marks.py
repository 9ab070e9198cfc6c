"""Marks in the page: where they stand, what they say, and that nothing of them stays behind."""

import json
from typing import Any

import pytest
from conftest import TAB, Browser, Chromium, Server, configure, mark, marked, see, wait_for

LABEL = "getComputedStyle(document.documentElement, '::after').content"
BOX = """(() => {{
  const range = document.createRange();
  range.selectNodeContents(document.querySelector({selector}));
  const {{ left, top, width, height }} = range.getClientRects()[0];
  return [left + width / 3, top + height / 2];
}})()"""
CLEAR = f"import('./marks.js').then((m) => {TAB}.then((id) => m.clearMarks(id)))"
WALL = ("The wall will be raised by a metre", "", ", the harbour")


@pytest.fixture
def ready(browser: Browser, server: Server, pages: str) -> Browser:
    """A browser whose popup shows the card of a page that changes under its reader."""
    configure(browser, server=server.address)
    browser.open(f"{pages}/browser/pages/growing.html")
    browser.click()
    see(browser, ".card")
    return browser


def label(browser: Browser) -> str:
    """What is drawn beside the mark under the mouse."""
    return str(browser.in_page(LABEL)).strip('"')


def test_quotes_are_marked_in_the_page_and_unmarked(
    browser: Browser, server: Server, pages: str
) -> None:
    configure(browser, server=server.address)
    browser.open(f"{pages}/browser/pages/living.html")
    browser.click()
    see(browser, ".card")
    for quote, prefix, suffix, expected in (
        ("reopen the pool in June", "on Monday to ", ".", "reopen the pool in June"),
        ("The pool is open", "said so twice. ", " to members", "The pool is open"),
        ("IN-OPEN-SHADOW", "", "", "IN-OPEN-SHADOW"),
        ("IN-CLOSED-SHADOW", "", "", "IN-CLOSED-SHADOW"),
        ("INSIDE-A-FRAME of the", "", " same origin", "INSIDE-A-FRAME of the"),
        ("Council votes\n   to reopen", "", "", "Council votes to reopen"),
    ):
        assert mark(browser, (quote, prefix, suffix)) == [True], quote
        assert expected in marked(browser)
    lost = (("a sentence that was taken down", "", ""), ("HIDDEN-BY-DISPLAY", "", ""))
    assert mark(browser, *lost) == [False, False]
    assert browser.in_page("window.changes") == 0, "marking changed the page"
    if isinstance(browser, Chromium):  # Firefox keeps a content script's ranges from the page
        second = "[...CSS.highlights.get('presscard-partial')].map((r) => r.startContainer.data)"
        assert "Members said so twice" in browser.in_page(second)[1]
    browser.in_popup(CLEAR)
    assert marked(browser) == []
    assert browser.in_page("CSS.highlights.size") == 0


def test_one_button_marks_every_quote_and_takes_every_mark_away(
    browser: Browser, server: Server, pages: str
) -> None:
    configure(browser, server=server.address)
    browser.open(f"{pages}/pages/opinion-dressed-as-report/page.html")
    browser.click()
    see(browser, ".card")
    button = "document.getElementById('marks')"
    wait_for(lambda: browser.in_popup(f"{button}.hidden") is False, "the button")
    browser.in_popup(f"{button}.click()")
    wait_for(lambda: browser.in_popup(f"{button}.dataset.there") == "true", "the marks")
    words = marked(browser)
    assert "January 21, 2026" in words
    assert any("shameful act of cowardice" in quote for quote in words)
    assert "No longer found there: 0" in browser.in_popup(
        "document.getElementById('status').textContent"
    )
    browser.in_popup(f"{button}.click()")
    wait_for(lambda: browser.in_popup(f"{button}.dataset.there") == "false", "no marks")
    assert browser.in_page("CSS.highlights.size") == 0


def test_a_mark_says_why_while_the_mouse_is_on_it(ready: Browser) -> None:
    own = label(ready)
    mark(ready, WALL)
    ready.close_popup()  # a reader's mouse leaves the popup, and so it closes
    ready.in_page(
        "window.changes = 0; new MutationObserver((r) => { window.changes += r.length; })"
        ".observe(document, { attributes: true, childList: true, subtree: true,"
        " characterData: true }); null"
    )
    x, y = ready.in_page(BOX.format(selector=json.dumps("#first")))
    ready.hover(x, y)
    wait_for(lambda: "Why “The wall" in label(ready), "the reason")
    assert (
        ready.in_page("getComputedStyle(document.documentElement, '::after').position") == "fixed"
    )
    ready.hover(x, y + 300)
    wait_for(lambda: label(ready) == own, "the label to go")
    assert ready.in_page("window.changes") == 0, "the label changed the page"


def test_marks_live_through_a_redraw_and_find_what_comes_later(ready: Browser) -> None:
    later = ("Work begins in May", "", ", when the storms")
    split = ("begins in a shadow tree and ends outside", "", "")
    assert mark(ready, WALL, later, split) == [True, False, True]
    ready.in_page("window.redraw(); null")
    wait_for(lambda: WALL[0] in marked(ready), "the mark on the new nodes")
    ready.in_page("window.loadMore(); null")
    wait_for(lambda: later[0] in marked(ready), "the mark on what was loaded")
    ready.in_page("window.redrawShadow(); null")
    wait_for(lambda: split[0] in marked(ready), "the mark in the shadow tree")


def test_the_page_can_neither_hide_nor_feign_a_mark(ready: Browser) -> None:
    mark(ready, WALL)
    if isinstance(ready, Chromium):  # Firefox does not tell a page the style of a highlight
        look = (
            "getComputedStyle(document.querySelector('#first'), '::highlight(presscard-partial)')"
        )
        assert ready.in_page(f"{look}.color") == "rgb(43, 29, 0)"
        assert "underline" in ready.in_page(f"{look}.textDecoration")
    before = label(ready)
    x, y = ready.in_page(BOX.format(selector=json.dumps("#first")))
    at = f"{{ clientX: {x}, clientY: {y}, bubbles: true }}"
    ready.in_page(
        f"document.querySelector('#first').dispatchEvent(new MouseEvent('mousemove', {at}))"
    )
    ready.in_page("new Promise((done) => setTimeout(done, 300))")
    assert label(ready) == before, "a feigned mouse got a reason out of us"


def test_a_quote_that_is_gone_is_said_to_be_and_may_come_back(ready: Browser) -> None:
    button = "document.querySelector('.quote .find button')"
    gone = "document.querySelector('.quote .find .gone').textContent"
    text: Any = ready.in_page("document.querySelector('article').innerHTML")
    ready.in_popup("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    ready.in_page("document.querySelector('article').innerHTML = '<p>Gone.</p>'; null")
    ready.in_popup(f"{button}.click()")
    wait_for(lambda: "No longer" in ready.in_popup(gone), "the word that it is gone")
    ready.in_page(f"document.querySelector('article').innerHTML = {json.dumps(text)}; null")
    ready.in_popup(f"{button}.click()")
    wait_for(lambda: ready.in_popup(gone) == "", "the quote to be found again")
