"""Dates of other calendars and spellings, to days of the common one. Knows strings only.

Japanese eras and the years of the Republic of China, the Persian calendar, the two-word months of
the Levant, and Lithuanian dates with their marks for year and day.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The year before the first of an era."""
PERSIAN_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
LEVANT_MONTHS = {
    "كانون الثاني": 1, "تشرين الأول": 10, "تشرين الاول": 10, "تشرين الثاني": 11,
    "كانون الأول": 12, "كانون الاول": 12,
}  # fmt: skip
"""The other eight have one word each and stand in data/months.tsv."""
LITHUANIAN_MONTHS = (
    "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio "
    "gruodžio"
).split()

_ERA = re.compile(
    rf"(?P<era>{'|'.join(ERAS)})\s?(?P<y>\d{{1,3}}|元)\s?年\s?(?P<m>\d{{1,2}})\s?月\s?"
    r"(?P<d>\d{1,2})\s?日(?:\s?[(（].{1,3}[)）])?"
)
_PERSIAN = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s(?P<mon>{'|'.join(PERSIAN_MONTHS)})(?:\sماه)?\s(?P<y>1[34]\d\d)(?!\d)"
)
_PERSIAN_FIGURES = re.compile(r"(?<![\d/])(?P<y>1[34]\d\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])")
_LEVANT = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s(?P<mon>{'|'.join(LEVANT_MONTHS)})[\s,،]{{1,2}}(?P<y>\d{{4}})(?!\d)"
)
_LITHUANIAN = re.compile(
    rf"(?<!\d)(?P<y>\d{{4}})\sm\.\s(?P<mon>{'|'.join(LITHUANIAN_MONTHS)})\s(?P<d>\d{{1,2}})\sd\.",
    re.IGNORECASE,
)
_NEW_YEAR_1600 = date(1600, 1, 1)


def days(text: str) -> Iterator[tuple[int, int, date]]:
    """Yield (start, end, day) of each date; `text` has ASCII digits."""
    for match in _ERA.finditer(text):
        year = ERAS[match["era"]] + (1 if match["y"] == "元" else int(match["y"]))
        yield from _found(match, year, int(match["m"]))
    for match in _PERSIAN.finditer(text):
        yield from _persian(match, PERSIAN_MONTHS.index(match["mon"]) + 1)
    for match in _PERSIAN_FIGURES.finditer(text):
        yield from _persian(match, int(match["m"]))
    for match in _LEVANT.finditer(text):
        yield from _found(match, int(match["y"]), LEVANT_MONTHS[match["mon"]])
    for match in _LITHUANIAN.finditer(text):
        month = LITHUANIAN_MONTHS.index(match["mon"].lower()) + 1
        yield from _found(match, int(match["y"]), month)


def _found(match: re.Match[str], year: int, month: int) -> Iterator[tuple[int, int, date]]:
    """The match as a day, if there is such a day."""
    try:
        yield match.start(), match.end(), date(year, month, int(match["d"]))
    except ValueError:
        return


def _persian(match: re.Match[str], month: int) -> Iterator[tuple[int, int, date]]:
    """The match as a day of the Persian calendar, if there is such a day."""
    number = int(match["d"])
    if 1 <= month <= 12 and 1 <= number <= (31 if month <= 6 else 30):
        yield match.start(), match.end(), from_persian(int(match["y"]), month, number)


def from_persian(year: int, month: int, day: int) -> date:
    """The common day of a Persian one, right for 1244 to 1472 (1865 to 2093).

    Leap years recur eight in 33 there; the year 979 began 79 days after New Year of 1600.
    """
    since = year - 979
    months = 31 * (month - 1) - max(0, month - 7)
    passed = 365 * since + since // 33 * 8 + (since % 33 + 3) // 4 + months + day - 1
    return _NEW_YEAR_1600 + timedelta(days=passed + 79)
