"""The indicator to watch: its value when the evidence was laid, and another once a newer release is cut."""

from __future__ import annotations

import pytest

from surveyapp.evaluation.finding import FindingKind
from surveyapp.services.errors import Forbidden, NotFound
from surveyapp.services.findings import inputs_of, recommend
from surveyapp.services.periods import ensure_period
from surveyapp.services.recommendations import RecommendationInput, write_recommendation
from surveyapp.services.unit import Unit
from surveyapp.services.watching import watched
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
    assert (first.row, first.unmet) == (item.finding.query.row, kind is FindingKind.UNMET_NEED)
    if first.unmet:
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
