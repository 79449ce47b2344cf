"""Associations side by side: what a regional centre reads, and what it never does."""

from __future__ import annotations

import uuid
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime

import pytest

from surveyapp.analysis.disclosure import ShownItem, Withheld
from surveyapp.services.access import Actor, Scope
from surveyapp.services.errors import Forbidden, NotFound
from surveyapp.services.regions import RegionYear, kept_results, region_year
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import RoleName
from surveyapp.store.evaluations import Evaluation
from surveyapp.store.regions import Association, Region
from tests.leaders import World, make_world
from tests.rounds import (
    COMMENTS,
    Place,
    add_association,
    hold_round,
    hold_shared_round,
    open_round,
    regional_centre,
)


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


def seen(unit: Unit, world: World) -> RegionYear:
    unit.session.expire_all()
    return region_year(unit, regional_centre(world), world.region_id, world.period_id)


def place(unit: Unit, world: World, name: str, invited: int, answered: int) -> Place:
    made = add_association(unit, world.region_id, name)
    hold_round(unit, made.leader, made.association_id, world.period_id, invited=invited, answered=answered)
    return made


def test_each_association_stands_with_its_year(unit: Unit, world: World) -> None:
    quiet = place(unit, world, "Alksnene", 16, 3)
    good = place(unit, world, "Liepsala", 12, 12)
    fair = place(unit, world, "Ozolkalns", 10, 6)
    open_round(unit, world.leader, world.association_id, world.period_id, invited=7)

    shown = seen(unit, world)

    rows = {row.id: row for row in shown.associations}
    assert [(rows[p.association_id].answered, rows[p.association_id].invited) for p in (quiet, good, fair)] == [
        (3, 16),
        (12, 12),
        (6, 10),
    ]
    assert [rows[p.association_id].badge for p in (quiet, good, fair)] == [None, "good", "fair"]
    assert rows[world.association_id].status == "open"
    assert rows[world.association_id].overall is None
    assert isinstance(rows[quiet.association_id].overall, Withheld)
    overall = rows[good.association_id].overall
    assert isinstance(overall, ShownItem)
    assert overall.n == 12
    needs = rows[good.association_id].needs
    assert needs is not None
    assert needs.ranked


def test_one_link_for_all_has_no_list_of_members_and_is_not_compared(unit: Unit, world: World) -> None:
    listed, other = place(unit, world, "Liepsala", 12, 12), place(unit, world, "Ozolkalns", 10, 6)
    open_to_all = add_association(unit, world.region_id, "Alksnene")
    hold_shared_round(unit, open_to_all, world.period_id, answered=7)

    shown = seen(unit, world)

    row = shown.association(open_to_all.association_id)
    assert (row.answered, row.invited, row.badge) == (7, None, None)
    assert isinstance(row.overall, ShownItem)
    assert shown.results.invited is None
    for indicator in shown.results.indicators:
        assert set(indicator.compared) <= {str(listed.association_id), str(other.association_id)}


def test_a_total_is_the_sum_of_what_is_shown_so_that_nothing_follows_by_subtraction(unit: Unit, world: World) -> None:
    place(unit, world, "Alksnene", 16, 4)
    place(unit, world, "Liepsala", 12, 12)
    place(unit, world, "Ozolkalns", 10, 6)

    results = seen(unit, world).results

    for indicator in results.indicators:
        total = indicator.total
        if isinstance(total, Withheld):
            continue
        shown = [value for value in indicator.values if value.high is not None]
        assert total.n == sum(value.high.n for value in shown if value.high is not None)
        assert set(total.covered) == {value.association for value in shown}
    for _association, needs in results.needs:
        assert all(need.known >= 5 for need in needs.ranked)


