"""Where an article comes from: author, dates, place, corrections and the publisher's policies.

Observes only what extraction read; adds no points and writes no sentence. A fail for absence
points at the headline, because that is the place beside which readers look for what is missing.
"""

from datetime import datetime

from server.article import Article, Block, BylineKind, GenreName, Quote, Role, Stamp
from server.card import Evidence, Observation, Outcome, evidence
from server.reading import Reading
from server.signals.lexicon import Lexicon, lexicon

ANSWERABLE = (
    "correctionsPolicy",
    "ethicsPolicy",
    "publishingPrinciples",
    "ownershipFundingInfo",
    "masthead",
    "verificationFactCheckingPolicy",
    "unnamedSourcesPolicy",
    "aiPolicy",
    "actionableFeedbackPolicy",
    "diversityPolicy",
    "missionCoveragePrioritiesPolicy",
    "about",
    "contact",
)
ENOUGH_POLICIES = 3
"""Kinds of policy for a pass: who it is, how to reach it and one rule of work (our choice)."""
MAX_EVIDENCE = 6
NOTICE_START, NOTICE_LENGTH = 60, 700
"""A correction printed among the body's paragraphs opens one and is short."""


def headline_evidence(article: Article) -> tuple[Evidence, ...]:
    """The headline, as the place where something was looked for and not found."""
    for n, block in article.with_role(Role.HEADLINE):
        if block.text:
            return (evidence(article, article.address(n)),)
    for n, block in enumerate(article.blocks):
        if block.text:
            return (evidence(article, article.address(n), 0, min(80, len(block.text))),)
    return ()


def quoted(article: Article, *places: Quote | None) -> tuple[Evidence, ...]:
    """Evidence for the places that are known, each once."""
    seen = dict.fromkeys(place for place in places if place is not None)
    return tuple(evidence(article, p.address, p.start, p.end) for p in seen)


def personal(reading: Reading) -> bool:
    """Whether the page is labelled as somebody's own view, which need not cite anyone."""
    genre = reading.article.genre
    return genre.labelled and genre.name in (GenreName.OPINION, GenreName.REVIEW, GenreName.SATIRE)


def _shown(place: Quote | None) -> bool:
    """Whether a reader can see the place on the page."""
    return place is not None and not place.address.startswith("metadata:")


def observe_author(reading: Reading) -> Observation:
    """Who signs the article, where a reader can see it.

    Pass: a person is named on the page. Partial: only a desk or staff byline, a name that stands in
    the page's metadata alone, or somebody else in the metadata than the page shows. Not applicable:
    a news agency is the author, which `agency_attribution` covers. Fail: no byline. After the Trust
    Project's "author/reporter expertise" and CredCo's "author" indicators.
    """
    article = reading.article
    byline = article.byline
    details = {"byline": byline.text, "names": list(byline.names), "author_page": byline.url}
    where = quoted(article, byline.where)
    if byline.kind is BylineKind.NONE or not byline.text or not where:
        place = headline_evidence(article)
        outcome = Outcome.FAIL if place else Outcome.UNKNOWN
        return Observation("author", outcome, "no_byline" if place else "unread", place)
    if byline.kind is BylineKind.AGENCY:
        details["names"] = list(byline.agencies or byline.names)
        return Observation("author", Outcome.NOT_APPLICABLE, "agency", where, details)
    if not _shown(byline.where):
        return Observation("author", Outcome.PARTIAL, "not_shown", where, details)
    if byline.shown:
        details |= {"shown": list(byline.shown), "stated": list(byline.names)}
        places = (*where, *_stated_author(article))
        return Observation("author", Outcome.PARTIAL, "contradicted", places, details)
    if byline.kind is BylineKind.DESK:
        return Observation("author", Outcome.PARTIAL, "desk", where, details)
    finding = "person_with_page" if byline.url else "person"
    return Observation("author", Outcome.PASS, finding, where, details)


def _stated_author(article: Article) -> tuple[Evidence, ...]:
    """Where the page's data name the author."""
    names = article.byline.names
    return tuple(
        evidence(article, f"metadata:{key}")
        for key, value in article.metadata.items()
        if "author" in key.casefold() and any(name in value for name in names)
    )[:1]


def observe_dates(reading: Reading) -> Observation:
    """When the article was published and changed, to the hour and with a time zone.

    Pass: a reader sees a publication date, and a time with its zone is given somewhere on the page.
    Partial: a date without time or zone, a date in the metadata alone, or dates on the page that
    contradict one another by more than a day. Fail: no date at all. After schema.org
    `datePublished` and `dateModified`.
    """
    article = reading.article
    if article.published is None and article.modified is None:
        place = headline_evidence(article)
        outcome = Outcome.FAIL if place else Outcome.UNKNOWN
        return Observation("dates", outcome, "no_date" if place else "unread", place)
    main = article.published or article.modified
    assert main is not None
    details = {
        "published": _spoken(article.published or main),
        "modified": _spoken(article.modified or main),
        "date": main.value[:10],
    }
    stamps = (article.published, article.modified, *article.stamps)
    places = quoted(article, *(stamp.where for stamp in stamps if stamp))[:MAX_EVIDENCE]
    if not places:
        return Observation("dates", Outcome.UNKNOWN, "address_only", (), details)
    clash = _contradiction(article)
    if clash:
        details |= {"shown": clash[0].value[:10], "stated": clash[1].value[:10]}
        pair = quoted(article, clash[0].where, clash[1].where)
        return Observation("dates", Outcome.PARTIAL, "contradicted", pair, details)
    if not any(stamp and _shown(stamp.where) for stamp in stamps):
        return Observation("dates", Outcome.PARTIAL, "not_shown", places, details)
    if not any(stamp and _zoned(stamp.value) for stamp in stamps):
        return Observation("dates", Outcome.PARTIAL, "no_time_zone", places, details)
    finding = "published_and_modified" if article.published and article.modified else "one_date"
    return Observation("dates", Outcome.PASS, finding, places, details)


