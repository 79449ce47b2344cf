"""Closing and cutting: a ballot box of a hundred thousand sealed envelopes, and the release of as many responses.

``SURVEYAPP_BENCH_LARGE=1`` cuts a million responses as well. On PostgreSQL with ``SURVEYAPP_BENCH_DATABASE_URL``, the
address of an empty database; else on SQLite.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from benchmarks.filled import BATCH, place, start_run
from benchmarks.results import Measured
from benchmarks.synthetic import synthetic, thirty
from benchmarks.thirty import QUESTIONNAIRE, filled_in
from surveyapp.answering.sections import parse_section
from surveyapp.app import create_app
from surveyapp.cli import database
from surveyapp.config import Config
from surveyapp.definition.document import to_document
from surveyapp.services.access import SYSTEM
from surveyapp.services.ballot_box import envelope_size
from surveyapp.services.closing import close_run, ensure_release
from surveyapp.services.database import open_unit
from surveyapp.services.forms import document_hash
from surveyapp.services.questionnaires import YEAR_END, publish
from surveyapp.services.sealing import seal
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.ballot import Intake
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Mode, Run, RunStatus

ENVELOPES = 100_000
MILLION = 1_000_000
PAGES = (100, MILLION)
DISTINCT = 400
"""Different answers that are sealed and stored over and over: making them is not what is measured."""


def measure() -> list[Measured]:
    """Closing, cutting, and the leader's page of results over HTTP."""
    with tempfile.TemporaryDirectory(prefix="surveyapp-bench-") as name:
        folder = Path(name)
        environment = {"SURVEYAPP_INSTANCE": str(folder), "SURVEYAPP_LANGUAGE": "en"}
        if address := os.environ.get("SURVEYAPP_BENCH_DATABASE_URL"):
            environment["SURVEYAPP_DATABASE_URL"] = address
        config = Config.from_environment(environment)
        database.upgrade(config)
        rows = _closing(config)
        if os.environ.get("SURVEYAPP_BENCH_LARGE"):
            rows.append(_cutting(config))
        return rows + _pages(config)


def _answers() -> list[dict[str, Any]]:
    chance = random.Random(20260501)
    return [
        dict(parse_section(QUESTIONNAIRE, "all", parse_qs(filled_in(chance, "-")), {}).answers) for _ in range(DISTINCT)
    ]


def _closing(config: Config) -> list[Measured]:
    """Every envelope is sealed and has to be opened; the floor is opening alone."""
    size, answers = envelope_size(QUESTIONNAIRE), _answers()
    with open_unit(config) as unit:
        with unit.transaction() as session:
            run_id = start_run(session, config.secret, place(session), RunStatus.OPEN)
            public_key = session.get_one(Run, run_id).public_key or b""
            for batch in _batches(ENVELOPES):
                session.execute(
                    insert(Intake),
                    [
                        {
                            "key": random.randbytes(32),
                            "run_id": run_id,
                            "envelope": seal(public_key, {"answers": answers[n % DISTINCT], "proposals": []}, size),
                        }
                        for n in batch
                    ],
                )
        reported: list[int] = []
        began = time.perf_counter()
        close_run(unit, SYSTEM, run_id, lambda done, _: reported.append(done))
        closing = time.perf_counter() - began
        if reported[-1] != ENVELOPES:
            raise RuntimeError("the progress of closing was not told")
        lines = [json.dumps(answers[n % DISTINCT]) for n in range(ENVELOPES)]
        began = time.perf_counter()
        for line in lines:
            json.loads(line)
        reading = time.perf_counter() - began
        run = unit.session.get_one(Run, run_id)
        (config.releases / f"{run.release_id}.arrow").unlink()
        unit.session.rollback()
        began = time.perf_counter()
        ensure_release(unit, run_id)
        cutting = time.perf_counter() - began
    return [
        Measured(f"closing a run of {ENVELOPES} sealed envelopes", closing, "s", reading, closing / reading),
        Measured(f"cutting {ENVELOPES} responses, beside reading their JSON", cutting, "s", reading, cutting / reading),
    ]


def _batches(number: int) -> Iterator[range]:
    return (range(start, min(start + BATCH, number)) for start in range(0, number, BATCH))


def _cutting(config: Config) -> Measured:
    answers = _answers()
    with open_unit(config) as unit:
        with unit.transaction() as session:
            run_id = start_run(session, config.secret, place(session), RunStatus.CLOSED)
            for batch in _batches(MILLION):
                rows = [
                    {"id": uuid.uuid4(), "run_id": run_id, "mode": Mode.ANONYMOUS, "answers": answers[n % DISTINCT]}
                    for n in batch
                ]
                session.execute(insert(Response), rows)
        began = time.perf_counter()
        ensure_release(unit, run_id)
        cutting = time.perf_counter() - began
        began = time.perf_counter()
        unit.session.scalar(select(func.count()).where(Response.run_id == run_id))
        counting = time.perf_counter() - began
    return Measured(f"cutting {MILLION} responses, beside counting them", cutting, "s", counting, cutting / counting)


def _pages(config: Config) -> list[Measured]:
    """Server time of the whole page of results; the floor is the page of methods, which has the same frame."""
    rows = []
    for size in PAGES:
        with open_unit(config) as unit, unit.transaction() as session:
            user, address = _leader(session, config, size)
        client = create_app(config).test_client()
        with client.session_transaction() as kept:
            kept["_user_id"] = user
            kept["_fresh"] = True
        first = _seconds(client, address.format("results"))
        again = min(_seconds(client, address.format("results")) for _ in range(5))
        frame = min(_seconds(client, address.format("methods")) for _ in range(5))
        rows.append(
            Measured(f"page of results, {size} responses, first", 1000 * first, "ms", 1000 * frame, first / frame)
        )
        rows.append(Measured(f"page of results, {size} responses", 1000 * again, "ms", 1000 * frame, again / frame))
        weight, light = (len(gzip.compress(client.get(address.format(p)).data)) / 1000 for p in ("results", "methods"))
        rows.append(Measured(f"weight of it compressed, {size} responses", weight, "kB", light, weight / light))
    return rows


def _seconds(client: Any, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    taken = time.perf_counter() - began
    if answer.status_code != 200 or ("results" in address and b"chart-overall" not in answer.data):
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return taken


def _leader(session: Session, config: Config, size: int) -> tuple[str, str]:
    """A closed run with a release of this size, its leader, and the addresses of her pages."""
    questionnaire = replace(thirty(), key=YEAR_END)
    run_id = start_run(session, config.secret, place(session), RunStatus.CLOSED)
    run = session.get_one(Run, run_id)
    run.survey.version_id = publish(session, questionnaire).id
    run.document = to_document(questionnaire)
    run.document_hash = document_hash(run.document)
    run.invited = size + size // 4
    run.release_id = synthetic(questionnaire, size, config.releases)
    user = User(email=f"{uuid.uuid4().hex[:8]}@brindlemere.example", name="Edith Marlow", language="en")
    session.add(user)
    session.flush()
    session.add(Grant(user_id=user.id, role=RoleName.LEADER, association_id=run.association_id))
    return user.fs_uniquifier, f"/association/{run.association_id}/{{}}?period={run.survey.period_id}"
