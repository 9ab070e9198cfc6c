"""Agency credits, syndication notices and press releases: texts, then pages."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.article import Block, Byline, BylineKind, Genre, GenreName, Role
from server.card import Outcome
from server.signals.agencies import agencies, find
from server.signals.agency import (
    observe_agency_attribution,
    observe_press_release,
    observe_syndication_notice,
)
from server.signals.credits import CreditKind, Position, read_credit
from server.signals.folding import fold

K, P, R = CreditKind, Position, Role

CREDITS = [
    ("By Sara Lind, Associated Press", R.BYLINE, P.UNKNOWN, K.BYLINE, ["ap"]),
    ("MANILA (Reuters) - A storm closed", R.BODY, P.OPENING, K.DATELINE, ["reuters"]),
    ("कोटा, 4 मई (भाषा) नदी में", R.BODY, P.OPENING, K.DATELINE, ["pti"]),
    ("(ANSA) - BARI, 3 GEN - Il porto", R.BODY, P.OPENING, K.DATELINE, ["ansa"]),
    ("新华社西安5月1日电 古城", R.BODY, P.OPENING, K.DATELINE, ["xinhua"]),
    ("【パリ共同】仏政府は", R.BODY, P.OPENING, K.DATELINE, ["kyodo"]),
    ("(인천=연합뉴스) 홍길동 기자 =", R.BODY, P.OPENING, K.DATELINE, ["yonhap"]),
    ("الرباط (أ ف ب) - قالت", R.BODY, P.OPENING, K.DATELINE, ["afp"]),
    ("BURSA (AA) - Kentte", R.BODY, P.OPENING, K.DATELINE, ["anadolu"]),
    ("(With inputs from PTI and ANI)", R.TAIL, P.UNKNOWN, K.INPUTS, ["pti", "ani"]),
    ("mit Material der dpa", R.BYLINE, P.UNKNOWN, K.INPUTS, ["dpa"]),
    ("Le Devoir avec AFP", R.BYLINE, P.UNKNOWN, K.INPUTS, ["afp"]),
    ("Con información de EFE y AP", R.TAIL, P.UNKNOWN, K.INPUTS, ["efe", "ap"]),
    (
        "Fox News' Ann Cole and The Associated Press contributed to this report.",
        R.BODY, P.CLOSING, K.CREDIT_LINE, ["ap"],
    ),
    ("Cusco, mar. 4 (ANDINA).- Los vecinos", R.BODY, P.OPENING, K.DATELINE, ["andina"]),
    ("Fonte: Agi", R.TAIL, P.UNKNOWN, K.CREDIT_LINE, ["agi"]),
    (
        "Compiled by our Lagos desk from its notes and AFP copy.",
        R.TAIL, P.UNKNOWN, K.INPUTS, ["afp"],
    ),
    (
        "This story by Reuters was first published Dec. 3, 2025.",
        R.BODY, P.CLOSING, K.CREDIT_LINE, ["reuters"],
    ),
    (
        "Texten kommer från TT. Den har publicerats automatiskt, utan redigering av oss.",
        R.TAIL, P.UNKNOWN, K.SYNDICATION, ["tt"],
    ),
    ("За матеріалами: Reuters", R.TAIL, P.UNKNOWN, K.INPUTS, ["reuters"]),
    ("--IANS", R.BODY, P.CLOSING, K.CREDIT_LINE, ["ians"]),
    ("/ritzau/", R.BODY, P.CLOSING, K.CREDIT_LINE, ["ritzau"]),
    ("Źródło: PAP", R.TAIL, P.UNKNOWN, K.CREDIT_LINE, ["pap"]),
    ("The trial goes on. (ANI)", R.BODY, P.CLOSING, K.CREDIT_LINE, ["ani"]),
    ("© 2024 The Associated Press. All rights reserved.", R.TAIL, P.UNKNOWN, K.COPYRIGHT, ["ap"]),
    (
        "This AFP story has not been edited by our staff and comes from a syndicated feed.",
        R.TAIL, P.UNKNOWN, K.SYNDICATION, ["afp"],
    ),
    ("A ship burns off Crete. (AP Photo/Ann Cole)", R.CAPTION, P.UNKNOWN, K.PHOTO, ["ap"]),
    ("Foto: Jan Maas/ANP", R.BODY, P.CLOSING, K.PHOTO, ["anp"]),
    ("“We ran,” a farmer told AFP.", R.BODY, P.MIDDLE, K.QUOTED_SOURCE, ["afp"]),
    ("Reuters reported in May that", R.BODY, P.MIDDLE, K.QUOTED_SOURCE, ["reuters"]),
    ("（ＡＰ）", R.TAIL, P.UNKNOWN, K.CREDIT_LINE, ["ap"]),
    ("(With in\u200bputs from\u00a0Reuters)", R.TAIL, P.UNKNOWN, K.INPUTS, ["reuters"]),
    ("Kaynak: Reuters", R.TAIL, P.UNKNOWN, K.CREDIT_LINE, ["reuters"]),
    ("Nora Tern and AFP", R.BYLINE, P.UNKNOWN, K.INPUTS, ["afp"]),
    ("Redaktion, dpa", R.BYLINE, P.UNKNOWN, K.INPUTS, ["dpa"]),
    ("Redazione ANSA", R.BYLINE, P.UNKNOWN, K.BYLINE, ["ansa"]),
    ("nt/dpa/AFP", R.TAIL, P.UNKNOWN, K.INPUTS, ["dpa", "afp"]),
    ("Autor: Nora Tern, PAP", R.TAIL, P.CLOSING, K.BYLINE, ["pap"]),
    ("TERNÖ /TT/ En älg gick in i hamnen.", R.BODY, P.OPENING, K.DATELINE, ["tt"]),
    ("© 2026 AFP. All rights reserved.", R.BOILERPLATE, P.UNKNOWN, K.COPYRIGHT, ["afp"]),
    (
        "This item came straight off the PTI wire; nobody on our desk has touched it.",
        R.BOILERPLATE, P.UNKNOWN, K.SYNDICATION, ["pti"],
    ),
]  # fmt: skip

UNNAMED = [
    ("(With inputs from agencies.)", R.TAIL, P.UNKNOWN),
    ("(एजेंसी इनपुट के साथ)", R.TAIL, P.UNKNOWN),
    ("Redacción / Agencias", R.BYLINE, P.UNKNOWN),
    ("LAHORE (Agencies): Rain fell", R.BODY, P.OPENING),
    ("المصدر: وكالات", R.TAIL, P.UNKNOWN),
    ("Mit Agenturmaterial", R.TAIL, P.UNKNOWN),
    ("외신 종합", R.TAIL, P.UNKNOWN),
]

NOT_CREDITS = [
    ("Tags: Reuters, wheat, prices", R.TAIL, P.UNKNOWN),
    ("Lesen Sie auch: Reuters-Umfrage zu Preisen", R.TAIL, P.UNKNOWN),
    ("Ключевые слова: ТАСС, хлеб", R.TAIL, P.UNKNOWN),
    ("関連記事：共同通信が調査", R.TAIL, P.UNKNOWN),
    ("Intelligence agencies had warned of it.", R.BODY, P.MIDDLE),
    ("The plan was drawn up with inputs from law enforcement agencies.", R.BODY, P.CLOSING),
    ("Farmers pay more for inputs such as seed.", R.BODY, P.MIDDLE),
    ("She took two Advanced Placement (AP) classes.", R.BODY, P.OPENING),
    ("Andhra Pradesh (AP) will vote in May.", R.BODY, P.OPENING),
    ("The Data Protection Act (DPA) applies.", R.BODY, P.MIDDLE),
    ("Las agencias de viajes esperan un buen verano.", R.BODY, P.OPENING),
    ("हिंदी भाषा के शिक्षक", R.BODY, P.MIDDLE),
    ("Perundingan antara serikat dan perusahaan", R.BODY, P.MIDDLE),
    ("Fox News' Ann Cole contributed to this report.", R.TAIL, P.UNKNOWN),
    ("This story was first published on 3 May 2021.", R.TAIL, P.UNKNOWN),
    ("무단 전재 및 재배포 금지", R.TAIL, P.UNKNOWN),
    ("記事の無断転載を禁じます。", R.TAIL, P.UNKNOWN),
    ("未经授权不得转载。", R.TAIL, P.UNKNOWN),
    ("This article may not be republished without permission.", R.TAIL, P.UNKNOWN),
    ("AFP Reuters AP dpa", R.BOILERPLATE, P.UNKNOWN),
    ("(With inputs from PTI)", R.BOILERPLATE, P.UNKNOWN),
    ("Imran Khan's PTI won the seat.", R.BODY, P.MIDDLE),
    ("Washington (CNN) The Senate met.", R.BODY, P.OPENING),
]

FLAGGED = {K.BYLINE, K.DATELINE, K.CREDIT_LINE, K.INPUTS, K.COPYRIGHT, K.SYNDICATION}


@pytest.mark.parametrize(("text", "role", "position", "kind", "names"), CREDITS)
def test_credits_are_read_with_kind_and_names(text, role, position, kind, names):
    found = read_credit(text, role, position)
    assert [(c.kind, [a.id for a in c.agencies]) for c in found] == [(kind, names)]


@pytest.mark.parametrize(("text", "role", "position"), UNNAMED)
def test_agencies_without_a_name_are_seen(text, role, position):
    (credit,) = read_credit(text, role, position)
    assert credit.kind in FLAGGED
    assert credit.unnamed
    assert credit.agencies == ()


@pytest.mark.parametrize(("text", "role", "position"), NOT_CREDITS)
def test_look_alikes_are_left_alone(text, role, position):
    assert not [c for c in read_credit(text, role, position) if c.kind in FLAGGED]


@pytest.mark.parametrize(
    ("text", "role", "span"),
    [
        ("The end. (With inputs from agencies.)", R.TAIL, "(With inputs from agencies.)"),
        ("It rained. AP contributed to this report.", R.TAIL, "AP contributed to this report."),
        ("It rains\u200b. (With inputs from\u00a0PTI)", R.TAIL, "(With inputs from\u00a0PTI)"),
    ],
)
def test_the_span_is_the_whole_wording(text, role, span):
    (credit,) = read_credit(text, role)
    assert text[credit.start : credit.end] == span


def test_the_table_holds_agencies_of_many_countries_and_marks_ambiguous_names():
    table = agencies()
    wires = [a for a in table.values() if a.kind == "news_agency"]
    assert len(wires) >= 120
    assert len({a.country for a in wires}) >= 60
    ambiguous = {name for a in table.values() for name in a.ambiguous}
    assert {"AP", "ANI", "UPI", "DPA", "AA", "STA", "PAP", "PA", "NA", "भाषा"} <= ambiguous


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("रॉयटर्स", "reuters"), ("Ρόιτερς", "reuters"), ("روئٹرز", "reuters"), ("路透社", "reuters"),
        ("রয়টার্সের", "reuters"), ("Укрінформу", "ukrinform"), ("وكالة الأنباء السعودية", "spa"),
        ("Anadolu Ajansı", "anadolu"), ("TÉLAM", "telam"), ("Agência Brasil", "agencia_brasil"),
    ],
)  # fmt: skip
def test_names_are_found_in_their_scripts(text, id_):
    assert [m.agency.id for m in find(fold(text))] == [id_]


def test_ambiguous_names_count_only_in_their_case():
    assert [m.agency.id for m in find(fold("ap und die Pa, aa"))] == []


# ---- pages ------------------------------------------------------------------------------------


def tail(text):
    return {"after": (Block(Role.TAIL, text),)}


BODY = ("The dam held overnight.", "Crews went home at noon.", "Roads opened.", "Schools too.")


def test_a_named_agency_passes_with_its_words(reading):
    seen = observe_agency_attribution(reading(*BODY, **tail("(With inputs from Reuters)")))
    assert (seen.outcome, seen.finding) == (Outcome.PASS, "agency_named")
    assert seen.details["names"] == ["Reuters"]
    assert seen.details["agencies"][0]["wikidata"] == "Q130879"
    assert seen.evidence[0].quote == "(With inputs from Reuters)"


def test_unnamed_agencies_are_partial(reading):
    seen = observe_agency_attribution(reading(*BODY, **tail("(With inputs from agencies.)")))
    assert (seen.outcome, seen.finding) == (Outcome.PARTIAL, "inputs_unnamed")


def test_no_agency_is_unknown_and_never_fails(reading):
    seen = observe_agency_attribution(reading(*BODY))
    assert (seen.outcome, seen.finding) == (Outcome.UNKNOWN, "none_seen")


def test_a_quoted_agency_is_not_a_credit(reading):
    paragraphs = (BODY[0] * 20, "“We ran,” a farmer told Reuters.", *BODY[:3])
    seen = observe_agency_attribution(reading(*paragraphs))
    assert (seen.outcome, seen.finding) == (Outcome.UNKNOWN, "quoted_only")


def test_a_picture_credit_is_not_a_credit_for_the_text(reading):
    picture = {"after": (Block(Role.CAPTION, "A dam. Photo: AP"),)}
    seen = observe_agency_attribution(reading(*BODY, **picture))
    assert (seen.outcome, seen.finding) == (Outcome.UNKNOWN, "photo_only")


def test_the_byline_that_extraction_read_counts(reading):
    byline = Byline("AFP", BylineKind.AGENCY, (), ("AFP",))
    seen = observe_agency_attribution(reading(*BODY, byline=byline))
    assert (seen.outcome, seen.finding) == (Outcome.PASS, "agency_named")


@pytest.mark.parametrize(
    ("key", "value", "finding"),
    [
        ("jsonld.provider", "Reuters", "named_in_metadata"),
        ("meta.syndication-source", "Associated Press", "named_in_metadata"),
        ("jsonld.image.author", "Reuters", "none_seen"),
        ("meta.keywords", "Reuters", "none_seen"),
    ],
)
def test_provider_metadata_is_read(reading, key, value, finding):
    assert observe_agency_attribution(reading(*BODY, metadata={key: value})).finding == finding


@pytest.mark.parametrize(
    ("text", "outcome", "finding"),
    [
        ("This IANS story has not been edited by our staff.", Outcome.PASS, "agency_named"),
        ("Auto-generated from a syndicated feed.", Outcome.PARTIAL, "agency_unnamed"),
        ("This essay first appeared in Boston Review.", Outcome.PASS, "outlet_named"),
        ("Ann Cole covers schools.", Outcome.NOT_APPLICABLE, "none_seen"),
    ],
)
def test_syndication_notices(reading, text, outcome, finding):
    seen = observe_syndication_notice(reading(*BODY, **tail(text)))
    assert (seen.outcome, seen.finding) == (outcome, finding)


@pytest.mark.parametrize(
    ("opening", "genre", "outcome", "finding"),
    [
        ("LYON, France, May 3, 2024 /PRNewswire/ -- Acme has", Genre(), Outcome.PASS,
         "distributor_named"),
        ("Acme has opened a mill.", Genre(GenreName.PRESS_RELEASE, labelled=True), Outcome.PASS,
         "labelled"),
        ("Acme has opened a mill.", Genre(GenreName.PRESS_RELEASE), Outcome.PARTIAL,
         "not_labelled"),
        ("LYON (Reuters) - Acme has opened", Genre(), Outcome.NOT_APPLICABLE, "none_seen"),
    ],
)  # fmt: skip
def test_press_releases(reading, opening, genre, outcome, finding):
    seen = observe_press_release(reading(opening, *BODY, genre=genre))
    assert (seen.outcome, seen.finding) == (outcome, finding)


def test_a_press_release_wire_is_no_news_agency(reading):
    seen = observe_agency_attribution(reading("PARIS /PRNewswire/ -- Acme has", *BODY))
    assert seen.finding == "none_seen"


# ---- properties -------------------------------------------------------------------------------

PIECES = [
    "AP", "(", ")", "with inputs from ", "agencies", "© ", "PTI", "新华社", "電", " ", ".",
    "\u200b", "é", "e\u0301", "İ", "ﬁ", "भाषा", "told ", "أ ف ب", "/", "-", "：", "\n",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join),
    st.sampled_from(Role),
    st.sampled_from(Position),
)
@settings(max_examples=200, deadline=None)
def test_spans_lie_in_the_text_for_any_text(text, role, position):
    for credit in read_credit(text, role, position):
        assert 0 <= credit.start < credit.end <= len(text)
        assert credit.agencies or credit.unnamed


@given(st.text(max_size=60))
def test_folding_keeps_the_way_back(text):
    folded = fold(text)
    assert len(folded.text) + len(folded.removed) == len(text)
    for n in range(len(folded.text)):
        first, last = folded.back(n, n + 1)
        assert fold(text[first:last]).text == folded.text[n]


@pytest.mark.parametrize(
    "piece",
    ["AP ", "with inputs from ", "(", "agencies, ", "with inputs from a, b and ", "© 2020 ",
     "\u200b", "据新华社报道，", "Reuters/", "published ", ". ", "एजेंसी इनपुट "],
)  # fmt: skip
def test_hostile_text_is_read_in_bounded_time(piece):
    text = piece * (1_000_000 // len(piece))
    start = time.process_time()
    for role in (Role.BODY, Role.TAIL, Role.CAPTION):
        read_credit(text, role, Position.OPENING)
    assert time.process_time() - start < 2  # measured 0.1 s
