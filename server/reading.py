"""An article as the classifiers read it: sentences, measures and predictions, each located.

The bridge between `server.article` (pages) and `classifier` (text). Signals read both; none of
them runs a model or splits a sentence itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from classifier.predict import Prediction
from server.article import Article


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body: `article.blocks[block].text[start:end] == text`."""

    block: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What signals observe."""

    article: Article
    language: str | None
    """Primary subtag of the language the body is written in; None when it cannot be told."""
    sentences: tuple[Sentence, ...] = ()
    """Of the body blocks only, in page order."""
    predictions: Mapping[str, tuple[Prediction, ...]] = field(default_factory=dict)
    """By task. Sentence tasks: one per sentence, aligned with `sentences`. Headline tasks: one.
    A task is absent when the language has no model or the page has no text for it."""
    measures: Mapping[str, Any] = field(default_factory=dict)
    """"readability" and "sentiment", JSON-ready, for the card."""
    models: Mapping[str, str] = field(default_factory=dict)
    """Version of each model that was asked."""
