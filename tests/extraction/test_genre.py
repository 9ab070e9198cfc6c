"""What a page says it is: label, kicker, schema.org type, address, wire marks."""

import pytest

from server.article import Block, GenreName, Role
from server.extraction.genre import find_genre, label_genre

HEADLINE = Block(Role.HEADLINE, "Council closes old bridge for two years")
BODY = Block(Role.BODY, "The town council voted on Tuesday to close the old bridge.")


def genre(*blocks, types=(), sections=None, url=None):
    return find_genre(blocks, frozenset(types), sections or {}, url)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Opinion", GenreName.OPINION), ("OPINIÓN", GenreName.OPINION),
        ("Kommentar", GenreName.OPINION),
        ("संपादकीय", GenreName.OPINION), ("社説", GenreName.OPINION), ("رأي", GenreName.OPINION),
        ("News Analysis", GenreName.ANALYSIS), ("Análisis", GenreName.ANALYSIS),
        ("Film review", GenreName.REVIEW), ("Satire", GenreName.SATIRE),
        ("Anzeige", GenreName.SPONSORED),
        ("Sponsored content", GenreName.SPONSORED), ("प्रायोजित", GenreName.SPONSORED),
        ("Press Release", GenreName.PRESS_RELEASE), ("Opinion | Columnist", GenreName.OPINION),
    ],
)  # fmt: skip
def test_a_kicker_labels_the_article(label, name):
    found = genre(Block(Role.KICKER, label), HEADLINE, BODY)
    assert (found.name, found.labelled, found.source) == (name, True, "kicker")
    assert found.where.address == "kicker:0"


@pytest.mark.parametrize("text", ["World", "Opinion polls tighten in the north", "Markets", ""])
def test_a_section_or_a_title_is_no_label(text):
    assert label_genre(text) is None


def test_a_menu_item_above_the_headline_labels_nothing():
    menu = [Block(Role.BOILERPLATE, item) for item in ("News", "Sport", "Opinion")]
    assert genre(*menu, HEADLINE, BODY).name is GenreName.REPORT


def test_a_comment_button_labels_nothing():
    assert genre(HEADLINE, Block(Role.BOILERPLATE, "Comment"), BODY).name is GenreName.REPORT


def test_a_label_at_the_headline_s_start_is_quoted():
    found = genre(Block(Role.HEADLINE, "Opinion: Close the bridge"), BODY)
    assert (found.name, found.where.end) == (GenreName.OPINION, len("Opinion:"))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("OpinionNewsArticle", GenreName.OPINION), ("AnalysisNewsArticle", GenreName.ANALYSIS),
        ("ReviewNewsArticle", GenreName.REVIEW), ("SatiricalArticle", GenreName.SATIRE),
        ("AdvertiserContentArticle", GenreName.SPONSORED),
    ],
)  # fmt: skip
def test_schema_types_are_no_visible_label(kind, name):
    found = genre(HEADLINE, BODY, types={kind}, sections={"jsonld.type": f"{kind}, NewsArticle"})
    assert (found.name, found.labelled, found.source) == (name, False, "schema")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.example/opinion/2024/close-the-bridge", GenreName.OPINION),
        ("https://x.example/sponsored/close-the-bridge", GenreName.SPONSORED),
        ("https://x.example/news/opinion-polls-tighten", GenreName.REPORT),
        ("https://x.example/opinion", GenreName.REPORT),
        ("http://[bad", GenreName.REPORT),
    ],
)
def test_addresses(url, name):
    assert genre(HEADLINE, BODY, url=url).name is name


@pytest.mark.parametrize(
    "text",
    [
        "SAN FRANCISCO, Dec. 22, 2023 /PRNewswire/ -- Acme today announced a bridge.",
        "NEW YORK--(BUSINESS WIRE)--Acme today announced a bridge.",
        "OSLO, Dec. 22, 2023 (GLOBE NEWSWIRE) -- Acme today announced a bridge.",
        "(This is a press release issued through Newsvoir.)",
    ],
)
def test_press_release_wires(text):
    found = genre(HEADLINE, Block(Role.BODY, text))
    assert found.name is GenreName.PRESS_RELEASE
    assert text[found.where.start : found.where.end]


def test_sponsored_wins_over_opinion_and_a_label_over_the_address():
    blocks = [Block(Role.KICKER, "Opinion"), HEADLINE, BODY]
    assert genre(*blocks, url="https://x.example/sponsored/a").name is GenreName.SPONSORED
    assert genre(*blocks, url="https://x.example/opinion/a").labelled
