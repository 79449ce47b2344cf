"""The leader's first page: what stands there as the year goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from surveyapp.planning.years import SchoolYear
from surveyapp.services.periods import ensure_period
from surveyapp.services.unit import Unit
from tests.leaders import YEAR
from tests.rounds import hold_activities, hold_round, open_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


def test_an_empty_year_says_where_to_begin(window: Browser) -> None:
    page = window.get("")

    (current,) = page.findall(".//ol[@class='steps']/li[@class='is-current']")
    assert "Keep the plan up to date" in text_of(current)
    assert "has not been opened yet" in text_of(page)


def test_while_the_survey_is_open_only_participation_is_told(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        open_round(unit, world.leader, world.association_id, world.period_id, invited=8)

    page = text_of(window.get(""))

    assert "After closing you see how many of 8 have answered" in page
    assert "stay sealed" in page


def test_a_closed_year_is_told_in_sentences(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    at = (world.leader, world.association_id)
    with new_unit() as unit:
        with unit.transaction() as session:
            last_year = ensure_period(session, SchoolYear(YEAR.first - 1)).id
        hold_round(unit, *at, last_year, invited=16, answered=12)
        hold_activities(unit, *at, world.period_id)
        hold_round(unit, *at, world.period_id, invited=16, answered=12, shift=2)

    page = window.get("")

    said = text_of(page)
    assert "12 of 16 answered" in said
    assert "“Very dissatisfied” or “Rather dissatisfied”: 7 of 12" in said
    assert "high ratings last year 9 of 12, this year 0 of 12" in said
    assert len(page.findall(".//ol[@class='glance-list']/li")) == 3
    assert "2 of 2 activities held" in said
    assert "of 10 parts ready" in said
    steps = page.findall(".//ol[@class='steps']/li")
    assert [step.get("class") for step in steps[:4]] == ["is-done", "is-done", "is-done", "is-current"]


def test_too_few_answers_lead_to_what_can_be_done(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        hold_round(unit, world.leader, world.association_id, world.period_id, invited=16, answered=4)

    page = window.get("")

    assert "Numbers are shown from 5 answers" in text_of(page)
    assert "What can be done" in text_of(page)
