"""Participation: numbers within the rules of disclosure, what reminders brought, a forecast."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from surveyapp.planning.years import SchoolYear
from surveyapp.services import closing, plans, reminders, responding, surveys
from surveyapp.services.access import Actor
from surveyapp.services.errors import Forbidden
from surveyapp.services.modes import Mode
from surveyapp.services.participation import Forecast, participation_of
from surveyapp.services.unit import Unit
from tests.towns import NOW, Town


def answer(town: Town, run_id: uuid.UUID, count: int, start: int = 0) -> None:
    for link in town.links(run_id)[start : start + count]:
        responding.submit(town.unit, link, {"overall": "4"}, "lv")


def test_opened_begun_and_answered_are_told_apart(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    links = town.links(run_id)
    responding.open_form(town.unit, links[0])
    responding.change_language(town.unit, links[1], "ru")
    responding.save_draft(town.unit, links[2], {"overall": "4"}, "lv")
    answer(town, run_id, 1, 3)
    counts = participation_of(town.unit, town.leader, run_id).counts
    assert (counts.invited, counts.opened, counts.begun, counts.answered) == (7, 3, 2, 1)
    with pytest.raises(Forbidden):
        participation_of(town.unit, Actor(None, "", ()), run_id)


def test_kinds_show_only_where_none_is_singled_out(unit: Unit) -> None:
    town = Town(unit, size=21)
    run_id = town.open()
    answer(town, run_id, 12)
    kinds = participation_of(town.unit, town.leader, run_id).kinds
    # nine basic, nine secondary, three gymnasiums: three alone may not be left over
    assert [(each.kind, each.invited) for each in kinds] == [("basic", 9), (None, 12)]
    small = Town(unit, size=7)
    assert participation_of(small.unit, small.leader, small.open()).kinds == ()


def test_kinds_never_say_that_all_of_one_have_answered_or_none(unit: Unit) -> None:
    town = Town(unit, size=21)
    run_id = town.open()
    told = []
    for number in range(22):
        kinds = participation_of(town.unit, town.leader, run_id).kinds
        told.append(bool(kinds))
        if 0 < number < 21:
            assert all(0 < each.answered < each.invited for each in kinds)
        if number < 21:
            answer(town, run_id, 1, number)
    assert told[0]
    assert told[21]
    assert False in told
    assert True in told[1:21]


def test_names_only_where_the_mode_allows(unit: Unit) -> None:
    for mode, told in ((Mode.ANONYMOUS, None), (Mode.CONFIDENTIAL, 6), (Mode.NAMED, 6)):
        town = Town(unit)
        run_id = town.open(mode)
        answer(town, run_id, 1)
        silent = participation_of(town.unit, town.leader, run_id).silent
        assert (None if silent is None else len(silent)) == told


def test_what_each_reminder_brought(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    answer(town, run_id, 1)
    reminders.remind_now(town.unit, town.leader, run_id)
    answer(town, run_id, 3, 1)
    reminders.remind_now(replace(town.unit, now=lambda: NOW + timedelta(days=4)), town.leader, run_id)
    answer(town, run_id, 1, 4)
    rounds = participation_of(town.unit, town.leader, run_id).rounds
    assert [(each.answered_before, each.brought) for each in rounds] == [(1, 3), (4, 1)]


def test_the_forecast_comes_from_past_years(unit: Unit) -> None:
    town = Town(unit)
    first = town.open()
    assert participation_of(town.unit, town.leader, first).forecast is None
    answer(town, first, 5)
    closing.close_run(town.unit, town.leader, first)
    town.period = plans.begin_plan(town.unit, town.leader, town.id, SchoolYear(2026))
    second = town.open()
    assert participation_of(town.unit, town.leader, second).forecast == Forecast(5, 5, 5, 1)
    answer(town, second, 6)
    assert participation_of(town.unit, town.leader, second).forecast == Forecast(6, 6, 6, 1)
    closing.close_run(town.unit, town.leader, second)
    assert participation_of(town.unit, town.leader, second).forecast is None
    assert surveys.run_of(town.unit, town.leader, second).participation.answered == 6
