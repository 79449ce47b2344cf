"""Steps of the board of proposals: what each changed, kept as it was before, so that it can be undone.

Nothing here checks an actor: the callers have.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from surveyapp.services.access import Actor
from surveyapp.services.errors import Conflict
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.board import BoardStep, ProposalTag
from surveyapp.store.reading import TextCode
from surveyapp.store.recommendations import Evidence
from surveyapp.store.responses import Proposal, ProposalGroup
from surveyapp.store.voting import VoteOption

State = dict[str, dict[str, Any]]
"""Rows by id."""

GROUP_FIELDS = ("position", "wording", "direction", "status", "reason")
PROPOSAL_FIELDS = ("status", "reason", "masked")


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the history."""

    at: datetime
    by: str
    action: str
    undone: bool


@contextmanager
def board_step(unit: Unit, actor: Actor, run_id: uuid.UUID, action: str) -> Iterator[Session]:
    """A transaction whose changes of the board become one step; without a change there is no step."""
    with unit.transaction() as session:
        groups, proposals = _groups(session, run_id), _proposals(session, run_id)
        yield session
        session.flush()
        session.expire_all()
        before = {
            "groups": _differences(groups, _groups(session, run_id)),
            "proposals": _differences(proposals, _proposals(session, run_id)),
        }
        if before["groups"] or before["proposals"]:
            last = session.scalar(select(func.max(BoardStep.number)).where(BoardStep.run_id == run_id)) or 0
            session.add(BoardStep(run_id=run_id, user_id=actor.user_id, number=last + 1, action=action, before=before))


def _groups(session: Session, run_id: uuid.UUID) -> State:
    rows = session.scalars(select(ProposalGroup).where(ProposalGroup.run_id == run_id)).all()
    options: dict[uuid.UUID, list[str]] = {}
    for option_id, group_id in session.execute(
        select(VoteOption.id, VoteOption.proposal_group_id).where(
            VoteOption.proposal_group_id.in_([row.id for row in rows])
        )
    ):
        if group_id is not None:
            options.setdefault(group_id, []).append(option_id.hex)
    return {
        row.id.hex: {**{name: getattr(row, name) for name in GROUP_FIELDS}, "options": sorted(options.get(row.id, ()))}
        for row in rows
    }


def _proposals(session: Session, run_id: uuid.UUID) -> State:
    tags: dict[uuid.UUID, list[str]] = {}
    for proposal_id, code_id in session.execute(
        select(ProposalTag.proposal_id, ProposalTag.code_id)
        .join(Proposal, Proposal.id == ProposalTag.proposal_id)
        .where(Proposal.run_id == run_id)
    ):
        tags.setdefault(proposal_id, []).append(code_id.hex)
    return {
        row.id.hex: {
            **{name: getattr(row, name) for name in PROPOSAL_FIELDS},
            "group": row.group_id.hex if row.group_id else None,
            "tags": sorted(tags.get(row.id, ())),
        }
        for row in session.scalars(select(Proposal).where(Proposal.run_id == run_id))
    }


def _differences(before: State, after: State) -> dict[str, Any]:
    """What was, for every row that is another now; None for one that was not there."""
    return {key: before.get(key) for key in {*before, *after} if before.get(key) != after.get(key)}


def last_step(session: Session, run_id: uuid.UUID) -> BoardStep | None:
    """The newest step that is not undone."""
    return session.scalar(
        select(BoardStep)
        .where(BoardStep.run_id == run_id, BoardStep.undone_at.is_(None))
        .order_by(BoardStep.number.desc())
        .limit(1)
        .with_for_update()
    )


def take_back(session: Session, step: BoardStep, now: datetime) -> None:
    """Put back what a step changed. ``Conflict("group_is_evidence")`` where a recommendation rests on its group."""
    groups = {uuid.UUID(key): kept for key, kept in step.before["groups"].items()}
    for group_id, kept in groups.items():
        if kept is not None:
            row = session.get(ProposalGroup, group_id)
            fields = {name: kept[name] for name in GROUP_FIELDS}
            if row is None:
                row = ProposalGroup(id=group_id, run_id=step.run_id, **fields)
                session.add(row)
            for name, value in fields.items():
                setattr(row, name, value)
    session.flush()
    _put_back_options(session, groups)
    _put_back_proposals(session, step.before["proposals"])
    made = [group_id for group_id, kept in groups.items() if kept is None]
    if session.scalar(select(Evidence.id).where(Evidence.proposal_group_id.in_(made)).limit(1)):
        raise Conflict("group_is_evidence")
    session.flush()
    session.execute(delete(ProposalGroup).where(ProposalGroup.id.in_(made)))
    step.undone_at = now
    session.flush()
    session.expire_all()


def _put_back_options(session: Session, groups: Mapping[uuid.UUID, Any]) -> None:
    """A group that is there again is voted on again. A vote opened since the step keeps its groups."""
    for group_id, kept in groups.items():
        for option_id in (kept or {}).get("options", ()):
            option = session.get(VoteOption, uuid.UUID(option_id))
            if option is not None and option.proposal_group_id is None:
                option.proposal_group_id = group_id


def _put_back_proposals(session: Session, before: Mapping[str, Any]) -> None:
    for key, kept in before.items():
        proposal = session.get_one(Proposal, uuid.UUID(key))
        for name in PROPOSAL_FIELDS:
            setattr(proposal, name, kept[name])
        proposal.group_id = uuid.UUID(kept["group"]) if kept["group"] else None
        session.execute(delete(ProposalTag).where(ProposalTag.proposal_id == proposal.id))
        session.add_all(ProposalTag(proposal_id=proposal.id, code_id=uuid.UUID(tag)) for tag in kept["tags"])


def steps_of(session: Session, run_id: uuid.UUID) -> tuple[StepView, ...]:
    """The history of a board, the newest first."""
    rows = session.execute(
        select(BoardStep, User.name)
        .outerjoin(User, User.id == BoardStep.user_id)
        .where(BoardStep.run_id == run_id)
        .order_by(BoardStep.number.desc())
    )
    return tuple(StepView(step.created_at, name or "", step.action, step.undone_at is not None) for step, name in rows)


def tags_by_proposal(session: Session, run_id: uuid.UUID) -> dict[uuid.UUID, tuple[str, ...]]:
    """Labels of the codes on each proposal, in the order of the codebook."""
    found: dict[uuid.UUID, tuple[str, ...]] = {}
    rows = session.execute(
        select(ProposalTag.proposal_id, TextCode.label)
        .join(TextCode, TextCode.id == ProposalTag.code_id)
        .join(Proposal, Proposal.id == ProposalTag.proposal_id)
        .where(Proposal.run_id == run_id)
        .order_by(TextCode.position, TextCode.label)
    )
    for proposal_id, label in rows:
        found[proposal_id] = (*found.get(proposal_id, ()), label)
    return found
