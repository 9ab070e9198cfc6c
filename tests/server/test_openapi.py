"""The description is true: it names every route and every error, and hostile cases find nothing."""

import json
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks

from server import create_app
from server.openapi import OPERATIONS, document
from server.problems import KINDS
from server.settings import Settings

CASES = int(__import__("os").environ.get("CASES", "15"))
"""Cases an operation. CASES=1000 pytest tests/server/test_openapi.py: the long form."""

load_all_checks()
app = create_app(Settings(rate=0, time_limit=60))
schema = schemathesis.openapi.from_wsgi("/openapi.json", app)


@schema.parametrize()
@settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_hostile_cases_find_nothing(case):
    case.call_and_validate()


ASSETS = {"/card/{name}", "/static/{name}"}
"""Files of the pages, no part of the interface."""


def test_every_route_is_described_and_every_description_is_a_route():
    real = set()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        real |= {(method.lower(), path) for method in rule.methods - {"HEAD", "OPTIONS"}}
    described = {(operation.method, operation.path) for operation in OPERATIONS}
    assert described == {(method, path) for method, path in real if path not in ASSETS}


def test_every_kind_of_problem_can_be_met_somewhere():
    text = json.dumps(document()["paths"], ensure_ascii=False)
    for kind in KINDS.values():
        assert kind.title in text


def test_every_reference_leads_somewhere():
    schemas = document()["components"]["schemas"]
    for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document())):
        assert name in schemas


@pytest.mark.parametrize(
    ("body", "good"),
    [
        ({"html": "x"}, True),
        ({"text": "x", "html": None, "url": None}, True),
        ({"text": "x", "url": "https://a.example"}, True),
        ({}, False),
        ({"html": "x", "text": "x"}, False),
        ({"text": ""}, False),
        ({"text": "x", "url": "ftp://a"}, False),
        ({"text": "x", "more": 1}, False),
    ],
)
def test_the_description_and_the_server_agree(body, good):
    import jsonschema_rs

    root = {"$ref": "#/components/schemas/ScoreRequest", "components": document()["components"]}
    assert jsonschema_rs.is_valid(root, body) is good
    answer = app.test_client().post("/v1/score", json=body, headers={"X-Presscard": "1"})
    assert (answer.status_code == 200) is good


def test_a_card_is_what_the_description_says():
    import jsonschema_rs

    text = "A headline\n\nBy Ann Example\n\n" + "The council met on Monday, she said. " * 40
    card = app.test_client().post("/v1/score", json={"text": text}, headers={"X-Presscard": "1"})
    root = {"$ref": "#/components/schemas/Card", "components": document()["components"]}
    jsonschema_rs.validate(root, card.json)
