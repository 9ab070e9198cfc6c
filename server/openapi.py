"""The OpenAPI 3.1 description of the server, from one table of operations and the models in use.

Pydantic writes the schemas (its JSON Schema dialect is the one that OpenAPI 3.1 uses), so the
description cannot drift from what is validated. Knows no request.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Literal

from pydantic import TypeAdapter

from server.card import Card
from server.picture import Picture
from server.problems import KINDS, TYPE_PREFIX
from server.schemas import FeedbackRequest, ScoreRequest
from server.security import PICTURE_TYPES

REFERENCE = "#/components/schemas/{model}"
Kinds = list[tuple[str, Literal["validation", "serialization"], TypeAdapter[Any]]]

EVERYWHERE = ("host-refused", "origin-refused", "method-refused", "internal")
V1 = ("token-needed", "too-many")
WRITES = ("header-needed", "bad-request")
BODIES = ("not-json", "body-slow", "too-large", "type-refused", "invalid")
PICTURE_BODIES = ("body-slow", "too-large", "type-refused", "no-picture")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one route."""

    method: str
    path: str
    summary: str
    about: str = ""
    body: str = ""
    """The name of the request's schema; "picture" for the bytes of one."""
    answers: Mapping[str, tuple[str, str]] = ()  # type: ignore[assignment]
    """By status: the schema's name ("" for none, "html" for a page) and what it is."""
    problems: tuple[str, ...] = ()
    parameter: str = ""
    """The path's parameter, with what it is."""
    also_html: bool = False


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "post",
        "/v1/score",
        "The card for one page",
        "Send the page as the reader sees it; nothing is fetched. A page that is not an article "
        "is answered with a card that says `not_rated` and why. With `Accept: text/html` the "
        "answer is a page that shows the card. `Accept-Language` chooses the language of the "
        "card's own words; `Content-Language` says which it is.",
        body="ScoreRequest",
        answers={"200": ("Card", "The card.")},
        problems=(*V1, *WRITES, *BODIES, "too-slow", "busy", "unavailable"),
        also_html=True,
    ),
    Operation(
        "post",
        "/v1/images",
        "What the file of a picture says of its making",
        "Send the bytes of a PNG, JPEG or WebP. Read are the IPTC DigitalSourceType and credit in "
        "XMP, IPTC-IIM and content credentials (C2PA); with the extra `presscard[c2pa]` their "
        "signature is checked, without any connection. Nothing is kept. Metadata are no proof: "
        "anybody can write them, and sites often remove them. Pass what is `declared` to "
        "`POST /v1/score` as `images`.",
        body="picture",
        answers={"200": ("Picture", "What the file says.")},
        problems=(*V1, *WRITES, *PICTURE_BODIES, "too-slow", "busy"),
    ),
    Operation(
        "get",
        "/v1/cards/{card_id}",
        "A stored card",
        "Only a server that was told to store cards (`PRESSCARD_STORE_CARDS=1`) has any.",
        answers={
            "200": ("Card", "The card, with an ETag."),
            "304": ("", "The card has not changed."),
        },
        problems=(*V1, "not-found", "unavailable"),
        parameter="card_id",
    ),
    Operation(
        "delete",
        "/v1/cards/{card_id}",
        "Delete a stored card",
        answers={"204": ("", "The card is gone.")},
        problems=(*V1, *WRITES, "not-found", "unavailable"),
        parameter="card_id",
    ),
    Operation(
        "post",
        "/v1/feedback",
        "Dispute a signal or a sentence",
        "Kept for review by a person; nothing is trained on it before.",
        body="FeedbackRequest",
        answers={"201": ("Kept", "The objection is on the disk.")},
        problems=(*V1, *WRITES, *BODIES, "busy", "unavailable"),
    ),
    Operation(
        "get",
        "/v1/signals",
        "Every signal: what it observes, what it is worth and why",
        answers={"200": ("Listing", "The signals in card order.")},
        problems=V1,
    ),
    Operation(
        "get",
        "/v1/models",
        "Every classifier: version and held-out metrics",
        answers={"200": ("Listing", "The models.")},
        problems=(*V1, "unavailable"),
    ),
    Operation(
        "get",
        "/health/live",
        "Whether the server runs",
        "Also tells who listens on this port: `service` is `presscard`.",
        answers={"200": ("Listing", "It runs.")},
    ),
    Operation(
        "get",
        "/health/ready",
        "Whether a page could be scored now",
        answers={
            "200": ("Listing", "Every part works."),
            "503": ("Listing", "`checks` says which part does not."),
        },
        problems=("token-needed",),
    ),
    Operation(
        "get",
        "/metrics",
        "Counters and timings for Prometheus",
        answers={"200": ("text", "Prometheus' text format.")},
        problems=("token-needed",),
    ),
    Operation(
        "get", "/openapi.json", "This description", answers={"200": ("Listing", "OpenAPI 3.1.")}
    ),
    Operation("get", "/docs", "How to call this server", answers={"200": ("html", "A page.")}),
    Operation(
        "get",
        "/",
        "Paste or drop a page, see its card",
        answers={"200": ("html", "A page.")},
    ),
)


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Presscard",
            "version": version("presscard"),
            "description": "Shows how openly a news article shows its work, with the evidence. "
            "It does not say whether the article is true.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Only where the operator set PRESSCARD_TOKEN, which a server "
                    "that other machines can reach must have.",
                }
            },
        },
        "security": [{}, {"token": []}],
    }


