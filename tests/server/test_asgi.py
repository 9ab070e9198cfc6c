"""The door: bodies that are whole, slow, endless, too large, too many, or cut off."""

import asyncio
import time

import pytest

from server import asgi, create_app
from server.asgi import Door, environment
from server.settings import Settings

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/v1/score",
    "query_string": b"",
    "headers": [
        (b"host", b"127.0.0.1:8787"),
        (b"content-type", b"application/json"),
        (b"x-presscard", b"1"),
    ],
    "client": ("127.0.0.1", 50000),
    "server": ("127.0.0.1", 8787),
    "scheme": "http",
    "http_version": "1.1",
}
NEVER = object()


def call(door, *messages, scope=SCOPE):
    """Send the messages, get (status, headers, body); None where the door says nothing."""
    coming = list(messages)
    sent = []

    async def receive():
        message = coming.pop(0)
        if message is NEVER:
            await asyncio.sleep(60)
        return message

    async def send(message):
        sent.append(message)

    asyncio.run(door(scope, receive, send))
    if not sent:
        return None
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"]


def chunk(body, more=False):
    return {"type": "http.request", "body": body, "more_body": more}


@pytest.fixture
def door():
    return Door(create_app(Settings(max_body=1_000)), 1_000)


def test_a_body_in_pieces_is_put_together(door):
    status, _, body = call(door, chunk(b'{"te', True), chunk(b'xt": ', True), chunk(b"3}"))
    assert status == 422
    assert b"must be text, not a number" in body


def test_a_page_for_which_there_is_no_place_is_turned_away_unparsed():
    door = Door(create_app(Settings()), 1_000, lambda: True)
    status, headers, body = call(door, chunk(b"{no json"))
    assert (status, headers["retry-after"]) == (503, "1")
    assert b"problem-busy" in body
    assert "connection" not in headers  # the whole body came, so the next request can
    feedback = {**SCOPE, "path": "/v1/feedback"}
    assert call(door, chunk(b"{no json"), scope=feedback)[0] == 400  # that needs no place


def test_the_slow_and_the_stalled_are_given_up(door, monkeypatch):
    monkeypatch.setattr(asgi, "IDLE_S", 0.05)
    started = time.perf_counter()
    status, headers, body = call(door, chunk(b'{"te', True), NEVER)
    assert (status, headers["connection"]) == (408, "close")
    assert b"problem-body-slow" in body
    assert time.perf_counter() - started < 5


def test_a_drip_that_never_ends_is_given_up(door, monkeypatch):
    """A byte just before each idle limit: only the limit on the whole ends it."""
    monkeypatch.setattr(asgi, "IDLE_S", 5.0)
    monkeypatch.setattr(asgi, "WHOLE_S", 0.2)

    async def drip():
        await asyncio.sleep(0.02)
        return chunk(b" ", True)

    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(asyncio.wait_for(door(SCOPE, drip, send), 5))
    assert sent[0]["status"] == 408


def test_a_body_without_an_announced_length_is_still_measured(door):
    status, headers, body = call(door, chunk(b" " * 600, True), chunk(b" " * 600, True), NEVER)
    assert (status, headers["connection"]) == (413, "close")
    assert b"problem-too-large" in body


def test_what_all_clients_together_may_hold_is_bounded(door, monkeypatch):
    monkeypatch.setattr(asgi, "BUFFER", 500)
    status, headers, _ = call(door, chunk(b" " * 600, True), NEVER)
    assert (status, headers["retry-after"]) == (503, "1")


def test_nothing_stays_held_whatever_happens(door, monkeypatch):
    monkeypatch.setattr(asgi, "IDLE_S", 0.02)
    call(door, chunk(b"x" * 100))
    call(door, chunk(b"x" * 100, True), NEVER)
    call(door, chunk(b"x" * 2_000))
    call(door, chunk(b"x" * 100, True), {"type": "http.disconnect"})
    assert door.held == 0


def test_a_client_that_leaves_is_not_answered(door):
    assert call(door, chunk(b"x", True), {"type": "http.disconnect"}) is None


def test_a_hostile_page_learns_nothing_from_a_fault(door):
    """Host and origin are checked before the body's fault is told."""
    scope = {**SCOPE, "headers": [*SCOPE["headers"], (b"origin", b"https://evil.example")]}
    status, _, body = call(door, chunk(b"x" * 2_000), scope=scope)
    assert status == 403
    assert b"origin-refused" in body


def test_a_header_sent_twice_cannot_hide():
    headers = [(b"host", b"127.0.0.1"), (b"host", b"evil.example"), (b"origin", b"a")]
    environ = environment({**SCOPE, "headers": headers}, b"", "")
    assert environ["HTTP_HOST"] == "127.0.0.1,evil.example"


@pytest.mark.parametrize("name", [b"content-length", b"transfer-encoding"])
def test_the_length_is_what_arrived_not_what_was_said(name):
    environ = environment({**SCOPE, "headers": [(name, b"999")]}, b"abc", "")
    assert environ["CONTENT_LENGTH"] == "3"
    assert "HTTP_TRANSFER_ENCODING" not in environ


def test_the_path_is_told_as_wsgi_has_it():
    environ = environment({**SCOPE, "path": "/v1/cards/é"}, b"", "")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/v1/cards/é"


def test_a_web_socket_is_not_answered(door):
    assert call(door, scope={**SCOPE, "type": "websocket"}) is None
