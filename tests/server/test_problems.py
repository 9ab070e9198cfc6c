"""One error shape, asserted everywhere: every way to be refused, on every route."""

import json
import re

import pytest

from server import create_app
from server.problems import KINDS, TYPE_PREFIX, Problem
from server.settings import Settings

WRITE = {"X-Presscard": "1"}
JSON = "application/json"

REFUSALS = {
    "no such route": lambda c: c.get("/nothing"),
    "no such version": lambda c: c.get("/v2/score"),
    "no such static file": lambda c: c.get("/static/nothing.js"),
    "a file outside": lambda c: c.get("/static/../cli.py"),
    "an extension file that is no asset": lambda c: c.get("/card/README.md"),
    "no such asset": lambda c: c.get("/card/nothing.js"),
    "wrong method": lambda c: c.get("/v1/score"),
    "wrong method on a page": lambda c: c.post("/", headers=WRITE, json={}),
    "an invented method": lambda c: c.open("/v1/score", method="BREW", headers=WRITE, json={}),
    "host": lambda c: c.get("/", headers={"Host": "evil.example"}),
    "origin": lambda c: c.get("/", headers={"Origin": "https://evil.example"}),
    "header": lambda c: c.post("/v1/score", json={}),
    "type": lambda c: c.post("/v1/score", data="x", headers=WRITE),
    "coding": lambda c: c.post(
        "/v1/score", data="x", content_type=JSON, headers={**WRITE, "Content-Encoding": "gzip"}
    ),
    "too large": lambda c: c.post("/v1/score", json={"text": "x" * 9_000}, headers=WRITE),
    "nothing": lambda c: c.post("/v1/score", data=b"", content_type=JSON, headers=WRITE),
    "not JSON": lambda c: c.post("/v1/score", data=b"{", content_type=JSON, headers=WRITE),
    "not UTF-8": lambda c: c.post("/v1/score", data=b"\xff{}", content_type=JSON, headers=WRITE),
    "a list": lambda c: c.post("/v1/score", json=[], headers=WRITE),
    "no page": lambda c: c.post("/v1/score", json={}, headers=WRITE),
    "two pages": lambda c: c.post("/v1/score", json={"text": "a", "html": "b"}, headers=WRITE),
    "empty text": lambda c: c.post("/v1/score", json={"text": ""}, headers=WRITE),
    "wrong field type": lambda c: c.post("/v1/score", json={"text": 3}, headers=WRITE),
    "unknown field": lambda c: c.post("/v1/score", json={"text": "a", "x": 1}, headers=WRITE),
    "bad address": lambda c: c.post("/v1/score", json={"text": "a", "url": "x"}, headers=WRITE),
    "feedback on nothing": lambda c: c.post("/v1/feedback", json={}, headers=WRITE),
    "no card": lambda c: c.get("/v1/cards/none"),
    "no card to delete": lambda c: c.delete("/v1/cards/none", headers=WRITE),
}


@pytest.fixture
def client():
    return create_app(Settings(max_body=5_000)).test_client()


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_has_the_one_shape(client, case):
    answer = REFUSALS[case](client)
    assert answer.status_code >= 400
    assert answer.content_type == "application/problem+json"
    body = answer.json
    assert body["status"] == answer.status_code
    assert KINDS[body["type"].removeprefix(TYPE_PREFIX)]
    assert body["title"]
    assert body["detail"].endswith((".", "'"))  # a sentence, or the command to type
    assert body["request_id"] == answer.headers["X-Request-ID"]
    assert answer.headers["Cache-Control"] == "no-store"
    for error in body.get("errors", ()):
        assert error["pointer"].startswith("#")
        assert error["detail"]


def test_the_type_leads_to_its_explanation(client):
    page = client.get("/docs").text
    for kind in KINDS.values():
        assert f'id="problem-{kind.slug}"' in page


def test_a_wrong_method_is_told_the_right_ones(client):
    answer = client.get("/v1/score")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "POST" in answer.json["detail"]


def fields(answer):
    """Pointer and sentence of each field at fault."""
    assert answer.status_code == 422
    assert answer.json["pointer"] == answer.json["errors"][0]["pointer"]
    return {error["pointer"]: error["detail"] for error in answer.json["errors"]}


