"""The second round: the leader puts merged proposals to a vote, members approve of some by their personal link.

Ballots lie like answers in the ballot box: one for each link, under a key that the voter's receipt code gives, sealed
to the vote's own key. At closing they are opened, and what remains is which sets were approved of, sorted among
themselves.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from surveyapp.analysis.approval import choose
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.finite import count_of
from surveyapp.analysis.participation import Told, exactly, told
from surveyapp.evaluation.proposals import ProposalStatus
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.cleaning import clean, order_cleaning
from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.outbox import queue_mails
from surveyapp.services.plans import refuse_long
from surveyapp.services.proposals import BoardState, run_state
from surveyapp.services.sealing import (
    new_run_keys,
    open_envelope,
    unwrap_run_key,
)
from surveyapp.services.surveys import year_end_run
from surveyapp.services.unit import Unit
from surveyapp.store.cleaning import CleaningReason
from surveyapp.store.operation import Mail
from surveyapp.store.responses import ProposalGroup
from surveyapp.store.surveys import Addressing, Invitation, Run
from surveyapp.store.voting import Ballot, Vote, VoteOption, Voter

MOST_OPTIONS = 15
FEWEST_OPTIONS = 2
MESSAGE = 2000
REASON = 2000
BALLOT_BYTES = 512
"""One size for all ballots, so that the length gives nobody away; fifteen positions fit many times over."""


class VoteState(StrEnum):
    """Where a vote stands."""

    NONE = "none"
    OPEN = "open"
    TOO_FEW = "too_few"
    """Closed, with fewer ballots than may be shown."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class OptionView:
    """One proposal on the ballot."""

    position: int
    """On the leader's list; what a ballot names."""
    wording: str
    group_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Line:
    """What the members said of one option."""

    option: OptionView
    count: Count
    """Ballots that approve of it, of all ballots, and how many of the members that may mean."""
    chosen: bool
    """Among the most approved of, as many as there are seats."""
    for_balance: bool
    """Sequential PAV takes it up, counting does not."""
    tied: bool
    """As many approvals on the other side of the last seat: the rule decided."""
    status: ProposalStatus | None
    """What the leader has decided about it; None where its group is gone."""


@dataclass(frozen=True, slots=True)
class VoteView:
    """One vote as its leader sees it. Lines are there only once it is closed and enough have voted."""

    run_id: uuid.UUID
    state: VoteState
    seats: int
    most: int
    """How many a member may approve of."""
    message: str
    closes_at: datetime
    closed_at: datetime | None
    invited: int | None
    """N; None where one link went to all."""
    voted: Told
    """How many have voted, as far as it may be told: a member's vote is secret whatever the survey's mode."""
    options: tuple[OptionView, ...]
    lines: tuple[Line, ...]
    """Most approved first."""
    deviation: str
    needed: int
    """Fewest ballots of which a result is shown."""

    @property
    def deviates(self) -> bool:
        """Whether the leader has decided otherwise than the members."""
        return any(
            (line.chosen and line.status in (ProposalStatus.DECLINED, ProposalStatus.LATER))
            or (not line.chosen and line.status is ProposalStatus.ACCEPTED)
            for line in self.lines
        )


@dataclass(frozen=True, slots=True)
class VoteInput:
    """What the leader decides when a vote opens."""

    group_ids: Sequence[uuid.UUID]
    seats: int
    closes_at: datetime
    message: str = ""


