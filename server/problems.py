"""Every error the server answers, in one shape: RFC 9457 problem+json.

Knows no route and no rule: whoever finds the fault says what is wrong and what to do about it.
"""

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

log = logging.getLogger("presscard")

TYPE_PREFIX = "/docs#problem-"
"""A problem's `type` is the place, on the server itself, where the problem is explained."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of error: stable name, status, title, and what it means for the caller."""

    slug: str
    status: int
    title: str
    about: str


KINDS: Mapping[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind("not-json", 400, "The body is not JSON", "Send a JSON object encoded as UTF-8."),
        Kind(
            "bad-request",
            400,
            "The request cannot be read",
            "The request breaks the rules of HTTP; `detail` says where.",
        ),
        Kind(
            "token-needed",
            401,
            "A token is needed",
            "This server wants `Authorization: Bearer …` with the token its operator set.",
        ),
        Kind(
            "host-refused",
            403,
            "This host name is not served",
            "The Host header is not a name of this server (a defence against DNS rebinding).",
        ),
        Kind(
            "origin-refused",
            403,
            "Web pages may not call this server",
            "Only the extension, the page at / and programs outside a browser may.",
        ),
        Kind(
            "header-needed",
            403,
            "The X-Presscard header is missing",
            "Add `X-Presscard: 1`. A web page cannot send it, so it proves that no page did.",
        ),
        Kind("not-found", 404, "Nothing is here", "The address names no route or no card."),
        Kind(
            "method-refused",
            405,
            "The method does not fit the address",
            "The Allow header lists the methods that do.",
        ),
        Kind(
            "body-slow",
            408,
            "The body did not arrive",
            "Nothing more of the body arrived in time. Send the request again.",
        ),
        Kind("too-large", 413, "The body is too large", "Send less; `detail` names the limit."),
        Kind(
            "type-refused",
            415,
            "The body is of the wrong type",
            "Send the Content-Type that the address takes, not compressed; `detail` names it.",
        ),
        Kind(
            "no-picture",
            422,
            "The body is no picture that can be read",
            "Send the bytes of a PNG, JPEG or WebP file.",
        ),
        Kind("invalid", 422, "A field is not valid", "`errors` lists every field at fault."),
        Kind(
            "too-slow",
            422,
            "The page takes too long to read",
            "The page was given up after the time limit. Send the article's text instead.",
        ),
        Kind(
            "too-many",
            429,
            "Too many requests",
            "One client's limit is reached. Retry after the seconds in Retry-After.",
        ),
        Kind(
            "internal",
            500,
            "The server made a mistake",
            "Not your fault. The request id finds it in the server's log.",
        ),
        Kind(
            "busy",
            503,
            "The server is busy",
            "All scoring slots and waiting places are taken. Retry after Retry-After seconds.",
        ),
        Kind(
            "unavailable",
            503,
            "A part of the server is not working",
            "`detail` names the part. `presscard doctor` says how to mend it.",
        ),
    )
}
BY_STATUS = {400: "bad-request", 404: "not-found", 405: "method-refused", 413: "too-large"}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field at fault; `pointer` is a JSON pointer fragment into the request body."""

    pointer: str
    detail: str


@dataclass
class Problem(Exception):
    """An answer that is an error: a kind, and what is wrong with this very request."""

    slug: str
    detail: str
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def response(problem: Problem) -> Response:
    """The problem as an HTTP response."""
    kind = KINDS[problem.slug]
    body: dict[str, object] = {
        "type": TYPE_PREFIX + kind.slug,
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["pointer"] = problem.errors[0].pointer
        body["errors"] = [{"pointer": e.pointer, "detail": e.detail} for e in problem.errors]
    if request_id := g.get("request_id"):
        body["request_id"] = request_id
    answer = Response(
        json.dumps(body, ensure_ascii=False), kind.status, mimetype="application/problem+json"
    )
    answer.headers.update(problem.headers)
    return answer


def register(app: Flask) -> None:
    """Answer every error of `app` as a problem."""
    app.register_error_handler(Problem, response)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, _from_bug)


def _from_http(error: HTTPException) -> Response:
    """Werkzeug's own errors (no such route, wrong method, body too large) as problems."""
    status = error.code or 500
    if 300 <= status < 400:
        return Response(status=status, headers=error.get_headers())
    slug = BY_STATUS.get(status, "bad-request" if status < 500 else "internal")
    answer = response(Problem(slug, _http_detail(slug, error)))
    if slug in ("bad-request", "internal"):
        answer.status_code = status
        body = json.loads(answer.get_data())
        body |= {"status": status, "title": HTTPStatus(status).phrase}
        answer.set_data(json.dumps(body, ensure_ascii=False))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _http_detail(slug: str, error: HTTPException) -> str:
    """What to do about an error that the framework found."""
    if slug == "not-found":
        return "No route has this address. /docs lists the routes."
    if slug == "method-refused":
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return f"This address answers {allowed}."
    return error.description or "The request cannot be answered."


def _from_bug(error: Exception) -> Response:
    """A fault of ours: say so, and log where, without the message, which may quote the page."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-6:]))
    name, number = type(error).__name__, g.get("request_id", "-")
    log.error('event=bug error=%s request=%s at="%s"', name, number, where)
    return response(
        Problem("internal", "Something failed inside the server. Its log has the request id.")
    )
