"""Agency credits in one located piece of text: what is credited, how, and with which words.

`read_credit` is pure: a text, the role of its block and where in the article it stands. It knows
no article and no outcome; `server.signals.agency` walks the page and judges.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from server.article import Role
from server.signals.agencies import SYNDICATE, Agency, find
from server.signals.folding import Folded, fold
from server.signals.grammar import Script, close_edge, either, load, open_edge, scripts_in

MAX_READ = 12_000
"""Characters read at the start of a block, and a third as many at its end: a credit stands at an
edge of its block, and a block of a real article is far shorter."""
MAX_LISTS = 48
"""Agency lists judged per block; the rest of a hostile block goes unread."""
WINDOW = 280
"""Characters before and after a name in which its cue may stand."""
LEDE_SENTENCES = 3
DATELINE_REACH = 160
MIN_REPORT = 4
"""Characters that must follow a dateline: a name in brackets alone is a credit line."""


class CreditKind(StrEnum):
    """How an agency is named."""

    BYLINE = "byline"
    DATELINE = "dateline"
    CREDIT_LINE = "credit_line"
    INPUTS = "inputs"
    SYNDICATION = "syndication"
    COPYRIGHT = "copyright"
    PHOTO = "photo"
    QUOTED_SOURCE = "quoted_source"


class Position(StrEnum):
    """Where in the article a block of running text stands."""

    OPENING = "opening"
    MIDDLE = "middle"
    CLOSING = "closing"
    UNKNOWN = "unknown"


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
    if role is Role.BOILERPLATE or not text:
        return ()
    if len(text) > MAX_READ:
        tail = len(text) - MAX_READ // 3
        head = _read(text[:MAX_READ], role, position)
        last = Position.MIDDLE if position is Position.OPENING else position
        end = _read(text[tail:], role, last) if tail > MAX_READ else ()
        return (*head, *(_moved(credit, tail) for credit in end))
    return _read(text, role, position)


def _moved(credit: Credit, by: int) -> Credit:
    return Credit(credit.kind, credit.start + by, credit.end + by, credit.agencies, credit.unnamed)


def _read(text: str, role: Role, position: Position) -> tuple[Credit, ...]:
    line = _Line(fold(text), role, position)
    found = [credit for names in line.lists[:MAX_LISTS] if (credit := _judge(line, names))]
    if len(line.lists) > MAX_LISTS:
        last = line.lists[max(MAX_LISTS, len(line.lists) - 8) :]
        found += [credit for names in last if (credit := _judge(line, names))]
    found += _notices(line)
    return _merged(line, found)


# ---- reading a line ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Names:
    """Agency names that stand together ("AFP, AP and Reuters"), or a word for agencies."""

    start: int
    end: int
    agencies: tuple[Agency, ...]
    certain: bool
    """Whether at least one of the names means nothing else."""
    generic: bool


@dataclass(frozen=True, slots=True)
class _Draft:
    """A credit in offsets of the folded text."""

    kind: CreditKind
    start: int
    end: int
    names: _Names | None


class _Line:
    """A folded text with what is found in it, each found when first asked for."""

    def __init__(self, folded: Folded, role: Role, position: Position) -> None:
        self.folded = folded
        self.text = folded.text
        self.role = role
        self.position = position

    @cached_property
    def scripts(self) -> list[Script]:
        return scripts_in(self.text)

    @cached_property
    def lists(self) -> list[_Names]:
        return _lists(self)

    @cached_property
    def breaks(self) -> list[int]:
        """Where sentences end (the offset after the stop)."""
        return [m.end() for m in _STOP.finditer(self.text)]

    @cached_property
    def strong_end(self) -> int:
        """The end of the text without closing punctuation."""
        return len(self.text.rstrip(" .,;:-*\"')|/>=~"))

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around a stretch, trimmed."""
        first = max((b for b in self.breaks if b <= start), default=0)
        last = min((b for b in self.breaks if b >= end), default=len(self.text))
        return _trim(self.text, first, last)

    def bracket(self, start: int, end: int) -> tuple[int, int] | None:
        """The round brackets around a stretch, without others inside, within 200 characters."""
        opened = self.text.rfind("(", max(0, start - 200), start)
        closed = self.text.find(")", end, end + 200)
        if opened < 0 or closed < 0 or ")" in self.text[opened:start]:
            return None
        if "(" in self.text[end:closed]:
            return None
        return opened, closed + 1


