"""What the server keeps: reader feedback always, cards only where the operator says so.

SQLAlchemy Core; a SQLite file in the user's data folder by default, any database it knows by
PRESSCARD_DATABASE_URL. Knows no HTTP, no article and no rule.
"""

import json
import os
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

BUSY_MS = 5_000
"""How long SQLite waits for another writer before it says that the database is locked."""
WRITING: Mapping[str, bool] = {"writing": True}
POSTGRESQL = "postgresql+pg8000"
MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0001"
"""The revision that this version works with; a test holds it to the migrations."""
MIGRATION_LOCK = 7077365
"""Any number that no other program takes for its PostgreSQL advisory lock."""
STATUSES = ("new", "accepted", "rejected")
"""Of feedback: only what a person accepted may become a row to train on."""

tables = MetaData()
feedback = Table(
    "feedback",
    tables,
    Column("id", String(32), primary_key=True),
    Column("received", String(32), nullable=False, index=True),
    Column("card", String(128), nullable=False),
    Column("signal", String(64)),
    Column("task", String(64)),
    Column("quote", Text),
    Column("reason", Text, nullable=False),
    Column("client", String(64), index=True),
    Column("status", String(16), nullable=False),
    Column("label", String(64)),
    Column("note", Text),
)
cards = Table(
    "cards",
    tables,
    Column("id", String(64), primary_key=True),
    Column("stored", String(32), nullable=False, index=True),
    Column("card", Text, nullable=False),
)


class StoreError(Exception):
    """The store cannot do what was asked; the message says why and what to do."""


