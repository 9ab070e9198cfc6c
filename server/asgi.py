"""The door of `presscard serve`: reads request bodies with limits, then calls the Flask app.

A slow or stalled client costs a coroutine here, never a thread, so it cannot keep others out
(docs/decisions/wsgi-server.md has the measurements). Knows bytes and clocks, no route.
"""

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from server.scorer import Scorer

log = logging.getLogger("presscard")

Scope = Mapping[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

THREADS = 32
"""Per worker. Each carries one request through Flask; the few that score wait in the scorer's
bounded line, and the others are over in a millisecond, so this is never the bottleneck."""
IDLE_S = 10.0
"""A body of which nothing arrives for this long is given up."""
WHOLE_S = 60.0
"""A body that has not arrived after this long is given up: 12 MB at 1.6 Mbit/s."""
BUFFER = 96_000_000
"""Bytes of request bodies that one worker holds at a time: eight of the largest."""
STUCK, ORPHANED = 70, 75
"""Exit status of a worker that ended itself: EX_SOFTWARE and EX_TEMPFAIL of sysexits.h."""
HOPELESS = 3
"""A page worked on for this many time limits will not end."""
SCORED = "/v1/score"
FAULT = "presscard.fault"
"""The key in the WSGI environment under which the app finds what was wrong with the body."""


WARMING = (
    "<html lang=en><title>A headline</title><article><h1>A headline</h1><p>By Ann Example</p>"
    "<figure><img src=a.png alt=''><figcaption>Image made with AI. AP Photo</figcaption></figure>"
    f"<p>{'The council met on Monday, she said. ' * 12}</p></article></html>"
)
"""A page that takes the whole way: patterns, lists and models are read when first used."""


class Disconnected(Exception):
    """The client is gone; nobody waits for an answer."""


def create() -> "Door":
    """The application as granian's workers load it, warming its models while it starts."""
    from server import create_app, logs
    from server.settings import from_environment

    settings = from_environment()
    logs.set_up(settings.log_level)
    app = create_app(settings)
    threading.Thread(target=warm, daemon=True, name="warm-up").start()
    scorer = app.extensions["presscard.scorer"]
    limit = settings.time_limit * HOPELESS
    threading.Thread(target=watch, args=(scorer, limit), daemon=True, name="watchdog").start()
    return Door(app, settings.max_body, scorer.full)


def warm() -> None:
    """Load the pipeline before the first reader asks; a fault shows in /health/ready."""
    try:
        from server.scoring import Page, score

        for page in (Page(html=WARMING), Page(text="A headline\n\nA short text, it said.")):
            score(page)
    except Exception as error:
        log.warning("event=warm-up error=%s: see /health/ready", type(error).__name__)


def watch(scorer: "Scorer[Any, Any]", limit: float, leave: Callable[[int], Any] = os._exit) -> None:
    """End this worker when a page holds a slot for good, or when the server that started it died.

    Python cannot stop a thread: the reader was answered long ago, and this gives the slot back.
    A worker without its server would keep the port, and nobody would replace or stop it.
    """
    parent = parent_process()
    while scorer.longest() < limit:
        if parent is not None and not parent.is_alive():
            leave(ORPHANED)
            return
        time.sleep(min(1.0, limit / 4))
    log.error("event=stuck seconds=%.0f: a page held a slot for good, so this worker ends", limit)
    leave(STUCK)


class Door:
    """An ASGI application around a WSGI one."""

    def __init__(self, app: Wsgi, max_body: int, full: Callable[[], bool] = lambda: False) -> None:
        """`full` says whether a page that arrives now would be turned away."""
        self.app = app
        self.max_body = max_body
        self.full = full
        self.held = 0
        self.pool = ThreadPoolExecutor(THREADS, "request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = bytearray()
        try:
            fault = unread = await self._read(scope, receive, body)
            if not fault and scope["path"] == SCORED and self.full():
                # Before the body is parsed: under load, turning pages away took most of the time.
                fault = "busy"
            environ = environment(scope, b"" if fault else bytes(body), fault)
            loop = asyncio.get_running_loop()
            status, headers, content = await loop.run_in_executor(self.pool, self._call, environ)
        except Disconnected:
            return
        finally:
            self.held -= len(body)
        if unread:  # the rest of the body may still be on its way
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _read(self, scope: Scope, receive: Receive, body: bytearray) -> str:
        """Fill `body`; return the slug of the problem that stopped it, "" for none."""
        if _announced(scope) > self.max_body:
            return "too-large"
        loop = asyncio.get_running_loop()
        deadline = loop.time() + WHOLE_S
        while True:
            left = deadline - loop.time()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, min(IDLE_S, left)))
            except TimeoutError:
                return "body-slow"
            if message["type"] == "http.disconnect":
                raise Disconnected
            chunk = message.get("body", b"")
            if len(body) + len(chunk) > self.max_body:
                return "too-large"
            if self.held + len(chunk) > BUFFER:
                return "busy"
            body += chunk
            self.held += len(chunk)
            if not message.get("more_body"):
                return ""

    def _call(self, environ: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Run the WSGI app on a thread; its answers are short and never streamed."""
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], info: Any = None) -> None:
            started[:] = [int(status[:3]), headers]

        parts = self.app(environ, start)
        try:
            content = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()
        pairs = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in started[1]]
        return started[0], pairs, content


def _announced(scope: Scope) -> int:
    """The length that the request announces, 0 for none."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0


def environment(scope: Scope, body: bytes, fault: str) -> dict[str, Any]:
    """The request as PEP 3333 has it."""
    client = scope.get("client") or ("", 0)
    server = scope.get("server") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        FAULT: fault,
    }
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        # A header sent twice is joined, so that a second Host or Origin cannot hide.
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ
