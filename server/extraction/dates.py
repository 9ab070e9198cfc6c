"""Dates as news pages write them, to ISO 8601: a small grammar of our own, knowing only strings.

General date parsers accept almost any words, guess what is missing from today's date and take
0.1–5 ms a string; a page has dozens of strings that could hold a date. News pages use few shapes,
so this reads those, tells where each stands, never invents a part that is not written, and keeps
both readings of a day-month order that the text leaves open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache
from importlib.resources import files

from server.extraction import ago, calendars

MORNING = frozenset("上午 午前 오전 凌晨 早上 सुबह".split())
AFTERNOON = frozenset("下午 午後 오후 晚上 傍晚 दोपहर शाम".split())
EARLIEST, LATEST = 1900, 2100
LONGEST = 2000
"""Characters of one string that are searched: the longest dated line seen is under 300."""

ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "ut": 0,
    "west": 60, "bst": 60, "cet": 60, "mez": 60, "wat": 60, "met": 60,
    "cest": 120, "mesz": 120, "eet": 120, "sast": 120, "cat": 120, "mest": 120,
    "eest": 180, "msk": 180, "мск": 180, "trt": 180, "eat": 180, "idt": 180, "ast": -240,
    "hne": -300, "hae": -240, "tsi": 180, "tsi̇": 180, "gst": 240, "irst": 210,
    "pkt": 300, "ist": 330, "npt": 345, "wib": 420, "ict": 420,
    "sgt": 480, "hkt": 480, "pht": 480, "phst": 480, "myt": 480, "wita": 480, "awst": 480,
    "jst": 540, "kst": 540, "wit": 540, "acst": 570, "aest": 600, "acdt": 630, "aedt": 660,
    "nzst": 720, "nzdt": 780, "brt": -180, "art": -180, "adt": -180, "nst": -210, "ndt": -150,
    "edt": -240, "est": -300, "cdt": -300, "cst": -360, "mdt": -360, "mst": -420, "pdt": -420,
    "pst": -480, "akdt": -480, "akst": -540, "hst": -600,
}  # fmt: skip
"""Minutes east of UTC. News usage decides between namesakes: IST is India's, BST Britain's."""
ZONES_BY_COUNTRY = {
    ("ist", "ie"): 60, ("ist", "il"): 120, ("cst", "cn"): 480, ("cst", "tw"): 480,
    ("bst", "bd"): 360, ("bdt", "bd"): 360, ("ast", "sa"): 180, ("est", "au"): 600,
    ("edt", "au"): 660, ("cst", "au"): 570, ("wat", "ng"): 60,
}  # fmt: skip
FLOATING = {"et": -300, "ct": -360, "mt": -420, "pt": -480, "eastern": -300, "pacific": -480}
"""Names of the United States that stand for standard or daylight time, whichever is in force."""
MONTH_FIRST = frozenset({"us", "ph", "fm", "pw"})
"""Countries whose pages write the month first in figures."""

_DIGITS = {
    ord(zero) + n: str(n)
    for zero in ("०", "০", "੦", "૦", "௦", "౦", "೦", "٠", "۰", "๐", "０", "၀")
    for n in range(10)
    for zero in (chr(ord(zero)),)
}
_SPACES = {0xA0: " ", 0x202F: " ", 0x2009: " ", 0x3000: " ", 0x200E: " ", 0x200F: " "}
_PLAIN = {**_DIGITS, **_SPACES, ord("\t"): " ", ord("\n"): " "}

_WORD = r"[^\W\d_][^\s\d,/()|·•:–—_-]{1,15}?"
_CLOCK = (
    r"(?:(?P<half>上午|下午|午前|午後|오전|오후|凌晨|早上|晚上|傍晚|सुबह|दोपहर|शाम|रात)\s?)?"
    r"(?:(?P<hour>[01]?\d|2[0-4])\s?(?:[:.hH時时点시：]\s?)(?P<minute>[0-5]\d)(?:분|分)?"
    r"(?:[:.](?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?(?!\d)\s?(?P<noon>[ap]\.?\s?m\b\.?|[مص](?!\w)|مساء|صباح)?"
    r"|(?P<hour12>1[0-2]|0?[1-9])\s?(?P<noon12>[ap]\.?m\b\.?))"
    r"(?:\s?(?:Uhr|uur|hrs?|hours|h|बजे|น\.?|WIB(?=\s?\())(?![^\W\d_]))?"
)
_ZONE = (
    r"\s?[\[(]?(?:(?P<zone>[^\W\d_]{1,7})(?![^\W_]|\.[^\W\d_]))?"
    r"\s?(?:\(?(?P<offset>[+−-]\s?(?:0?\d|1[0-4])(?::?[0-5]\d)?)(?!\d))?"
)
_TIME = re.compile(_CLOCK + _ZONE, re.IGNORECASE)
_BEFORE = re.compile(
    _CLOCK + _ZONE + r"[)\]]?[\s,|•·–—-]{0,4}(?:on\s|am\s|le\s|del\s|of\s|tanggal\s|ngày\s)?"
    r"[\s,|]{0,2}(?:[^\W\d_]{2,12}\.?,?\s{1,2})?$",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"(?:\sم(?=،)|\.(?=\s))?[\s,،;|•·/–—-]{0,4}\(?(?:at|um|à|a\sl[ae]s?|às|as|alle(?:\sore)?|ore|o|om|kl\.?|klo|godz\.?|"
    r"pukul|pk\.?|jam|lúc|saat|v|в|о|el|στις|ora|ob|u|la\sora|को|เวลา|الساعة)?(?![^\W\d_])"
    r"(?:[^\W\d_]{1,3}day)?[\s,|•·)–—:-]{0,3}"
    r"(?:(?!am\b|pm\b|upd|mod|act|akt|agg|mis|edit|bij|ред|обн)[^\W\d_]{3,10},?\s(?=\d))?",
    re.IGNORECASE,
)
_ZONE_AFTER = re.compile(r"\s\(?([A-Z]{2,5})(?![^\W_])")
_DIGIT = re.compile(r"\d")
_ISO = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=sep)"
    r"(?P<d>3[01]|[12]\d|0?[1-9])(?![\d])(?:T(?=\d\d))?"
)
_COMPACT = re.compile(
    r"(?<![\w-])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?=T\d{4}|\d{4}|(?!\w))"
)
_COMPACT_CLOCK = re.compile(
    r"T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?" + _ZONE
)
_FIGURES = re.compile(
    r"(?<![\d./-])(?P<a>0?[1-9]|[12]\d|3[01])(?P<sep>[-/.])(?P<b>0?[1-9]|[12]\d|3[01])(?P=sep)"
    r"(?P<y>(?:(?:19|20|25)\d\d)|\d\d)(?![\d/-])"
)
_FIGURES_SPACED = re.compile(
    r"(?<![\d.])(?P<a>0?[1-9]|[12]\d|3[01])\.\s(?P<b>0?[1-9]|1[0-2])\.\s(?P<y>(?:19|20)\d\d)(?!\d(?!\d?\smin))"
)
_CJK = re.compile(
    r"(?<!\d)(?P<y>\d{4})\s?[年년.]\s?(?P<m>\d{1,2})\s?[月월.]\s?(?P<d>\d{1,2})(?:\s?[日일]|\.(?!\d)|(?!\d))"
    r"(?:\s?[(（].{1,3}[)）])?"
)
_VIETNAMESE = re.compile(
    r"(?P<d>\d{1,2})\s?tháng\s(?P<m>\d{1,2})(?:,|\snăm)?\s(?P<y>\d{4})", re.IGNORECASE
)
_DAY_WORD = re.compile(
    r"(?<![\d:.])(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|°|ª|a|e)?\.?[\s,/-]{0,2}(?:de\s|of\s|d’|d')?"
    rf"(?P<mon>{_WORD})\.?[\s,/-]{{0,3}}(?:de\s|del\s|of\s|พ\.ศ\.\s?)?(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_WORD_DAY = re.compile(
    rf"(?<![^\W\d_])(?P<mon>{_WORD})\.?\s{{0,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[\s,]{{0,2}}"
    r"(?P<y>(?:19|20)\d\d)(?!\d(?!\d?\smin))",
    re.IGNORECASE,
)
_UNIX = re.compile(
    rf"(?<![^\W\d_])(?P<mon>{_WORD})\s{{1,2}}(?P<d>\d{{1,2}})\s(?P<clock>\d\d:\d\d(?::\d\d)?"
    r"(?:\s[A-Z]{2,5})?)\s(?P<y>(?:19|20)\d\d)(?!\d(?!\d?\smin))"
)
_YEAR_WORD = re.compile(
    rf"(?<!\d)(?P<y>(?:19|20)\d\d)[.,-]?\s?(?P<mon>{_WORD})\.?[\s-](?P<d>\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
_TWO_DIGIT = re.compile(
    rf"(?<![\d:.])(?P<d>\d{{1,2}})(?:[\s-]|\.\s(?=[^\W\d_.]{{3,9}}\.?\s\d\d,\s\d))"
    rf"(?P<mon>{_WORD})(?:[\s-]|\.\s)’?'?(?P<y>\d\d)(?![\d:.])",
    re.IGNORECASE,
)

_UPDATED = (
    "update|modified|revised|edited|last update|atualizad|actualizad|actualizaci|actualitza|"
    "mis(?:e)? à jour|maj|modifié|aktualisiert|stand|geändert|aggiorna|modifica|bijgewerkt|"
    "aangepast|gewijzigd|uppdaterad|opdateret|oppdatert|päivitetty|zaktualizowan|aktualizacja|"
    "aktualizov|frissít|actualizat|güncelle|diperbarui|dikemas kini|обновлен|обновлён|изменен|"
    "оновлен|ενημέρωση|ενημερώθηκε|تحديث|اپ ڈیٹ|به‌روزرسانی|עודכן|अपडेट|अद्यतन|আপডেট|புதுப்பிக்க|"
    "అప్‌డేట్|अद्ययावत|更新|수정|cập nhật|อัปเดต|อัพเดต|แก้ไข"
)
_PUBLISHED = (
    "published|posted|created|issued|uploaded|first published|publicad|publié|publie|parution|"
    "veröffentlicht|erstellt|pubblicat|gepubliceerd|geplaatst|publicerad|publiceret|publisert|"
    "julkaistu|opublikowan|dodano|vydáno|publikov|megjelen|yayın|eklenme|giriş|terbit|diterbitkan|"
    "опубликован|дата публикации|створено|δημοσί|"
    "نشر|شائع|انتشار|פורסם|प्रकाशित|প্রকাশ|வெளியி|発行|掲載|公開|"
    "配信|发布|發布|发表|입력|등록|송고|đăng|xuất bản|เผยแพร่"
)
_LABEL = re.compile(rf"(?P<modified>{_UPDATED})|(?P<published>{_PUBLISHED})", re.IGNORECASE)
_LABEL_REACH = 48
"""Characters before a date in which its label stands ("Last updated on Tuesday, ")."""

_LATER = re.compile(
    rf"(?:{_UPDATED})[^\W\d_]{{0,8}}[\s:]{{0,3}}(?:(?:at|um|à|a\sl[ae]s?|às|alle|om|kl\.?|v|o|в|el)\s)?"
    rf"{_CLOCK}{_ZONE}",
    re.IGNORECASE,
)
"""A time of day without a date: "Published: Nov 30, 2026, 14:05 IST | Updated: 15:10 IST"."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date in a string, `text[start:end]`, as ISO 8601."""

    value: str
    start: int
    end: int
    label: str = ""
    """"published" or "modified" when a word before it says so."""
    other: str | None = None
    """The value with day and month exchanged, when the figures alone allow both."""
    relative: bool = False

    @property
    def day(self) -> str:
        """The date alone."""
        return self.value[:10]


@cache
def months() -> dict[str, int]:
    """Month number by name, without case."""
    table: dict[str, int] = {}
    path = files("server.extraction") / "data" / "months.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        for number, names in enumerate(line.split("\t")[1:], start=1):
            for name in names.split(" "):
                table.setdefault(name, number)
    return table


def find_dates(text: str, country: str = "", now: datetime | None = None) -> list[Moment]:
    """Every full date in `text`, in order; relative ones only when `now` is given.

    `country` is a two-letter code that settles "03/04/2026" and the namesakes among time zones.
    """
    plain = text[:LONGEST].translate(_PLAIN)
    found = list(_absolute(plain, country)) if _DIGIT.search(plain) else []
    if now is not None:
        found += [m for m in _relative(plain, now) if not _overlaps(m, found)]
    found.sort(key=lambda m: m.start)
    found = _labelled(plain, found)
    return [*found, *_later_that_day(plain, found[-1], country)] if found else []


@lru_cache(maxsize=512)
def _absolute(plain: str, country: str) -> tuple[Moment, ...]:
    """The full dates; cached, for the same lines are asked about as dates and as bylines."""
    found: list[Moment] = []
    for start, end, day, other in _days(plain, country):
        if any(start < m.end and m.start < end for m in found):
            continue
        found.append(_with_clock(plain, start, end, day, other, country))
    return tuple(found)


