"""What a server's process loads: answering pages by themselves, the rest from its first use on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from http.client import HTTPConnection

import pytest

from benchmarks.load import Respondent, load
from benchmarks.servers import memory, running
from surveyapp.config import Config
from surveyapp.services.unit import Unit
from surveyapp.web import STAFF
from surveyapp.web.respond.visit import COOKIE
from tests.respondents import OpenSurvey, open_survey

SERVED = "surveyapp.app:create_wsgi"
HEAVY = ("docx", "lxml", "matplotlib", "numpy", "plotly", "pyarrow", "scipy", "segno", "stopwordsiso", "xlsxwriter")
LIMIT = 120
"""MB that a worker may hold which has only taken answers."""

ANSWERED = """
import json, sys
from werkzeug.test import Client
from benchmarks.load import TOKEN
from surveyapp.app import create_wsgi
visitor = Client(create_wsgi())
entered, start, section, receipt, health = sys.argv[1:]
pages = [visitor.get(entered), visitor.get(start), visitor.get(section)]
answers = {"csrf_token": TOKEN.search(pages[-1].data)[1].decode(), "q-overall": "2", "q-visits": "3", "go": "send"}
pages += [visitor.post(section, data=answers), visitor.get(receipt), visitor.get(health)]
print(json.dumps([[page.status_code for page in pages], sorted(sys.modules)]))
"""

NewUnit = Callable[[], AbstractContextManager[Unit]]


@pytest.fixture
def survey(new_unit: NewUnit) -> OpenSurvey:
    with new_unit() as unit:
        return open_survey(unit, "one-page", people=400)


def environment_of(config: Config) -> dict[str, str]:
    return {"SURVEYAPP_INSTANCE": str(config.instance), "SURVEYAPP_DATABASE_URL": config.database_url}


def get(port: int, path: str) -> tuple[int, str | None]:
    """Status of a page, and where it leads."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location")


def test_a_process_that_only_takes_answers_loads_nothing_else(config: Config, survey: OpenSurvey) -> None:
    answering = f"/answer/{survey.run_id}"
    paths = (f"/a/{survey.links[0]}", f"{answering}/", f"{answering}/part/all", f"{answering}/receipt", "/health")
    said = subprocess.run(
        [sys.executable, "-c", ANSWERED, *paths],
        env={"PATH": "", **environment_of(config)},
        check=True,
        capture_output=True,
        text=True,
    )
    statuses, loaded = json.loads(said.stdout)
    assert statuses == [302, 200, 200, 303, 200, 200]
    assert {name.partition(".")[0] for name in loaded}.isdisjoint(HEAVY)
    assert [name for name in loaded if name.startswith(tuple(f"surveyapp.web.{room}" for room in STAFF))] == []


def test_every_other_page_is_there_when_it_is_asked_for(config: Config) -> None:
    with running(SERVED, environment_of(config)) as (_, port):
        assert get(port, "/sign-in") == (200, None)
        assert get(port, "/") == (200, None)
        assert get(port, "/admin/") == (302, "/sign-in?next=/admin/")
        assert get(port, "/no/such/page") == (404, None)
        assert get(port, "/s/nothing-like-it") == (404, None)
        assert get(port, "/static/no-such-file.css") == (404, None)


@pytest.mark.slow
def test_a_worker_that_only_takes_answers_stays_small(config: Config, survey: OpenSurvey) -> None:
    path = f"/answer/{survey.run_id}/part/all"
    people = iter([Respondent(path, f"{COOKIE}={link}", "q-overall=2&q-visits=3&go=send") for link in survey.links])
    with running(SERVED, environment_of(config)) as (process, port):
        assert load(port, people, 8, 3.0).acknowledged
        assert max(memory(process)) < LIMIT