def data_folder() -> Path:
    """The user's data folder for Presscard, as each system has it."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Presscard"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Presscard"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "presscard"


def _stamp(moment: datetime) -> str:
    """A moment as text that sorts by time, the same in every database."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Store:
    """A database, opened at first use."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self._engine: Engine | None = None

    def keep_card(self, card: Mapping[str, Any]) -> None:
        """Keep a card; the same card again changes nothing."""
        row = {"id": card["id"], "stored": _stamp(datetime.now(UTC)), "card": json.dumps(card)}
        with self._writing() as connection:
            # Not an upsert: its spelling differs between databases, and this needs none.
            connection.execute(delete(cards).where(cards.c.id == card["id"]))
            connection.execute(insert(cards).values(row))

    def card(self, card_id: str) -> dict[str, Any] | None:
        """The card with that id, None when there is none."""
        with self._reading() as connection:
            found = connection.execute(select(cards.c.card).where(cards.c.id == card_id)).scalar()
        return None if found is None else dict(json.loads(found))

    def forget_card(self, card_id: str) -> bool:
        """Delete the card; whether there was one."""
        with self._writing() as connection:
            return bool(connection.execute(delete(cards).where(cards.c.id == card_id)).rowcount)

    def all_cards(self) -> list[dict[str, Any]]:
        """Stored cards, oldest first."""
        query = select(cards.c.stored, cards.c.card).order_by(cards.c.stored)
        with self._reading() as connection:
            return [
                {"stored": stored, "card": json.loads(card)}
                for stored, card in connection.execute(query)
            ]

    def add_feedback(self, given: Mapping[str, str | None]) -> str:
        """Keep a reader's objection; when this returns its id, it is on the disk."""
        number = uuid.uuid4().hex
        row = {**given, "id": number, "received": _stamp(datetime.now(UTC)), "status": "new"}
        with self._writing() as connection:
            connection.execute(insert(feedback).values(row))
        return number

    def all_feedback(
        self, status: str | None = None, client: str | None = None
    ) -> list[dict[str, Any]]:
        """Feedback rows, oldest first."""
        query = select(feedback).order_by(feedback.c.received, feedback.c.id)
        if status:
            query = query.where(feedback.c.status == status)
        if client:
            query = query.where(feedback.c.client == client)
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def review(self, number: str, status: str, label: str = "", note: str = "") -> bool:
        """Record a person's verdict on a row; whether the row exists."""
        assert status in STATUSES
        change = update(feedback).where(feedback.c.id == number)
        with self._writing() as connection:
            values = {"status": status, "label": label or None, "note": note or None}
            return bool(connection.execute(change.values(values)).rowcount)

    def purge(self, before: datetime | None = None, client: str | None = None) -> dict[str, int]:
        """Delete what is older than `before`, or what `client` sent; how many rows of each."""
        gone = {"feedback": 0, "cards": 0}
        with self._writing() as connection:
            if client is not None:
                mine = delete(feedback).where(feedback.c.client == client)
                gone["feedback"] = connection.execute(mine).rowcount
            if before is not None:
                old = delete(feedback).where(feedback.c.received < _stamp(before))
                gone["feedback"] += connection.execute(old).rowcount
                gone["cards"] = connection.execute(
                    delete(cards).where(cards.c.stored < _stamp(before))
                ).rowcount
        return gone

    def check(self) -> None:
        """Raise StoreError unless the store can be written to."""
        with self._writing() as connection:
            connection.execute(delete(cards).where(cards.c.id == ""))

    def close(self) -> None:
        """Give the connections back."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with (
            _explained(self.address),
            self._open().connect().execution_options(**WRITING) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _explained(self.address), self._open().connect() as connection:
            yield connection

    @property
    def address(self) -> str:
        """Where the store is, without a password."""
        if self.url:
            try:
                return make_url(self.url).render_as_string(hide_password=True)
            except ArgumentError:
                return "PRESSCARD_DATABASE_URL"
        return str(data_folder() / "presscard.sqlite3")

    def _open(self) -> Engine:
        """The engine; makes the folder, the file and the tables the first time."""
        if self._engine is not None:
            return self._engine
        url = self.url
        if not url:
            folder = data_folder()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            url = f"sqlite:///{folder / 'presscard.sqlite3'}"
        engine = create_engine(_with_driver(url), pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        _migrate(engine)
        self._engine = engine
        return engine


def _with_driver(url: str) -> URL:
    """The address, with the PostgreSQL driver that we name as a dependency."""
    made = make_url(url)
    return made.set(drivername=POSTGRESQL) if made.drivername == "postgresql" else made


def _migrate(engine: Engine) -> None:
    """Bring the tables to HEAD, one process at a time, wholly or not at all."""
    with engine.connect().execution_options(**WRITING) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        if inspect(connection).has_table("alembic_version"):
            at = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            if at == HEAD:
                return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Readers beside one writer, and nothing acknowledged before it is on the disk."""
    connection.isolation_level = None  # _begin_sqlite begins; Python would leave DDL outside
    cursor = connection.cursor()
    for line in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {line}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the writer's lock at once, or a transaction that read first could not wait for it."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


CAUSES: Sequence[tuple[str, str]] = (
    ("locked", "another program is writing to it. Try again; if it lasts, stop that program"),
    ("readonly", "it may not be written to. Check the permissions of the file and its folder"),
    ("read-only", "it may not be written to. Check the permissions of the file and its folder"),
    ("full", "the disk is full. Free some space"),
    ("disk i/o", "the disk cannot be read or written. Check its space, its limits and its health"),
    ("malformed", "the file is damaged. Move it away, or restore it from a backup"),
    ("not a database", "the file is not a database. Move it away"),
    ("already exists", "it holds tables that this version did not make. Move it away"),
    ("unable to open", "it cannot be opened. Check that its folder exists and may be written to"),
    ("connect", "the database server does not answer"),
    ("password", "the database server refuses the user or the password"),
)


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """Turn a database's complaint into a sentence, without the values it may quote."""
    try:
        yield
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(
            f"PRESSCARD_DATABASE_URL cannot be used: {type(error).__name__}."
        ) from None
    except ModuleNotFoundError as error:
        raise StoreError(f"The store needs {error.name}: pip install {error.name}.") from None
    except DBAPIError as error:
        said = str(error.orig).lower()
        why = next((advice for word, advice in CAUSES if word in said), "it does not work")
        raise StoreError(f"The store at {address} failed: {why}.") from None
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"The store at {address} failed: {type(error).__name__}.") from None
