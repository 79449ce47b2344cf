"""Plans and their rows: kept whole, in order, and never overwritten silently."""

from __future__ import annotations

from datetime import date

import pytest

from surveyapp.planning.model import Approval, Audience, Partner
from surveyapp.planning.periods import Precision
from surveyapp.services.activities import (
    ActivityInput,
    add_activity,
    edit_activity,
    move_activity,
    remove_activity,
)
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.lists import DIRECTIONS, FORMS, codes_of
from surveyapp.services.plans import (
    PlanHead,
    PlanView,
    add_partner,
    begin_plan,
    edit_partner,
    plan_view,
    remove_partner,
    save_head,
    save_priority_report,
)
from surveyapp.services.unit import Unit
from tests.leaders import YEAR, World, make_world


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


def seen(unit: Unit, world: World) -> PlanView:
    unit.session.expire_all()
    return plan_view(unit, world.leader, world.association_id, world.period_id)


def test_a_year_without_a_plan_shows_an_empty_one(unit: Unit, world: World) -> None:
    view = seen(unit, world)

    assert not view.exists
    assert view.plan.activities == ()
    assert view.period.year == YEAR


def test_the_head_is_kept_line_by_line(unit: Unit, world: World) -> None:
    head = PlanHead(
        goal=" Lasīšana skolā ",
        tasks=("  apgūt   katalogu ", "", "apmeklēt skolas"),
        priorities=("Lasītprieks",),
        approval=Approval("Izglītības pārvalde", date(2025, 9, 4), "12"),
    )

    save_head(unit, world.leader, world.association_id, world.period_id, head, seen(unit, world).version)

    plan = seen(unit, world).plan
    assert plan.goal == "Lasīšana skolā"
    assert plan.tasks == ("apgūt katalogu", "apmeklēt skolas")
    assert plan.approval == Approval("Izglītības pārvalde", date(2025, 9, 4), "12")


def test_two_windows_do_not_overwrite_each_other(unit: Unit, world: World) -> None:
    place = (world.leader, world.association_id, world.period_id)
    version = seen(unit, world).version
    save_head(unit, *place, PlanHead(goal="Pirmais"), version)

    with pytest.raises(Conflict, match="changed_meanwhile"):
        save_head(unit, *place, PlanHead(goal="Otrais"), version)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        save_priority_report(unit, *place, "Izdarīts", version)

    assert seen(unit, world).plan.goal == "Pirmais"
    save_head(unit, *place, PlanHead(goal="Pirmais"), version)  # the same content is no conflict
    save_priority_report(unit, *place, "Izdarīts", seen(unit, world).version)
    assert seen(unit, world).plan.priority_report == "Izdarīts"


def test_a_period_is_read_from_its_words_and_a_correction_stands(unit: Unit, world: World) -> None:
    place = (world.leader, world.association_id)
    row_id = add_activity(unit, *place, world.period_id, ActivityInput("Seminārs", period_text="oktobris"))
    row = seen(unit, world).activity(row_id)
    assert (row.activity.period.start, row.activity.period.end) == (date(2025, 10, 1), date(2025, 10, 31))
    assert row.activity.period.precision is Precision.MONTH

    corrected = ActivityInput(
        "Seminārs", period_text="oktobris", starts_on=date(2025, 10, 14), ends_on=date(2025, 10, 14)
    )
    edit_activity(unit, *place, row_id, corrected, row.version)
    row = seen(unit, world).activity(row_id)
    assert row.activity.period.precision is Precision.DAY
    assert row.activity.period.text == "oktobris"

    other_words = ActivityInput(
        "Seminārs", period_text="2026. gada marts", starts_on=date(2025, 10, 14), ends_on=date(2025, 10, 14)
    )
    edit_activity(unit, *place, row_id, other_words, row.version)
    period = seen(unit, world).activity(row_id).activity.period
    assert (period.start, period.end) == (date(2026, 3, 1), date(2026, 3, 31))


