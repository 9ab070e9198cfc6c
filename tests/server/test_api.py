"""The routes with the real pipeline behind them: cards, feedback, lists, health."""

import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from server import create_app
from server.settings import Settings

WRITE = {"X-Presscard": "1"}
PAGES = Path(__file__).resolve().parents[1] / "pages"
STORY = """Council approves new bridge after two years of talks

By Ann Example

12 January 2026, 09:30 GMT

The city council approved a new bridge on Monday, after two years of talks about its cost and place.

“We have waited long enough,” said Maria Lopez, who chairs the council. “The old bridge is closed \
on two days of every week, and people lose an hour on the way to work.”

The bridge will cost 12 million euros, according to the council's own report. Half of it comes \
from the region, which set the money aside in 2024, and the rest from a loan over twenty years.

John Smith, who runs a bakery on the east bank, said that he would believe it when he saw it. \
“They promised the same in 2019,” he told the council.

The work begins in March and ends in two years, the report says. Until then a ferry will cross \
the river every twenty minutes from six in the morning, and it will be free for people who live \
in the city. The council will publish the contracts on its own site by the end of the month.
"""


def post(client, **body):
    return client.post("/v1/score", json=body, headers=WRITE)


def without_time(card):
    return {key: value for key, value in card.items() if key != "scored_at"}


def test_a_page_gives_a_card(client):
    answer = post(client, text=STORY, url="https://news.example/bridge")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    card = answer.json
    assert card["article"]["headline"] == "Council approves new bridge after two years of talks"
    assert card["url"] == "https://news.example/bridge"
    assert card["rating"]["status"] == "rated"
    assert card["statement"]


AGO = "Council approves new bridge\nBy Ann Example\nPublished 2 hours ago\n\n" + "\n\n".join(
    ["The council met on Monday and approved the bridge, its speaker Ole Brandt said."] * 4
)


def test_a_date_told_from_the_visit_is_reckoned_from_the_visit(client):
    assert post(client, text=AGO).json["article"]["published"] is None
    for seen_at, day in (
        ("2026-01-13T12:00:00+05:30", "2026-01-13"),
        ("2026-01-13T01:00:00.5Z", "2026-01-12"),
    ):
        card = post(client, text=AGO, seen_at=seen_at).json
        assert card["article"]["published"] == day
        dates = next(signal for signal in card["signals"] if signal["id"] == "dates")
        assert (dates["outcome"], dates["finding"]) == ("partial", "no_time_zone")
        assert [item["quote"] for item in dates["evidence"]] == ["2 hours ago"]


@pytest.mark.parametrize("seen_at", ["2026-01-13T12:00:00", "2026-13-01T12:00:00Z", "20260113", ""])
def test_a_moment_without_its_zone_or_off_the_calendar_is_refused(client, seen_at):
    answer = post(client, text=AGO, seen_at=seen_at)
    assert (answer.status_code, answer.json["pointer"]) == (422, "#/seen_at")


def test_the_same_page_gives_the_same_card_whoever_asks(client):
    from server.scoring import Page, score

    first = post(client, text=STORY).json
    second = post(client, text=STORY).json
    direct = json.loads(json.dumps(score(Page(text=STORY)).to_dict()))
    assert without_time(first) == without_time(second) == without_time(direct)


def test_pages_scored_side_by_side_give_the_cards_they_give_alone():
    """A worker scores two pages at a time: nothing of one may reach the other."""
    from server.scoring import Page, score

    files = sorted(PAGES.glob("*/page.*"))
    assert files
    pages = [
        Page(html=f.read_bytes()) if f.suffix == ".html" else Page(text=f.read_text("utf-8"))
        for f in files
    ]
    alone = [without_time(score(page).to_dict()) for page in pages]
    with ThreadPoolExecutor(4) as pool:
        beside = [without_time(card.to_dict()) for card in pool.map(score, pages * 3)]
    assert beside == alone * 3


def test_what_is_not_an_article_is_no_error(client):
    for text in (" ", "x", "\n", "Log in", "word " * 40):
        answer = post(client, text=text)
        assert answer.status_code == 200
        assert answer.json["rating"]["status"] == "not_rated"
        assert answer.json["rating"]["reason"]
        assert answer.json["rating"]["summary"]


