"""What the leader is told while something deleted still lies in the database's files."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from surveyapp.config import Config
from surveyapp.services import cleaning
from surveyapp.services.unit import Unit
from surveyapp.store.cleaning import Cleaning, CleaningOutcome, CleaningReason
from tests.privacy.test_cleaning import reader
from tests.rounds import answer, answers_of, open_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]
NOT_YET = "not yet overwritten"


@pytest.fixture
def run_id(window: Browser, new_unit: NewUnit) -> uuid.UUID:
    world = window.world
    with new_unit() as unit:
        run_id = open_round(unit, world.leader, world.association_id, world.period_id, 8)
        answer(unit, run_id, [answers_of(number) for number in range(6)])
        return run_id


def test_closing_beside_a_backup_says_that_cleaning_waits(
    window: Browser, run_id: uuid.UUID, new_unit: NewUnit, config: Config
) -> None:
    with reader(config):
        page = text_of(window.send(f"survey/{run_id}/close"))
        assert "The survey is closed" in page
        assert "The sealed copies are deleted, but not yet overwritten in the files of the database." in page
        assert "Another program is reading the database, perhaps a backup. It is tried again every minute." in page
        for address in ("survey", f"survey/{run_id}/corrections", "texts"):
            assert NOT_YET in text_of(window.get(address)), address
    with new_unit() as unit:
        assert cleaning.clean(unit)
    for address in ("survey", "results", f"survey/{run_id}/corrections", "texts"):
        assert NOT_YET not in text_of(window.get(address)), address


def test_closing_with_nobody_else_about_says_nothing_of_it(window: Browser, run_id: uuid.UUID) -> None:
    page = text_of(window.send(f"survey/{run_id}/close"))
    assert "The survey is closed" in page
    assert NOT_YET not in page


def test_a_database_that_refuses_is_told_as_such(window: Browser, run_id: uuid.UUID, new_unit: NewUnit) -> None:
    with new_unit() as unit, unit.transaction() as session:
        session.add(
            Cleaning(
                reason=CleaningReason.TEXT_ERASED, run_id=run_id, tables=["response"], outcome=CleaningOutcome.REFUSED
            )
        )
    page = text_of(window.get("results"))
    assert "What was erased or corrected is not yet overwritten in the files of the database." in page
    assert "The database refused; whoever runs this installation finds the reason in its log." in page
