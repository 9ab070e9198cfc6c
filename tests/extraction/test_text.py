"""Flattened pages and pasted articles: the same facts as from their HTML."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.article import Article, BylineKind, Role
from server.extraction.text import extract_text

PAGES = Path(__file__).parent.parent / "pages"


@pytest.fixture(scope="module")
def seed() -> Article:
    return extract_text((PAGES / "seed-as-text" / "page.txt").read_text(encoding="utf-8"))


def texts(article: Article, role: Role) -> list[str]:
    return [block.text for _, block in article.with_role(role)]


def test_seed_headline_standfirst_and_byline(seed):
    assert seed.headline == "Bessent Rallies Allies for Resilient Mineral Supply Chains"
    assert seed.standfirst.startswith("U.S. Treasury Secretary Scott Bessent met with")
    assert seed.standfirst.endswith("technology and defense industries.")
    assert seed.byline.text == "Devdiscourse News Desk"
    assert seed.byline.kind is BylineKind.DESK
    assert seed.byline.names == ()


def test_seed_dates_are_day_first_and_in_indian_time(seed):
    assert seed.published.value == "2026-01-13T04:34:00+05:30"
    assert seed.modified.value == "2026-01-13T04:34:00+05:30"
    assert seed.published.where != seed.modified.where


def test_seed_body_is_its_three_paragraphs(seed):
    body = texts(seed, Role.BODY)
    assert [line.split()[0] for line in body] == ["U.S.", "The", "Representatives"]
    assert body[-1].endswith("underscoring geopolitical tensions over mineral resources.")


def test_seed_keeps_disclosure_and_agency_line_apart_from_the_body(seed):
    assert texts(seed, Role.CAPTION) == [
        "This image is AI-generated and does not depict any real-life event or location. "
        "It is a fictional representation created for illustrative purposes only."
    ]
    assert texts(seed, Role.TAIL) == ["(With inputs from agencies.)"]


def test_seed_contacts_are_read_from_the_footer(seed):
    assert [quoted(seed, quote) for quote in seed.publisher.contacts] == [
        "info@devdiscourse.com",
        "+91-720-6444012",
        "+91-7027739813",
    ]


def quoted(article: Article, quote) -> str:
    return article.text_at(quote.address)[quote.start : quote.end]


PARAGRAPHS = [
    "The town council voted on Tuesday to close the old bridge for two years of repairs, "
    "despite the protest of shopkeepers on the northern bank who fear for their trade.",
    "Engineers found cracks in three of the seven piers last spring, and the inspection report "
    "advised against letting heavier lorries across before the winter floods.",
    '"We had no choice," said the mayor, who promised a free ferry for schoolchildren.',
]


def test_pasted_article_without_furniture():
    article = extract_text("Council closes old bridge for two years\n\n" + "\n\n".join(PARAGRAPHS))
    assert article.headline == "Council closes old bridge for two years"
    assert texts(article, Role.BODY) == PARAGRAPHS


def test_a_single_paragraph_is_a_body():
    assert texts(extract_text(PARAGRAPHS[0]), Role.BODY) == PARAGRAPHS[:1]


def test_lines_broken_at_a_fixed_width_are_joined():
    wrapped = (
        "Council closes old bridge for two years\n\n"
        "The town council voted on Tuesday to close the old bridge for two\n"
        "years of repairs, despite the protest of shopkeepers on the northern\n"
        "bank who fear for their trade.\n\n"
        "Engineers found cracks in three of the seven piers last spring, and\n"
        "the inspection report advised against letting heavier lorries across\n"
        "before the winter floods.\n"
    )
    article = extract_text(wrapped)
    assert article.headline == "Council closes old bridge for two years"
    assert texts(article, Role.BODY) == PARAGRAPHS[:2]


def test_markdown_marks_are_taken_off():
    article = extract_text(
        "# Council closes old bridge\n\n*By Jane Roe*\n\n"
        "The **town council** voted on Tuesday to close the [old bridge](https://example.org/b) "
        "for two years of repairs.\n\n" + PARAGRAPHS[1]
    )
    assert article.headline == "Council closes old bridge"
    assert article.byline.names == ("Jane Roe",)
    assert texts(article, Role.BODY)[0] == (
        "The town council voted on Tuesday to close the old bridge for two years of repairs."
    )


HOSTILE = {
    "one word": "a" * 1_000_000,
    "one letter a line": "a\n" * 500_000,
    "dates": "12 January 2024 at 10:30\n" * 40_000,
    "brackets": "[a](" * 250_000,
    "wrapped": ("word " * 14 + "\n") * 14_000,
    "ideographs": "漢" * 1_000_000,
    "addresses": "a@b." * 250_000,
    "comments": "Jane says:\nReply\n" * 60_000,
    "surrogates": "\ud800" * 1_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_of_anything_takes_bounded_time(text):
    start = time.process_time()
    extract_text(text, "https://www.ellery.example/one-two-three-four")
    assert time.process_time() - start < 4


def test_what_follows_a_thread_of_comments_is_not_the_article():
    thread = "".join(
        f"Reader {n} says:\nJanuary 3, 2024 at 10:1{n} am\nI have crossed that bridge every day "
        "of my life and I never saw a crack in it, so who are they kidding, one wonders.\nReply\n"
        for n in range(4)
    )
    page = "Council closes old bridge for two years\n\n" + "\n\n".join(PARAGRAPHS) + "\n" + thread
    assert texts(extract_text(page), Role.BODY) == PARAGRAPHS


def test_the_address_tells_the_headline_among_other_titles():
    page = "\n".join(
        ["News", "Sport", "Storm hits northern coast", "Council closes old bridge for two years",
         "Minister resigns over ferry deal", *PARAGRAPHS]
    )  # fmt: skip
    article = extract_text(page, "https://www.ellery.example/news/council-closes-old-bridge")
    assert article.headline == "Council closes old bridge for two years"


def test_menus_consent_and_related_lists_are_boilerplate():
    page = "\n".join(
        ["Home", "News", "Council closes old bridge for two years", "By Jane Doe", "3 May 2024",
         *PARAGRAPHS, "(With inputs from agencies)", "Related stories", "Storm hits northern coast",
         "We use cookies and other tools to improve this site, as our privacy policy explains in "
         "some detail, and to show you advertisements that fit your interests.", "© 2024 Echo"]
    )  # fmt: skip
    article = extract_text(page)
    assert texts(article, Role.BODY) == PARAGRAPHS
    assert texts(article, Role.TAIL) == ["(With inputs from agencies)"]
    assert article.byline.names == ("Jane Doe",)
    assert article.published.value == "2024-05-03"


def test_relative_dates_need_to_know_when_the_page_was_seen():
    page = "Council closes old bridge\nBy Jane Doe\nPublished 2 hours ago\n" + "\n".join(PARAGRAPHS)
    assert extract_text(page).published is None
    seen = datetime(2026, 1, 13, 12, 0, tzinfo=UTC)
    assert extract_text(page, now=seen).published.value == "2026-01-13"


@given(st.text(max_size=2000))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_and_every_quote_gives_back_its_text(text):
    article = extract_text(text)
    stamps = [stamp.where for stamp in article.stamps if stamp.where]
    quotes = [q for q in [article.byline.where, *stamps, *article.publisher.contacts] if q]
    assert all(quoted(article, quote) for quote in quotes)
    assert all(block.text for block in article.blocks)


def test_lines_about_the_author_end_a_flattened_article():
    prose = [
        f"The council of ward {n} met on Tuesday and voted for the plan, which had been delayed."
        for n in range(14)
    ]
    bio = "Ada Brice is a senior reporter who covers the harbour and its people."
    after = "The evening letter has more of this for you."
    article = extract_text("\n".join(["Council passes the plan", *prose, bio, after]))
    assert texts(article, Role.BODY) == prose
    assert texts(article, Role.TAIL) == [bio]
