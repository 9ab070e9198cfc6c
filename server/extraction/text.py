"""A page's plain text to an Article: what a reader copied, menus and all, or an article alone.

Only words and their order are left in such a text, so the body is found as the stretch that reads
most like prose, and what stands around it is told by wording and position. Knows no markup.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from classifier.text import language_of
from server.article import Article, Block, Byline, BylineKind, PageKind, Quote, Role
from server.extraction import stamps
from server.extraction.byline import parse_byline
from server.extraction.dateline import find_dateline_in
from server.extraction.dates import find_dates
from server.extraction.genre import find_genre, label_genre
from server.extraction.jsonld import Graph
from server.extraction.lines import Line, read_lines
from server.extraction.notes import begging, caption_like, closing_role, credit_like, note_role
from server.extraction.policies import find_policies
from server.extraction.prose import HEAD_REACH, Stretch, find_article, is_dated, is_signed
from server.extraction.publisher import find_publisher, site_names
from server.extraction.statements import Statements

STANDFIRST_LONGEST = 600
HEAD_PARAGRAPHS = 2
"""Paragraphs of prose after which a line is no longer read as the byline."""
TAIL_REACH = 8
"""Lines at the end of the body, and after it, that may be notes: a share bar may part them."""
LANGUAGE_SAMPLE = 4000
"""Characters of the body by which its language is told."""
AFTER_TAIL = 0.1
"""Share of the prose, at most, that is taken off after a tail."""
NAME_REACH = 10
NAME_LONGEST = 48
PULLED_FROM, MOST_PULLED = 60_000, 120
"""Characters of the body in which a pulled quote is looked for, and lines that are looked for."""
PROSE, SUMMARY = 1.5, 2.5
"""The scores that end a list of other stories inside the article, and a summary of it: sentences of
about fifteen and twenty-five words."""


def extract_text(text: str, url: str | None = None, now: datetime | None = None) -> Article:
    """Read the plain text of a page, or of an article alone; never raises.

    "2 hours ago" is reckoned from `now`, when the page was seen, and left alone without it.
    """
    lines, cut = read_lines(_clean(text))
    if not lines:
        return Article(url=url, source="text", kind=PageKind.OTHER, kind_reason="no text")
    body, headline = find_article(lines, url)
    article = _article(lines, _roles(lines, body, headline), headline, url, now)
    return replace(article, truncated=True) if cut else article


def _clean(text: str) -> str:
    """The text without what no reader sees and no encoder takes: surrogates, control characters."""
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", text)


def _roles(lines: list[Line], body: Stretch, title: int | None) -> list[Role]:
    """The role of every line."""
    roles = [Role.BOILERPLATE] * len(lines)
    first = body.start
    if title is not None:
        roles[title] = Role.HEADLINE
        first = title + 1 if title >= body.start - HEAD_REACH else first
    seen = {lines[title].text} if title is not None else set()
    skipping = 0.0
    paragraphs = 0
    for n in range(first, body.end):
        line = lines[n]
        skipping = _heads_list(line) or (skipping if line.score < skipping else 0.0)
        if skipping or line.text in seen:
            continue
        roles[n] = _role(line, paragraphs, n >= body.start)
        if roles[n] in _PLAIN and paragraphs < HEAD_PARAGRAPHS:
            if _credited(lines, n):
                roles[n] = Role.CAPTION
            elif roles[n - 1] is Role.CAPTION and _credits(line.text):
                roles[n] = Role.CREDIT
        paragraphs += roles[n] is Role.BODY and line.score > 1
        seen.add(line.text)
    _mark_names(lines, roles, title)
    _mark_kicker(lines, roles, title)
    _mark_standfirst(lines, roles, title)
    _mark_quotes(lines, roles)
    _mark_tail(lines, roles, body)
    return roles


def _heads_list(line: Line) -> float:
    """The prose score that ends what the line heads: a list of other stories, a summary, or 0."""
    if not line.heading or line.bar or line.advert:
        return 0.0
    _, colon, after = line.text.partition(":")
    if colon and len(after) > 2:
        return 0.0  # "Also read: …" names the one story itself
    return SUMMARY if _SUMMARY.search(line.text) else PROSE


_SUMMARY = re.compile(r"summary|takeaway|glance|highlights|key points|in brief", re.IGNORECASE)


def _role(line: Line, paragraphs: int, inside: bool) -> Role:
    """The role of a line in the article, by its words and how much of the body came before."""
    early = paragraphs < HEAD_PARAGRAPHS and line.words <= 40
    if early and (parse_byline(line.text, trusted=False) or is_dated(line)):
        return Role.BYLINE
    if caption_like(line.text) and (paragraphs == 0 or line.words < 60):
        return Role.CREDIT if credit_like(line.text) and line.words < 12 else Role.CAPTION
    if not inside or line.prompt or line.promo or line.bar or begging(line.text):
        return Role.BOILERPLATE
    if line.score > 0 or (line.words >= 2 and paragraphs):
        return Role.BODY
    return Role.BOILERPLATE


_PLAIN = frozenset({Role.BODY, Role.BOILERPLATE})


def _credited(lines: list[Line], n: int) -> bool:
    """Whether the line after a short one only credits a picture."""
    after = lines[n + 1].text if n + 1 < len(lines) else ""
    return _credits(after) and 4 <= lines[n].words <= 45


def _credits(text: str) -> bool:
    return credit_like(text) or (text[:1] == "©" and len(text) < 50)


def _mark_names(lines: list[Line], roles: list[Role], title: int | None) -> None:
    """A name alone on its line, beside a date or after "By", between headline and body."""
    if title is None or any(
        is_signed(lines[n].text) for n, r in enumerate(roles) if r is Role.BYLINE
    ):
        return
    body = next((n for n in range(title, len(roles)) if roles[n] is Role.BODY), title)
    for n in range(title + 1, min(body, title + NAME_REACH)):
        line = lines[n]
        if roles[n] is not Role.BOILERPLATE or not 2 <= line.words <= 6 or line.heading:
            continue
        if line.text.swapcase() == line.text:
            continue  # in scripts without capitals nothing tells a name from a menu
        beside = range(max(title + 1, n - 2), min(body, n + 3))
        signed = lines[n - 1].text.lower().strip(" :") in _LEAD_INS
        below = roles[n - 1] in {Role.HEADLINE, Role.STANDFIRST} and line.text.istitle()
        if signed or (below and line.words <= 3) or any(roles[m] is Role.BYLINE for m in beside):
            found = parse_byline(line.text, trusted=True)
            if found and found.byline.kind is BylineKind.PERSON:
                roles[n] = Role.BYLINE
                return


_LEAD_INS = frozenset({"by", "written by", "author", "von", "par", "por", "di", "door", "oleh"})


def _mark_kicker(lines: list[Line], roles: list[Role], title: int | None) -> None:
    """A genre's label right above the headline is its kicker, but for the end of a menu."""
    if title is None or title == 0 or label_genre(lines[title - 1].text) is None:
        return
    if title < 2 or lines[title - 2].words > 2 or len(lines[title - 2].text) > 24:
        roles[title - 1] = Role.KICKER


