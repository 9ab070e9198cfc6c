"""The HTTP routes under /v1 and /health: they parse, call and answer, and judge nothing."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request

from server.metrics import metrics
from server.problems import Problem
from server.schemas import FeedbackRequest, ScoreRequest, parse
from server.scorer import Busy, Scorer, TooSlow
from server.settings import Settings

if TYPE_CHECKING:
    from server.card import Card
    from server.picture import Picture
    from server.scoring import Page
    from server.store import Store

v1 = Blueprint("v1", __name__, url_prefix="/v1")
health = Blueprint("health", __name__, url_prefix="/health")

RETRY_AFTER = "1"
"""Seconds. A page takes a fraction of one, so a place is free again by then."""
STAGES = ("extract", "read", "observe", "rate")
Passed = TypeVar("Passed")
Result = TypeVar("Result")
KEEP_CARD_S = 3600
"""How long a client may use a stored card without asking again; it never changes."""


def register(app: Flask, settings: Settings) -> None:
    """Add the routes and the scorer they share."""
    app.extensions["presscard.scorer"] = Scorer(
        _do,
        settings.slots,
        settings.waiting,
        settings.time_limit,
        lambda change: metrics().inside.inc(change),
    )
    app.register_blueprint(v1)
    app.register_blueprint(health)


def _settings() -> Settings:
    chosen: Settings = current_app.extensions["presscard.settings"]
    return chosen


def _store() -> "Store":
    """The store, opened by the first request that needs it."""
    if "presscard.store" not in current_app.extensions:
        from server.store import Store

        current_app.extensions["presscard.store"] = Store(_settings().database_url)
    store: Store = current_app.extensions["presscard.store"]
    return store


def _do(job: Callable[[], Result]) -> Result:
    """What a scorer's thread does."""
    return job()


def _score(page: "Page", language: str) -> "tuple[Card, dict[str, float]]":
    """What `server.scoring.score` does, with the seconds of each stage; on a scorer's thread."""
    from server import scoring
    from server.reading import read

    moments = [time.perf_counter()]

    def passed(result: Passed) -> Passed:
        moments.append(time.perf_counter())
        return result

    reading = passed(read(passed(scoring.extracted(page))))
    card = passed(scoring.rate(reading, passed(scoring.observe(reading)), language))
    took = (after - before for before, after in pairwise(moments))
    return card, dict(zip(STAGES, took, strict=True))


@v1.post("/score")
def score_page() -> Response:
    """The card for one page."""
    asked = parse(ScoreRequest, request.get_data(cache=False))
    page_of = _pipeline()
    language = _language()
    page = page_of(
        html=asked.html,
        text=asked.text,
        url=asked.url,
        pictures=tuple((image.src, tuple(image.declared)) for image in asked.images or ()),
        seen_at=datetime.fromisoformat(asked.seen_at) if asked.seen_at else None,
    )
    made, g.stages = _run(partial(_score, page, language))
    metrics().cards.labels(made.rating.status, made.rating.reason or "").inc()
    card = made.to_dict()
    if _settings().store_cards:
        _keep(card)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        from server.web import rendered

        answer = rendered(card)
    else:
        answer = jsonify(card)
    answer.vary.add("Accept")
    return _worded(answer, language)


def _language() -> str:
    """The language that the caller would have the card's words in, English where there is none."""
    from server.wording import FALLBACK, languages

    return request.accept_languages.best_match(languages(), FALLBACK) or FALLBACK


def _worded(answer: Response, language: str) -> Response:
    """The answer, said to be in that language because it was asked for."""
    answer.headers["Content-Language"] = language
    answer.vary.add("Accept-Language")
    return answer


def _pipeline() -> type["Page"]:
    """Load the pipeline with the first page, not with the start; say so when it is broken."""
    try:
        from server.scoring import Page
    except Exception as error:
        detail = f"The scoring pipeline cannot be loaded ({type(error).__name__})."
        raise Problem("unavailable", detail) from error
    return Page


