"""Answers that change after closing: corrections wait until they are enough, erasure happens at once.

A release stands for what was answered at closing. A single corrected answer beside the old number would tell whose it
was, so corrections of linked responses are applied together, once five of them change something; what someone wants
erased leaves the database, the release and the folder of releases in one go. The replaced release is gone: evidence
that names it is marked by `recommendations`, because the run has another release now.

In a named run the leader reads a member's answers and mends them. In a confidential run she types what the member tells
her: what she leaves empty stays as it was, unseen. In an anonymous run nobody's answers can be found, only texts.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from surveyapp.analysis.disclosure import Withheld, corrections
from surveyapp.answering.completion import complete
from surveyapp.dataset import remove
from surveyapp.definition.kinds import Raw, kind_of
from surveyapp.definition.model import Question, Questionnaire
from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_leader, require_led_run
from surveyapp.services.audit import record
from surveyapp.services.cleaning import clean, order_cleaning
from surveyapp.services.closing import ensure_release
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.explore import text_hash
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.unit import Unit
from surveyapp.store.cleaning import CleaningReason
from surveyapp.store.people import Membership
from surveyapp.store.reading import Correction, TextReading
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Invitation, Mode, Run, RunStatus

NOT_CORRECTED = frozenset({"proposals", "statement", "calculated"})
"""Kinds that are no part of a response: proposals go their own way, the others are not answered."""


@dataclass(frozen=True, slots=True)
class Correcting:
    """What became of a correction."""

    waiting: int
    """Corrections that wait; 0 once they were applied."""
    needed: int
    release_id: str | None
    """The new release, where they were applied."""


@dataclass(frozen=True, slots=True)
class AnsweredMember:
    """Somebody whose answers can be found, corrected and erased."""

    invitation_id: uuid.UUID
    name: str
    institution: str
    waiting: bool
    """Whether a correction of hers waits for others."""


@dataclass(frozen=True, slots=True)
class Correctable:
    """A closed run and those in it whose answers can be found; nobody's in an anonymous one."""

    run_id: uuid.UUID
    mode: Mode
    responses: int
    members: tuple[AnsweredMember, ...]
    """In no meaningful order; pages sort by name in their language."""
    needed: int
    """Corrections that change something, before they are applied together."""

    @property
    def waiting(self) -> int:
        """Corrections that wait."""
        return sum(member.waiting for member in self.members)


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
    return Correctable(run.id, Mode(run.mode), len(responses), _members(unit.session, run), unit.thresholds.show)


def _members(session: Session, run: Run) -> tuple[AnsweredMember, ...]:
    if run.mode == Mode.ANONYMOUS:
        return ()
    waiting = set(session.scalars(select(Correction.invitation_id).where(Correction.run_id == run.id)))
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
        )
        for row in rows
    )


def correction_form(unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID) -> CorrectionForm:
    """The form by which one member's answers are corrected. Refuses as `correct_response`."""
    run = _closed(require_led_run(unit, actor, run_id))
    response = _linked_response(unit.session, run, invitation_id)
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


def correct_from_form(unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID, raw: Raw) -> Correcting:
    """Lay a correction aside as it was typed into the form; refuses as `correct_response`.

    In a named run the form holds the whole. In a confidential one only what was filled in changes, and a problem
    elsewhere is told without its place, which would tell what was answered there.
    """
    run = _closed(require_led_run(unit, actor, run_id))
    response = _linked_response(unit.session, run, invitation_id)
    questionnaire = run_questionnaire(unit.session, run.id, run.document_hash)
    whole = run.mode == Mode.NAMED
    answers = dict(_latest(unit.session, response))
    problems: list[Problem] = []
    typed: set[str] = set()
    for question in _questions(questionnaire):
        parsed = kind_of(question).parse(question, raw)
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
        return correct_response(unit, actor, run_id, invitation_id, answers)
    except Invalid as refusal:
        known = {name: problem for name, problem in refusal.fields.items() if problem.question_id in typed}
        raise Invalid(known or {"": Problem("", "", "correction_does_not_fit")}) from None


def _beside(question: Question, before: object, value: object) -> object:
    """Rows that were typed, beside those that were not."""
    if question.rows and isinstance(before, Mapping) and isinstance(value, Mapping):
        return {**before, **value}
    return value


