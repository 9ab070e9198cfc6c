"""Bylines as printed: kinds, names, agencies, and what is no name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.article import BylineKind
from server.extraction.byline import parse_byline

PEOPLE = [
    ("By Ann Smith and Bo Lee, Reuters", ("Ann Smith", "Bo Lee"), ("Reuters",)),
    ("BY RALPH D. RUSSO, BOB FERRANTE", ("Ralph D. Russo", "Bob Ferrante"), ()),
    ("By JANE DOE Associated Press", ("Jane Doe",), ("Associated Press",)),
    ("AFP with Jane Roe", ("Jane Roe",), ("AFP",)),
    ("Jane Doe, Senior Reporter", ("Jane Doe",), ()),
    ("Von Anna Müller und Peter Schmidt", ("Anna Müller", "Peter Schmidt"), ()),
    ("Par Jean Dupont avec AFP", ("Jean Dupont",), ("AFP",)),
    ("Por Juan Pérez y María López", ("Juan Pérez", "María López"), ()),
    ("Di Marco Rossi", ("Marco Rossi",), ()),
    ("Oleh Budi Santoso", ("Budi Santoso",), ()),
    ("Автор: Иван Петров", ("Иван Петров",), ()),
    ("홍길동 기자", ("홍길동",), ()),
    ("记者 张三", ("张三",), ()),
    ("John Garcia Jr.", ("John Garcia Jr.",), ()),
    ("By Jane Doe for The Daily Mail", ("Jane Doe",), ()),
    ("Jane Doe Ph.D.", ("Jane Doe",), ()),
    ("Dr. Jane Doe", ("Jane Doe",), ()),
    ("By Mary White in Washington and Joe Doe in London", ("Mary White", "Joe Doe"), ()),
    ("By Jane Doe Published Dec 22, 2023 3:45 PM", ("Jane Doe",), ()),
    ("Published Dec 22, 2023 By Jane Doe", ("Jane Doe",), ()),
    ("Written by Jane Doe, Contributor | December 22, 2023", ("Jane Doe",), ()),
    ("Jane Doe | 5 min read", ("Jane Doe",), ()),
    ("Jane Doe jane.doe@example.org", ("Jane Doe",), ()),
    ("Enrico de Lazaro", ("Enrico de Lazaro",), ()),
    ("Guest essay by Hollis P. Rademaker III", ("Hollis P. Rademaker III",), ()),
    ("Darnell Young, as told to Priya Castell", ("Darnell Young", "Priya Castell"), ()),
    ("Reporting by Tom Wilk in Warsaw; Editing by Hugh Lark", ("Tom Wilk",), ()),
    ("Story by Ann Bell, photographs by Cy Dee", ("Ann Bell",), ()),
    ("By Fenella March Health reporter, BBC News", ("Fenella March",), ()),
    ("Harriet Plume Political editor", ("Harriet Plume",), ()),
    ("By national affairs reporter Brydie Kemp", ("Brydie Kemp",), ()),
    (
        "By Fenella Scarth, Consumer Affairs Editor, and Dr Piers Amble",
        ("Fenella Scarth", "Piers Amble"),
        (),
    ),
    ("Sir Perry Askew-Holt is a former ambassador", ("Perry Askew-Holt",), ()),
    ("Jon Wex in London; Zuhayr al-Maqdumi in Amman", ("Jon Wex", "Zuhayr al-Maqdumi"), ()),
    ("By Ma. Teresita dela Pasion and Reuters", ("Ma. Teresita dela Pasion",), ("Reuters",)),
    ("Edited By: Ann Bell | Written By: Bo Lee", ("Bo Lee",), ()),
    ("Pewarta: Yudhis Pranowo / ANTARA Editor: Lestarini", ("Yudhis Pranowo",), ("ANTARA",)),
    ("Thục Uyên - Đăng Khải (theo Reuters)", ("Thục Uyên", "Đăng Khải"), ("Reuters",)),
    ("TS. Lưu Hoàng Bảo", ("Lưu Hoàng Bảo",), ()),
    ("رنيم السويدان ومعتز بن طريف - الدوحة", ("رنيم السويدان", "معتز بن طريف"), ()),
    ("(서울=연합뉴스) 탁예솔 기자 = yesol@example.kr", ("탁예솔",), ("연합뉴스",)),
    ("세종=금보리·피재윤 기자", ("금보리", "피재윤"), ()),
    ("【ワシントン=榊原帆乃】", ("榊原帆乃",), ()),
    ("社会部・鳴瀬 倫太郎", ("鳴瀬 倫太郎",), ()),
    ("记者 郁晓棠 通讯员 岑望舒", ("郁晓棠", "岑望舒"), ()),
    ("Gareth Tolworth & Nasreen Quayle BBC News, Leeds", ("Gareth Tolworth", "Nasreen Quayle"), ()),
]


@pytest.mark.parametrize(("text", "names", "agencies"), PEOPLE)
def test_people(text, names, agencies):
    byline = parse_byline(text).byline
    assert (byline.kind, byline.names, byline.agencies) == (BylineKind.PERSON, names, agencies)


@pytest.mark.parametrize(
    "text",
    ["Web Desk, with inputs from ANI", "Redaktion, mit Material der dpa", "Haber Merkezi / DHA"],
)
def test_a_desk_with_an_agency_is_the_agency(text):
    byline = parse_byline(text).byline
    assert (byline.kind, byline.names) == (BylineKind.AGENCY, ())


@pytest.mark.parametrize("text", ["(With inputs from agencies.)", "With inputs from PTI"])
def test_a_credit_alone_signs_nothing(text):
    assert parse_byline(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "dpa", "Quelle: dpa", "Bron: ANP", "Kaynak: AA", "Philippine News Agency", "共同通信社",
        "PTI", "Reuters", "The Associated Press", "Agence France-Presse", "ANI", "भाषा", "新华社",
        "Reuters Staff", "연합뉴스", "By AFP",
    ],
)  # fmt: skip
def test_agencies(text):
    byline = parse_byline(text, trusted=False).byline
    assert byline.kind is BylineKind.AGENCY
    assert byline.agencies
    assert byline.names == ()


@pytest.mark.parametrize(
    "text",
    [
        "Staff Reporter", "Devdiscourse News Desk", "Our Bureau", "By Special Correspondent",
        "The Editorial Board",
        "न्यूज डेस्क, नई दिल्ली", "Web Desk", "न्यूज डेस्क", "Redaktion", "Express News Service",
    ],
)  # fmt: skip
def test_desks(text):
    byline = parse_byline(text, trusted=False).byline
    assert (byline.kind, byline.names) == (BylineKind.DESK, ())


@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.org/jane-doe", "jane.doe@example.org", "By Share", "Share", "admin",
        "@janedoe", "12 January 2026", "", "//cdn.example.org/p.html", "Read more", "null",
    ],
)  # fmt: skip
def test_what_names_nobody(text):
    assert parse_byline(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "The minister said on Tuesday that the plan would go ahead.",
        "Jane Doe",
        "By the time the rain stopped, the river had risen by two metres and was in the streets.",
        "Climate Change",
        "News Sport Business Opinion",
    ],
)
def test_a_line_nobody_vouches_for_is_not_believed(text):
    assert parse_byline(text, trusted=False) is None


def test_the_text_is_what_the_line_prints():
    line = "Devdiscourse News Desk | Updated: 13-01-2026 04:34 IST | Created: 13-01-2026 04:34 IST"
    found = parse_byline(line, trusted=False)
    assert line[found.start : found.end] == found.byline.text == "Devdiscourse News Desk"


def test_the_publisher_as_author_is_a_desk():
    byline = parse_byline("Chicago Tribune", publisher="Chicago Tribune").byline
    assert (byline.kind, byline.names) == (BylineKind.DESK, ())


@given(st.text(max_size=400), st.booleans())
@settings(deadline=None, max_examples=300)
def test_any_string_gives_text_that_is_in_it(text, trusted):
    found = parse_byline(text, trusted=trusted)
    if found:
        assert text[found.start : found.end] == found.byline.text
        assert found.byline.kind is not BylineKind.NONE