def parse_date(text: str, country: str = "") -> str | None:
    """The first date of a short string, which may be epoch seconds or milliseconds."""
    text = text.strip()
    if re.fullmatch(r"1?\d{9}(?:\d{3})?(?:\.\d{1,6})?", text):
        seconds = float(text[:10])
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    moments = find_dates(text, country)
    return moments[0].value if moments else None


def _days(text: str, country: str) -> Iterator[tuple[int, int, date, date | None]]:
    """Yield the (start, end, day, other reading) of each date, surest shapes first."""
    for start, end, known in calendars.days(text):
        yield start, end, known, None
    for shape in (_CJK, _ISO, _VIETNAMESE, _COMPACT):
        for match in shape.finditer(text):
            day = _day(match["y"], match["m"], match["d"])
            if day:
                yield match.start(), match.end(), day, None
    for shape in (_UNIX, _DAY_WORD, _WORD_DAY, _YEAR_WORD, _TWO_DIGIT):
        for match in shape.finditer(text):
            month = _month(match["mon"], country)
            if month and (day := _day(match["y"], month, match["d"])):
                yield match.start(), match.end(), day, None
    for shape in (_FIGURES, _FIGURES_SPACED):
        for match in shape.finditer(text):
            yield from _figures(match, country)


def _month(name: str, country: str) -> int | None:
    """The number of a month; listopad is October in Croatia, November where else it is known."""
    name = name.lower().rstrip(".")
    if country == "hr" and name.startswith("listopad"):
        return 10
    return months().get(name)


