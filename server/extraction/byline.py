"""Bylines as printed, to a kind and names: "By A and B, Reuters" names two people and an agency.

Knows strings only, no markup: it is told whether a string is *trusted* to be a byline (it stands
in an author field) or is only a line of the page that may be one.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from server.article import Byline, BylineKind
from server.extraction.dates import find_dates
from server.extraction.places import cities

LONGEST = 300
"""Characters of a line that may be a byline: eight names with their outlets stay under 250."""
LINE_LONGEST = 170
"""Characters of a line without a lead-in that may be a byline."""
MOST_NAMES = 12

_BREAK = re.compile(r"\s?[|•·●◦‧∙⋅—–\n\t]\s?|\s-\s|\s/\s|\s{3,}|(?<=[^\s])\s?::\s?")
_SPLIT = re.compile(r"\s?[,;、，؛،]\s?|\s?[/／]\s?|\s&\s|\s\+\s")
_NOISE = re.compile(
    r"\(?\S{1,64}@\S{1,64}\)?|(?:https?:)?//\S{1,300}|www\.\S{1,200}|(?<!\w)@\w{1,40}|"
    r"\(?\+?\d[\d\s().-]{7,20}|\S{1,80}\.(?:html?|php|aspx)\b",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"^(?:dr|prof|mr|mrs|ms|sir|dame|rev|fr|sr|sra|hon|shri|smt|pt|st)\.?\s(?=\w)", re.IGNORECASE
)
_DEGREE = re.compile(
    r"(?:,?\s(?:Ph\.?\s?D|M\.?D|R\.?N|R\.?D|J\.?D|M\.?P\.?H|MBA|CFA|CFP|D\.?O|M\.?Sc|B\.?A|M\.?A)\.?)+$"
)
_GENERATION = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_PLACE = re.compile(
    r"\s(?:in|en|à|au|aus|from|for|at|of|via|para|pour|für|on behalf of|special to|"
    r"exclusively for)\s.*$|\s?[(\[{][^)\]}]{0,80}[)\]}]?",
    re.IGNORECASE,
)
_READ_TIME = re.compile(r"\d{1,3}\s?(?:min|hours?|h\b|m\b|comments?|views?|shares?)", re.IGNORECASE)
_SLUG = re.compile(r"^[a-z]{2,20}(?:[-_.][a-z]{1,20}){1,3}$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_REPORTED = re.compile(r"[\u4e00-\u9fff](?:報導|報道|报道|报导|電|电|訊|讯)$")
"""What follows a Chinese reporter's name: the place "reported from"."""
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Found:
    """A byline in a line: `line[start:end] == byline.text`."""

    byline: Byline
    start: int
    end: int


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one list of data/byline.toml."""
    path = files("server.extraction") / "data" / "byline.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return frozenset(word.lower() for word in table[kind])


@cache
def _lead_in() -> re.Pattern[str]:
    """A lead-in at the start of a line: spaced scripts want a space or a colon after it."""
    spaced = sorted((w for w in words("lead_in") if not _CJK.search(w)), key=len, reverse=True)
    dense = sorted((w for w in words("lead_in") if _CJK.search(w)), key=len, reverse=True)
    return re.compile(
        rf"(?:(?:{'|'.join(map(re.escape, spaced))})(?:\s?[:：]\s?|\s+)"
        rf"|(?:{'|'.join(map(re.escape, dense))})\s?[:：/／|\s]\s?)",
        re.IGNORECASE,
    )


_SURE_LEAD_IN = re.compile(
    r"(?:by|written by|reported by|story by|words by|von|par|por|di|door|oleh|автор|бy|yazan|yazar|"
    r"autor|autora|auteur|author|authors|text|texte|texto|بقلم|كتب|द्वारा|लेखक|文|作者|记者|記者|โดย|reporter|"
    r"penulis|tác giả|γράφει|av|af|skrevet av|skrevet af|text av|מאת|a cura di)\b[\s:：/]",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def parse_byline(text: str, trusted: bool = True, publisher: str = "") -> Found | None:
    """The byline that `text` is or holds; None when it names nobody.

    Untrusted lines must open with a lead-in ("By"), name a desk or an agency and nothing else, or
    hold a date beside something name-like.
    """
    text = text[:LONGEST]
    if not trusted and len(text) > LINE_LONGEST and not _SURE_LEAD_IN.match(text):
        return None
    dates = find_dates(text)
    low, high = _undated(text, [(d.start, d.end) for d in dates])
    while low < high and text[low] in " \t|•·,-–—:(":
        low += 1
    stretch = text[low:high]
    cut = _last_useful(stretch)
    stretch = stretch[:cut].rstrip(" \t|•·,-–—:(")
    stretch = _WEEKDAY.sub("", stretch) if dates else stretch
    if not stretch or not _LETTER.search(stretch):
        return None
    led = _SURE_LEAD_IN.match(stretch + " ") is not None
    people, agencies, desk = _parts(stretch, publisher, trusted or led)
    if not trusted and not _believable(stretch, led, bool(dates), people, agencies, desk):
        return None
    kind = kind_of(people, agencies, desk)
    if kind is BylineKind.NONE:
        return None
    byline = Byline(stretch, kind, tuple(people[:MOST_NAMES]), tuple(agencies))
    return Found(byline, low, low + len(stretch))


def kind_of(people: Sequence[str], agencies: Sequence[str], desk: object) -> BylineKind:
    """What a byline is: a person before an agency, an agency before a desk."""
    if people:
        return BylineKind.PERSON
    if agencies:
        return BylineKind.AGENCY
    return BylineKind.DESK if desk else BylineKind.NONE


def _undated(text: str, dates: list[tuple[int, int]]) -> tuple[int, int]:
    """The stretch of a dated line that holds no date and most letters: before, between or after."""
    edges = [0, *(edge for pair in dates for edge in pair), len(text)]
    gaps = [(edges[n], edges[n + 1]) for n in range(0, len(edges), 2)]
    return max(gaps, key=lambda gap: _name_weight(text[gap[0] : gap[1]]))


def _name_weight(text: str) -> int:
    """How much of a stretch is words other than a date's own labels."""
    tokens = re.findall(r"[^\W\d_]{2,}", text)
    return sum(len(t) for t in tokens if t.lower() not in _DATE_WORDS)


