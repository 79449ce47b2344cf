"""A leader watches an anonymous survey by every number she is given, and tries to learn who has answered.

She knows her members, who of them has an address and at what kind of institution. Two worlds in which others have
answered must look alike to her, reminders and mails included, wherever fewer than five stand on one side of a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise, product
from typing import Any

import pytest
from sqlalchemy import select

from surveyapp.analysis.participation import Told, may_be_told, spaced, told
from surveyapp.services import mailings, reminders, responding, surveys
from surveyapp.services.access import Actor, Scope
from surveyapp.services.modes import Mode
from surveyapp.services.outbox import mail_facts
from surveyapp.services.participation import count_participation, participation_of
from surveyapp.services.regions import region_year
from surveyapp.services.roles import RoleName
from surveyapp.services.unit import Unit
from surveyapp.store.operation import AuditEvent, Mail
from surveyapp.store.surveys import Run
from tests.towns import NOW, Town

THRESHOLD = 5


def world(unit: Unit, answered: Iterable[int], size: int = 7) -> dict[str, Any]:
    """What the leader and the regional centre see after these members (0 has no address) have answered and a reminder
    has gone out."""
    town = Town(unit, size)
    run_id = town.open()
    links = town.links(run_id)
    for number in answered:
        responding.submit(town.unit, links[number], {"overall": "4"}, "lv")
    returned = reminders.remind_now(town.unit, town.leader, run_id)
    surveys.change_closing(town.unit, town.leader, run_id, NOW + timedelta(days=90), tell=True)
    found = participation_of(town.unit, town.leader, run_id)
    outbox = mailings.outbox_of(town.unit, town.leader, run_id)
    run = unit.session.get_one(Run, run_id)
    centre = Actor(None, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=town.region_id),))
    (row,) = region_year(town.unit, centre, town.region_id).associations
    seen = {
        "flash": returned,
        "run": surveys.run_of(town.unit, town.leader, run_id).participation,
        "participation": found.participation,
        "kinds": found.kinds,
        "silent": found.silent,
        "rounds": found.rounds,
        "forecast": found.forecast,
        "reminders": reminders.reminders_of(town.unit, town.leader, run_id),
        "mailings": [(each.kind, each.states) for each in outbox.mailings],
        "rows": sorted((row.name, row.kind, row.state) for row in outbox.rows),
        "mail": mail_facts(town.unit, run, "closing", "lv", "", None).answered,
        "region": row.told,
        "audit": sorted(
            (event.action, str(event.details.get("reminders"))) for event in unit.session.scalars(select(AuditEvent))
        ),
    }
    unit.session.rollback()
    return seen


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether she sees the same; the days are the same in both."""
    return {name: repr(value) for name, value in one.items() if name != "audit"} == {
        name: repr(value) for name, value in other.items() if name != "audit"
    }


def test_everyone_with_an_address_may_have_answered_or_not(unit: Unit) -> None:
    """Seven invited, six have answered, one has no address: no number tells whether it was the six with one."""
    six = world(unit, range(1, 7))
    assert six["flash"] is None
    assert six["run"].told == Told(0, 7)
    assert six["mailings"] == [("invitation", {"waiting": 6})]
    for others in (range(6), range(7), range(2, 7)):
        assert same(six, world(unit, others)), list(others)
    audit = [details for action, details in six["audit"] if action == "reminders_queued"]
    assert audit == ["None"]


def test_a_few_who_have_answered_look_like_none(unit: Unit) -> None:
    none = world(unit, ())
    for few in ([0], [1, 2], [0, 4, 5, 6]):
        assert same(none, world(unit, few)), few
    many = world(unit, range(16, 20), 21)
    assert many["run"].told == Told(0, 5)
    for few in ([], [0], list(range(5))):
        assert same(many, world(unit, few, 21)), few


def test_all_look_like_nearly_all(unit: Unit) -> None:
    everybody = world(unit, range(21), 21)
    assert everybody["run"].told == Told(16, 21)
    for number in (16, 18, 20):
        assert same(everybody, world(unit, range(number), 21)), number


def test_of_a_large_association_the_few_without_an_address_are_not_told_apart(unit: Unit) -> None:
    """Of 21 one has no address: how many were reminded would tell whether she has answered."""
    with_her, without_her = world(unit, range(10), 21), world(unit, range(1, 11), 21)
    assert with_her["run"].told == Told(10, 10), "the number of all is told"
    assert with_her["rounds"][0].reminded is None
    assert same({**with_her, "kinds": ()}, {**without_her, "kinds": ()})


@pytest.mark.parametrize("mode", [Mode.CONFIDENTIAL, Mode.NAMED])
def test_where_names_are_told_numbers_are_too(unit: Unit, mode: Mode) -> None:
    town = Town(unit)
    run_id = town.open(mode)
    responding.submit(town.unit, town.links(run_id)[3], {"overall": "4"}, "lv")
    assert reminders.remind_now(town.unit, town.leader, run_id) == 5
    found = participation_of(town.unit, town.leader, run_id)
    assert (found.participation.told, found.participation.opened, found.participation.begun) == (Told(1, 1), 1, 1)
    assert [(each.reminded, each.brought) for each in found.rounds] == [(5, 0)]


def test_the_program_itself_still_knows(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    responding.submit(town.unit, town.links(run_id)[3], {"overall": "4"}, "lv")
    reminders.remind_now(town.unit, town.leader, run_id)
    assert count_participation(unit.session, run_id).answered == 1
    assert len(unit.session.scalars(select(Mail).where(Mail.kind == "reminder")).all()) == 5


def test_knowing_four_members_tells_nothing_of_the_others() -> None:
    """By enumeration: whatever is told, and whichever four she knows of, nobody else is named by it.

    Of the others as many may have answered as `rest` says; were that always none, or always all, it would name them.
    """
    known = THRESHOLD - 1
    for population in range(1, 40):
        worlds: dict[Told, list[int]] = {}
        for count in range(population + 1):
            worlds.setdefault(told(count, population, THRESHOLD), []).append(count)
        for seen, counts in worlds.items():
            assert (seen.low, seen.high) == (min(counts), max(counts)), "what is told is true, and no more than that"
            for answered_known in range(min(known, population) + 1):
                others = population - min(known, population)
                rest = [count - answered_known for count in counts if 0 <= count - answered_known <= others]
                if not rest or others == 0:
                    continue  # this cannot be what she knows, or there is nobody else
                assert max(rest) > 0, (population, seen)
                assert min(rest) < others, (population, seen)


def test_no_division_lets_a_small_part_be_subtracted() -> None:
    for cells in product(range(8), repeat=4):
        if may_be_told(cells, THRESHOLD):
            assert min(cells) >= THRESHOLD


def test_between_two_numbers_of_one_crowd_five_have_come() -> None:
    for stands in ([1, 2, 3], [5, 6, 12, 13, 20], [0, 0, 10], [4, 9, 14]):
        shown = [count for count, yes in zip(stands, spaced(stands, 20, THRESHOLD), strict=True) if yes]
        crowd = [*shown, 20]
        assert all(after - before >= THRESHOLD for before, after in pairwise(crowd))