def most_approvals(options: int) -> int:
    """How many a member may approve of: up to a third of the list, one at least."""
    return max(1, options // 3)


def vote_of(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> VoteView | None:
    """The vote of a year for the association's leader; None where there is none. ``Forbidden``."""
    require_leader(unit, actor, association_id)
    run = year_end_run(unit, association_id, period_id)
    vote = stored_vote(unit.session, run.id) if run else None
    return view_of(unit, vote) if vote else None


def votes_of(unit: Unit, run_id: uuid.UUID) -> Mapping[str, Count]:
    """What a closed vote with enough ballots says of each group, by its id. Checks no actor: the caller has."""
    vote = stored_vote(unit.session, run_id)
    lines = view_of(unit, vote).lines if vote else ()
    return {line.option.group_id.hex: line.count for line in lines if line.option.group_id}


def stored_vote(session: Session, run_id: uuid.UUID, *, lock: bool = False, share: bool = False) -> Vote | None:
    wanted = select(Vote).where(Vote.run_id == run_id)
    if lock or share:
        wanted = wanted.with_for_update(read=share)
    return session.scalar(wanted)


def view_of(unit: Unit, vote: Vote) -> VoteView:
    options = tuple(option_view(row) for row in vote.options)
    if vote.closed_at is None:
        state = VoteState.OPEN
        invited = _invited(unit.session, vote.run)
        voted = told(_laid(unit.session, vote), invited, unit.thresholds.show)
    else:
        ballots, invited = len(vote.approvals or ()), vote.invited
        state = VoteState.CLOSED if ballots >= unit.thresholds.show else VoteState.TOO_FEW
        voted = exactly(ballots) if state is VoteState.CLOSED else Told(0, unit.thresholds.show - 1)
    return VoteView(
        run_id=vote.run_id,
        state=state,
        seats=vote.seats,
        most=most_approvals(len(options)),
        message=vote.message,
        closes_at=vote.closes_at,
        closed_at=vote.closed_at,
        invited=invited,
        voted=voted,
        options=options,
        lines=_lines(unit, vote, options) if state is VoteState.CLOSED else (),
        deviation=vote.deviation,
        needed=unit.thresholds.show,
    )


def option_view(row: VoteOption) -> OptionView:
    return OptionView(row.position, row.wording, row.proposal_group_id)


def _lines(unit: Unit, vote: Vote, options: Sequence[OptionView]) -> tuple[Line, ...]:
    ballots = [frozenset(chosen) for chosen in vote.approvals or ()]
    choice = choose(ballots, len(options), vote.seats)
    ids = [option.group_id for option in options if option.group_id]
    statuses = {
        row[0]: ProposalStatus(row[1])
        for row in unit.session.execute(select(ProposalGroup.id, ProposalGroup.status).where(ProposalGroup.id.in_(ids)))
    }
    return tuple(
        Line(
            option=options[place],
            count=count_of(choice.votes[place], len(ballots), 0, vote.invited),
            chosen=place in choice.by_approval,
            for_balance=place in choice.for_balance,
            tied=place in choice.tied,
            status=statuses.get(group_id) if (group_id := options[place].group_id) else None,
        )
        for place in choice.ranking
    )


def _laid(session: Session, vote: Vote) -> int:
    return session.scalar(select(func.count()).select_from(Ballot).where(Ballot.vote_id == vote.id)) or 0


def _invited(session: Session, run: Run) -> int | None:
    if run.addressing == Addressing.SHARED:
        return None
    return session.scalar(
        select(func.count()).select_from(Invitation).where(Invitation.run_id == run.id, ~Invitation.cancelled)
    )


def open_vote(unit: Unit, actor: Actor, run_id: uuid.UUID, given: VoteInput) -> int:
    """Open the vote and queue a mail to every member with an address; returns how many mails.

    ``Invalid`` for fewer than two or more than fifteen proposals, for seats outside the list, a day that has passed;
    ``NotFound`` for a group of another run; ``Conflict("vote_exists")`` where there is one.
    """
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)
    if run_state(unit, run) is not BoardState.OPEN:
        raise Conflict("proposals_not_open")
    _check(unit, given)
    with unit.transaction() as session:
        if stored_vote(session, run_id) is not None:
            raise Conflict("vote_exists")
        groups = session.scalars(
            select(ProposalGroup)
            .where(ProposalGroup.id.in_(given.group_ids), ProposalGroup.run_id == run_id)
            .order_by(ProposalGroup.position, ProposalGroup.id)
        ).all()
        if len(groups) != len(set(given.group_ids)):
            raise NotFound("proposal_group")
        vote_id = uuid.uuid4()
        public_key, wrapped = new_run_keys(unit.secret, vote_id)
        session.add(
            Vote(
                id=vote_id,
                run_id=run_id,
                seats=given.seats,
                message=given.message.strip(),
                closes_at=given.closes_at,
                public_key=public_key,
                wrapped_private_key=wrapped,
                options=[
                    VoteOption(position=place, proposal_group_id=group.id, wording=group.wording)
                    for place, group in enumerate(groups)
                ],
            )
        )
        for group in groups:
            if group.status == ProposalStatus.GROUPED:
                group.status = ProposalStatus.SHORTLISTED.value
        session.flush()
        queued = queue_mails(session, run, "vote", _next_round(session, run_id), silent_only=False)
        record(session, actor, "vote_opened", "run", str(run_id), options=len(groups))
        return queued


def _next_round(session: Session, run_id: uuid.UUID) -> int:
    """A vote that was taken back has left its mails; the next one's are a round of their own."""
    newest = session.scalar(select(func.max(Mail.round)).where(Mail.run_id == run_id, Mail.kind == "vote"))
    return 0 if newest is None else newest + 1


def _check(unit: Unit, given: VoteInput) -> None:
    count = len(set(given.group_ids))
    if count < FEWEST_OPTIONS:
        raise invalid("groups", "too_few_choices", min=FEWEST_OPTIONS)
    if count > MOST_OPTIONS:
        raise invalid("groups", "too_many_choices", max=MOST_OPTIONS)
    if given.seats < 1:
        raise invalid("seats", "below_minimum", min=1)
    if given.seats >= count:
        raise invalid("seats", "above_maximum", max=count - 1)
    if given.closes_at <= unit.now():
        raise invalid("closes_at", "date_in_the_past")
    refuse_long({"message": (given.message, MESSAGE)})


def close_vote(unit: Unit, actor: Actor, run_id: uuid.UUID) -> int:
    """Close the vote: open the ballots, keep what was approved of, delete ballots and key. Returns their number.

    ``NotFound`` where there is none, ``Conflict("vote_closed")`` where it is closed already.
    """
    _led(unit, actor, run_id)
    unit.session.rollback()  # what was read ends here: the transaction below begins with the write lock
    with unit.transaction() as session:
        vote = _open_vote(session, run_id)
        private_key = unwrap_run_key(unit.secret, vote.id, vote.wrapped_private_key or b"")
        laid = session.scalars(select(Ballot.sealed).where(Ballot.vote_id == vote.id)).all()
        vote.approvals = sorted(sorted(open_envelope(private_key, sealed)["chosen"]) for sealed in laid)
        vote.invited = _invited(session, vote.run)
        vote.closed_at, vote.public_key, vote.wrapped_private_key = unit.now(), None, None
        session.execute(delete(Ballot).where(Ballot.vote_id == vote.id))
        session.execute(delete(Voter).where(Voter.vote_id == vote.id))
        _no_more_mails(session, run_id)
        order_cleaning(session, CleaningReason.VOTE_CLOSED, run_id)
        record(session, actor, "vote_closed", "run", str(run_id))
    clean(unit)
    return len(laid)


def take_back_vote(unit: Unit, actor: Actor, run_id: uuid.UUID) -> None:
    """Take an open vote back; the ballots that were laid are thrown away unread. Refuses as ``close_vote``."""
    _led(unit, actor, run_id)
    unit.session.rollback()
    with unit.transaction() as session:
        vote = _open_vote(session, run_id)
        session.execute(delete(Ballot).where(Ballot.vote_id == vote.id))
        session.execute(delete(Voter).where(Voter.vote_id == vote.id))
        session.delete(vote)
        _no_more_mails(session, run_id)
        order_cleaning(session, CleaningReason.VOTE_TAKEN_BACK, run_id)
        record(session, actor, "vote_taken_back", "run", str(run_id))
    clean(unit)


def explain_deviation(unit: Unit, actor: Actor, run_id: uuid.UUID, reason: str) -> None:
    """Keep why the leader chose otherwise than the members. ``Conflict`` while the vote is open."""
    _led(unit, actor, run_id)
    refuse_long({"deviation": (reason, REASON)})
    with unit.transaction() as session:
        vote = stored_vote(session, run_id, lock=True)
        if vote is None:
            raise NotFound("vote")
        if vote.closed_at is None:
            raise Conflict("vote_open")
        vote.deviation = reason.strip()
        record(session, actor, "vote_explained", "run", str(run_id))


def _led(unit: Unit, actor: Actor, run_id: uuid.UUID) -> None:
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)


def _open_vote(session: Session, run_id: uuid.UUID) -> Vote:
    vote = stored_vote(session, run_id, lock=True)
    if vote is None:
        raise NotFound("vote")
    if vote.closed_at is not None:
        raise Conflict("vote_closed")
    return vote


def _no_more_mails(session: Session, run_id: uuid.UUID) -> None:
    session.execute(
        update(Mail).where(Mail.run_id == run_id, Mail.kind == "vote", Mail.state == "waiting").values(state="skipped")
    )


def overdue_votes(unit: Unit) -> tuple[uuid.UUID, ...]:
    """Runs whose vote is past its last day and not closed yet."""
    wanted = select(Vote.run_id).where(Vote.closed_at.is_(None), Vote.closes_at <= unit.now())
    found = tuple(unit.session.scalars(wanted))
    unit.session.rollback()
    return found