def test_a_language_we_cannot_read_is_said(client):
    text = "Kaupunki päätti maanantaina rakentaa uuden sillan, joka maksaa paljon rahaa. " * 20
    rating = post(client, text=text).json["rating"]
    assert (rating["status"], rating["reason"]) == ("not_rated", "unsupported_language")


@pytest.mark.parametrize("key", ["html", "text"])
@pytest.mark.parametrize(
    "wrong",
    ["\ud800", "\ud800\udc00\udc00", "\x00", "\u202e\u2066", "\ufeff", "<![CDATA["],
    ids=ascii,
)
def test_strings_that_no_file_could_hold_are_answered(client, key, wrong):
    body = json.dumps({key: STORY + wrong})
    answer = client.post("/v1/score", data=body, content_type="application/json", headers=WRITE)
    assert answer.status_code == 200
    answer.get_data().decode("utf-8")


HOSTILE = {
    "one paragraph of 5 MB": {"html": "<p>" + "word " * 1_000_000 + "</p>"},
    "100,000 nested divs": {"html": "<div>" * 100_000 + "x"},
    "100,000 paragraphs": {"html": "<p>Some words here, said Ann Smith on Monday.</p>" * 100_000},
    "one line of 3 MB": {"text": "said " * 600_000},
    "unclosed everything": {"html": "<a href='x' <b " * 100_000},
    "a script of brackets": {"html": "<script type='application/ld+json'>" + "[" * 500_000},
    "open quotation marks": {"text": "“" * 500_000},
    "spaces": {"text": " " * 3_000_000 + "x"},
    "digits": {"text": "1" * 1_000_000},
    "entities": {"html": "&amp;" * 500_000},
    "capitals": {"text": "A B " * 300_000},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_answered_in_bounded_time(client, name):
    started = time.perf_counter()
    answer = post(client, **HOSTILE[name])
    assert time.perf_counter() - started < Settings().time_limit + 5
    if answer.status_code == 422:  # given up on a slow machine: a clear answer too
        assert answer.json["type"].endswith("too-slow")
    else:
        assert answer.status_code == 200


def test_a_page_that_takes_too_long_is_given_up(client_of, monkeypatch):
    monkeypatch.setattr("server.scoring.extracted", lambda page: time.sleep(1))
    answer = post(client_of(time_limit=0.05), text="x")
    assert (answer.status_code, answer.json["type"]) == (422, "/docs#problem-too-slow")
    assert '{"text"' in answer.json["detail"]


def test_a_full_queue_is_answered_at_once(client_of, monkeypatch):
    monkeypatch.setattr("server.scoring.extracted", lambda page: time.sleep(1))
    client = client_of(time_limit=0.05, slots=1, waiting=0)
    post(client, text="x")  # given up, but its slot is still taken
    started = time.perf_counter()
    answer = post(client, text="x")
    assert time.perf_counter() - started < 0.5
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


def test_a_pipeline_that_cannot_be_loaded_is_said(client, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "server.scoring", None)
    assert post(client, text="x").status_code == 503
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert "cannot be loaded" in ready.json["checks"]["scoring"]


def test_a_model_that_cannot_be_read_is_said(client, monkeypatch):
    from classifier.predict import ModelError

    def broken(page):
        raise ModelError("clickbait.skops is not a skops file; run `presscard retrain`")

    monkeypatch.setattr("server.scoring.extracted", broken)
    answer = post(client, text=STORY)
    assert (answer.status_code, answer.json["type"]) == (503, "/docs#problem-unavailable")
    assert "clickbait.skops" in answer.json["detail"]


def test_damaged_models_cost_their_signals_and_not_the_card(client, monkeypatch):
    from classifier.predict import ModelError

    def damaged(task, *_):
        raise ModelError(f"{task}.skops is not a skops file")

    monkeypatch.setattr("server.reading.load", damaged)
    monkeypatch.setattr("classifier.predict.load", damaged)
    answer = post(client, text=STORY)
    assert answer.status_code == 200
    assert answer.json["versions"]["models"] == {}
    outcomes = {signal["id"]: signal["outcome"] for signal in answer.json["signals"]}
    assert outcomes["loaded_language"] == outcomes["clickbait_headline"] == "unknown"
    assert outcomes["author"] == "pass"
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert "not a skops file" in ready.json["checks"]["models"]


def test_the_rendered_card_is_a_page_with_no_markup_of_the_articles(client):
    page = "</script><script>alert(1)</script><!-- " + STORY
    answer = client.post("/v1/score", json={"text": page}, headers={**WRITE, "Accept": "text/html"})
    assert answer.content_type.startswith("text/html")
    start = answer.text.index('id="card-data">') + len('id="card-data">')
    data = answer.text[start : answer.text.index("</script>", start)]
    assert "<" not in data
    assert json.loads(data)["rating"]
    assert "alert(1)" not in answer.text.replace(data, "")


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "", "image/png", "text/html;q=0.5, application/json"]
)
def test_json_is_what_everybody_else_gets(client, accept):
    answer = client.post("/v1/score", json={"text": "x"}, headers={**WRITE, "Accept": accept})
    assert answer.content_type == "application/json"


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("", "en"), ("es", "es"), ("fr-CA, fr;q=0.9", "fr"), ("tlh, en;q=0.1", "en"), ("tlh", "en"),
     ("../../etc/passwd", "en"), ("es;q=0, en", "en")],
)  # fmt: skip
def test_the_cards_own_words_are_in_the_language_asked_for(client, wanted, given):
    from server.wording import wording

    headers = {**WRITE, "Accept-Language": wanted}
    answer = client.post("/v1/score", json={"text": STORY}, headers=headers)
    assert answer.headers["Content-Language"] == given
    assert "Accept-Language" in answer.headers["Vary"]
    assert answer.json["statement"] == wording(given).text("statement")
    assert answer.json["rating"]["score"] == post(client, text=STORY).json["rating"]["score"]


