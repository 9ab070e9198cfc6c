"""The dated statements of a page and which of them say published and modified.

Every statement is kept, so that conflicts stay visible; one of each kind is chosen by how sure its
source is. Knows statements and blocks, no markup.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from server.article import Block, Quote, Role, Stamp
from server.extraction.dates import Moment, american_offset, find_dates, months, parse_date
from server.extraction.jsonld import first_text
from server.extraction.statements import Mark, Statements

PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "parsely-pub-date", "publishdate", "publish-date", "publish_date", "pubdate", "pub_date",
    "published_at", "published_time", "sailthru.date", "dc.date.issued", "dcterms.issued",
    "dc.date.created", "dcterms.created", "dcterms.date", "dc.date", "date", "dc:date",
    "originalpublicationdate", "article_date_original", "cxenseparse:recs:publishtime",
    "rnews:datepublished", "bt:pubdate", "displaydate", "article.published", "og:published_time",
    "og:pubdate", "datecreated", "creation_date", "cxenseparse:publishtime", "publication_date",
    "ptime", "mediator_published_time", "date.published", "citation_publication_date",
    "prism.publicationdate",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "og:article:modified_time", "article:modified", "datemodified",
    "og:updated_time", "article:updated_time", "last-modified", "lastmod", "last_updated_date",
    "dc.date.modified", "dcterms.modified", "revised", "updated_at", "utime", "date.updated",
)  # fmt: skip
"""Names seen for the two dates in meta elements, the commonest first."""
MASTHEAD = 8
"""Characters beside an unlabelled date above the headline; with more, it is not the article's."""
BESIDE_AGO = 60
"""Characters beside "3 days ago" at most: with more, it dates what is told, not the article."""
FURTHEST = 14
"""Blocks past the headline in which a visible date may stand."""
_UPDATED_CLASS = re.compile(r"updat|modif|revis|edited", re.IGNORECASE)
_URL_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[/_.-]?(?P<m>[01]?\d|[a-z]{3,9})[/_.-]?(?P<d>[0-3]?\d)(?!\d)",
    re.IGNORECASE,
)
_COUNTRIES = frozenset(
    "us uk gb in au nz ie za ng ke gh pk bd lk ph sg my id th vn jp kr cn tw hk de at ch fr be "
    "nl es pt it br ar mx cl pe ru ua by pl cz sk hu ro bg gr tr il ae sa eg se no dk fi "
    "ca hr rs si lt lv ee ir iq lb jo qa kw".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A stamp and what it states: "published", "modified" or "" where no label says."""

    stamp: Stamp
    label: str
    rank: int
    """How sure the source is, 0 the surest."""
    other: str | None = None


def country_of(url: str | None, language: str) -> str:
    """The two-letter country of a page's address or language tag, or nothing."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        host = ""
    ending = host.rsplit(".", 1)[-1]
    if ending in _COUNTRIES and ending != "co":
        return ending
    region = re.search(r"[-_]([A-Za-z]{2})$", language.strip())
    return region[1].lower() if region else ""


def from_structured(
    node: Mapping[str, Any], statements: Statements, country: str
) -> list[Statement]:
    """The statements of JSON-LD, meta elements and microdata."""
    found: list[Statement] = []
    for key, label in (("datePublished", "published"), ("dateModified", "modified")):
        _add(
            found, first_text(node.get(key)), "jsonld", f"metadata:jsonld.{key}", label, 0, country
        )
    for names, label in ((PUBLISHED_METAS, "published"), (MODIFIED_METAS, "modified")):
        rank = 1
        for name in names:
            for value in statements.metas.get(name, ())[:1]:
                _add(found, value, "meta", f"metadata:meta.{name}", label, rank, country)
                rank = 2
    for mark in statements.of_kind("itemprop:datepublished", "itemprop:datemodified"):
        label = "published" if mark.kind.endswith("published") else "modified"
        _add(found, mark.value or mark.text, "microdata", "", label, 2, country)
    return found


def _add(
    found: list[Statement],
    text: str,
    source: str,
    address: str,
    label: str,
    rank: int,
    country: str,
) -> None:
    """Append what a machine-readable value states, if it is a date."""
    text = text[:200].strip()
    value = parse_date(text, country) if text else None
    if not value or value[:4] < "1990":
        return
    where = Quote(address, 0, len(text)) if address else None
    moments = find_dates(text, country)
    other = moments[0].other if moments else None
    found.append(Statement(Stamp(value, source, where), label, rank, other))


def from_marks(statements: Statements, country: str) -> list[Statement]:
    """The statements of <time> and of elements classed as dates, near the headline."""
    found: list[Statement] = []
    start = statements.headings[0][0] if statements.headings else 0
    for mark in statements.of_kind("time"):
        value = parse_date(mark.value, country) if mark.value else None
        label = _label_of(mark)
        if value:
            rank = 3 if mark.order >= start else 5
            found.append(Statement(Stamp(value, "time"), label, rank))
    for mark in statements.of_kind("date", "byline", "time"):
        if len(mark.text) > 160:
            continue
        for moment in find_dates(mark.text, country):
            rank = 4 if mark.order >= start else 6
            label = moment.label or _label_of(mark)
            found.append(Statement(Stamp(moment.value, "visible"), label, rank, moment.other))
    return found


def _label_of(mark: Mark) -> str:
    """What an element's own words call its date."""
    if _UPDATED_CLASS.search(mark.text):
        return "modified"
    return ""


def from_blocks(
    blocks: Sequence[Block], country: str, now: datetime | None = None
) -> list[Statement]:
    """The statements a reader sees between the headline and the body, located."""
    found: list[Statement] = []
    start = next((n for n, b in enumerate(blocks) if b.role is Role.HEADLINE), 0)
    body = next((n for n, b in enumerate(blocks) if b.role is Role.BODY and n > start), len(blocks))
    for n in range(max(0, start - 4), min(len(blocks), body + 1, start + FURTHEST)):
        block = blocks[n]
        if block.role in {Role.BODY, Role.HEADLINE, Role.CAPTION} or len(block.text) > 220:
            continue
        for moment in find_dates(block.text, country, now):
            rest = len(block.text) - (moment.end - moment.start)
            if n < start and not moment.label and rest > MASTHEAD:
                continue  # today's date in the masthead, beside the menu
            if moment.relative and rest > BESIDE_AGO:
                continue  # "3 days ago" in what is told
            found.append(
                _visible(moment, f"{block.role}:{n}", 3 if block.role is Role.BYLINE else 4)
            )
    return found


def _visible(moment: Moment, address: str, rank: int) -> Statement:
    where = Quote(address, moment.start, moment.end)
    source = "relative" if moment.relative else "visible"
    rank += moment.relative
    return Statement(Stamp(moment.value, source, where), moment.label, rank, moment.other)


def from_url(url: str | None) -> list[Statement]:
    """The date in a page's address."""
    try:
        path = urlsplit(url or "").path[:500]
    except ValueError:
        return []
    for match in _URL_DATE.finditer(path):
        month = match["m"]
        number = int(month) if month.isdigit() else months().get(month.lower(), 0)
        try:
            day = date(int(match["y"]), number, int(match["d"]))
        except ValueError:
            continue
        if day.year >= 1995:
            return [Statement(Stamp(day.isoformat(), "url"), "", 7)]
    return []


def settle(
    statements: Iterable[Statement], country: str = ""
) -> tuple[Stamp | None, Stamp | None, tuple[Stamp, ...]]:
    """(published, modified, all stamps): day and month put right first, then the surest chosen."""
    found = _unambiguous(list(statements))
    published = _choose([s for s in found if s.label == "published"])
    modified = _choose([s for s in found if s.label == "modified"])
    if published is None or published.rank > 2:
        unlabelled = _choose([s for s in found if not s.label])
        if published is None or (unlabelled and unlabelled.rank < published.rank):
            published = unlabelled or published
    if published and modified and modified.stamp.value[:10] < published.stamp.value[:10]:
        modified = None if modified.rank > 2 else modified
    published = _as_shown(published, found, country) if published else None
    modified = _as_shown(modified, found, country) if modified else None
    stamps: dict[tuple[str, str, Quote | None], Stamp] = {}
    for statement in found:
        stamp = statement.stamp
        stamps.setdefault((stamp.value, stamp.source, stamp.where), stamp)
    return (
        published.stamp if published else None,
        modified.stamp if modified else None,
        _without_shadows(tuple(stamps.values())),
    )


def _as_shown(statement: Statement, found: list[Statement], country: str) -> Statement:
    """The same instant, in the zone whose day the page shows, where data states it in UTC.

    "2026-01-13T03:00:46+00:00" beside a visible "12 January, 10:00 PM" is said in the zone five
    hours west; without a visible time, in a zone that the page or its country keeps.
    """
    value = statement.stamp.value
    if not value.endswith("+00:00"):
        return statement
    moment = datetime.fromisoformat(value)
    shown = [s for s in found if s.stamp.source == "visible" and s.rank <= SHOWN_RANK]
    shown = [s for s in shown if not s.label or s.label == statement.label]
    if not shown or any(s.stamp.value[:10] == value[:10] for s in shown):
        return statement
    for other in shown:
        naive = datetime.fromisoformat(other.stamp.value[:19])
        away = round((naive - moment.replace(tzinfo=None)).total_seconds() / 60)
        timed = len(other.stamp.value) >= 19
        near = round(away / 15) * 15
        offsets = [near] if timed and abs(away - near) <= 1 and abs(near) <= 14 * 60 else []
        offsets += [] if timed else [*_stated_offsets(found), *_country_offsets(country, moment)]
        for offset in offsets:
            local = moment.astimezone(timezone(timedelta(minutes=offset)))
            if local.date() == naive.date():
                stamp = replace(statement.stamp, value=local.isoformat(timespec="seconds"))
                return replace(statement, stamp=stamp)
    return statement


SHOWN_RANK = 4
"""The last rank of a date that stands with the headline."""
_OFFSETS = {"in": 330, "jp": 540, "kr": 540, "cn": 480, "sg": 480, "id": 420, "au": 600, "nz": 720}
"""Minutes east of UTC in countries of one zone, or their largest cities'."""


def _stated_offsets(found: list[Statement]) -> list[int]:
    """The offsets from UTC that any stamp of the page states."""
    texts = {s.stamp.value[19:] for s in found} - {"", "+00:00"}
    return [
        (1 if text[0] == "+" else -1) * (int(text[1:3]) * 60 + int(text[4:6]))
        for text in sorted(texts)
    ]


def _country_offsets(country: str, moment: datetime) -> list[int]:
    """The offset kept where the page is from; pages of no country are mostly American."""
    if country in _OFFSETS:
        return [_OFFSETS[country]]
    return (
        [american_offset("eastern", moment.replace(tzinfo=None))] if country in {"us", ""} else []
    )


def _without_shadows(stamps: tuple[Stamp, ...]) -> tuple[Stamp, ...]:
    """The stamps less those of elements whose text a located one gives already."""
    located = {(s.value, s.source) for s in stamps if s.where}
    return tuple(s for s in stamps if s.where or (s.value, s.source) not in located)


def _unambiguous(found: list[Statement]) -> list[Statement]:
    """The statements, each open day-month order settled by the days that are not open."""
    sure = {s.stamp.value[:10] for s in found if not s.other}
    result = []
    for statement in found:
        other = statement.other
        if other and other[:10] in sure and statement.stamp.value[:10] not in sure:
            statement = replace(statement, stamp=replace(statement.stamp, value=other), other=None)
        result.append(statement)
    return result


def _choose(candidates: list[Statement]) -> Statement | None:
    """The surest; among those of its day the one that states most: time, then zone."""
    if not candidates:
        return None
    best = min(candidates, key=lambda s: s.rank)
    if len(best.stamp.value) > 19:
        return best
    same_day = [s for s in candidates if s.stamp.value[:10] == best.stamp.value[:10]]
    return max(same_day, key=lambda s: (min(len(s.stamp.value), 20), -s.rank))
