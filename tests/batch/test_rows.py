"""Rows: typed columns that say what the card says, and the very card that the server answers."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from server import create_app, rubric
from server.batch import rows, work
from server.batch.inputs import cut, find
from server.batch.records import Columns, Record
from server.batch.work import Settings, score_chunk, versions
from server.scoring import Page, score
from server.settings import Settings as ServerSettings

BEGAN = "2026-11-27T10:00:00+00:00"


def settings_for(out, **changes):
    """Settings of a run that writes to a folder."""
    (out / work.PARTS).mkdir(parents=True, exist_ok=True)
    chosen = {"language": "en", "time_limit": 60, "began": BEGAN, "versions": versions()}
    return Settings(str(out), Columns(), **{**chosen, **changes})


def scored(path, out, **changes):
    """The rows of an input, as a table."""
    (source,) = find([str(path)], Columns())
    (chunk,) = cut(0, source, 0, 1000).chunks
    settings = settings_for(out, **changes)
    score_chunk(settings, source, chunk)
    return pq.read_table(work.part_of(settings.out, chunk))


@pytest.fixture
def table(archive, tmp_path):
    """The rows of the pages."""
    return scored(archive("a.jsonl"), tmp_path / "out")


def test_the_card_is_the_one_the_server_answers_byte_for_byte(table, pages):
    client = create_app(ServerSettings()).test_client()
    for (url, html), row in zip(pages, table.to_pylist(), strict=True):
        posted = {"url": url, "html": html}
        answer = client.post("/v1/score", json=posted, headers={"X-Presscard": "1"}).data
        scored_at = json.loads(answer)["scored_at"].encode()
        assert row["card"].encode() + b"\n" == answer.replace(scored_at, BEGAN.encode())


def test_the_columns_say_what_the_card_says(table):
    assert table.schema.equals(rows.SCHEMA)
    for row in table.to_pylist():
        card = json.loads(row["card"])
        assert row["card_id"] == card["id"]
        assert row["score"] == card["rating"]["score"]
        assert row["headline"] == card["article"]["headline"]
        assert row["domain"] == card["article"]["publisher"]["domain"]
        for signal in card["signals"]:
            assert row[f"outcome_{signal['id']}"] == signal["outcome"]
            assert row[f"finding_{signal['id']}"] == signal["finding"]
        for name, value in card["measures"]["readability"].items():
            assert row["language" if name == "language" else f"readability_{name}"] == value
        assert row["error"] is None
    agencies = [row["agencies"] for row in table.to_pylist()]
    assert ["Reuters"] in agencies
    assert any(row["ai_image_disclosures"] for row in table.to_pylist())
    assert set(rows.SCHEMA.names) >= {f"outcome_{signal}" for signal in rubric.BY_SIGNAL}


def test_the_types_are_ones_that_every_reader_of_parquet_has():
    plain = {pa.string(), pa.int32(), pa.int64(), pa.float64(), pa.bool_()}
    plain |= {pa.list_(pa.string()), pa.list_(pa.float64()), pa.timestamp("ms", "UTC")}
    assert set(rows.SCHEMA.types) <= plain


def test_half_a_character_does_not_stop_a_chunk(tmp_path):
    half = {"html": "<h1>Half \ud800 here</h1><p>" + "word " * 200, "url": "https://\udfff.example"}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(half) + "\n" + json.dumps({**half, "id": "\udc00"}))
    found = scored(path, tmp_path / "out").to_pylist()
    assert [row["error"] for row in found] == [None, None]
    assert "Half" in found[0]["headline"]


def test_a_record_without_a_card_has_its_place_and_its_error_alone(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "x"}\n')
    (row,) = scored(path, tmp_path / "out").to_pylist()
    assert {name: value for name, value in row.items() if value is not None} == {
        "input": str(path),
        "position": 0,
        "record": "x",
        "error": "no html and no text",
    }


def test_a_page_that_breaks_scoring_is_a_row_and_the_others_go_on(archive, tmp_path, monkeypatch):
    def broken(page, language):
        if page.url.endswith("/3"):
            raise RuntimeError("a bug")
        return score(page, language)

    monkeypatch.setattr(work, "score", broken)
    work._scorer.cache_clear()
    errors = scored(archive("a.csv"), tmp_path / "out")["error"].to_pylist()
    work._scorer.cache_clear()
    assert errors[3] == "RuntimeError: a bug"
    assert errors.count(None) == len(errors) - 1


def test_a_page_that_takes_too_long_is_a_row_and_the_others_go_on(tmp_path):
    slow = {"html": "<p>" + "Jane Doe said so " * 15_000}
    path = tmp_path / "a.jsonl"
    path.write_text(f'{json.dumps(slow)}\n{{"html": "<p>quick"}}\n')
    score(Page(html="<p>warm"))
    errors = scored(path, tmp_path / "out", time_limit=0.05)["error"].to_pylist()
    work._scorer.cache_clear()
    assert errors == ["took longer than 0.05 seconds", None]


def test_the_words_of_the_cards_can_be_in_another_language(archive, tmp_path):
    found = scored(archive("a.jsonl"), tmp_path / "out", language="de").to_pylist()
    assert json.loads(found[0]["card"])["versions"]["wording"] == "de"


def test_another_version_scores_nothing(archive, tmp_path):
    other = {**versions(), "rubric": "0.0.1"}
    with pytest.raises(work.OtherVersions, match=r"rubric: 0\.0\.1"):
        scored(archive("a.jsonl"), tmp_path / "out", versions=other)


def test_changed_code_is_another_version(monkeypatch, tmp_path):
    monkeypatch.setattr(work, "files", lambda package: tmp_path / package)
    list_ = tmp_path / "server" / "signals" / "list.toml"
    list_.parent.mkdir(parents=True)
    found = set()
    for content in ("a = 1", "a = 2"):
        list_.write_text(content)
        found.add(work._code())
    list_.rename(list_.with_name("other.toml"))
    found.add(work._code())
    (tmp_path / "server" / "__pycache__").mkdir()
    (tmp_path / "server" / "__pycache__" / "made.pyc").write_bytes(b"x")
    assert work._code() in found
    assert len(found) == 3


def test_a_record_that_ended_two_processes_is_passed_over(tmp_path):
    notes = tmp_path / "notes"
    notes.write_text("+0\n-0\n+7\n+0\n-0\n+7\n+0\n-0\n")
    three = [Record(at, Page(text="x")) for at in (0, 7, 9)]
    found = list(work._survived(iter(three), notes))
    assert [record.error for record in found] == ["", "the process ended over it", ""]
    assert not notes.exists()


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(work.os, "fsync", full)
    with pytest.raises(work.CannotWrite, match="No space left"):
        work.write_whole(tmp_path / "part", b"rows")
    assert list(tmp_path.iterdir()) == []
