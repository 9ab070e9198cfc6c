"""Whom an article relies on: named and unnamed sources, quotations, and links a reader can follow.

Judges what `speech` and extraction found; reads no wording and adds no points. In a language whose
lists are partial, finding little is "unknown", never "fail".
"""

import re
from collections.abc import Iterable, Mapping, Set
from itertools import islice, pairwise
from urllib.parse import urlsplit

from server.article import Article, Link, Role
from server.card import Evidence, Observation, Outcome, evidence
from server.reading import Reading
from server.signals.lexicon import lexicon
from server.signals.provenance import headline_evidence, personal
from server.signals.quotations import Quotation
from server.signals.speakers import Attribution
from server.signals.speech import Speech, speech_of

MAX_EVIDENCE = 8
MARKS = "“”„«»‹›\"'‘’「」『』 .,!?"
ENOUGH_SOURCES = 2
"""Distinct named sources for a pass in a short report; a third is asked of long ones. The usual
newsroom rule of two sources, not fitted to data."""
LONG_WORDS = 600
BARE_COUNTS = 2
"""Named sources that one unnamed without a reason outweighs: beside one, a third of the points."""

DOCUMENT_PATH = re.compile(r"\.(?:pdf|docx?|xlsx?|csv|pptx?)(?:$|[?#])", re.IGNORECASE)
STUDY_HOSTS = (
    "doi.org", "arxiv.org", "biorxiv.org", "medrxiv.org", "pubmed.ncbi.nlm.nih.gov", "nature.com",
    "science.org", "thelancet.com", "nejm.org", "bmj.com", "jamanetwork.com", "cell.com",
    "sciencedirect.com", "springer.com", "wiley.com", "tandfonline.com", "plos.org", "pnas.org",
    "ssrn.com", "nber.org", "academic.oup.com", "cambridge.org", "frontiersin.org", "mdpi.com",
    "jstor.org", "cochranelibrary.com", "zenodo.org", "osf.io",
)  # fmt: skip
OFFICIAL_HOSTS = (
    "gov", "mil", "int", "gc.ca", "gouv.fr", "gob.mx", "gob.es", "gob.ar", "bund.de",
    "admin.ch", "gv.at", "europa.eu", "go.jp", "go.kr", "nic.in", "parliament.uk",
    "gov.uk", "un.org", "worldbank.org", "imf.org", "oecd.org", "who.int", "nhs.uk", "judiciary.uk",
    "bundestag.de", "congreso.es", "senat.fr", "assemblee-nationale.fr",
)  # fmt: skip
OFFICIAL_PART = re.compile(r"\.(?:gov|gob|gouv|govt|go|mil)\.[a-z]{2}$")
DOCUMENT_HOSTS = ("documentcloud.org", "courtlistener.com", "sec.gov", "eur-lex.europa.eu")
SOCIAL_HOSTS = (
    "twitter.com", "x.com", "facebook.com", "fb.com", "instagram.com", "tiktok.com", "t.me",
    "telegram.me", "whatsapp.com", "wa.me", "linkedin.com", "reddit.com", "pinterest.com",
    "youtube.com", "youtu.be", "threads.net", "bsky.app", "truthsocial.com", "vk.com", "weibo.com",
    "mastodon.social", "snapchat.com", "t.co", "quora.com", "tumblr.com", "line.me",
)  # fmt: skip
AFFILIATE_HOSTS = (
    "amzn.to", "amazon.com", "amazon.co.uk", "amazon.in", "amazon.de", "amazon.fr", "amazon.es",
    "shareasale.com", "awin1.com", "anrdoezrs.net", "dpbolvw.net", "jdoqocy.com", "kqzyfj.com",
    "tkqlhce.com", "skimresources.com", "viglink.com", "howl.me", "shop-links.co", "rstyle.me",
    "linksynergy.com", "prf.hn", "go.redirectingat.com", "bit.ly",
)  # fmt: skip
AFFILIATE_QUERY = re.compile(r"[?&](?:tag|aff|affid|aff_id|affiliate|ref_)=", re.IGNORECASE)
CHECKABLE = ("document", "study", "official", "publisher")
SUFFIX_PARTS = ("co", "com", "org", "net", "gov", "ac", "edu", "gob", "govt", "or", "ne", "go")


