"""Named and unnamed sources, quotations and links: what counts, and what does not."""

import pytest

from server.article import Byline, BylineKind, Genre, GenreName, Link, Publisher
from server.signals.sourcing import (
    classed,
    observe_links_out,
    observe_named_sources,
    observe_quotations,
    observe_unnamed_sources,
)
from server.signals.speech import speech_of

HEADLINE = "Council votes on the bridge"
PLAIN = "The bridge was built in 1931 and carries 12,000 cars a day."


@pytest.mark.parametrize(
    ("text", "outcome", "names"),
    [
        ("Ann Lee said it was late. According to the Ministry of Health, it was not.", "pass",
         ["Ann Lee", "Ministry of Health"]),
        ("Ann Lee said it was late. Lee added that she was sorry. She said so twice.", "partial",
         ["Ann Lee"]),
        ("Police said two men were held.", "partial", []),
        (PLAIN, "fail", []),
        ("The United States is large. He was told to leave.", "fail", []),
        ("“Ann Lee said it was late,” the note read.", "fail", []),
    ],
)  # fmt: skip
def test_named_sources(reading, text, outcome, names):
    seen = observe_named_sources(reading(text, headline=HEADLINE))
    assert (seen.outcome, seen.details["names"]) == (outcome, names)
    assert seen.evidence


def test_long_articles_need_a_third_source(reading):
    two = "Ann Lee said it was late. Bo Kim said it was not."
    filler = "The bridge was built in 1931. " * 120
    assert observe_named_sources(reading(two)).outcome == "pass"
    assert observe_named_sources(reading(two, filler)).outcome == "partial"
    three = two + " Cy Poe wrote that both were wrong."
    assert observe_named_sources(reading(three, filler)).outcome == "pass"


def test_a_pronoun_means_whoever_was_named_last(reading):
    read = reading("Rosa Mendes remembers the day. “My father came home,” she said.")
    assert [item.name for item in speech_of(read).attributions] == ["Rosa Mendes"]
    read = reading("Rosa Mendes, 34, spoke first. Then they said it was late.")
    assert [item.name for item in speech_of(read).attributions] == [""]


def test_labelled_opinion_need_not_cite_anyone(reading):
    opinion = Genre(GenreName.OPINION, labelled=True)
    assert observe_named_sources(reading(PLAIN, genre=opinion)).outcome == "not_applicable"
    unlabelled = Genre(GenreName.OPINION, labelled=False)
    seen = observe_named_sources(reading(PLAIN, headline=HEADLINE, genre=unlabelled))
    assert seen.outcome == "fail"


@pytest.mark.parametrize("language", [None, "xx", "zh"])
def test_a_language_without_word_lists_is_unknown_never_a_fail(reading, language):
    read = reading(PLAIN, headline=HEADLINE, language=language)
    for observe in (observe_named_sources, observe_unnamed_sources):
        assert observe(read).outcome == "unknown"


@pytest.mark.parametrize(
    ("text", "outcome", "finding"),
    [
        ("Ann Lee said it was late.", "pass", "all_named"),
        ("A senior official, speaking on condition of anonymity because she was not allowed to "
         "speak in public, said it was late.", "pass", "reasons_given"),
        ("Ann Lee said it was late. A senior official said it was not.", "partial", "beside_named"),
        ("Sources familiar with the matter said it was late. An aide said it was not.", "fail",
         "unexplained"),
        (PLAIN, "not_applicable", "nobody_cited"),
    ],
)  # fmt: skip
def test_unnamed_sources(reading, text, outcome, finding):
    seen = observe_unnamed_sources(reading(text))
    assert (seen.outcome, seen.finding) == (outcome, finding)
    assert seen.evidence or outcome == "not_applicable"