def _figures(match: re.Match[str], country: str) -> Iterator[tuple[int, int, date, date | None]]:
    """The reading of a date in figures whose order the country decides when both are possible."""
    a, b, year = match["a"], match["b"], match["y"]
    if len(year) == 2 and "." in match[0] and len(a) + len(b) < 4:
        return  # "1.2.34" is more often a version or a section number
    day_first, month_first = _day(year, b, a), _day(year, a, b)
    if country in MONTH_FIRST and "." not in match[0] and month_first:
        day_first, month_first = month_first, day_first
    first = day_first or month_first
    if first:
        other = month_first if day_first and month_first != day_first else None
        yield match.start(), match.end(), first, other


def _day(year: str, month: str | int, day: str) -> date | None:
    """The calendar day, or None when there is no such day; Buddhist years become common ones."""
    number = int(year)
    number += 2000 if len(year) == 2 and number < 70 else 1900 if len(year) == 2 else 0
    number -= 543 if 2443 <= number <= 2643 else 0
    if not EARLIEST <= number <= LATEST:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _with_clock(
    text: str, start: int, end: int, day: date, other: date | None, country: str
) -> Moment:
    """The moment with the time of day that stands after the date, in it, or before it."""
    zone = ""
    inner = _UNIX.match(text, start)
    clock = _TIME.match(inner["clock"]) if inner else None
    if clock is None and (compact := _COMPACT_CLOCK.match(text, end)) and text[end - 1].isdigit():
        clock = compact if _COMPACT.fullmatch(text[start:end]) else None
        end = clock.end() if clock else end
    if clock is None:
        gap = _GAP.match(text, end)
        clock = _TIME.match(text, gap.end() if gap else end)
        if clock and _starts_date(text, clock):
            clock = None
        end = _clock_end(clock) if clock else end
    if clock is None:
        low = max(0, start - 40)
        clock = _BEFORE.search(text[low:start])
        start = low + clock.start() if clock else start
        after = _ZONE_AFTER.match(text, end)
        if clock and after and not clock["zone"] and _is_zone(after[1]):
            zone, end = after[1], after.end()
    if clock is None:
        return Moment(day.isoformat(), start, end, other=other.isoformat() if other else None)
    return Moment(
        _stamp(day, clock, country, zone),
        start,
        end,
        other=_stamp(other, clock, country, zone) if other else None,
    )


def _later_that_day(text: str, last: Moment, country: str) -> Iterator[Moment]:
    """Yield the update whose time of day alone follows the last date of a line."""
    clock = _LATER.search(text, last.end)
    if clock and last.label != "modified" and not last.relative:
        value = _stamp(date.fromisoformat(last.day), clock, country)
        value += last.value[len(value) :] if len(value) == len("2026-01-01T00:00:00") else ""
        yield Moment(value, clock.start(), clock.end(), "modified")


