"""The extension's own pages: first run, options, past cards; and files to take along."""

import json
import re
import struct

import pytest
from conftest import EXTENSION, Browser, Server, configure, see, shown_card, wait_for
from ports import free_port

SEED = "/pages/seed-as-html/page.html"
SECOND = "/browser/pages/living.html"
COUNT = "document.querySelectorAll('.past li').length"


def test_setup_waits_for_the_server(browser: Browser, server: Server) -> None:
    configure(browser, server=f"http://127.0.0.1:{free_port()}")
    browser.open(f"{browser.origin}/setup.html")
    state = "document.querySelector('#connection .notice')?.dataset.state"
    wait_for(lambda: browser.in_page(state) == "not_running", "the word that nothing answers")
    commands = browser.in_page("[...document.querySelectorAll('.command code')].map(String)")
    assert len(commands) >= 3
    opened = browser.in_page("document.querySelectorAll('details.commands[open]').length")
    assert opened == 1, "one operating system is shown: the reader's"
    configure(browser, server=server.address)
    browser.open(f"{browser.origin}/setup.html")
    wait_for(lambda: browser.in_page(state) == "running", "the word that it runs")


def test_options_take_a_loopback_address_only(browser: Browser, server: Server) -> None:
    configure(browser, server=server.address)
    browser.open(f"{browser.origin}/options.html")
    wait_for(lambda: bool(browser.in_page("!!document.getElementById('server')")), "the options")
    type_in = (
        "((field, text) => { field.value = text; field.dispatchEvent(new Event('change')); })"
        "(document.getElementById('server'), {})"
    )
    stored = "chrome.storage.local.get('server').then(({ server }) => server)"
    for refused in ("http://example.org", "https://127.0.0.1:1", "http://127.0.0.1.evil.test", "x"):
        browser.in_page(type_in.replace("{}", json.dumps(refused)))
        trouble = "document.getElementById('server-trouble').textContent"
        assert "127.0.0.1" in browser.in_page(trouble)
        assert browser.in_page(stored) == server.address
    browser.in_page(type_in.replace("{}", json.dumps("http://localhost:8788/")))
    wait_for(lambda: browser.in_page(stored) == "http://localhost:8788", "the new address")


@pytest.mark.parametrize("language", ["es", "fr", "de", "hi", "ar"])
def test_the_interface_speaks_the_chosen_language(
    browser: Browser, server: Server, pages: str, language: str
) -> None:
    configure(browser, server=server.address, language=language)
    browser.open(pages + SEED)
    browser.click()
    see(browser, ".card")
    root = browser.in_popup("[document.documentElement.lang, document.documentElement.dir]")
    assert root == [language, "rtl" if language == "ar" else "ltr"]
    keys = set(json.loads((EXTENSION / "_locales/en/messages.json").read_text("utf-8")))
    shown = set(re.findall(r"[a-z_]+", browser.in_popup("document.body.innerText")))
    assert {key for key in keys & shown if "_" in key} == set()
    wide = browser.in_popup("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_past_cards_are_kept_only_when_asked_for(
    browser: Browser, server: Server, pages: str
) -> None:
    configure(browser, server=server.address)
    browser.open(pages + SEED)
    browser.click()
    see(browser, ".card")
    browser.open(f"{browser.origin}/past.html")
    wait_for(lambda: bool(browser.in_page("!!document.querySelector('.past')")), "the list")
    assert browser.in_page(COUNT) == 0

    configure(browser, server=server.address, history=True)
    for page in (SEED, SECOND):
        browser.open(pages + page)
        browser.click()
        see(browser, ".card")
    browser.open(f"{browser.origin}/past.html")
    wait_for(lambda: browser.in_page(COUNT) == 2, "two past cards")
    for n in range(2):
        browser.in_page(f"document.querySelectorAll('.past input')[{n}].click()")
    assert browser.in_page("document.querySelectorAll('.side-by-side .card').length") == 2
    rows = (
        "[...document.querySelectorAll('.comparison > table tbody tr')].map((row) => row.innerText)"
    )
    differing = browser.in_page(rows)
    assert differing[0].startswith("Rating")
    assert any(row.startswith("News agency") and "Partly passed" in row for row in differing)
    browser.in_page(
        "((field) => { field.value = 'BESSENT minerals nothing';"
        " field.dispatchEvent(new Event('input')); })(document.getElementById('search'))"
    )
    assert browser.in_page(COUNT) == 0
    browser.in_page(
        "((field) => { field.value = 'bessent';"
        " field.dispatchEvent(new Event('input')); })(document.getElementById('search'))"
    )
    assert browser.in_page(COUNT) == 1
    browser.in_page("document.getElementById('forget-all').click()")
    wait_for(lambda: browser.in_page(COUNT) == 0, "no past cards")
    left = browser.in_page("chrome.storage.local.get('past').then(JSON.stringify)")
    assert left == "{}"


def test_a_card_is_taken_along(browser: Browser, server: Server, pages: str) -> None:
    configure(browser, server=server.address)
    browser.open(pages + SEED)
    browser.click()
    card = shown_card(browser)
    text, markdown, picture = browser.in_popup(
        f"""(async (card) => {{
          const say = await (await import("./words.js")).loadWords("en");
          const {{ toText, toMarkdown }} = await import("./export.js");
          const blob = await (await import("./picture.js")).cardPicture(card, say);
          const bytes = new Uint8Array(await blob.arrayBuffer());
          const reader = {{ say, language: "en" }};
          const files = [toText(card, reader), toMarkdown(card, reader)];
          return [...files, [blob.type, [...bytes.slice(0, 24)]]];
        }})({json.dumps(card)})"""
    )
    quoted = [e["quote"] for signal in card["signals"] for e in signal["evidence"]]
    assert quoted
    assert all(quote in text for quote in quoted)
    assert f"{card['article']['byline']['text']}, Devdiscourse, 2026-01-13, read on " in text
    assert card["url"] in text
    assert card["id"] in text
    assert markdown.startswith("# Bessent Rallies Allies")
    for written in (text, markdown):
        assert card["statement"] in written
        assert all(item in written for item in card["not_checked"])
    kind, start = picture
    assert kind == "image/png"
    width, height = struct.unpack(">II", bytes(start[16:24]))
    assert width == 1080
    assert height > 900
