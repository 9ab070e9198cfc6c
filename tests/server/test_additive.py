"""Within /v1, the interface is only added to: all that a client of v1.json relies on is still so.

`v1.json` is the description as it was frozen; it changes only with a new version of the path. What
was added later is not in it, and needs no protection until it is frozen, too.
"""

import copy
import json
from pathlib import Path

import pytest

from server.openapi import document

FROZEN = json.loads((Path(__file__).parent / "v1.json").read_text("utf-8"))


def complaints(old, new):
    """What a client of `old` would miss in `new`."""
    for path, operations in old["paths"].items():
        for method, was in operations.items():
            now = new["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{method} {path} is gone"
                continue
            yield from operation(f"{method} {path}", was, now)
    for name, was in old["components"]["schemas"].items():
        now = new["components"]["schemas"].get(name)
        if now is None:
            yield f"schema {name} is gone"
        else:
            yield from schema(name, was, now, name.endswith(("Request", "Facts")))


def operation(name, was, now):
    """Answers must stay, and no new parameter may be needed."""
    for status, answer in was["responses"].items():
        if status not in now["responses"]:
            yield f"{name} no longer answers {status}"
        elif set(answer.get("content", ())) - set(now["responses"][status].get("content", ())):
            yield f"{name} {status} lost a media type"
    had = {item["name"] for item in was.get("parameters", ())}
    for item in now.get("parameters", ()):
        if item.get("required") and item["name"] not in had:
            yield f"{name} needs the new parameter {item['name']}"
    kinds = set(was.get("requestBody", {}).get("content", ()))
    if kinds - set(now.get("requestBody", {}).get("content", ())):
        yield f"{name} takes a media type less"


def schema(name, was, now, sent):
    """`sent`: the client writes it, so nothing may become stricter; else nothing be taken away."""
    for key in ("type", "const", "$ref", "pattern", "format"):
        if key in was and was[key] != now.get(key):
            yield f"{name}: {key} was {was[key]!r}, is {now.get(key)!r}"
    for key, stricter in (("maxLength", min), ("maxItems", min), ("minLength", max)):
        if sent and key in now and stricter(was.get(key, now[key]), now[key]) != was.get(key):
            yield f"{name}: {key} is stricter"
    old, new = set(was.get("required", ())), set(now.get("required", ()))
    if sent and new - old:
        yield f"{name}: {sorted(new - old)} became needed"
    if not sent and old - new:
        yield f"{name}: {sorted(old - new)} may be left out now"
    if set(was.get("enum", ())) - set(now.get("enum", ())):
        yield f"{name}: a value is gone"
    for field, inner in was.get("properties", {}).items():
        if field not in now.get("properties", {}):
            yield f"{name}.{field} is gone"
        else:
            yield from schema(f"{name}.{field}", inner, now["properties"][field], sent)
    if "items" in was:
        yield from schema(f"{name}[]", was["items"], now.get("items", {}), sent)
    for way in ("anyOf", "oneOf"):
        for inner, other in zip(was.get(way, ()), now.get(way, ()), strict=False):
            yield from schema(f"{name} ({way})", inner, other, sent)


def test_nothing_that_v1_promised_is_taken_back():
    assert list(complaints(FROZEN, document())) == []


def test_what_is_added_is_no_breach():
    new = copy.deepcopy(FROZEN)
    new["paths"]["/v1/more"] = {"get": {"responses": {}}}
    new["components"]["schemas"]["Card"]["properties"]["more"] = {"type": "string"}
    new["components"]["schemas"]["ScoreRequest"]["properties"]["more"] = {"type": "string"}
    assert list(complaints(FROZEN, new)) == []


def broken(change):
    new = copy.deepcopy(FROZEN)
    change(new["paths"], new["components"]["schemas"])
    return list(complaints(FROZEN, new))


@pytest.mark.parametrize(
    "change",
    [
        lambda paths, _: paths.pop("/v1/signals"),
        lambda paths, _: paths["/v1/score"]["post"]["responses"].pop("503"),
        lambda paths, _: paths["/v1/score"]["post"]["parameters"].append(
            {"name": "X", "required": True}
        ),
        lambda _, schemas: schemas["Card"]["properties"].pop("rating"),
        lambda _, schemas: schemas["Card"]["required"].remove("rating"),
        lambda _, schemas: schemas["Signal"]["properties"]["points"].update(type="string"),
        lambda _, schemas: schemas["Outcome"]["enum"].remove("unknown"),
        lambda _, schemas: schemas["FeedbackRequest"]["required"].append("client"),
        lambda _, schemas: schemas["FeedbackRequest"]["properties"]["reason"].update(maxLength=5),
    ],
)
def test_what_is_taken_away_or_made_stricter_is(change):
    assert broken(change)
