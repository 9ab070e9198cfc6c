"""What agency names are doing in a line: the frames of a credit.

A frame is a cue ("with inputs from"), a place (dateline, byline, closing bracket) or both. Works on
one line; knows no article and no outcome.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from server.article import Role
from server.signals.agencies import SYNDICATE
from server.signals.credit_lines import (
    WINDOW,
    Line,
    Names,
    Position,
    cue_after,
    cue_before,
    patterns,
    trim,
)
from server.signals.grammar import Script, scripts_in

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


@dataclass(frozen=True, slots=True)
class Draft:
    """A credit in offsets of the folded text."""

    kind: CreditKind
    start: int
    end: int
    names: Names | None


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


def judge(line: Line, names: Names) -> Draft | None:
    """What the names are doing here."""
    if names.generic and not names.agencies and not _closed(line, names):
        return None
    before, after = cue_before(line, names), cue_after(line, names)
    if _is_photo(line, names, before, after):
        return (
            None if not names.agencies else Draft(CreditKind.PHOTO, names.start, names.end, names)
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
    line: Line, names: Names, before: tuple[str, int] | None, after: tuple[str, int] | None
) -> Draft | None:
    """A credit that its place makes, or a source that is quoted."""
    if line.role is Role.BYLINE:
        return Draft(CreditKind.BYLINE, names.start, names.end, names)
    if end := _dateline_end(line, names):
        return Draft(CreditKind.DATELINE, 0, end, names)
    if span := _standing_alone(line, names):
        return Draft(CreditKind.CREDIT_LINE, *span, names)
    if names.agencies and (
        (before and before[0] in ("reported", "told")) or (after and after[0] == "reported")
    ):
        start = before[1] if before and before[0] in ("reported", "told") else names.start
        end = after[1] if after and after[0] == "reported" else names.end
        relayed = _in_lede(line, names) and _relays(line, start, end)
        lede = relayed or _is_source_line(line, start, end)
        kind = CreditKind.CREDIT_LINE if lede else CreditKind.QUOTED_SOURCE
        return Draft(kind, start, end, names)
    return None


_RELAYS = re.compile(r"dilansir|dikutip|diwartakan|melansir|mewartakan|mengutip|muhabir")
_RELAYING = frozenset({Script.CYRILLIC, Script.ARABIC, Script.CJK})


def _relays(line: Line, start: int, end: int) -> bool:
    """Whether the attribution is the way newsrooms of the language credit relayed copy: "сообщает
    ТАСС", "据新华社报道". "According to Reuters" in English is a source even in the lede."""
    outside = line.text[max(0, start - 40) : end + 40]
    return bool(_RELAYING & set(scripts_in(outside)) or _RELAYS.search(line.text, start, end))


def _is_source_line(line: Line, start: int, end: int) -> bool:
    """Whether a note is nothing but "according to AFP"."""
    notes = (Role.TAIL, Role.EDITOR_NOTE)
    alone = not line.text[:start].strip(" (-*") and end >= line.strong_end
    return alone and (line.role in notes or line.position is Position.CLOSING)


def _closed(line: Line, names: Names) -> bool:
    """Whether a word for agencies ends its phrase: "agencies." but not "agencies that sell"."""
    if line.role is Role.BYLINE:
        return len(line.text) - names.end <= 40
    rest = line.text[names.end : names.end + 24].lstrip(" \"'")
    return (
        not rest
        or rest[0] in ")].,;:/|&+-=*"
        or bool(_GENERIC_TAIL.match(rest))
        or (cue_after(line, names) is not None)
    )


_GENERIC_TAIL = re.compile(
    r"(?:and|und|et|y|e|dan|ve|और|و|added|inputs?|reports?|के|से|का|की|कडून|च्या) "
)


