"""The board of proposals: closed until it may open, grouped by hand, nothing lost on the way."""

from __future__ import annotations

import uuid

import pytest

from surveyapp.evaluation.proposals import ProposalStatus
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.lists import DIRECTIONS, codes_of
from surveyapp.services.proposals import (
    Board,
    BoardState,
    board,
    decide_group,
    decline_proposals,
    delete_group,
    make_group,
    put_into_group,
    reword_group,
    take_out,
)
from surveyapp.services.unit import Unit
from surveyapp.store.surveys import RunStatus
from tests.leaders import World, make_run, make_world

TEXTS = (
    "Vairāk izbraukuma semināru",
    "Izbraukuma semināri biežāk",
    "Kopīgs grāmatu saraksts 5. klasei",
    "Konsultācijas tiešsaistē",
)


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


@pytest.fixture
def run_id(unit: Unit, world: World) -> uuid.UUID:
    return make_run(unit, world, proposals=TEXTS)


def seen(unit: Unit, world: World) -> Board:
    unit.session.expire_all()
    return board(unit, world.leader, world.association_id, world.period_id)


def ids(shown: Board, *starts: str) -> list[uuid.UUID]:
    everything = [*shown.loose, *shown.put_aside, *(item for group in shown.groups for item in group.proposals)]
    return [item.id for start in starts for item in everything if item.text.startswith(start)]


@pytest.mark.parametrize(
    ("status", "responses", "state"),
    [
        (RunStatus.OPEN, 0, BoardState.COLLECTING),
        (RunStatus.CLOSED, 2, BoardState.TOO_FEW),
        (RunStatus.CLOSED, 3, BoardState.OPEN),
    ],
)
def test_the_board_opens_after_closing_from_three_responses(
    unit: Unit, world: World, status: RunStatus, responses: int, state: BoardState
) -> None:
    run_id = make_run(unit, world, proposals=TEXTS, responses=responses, status=status)

    shown = seen(unit, world)

    assert shown.state is state
    assert shown.total == (len(TEXTS) if state is BoardState.OPEN else 0)
    if state is not BoardState.OPEN:
        with pytest.raises(Conflict, match="proposals_not_open"):
            make_group(unit, world.leader, run_id, [uuid.uuid4()])


def test_a_year_without_a_survey_says_so(unit: Unit, world: World) -> None:
    assert seen(unit, world).state is BoardState.NO_SURVEY


