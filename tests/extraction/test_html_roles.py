"""What stands around the body of an HTML page is kept, with its role, whatever the markup."""

import subprocess
import sys

import pytest

from server.article import Article, Role
from server.extraction import extract, second

BODY = [
    "The council met on Tuesday and voted for the plan, which had been delayed for a year.",
    "The mayor, Ann Lee, told the meeting that work would start before the end of the month.",
    "Traders asked for a longer notice, and the clerk promised to write to each of them.",
    "The next meeting is in June, when the council will hear what the first stage has cost.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in BODY)
NOTE = "This image is AI-generated and shows no real event."
CAPTION = "The old bridge seen from the quay on Monday"
NAV = "<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>"
RELATED = (
    "<ul class='related'><li><a href='/1'>Harbour to be dredged before the summer</a></li>"
    "<li><a href='/2'>School roof repaired after a long winter</a></li></ul>"
)


def page(before: str = "", inside: str = "", after: str = "", body: str = PARAGRAPHS) -> Article:
    """A news page with something before, inside and after its paragraphs."""
    return extract(
        f"<html lang=en><head><title>Council passes the plan | The Post</title></head><body>{NAV}"
        f"<article><h1>Council passes the plan</h1>{before}<div class='article-body'>{body}"
        f"{inside}</div>{after}</article>{RELATED}<footer>© The Post</footer></body></html>",
        "https://post.example/council-passes-plan",
    )


def texts(article: Article, *roles: Role) -> list[str]:
    """The texts of the blocks with a role."""
    return [block.text for _, block in article.with_role(*roles)]


CAPTIONS = {
    "figure": "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
    "figure without figcaption": "<figure><img src=a.jpg><div>{}</div></figure>",
    "div.caption": "<div><img src=a.jpg><div class='caption'>{}</div></div>",
    "wp-caption": "<div class='wp-caption'><img src=a.jpg><p class='wp-caption-text'>{}</p></div>",
    "span after the image": "<div class='pic'><img src=a.jpg><span class='caption'>{}</span></div>",
    "span class in a paragraph": "<p><img src=a.jpg><span class='img-caption'>{}</span></p>",
    "amp": "<amp-img src=a.jpg></amp-img><figcaption>{}</figcaption>",
    "drupal field": "<div class='field-image'><img src=a.jpg></div>"
    "<div class='field field--name-field-image-caption'>{}</div>",
    "arc": "<figure class='ts-image'><img src=a.jpg>"
    "<figcaption class='a-caption'><span>{}</span></figcaption></figure>",
    "ghost": "<figure class='kg-card kg-image-card'><img class='kg-image' src=a.jpg>"
    "<figcaption>{}</figcaption></figure>",
    "substack": "<div class='captioned-image-container'><figure><img src=a.jpg>"
    "<figcaption class='image-caption'>{}</figcaption></figure></div>",
    "blogger": "<table class='tr-caption-container'><tr><td><img src=a.jpg></td></tr>"
    "<tr><td class='tr-caption'>{}</td></tr></table>",
    "cutline": "<div class='media'><img src=a.jpg><div class='cutline'>{}</div></div>",
    "described by": "<img src=a.jpg aria-describedby='c9'><div id='c9'>{}</div>",
    "image description": "<div class='photo'><img src=a.jpg></div>"
    "<div class='photo-description'>{}</div>",
}


@pytest.mark.parametrize("shape", CAPTIONS.values(), ids=CAPTIONS.keys())
@pytest.mark.parametrize("caption", [NOTE, CAPTION])
def test_captions_are_kept_out_of_the_body(shape: str, caption: str) -> None:
    for article in (page(before=shape.format(caption)), page(inside=shape.format(caption))):
        assert caption in texts(article, Role.CAPTION)
        assert texts(article, Role.BODY) == BODY


def test_a_linked_list_below_its_heading_leads_elsewhere() -> None:
    link = "<li>Story {0} is told in full <a href='/{0}'>over here</a>.</li>"
    links = "".join(link.format(n) for n in "123")
    body = PARAGRAPHS.replace("</p>", f"</p><h2>Don't miss</h2><ul>{links}</ul>", 1)
    assert texts(page(body=body), Role.BODY) == BODY
    kept = page(body=body.replace("Don't miss", "What each stage brings"))
    assert "Story 2 is told in full over here." in texts(kept, Role.BODY)


def test_a_plain_list_below_the_last_paragraph_is_body() -> None:
    items = "".join(f"<li>Span {n}: forty metres</li>" for n in range(3))
    article = page(inside=f"<h3>The bridge in figures</h3><ul>{items}</ul>")
    assert texts(article, Role.BODY)[-1] == "Span 2: forty metres"
    linked = page(inside=f"<ul>{items.replace('forty metres', '<a href=/x>forty metres</a>')}</ul>")
    assert texts(linked, Role.BODY) == BODY


def test_a_paragraph_beside_a_captioned_picture_is_body() -> None:
    boxed = (
        f"<div class='x9'><p>{BODY[0]}</p><figure><img src=a.jpg><figcaption>{CAPTION}"
        "</figcaption></figure></div>"
    )
    article = page(body=boxed + PARAGRAPHS.partition("</p>")[2] + PARAGRAPHS * 2)
    assert BODY[0] == texts(article, Role.BODY)[0]
    assert texts(article, Role.CAPTION) == [CAPTION]


def test_caption_belongs_to_its_image() -> None:
    article = page(before=CAPTIONS["figure"].format(NOTE))
    (image,) = article.images
    assert image.lead
    assert image.caption is not None
    assert article.blocks[image.caption].text == NOTE


@pytest.mark.parametrize(
    "shape", ["<p><img src=a.jpg></p><p>{}</p>", "<img src=a.jpg><div>{}</div>"]
)
def test_a_line_after_an_image_is_a_caption_by_its_words(shape: str) -> None:
    article = page(before=shape.format(NOTE))
    assert NOTE in texts(article, Role.CAPTION)


CREDITS = {
    "span": "<figure><img src=a.jpg><figcaption>The quay"
    "<span class='credit'>Photo: Ada Brice/AFP</span></figcaption></figure>",
    "overlay": "<div style='position:relative'><img src=a.jpg>"
    "<div class='image-credit'>Photo: Ada Brice/AFP</div></div>",
    "line break": "<figure><img src=a.jpg><figcaption>The quay.<br>Photo: Ada Brice/AFP"
    "</figcaption></figure>",
    "photographer": "<figure><img src=a.jpg><p class='photographer'>Photo: Ada Brice/AFP</p>"
    "</figure>",
}


@pytest.mark.parametrize("shape", CREDITS.values(), ids=CREDITS.keys())
def test_image_credits_are_kept(shape: str) -> None:
    article = page(before=shape)
    assert "Photo: Ada Brice/AFP" in texts(article, Role.CREDIT)
    assert article.images[0].credit is not None


TAILS = {
    "last paragraph": ("<p>(With inputs from agencies.)</p>", ""),
    "italics": ("<p><em>(With inputs from agencies.)</em></p>", ""),
    "after the share bar": ("", "<div class='share-bar'><a href='#'>Facebook</a></div>"
                            "<p>(With inputs from agencies.)</p>"),
    "footer of the article": ("", "<footer><p>(With inputs from agencies.)</p></footer>"),
    "division": ("<div class='x'>(With inputs from agencies.)</div>", ""),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "after"), TAILS.values(), ids=TAILS.keys())