_STOP = re.compile(
    r"(?<![ .(][a-z])(?<!inc)(?<!corp)(?<!co)(?<!sen)(?<!gov)(?<!oprac)(?<!red)"
    r"[.!?]+[\"')]{0,2}(?= |$|[\u3040-\u9fff])"
)
_EDGE = " \t"


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end


def _lists(line: _Line) -> list[_Names]:
    """The names in the text, joined where only a joint stands between them."""
    parts = [_Names(m.start, m.end, (m.agency,), not m.ambiguous, False) for m in find(line.folded)]
    parts += _generics(line, parts)
    parts.sort(key=lambda part: part.start)
    joined: list[_Names] = []
    for part in parts:
        if joined and _joint(line, joined[-1], part):
            last = joined.pop()
            agencies = tuple(dict.fromkeys((*last.agencies, *part.agencies)))
            part = _Names(
                last.start,
                part.end,
                agencies,
                last.certain or part.certain,
                last.generic or part.generic,
            )
        joined.append(part)
    return joined


def _generics(line: _Line, names: list[_Names]) -> Iterable[_Names]:
    """Words for agencies that do not belong to a name."""
    if not any(hint in line.text for hint in _GENERIC_HINTS):
        return
    for script in line.scripts:
        for match in _patterns(script).generic.finditer(line.text):
            start = match.start("noun")
            # The languages of a script share words: the longest reading counts.
            ends = [m.end() for p in _plurals(script) if (m := p.match(line.text, start))]
            end = max([match.end("noun"), *ends])
            if not any(n.start < end and start < n.end for n in names):
                yield _Names(start, end, (), True, True)


_GENERIC_HINTS = (
    "agenc", "agen", "wire", "ajans", "byr", "bur", "dep", "servic", "cable", "lanci", "kantor",
    "hang", "tong", "एज", "वृत्त", "समाचार", "न्यूज", "संवाद", "এজেন্সি", "এজেন্সী", "সংস্থা",
    "ایجنسی", "ادارے", "ஏஜென்சி", "நிறுவன", "முகமை", "агент", "агенц", "وکال", "خبرگزاری",
    "通讯社", "通訊社", "新闻社", "外电", "外電", "外媒", "综合", "綜合", "新闻机构",
    "通信", "外信", "통신사", "외신", "πρακτορ", "ξενα",
)  # fmt: skip
"""A word for agencies holds one of these: a quick way past most paragraphs."""


def _joint(line: _Line, left: _Names, right: _Names) -> bool:
    """Whether what stands between two names only joins them."""
    between = line.text[left.end : right.start]
    return len(between) <= 48 and any(
        _patterns(script).joint.fullmatch(between) for script in (*line.scripts, Script.LATIN)
    )


# ---- patterns ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Patterns:
    before: re.Pattern[str]
    after: re.Pattern[str]
    joint: re.Pattern[str]
    generic: re.Pattern[str]
    notice: re.Pattern[str]
    gapped: re.Pattern[str]
    """Cues of `_GAPS`, wherever they stand before the names."""
    late: re.Pattern[str]
    """What people contributed, wherever it stands after the names in their sentence."""


_GAPS = {"inputs": 90, "contributed": 240}
"""Cues that may stand apart from the name, and how far: "with inputs from our bureau and PTI"."""
_CLOSES = re.compile(r"[!?]")
_JOINED = re.compile(
    r"(?:[,&/+;] ?| (?:and|und|et|y|e|और|og|och|en|i|и|та|ve|و|dan|oraz|sowie) )"
    r"(?:the |la |el |die |der |l')?$"
)


