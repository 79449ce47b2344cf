"""Closing a large survey: the page shows how far it is, in whatever process it goes on, and then the results."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import insert

from surveyapp.dataset import open_release
from surveyapp.services.closing_progress import GIVEN_UP, TOLD_FROM, Underway, tell, telling, underway
from surveyapp.services.sealing import seal
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Intake
from surveyapp.store.surveys import Invitation, Run
from tests.rounds import answers_of, open_round
from tests.web.leader.conftest import Browser, checked, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


@pytest.fixture
def run_id(window: Browser, new_unit: NewUnit) -> uuid.UUID:
    with new_unit() as unit:
        return open_round(unit, window.world.leader, window.world.association_id, window.world.period_id, 5)


def fill(unit: Unit, run_id: uuid.UUID, number: int) -> None:
    with unit.transaction() as session:
        run = session.get_one(Run, run_id)
        envelope = seal(run.public_key or b"", {"answers": answers_of(1), "proposals": []}, run.envelope_bytes)
        session.execute(
            insert(Intake), [{"key": os.urandom(32), "run_id": run_id, "envelope": envelope} for _ in range(number)]
        )
        session.execute(
            insert(Invitation),
            [
                {"run_id": run_id, "name": "A", "language": "lv", "secret_hash": os.urandom(32), "answered": True}
                for _ in range(number)
            ],
        )


def test_a_large_survey_closes_while_the_page_tells_how_far_it_is(
    window: Browser, run_id: uuid.UUID, new_unit: NewUnit
) -> None:
    with new_unit() as unit:
        fill(unit, run_id, TOLD_FROM)
    address = f"survey/{run_id}/close"
    page = window.send(address)
    assert "The survey is being closed" in text_of(page)
    end = time.monotonic() + 60
    while "being closed" in text_of(page):
        assert time.monotonic() < end
        time.sleep(0.3)
        page = checked(window.client.get(window.path(address), follow_redirects=True), 200)
    assert page.findall(".//*[@id='chart-overall']"), "it leads to the results"
    with new_unit() as unit:
        assert underway(unit, run_id) is None
        run = unit.session.get_one(Run, run_id)
        assert run.release_id is not None
        assert open_release(unit.releases, run.release_id).n == TOLD_FROM


def test_the_page_shows_a_closing_of_another_process(window: Browser, run_id: uuid.UUID, new_unit: NewUnit) -> None:
    address = f"survey/{run_id}/close"
    with new_unit() as unit:
        tell(unit.releases, run_id, 12_000, 40_000)
        answer = window.client.get(window.path(address))
        assert answer.headers["Refresh"] == "2"
        page = window.get(address)
        assert "12,000 of 40,000 answers are opened and mixed." in text_of(page)
        bar = page.find(".//progress")
        assert bar is not None
        assert (bar.get("value"), bar.get("max")) == ("12000", "40000")
        path = next(unit.releases.glob("*.closing"))
        os.utime(path, (0, time.time() - GIVEN_UP - 1))
        assert not window.get(address).findall(".//progress"), "its process has died: it may be closed again"


def test_what_is_told_ends_with_the_closing(new_unit: NewUnit) -> None:
    run_id = uuid.uuid4()
    heard: list[tuple[int, int]] = []
    with new_unit() as unit:
        with telling(unit.releases, run_id, lambda done, of: heard.append((done, of))) as told:
            told(10, TOLD_FROM - 1)
            assert underway(unit, run_id) is None, "a small one is over before anybody looks"
            told(10, TOLD_FROM)
            assert underway(unit, run_id) == Underway(10, TOLD_FROM)
        assert underway(unit, run_id) is None
        assert list(unit.releases.iterdir()) == []
    assert heard == [(10, TOLD_FROM - 1), (10, TOLD_FROM)]
    with pytest.raises(OSError, match="full"):
        close_and_fail(unit, run_id)
    assert underway(unit, run_id) is None


def close_and_fail(unit: Unit, run_id: uuid.UUID) -> None:
    with telling(unit.releases, run_id) as told:
        told(1, TOLD_FROM)
        raise OSError("the disk is full")
