"""The HTTP routes under /v1 and /health: they parse, call and answer, and judge nothing."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request

from server.problems import Problem
from server.schemas import ScoreRequest, parse
from server.scorer import Busy, Scorer, TooSlow
from server.settings import Settings

if TYPE_CHECKING:
    from server.card import Card
    from server.scoring import Page

v1 = Blueprint("v1", __name__, url_prefix="/v1")
health = Blueprint("health", __name__, url_prefix="/health")

RETRY_AFTER = "1"
"""Seconds. A page takes a fraction of one, so a place is free again by then."""


def register(app: Flask, settings: Settings) -> None:
    """Add the routes and the scorer they share."""
    app.extensions["presscard.scorer"] = Scorer(
        _score, settings.slots, settings.waiting, settings.time_limit
    )
    app.register_blueprint(v1)
    app.register_blueprint(health)


def _score(page: "Page") -> "Card":
    """The pipeline, on a thread of the scorer's."""
    from server.scoring import score

    card: Card = score(page)
    return card


@v1.post("/score")
def score_page() -> Response:
    """The card for one page."""
    page_of = _pipeline()
    asked = parse(ScoreRequest, request.get_data(cache=False))
    page = page_of(html=asked.html, text=asked.text, url=asked.url, charset=None)
    card = _run(page).to_dict()
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        from server.web import rendered

        return rendered(card)
    return jsonify(card)


def _pipeline() -> type["Page"]:
    """Load the pipeline with the first page, not with the start; say so when it is broken."""
    try:
        from server.scoring import Page
    except Exception as error:
        detail = f"The scoring pipeline cannot be loaded ({type(error).__name__})."
        raise Problem("unavailable", detail) from error
    return Page


def _run(page: "Page") -> "Card":
    """Score within the limits, or say which one was met."""
    scorer: Scorer[Page, Card] = current_app.extensions["presscard.scorer"]
    try:
        return scorer.run(page)
    except Busy:
        raise Problem(
            "busy",
            f"{scorer.capacity} pages are being read or waiting. Try again in a moment.",
            headers={"Retry-After": RETRY_AFTER},
        ) from None
    except TooSlow:
        raise Problem(
            "too-slow",
            f"Reading this page took more than {scorer.time_limit:g} seconds. Send the text of "
            'the article instead: {"text": "…"}.',
        ) from None


@health.get("/live")
def live() -> Response:
    """Whether the process answers at all; also how the extension knows who is on this port."""
    return jsonify(status="live", service="presscard", version=version("presscard"), api="v1")


@health.get("/ready")
def ready() -> tuple[Response, int]:
    """Whether a page could be scored now: the pipeline and its models load."""
    checks: dict[str, Any] = {}
    try:
        from server.scoring import score  # noqa: F401
    except Exception as error:
        checks["scoring"] = f"cannot be loaded ({type(error).__name__})"
    else:
        checks["scoring"] = "ok"
    good = all(state == "ok" for state in checks.values())
    return jsonify(status="ready" if good else "not ready", checks=checks), 200 if good else 503