@cache
def _patterns(script: Script) -> _Patterns:
    """The credit grammar for one script."""
    phrases = load("credit_grammar.toml")
    english = Script.LATIN
    tails = either(
        [
            *phrases.get(script, "nouns", "name_before"),
            *phrases.get(english, "nouns", "name_before"),
        ]
    )
    heads = either(phrases.get(script, "nouns", "name_after"))
    before = []
    for name in phrases.names("before"):
        rows = phrases.get(script, "before", name)
        before.append(f"(?P<{name}>{either(rows)})" if rows else "")
    gapped = [
        f"(?P<{name}>{either(rows)})"
        for name in _GAPS
        if (rows := phrases.get(script, "before", name))
    ]
    after = []
    for name in phrases.names("after"):
        rows = phrases.get(script, "after", name)
        if name != "contributed":
            after.append(f"(?P<{name}>{either(rows)})" if rows else "")
    ands = either(phrases.get(script, "nouns", "and"))
    space = " ?" if script is Script.CJK else " "
    return _Patterns(
        before=re.compile(
            f"{open_edge(script)}{either(row for row in before if row)}"
            f" ?(?:{tails} ?)?[\"'(]{{0,2}}$"
        ),
        after=re.compile(f"(?:{heads})?[\"')]{{0,2}} ?{either(row for row in after if row)}"),
        joint=re.compile(
            rf"(?:{heads})?\"? ?(?:[,/&+;|·•=-] ?(?:{space}?{ands}{space})?|{space}{ands}{space}| )"
            rf"(?:{tails} ?)?\"?"
        ),
        generic=re.compile(
            f"{open_edge(script)}(?P<noun>{either(phrases.get(script, 'nouns', 'plural'))})"
            f"{close_edge(script)}"
        ),
        notice=re.compile(
            f"{open_edge(script)}{either(phrases.get(script, 'notice', 'patterns'))}"
        ),
        gapped=re.compile(open_edge(script) + either(gapped)),
        late=re.compile(open_edge(script) + either(phrases.get(script, "after", "contributed"))),
    )


@cache
def _plurals(script: Script) -> tuple[re.Pattern[str], ...]:
    """The words for agencies, language by language."""
    rows = load("credit_grammar.toml").get(script, "nouns", "plural")
    return tuple(re.compile(row + close_edge(script)) for row in rows)


def _cue_before(line: _Line, names: _Names) -> tuple[str, int] | None:
    """The cue that ends where the names begin: (name, where it starts)."""
    floor = max((b for b in line.breaks if b <= names.start), default=0)
    low = max(floor, names.start - WINDOW)
    window = line.text[low : names.start]
    if not window.strip():
        return None
    best: tuple[str, int] | None = None
    for script in line.scripts:
        match = _patterns(script).before.search(window)
        if match and (best is None or low + match.start() < best[1]):
            best = (str(match.lastgroup), low + match.start())
    if best and best[0] in _SENTENCE_KINDS:
        return best
    for script in line.scripts:
        for match in _patterns(script).gapped.finditer(window):
            name = str(match.lastgroup)
            gap = window[match.end() :]
            if len(gap) <= _GAPS[name] and _JOINED.search(gap) and not _CLOSES.search(gap, 0, 90):
                return name, low + match.start()
    return best


def _cue_after(line: _Line, names: _Names) -> tuple[str, int] | None:
    """The cue that begins where the names end: (name, where it ends)."""
    best: tuple[str, int] | None = None
    for script in line.scripts:
        match = _patterns(script).after.match(line.text, names.end, names.end + 2 * WINDOW)
        if match and (best is None or match.end() > best[1]):
            best = (str(match.lastgroup), match.end())
    if best and best[0] in _SENTENCE_KINDS:
        return best
    end = min((b for b in line.breaks if b >= names.end), default=len(line.text))
    for script in line.scripts:
        late = _patterns(script).late.search(line.text, names.end, min(end, names.end + WINDOW))
        if late:
            return "contributed", late.end()
    return best