def test_cards_are_not_stored_unless_the_operator_says_so(client):
    card = post(client, text=STORY).json
    answer = client.get(f"/v1/cards/{card['id']}")
    assert answer.status_code == 404
    assert "PRESSCARD_STORE_CARDS=1" in answer.json["detail"]


def test_a_stored_card_can_be_read_asked_again_and_deleted(client_of):
    client = client_of(store_cards=True)
    card = post(client, text=STORY).json
    address = f"/v1/cards/{card['id']}"
    found = client.get(address)
    assert found.json == card
    again = client.get(address, headers={"If-None-Match": found.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert client.delete(address, headers=WRITE).status_code == 204
    assert client.get(address).status_code == 404
    assert client.delete(address, headers=WRITE).status_code == 404


def test_a_store_that_fails_does_not_cost_the_reader_the_card(client_of, tmp_path):
    client = client_of(store_cards=True, database_url=f"sqlite:///{tmp_path}/no/such/x.sqlite3")
    assert post(client, text=STORY).status_code == 200


FEEDBACK = {"card": "abc", "signal": "author", "reason": "The author is named at the end."}


def test_feedback_is_kept(client):
    from server.store import Store

    answer = client.post("/v1/feedback", json={**FEEDBACK, "client": "test/1"}, headers=WRITE)
    assert answer.status_code == 201
    (row,) = Store().all_feedback()
    assert (row["id"], row["status"], row["client"]) == (answer.json["id"], "new", "test/1")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"reason": ""}, "#/reason"),
        ({"reason": "x" * 2_001}, "#/reason"),
        ({"card": ""}, "#/card"),
        ({"signal": None}, "#"),
        ({"task": "clickbait"}, "#"),
        ({"signal": None, "task": "clickbait"}, "#"),
        ({"quote": 3}, "#/quote"),
        ({"email": "me@news.example"}, "#/email"),
    ],
)
def test_feedback_that_cannot_be_used_is_pointed_at(client, change, pointer):
    answer = client.post("/v1/feedback", json={**FEEDBACK, **change}, headers=WRITE)
    assert (answer.status_code, answer.json["pointer"]) == (422, pointer)


def test_feedback_is_not_acknowledged_when_it_is_not_kept(client_of, tmp_path):
    path = tmp_path / "broken.sqlite3"
    path.write_bytes(b"no database" * 1000)
    client = client_of(database_url=f"sqlite:///{path}")
    answer = client.post("/v1/feedback", json=FEEDBACK, headers=WRITE)
    assert answer.status_code == 503
    assert "Move it away" in answer.json["detail"]
    assert client.get("/health/ready").json["checks"]["store"] == answer.json["detail"]


