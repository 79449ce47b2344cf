"""The board of proposals: what librarians wrote, and the groups the leader makes of it by hand.

It opens after closing, from `Thresholds.proposals` responses up. A proposal is shown under its random id with
direction and language only, in the order of those ids, which says nothing about who wrote when. Nothing merges by
itself: similar ones are hints.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from surveyapp.analysis.disclosure import proposals_open
from surveyapp.analysis.similarity import hints
from surveyapp.evaluation.proposals import NEXT_STATUSES, ProposalGroup, ProposalStatus, with_status
from surveyapp.evaluation.statuses import StatusError
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.board_history import board_step, tags_by_proposal
from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.lists import DIRECTIONS, codes_of
from surveyapp.services.periods import PeriodView, period_by_id
from surveyapp.services.plans import refuse_long, version_of
from surveyapp.services.surveys import year_end_run
from surveyapp.services.synonyms import synonyms_for
from surveyapp.services.unit import Unit
from surveyapp.store.recommendations import Evidence
from surveyapp.store.responses import Proposal, Response
from surveyapp.store.responses import ProposalGroup as StoredGroup
from surveyapp.store.surveys import Run, RunStatus

WORDING = 2000
REASON = 1000


class BoardState(StrEnum):
    """Whether the board is open, and if not, why."""

    NO_SURVEY = "no_survey"
    NOT_OPENED = "not_opened"
    COLLECTING = "collecting"
    TOO_FEW = "too_few"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One proposal as its leader reads it."""

    id: uuid.UUID
    text: str
    direction: str | None
    language: str | None
    status: ProposalStatus
    reason: str
    masked: str | None = None
    """What is shown on instead of the text; the original stays for the leader alone."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupView:
    """One group with its merged wording, and what can be done with it."""

    id: uuid.UUID
    wording: str
    direction: str | None
    status: ProposalStatus
    reason: str
    version: str
    proposals: tuple[ProposalView, ...]
    next_statuses: tuple[ProposalStatus, ...]
    is_evidence: bool
    """A recommendation rests on it, so it cannot be deleted."""


@dataclass(frozen=True, slots=True)
class Board:
    """The proposals of one year. Nothing but the state and the counts is filled unless it is open."""

    association_id: uuid.UUID
    language: str
    period: PeriodView
    state: BoardState
    run_id: uuid.UUID | None = None
    answered: int = 0
    needed: int = 0
    groups: tuple[GroupView, ...] = ()
    loose: tuple[ProposalView, ...] = ()
    """In no group and not put aside."""
    put_aside: tuple[ProposalView, ...] = ()
    alike: tuple[tuple[uuid.UUID, ...], ...] = ()
    """Loose ones of one language that may say the same: hints, largest first. Nothing is grouped by itself."""

    @property
    def total(self) -> int:
        """How many proposals were made."""
        return sum(len(group.proposals) for group in self.groups) + len(self.loose) + len(self.put_aside)

    def group(self, group_id: uuid.UUID) -> GroupView:
        """The group with this id. ``NotFound`` where the board has none."""
        for group in self.groups:
            if group.id == group_id:
                return group
        raise NotFound("proposal_group")


def group_of(row: StoredGroup) -> ProposalGroup:
    """A stored group as `evaluation` knows it."""
    return ProposalGroup(
        id=row.id.hex,
        wording=row.wording,
        direction=row.direction,
        status=ProposalStatus(row.status),
        reason=row.reason,
        position=row.position,
        size=len(row.proposals),
    )


def groups_of(session: Session, run_id: uuid.UUID) -> tuple[ProposalGroup, ...]:
    """The groups of a run that hold proposals, in the leader's order. Checks no actor."""
    return tuple(group_of(row) for row in _groups(session, run_id) if row.proposals)


def _groups(session: Session, run_id: uuid.UUID) -> Sequence[StoredGroup]:
    return session.scalars(
        select(StoredGroup)
        .options(selectinload(StoredGroup.proposals))
        .where(StoredGroup.run_id == run_id)
        .order_by(StoredGroup.position, StoredGroup.id)
    ).all()


def responses_of(session: Session, run_id: uuid.UUID) -> int:
    """How many answered, once the run is closed. Checks no actor."""
    return session.scalar(select(func.count()).select_from(Response).where(Response.run_id == run_id)) or 0


