"""One page in, one card out: extract, read, observe, rate.

`score` is pure: no clock but `scored_at`, no network, no state. It can run in any process, so a
page and a card can be pickled.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from classifier.text import words
from server import rubric
from server.article import Article
from server.card import (
    CARD_VERSION,
    Card,
    Observation,
    Prediction,
    Rating,
    Section,
    Signal,
    evidence,
    plain,
)
from server.extraction import Pictures, extract, extract_text, with_files
from server.reading import HEADLINE_TASKS, POSITIVE, Reading, read
from server.signals import SIGNALS, supported
from server.wording import Wording, wording

MAX_PREDICTIONS = 40
"""Sentence predictions on a card, the most probable first: more than a reader will look through."""
ID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was received: HTML or plain text, never fetched."""

    html: str | bytes | None = None
    text: str | None = None
    url: str | None = None
    charset: str | None = None
    pictures: Pictures = ()
    seen_at: datetime | None = None
    """When the page was seen, with its zone: what "2 hours ago" on it is reckoned from."""


def score(page: Page, language: str = "en") -> Card:
    """The card of one page, worded in `language`."""
    reading = read(extracted(page))
    return rate(reading, observe(reading), language)


def extracted(page: Page) -> Article:
    """The article of a page; an empty page is an empty article."""
    if page.html is not None:
        article = extract(page.html, page.url, page.charset, page.seen_at)
        return with_files(article, page.pictures)
    return extract_text(page.text or "", page.url, page.seen_at)


def observe(reading: Reading) -> tuple[Observation, ...]:
    """What every signal sees, in card order."""
    return tuple(signal(reading) for signal in SIGNALS)


def rate(reading: Reading, observations: Sequence[Observation], language: str = "en") -> Card:
    """The card for what was observed."""
    facts = _facts(reading)
    verdict = rubric.rate(observations, facts, reading.errors)
    return _card(reading, observations, facts, verdict, wording(language))


def _facts(reading: Reading) -> rubric.Facts:
    """What the rubric must know of the page."""
    article = reading.article
    return rubric.Facts(
        word_count=len(words(article.body)),
        kind=article.kind.value,
        genre=article.genre.name.value,
        language_supported=supported(reading.language),
    )


def _card(
    reading: Reading,
    observations: Sequence[Observation],
    facts: rubric.Facts,
    verdict: rubric.Verdict,
    words: Wording,
) -> Card:
    """Everything found, put into words."""
    article = reading.article
    versions = {
        "card": CARD_VERSION,
        "rubric": rubric.VERSION,
        "server": _server_version(),
        "models": dict(sorted(reading.models.items())),
        "wording": words.language,
    }
    return Card(
        id=card_id(article, versions),
        url=article.url,
        language=reading.language,
        article=_article(article, facts.word_count),
        rating=_rating(verdict, facts, words),
        statement=words.text("statement"),
        sections=tuple({"id": s.value, "title": words.text("sections", s)} for s in Section),
        signals=tuple(_signal(item, verdict, words) for item in observations),
        measures=reading.measures,
        predictions=_predictions(reading),
        not_checked=tuple(words.entry("not_checked").values()),
        versions=versions,
        scored_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


@cache
def _server_version() -> str:
    return version("presscard")


def card_id(article: Article, versions: Mapping[str, Any]) -> str:
    """A hash of what was read and of the versions that read it."""
    content = json.dumps([plain(article), versions], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()[:ID_LENGTH]


def _article(article: Article, word_count: int) -> dict[str, Any]:
    """The facts of the article that the card shows."""
    byline, publisher = article.byline, article.publisher
    contacts = [article.text_at(q.address)[q.start : q.end] for q in publisher.contacts]
    return {
        "headline": article.headline,
        "kicker": article.kicker,
        "standfirst": article.standfirst,
        "byline": {
            "text": byline.text,
            "kind": byline.kind.value,
            "names": list(byline.names),
            "agencies": list(byline.agencies),
            "url": byline.url,
        },
        "dateline": article.dateline.place if article.dateline else None,
        "published": article.published.value if article.published else None,
        "modified": article.modified.value if article.modified else None,
        "publisher": {
            "name": publisher.name,
            "domain": publisher.domain,
            "contacts": list(dict.fromkeys(contacts)),
        },
        "genre": article.genre.name.value,
        "genre_labelled": article.genre.labelled,
        "kind": article.kind.value,
        "word_count": word_count,
        "source": article.source,
        "truncated": article.truncated,
    }


def _signal(item: Observation, verdict: rubric.Verdict, words: Wording) -> Signal:
    """One observation with its points and its sentence."""
    points = verdict.points[item.id]
    summary = words.finding(item.id, item.finding, item.details)
    if 0 < points.counted < points.weight:
        summary = f"{summary} {words.text('volunteered')}"
    return Signal(
        id=item.id,
        section=rubric.BY_SIGNAL[item.id].section,
        title=words.text("signals", item.id, "title"),
        about=words.text("signals", item.id, "about"),
        outcome=item.outcome,
        finding=item.finding,
        points=points.earned,
        max_points=points.weight,
        counted=points.counted,
        summary=summary,
        evidence=item.evidence,
        details=item.details,
    )


def _rating(verdict: rubric.Verdict, facts: rubric.Facts, words: Wording) -> Rating:
    """The verdict in words."""
    details = {
        **asdict(facts),
        "min_words": rubric.MIN_WORDS,
        "assessed": verdict.assessed,
        "assessable": verdict.assessable,
        "score": verdict.score,
        "low": verdict.low,
        "high": verdict.high,
    }
    if verdict.reason is not None:
        summary = words.fill(words.text("not_rated", verdict.reason), details)
    else:
        summary = words.fill(words.text("bands", str(verdict.band), "meaning"), details)
    return Rating(
        status="not_rated" if verdict.reason else "rated",
        reason=verdict.reason,
        summary=summary,
        score=verdict.score,
        low=verdict.low,
        high=verdict.high,
        band=verdict.band,
        band_title=words.text("bands", verdict.band, "title") if verdict.band else None,
        assessed=verdict.assessed,
        assessable=verdict.assessable,
    )


def _predictions(reading: Reading) -> tuple[Prediction, ...]:
    """What models say of the headline, and the sentences they mark, in page order."""
    article = reading.article
    headlines: list[Prediction] = []
    marked: list[Prediction] = []
    for task, predictions in reading.predictions.items():
        model = reading.models.get(task, "")
        for n, item in enumerate(predictions):
            if task in HEADLINE_TASKS:
                place = evidence(article, article.address(reading.headline or 0))
            elif item.label == POSITIVE[task]:
                sentence = reading.sentences[n]
                address = article.address(sentence.block)
                place = evidence(article, address, sentence.start, sentence.end)
            else:
                continue
            kept = headlines if task in HEADLINE_TASKS else marked
            kept.append(
                Prediction(
                    task, item.label, item.probability, item.abstained, place, item.spans, model
                )
            )
    strongest = sorted(marked, key=lambda item: -item.probability)[:MAX_PREDICTIONS]
    return (*headlines, *(item for item in marked if item in strongest))