# ---- judging ----------------------------------------------------------------------------------


_SENTENCE_KINDS = {
    "contributed": CreditKind.CREDIT_LINE,
    "inputs": CreditKind.INPUTS,
    "syndicated": CreditKind.SYNDICATION,
    "copyright": CreditKind.COPYRIGHT,
}
_FREE_ROLES = (
    Role.BYLINE,
    Role.STANDFIRST,
    Role.KICKER,
    Role.TAIL,
    Role.EDITOR_NOTE,
    Role.DATELINE,
)
_NAME_AFTER_SLASH = re.compile(r"\s?(?:\d{4}\s?)?/\s?[^\W\d_][^\W\d_]+[ .-]")
_PERSON_SLASH = re.compile(r"(?:[^\W\d_]{2,}[.\w'-]* ){1,3}[^\W\d_]{2,}[\w'.-]*\s?/\s?$")


def _judge(line: _Line, names: _Names) -> _Draft | None:
    """What the names are doing here."""
    if names.generic and not names.agencies and not _closed(line, names):
        return None
    before, after = _cue_before(line, names), _cue_after(line, names)
    if _is_photo(line, names, before, after):
        return (
            None if not names.agencies else _Draft(CreditKind.PHOTO, names.start, names.end, names)
        )
    for cue in (before, after):
        if cue and cue[0] in _SENTENCE_KINDS and _cue_fits(line, names, cue[0]):
            kind = _SENTENCE_KINDS[cue[0]]
            if kind is CreditKind.COPYRIGHT and all(a.kind == SYNDICATE for a in names.agencies):
                kind = CreditKind.SYNDICATION
            draft = _phrase(line, names, kind, before, after)
            return draft if names.agencies or _is_note(line, draft, before, after) else None
    if before and before[0] == "with" and _set_apart(line, names, before[1]):
        return _phrase(line, names, CreditKind.INPUTS, before, after)
    if before and before[0] == "source" and _opens(line, before[1]) and len(line.text) < 400:
        return _phrase(line, names, CreditKind.CREDIT_LINE, before, after)
    return _placed(line, names, before, after)


def _placed(
    line: _Line, names: _Names, before: tuple[str, int] | None, after: tuple[str, int] | None
) -> _Draft | None:
    """A credit that its place makes, or a source that is quoted."""
    if line.role is Role.BYLINE:
        return _Draft(CreditKind.BYLINE, names.start, names.end, names)
    if end := _dateline_end(line, names):
        return _Draft(CreditKind.DATELINE, 0, end, names)
    if span := _standing_alone(line, names):
        return _Draft(CreditKind.CREDIT_LINE, *span, names)
    if names.agencies and (
        (before and before[0] in ("reported", "told")) or (after and after[0] == "reported")
    ):
        start = before[1] if before and before[0] in ("reported", "told") else names.start
        end = after[1] if after and after[0] == "reported" else names.end
        relayed = _in_lede(line, names) and _relays(line, start, end)
        lede = relayed or _is_source_line(line, start, end)
        kind = CreditKind.CREDIT_LINE if lede else CreditKind.QUOTED_SOURCE
        return _Draft(kind, start, end, names)
    return None


_RELAYS = re.compile(r"dilansir|dikutip|diwartakan|melansir|mewartakan|mengutip|muhabir")
_RELAYING = frozenset({Script.CYRILLIC, Script.ARABIC, Script.CJK})


def _relays(line: _Line, start: int, end: int) -> bool:
    """Whether the attribution is the way newsrooms of the language credit relayed copy: "сообщает
    ТАСС", "据新华社报道". "According to Reuters" in English is a source even in the lede."""
    outside = line.text[max(0, start - 40) : end + 40]
    return bool(_RELAYING & set(scripts_in(outside)) or _RELAYS.search(line.text, start, end))


