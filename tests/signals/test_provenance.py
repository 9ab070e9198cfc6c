"""Author, dates, dateline, corrections and policies: what counts, and what does not."""

import pytest

from server.article import (
    Block,
    Byline,
    BylineKind,
    Dateline,
    Policy,
    Publisher,
    Quote,
    Role,
    Stamp,
)
from server.signals.provenance import (
    observe_author,
    observe_correction,
    observe_dateline,
    observe_dates,
    observe_policies,
)

BYLINE = Block(Role.BYLINE, "By Jane Doe")
SHOWN = Quote("byline:1", 3, 11)
BODY = "The council met on Monday."


def stamp(value, address="byline:1", source="visible"):
    return Stamp(value, source, Quote(address, 0, 2))


@pytest.mark.parametrize(
    ("byline", "outcome", "finding"),
    [
        (Byline("By Jane Doe", BylineKind.PERSON, ("Jane Doe",), where=SHOWN), "pass", "person"),
        (
            Byline("By Jane Doe", BylineKind.PERSON, ("Jane Doe",), url="https://a.example/jane",
                   where=SHOWN),
            "pass", "person_with_page",
        ),
        (Byline("News Desk", BylineKind.DESK, where=SHOWN), "partial", "desk"),
        (
            Byline("Jane Doe", BylineKind.PERSON, ("Jane Doe",),
                   where=Quote("metadata:jsonld.author", 0, 8)),
            "partial", "not_shown",
        ),
        (
            Byline("Reuters", BylineKind.AGENCY, agencies=("Reuters",), where=SHOWN),
            "not_applicable", "agency",
        ),
        (Byline(), "fail", "no_byline"),
    ],
)  # fmt: skip
def test_author(reading, byline, outcome, finding):
    read = reading(
        BODY, headline="Council meets", before=(BYLINE,), byline=byline,
        metadata={"jsonld.author": "Jane Doe"},
    )  # fmt: skip
    seen = observe_author(read)
    assert (seen.outcome, seen.finding) == (outcome, finding)
    assert seen.evidence


def test_author_of_a_page_without_any_text_is_unknown(reading):
    assert observe_author(reading()).outcome == "unknown"


@pytest.mark.parametrize(
    ("published", "modified", "outcome", "finding"),
    [
        ("2026-01-13T04:34:00+05:30", "2026-01-13T06:00:00Z", "pass", "published_and_modified"),
        ("2026-01-13T04:34:00+05:30", None, "pass", "one_date"),
        ("2026-01-13T04:34:00", None, "partial", "no_time_zone"),
        ("2026-01-13", None, "partial", "no_time_zone"),
        (None, None, "fail", "no_date"),
    ],
)
def test_dates(reading, published, modified, outcome, finding):
    seen = observe_dates(
        reading(
            BODY,
            headline="Council meets",
            before=(BYLINE,),
            published=stamp(published) if published else None,
            modified=stamp(modified) if modified else None,
        )
    )
    assert (seen.outcome, seen.finding) == (outcome, finding)
    assert seen.evidence


def test_a_date_in_the_metadata_alone_is_partial(reading):
    stated = stamp("2026-01-13T04:34:00Z", "metadata:jsonld.datePublished", "jsonld")
    seen = observe_dates(
        reading(BODY, headline="Council meets", published=stated,
                metadata={"jsonld.datePublished": "2026-01-13T04:34:00Z"})
    )  # fmt: skip
    assert (seen.outcome, seen.finding) == ("partial", "not_shown")


def test_dates_that_contradict_one_another_are_both_shown(reading):
    shown = stamp("2026-01-13T04:34:00Z")
    stated = stamp("2019-05-02", "metadata:jsonld.datePublished", "jsonld")
    seen = observe_dates(
        reading(BODY, headline="Council meets", before=(BYLINE,), published=shown,
                stamps=(shown, stated), metadata={"jsonld.datePublished": "2019-05-02"})
    )  # fmt: skip
    assert (seen.outcome, seen.finding) == ("partial", "contradicted")
    assert {item.block for item in seen.evidence} == {"byline:1", "metadata:jsonld.datePublished"}


def test_a_date_read_off_the_address_alone_is_unknown(reading):
    stated = Stamp("2026-01-13", "url", None)
    assert observe_dates(reading(BODY, published=stated)).finding == "address_only"


def test_dateline(reading):
    dateline = Dateline("GENEVA", Quote("dateline:1", 0, 6))
    before = (Block(Role.DATELINE, "GENEVA, June 3"),)
    seen = observe_dateline(reading(BODY, headline="x", before=before, dateline=dateline))
    assert (seen.outcome, seen.evidence[0].quote) == ("pass", "GENEVA")
    assert observe_dateline(reading(BODY)).outcome == "unknown"


@pytest.mark.parametrize(
    ("role", "text", "outcome"),
    [
        (Role.EDITOR_NOTE, "Correction: an earlier version misstated the date.", "pass"),
        (Role.TAIL, "This article was amended on 3 June to give the right sum.", "pass"),
        (Role.BODY, "Clarification: the firm says the plant is still open.", "pass"),
        (
            Role.BODY,
            "The prison guard said that the Department of Correction had refused.",
            "unknown",
        ),
        (Role.BODY, "Correction in the stock market deepened, analysts said.", "unknown"),
        (Role.CAPTION, "Correction fluid on a desk", "unknown"),
        (Role.TAIL, "Follow us for more.", "unknown"),
    ],
)
def test_correction(reading, role, text, outcome):
    assert observe_correction(reading(BODY, after=(Block(role, text),))).outcome == outcome


def test_a_silent_update_is_a_notice_only(reading):
    seen = observe_correction(
        reading(BODY, headline="x", before=(BYLINE,), published=stamp("2026-01-02"),
                modified=stamp("2026-01-09"))
    )  # fmt: skip
    assert (seen.outcome, seen.finding) == ("unknown", "silent_update")


@pytest.mark.parametrize(
    ("kinds", "outcome"),
    [
        ((), "fail"),
        (("contact",), "partial"),
        (("correctionsPolicy", "correctionsPolicy", "contact"), "partial"),
        (("correctionsPolicy", "ethicsPolicy", "masthead"), "pass"),
    ],
)
def test_policies(reading, kinds, outcome):
    footer = Block(Role.BOILERPLATE, "Corrections Ethics Staff")
    place = Quote("boilerplate:2", 0, 11)
    policies = tuple(Policy(kind, f"https://a.example/{kind}", place) for kind in kinds)
    seen = observe_policies(reading(BODY, headline="x", after=(footer,), policies=policies))
    assert seen.outcome == outcome
    assert seen.evidence


def test_contact_details_count_and_plain_text_without_them_is_unknown(reading):
    footer = Block(Role.BOILERPLATE, "Email: desk@a.example")
    contact = Publisher("A", "a.example", (Quote("boilerplate:1", 7, 21),))
    seen = observe_policies(reading(BODY, after=(footer,), publisher=contact, source="text"))
    assert (seen.outcome, seen.evidence[0].quote) == ("partial", "desk@a.example")
    assert observe_policies(reading(BODY, source="text")).outcome == "unknown"