def _at(article: Article, items: Iterable[Attribution | Quotation]) -> tuple[Evidence, ...]:
    """Evidence for attributions or quotations."""
    return tuple(
        evidence(article, article.address(item.block), item.start, item.end)
        for item in islice(items, MAX_EVIDENCE)
    )


def _reads(reading: Reading) -> bool:
    """Whether there is a lexicon of attributions for this language and a text to read."""
    words = lexicon(reading.language)
    return bool(words and words.has("sourcing", "verbs") and reading.sentences)


def _sure(reading: Reading) -> bool:
    """Whether the lexicon is full enough for an absence to mean something."""
    words = lexicon(reading.language)
    return bool(words and words.has("sourcing", "full"))


def distinct(attributions: Iterable[Attribution]) -> dict[str, Attribution]:
    """The first attribution of each named source; "Jane Doe", "J. Doe" and "Doe" are one."""
    found: dict[str, Attribution] = {}
    for item in attributions:
        if item.kind in ("person", "organisation", "pronoun") and item.name:
            parts = item.name.casefold().replace("’", "'").removesuffix("'s").split()
            key = " ".join(parts) if item.kind == "organisation" else parts[-1]
            if key in found and _namesakes(found[key].name, item.name):
                key = " ".join(parts)
            found.setdefault(key, item)
    return found


def _namesakes(one: str, other: str) -> bool:
    """Whether two people share a surname only: "Peter Vance" and "Joan Vance"."""
    given = [name.split()[:-1] for name in (one, other)]
    return all(given) and given[0][0][0] != given[1][0][0]


def observe_named_sources(reading: Reading) -> Observation:
    """Distinct people and organisations that statements in the body are tied to.

    A source counts when an attribution verb ("said", "wrote", "testified") or a phrase such as
    "according to" ties a statement to its name; a pronoun or a surname adds none. Pass: two, or
    three in an article of more than 600 words. Partial: fewer, by their share of these, or only
    bodies not named beside their statement ("police said"). Fail: none. Not applicable: none in a
    labelled opinion or review. After CredWeb's "source quality" and the Trust Project's "citations
    and references".
    """
    if not _reads(reading):
        return Observation("named_sources", Outcome.UNKNOWN, "unread")
    article = reading.article
    attributions = speech_of(reading).attributions
    named = distinct(attributions)
    needed = ENOUGH_SOURCES + (len(article.body.split()) > LONG_WORDS)
    details = {"names": [item.name for item in named.values()], "count": len(named)}
    places = _at(article, named.values())
    if len(named) >= needed:
        return Observation("named_sources", Outcome.PASS, "several", places, details)
    if named:
        degree = len(named) / needed
        return Observation("named_sources", Outcome.PARTIAL, "few", places, details, degree)
    if personal(reading):
        return Observation("named_sources", Outcome.NOT_APPLICABLE, "opinion", (), details)
    bodies = [item for item in attributions if item.kind == "institution"]
    if bodies:
        places = _at(article, bodies)
        return Observation("named_sources", Outcome.PARTIAL, "bodies_only", places, details)
    if not _sure(reading):
        return Observation("named_sources", Outcome.UNKNOWN, "none_read", (), details)
    place = headline_evidence(article)
    return Observation("named_sources", Outcome.FAIL, "no_sources", place, details)


