"""The card on a terminal: readable, coloured where it can be, and obeying nothing of the page's."""

import io
import json

import pytest
from click.testing import CliRunner
from rich.console import Console

from server.cli import main
from server.terminal import clean, show

CARD = {
    "url": "https://news.example/a",
    "article": {
        "headline": "Council approves bridge",
        "byline": {"text": "By Ann Example"},
        "published": "2026-01-12T09:30:00+00:00",
    },
    "rating": {
        "status": "rated", "score": 71, "low": 60, "high": 80, "band_title": "Shows much",
        "summary": "Much can be checked.",
    },
    "statement": "Not whether it is true.",
    "sections": [
        {"id": "provenance", "title": "Where it comes from"}, {"id": "genre", "title": "Labels"},
    ],
    "signals": [
        {
            "section": "provenance", "title": "Author", "outcome": outcome, "summary": "Seen.",
            "points": 3.0, "max_points": 6, "evidence": [{"quote": f"quote {n}"} for n in range(4)],
        }
        for outcome in ("pass", "partial", "fail", "unknown", "not_applicable")
    ],
    "measures": {"readability": {"words": 300, "flesch": 61.25}, "sentiment": {"whole": None}},
    "not_checked": ["Whether it is true."],
}  # fmt: skip


def shown(card, **options):
    """What is printed of a card."""
    out = io.StringIO()
    show(card, Console(file=out, width=80, highlight=False, **options))
    return out.getvalue()


def test_every_part_is_there():
    text = shown(CARD)
    for part in (
        "Council approves bridge", "By Ann Example", "71 of 100", "Range 60 to 80", "Shows much",
        "Where it comes from", "3/6", "“quote 0”", "and 2 more", "flesch 61.25", "Not checked",
        "Not whether it is true.",
    ):  # fmt: skip
        assert part in text
    assert "Labels" not in text  # a section without signals
    assert "\x1b" not in text


def test_colour_is_for_terminals():
    assert "\x1b[" in shown(CARD, force_terminal=True, color_system="standard")


def test_no_score_is_said():
    rating = {**CARD["rating"], "status": "not_rated", "score": None, "summary": "Too short."}
    text = shown({**CARD, "rating": rating})
    assert "Not rated" in text
    assert "Too short." in text


HOSTILE = "[bold red]x[/] \x1b[2J\x1b]0;title\x07\x9b31m\u202e\r\n\x00"


def test_the_page_drives_neither_the_terminal_nor_the_markup():
    card = {**CARD, "article": {"headline": HOSTILE}, "url": HOSTILE}
    card["signals"] = [{**CARD["signals"][0], "summary": HOSTILE, "evidence": [{"quote": HOSTILE}]}]
    text = shown(card)
    assert "[bold red]x[/]" in text
    for character in "\x1b\x07\x9b\u202e\x00":
        assert character not in text


@pytest.mark.parametrize("text", ["", "plain", "é日本语", "\ud800"])
def test_clean_text_stays(text):
    assert clean(text) == text.replace("\ud800", " ")


STORY = (
    "Council approves new bridge after years of talks\n\nBy Ann Example\n\n"
    + "The council met on Monday, she said. " * 40
)


def test_a_file_and_standard_input_give_one_card(tmp_path):
    file = tmp_path / "page.txt"
    file.write_text(STORY, "utf-8")
    run = CliRunner()
    cards = [
        json.loads(run.invoke(main, ["score", str(file), "--json"]).stdout),
        json.loads(run.invoke(main, ["score", "-", "--json"], input=STORY.encode()).stdout),
    ]
    for card in cards:
        card.pop("scored_at")
    assert cards[0] == cards[1]
    assert cards[0]["article"]["headline"] == STORY.partition("\n")[0]
    assert "Council approves" in run.invoke(main, ["score", str(file)]).stdout


def test_html_in_another_encoding_is_read(tmp_path):
    file = tmp_path / "page.html"
    page = "<html><meta charset=windows-1251><h1>Совет одобрил мост</h1><p>" + "Текст. " * 50
    file.write_bytes(page.encode("windows-1251"))
    out = CliRunner().invoke(main, ["score", str(file), "--json", "--url", "https://a.example/x"])
    card = json.loads(out.stdout)
    assert card["article"]["headline"] == "Совет одобрил мост"
    assert card["url"] == "https://a.example/x"