_WEEKDAY = re.compile(
    r"[\s,]+(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?$", re.IGNORECASE
)
_DATE_WORDS = frozenset(
    "updated published posted created last on at modified first mon tue wed thu fri sat sun monday "
    "tuesday wednesday thursday friday saturday sunday ist gmt utc edt est pdt pst am pm date "
    "publié publicado actualizado le mis jour veröffentlicht aktualisiert stand uhr".split()
)
_DATE_LABEL = re.compile(
    r"(?:(?:last|first)\s)?(?:updated|published|posted|created|modified|publicado|actualizado|publié|"
    r"mis à jour|aktualisiert|veröffentlicht|stand|pubblicato|aggiornato|atualizado|publicada|"
    r"प्रकाशित|अपडेट|опубликовано|обновлено|diperbarui|terbit)\b(?!\sby)",
    re.IGNORECASE,
)


def _last_useful(text: str) -> int:
    """Where the byline ends: before the first segment that is a label, a counter or a button."""
    start = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        segment = text[start:end].strip()
        label = _DATE_LABEL.search(segment)
        if label:
            cut = start + label.start() + len(text[start:end]) - len(text[start:end].lstrip())
            return cut if label.start() else start
        if start and (_READ_TIME.search(segment) or segment.lower() in words("junk")):
            return start
        start = match.end() if match else end
    return len(text)


def _parts(text: str, publisher: str, vouched: bool) -> tuple[list[str], list[str], bool]:
    """(people, agencies, whether a desk signs) of a byline.

    An organisation signs like a desk where something vouches for the byline: a field, a "By".
    """
    people: list[str] = []
    agencies: list[str] = []
    desk = False
    lead = _lead_in().match(text)
    rest = text[lead.end() :] if lead else text
    for segment in _BREAK.split(_NOISE.sub(" ", rest)):
        inner = _lead_in().match(segment)
        for part in _names_of(segment[inner.end() :] if inner else segment):
            kind, name = classify(part, publisher)
            if kind == "agency" and name not in agencies:
                agencies.append(name)
            elif kind == "desk" or (kind == "organisation" and vouched):
                desk = True
            elif kind == "generation" and people:
                people[-1] = f"{people[-1]} {name}"
            elif kind == "person" and name.lower() not in {p.lower() for p in people}:
                people.append(name)
                if tail := _agency_after(part):
                    agencies.append(tail)
    many = [name for name in people if " " in name or _CJK.search(name)]
    return (many or people[:1]), agencies, desk


@cache
def _joiner() -> re.Pattern[str]:
    alternatives = "|".join(sorted((re.escape(w) for w in words("joiner")), key=len, reverse=True))
    return re.compile(rf"\s(?:{alternatives})\s", re.IGNORECASE)


def _names_of(segment: str) -> list[str]:
    """The parts of a segment between commas and joiners; "y" and "e" inside a name stay."""
    parts = []
    for piece in _SPLIT.split(segment):
        for name in _joiner().split(f" {piece} "):
            name = re.sub(r"^(?:and|with|und|et|by|y|e)\s", "", name.strip(), flags=re.IGNORECASE)
            if name:
                parts.append(name)
    return parts


