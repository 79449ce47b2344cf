"""An evaluation between its leader and the regional centre: handed in, returned with remarks, accepted.

What is handed in is kept whole, words and charts, and that is what the regional centre reads: nothing of it moves when
plan or results change afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from surveyapp.definition.problems import Problem
from surveyapp.evaluation.evaluation import PART_KEYS
from surveyapp.evaluation.figures import NO_FIGURES, Figures
from surveyapp.services.access import Actor, regions_under, require_leader, require_region
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.evaluation_documents import DocumentFile, Format, document_of
from surveyapp.services.evaluation_files import AttachedFile, file_of
from surveyapp.services.evaluation_notices import queue_notices
from surveyapp.services.evaluation_sources import leader_of
from surveyapp.services.evaluation_steps import add_step
from surveyapp.services.evaluations import evaluation_in, find_evaluation, in_words, locked_evaluation
from surveyapp.services.periods import PeriodView, period_by_id
from surveyapp.services.replaced import release_shown
from surveyapp.services.unit import Unit
from surveyapp.store.evaluations import Evaluation, EvaluationStep
from surveyapp.store.regions import Association
from surveyapp.wording.evaluation import EvaluationView
from surveyapp.wording.evaluation_kept import as_kept, kept

ANSWERED = {"returned": "evaluation_returned", "accepted": "evaluation_accepted"}
"""What an answer of the regional centre is called in the audit trail and among the mails."""
REMARK = 4000
"""Longest remark, in signs."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the regional centre says of an evaluation: in general, and part by part."""

    message: str = ""
    comments: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """By number of the part."""
    at: datetime | None = None


NO_REMARKS = Remarks()


@dataclass(frozen=True, slots=True)
class Reading:
    """An evaluation that was handed in, as the regional centre reads it."""

    association_id: uuid.UUID
    names: Mapping[str, str]
    period: PeriodView
    state: str
    handed_in_at: datetime
    step: int
    """Number of the handing in it is about."""
    view: EvaluationView
    figures: Figures
    before: Remarks
    """What was last said: of the handing in before, or of this one where it was returned or accepted."""
    file: AttachedFile | None


def hand_in(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    figures: Figures = NO_FIGURES,
    release: str | None = None,
) -> datetime:
    """Hand the evaluation in to the regional centre, as it stands, with its charts; gives the moment.

    *release* is the one the charts were drawn from, None where no results were shown; once another is shown, the
    charts are not.

    It need not be ready in all parts, but it says who prepared it (``Invalid`` at "prepared_by"). Without a date, today
    is written. The regional centre gets a notice. ``Conflict("handed_in")`` where it was handed in already.
    """
    association = require_leader(unit, actor, association_id)
    period = period_by_id(unit, period_id)
    leader = leader_of(association)
    unit.session.rollback()
    with unit.transaction() as session:
        row = locked_evaluation(session, association_id, period_id)
        row.prepared_by = row.prepared_by or leader.name
        if not row.prepared_by:
            raise invalid("prepared_by", "required")
        now = unit.now()
        row.prepared_on = row.prepared_on or now.astimezone(ZoneInfo(association.time_zone)).date()
        session.flush()
        view = in_words(unit, evaluation_in(unit, association, period), association.language)
        row.state, row.handed_in_at = "submitted", now
        add_step(unit, row, actor, "submitted", kept(view, figures, release))
        queue_notices(session, row, "evaluation_submitted", actor.user_id)
        record(session, actor, "evaluation_handed_in", "evaluation", str(row.id))
        return now


