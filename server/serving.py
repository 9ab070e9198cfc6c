"""Running the web application for real: worker processes, threads, limits, and a clear start.

Knows the WSGI server (granian; docs/decisions says why) and the settings, no route.
"""

import errno
import os
import secrets
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from server.metrics import FOLDER as METRICS_FOLDER
from server.settings import LOOPBACK_NAMES, SettingError

CONNECTIONS = 1024
"""Per worker, at a time. One is a coroutine and a buffer: slow clients can hold many of them
without keeping others out, and each is dropped when its time is over."""
HEADER_TIMEOUT_MS = 10_000
"""A client that dribbles its headers is dropped after this."""
DRAIN_S = 15
"""On SIGTERM, requests in hand may take this long before their worker is killed."""


ARENAS = "2"
"""glibc gives each thread a pool of memory of its own, up to eight a core, and seldom gives any
back: a worker of 32 threads grew from 430 to 605 MB in a minute of load. Two pools keep it flat.
Rerun `make bench-server` when this changes."""
SETTLED_S = 30
"""A server whose workers failed for good after this long was a working one, and is started anew."""


class CannotServe(Exception):
    """The server cannot start; the message says why and what to do."""


def serve(host: str, port: int, workers: int, say: Callable[[str], None]) -> None:
    """Serve until stopped; raise CannotServe when that is impossible."""
    _prepare_environment(host, say)
    _check_port(host, port)
    say(_welcome(host, port))
    with tempfile.TemporaryDirectory(prefix="presscard-") as folder:
        os.environ.setdefault(METRICS_FOLDER, folder)
        os.environ.setdefault("MALLOC_ARENA_MAX", ARENAS)  # read when a worker starts
        started = time.monotonic()
        while not _run(host, port, workers):
            if time.monotonic() - started < SETTLED_S:
                raise CannotServe(
                    "The server's processes ended as soon as they had started. "
                    "`presscard doctor` says what is wrong."
                )
            started = time.monotonic()


def _run(host: str, port: int, workers: int) -> bool:
    """Run granian; whether it was asked to stop. It gives up when a worker dies twice in 5 s."""
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "server.asgi:create",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN_S,
        log_level=LogLevels(os.environ.get("PRESSCARD_LOG_LEVEL", "INFO").lower()),
    )
    try:
        server.serve()
    except SystemExit:
        return bool(server.interrupt_signal)
    return True


def _prepare_environment(host: str, say: Callable[[str], None]) -> None:
    """Check the settings before any worker does; make a token where one is required."""
    from server.settings import from_environment

    if host not in LOOPBACK_NAMES and not os.environ.get("PRESSCARD_TOKEN"):
        os.environ["PRESSCARD_TOKEN"] = secrets.token_urlsafe(24)
        say(
            f"{host} can be reached from other machines, so callers need a token:\n"
            f"  Authorization: Bearer {os.environ['PRESSCARD_TOKEN']}\n"
            "Set PRESSCARD_TOKEN to choose your own, PRESSCARD_ALLOWED_HOSTS to the names used."
        )
    try:
        from_environment()
    except SettingError as error:
        raise CannotServe(str(error)) from None


def _check_port(host: str, port: int) -> None:
    """Say in a sentence what granian would say in a traceback."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # a port in TIME_WAIT is free; on Windows the option steals ports
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(_port_trouble(host, port, error)) from None


def _port_trouble(host: str, port: int, error: OSError) -> str:
    """Why the address cannot be had, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken, perhaps by a Presscard that already runs "
            f"(see http://{host}:{port}/health/live). Stop it, or choose another: "
            f"presscard serve --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved by the system. Choose one above 1023."
    return f"{host}:{port} cannot be used: {error.strerror or error}."


def _welcome(host: str, port: int) -> str:
    """The address, and how to load the extension."""
    shown = f"[{host}]" if ":" in host else host
    extension = Path(__file__).resolve().parent.parent / "extension"
    return (
        f"Presscard listens on http://{shown}:{port}/ (paste a page there; Ctrl+C stops).\n"
        f"The extension is in {extension}\n"
        "  Chromium, Chrome, Edge: chrome://extensions, Developer mode, Load unpacked\n"
        "  Firefox: about:debugging#/runtime/this-firefox, Load Temporary Add-on"
    )
