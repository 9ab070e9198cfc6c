"""The credibility card: the one JSON contract between the server and everything that shows a card.

Frozen dataclasses; `Card.to_dict()` is the JSON. Changes are additive within a `CARD_VERSION`.
This module knows no rules and no wording.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from typing import Any

from server.article import Article

CARD_VERSION = "1"
CONTEXT = 32
"""Characters of prefix and suffix kept beside a quote: enough to anchor it in a page (the W3C
TextQuoteSelector's practice); a repeated quote is told apart by them."""


class Outcome(StrEnum):
    """What a signal found. `unknown` is never a fail: it widens the range."""

    PASS = "pass"  # noqa: S105 (an outcome, not a password)
    PARTIAL = "partial"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Section(StrEnum):
    """The parts of the card, in card order (design §3)."""

    PROVENANCE = "provenance"
    IMAGES_AND_AI = "images_and_ai"
    SOURCING = "sourcing"
    LANGUAGE = "language"
    GENRE = "genre"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quote: `article.text_at(block)[start:end] == quote`."""

    quote: str
    block: str
    start: int
    end: int
    prefix: str = ""
    suffix: str = ""


def evidence(article: Article, address: str, start: int = 0, end: int | None = None) -> Evidence:
    """Cut the evidence at `address`, with its context."""
    text = article.text_at(address)
    end = len(text) if end is None else end
    return Evidence(
        quote=text[start:end],
        block=address,
        start=start,
        end=end,
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


@dataclass(frozen=True, slots=True)
class Observation:
    """What one signal saw, before any judgement: no points and no wording.

    `finding` names the case ("agency_named", "inputs_unnamed", ...): the wording file has a
    sentence for every finding of every signal, filled from `details`.
    """

    id: str
    outcome: Outcome
    finding: str
    evidence: tuple[Evidence, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    degree: float | None = None
    """For a partial, how much of the way to a pass, from 0 to 1, where it was counted."""


@dataclass(frozen=True, slots=True)
class Signal:
    """An observation, rated and put into words."""

    id: str
    section: Section
    title: str
    outcome: Outcome
    finding: str
    points: float
    max_points: float
    """What it is worth: a pass earns it all."""
    summary: str
    evidence: tuple[Evidence, ...]
    details: Mapping[str, Any]
    about: str = ""
    """Why it matters, in a sentence."""
    counted: float = 0.0
    """Of `max_points`, what stands below the line of the score: all of it for what was read; what
    it earned for a disclosure nobody asked for; nothing for what was not read."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A classifier's reading of one sentence or headline, located on the page."""

    task: str
    label: str | None
    probability: float
    abstained: bool
    evidence: Evidence
    spans: tuple[tuple[int, int], ...]
    """Word ranges inside the quote that carry the label."""
    model: str


@dataclass(frozen=True, slots=True)
class Rating:
    """One number with its range, or the reason why there is none."""

    status: str
    """"rated" or "not_rated"."""
    reason: str | None
    """For not_rated: the finding ("too_short", "paywall", "home", ...)."""
    summary: str
    score: int | None
    low: int | None
    high: int | None
    band: str | None
    band_title: str | None
    assessed: int
    """Signals that could be read on this page."""
    assessable: int
    """Signals that apply to a page like this."""


@dataclass(frozen=True, slots=True)
class Card:
    """The whole card."""

    id: str
    url: str | None
    language: str | None
    article: Mapping[str, Any]
    rating: Rating
    statement: str
    """The standing line: what the rating does and does not measure."""
    sections: tuple[Mapping[str, str], ...]
    """{id, title} of each section, in order."""
    signals: tuple[Signal, ...]
    measures: Mapping[str, Any]
    predictions: tuple[Prediction, ...]
    not_checked: tuple[str, ...]
    versions: Mapping[str, Any]
    scored_at: str
    card_version: str = CARD_VERSION

    def to_dict(self) -> dict[str, Any]:
        """The card as JSON-ready builtins."""
        told: dict[str, Any] = plain(self)
        return told


def plain(value: Any) -> Any:
    """The value in JSON's own types, at any depth, dataclasses as objects.

    `dataclasses.asdict` gives the same after copying every leaf, at three times the cost.
    """
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return {name: plain(getattr(value, name)) for name in _names(value.__class__)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass."""
    return tuple(each.name for each in fields(kind))
