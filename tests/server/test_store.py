"""The store keeps what it acknowledged, and says what is wrong with its file."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from server import store as module
from server.store import Store, StoreError

ROW = {"card": "c1", "signal": "author", "reason": "There is one.", "client": "test/1"}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of an empty database: every test that asks for it runs with both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite3'}"
    return request.getfixturevalue("postgresql").new_database()


@pytest.fixture
def store(url):
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def sqlite(tmp_path):
    """A store whose file the test means to spoil."""
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    yield store
    store.close()


def test_feedback_is_kept_in_order_and_reviewed(store):
    first = store.add_feedback(ROW)
    second = store.add_feedback({**ROW, "signal": None, "task": "loaded_language", "quote": "q"})
    assert [row["id"] for row in store.all_feedback()] == [first, second]
    assert store.review(second, "accepted", "neutral", "A quotation.")
    assert [row["id"] for row in store.all_feedback("new")] == [first]
    (accepted,) = store.all_feedback("accepted")
    assert (accepted["label"], accepted["note"]) == ("neutral", "A quotation.")
    assert not store.review("nobody", "rejected")


def test_a_card_is_kept_replaced_and_forgotten(store):
    store.keep_card({"id": "a", "n": 1})
    store.keep_card({"id": "a", "n": 2})
    assert store.card("a") == {"id": "a", "n": 2}
    assert store.forget_card("a")
    assert not store.forget_card("a")
    assert store.card("a") is None


def test_purging_takes_what_is_old_or_anothers_and_nothing_else(store):
    store.add_feedback(ROW)
    store.add_feedback({**ROW, "client": "other/1"})
    store.keep_card({"id": "a"})
    now = datetime.now(UTC)
    assert store.purge(before=now - timedelta(days=1)) == {"feedback": 0, "cards": 0}
    assert store.purge(client="other/1") == {"feedback": 1, "cards": 0}
    assert store.purge(before=now + timedelta(seconds=5)) == {"feedback": 1, "cards": 1}
    assert store.all_feedback() == []


def test_the_default_file_is_the_users_own():
    store = Store()
    store.add_feedback(ROW)
    path = module.data_folder() / "presscard.sqlite3"
    assert path.is_file()
    if os.name == "posix":
        assert path.parent.stat().st_mode & 0o077 == 0


def test_quotes_in_a_row_stay_data(store):
    store.add_feedback({**ROW, "reason": "'); DROP TABLE feedback; --"})
    assert store.all_feedback()[0]["reason"] == "'); DROP TABLE feedback; --"


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "store.sqlite3"
    path.write_bytes(b"This is not a database." * 100)
    with pytest.raises(StoreError, match=r"not a database\. Move it away"):
        Store(f"sqlite:///{path}").add_feedback(ROW)


def test_a_file_of_another_program_is_named(tmp_path):
    path = tmp_path / "store.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE feedback (x)")
    other.close()
    with pytest.raises(StoreError, match="tables that this version did not make"):
        Store(f"sqlite:///{path}").add_feedback(ROW)


def test_a_file_damaged_in_the_middle_is_named(tmp_path):
    path = tmp_path / "store.sqlite3"
    kept = Store(f"sqlite:///{path}")
    for _ in range(200):
        kept.add_feedback({**ROW, "reason": "x" * 500})
    kept.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    with pytest.raises(StoreError, match="damaged"):
        Store(f"sqlite:///{path}").all_feedback()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(StoreError, match=r"opened|written"):
        Store(f"sqlite:///{folder / 'store.sqlite3'}").add_feedback(ROW)


def test_a_read_only_database_is_named(tmp_path):
    path = tmp_path / "store.sqlite3"
    kept = Store(f"sqlite:///{path}")
    kept.add_feedback(ROW)
    kept.close()
    reader = Store(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert len(reader.all_feedback()) == 1
    with pytest.raises(StoreError, match="may not be written to"):
        reader.add_feedback(ROW)


def test_a_database_that_stays_locked_is_named(sqlite, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BUSY_MS", 50)
    sqlite.add_feedback(ROW)
    other = sqlite3.connect(tmp_path / "store.sqlite3", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program is writing"):
            sqlite.add_feedback(ROW)
        assert len(sqlite.all_feedback()) == 1  # readers go on
    finally:
        other.close()
    sqlite.add_feedback(ROW)  # and so do writers, once it is free


def test_a_full_disk_loses_nothing_acknowledged(sqlite, tmp_path):
    sqlite.add_feedback(ROW)
    with sqlite._open().connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
        connection.rollback()
        acknowledged = 1

        def add_one():
            with module._explained("the file"), connection.begin():
                row = {"id": str(acknowledged), "received": "now", "card": "c", "status": "new"}
                connection.execute(module.feedback.insert().values(**row, reason="x" * 900))

        def fill():
            nonlocal acknowledged
            for _ in range(200):
                add_one()
                acknowledged += 1

        with pytest.raises(StoreError, match="disk is full"):
            fill()
    assert len(sqlite.all_feedback()) == acknowledged


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nonsense", "PRESSCARD_DATABASE_URL cannot be used"),
        ("nosuch://x", "PRESSCARD_DATABASE_URL cannot be used"),
        ("sqlite:////no/such/folder/x.db", "cannot be opened"),
        ("postgresql://me:secret@127.0.0.1:1/x", "does not answer"),
    ],
)
def test_an_address_that_cannot_be_used_is_explained(address, words):
    with pytest.raises(StoreError, match=words) as caught:
        Store(address).add_feedback(ROW)
    assert "secret" not in str(caught.value)


def test_the_tables_are_those_of_the_last_migration(store):
    """What the code describes and what the migrations make are the same."""
    store.check()
    with store._open().connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), module.tables)
    assert found == []
    config = Config()
    config.set_main_option("script_location", str(module.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == module.HEAD


def test_many_processes_can_open_an_empty_store_at_once(url, store):
    """As the workers of a server do at its first start."""
    code = (
        "import sys; from server.store import Store; "
        "Store(sys.argv[1]).add_feedback({'card': 'c', 'reason': 'r'})"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4
    assert len(store.all_feedback()) == 4


def test_a_password_is_not_told():
    assert "secret" not in Store("postgresql://me:secret@127.0.0.1/x").address


WRITER = """
    import sys
    from server.store import Store
    store = Store(sys.argv[1])
    while True:
        print(store.add_feedback({"card": "c", "reason": "r"}), flush=True)
"""
KILLS = int(os.environ.get("KILLS", "3"))
"""KILLS=200 pytest tests/server/test_store.py -k kill: the long form."""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_killed_writer_loses_nothing_it_acknowledged(url, store):
    acknowledged = set()
    for round_ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), url], stdout=subprocess.PIPE, text=True
        ) as writer:
            for _ in range(3 + round_ % 5):
                acknowledged.add(writer.stdout.readline().strip())
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read().split("\n")
            acknowledged |= {line for line in rest[:-1] if line}
    assert len(acknowledged) >= KILLS * 3
    assert acknowledged <= {row["id"] for row in store.all_feedback()}
