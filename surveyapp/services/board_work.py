"""What a leader does on the board of proposals beside putting them into groups: merging, masking, tagging, undoing."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from surveyapp.services.access import Actor
from surveyapp.services.audit import record
from surveyapp.services.board_history import StepView, board_step, last_step, steps_of, take_back
from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.plans import refuse_long
from surveyapp.services.proposals import chosen_proposals, open_board, stored_group
from surveyapp.services.unit import Unit
from surveyapp.store.board import ProposalTag
from surveyapp.store.reading import TextCode
from surveyapp.store.recommendations import Evidence
from surveyapp.store.responses import Proposal
from surveyapp.store.surveys import Run
from surveyapp.store.voting import VoteOption

MASKED = 2000
TAG = 120


@dataclass(frozen=True, slots=True)
class Tag:
    """A code of the association's codebook, and how many proposals of the run carry it."""

    id: uuid.UUID
    label: str
    count: int


def merge_groups(unit: Unit, actor: Actor, run_id: uuid.UUID, into: uuid.UUID, others: Collection[uuid.UUID]) -> None:
    """Put all proposals of other groups into one, whose wording stands; the emptied groups go.

    ``Invalid`` where no other group is named, ``NotFound`` for one of another run, ``Conflict("group_is_evidence")``
    where a recommendation rests on an emptied one.
    """
    open_board(unit, actor, run_id)
    wanted = set(others) - {into}
    if not wanted:
        raise invalid("groups", "required")
    with board_step(unit, actor, run_id, "merged") as session:
        target = stored_group(session, run_id, into)
        emptied = [stored_group(session, run_id, group_id) for group_id in sorted(wanted)]
        if session.scalar(select(Evidence.id).where(Evidence.proposal_group_id.in_(wanted)).limit(1)):
            raise Conflict("group_is_evidence")
        for group in emptied:
            for item in list(group.proposals):
                item.group = target
            session.flush()
            session.delete(group)
        record(session, actor, "proposals_grouped", "proposal_group", str(into), groups=len(emptied))


def mask_proposal(unit: Unit, actor: Actor, run_id: uuid.UUID, proposal_id: uuid.UUID, text: str) -> None:
    """Show a proposal on with this text instead of its own; empty text, or the same, shows it as it was written.

    The original stays for the leader alone. Where it is the wording of its group, or stands so on a ballot, it is
    masked there too. ``Invalid`` for a text too long.
    """
    open_board(unit, actor, run_id)
    refuse_long({"masked": (text, MASKED)})
    with board_step(unit, actor, run_id, "masked") as session:
        (proposal,) = chosen_proposals(session, run_id, [proposal_id])
        wanted = text.strip()
        shown_on = {proposal.text.strip(), proposal.masked}
        proposal.masked = wanted if wanted and wanted != proposal.text.strip() else None
        if proposal.masked is not None:
            _mask_wordings(session, proposal, shown_on)
        record(session, actor, "proposal_masked", "run", str(run_id))


def _mask_wordings(session: Session, proposal: Proposal, shown_on: Collection[str | None]) -> None:
    """What members read is masked too where it is the proposal as it was: its group's wording, and that of a vote."""
    if proposal.group is None:
        return
    rows = (
        proposal.group,
        *session.scalars(select(VoteOption).where(VoteOption.proposal_group_id == proposal.group_id)),
    )
    for row in rows:
        if row.wording.strip() in shown_on and proposal.masked is not None:
            row.wording = proposal.masked


def tags_of(unit: Unit, actor: Actor, run_id: uuid.UUID) -> tuple[Tag, ...]:
    """The association's codebook, in its order, with what of the run's proposals carries each code."""
    open_board(unit, actor, run_id)
    counts = {
        row[0]: row[1]
        for row in unit.session.execute(
            select(ProposalTag.code_id, func.count())
            .join(Proposal, Proposal.id == ProposalTag.proposal_id)
            .where(Proposal.run_id == run_id)
            .group_by(ProposalTag.code_id)
        )
    }
    run = unit.session.get_one(Run, run_id)
    codes = unit.session.scalars(
        select(TextCode).where(TextCode.association_id == run.association_id).order_by(TextCode.position, TextCode.id)
    )
    return tuple(Tag(code.id, code.label, counts.get(code.id, 0)) for code in codes)


def tag_proposals(unit: Unit, actor: Actor, run_id: uuid.UUID, proposal_ids: Collection[uuid.UUID], label: str) -> None:
    """Tag proposals, whatever their language; a label that is no code of the codebook yet becomes one.

    ``Invalid`` without a label or a proposal.
    """
    open_board(unit, actor, run_id)
    label = label.strip()
    if not label:
        raise invalid("tag", "required")
    refuse_long({"tag": (label, TAG)})
    with board_step(unit, actor, run_id, "tagged") as session:
        run = session.get_one(Run, run_id)
        code = session.scalar(
            select(TextCode).where(TextCode.association_id == run.association_id, TextCode.label == label)
        )
        if code is None:
            last = session.scalar(
                select(func.max(TextCode.position)).where(TextCode.association_id == run.association_id)
            )
            code = TextCode(
                association_id=run.association_id, label=label, definition="", position=0 if last is None else last + 1
            )
            session.add(code)
            session.flush()
        chosen = chosen_proposals(session, run_id, proposal_ids)
        ids = [item.id for item in chosen]
        taken = set(
            session.scalars(
                select(ProposalTag.proposal_id).where(ProposalTag.code_id == code.id, ProposalTag.proposal_id.in_(ids))
            )
        )
        session.add_all(ProposalTag(proposal_id=each, code_id=code.id) for each in ids if each not in taken)


def untag_proposals(
    unit: Unit, actor: Actor, run_id: uuid.UUID, proposal_ids: Collection[uuid.UUID], label: str
) -> None:
    """Take a tag off proposals. ``NotFound`` for a label that is no code."""
    open_board(unit, actor, run_id)
    with board_step(unit, actor, run_id, "untagged") as session:
        run = session.get_one(Run, run_id)
        code_id = session.scalar(
            select(TextCode.id).where(TextCode.association_id == run.association_id, TextCode.label == label.strip())
        )
        if code_id is None:
            raise NotFound("text_code")
        ids = [item.id for item in chosen_proposals(session, run_id, proposal_ids)]
        session.execute(delete(ProposalTag).where(ProposalTag.code_id == code_id, ProposalTag.proposal_id.in_(ids)))


def history_of(unit: Unit, actor: Actor, run_id: uuid.UUID) -> tuple[StepView, ...]:
    """Every step of the board, the newest first, undone ones too."""
    open_board(unit, actor, run_id)
    return steps_of(unit.session, run_id)


def undo(unit: Unit, actor: Actor, run_id: uuid.UUID) -> str:
    """Take the newest step back; gives its action. Again and again, back to the beginning.

    ``Conflict("nothing_to_undo")``, and ``Conflict("group_is_evidence")`` where a recommendation rests on a group
    which the step made.
    """
    open_board(unit, actor, run_id)
    with unit.transaction() as session:
        step = last_step(session, run_id)
        if step is None:
            raise Conflict("nothing_to_undo")
        action = step.action
        take_back(session, step, unit.now())
        record(session, actor, "proposals_step_undone", "run", str(run_id), step=action)
        return action
