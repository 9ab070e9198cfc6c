"""Pages dressed up to look better: none of them gains, and what contradicts itself is shown.

Each case takes a plain page that shows little of its work and adds what a reader cannot see, or
what proves nothing. The score must not rise.
"""

import json

import pytest

from server.scoring import Page, score

BODY = [
    "The council closed the Harbour Bridge on Monday after cracks were found in two of its piers. "
    "The bridge was built in 1931 and carries 12,000 cars a day. It was last repaired in 2004, "
    "when its deck was laid anew and its railings were painted.",
    "Drivers must now take the ring road, which adds about 20 minutes to a trip into the centre. "
    "Two bus lines have been moved to the old ferry pier. A shuttle runs from there to the market "
    "every quarter of an hour until nine in the evening.",
    "The work will cost $2.5 million and last for 14 months. Half of the money comes from the "
    "county and half from a loan. The first crane arrived on Tuesday and stands on the eastern "
    "bank next to the boat yard, where the road has been narrowed to one lane.",
    "Shops on both sides of the river have put up signs that point to the footbridge. It stays "
    "open to walkers and cyclists. The footbridge was not damaged and was inspected in spring.",
]
SAID = "<p>“We checked every pier ourselves,” said Ann Lee, the county's chief engineer.</p>"
PLAIN = {
    "byline": '<p class="byline">By News Desk</p>',
    "head": "",
    "before": "",
    "after": "",
    "foot": "",
    "body": "".join(f"<p>{paragraph}</p>" for paragraph in BODY),
}


def page(**parts):
    """The plain page with parts replaced."""
    part = PLAIN | parts
    return Page(
        html=f"""<!doctype html><html lang="en">
<head><title>Harbour Bridge closed for 14 months</title>
{part["head"]}</head><body><main><article><h1>Harbour Bridge closed for 14 months</h1>
{part["byline"]}<time datetime="2026-01-13">January 13, 2026</time>
<div class="article-body">{part["before"]}{part["body"]}{part["after"]}</div></article></main>
<footer>{part["foot"]}</footer></body></html>""",
        url="https://paper.example/city/harbour-bridge-closed",
    )


def hidden(style):
    """Speakers, a byline and a correction that the style keeps from readers."""
    more = "<p>Correction: an earlier version of this article misstated the cost.</p>"
    return f'<div style="{style}"><p>By Jane Doe</p>{SAID}{more}</div>'


def jsonld(**facts):
    stated = {"@context": "https://schema.org", "@type": "NewsArticle", **facts}
    return f'<script type="application/ld+json">{json.dumps(stated)}</script>'


def links(*urls, style=""):
    return f'<p style="{style}">' + " ".join(f'<a href="{u}">the report</a>' for u in urls) + "</p>"


STUFFED = {
    "display-none": {"after": hidden("display:none")},
    "visibility-hidden": {"after": hidden("visibility:hidden")},
    "no-size-at-all": {"after": hidden("font-size:0")},
    "off-the-screen": {"after": hidden("position:absolute; left:-9999px")},
    "indented-away": {"after": hidden("text-indent:-9999px")},
    "transparent": {"after": hidden("opacity:0")},
    "white-on-white": {"after": hidden("color:#fff;background:#ffffff")},
    "no-height": {"after": hidden("height:0;overflow:hidden")},
    "hidden-attribute": {"after": f"<div hidden>{SAID}</div>"},
    "aria-hidden": {"after": f'<div aria-hidden="true" style="display:none">{SAID}</div>'},
    "in-a-template": {"after": f"<template>{SAID}</template>"},
    "in-a-comment": {"after": f"<!-- {SAID} <p>By Jane Doe</p> -->"},
    "in-a-script": {"after": f"<script>var x = {json.dumps(SAID)}</script>"},
    "in-a-text-area": {"after": f"<textarea style='display:none'>{SAID}</textarea>"},
    "white-byline": {
        "byline": PLAIN["byline"] + '<p class="byline" style="color:white;background:white">'
        "By Jane Doe</p>"
    },
    "byline-in-json-ld-alone": {"head": jsonld(author={"@type": "Person", "name": "Jane Doe"})},
    "another-publisher-in-json-ld": {
        "head": '<meta property="og:site_name" content="Elm Post">'
        + jsonld(publisher={"@type": "Organization", "name": "Reuters"})
    },
    "another-date-in-json-ld": {"head": jsonld(datePublished="2026-01-16T08:00:00+00:00")},
    "meta-keywords": {
        "head": '<meta name="keywords" content="trusted, verified, fact-checked, said Ann Lee, '
        'according to the Ministry of Health, correction, ethics policy">'
    },
    "meta-description": {"head": f'<meta name="description" content="{SAID[3:-4]}">'},
    "fact-checked-badge": {
        "before": '<div class="badge"><img src="seal.png" alt="Fact-checked and verified">'
        "<span>✔ Fact-checked by our team</span></div>"
    },
    "one-hundred-per-cent-true": {"after": "<p>This article is 100% true and verified.</p>"},
    "trust-seal": {"foot": '<img src="newsguard.png" alt="Rated 100/100 for trust">'},
    "nameless-experts": {
        "after": "<p>Experts said the bridge was unsafe. Sources said it was old. Insiders said "
        "it was rusty. Analysts said it was weak.</p>"
    },
    "one-source-thirty-times": {
        "body": PLAIN["body"] + "<p>Sources said it was old.</p>" * 30,
    },
    "names-that-say-nothing": {
        "after": "<p>Ann Lee said. Bo Kim said. Cy Poe said. Di Orr said. Ed Fox said.</p>"
    },
    "quotations-without-speakers": {
        "after": "<p>“The bridge is perfectly safe for all.” “It could not be any better.” “We are "
        "all so very happy.”</p>"
    },
    "links-to-itself": {"after": links("https://paper.example/a", "https://www.paper.example/b")},
    "links-that-pay": {"after": links("https://www.amazon.com/dp/B0?tag=paper-20")},
    "hidden-links": {"after": links("https://doi.org/10.1/1", style="display:none")},
    "links-without-words": {"after": '<p><a href="https://doi.org/10.1/1"></a></p>'},
    "links-to-front-pages": {"after": links("https://a.example/", "https://b.example/")},
    "scripts-as-links": {"after": links("javascript:alert(1)", "data:text/html,x")},
    "hidden-policies": {
        "foot": '<div style="display:none"><a href="/ethics">Ethics policy</a> '
        '<a href="/corrections">Corrections</a> <a href="/about">About us</a></div>'
    },
    "policies-that-lead-nowhere": {
        "foot": '<a href="#">Ethics policy</a> <a href="#">Corrections policy</a> '
        '<a href="javascript:void(0)">Ownership</a>'
    },
    "a-credit-in-alt-text": {"after": '<img src="pier.jpg" alt="Photo: Ann Lee / Reuters">'},
    "the-word-correction": {"after": "<p>Correction fluid was used to mark the cracks.</p>"},
}


