"""Inputs: every form gives every page once, however it is cut; damage is a record of its own."""

import gzip
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archives import SEEN_AT

from server.batch import inputs, records
from server.batch.inputs import InputError, cut, find, records_of
from server.batch.records import Columns

FORMS = ("a.jsonl", "a.csv", "a.tsv", "a.parquet", "a.warc", "a.warc.gz", "folder")
COLUMNS = Columns()


def read(path, size=1000):
    """Every record of an input, chunk by chunk; its chunks tile it."""
    (source,) = find([str(path)], COLUMNS)
    chunks, start = [], 0
    while start is not None:
        piece = cut(0, source, start, size)
        chunks += piece.chunks
        start = piece.next
    edges = [0, *(chunk.end for chunk in chunks)]
    assert [chunk.start for chunk in chunks] == edges[:-1]
    assert edges[-1] == source.length
    return [record for chunk in chunks for record in records_of(source, chunk, COLUMNS)]


def text_of(page):
    """The page as characters."""
    return page.html.decode() if isinstance(page.html, bytes) else page.html


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("form", FORMS)
def test_every_page_once_however_it_is_cut(archive, pages, form, size, monkeypatch):
    monkeypatch.setattr(inputs, "PIECE", 4)
    if form.endswith(".tsv"):
        path = archive("a.csv").rename(archive("a.csv").with_name(form))
        path.write_text(
            "id\turl\thtml\n" + "".join(f"{n}\t{u}\tx\n" for n, (u, _) in enumerate(pages))
        )
        assert [r.page.url for r in read(path, size)] == [url for url, _ in pages]
        return
    found = read(archive(form), size)
    assert [text_of(record.page) for record in found] == [
        html.encode("utf-8", "replace").decode() for _, html in pages
    ]
    assert not any(record.error for record in found)
    assert len({record.position for record in found}) == len(pages)
    if form != "folder":
        assert [record.page.url for record in found] == [url for url, _ in pages]


def test_lines_that_are_no_pages_are_errors_with_their_place(tmp_path):
    lines = [
        b"\xef\xbb\xbf" + json.dumps({"html": "<p>one", "id": 7}).encode(),
        b'{"html": "<p>brok',
        b"",
        b"[1]",
        b'{"url": "https://x.example"}',
        b'{"html": 5}',
        b"[" * 100_000,
        json.dumps({"text": "two", "url": 3}).encode(),
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(lines))
    found = read(path, 2)
    assert [bool(record.error) for record in found] == [False, *[True] * 5, False]
    assert found[1].position == len(lines[0]) + 1
    assert found[0].id == "7"
    assert found[-1].page.text == "two"
    assert found[-1].page.url is None


def test_a_line_that_is_too_long_is_an_error_and_the_next_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "LONGEST", 1000)
    path = tmp_path / "a.jsonl"
    long = json.dumps({"html": "x" * 5000})
    path.write_text(f'{{"html": "a"}}\n{long}\n{{"html": "b"}}\n{long}')
    found = read(path, 1)
    assert [record.error for record in found] == ["", records.TOO_LONG, "", records.TOO_LONG]


def test_rows_that_are_no_csv_are_errors_and_the_next_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('url,html\nu,"two\nlines"\nu,"stray"quote\nonly one\n\nu,b\n', "utf-8")
    found = read(path, 1)
    assert [record.error.split(":")[0] for record in found] == [
        "",
        "not CSV",
        "1 fields where the header has 2",
        "",
    ]
    assert found[0].page.html == "two\nlines"
    assert found[-1].page.html == "b"


def test_parquet_keeps_bytes_and_marks_rows_that_damage_lost(tmp_path, pages):
    rows = [{"html": html.encode("utf-8", "replace"), "id": n} for n, (_, html) in enumerate(pages)]
    path = tmp_path / "a.parquet"
    kept = {
        "row_group_size": 10,
        "compression": "gzip",
        "use_dictionary": False,
        "write_statistics": False,
    }
    pq.write_table(pa.Table.from_pylist(rows), path, **kept)
    assert isinstance(read(path)[0].page.html, bytes)
    place = pq.read_metadata(path).row_group(1).column(0).data_page_offset
    damaged = bytearray(path.read_bytes())
    damaged[place + 60 : place + 400] = b"\0" * 340
    path.write_bytes(damaged)
    found = read(path, 7)
    assert [record.position for record in found] == list(range(len(rows)))
    assert {record.position for record in found if record.error} <= set(range(10, 20))
    assert any(record.error for record in found)