def locked(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return f"sqlite:///{path}", other.close


def read_only(path):
    return f"sqlite:///file:{path}?mode=ro&uri=true", lambda: None


@pytest.mark.parametrize(
    ("fault", "words"),
    [(locked, "another program is writing to it"), (read_only, "may not be written to")],
)
def test_a_store_that_cannot_be_written_to_says_so_and_keeps_what_it_has(
    client_of, tmp_path, monkeypatch, fault, words
):
    from server import store

    monkeypatch.setattr(store, "BUSY_MS", 50)
    path = tmp_path / "store.sqlite3"
    client = client_of(database_url=f"sqlite:///{path}")
    kept = client.post("/v1/feedback", json=FEEDBACK, headers=WRITE).json["id"]
    address, mend = fault(path)
    broken = client_of(database_url=address, store_cards=True)
    answer = broken.post("/v1/feedback", json=FEEDBACK, headers=WRITE)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert words in answer.json["detail"]
    assert answer.headers["Retry-After"]
    assert words in broken.get("/health/ready").json["checks"]["store"]
    assert post(broken, text=STORY).status_code == 200  # a card does not hang on the store
    mend()
    again = client.post("/v1/feedback", json=FEEDBACK, headers=WRITE).json["id"]
    assert [row["id"] for row in store.Store(f"sqlite:///{path}").all_feedback()] == [kept, again]


def test_a_clock_that_jumps_costs_neither_a_card_nor_feedback(client, monkeypatch):
    from server import store

    year, now = timedelta(days=365), datetime.now(UTC)
    moments = cycle([now, now + year, now - year])

    class Jumping(datetime):
        @classmethod
        def now(cls, tz=None):
            return next(moments)

    monkeypatch.setattr(store, "datetime", Jumping)
    monkeypatch.setattr(time, "time", lambda: next(moments).timestamp())
    given = []
    for _ in range(6):
        assert post(client, text=STORY).status_code == 200
        given.append(client.post("/v1/feedback", json=FEEDBACK, headers=WRITE).json["id"])
    assert {row["id"] for row in store.Store().all_feedback()} == set(given)


def test_every_signal_of_a_card_is_defined(client):
    listed = client.get("/v1/signals").json["signals"]
    card = post(client, text=STORY).json
    assert [row["id"] for row in listed] == [signal["id"] for signal in card["signals"]]
    for row in listed:
        assert row["definition"]
        assert row["why"]


def test_health_tells_who_answers(client):
    assert client.get("/health/live").json["service"] == "presscard"


def test_metrics_count_requests_and_name_no_host():
    client = create_app(Settings()).test_client()
    post(client, text=STORY, url="https://secret-reading.example/x")
    text = client.get("/metrics").text
    assert 'presscard_requests_total{method="POST",route="/v1/score",status="200"}' in text
    assert 'presscard_cards_total{reason="",status="rated"}' in text
    assert 'presscard_stage_seconds_count{stage="extract"}' in text
    assert 'presscard_model_info{task="loaded_language",version="loaded_language-' in text
    assert "secret-reading" not in text
    deadline = time.monotonic() + 10  # a page that another test gave up may still be inside
    while "presscard_scoring_inside 0.0" not in client.get("/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_log_holds_neither_the_page_nor_its_address(client, caplog):
    caplog.set_level("DEBUG")
    post(client, text=STORY, url="https://news.example/secret-path?reader=7")
    client.post("/v1/feedback", json={**FEEDBACK, "quote": "words of the page"}, headers=WRITE)
    client.get("/v1/cards/secret-card-number")
    client.get("/secret-path")
    for secret in ("secret", "news.example", "Ann Example", "bridge", "words of the page"):
        assert secret not in caplog.text
    assert "route=/v1/score status=200" in caplog.text


def test_server_timing_is_told(client):
    timing = post(client, text=STORY).headers["Server-Timing"]
    names = [part.split(";")[0] for part in timing.split(", ")]
    assert names == ["extract", "read", "observe", "rate", "total"]
    assert client.get("/health/live").headers["Server-Timing"].startswith("total;dur=")
