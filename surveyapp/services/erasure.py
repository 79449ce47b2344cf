"""Erasure after closing: what somebody wants erased leaves the database and the releases at once; results wait.

The row, its texts, the file of the release and every number kept from it go in one transaction. New numbers beside
the old, of which somebody always has a copy, would be the erased answers. So nothing is shown until at least five
responses were erased, and then only questions that everybody had answered: of these, and of no others, is it certain
without keeping anything of the erased that five answers or more are gone from each table. What belongs to parts of the
association (background questions, pairs of years) and texts are not shown again.

A text that is erased by itself stands as a mark in its place: nothing that is counted changes.
"""

from __future__ import annotations

import uuid

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from surveyapp.analysis.between import answered_by_all
from surveyapp.dataset import remove, uncut
from surveyapp.services.access import Actor
from surveyapp.services.audit import record
from surveyapp.services.cleaning import clean, order_cleaning
from surveyapp.services.closing import ensure_release
from surveyapp.services.corrections import closed_run, linked_response
from surveyapp.services.errors import NotFound
from surveyapp.services.explore import text_hash
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.replaced import GONE, follow_release, forget_text, withdraw_release
from surveyapp.services.unit import Unit
from surveyapp.store.cleaning import CleaningReason
from surveyapp.store.reading import Correction, TextReading
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Invitation, Run


def erase_response(unit: Unit, actor: Actor, run_id: uuid.UUID, invitation_id: uuid.UUID) -> str | None:
    """Erase what one member answered, at once; returns the new release, None while results wait.

    From then on she counts among those who did not answer. Refuses as `correct_response`. Without a link between
    person and answers, in an anonymous run, only a text can be erased (`erase_text`), by whoever knows its words.
    """
    with unit.transaction() as session:
        run = closed_run(unit, session, actor, run_id)
        response = linked_response(session, run, invitation_id)
        if run.erased == 0:
            run.recounted = _sure(session, run)
        texts = {key: value for key, value in response.answers.items() if isinstance(value, str)}
        for question, value in texts.items():
            _forget_readings(session, run.id, question, value)
        forget_text(session, run, texts.values())
        session.execute(delete(Correction).where(Correction.invitation_id == invitation_id))
        session.delete(response)
        session.execute(update(Invitation).where(Invitation.id == invitation_id).values(answered=False))
        withdraw_release(unit, session, run)
        session.flush()
        run.erased += 1
        shown = run.erased >= unit.thresholds.show and bool(run.recounted)
        if shown:
            run.erased = 0
        record(session, actor, "response_erased", "run", str(run.id))
        order_cleaning(session, CleaningReason.ANSWERS_ERASED, run.id)
    clean(unit)
    return ensure_release(unit, run_id) if shown else None


def _sure(session: Session, run: Run) -> list[str]:
    """Questions everybody answered, among those that are shown now."""
    questionnaire = run_questionnaire(session, run.id, run.document_hash)
    rows = session.scalars(select(Response).where(Response.run_id == run.id)).all()
    release = uncut(questionnaire, [row.answers for row in rows])
    sure = answered_by_all(release, [row.corrected or () for row in rows])
    return [question for question in sure if run.recounted is None or question in run.recounted]


def erase_text(unit: Unit, actor: Actor, run_id: uuid.UUID, column: str, text: str) -> str | None:
    """Erase a text wherever it stands under this question, whoever wrote it; returns the new release, if one is shown.

    `column` is a text column of the release. Works in every mode, for the sake of names that someone wrote about
    someone else. ``NotFound`` where nobody wrote this; else refuses as `correct_response`.
    """
    key = column.removesuffix(".text") if column.endswith(".other.text") else column
    with unit.transaction() as session:
        run = closed_run(unit, session, actor, run_id)
        found = 0
        for response in session.scalars(select(Response).where(Response.run_id == run.id)):
            if response.answers.get(key) == text:
                response.answers = {**response.answers, key: GONE}
                found += 1
        if not found:
            raise NotFound("text")
        for waiting in session.scalars(select(Correction).where(Correction.run_id == run.id)):
            if waiting.answers.get(key) == text:
                waiting.answers = {**waiting.answers, key: GONE}
        _forget_readings(session, run.id, column, text)
        forget_text(session, run, [text])
        record(session, actor, "text_erased", "run", str(run.id), count=found)
        order_cleaning(session, CleaningReason.TEXT_ERASED, run.id)
        before, run.release_id = run.release_id, None
        if before is not None:
            remove(unit.releases, before)
        withheld = run.erased > 0
    clean(unit)
    if withheld:
        return None
    after = ensure_release(unit, run_id)
    if before is not None:
        with unit.transaction() as session:
            follow_release(session, session.get_one(Run, run_id), before, after)
    return after


def _forget_readings(session: Session, run_id: uuid.UUID, column: str, text: str) -> None:
    """A hash of a short text could be guessed: it goes with the text."""
    hashes = [text_hash(column, text), text_hash(f"{column}.text", text)]
    session.execute(delete(TextReading).where(TextReading.run_id == run_id, TextReading.text_hash.in_(hashes)))