def _is_source_line(line: _Line, start: int, end: int) -> bool:
    """Whether a note is nothing but "according to AFP"."""
    notes = (Role.TAIL, Role.EDITOR_NOTE)
    alone = not line.text[:start].strip(" (-*") and end >= line.strong_end
    return alone and (line.role in notes or line.position is Position.CLOSING)


def _closed(line: _Line, names: _Names) -> bool:
    """Whether a word for agencies ends its phrase: "agencies." but not "agencies that sell"."""
    if line.role is Role.BYLINE:
        return len(line.text) - names.end <= 40
    rest = line.text[names.end : names.end + 24].lstrip(" \"'")
    return (
        not rest
        or rest[0] in ")].,;:/|&+-=*"
        or bool(_GENERIC_TAIL.match(rest))
        or (_cue_after(line, names) is not None)
    )


_GENERIC_TAIL = re.compile(
    r"(?:and|und|et|y|e|dan|ve|और|و|added|inputs?|reports?|के|से|का|की|कडून|च्या) "
)


def _is_photo(
    line: _Line, names: _Names, before: tuple[str, int] | None, after: tuple[str, int] | None
) -> bool:
    """Whether the names credit a picture."""
    strong = any(cue and cue[0] in ("inputs", "contributed") for cue in (before, after))
    if line.role in (Role.CAPTION, Role.CREDIT):
        return not strong
    if (before and before[0] == "photo") or (after and after[0] == "photo"):
        return True
    if line.role is Role.BYLINE or strong:
        return False
    origin = line.folded.slice(names.end, min(len(line.text), names.end + 24))
    if (
        (m := _NAME_AFTER_SLASH.match(origin))
        and origin[m.end() - 2 :][:1]
        and origin.lstrip(" /0123456789")[:1].isupper()
    ):
        return not line.text[names.end :].lstrip(" /")[:5].isdigit()
    ahead = line.text[max(0, names.start - 60) : names.start]
    return bool(_PERSON_SLASH.search(ahead))


def _cue_fits(line: _Line, names: _Names, cue: str) -> bool:
    """Whether a cue that also occurs in running text is a credit here."""
    if cue == "copyright":
        return len(line.text) < 600
    if cue == "syndicated":
        return line.position is not Position.MIDDLE or line.role is not Role.BODY
    return True


_THIS_REPORT = re.compile(
    r"\b(?:this|the) (?:story|report|article|piece)|dieser |dieses |cet article|est[ea] |quest[oa] "
    r"|dit |deze |denne |artikel|den har|bu |artyk|тек?ст|матер"
)


def _is_note(
    line: _Line,
    draft: _Draft,
    before: tuple[str, int] | None,
    after: tuple[str, int] | None,
) -> bool:
    """Whether unnamed agencies are credited in a note: "inputs from agencies" in running text may
    be what a ministry asked for."""
    if line.text[draft.start] == "(" or line.role in (Role.EDITOR_NOTE, Role.BYLINE):
        return True
    if line.role is Role.TAIL and draft.end - draft.start <= 100:
        return True
    first = _trim(line.text, draft.start, draft.end)[0]
    opening = min(before[1] if before else first + 99, draft.names.start if draft.names else first)
    if after and not before and line.text[after[1] : draft.end].strip(" .*-)"):
        return False
    if opening - first <= 3:
        return True
    return draft.end - draft.start <= 140 and bool(
        _THIS_REPORT.search(line.text, draft.start, draft.end) or draft.end - draft.start <= 60
    )


def _set_apart(line: _Line, names: _Names, start: int) -> bool:
    """Whether a weak cue ("with AFP") stands in brackets, a byline or a short line of its own."""
    if line.role in _FREE_ROLES:
        return len(line.text) < 160
    bracket = line.bracket(start, names.end)
    if bracket and bracket[1] - bracket[0] <= 80:
        return True
    if line.role is Role.HEADLINE:
        return False
    first, last = line.sentence(start, names.end)
    return last - first <= 60 and names.end >= last - 2 and line.position is not Position.MIDDLE


