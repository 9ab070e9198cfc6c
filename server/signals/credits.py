"""Agency credits in one located piece of text: what is credited, how, and with which words.

`read_credit` is pure: a text, the role of its block and where in the article it stands. It knows
no article and no outcome; `server.signals.agency` walks the page and judges.
"""

import re
from dataclasses import dataclass

from server.article import Role
from server.signals.agencies import Agency, find
from server.signals.credit_frames import CreditKind, Draft, judge
from server.signals.credit_lines import Line, Position, is_listing, patterns
from server.signals.folding import fold

__all__ = ["Credit", "CreditKind", "Position", "read_credit"]

MAX_READ = 12_000
"""Characters read at the start of a block, and a third as many at its end: a credit stands at an
edge of its block, and a block of a real article is far shorter."""
MAX_NOTE = 400
"""Characters of a note that is about one thing."""
MAX_LISTS = 48
"""Agency lists judged per block; the rest of a hostile block goes unread."""


@dataclass(frozen=True, slots=True)
class Credit:
    """One credit: `text[start:end]` is its whole wording, `agencies` whom it names, in order.

    `unnamed` says that it also (or only) speaks of agencies without naming them.
    """

    kind: CreditKind
    start: int
    end: int
    agencies: tuple[Agency, ...] = ()
    unnamed: bool = False


def read_credit(
    text: str,
    role: Role = Role.BODY,
    position: Position = Position.UNKNOWN,
    language: str | None = None,
) -> tuple[Credit, ...]:
    """The agency credits in a text, in order.

    The language does not narrow the search: newsrooms credit in English on pages in any language,
    and a line of four words is often taken for another language.
    """
    if not text:
        return ()
    if role is Role.BOILERPLATE:
        return _footer(text)
    if len(text) > MAX_READ:
        tail = len(text) - MAX_READ // 3
        head = _read(text[:MAX_READ], role, position)
        last = Position.MIDDLE if position is Position.OPENING else position
        end = _read(text[tail:], role, last) if tail > MAX_READ else ()
        return (*head, *(_moved(credit, tail) for credit in end))
    return _read(text, role, position)


MIN_FOOTER, MAX_FOOTER = 6, 300
"""Characters of a footer that may be a rights line or a notice about the article above it."""
OUTLETS_TOO = frozenset({"bloomberg", "dow_jones", "cnn_newsource", "nyt_news_service"})
"""Owners of news sites: their rights lines stand under their own outlets' articles."""


def _footer(text: str) -> tuple[Credit, ...]:
    """The credits that a footer may hold: "(c) 2026 AFP. All rights reserved", or a notice that
    names an agency."""
    if not MIN_FOOTER <= len(text) <= MAX_FOOTER or text.count("|") > 1:  # a bar of links
        return ()
    if not any(find(fold(text))):
        return ()
    kinds = (CreditKind.COPYRIGHT, CreditKind.SYNDICATION)
    return tuple(
        credit
        for credit in _read(text, Role.TAIL, Position.CLOSING)
        if credit.kind in kinds and any(a.id not in OUTLETS_TOO for a in credit.agencies)
    )


def _moved(credit: Credit, by: int) -> Credit:
    return Credit(credit.kind, credit.start + by, credit.end + by, credit.agencies, credit.unnamed)


def _read(text: str, role: Role, position: Position) -> tuple[Credit, ...]:
    line = Line(fold(text), role, position)
    if role is not Role.BYLINE and is_listing(line.text, line.scripts):
        return ()
    found = [credit for names in line.lists[:MAX_LISTS] if (credit := judge(line, names))]
    if len(line.lists) > MAX_LISTS:
        last = line.lists[max(MAX_LISTS, len(line.lists) - 8) :]
        found += [credit for names in last if (credit := judge(line, names))]
    found += _notices(line)
    return _merged(line, found)


_NOTICE_HINTS = (
    "syndic", "feed", "headline", "edit", "original", "first", "publi", "auto", "courtesy",
    "reprint", "distribu", "creators", "king features", "content agency", "licen", "separately",
    "permi", "autori", "zuerst", "ursprunglich", "erschien", "verscheen", "verschenen",
    "overgenomen", "primera vez", "premiere fois", "prima volta", "pierwszy", "pierwotnie",
    "przedruk", "впервые", "вперше", "перепечат", "передрук", "संपादित", "सिंडिकेट", "सिंडीकेट",
    "সম্পাদ", "সিন্ডিকেট", "ایڈیٹ", "فیڈ", "திருத்த", "تحریر", "تحریر", "نشر", "بازنشر", "tayang",
    "terbit", "dang lai", "lan dau", "转载", "轉載", "首发", "首發", "転載", "初出", "전재", "자동",
    "αναδημοσ", "αρχικα", "otomatik", "ilk olarak", "forst", "tillatelse", "tilladelse",
)  # fmt: skip


