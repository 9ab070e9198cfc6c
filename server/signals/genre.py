"""Whether paid content says that it is paid."""

from server.article import Article, GenreName, Role
from server.card import Evidence, Observation, Outcome, evidence
from server.reading import Reading
from server.signals.lexicon import lexicon
from server.signals.provenance import headline_evidence, quoted
from server.signals.sourcing import classed

MAX_EVIDENCE = 4
MANY_AFFILIATE = 2
"""Affiliate links from which a reader should be told that the page earns from them."""


def _label(article: Article, language: str | None, key: str) -> Evidence | None:
    """The first visible line that carries a phrase of the list, outside the body's prose."""
    words = lexicon(language) or lexicon("en")
    assert words is not None
    pattern = words.phrases("genre", key)
    for n, block in enumerate(article.blocks):
        if block.role is Role.BOILERPLATE:
            continue
        found = pattern.search(block.text)
        if found and (block.role is not Role.BODY or len(block.text) < 300):
            return evidence(article, article.address(n), found.start(), found.end())
    return None


def observe_sponsorship_label(reading: Reading) -> Observation:
    """Whether sponsored or affiliate content is labelled where a reader sees it.

    Pass: paid content with a visible label, or affiliate links with a notice. Partial: two or more
    affiliate or sponsored links without a notice. Fail: the page's markup or address says sponsored
    and no label is shown. Not applicable: no sign of paid content. After the FTC's and EASA's rules
    on native advertising.
    """
    article = reading.article
    genre = article.genre
    if genre.name is GenreName.SPONSORED:
        label = _label(article, reading.language, "sponsored")
        if genre.labelled or label:
            where = quoted(article, genre.where) or ((label,) if label else ())
            where = where or headline_evidence(article)
            return Observation("sponsorship_label", Outcome.PASS, "labelled", where)
        where = quoted(article, genre.where) or headline_evidence(article)
        return Observation("sponsorship_label", Outcome.FAIL, "unlabelled", where)
    paid = [
        n
        for n, link in enumerate(article.links)
        if link.block is not None
        and link.text.strip()
        and article.blocks[link.block].role is Role.BODY
        and classed(link, article.publisher.domain) == "affiliate"
    ]
    if len(paid) < MANY_AFFILIATE:
        return Observation("sponsorship_label", Outcome.NOT_APPLICABLE, "none")
    notice = _label(article, reading.language, "affiliate")
    details = {"count": len(paid)}
    if notice:
        return Observation(
            "sponsorship_label", Outcome.PASS, "affiliate_notice", (notice,), details
        )
    places = tuple(evidence(article, f"link:{n}") for n in paid[:MAX_EVIDENCE])
    return Observation("sponsorship_label", Outcome.PARTIAL, "affiliate_links", places, details)