def _opens(line: _Line, start: int) -> bool:
    """Whether the cue opens its line, bracket or sentence."""
    ahead = line.text[:start].rstrip(" -*(\"'|/※•■▲●△▶◆□>")
    return not ahead or ahead[-1] in ".!?;:" or line.text[:start].rstrip().endswith(("(", "|", "-"))


def _phrase(
    line: _Line,
    names: _Names,
    kind: CreditKind,
    before: tuple[str, int] | None,
    after: tuple[str, int] | None,
) -> _Draft:
    """The draft that covers the whole phrase: its brackets, or its sentence."""
    start = before[1] if before else names.start
    end = after[1] if after else names.end
    end = max(end, names.end)
    if bracket := line.bracket(start, names.end):
        return _Draft(kind, *bracket, names)
    return _Draft(kind, *line.sentence(min(start, names.start), end), names)


_AFTER_DATELINE = re.compile(r"\)? ?(?:[-:=|>/.,]|--|$)")
_PLACE_WORDS = 7
_SLASHED = re.compile(r"[^/.]{0,30}/")
"""The rest of an agency between slashes: "/Корр. ТАСС Иван Петров/"."""
_PLACE_AFTER = re.compile(r" [^-.:()]{2,24}, \d{1,2} [a-z]{3,9}\.? ?(?:\d{4} ?)?[-:]")
"""A place and a date after the agency: "(DIRE) Bologna, 7 lug. -"."""


def _dateline_end(line: _Line, names: _Names) -> int | None:
    """Where the dateline ends that the names belong to, None if it is none."""
    if line.role not in (Role.BODY, Role.DATELINE, Role.STANDFIRST, Role.TAIL):
        return None
    if line.position in (Position.MIDDLE, Position.CLOSING) and line.role is not Role.DATELINE:
        return None
    if names.start > DATELINE_REACH or len(line.text) - names.end < MIN_REPORT:
        return None
    head, text = line.text[: names.start], line.text
    bracket = line.bracket(names.start, names.end)
    if bracket and bracket[1] - bracket[0] <= 60:
        place = text[: bracket[0]]
        inside = text[names.end : bracket[1] - 1]
        opening = text[bracket[0] + 1 : names.start]
        if len(inside) > 24 or _PHOTO_WORD.search(opening) or _defines(line, bracket[0], names):
            return None
        if not _is_place(line, place):
            return None
        if not place and _PLACE_AFTER.match(text, bracket[1]):
            return bracket[1]
        plain = _AFTER_DATELINE.match(text, bracket[1] - 1) or (names.certain and place.strip())
        if not (plain or Script.CJK in line.scripts or _starts_report(line, place, bracket[1])):
            return None
        return bracket[1]
    for script in line.scripts:
        cue = _patterns(script).after.match(text, names.end, names.end + WINDOW)
        if cue and cue.groupdict().get("dispatch") and _is_place(line, head) and len(head) < 20:
            return cue.end()
    if (slashed := _SLASHED.match(text, names.end)) and "/" in head[-24:]:
        return slashed.end() if _is_place(line, head[: head.rindex("/")]) else None
    separated = re.match(r"(?: ?[-:=|/]+ | ?- ?|, |\. |\.$|/ ?$|$|/)", text[names.end :])
    if not separated or not _is_place(line, head.rstrip(" -/|,.:")):
        return None
    if head.strip() and head.rstrip()[-1] not in "-/|,.:":
        return None
    if not head.strip() and not re.match(r" ?[-:=|/]| ?, [^.]{2,40}[-:.(]", text[names.end :]):
        return None
    return names.end


def _starts_report(line: _Line, place: str, end: int) -> bool:
    """Whether a report begins right after the bracket: "Shillong, Aug 9 (PTI) The state"."""
    if re.search(r"\d", place):
        return True
    following = line.folded.slice(end, min(len(line.text), end + 3)).strip()
    short = bool(place.strip()) and len(place.split()) <= 3
    return short and line.position is Position.OPENING and following[:1] == following[:1].upper()