def _mark_standfirst(lines: list[Line], roles: list[Role], title: int | None) -> None:
    """What stands between the headline and the byline is the standfirst, if a body follows."""
    if title is None:
        return
    byline = next((n for n, role in enumerate(roles) if role is Role.BYLINE and n > title), None)
    body = [n for n, role in enumerate(roles) if role is Role.BODY and n > title]
    if byline is None or not body or body[-1] < byline:
        return
    before = [n for n in body if n < byline]
    if not before and title + 1 < byline and _sums_up(lines[title + 1]):
        roles[title + 1] = Role.STANDFIRST
    if (
        before
        and len(before) <= 3
        and sum(len(lines[n].text) for n in before) <= STANDFIRST_LONGEST
    ):
        for n in before:
            roles[n] = Role.STANDFIRST


def _sums_up(line: Line) -> bool:
    """Whether the line below the headline reads as its summary, though no sentence ends it."""
    furniture = line.heading or line.prompt or line.promo or line.closing
    return 7 <= line.words <= 60 and not furniture and not caption_like(line.text)


def _mark_quotes(lines: list[Line], roles: list[Role]) -> None:
    """A short line that repeats words of a paragraph is a quote pulled out of it."""
    body = [n for n, role in enumerate(roles) if role is Role.BODY]
    whole = "\n".join(lines[n].text for n in body)[:PULLED_FROM]
    for n in [n for n in body if 4 <= lines[n].words <= 40][:MOST_PULLED]:
        core = lines[n].text.strip(" \"'“”‘’«».")
        at = whole.find(core)
        if at >= 0 and whole.find(core, at + 1) >= 0:
            roles[n] = Role.BOILERPLATE
            whole = whole.replace(lines[n].text + "\n", "", 1)


