"""The leader's page of results over HTTP: server time and weight, at a hundred and at a million responses."""

from __future__ import annotations

import gzip
import re
import statistics
import tempfile
import uuid
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.filled import place, start_run
from benchmarks.results import Measured
from benchmarks.servers import running
from benchmarks.synthetic import synthetic, thirty
from surveyapp.app import create_app
from surveyapp.cli import database
from surveyapp.config import Config
from surveyapp.definition.document import to_document
from surveyapp.services.database import open_unit
from surveyapp.services.forms import document_hash
from surveyapp.services.questionnaires import YEAR_END, publish
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.surveys import Run, RunStatus

SIZES = (100, 1_000_000)
ROUNDS = 9
_TIME = re.compile(r"event=request .*rule=\S+/(results|methods) status=200 ms=([0-9.]+)")


def measure() -> list[Measured]:
    """Server time is what the server's own log says of each request; the floor is the page of methods, which has the
    same frame and no numbers. The first request for a release opens and counts it."""
    with tempfile.TemporaryDirectory(prefix="surveyapp-bench-") as name:
        folder = Path(name)
        environment = {"SURVEYAPP_INSTANCE": str(folder), "SURVEYAPP_LANGUAGE": "en"}
        config = Config.from_environment(environment)
        database.upgrade(config)
        with open_unit(config) as unit, unit.transaction() as session:
            leaders = [_leader(session, config, size) for size in SIZES]
        rows = []
        for size, (user, address) in zip(SIZES, leaders, strict=True):
            log = folder / f"{size}.log"
            with running("surveyapp.app:create_wsgi", environment, log) as (_, port):
                cookie = _signed_in(config, user)
                weights = {
                    page: max(_get(port, cookie, address.format(page)) for _ in range(ROUNDS))
                    for page in ("methods", "results")
                }
            rows += _rows(size, log, weights)
        return rows


def _rows(size: int, log: Path, weights: dict[str, float]) -> list[Measured]:
    found: dict[str, list[float]] = {"results": [], "methods": []}
    for page, milliseconds in _TIME.findall(log.read_text(encoding="utf-8")):
        found[page].append(float(milliseconds))
    frame = statistics.median(found["methods"])
    first, again = found["results"][0], statistics.median(found["results"][1:])
    weight, light = weights["results"], weights["methods"]
    return [
        Measured(f"page of results over HTTP, {size} responses, first", first, "ms", frame, first / frame),
        Measured(f"page of results over HTTP, {size} responses", again, "ms", frame, again / frame),
        Measured(f"weight of it compressed, {size} responses", weight, "kB", light, weight / light),
    ]


def _get(port: int, cookie: str, address: str) -> float:
    """Ask for a page; its compressed weight in kB."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    packed = answer.getheader("Content-Encoding") == "gzip"
    page = gzip.decompress(body) if packed else body
    if answer.status != 200 or ("results" in address and b"chart-overall" not in page):
        raise RuntimeError(f"{address} answered {answer.status}")
    return len(body if packed else gzip.compress(page)) / 1000


def _signed_in(config: Config, user: str) -> str:
    """The cookie of an account that has signed in."""
    client = create_app(config).test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = user
        kept["_fresh"] = True
    name = client.application.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    if cookie is None:
        raise RuntimeError("no cookie was given")
    return f"{name}={cookie.value}"


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
