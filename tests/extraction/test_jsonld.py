"""JSON-LD as pages carry it: broken in every usual way, and bounded on hostile input."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.extraction.jsonld import article_node, first_text, load, read, types

BROKEN = [
    ('{"a": 1,}', {"a": 1}),
    ('{a: b c, "d": 2}', {"a": "b c", "d": 2}),
    ('{"a": U.S. Treasury, with things., "b": 3}', {"a": "U.S. Treasury, with things.", "b": 3}),
    ('{"h": "He said "hello" to me", "x": [1,2,]}', {"h": 'He said "hello" to me', "x": [1, 2]}),
    ('<!-- {"a":"b"} -->', {"a": "b"}),
    ('//<![CDATA[\n{"a":"b"}\n//]]>', {"a": "b"}),
    ("{'a': 'x', /* c */ \"b\": true} // end", {"a": "x", "b": True}),
    ('{"a":"b"\n "c":"d"}', {"a": "b", "c": "d"}),
    ("{&quot;a&quot;:&quot;b&quot;}", {"a": "b"}),
    ('[{"a":1}{"b":2}]', [{"a": 1}, {"b": 2}]),
    ('{"a":1};{"b":2}', [{"a": 1}, {"b": 2}]),
    ('{"a": "cut off here', {"a": "cut off here"}),
    ('{"a": {"b": [1, {"c": 2', {"a": {"b": [1, {"c": 2}]}}),
    ('{"a": "\\u00e9\\n\\ud800", }', {"a": "é\n"}),
]


@pytest.mark.parametrize(("raw", "value"), BROKEN)
def test_broken_json_gives_what_can_be_made_out(raw, value):
    assert load(raw) == (value, False)


def test_line_breaks_in_strings_are_taken_as_they_are():
    assert load('{"a":"line\nbreak"}') == ({"a": "line\nbreak"}, True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_sound_json_is_read_as_json(value):
    assert load(json.dumps(value)) == (value, True)


def test_graph_arrays_and_several_scripts_are_one_list_of_nodes():
    graph = read(
        [
            '{"@graph": [{"@type": "WebSite", "name": "S"},{"@type": "NewsArticle", "@id": "#a"}]}',
            '[{"@type": ["Article", "http://schema.org/Review"]}]',
            "not json at all",
        ]
    )
    assert [sorted(types(node)) for node in graph.nodes] == [
        ["WebSite"], ["NewsArticle"], ["Article", "Review"],
    ]  # fmt: skip
    assert graph.resolve({"@id": "#a"})["@type"] == "NewsArticle"


def test_the_page_s_own_article_is_told_from_the_teased_ones():
    graph = read(
        [
            '[{"@type":"NewsArticle","headline":"Another story","url":"https://x.org/other"},'
            '{"@type":"NewsArticle","headline":"This story","url":"https://x.org/this"}]'
        ]
    )
    assert article_node(graph, ["This story"], "")["headline"] == "This story"
    assert article_node(graph, [], "https://x.org/this?utm=1")["headline"] == "This story"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a &amp; b", "a & b"), ([{"name": "N"}], "N"), ({"@value": "v"}, "v"), (None, ""),
        ({"name": {"name": "deep"}}, "deep"), (12, "12"), (True, ""), ([], ""),
    ],
)  # fmt: skip
def test_first_text(value, text):
    assert first_text(value) == text


HOSTILE = [
    "{" * 200_000, "[" * 200_000, '{"a":' * 100_000, '"' * 300_000, '{"a":"' + '"x' * 200_000,
    "{" + '"a" ' * 100_000, "{a:" + " ," * 200_000, "/*" * 200_000, '{"a": ' + "x, " * 100_000,
    " " * 500_000 + "x", '{"a":' + " " * 400_000, "//" * 300_000, "{'" + "a" * 400_000,
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_scripts_take_bounded_time(raw):
    start = time.process_time()
    read([raw])
    assert time.process_time() - start < 2


@given(st.text(alphabet="{}[]\",:'\\/*ab1 \n\ud800", max_size=200))
@settings(deadline=None, max_examples=400)
def test_any_script_is_read_without_an_exception(raw):
    article_node(read([raw]), ["a"], "https://example.org/a")
