"""The panel beside the page: Chromium's side panel, Firefox's sidebar."""

from collections.abc import Iterator

import pytest
from conftest import Browser, Firefox, Server, configure, see

SEED = "/pages/seed-as-html/page.html"


@pytest.fixture
def ready(browser: Browser, server: Server) -> Iterator[Browser]:
    """A browser whose extension knows the server; its panel is closed again."""
    configure(browser, server=server.address)
    yield browser
    browser.close_panel()


def test_the_panel_shows_the_card_and_waits_on_the_next_page(ready: Browser, pages: str) -> None:
    ready.open(pages + SEED)
    ready.open_panel()
    assert "Bessent" in see(ready, ".card .headline")
    elsewhere = pages.replace("news.test", "evil.test")
    ready.open(f"{elsewhere}/browser/pages/quiet.html")
    see(ready, ".notice[data-state=panel_idle]")
    if isinstance(ready, Firefox):
        ready.open_panel()
        assert "quiet" in see(ready, ".card").lower() or see(ready, ".card .band") == "Not rated"


def test_a_selection_is_checked_alone(firefox: Firefox, server: Server, pages: str) -> None:
    configure(firefox, server=server.address)
    firefox.open(f"{pages}/browser/pages/living.html")
    firefox.in_page("getSelection().selectAllChildren(document.querySelector('figcaption'))")
    try:
        firefox.open_panel("selection", on="figcaption")
        assert "selected" in see(firefox, ".banner")
        assert "AI-generated" in see(firefox, "[data-section=images_and_ai]")
        assert "reopen" not in see(firefox, ".card")
    finally:
        firefox.close_panel()
