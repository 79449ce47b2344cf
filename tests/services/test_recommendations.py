"""Recommendations: made, followed up with a history, and carried into next year's plan."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from surveyapp.evaluation.finding import Finding, FindingKind, Query, to_json
from surveyapp.evaluation.recommendations import Evidence, RecommendationStatus
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.plans import plan_view
from surveyapp.services.recommendation_plans import plan_activity
from surveyapp.services.recommendations import (
    RecommendationInput,
    RecommendationView,
    add_recommendation,
    change_status,
    delete_recommendation,
    edit_recommendation,
    recommendations_of,
    write_recommendation,
)
from surveyapp.services.unit import Unit
from tests.leaders import YEAR, World, make_world

GIVEN = RecommendationInput("Rīkot izbraukuma seminārus", owner="Ieva", due_on=date(2026, 11, 30))


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


@pytest.fixture
def made(unit: Unit, world: World) -> uuid.UUID:
    return write_recommendation(unit, world.leader, world.association_id, world.period_id, GIVEN)


def seen(unit: Unit, world: World, recommendation_id: uuid.UUID) -> RecommendationView:
    unit.session.expire_all()
    return recommendations_of(unit, world.leader, world.association_id, world.period_id).item(recommendation_id)


def test_what_was_written_stands_as_a_draft_with_its_author(unit: Unit, world: World, made: uuid.UUID) -> None:
    item = seen(unit, world, made)

    assert item.recommendation.status is RecommendationStatus.DRAFT
    assert (item.recommendation.text, item.recommendation.owner) == (GIVEN.text, "Ieva")
    assert [(entry.change["kind"], entry.by) for entry in item.history] == [("made", "Sarmīte Vanaga")]


def test_evidence_is_frozen_and_reads_back_as_the_finding(unit: Unit, world: World) -> None:
    finding = Finding(FindingKind.LOW_RATING, Query("a" * 64, question="consult_access"))
    evidence = Evidence(finding=to_json(finding), method_version="1", release_id="a" * 64)
    with unit.transaction() as session:
        row = add_recommendation(session, world.leader, world.association_id, world.period_id, GIVEN, [evidence])
        made = row.id

    (kept,) = seen(unit, world, made).evidence

    assert kept.finding == finding
    assert not kept.current, "the year's run shows no such release"


def test_edits_are_kept_in_the_history_and_guarded(unit: Unit, world: World, made: uuid.UUID) -> None:
    place = (world.leader, world.association_id)
    version = seen(unit, world, made).version
    edit_recommendation(unit, *place, made, RecommendationInput(GIVEN.text, owner="Anna"), version)

    item = seen(unit, world, made)
    assert (item.recommendation.owner, item.recommendation.due_on) == ("Anna", None)
    assert item.history[-1].change == {
        "kind": "edited",
        "before": {"owner": "Ieva", "due_on": "2026-11-30"},
        "after": {"owner": "Anna", "due_on": None},
    }
    with pytest.raises(Conflict, match="changed_meanwhile"):
        edit_recommendation(unit, *place, made, RecommendationInput("Cits"), version)
    with pytest.raises(Invalid):
        edit_recommendation(unit, *place, made, RecommendationInput(" "), item.version)


def test_steps_follow_the_rules_and_tell_what_was_done(unit: Unit, world: World, made: uuid.UUID) -> None:
    place = (world.leader, world.association_id, made)
    with pytest.raises(Conflict, match="no_such_step"):
        change_status(unit, *place, RecommendationStatus.DONE)
    with pytest.raises(Invalid) as refused:
        change_status(unit, *place, RecommendationStatus.DECLINED)
    assert set(refused.value.fields) == {"reason"}

    change_status(unit, *place, RecommendationStatus.ACCEPTED)
    change_status(unit, *place, RecommendationStatus.IN_PROGRESS, percent_done=40)
    with pytest.raises(Invalid) as refused:
        change_status(unit, *place, RecommendationStatus.IN_PROGRESS, percent_done=140)
    assert set(refused.value.fields) == {"percent_done"}
    change_status(unit, *place, RecommendationStatus.DONE, outcome="Divi semināri laukos")

    item = seen(unit, world, made)
    assert (item.recommendation.percent_done, item.recommendation.outcome) == (100, "Divi semināri laukos")
    assert [entry.change["kind"] for entry in item.history] == ["made", "status", "status", "status"]
    assert item.history[-1].change["after"]["status"] == "done"


def test_it_becomes_an_activity_of_next_years_plan_in_one_step(unit: Unit, world: World, made: uuid.UUID) -> None:
    planned = plan_activity(unit, world.leader, world.association_id, made)

    assert planned.period.year == YEAR.next
    plan = plan_view(unit, world.leader, world.association_id, planned.period.id)
    assert [(row.activity.topic, row.activity.responsible, row.recommendation_id) for row in plan.activities] == [
        (GIVEN.text, "Ieva", made)
    ]
    item = seen(unit, world, made)
    assert item.recommendation.status is RecommendationStatus.ACCEPTED
    assert [activity.id for activity in item.activities] == [planned.id]
    with pytest.raises(Conflict, match="already_planned"):
        plan_activity(unit, world.leader, world.association_id, made)


def test_a_declined_one_is_not_planned(unit: Unit, world: World, made: uuid.UUID) -> None:
    change_status(unit, world.leader, world.association_id, made, RecommendationStatus.DECLINED, reason="Nav naudas")

    with pytest.raises(Conflict, match="no_such_step"):
        plan_activity(unit, world.leader, world.association_id, made)


def test_only_drafts_are_deleted(unit: Unit, world: World, made: uuid.UUID) -> None:
    change_status(unit, world.leader, world.association_id, made, RecommendationStatus.ACCEPTED)
    with pytest.raises(Conflict, match="not_a_draft"):
        delete_recommendation(unit, world.leader, world.association_id, made)

    change_status(unit, world.leader, world.association_id, made, RecommendationStatus.DRAFT)
    delete_recommendation(unit, world.leader, world.association_id, made)
    with pytest.raises(NotFound):
        seen(unit, world, made)


def test_only_the_leader_reads_and_changes_them(unit: Unit, world: World, made: uuid.UUID) -> None:
    for actor in world.strangers:
        for refused in (
            lambda actor=actor: recommendations_of(unit, actor, world.association_id, world.period_id),
            lambda actor=actor: write_recommendation(unit, actor, world.association_id, world.period_id, GIVEN),
            lambda actor=actor: edit_recommendation(unit, actor, world.association_id, made, GIVEN, ""),
            lambda actor=actor: change_status(unit, actor, world.association_id, made, RecommendationStatus.ACCEPTED),
            lambda actor=actor: plan_activity(unit, actor, world.association_id, made),
            lambda actor=actor: delete_recommendation(unit, actor, world.association_id, made),
        ):
            with pytest.raises(Forbidden):
                refused()
    other = make_world(unit)
    with pytest.raises(NotFound):
        change_status(unit, other.leader, other.association_id, made, RecommendationStatus.ACCEPTED)
