"""What agency names are doing in a line: the frames of a credit.

A frame is a cue ("with inputs from"), a place (dateline, byline, closing bracket) or both. Works on
one line; knows no article and no outcome.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from server.article import Role
from server.signals.agencies import SYNDICATE
from server.signals.credit_datelines import PHOTO_WORD, dateline_end, defines
from server.signals.credit_lines import (
    Line,
    Names,
    Position,
    cue_after,
    cue_before,
    patterns,
    trim,
)
from server.signals.grammar import AND, WITH, Script, scripts_in

LEDE_SENTENCES = 3


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
    if names.agencies and _is_source_label(line, names):
        return _phrase(line, names, CreditKind.CREDIT_LINE, None, after)
    for cue in (before, after):
        if cue and cue[0] in _SENTENCE_KINDS and _cue_fits(line, names, cue[0]):
            kind = _SENTENCE_KINDS[cue[0]]
            if kind is CreditKind.COPYRIGHT and all(a.kind == SYNDICATE for a in names.agencies):
                kind = CreditKind.SYNDICATION
            draft = _phrase(line, names, kind, before, after)
            return draft if names.agencies or _is_note(line, draft, before, after) else None
    if before and before[0] == "with" and _set_apart(line, names, before[1]):
        return _phrase(line, names, CreditKind.INPUTS, before, after)
    if before and before[0] == "source" and _opens(line, before[1]) and len(line.text) < MAX_SOURCE:
        return _phrase(line, names, CreditKind.CREDIT_LINE, before, after)
    return _placed(line, names, before, after)


def _placed(
    line: Line, names: Names, before: tuple[str, int] | None, after: tuple[str, int] | None
) -> Draft | None:
    """A credit that its place makes, or a source that is quoted."""
    if line.role is Role.BYLINE:
        kind = CreditKind.INPUTS if _shares_byline(line, names) else CreditKind.BYLINE
        return Draft(kind, names.start, names.end, names)
    if _is_signature(line, names):
        return Draft(CreditKind.BYLINE, *trim(line.text, 0, len(line.text)), names)
    if codes := _desk_codes(line, names):
        return codes
    if end := dateline_end(line, names):
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


MAX_SIGNATURE, MAX_SOURCE = 90, 400
"""Characters of a line that is a signature, or that a source opens."""
_SIGNED = re.compile(
    r"\W{0,3}(?:autor(?:es|a|in)?|author|by|von|por|par|di|door|av|af|автор|yazan|作者|記者|记者)"
    r"(?: ?: ?| )[^.:;()]{3,50}[,/|-] ?"
)
"""A signature at the end of an article: "Autor: Krystyna Bolewicz, PAP"."""


def _is_signature(line: Line, names: Names) -> bool:
    """Whether a note is somebody's name and agency."""
    ends = names.end >= line.strong_end and len(line.text) <= MAX_SIGNATURE
    return line.role is Role.TAIL and ends and bool(_SIGNED.fullmatch(line.text[: names.start]))


_CODES = re.compile(r"\W{0,2}[\w.]{1,12}(?: ?[/+] ?[\w.]{1,12}){1,6}\W{0,2}")


def _desk_codes(line: Line, names: Names) -> Draft | None:
    """A line of codes: "hag/dpa/AFP/rtr" is a desk's work from several agencies, "(APA/red.)" one
    agency's copy."""
    if line.role not in _FREE_ROLES or "/" not in line.text or not _CODES.fullmatch(line.text):
        return None
    several = len({a.id for n in line.lists for a in n.agencies}) > 1
    kind = CreditKind.INPUTS if several else CreditKind.CREDIT_LINE
    return Draft(kind, *trim(line.text, 0, len(line.text)), names)


def _is_source_label(line: Line, names: Names) -> bool:
    """Whether only the label of a source stands before the names: "Kaynak: Reuters"."""
    first = max((b for b in line.breaks if b <= names.start), default=0)
    head = line.text[first : names.start].lstrip(" -*(\"'|/※•■▲●△▶◆□>")
    if ":" not in head[-3:] or len(line.text) >= MAX_SOURCE:
        return False
    return any(patterns(script).source.fullmatch(head) for script in (*line.scripts, Script.LATIN))