def _is_place(line: _Line, place: str) -> bool:
    """Whether a folded head of a text can be a place and a date: few words, all set as names."""
    if len(place) > 90:
        return False
    printed = line.folded.slice(0, len(place))
    words = re.findall(r"[^\s,./()\-|:]+", printed)
    if Script.LATIN not in scripts_in(place) and not place.isascii():
        return len(words) <= _PLACE_WORDS
    lower = [w for w in words if w[0].islower() and w.lower() == w]
    return (
        len(words) <= 12
        and len([w for w in lower if w.lower() not in _SMALL]) <= 1 + len(words) // 4
    )


_PHOTO_WORD = re.compile(r"photo|foto|image|bild|picture|credit|via|getty|pool")
_SMALL = frozenset(
    "de di da do del la le el of the and et y und e en am im i den der von van du des al ul au "
    "janvier fevrier février mars avril mai juin juillet aout août septembre octobre novembre "
    "decembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
    "janeiro fevereiro março maio junho julho setembro outubro dezembro stycznia lutego marca "
    "kwietnia maja czerwca lipca sierpnia września października listopada grudnia".split()
)


def _defines(line: _Line, opened: int, names: _Names) -> bool:
    """Whether the bracket only abbreviates what stands before it: "Advanced Placement (AP)"."""
    short = line.text[names.start : names.end]
    words = re.findall(r"\w+", line.text[:opened])[-len(short) :]
    return len(short) > 1 and len(words) >= len(short) and "".join(w[0] for w in words) == short


_LONE_BEFORE = re.compile(
    r"(?:(?:by|with|from|von|par|por|da|di|door|av|af|от|via|agency|agencia|agence|e|-{1,3}|©|\(c\)"
    r"|source|written by|posted by|published by|edited by|report(?:ed)? by|text|story)"
    r"[ :]{0,2}){0,3}"
)
_LONE_AFTER = re.compile(
    r"(?:'s)?(?: (?:news|agency|service|wire|report|staff|feed|inputs?|photo))?"
    r"(?:[ /|,:.-]{1,4}(?:[^\s,;:()!?]{1,14}[ /]?){0,7})?"
)


def _standing_alone(line: _Line, names: _Names) -> tuple[int, int] | None:
    """The span of names that are a line of their own or close the text in brackets or a dash."""
    text = line.text
    if line.role in (Role.HEADLINE, Role.KICKER):
        return _headline_tail(line, names)
    ahead = text[: names.start].strip(" *-(\"'|/.,•_=~>©")
    behind = text[names.end :].strip(" *-)\"'|/.,•_=~<©")
    spoken = (_cue_after(line, names) or ("", 0))[0] == "reported"
    whole = (
        len(text) <= 90
        and _LONE_BEFORE.fullmatch(ahead)
        and (not behind or (len(behind) <= 28 and _LONE_AFTER.fullmatch(" " + behind)))
    )
    if (
        whole
        and not (behind and (spoken or names.generic))
        and line.position is not Position.MIDDLE
    ):
        return _trim(text, 0, len(text))
    if names.end < line.strong_end and not (_codes(line, names)):
        return None
    bracket = line.bracket(names.start, names.end)
    if bracket and text[bracket[1] :].strip(" .*\"'") == "":
        if _PHOTO_WORD.search(text[bracket[0] : names.start]):
            return None
        ended = text[: bracket[0]].rstrip(" \"')").endswith((".", "!", "?", ":"))
        if line.role is Role.BODY and line.position is Position.OPENING and not ended:
            return None  # a caption that extraction took for a paragraph
        inside = text[bracket[0] + 1 : names.start].strip(" -/")
        if inside and not re.fullmatch(r"[\w. ]{1,24}[/,-]?", inside):
            return None
        if _defines(line, bracket[0], names):
            return None
        if line.position is Position.MIDDLE and not text[: bracket[0]].rstrip().endswith(
            (".", "!", "?", '"')
        ):
            return None
        return bracket
    if line.position is Position.MIDDLE or bracket:
        return None
    lead = re.search(
        r"(?:^|[.!?\")] ?)(?:-{1,3}|\(|/|\||\*|•)? ?$|(?: -{1,3}|--|/) ?$", text[: names.start]
    )
    if lead and not names.generic:
        return _trim(text, lead.start() + (1 if text[lead.start()] in '.!?")' else 0), len(text))
    return None