def _run(job: Callable[[], Result]) -> Result:
    """Do the job within the limits, or say which one was met."""
    from classifier.predict import ModelError

    scorer: Scorer[Callable[[], Result], Result] = current_app.extensions["presscard.scorer"]
    try:
        return scorer.run(job)
    except ModelError as error:
        detail = f"A model cannot be used: {error}. Or install Presscard again."
        raise Problem("unavailable", detail) from None
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


def _keep(card: dict[str, Any]) -> None:
    """Store the card; a store that fails is logged and does not cost the reader the card."""
    from server.store import StoreError

    try:
        _store().keep_card(card)
    except StoreError as error:
        current_app.logger.error("card not stored: %s", error)


@v1.post("/images")
def read_picture() -> Response:
    """What the file of a picture says of its making."""
    from server.card import plain
    from server.image_bytes import NotAnImage
    from server.picture import examine
    from server.wording import wording

    content, language = request.get_data(cache=False), _language()
    try:
        found: Picture = _run(partial(examine, content, wording(language)))
    except NotAnImage as error:
        detail = f"The body is {error}. Send the bytes of a PNG, JPEG or WebP file."
        raise Problem("no-picture", detail) from None
    return _worded(jsonify(plain(found)), language)


@v1.get("/cards/<card_id>")
def stored_card(card_id: str) -> Response:
    """A stored card; only a server that stores cards has any."""
    card = _from_store("card", card_id)
    if card is None:
        raise _no_card()
    answer = jsonify(card)
    answer.set_etag(card_id)
    answer.cache_control.private = True
    answer.cache_control.max_age = KEEP_CARD_S
    return answer.make_conditional(request)  # type: ignore[return-value]


@v1.delete("/cards/<card_id>")
def forget_card(card_id: str) -> tuple[str, int]:
    """Delete a stored card."""
    if not _from_store("forget_card", card_id):
        raise _no_card()
    return "", 204


def _no_card() -> Problem:
    """The answer when no such card is stored, and why that may be."""
    if _settings().store_cards:
        return Problem("not-found", "No stored card has this id.")
    return Problem(
        "not-found",
        "This server stores no cards. Its operator can turn that on with PRESSCARD_STORE_CARDS=1.",
    )


@v1.post("/feedback")
def give_feedback() -> tuple[Response, int]:
    """Keep a reader's objection until a person reviews it; nothing is trained on it before."""
    given = parse(FeedbackRequest, request.get_data(cache=False))
    number = _from_store("add_feedback", given.model_dump())
    return jsonify(id=number, status="new"), 201


def _from_store(method: str, *values: Any) -> Any:
    """Call the store; its failures are 503 with the reason."""
    from server.store import StoreError

    try:
        return getattr(_store(), method)(*values)
    except StoreError as error:
        raise Problem("unavailable", str(error), headers={"Retry-After": "5"}) from None


@v1.get("/signals")
def signals() -> Response:
    """Every signal: what it observes, what it is worth and why."""
    from server.catalogue import signal_list

    return jsonify(signal_list())


@v1.get("/models")
def models() -> Response:
    """Every classifier: version, what it was measured at, whether it is loaded."""
    from server.catalogue import model_list

    try:
        return jsonify(model_list())
    except Exception as error:
        detail = f"The models cannot be loaded ({type(error).__name__}). Run `presscard doctor`."
        raise Problem("unavailable", detail) from error


@health.get("/live")
def live() -> Response:
    """Whether the process answers at all; also how the extension knows who is on this port."""
    return jsonify(status="live", service="presscard", version=version("presscard"), api="v1")


@health.get("/ready")
def ready() -> tuple[Response, int]:
    """Whether a page could be scored and feedback be kept now."""
    from server.catalogue import checks

    found = checks(_store())
    good = all(state == "ok" for state in found.values())
    return jsonify(status="ready" if good else "not ready", checks=found), 200 if good else 503
