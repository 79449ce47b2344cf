"""What overwriting leaves in the files, and that it never says more than the database has confirmed."""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from surveyapp.config import Config
from surveyapp.services import overwriting
from surveyapp.services.database import open_engine
from surveyapp.services.overwriting import STATISTICS, overwrite
from surveyapp.store.cleaning import CleaningOutcome


@pytest.fixture
def engine(config: Config) -> Iterator[Engine]:
    engine = open_engine(config)
    yield engine
    engine.dispose()


def test_rows_that_grew_leave_no_copy_in_sqlite_pages(config: Config, engine: Engine) -> None:
    """SQLite overwrites what it deletes, and forgets what it moved when a page was full."""
    if engine.dialect.name != "sqlite":
        return
    dice = random.Random(11)
    deleted = []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, kept INTEGER, words BLOB)"))
        insert = text("INSERT INTO notes VALUES (:id, :kept, :words)")
        for number in range(1500):
            connection.execute(insert, {"id": number, "kept": number % 2, "words": dice.randbytes(200)})
        for number in range(0, 1500, 2):
            words = dice.randbytes(dice.choice([50, 900, 2000]))
            connection.execute(text("UPDATE notes SET words = :words WHERE id = :id"), {"words": words, "id": number})
            deleted.append(words)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM notes WHERE kept = 0"))
    assert overwrite(engine, ["notes"]) == {"notes": CleaningOutcome.CLEAN}
    path = Path(str(make_url(config.database_url).database))
    hay = b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))
    assert not [words for words in deleted if words[:24] in hay or words[-24:] in hay]


def test_rows_somebody_may_still_see_are_not_called_overwritten(
    config: Config, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sessions of other users hide when they began: then ``VACUUM`` tells what it had to keep."""
    if engine.dialect.name == "sqlite":
        return
    monkeypatch.setattr(overwriting, "OLDER", text("SELECT 0 WHERE :mine <> ''"))
    other = create_engine(config.database_url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO setting (key, value) VALUES ('a', '{}'), ('b', '{}')"))
    with other.connect() as reading:
        reading.execute(text("SELECT count(*) FROM region"))
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM setting"))
        assert overwrite(engine, ["setting", "survey"]) == {
            "setting": CleaningOutcome.READ,
            "survey": CleaningOutcome.CLEAN,
        }
    assert overwrite(engine, ["setting"]) == {"setting": CleaningOutcome.CLEAN}


def test_somebody_elses_table_is_not_called_overwritten(config: Config, engine: Engine) -> None:
    """PostgreSQL passes over a table of another owner with a warning and no error."""
    if engine.dialect.name == "sqlite":
        return
    role = f"reader_{uuid.uuid4().hex[:8]}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    lesser = create_engine(make_url(config.database_url).set(username=role), poolclass=NullPool)
    try:
        found = overwrite(lesser, ["setting", STATISTICS])
        assert found["setting"] is CleaningOutcome.REFUSED
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP ROLE {role}"))


def test_a_database_that_fails_is_told(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    if engine.dialect.name == "sqlite":
        return
    with caplog.at_level(logging.WARNING):
        assert overwrite(engine, ["no_such_table"]) == {"no_such_table": CleaningOutcome.FAILED}
    assert "event=overwriting_failed" in caplog.text