def _texts(value: object) -> list[str]:
    """Every string anywhere in a result."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for field in fields(value) for text in _texts(getattr(value, field.name))]
    if isinstance(value, dict) or hasattr(value, "items"):
        return [text for pair in value.items() for text in _texts(pair)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return []


def test_comments_and_proposals_stay_with_the_association(unit: Unit, world: World) -> None:
    place(unit, world, "Liepsala", 12, 12)

    texts = _texts(seen(unit, world))

    assert "Liepsala" in texts
    assert not [text for text in texts if text in COMMENTS or "izbraukuma" in text]


def test_regions_below_are_read_too_and_others_are_not(unit: Unit, world: World) -> None:
    with unit.transaction() as session:
        below = Region(names={"lv": "Bērzkalves pilsēta"}, parent_id=world.region_id)
        beside = Region(names={"lv": "Citurienes novads"})
        session.add_all([below, beside])
        session.flush()
        ids = (below.id, beside.id)
    city = add_association(unit, ids[0], "Pilsētas apvienība")
    foreign = add_association(unit, ids[1], "Citurienes apvienība")

    shown = seen(unit, world)

    assert shown.association(city.association_id).name("lv") == "Pilsētas apvienība"
    with pytest.raises(NotFound):
        shown.association(foreign.association_id)
    with pytest.raises(Forbidden):
        region_year(unit, regional_centre(world), ids[1])
    of_the_city = Actor(world.user_id, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=ids[0]),))
    with pytest.raises(Forbidden):
        region_year(unit, of_the_city, world.region_id)


def test_an_association_that_had_ended_is_not_in_the_year(unit: Unit, world: World) -> None:
    ended = add_association(unit, world.region_id, "Senā apvienība")
    with unit.transaction() as session:
        row = session.get_one(Association, ended.association_id)
        row.ended_on = date(2024, 6, 1)

    assert ended.association_id not in {row.id for row in seen(unit, world).associations}


def test_an_evaluation_handed_in_is_told(unit: Unit, world: World) -> None:
    moment = datetime(2026, 6, 20, 10, tzinfo=UTC)
    with unit.transaction() as session:
        evaluation = Evaluation(association_id=world.association_id, period_id=world.period_id, state="submitted")
        evaluation.handed_in_at = moment
        session.add(evaluation)

    assert seen(unit, world).association(world.association_id).handed_in_at == moment


def test_labels_come_in_the_language_of_the_reader(unit: Unit, world: World) -> None:
    place(unit, world, "Liepsala", 12, 6)

    shown = seen(unit, world)

    assert shown.indicator_label("en", "consultation.access") == "Access to consultations"
    assert shown.indicator_label("lv", "consultation.access") == "Konsultāciju pieejamība"
    assert shown.indicator_label("en", "service.satisfaction", "meetings") == shown.service_label("en", "meetings")
    assert shown.service_label("lv", "meetings") != shown.service_label("en", "meetings")


def test_the_newest_year_comes_first_and_a_second_look_computes_nothing(unit: Unit, world: World) -> None:
    place(unit, world, "Liepsala", 12, 6)
    first = region_year(unit, regional_centre(world), world.region_id)
    before = kept_results.cache_info().misses

    again = region_year(unit, regional_centre(world), world.region_id)

    assert again.period is not None
    assert again.period.id == world.period_id
    assert again.results is first.results
    assert kept_results.cache_info().misses == before


def test_a_region_without_any_survey_has_an_empty_page(unit: Unit, world: World) -> None:
    assert region_year(unit, regional_centre(world), world.region_id).period is None

    shown = seen(unit, world)

    assert [row.status for row in shown.associations] == [None]
    assert shown.results.indicators == ()


def test_nobody_but_the_regional_centre_reads_a_region(unit: Unit, world: World) -> None:
    strangers = [each for each in world.strangers if not each.has(RoleName.REGIONAL_CENTRE)]
    for stranger in (*strangers, world.leader):
        with pytest.raises(Forbidden):
            region_year(unit, stranger, world.region_id)
    with pytest.raises(NotFound):
        region_year(unit, regional_centre(world), uuid.uuid4())
    with pytest.raises(NotFound):
        region_year(unit, regional_centre(world), world.region_id, uuid.uuid4())
