"""Answers that change after closing: what a leader lays aside for a member, to be confirmed by the member.

In a named run the leader reads a member's answers and mends them. In a confidential run she types what the member tells
her: what she leaves empty stays as it was, unseen. In an anonymous run nobody's answers can be found, only texts.

Nothing changes by the leader's hand alone: the member confirms a correction by her own way in (`own_corrections`), or
four corrections that a leader made up would single out the fifth. What is confirmed waits until nothing shown differs
by fewer than five answers (`applying`). Erasure waits for nobody (`erasure`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.answering.completion import complete
from surveyapp.definition.kinds import Raw, kind_of
from surveyapp.definition.model import Question, Questionnaire
from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_leader, require_led_run
from surveyapp.services.audit import record
from surveyapp.services.cleaning import clean, order_cleaning
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.unit import Unit
from surveyapp.store.cleaning import CleaningReason
from surveyapp.store.people import Membership
from surveyapp.store.reading import Correction
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Invitation, Mode, Run, RunStatus

NOT_CORRECTED = frozenset({"proposals", "statement", "calculated"})
"""Kinds that are no part of a response: proposals go their own way, the others are not answered."""


@dataclass(frozen=True, slots=True)
class AnsweredMember:
    """Somebody whose answers can be found, corrected and erased."""

    invitation_id: uuid.UUID
    name: str
    institution: str
    waiting: bool
    """Whether a correction of hers is laid aside."""
    confirmed: bool = False
    """Whether she has confirmed it, so that it waits for others alone."""


@dataclass(frozen=True, slots=True)
class Correctable:
    """A closed run and those in it whose answers can be found; nobody's in an anonymous one."""

    run_id: uuid.UUID
    mode: Mode
    responses: int
    members: tuple[AnsweredMember, ...]
    """In no meaningful order; pages sort by name in their language."""
    needed: int
    """Answers to one thing that have to change together."""
    withheld: bool = False
    """Whether somebody's answers were erased and the results are not shown, because too few went with them."""

    @property
    def waiting(self) -> int:
        """Corrections laid aside."""
        return sum(member.waiting for member in self.members)

    @property
    def confirmed(self) -> int:
        """Those of them that their members have confirmed."""
        return sum(member.confirmed for member in self.members)


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """What a correction of one member's answers begins with."""

    mode: Mode
    member: AnsweredMember
    questionnaire: Questionnaire
    questions: tuple[Question, ...]
    """Those that can be corrected, in order."""
    answers: Mapping[str, Any]
    """What she answered, or the correction that waits; empty in a confidential run, where the leader reads nobody's."""


def correctable(unit: Unit, actor: Actor, run_id: uuid.UUID) -> Correctable:
    """Whose answers of a closed run can be corrected or erased.

    ``NotFound`` for no such run, ``Forbidden`` for anyone but the association's leader, ``Conflict`` while it is open.
    """
    run = _closed(require_led_run(unit, actor, run_id))
    responses = unit.session.scalars(select(Response.invitation_id).where(Response.run_id == run.id)).all()
    members = _members(unit.session, run)
    return Correctable(run.id, Mode(run.mode), len(responses), members, unit.thresholds.show, run.erased > 0)


def _members(session: Session, run: Run) -> tuple[AnsweredMember, ...]:
    if run.mode == Mode.ANONYMOUS:
        return ()
    stored = select(Correction.invitation_id, Correction.confirmed).where(Correction.run_id == run.id)
    waiting = {row.invitation_id: row.confirmed for row in session.execute(stored)}
    rows = session.scalars(
        select(Invitation)
        .join(Response, Response.invitation_id == Invitation.id)
        .options(joinedload(Invitation.membership).joinedload(Membership.institution))
        .where(Response.run_id == run.id)
    )
    return tuple(
        AnsweredMember(
            row.id,
            row.name,
            row.membership.institution.name if row.membership and row.membership.institution else "",
            row.id in waiting,
            waiting.get(row.id, False),
        )
        for row in rows
    )


def correction_form(unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID) -> CorrectionForm:
    """The form by which one member's answers are corrected. Refuses as `correct_response`."""
    run = _closed(require_led_run(unit, actor, run_id))
    response = linked_response(unit.session, run, invitation_id)
    questionnaire = run_questionnaire(unit.session, run.id, run.document_hash)
    member = next(each for each in _members(unit.session, run) if each.invitation_id == invitation_id)
    answers = _latest(unit.session, response) if run.mode == Mode.NAMED else {}
    return CorrectionForm(
        Mode(run.mode), member, questionnaire, _questions(questionnaire), MappingProxyType(dict(answers))
    )


def _questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    return tuple(each for each in questionnaire.questions if each.asked and each.kind not in NOT_CORRECTED)


def _latest(session: Session, response: Response) -> Mapping[str, Any]:
    """The correction that waits, else what was answered."""
    found = session.scalar(select(Correction.answers).where(Correction.invitation_id == response.invitation_id))
    return response.answers if found is None else found


