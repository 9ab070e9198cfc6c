"""The range is honest: the score of a whole page lies in the range given for a part of it.

Issue E.5: over pages with parts removed at random, at least nine times in ten.
"""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from server.article import Byline, Role
from server.extraction import extract, extract_text
from server.reading import read
from server.scoring import observe, rate

PAGES = Path(__file__).parent / "pages"
HELD = 0.90


def without(article, *roles):
    """The article with the text of some blocks lost."""
    blocks = (replace(b, text="") if b.role in roles else b for b in article.blocks)
    return replace(article, blocks=tuple(blocks))


def no_byline(article):
    return replace(without(article, Role.BYLINE), byline=Byline())


def no_captions(article):
    return replace(without(article, Role.CAPTION, Role.CREDIT), images=())


def no_tail(article):
    return without(article, Role.TAIL, Role.EDITOR_NOTE)


def no_links(article):
    publisher = replace(article.publisher, contacts=())
    return replace(article, links=(), policies=(), publisher=publisher)


def no_dates(article):
    return replace(article, published=None, modified=None, stamps=())


LOSSES = (no_byline, no_captions, no_tail, no_links, no_dates)


def articles():
    """Every golden page that gets a number, and its score."""
    for folder in sorted(PAGES.iterdir()):
        url = json.loads((folder / "expected.json").read_text("utf-8")).get("url")
        if (folder / "page.txt").exists():
            article = extract_text((folder / "page.txt").read_text("utf-8"), url)
        else:
            article = extract((folder / "page.html").read_bytes(), url)
        score = rating(article).score
        if score is not None:
            yield article, score


def rating(article):
    reading = read(article)
    return rate(reading, observe(reading)).rating


def test_the_whole_pages_score_lies_in_the_range_of_its_parts():
    held = []
    for article, score in articles():
        for count in (1, 2):
            for losses in combinations(LOSSES, count):
                less = article
                for lose in losses:
                    less = lose(less)
                part = rating(less)
                if part.score is not None:
                    held.append(part.low <= score <= part.high)
    assert len(held) > 100
    assert sum(held) / len(held) >= HELD