def test_closing_lines_are_tails(inside: str, after: str) -> None:
    article = page(inside=inside, after=after)
    assert "(With inputs from agencies.)" in texts(article, Role.TAIL)
    assert texts(article, Role.BODY) == BODY


@pytest.mark.parametrize(
    "line",
    [
        "The Associated Press contributed to this report.",
        "Correction: an earlier version of this article gave the cost as £19 million.",
        "Editor's note: this story was updated with the mayor's answer.",
        "Additional reporting by Ada Brice and Tom Harries",
    ],
)
def test_notes_at_the_end_are_no_body(line: str) -> None:
    article = page(inside=f"<p>{line}</p>")
    assert line in texts(article, Role.TAIL, Role.EDITOR_NOTE)
    assert texts(article, Role.BODY) == BODY


def test_a_note_at_the_top_is_a_note() -> None:
    line = "Editor's note: this story was first published in May."
    article = page(body=f"<p>{line}</p>{PARAGRAPHS}")
    assert line in texts(article, Role.EDITOR_NOTE)
    assert texts(article, Role.BODY) == BODY


FURNITURE = {
    "newsletter": "<div class='newsletter-signup'><p>Get our morning letter, with all that "
    "happened while you were asleep, in your inbox.</p></div>",
    "related": "<div class='related-stories'><h3>Related</h3><p><a href='/x'>Ferry fares rise "
    "by four per cent in April</a></p></div>",
    "key takeaways": "<div class='ai-summary'><b>Key Takeaways</b><ul><li>The plan was passed "
    "by the council on Tuesday after a year.</li></ul></div>",
    "comments": "<div id='comments'><p>They never asked us about any of it, and I have lived "
    "here for sixty years.</p></div>",
    "read more": "<p>Read more: <a href='/x'>Ferry fares rise by four per cent in April</a></p>",
    "advertisement": "<div class='ad-slot'>Advertisement</div>",
    "cookies": "<div class='cookie-banner'><p>We and our partners store cookies on your device, "
    "and you may refuse them here at any time.</p></div>",
    "tweet": "<blockquote class='twitter-tweet'><p>I was at the meeting and it was a long one, "
    "I can tell you that.</p></blockquote>",
}