def _mark_tail(lines: list[Line], roles: list[Role], body: Stretch) -> None:
    """Notes at the end of the body, and right after it, are its tail."""
    ends = [n for n, role in enumerate(roles) if role is Role.BODY]
    if not ends:
        return
    for n in ends[:2]:
        if note_role(lines[n].text) is Role.EDITOR_NOTE and len(ends) > 2:
            roles[n] = Role.EDITOR_NOTE
    for n in ends[max(1, len(ends) - TAIL_REACH) :]:
        roles[n] = _note(lines[n].text) or closing_role(lines[n].text, lines[n].words) or Role.BODY
    _end_at_tail(lines, roles, ends)
    for n in range(body.end, min(body.end + TAIL_REACH, len(lines))):
        if lines[n].closing or (lines[n].heading and not lines[n].bar):
            break
        note = _note(lines[n].text)
        if note:
            roles[n] = note


def _end_at_tail(lines: list[Line], roles: list[Role], ends: Sequence[int]) -> None:
    """What little prose follows the lines about an article's author is not the article's."""
    whole = sum(max(0.0, lines[n].score) for n in ends)
    after = 0.0
    cut = None
    for n in reversed(ends):
        if roles[n] is Role.TAIL:
            cut = n
        elif roles[n] is Role.BODY:
            after += max(0.0, lines[n].score)
            if after > AFTER_TAIL * whole:
                break
    for n in ends:
        if cut is not None and n > cut and roles[n] is Role.BODY:
            roles[n] = Role.BOILERPLATE


_RIGHTS = re.compile(r"(?:copyright|©|\(c\)|all rights)", re.IGNORECASE)


def _note(text: str) -> Role | None:
    """What a line at the end is as a note; a site's own rights line is furniture."""
    note = note_role(text)
    if note is Role.TAIL and _RIGHTS.match(text) and not _AGENCY.search(text):
        return None
    return note


_AGENCY = re.compile(
    r"associated press|reuters|agence|\b(?:AP|AFP|dpa|PTI|ANI|EFE|ANSA|IANS|Lusa|TASS)\b"
)


def _article(
    lines: list[Line],
    roles: list[Role],
    title: int | None,
    url: str | None,
    now: datetime | None,
) -> Article:
    """The facts read off the lines."""
    blocks = tuple(Block(role, line.text) for line, role in zip(lines, roles, strict=True))
    body = "\n\n".join(block.text for block in blocks if block.role is Role.BODY)
    country = stamps.country_of(url, "")
    published, modified, every = stamps.settle(
        [*stamps.from_blocks(blocks, country, now), *stamps.from_url(url)], country
    )
    names = site_names(Statements(), Graph(), {}, url)
    return Article(
        blocks=blocks,
        headline=lines[title].text if title is not None else "",
        kicker=next((b.text for b in blocks if b.role is Role.KICKER), ""),
        standfirst=" ".join(b.text for b in blocks if b.role is Role.STANDFIRST),
        byline=_byline(blocks),
        dateline=find_dateline_in(blocks),
        published=published,
        modified=modified,
        stamps=every,
        publisher=find_publisher(names, url, blocks),
        genre=find_genre(blocks, frozenset(), {}, url),
        policies=find_policies(Graph(), {}, (), blocks, url or ""),
        kind=PageKind.ARTICLE if body else PageKind.OTHER,
        kind_reason="" if body else "no paragraphs",
        language=language_of((body or "\n".join(line.text for line in lines))[:LANGUAGE_SAMPLE]),
        url=url,
        source="text",
    )


def _byline(blocks: tuple[Block, ...]) -> Byline:
    """The byline that the first line taken for one prints."""
    for n, block in enumerate(blocks):
        if block.role is Role.BYLINE:
            alone = len(block.text) <= NAME_LONGEST and not find_dates(block.text)
            found = parse_byline(block.text, trusted=alone)
            if found:
                where = Quote(f"{block.role}:{n}", found.start, found.end)
                return replace(found.byline, where=where)
    return Byline()
