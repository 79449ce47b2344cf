"""The server killed under load, and the closing job in its middle: what was acknowledged is there, once.

python -m benchmarks.faults <run id>        close a run, saying after every batch how far it is; made to be killed
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from sqlalchemy import func, insert, select

from benchmarks.filled import Installation, product
from benchmarks.load import Respondent, until_gone
from benchmarks.postgres import postgres_database, postgres_server
from benchmarks.results import Measured
from benchmarks.servers import PATIENCE, ROOT, kill, launch
from surveyapp.config import Config
from surveyapp.services.access import SYSTEM
from surveyapp.services.closing import close_run
from surveyapp.services.database import open_unit
from surveyapp.services.sealing import (
    envelope_key,
    holder_secret,
    open_envelope,
    read_link_text,
    seal,
    unwrap_run_key,
)
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Intake
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Run, RunStatus
from surveyapp.web.respond.visit import COOKIE, RECEIPT

TARGET = "surveyapp.app:create_wsgi"
CONCURRENCY = 8
KILLS = 20
INVITED = 20_000
UNDER_LOAD = (0.02, 0.4)
"""Seconds of load before the server is killed, from the first answer it acknowledged."""
LINES = 40
"""Of the server's log that are shown where answers are refused."""
LONGEST = 20.0
"""A server that acknowledges nothing is given up."""


@dataclass(frozen=True, slots=True)
class Survived:
    """What the respondents were told over several lives of a server, and what lies in the ballot box."""

    acknowledged: tuple[Respondent, ...]
    unanswered: int
    """Requests that were in the air when the server was killed; each was sent again to the next server."""
    kills: int


def kill_under_load(
    environment: Mapping[str, str], respondents: Iterable[Respondent], kills: int, chance: random.Random, log: Path
) -> Survived:
    """Kill a server so many times while it is answering; who got no answer sends again to the next one.

    Raises ``RuntimeError`` where an answer is refused, or nobody was in the middle of one.
    """
    waiting: Iterator[Respondent] = iter(respondents)
    acknowledged: list[Respondent] = []
    unanswered: tuple[Respondent, ...] = ()
    in_the_air = 0
    for life in range(kills + 1):
        process, port = launch(TARGET, environment, log)
        again = iter(unanswered)
        dies = life < kills
        clock = threading.Timer(chance.uniform(*UNDER_LOAD), kill, [process])
        last = threading.Timer(LONGEST, kill, [process])
        last.start()
        try:
            outcome = until_gone(
                port,
                chain(again, waiting) if dies else again,
                CONCURRENCY,
                clock.start if dies else _nothing,
            )
        finally:
            for each in (clock, last):
                each.cancel()
                if each.is_alive():
                    each.join()
            kill(process)
        if outcome.refused or (dies and not outcome.unanswered):
            told = f"{len(outcome.refused)} refused, {len(outcome.unanswered)} unanswered in life {life}"
            unusual = [line for line in log.read_text(encoding="utf-8").splitlines() if "level=info" not in line]
            raise RuntimeError("\n".join([told, *unusual[-LINES:]]))
        acknowledged.extend(outcome.acknowledged)
        unanswered = (*outcome.unanswered, *again)
        in_the_air += len(outcome.unanswered)
    if unanswered:
        raise RuntimeError(f"{len(unanswered)} found no server")
    return Survived(tuple(acknowledged), in_the_air, kills)


def _nothing() -> None:
    """Let the last server live."""


def in_the_box(unit: Unit, run_id: uuid.UUID) -> dict[bytes, object]:
    """The answers of every envelope of an open anonymous run, by the envelope's key; each must open."""
    run = unit.session.get_one(Run, run_id)
    private = unwrap_run_key(unit.secret, run_id, run.wrapped_private_key or b"")
    rows = unit.session.execute(select(Intake.key, Intake.envelope).where(Intake.run_id == run_id))
    return {key: open_envelope(private, envelope)["answers"] for key, envelope in rows}


