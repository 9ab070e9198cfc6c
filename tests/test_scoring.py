"""The pipeline from a page to its card: the same every time, picklable, located, golden.

A golden page's folder holds card.json, what the card says of it; `make pages` rewrites it, and
the diff is the review.
"""

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server import rubric
from server.card import Outcome
from server.scoring import Page, extracted, score

PAGES = Path(__file__).parent / "pages"
FOLDERS = sorted(path for path in PAGES.iterdir() if path.is_dir())
each_page = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def page_of(folder):
    """The page as it would be posted."""
    posted = {}
    if (folder / "expected.json").exists():
        posted = json.loads((folder / "expected.json").read_text("utf-8"))
    url, charset = posted.get("url"), posted.get("charset")
    if (folder / "page.txt").exists():
        return Page(text=(folder / "page.txt").read_text("utf-8"), url=url)
    return Page(html=(folder / "page.html").read_bytes(), url=url, charset=charset)


def summary(card):
    """What a golden card pins: the rating, and each signal with its evidence."""
    rating = {key: getattr(card.rating, key) for key in ("status", "reason", "band")}
    signals = {
        item.id: [item.outcome.value, item.finding, *(found.quote for found in item.evidence)]
        for item in card.signals
    }
    return {"rating": {**rating, "score": card.rating.score}, "signals": signals}


@each_page
def test_golden_card(folder):
    pinned = folder / "card.json"
    assert pinned.exists(), "run `make pages` and review what it writes"
    assert summary(score(page_of(folder))) == json.loads(pinned.read_text("utf-8"))


@each_page
def test_evidence_is_what_stands_on_the_page(folder):
    page = page_of(folder)
    article, card = extracted(page), score(page)
    places = [item for signal in card.signals for item in signal.evidence]
    places += [prediction.evidence for prediction in card.predictions]
    for item in places:
        text = article.text_at(item.block)
        assert item.quote
        assert text[item.start : item.end] == item.quote
        assert text[: item.start].endswith(item.prefix)
        assert text[item.end :].startswith(item.suffix)
    for prediction in card.predictions:
        for start, end in prediction.spans:
            assert 0 <= start < end <= len(prediction.evidence.quote)


@each_page
def test_every_point_is_explained(folder):
    card = score(page_of(folder))
    counted = [s for s in card.signals if s.outcome in rubric.EARNS]
    if card.rating.score is not None:
        earned = sum(signal.points for signal in counted)
        assert card.rating.score == round(100 * earned / sum(s.max_points for s in counted))
    for signal in card.signals:
        assert signal.summary
        assert "{" not in signal.summary.replace("{}", "")
        assert signal.evidence or signal.outcome not in rubric.EARNS
        assert signal.points <= signal.max_points


@each_page
def test_same_page_same_card(folder):
    one, other = (score(page_of(folder)).to_dict() for _ in range(2))
    one.pop("scored_at"), other.pop("scored_at")
    assert json.dumps(one) == json.dumps(other)


def test_a_page_and_its_card_can_be_pickled():
    page = page_of(PAGES / "seed-as-text")
    card = score(pickle.loads(pickle.dumps(page)))
    assert pickle.loads(pickle.dumps(card)).to_dict() == card.to_dict()


@pytest.mark.parametrize(
    "page",
    [
        Page(),
        Page(text=""),
        Page(html=b""),
        Page(html=""),
        Page(text=" \n "),
        Page(html=b"\xff\x00"),
    ],
)
def test_an_empty_page_gets_a_card_that_says_so(page):
    card = score(page)
    assert card.rating.status == "not_rated"
    assert card.rating.summary


def test_the_identity_of_a_card_is_its_content_not_its_markup():
    one = Page(html="<h1>Council meets</h1><p>The  council met on Monday.</p>")
    other = Page(html="<h1>Council meets</h1>\n\n<p>The council met   on Monday.</p>")
    third = Page(html="<h1>Council meets</h1><p>The council met on Friday.</p>")
    assert score(one).id == score(other).id
    assert score(one).id != score(third).id


def test_space_changes_nothing():
    text = (PAGES / "seed-as-text" / "page.txt").read_text("utf-8")
    airy = text.replace("\n", "\n \n")
    assert summary(score(Page(text=text))) == summary(score(Page(text=airy)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_scoring_never_raises(content):
    for page in (Page(html=content), Page(text=content.decode("utf-8", "replace"))):
        card = score(page)
        assert {signal.outcome for signal in card.signals} <= set(Outcome)
        json.dumps(card.to_dict())


def test_the_card_is_plain_json_with_all_that_the_contract_names():
    card = score(page_of(PAGES / "seed-as-text")).to_dict()
    assert json.loads(json.dumps(card)) == card
    assert set(card) == {
        "id", "url", "language", "article", "rating", "statement", "sections", "signals",
        "measures", "predictions", "not_checked", "versions", "scored_at", "card_version",
    }  # fmt: skip
    assert len(card["signals"]) == len(rubric.WEIGHTS)
    assert card["versions"]["rubric"] == rubric.VERSION


@pytest.fixture(scope="module")
def seed():
    """The card of the issue's own article, flattened to text (issue A.3)."""
    return score(page_of(PAGES / "seed-as-text"))


def test_the_seed_article_is_too_short_to_rate_and_says_so(seed):
    assert seed.article["word_count"] < rubric.MIN_WORDS
    assert (seed.rating.status, seed.rating.reason) == ("not_rated", "too_short")


def test_the_seed_articles_flags_show_all_the_same(seed):
    signals = {signal.id: signal for signal in seed.signals}
    image = signals["ai_image_disclosure"]
    assert image.outcome is Outcome.PASS
    assert image.evidence[0].quote == (
        "This image is AI-generated and does not depict any real-life event or location. It "
        "is a fictional representation created for illustrative purposes only."
    )
    agency = signals["agency_attribution"]
    assert agency.outcome is Outcome.PARTIAL
    assert "With inputs from agencies" in agency.evidence[0].quote
    assert signals["author"].finding == "desk"
    assert signals["dates"].outcome is Outcome.PASS
    assert signals["policies"].evidence


def test_the_seed_articles_measures_are_of_the_body_alone(seed):
    assert seed.measures["readability"]["words"] == seed.article["word_count"]
    assert "sentiment" in seed.measures
