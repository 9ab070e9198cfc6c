"""An article as the classifiers read it: sentences, measures and predictions, each located.

The bridge between `server.article` (pages) and `classifier` (text). Signals read both; none of
them runs a model or splits a sentence itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from classifier import text
from classifier.measures import readability, sentiment
from classifier.predict import Model, ModelError, Prediction, load
from classifier.tasks import TASKS
from server.article import Article, Role

MODEL_LANGUAGE = "en"
"""The language of the rows every shipped model was fitted on."""
SENTENCE_TASKS = ("loaded_language", "subjectivity")
HEADLINE_TASKS = ("clickbait",)
ARTICLE_TASKS = ("genre",)
"""Described among the measures: they mark no place on the page."""
MIN_SENTENCES = 5
"""Shorter bodies say too little of how an article is written; rows of `genre` have five or more."""
POSITIVE = {task: TASKS[task].positive for task in SENTENCE_TASKS + HEADLINE_TASKS}
"""The label of each task that a reader would want to see marked."""
MAX_SENTENCES = 2000
"""Sentences read of one body: some 50,000 words, more than any article we have seen."""


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
    errors: Mapping[str, float] = field(default_factory=dict)
    """Calibration error of each model that was asked and states one."""
    headline: int | None = None
    """The block of the headline."""


def read(article: Article) -> Reading:
    """Read an article once: its language, sentences, measures and what the models say."""
    language = article.language or text.language_of(article.body or article.headline)
    sentences = tuple(_sentences(article, language))
    headline = next((n for n, b in article.with_role(Role.HEADLINE) if b.text), None)
    title = article.blocks[headline].text if headline is not None else ""
    own = [item.text for item in sentences]
    predictions: dict[str, tuple[Prediction, ...]] = {}
    models: dict[str, str] = {}
    errors: dict[str, float] = {}
    for task in SENTENCE_TASKS + HEADLINE_TASKS if language == MODEL_LANGUAGE else ():
        texts = own if task in SENTENCE_TASKS else [title]
        model = _model(task)
        if model is not None and any(texts):
            predictions[task] = tuple(model.predict(texts))
            models[task] = model.version
            errors[task] = model.about["splits"]["group"]["ece"]["value"]
    measured = {
        "readability": readability([b.text for _, b in article.with_role(Role.BODY)], language),
        "sentiment": sentiment(title, own, language),
    }
    if language == MODEL_LANGUAGE and len(own) >= MIN_SENTENCES:
        measured |= _of_the_article(article.body, models)
    return Reading(article, language, sentences, predictions, measured, models, errors, headline)


def _of_the_article(body: str, models: dict[str, str]) -> Mapping[str, Any]:
    """What the article tasks say of the whole body; the models asked are added to `models`."""
    found: dict[str, Any] = {}
    for task in ARTICLE_TASKS:
        model = _model(task)
        if model is not None:
            said = model.predict([body])[0]
            models[task] = model.version
            found[task] = {
                "label": said.label,
                "probability": said.probability,
                "accuracy": model.accuracy,
            }
    return found


def _model(task: str) -> Model | None:
    """The model of a task; None when there is none fit to use: its signals are then unknown, and
    /health/ready says why."""
    try:
        return load(task)
    except ModelError:
        return None


def _sentences(article: Article, language: str | None) -> Iterator[Sentence]:
    """The sentences of the body, each with its place; bounded like all that models read."""
    left = MAX_SENTENCES
    for n, block in article.with_role(Role.BODY):
        for start, end in text.sentences(block.text, language)[:left]:
            left -= 1
            yield Sentence(n, start, end, block.text[start:end])
