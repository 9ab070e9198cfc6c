"""Checks an installation, part by part, and says what to do about what does not work.

Knows what the parts need; it changes nothing.
"""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

OLDEST = (3, 11)


@dataclass(frozen=True, slots=True)
class Check:
    """One part: whether it works, what was found, and what to do when it does not."""

    name: str
    good: bool
    found: str
    remedy: str = ""


def examine(port: int) -> Iterator[Check]:
    """Every check, in the order in which one would mend things."""
    yield _python()
    yield from (_guarded(*check) for check in CHECKS)
    yield _port(port)


def _guarded(name: str, check: Callable[[], str], remedy: str) -> Check:
    """Run a check; its exception is what was found."""
    try:
        return Check(name, True, check())
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}", remedy)


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check(
        "Python", sys.version_info >= OLDEST, found, "Install Python 3.11 or newer, then make setup"
    )


def _packages() -> str:
    """Every dependency that the package names is installed."""
    missing = []
    wanted = [line for line in requires("presscard") or () if "extra ==" not in line]
    for line in wanted:
        name = line.split(";")[0].split("[")[0]
        for mark in "<>=!~ ":
            name = name.split(mark)[0]
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        raise RuntimeError(f"not installed: {', '.join(missing)}")
    return f"{len(wanted)} installed"


def _settings() -> str:
    from server.settings import from_environment

    from_environment()
    names = [name for name in os.environ if name.startswith("PRESSCARD_")]
    return f"set: {', '.join(sorted(names))}" if names else "all at their defaults"


def _models() -> str:
    from classifier.predict import load
    from classifier.tasks import TASKS

    return ", ".join(load(task).version for task in TASKS)


def _pipeline() -> str:
    """Score a page of our own, whole."""
    scoring = import_module("server.scoring")
    card = scoring.score(scoring.Page(text="A test page.\n\nIt has two short paragraphs."))
    return f"a test page is answered: {card.rating.status}"


def _store() -> str:
    from server.settings import from_environment
    from server.store import Store

    store = Store(from_environment().database_url)
    store.check()
    return store.address


def _extension() -> str:
    folder = Path(__file__).resolve().parent.parent / "extension"
    if not (folder / "manifest.json").is_file():
        raise FileNotFoundError(f"no manifest.json in {folder}")
    return str(folder)


CHECKS = (
    ("Packages", _packages, "Run make setup, or pip install again"),
    ("Settings", _settings, "Correct the PRESSCARD_… variable in your environment"),
    ("Models", _models, "Run presscard retrain, or install again"),
    ("Scoring", _pipeline, "Install again; if it lasts, report it with this output"),
    ("Store", _store, "Do what it says, or set PRESSCARD_DATABASE_URL"),
    ("Extension", _extension, "Install again, or get the repository"),
)


def _port(port: int) -> Check:
    """Who listens on the server's port: nobody, Presscard, or something else."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        if probe.connect_ex(("127.0.0.1", port)):
            return Check("Port", True, f"{port} is free: presscard serve can start")
    if _is_presscard(port):
        return Check("Port", True, f"Presscard runs on {port}")
    remedy = f"Stop it, or use presscard serve --port {port + 1} and set that in the extension"
    return Check("Port", False, f"something else listens on {port}", remedy)


def _is_presscard(port: int) -> bool:
    """Whether the one who listens on the port answers as Presscard does."""
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/live")
        return b'"service":"presscard"' in connection.getresponse().read(10_000)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
