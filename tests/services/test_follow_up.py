"""Reviews during the year, and telling the members what changed."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from surveyapp.evaluation.recommendations import RecommendationStatus
from surveyapp.services.errors import Conflict, Forbidden, Invalid
from surveyapp.services.follow_up import Progress, Telling, review, tell_members, telling
from surveyapp.services.recommendations import (
    RecommendationInput,
    RecommendationView,
    change_status,
    recommendations_of,
    write_recommendation,
)
from surveyapp.services.unit import Unit
from surveyapp.store.operation import Mail
from surveyapp.store.surveys import Invitation
from tests.leaders import World, make_run, make_world


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


@pytest.fixture
def ids(unit: Unit, world: World) -> list[uuid.UUID]:
    """Two recommendations that were accepted."""
    place = (world.leader, world.association_id)
    made = [write_recommendation(unit, *place, world.period_id, RecommendationInput(text)) for text in ("A", "B")]
    for each in made:
        change_status(unit, *place, each, RecommendationStatus.ACCEPTED)
    return made


def seen(unit: Unit, world: World, recommendation_id: uuid.UUID) -> RecommendationView:
    unit.session.expire_all()
    return recommendations_of(unit, world.leader, world.association_id, world.period_id).item(recommendation_id)


def test_a_review_says_how_far_all_have_come(unit: Unit, world: World, ids: list[uuid.UUID]) -> None:
    given = [Progress(ids[0], 40, "Divi semināri notikuši"), Progress(ids[1], 100, "Viss")]
    assert review(unit, world.leader, world.association_id, given) == 2

    first, second = (seen(unit, world, each).recommendation for each in ids)
    assert (first.status, first.percent_done, first.outcome) == ("in_progress", 40, "Divi semināri notikuši")
    assert (second.status, second.percent_done) == ("done", 100)
    assert seen(unit, world, ids[0]).history[-1].change["after"]["percent_done"] == 40
    assert review(unit, world.leader, world.association_id, given[:1]) == 0
    with pytest.raises(Conflict, match="no_such_step"):
        review(unit, world.leader, world.association_id, given)


def test_a_review_is_kept_whole_or_not_at_all(unit: Unit, world: World, ids: list[uuid.UUID]) -> None:
    with pytest.raises(Invalid) as refusal:
        review(unit, world.leader, world.association_id, [Progress(ids[0], 50, ""), Progress(ids[1], 101, "")])
    assert set(refusal.value.fields) == {ids[1].hex}
    assert seen(unit, world, ids[0]).recommendation.percent_done == 0


def test_members_are_told_by_mail(unit: Unit, world: World, ids: list[uuid.UUID]) -> None:
    run_id = make_run(unit, world)
    with unit.transaction() as session:
        for number, email in enumerate(("ilze@berzkalve.example", None)):
            session.add(
                Invitation(run_id=run_id, name="Ilze", email=email, language="lv", secret_hash=bytes([number]) * 32)
            )
    place = (world.leader, world.association_id, world.period_id)
    assert telling(unit, *place) == Telling(2, 0)
    assert tell_members(unit, *place) == 1
    assert tell_members(unit, *place) == 1
    assert telling(unit, *place) == Telling(2, 2)
    assert unit.session.scalars(select(Mail.kind)).all() == ["changes", "changes"]


def test_nothing_decided_is_nothing_to_tell(unit: Unit, world: World) -> None:
    make_run(unit, world)
    with pytest.raises(Conflict, match="nothing_to_tell"):
        tell_members(unit, world.leader, world.association_id, world.period_id)


def test_only_the_leader_reviews_and_tells(unit: Unit, world: World, ids: list[uuid.UUID]) -> None:
    for stranger in world.strangers:
        with pytest.raises(Forbidden):
            review(unit, stranger, world.association_id, [Progress(ids[0], 1, "")])
        with pytest.raises(Forbidden):
            tell_members(unit, stranger, world.association_id, world.period_id)
        with pytest.raises(Forbidden):
            telling(unit, stranger, world.association_id, world.period_id)