def _agency_after(part: str) -> str:
    """The agency printed right after a name without a comma ("Jane Doe Associated Press")."""
    tokens = part.split()
    for n in (3, 2, 1):
        if len(tokens) >= n + 2 and " ".join(tokens[-n:]).lower() in words("agency"):
            return " ".join(tokens[-n:])
    return ""


def classify(part: str, publisher: str = "") -> tuple[str, str]:
    """(kind, name) of one part: person, agency, desk, organisation, generation or nothing."""
    whole = part
    part = part.strip(" \t.:;,*\"“”'‘’()[]<>|-–—_") if len(part) > 3 else part.strip()
    bare = re.sub(r"^(?:the|le|la|el|der|die|das)\s", "", part.lower())
    if part.lower() in words("agency") or bare in words("agency"):
        return ("agency", part) if _agency_case(part) else ("", part)
    if _REPORTED.search(part):
        return "", part
    if _GENERATION.match(part):
        return "generation", part
    if bare in words("junk") or bare in cities() or not _LETTER.search(part):
        return "", part
    tokens = bare.replace("'s", "").replace("’s", "").split()
    if len(tokens) <= 8 and _is_desk(bare, tokens):
        agency = next((w for w in words("agency") if len(w) > 3 and bare.startswith(w + " ")), "")
        return ("agency", part) if agency else ("desk", part)
    if publisher and (bare == publisher.lower() or bare == publisher.lower().removeprefix("the ")):
        return "organisation", part
    if re.search(r"\s[JS]r\.$", whole):
        part += "."
    return _person(part)


def _agency_case(part: str) -> bool:
    """Whether a short agency name has the agency's capitals ("AA", not "aa"; "Ana" is a woman)."""
    return len(part) > 4 or not part.isascii() or part.isupper()


def _is_desk(bare: str, tokens: list[str]) -> bool:
    desks = words("desk")
    if bare in desks:
        return True
    ends = {" ".join(tokens[-n:]) for n in (1, 2, 3)} | {" ".join(tokens[:n]) for n in (1, 2)}
    if ends & (desks - words("role")):
        return True
    return bool(tokens) and _CJK.search(bare) is not None and any(bare.endswith(d) for d in desks)


def _person(part: str) -> tuple[str, str]:
    """A person's name without titles, places, roles and agencies, or nothing."""
    name = _DEGREE.sub("", _HONORIFIC.sub("", _PLACE.sub("", part)))
    name = re.sub(r"\s?(?:기자|특파원|記者|记者)$", "", name.strip(" ,"))
    name = re.sub(r"^(?:本报|特约|實習)?(?:記者|记者)\s?|[／/].*(?:報導|报道|报导)$", "", name)
    if agency := _agency_after(name):
        name = name[: -len(agency)].strip()
    if _SLUG.match(name):
        name = re.sub(r"[-_.]", " ", name).title()
    tokens = name.split()
    if not tokens or len(tokens) > 6 or len(name) > 60 or re.search(r"\d|[@#=<>{}\\?!%$]", name):
        return "", name
    lowered = [t.lower().strip(".") for t in tokens]
    if (set(lowered) & words("role") and len(tokens) > 1) or lowered[0] in words("role"):
        return "", name
    if set(lowered) & words("organisation"):
        return ("organisation", part) if len(part.split()) > 1 else ("", part)
    if not all(_name_like(t) for t in tokens) or set(lowered) & _NOT_NAMES:
        return "", name
    return "person", _cased(name)


_NOT_NAMES = frozenset(
    "the this that with about your our from by is are was how why what when who for not read share "
    "click here all new more get see photo image video picture credit courtesy story".split()
)


def _name_like(token: str) -> bool:
    """A word that may stand in a name: a capital, a particle, or a script without capitals."""
    first = token.lstrip("“\"'‘(")[:1]
    if not first:
        return False
    uncased = first.upper() == first.lower() and first.isalpha()
    return first.isupper() or first.istitle() or uncased or token.lower() in words("particle")


def _cased(name: str) -> str:
    """A name in capitals gets ordinary ones: "RALPH D. RUSSO" is Ralph D. Russo."""
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 6 or " " not in name or not all(c.isupper() for c in letters):
        return name
    return re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize() if len(m[0]) > 1 else m[0], name)


def _believable(
    text: str, led: bool, dated: bool, people: list[str], agencies: list[str], desk: bool
) -> bool:
    """Whether a line nobody vouches for may be read as a byline."""
    count = len(text.split())
    if led:
        return bool(people or agencies or desk) and count <= 30
    if (text[-1:] in ".!?:" and not text.endswith(("Jr.", "Sr."))) or count > 14:
        return False
    if agencies or desk:
        return count <= 8
    return dated and bool(people) and count <= 8