def board(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> Board:
    """The board of a period for the association's leader. ``NotFound``, ``Forbidden``."""
    association = require_leader(unit, actor, association_id)
    period = period_by_id(unit, period_id)
    run = year_end_run(unit, association_id, period_id)
    state = run_state(unit, run)
    needed = unit.thresholds.proposals
    if run is None or state is not BoardState.OPEN:
        answered = responses_of(unit.session, run.id) if run is not None and state is BoardState.TOO_FEW else 0
        run_id = run.id if run else None
        return Board(association_id, association.language, period, state, run_id, answered, needed)
    evidence = set(
        unit.session.scalars(
            select(Evidence.proposal_group_id)
            .join(StoredGroup, StoredGroup.id == Evidence.proposal_group_id)
            .where(StoredGroup.run_id == run.id)
        )
    )
    rows = unit.session.scalars(
        select(Proposal).where(Proposal.run_id == run.id, Proposal.group_id.is_(None)).order_by(Proposal.id)
    )
    tags = tags_by_proposal(unit.session, run.id)
    single = tuple(_proposal(row, tags.get(row.id, ())) for row in rows)
    loose = tuple(item for item in single if item.status is not ProposalStatus.DECLINED)
    return Board(
        association_id=association_id,
        language=association.language,
        period=period,
        state=state,
        run_id=run.id,
        answered=responses_of(unit.session, run.id),
        needed=needed,
        groups=tuple(_group(row, row.id in evidence, tags) for row in _groups(unit.session, run.id)),
        loose=loose,
        put_aside=tuple(item for item in single if item.status is ProposalStatus.DECLINED),
        alike=tuple(
            tuple(loose[place].id for place in group)
            for group in hints([(item.text, item.language) for item in loose], synonyms_for(unit.session, association))
        ),
    )


def run_state(unit: Unit, run: Run | None) -> BoardState:
    """Whether proposals of a run may be read, and if not, why. Checks no actor: the caller has."""
    if run is None:
        return BoardState.NO_SURVEY
    if run.status != RunStatus.CLOSED:
        return BoardState.COLLECTING if run.status == RunStatus.OPEN else BoardState.NOT_OPENED
    withheld = proposals_open(responses_of(unit.session, run.id), unit.thresholds, closed=True)
    return BoardState.OPEN if withheld is None else BoardState.TOO_FEW


def _proposal(row: Proposal, tags: tuple[str, ...] = ()) -> ProposalView:
    status = ProposalStatus(row.status)
    return ProposalView(row.id, row.text, row.direction, row.language, status, row.reason, row.masked, tags)


def _group(row: StoredGroup, is_evidence: bool, tags: Mapping[uuid.UUID, tuple[str, ...]]) -> GroupView:
    status = ProposalStatus(row.status)
    offered = {ProposalStatus.SHORTLISTED, ProposalStatus.ACCEPTED, ProposalStatus.LATER, ProposalStatus.DECLINED}
    return GroupView(
        id=row.id,
        wording=row.wording,
        direction=row.direction,
        status=status,
        reason=row.reason,
        version=_group_version(row),
        proposals=tuple(
            _proposal(item, tags.get(item.id, ())) for item in sorted(row.proposals, key=lambda item: item.id)
        ),
        next_statuses=tuple(step for step in NEXT_STATUSES[status] if step in offered),
        is_evidence=is_evidence,
    )


def _group_version(row: StoredGroup) -> str:
    return version_of(row.wording, row.direction, row.status, row.reason)


def make_group(
    unit: Unit,
    actor: Actor,
    run_id: uuid.UUID,
    proposal_ids: Collection[uuid.UUID],
    wording: str = "",
    direction: str | None = None,
) -> uuid.UUID:
    """Make a group of proposals, taken out of the groups they were in; gives its id.

    Without a wording that of its first proposal stands until the leader writes one; without a direction, the one
    its proposals share. ``Invalid`` where no proposal was chosen or the wording is too long, ``NotFound`` for one
    that is not of this run.
    """
    open_board(unit, actor, run_id)
    _check_wording(unit, wording, direction, required=False)
    with board_step(unit, actor, run_id, "grouped") as session:
        chosen = chosen_proposals(session, run_id, proposal_ids)
        directions = {item.direction for item in chosen}
        last = session.scalar(select(func.max(StoredGroup.position)).where(StoredGroup.run_id == run_id))
        group = StoredGroup(
            run_id=run_id,
            position=0 if last is None else last + 1,
            wording=wording.strip() or chosen[0].masked or chosen[0].text,
            direction=direction or (chosen[0].direction if len(directions) == 1 else None),
        )
        session.add(group)
        session.flush()
        _put(chosen, group.id)
        record(session, actor, "proposals_grouped", "proposal_group", str(group.id), proposals=len(chosen))
        return group.id


def put_into_group(
    unit: Unit, actor: Actor, run_id: uuid.UUID, group_id: uuid.UUID, proposal_ids: Collection[uuid.UUID]
) -> None:
    """Move proposals into a group, from wherever they are. Refuses as ``make_group``."""
    open_board(unit, actor, run_id)
    with board_step(unit, actor, run_id, "grouped") as session:
        group = stored_group(session, run_id, group_id)
        _put(chosen_proposals(session, run_id, proposal_ids), group.id)
        record(session, actor, "proposals_grouped", "proposal_group", str(group.id), proposals=len(proposal_ids))


def take_out(unit: Unit, actor: Actor, run_id: uuid.UUID, proposal_ids: Collection[uuid.UUID]) -> None:
    """Take proposals out of their groups, or back from being put aside: they are new again."""
    open_board(unit, actor, run_id)
    with board_step(unit, actor, run_id, "taken_out") as session:
        for item in chosen_proposals(session, run_id, proposal_ids):
            item.group_id, item.status, item.reason = None, ProposalStatus.NEW.value, ""


def decline_proposals(
    unit: Unit, actor: Actor, run_id: uuid.UUID, proposal_ids: Collection[uuid.UUID], reason: str
) -> None:
    """Put proposals aside with a reason; they leave their groups. ``Invalid`` without one."""
    open_board(unit, actor, run_id)
    reason = _reason(reason)
    with board_step(unit, actor, run_id, "put_aside") as session:
        for item in chosen_proposals(session, run_id, proposal_ids):
            item.group_id, item.status, item.reason = None, ProposalStatus.DECLINED.value, reason
        record(session, actor, "proposals_declined", "run", str(run_id), proposals=len(proposal_ids))


def reword_group(
    unit: Unit,
    actor: Actor,
    run_id: uuid.UUID,
    group_id: uuid.UUID,
    wording: str,
    direction: str | None,
    version: str,
) -> None:
    """Write a group's merged wording and direction; the originals stay as they were written.

    ``Invalid`` for an empty or too long wording, ``Conflict("changed_meanwhile")`` for another version than was read.
    """
    open_board(unit, actor, run_id)
    _check_wording(unit, wording, direction, required=True)
    with board_step(unit, actor, run_id, "reworded") as session:
        group = stored_group(session, run_id, group_id)
        if _group_version(group) != version:
            raise Conflict("changed_meanwhile")
        group.wording, group.direction = wording.strip(), direction


def decide_group(
    unit: Unit, actor: Actor, run_id: uuid.UUID, group_id: uuid.UUID, status: ProposalStatus, reason: str = ""
) -> None:
    """Say what becomes of a group. Declining takes a reason (``Invalid``); steps not offered are a ``Conflict``."""
    open_board(unit, actor, run_id)
    refuse_long({"reason": (reason, REASON)})
    with board_step(unit, actor, run_id, "decided") as session:
        group = stored_group(session, run_id, group_id)
        try:
            decided = with_status(group_of(group), status, reason)
        except StatusError as error:
            if error.code == "reason_required":
                raise invalid("reason", "required") from error
            raise Conflict(error.code, **error.params) from error
        group.status, group.reason = decided.status.value, decided.reason
        record(session, actor, "proposals_decided", "proposal_group", str(group.id), status=decided.status.value)


def delete_group(unit: Unit, actor: Actor, run_id: uuid.UUID, group_id: uuid.UUID) -> None:
    """Delete a group; its proposals are loose and new again.

    ``Conflict("group_is_evidence")`` where a recommendation rests on it.
    """
    open_board(unit, actor, run_id)
    with board_step(unit, actor, run_id, "dissolved") as session:
        group = stored_group(session, run_id, group_id)
        if session.scalar(select(Evidence.id).where(Evidence.proposal_group_id == group_id).limit(1)):
            raise Conflict("group_is_evidence")
        for item in list(group.proposals):
            item.group, item.status, item.reason = None, ProposalStatus.NEW.value, ""
        session.flush()
        session.delete(group)
        record(session, actor, "proposal_group_deleted", "proposal_group", str(group_id))


def board_open(unit: Unit, run_id: uuid.UUID) -> bool:
    """Whether the proposals of a run may be read. Checks no actor: the caller has."""
    return run_state(unit, unit.session.get(Run, run_id)) is BoardState.OPEN


def open_board(unit: Unit, actor: Actor, run_id: uuid.UUID) -> None:
    """Check the actor and that the board is open; what follows begins with a transaction of its own."""
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)
    if run_state(unit, run) is not BoardState.OPEN:
        raise Conflict("proposals_not_open")


