"""The leader's year at a glance."""

from __future__ import annotations

import pytest

from surveyapp.evaluation.finding import FindingKind
from surveyapp.planning.years import SchoolYear
from surveyapp.services.errors import Forbidden
from surveyapp.services.overview import Overview, StepKey, overview
from surveyapp.services.periods import ensure_period
from surveyapp.services.proposals import board, make_group
from surveyapp.services.recommendations import RecommendationInput, write_recommendation
from surveyapp.services.results import ResultsState
from surveyapp.services.unit import Unit
from tests.leaders import YEAR, World, make_world
from tests.rounds import hold_activities, hold_round


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


def seen(unit: Unit, world: World) -> Overview:
    unit.session.expire_all()
    return overview(unit, world.leader, world.association_id, world.period_id)


def states(shown: Overview) -> dict[StepKey, str]:
    return {step.key: step.state for step in shown.steps}


def test_a_year_begins_with_the_plan(unit: Unit, world: World) -> None:
    shown = seen(unit, world)

    assert states(shown)[StepKey.PLAN] == "current"
    assert set(list(states(shown).values())[1:]) == {"todo"}
    assert shown.results.state is ResultsState.NO_SURVEY
    assert not shown.handed_in


def test_steps_are_ticked_as_the_year_goes_on(unit: Unit, world: World) -> None:
    at = (world.leader, world.association_id, world.period_id)
    hold_activities(unit, *at)
    assert states(seen(unit, world))[StepKey.SURVEY] == "current"

    hold_round(unit, *at, invited=12, answered=6)

    shown = seen(unit, world)
    assert states(shown)[StepKey.RESULTS] == "done"
    assert states(shown)[StepKey.PROPOSALS] == "current"
    survey = next(step for step in shown.steps if step.key is StepKey.SURVEY)
    assert (survey.count, survey.total) == (6, 12)

    proposals = board(unit, *at)
    assert proposals.run_id is not None
    make_group(unit, world.leader, proposals.run_id, [each.id for each in proposals.loose], "Vairāk semināru")
    write_recommendation(unit, *at, RecommendationInput("Rīkot lauku seminārus"))

    after = states(seen(unit, world))
    assert after[StepKey.PROPOSALS] == "done"
    assert after[StepKey.INPUTS] == "current"
    assert after[StepKey.RECOMMENDATIONS] == "done"


def last_year(unit: Unit, world: World, answered: int) -> None:
    with unit.transaction() as session:
        period_id = ensure_period(session, SchoolYear(YEAR.first - 1)).id
    hold_round(unit, world.leader, world.association_id, period_id, invited=14, answered=answered)


def test_what_fell_since_last_year_is_told(unit: Unit, world: World) -> None:
    last_year(unit, world, 12)
    hold_round(unit, world.leader, world.association_id, world.period_id, invited=14, answered=12, shift=2)

    shown = seen(unit, world)

    assert shown.before is not None
    assert shown.before.year == SchoolYear(YEAR.first - 1)
    assert {finding.kind for finding in shown.changes} == {FindingKind.DROP}
    overall = next(finding for finding in shown.changes if finding.query.question == "overall")
    assert overall.before is not None
    assert overall.count is not None
    assert (overall.before.k, overall.count.k) == (9, 0)


def test_nothing_is_said_of_change_where_a_year_had_too_few_answers(unit: Unit, world: World) -> None:
    last_year(unit, world, 4)
    hold_round(unit, world.leader, world.association_id, world.period_id, invited=14, answered=12, shift=2)

    shown = seen(unit, world)

    assert shown.before is None
    assert shown.changes == ()


def test_nobody_but_the_leader_sees_the_year(unit: Unit, world: World) -> None:
    for stranger in world.strangers:
        with pytest.raises(Forbidden):
            overview(unit, stranger, world.association_id, world.period_id)
