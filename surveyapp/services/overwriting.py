"""Overwriting what was deleted in the database's files, and seeing whether that has been done.

A deleted row lies on in its file until its place is used again, and in the log of what was written.

SQLite overwrites what it deletes (``secure_delete``), but not the copies it makes when it moves rows from page to page,
and its log keeps the pages as they were. So the log is emptied into the file, the file is written anew (``VACUUM``),
and the log is emptied again. SQLite tells whether it could: a reader who began earlier keeps it from doing so.

PostgreSQL writes the tables anew (``VACUUM FULL``) and tells how many dead rows it had to carry over, for somebody who
may still see them. What stands in its write-ahead log stays there until that is recycled or, where it is archived,
expires: see docs/privacy.md.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from surveyapp.services.errors import DatabaseAway
from surveyapp.store.base import WAIT_SECONDS
from surveyapp.store.cleaning import CleaningOutcome

STATISTICS = "pg_statistic"
"""Where PostgreSQL keeps samples of what stands in the columns; written anew where the installation may."""
SQLITE_PATIENCE = 1000
"""Milliseconds to wait for a reader to end; a page is read in less, a backup takes longer."""
POSTGRESQL_PATIENCE = "1s"
"""How long to wait for those who are using a table; meanwhile new answers wait too."""
LOOKS, PAUSE = 40, 0.05
"""How often, and every how many seconds, is looked whether those who began earlier have ended."""
OLDER = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND age(backend_xmin) > age(CAST(:mine AS xid))"
)
SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
LOCK_NOT_AVAILABLE = "55P03"

Outcomes = Mapping[str, CleaningOutcome]

log = logging.getLogger(__name__)


def overwrite(engine: Engine, tables: Iterable[str]) -> Outcomes:
    """Overwrite what was deleted from these tables; what came of each. Changes no row, belongs to no transaction."""
    wanted = sorted(set(tables))
    if engine.dialect.name == "sqlite":
        return dict.fromkeys(wanted, _write_file_anew(engine))
    return _write_tables_anew(engine, wanted)


def empty_log(engine: Engine) -> bool:
    """Empty SQLite's log alone, which costs little; whether nobody was in the way. Elsewhere there is none to empty."""
    if engine.dialect.name != "sqlite":
        return True
    try:
        with _patient(engine) as cursor:
            return _log_emptied(cursor)
    except sqlite3.OperationalError:
        return False


@contextmanager
def _patient(engine: Engine) -> Iterator[Any]:
    """A cursor outside of any transaction that waits for readers a moment instead of half a minute."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={SQLITE_PATIENCE}")
        try:
            yield cursor
        finally:
            cursor.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
    finally:
        connection.close()


def _write_file_anew(engine: Engine) -> CleaningOutcome:
    try:
        with _patient(engine) as cursor:
            if not _log_emptied(cursor):  # or each try would write the whole file into a log that only grows
                return CleaningOutcome.READ
            cursor.execute("VACUUM")
            return CleaningOutcome.CLEAN if _log_emptied(cursor) else CleaningOutcome.READ
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in SQLITE_BUSY:
            return CleaningOutcome.BUSY
        log.warning("event=overwriting_failed kind=%s", error.sqlite_errorname)
        return CleaningOutcome.FAILED


def _log_emptied(cursor: Any) -> bool:
    """Bring the log into the file and cut it to nothing; whether nobody was in the way."""
    busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(busy == 0)


def _write_tables_anew(engine: Engine, tables: Iterable[str]) -> Outcomes:
    """Table by table, until one is in use: to wait for each in turn would keep those who answer waiting."""
    found = dict.fromkeys(tables, CleaningOutcome.READ)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not _older_have_ended(connection):
                return found
            connection.execute(
                text("SELECT set_config('lock_timeout', :patience, false)"), {"patience": POSTGRESQL_PATIENCE}
            )
            try:
                for table in found:
                    found[table] = _write_anew(connection, table)
            finally:
                connection.execute(text("RESET lock_timeout"))
    except (DatabaseAway, DBAPIError) as error:
        rest = CleaningOutcome.BUSY if _is_lock(error) else CleaningOutcome.FAILED
        if rest is CleaningOutcome.FAILED:
            log.warning("event=overwriting_failed kind=%s", type(error).__name__)
        return {table: done if done is not CleaningOutcome.READ else rest for table, done in found.items()}
    return found


def _is_lock(error: Exception) -> bool:
    """Whether somebody else held the table; an error of the moment hides the driver's own as its cause."""
    original = error.orig if isinstance(error, DBAPIError) else error.__cause__
    return getattr(original, "sqlstate", None) == LOCK_NOT_AVAILABLE


def _write_anew(connection: Connection, table: str) -> CleaningOutcome:
    """Write a table anew without its dead rows; ``VACUUM`` tells how many it had to keep for others to see."""
    kept: list[int] = []

    def read(notice: Any) -> None:
        # "20 dead row versions cannot be removed yet", in the server's language: the number comes first.
        if number := re.match(r"\D*(\d+)", notice.message_detail or ""):
            kept.append(int(number[1]))

    driver: Any = connection.connection.driver_connection
    driver.add_notice_handler(read)
    try:
        connection.execute(text(f'VACUUM (FULL, VERBOSE) "{table}"'))
    finally:
        driver.remove_notice_handler(read)
    if not kept:  # passed over, as somebody else's table is
        return CleaningOutcome.CLEAN if table == STATISTICS else CleaningOutcome.REFUSED
    return CleaningOutcome.READ if any(kept) else CleaningOutcome.CLEAN


def _older_have_ended(connection: Connection) -> bool:
    """Wait a moment for whoever began before the rows were deleted; whether nobody of them is left.

    What such a transaction may still see is carried over by ``VACUUM``: a page being read is enough, or the server's
    own gathering of statistics. Of sessions of other users a server tells their age to superusers only; those come to
    light by what ``VACUUM`` had to keep.
    """
    mine = connection.scalar(text("SELECT CAST(txid_current() & 4294967295 AS text)"))
    for _ in range(LOOKS):
        if not connection.scalar(OLDER, {"mine": mine}):
            return True
        time.sleep(PAUSE)
    return False