def _is_photo(
    line: Line, names: Names, before: tuple[str, int] | None, after: tuple[str, int] | None
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


def _cue_fits(line: Line, names: Names, cue: str) -> bool:
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
    line: Line,
    draft: Draft,
    before: tuple[str, int] | None,
    after: tuple[str, int] | None,
) -> bool:
    """Whether unnamed agencies are credited in a note: "inputs from agencies" in running text may
    be what a ministry asked for."""
    if line.text[draft.start] == "(" or line.role in (Role.EDITOR_NOTE, Role.BYLINE):
        return True
    if line.role is Role.TAIL and draft.end - draft.start <= 100:
        return True
    first = trim(line.text, draft.start, draft.end)[0]
    opening = min(before[1] if before else first + 99, draft.names.start if draft.names else first)
    if after and not before and line.text[after[1] : draft.end].strip(" .*-)"):
        return False
    if opening - first <= 3:
        return True
    return draft.end - draft.start <= 140 and bool(
        _THIS_REPORT.search(line.text, draft.start, draft.end) or draft.end - draft.start <= 60
    )


def _set_apart(line: Line, names: Names, start: int) -> bool:
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


def _opens(line: Line, start: int) -> bool:
    """Whether the cue opens its line, bracket or sentence."""
    ahead = line.text[:start].rstrip(" -*(\"'|/※•■▲●△▶◆□>")
    return not ahead or ahead[-1] in ".!?;:" or line.text[:start].rstrip().endswith(("(", "|", "-"))


def _phrase(
    line: Line,
    names: Names,
    kind: CreditKind,
    before: tuple[str, int] | None,
    after: tuple[str, int] | None,
) -> Draft:
    """The draft that covers the whole phrase: its brackets, or its sentence."""
    start = before[1] if before else names.start
    end = after[1] if after else names.end
    end = max(end, names.end)
    if bracket := line.bracket(start, names.end):
        return Draft(kind, *bracket, names)
    return Draft(kind, *line.sentence(min(start, names.start), end), names)


_AFTER_DATELINE = re.compile(r"\)? ?(?:[-:=|>/.,]|--|$)")
_PLACE_WORDS = 7
_SLASHED = re.compile(r"[^/.]{0,30}/")
"""The rest of an agency between slashes: "/Корр. ТАСС Иван Петров/"."""
_PLACE_AFTER = re.compile(r" [^-.:()]{2,24}, \d{1,2} [a-z]{3,9}\.? ?(?:\d{4} ?)?[-:]")
"""A place and a date after the agency: "(DIRE) Bologna, 7 lug. -"."""


def _dateline_end(line: Line, names: Names) -> int | None:
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
        cue = patterns(script).after.match(text, names.end, names.end + WINDOW)
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


def _defines(line: Line, opened: int, names: Names) -> bool:
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


def _standing_alone(line: Line, names: Names) -> tuple[int, int] | None:
    """The span of names that are a line of their own or close the text in brackets or a dash."""
    text = line.text
    if line.role in (Role.HEADLINE, Role.KICKER):
        return _headline_tail(line, names)
    ahead = text[: names.start].strip(" *-(\"'|/.,•_=~>©")
    behind = text[names.end :].strip(" *-)\"'|/.,•_=~<©")
    spoken = (cue_after(line, names) or ("", 0))[0] == "reported"
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
        return trim(text, 0, len(text))
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
        return trim(text, lead.start() + (1 if text[lead.start()] in '.!?")' else 0), len(text))
    return None


def _codes(line: Line, names: Names) -> bool:
    """Whether only the desk's initials follow: "PTI SKL DIV"."""
    rest = line.folded.slice(names.end, len(line.text)).strip(" .)")
    return bool(re.fullmatch(r"(?:[A-Z]{2,5}[ /]?){1,7}|[a-z]{2,4}/[a-z/]{2,12}", rest))


def _headline_tail(line: Line, names: Names) -> tuple[int, int] | None:
    """A name that closes a headline behind a bar or a dash, or in brackets."""
    if names.end < line.strong_end or names.generic or not names.certain:
        return None
    lead = re.search(r" (?:\||-{1,2}|/|\() ?$", line.text[: names.start])
    return (names.start, names.end) if lead else None


def _in_lede(line: Line, names: Names) -> bool:
    """Whether the names stand in the first three sentences of the article."""
    if line.position is not Position.OPENING or line.role is not Role.BODY:
        return line.role is Role.STANDFIRST
    ends = line.breaks[:LEDE_SENTENCES]
    return len(ends) < LEDE_SENTENCES or names.start < ends[-1]
