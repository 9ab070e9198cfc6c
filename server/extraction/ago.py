"""Dates told from when a page is seen: "2 hours ago", "yesterday". Knows strings only."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

_AGO = re.compile(
    r"(?<![\w.])(?P<n>\d{1,3}|an?|one|une?|un[ao]?|eine[rmn]?|un'ora)\s?"
    r"(?P<unit>min(?:ute|uto|uten|uti|utes|utos|s)?|m|hours?|hrs?|h|heures?|horas?|or[ae]|stunden?|"
    r"days?|d|jours?|d[ií]as?|tage?n?|giorni|giorno|weeks?|semanas?|wochen?|"
    r"मिनट|घंटे|घंटा|दिन|минут\w?|час\w{0,2}|дн\w{1,2}|день|dakika|saat|gün|jam|menit|hari|"
    r"分|分钟|分鐘|小时|小時|時間|日|天|분|시간|일)\.?\s?(?:yang\s)?"
    r"(?P<ago>ago|temu|sedan|siden|fa|atrás|पहले|назад|önce|lalu|前|전|trước|geleden)(?![^\W\d_])",
    re.IGNORECASE,
)
_AGO_LED = re.compile(
    r"(?<!\w)(?:vor|il\sy\sa|hace|há|منذ|for)\s(?P<n>\d{1,3}|une?|un[ao]?|einer?|einem)\s"
    r"(?P<unit>minut\w{0,3}|heures?|horas?|stunden?|jours?|d[ií]as?|tage?n?|semanas?|wochen?|"
    r"semaines?|h|min|دقائق|دقيقة|ساعات|ساعة|أيام|يوم)(?![^\W\d_])",
    re.IGNORECASE,
)
_DAY_NAMES = {
    "today": 0, "yesterday": 1, "heute": 0, "gestern": 1, "aujourd'hui": 0, "aujourd’hui": 0,
    "hier": 1, "hoy": 0, "ayer": 1, "hoje": 0, "ontem": 1, "oggi": 0, "ieri": 1, "आज": 0,
    "कल": 1, "сегодня": 0, "вчера": 1, "bugün": 0, "dün": 1, "hari ini": 0, "kemarin": 1,
    "dzisiaj": 0, "dziś": 0, "wczoraj": 1, "vandaag": 0, "gisteren": 1, "idag": 0, "igår": 1,
    "i dag": 0, "i går": 1, "اليوم": 0, "أمس": 1,
    "今天": 0, "昨天": 1, "今日": 0, "昨日": 1, "오늘": 0, "어제": 1, "just now": 0,
}  # fmt: skip
_NAMED_DAY = re.compile(
    "(?<![^\\W\\d_])(?P<day>" + "|".join(_DAY_NAMES) + ")(?![^\\W\\d_])", re.IGNORECASE
)
_UNIT_MINUTES = (
    (("min", "m", "menit", "dak", "मिनट", "минут", "分", "분", "دق"), 1),
    (("h", "or", "st", "घं", "час", "saat", "jam", "小", "時", "시", "ساع"), 60),
    (("w", "sem"), 7 * 1440),
    (("d", "j", "t", "g", "hari", "दिन", "дн", "день", "日", "天", "일", "ي", "أ"), 1440),
)
_TWO = re.compile("منذ (?P<unit>دقيقتين|ساعتين|يومين)")
"""Arabic has a form for two of a thing."""


def spans(text: str, now: datetime) -> Iterator[tuple[int, int, date]]:
    """Yield (start, end, day) of "2 hours ago" and the like: such words state no time of day."""
    for shape in (_AGO, _AGO_LED, _TWO):
        for match in shape.finditer(text):
            number = 2 if shape is _TWO else int(match["n"]) if match["n"].isdigit() else 1
            unit = match["unit"].lower()
            minutes = next((m for names, m in _UNIT_MINUTES if unit.startswith(names)), None)
            if minutes is not None:
                yield match.start(), match.end(), _before(now, timedelta(minutes=number * minutes))


def named_days(text: str, now: datetime) -> Iterator[tuple[int, int, date]]:
    """Yield (start, end, day) of "today" and "yesterday", which stand in many names, too."""
    for match in _NAMED_DAY.finditer(text):
        days = _DAY_NAMES[match["day"].lower()]
        yield match.start(), match.end(), _before(now, timedelta(days=days))


def _before(now: datetime, span: timedelta) -> date:
    """The day so long before `now`, in its zone; the first of all days when there is none."""
    try:
        return (now - span).date()
    except OverflowError:
        return date.min
