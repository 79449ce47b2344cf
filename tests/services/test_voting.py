"""The second round: opened by the leader, voted by link, sealed until closed, counted once."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from surveyapp.analysis.participation import Told
from surveyapp.evaluation.proposals import ProposalStatus
from surveyapp.jobs.closing import close_overdue
from surveyapp.services.ballots import BallotView, ballot_of, cast_ballot
from surveyapp.services.board_work import merge_groups, undo
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.proposals import decide_group, delete_group, make_group
from surveyapp.services.sealing import link_secret, link_text, secret_hash
from surveyapp.services.unit import Unit
from surveyapp.services.voting import (
    VoteInput,
    VoteState,
    VoteView,
    close_vote,
    explain_deviation,
    open_vote,
    take_back_vote,
    vote_of,
)
from surveyapp.store.operation import Mail
from surveyapp.store.responses import Proposal
from surveyapp.store.surveys import Invitation
from surveyapp.store.voting import Ballot, Vote
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.mails import MailFacts, compose
from tests.leaders import World, make_run, make_world

PROPOSALS = tuple(f"Priekšlikums {number}" for number in range(1, 7))
MEMBERS = 16


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


@pytest.fixture
def run_id(unit: Unit, world: World) -> uuid.UUID:
    return make_run(unit, world, proposals=PROPOSALS)


@pytest.fixture
def groups(unit: Unit, world: World, run_id: uuid.UUID) -> list[uuid.UUID]:
    """Each proposal a group of its own, in the order of the proposals."""
    rows = unit.session.execute(select(Proposal.text, Proposal.id).where(Proposal.run_id == run_id)).all()
    return [make_group(unit, world.leader, run_id, [row[1]]) for row in sorted((row[0], row[1]) for row in rows)]


@pytest.fixture
def links(unit: Unit, run_id: uuid.UUID) -> list[str]:
    """Sixteen members; the last has no e-mail address."""
    links = []
    with unit.transaction() as session:
        for number in range(MEMBERS):
            invitation_id = uuid.uuid4()
            secret = link_secret(unit.secret, invitation_id)
            session.add(
                Invitation(
                    id=invitation_id,
                    run_id=run_id,
                    name=f"Ilze Kalna {number}",
                    email=f"ilze{number}@berzkalve.example" if number < MEMBERS - 1 else None,
                    language="lv",
                    secret_hash=secret_hash(secret),
                )
            )
            links.append(link_text(secret))
    return links


def given(unit: Unit, groups: list[uuid.UUID], seats: int = 3) -> VoteInput:
    return VoteInput(groups, seats, unit.now() + timedelta(days=7), "Lūdzu, izvēlieties!")


def seen(unit: Unit, world: World) -> VoteView:
    unit.session.expire_all()
    vote = vote_of(unit, world.leader, world.association_id, world.period_id)
    assert vote is not None
    return vote


def ballot(unit: Unit, link: str) -> BallotView:
    found = ballot_of(unit, link)
    assert found is not None
    return found


def test_a_vote_from_opening_to_its_result(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    """Six proposals, so each member approves of two at most; ten of sixteen vote."""
    assert open_vote(unit, world.leader, run_id, given(unit, groups, seats=2)) == MEMBERS - 1
    for link in links[:6]:
        cast_ballot(unit, link, [0, 1])
    for link in links[6:10]:
        cast_ballot(unit, link, [3])

    open_ = seen(unit, world)
    assert (open_.state, open_.voted, open_.invited, open_.lines) == (VoteState.OPEN, Told(10, 10), MEMBERS, ())
    assert close_vote(unit, world.leader, run_id) == 10

    result = seen(unit, world)
    assert result.state is VoteState.CLOSED
    assert [(line.option.wording, line.count.k) for line in result.lines[:3]] == [
        ("Priekšlikums 1", 6),
        ("Priekšlikums 2", 6),
        ("Priekšlikums 4", 4),
    ]
    assert [line.chosen for line in result.lines[:3]] == [True, True, False]
    assert [line.for_balance for line in result.lines[:3]] == [False, False, True]
    count = result.lines[0].count
    assert (count.n, count.population) == (10, 16)
    assert count.interval is not None
    assert 6 <= count.interval.low <= count.interval.high <= 12
    assert result.lines[0].status is ProposalStatus.SHORTLISTED


def test_a_member_changes_her_vote_and_finds_it_again(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    open_vote(unit, world.leader, run_id, given(unit, groups))
    assert ballot(unit, links[0]).chosen == frozenset()
    receipt = cast_ballot(unit, links[0], [5])
    cast_ballot(unit, links[0], [4, 2], receipt)

    mine = ballot_of(unit, links[0], receipt)
    assert mine is not None
    assert (sorted(mine.chosen), mine.most, mine.open) == ([2, 4], 2, True)
    assert unit.session.scalar(select(func.count()).select_from(Ballot)) == 1
    for link in links[1:5]:
        cast_ballot(unit, link, [2])
    close_vote(unit, world.leader, run_id)
    assert {line.option.position: line.count.k for line in seen(unit, world).lines if line.count.k} == {2: 5, 4: 1}


def test_the_order_is_one_members_own_and_stays(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    open_vote(unit, world.leader, run_id, given(unit, groups))
    orders = [tuple(option.position for option in ballot(unit, link).options) for link in links]

    assert orders == [tuple(option.position for option in ballot(unit, link).options) for link in links]
    assert all(sorted(order) == list(range(6)) for order in orders)
    assert len(set(orders)) > 8
    # By chance alone one option of six comes first for fourteen of sixteen once in ten million runs.
    assert max(Counter(order[0] for order in orders).values()) < 14


def test_ballots_say_nothing_to_whom_holds_the_database(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    open_vote(unit, world.leader, run_id, given(unit, groups))
    for link in links[:5]:
        cast_ballot(unit, link, [1])
    cast_ballot(unit, links[5], [0, 2])

    rows = unit.session.scalars(select(Ballot)).all()
    assert len({len(row.sealed) for row in rows}) == len({len(row.own) for row in rows}) == 1
    assert len({row.sealed for row in rows}) == 6
    assert {column.name for column in Ballot.__table__.columns} == {"key", "vote_id", "sealed", "own"}
    close_vote(unit, world.leader, run_id)
    unit.session.expire_all()

    assert unit.session.scalar(select(func.count()).select_from(Ballot)) == 0
    vote = unit.session.scalars(select(Vote)).one()
    assert (vote.public_key, vote.wrapped_private_key) == (None, None)
    assert vote.approvals == [[0, 2], [1], [1], [1], [1], [1]]


def test_too_few_votes_show_nothing(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    open_vote(unit, world.leader, run_id, given(unit, groups))
    for link in links[:4]:
        cast_ballot(unit, link, [1])
    close_vote(unit, world.leader, run_id)

    assert (seen(unit, world).state, seen(unit, world).lines) == (VoteState.TOO_FEW, ())


@pytest.mark.parametrize(
    ("chosen", "code"), [([], "too_few_choices"), ([0, 1, 2], "too_many_choices"), ([6], "unknown_choice")]
)
def test_a_ballot_that_cannot_be_is_refused(
    unit: Unit,
    world: World,
    run_id: uuid.UUID,
    groups: list[uuid.UUID],
    links: list[str],
    chosen: list[int],
    code: str,
) -> None:
    open_vote(unit, world.leader, run_id, given(unit, groups))
    with pytest.raises(Invalid) as refusal:
        cast_ballot(unit, links[0], chosen)
    assert refusal.value.fields["options"].code == code


def test_nobody_votes_before_after_or_without_a_link(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    assert ballot_of(unit, links[0]) is None
    with pytest.raises(NotFound, match="vote"):
        cast_ballot(unit, links[0], [0])
    open_vote(unit, world.leader, run_id, given(unit, groups))
    with pytest.raises(NotFound, match="link"):
        cast_ballot(unit, link_text(b"x" * 20), [0])
    with unit.transaction() as session:
        session.scalars(select(Invitation).where(Invitation.name == "Ilze Kalna 3")).one().cancelled = True
    with pytest.raises(NotFound, match="link"):
        cast_ballot(unit, links[3], [0])
    late = replace(unit, now=lambda: unit.now() + timedelta(days=8))
    with pytest.raises(Conflict, match="vote_closed"):
        cast_ballot(late, links[0], [0])
    assert not ballot(late, links[0]).open


def test_a_vote_past_its_last_day_is_closed_by_the_worker(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    open_vote(unit, world.leader, run_id, given(unit, groups))
    close_overdue(unit)
    assert seen(unit, world).state is VoteState.OPEN
    present = unit.now
    close_overdue(replace(unit, now=lambda: present() + timedelta(days=8)))
    assert seen(unit, world).state is VoteState.TOO_FEW
    with pytest.raises(Conflict, match="vote_closed"):
        close_vote(unit, world.leader, run_id)
    assert set(unit.session.scalars(select(Mail.state).where(Mail.kind == "vote"))) == {"skipped"}


def test_a_vote_is_taken_back_and_opened_anew(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    open_vote(unit, world.leader, run_id, given(unit, groups))
    cast_ballot(unit, links[0], [0])
    with pytest.raises(Conflict, match="vote_exists"):
        open_vote(unit, world.leader, run_id, given(unit, groups))
    take_back_vote(unit, world.leader, run_id)

    assert vote_of(unit, world.leader, world.association_id, world.period_id) is None
    assert open_vote(unit, world.leader, run_id, given(unit, groups[:3], seats=1)) == MEMBERS - 1
    assert ballot(unit, links[0]).chosen == frozenset()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"group_ids": ()}, "groups"),
        ({"seats": 0}, "seats"),
        ({"seats": 6}, "seats"),
        ({"message": "a" * 2001}, "message"),
    ],
)
def test_a_vote_that_cannot_be_is_refused(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        open_vote(unit, world.leader, run_id, replace(given(unit, groups), **change))
    assert field in refusal.value.fields


def test_a_vote_needs_the_future_its_own_groups_and_at_most_fifteen(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID]
) -> None:
    with pytest.raises(Invalid) as past:
        open_vote(unit, world.leader, run_id, replace(given(unit, groups), closes_at=unit.now()))
    assert past.value.fields["closes_at"].code == "date_in_the_past"
    with pytest.raises(Invalid) as many:
        open_vote(unit, world.leader, run_id, given(unit, [uuid.uuid4() for _ in range(16)]))
    assert many.value.fields["groups"].code == "too_many_choices"
    with pytest.raises(NotFound):
        open_vote(unit, world.leader, run_id, given(unit, [*groups, uuid.uuid4()]))


def test_choosing_otherwise_takes_a_reason_to_write(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    open_vote(unit, world.leader, run_id, given(unit, groups, seats=1))
    with pytest.raises(Conflict, match="vote_open"):
        explain_deviation(unit, world.leader, run_id, "Nav naudas")
    for link in links[:8]:
        cast_ballot(unit, link, [0])
    close_vote(unit, world.leader, run_id)
    assert not seen(unit, world).deviates
    decide_group(unit, world.leader, run_id, groups[5], ProposalStatus.ACCEPTED)
    assert seen(unit, world).deviates
    explain_deviation(unit, world.leader, run_id, "Nav naudas")
    assert seen(unit, world).deviation == "Nav naudas"


def test_only_the_leader_holds_a_vote(unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID]) -> None:
    for stranger in world.strangers:
        with pytest.raises(Forbidden):
            open_vote(unit, stranger, run_id, given(unit, groups))
        with pytest.raises(Forbidden):
            vote_of(unit, stranger, world.association_id, world.period_id)
        with pytest.raises(Forbidden):
            close_vote(unit, stranger, run_id)
        with pytest.raises(Forbidden):
            take_back_vote(unit, stranger, run_id)
        with pytest.raises(Forbidden):
            explain_deviation(unit, stranger, run_id, "x")


def test_the_mail_calls_to_the_vote() -> None:
    facts = MailFacts(
        kind="vote",
        name="Ilze",
        association="Bērzkalve",
        survey="Year-end survey",
        year_end=True,
        link="https://surveys.example/a/abc",
        sign_in=False,
        last_day=None,
        mode="anonymous",
        message="Please choose!",
    )
    mail = compose(catalogue("en"), facts)

    assert mail.subject == "Which proposals first? Vote of Bērzkalve"
    assert "Please choose!" in mail.text
    assert "https://surveys.example/a/abc" in mail.text
    assert ">Vote</a>" in mail.html
    told = compose(catalogue("en"), replace(facts, kind="changes"))
    assert "What your proposals changed" in told.subject
    assert "sealed" not in told.text


def test_undoing_a_dissolved_group_joins_it_to_the_vote_again(
    unit: Unit, world: World, run_id: uuid.UUID, groups: list[uuid.UUID], links: list[str]
) -> None:
    open_vote(unit, world.leader, run_id, given(unit, groups))
    before = [option.group_id for option in seen(unit, world).options]

    delete_group(unit, world.leader, run_id, groups[0])
    assert seen(unit, world).options[0].group_id is None
    undo(unit, world.leader, run_id)
    assert [option.group_id for option in seen(unit, world).options] == before

    merge_groups(unit, world.leader, run_id, groups[1], [groups[2], groups[3]])
    undo(unit, world.leader, run_id)
    assert [option.group_id for option in seen(unit, world).options] == before
    undo(unit, world.leader, run_id)  # the last group was made before the vote: its option is free, the vote stands
    assert [option.group_id for option in seen(unit, world).options] == [*before[:-1], None]
