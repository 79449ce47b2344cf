"""Migrations: one function per thing one does with them, for the command line, ``surveyapp run`` and the tests.

Alembic is set up here, without an ini file; the revisions ship with the product (`bundled_path`), and ``env.py`` beside
them knows the tables.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine

from surveyapp.bundled import bundled_path
from surveyapp.config import Config
from surveyapp.services.database import open_engine, open_unit
from surveyapp.services.installation import is_empty
from surveyapp.services.protecting import protect_what_was_sent
from surveyapp.services.questionnaires import take_in_bundled


class SchemaDiffersError(RuntimeError):
    """The database's tables are not the models'; the message lists the differences."""


def upgrade(config: Config, revision: str = "head") -> None:
    """Bring the database up to a revision, the newest unless told. Does nothing where it is there."""
    with _open(config) as (alembic, _):
        command.upgrade(alembic, revision)


def bring_up_to_date(config: Config) -> None:
    """The newest tables, and the questionnaires this version of the product ships, where somebody works already.

    What was sent to surveys that an earlier version opened is taken from under their links.
    """
    upgrade(config)
    with open_unit(config) as unit:
        if not is_empty(unit):
            take_in_bundled(unit)
            protect_what_was_sent(unit)


def downgrade(config: Config, revision: str = "base") -> None:
    """Take the database down to a revision; ``base`` removes every table."""
    with _open(config) as (alembic, _):
        command.downgrade(alembic, revision)


def revisions(config: Config) -> tuple[str | None, str | None]:
    """The database's revision and the newest one; None for an empty database."""
    with _open(config) as (alembic, engine), engine.connect() as connection:
        newest = ScriptDirectory.from_config(alembic).get_current_head()
        return MigrationContext.configure(connection).get_current_revision(), newest


def check(config: Config) -> None:
    """Raise `SchemaDiffersError` where tables and models differ, or migrations are still to run."""
    with _open(config) as (alembic, _):
        try:
            command.check(alembic)
        except CommandError as error:
            raise SchemaDiffersError(str(error)) from error


def write_revision(config: Config, message: str) -> None:
    """Write a revision from the difference between database and models, for a person to read and correct."""
    with _open(config) as (alembic, _):
        command.revision(alembic, message=message, autogenerate=True)


@contextmanager
def _open(config: Config) -> Iterator[tuple[AlembicConfig, Engine]]:
    engine = open_engine(config)
    alembic = AlembicConfig(stdout=io.StringIO())
    alembic.set_main_option("script_location", str(bundled_path("migrations")).replace("%", "%%"))
    alembic.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    alembic.attributes["engine"] = engine
    try:
        yield alembic, engine
    finally:
        engine.dispose()
