"""Answers that change after closing: corrections wait until they are enough, erasure happens at once.

A release stands for what was answered at closing. A single corrected answer beside the old number would tell whose it
was, so corrections of linked responses are applied together, five or more; what someone wants erased leaves the
database, the release and the folder of releases in one go. The replaced release is gone: evidence that names it is
marked by `recommendations`, because the run has another release now.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from surveyapp.analysis.disclosure import Withheld, corrections
from surveyapp.answering.completion import complete
from surveyapp.dataset import remove
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.closing import ensure_release
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.explore import text_hash
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.unit import Unit
from surveyapp.store.reading import Correction, TextReading
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Mode, Run, RunStatus


@dataclass(frozen=True, slots=True)
class Correcting:
    """What became of a correction."""

    waiting: int
    """Corrections that wait; 0 once they were applied."""
    needed: int
    release_id: str | None
    """The new release, where they were applied."""


def correct_response(
    unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID, answers: Mapping[str, Any]
) -> Correcting:
    """Lay a corrected set of answers aside, and apply all that wait when they are five.

    ``NotFound`` for no such run or response; ``Forbidden`` for anyone but the association's leader; ``Conflict`` for a
    run that is open, where the respondent changes her answers herself, or anonymous, where nobody can; ``Invalid`` for
    answers the questionnaire refuses.
    """
    with unit.transaction() as session:
        run = _closed_run(unit, session, actor, run_id)
        _linked_response(session, run, invitation_id)
        submission = complete(run_questionnaire(session, run.id, run.document_hash), answers)
        if submission.problems:
            raise Invalid({problem.field: problem for problem in submission.problems})
        session.execute(delete(Correction).where(Correction.invitation_id == invitation_id))
        session.add(Correction(run_id=run.id, invitation_id=invitation_id, answers=dict(submission.answers)))
        session.flush()
        waiting = session.scalar(select(func.count()).where(Correction.run_id == run.id)) or 0
        record(session, actor, "correction_laid_aside", "run", str(run.id))
        if isinstance(corrections(waiting, unit.thresholds), Withheld):
            return Correcting(waiting, unit.thresholds.show, None)
        for each in session.scalars(select(Correction).where(Correction.run_id == run.id)):
            _linked_response(session, run, each.invitation_id).answers = dict(each.answers)
            session.delete(each)
        record(session, actor, "corrections_applied", "run", str(run.id), count=waiting)
        _withdraw_release(unit, run)
    return Correcting(0, unit.thresholds.show, ensure_release(unit, run_id))


def erase_response(unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID) -> str:
    """Erase what one member answered, at once; returns the new release.

    Refuses as `correct_response`. Without a link between person and answers, in an anonymous run, only a text can be
    erased (`erase_text`), by whoever knows its words.
    """
    with unit.transaction() as session:
        run = _closed_run(unit, session, actor, run_id)
        response = _linked_response(session, run, invitation_id)
        for question, value in response.answers.items():
            if isinstance(value, str):
                _forget_readings(session, run.id, question, value)
        session.execute(delete(Correction).where(Correction.invitation_id == invitation_id))
        session.delete(response)
        record(session, actor, "response_erased", "run", str(run.id))
        _withdraw_release(unit, run)
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
        _forget_readings(session, run.id, column, text)
        record(session, actor, "text_erased", "run", str(run.id), count=found)
        _withdraw_release(unit, run)
    return ensure_release(unit, run_id)


def _closed_run(unit: Unit, session: Session, actor: Actor, run_id: uuid.UUID) -> Run:
    run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one_or_none()
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)
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
