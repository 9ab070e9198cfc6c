"""A line of text with the agency names in it and the cues beside them.

Finds names, lists of names, words for unnamed agencies and credit phrases; `credit_frames` decides
what they are doing. Knows no article.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from server.article import Role
from server.signals.agencies import Agency, find
from server.signals.folding import Folded
from server.signals.grammar import AND, Script, close_edge, either, load, open_edge, scripts_in

WINDOW = 280
"""Characters before and after a name in which its cue may stand."""
STRONG_CUES = frozenset({"contributed", "inputs", "syndicated", "copyright"})
"""Cues that make a credit wherever they stand."""


class Position(StrEnum):
    """Where in the article a block of running text stands."""

    OPENING = "opening"
    MIDDLE = "middle"
    CLOSING = "closing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Names:
    """Agency names that stand together ("AFP, AP and Reuters"), or a word for agencies."""

    start: int
    end: int
    agencies: tuple[Agency, ...]
    certain: bool
    """Whether at least one of the names means nothing else."""
    generic: bool


class Line:
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
    def lists(self) -> list[Names]:
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
        return trim(self.text, first, last)

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


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end


def _lists(line: Line) -> list[Names]:
    """The names in the text, joined where only a joint stands between them."""
    parts = [Names(m.start, m.end, (m.agency,), not m.ambiguous, False) for m in find(line.folded)]
    parts += _generics(line, parts)
    parts.sort(key=lambda part: part.start)
    joined: list[Names] = []
    for part in parts:
        if joined and _joint(line, joined[-1], part):
            last = joined.pop()
            agencies = tuple(dict.fromkeys((*last.agencies, *part.agencies)))
            part = Names(
                last.start,
                part.end,
                agencies,
                last.certain or part.certain,
                last.generic or part.generic,
            )
        joined.append(part)
    return joined


def _generics(line: Line, names: list[Names]) -> Iterable[Names]:
    """Words for agencies that do not belong to a name."""
    if not any(map(line.text.__contains__, _GENERIC_HINTS)):
        return
    for script in line.scripts:
        for match in patterns(script).generic.finditer(line.text):
            start = match.start("noun")
            # The languages of a script share words: the longest reading counts.
            ends = [m.end() for p in _plurals(script) if (m := p.match(line.text, start))]
            end = max([match.end("noun"), *ends])
            if not any(n.start < end and start < n.end for n in names):
                yield Names(start, end, (), True, True)


_GENERIC_HINTS = (
    "agenc", "agen", "wire", "ajans", "byr", "bur", "dep", "servic", "cable", "lanci", "kantor",
    "hang", "tong", "एज", "वृत्त", "समाचार", "न्यूज", "संवाद", "এজেন্সি", "এজেন্সী", "সংস্থা",
    "ایجنسی", "ادارے", "ஏஜென்சி", "நிறுவன", "முகமை", "агент", "агенц", "وکال", "خبرگزاری",
    "通讯社", "通訊社", "新闻社", "外电", "外電", "外媒", "综合", "綜合", "新闻机构",
    "通信", "外信", "통신사", "외신", "πρακτορ", "ξενα",
)  # fmt: skip
"""A word for agencies holds one of these: a quick way past most paragraphs."""


def _joint(line: Line, left: Names, right: Names) -> bool:
    """Whether what stands between two names only joins them."""
    between = line.text[left.end : right.start]
    return len(between) <= 48 and any(
        patterns(script).joint.fullmatch(between) for script in (*line.scripts, Script.LATIN)
    )


# ---- patterns ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Patterns:
    before: re.Pattern[str]
    after: re.Pattern[str]
    joint: re.Pattern[str]
    generic: re.Pattern[str]
    notice: re.Pattern[str]
    source: re.Pattern[str]
    """The label of a source alone: "Source:", "Kaynak :"."""
    gapped: re.Pattern[str]
    """Cues of `_GAPS`, wherever they stand before the names."""
    late: re.Pattern[str]
    """What people contributed, wherever it stands after the names in their sentence."""
    listing: re.Pattern[str]
    """The label of a list of tags or links at the start of a line: "Tags:", "Lesen Sie auch:"."""


_GAPS = {"inputs": 90, "contributed": 240}
"""Cues that may stand apart from the name, and how far: "with inputs from our bureau and PTI"."""
_CLOSES = re.compile(r"[!?]")
_JOINED = re.compile(
    rf"(?:[,&/+;] ?| (?:{AND}|और|و|sowie) )"
    r"(?:the |la |el |die |der |l'|(?:antara lain|seperti|including|such as|entre otr[oa]s|u\. ?a\."
    r"|darunter|notamment|tra cui|waaronder|m\.in\.|в том числе|зокрема) )?$"
)


@cache
def patterns(script: Script) -> _Patterns:
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
        if name == "copyright" and script is not english:
            rows = (*rows, *phrases.get(english, "before", name))
        colon = "(?: ?:)?" if name in STRONG_CUES else ""
        before.append(f"(?P<{name}>{either(rows)}{colon})" if rows else "")
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
    # Arabic writes its "and" onto the next word.
    behind = " ?" if script in (Script.CJK, Script.ARABIC) else " "
    return _Patterns(
        before=re.compile(
            f"{open_edge(script)}{either(row for row in before if row)}"
            f" ?(?:{tails} ?)?[\"'(]{{0,2}}$"
        ),
        after=re.compile(f"(?:{heads})?[\"')]{{0,2}} ?{either(row for row in after if row)}"),
        joint=re.compile(
            rf"(?:{heads})?\"? ?(?:[,/&+;|·•=-] ?(?:{space}?{ands}{behind})?"
            rf"|{space}{ands}{behind}| )(?:{tails} ?)?\"?"
        ),
        generic=re.compile(
            f"{open_edge(script)}(?P<noun>{either(phrases.get(script, 'nouns', 'plural'))})"
            f"{close_edge(script)}"
        ),
        notice=re.compile(
            f"{open_edge(script)}{either(phrases.get(script, 'notice', 'patterns'))}"
        ),
        source=re.compile(either(phrases.get(script, "before", "source")) + f"(?:{tails} ?)?"),
        gapped=re.compile(open_edge(script) + either(gapped)),
        late=re.compile(open_edge(script) + either(phrases.get(script, "after", "contributed"))),
        listing=re.compile(rf"\W{{0,4}}{either(phrases.get(script, 'label', 'listing'))} ?:"),
    )


def is_listing(text: str, scripts: Iterable[Script]) -> bool:
    """Whether a folded line is a list of tags or of links to other stories."""
    return any(patterns(script).listing.match(text) for script in scripts)


@cache
def _plurals(script: Script) -> tuple[re.Pattern[str], ...]:
    """The words for agencies, language by language."""
    rows = load("credit_grammar.toml").get(script, "nouns", "plural")
    return tuple(re.compile(row + close_edge(script)) for row in rows)


def cue_before(line: Line, names: Names) -> tuple[str, int] | None:
    """The cue that ends where the names begin: (name, where it starts)."""
    floor = max((b for b in line.breaks if b <= names.start), default=0)
    low = max(floor, names.start - WINDOW)
    window = line.text[low : names.start]
    if not window.strip():
        return None
    best: tuple[str, int] | None = None
    for script in line.scripts:
        match = patterns(script).before.search(window)
        if match and (best is None or low + match.start() < best[1]):
            best = (str(match.lastgroup), low + match.start())
    if best and best[0] in STRONG_CUES:
        return best
    for script in line.scripts:
        for match in patterns(script).gapped.finditer(window):
            name = str(match.lastgroup)
            gap = window[match.end() :]
            if len(gap) <= _GAPS[name] and _JOINED.search(gap) and not _CLOSES.search(gap, 0, 90):
                return name, low + match.start()
    return best


def cue_after(line: Line, names: Names) -> tuple[str, int] | None:
    """The cue that begins where the names end: (name, where it ends)."""
    best: tuple[str, int] | None = None
    for script in line.scripts:
        match = patterns(script).after.match(line.text, names.end, names.end + 2 * WINDOW)
        if match and (best is None or match.end() > best[1]):
            best = (str(match.lastgroup), match.end())
    if best and best[0] in STRONG_CUES:
        return best
    end = min((b for b in line.breaks if b >= names.end), default=len(line.text))
    for script in line.scripts:
        late = patterns(script).late.search(line.text, names.end, min(end, names.end + WINDOW))
        if late:
            return "contributed", late.end()
    return best
