"""The date grammar: shapes, zones, languages, labels, and what it must leave alone."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.extraction.dates import find_dates, parse_date

ONE = [
    ("2026-01-13T04:34:00+05:30", "2026-01-13T04:34:00+05:30"),
    ("2023-12-22T16:46:51.000Z", "2023-12-22T16:46:51+00:00"),
    ("2023-12-22 16:46:51", "2023-12-22T16:46:51"),
    ("20231222T164651Z", "2023-12-22T16:46:51+00:00"),
    ("Tue, 13 Jan 2026 04:34:00 +0530", "2026-01-13T04:34:00+05:30"),
    ("Thu Dec 22 16:46:51 EST 2023", "2023-12-22T16:46:51-05:00"),
    ("13-01-2026 04:34 IST", "2026-01-13T04:34:00+05:30"),
    ("Published 3:04 PM EST, Jan. 2, 2024", "2024-01-02T15:04:00-05:00"),
    ("Dec. 22, 2023 at 10:30 a.m. ET", "2023-12-22T10:30:00-05:00"),
    ("Jul 3, 2023 10:30 AM ET", "2023-07-03T10:30:00-04:00"),
    ("12:05 AM PT, June 1st, 2024", "2024-06-01T00:05:00-07:00"),
    ("04:34 IST, 13 Jan 2026", "2026-01-13T04:34:00+05:30"),
    ("Fri 22 Dec 2023 19.00 GMT", "2023-12-22T19:00:00+00:00"),
    ("12. Juni 2024, 14:30 Uhr", "2024-06-12T14:30:00"),
    ("12.06.2024 14:30 CEST", "2024-06-12T14:30:00+02:00"),
    ("22 décembre 2023 à 14h30", "2023-12-22T14:30:00"),
    ("12 de junio de 2024 a las 14:30", "2024-06-12T14:30:00"),
    ("12 Haziran 2024 Çarşamba 14:30", "2024-06-12T14:30:00"),
    ("Rabu, 12 Jun 2024 10:30 WIB", "2024-06-12T10:30:00+07:00"),
    ("12 июня 2024, 10:30 МСК", "2024-06-12T10:30:00+03:00"),
    ("2024年1月3日 12:30", "2024-01-03T12:30:00"),
    ("2024년 1월 3일 오후 3:04", "2024-01-03T15:04:00"),
    ("१२ जून २०२४ 10:30 IST", "2024-06-12T10:30:00+05:30"),
    ("12 มกราคม 2567 เวลา 10:30 น.", "2024-01-12T10:30:00"),
    ("Thứ ba, 12 tháng 6, 2024 10:30 (GMT+7)", "2024-06-12T10:30:00+07:00"),
    ("12 يونيو 2024", "2024-06-12"),
    ("1 LUG 2024", "2024-07-01"),
    ("13-Jan-26 10:10", "2026-01-13T10:10:00"),
    ("Mi., 14. Okt. 26, 18:22", "2026-10-14T18:22:00"),
    ("9:30pm, 11 Nov 2026 HKT", "2026-11-11T21:30:00+08:00"),
    ("18 Ağustos 2026 Salı, 08:00 TSİ", "2026-08-18T08:00:00+03:00"),
    ("12 novembre 2026 à 4 h 00 HNE", "2026-11-12T04:00:00-05:00"),
    ("2026. november 24. kedd, 16:11", "2026-11-24T16:11:00"),
    ("2026 m. lapkričio 17 d. 08:25", "2026-11-17T08:25:00"),
    ("24 नवम्बर २०२६ शाम 8:05 बजे", "2026-11-24T20:05:00"),
    ("الخميس، ٢٦ نوفمبر ٢٠٢٦ ٠٢:١٥ م", "2026-11-26T14:15:00"),
    ("15 أكتوبر 2026 م، 18:30", "2026-10-15T18:30:00"),
    ("30 تشرين الثاني 2026 - 10:20", "2026-11-30T10:20:00"),
    ("دوشنبه ۹ آذر ۱۴۰۵ - ۱۱:۲۵", "2026-11-30T11:25:00"),
    ("۱۴۰۳/۱۲/۳۰", "2025-03-20"),
    ("令和8年10月7日(水)", "2026-10-07"),
    ("平成元年1月8日", "1989-01-08"),
    ("民國115年11月20日 下午 3:08", "2026-11-20T15:08:00"),
    ("3 d’agost de 2026. 05:30", "2026-08-03T05:30:00"),
]


@pytest.mark.parametrize(("text", "value"), ONE)
def test_one_date_in_a_string(text, value):
    assert [moment.value for moment in find_dates(text)] == [value]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Published: Nov 30, 2026, 14:05 IST | Updated: 15:10 IST", "2026-11-30T15:10:00+05:30"),
        ("27. listopadu 2026 6:30, aktualizováno 9:12", "2026-11-27T09:12:00"),
        ("04:00, 21 Nov 2026 Updated 04:12, 21 Nov 2026", "2026-11-21T04:12:00"),
        ("lun 02 feb 2026 | Ultima modifica: 3 feb 2026 ore 8.15", "2026-02-03T08:15:00"),
    ],
)
def test_an_update_beside_its_first_date(text, second):
    first, last = find_dates(text)
    assert first.label != "modified"
    assert (last.label, last.value) == ("modified", second)
    assert second[11:16].lstrip("0") in text[last.start : last.end].replace(".", ":")


def test_the_month_of_falling_leaves_is_the_countrys():
    assert parse_date("12. listopada 2026. u 10:05", "hr") == "2026-10-12T10:05:00"
    assert parse_date("12 listopada 2026, 10:05", "pl") == "2026-11-12T10:05:00"


@pytest.mark.parametrize(
    "text",
    [
        "3 min read", "The version 1.2.34", "Call +91-720-6444012", "31 February 2024",
        "99/99/2024", "1403/13/30", "令和8年2月30日",
        "Published: 12:00 pm (UTC -5)", "10.1038/s41586-023", "Rs 2,024 crore", "Covid 19", "",
    ],
)  # fmt: skip
def test_what_is_no_date(text):
    assert find_dates(text) == []


def test_labels_and_order_of_two_dates_in_a_line():
    first, second = find_dates("Updated: 13-01-2026 04:34 IST | Created: 12-01-2026 23:10 IST")
    assert (first.label, first.value) == ("modified", "2026-01-13T04:34:00+05:30")
    assert (second.label, second.value) == ("published", "2026-01-12T23:10:00+05:30")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Publié le 1er juin 2024 à 08:15, mis à jour le 2 juin 2024", ["published", "modified"]),
        ("입력 2024.01.03. 오후 3:04 수정 2024.01.03. 오후 4:10", ["published", "modified"]),
        ("Aktualisiert: 12.06.2024", ["modified"]),
        ("प्रकाशित: 12 जून 2024", ["published"]),
        ("12 June 2024", [""]),
    ],
)
def test_labels_in_several_languages(text, labels):
    assert [moment.label for moment in find_dates(text)] == labels


def test_an_open_order_of_day_and_month_keeps_both_readings():
    (moment,) = find_dates("03/04/2024")
    assert (moment.value, moment.other) == ("2024-04-03", "2024-03-04")
    (american,) = find_dates("03/04/2024", country="us")
    assert (american.value, american.other) == ("2024-03-04", "2024-04-03")


def test_a_day_past_twelve_closes_the_order():
    assert [m.value for m in find_dates("12/22/2023")] == ["2023-12-22"]
    assert [m.value for m in find_dates("22/12/2023", country="us")] == ["2023-12-22"]


def test_namesake_zones_follow_the_country():
    assert parse_date("2024-06-12 10:30 IST") == "2024-06-12T10:30:00+05:30"
    assert parse_date("2024-06-12 10:30 IST", country="ie") == "2024-06-12T10:30:00+01:00"


def test_epoch_seconds_and_milliseconds():
    assert parse_date("1705104240") == "2024-01-13T00:04:00+00:00"
    assert parse_date("1705104240000") == "2024-01-13T00:04:00+00:00"


NOW = datetime(2026, 1, 13, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 hours ago", "2026-01-13"),
        ("13 hours ago", "2026-01-12"),
        ("vor 3 Stunden", "2026-01-13"),
        ("il y a 20 minutes", "2026-01-13"),
        ("3 days ago", "2026-01-10"),
        ("yesterday", "2026-01-12"),
        ("Published today", "2026-01-13"),
        ("Updated: yesterday, 14:05", "2026-01-12T14:05:00"),
        ("2 घंटे पहले", "2026-01-13"),
    ],
)
def test_relative_dates_are_reckoned_from_now(text, value):
    (moment,) = find_dates(text, now=NOW)
    assert (moment.value, moment.relative) == (value, True)


def test_relative_dates_without_now_are_not_invented():
    assert find_dates("2 hours ago") == []


@pytest.mark.parametrize(
    "text", ["India Today Web Desk", "USA TODAY", "Published by India Today", "Today's paper"]
)
def test_today_in_a_name_is_no_date(text):
    assert find_dates(text, now=NOW) == []


def test_a_span_longer_than_the_calendar_is_the_first_day():
    (moment,) = find_dates("999 weeks ago", now=datetime(1, 2, 3, tzinfo=UTC))
    assert moment.value == "0001-01-01"


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=300)
def test_any_string_gives_iso_values_at_places_inside_it(text):
    for moment in find_dates(text, now=NOW):
        assert 0 <= moment.start < moment.end <= len(text)
        assert datetime.fromisoformat(moment.value)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))
def test_every_moment_survives_its_own_iso_form(moment):
    assert parse_date(moment.isoformat(timespec="seconds")) == moment.isoformat(timespec="seconds")
