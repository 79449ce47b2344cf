"""Inputs for recommendations: found, put aside, used with their evidence frozen."""

from __future__ import annotations

import uuid

import pytest

from surveyapp.evaluation.finding import FindingKind
from surveyapp.evaluation.recommendations import RecommendationStatus
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.findings import Inputs, bring_back, inputs_of, put_aside, recommend
from surveyapp.services.periods import ensure_period
from surveyapp.services.proposals import board, delete_group, make_group
from surveyapp.services.recommendations import RecommendationInput, change_status, recommendations_of
from surveyapp.services.unit import Unit
from tests.leaders import YEAR, World, make_world
from tests.rounds import hold_round, open_round

GIVEN = RecommendationInput("Rīkot izbraukuma seminārus")


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


def seen(unit: Unit, world: World) -> Inputs:
    unit.session.expire_all()
    return inputs_of(unit, world.leader, world.association_id, world.period_id)


def hold(unit: Unit, world: World, answered: int = 12, shift: int = 0) -> uuid.UUID:
    at = (world.leader, world.association_id, world.period_id)
    return hold_round(unit, *at, invited=16, answered=answered, shift=shift)


def test_there_is_nothing_before_closing(unit: Unit, world: World) -> None:
    assert seen(unit, world).state == "no_survey"
    open_round(unit, world.leader, world.association_id, world.period_id, invited=6)
    inputs = seen(unit, world)
    assert inputs.state == "collecting"
    assert inputs.items == ()


def test_findings_are_ranked_and_lead_back_to_the_release(unit: Unit, world: World) -> None:
    hold(unit, world, shift=2)

    inputs = seen(unit, world)

    assert (inputs.answered, inputs.invited) == (12, 16)
    assert inputs.structure is not None
    scores = [item.finding.score for item in inputs.open]
    assert scores == sorted(scores, reverse=True)
    kinds = {item.finding.kind for item in inputs.open}
    assert FindingKind.LOW_RATING in kinds
    assert FindingKind.UNMET_NEED in kinds
    (release_id,) = {item.finding.query.release_id for item in inputs.items}
    assert release_id


def test_too_few_answers_give_participation_only(unit: Unit, world: World) -> None:
    hold(unit, world, answered=4)

    assert [item.finding.kind for item in seen(unit, world).items] == [FindingKind.LOW_PARTICIPATION]


def test_proposals_made_more_than_once_are_a_finding_with_the_group_as_evidence(unit: Unit, world: World) -> None:
    run_id = hold(unit, world)
    at = (world.leader, world.association_id, world.period_id)
    chosen = [item.id for item in board(unit, *at).loose][:5]
    group_id = make_group(unit, world.leader, run_id, chosen, "Vairāk semināru")

    (item,) = [item for item in seen(unit, world).open if item.finding.kind is FindingKind.PROPOSAL_SUPPORTED]
    assert item.finding.text == "Vairāk semināru"
    recommend(unit, *at, [item.fingerprint], GIVEN)

    with pytest.raises(Conflict, match="group_is_evidence"):
        delete_group(unit, world.leader, run_id, group_id)
    assert board(unit, *at).group(group_id).is_evidence


def test_a_finding_is_put_aside_with_a_reason_and_brought_back(unit: Unit, world: World) -> None:
    hold(unit, world, shift=2)
    at = (world.leader, world.association_id, world.period_id)
    first = seen(unit, world).open[0].fingerprint

    with pytest.raises(Invalid):
        put_aside(unit, *at, first, " ")
    with pytest.raises(NotFound):
        put_aside(unit, *at, "0" * 64, "Nav")
    put_aside(unit, *at, first, "Jau risinām")
    put_aside(unit, *at, first, "Jau atrisināts")

    inputs = seen(unit, world)
    assert [(item.fingerprint, item.reason) for item in inputs.put_aside] == [(first, "Jau atrisināts")]
    assert first not in {item.fingerprint for item in inputs.open}
    bring_back(unit, *at, first)
    assert seen(unit, world).open[0].fingerprint == first


def test_a_recommendation_keeps_its_evidence_as_it_was(unit: Unit, world: World) -> None:
    hold(unit, world, shift=2)
    at = (world.leader, world.association_id, world.period_id)
    low = [item for item in seen(unit, world).open if item.finding.kind is FindingKind.LOW_RATING][:2]

    made = recommend(unit, *at, [item.fingerprint for item in (*low, low[0])], GIVEN)

    view = recommendations_of(unit, *at).item(made)
    assert [evidence.finding for evidence in view.evidence] == [item.finding for item in low]
    assert all(evidence.current for evidence in view.evidence)
    assert view.recommendation.watch
    used = seen(unit, world).used
    assert {item.fingerprint for item in used} == {item.fingerprint for item in low}
    assert used[0].recommendations == (made,)
    with pytest.raises(Conflict, match="no_evidence"):
        recommend(unit, *at, [], GIVEN)
    with pytest.raises(NotFound):
        recommend(unit, *at, ["0" * 64], GIVEN)
    with pytest.raises(Invalid):
        recommend(unit, *at, [low[0].fingerprint], RecommendationInput(" "))


def test_last_years_open_recommendations_come_up_again(unit: Unit, world: World) -> None:
    at = (world.leader, world.association_id)
    hold(unit, world)
    made = recommend(unit, *at, world.period_id, [seen(unit, world).open[0].fingerprint], GIVEN)
    change_status(unit, *at, made, RecommendationStatus.ACCEPTED)
    with unit.transaction() as session:
        next_year = ensure_period(session, YEAR.next).id
    hold_round(unit, *at, next_year, invited=16, answered=12, shift=1)

    kinds = [item.finding.kind for item in inputs_of(unit, *at, next_year).open]

    assert FindingKind.RECOMMENDATION_OPEN in kinds
    assert FindingKind.DROP in kinds


def test_only_the_leader_reads_the_inputs(unit: Unit, world: World) -> None:
    hold(unit, world)
    first = seen(unit, world).open[0].fingerprint
    at = (world.association_id, world.period_id)
    for actor in world.strangers:
        for refused in (
            lambda actor=actor: inputs_of(unit, actor, *at),
            lambda actor=actor: put_aside(unit, actor, *at, first, "x"),
            lambda actor=actor: bring_back(unit, actor, *at, first),
            lambda actor=actor: recommend(unit, actor, *at, [first], GIVEN),
        ):
            with pytest.raises(Forbidden):
                refused()
