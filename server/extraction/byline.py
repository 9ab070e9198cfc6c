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
_SPLIT = re.compile(
    r"\s?[,;、，؛،]\s?|\s?[/／]\s?|\s&\s|\s\+\s|\s?(?:通讯员|通訊員|实习生)\s?"
    r"|(?<=[\uac00-\ud7af])·(?=[\uac00-\ud7af])"
)
_OTHERS = re.compile(
    r"(?:[;,]\s|\s{1,3}(?:[|/]\s)?)(?:(?:edit(?:ing|ed)|photo(?:graph(?:s|y)?|s)?|pictures|illustrations?|"
    r"graphics|video|produced|fact[- ]checked) by\b|(?:editor|editör|redaktur|penyunting|editing|"
    r"fotos?|photos?|pictures|bild(?:er)?|edição|संपादन|संपादक|編輯|责任编辑|責任編輯|责编|編集)\s?[:：])",
    re.IGNORECASE,
)
"""What begins the names of those who did not write the text."""
_BRACKETED = re.compile(r"[(（]\s?(?:theo|via|with|mit|avec|con|com)?\s?([^()（）]{2,40}?)\s?[)）]")
_INPUTS = re.compile(
    r"^(?:(?:mit|with|con|avec|com)\s)?(?:(?:agentur)?materiale?|(?:agency\s)?inputs?|"
    r"informations?|informationen|información|informaciones|informações|informazioni|reports?|"
    r"contributions?)\s(?:(?:der|von|from|of|de|da|du|del|della|la|d[’'])\s?){0,2}",
    re.IGNORECASE,
)
"""How a byline says that an agency's words went into the text."""
_DATELINED = re.compile(
    r"^【[^】=＝]{1,20}[=＝](?P<ja>[^】]{2,20})】$|^[(\[]?[\uac00-\ud7af]{2,5}=(?P<ko>[^)\]]{2,60})"
)
"""A Japanese or Korean name behind the place that it reports from: 【ワシントン=山田太郎】."""
_ARABIC_PLACE = re.compile(r"[\u0621-\u064a]{3,12}\s?:\s(?=[\u0621-\u064a])")
_WITH_INPUTS = re.compile(r"(?<!\w)with ([A-Z]\w{1,12}) inputs?(?!\w)", re.IGNORECASE)
_EDITED = re.compile(r"\s?(?:edited|editing|photographed) by\b|संपादन\s?:", re.IGNORECASE)
_CALLED = re.compile(
    r"^(?:[\u4e00-\u9fff]{1,5}部・|(?:編集委員|論説委員|論説主幹|特派員|客員編集委員)\s?)"
)
"""What Japanese papers print before a name: the department, the post."""
_LEANING = re.compile(r"(?:d|l|dell|al|el|ul|an|as|ar|ad|at|ash)['’-][^\W\d_]")
"""A word that opens with a particle and goes on with a name: "al-Masri", "d'Ávila"."""
_NOISE = re.compile(
    r"\(?\S{1,64}@\S{1,64}\)?|(?:https?:)?//\S{1,300}|www\.\S{1,200}|(?<!\w)@\w{1,40}|"
    r"\(?\+?\d[\d\s().-]{7,20}|\S{1,80}\.(?:html?|php|aspx)\b",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"^(?:(?:(?:dr|prof|mr|mrs|ms|sir|dame|rev|fr|sr|sra|dra|hon|shri|smt|pt|st|adv|ing|dott|"
    r"डॉ|श्री|श्रीमती|प्रो)\.?|(?-i:CA|Er\.|TS\.?|ThS\.?|PGS\.?|GS\.?|BS\.))\s)+(?=\w)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:,?\s(?:Ph\.?\s?D|M\.?D|R\.?N|R\.?D|J\.?D|M\.?P\.?H|MBA|CFA|CFP|D\.?O|M\.?Sc|B\.?A|M\.?A)\.?)+$"
)
_GENERATION = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_PLACE = re.compile(
    r"\s(?:in|en|à|au|aus|from|for|at|of|via|para|pour|für|on behalf of|special to|"
    r"exclusively for|is|ist|est)\s.*$|\sis$|\s?[(\[{][^)\]}]{0,80}[)\]}]?",
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
    if not _LETTER.search(stretch) or _INPUTS.match(stretch):
        return None  # a credit alone is a tail
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
    rest = _without_others(text)
    for match in (*_BRACKETED.finditer(text), *_WITH_INPUTS.finditer(text)):
        if match.start() and match[1].lower() in words("agency"):
            agencies.append(match[1])
    for segment in _BREAK.split(_NOISE.sub(" ", rest)):
        if _EDITED.match(segment):
            continue
        for part, listed in _names_of(_without_lead_in(segment)):
            kind, name = classify(part, publisher, listed)
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


def _without_others(text: str) -> str:
    """A byline without its lead-in, the place before a name, and those who did not write."""
    placed = _DATELINED.match(text)
    text = (placed["ja"] or text[placed.start("ko") :].replace(")", ",", 1)) if placed else text
    text = _without_lead_in(text)
    others = _OTHERS.search(text)
    return text[: others.start()] if others and others.start() > 1 else text


@cache
def _desks_of_words() -> tuple[str, ...]:
    """The desks whose names are more than one word."""
    return tuple(desk for desk in words("desk") if " " in desk)


def _without_lead_in(text: str) -> str:
    """The text after "By"; a desk's name may open with the same word ("Haber Merkezi")."""
    if text.strip().lower().startswith(_desks_of_words()):
        return text
    lead = _lead_in().match(text) or _ARABIC_PLACE.match(text)
    return text[lead.end() :] if lead else text


@cache
def _joiner() -> re.Pattern[str]:
    alternatives = "|".join(sorted((re.escape(w) for w in words("joiner")), key=len, reverse=True))
    return re.compile(rf"\s(?:{alternatives})\s", re.IGNORECASE)


def _names_of(segment: str) -> list[tuple[str, bool]]:
    """(part, whether it follows a comma) of a segment; "y" and "e" inside a name stay."""
    parts: list[tuple[str, bool]] = []
    for n, piece in enumerate(_SPLIT.split(segment)):
        for name in _joiner().split(f" {piece} "):
            name = _JOINED.sub("", name.strip())
            parts += [(one, n > 0) for one in _arabic(name)] if name else []
    return parts


_JOINED = re.compile(r"^(?:and|with|und|et|by|y|e|as told to)\s", re.IGNORECASE)
_ARABIC_AND = re.compile(r"\sو(?=[\u0620-\u064a]{3})")


def _arabic(name: str) -> list[str]:
    """Two Arabic names joined by "wa", a letter that some names begin with too."""
    parts = _ARABIC_AND.split(name)
    return parts if len(parts) > 1 and all(" " in part for part in parts) else [name]


def _agency_after(part: str) -> str:
    """The agency printed right after a name without a comma ("Jane Doe Associated Press")."""
    tokens = part.split()
    for n in (3, 2, 1):
        if len(tokens) >= n + 2 and " ".join(tokens[-n:]).lower() in words("agency"):
            return " ".join(tokens[-n:])
    return ""


def classify(part: str, publisher: str = "", listed: bool = False) -> tuple[str, str]:
    """(kind, name) of one part: person, agency, desk, organisation, generation or nothing.

    What follows a comma (`listed`) and holds a role tells what the one before it does.
    """
    whole = part = _INPUTS.sub("", part)
    part = part.strip(" \t.:;,*\"“”'‘’()[]<>|-–—_=") if len(part) > 3 else part.strip()
    bare = re.sub(r"^(?:the|le|la|el|der|die|das)\s", "", part.lower())
    known = any(n.lower() in words("agency") for n in (part, bare, _PLACE.sub("", part)))
    if known or bare.endswith(" news agency") or bare.startswith("خبرگزاری "):
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
        return ("agency", part) if agency or _agency_after(f"x {part}") else ("desk", part)
    if publisher and (bare == publisher.lower() or bare == publisher.lower().removeprefix("the ")):
        return "organisation", part
    if re.search(r"\s[JS]r\.$", whole):
        part += "."
    return _person(part, listed)


def _agency_case(part: str) -> bool:
    """Whether a short agency name has the agency's capitals ("AA", not "aa"; "Ana" is a woman)."""
    return len(part) > 4 or not part.isascii() or part.isupper() or part in LOWER_CASE


LOWER_CASE = frozenset("dpa epd kna sid sda apa ats anp".split())
"""Agencies that print their own names so."""


def _is_desk(bare: str, tokens: list[str]) -> bool:
    desks = words("desk")
    if bare in desks:
        return True
    ends = {" ".join(tokens[-n:]) for n in (1, 2, 3)} | {" ".join(tokens[:n]) for n in (1, 2)}
    if ends & (desks - words("role")):
        return True
    return bool(tokens) and _CJK.search(bare) is not None and any(bare.endswith(d) for d in desks)


def _person(part: str, listed: bool) -> tuple[str, str]:
    """A person's name without titles, places, roles and agencies, or nothing."""
    name = _DEGREE.sub("", _HONORIFIC.sub("", _PLACE.sub("", _CALLED.sub("", part))))
    name = re.sub(r"\s?(?:기자|특파원|記者|记者)$", "", name.strip(" ,"))
    name = re.sub(r"^(?:本报|特约|實習)?(?:記者|记者)\s?|[／/].*(?:報導|报道|报导)$", "", name)
    if agency := _agency_after(name):
        name = name[: -len(agency)].strip()
    if _SLUG.match(name):
        name = re.sub(r"[-_.]", " ", name).title()
    tokens = name.split()
    if not tokens or len(tokens) > 6 or len(name) > 60 or re.search(r"\d|[@#=<>{}\\?!%$]", name):
        return "", name
    tokens = tokens if listed else _without_role(tokens)
    tokens = _without_place(tokens)
    name = " ".join(tokens)
    lowered = [t.lower().strip(".") for t in tokens]
    if (set(lowered) & words("role") and len(tokens) > 1) or lowered[0] in words("role"):
        return "", name
    if set(lowered) & words("organisation"):
        return ("organisation", part) if len(part.split()) > 1 else ("", part)
    if not all(_name_like(t) for t in tokens) or set(lowered) & _NOT_NAMES:
        return "", name
    return "person", _cased(name)


def _without_place(tokens: list[str]) -> list[str]:
    """The words of a name without the city or the broadcaster that stands right after it."""
    for n in range(2, len(tokens)):
        after = " ".join(tokens[n:]).lower()
        if after in cities() or tokens[n].lower() in words("broadcaster"):
            return tokens[:n]
    return tokens


def _without_role(tokens: list[str]) -> list[str]:
    """The words of a name without the role that stands right after it, or before it.

    "Ann Bell Staff Writer", "Ann Bell Health reporter", "national affairs reporter Ann Bell"; where
    no two words are left, all.
    """
    at = next((n for n, t in enumerate(tokens) if t.lower().strip(".") in words("role")), None)
    if at is None:
        return tokens
    if all(t[0].islower() for t in tokens[: at + 1]) and len(tokens) - at > 2:
        return tokens[at + 1 :]
    end = at
    while end > 2 and tokens[end - 1].lower() in words("beat"):
        end -= 1
    if end == at and tokens[at][0].islower() and at > 2:
        end -= 1
    beats = any(t.lower() in words("beat") for t in tokens[:end])
    return tokens[:end] if end >= 2 and not beats else tokens


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
    if first.isupper() or first.istitle() or uncased or token.lower() in words("particle"):
        return True
    return _LEANING.match(token) is not None


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
