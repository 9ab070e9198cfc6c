"""Numbers and the source beside them, against paragraphs annotated before the rule was run.

`python tests/signals/test_sourced_figures.py` prints the figures and every miss.
"""

import csv
from pathlib import Path

import pytest

from classifier.text import sentences
from server.article import Article, Block, Role
from server.reading import Reading, Sentence
from server.signals.lexicon import lexicon
from server.signals.sourced_figures import _told, observe_sourced_figures

ANNOTATED = Path(__file__).parent / "annotated" / "figures.en.tsv"
PRECISION, RECALL = 0.90, 0.80


def rows():
    with ANNOTATED.open(encoding="utf-8") as lines:
        kept = (line for line in lines if not line.startswith("#"))
        for figures, text in csv.reader(kept, delimiter="\t", quoting=3):
            yield [(each[:-1], each[-1] == "+") for each in figures.split("|")], text


def read(text, language="en"):
    found = tuple(Sentence(0, a, b, text[a:b]) for a, b in sentences(text, language))
    article = Article(blocks=(Block(Role.BODY, text),), language=language)
    return Reading(article, language, found)


def told(text):
    return [(text[start:end], good) for _, start, end, good in _told(read(text), lexicon("en"))]


def figures(show=False):
    """(precision, recall) of "this number stands beside its source"."""
    hits = said = true = 0
    for wanted, text in rows():
        got = told(text)
        right = {number for number, good in wanted if good}
        claimed = {number for number, good in got if good}
        hits, said, true = hits + len(right & claimed), said + len(claimed), true + len(right)
        if show and got != wanted:
            print(wanted, got, text)
    return hits / said, hits / true


def test_numbers_are_tied_to_their_source():
    precision, recall = figures()
    assert precision >= PRECISION
    assert recall >= RECALL


@pytest.mark.parametrize(
    "text",
    [
        "He was born on 12 May 1984 and moved on 3 June.",
        "Ann Cole, 34, lives on Route 66 and works from 9:30.",
        "The 5th man, a 34-year-old, caught COVID-19 in room A4.",
        "Nothing was counted here.",
    ],
)
def test_dates_ages_ranks_and_names_are_no_figures(text):
    assert told(text) == []
    assert observe_sourced_figures(read(text)).finding == "no_figures"


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "The fire burned 16 houses. It spread over 40 fields.", "few"),
        ("en", "The fire burned 16 houses, said Ann Cole, the fire chief.", "most"),
        ("de", "Das Feuer zerstörte 16 Häuser, sagte Anna Kohl.", "most"),
        ("de", "Das Feuer zerstörte 16 Häuser.", "few"),
        ("es", "El fuego quemó 16 casas, dijo Ana Ruiz.", "most"),
        ("fr", "Le feu a détruit 16 maisons, a déclaré Anne Petit.", "most"),
        ("hi", "आग में 16 घर जले, आंकड़ों से पता चला।", "most"),
        ("sv", "Branden förstörde 16 hus.", "unread"),
    ],
)
def test_most_or_few(language, text, finding):
    seen = observe_sourced_figures(read(text, language))
    assert seen.finding == finding
    assert bool(seen.evidence) == (finding != "unread")


if __name__ == "__main__":
    print("precision {:.3f} recall {:.3f}".format(*figures(show=True)))
