"""The dateline that opens a report: place, date and agency before the first sentence.

Knows one string, the first paragraph. A place is believed when it is in capitals, stands with a
date or an agency, or is one of the cities that news is filed from (data/cities.txt).
"""

import re
from collections.abc import Sequence

from server.article import Block, Dateline, Quote, Role
from server.extraction.byline import words
from server.extraction.dates import months
from server.extraction.places import cities

REACH = 120
"""Characters in which a dateline ends: the longest in the agencies' style books are under 80."""
PARAGRAPHS = 3
"""Paragraphs that may open with it: a summary or a note may come first."""

_PLACE = r"[^\W\d_][^\d()\n:;!?—–“”\"]{1,48}?"
_AGENCY = r"(?P<agency>\([^()\n]{2,40}\)|/[^/\n]{2,30}/)"
_DAY = (
    r"(?P<day>(?:[^\W\d_]{2,12}\.?\s)?\d{1,2}(?:st|nd|rd|th|er|\.)?(?:\s(?:de\s)?[^\W\d_][^\s\d,()]{1,14})?"
    r"(?:[,\s]{1,2}\d{4})?)"
)
_DASH = r"\s?(?:[-–—―]{1,3}|:|\.-|\.—|।|\.(?=\s))"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # WASHINGTON (AP) —   NEW DELHI, Jan 3 (PTI):   नई दिल्ली, 12 जून (भाषा)
        rf"(?P<place>{_PLACE})(?:,\s?{_DAY})?\s?,?\s?{_AGENCY}(?:{_DASH}|\s)",
        # (ANSA) - ROMA, 1 LUG -
        rf"{_AGENCY}\s?[-–—.,]{{0,2}}\s?(?P<place>{_PLACE})(?:,\s?{_DAY})?{_DASH}\s",
        # NEW DELHI, Jan 3:   PARIS, 3 juillet -
        rf"(?P<place>{_PLACE}),\s?{_DAY}\s?{_DASH}\s?",
        # (서울=연합뉴스)   【東京=共同】
        r"[（(【\[](?P<place>[^\W\d_]{2,10})[=＝][^)）\]】\n]{2,16}[)）\]】]",
        # 新华社北京1月3日电
        r"[（(【\[]?(?:新华社|新華社|中新社|中新网|中央社)(?P<place>[\u4e00-\u9fff]{2,10}?)\d{1,2}月\d{1,2}日",
        # LONDON —   MUMBAI: (in capitals, or a city that is known)
        rf"(?P<place>{_PLACE})(?:\s[-–—]{{1,3}}|\s?[—–]|:)\s",
    )
)
_BARE = _SHAPES[-1]


def find_dateline(text: str) -> tuple[str, int, int] | None:
    """(place, start, end) of the dateline that opens `text`."""
    head = text[:REACH]
    for shape in _SHAPES:
        match = shape.match(head)
        if not match:
            continue
        place = match["place"].strip(" ,")
        if _is_place(place, match.groupdict(), bare=shape is _BARE):
            return place, 0, len(match[0].rstrip())
    return None


def find_dateline_in(blocks: Sequence[Block]) -> Dateline | None:
    """The dateline that opens one of the first paragraphs."""
    told = [n for n, block in enumerate(blocks) if block.role in {Role.BODY, Role.DATELINE}]
    for n in told[:PARAGRAPHS]:
        found = find_dateline(blocks[n].text)
        if found:
            place, start, end = found
            return Dateline(place, Quote(f"{blocks[n].role}:{n}", start, end))
    return None


def _is_place(place: str, parts: dict[str, str | None], bare: bool) -> bool:
    """Whether the words before a date, an agency or a dash can be a place."""
    tokens = place.split()
    day, agency = parts.get("day"), (parts.get("agency") or "").strip("()/ ").lower()
    if not 1 <= len(tokens) <= 6 or len(place) < 2 or (day and not _has_month(day)):
        return False
    first = place.split(",")[0].strip().lower()
    if first in cities():
        return True
    letters = [c for c in place if c.isalpha()]
    cased = any(c.upper() != c.lower() for c in letters)
    capitals = cased and all(c.isupper() for c in letters) and len(letters) >= 4
    if bare:
        return capitals and len(tokens) <= 4 and not _LABELS.match(place)
    if not cased:
        return len(tokens) <= 4
    if not day and agency not in words("agency"):
        return capitals
    return capitals or all(token[:1].isupper() or len(token) <= 3 for token in tokens)


def _has_month(day: str) -> bool:
    return any(t.lower().strip(".") in months() for t in re.findall(r"[^\s\d,]+", day))


_LABELS = re.compile(
    r"(?:breaking|update|updated|exclusive|watch|opinion|analysis|video|photos?|live|note|warning|"
    r"spoilers?|editor|disclaimer|read|listen|interview|question|answer|verdict|fact check|false|"
    r"true|rating|claim|correction|here|this|that|the|what|why|how|who|when|summary|tl;?dr|q|a)\b",
    re.IGNORECASE,
)