_DESKS = re.compile(
    r"\b(?:staff|desk|team|tim|\w*reda[zck]\w*|red|newsroom|bureau|biuro|buro|web|online"
    r"|reporters?|correspondents?|corresponsal\w*|haber merkezi|muhabir\w*|servisi|oprac|opr"
    r"|from our|own|special|agencies|agenturen|agencias|agences|agenzie|agencje)\b"
    r"|संवाददाता|डेस्क|टीम|ब्यूरो|प्रतिनिधि|প্রতিবেদক|প্রতিনিধি|ডেস্ক|ڈیسک|رپورٹر|نامہ نگار|ویب|நிருபர்"
    r"|செய்தியாளர்|செய்திப்பிரிவு|محرر|مراسل|غرفه الاخبار|خبرنگار|تحریریه|گروه|редакц|корр\b"
    r"|корреспондент|соб\b|собств|кореспондент|бюро|本报|本報|本刊|记者|記者|编辑|編輯|編集|取材班|기자|뉴스부|온라인|국제부"
    r"|συντακτικ|ομαδα"
)
"""The outlet's own desk or reporter in a byline."""
_COMPILED = re.compile("综合|綜合|종합|संकलन|সংকলন")
_APART = re.compile(rf"[,/|&+·、-]| (?:{AND}|{WITH}) |এবং| ও | और | و|மற்றும்|和|与|と|와 |과 ")
"""What sets a desk apart from the agency; "Redazione ANSA" is the agency's own."""
_BESIDE = re.compile(rf"(?: (?:{AND}|{WITH})|[&+])$|(?:এবং|ও|और|و|மற்றும்|和|与|と|와|과)$")


def _shares_byline(line: Line, names: Names) -> bool:
    """Whether a byline names the outlet's desk, somebody joined by "and", or another outlet beside
    the agency, or agencies without a name: then the outlet worked on the agency's copy."""
    if names.generic or _COMPILED.search(line.text):
        return True
    before, after = line.text[: names.start], line.text[names.end :]
    ahead, behind = list(_DESKS.finditer(before)), _DESKS.search(after)
    own = (ahead and _APART.search(before, ahead[-1].end())) or (
        behind and _APART.search(after[: behind.start()])
    )
    joined = _BESIDE.search(before.rstrip()) and not _BY_ONLY.fullmatch(before.rstrip())
    other = re.match(r" ?/ ?[^\W\d_]{3,}", after) and names.agencies
    return bool(own or joined or other)


_BY_ONLY = re.compile(rf"\W{{0,3}}(?:by|{WITH})?")
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
    r"(?:and|und|et|y|e|dan|ve|और|و|added|inputs?|reports?|के|से|का|की|कडून|च्या)(?: |$)"
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
    if line.text[: names.start].endswith("/") and line.text[names.end :].startswith("/"):
        return False  # "/ritzau/" signs a text
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
    longest = 10 if Script.CJK in line.scripts else 28  # ten letters are a sentence there
    whole = (
        len(text) <= 90
        and _LONE_BEFORE.fullmatch(ahead)
        and (not behind or (len(behind) <= longest and _LONE_AFTER.fullmatch(" " + behind)))
    )
    if (
        whole
        and not (behind and (spoken or names.generic))
        and line.position is not Position.MIDDLE
    ):
        return trim(text, 0, len(text))
    if names.end < line.strong_end and not (_codes(line, names) or _initialled(line, names)):
        return None
    bracket = line.bracket(names.start, names.end)
    if bracket and (not (rest := text[bracket[1] :].strip(" .*\"'")) or _INITIALS.fullmatch(rest)):
        if PHOTO_WORD.search(text[bracket[0] : names.start]):
            return None
        ended = text[: bracket[0]].rstrip(" \"')").endswith((".", "!", "?", ":"))
        if line.role is Role.BODY and line.position is Position.OPENING and not ended:
            return None  # a caption that extraction took for a paragraph
        inside = text[bracket[0] + 1 : names.start].strip(" -/")
        if inside and not re.fullmatch(r"[\w. ]{1,24}[/,-]?|[\w.,=· ]{1,24}[,/·=]", inside):
            return None
        if defines(line, bracket[0], names):
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


_INITIALS = re.compile(r"[a-z]{2,5}/ ?(?:[a-z]{2,5}/?)?")


def _initialled(line: Line, names: Names) -> bool:
    """Whether initials follow an agency in brackets: "Marek Zalewny (PAP) mzal/ jsz/"."""
    bracket = line.bracket(names.start, names.end)
    return bool(bracket and _INITIALS.fullmatch(line.text[bracket[1] :].strip()))


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