def _operation(operation: Operation) -> dict[str, Any]:
    """One operation object."""
    made: dict[str, Any] = {
        "operationId": _operation_id(operation),
        "summary": operation.summary,
        "parameters": list(_parameters(operation)),
        "responses": dict(_responses(operation)),
    }
    if operation.about:
        made["description"] = operation.about
    if operation.body:
        made["requestBody"] = {"required": True, "content": _body(operation.body)}
    return made


def _body(schema: str) -> dict[str, Any]:
    """The media types of a request's body."""
    if schema == "picture":
        return {kind: {"schema": {"type": "string", "format": "binary"}} for kind in PICTURE_TYPES}
    return {"application/json": {"schema": {"$ref": REFERENCE.format(model=schema)}}}


def _operation_id(operation: Operation) -> str:
    """A stable name: the method and the words of the path."""
    words = operation.path.replace("{", "").replace("}", "").replace(".", "_").split("/")
    return "_".join([operation.method, *(word for word in words if word)])


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    """The header that writes need, and the path's own parameter."""
    if operation.method not in ("get", "head"):
        yield {
            "name": "X-Presscard",
            "in": "header",
            "required": True,
            "schema": {"const": "1"},
            "description": "Always 1. A web page cannot send it.",
        }
    if operation.parameter:
        yield {
            "name": operation.parameter,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
        }


def _responses(operation: Operation) -> Iterator[tuple[str, Any]]:
    """Every answer, the errors grouped by their status."""
    grouped: dict[str, list[str]] = {}
    for slug in (*EVERYWHERE, *operation.problems):
        grouped.setdefault(str(KINDS[slug].status), []).append(slug)
    for status, (schema, about) in operation.answers.items():
        answer: dict[str, Any] = {"description": about}
        if schema:
            answer["content"] = _content(schema, operation.also_html)
        if slugs := grouped.pop(status, []):
            answer["content"] |= _problem_content()
            answer["description"] += " Or: " + _titles(slugs)
        yield status, answer
    for status, slugs in sorted(grouped.items()):
        yield status, {"description": _titles(slugs), "content": _problem_content()}


def _content(schema: str, also_html: bool) -> dict[str, Any]:
    """The media types of a good answer."""
    if schema in ("html", "text"):
        kind = "text/html" if schema == "html" else "text/plain"
        return {kind: {"schema": {"type": "string"}}}
    content: dict[str, Any] = {
        "application/json": {"schema": {"$ref": REFERENCE.format(model=schema)}}
    }
    if also_html:
        content["text/html"] = {"schema": {"type": "string"}}
    return content


def _problem_content() -> dict[str, Any]:
    return {"application/problem+json": {"schema": {"$ref": REFERENCE.format(model="Problem")}}}


def _titles(slugs: list[str]) -> str:
    return " ".join(f"{KINDS[slug].title}." for slug in slugs)


def _schemas() -> dict[str, Any]:
    """The schemas of requests, of the card and of problems."""
    inputs: Kinds = [
        ("body", "validation", TypeAdapter(ScoreRequest)),
        ("body", "validation", TypeAdapter(FeedbackRequest)),
    ]
    outputs: Kinds = [
        ("answer", "serialization", TypeAdapter(Card)),
        ("answer", "serialization", TypeAdapter(Picture)),
    ]
    _, made = TypeAdapter.json_schemas([*inputs, *outputs], ref_template=REFERENCE)
    return {**made["$defs"], **OWN_SCHEMAS}


OWN_SCHEMAS: Mapping[str, Any] = {
    "Listing": {"type": "object"},
    "Kept": {
        "type": "object",
        "required": ["id", "status"],
        "properties": {"id": {"type": "string"}, "status": {"const": "new"}},
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "examples": [f"{TYPE_PREFIX}invalid"]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What is wrong and what to do."},
            "pointer": {"type": "string", "description": "The first field at fault."},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pointer", "detail"],
                    "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
                },
            },
            "request_id": {"type": "string"},
        },
    },
}
