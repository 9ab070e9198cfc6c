"""Picture credits: which lines are one, which are not."""

import pytest

from server.article import Block, Image, Role
from server.signals.images import observe_image_credit

BODY = "The council met on Monday."


def page(reading, *images, after=()):
    return reading(BODY, headline="Council meets", after=after, images=images)


@pytest.mark.parametrize(
    "caption",
    [
        "The bridge at dawn. Photo: Ann Lee",
        "The bridge at dawn (AP Photo/Ann Lee)",
        "The bridge at dawn. Photograph by Ann Lee",
        "The bridge at dawn © Ann Lee",
        "The bridge at dawn [Ann Lee/Reuters]",
        "El puente al amanecer. Foto: Ann Lee",
        "Die Brücke. Bild: dpa",
        "पुल का दृश्य। फोटो: एएनआई",
        "Representational image",
        "File photo of the bridge",
        "Symbolbild",
    ],
)
def test_a_credit_within_the_caption(reading, caption):
    seen = observe_image_credit(
        page(reading, Image("a.jpg", caption=2), after=(Block(Role.CAPTION, caption),))
    )
    assert (seen.outcome, seen.evidence[0].quote) == ("pass", caption)


@pytest.mark.parametrize(
    "caption",
    [
        "The bridge at dawn",
        "Ann Lee at a meeting of the AP board",
        "A photographer at work on the bridge",
        "The image shocked the town",
    ],
)
def test_a_caption_without_a_credit_is_unknown_never_a_fail(reading, caption):
    seen = observe_image_credit(
        page(reading, Image("a.jpg", caption=2), after=(Block(Role.CAPTION, caption),))
    )
    assert (seen.outcome, seen.finding) == ("unknown", "uncredited")


def test_a_credit_line_and_a_credit_in_the_data_count(reading):
    line = (Block(Role.CREDIT, "Ann Lee for The Paper"),)
    assert observe_image_credit(page(reading, Image("a", credit=2), after=line)).outcome == "pass"
    stated = Image("a", metadata={"creditText": "Ann Lee"})
    seen = observe_image_credit(page(reading, stated))
    assert (seen.outcome, seen.evidence[0].block) == ("pass", "image:0.creditText")


def test_some_credited_is_partial_and_none_to_credit_is_not_applicable(reading):
    stated = Image("a", metadata={"creditText": "Ann Lee"})
    seen = observe_image_credit(page(reading, stated, Image("b")))
    assert (seen.outcome, seen.details) == ("partial", {"count": 2, "credited": 1})
    assert observe_image_credit(page(reading)).outcome == "not_applicable"
    assert observe_image_credit(reading(BODY, source="text")).outcome == "unknown"
