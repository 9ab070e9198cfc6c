"""Many lines at once get the scores that their words add up to, one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.predict import load
from classifier.tasks import TASKS

SENTENCES = [task for task in TASKS.values() if task.unit != "article"]
LINES = [
    "The reckless mayor rammed through yet another giveaway to his cronies, twice.",
    "",
    "“We will not,” said Ann Lee, 43, of the so-called “reform”.",
    "...",
    "The council, the council and the council met. Really?",
]


def by_words(model, text: str) -> list[float]:
    """The score of a text, from what each of its entries and word vectors brings."""
    found = []
    reading = model._read(text)
    for row in range(len(model._weights.sparse)):
        score = model._weights.offset[row]
        score += sum(model._weights.sparse[row, column] * v for column, v, *_ in reading.entries)
        if reading.vector_rows:
            score += model._weights.by_word[reading.vector_rows, row].sum() * reading.damping
        found.append(float(score))
    return found


@pytest.mark.parametrize("task", SENTENCES, ids=lambda task: task.name)
@given(more=st.lists(st.text(max_size=80), max_size=3))
@settings(max_examples=15, deadline=None)
def test_lines_together_score_what_their_words_add_up_to(task, more: list[str]) -> None:
    model = load(task.name)
    texts = [*LINES, *more]
    made = model.scores(texts).reshape(len(texts), -1)
    assert made == pytest.approx(np.array([by_words(model, text) for text in texts]), abs=1e-4)


@pytest.mark.parametrize("task", TASKS)
def test_no_texts_have_no_scores(task: str) -> None:
    assert load(task).predict([]) == []
    assert len(load(task).probabilities([])) == 0