def correct_response(
    unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID, answers: Mapping[str, Any]
) -> Correcting:
    """Lay a corrected set of answers aside, and apply all that wait when five of them change something.

    A correction that changes nothing would make up the number, and single out those that do: it counts among those
    that wait, not among the five.

    ``NotFound`` for no such run or response; ``Forbidden`` for anyone but the association's leader; ``Conflict`` for a
    run that is open, where the respondent changes her answers herself, or anonymous, where nobody can; ``Invalid`` for
    answers the questionnaire refuses.
    """
    with unit.transaction() as session:
        run = _closed_run(unit, session, actor, run_id)
        _linked_response(session, run, invitation_id)
        questionnaire = run_questionnaire(session, run.id, run.document_hash)
        corrected = {question.id for question in _questions(questionnaire)}
        submission = complete(questionnaire, answers)
        problems = {problem.field: problem for problem in submission.problems if problem.question_id in corrected}
        if problems:
            raise Invalid(problems)
        session.execute(delete(Correction).where(Correction.invitation_id == invitation_id))
        session.add(Correction(run_id=run.id, invitation_id=invitation_id, answers=dict(submission.answers)))
        session.flush()
        record(session, actor, "correction_laid_aside", "run", str(run.id))
        waiting = session.scalars(select(Correction).where(Correction.run_id == run.id)).all()
        changed = [
            (response, each)
            for each in waiting
            for response in (_linked_response(session, run, each.invitation_id),)
            if response.answers != each.answers
        ]
        if not changed or isinstance(corrections(len(changed), unit.thresholds), Withheld):
            return Correcting(len(waiting), unit.thresholds.show, None)
        for response, each in changed:
            response.answers = dict(each.answers)
        session.execute(delete(Correction).where(Correction.run_id == run.id))
        record(session, actor, "corrections_applied", "run", str(run.id), count=len(changed))
        order_cleaning(session, CleaningReason.ANSWERS_CORRECTED, run.id)
        _withdraw_release(unit, run)
    clean(unit)
    return Correcting(0, unit.thresholds.show, ensure_release(unit, run_id))


def take_correction_back(unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID) -> None:
    """Forget a correction that waits; where there is none nothing happens. Refuses as `correctable`."""
    with unit.transaction() as session:
        run = _closed_run(unit, session, actor, run_id)
        session.execute(
            delete(Correction).where(Correction.run_id == run.id, Correction.invitation_id == invitation_id)
        )
        record(session, actor, "correction_taken_back", "run", str(run.id))
        order_cleaning(session, CleaningReason.ANSWERS_CORRECTED, run.id)
    clean(unit)


def erase_response(unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID) -> str:
    """Erase what one member answered, at once; returns the new release.

    From then on she counts among those who did not answer. Refuses as `correct_response`. Without a link between
    person and answers, in an anonymous run, only a text can be erased (`erase_text`), by whoever knows its words.
    """
    with unit.transaction() as session:
        run = _closed_run(unit, session, actor, run_id)
        response = _linked_response(session, run, invitation_id)
        for question, value in response.answers.items():
            if isinstance(value, str):
                _forget_readings(session, run.id, question, value)
        session.execute(delete(Correction).where(Correction.invitation_id == invitation_id))
        session.delete(response)
        session.execute(update(Invitation).where(Invitation.id == invitation_id).values(answered=False))
        record(session, actor, "response_erased", "run", str(run.id))
        order_cleaning(session, CleaningReason.ANSWERS_ERASED, run.id)
        _withdraw_release(unit, run)
    clean(unit)
    return ensure_release(unit, run_id)


def erase_text(unit: Unit, actor: Actor, run_id: uuid.UUID, column: str, text: str) -> str:
    """Erase a text wherever it stands under this question, whoever wrote it; returns the new release.

    `column` is a text column of the release. Works in every mode, for the sake of names that someone wrote about
    someone else. ``NotFound`` where nobody wrote this; else refuses as `correct_response`.
    """
    key = column.removesuffix(".text") if column.endswith(".other.text") else column
    with unit.transaction() as session:
        run = _closed_run(unit, session, actor, run_id)
        found = 0
        for response in session.scalars(select(Response).where(Response.run_id == run.id)):
            if response.answers.get(key) == text:
                response.answers = {name: value for name, value in response.answers.items() if name != key}
                found += 1
        if not found:
            raise NotFound("text")
        for waiting in session.scalars(select(Correction).where(Correction.run_id == run.id)):
            if waiting.answers.get(key) == text:
                waiting.answers = {name: value for name, value in waiting.answers.items() if name != key}
        _forget_readings(session, run.id, column, text)
        record(session, actor, "text_erased", "run", str(run.id), count=found)
        order_cleaning(session, CleaningReason.TEXT_ERASED, run.id)
        _withdraw_release(unit, run)
    clean(unit)
    return ensure_release(unit, run_id)


def _closed_run(unit: Unit, session: Session, actor: Actor, run_id: uuid.UUID) -> Run:
    run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one_or_none()
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)
    return _closed(run)


def _closed(run: Run) -> Run:
    if run.status != RunStatus.CLOSED:
        raise Conflict("run_not_closed")
    return run


def _linked_response(session: Session, run: Run, invitation_id: uuid.UUID) -> Response:
    if run.mode == Mode.ANONYMOUS:
        raise Conflict("run_is_anonymous")
    found = session.scalar(select(Response).where(Response.run_id == run.id, Response.invitation_id == invitation_id))
    if found is None:
        raise NotFound("response")
    return found


def _forget_readings(session: Session, run_id: uuid.UUID, column: str, text: str) -> None:
    """A hash of a short text could be guessed: it goes with the text."""
    hashes = [text_hash(column, text), text_hash(f"{column}.text", text)]
    session.execute(delete(TextReading).where(TextReading.run_id == run_id, TextReading.text_hash.in_(hashes)))


def _withdraw_release(unit: Unit, run: Run) -> None:
    """Delete the old file before the new numbers stand: should anything fail, it is cut again from the rows."""
    if run.release_id is not None:
        remove(unit.releases, run.release_id)
    run.release_id = None
