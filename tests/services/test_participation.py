"""Participation: numbers within the rules of disclosure, what reminders brought, a forecast."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from surveyapp.analysis.participation import Told
from surveyapp.planning.years import SchoolYear
from surveyapp.services import closing, plans, reminders, responding, surveys
from surveyapp.services.access import Actor
from surveyapp.services.errors import Forbidden
from surveyapp.services.modes import Mode
from surveyapp.services.participation import Forecast, participation_of
from surveyapp.services.unit import Unit
from tests.towns import NOW, Town


def at(unit: Unit, moment: datetime) -> Unit:
    return replace(unit, now=lambda: moment)


def answer(town: Town, run_id: uuid.UUID, count: int, start: int = 0) -> None:
    for link in town.links(run_id)[start : start + count]:
        responding.submit(town.unit, link, {"overall": "4"}, "lv")


def test_opened_begun_and_answered_are_told_apart(unit: Unit) -> None:
    for mode in (Mode.CONFIDENTIAL, Mode.ANONYMOUS):
        town = Town(unit)
        run_id = town.open(mode)
        links = town.links(run_id)
        responding.open_form(town.unit, links[0])
        responding.change_language(town.unit, links[1], "ru")
        responding.save_draft(town.unit, links[2], {"overall": "4"}, "lv")
        answer(town, run_id, 1, 3)
        seen = participation_of(town.unit, town.leader, run_id).participation
        if mode is Mode.CONFIDENTIAL:
            assert (seen.invited, seen.opened, seen.begun, seen.told) == (7, 3, 2, Told(1, 1))
        else:
            assert (seen.invited, seen.opened, seen.begun, seen.told) == (7, None, None, Told(0, 7))
    with pytest.raises(Forbidden):
        participation_of(town.unit, Actor(None, "", ()), run_id)


def test_each_step_is_told_where_none_is_small(unit: Unit) -> None:
    town = Town(unit, size=21)
    run_id = town.open()
    for place, link in enumerate(town.links(run_id)[:16]):
        responding.change_language(town.unit, link, "ru")
        if place < 11:
            responding.save_draft(town.unit, link, {"overall": "4"}, "ru")
    answer(town, run_id, 6)
    seen = participation_of(town.unit, town.leader, run_id).participation
    assert (seen.invited, seen.opened, seen.begun, seen.told) == (21, 16, 11, Told(6, 6))


def test_kinds_show_only_where_none_is_singled_out(unit: Unit) -> None:
    town = Town(unit, size=35)
    run_id = town.open()
    assert participation_of(town.unit, town.leader, run_id).kinds == (), "nobody of any kind"
    answer(town, run_id, 18)
    # fifteen basic, fifteen secondary, five gymnasiums: five cannot be told with five on either side
    found = participation_of(town.unit, town.leader, run_id).kinds
    assert [(each.kind, each.invited) for each in found] in ([], [("basic", 15), (None, 20)])
    assert all(5 <= each.answered <= each.invited - 5 for each in found)
    small = Town(unit, size=7)
    assert participation_of(small.unit, small.leader, small.open()).kinds == ()


def test_kinds_never_say_that_nearly_all_of_one_have_answered_or_nearly_none(unit: Unit) -> None:
    town = Town(unit, size=30)
    run_id = town.open()
    told = []
    for number in range(31):
        kinds = participation_of(town.unit, town.leader, run_id).kinds
        told.append(bool(kinds))
        assert all(5 <= each.answered <= each.invited - 5 for each in kinds)
        if number < 30:
            answer(town, run_id, 1, number)
    assert not told[0]
    assert not told[30]
    assert True in told


def test_names_only_where_the_mode_allows(unit: Unit) -> None:
    for mode, told in ((Mode.ANONYMOUS, None), (Mode.CONFIDENTIAL, 6), (Mode.NAMED, 6)):
        town = Town(unit)
        run_id = town.open(mode)
        answer(town, run_id, 1)
        silent = participation_of(town.unit, town.leader, run_id).silent
        assert (None if silent is None else len(silent)) == told


def test_what_each_reminder_brought(unit: Unit) -> None:
    for mode, told in (
        (Mode.NAMED, [(6, 9), (15, 1), (16, 6)]),
        (Mode.ANONYMOUS, [(6, None), (None, None), (16, 6)]),  # between two numbers of one crowd five have come
    ):
        town = Town(unit, size=30)
        run_id = town.open(mode)
        for days, count, start in ((1, 6, 0), (4, 9, 6), (7, 1, 15)):
            answer(town, run_id, count, start)
            moment = NOW + timedelta(days=days)
            reminders.remind_now(at(town.unit, moment), town.leader, run_id)
        answer(town, run_id, 6, 16)
        rounds = participation_of(town.unit, town.leader, run_id).rounds
        assert [(each.answered_before, each.brought) for each in rounds] == told


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
    assert participation_of(town.unit, town.leader, second).forecast == Forecast(5, 5, 5, 1), (
        "what is not told does not show in it"
    )
    closing.close_run(town.unit, town.leader, second)
    assert participation_of(town.unit, town.leader, second).forecast is None
    assert surveys.run_of(town.unit, town.leader, second).participation.answered == 6
