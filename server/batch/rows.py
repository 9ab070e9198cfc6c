"""A card as a row: one typed column for each thing that is counted or compared.

The whole card is in the last column, as `POST /v1/score` answers it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from classifier.measures import FORMULAS, NAMES
from server import rubric
from server.batch.records import Record
from server.card import Card
from server.reading import HEADLINE_TASKS, SENTENCE_TASKS

STRING, WHOLE, NUMBER, FLAG = pa.string(), pa.int32(), pa.float64(), pa.bool_()
STRINGS = pa.list_(STRING)
AI_SIGNALS = ("ai_image_disclosure", "ai_text_disclosure")
COUNTS = ("words", "sentences", "reading_time_seconds")
READABILITY = sorted({NAMES.get(name, name) for names in FORMULAS.values() for name in names})

PLACE = {
    "input": STRING,
    "position": pa.int64(),
    "record": STRING,
    "error": STRING,
    "url": STRING,
}
"""Where a page stood, and what went wrong: the only columns of a record that was not scored."""
ARTICLE = {
    "language": STRING,
    "kind": STRING,
    "genre": STRING,
    "genre_labelled": FLAG,
    "headline": STRING,
    "byline": STRING,
    "byline_kind": STRING,
    "authors": STRINGS,
    "published": STRING,
    "modified": STRING,
    "publisher": STRING,
    "domain": STRING,
    "word_count": WHOLE,
    "truncated": FLAG,
}
RATING = {
    "status": STRING,
    "reason": STRING,
    "score": WHOLE,
    "low": WHOLE,
    "high": WHOLE,
    "band": STRING,
    "assessed": WHOLE,
    "assessable": WHOLE,
}
SCHEMA = pa.schema(
    [
        *PLACE.items(),
        *ARTICLE.items(),
        *RATING.items(),
        *((f"outcome_{signal}", STRING) for signal in rubric.BY_SIGNAL),
        *((f"finding_{signal}", STRING) for signal in rubric.BY_SIGNAL),
        ("agencies", STRINGS),
        *((f"{signal}s", STRINGS) for signal in AI_SIGNALS),
        *((f"readability_{name}", WHOLE) for name in COUNTS),
        *((f"readability_{name}", NUMBER) for name in READABILITY),
        ("sentiment_headline", NUMBER),
        ("sentiment_overall", NUMBER),
        ("sentiment_course", pa.list_(NUMBER)),
        *((f"probability_{task}", NUMBER) for task in HEADLINE_TASKS),
        *((f"marked_{task}", WHOLE) for task in SENTENCE_TASKS),
        ("card_id", STRING),
        ("scored_at", pa.timestamp("ms", "UTC")),
        ("card", STRING),
    ]
)


def failed(name: str, record: Record, error: str) -> dict[str, Any]:
    """The row of a record that could not be scored."""
    return {**_place(name, record), "error": clean(error)}


def scored(name: str, record: Record, card: Card, began: str) -> dict[str, Any]:
    """The row of a page; its time is when the run began, so that a run resumed is the same."""
    told = replace(card, scored_at=began).to_dict()
    signals = {signal["id"]: signal for signal in told["signals"]}
    article, rating = told["article"], told["rating"]
    return {
        **_place(name, record),
        **{key: clean(article.get(key)) for key in ARTICLE},
        **{key: rating[key] for key in RATING},
        **_of_article(told),
        **{f"outcome_{id_}": signal["outcome"] for id_, signal in signals.items()},
        **{f"finding_{id_}": signal["finding"] for id_, signal in signals.items()},
        "agencies": clean(signals["agency_attribution"]["details"].get("names", [])),
        **{f"{id_}s": [clean(q["quote"]) for q in signals[id_]["evidence"]] for id_ in AI_SIGNALS},
        **dict(_measures(told["measures"])),
        **_predictions(told["predictions"]),
        "card_id": told["id"],
        "scored_at": datetime.fromisoformat(began),
        "card": json.dumps(told, separators=(",", ":")),
    }


def clean(value: Any) -> Any:
    """Text that UTF-8 can hold: pages made by hand may carry half a character."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return [clean(item) for item in value] if isinstance(value, list) else value


def table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as Parquet holds them."""
    return pa.Table.from_pylist(list(rows), SCHEMA)


def _place(name: str, record: Record) -> dict[str, Any]:
    """Where a record stood."""
    url = record.page.url if record.page else None
    return {
        "input": clean(name),
        "position": record.position,
        "record": clean(record.id) or None,
        "url": clean(url),
    }


def _of_article(card: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that the card keeps inside others."""
    byline, publisher = card["article"]["byline"], card["article"]["publisher"]
    return {
        "language": card["language"],
        "byline": clean(byline["text"]),
        "byline_kind": byline["kind"],
        "authors": clean(byline["names"]),
        "publisher": clean(publisher["name"]),
        "domain": clean(publisher["domain"]),
    }


def _measures(measures: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Readability and sentiment, as far as the language has them."""
    for group, found in measures.items():
        for name, value in found.items():
            if name not in {"language", "model"}:
                yield f"{group}_{name}", value


def _predictions(predictions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The probability for the headline, and how many sentences of the card are marked."""
    found: dict[str, Any] = {f"marked_{task}": 0 for task in SENTENCE_TASKS} if predictions else {}
    for item in predictions:
        if item["task"] in HEADLINE_TASKS:
            found[f"probability_{item['task']}"] = item["probability"]
        else:
            found[f"marked_{item['task']}"] += 1
    return found