def correct_from_form(
    unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID, raw: Raw, language: str
) -> None:
    """Lay a correction aside as it was typed into the form in a language; refuses as `correct_response`.

    In a named run the form holds the whole. In a confidential one only what was filled in changes, and a problem
    elsewhere is told without its place, which would tell what was answered there.
    """
    run = _closed(require_led_run(unit, actor, run_id))
    response = linked_response(unit.session, run, invitation_id)
    questionnaire = run_questionnaire(unit.session, run.id, run.document_hash)
    whole = run.mode == Mode.NAMED
    answers = dict(_latest(unit.session, response))
    problems: list[Problem] = []
    typed: set[str] = set()
    for question in _questions(questionnaire):
        parsed = kind_of(question).parse(question, raw, language)
        problems.extend(parsed.problems)
        if whole or parsed.value:
            before = answers.pop(question.id, None)
            answers.pop(f"{question.id}.other", None)
            typed.add(question.id)
            if parsed.value:
                answers[question.id] = parsed.value if whole else _beside(question, before, parsed.value)
            if parsed.other:
                answers[f"{question.id}.other"] = parsed.other
    unit.session.rollback()
    if problems:
        raise Invalid({problem.field: problem for problem in problems})
    try:
        correct_response(unit, actor, run_id, invitation_id, answers, None if whole else typed)
    except Invalid as refusal:
        known = {name: problem for name, problem in refusal.fields.items() if problem.question_id in typed}
        raise Invalid(known or {"": Problem("", "", "correction_does_not_fit")}) from None


def _beside(question: Question, before: object, value: object) -> object:
    """Rows that were typed, beside those that were not."""
    if question.rows and isinstance(before, Mapping) and isinstance(value, Mapping):
        return {**before, **value}
    return value


def correct_response(
    unit: Unit,
    actor: Actor,
    run_id: uuid.UUID,
    invitation_id: uuid.UUID,
    answers: Mapping[str, Any],
    typed: Collection[str] | None = None,
) -> None:
    """Lay a corrected set of answers aside until the member confirms it (`own_corrections`) and enough others wait.

    *typed* names the questions it is about, by default all of them: these she is shown. What waits of an earlier
    correction is replaced, and has to be confirmed anew.

    ``NotFound`` for no such run or response; ``Forbidden`` for anyone but the association's leader; ``Conflict`` for a
    run that is open, where the respondent changes her answers herself, or anonymous, where nobody can; ``Invalid`` for
    answers the questionnaire refuses.
    """
    with unit.transaction() as session:
        run = closed_run(unit, session, actor, run_id)
        linked_response(session, run, invitation_id)
        questionnaire = run_questionnaire(session, run.id, run.document_hash)
        corrected = {question.id for question in _questions(questionnaire)}
        submission = complete(questionnaire, answers)
        problems = {problem.field: problem for problem in submission.problems if problem.question_id in corrected}
        if problems:
            raise Invalid(problems)
        before = session.scalar(select(Correction).where(Correction.invitation_id == invitation_id))
        about = corrected if typed is None else corrected & {*typed, *(before.typed if before is not None else ())}
        session.execute(delete(Correction).where(Correction.invitation_id == invitation_id))
        session.add(
            Correction(
                run_id=run.id,
                invitation_id=invitation_id,
                answers=dict(submission.answers),
                typed=sorted(about),
                confirmed=False,
            )
        )
        record(session, actor, "correction_laid_aside", "run", str(run.id))
        if before is not None:
            order_cleaning(session, CleaningReason.ANSWERS_CORRECTED, run.id)
    clean(unit)


def take_correction_back(unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID) -> None:
    """Forget a correction that waits; where there is none nothing happens. Refuses as `correctable`."""
    with unit.transaction() as session:
        run = closed_run(unit, session, actor, run_id)
        session.execute(
            delete(Correction).where(Correction.run_id == run.id, Correction.invitation_id == invitation_id)
        )
        record(session, actor, "correction_taken_back", "run", str(run.id))
        order_cleaning(session, CleaningReason.ANSWERS_CORRECTED, run.id)
    clean(unit)


def closed_run(unit: Unit, session: Session, actor: Actor, run_id: uuid.UUID) -> Run:
    run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one_or_none()
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)
    return _closed(run)


def _closed(run: Run) -> Run:
    if run.status != RunStatus.CLOSED:
        raise Conflict("run_not_closed")
    return run


def linked_response(session: Session, run: Run, invitation_id: uuid.UUID) -> Response:
    if run.mode == Mode.ANONYMOUS:
        raise Conflict("run_is_anonymous")
    found = session.scalar(select(Response).where(Response.run_id == run.id, Response.invitation_id == invitation_id))
    if found is None:
        raise NotFound("response")
    return found