def _starts_date(text: str, clock: re.Match[str]) -> bool:
    """Whether what reads as a time is the start of the next date ("… | 13.01.2026")."""
    return any(shape.match(text, clock.start()) for shape in (_FIGURES, _ISO, _DAY_WORD))


def _clock_end(clock: re.Match[str]) -> int:
    """Where the time ends, a word that is no time zone left out."""
    if clock["offset"]:
        return clock.end()
    if clock["zone"] and _is_zone(clock["zone"]):
        return clock.end("zone")
    last = max(clock.end(name) for name in ("minute", "second", "noon", "noon12"))
    return last


def _is_zone(name: str) -> bool:
    return name.lower() in ZONES or name.lower() in FLOATING


def _stamp(day: date, clock: re.Match[str], country: str, zone: str = "") -> str:
    """ISO 8601 of a day and a matched time of day, in the zone that stands there or in `zone`."""
    groups = clock.groupdict()
    hour = int(groups["hour"] or groups.get("hour12") or 0)
    minute, second = int(groups["minute"] or 0), int(groups["second"] or 0)
    noon = (groups.get("noon") or groups.get("noon12") or "").lower()[:1]
    half = groups.get("half") or ""
    late = noon in {"p", "م"} or half in AFTERNOON or (half == "रात" and hour > 5)
    if late and hour < 12:
        hour += 12
    elif (noon in {"a", "ص"} or half in MORNING) and hour == 12:
        hour = 0
    if hour > 23:
        return day.isoformat()
    moment = datetime(day.year, day.month, day.day, hour, minute, second)
    offset = _offset(groups.get("zone") or zone, groups.get("offset") or "", moment, country)
    if offset is not None:
        moment = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    return moment.isoformat(timespec="seconds")


def _offset(zone: str, figures: str, moment: datetime, country: str) -> int | None:
    """Minutes east of UTC that a zone name and a written offset state, None when neither does."""
    if figures:
        sign = 1 if figures[0] == "+" else -1
        digits = re.sub(r"\D", "", figures)
        hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
        return sign * (int(hours) * 60 + int(minutes))
    zone = zone.lower()
    if zone in FLOATING:
        return american_offset(zone, moment)
    return ZONES_BY_COUNTRY.get((zone, country), ZONES.get(zone))


def american_offset(zone: str, moment: datetime) -> int:
    """Minutes east of UTC of a zone of the United States at a local time."""
    return FLOATING[zone] + (60 if _american_summer(moment) else 0)


def _american_summer(moment: datetime) -> bool:
    """Whether the United States keep daylight time: second Sunday of March to first of November."""
    start = _sunday(moment.year, 3, 2).replace(hour=2)
    end = _sunday(moment.year, 11, 1).replace(hour=2)
    return start <= moment < end


def _sunday(year: int, month: int, nth: int) -> datetime:
    first = datetime(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


def _relative(text: str, now: datetime) -> Iterator[Moment]:
    """Yield "2 hours ago" and "yesterday", reckoned from `now`.

    "Today" is a day only beside a time, after a label or alone: it is also in the name of papers.
    """
    for start, end, day in ago.spans(text, now):
        yield Moment(day.isoformat(), start, end, relative=True)
    for start, end, day in ago.named_days(text, now):
        moment = replace(_with_clock(text, start, end, day, None, ""), relative=True)
        before = text[max(0, start - _LABEL_REACH) : start].rstrip(" :,-–|")
        led = any(label.end() == len(before) for label in _LABEL.finditer(before))
        if led or "T" in moment.value or not text[:start].strip() + text[end:].strip(" .,|·"):
            yield moment


def _overlaps(moment: Moment, others: list[Moment]) -> bool:
    return any(moment.start < m.end and m.start < moment.end for m in others)


def _labelled(text: str, moments: list[Moment]) -> list[Moment]:
    """The moments with the label that stands between each and the one before it."""
    result, floor = [], 0
    for moment in moments:
        before = text[max(floor, moment.start - _LABEL_REACH) : moment.start]
        label = ""
        for match in _LABEL.finditer(before):
            label = match.lastgroup or ""
        result.append(replace(moment, label=label))
        floor = moment.end
    return result
