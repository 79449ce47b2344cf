"""Alembic's environment: which tables there should be, and how a migration runs on each database.

SQLite cannot alter most of a table, so changes are made in batches: a new table is filled and takes the old one's name.
Foreign keys are switched off meanwhile, and checked before the migration counts.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Engine, TypeDecorator, text

from surveyapp.store.tables import metadata


def render_item(kind: str, item: Any, autogenerate_context: Any) -> str | Literal[False]:
    """Write our own column types as what they are in the database, so that old revisions need none of today's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def migrate(connection: Connection) -> None:
    """Run the migrations, all or none."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=False,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


def run(engine: Engine) -> None:
    """Open a connection and migrate."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            _switch_foreign_keys(connection, on=False)
        with connection.begin():
            migrate(connection)
            if sqlite:
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"the migration would leave rows that point nowhere: {broken[:5]}")
        if sqlite:
            _switch_foreign_keys(connection, on=True)


def _switch_foreign_keys(connection: Connection, *, on: bool) -> None:
    """SQLite ignores the switch inside a transaction, so it goes to the driver, outside of SQLAlchemy's."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


run(context.config.attributes["engine"])
