"""The database as an attacker takes it away: files, log, rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url, text

from surveyapp.config import Config
from surveyapp.services.unit import Unit

TABLES = ("run", "invitation", "draft", "intake", "response", "proposal", "mail", "audit_event", "reminder")


@dataclass(slots=True)
class Snapshot:
    """The database as the attacker takes it away."""

    tables: bytes = b""
    """The files the tables lie in."""
    log: bytes = b""
    """PostgreSQL's write-ahead log."""
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Table → rows in the order they lie, with "at" (rowid or ctid) and "by" (xmin; None on SQLite)."""


def snapshot(unit: Unit, config: Config) -> Snapshot:
    """What lies there at this moment, of SQLite or of PostgreSQL."""
    unit.session.rollback()
    taken = Snapshot()
    sqlite = config.database_url.startswith("sqlite")
    for table in TABLES:
        keyed = table in ("draft", "intake")
        head = "*" if sqlite and keyed else "rowid AS at, *" if sqlite else "ctid::text AS at, xmin::text AS by, *"
        order = "" if sqlite else " ORDER BY ctid"
        found = unit.session.execute(text(f'SELECT {head} FROM "{table}"{order}')).mappings()
        taken.rows[table] = [dict(row) for row in found]
    unit.session.rollback()
    if sqlite:
        path = Path(str(make_url(config.database_url).database))
        taken.tables = b"\0".join(
            each.read_bytes() for each in sorted(path.parent.iterdir()) if each.name.startswith(path.name)
        )
        return taken
    engine = create_engine(config.database_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))  # what a machine stopped now would find on its disk
        number = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        data = Path(str(connection.scalar(text("SHOW data_directory"))))
    taken.tables = b"\0".join(each.read_bytes() for each in sorted((data / "base" / str(number)).iterdir()))
    taken.log = b"\0".join(each.read_bytes() for each in sorted((data / "pg_wal").iterdir()) if each.is_file())
    return taken


def everything(taken: Snapshot) -> bytes:
    """All the attacker has to search in: the bytes of the files and the values of the rows."""
    values = [value for rows in taken.rows.values() for row in rows for value in row.values()]
    written = (value if isinstance(value, bytes) else str(value).encode() for value in values)
    return b"\0".join((taken.tables, taken.log, *written))
