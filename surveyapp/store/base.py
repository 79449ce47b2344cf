"""What all tables share: the declarative base, column types, and the engine settings that make writing safe.

Ids are random UUIDs, the same on both databases. Times are UTC. Times read from SQLite come back aware.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, MetaData, TypeDecorator, Uuid, event
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

READ_ONLY = "surveyapp_read_only"
"""Execution option of a connection: begin without the write lock of SQLite, for requests that only read."""


TURN = "surveyapp_turn"
"""Mark of a connection that holds its process's turn to write."""
WAIT_SECONDS = 30
"""How long a writer waits for its turn."""


SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
"""What SQLite says of a file it cannot use just now; every other error is a mistake of ours."""


class DatabaseAway(Exception):
    """The database cannot be reached or cannot store just now: stopped, full, locked. Nothing was stored; try later."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC. Refuses naive values: a moment without a zone is a mistake upstream."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC before it is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment, on SQLite too."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables, with named constraints so that migrations can drop them on both databases."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads a plain dict
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }


class HasId:
    """A random primary key."""

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)


class HasCreated:
    """The moment a row was made. Never put on anything that belongs to an anonymous answer."""

    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


def coded(name: str, values: type[StrEnum] | Sequence[str], *, nullable: bool = False) -> CheckConstraint:
    """A constraint that keeps a text column to a closed list of codes.

    A check constraint instead of a database enum: the same on both databases, and simple to migrate.
    """
    codes = [str(value) for value in values]
    listed = ", ".join(f"'{code}'" for code in codes)
    null = f"{name} IS NULL OR " if nullable else ""
    return CheckConstraint(f"{null}{name} IN ({listed})", name=f"{name}_known")


def prepare_engine(engine: Engine) -> None:
    """Make an engine keep what it acknowledges.

    SQLite under the driver's own transactions loses concurrent updates without an error. So the driver's are switched
    off and every transaction that may write begins with ``BEGIN IMMEDIATE``; it waits for its turn instead.
    Writers of one process queue for it in the order they come: SQLite's own waiting sleeps longer and longer between
    two looks, and leaves the file idle meanwhile.
    ``synchronous=FULL`` with the write-ahead log: an acknowledged answer survives a power cut.
    ``secure_delete``: what is deleted at closing is overwritten in the file.
    On both databases an error of the moment becomes ``DatabaseAway``.
    """
    event.listen(engine, "handle_error", _say_away)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={WAIT_SECONDS * 1000}",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    turn = Lock()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get(READ_ONLY, False):
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get(TURN):
            # Whoever waits in vain asks SQLite all the same, which knows the other processes and says what is wrong.
            connection.info[TURN] = turn.acquire(timeout=WAIT_SECONDS)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    # A connection goes back to the pool after every transaction of a session, however that ended.
    @event.listens_for(engine, "checkin")
    @event.listens_for(engine, "invalidate")
    def _end_turn(connection: Any, record: ConnectionPoolEntry, *reason: Any) -> None:
        if record.info.pop(TURN, False):
            turn.release()


def _say_away(context: ExceptionContext) -> None:
    """Tell errors that pass (stopped, full, locked) from mistakes; a look whether a connection lives may fail."""
    original = context.original_exception
    if context.is_pre_ping or not isinstance(context.sqlalchemy_exception, OperationalError):
        return
    if isinstance(original, sqlite3.Error) and original.sqlite_errorcode & 0xFF not in SQLITE_AWAY:
        return
    raise DatabaseAway(type(original).__name__) from original