def observe_unnamed_sources(reading: Reading) -> Observation:
    """Statements by people who are not named, and whether the article says why.

    Counts "officials said", "sources familiar with", "on condition of anonymity" and the like.
    Pass: sources are named and none is unnamed, or a reason is given for each anonymity. Partial:
    unnamed without a reason, beside at least as many named sources; the more of these, the better.
    Fail: unnamed sources without a
    reason outnumber the named. Not applicable: nobody is cited. After CredCo and schema.org's
    `unnamedSourcesPolicy`.
    """
    if not _reads(reading):
        return Observation("unnamed_sources", Outcome.UNKNOWN, "unread")
    article = reading.article
    attributions = speech_of(reading).attributions
    unnamed = [item for item in attributions if item.kind == "unnamed"]
    named = distinct(attributions)
    bare = [item for item in unnamed if not item.reason]
    details = {"count": len(unnamed), "reasons": len(unnamed) - len(bare), "named": len(named)}
    if not unnamed:
        if not named:
            finding = "nobody_cited" if _sure(reading) else "unread"
            outcome = Outcome.NOT_APPLICABLE if _sure(reading) else Outcome.UNKNOWN
            return Observation("unnamed_sources", outcome, finding, (), details)
        places = _at(article, named.values())
        return Observation("unnamed_sources", Outcome.PASS, "all_named", places, details)
    places = _at(article, unnamed)
    if not bare:
        return Observation("unnamed_sources", Outcome.PASS, "reasons_given", places, details)
    if len(bare) <= len(named):
        degree = len(named) / (len(named) + BARE_COUNTS * len(bare))
        return Observation(
            "unnamed_sources", Outcome.PARTIAL, "beside_named", places, details, degree
        )
    return Observation("unnamed_sources", Outcome.FAIL, "unexplained", places, details)


def observe_quotations(reading: Reading) -> Observation:
    """Direct quotations, and whether the reader is told who spoke.

    A quotation is attributed when its paragraph names a speaker outside the quotation marks, or
    when it continues one that does. Pass: all are. Partial: most are, by their share. Fail: most
    are floating. Not applicable: no quotation of four words or more. Fragments woven into a
    sentence are that sentence's own and are not counted.
    """
    article = reading.article
    speech = speech_of(reading)
    spoken = [quote for quote in speech.quotations if not quote.fragment]
    if not spoken:
        return Observation("quotations", Outcome.NOT_APPLICABLE, "none")
    if not _reads(reading):
        return Observation("quotations", Outcome.UNKNOWN, "unread")
    floating = floating_in(article, speech)
    count = len(spoken)
    details = {"count": count, "floating": len(floating)}
    if not floating:
        places = _at(article, spoken)
        return Observation("quotations", Outcome.PASS, "attributed", places, details)
    if not _sure(reading):
        return Observation("quotations", Outcome.UNKNOWN, "unread", (), details)
    most = len(floating) * 2 > count
    outcome = Outcome.FAIL if most else Outcome.PARTIAL
    finding = "mostly_floating" if most else "some_floating"
    degree = None if most else 1 - 2 * len(floating) / count
    return Observation("quotations", outcome, finding, _at(article, floating), details, degree)


def floating_in(article: Article, speech: Speech) -> list[Quotation]:
    """The quotations whose speaker a reader cannot tell."""
    spoken = {item.block for item in speech.attributions}
    body = [n for n, _ in article.with_role(Role.BODY)]
    before = dict(pairwise(reversed(body)))
    floating: list[Quotation] = []
    told: list[Quotation] = []
    for quote in speech.quotations:
        known = (
            quote.fragment or quote.block in spoken or _continues(article, quote, before, spoken)
        )
        (told if known else floating).append(quote)
    attributed = "\n".join(_words(article, quote) for quote in told)
    return [quote for quote in floating if _words(article, quote) not in attributed]


def _words(article: Article, quote: Quotation) -> str:
    """What is quoted, without its marks: a pull quote repeats a quotation of the text."""
    return article.blocks[quote.block].text[quote.start : quote.end].strip(MARKS)