@pytest.fixture(scope="module")
def plain():
    return score(page())


def test_the_plain_page_is_rated_and_shows_little(plain):
    assert plain.rating.status == "rated"
    assert plain.rating.score < 80


@pytest.mark.parametrize("name", STUFFED)
def test_dressing_up_gains_nothing(name, plain):
    dressed = score(page(**STUFFED[name]))
    gained = {
        item.id: (before.outcome.value, item.outcome.value)
        for item, before in zip(dressed.signals, plain.signals, strict=True)
        if item.points * (before.counted or 1) > before.points * (item.counted or 1)
    }
    assert dressed.rating.score <= plain.rating.score, gained


def test_honest_additions_do_gain(plain):
    """The same page made better in earnest: the cases above fail for what they are."""
    byline = '<p class="byline">By <a rel="author" href="/people/jane-doe">Jane Doe</a></p>'
    more = SAID + "<p>Bo Kim, who runs the ferry, said that the pier could hold two lines.</p>"
    better = score(page(byline=byline, after=more))
    assert better.rating.score > plain.rating.score


def test_contradictions_are_shown():
    told = jsonld(datePublished="2019-05-02T08:00:00+00:00")
    signals = {item.id: item for item in score(page(head=told)).signals}
    assert signals["dates"].finding == "contradicted"
    assert len(signals["dates"].evidence) == 2


def test_another_author_in_the_pages_data_is_shown_and_gains_nothing():
    byline = '<p class="byline">By Ann Lee</p>'
    told = jsonld(author={"@type": "Person", "name": "Jane Doe"})
    honest, doubtful = score(page(byline=byline)), score(page(byline=byline, head=told))
    signals = {item.id: item for item in doubtful.signals}
    assert signals["author"].finding == "contradicted"
    assert [each.quote for each in signals["author"].evidence] == ["By Ann Lee", "Jane Doe"]
    assert doubtful.rating.score < honest.rating.score
    same = jsonld(author={"@type": "Person", "name": "Lee, Ann"})
    assert {i.id: i for i in score(page(byline=byline, head=same)).signals}[
        "author"
    ].outcome == "pass"


def test_another_publisher_in_the_pages_data_is_shown():
    card = score(page(**STUFFED["another-publisher-in-json-ld"]))
    signal = {item.id: item for item in card.signals}["agency_attribution"]
    assert (signal.outcome, signal.finding) == ("unknown", "publisher_contradicted")
    assert "Reuters" in signal.summary
    assert "Elm Post" in signal.summary
    assert "Reuters" in [each.quote for each in signal.evidence]


def test_one_statement_under_many_names_is_one_source():
    names = ["Ann Lee", "Bo Kim", "Cy Poe", "Di Orr"]
    same = " ".join(f"{name} said the bridge is fine today." for name in names)
    signals = {item.id: item for item in score(page(after=f"<p>{same}</p>")).signals}
    assert signals["named_sources"].details["names"] == ["Ann Lee"]
