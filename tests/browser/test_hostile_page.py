"""What a hostile web page gets from the server on its visitor's computer: nothing.

The page acts in a real browser, from a neighbouring port, from another name and through a name
that its owner points at this machine (DNS rebinding).
"""

import json
import re
import time
from pathlib import Path

import pytest
from conftest import Browser, Server, static_host

REQUEST = re.compile(r"method=(\w+) .*?status=(\d{3})")
CALL = """fetch({path}, {{
  method: {method},
  headers: {{ "Content-Type": "application/json", "X-Presscard": "1" }},
  body: {method} === "GET" ? undefined : JSON.stringify({{ text: "The attacker's own." }}),
}}).then(async (answer) => [answer.status, (await answer.json()).type])"""


def statuses(server: Server, start: int) -> list[tuple[str, str]]:
    """(method, status) of every request the server logged since `start`."""
    time.sleep(0.3)
    return REQUEST.findall(server.log.read_text("utf-8")[start:])


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "evil.test"])
def test_no_request_of_a_page_is_answered(
    browser: Browser, server: Server, pages: str, name: str
) -> None:
    start = len(server.log.read_text("utf-8"))
    host = pages.replace("news.test", name)
    browser.open(f"{host}/browser/pages/attack.html?server={server.address}")
    results = browser.in_page("window.results")
    assert len(results) == 19
    assert {name: got for name, got in results.items() if got != "nothing"} == {}
    seen = statuses(server, start)
    assert seen, "the attacks never reached the server, so this test shows nothing"
    assert [status for _, status in seen if not status.startswith("4")] == []


def test_a_rebound_name_is_refused(browser: Browser, tmp_path: Path) -> None:
    """The attacker serves a page, then points its name here: page and server share an origin."""
    with static_host() as (port, stop):
        browser.open(f"http://evil.test:{port}/browser/pages/quiet.html")
        stop()
        server = Server(tmp_path, port)
        try:
            for method, path in (("POST", "/v1/score"), ("GET", "/health/live"), ("GET", "/")):
                call = CALL.format(method=json.dumps(method), path=json.dumps(path))
                status, kind = browser.in_page(call)
                assert (status, kind.rpartition("#problem-")[2]) == (403, "host-refused")
        finally:
            server.stop()
