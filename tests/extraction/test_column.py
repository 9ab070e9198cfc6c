"""What stands in an article in boxes of another shape than its paragraphs' is not its body."""

import pytest

from server.article import Article, Role
from server.extraction import extract

BODY = [
    "The council met on Tuesday and voted for the plan, which had been delayed for a year.",
    "The mayor, Ann Lee, told the meeting that work would start before the end of the month.",
    "Traders asked for a longer notice, and the clerk promised to write to each of them.",
    "The next meeting is in June, when the council will hear what the first stage has cost.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in BODY)
NOTE = "This image is AI-generated and shows no real event."
COLUMN = "".join(f"<p>{text}</p>" for text in BODY * 3)
SOLD = "The evening letter brings you the news of the town, and it is free for every reader."


def page(body: str, after: str = "") -> Article:
    """A news page with its paragraphs, and something after its article's body."""
    return extract(
        f"<html lang=en><title>Council passes the plan</title><body><article>"
        f"<h1>Council passes the plan</h1><div class=b>{body}</div>{after}</article></body></html>",
        "https://post.example/council-passes-plan",
    )


def texts(article: Article, *roles: Role) -> list[str]:
    """The texts of the blocks with a role."""
    return [block.text for _, block in article.with_role(*roles)]


def with_box(box: str) -> str:
    """Paragraphs with a box among them whose names say nothing."""
    return COLUMN[: len(COLUMN) // 3] + box + COLUMN[len(COLUMN) // 3 :]


APART = {
    "a form": f"<div class=x1><p>{SOLD}</p><form><input name=a><button>Go</button></form></div>",
    "a card of several lines": f"<div class=x2><h3>Letters</h3><p>{SOLD}</p><p>Daily.</p></div>",
    "a card with a picture and links": "<section class=x3><img src=b.jpg><p>Read on</p>"
    f"<p>{SOLD}</p><p>One</p><p>Two</p><p>Three</p></section>",
}


@pytest.mark.parametrize("box", APART.values(), ids=APART.keys())
def test_a_box_of_another_shape_is_not_body(box: str) -> None:
    article = page(body=with_box(box))
    assert SOLD not in article.body
    assert article.body.count("The next meeting is in June") == 3


def test_a_line_boxed_with_a_picture_is_its_caption() -> None:
    box = "<div class=x4><img src=c.jpg><div class=x5><p>The bridge as it stood.</p></div></div>"
    assert "The bridge as it stood." in texts(page(body=with_box(box)), Role.CAPTION)


def test_a_disclosure_in_a_box_of_its_own_is_kept() -> None:
    note = "This article was written with the help of AI and checked by an editor."
    box = f"<div class=x6><img src=i.png><p>{note}</p><p>{SOLD}</p><button>More</button></div>"
    article = page(body=with_box(box))
    assert note in texts(article, Role.TAIL, Role.EDITOR_NOTE)
    box = f"<div class=x7><img src=i.png><p>{NOTE}</p></div>"
    assert NOTE in texts(page(body=with_box(box)), Role.CAPTION)


@pytest.mark.parametrize(
    "box",
    [
        "<ul><li>The first stage costs two million.</li><li>The second costs three.</li></ul>",
        "<blockquote><p>We have waited ten years for this bridge.</p></blockquote>",
        "<div class=x8><p>One paragraph is set in a box of its own, as is done.</p></div>",
        "<table><tr><td>Stage</td><td>Two million for the pillars and the deck.</td></tr></table>",
    ],
    ids=["list", "quotation", "paragraph", "table"],
)
def test_what_is_set_among_the_paragraphs_stays(box: str) -> None:
    plain, boxed = page(body=COLUMN).body, page(body=with_box(box)).body
    assert len(boxed) > len(plain)


def test_every_paragraph_in_a_box_of_its_own_is_a_column() -> None:
    boxes = "".join(f"<div class=p{n % 2}><p>{text}</p></div>" for n, text in enumerate(BODY * 2))
    assert page(body=boxes).body.count("\n\n") == 7


def test_a_subtitle_below_the_first_paragraph_is_a_subheading() -> None:
    article = page(body=f"<p>{BODY[0]}</p><h3 class=subhead>What it will cost</h3>{PARAGRAPHS}")
    assert "What it will cost" in article.body


def test_a_second_headline_of_the_same_kind_opens_another_article() -> None:
    other = COLUMN.replace("council", "harbour board")
    article = extract(
        "<html lang=en><title>Council passes the plan</title><body><div class=m>"
        f"<div><h1 class=t>Council passes the plan</h1><div class=b>{COLUMN}</div></div>"
        f"<div><h1 class=t>Harbour board meets in May</h1><div class=b>{other}</div></div></div>",
        "https://post.example/council-passes-plan",
    )
    assert BODY[0] in article.body
    assert "harbour board met" not in article.body


def test_consent_text_longer_than_a_short_article_is_not_its_body() -> None:
    asked = "".join(
        f"<p>Purpose {n}: this site and its partners store what you read to measure it, too.</p>"
        for n in range(18)
    )
    article = page(PARAGRAPHS, f"</article><div class=z><div class=zz>{asked}</div></div>")
    assert "Purpose 3" not in article.body
    assert BODY[0] in article.body