_DATED = re.compile(r"\W{0,2}(?:(?:on|in|am|le|el|il|em|den|d\.|dnia|op|po|w|в|у) )?\d")
"""A date after "first published": the outlet's own, not another's."""


_OWN_PRINT = re.compile(
    "newsletter|print edition|print issue|printausgabe|gedruckten? ausgabe|edicion impresa"
    "|edition papier"
    "|edition imprimee|edicao impressa|edizione cartacea|papieren editie|papieren krant|papierow"
    "|печатн[а-я]{1,3} верси|друкован[а-я]{1,3} версі|papperstidning|papiravis|papirudgav"
)
"""The outlet's own paper: first published there, and by nobody else."""


_FORBIDDEN = re.compile(
    "may not|must not|not be re|without (?:prior|written|express)|prohibit|forbid|interdit|prohibid"
    "|verboten|untersagt|vietat|proibid|verboden|zabron|запрещ|заборон|yasak|محظور|ممنوع|یحظر|禁止|不得"
    "|禁じ|禁転載|無断|금지|무단|forbud|απαγορευ|dilarang|nghiem cam|निषिद्ध|নিষিদ্ধ"
)
"""A ban on copying the outlet's own text: the same words as a notice, the other way round."""


def _notices(line: Line) -> list[Draft]:
    """Whole sentences that say the text comes from elsewhere."""
    if line.role in (Role.HEADLINE, Role.CAPTION, Role.CREDIT, Role.BYLINE, Role.KICKER):
        return []
    if line.role is Role.BODY and line.position is Position.MIDDLE and len(line.text) > 220:
        return []
    if len(line.text) > 1200 and line.role is Role.BODY:
        return []
    if line.role is Role.BODY and not any(map(line.text.__contains__, _NOTICE_HINTS)):
        return []
    found = []
    for script in line.scripts:
        for match in patterns(script).notice.finditer(line.text):
            start, end = line.sentence(*match.span())
            if _FORBIDDEN.search(line.text, start, end):
                continue
            if _DATED.match(line.text, match.end()) or _OWN_PRINT.search(line.text, start, end):
                continue
            if line.position is Position.MIDDLE and start > 3:
                continue
            bracket = line.bracket(*match.span())
            span = (
                bracket
                if bracket and bracket[1] - bracket[0] > (end - start) // 2
                else (start, end)
            )
            found.append(Draft(CreditKind.SYNDICATION, *span, None))
    return found


def _merged(line: Line, drafts: list[Draft]) -> tuple[Credit, ...]:
    """Credits from drafts: those of one kind that overlap are one, a notice takes in its names."""
    order = sorted(drafts, key=lambda d: (d.start, -d.end))
    groups: list[list[Draft]] = []
    for draft in order:
        for group in groups:
            last = group[-1]
            if draft.start < last.end and (draft.kind is last.kind or _absorbs(last, draft)):
                group.append(draft)
                break
        else:
            groups.append([draft])
    credits = []
    for group in groups:
        start = min(d.start for d in group)
        end = max(d.end for d in group)
        kind = next((d.kind for d in group if d.kind is CreditKind.SYNDICATION), group[0].kind)
        names = [d.names for d in group if d.names]
        if kind is CreditKind.SYNDICATION:
            inside = [n for n in line.lists if start <= n.start and n.end <= end and n.agencies]
            # A note of two sentences names its agency in one and says in the other what was done.
            note = line.role in (Role.TAIL, Role.EDITOR_NOTE) and len(line.text) <= MAX_NOTE
            names += inside or [n for n in line.lists if note and n.agencies]
        agencies = tuple(dict.fromkeys(a for n in names for a in n.agencies))
        unnamed = any(n.generic for n in names) or not agencies
        first, last_ = line.folded.back(start, end)
        credits.append(Credit(kind, first, last_, agencies, unnamed))
    return tuple(sorted(credits, key=lambda c: (c.start, c.end)))


def _absorbs(one: Draft, other: Draft) -> bool:
    """Whether one of two overlapping drafts is a notice that holds the other."""
    kinds = {one.kind, other.kind}
    return CreditKind.SYNDICATION in kinds and CreditKind.PHOTO not in kinds