def key_of(respondent: Respondent) -> bytes:
    """Where a respondent's envelope lies."""
    cookies = dict(each.split("=", 1) for each in respondent.cookies.split("; "))
    link = read_link_text(cookies[COOKIE]) or b""
    return envelope_key(holder_secret(cookies[RECEIPT].partition(".")[2], link))


def fill_box(unit: Unit, run_id: uuid.UUID, number: int) -> None:
    """Lay so many envelopes with one proposal each into the ballot box of an anonymous run."""
    with unit.transaction() as session:
        run = session.get_one(Run, run_id)
        session.execute(
            insert(Intake),
            [
                {
                    "key": os.urandom(32),
                    "run_id": run_id,
                    "envelope": seal(
                        run.public_key or b"",
                        {
                            "answers": {"visits": str(place)},
                            "proposals": [{"id": uuid.uuid4().hex, "text": f"More of it, number {place}"}],
                        },
                        run.envelope_bytes,
                    ),
                }
                for place in range(number)
            ],
        )


def close_and_kill(environment: Mapping[str, str], run_id: uuid.UUID, after: float | None) -> bool:
    """Close a run in a process of its own and kill it: so many seconds after it began, or, with None, when the
    envelopes are open and their answers written. Whether it was killed before it had finished.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.faults", str(run_id)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    with process.stdout as said:
        said.readline()  # it begins
        if after is None:
            said.readline()  # all are open
        else:
            time.sleep(after)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=PATIENCE)
    return process.returncode == -signal.SIGKILL


def all_or_none(unit: Unit, run_id: uuid.UUID, number: int) -> bool:
    """Whether a run is closed; raises ``RuntimeError`` unless all its answers are on one side."""
    session = unit.session
    status = session.scalar(select(Run.status).where(Run.id == run_id))
    envelopes = session.scalar(select(func.count()).select_from(Intake).where(Intake.run_id == run_id))
    responses = session.scalar(select(func.count()).select_from(Response).where(Response.run_id == run_id))
    session.rollback()
    closed = status == RunStatus.CLOSED
    if (envelopes, responses) != ((0, number) if closed else (number, 0)):
        raise RuntimeError(f"{status}: {envelopes} envelopes and {responses} responses of {number}")
    return closed


def measure() -> list[Measured]:
    """Twenty kills under load on each database; the rows say what was lost: nothing."""
    with tempfile.TemporaryDirectory(prefix="surveyapp-faults-") as name, ExitStack() as stack:
        folder = Path(name)
        server = stack.enter_context(postgres_server())
        places = {
            "SQLite": product(folder / "sqlite", INVITED, 0),
            "PostgreSQL": product(folder / "postgresql", INVITED, 0, postgres_database(server)),
        }
        with ThreadPoolExecutor(len(places)) as pool:  # most of it is waiting for servers to start
            return list(pool.map(lambda kind: _measured(kind, places[kind], folder / f"{kind}.log"), places))


def _measured(kind: str, made: Installation, log: Path) -> Measured:
    survived = kill_under_load(made.environment, made.respondents, KILLS, random.Random(20), log)
    assert made.run_id is not None
    with open_unit(Config.from_environment(made.environment)) as unit:
        there = set(in_the_box(unit, made.run_id))
    told = {key_of(respondent) for respondent in survived.acknowledged}
    if told != there:
        raise RuntimeError(f"{kind}: {len(told - there)} acknowledged answers lost, {len(there - told)} never told of")
    name = f"acknowledged answers there after {KILLS} kills, {kind}"
    return Measured(name, float(len(there)), "answers", float(len(told)), len(there) / len(told))


def main(run_id: str) -> None:
    """Close a run."""
    with open_unit(Config.from_environment()) as unit:
        print("begins", flush=True)
        close_run(unit, SYSTEM, uuid.UUID(run_id), lambda done, of: print(done, of, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
