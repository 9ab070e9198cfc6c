"""Paid content with and without its label."""

import pytest

from server.article import Block, Genre, GenreName, Link, Quote, Role
from server.signals.genre import observe_sponsorship_label

BODY = "The council met on Monday."
SHOP = "https://www.amazon.com/dp/B00?tag=paper-20"


def test_paid_and_labelled(reading):
    label = (Block(Role.KICKER, "Paid content"),)
    genre = Genre(GenreName.SPONSORED, labelled=True, where=Quote("kicker:1", 0, 12))
    seen = observe_sponsorship_label(reading(BODY, headline="x", before=label, genre=genre))
    assert (seen.outcome, seen.evidence[0].quote) == ("pass", "Paid content")


def test_paid_by_its_markup_alone(reading):
    genre = Genre(GenreName.SPONSORED, source="schema", where=Quote("metadata:type", 0, 7))
    seen = observe_sponsorship_label(
        reading(BODY, headline="x", genre=genre, metadata={"type": "Advert "})
    )
    assert (seen.outcome, seen.finding) == ("fail", "unlabelled")
    assert seen.evidence


@pytest.mark.parametrize(
    ("links", "notice", "outcome"),
    [
        (1, "", "not_applicable"),
        (2, "", "partial"),
        (2, "We may earn a commission if you buy through our links.", "pass"),
    ],
)
def test_affiliate_links(reading, links, notice, outcome):
    given = tuple(Link(SHOP, "this hammer", block=0) for _ in range(links))
    after = (Block(Role.TAIL, notice),) if notice else ()
    assert observe_sponsorship_label(reading(BODY, after=after, links=given)).outcome == outcome


def test_an_ordinary_report_has_nothing_to_label(reading):
    read = reading("The bill was sponsored by Ann Lee.")
    assert observe_sponsorship_label(read).outcome == "not_applicable"