def test_a_group_keeps_its_originals_beside_the_merged_wording(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    group_id = make_group(
        unit, world.leader, run_id, ids(seen(unit, world), "Vairāk", "Izbraukuma"), "Izbraukuma semināri"
    )

    group = seen(unit, world).group(group_id)
    assert group.wording == "Izbraukuma semināri"
    assert {item.text for item in group.proposals} == set(TEXTS[:2])
    assert {item.status for item in group.proposals} == {ProposalStatus.GROUPED}
    assert len(seen(unit, world).loose) == 2


def test_proposals_move_between_groups_and_back(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    first = make_group(unit, world.leader, run_id, ids(seen(unit, world), "Vairāk", "Izbraukuma", "Kopīgs"))
    second = make_group(unit, world.leader, run_id, ids(seen(unit, world), "Konsultācijas"))

    put_into_group(unit, world.leader, run_id, second, ids(seen(unit, world), "Kopīgs"))
    assert [len(group.proposals) for group in seen(unit, world).groups] == [2, 2]
    take_out(unit, world.leader, run_id, ids(seen(unit, world), "Kopīgs"))
    assert [item.text for item in seen(unit, world).loose] == [TEXTS[2]]
    assert seen(unit, world).loose[0].status is ProposalStatus.NEW

    delete_group(unit, world.leader, run_id, first)
    shown = seen(unit, world)
    assert [group.id for group in shown.groups] == [second]
    assert {item.text for item in shown.loose} == set(TEXTS[:3])


def test_rewording_is_guarded_against_a_second_window(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    group_id = make_group(unit, world.leader, run_id, ids(seen(unit, world), "Vairāk"))
    assert seen(unit, world).group(group_id).wording == TEXTS[0]
    version = seen(unit, world).group(group_id).version
    direction = codes_of(unit, DIRECTIONS)[1]

    reword_group(unit, world.leader, run_id, group_id, "Semināri skolās", direction, version)

    group = seen(unit, world).group(group_id)
    assert (group.wording, group.direction) == ("Semināri skolās", direction)
    assert group.proposals[0].text == TEXTS[0]
    with pytest.raises(Conflict, match="changed_meanwhile"):
        reword_group(unit, world.leader, run_id, group_id, "Cits", None, version)
    with pytest.raises(Invalid):
        reword_group(unit, world.leader, run_id, group_id, "  ", None, group.version)
    with pytest.raises(Invalid):
        reword_group(unit, world.leader, run_id, group_id, "Cits", "juggling", group.version)


def test_declining_takes_a_reason_and_can_be_taken_back(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    group_id = make_group(unit, world.leader, run_id, ids(seen(unit, world), "Vairāk"))
    with pytest.raises(Invalid) as refused:
        decide_group(unit, world.leader, run_id, group_id, ProposalStatus.DECLINED, " ")
    assert set(refused.value.fields) == {"reason"}

    decide_group(unit, world.leader, run_id, group_id, ProposalStatus.DECLINED, "Nav transporta")
    group = seen(unit, world).group(group_id)
    assert (group.status, group.reason) == (ProposalStatus.DECLINED, "Nav transporta")
    with pytest.raises(Conflict):
        decide_group(unit, world.leader, run_id, group_id, ProposalStatus.LATER)
    decide_group(unit, world.leader, run_id, group_id, ProposalStatus.SHORTLISTED)
    assert seen(unit, world).group(group_id).status is ProposalStatus.SHORTLISTED


def test_single_proposals_are_put_aside_with_a_reason(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    chosen = ids(seen(unit, world), "Kopīgs")
    with pytest.raises(Invalid):
        decline_proposals(unit, world.leader, run_id, chosen, "")

    decline_proposals(unit, world.leader, run_id, chosen, "Jau ir")

    assert [(item.text, item.reason) for item in seen(unit, world).put_aside] == [(TEXTS[2], "Jau ir")]
    take_out(unit, world.leader, run_id, chosen)
    assert seen(unit, world).put_aside == ()


def test_similar_ones_are_hinted_at_and_never_grouped(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    shown = seen(unit, world)

    assert [set(group) for group in shown.alike] == [set(ids(shown, "Vairāk", "Izbraukuma"))]
    assert shown.groups == ()


def test_nothing_chosen_or_foreign_is_refused(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    other = make_world(unit)
    foreign_run = make_run(unit, other, proposals=TEXTS)
    foreign = board(unit, other.leader, other.association_id, other.period_id).loose[0].id

    with pytest.raises(Invalid):
        make_group(unit, world.leader, run_id, [])
    with pytest.raises(NotFound):
        make_group(unit, world.leader, run_id, [foreign])
    with pytest.raises(NotFound):
        delete_group(unit, world.leader, run_id, make_group(unit, other.leader, foreign_run, [foreign]))


def test_only_the_leader_sees_and_changes_the_board(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    chosen = ids(seen(unit, world), "Vairāk")
    group_id = make_group(unit, world.leader, run_id, chosen)
    for actor in world.strangers:
        for refused in (
            lambda actor=actor: board(unit, actor, world.association_id, world.period_id),
            lambda actor=actor: make_group(unit, actor, run_id, chosen),
            lambda actor=actor: put_into_group(unit, actor, run_id, group_id, chosen),
            lambda actor=actor: take_out(unit, actor, run_id, chosen),
            lambda actor=actor: decline_proposals(unit, actor, run_id, chosen, "x"),
            lambda actor=actor: reword_group(unit, actor, run_id, group_id, "x", None, ""),
            lambda actor=actor: decide_group(unit, actor, run_id, group_id, ProposalStatus.ACCEPTED),
            lambda actor=actor: delete_group(unit, actor, run_id, group_id),
        ):
            with pytest.raises(Forbidden):
                refused()
    assert len(seen(unit, world).group(group_id).proposals) == 1