def stored_group(session: Session, run_id: uuid.UUID, group_id: uuid.UUID) -> StoredGroup:
    """A group of this run, locked. ``NotFound`` for any other."""
    row = session.scalar(
        select(StoredGroup).where(StoredGroup.id == group_id, StoredGroup.run_id == run_id).with_for_update()
    )
    if row is None:
        raise NotFound("proposal_group")
    return row


def chosen_proposals(session: Session, run_id: uuid.UUID, proposal_ids: Collection[uuid.UUID]) -> list[Proposal]:
    """Proposals of this run. ``Invalid`` where none was named, ``NotFound`` for one that is not of this run."""
    wanted = set(proposal_ids)
    if not wanted:
        raise invalid("proposals", "required")
    rows = session.scalars(
        select(Proposal).where(Proposal.id.in_(wanted), Proposal.run_id == run_id).order_by(Proposal.id)
    ).all()
    if len(rows) != len(wanted):
        raise NotFound("proposal")
    return list(rows)


def _put(proposals: Collection[Proposal], group_id: uuid.UUID) -> None:
    for item in proposals:
        item.group_id, item.status, item.reason = group_id, ProposalStatus.GROUPED.value, ""


def _check_wording(unit: Unit, wording: str, direction: str | None, *, required: bool) -> None:
    if required and not wording.strip():
        raise invalid("wording", "required")
    refuse_long({"wording": (wording, WORDING)})
    if direction is not None and direction not in codes_of(unit, DIRECTIONS):
        raise invalid("direction", "unknown_choice")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise invalid("reason", "required")
    refuse_long({"reason": (reason, REASON)})
    return reason.strip()
