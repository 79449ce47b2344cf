"""The indicator to watch: its value when the evidence was laid, and another once a newer release is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveyapp.evaluation.finding import FindingKind
from surveyapp.services.errors import Forbidden, Invalid, NotFound
from surveyapp.services.findings import inputs_of, recommend
from surveyapp.services.periods import ensure_period
from surveyapp.services.recommendations import (
    RecommendationInput,
    edit_recommendation,
    recommendations_of,
    write_recommendation,
)
from surveyapp.services.unit import Unit
from surveyapp.services.watching import watchable, watched
from tests.leaders import YEAR, World, make_world
from tests.rounds import hold_round

GIVEN = RecommendationInput("Rīkot izbraukuma seminārus")


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


@pytest.mark.parametrize("kind", [FindingKind.LOW_RATING, FindingKind.UNMET_NEED])
def test_the_value_now_stands_beside_the_value_then(unit: Unit, world: World, kind: FindingKind) -> None:
    at = (world.leader, world.association_id)
    hold_round(unit, *at, world.period_id, invited=16, answered=12, shift=2)
    item = next(i for i in inputs_of(unit, *at, world.period_id).open if i.finding.kind is kind)
    made = recommend(unit, *at, world.period_id, [item.fingerprint], GIVEN)

    first = watched(unit, *at, made)
    assert first
    assert first.then == first.now
    assert not first.is_newer
    assert (first.watch.row, first.watch.unmet) == (item.finding.query.row, kind is FindingKind.UNMET_NEED)
    if first.watch.unmet:
        assert first.now.count == item.finding.count

    with unit.transaction() as session:
        later = ensure_period(session, YEAR.next).id
    hold_round(unit, *at, later, invited=16, answered=14, shift=0)
    second = watched(unit, *at, made)
    assert second
    assert second.is_newer
    assert second.then == first.now
    assert second.now.count.n != first.now.count.n
    assert second.now.period.year == YEAR.next


def test_without_evidence_nothing_is_watched(unit: Unit, world: World) -> None:
    at = (world.leader, world.association_id)
    made = write_recommendation(unit, *at, world.period_id, GIVEN)
    assert watched(unit, *at, made) is None
    with pytest.raises(NotFound):
        watched(unit, *at, world.period_id)
    for stranger in world.strangers:
        with pytest.raises(Forbidden):
            watched(unit, stranger, world.association_id, made)
        with pytest.raises(Forbidden):
            watchable(unit, stranger, world.association_id)


def test_the_leader_chooses_what_is_watched_or_nothing(unit: Unit, world: World) -> None:
    at = (world.leader, world.association_id)
    assert watchable(unit, *at) == ()
    hold_round(unit, *at, world.period_id, invited=16, answered=12, shift=2)
    offered = watchable(unit, *at)
    need = next(each.watch for each in offered if each.watch.unmet)
    rating = next(each.watch for each in offered if not each.watch.unmet)
    assert len({each.watch.key for each in offered}) == len(offered)

    made = write_recommendation(unit, *at, world.period_id, replace(GIVEN, watch=need.key))
    first = watched(unit, *at, made)
    assert first
    assert first.watch == need
    assert first.then == first.now

    def edit(key: str) -> None:
        version = recommendations_of(unit, *at, world.period_id).item(made).version
        edit_recommendation(unit, *at, made, replace(GIVEN, watch=key), version)

    edit(rating.key)
    second = watched(unit, *at, made)
    assert second
    assert second.watch == rating
    with pytest.raises(Invalid) as refused:
        edit("no.such|row|")
    assert refused.value.fields["watch"].code == "unknown_choice"
    edit("")
    assert watched(unit, *at, made) is None

    item = recommendations_of(unit, *at, world.period_id).item(made)
    assert item.recommendation.watch is None
    edits = [entry.change for entry in item.history if entry.change["kind"] == "edited"]
    assert [(each["before"], each["after"]) for each in edits] == [
        ({"watch": need.key}, {"watch": rating.key}),
        ({"watch": rating.key}, {"watch": ""}),
    ]


def test_what_was_chosen_is_read_then_and_now(unit: Unit, world: World) -> None:
    at = (world.leader, world.association_id)
    hold_round(unit, *at, world.period_id, invited=16, answered=12, shift=2)
    chosen = watchable(unit, *at)[0].watch
    made = write_recommendation(unit, *at, world.period_id, replace(GIVEN, watch=chosen.key))
    with unit.transaction() as session:
        later = ensure_period(session, YEAR.next).id
    hold_round(unit, *at, later, invited=16, answered=14, shift=0)

    version = recommendations_of(unit, *at, world.period_id).item(made).version
    edit_recommendation(unit, *at, made, replace(GIVEN, watch=chosen.key, owner="Anna"), version)
    found = watched(unit, *at, made)
    assert found
    assert found.then
    assert found.then.release_id == chosen.release_id
    assert found.is_newer
