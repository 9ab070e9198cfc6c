"""Who may call: host, origin, header, type, size, token and rate, checked before any route runs.

A server on loopback is reachable from every web page its user visits; these rules keep pages
out. Knows requests and settings, no route's meaning and no page content.
"""

import hmac
import re
import threading
import time
from ipaddress import ip_address

from flask import Flask, Response, request

from server.problems import Problem
from server.settings import LOOPBACK_NAMES, Settings

HEADER = "X-Presscard"
EXTENSION_SCHEMES = ("chrome-extension://", "moz-extension://", "safari-web-extension://")
OPEN_TO_NAVIGATION = frozenset({"/", "/docs"})
"""Addresses that a link on any page may lead to; they show nothing of anybody."""
OPEN_WITHOUT_TOKEN = re.compile(r"/(?:docs|openapi\.json|health/live|(?:static|card)/.{1,80})?")
PICTURES = "/v1/images"
PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp")
"""What that address takes. Like JSON, no form and no page without a preflight can send them."""
CURL = (
    "curl http://{host}/v1/score -H 'Content-Type: application/json' -H 'X-Presscard: 1' "
    '-d \'{{"text": "…"}}\''
)
HEADERS = {
    # Nothing but our own files, and no inline script or style.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
CLIENTS_REMEMBERED = 10_000
"""Callers the rate limiter keeps apart; the oldest are forgotten, which only forgives them."""


def register(app: Flask, settings: Settings) -> None:
    """Check every request to `app` and dress every answer."""
    limiter = Limiter(settings.rate)

    @app.before_request
    def check() -> None:
        check_host(settings)
        check_origin(settings)
        check_token(settings)
        check_arrival(settings)
        if request.path.startswith("/v1/"):
            limiter.check(request.remote_addr or "")
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            check_write(settings)

    @app.after_request
    def dress(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def host_name(host: str) -> str:
    """The name in a Host header, without port and brackets, lower case."""
    match = re.fullmatch(r"(?:\[([0-9a-fA-F:.]{2,45})\]|([^\[\]:/@]{1,253}))(?::\d{1,5})?", host)
    return (match[1] or match[2]).lower() if match else ""


def check_host(settings: Settings) -> None:
    """Answer only to our own names: a rebound DNS name arrives with the attacker's."""
    name = host_name(request.headers.get("Host", ""))
    if name not in LOOPBACK_NAMES and name not in settings.allowed_hosts:
        raise Problem(
            "host-refused",
            "Use http://127.0.0.1 or http://localhost with this server's port. For another "
            "name, the operator sets PRESSCARD_ALLOWED_HOSTS and PRESSCARD_TOKEN.",
        )


def check_origin(settings: Settings) -> None:
    """Refuse browsers that speak for a web page; let the extension and our own page through."""
    origin = request.headers.get("Origin")
    if origin is not None:
        own = origin in (f"http://{request.host}", f"https://{request.host}")
        if own or _is_extension(origin, settings):
            return
        raise Problem(
            "origin-refused",
            "The request comes from a web page. Use the extension, the page at / or a program "
            "outside the browser.",
        )
    # A page's plain GET (image, script, frame) has no Origin, but says that it is cross-site.
    # A header of ours proves otherwise: no page can send it without a preflight.
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site in ("none", "same-origin") or HEADER in request.headers:
        return
    followed_link = (
        request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
        and request.method in ("GET", "HEAD")
        and request.path in OPEN_TO_NAVIGATION
    )
    if not followed_link:
        raise Problem("origin-refused", "Another web page may not load this address.")


def _is_extension(origin: str, settings: Settings) -> bool:
    """Whether the origin is one of the extensions that may call."""
    if settings.extensions:
        return origin in settings.extensions
    return origin.startswith(EXTENSION_SCHEMES)


def check_token(settings: Settings) -> None:
    """Ask for the token where one is set, and from any other machine whether or not it is."""
    if OPEN_WITHOUT_TOKEN.fullmatch(request.path):
        return
    if not settings.token:
        if _is_loopback(request.remote_addr):
            return
        detail = "Callers from another machine need a token, and the operator has set none."
    else:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode(), settings.token.encode())
        if scheme.lower() == "bearer" and same:
            return
        detail = "Send the header `Authorization: Bearer …` with the token of this server."
    raise Problem("token-needed", detail, headers={"WWW-Authenticate": "Bearer"})


def _is_loopback(address: str | None) -> bool:
    """Whether the caller is on this machine; no address (a test client, a pipe) is."""
    try:
        return not address or ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def check_write(settings: Settings) -> None:
    """The rules for a request that is more than a look: header, type, size."""
    if request.headers.get(HEADER) != "1":
        raise Problem(
            "header-needed",
            "Add the header `X-Presscard: 1`, for example: "
            + CURL.format(host=request.host or "127.0.0.1:8787"),
        )
    if request.method == "DELETE":
        return
    wanted = PICTURE_TYPES if request.path == PICTURES else ("application/json",)
    if request.mimetype not in wanted:
        raise Problem("type-refused", f"Send `Content-Type: {' or '.join(wanted)}`.")
    # Nothing is ever decompressed, so there is no bomb to defuse; on loopback it gains nothing.
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem(
            "type-refused",
            "Send the body as it is, without Content-Encoding.",
            headers={"Accept-Encoding": "identity"},
        )
    if (request.content_length or 0) > settings.max_body:
        raise too_large(settings)


def check_arrival(settings: Settings) -> None:
    """Answer a body that the door stopped reading."""
    fault = request.environ.get("presscard.fault")
    if fault == "too-large":
        raise too_large(settings)
    if fault == "body-slow":
        raise Problem("body-slow", "The request's body stopped arriving. Send it again.")
    if fault == "busy":
        raise Problem(
            "busy", "Too many pages are arriving at once. Try again.", headers={"Retry-After": "1"}
        )


def too_large(settings: Settings) -> Problem:
    """The answer to a body over the limit."""
    return Problem(
        "too-large",
        f"The body may have {settings.max_body:,} bytes. Send the article's part of the page or "
        "its text; the operator can raise PRESSCARD_MAX_BODY.",
    )


class Limiter:
    """A token bucket for each caller: `rate` a minute, a tenth of it at once."""

    def __init__(self, rate: int) -> None:
        self.rate = rate / 60
        self.burst = max(1.0, rate / 10)
        self.buckets: dict[str, tuple[float, float]] = {}
        self.lock = threading.Lock()

    def check(self, caller: str) -> None:
        """Take one token of `caller`; raise the 429 when there is none."""
        if not self.rate:
            return
        now = time.monotonic()
        with self.lock:
            left, then = self.buckets.pop(caller, (self.burst, now))
            left = min(self.burst, left + (now - then) * self.rate)
            self.buckets[caller] = (max(left - 1, 0) if left >= 1 else left, now)
            if len(self.buckets) > CLIENTS_REMEMBERED:
                self.buckets.pop(next(iter(self.buckets)))
        if left < 1:
            wait = max(1, round((1 - left) / self.rate))
            raise Problem(
                "too-many",
                f"Wait {wait} s. The operator can raise PRESSCARD_RATE "
                f"({self.rate * 60:.0f} a minute now).",
                headers={"Retry-After": str(wait)},
            )
