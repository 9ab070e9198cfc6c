"""A Reading from a few paragraphs, for the tests of signals: no page, no model."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from classifier.predict import Prediction
from classifier.text import sentences
from server.article import Article, Block, Role
from server.reading import Reading, Sentence


@pytest.fixture
def reading() -> Callable[..., Reading]:
    """`reading("First paragraph.", "Second.", headline="…", language="en", byline=Byline(…))`.

    `before` and `after` are blocks around the body; `labels={"task": ["loaded", None, …]}` stands
    for a model's answer to each sentence, None for an abstention.
    """

    def make(
        *paragraphs: str,
        headline: str = "",
        language: str | None = "en",
        before: tuple[Block, ...] = (),
        after: tuple[Block, ...] = (),
        labels: Mapping[str, list[str | None]] | None = None,
        probability: float = 0.9,
        **facts: Any,
    ) -> Reading:
        top = (Block(Role.HEADLINE, headline),) if headline else ()
        body = tuple(Block(Role.BODY, text) for text in paragraphs)
        blocks = (*top, *before, *body, *after)
        found = tuple(
            Sentence(n, start, end, block.text[start:end])
            for n, block in enumerate(blocks)
            if block.role is Role.BODY
            for start, end in sentences(block.text, language)
        )
        article = Article(blocks=blocks, headline=headline, language=language, **facts)
        predictions = {
            task: tuple(Prediction(label, probability, label is None) for label in given)
            for task, given in (labels or {}).items()
        }
        return Reading(article, language, found, predictions, headline=0 if headline else None)

    return make