def take_back(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> None:
    """Take the evaluation back to go on writing. ``NotFound`` where there is none, nothing changes where it is open,
    ``Conflict("evaluation_accepted")`` once the regional centre has accepted it: it can return it then."""
    require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        if find_evaluation(session, association_id, period_id) is None:
            raise NotFound("evaluation")
        row = locked_evaluation(session, association_id, period_id, to_write=False)
        if row.state == "accepted":
            raise Conflict("evaluation_accepted")
        if row.state == "submitted":
            row.state, row.handed_in_at = "draft", None
            add_step(unit, row, actor, "taken_back", {})
            record(session, actor, "evaluation_taken_back", "evaluation", str(row.id))


def remarks_of(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> Remarks:
    """What the regional centre last said, for the leader. ``Forbidden``, ``NotFound``."""
    require_leader(unit, actor, association_id)
    row = find_evaluation(unit.session, association_id, period_id)
    return _remarks(row.steps) if row is not None else NO_REMARKS


def _remarks(steps: list[EvaluationStep]) -> Remarks:
    for step in reversed(steps):
        if step.kind in ("returned", "accepted"):
            comments = {int(part): str(text) for part, text in step.content["comments"].items()}
            return Remarks(str(step.content["message"]), MappingProxyType(comments), step.created_at)
    return NO_REMARKS


def read_evaluation(
    unit: Unit, actor: Actor, region_id: uuid.UUID, association_id: uuid.UUID, period_id: uuid.UUID
) -> Reading:
    """An evaluation as it was handed in, for the regional centre, also once it was returned.

    ``NotFound`` before that and where it was taken back, ``Forbidden``. The signed file is not there once it was
    returned: the leader may have put another in its place.
    """
    association, row = _overseen(unit, actor, region_id, association_id, period_id)
    period = period_by_id(unit, period_id)
    step = _submitted(row) if row is not None else None
    returned = row is not None and row.state == "returned"
    handed_in_at = step.created_at if returned and step is not None else row.handed_in_at if row is not None else None
    if row is None or handed_in_at is None:
        raise NotFound("evaluation")
    if step is not None:
        view, figures = as_kept(step.content, release_shown(unit, row))
    else:  # handed in before its text was kept
        view, figures = in_words(unit, evaluation_in(unit, association, period), association.language), NO_FIGURES
    return Reading(
        association_id,
        MappingProxyType(dict(association.names)),
        period,
        row.state,
        handed_in_at,
        step.number if step else 0,
        view,
        figures,
        _remarks(row.steps),
        None if returned else file_of(unit, row),
    )


def _submitted(row: Evaluation) -> EvaluationStep | None:
    return next((step for step in reversed(row.steps) if step.kind == "submitted"), None)


def handed_in_document(
    unit: Unit, actor: Actor, region_id: uuid.UUID, association_id: uuid.UUID, period_id: uuid.UUID, kind: Format
) -> DocumentFile:
    """An evaluation as it was handed in, as a document. ``NotFound`` before that, ``Forbidden``."""
    read = read_evaluation(unit, actor, region_id, association_id, period_id)
    association = unit.session.get_one(Association, association_id)
    return document_of(unit.session, association, read.view, read.figures, kind)


def return_evaluation(
    unit: Unit,
    actor: Actor,
    region_id: uuid.UUID,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    remarks: Remarks,
    *,
    step: int,
) -> None:
    """Return it to its leader with remarks; she gets a notice and can hand it in once more.

    ``Invalid`` at "message" without any word of why, and for remarks too long; ``Conflict("evaluation_changed")`` where
    the handing in that was read (*step*) is not the newest any more, or it was taken back.
    """
    if not remarks.message.strip() and not any(text.strip() for text in remarks.comments.values()):
        raise invalid("message", "remark_required")
    _answer(unit, actor, region_id, association_id, period_id, "returned", remarks, step)


def accept_evaluation(
    unit: Unit,
    actor: Actor,
    region_id: uuid.UUID,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    remarks: Remarks,
    *,
    step: int,
) -> None:
    """Accept it; the leader gets a notice. Refuses as ``return_evaluation``, but needs no words."""
    _answer(unit, actor, region_id, association_id, period_id, "accepted", remarks, step)


def _answer(
    unit: Unit,
    actor: Actor,
    region_id: uuid.UUID,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    answer: str,
    remarks: Remarks,
    step: int,
) -> None:
    _overseen(unit, actor, region_id, association_id, period_id)
    said = {number: text.strip() for number, text in remarks.comments.items() if text.strip()}
    texts = {"message": remarks.message, **{f"part_{number}": text for number, text in said.items()}}
    problems = {
        name: Problem("", name, "too_long", {"max": REMARK, "length": len(text)})
        for name, text in texts.items()
        if len(text) > REMARK
    }
    if problems:
        raise Invalid(problems)
    if not all(1 <= number <= len(PART_KEYS) for number in said):
        raise NotFound("evaluation_part")
    unit.session.rollback()
    with unit.transaction() as session:
        row = locked_evaluation(session, association_id, period_id, to_write=False)
        newest = _submitted(row)
        allowed = ("submitted", "accepted") if answer == "returned" else ("submitted",)
        if row.state not in allowed or (newest.number if newest else 0) != step:
            raise Conflict("evaluation_changed")
        row.state = answer
        if answer == "returned":
            row.handed_in_at = None
            for part in row.parts:
                part.ready = part.ready and part.number not in said
        content = {"message": remarks.message.strip(), "comments": {str(number): text for number, text in said.items()}}
        add_step(unit, row, actor, answer, content)
        queue_notices(session, row, ANSWERED[answer], actor.user_id)
        record(session, actor, ANSWERED[answer], "evaluation", str(row.id))


def _overseen(
    unit: Unit, actor: Actor, region_id: uuid.UUID, association_id: uuid.UUID, period_id: uuid.UUID
) -> tuple[Association, Evaluation | None]:
    """An association of the regional centre's own, and its evaluation."""
    require_region(unit, actor, region_id)
    association = unit.session.get(Association, association_id)
    if association is None or association.region_id not in regions_under(unit.session, (region_id,)):
        raise NotFound("association")
    return association, find_evaluation(unit.session, association_id, period_id)
