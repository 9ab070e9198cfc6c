"""The page at /: paste, open or drop a page, see the card that the extension would show."""

import json

import pytest
from conftest import ROOT, Browser, Chromium, Server, wait_for
from test_accessible import check

SEED = (ROOT / "tests/pages/seed-as-text/page.txt").read_text("utf-8")
HTML = (ROOT / "tests/pages/seed-as-html/page.html").read_text("utf-8")
HEADLINE = "Bessent Rallies Allies for Resilient Mineral Supply Chains"
CARD = "document.querySelector('#card .headline')?.textContent ?? ''"
STATUS = "document.querySelector('#status').textContent"


@pytest.fixture
def page(browser: Browser, server: Server) -> Browser:
    """A browser that shows the page at /."""
    browser.open(f"{server.address}/")
    return browser


def paste(page: Browser, text: str) -> None:
    """Fill the field and press the button."""
    page.in_page(
        f"document.querySelector('#page').value = {json.dumps(text)};"
        "document.querySelector('#page-form').requestSubmit(); null"
    )


@pytest.mark.parametrize("content", [SEED, HTML], ids=["text", "html"])
def test_a_pasted_page_shows_its_card(page: Browser, content: str) -> None:
    paste(page, content)
    wait_for(lambda: page.in_page(CARD) == HEADLINE, "the card")
    assert page.in_page(STATUS) == ""
    assert HEADLINE in page.in_page("document.title")


DROP = """
const transfer = new DataTransfer();
transfer.items.add(new File([new Uint8Array({bytes})], "page.html"));
document.dispatchEvent(new DragEvent("drop", {{dataTransfer: transfer, cancelable: true}})); null
"""


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", ""), ("windows-1252", ""), ("utf-16-le", "\ufeff")]
)
def test_a_dropped_file_is_read_in_its_own_encoding(
    page: Browser, encoding: str, mark: str
) -> None:
    text = f"{mark}<html><meta charset='{encoding}'><h1>Café “Müller” closes</h1><p>It shut.</p>"
    page.in_page(DROP.format(bytes=list(text.encode(encoding))))
    wait_for(lambda: page.in_page(CARD) == "Café “Müller” closes", "the card")


def test_an_empty_page_is_asked_for_and_a_refusal_is_shown(page: Browser) -> None:
    page.in_page("document.querySelector('#url').value = 'ftp://news.example/x'; null")
    paste(page, "Some text.")
    wait_for(lambda: "web address" in page.in_page(STATUS), "what is wrong")
    assert page.in_page("document.querySelector('#status').getAttribute('role')") == "status"


def test_markup_of_the_article_stays_text(page: Browser) -> None:
    paste(page, "Headline <img src=x onerror=document.title=1> here\n\n" + SEED)
    wait_for(lambda: bool(page.in_page(CARD)), "the card")
    assert page.in_page("document.querySelector('#card img')") is None
    assert page.in_page("document.title") != "1"


def test_a_text_about_markup_is_a_text(page: Browser) -> None:
    paste(page, SEED.replace("supply chain resiliency", "the <div> element and resiliency"))
    wait_for(lambda: page.in_page(CARD) == HEADLINE, "the card")


def test_axe_finds_nothing(page: Browser) -> None:
    check(page.in_page)
    paste(page, SEED)
    wait_for(lambda: page.in_page(CARD) == HEADLINE, "the card")
    check(page.in_page)


def test_the_rendered_card_needs_no_form(server: Server, chromium: Chromium) -> None:
    """`Accept: text/html` gives a page that draws the card, under the strict policy."""
    chromium.open(f"{server.address}/")
    body = json.dumps({"text": SEED})
    made = chromium.in_page(
        "fetch('/v1/score', {method: 'POST', headers: {'Content-Type': 'application/json',"
        f" 'X-Presscard': '1', Accept: 'text/html'}}, body: {json.dumps(body)}}})"
        ".then((answer) => answer.text())"
    )
    assert 'id="card-data"' in made
    assert "<form" not in made
