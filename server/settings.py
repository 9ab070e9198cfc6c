"""What an operator can set, its default, and where it is read: the PRESSCARD_* environment.

Knows no HTTP. A value that cannot be used stops the start with a sentence, never a default.
"""

import ast
import inspect
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f.]*:[0-9a-f:.]{1,45}")
"""A host as a browser sends it: lower case, without scheme, port, path or brackets."""
EXTENSION = re.compile(r"(?:chrome|moz|safari-web)-extension://[a-z0-9-]{1,64}")
"""The origin of an extension, without a slash at its end."""


class SettingError(ValueError):
    """A setting that cannot be used; the message says which and what would do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is read from PRESSCARD_<FIELD>; its docstring is its documentation."""

    max_body: int = 12_000_000
    """Largest request body in bytes. News pages as snapshots are mostly under 2 MB."""
    slots: int = 2
    """Pages one worker process scores at a time. Two, so that one very long page does not hold up
    all others; more only make every page slower, since they share one processor."""
    waiting: int = 3
    """Pages one worker process lets wait for a slot; one more is answered 503 at once."""
    time_limit: float = 20.0
    """Seconds after which a page is given up with a clear answer."""
    rate: int = 600
    """Requests a minute that one client may make of one worker process; 0 for no limit."""
    token: str = field(default="", repr=False)
    """Bearer token that callers must send. Required for any host name but loopback."""
    allowed_hosts: tuple[str, ...] = ()
    """Host names answered to beside 127.0.0.1, localhost and [::1], comma separated."""
    extensions: tuple[str, ...] = ()
    """Extension origins answered to ("chrome-extension://abc…"), comma separated. None: any
    browser extension, because Firefox gives ours a different origin in every profile."""
    store_cards: bool = False
    """Whether cards are kept. Off, because a card says what somebody read."""
    database_url: str = ""
    """SQLAlchemy address of the store; by default a SQLite file in the user's data folder."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""

    def __post_init__(self) -> None:
        for name, least in (("max_body", 1_000), ("slots", 1), ("waiting", 0), ("rate", 0)):
            if getattr(self, name) < least:
                raise SettingError(f"PRESSCARD_{name.upper()} must be {least} or more.")
        if not 0 < self.time_limit <= 600:
            raise SettingError("PRESSCARD_TIME_LIMIT must be seconds between 0 and 600.")
        if self.log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise SettingError("PRESSCARD_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
        if self.token and (len(self.token) < 16 or not self.token.isascii()):
            raise SettingError("PRESSCARD_TOKEN must be at least 16 ASCII characters.")
        _refuse_idle("ALLOWED_HOSTS", self.allowed_hosts, HOST, "news.example or 192.168.1.20")
        _refuse_idle("EXTENSIONS", self.extensions, EXTENSION, "chrome-extension://abcdef")
        if set(self.allowed_hosts) - set(LOOPBACK_NAMES) and not self.token:
            raise SettingError(
                "PRESSCARD_ALLOWED_HOSTS names a host that other machines can reach, so "
                "PRESSCARD_TOKEN must be set too. `presscard serve` can make one for you."
            )


def _refuse_idle(name: str, values: Sequence[str], form: re.Pattern[str], example: str) -> None:
    """Refuse a value that no request can ever match: it would look set and do nothing."""
    for value in values:
        if not form.fullmatch(value):
            raise SettingError(
                f"PRESSCARD_{name}: no request can match {value!r}. Write it like {example}."
            )


def documentation() -> dict[str, str]:
    """What each setting is, from the text under it; for the documents and their test."""
    body = ast.parse(inspect.getsource(Settings)).body[0]
    assert isinstance(body, ast.ClassDef)
    return {
        before.target.id: " ".join(after.value.value.split())
        for before, after in pairwise(body.body)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raise SettingError on an unknown or unusable PRESSCARD_* name."""
    given = os.environ if environment is None else environment
    known = {f"PRESSCARD_{item.name.upper()}": item for item in fields(Settings)}
    values: dict[str, Any] = {}
    for name, text in given.items():
        if not name.startswith("PRESSCARD_"):
            continue
        if name not in known:
            raise SettingError(f"{name} is not a setting. Settings: {', '.join(sorted(known))}.")
        values[known[name].name] = _parse(name, text.strip(), known[name].default)
    return Settings(**values)


def _parse(name: str, text: str, default: object) -> object:
    """The value of `text`, of the same type as the default."""
    try:
        if isinstance(default, bool):
            return {"1": True, "true": True, "0": False, "false": False, "": False}[text.lower()]
        if isinstance(default, (int, float)):
            return type(default)(text)
    except (KeyError, ValueError):
        wanted = "1 or 0" if isinstance(default, bool) else "a number"
        raise SettingError(f"{name} must be {wanted}, not {text!r}.") from None
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.lower().split(",") if part.strip())
    return text
