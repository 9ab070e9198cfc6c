"""A reader's objection reaches the server, or waits until it can; none is lost."""

import json
import sqlite3
from pathlib import Path

from conftest import EXTENSION, Browser, Chromium, Server, configure, see, wait_for
from ports import free_port

SEED = "/pages/seed-as-html/page.html"
OBJECT = """(() => {
  const fold = document.querySelector(".signal .dispute");
  fold.open = true;
  fold.querySelector("textarea").value = REASON;
  fold.querySelector("form").requestSubmit();
})()"""
OUTCOME = "document.querySelector('.signal .dispute-outcome').textContent"
OUTBOX = "chrome.storage.local.get('outbox').then(({ outbox }) => outbox.length)"


def kept_by_server(folder: Path) -> list[str]:
    """The reasons in the server's own store."""
    with sqlite3.connect(folder / "presscard.sqlite") as store:
        found = [row[0] for row in store.execute("select reason from feedback")]
    store.close()
    return found


def test_an_objection_survives_a_stopped_server(
    browser: Browser, pages: str, tmp_path: Path
) -> None:
    port = free_port()
    server = Server(tmp_path, port)
    try:
        configure(browser, server=server.address)
        browser.open(pages + SEED)
        browser.click()
        see(browser, ".signal")
        browser.in_popup(OBJECT.replace("REASON", json.dumps("The first objection.")))
        wait_for(lambda: "keeps it" in browser.in_popup(OUTCOME), "the server's thanks")
        assert kept_by_server(tmp_path) == ["The first objection."]
        assert browser.in_popup(OUTBOX) == 0
    finally:
        server.stop()

    browser.click()
    see(browser, ".signal")
    browser.in_popup(OBJECT.replace("REASON", json.dumps("The <b>second</b> objection.")))
    wait_for(lambda: "Kept here" in browser.in_popup(OUTCOME), "the word that it is kept")
    assert browser.in_popup(OUTBOX) == 1

    server = Server(tmp_path, port)
    try:
        browser.click()
        see(browser, ".signal")
        browser.in_popup("document.querySelector('.icon-button').click()")
        wait_for(lambda: browser.in_popup(OUTBOX) == 0, "the outbox to empty")
        assert kept_by_server(tmp_path) == ["The first objection.", "The <b>second</b> objection."]
    finally:
        server.stop()


def open_options(browser: Browser, server: Server) -> None:
    """A page of the extension that sends nothing by itself, as a popup does when it opens."""
    configure(browser, server=server.address)
    browser.open(f"{browser.origin}/options.html")


def test_an_objection_the_server_cannot_take_is_said_so(browser: Browser, server: Server) -> None:
    open_options(browser, server)
    connection = json.dumps({"server": server.address, "token": ""})
    answer = browser.in_page(
        f"import('./outbox.js').then((m) => m.post({connection}, 'x', {{ reason: 'Nothing.' }}))"
        ".catch((error) => error.message)"
    )
    assert "signal" in answer
    assert browser.in_page(OUTBOX) == 0


def test_what_waits_outlives_the_browser_and_is_sent_from_the_options(server: Server) -> None:
    names = "--host-resolver-rules=MAP *.test 127.0.0.1"
    first = Chromium(EXTENSION, names)
    open_options(first, server)
    away = json.dumps({"server": f"http://127.0.0.1:{free_port()}", "token": ""})
    objection = json.dumps({"signal": "author", "reason": "It outlives a restart."})
    post = f"import('./outbox.js').then((m) => m.post({away}, 'a-card', {objection}))"
    assert first.in_page(post) == "kept"
    first.quit()

    second = Chromium(EXTENSION, names, profile=first.profile)
    try:
        second.open(f"{second.origin}/options.html")
        waiting = "document.getElementById('waiting')?.innerText ?? ''"
        wait_for(lambda: "wait for your server: 1" in second.in_page(waiting), "what waits")
        second.in_page("document.querySelector('#waiting button').click()")
        wait_for(lambda: second.in_page(waiting) == "", "it to be sent")
        assert second.in_page(OUTBOX) == 0
        assert "It outlives a restart." in kept_by_server(server.log.parent)
    finally:
        second.close()