def test_what_was_done_is_kept_with_its_participants(unit: Unit, world: World) -> None:
    direction, form = codes_of(unit, DIRECTIONS)[0], codes_of(unit, FORMS)[0]
    given = ActivityInput(
        "Lasītāju klubs",
        direction=direction,
        form=form,
        audience=Audience.PUPILS,
        done=True,
        work_done="Trīs tikšanās",
        participants=41,
        participants_words="5. klašu skolēni",
    )

    row_id = add_activity(unit, world.leader, world.association_id, world.period_id, given)

    activity = seen(unit, world).activity(row_id).activity
    assert (activity.direction, activity.form, activity.audience) == (direction, form, Audience.PUPILS)
    assert (activity.done, activity.participants, activity.work_done) == (True, 41, "Trīs tikšanās")


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        (ActivityInput("  "), "topic", "required"),
        (ActivityInput("T", place="x" * 301), "place", "too_long"),
        (ActivityInput("T", direction="juggling"), "direction", "unknown_choice"),
        (ActivityInput("T", form="juggling"), "form", "unknown_choice"),
        (ActivityInput("T", participants=-1), "participants", "below_minimum"),
        (ActivityInput("T", participants=1_000_000), "participants", "above_maximum"),
        (ActivityInput("T", starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 1)), "ends_on", "period_reversed"),
    ],
)
def test_a_row_that_cannot_be_is_refused_at_its_field(
    unit: Unit, world: World, given: ActivityInput, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add_activity(unit, world.leader, world.association_id, world.period_id, given)

    assert {name: problem.code for name, problem in refused.value.fields.items()} == {field: code}


def test_rows_are_moved_removed_and_guarded(unit: Unit, world: World) -> None:
    place = (world.leader, world.association_id)
    ids = [add_activity(unit, *place, world.period_id, ActivityInput(topic)) for topic in ("A", "B", "C")]

    def topics() -> list[str]:
        return [row.activity.topic for row in seen(unit, world).activities]

    move_activity(unit, *place, ids[2], -1)
    assert topics() == ["A", "C", "B"]
    move_activity(unit, *place, ids[0], -1)
    assert topics() == ["A", "C", "B"]
    move_activity(unit, *place, ids[0], 5)
    assert topics() == ["C", "B", "A"]
    remove_activity(unit, *place, ids[1])
    assert topics() == ["C", "A"]
    with pytest.raises(NotFound):
        remove_activity(unit, *place, ids[1])
    version = seen(unit, world).activity(ids[0]).version
    edit_activity(unit, *place, ids[0], ActivityInput("A1"), version)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        edit_activity(unit, *place, ids[0], ActivityInput("A2"), version)
    assert topics() == ["C", "A1"]


def test_rows_of_another_association_are_not_found(unit: Unit, world: World) -> None:
    other = make_world(unit)
    row_id = add_activity(unit, world.leader, world.association_id, world.period_id, ActivityInput("A"))

    with pytest.raises(NotFound):
        edit_activity(unit, other.leader, other.association_id, row_id, ActivityInput("B"), "")
    with pytest.raises(NotFound):
        move_activity(unit, other.leader, other.association_id, row_id, 1)


def test_partners_are_kept_with_what_was_done_together(unit: Unit, world: World) -> None:
    place = (world.leader, world.association_id)
    partner_id = add_partner(unit, *place, world.period_id, Partner("Novada muzejs", ""))
    row = seen(unit, world).partner(partner_id)

    edit_partner(unit, *place, partner_id, Partner("Novada muzejs", "Izstāde"), row.version)
    with pytest.raises(Conflict):
        edit_partner(unit, *place, partner_id, Partner("Novada muzejs", "Cita"), row.version)
    with pytest.raises(Invalid):
        add_partner(unit, *place, world.period_id, Partner(" "))
    assert seen(unit, world).plan.partners == (Partner("Novada muzejs", "Izstāde"),)

    remove_partner(unit, *place, partner_id)
    assert seen(unit, world).partners == ()


def test_next_years_plan_can_be_begun_twice(unit: Unit, world: World) -> None:
    first = begin_plan(unit, world.leader, world.association_id, YEAR.next)
    second = begin_plan(unit, world.leader, world.association_id, YEAR.next)

    assert first == second
    assert plan_view(unit, world.leader, world.association_id, first.id).exists


def test_only_the_leader_comes_near_a_plan(unit: Unit, world: World) -> None:
    place = (world.association_id, world.period_id)
    row_id = add_activity(unit, world.leader, *place, ActivityInput("A"))
    partner_id = add_partner(unit, world.leader, *place, Partner("P"))
    for actor in world.strangers:
        for refused in (
            lambda actor=actor: plan_view(unit, actor, *place),
            lambda actor=actor: begin_plan(unit, actor, world.association_id, YEAR),
            lambda actor=actor: save_head(unit, actor, *place, PlanHead(), ""),
            lambda actor=actor: save_priority_report(unit, actor, *place, "", ""),
            lambda actor=actor: add_activity(unit, actor, *place, ActivityInput("B")),
            lambda actor=actor: edit_activity(unit, actor, world.association_id, row_id, ActivityInput("B"), ""),
            lambda actor=actor: move_activity(unit, actor, world.association_id, row_id, 1),
            lambda actor=actor: remove_activity(unit, actor, world.association_id, row_id),
            lambda actor=actor: add_partner(unit, actor, *place, Partner("Q")),
            lambda actor=actor: edit_partner(unit, actor, world.association_id, partner_id, Partner("Q"), ""),
            lambda actor=actor: remove_partner(unit, actor, world.association_id, partner_id),
        ):
            with pytest.raises(Forbidden):
                refused()
    assert len(seen(unit, world).activities) == 1
