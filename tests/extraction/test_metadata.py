"""The facts of a page, from structured data, markup and what is shown."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.article import Article, BylineKind, Role
from server.extraction import extract, extract_text

PAGES = Path(__file__).parent.parent / "pages"
PARAGRAPHS = "".join(
    f"<p>{text}</p>"
    for text in (
        "The town council voted on Tuesday to close the old bridge for two years of repairs, "
        "despite the protest of shopkeepers on the northern bank who fear for their trade.",
        "Engineers found cracks in three of the seven piers last spring, and the inspection report "
        "advised against letting heavier lorries across before the winter floods.",
        "A free ferry will run for schoolchildren until the work is done, the mayor told the "
        "meeting, and the market moves to the southern bank for as long as the bridge is shut.",
    )
)


def page(head: str = "", above: str = "", below: str = "", language: str = "en") -> str:
    return (
        f'<html lang="{language}"><head><meta charset="utf-8">{head}</head><body><article>{above}'
        "<h1>Council closes old bridge for two years</h1>"
        f"{below}{PARAGRAPHS}</article></body></html>"
    )


def read(url: str = "https://www.ellery.example/news/bridge", **parts: str) -> Article:
    return extract(page(**parts), url)


def quoted(article: Article, quote) -> str:
    return article.text_at(quote.address)[quote.start : quote.end]


def test_seed_page_gives_the_same_facts_as_html_and_as_text():
    html = extract((PAGES / "seed-as-html" / "page.html").read_bytes())
    text = extract_text((PAGES / "seed-as-text" / "page.txt").read_text(encoding="utf-8"))
    for fact in ("headline", "standfirst", "body", "genre", "language", "kind", "dateline"):
        assert getattr(html, fact) == getattr(text, fact), fact
    assert html.byline.text == text.byline.text == "Devdiscourse News Desk"
    assert html.byline.kind == text.byline.kind == BylineKind.DESK
    for which in ("published", "modified"):
        one, other = getattr(html, which), getattr(text, which)
        assert one.value == other.value == "2026-01-13T04:34:00+05:30"
    for role in (Role.CAPTION, Role.TAIL):
        one, other = ([b.text for _, b in a.with_role(role)] for a in (html, text))
        assert one == other
        assert len(one) == 1
    contacts = [[quoted(a, q) for q in a.publisher.contacts] for a in (html, text)]
    assert contacts[0] == contacts[1]
    assert (html.publisher.name, text.publisher.domain) == ("Devdiscourse", "devdiscourse.com")
    assert {p.kind for p in html.policies} == {p.kind for p in text.policies}


def test_site_names_leave_the_headline():
    article = extract(
        "<html><head><title>Bridge shut for two years - Ellery Echo</title>"
        '<meta property="og:title" content="Bridge shut for two years | Ellery Echo">'
        '<meta property="og:site_name" '
        f'content="Ellery Echo"></head><body>{PARAGRAPHS}</body></html>',
        "https://www.ellery.example/x",
    )
    assert article.headline == "Bridge shut for two years"


def test_the_headline_is_the_h1_that_other_titles_bear_out():
    article = extract(
        '<html><head><meta property="og:title" content="Council closes old bridge"></head><body>'
        "<h1>The Ellery Echo</h1><article><h1>Council closes the old bridge</h1>"
        f"{PARAGRAPHS}</article></body></html>"
    )
    assert article.headline == "Council closes the old bridge"


def test_a_site_s_name_is_no_headline_wherever_it_is_stated():
    article = extract(
        "<html><head><title>Ellery Echo | Bridge shut for two years</title>"
        '<meta property="og:title" content="Ellery Echo">'
        '<meta property="og:site_name" content="Ellery Echo"></head><body>'
        f"<h1>Ellery Echo</h1><h2>Bridge shut for two years</h2>{PARAGRAPHS}</body></html>",
        "https://www.ellery.example/x",
    )
    assert article.headline == "Bridge shut for two years"


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    "author",
    [
        '"author": "Jane Doe"', '"author": {"@type": "Person", "name": "Jane Doe"}',
        '"author": ["Jane Doe"]', '"author": [{"name": "By Jane Doe"}]',
        '"author": {"@id": "#jane"}', '"creator": ["Jane Doe"]',
    ],
)  # fmt: skip
def test_authors_in_json_ld(author):
    graph = (
        '{"@graph": [{"@type": "NewsArticle", "headline": "Council closes old bridge", '
        + author
        + '}, {"@type": "Person", "@id": "#jane", "name": "Jane Doe"}]}'
    )
    article = read(head=LD.format(graph))
    assert (article.byline.kind, article.byline.names) == (BylineKind.PERSON, ("Jane Doe",))
    if article.byline.where:
        assert "Jane Doe" in quoted(article, article.byline.where)


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="byline">By <a href="/authors/jane-doe">Jane Doe</a></p>',
        '<div class="meta"><a rel="author" href="/authors/jane-doe">Jane Doe</a></div>',
        '<span itemprop="author"><a href="/authors/jane-doe">Jane Doe</a></span>',
        "<p>By Jane Doe</p>",
        '<div class="author-name">JANE DOE<br>Staff Writer</div>',
    ],
)
def test_authors_in_markup_and_text(markup):
    article = read(below=markup)
    assert article.byline.names == ("Jane Doe",)
    assert "jane doe" in quoted(article, article.byline.where).lower()
    if "href" in markup:
        assert article.byline.url == "https://www.ellery.example/authors/jane-doe"


def test_a_social_network_is_no_author_page():
    article = read(below='<p class="byline">By <a href="https://twitter.com/jd">Jane Doe</a></p>')
    assert (article.byline.names, article.byline.url) == (("Jane Doe",), None)


@pytest.mark.parametrize(
    ("head", "below", "published"),
    [
        ('<meta property="article:published_time" content="2024-03-04T10:00:00Z">', "",
         "2024-03-04T10:00:00+00:00"),
        (LD.format('{"@type":"NewsArticle","datePublished":"2024-03-04T10:00:00+01:00"}'), "",
         "2024-03-04T10:00:00+01:00"),
        ("", '<span itemprop="datePublished" content="2024-03-04T10:00"></span>',
         "2024-03-04T10:00:00"),
        ("", '<span property="schema:datePublished" content="2024-03-04">x</span>', "2024-03-04"),
        ("", '<time datetime="2024-03-04T10:00:00-05:00">Monday</time>',
         "2024-03-04T10:00:00-05:00"),
        ("", "<p>Published 4 March 2024, 10:00 CET</p>", "2024-03-04T10:00:00+01:00"),
        ('<meta name="pubdate" content="1709546400">', "", "2024-03-04T10:00:00+00:00"),
    ],
)  # fmt: skip
def test_dates_from_every_place(head, below, published):
    article = read(head=head, below=below)
    assert article.published.value == published
    assert all(quoted(article, s.where) for s in article.stamps if s.where)


def test_the_address_is_the_last_resort_for_a_date():
    article = read(url="https://www.ellery.example/2024/mar/04/bridge")
    assert (article.published.value, article.published.source) == ("2024-03-04", "url")


def test_an_open_day_month_order_is_settled_by_the_other_stamps():
    head = '<meta property="article:published_time" content="2024-03-04">'
    article = read(head=head, below="<p>Published 03/04/2024 10:15 GMT</p>")
    assert article.published.value == "2024-03-04T10:15:00+00:00"
    assert {s.value[:10] for s in article.stamps} == {"2024-03-04"}


def test_conflicting_dates_stay_visible():
    head = '<meta property="article:published_time" content="2024-03-04T09:00:00Z">'
    article = read(head=head, below="<p>Published 9 May 2024</p>")
    assert {s.value[:10] for s in article.stamps} == {"2024-03-04", "2024-05-09"}


def test_a_stamp_in_utc_is_said_in_the_zone_the_page_shows():
    head = '<meta property="article:published_time" content="2024-01-13T03:00:46Z">'
    article = read(head=head, below="<p>Published January 12, 2024 10:00 PM</p>")
    assert article.published.value == "2024-01-12T22:00:46-05:00"


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [("en-GB", "", "en"), ("", "", "en"), ("hi", "", "en"), ("pt_BR", "", "pt")],
)
def test_language_is_stated_unless_its_letters_belie_it(stated, text, language):
    assert read(language=stated).language == language


def test_canonical_address_and_publisher():
    head = (
        '<link rel="canonical" href="/news/bridge"><meta property="og:site_name" '
        'content="Ellery Echo">'
    )
    article = read(url="https://www.ellery.example/news/bridge?ref=x", head=head)
    assert article.url == "https://www.ellery.example/news/bridge"
    assert (article.publisher.name, article.publisher.domain) == ("Ellery Echo", "ellery.example")


def test_policies_are_declared_linked_and_located():
    head = LD.format(
        '{"@type": "NewsArticle", "publisher": {"@type": "NewsMediaOrganization", "name": "E", '
        '"correctionsPolicy": "/corrections", "masthead": "https://www.ellery.example/team"}}'
    )
    below = '<footer><a href="/ethics">Code of Ethics</a> <a href="/kontakt">Kontakt</a></footer>'
    article = extract(
        page(head).replace("</body>", f"{below}</body>"), "https://www.ellery.example/a"
    )
    found = {policy.kind: policy.url for policy in article.policies}
    assert found["correctionsPolicy"] == "https://www.ellery.example/corrections"
    assert found["masthead"] == "https://www.ellery.example/team"
    assert {"ethicsPolicy", "contact"} <= found.keys()
    assert all(quoted(article, policy.where) for policy in article.policies)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("WASHINGTON (AP) — The president said", "WASHINGTON"),
        ("नई दिल्ली, 12 जून (भाषा) सरकार ने", "नई दिल्ली"),
        ("(ANSA) - ROMA, 1 LUG - Il governo", "ROMA"),
        ("NEW DELHI, Jan 3: The court", "NEW DELHI"),
        ("Madrid, 3 ene (EFE).- El gobierno", "Madrid"),
        ("(서울=연합뉴스) 정부는", "서울"),
        ("新华社北京1月3日电", "北京"),
        ("SAN FRANCISCO, Dec. 22, 2023 /PRNewswire/ -- Acme", "SAN FRANCISCO"),
        ("Mumbai: The High Court", "Mumbai"),
        ("The president (AP) said", None),
        ("Opinion: why bridges fall", None),
        ("In Paris, 12 people (mostly) were - as it happens - late", None),
        ("John Smith, 34, said: no", None),
    ],
)
def test_datelines(text, place):
    from server.extraction.dateline import find_dateline

    found = find_dateline(text)
    assert (found and found[0]) == place


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.booleans())
@settings(deadline=None, max_examples=150)
def test_any_field_is_read_and_every_quote_gives_back_its_text(text, everywhere):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    head = (
        f'<title>{escaped}</title><meta name="author" content="{escaped}">'
        f'<meta property="article:published_time" content="{escaped}">' + LD.format(text)
    )
    article = read(head=head, below=f'<p class="byline">{escaped}</p>' if everywhere else "")
    wheres = [article.byline.where, article.genre.where, *(s.where for s in article.stamps)]
    wheres += [p.where for p in article.policies] + list(article.publisher.contacts)
    assert all(quoted(article, where) for where in wheres if where)


HOSTILE = {
    "headlines": "<h1>Council closes</h1>" * 30_000,
    "authors": '<span itemprop="author">Jane Doe</span>' * 30_000,
    "nested authors": '<div class="author">' * 300 + "x" + "</div>" * 300,
    "metas": '<meta name="author" content="Jane Doe">' * 30_000,
    "links": '<a href="/editorial-standards">Our Standards</a> ' * 30_000,
    "JSON-LD authors": LD.format(
        '{"@type":"NewsArticle","headline":"x","author":[' + '{"name":"Jane Doe"},' * 30_000 + "]}"
    ),
    "contacts": "<p>a@b.example +1 234 567 890</p>" * 20_000,
    "dates": "<p>Published 12 January 2024 10:30</p>" * 20_000,
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_of_statements_takes_bounded_time(markup):
    start = time.process_time()
    read(above=markup)
    assert time.process_time() - start < 5
