"""Steps of the board: merging, splitting, masking, tagging, and every one undone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from surveyapp.evaluation.masking import suggested_mask
from surveyapp.evaluation.proposals import ProposalStatus
from surveyapp.services.board_work import (
    history_of,
    mask_proposal,
    merge_groups,
    tag_proposals,
    tags_of,
    undo,
    untag_proposals,
)
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.proposals import (
    Board,
    ProposalView,
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
from surveyapp.services.voting import VoteInput, open_vote, vote_of
from tests.leaders import World, make_run, make_world

TEXTS = ("Pirmais", "Otrais", "Trešais", "Zvanīt Annai, tālr. 29 123 456 vai anna.kalna@skola.example")


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


@pytest.fixture
def run_id(unit: Unit, world: World) -> uuid.UUID:
    return make_run(unit, world, proposals=TEXTS)


def seen(unit: Unit, world: World) -> Board:
    unit.session.expire_all()
    return board(unit, world.leader, world.association_id, world.period_id)


def everything(shown: Board) -> dict[str, ProposalView]:
    found = [*shown.loose, *shown.put_aside, *(item for group in shown.groups for item in group.proposals)]
    return {item.text: item for item in found}


def ids(unit: Unit, world: World, *texts: str) -> list[uuid.UUID]:
    found = everything(seen(unit, world))
    return [found[text].id for text in texts]


def test_groups_are_merged_in_one_step(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    first = make_group(unit, world.leader, run_id, ids(unit, world, "Pirmais"), "Viens")
    second = make_group(unit, world.leader, run_id, ids(unit, world, "Otrais", "Trešais"), "Divi")
    before = seen(unit, world)

    merge_groups(unit, world.leader, run_id, first, [second])

    (group,) = seen(unit, world).groups
    assert (group.wording, len(group.proposals)) == ("Viens", 3)
    undo(unit, world.leader, run_id)
    assert seen(unit, world) == before
    with pytest.raises(Invalid):
        merge_groups(unit, world.leader, run_id, first, [first])
    with pytest.raises(NotFound):
        merge_groups(unit, world.leader, run_id, first, [uuid.uuid4()])


def test_every_step_can_be_undone_back_to_the_beginning(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    leader = world.leader
    first, second, third, fourth = ids(unit, world, *TEXTS)
    stages = [seen(unit, world)]

    def step(work: Callable[[], object]) -> object:
        made = work()
        stages.append(seen(unit, world))
        return made

    group = step(lambda: make_group(unit, leader, run_id, [first, second], "Kopā"))
    assert isinstance(group, uuid.UUID)
    step(lambda: put_into_group(unit, leader, run_id, group, [third]))
    step(lambda: take_out(unit, leader, run_id, [second]))
    step(lambda: decline_proposals(unit, leader, run_id, [second], "Jau ir"))
    version = seen(unit, world).group(group).version
    step(lambda: reword_group(unit, leader, run_id, group, "Citādi", None, version))
    step(lambda: decide_group(unit, leader, run_id, group, ProposalStatus.DECLINED, "Nevar"))
    step(lambda: mask_proposal(unit, leader, run_id, fourth, "Zvanīt […]"))
    step(lambda: tag_proposals(unit, leader, run_id, [first, fourth], "Saziņa"))
    step(lambda: untag_proposals(unit, leader, run_id, [fourth], "Saziņa"))
    step(lambda: delete_group(unit, leader, run_id, group))
    assert len({repr(stage) for stage in stages}) == len(stages)

    while len(stages) > 1:
        stages.pop()
        undo(unit, leader, run_id)
        assert seen(unit, world) == stages[-1]
    with pytest.raises(Conflict, match="nothing_to_undo"):
        undo(unit, leader, run_id)
    history = history_of(unit, leader, run_id)
    assert len(history) == 10
    assert all(entry.undone for entry in history)
    assert history[-1].action == "grouped"
    assert history[-1].by == "Sarmīte Vanaga"


def test_doing_nothing_is_no_step(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    take_out(unit, world.leader, run_id, ids(unit, world, "Pirmais"))
    assert history_of(unit, world.leader, run_id) == ()


def test_a_masked_proposal_is_shown_on_without_what_is_hidden(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    (proposal,) = ids(unit, world, TEXTS[3])
    assert suggested_mask(TEXTS[3]) == "Zvanīt Annai, tālr. […] vai […]"
    mask_proposal(unit, world.leader, run_id, proposal, "Zvanīt […]")

    assert everything(seen(unit, world))[TEXTS[3]].masked == "Zvanīt […]"
    group = make_group(unit, world.leader, run_id, [proposal])
    assert seen(unit, world).group(group).wording == "Zvanīt […]"
    mask_proposal(unit, world.leader, run_id, proposal, TEXTS[3])
    assert everything(seen(unit, world))[TEXTS[3]].masked is None
    with pytest.raises(Invalid):
        mask_proposal(unit, world.leader, run_id, proposal, "a" * 2001)


def test_masking_reaches_the_wording_members_read(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    (proposal,) = ids(unit, world, TEXTS[3])
    group = make_group(unit, world.leader, run_id, [proposal])
    other = make_group(unit, world.leader, run_id, ids(unit, world, "Pirmais"))
    assert seen(unit, world).group(group).wording == TEXTS[3]
    open_vote(unit, world.leader, run_id, VoteInput([group, other], 1, unit.now() + timedelta(days=7)))

    mask_proposal(unit, world.leader, run_id, proposal, "Zvanīt […]")
    assert seen(unit, world).group(group).wording == "Zvanīt […]"
    vote = vote_of(unit, world.leader, world.association_id, world.period_id)
    assert vote
    assert {option.wording for option in vote.options} == {"Zvanīt […]", "Pirmais"}
    assert everything(seen(unit, world))[TEXTS[3]].text == TEXTS[3]

    reworded = seen(unit, world).group(group)
    reword_group(unit, world.leader, run_id, group, "Padomi pa tālruni", None, reworded.version)
    mask_proposal(unit, world.leader, run_id, proposal, "[…]")
    assert seen(unit, world).group(group).wording == "Padomi pa tālruni"


def test_tags_join_proposals_and_belong_to_the_codebook(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    chosen = ids(unit, world, "Pirmais", "Otrais")
    tag_proposals(unit, world.leader, run_id, chosen, " Semināri ")
    tag_proposals(unit, world.leader, run_id, chosen[:1], "Semināri")
    tag_proposals(unit, world.leader, run_id, chosen[:1], "Grāmatas")

    assert [(tag.label, tag.count) for tag in tags_of(unit, world.leader, run_id)] == [("Semināri", 2), ("Grāmatas", 1)]
    assert everything(seen(unit, world))["Pirmais"].tags == ("Semināri", "Grāmatas")
    with pytest.raises(Invalid):
        tag_proposals(unit, world.leader, run_id, chosen, " ")
    with pytest.raises(NotFound):
        untag_proposals(unit, world.leader, run_id, chosen, "Nav tāda")


def test_only_the_leader_works_on_the_board(unit: Unit, world: World, run_id: uuid.UUID) -> None:
    (proposal,) = ids(unit, world, "Pirmais")
    for stranger in world.strangers:
        for work in (
            lambda actor=stranger: undo(unit, actor, run_id),
            lambda actor=stranger: history_of(unit, actor, run_id),
            lambda actor=stranger: tags_of(unit, actor, run_id),
            lambda actor=stranger: mask_proposal(unit, actor, run_id, proposal, "x"),
            lambda actor=stranger: tag_proposals(unit, actor, run_id, [proposal], "x"),
            lambda actor=stranger: merge_groups(unit, actor, run_id, proposal, [proposal]),
        ):
            with pytest.raises(Forbidden):
                work()
