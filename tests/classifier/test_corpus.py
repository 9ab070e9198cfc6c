"""Training texts as a matrix: the same numbers that prediction reads, text by text."""

import numpy as np
import pytest

from classifier.articles import article_names, article_style, read_article
from classifier.corpus import read_all
from classifier.representation import Reading, read, vector_steps, vectors

from .conftest import sentences

REPORT = (
    "The council met on Tuesday. It approved a budget of $3 million, officials said. "
    "“We had to find the money,” said Ann Lee, its chair. Two members voted no. "
    "The plan goes to the county next week."
)


def row_of(reading: Reading, width: int) -> np.ndarray:
    """What a reading adds up to, column by column."""
    found = np.zeros(width)
    for column, value, *_ in reading.entries:
        found[column] += value
    if reading.vector_rows:
        summed = vectors()[reading.vector_rows].sum(0, dtype=np.int64)
        found[-vectors().shape[1] :] = summed * vector_steps() * reading.damping
    return found


@pytest.mark.parametrize("outputs", [(), (0,), (2, 3, 4)])
def test_a_corpus_gives_the_numbers_that_prediction_reads(outputs: tuple[int, ...]) -> None:
    texts = [row["text"] for row in sentences()] + ["Ω", "Budget budget — “so-called” plan!"]
    corpus = read_all(texts, "sentence", outputs)
    space = corpus.space(range(100))
    made = corpus.matrix(range(len(texts)), space).toarray()
    expected = [row_of(read(text, space), space.width) for text in texts]
    assert np.allclose(made, expected, atol=1e-4)


def test_a_space_knows_only_the_texts_it_was_made_of() -> None:
    corpus = read_all(
        ["The tax rose.", "The tax fell.", "The zebra ran.", "A zebra ate."], "sentence"
    )
    assert set(corpus.space([0, 1]).ngrams) == {"the", "tax", "the tax"}


def test_articles_are_read_alike_in_training_and_prediction() -> None:
    texts = [REPORT, "I love this. You must see it! Why would anyone wait?", "One."]
    corpus = read_all(texts, "article")
    space = corpus.space(range(3))
    made = corpus.matrix(range(3), space).toarray()
    assert np.allclose(made, [row_of(read_article(text, space), space.width) for text in texts])


def test_an_article_is_the_share_of_its_sentences_that_do_a_thing() -> None:
    style = article_style(REPORT)
    assert tuple(style) == article_names()
    assert style["currency"] == 0.2
    assert style["sentences_with_speech"] == 0.2
    assert style["attribution_plain"] >= 0.4
    assert "name" not in style  # house style, not the way of writing


def test_an_empty_article_has_no_style() -> None:
    assert not any(article_style(" \n ").values())