def _spoken(stamp: Stamp) -> str:
    """A date as a reader would write it: "2026-01-13 04:34 +05:30"."""
    day, _, time = stamp.value.partition("T")
    clock, zone = time[:5], "UTC" if time.endswith("Z") else time[8:].lstrip("0123456789.")
    return " ".join(part for part in (day, clock, zone) if part)


def _zoned(value: str) -> bool:
    """Whether a date states a time with its offset."""
    return "T" in value and (value.endswith("Z") or "+" in value or "-" in value[11:])


def _contradiction(article: Article) -> tuple[Stamp, Stamp] | None:
    """A visible date earlier or later than every other statement of it by more than a day."""
    shown = [s for s in article.stamps if _shown(s.where) and s.source != "relative"]
    stated = [
        stamp for stamp in article.stamps if stamp.where is not None and not _shown(stamp.where)
    ]
    if not shown or not stated:
        return None
    for stamp in shown:
        if all(_days_apart(stamp, other) > 1 for other in stated):
            return stamp, min(stated, key=lambda other: _days_apart(stamp, other))
    return None


def _days_apart(one: Stamp, other: Stamp) -> int:
    """Whole days between two dates; 0 when one cannot be read."""
    try:
        first = datetime.fromisoformat(one.value[:10])
        second = datetime.fromisoformat(other.value[:10])
    except ValueError:
        return 0
    return abs((first - second).days)


def observe_dateline(reading: Reading) -> Observation:
    """Where the report was filed, printed at its start ("GENEVA, June 3 -").

    Pass: a place of filing. Unknown: none, as in most commentary and many honest reports. After
    schema.org `dateline`.
    """
    dateline = reading.article.dateline
    if dateline is None:
        return Observation("dateline", Outcome.UNKNOWN, "none")
    where = quoted(reading.article, dateline.where)
    return Observation("dateline", Outcome.PASS, "place", where, {"place": dateline.place})


def observe_correction(reading: Reading) -> Observation:
    """Whether the article says what was corrected in it.

    Pass: a correction, clarification or editor's note that says an earlier version was wrong.
    Unknown: none, since most pages have nothing to correct. A later "modified" date without a note
    is reported as a notice only. After CredWeb's and NewsGuard's correction criteria.
    """
    article = reading.article
    words = lexicon(reading.language) or lexicon("en")
    assert words is not None
    notice = words.phrases("correction", "notices")
    for n, block in article.with_role(Role.EDITOR_NOTE, Role.TAIL, Role.BODY):
        found = notice.search(block.text)
        if _labelled(block.text, words) or (found and _is_note(block, found.start())):
            where = (evidence(article, article.address(n)),)
            return Observation("correction", Outcome.PASS, "notice", where)
    published, modified = article.published, article.modified
    if published and modified and _days_apart(published, modified) >= 1:
        details = {"published": published.value[:10], "modified": modified.value[:10]}
        places = quoted(article, modified.where)
        return Observation("correction", Outcome.UNKNOWN, "silent_update", places, details)
    return Observation("correction", Outcome.UNKNOWN, "none")


def _labelled(text: str, words: Lexicon) -> bool:
    """Whether a paragraph opens with a label: "Correction:", "Clarification (3 June)"."""
    label = words.phrases("correction", "labels").match(text.lstrip("*•[( "))
    if label is None:
        return False
    rest = text.lstrip("*•[( ")[label.end() :].lstrip()
    return not rest or rest[0] in ":–—-(," or rest[0].isdigit()


def _is_note(block: Block, at: int) -> bool:
    """Whether a notice is the outlet's own: in a note, or near the start of a short paragraph."""
    return block.role is not Role.BODY or (at < NOTICE_START and len(block.text) < NOTICE_LENGTH)


def observe_policies(reading: Reading) -> Observation:
    """Whether the page leads to the rules its publisher works by, and to a way to complain.

    Counted by kind: corrections, ethics, ownership, masthead, fact-checking, unnamed sources, use
    of AI, feedback, about and contact, linked or declared. Pass: three kinds or more. Partial: one
    or two. Fail: none on a full page. Unknown: none in a plain text, where links are lost. After
    schema.org's NewsMediaOrganization properties, the Trust Project and the Journalism Trust
    Initiative.
    """
    article = reading.article
    places: dict[str, Quote] = {}
    for policy in article.policies:
        if policy.kind in ANSWERABLE:
            places.setdefault(policy.kind, policy.where)
    if article.publisher.contacts:
        places.setdefault("contact", article.publisher.contacts[0])
    kinds = [kind for kind in ANSWERABLE if kind in places]
    details = {"kinds": kinds, "count": len(kinds), "share": round(len(kinds) / len(ANSWERABLE), 2)}
    where = quoted(article, *(places[kind] for kind in kinds))[:MAX_EVIDENCE]
    if not kinds:
        place = headline_evidence(article)
        if article.source == "text" or not place:
            return Observation("policies", Outcome.UNKNOWN, "unread")
        return Observation("policies", Outcome.FAIL, "no_policies", place, details)
    enough = len(kinds) >= ENOUGH_POLICIES
    outcome = Outcome.PASS if enough else Outcome.PARTIAL
    return Observation("policies", outcome, "many" if enough else "few", where, details)