def test_other_things_in_an_archive_of_the_web_are_no_pages(tmp_path, response):
    page = b"<p>page"
    path = tmp_path / "a.warc.gz"
    kept = [
        response("u1", page),
        response("u2", page, headers=("content-type: Text/HTML; charset='latin-1'",)),
        response("u3", gzip.compress(page), headers=("Content-Encoding: gzip",)),
        response("u4", b"7\r\n<p>page\r\n0\r\n\r\n", headers=("Transfer-Encoding: chunked",)),
        # Crawlers that unpack pages and keep the header that says they are packed.
        response("u5", page, headers=("Content-Encoding: gzip",)),
        response("u6", page, headers=("Content-Encoding: br", "Content-Type: text/html")),
        response("u7", page, headers=("Transfer-Encoding: chunked",)),
    ]
    other = [
        response("r", b"GET /", kind="request"),
        response("m", b"", status=301),
        response("p", b"\x89PNG", headers=("Content-Type: image/png",)),
        response("e", b"<p>", status=404),
    ]
    records_ = [one for pair in zip(kept, other * 2, strict=False) for one in pair]
    path.write_bytes(b"".join(gzip.compress(one) for one in records_))
    found = read(path, 2)
    assert [record.page.html for record in found] == [page] * len(kept)
    assert [record.page.url for record in found] == [f"u{n}" for n in range(1, 8)]
    assert found[1].page.charset == "latin-1"
    assert found[0].page.seen_at == datetime.fromisoformat(SEEN_AT)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("place", [0, 9, 60, "head"])
def test_a_damaged_record_is_an_error_and_the_others_are_read(tmp_path, response, packed, place):
    members = [response(f"https://x.example/{n}", b"<p>some page %d" % n * 40) for n in range(9)]
    if packed:
        members = [gzip.compress(one) for one in members]
    broken = bytearray(members[4])
    at = 40 if place == "head" else place
    broken[at : at + 20] = bytes(b ^ 0x5A for b in broken[at : at + 20])
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join([*members[:4], broken, *members[5:]]))
    whole = read(path)
    pages = [record.page.html[13:14] for record in whole if record.page]
    assert pages[:4] == [b"0", b"1", b"2", b"3"]
    assert pages[-4:] == [b"5", b"6", b"7", b"8"]
    if packed or place == 0:
        assert [bool(record.error) for record in whole] == [*[False] * 4, True, *[False] * 4]
    for size in (1, 2, 3):
        assert read(path, size) == whole


@pytest.mark.parametrize("form", ["a.warc", "a.warc.gz"])
def test_an_archive_that_was_cut_short_loses_its_last_page_and_says_so(archive, form):
    path = archive(form)
    whole = read(path)
    path.write_bytes(path.read_bytes()[:-400])
    found = read(path)
    assert found[:-1] == whole[:-1]
    assert found[-1].error
    assert found[-1].position == whole[-1].position


def test_no_archive_is_a_crash(tmp_path):
    for name in ("a.warc", "a.warc.gz", "a.jsonl"):
        path = tmp_path / name
        for content in (b"", b"\0" * 5000, b"\x1f\x8b\x08" * 999, b"WARC/1.0\r\n" * 500):
            path.write_bytes(content)
            assert not any(record.page for record in read(path))


def test_an_archive_packed_as_one_piece_is_refused_with_what_to_do(tmp_path, response):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(response(f"u{n}", b"<p>x" * n) for n in range(50))))
    with pytest.raises(InputError, match="fastwarc recompress"):
        read(path)


def test_files_that_cannot_be_read_are_errors(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.html.gz").write_bytes(b"no gzip")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(b"<p>" * 999)[:-20])
    (tmp_path / "c.htm").symlink_to(tmp_path / "gone.htm")
    (tmp_path / "deep" / "d.html.gz").write_bytes(gzip.compress(b"<p>page"))
    (tmp_path / "notes.txt").write_text("no page")
    found = read(tmp_path)
    assert [record.id for record in found] == ["a.html.gz", "b.html.gz", "c.htm", "deep/d.html.gz"]
    assert [bool(record.error) for record in found] == [True, True, True, False]


def test_a_folder_of_archives_is_read_as_its_archives_and_its_pages(archive, tmp_path):
    archive("b.jsonl"), archive("a.warc.gz"), archive("pages")
    found = find([str(tmp_path)], COLUMNS)
    assert [source.kind for source in found] == ["warc", "jsonl", "folder"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.doc", b"", "not a folder"),
        ("a.csv", b"url,body\nx,y\n", "there are: url, body"),
        ("a.csv", b"", "there are: none"),
        ("a.parquet", b"no", "a.parquet"),
        ("gone.jsonl", None, "No such file"),
    ],
)
def test_what_cannot_be_read_at_all_is_said_at_once(tmp_path, name, content, says):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        find([str(path)], COLUMNS)


def test_an_input_named_twice_is_refused(archive):
    path = str(archive("a.jsonl"))
    with pytest.raises(InputError, match="twice"):
        find([path, path], COLUMNS)


def test_fields_may_have_other_names(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("link,body\nhttps://x.example,<p>page\n")
    columns = Columns(html="body", url="link")
    (source,) = find([str(path)], columns)
    (chunk,) = cut(0, source, 0, 10).chunks
    (record,) = records_of(source, chunk, columns)
    assert record.page.url == "https://x.example"


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ("2026-01-13T12:00:00Z", datetime(2026, 1, 13, 12, tzinfo=UTC)),
        ("2026-01-13T12:00:00", None),
        ("13 January", None),
        ("", None),
    ],
)
def test_a_row_may_say_when_its_page_was_seen(tmp_path, told, seen):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"html": "<p>page", "seen_at": told}))
    (record,) = read(path)
    assert record.page.seen_at == seen