@pytest.mark.parametrize("extra", FURNITURE.values(), ids=FURNITURE.keys())
def test_furniture_is_no_body(extra: str) -> None:
    middle = f"<p>{BODY[0]}</p><p>{BODY[1]}</p>{extra}<p>{BODY[2]}</p><p>{BODY[3]}</p>"
    assert texts(page(body=middle), Role.BODY) == BODY
    assert texts(page(after=extra), Role.BODY) == BODY


HIDDEN = {
    "display": "style='display: none'",
    "attribute": "hidden",
    "aria": "aria-hidden='true'",
    "no size": "style='font-size:0'",
    "white on white": "style='color:#fff;background:#fff'",
    "invisible": "style='visibility:hidden'",
    "far left": "style='text-indent:-9999px'",
    "screen readers": "class='sr-only'",
}


@pytest.mark.parametrize("how", HIDDEN.values(), ids=HIDDEN.keys())
@pytest.mark.parametrize("tag", ["p", "div", "span"])
def test_hidden_text_is_in_no_block(how: str, tag: str) -> None:
    secret = "The Associated Press contributed to this report."
    article = page(inside=f"<{tag} {how}>{secret}</{tag}>")
    assert not any(secret in block.text for block in article.blocks)
    assert any(secret in text for text in article.hidden)
    assert texts(article, Role.BODY) == BODY


def test_long_comments_below_a_short_article_are_not_the_article() -> None:
    comment = "<p>They never asked us about any of it, and I have lived here for sixty years.</p>"
    article = page(after=f"<section id='comments' class='comments'>{comment * 40}</section>")
    assert texts(article, Role.BODY) == BODY


def test_the_next_article_below_is_not_read() -> None:
    first = f"<article class='story'><h1>Council passes the plan</h1>{PARAGRAPHS * 3}</article>"
    other = "<p>Rovers held City after the keeper was sent off in the first half on Sunday.</p>"
    following = f"<article class='story'><h1>Rovers hold City to a draw</h1>{other * 9}</article>"
    article = extract(f"<title>Council passes the plan</title>{NAV}<main>{first}{following}</main>")
    assert "Rovers" not in article.body
    assert article.body.count("The council met") == 3


def test_a_page_without_a_body_tag_is_read() -> None:
    for start in ("<title>Council passes the plan</title>", "<meta charset=utf-8>", ""):
        article = extract(f"{start}<main><h1>Council passes the plan</h1>{PARAGRAPHS}</main>")
        assert texts(article, Role.BODY) == BODY


def test_lines_apart_by_breaks_are_paragraphs() -> None:
    article = page(body="<br><br>".join(BODY))
    assert texts(article, Role.BODY) == BODY


def test_links_know_their_block() -> None:
    body = PARAGRAPHS.replace("the plan,", "<a href='/plan.pdf' rel='nofollow'>the plan</a>,", 1)
    article = page(body=body)
    (link,) = [link for link in article.links if link.text == "the plan"]
    assert link.url == "https://post.example/plan.pdf"
    assert link.rel == "nofollow"
    assert link.block is not None
    assert article.blocks[link.block].text == BODY[0]


def test_second_reader_is_not_imported_for_an_ordinary_page() -> None:
    code = (
        "import sys; from server.extraction import extract;"
        f"extract({'<h1>Council passes the plan</h1>' + PARAGRAPHS!r});"
        "sys.exit('newspaper' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_second_reader_may_only_promote_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"Green hills stand over water number {n} where ferries wait" for n in range(30)]
    items = "".join(f"<li><a href='/{n}'>{line}</a></li>" for n, line in enumerate(lines))
    monkeypatch.setattr(second, "_newspaper", lambda root: f"{lines[4]}\n\nNot on the page at all")
    article = extract(f"<h1>A song of the ferry</h1><ul>{items}</ul>")
    assert lines[4] in texts(article, Role.BODY)
    assert not any("Not on the page" in block.text for block in article.blocks)


def test_the_second_reader_costs_no_structured_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "wanted", lambda runs, roles: True)
    data = '{"@type": "NewsArticle", "headline": "A song", "author": {"name": "Ada Brice"}}'
    article = extract(f"<h1>A song</h1><script type='application/ld+json'>{data}</script><p>Low.")
    assert article.byline.names == ("Ada Brice",)


def test_a_dialog_over_the_page_hides_no_article() -> None:
    article = extract(
        "<html lang=en><title>Council passes the plan</title><body><div aria-hidden=true>"
        f"<h1>Council passes the plan</h1><div class=b>{PARAGRAPHS}</div></div>"
        "<div role=dialog>We value your privacy. Choose what you allow.</div></body></html>"
    )
    assert article.body.startswith(BODY[0])
    assert "Said to no reader" not in str(
        page(inside="<p aria-hidden=true>Said to no reader, but to a machine.</p>").blocks
    )