def _continues(
    article: Article, quote: Quotation, before: Mapping[int, int], spoken: Set[int]
) -> bool:
    """Whether a quotation follows a colon, or goes on from a paragraph that names its speaker."""
    text = article.blocks[quote.block].text
    if text[max(0, quote.start - 4) : quote.start].rstrip().endswith(":"):
        return True
    last = before.get(quote.block)
    if last is None or last not in spoken:
        return False
    whole = quote.start == 0 and len(text) - quote.end < 3
    return whole or article.blocks[last].text.rstrip().endswith(":")


def classed(link: Link, domain: str) -> str:
    """What a link leads to: "document", "study", "official", "publisher", "self", "social", ..."""
    try:
        parts = urlsplit(link.url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "other"
    if parts.scheme not in ("http", "https") or not host:
        return "other"
    if "sponsored" in link.rel or _on(host, AFFILIATE_HOSTS) or AFFILIATE_QUERY.search(link.url):
        return "affiliate"
    if domain and _site(host) == _site(domain):
        return "self"
    if _on(host, SOCIAL_HOSTS):
        return "social"
    if _on(host, STUDY_HOSTS):
        return "study"
    if _on(host, DOCUMENT_HOSTS) or DOCUMENT_PATH.search(parts.path):
        return "document"
    if _on(host, OFFICIAL_HOSTS) or OFFICIAL_PART.search(host):
        return "official"
    return "publisher" if parts.path.strip("/") else "home"


def _on(host: str, hosts: Iterable[str]) -> bool:
    """Whether a host is one of `hosts` or under it."""
    return any(host == item or host.endswith("." + item) for item in hosts)


def _site(host: str) -> str:
    """The registrable part of a host, near enough: "news.example.co.uk" -> "example.co.uk"."""
    labels = host.removeprefix("www.").split(".")
    keep = 3 if len(labels) > 2 and labels[-2] in SUFFIX_PARTS else 2
    return ".".join(labels[-keep:])


def observe_links_out(reading: Reading) -> Observation:
    """Links in the body that lead to what the article relies on.

    Classed as document, study, official, other publisher, self, social, affiliate or a bare home
    page. Pass: a document, study or official page, or two other publishers. Partial: one other
    publisher, or only social posts. Fail: none at all. Not applicable: none in agency copy, which
    is filed without links, or in a labelled opinion or review. Unknown: plain text, where links
    are lost. After CredWeb's "links to sources".
    """
    article = reading.article
    if article.source == "text":
        return Observation("links_out", Outcome.UNKNOWN, "unread")
    body = {n for n, _ in article.with_role(Role.BODY)}
    domain = article.publisher.domain
    kinds: dict[str, list[int]] = {}
    for n, link in enumerate(article.links):
        if link.block in body and link.text.strip():
            kinds.setdefault(classed(link, domain), []).append(n)
    counts = {kind: len(numbers) for kind, numbers in sorted(kinds.items())}
    checkable = [n for kind in CHECKABLE for n in kinds.get(kind, [])]
    primary = len(checkable) - counts.get("publisher", 0)
    details = {"kinds": counts, "count": len(checkable), "primary": primary}
    places = tuple(evidence(article, f"link:{n}") for n in checkable[:MAX_EVIDENCE])
    if primary or counts.get("publisher", 0) > 1:
        finding = "primary" if primary else "publishers"
        return Observation("links_out", Outcome.PASS, finding, places, details)
    if checkable:
        return Observation("links_out", Outcome.PARTIAL, "one_publisher", places, details)
    if kinds.get("social"):
        places = tuple(evidence(article, f"link:{n}") for n in kinds["social"][:MAX_EVIDENCE])
        return Observation("links_out", Outcome.PARTIAL, "social_only", places, details)
    if personal(reading):
        return Observation("links_out", Outcome.NOT_APPLICABLE, "opinion", (), details)
    if article.byline.kind == "agency":
        return Observation("links_out", Outcome.NOT_APPLICABLE, "agency_copy", (), details)
    place = headline_evidence(article)
    if not place or not body:
        return Observation("links_out", Outcome.UNKNOWN, "unread", (), details)
    return Observation("links_out", Outcome.FAIL, "no_links", place, details)
