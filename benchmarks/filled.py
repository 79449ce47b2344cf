"""Installations to measure on: one open survey with many invitations, and as many stored responses as asked for."""

from __future__ import annotations

import json
import os
import random
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks import bare_app
from benchmarks.load import Respondent
from benchmarks.thirty import QUESTIONNAIRE, filled_in
from surveyapp.answering.sections import parse_section
from surveyapp.cli import database
from surveyapp.config import Config
from surveyapp.definition.document import to_document
from surveyapp.planning.years import SchoolYear
from surveyapp.services.ballot_box import envelope_size
from surveyapp.services.database import open_unit
from surveyapp.services.forms import document_hash
from surveyapp.services.periods import ensure_period
from surveyapp.services.questionnaires import publish
from surveyapp.services.receipts import new_receipt
from surveyapp.services.sealing import link_secret, link_text, new_run_keys, secret_hash
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.regions import Association, Region
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Invitation, Mode, Run, RunStatus, Survey
from surveyapp.web.respond.visit import COOKIE, RECEIPT, receipt_cookie

BATCH = 5000
WAITING = 5000
"""Of the stored responses, so many still lie in the ballot box, with their drafts; the others belong to closed runs."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where it lies, and who may answer."""

    environment: dict[str, str]
    respondents: tuple[Respondent, ...]
    run_id: uuid.UUID | None = None
    """The open run; the bare application has none."""


def cookies_of(link: str) -> str:
    """What a browser holds that has begun by a link: the link, and a receipt code of its own."""
    return f"{COOKIE}={link}; {RECEIPT}={receipt_cookie(link, new_receipt())}"


def product(folder: Path, invited: int, stored: int, database_url: str = "") -> Installation:
    """The product with an open anonymous survey, on SQLite in its folder unless told; nobody invited has answered."""
    environment = {"SURVEYAPP_INSTANCE": str(folder), "SURVEYAPP_LANGUAGE": "en"}
    if database_url:
        environment["SURVEYAPP_DATABASE_URL"] = database_url
    config = Config.from_environment(environment)
    database.upgrade(config)
    with open_unit(config) as unit:
        with unit.transaction() as session:
            places = place(session)
            run_id = start_run(session, config.secret, places, RunStatus.OPEN)
            ids = _invite(session, config.secret, run_id, invited)
        if stored:
            with unit.transaction() as session:
                _store(session, config.secret, places, run_id, stored)
    chance = random.Random(20260501)
    path = f"/answer/{run_id}/part/all"
    respondents = tuple(
        Respondent(path, cookies_of(link_text(link_secret(config.secret, each))), filled_in(chance, "-") + "&go=send")
        for each in ids
    )
    return Installation(environment, respondents, run_id)


def floor(folder: Path, stored: int, database_url: str = "") -> Installation:
    """The bare application, on SQLite in a folder unless told; with so many answers stored there."""
    folder.mkdir(parents=True)
    environment = {"BARE_APP_DATABASE": database_url or str(folder / "bare.sqlite")}
    os.environ.update(environment)
    chance = random.Random(20260501)
    store = bare_app.connect()
    with closing(store.connection):
        if stored:
            rows = [(json.dumps(parse_qs(filled_in(chance, "_"))),) for _ in range(stored)]
            store.connection.execute("BEGIN")
            store.connection.executemany(store.insert, rows)
            store.connection.execute("COMMIT")
    return Installation(environment, tuple(Respondent("/", "seen=1", filled_in(chance, "_")) for _ in range(2000)))


def place(session: Session) -> tuple[uuid.UUID, uuid.UUID]:
    """A survey of a region's, and an association in it."""
    region = Region(names={"en": "Brindlemere"})
    session.add(region)
    session.flush()
    survey = Survey(
        region_id=region.id,
        period_id=ensure_period(session, SchoolYear(2026)).id,
        version_id=publish(session, QUESTIONNAIRE).id,
    )
    session.add(survey)
    session.flush()
    return survey.id, region.id


def start_run(session: Session, secret: bytes, places: tuple[uuid.UUID, uuid.UUID], status: RunStatus) -> uuid.UUID:
    association = Association(region_id=places[1], names={"en": "Brindlemere School Librarians"}, language="en")
    session.add(association)
    session.flush()
    run_id, now, document = uuid.uuid4(), datetime.now(UTC), to_document(QUESTIONNAIRE)
    public_key, wrapped = new_run_keys(secret, run_id) if status == RunStatus.OPEN else (None, None)
    session.add(
        Run(
            id=run_id,
            survey_id=places[0],
            association_id=association.id,
            mode=Mode.ANONYMOUS,
            status=status,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=1),
            closed_at=now if status == RunStatus.CLOSED else None,
            document=document,
            document_hash=document_hash(document),
            envelope_bytes=envelope_size(QUESTIONNAIRE),
            public_key=public_key,
            wrapped_private_key=wrapped,
        )
    )
    session.flush()
    return run_id


def _invite(
    session: Session, secret: bytes, run_id: uuid.UUID, number: int, *, answered: bool = False
) -> list[uuid.UUID]:
    ids = [uuid.uuid4() for _ in range(number)]
    for start in range(0, number, BATCH):
        session.execute(
            insert(Invitation),
            [
                {
                    "id": each,
                    "run_id": run_id,
                    "name": "Edith Marlow",
                    "language": "en",
                    "secret_hash": secret_hash(link_secret(secret, each)),
                    "opened": answered,
                    "answered": answered,
                }
                for each in ids[start : start + BATCH]
            ],
        )
    return ids


def _store(
    session: Session, secret: bytes, places: tuple[uuid.UUID, uuid.UUID], open_run: uuid.UUID, stored: int
) -> None:
    """Responses of a closed run, and envelopes of the open one."""
    closed = start_run(session, secret, places, RunStatus.CLOSED)
    chance = random.Random(7)
    _invite(session, secret, closed, stored - WAITING, answered=True)
    answers: list[dict[str, Any]] = [
        dict(parse_section(QUESTIONNAIRE, "all", parse_qs(filled_in(chance, "-")), {}).answers) for _ in range(500)
    ]
    for start in range(0, stored - WAITING, BATCH):
        session.execute(
            insert(Response),
            [
                {"id": uuid.uuid4(), "run_id": closed, "mode": Mode.ANONYMOUS, "answers": chance.choice(answers)}
                for _ in range(start, min(start + BATCH, stored - WAITING))
            ],
        )
    size = envelope_size(QUESTIONNAIRE)
    _invite(session, secret, open_run, WAITING, answered=True)
    for _ in range(0, WAITING, 500):
        keys = [chance.randbytes(32) for _ in range(500)]
        session.execute(
            insert(Draft), [{"key": key, "run_id": open_run, "sealed": chance.randbytes(size + 40)} for key in keys]
        )
        session.execute(
            insert(Intake), [{"key": key, "run_id": open_run, "envelope": chance.randbytes(size + 48)} for key in keys]
        )
