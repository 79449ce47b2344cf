"""Closing and cutting: a ballot box of a hundred thousand sealed envelopes, and the release of a million responses.

On PostgreSQL; in full on SQLite too.
"""

from __future__ import annotations

import gc
import json
import random
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks.answers import stored_answers
from benchmarks.filled import BATCH, place, start_run
from benchmarks.postgres import postgres_database, postgres_server
from benchmarks.results import Measured
from benchmarks.synthetic import thirty
from surveyapp.cli import database
from surveyapp.config import Config
from surveyapp.definition.document import to_document
from surveyapp.services.access import SYSTEM
from surveyapp.services.ballot_box import envelope_size
from surveyapp.services.closing import close_run, ensure_release
from surveyapp.services.database import open_unit
from surveyapp.services.forms import document_hash
from surveyapp.services.sealing import open_envelope, seal, unwrap_run_key
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Intake
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Mode, Run, RunStatus

ENVELOPES = 100_000
DISTINCT = 2_000
"""Different envelopes; they are laid in over and over, each is opened every time."""
RESPONSES = 1_000_000


def measure(*, full: bool = False) -> list[Measured]:
    """Both on PostgreSQL; in full on SQLite as well."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server())
        rows = [*_closing(postgres_database(server), "PostgreSQL"), _cutting(postgres_database(server), "PostgreSQL")]
        if full:
            rows += [*_closing("", "SQLite"), _cutting("", "SQLite")]
        return rows


def _installed(stack: ExitStack, url: str) -> tuple[Config, Unit]:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="surveyapp-bench-"))
    environment = {"SURVEYAPP_INSTANCE": folder, "SURVEYAPP_LANGUAGE": "en"}
    config = Config.from_environment(environment | ({"SURVEYAPP_DATABASE_URL": url} if url else {}))
    database.upgrade(config)
    return config, stack.enter_context(open_unit(config))


def _run(session: Session, config: Config, status: RunStatus) -> Run:
    """A run that asks the thirty questions of `synthetic`."""
    run = session.get_one(Run, start_run(session, config.secret, place(session), status))
    run.document = to_document(thirty())
    run.document_hash = document_hash(run.document)
    run.envelope_bytes = envelope_size(thirty())
    session.flush()
    return run


def _closing(url: str, kind: str) -> list[Measured]:
    """The floor is opening every envelope and nothing else."""
    with ExitStack() as stack:
        config, unit = _installed(stack, url)
        with unit.transaction() as session:
            run = _run(session, config, RunStatus.OPEN)
            run_id, private = run.id, unwrap_run_key(config.secret, run.id, run.wrapped_private_key or b"")
            envelopes = [
                seal(run.public_key or b"", {"answers": json.loads(line), "proposals": []}, run.envelope_bytes)
                for line in stored_answers(thirty(), DISTINCT)
            ]
            laid = ((random.randbytes(32), run_id, envelopes[number % DISTINCT]) for number in range(ENVELOPES))
            _store(session, "intake", ("key", "run_id", "envelope"), laid)
        opening = _seconds(lambda: [open_envelope(private, each) for each in envelopes]) * ENVELOPES / DISTINCT
        told: list[int] = []
        closing = _seconds(lambda: close_run(unit, SYSTEM, run_id, lambda done, _: told.append(done)))
        if told[-1] != ENVELOPES or len(told) < 20:
            raise RuntimeError("the progress of closing was not told")
    name = f"closing a run of {ENVELOPES} sealed envelopes, {kind}"
    return [Measured(name, closing, "s", opening, closing / opening)]


def _cutting(url: str, kind: str) -> Measured:
    """The floor is making objects of the stored answers: what a program would do before it counts anything."""
    with ExitStack() as stack:
        config, unit = _installed(stack, url)
        with unit.transaction() as session:
            run = _run(session, config, RunStatus.CLOSED)
            run_id, run.invited = run.id, RESPONSES + RESPONSES // 4
            session.flush()
            answered = stored_answers(thirty(), RESPONSES)
            stored = ((uuid.uuid4(), run_id, Mode.ANONYMOUS.value, answers) for answers in answered)
            _store(session, "response", ("id", "run_id", "mode", "answers"), stored)
        cutting = _seconds(lambda: ensure_release(unit, run_id))
        statement = text("SELECT CAST(answers AS text) FROM response").execution_options(yield_per=BATCH)
        plain = _seconds(lambda: [len(json.loads(answers)) for (answers,) in unit.session.execute(statement)])
    return Measured(f"cutting {RESPONSES} responses, {kind}", cutting, "s", plain, cutting / plain)


def _seconds(do: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _store(session: Session, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Lay rows into a table as quickly as the database takes them: this is not what is measured."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    statement = insert({"intake": Intake, "response": Response}[table])
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        session.execute(statement, [dict(zip(columns, _objects(row), strict=True)) for row in batch])


def _objects(row: tuple[Any, ...]) -> Iterator[Any]:
    """Values as the tables' classes take them: JSON as objects."""
    return (json.loads(value) if isinstance(value, str) and value.startswith("{") else value for value in row)
