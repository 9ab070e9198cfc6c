"""Datelines that name an agency: "SHILLONG, Aug 9 (PTI) The state", "(DIRE) Bologna, 7 lug. -".

Works on one line; knows no article and no outcome.
"""

import re

from server.article import Role
from server.signals.credit_lines import WINDOW, Line, Names, Position, patterns
from server.signals.grammar import Script, scripts_in

DATELINE_REACH = 160
MIN_REPORT = 4
"""Characters that must follow a dateline: a name in brackets alone is a credit line."""
_AFTER_DATELINE = re.compile(r"\)? ?(?:[-:=|>/.,]|--|$)")
_PLACE_WORDS = 7
_SLASHED = re.compile(r"[^/.]{0,30}/")
"""The rest of an agency between slashes: "/Корр. ТАСС Иван Петров/"."""
_PLACE_AFTER = re.compile(r" [^-.:()]{2,24}, \d{1,2} [a-z]{3,9}\.? ?(?:\d{4} ?)?[-:]")
"""A place and a date after the agency: "(DIRE) Bologna, 7 lug. -"."""


def dateline_end(line: Line, names: Names) -> int | None:
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
        if len(text) - bracket[1] < MIN_REPORT:
            return None
        if len(inside) > 24 or PHOTO_WORD.search(opening) or defines(line, bracket[0], names):
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
        cue = patterns(script).after.match(text, names.end, names.end + WINDOW)
        if cue and cue.groupdict().get("dispatch") and _is_place(line, head) and len(head) < 20:
            return cue.end()
    if (slashed := _SLASHED.match(text, names.end)) and "/" in head[-24:]:
        return slashed.end() if _is_place(line, head[: head.rindex("/")]) else None
    if line.folded.slice(names.end, names.end + 1) == "\n" and head.strip():
        return names.end if _is_place(line, head) else None
    separated = re.match(r"(?: ?[-:=|/]+ | ?- ?|, |\. |\.$|/ ?$|$|/)", text[names.end :])
    if not separated or not _is_place(line, head.rstrip(" -/|,.:")):
        return None
    dated = re.search(r"\d", head) and text[names.end : names.end + 1] == ":"
    if head.strip() and head.rstrip()[-1] not in "-/|,.:" and not dated:
        return None
    if not head.strip() and not re.match(r" ?[-:=|/]| ?, [^.]{2,40}[-:.(]", text[names.end :]):
        return None
    return names.end


def _starts_report(line: Line, place: str, end: int) -> bool:
    """Whether a report begins right after the bracket: "Shillong, Aug 9 (PTI) The state"."""
    if re.search(r"\d", place):
        return True
    following = line.folded.slice(end, min(len(line.text), end + 3)).strip()
    short = bool(place.strip()) and len(place.split()) <= 3
    return short and line.position is Position.OPENING and following[:1] == following[:1].upper()


def _is_place(line: Line, place: str) -> bool:
    """Whether a folded head of a text can be a place and a date: few words, all set as names."""
    if len(place) > 90:
        return False
    printed = line.folded.slice(0, len(place))
    words = re.findall(r"[^\s,./()\-|:]+", printed)
    if Script.LATIN not in scripts_in(place) and not place.isascii():
        return sum(not word.isdecimal() for word in words) <= _PLACE_WORDS
    lower = [w for w in words if w[0].islower() and w.lower() == w]
    return (
        len(words) <= 12
        and len([w for w in lower if w.lower() not in _SMALL]) <= 1 + len(words) // 4
    )


PHOTO_WORD = re.compile(r"photo|foto|image|bild|picture|credit|via|getty|pool")
_SMALL = frozenset(
    "de di da do del la le el of the and et y und e en am im i den der von van du des al ul au "
    "janvier fevrier février mars avril mai juin juillet aout août septembre octobre novembre "
    "decembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
    "janeiro fevereiro março maio junho julho setembro outubro dezembro stycznia lutego marca "
    "kwietnia maja czerwca lipca sierpnia września października listopada grudnia".split()
)


def defines(line: Line, opened: int, names: Names) -> bool:
    """Whether the bracket only abbreviates what stands before it: "Advanced Placement (AP)"."""
    short = line.text[names.start : names.end]
    words = re.findall(r"\w+", line.text[:opened])[-len(short) :]
    return len(short) > 1 and len(words) >= len(short) and "".join(w[0] for w in words) == short