def test_each_field_at_fault_is_pointed_at(client):
    body = {"text": 3, "url": "ftp://x", "a/b~c": 1, "html": ["x"], "seen_at": "yesterday"}
    found = fields(client.post("/v1/score", json=body, headers=WRITE))
    assert found["#/text"] == "`text` must be text, not a number."
    assert found["#/html"] == "`html` must be text, not a list."
    assert "http://" in found["#/url"]
    wanted = "a date and time with its zone, such as 2026-01-13T12:00:00+05:30"
    assert found["#/seen_at"] == f"`seen_at` must be {wanted}."
    assert found["#/a~1b~0c"].startswith("`a/b~c` is not a field here. The fields are html")


def test_a_term_that_is_none_is_told_what_a_term_is(client):
    picture = {"src": "a.png", "declared": ["not a term"]}
    found = fields(client.post("/v1/score", json={"text": "x", "images": [picture]}, headers=WRITE))
    wanted = "a term such as trainedAlgorithmicMedia"
    assert found == {"#/images/0/declared/0": f"`images.0.declared.0` must be {wanted}."}


@pytest.mark.parametrize(
    ("value", "name"),
    [(True, "true or false"), (1.5, "a number"), ({}, "an object"), ([], "a list")],
)
def test_wrong_types_are_named(client, value, name):
    found = fields(client.post("/v1/score", json={"text": value}, headers=WRITE))
    assert found["#/text"].endswith(f"not {name}.")


def test_neither_and_both_pages_are_explained(client):
    for body in ({}, {"html": "a", "text": "b"}, {"html": None}):
        found = fields(client.post("/v1/score", json=body, headers=WRITE))
        assert found == {"#": "Send `html` or `text`, one of the two."}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b'{"text": "x"', "line 1, column"),
        (b'{"text": \xff}', "byte 9"),
        (b"[" * 2_000, "nested too deeply|line 1"),
        (b'{"text": ' + b"9" * 4_900 + b"}", "too long"),
        (b'"text"', "not text"),
        (b"null", "not null"),
        (b"{} {}", "line 1"),
    ],
)
def test_a_body_that_is_no_json_object_is_told_why(client, body, words):
    answer = client.post("/v1/score", data=body, content_type=JSON, headers=WRITE)
    assert answer.status_code == 400
    assert re.search(words, answer.json["detail"])


def test_a_deeply_nested_body_is_refused_at_once():
    client = create_app(Settings()).test_client()
    body = b'{"text":' + b"[" * 1_000_000
    answer = client.post("/v1/score", data=body, content_type=JSON, headers=WRITE)
    assert (answer.status_code, answer.json["detail"]) == (400, "The body is nested too deeply.")


def test_a_bug_of_ours_says_nothing_of_the_page(monkeypatch, caplog):
    def broken(*_):
        raise ValueError("words of the page")

    monkeypatch.setattr("server.api.parse", broken)
    answer = create_app(Settings()).test_client().post("/v1/score", json={}, headers=WRITE)
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "words of the page" not in answer.text + caplog.text
    assert f"request={answer.json['request_id']}" in caplog.text
    assert "ValueError" in caplog.text


@pytest.mark.parametrize("given", ["abcdefgh", "0f" * 16, "a-b-c-d-1"])
def test_a_request_keeps_the_id_it_brought(client, given):
    answer = client.get("/nothing", headers={"X-Request-ID": given})
    assert answer.json["request_id"] == given == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("given", ["", "short", "a b c d e f g h", "x" * 65, '"><script>'])
def test_an_id_that_could_spoil_the_log_is_replaced(client, given):
    answer = client.get("/nothing", headers={"X-Request-ID": given})
    assert answer.json["request_id"] != given
    assert re.fullmatch("[0-9a-f]{32}", answer.json["request_id"])


def test_every_kind_is_a_known_status_with_words():
    for kind in KINDS.values():
        assert 400 <= kind.status <= 503
        assert kind.title
        assert kind.about.endswith(".")


def test_a_problem_is_written_as_it_is_read(client):
    """The detail keeps its characters: no escapes in a terminal."""
    text = client.post("/v1/score", data=b"", content_type=JSON, headers=WRITE).get_data(True)
    assert "…" in text
    assert json.loads(text)["status"] == 400


def test_problem_is_an_exception_that_can_be_raised():
    with pytest.raises(Problem) as caught:
        raise Problem("busy", "Try again.")
    assert caught.value.slug == "busy"