def _codes(line: _Line, names: _Names) -> bool:
    """Whether only the desk's initials follow: "PTI SKL DIV"."""
    rest = line.folded.slice(names.end, len(line.text)).strip(" .)")
    return bool(re.fullmatch(r"(?:[A-Z]{2,5}[ /]?){1,7}|[a-z]{2,4}/[a-z/]{2,12}", rest))


def _headline_tail(line: _Line, names: _Names) -> tuple[int, int] | None:
    """A name that closes a headline behind a bar or a dash, or in brackets."""
    if names.end < line.strong_end or names.generic or not names.certain:
        return None
    lead = re.search(r" (?:\||-{1,2}|/|\() ?$", line.text[: names.start])
    return (names.start, names.end) if lead else None


def _in_lede(line: _Line, names: _Names) -> bool:
    """Whether the names stand in the first three sentences of the article."""
    if line.position is not Position.OPENING or line.role is not Role.BODY:
        return line.role is Role.STANDFIRST
    ends = line.breaks[:LEDE_SENTENCES]
    return len(ends) < LEDE_SENTENCES or names.start < ends[-1]


# ---- syndication notices and merging ----------------------------------------------------------


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


def _notices(line: _Line) -> list[_Draft]:
    """Whole sentences that say the text comes from elsewhere."""
    if line.role in (Role.HEADLINE, Role.CAPTION, Role.CREDIT, Role.BYLINE, Role.KICKER):
        return []
    if line.role is Role.BODY and line.position is Position.MIDDLE and len(line.text) > 220:
        return []
    if len(line.text) > 1200 and line.role is Role.BODY:
        return []
    if line.role is Role.BODY and not any(hint in line.text for hint in _NOTICE_HINTS):
        return []
    found = []
    for script in line.scripts:
        for match in _patterns(script).notice.finditer(line.text):
            start, end = line.sentence(*match.span())
            if _DATED.match(line.text, match.end()) or "newsletter" in line.text[start:end]:
                continue
            if line.position is Position.MIDDLE and start > 3:
                continue
            bracket = line.bracket(*match.span())
            span = (
                bracket
                if bracket and bracket[1] - bracket[0] > (end - start) // 2
                else (start, end)
            )
            found.append(_Draft(CreditKind.SYNDICATION, *span, None))
    return found


def _merged(line: _Line, drafts: list[_Draft]) -> tuple[Credit, ...]:
    """Credits from drafts: those of one kind that overlap are one, a notice takes in its names."""
    order = sorted(drafts, key=lambda d: (d.start, -d.end))
    groups: list[list[_Draft]] = []
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
            names += [n for n in line.lists if start <= n.start and n.end <= end and n.agencies]
        agencies = tuple(dict.fromkeys(a for n in names for a in n.agencies))
        unnamed = any(n.generic for n in names) or not agencies
        first, last_ = line.folded.back(start, end)
        credits.append(Credit(kind, first, last_, agencies, unnamed))
    return tuple(sorted(credits, key=lambda c: (c.start, c.end)))


def _absorbs(one: _Draft, other: _Draft) -> bool:
    """Whether one of two overlapping drafts is a notice that holds the other."""
    kinds = {one.kind, other.kind}
    return CreditKind.SYNDICATION in kinds and CreditKind.PHOTO not in kinds
