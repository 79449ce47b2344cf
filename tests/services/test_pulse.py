"""Asking about one activity: the survey it opens, and that the year's other surveys go on as if it were not there."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from surveyapp.services.activities import ActivityInput, add_activity, remove_activity
from surveyapp.services.closing import close_run
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.findings import inputs_of
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.overview import overview
from surveyapp.services.pulse import open_pulse, pulse_of, pulses_of
from surveyapp.services.questionnaires import take_in_bundled
from surveyapp.services.regions import region_year
from surveyapp.services.results import ResultsState, results_of
from surveyapp.services.surveys import RunView, runs_of, start_run, title_of
from surveyapp.services.unit import Unit
from surveyapp.store.people import Membership
from surveyapp.store.surveys import Run
from tests.leaders import World, make_world
from tests.rounds import answer, hold_round, regional_centre

TOPIC = "Seminārs par katalogu"


@pytest.fixture
def world(unit: Unit) -> World:
    take_in_bundled(unit)
    return make_world(unit)


def activity(unit: Unit, world: World, topic: str = TOPIC, *, done: bool | None = True) -> uuid.UUID:
    given = ActivityInput(topic, period_text="2025. gada oktobris", done=done)
    return add_activity(unit, world.leader, world.association_id, world.period_id, given)


def join(unit: Unit, world: World, count: int) -> None:
    with unit.transaction() as session:
        day = datetime(2020, 9, 1, tzinfo=UTC).date()
        session.add_all(
            Membership(name=f"Ilze Kalna {number}", language="lv", association_id=world.association_id, joined_on=day)
            for number in range(count)
        )


def ask(unit: Unit, world: World, activity_id: uuid.UUID, days: int = 7) -> RunView:
    closes_at = unit.now() + timedelta(days=days)
    return open_pulse(unit, world.leader, world.association_id, world.period_id, activity_id, closes_at=closes_at)


def said(number: int) -> dict[str, object]:
    return {"usefulness": str(3 + number % 3), "level": "right", "will_use": "yes", "first_step": "Ar katalogu"}


def test_the_form_names_the_activity_in_every_language(unit: Unit, world: World) -> None:
    join(unit, world, 6)
    run = ask(unit, world, activity(unit, world))

    assert (run.status, run.mode, run.participation.invited) == ("open", "anonymous", 6)
    asked = run_questionnaire(unit.session, run.id, unit.session.get_one(Run, run.id).document_hash)
    for language in ("lv", "lt", "ru", "en"):
        assert TOPIC in asked.text("title", language)
        assert TOPIC in asked.text("intro", language)
        assert TOPIC in title_of(unit, world.leader, run.id, language)
    assert "usefulness" in {question.id for question in asked.questions}


def test_an_activity_is_asked_about_once(unit: Unit, world: World) -> None:
    join(unit, world, 5)
    first, second = activity(unit, world), activity(unit, world, "Brauciens uz Zvirgzdeni", done=None)
    at = (unit, world.leader, world.association_id, world.period_id)
    assert pulse_of(*at, first).run is None

    run = ask(unit, world, first)

    with pytest.raises(Conflict):
        ask(unit, world, first)
    other = ask(unit, world, second)
    assert pulses_of(*at) == {first: run, second: other}
    found = pulse_of(*at, first)
    assert found.run == run
    assert (found.members, found.without_address) == (5, 5)
    # The questionnaire itself can still be asked of everybody, beside both.
    start_run(unit, world.leader, world.association_id, world.period_id, "after-activity")
    assert len(runs_of(unit, world.leader, world.association_id)) == 3


def test_what_is_refused(unit: Unit, world: World) -> None:
    held, dropped = activity(unit, world), activity(unit, world, "Nenotika", done=False)
    at = (unit, world.leader, world.association_id, world.period_id)
    with pytest.raises(Invalid):  # nobody to ask
        ask(unit, world, held)
    join(unit, world, 5)
    with pytest.raises(Invalid):
        ask(unit, world, held, days=-1)
    with pytest.raises(Conflict):
        ask(unit, world, dropped)
    for unknown in (uuid.uuid4(), activity(unit, make_world(unit))):
        with pytest.raises(NotFound):
            pulse_of(*at, unknown)
        with pytest.raises(NotFound):
            ask(unit, world, unknown)
    for stranger in world.strangers:
        closes_at = unit.now() + timedelta(days=7)
        with pytest.raises(Forbidden):
            pulse_of(unit, stranger, world.association_id, world.period_id, held)
        with pytest.raises(Forbidden):
            open_pulse(unit, stranger, world.association_id, world.period_id, held, closes_at=closes_at)
        with pytest.raises(Forbidden):
            pulses_of(unit, stranger, world.association_id, world.period_id)
    assert pulses_of(*at) == {}


def test_the_year_goes_by_its_year_end_survey(unit: Unit, world: World) -> None:
    at = (unit, world.leader, world.association_id, world.period_id)
    row = activity(unit, world)
    join(unit, world, 9)
    pulse = ask(unit, world, row)
    answer(unit, pulse.id, [said(number) for number in range(8)])
    close_run(unit, world.leader, pulse.id)
    unit.session.expire_all()

    assert results_of(*at).state is ResultsState.NO_SURVEY
    assert overview(*at).results.run is None
    assert inputs_of(*at).items == ()
    assert [each.status for each in region_year(unit, regional_centre(world), world.region_id).associations] == [None]

    year_end = hold_round(*at, invited=9, answered=6)

    assert results_of(*at).run_id == year_end
    seen = overview(*at)
    assert seen.results.run is not None
    assert seen.results.run.participation.answered == 6
    assert inputs_of(*at).answered == 6
    of_pulse = results_of(*at, pulse.id)
    assert (of_pulse.state, of_pulse.year_end) == (ResultsState.SHOWN, False)
    assert of_pulse.shown.participation.answered == 8
    assert of_pulse.labels("lv").title == title_of(unit, world.leader, pulse.id, "lv")


def test_results_outlive_the_activity(unit: Unit, world: World) -> None:
    join(unit, world, 6)
    row = activity(unit, world)
    run = ask(unit, world, row)
    answer(unit, run.id, [said(number) for number in range(6)])
    close_run(unit, world.leader, run.id)

    remove_activity(unit, world.leader, world.association_id, row)
    unit.session.expire_all()

    at = (unit, world.leader, world.association_id, world.period_id)
    assert pulses_of(*at) == {}
    assert results_of(*at, run.id).state is ResultsState.SHOWN
    assert TOPIC in title_of(unit, world.leader, run.id, "lv")
