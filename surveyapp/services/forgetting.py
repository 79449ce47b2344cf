"""Taking what closing deleted out of the database's files too.

A deleted row lies on in its file until its place is used again. SQLite overwrites it (``secure_delete``); its log is
emptied here. PostgreSQL's tables of drafts, envelopes and runs are written anew without their dead rows. What stands in
its write-ahead log stays there until that is recycled or, where it is archived, expires: see docs/privacy.md.
"""

from __future__ import annotations

import logging
import time

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from surveyapp.services.errors import DatabaseAway

TABLES = ("intake", "draft", "run")
MOST_BYTES = 256 * 2**20
"""A table larger than this is not written anew, which would keep answers of other surveys waiting: it is vacuumed."""
PATIENCE = "2s"
"""How long to wait for those who are writing to a table; meanwhile new answers wait too."""

LOOKS, PAUSE = 100, 0.05
"""How often, and every how many seconds, is looked whether those who began earlier have ended."""
OLDER = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND age(backend_xmin) > age(CAST(:mine AS xid))"
)

log = logging.getLogger(__name__)


def forget_ballot_box(session: Session) -> None:
    """Take deleted drafts, envelopes and keys out of the files. Ends the session's transaction.

    The run is closed already: where a file cannot be cleaned now, that is logged and nothing fails.
    """
    session.rollback()
    engine = session.get_bind().engine
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()  # a checkpoint is no part of a transaction
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
    else:
        for table in TABLES:
            try:
                _write_anew(engine, table)
            except (DatabaseAway, DBAPIError) as error:
                log.warning("event=dead_rows_stay table=%s kind=%s", table, type(error).__name__)


def _write_anew(engine: Engine, table: str) -> None:
    """Write a table anew without its dead rows; ``VACUUM`` is no part of a transaction."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        size = connection.scalar(text("SELECT pg_total_relation_size(CAST(:name AS regclass))"), {"name": table})
        connection.execute(text("SELECT set_config('lock_timeout', :patience, false)"), {"patience": PATIENCE})
        _wait_for_older(connection)
        try:
            connection.execute(text(f"VACUUM {'' if size and size > MOST_BYTES else '(FULL)'} {table}"))
        finally:
            connection.execute(text("RESET lock_timeout"))


def _wait_for_older(connection: Connection) -> None:
    """Wait, a few seconds at most, for whoever began before the rows were deleted.

    What such a transaction may still see is carried over by ``VACUUM``: a page being read is enough, or the server's
    own gathering of statistics. Of sessions of other users a server tells their age to superusers only.
    """
    mine = connection.scalar(text("SELECT CAST(txid_current() & 4294967295 AS text)"))
    for _ in range(LOOKS):
        if not connection.scalar(OLDER, {"mine": mine}):
            return
        time.sleep(PAUSE)
    log.warning("event=dead_rows_may_stay")