@pytest.mark.parametrize(
    ("paragraphs", "outcome", "floating"),
    [
        (["“We are three weeks late,” said Ann Lee."], "pass", 0),
        (['"We are three weeks late," Ann Lee said.'], "pass", 0),
        (["Ann Lee was blunt: “We are three weeks late.”"], "pass", 0),
        (["Ann Lee said the work was late.", "“We are three weeks behind by now.”"], "pass", 0),
        (["“We are three weeks late.” Nobody owned up to the line."], "fail", 1),
        (
            ["“We are three weeks late,” said Ann Lee.", PLAIN, "“It will never be done at all.”"],
            "partial", 1,
        ),
        (["The film “Late Again” opens on Friday."], "not_applicable", None),
        (["The plan is “on hold” for now."], "not_applicable", None),
    ],
)  # fmt: skip
def test_quotations(reading, paragraphs, outcome, floating):
    seen = observe_quotations(reading(*paragraphs))
    assert (seen.outcome, seen.details.get("floating")) == (outcome, floating)


def test_a_quotation_that_runs_over_paragraphs_is_one_speaker(reading):
    read = reading("“We started late,” said Ann Lee. “Then it rained.", "“After that we stopped.”")
    assert observe_quotations(read).outcome == "pass"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://example.org/reports/2026.pdf", "document"),
        ("https://www.documentcloud.org/documents/1", "document"),
        ("https://doi.org/10.1000/182", "study"),
        ("https://www.nature.com/articles/s1", "study"),
        ("https://www.gov.uk/guidance/x", "official"),
        ("https://data.census.gov/table", "official"),
        ("https://pib.gov.in/PressRelease", "official"),
        ("https://www.who.int/news/item/1", "official"),
        ("https://rival.example/2026/story", "publisher"),
        ("https://rival.example/", "home"),
        ("https://news.paper.example/tag/bridge", "self"),
        ("https://x.com/someone/status/1", "social"),
        ("https://m.facebook.com/page", "social"),
        ("https://www.amazon.com/dp/B00?tag=paper-20", "affiliate"),
        ("https://shop.example/item?affid=9", "affiliate"),
        ("mailto:desk@paper.example", "other"),
        ("javascript:void(0)", "other"),
        ("https://[broken", "other"),
    ],
)
def test_links_are_classed(url, kind):
    assert classed(Link(url, "x"), "paper.example") == kind


def test_a_sponsored_link_is_affiliate_whatever_its_address():
    assert classed(Link("https://www.gov.uk/x", "x", rel="sponsored"), "a.example") == "affiliate"


@pytest.mark.parametrize(
    ("urls", "outcome", "finding"),
    [
        (["https://www.gov.uk/guidance/x"], "pass", "primary"),
        (["https://a.example/story", "https://b.example/story"], "pass", "publishers"),
        (["https://a.example/story"], "partial", "one_publisher"),
        (["https://x.com/a/status/1"], "partial", "social_only"),
        (["https://paper.example/tag/bridge"], "fail", "no_links"),
        ([], "fail", "no_links"),
    ],
)
def test_links_out(reading, urls, outcome, finding):
    links = tuple(Link(url, "the report", block=1) for url in urls)
    paper = Publisher("Paper", "paper.example")
    seen = observe_links_out(reading(PLAIN, headline=HEADLINE, links=links, publisher=paper))
    assert (seen.outcome, seen.finding) == (outcome, finding)
    assert seen.evidence


def test_links_outside_the_body_do_not_count(reading):
    links = (Link("https://www.gov.uk/x", "x", block=0), Link("https://doi.org/1", "y"))
    assert observe_links_out(reading(PLAIN, headline=HEADLINE, links=links)).finding == "no_links"


def test_agency_copy_and_plain_text_are_not_blamed_for_links(reading):
    wire = Byline("Reuters", BylineKind.AGENCY, agencies=("Reuters",))
    assert observe_links_out(reading(PLAIN, byline=wire)).outcome == "not_applicable"
    assert observe_links_out(reading(PLAIN, source="text")).outcome == "unknown"
