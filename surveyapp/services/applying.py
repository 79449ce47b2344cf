"""Putting confirmed corrections into the results, as many of them as nothing shown gives away.

For every table, in every state that was ever shown, nobody's cell changes or those of at least five (`between`). So of
each correction goes in what may, question by question; the rest waits for others. One that is in whole is forgotten.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.analysis.between import Bools, changed_columns, held_back
from surveyapp.dataset import DamagedRelease, Release, open_release, uncut
from surveyapp.dataset.structure import UNANSWERED
from surveyapp.services.access import NOBODY
from surveyapp.services.audit import record
from surveyapp.services.cleaning import clean, order_cleaning
from surveyapp.services.closing import ensure_release, stored_answers
from surveyapp.services.errors import NotFound
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.replaced import withdraw_release
from surveyapp.services.unit import Unit
from surveyapp.store.cleaning import CleaningReason
from surveyapp.store.reading import Correction
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Run, RunStatus

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A response, what it is to become, and the questions of which that may still happen now."""

    place: int
    response: Response
    correction: Correction
    questions: set[str]

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as they are, with the wanted ones of these questions in place of theirs."""
        kept = {key: value for key, value in self.response.answers.items() if _question(key) not in self.questions}
        new = {key: value for key, value in self.correction.answers.items() if _question(key) in self.questions}
        return {**kept, **new}


def _question(key: str) -> str:
    return key.removesuffix(".other")


def apply_corrections(unit: Unit, run_id: uuid.UUID) -> str | None:
    """Apply what may be applied of the confirmed corrections of a run; the new release, None where nothing changed.

    Checks no actor: the members have confirmed. While results are withheld after erasure everything waits.
    """
    with unit.transaction() as session:
        run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one_or_none()
        if run is None:
            raise NotFound("run")
        confirmed = session.scalars(
            select(Correction).where(Correction.run_id == run_id, Correction.confirmed.is_(True))
        ).all()
        if run.status != RunStatus.CLOSED or run.erased or len(confirmed) < unit.thresholds.show:
            return None
        changed = _apply(unit, session, run, confirmed)
        if not changed:
            return None
        record(session, NOBODY, "corrections_applied", "run", str(run.id), count=changed)
        order_cleaning(session, CleaningReason.ANSWERS_CORRECTED, run.id)
        withdraw_release(unit, session, run)
    clean(unit)
    return ensure_release(unit, run_id)


def waiting_runs(unit: Unit) -> tuple[uuid.UUID, ...]:
    """Runs with confirmed corrections."""
    found = tuple(unit.session.scalars(select(Correction.run_id).where(Correction.confirmed.is_(True)).distinct()))
    unit.session.rollback()
    return found


def _apply(unit: Unit, session: Session, run: Run, confirmed: Sequence[Correction]) -> int:
    questionnaire = run_questionnaire(session, run.id, run.document_hash)
    responses = session.scalars(select(Response).where(Response.run_id == run.id).order_by(Response.id)).all()
    places = {response.invitation_id: place for place, response in enumerate(responses)}
    wanted = [
        _Wanted(place, responses[place], each, _differing(responses[place].answers, each.answers))
        for each in confirmed
        if (place := places.get(each.invitation_id)) is not None
    ]
    _, keys = stored_answers(unit, run, questionnaire.key)
    pairs = dict(zip((response.id for response in responses), keys or (), strict=False))
    before = uncut(questionnaire, [response.answers for response in responses])
    paired = list(_other_years(unit, session, run, [pairs.get(response.id) for response in responses]))
    once = [response.corrected or () for response in responses]
    while any(each.questions for each in wanted):
        answers: list[Answers] = [response.answers for response in responses]
        for each in wanted:
            answers[each.place] = each.answers
        after = uncut(questionnaire, answers)
        held = held_back(before, after, once, unit.thresholds, paired)
        if not held:
            break
        for each in wanted:
            held_questions = {before.column(key).question for key in held.get(each.place, ())}
            # What changes a table by another question's condition waits as a whole.
            each.questions.difference_update((held_questions & each.questions) or (held_questions and each.questions))
    else:
        return 0
    _write(session, wanted, changed_columns(before, after))
    return sum(bool(each.questions) for each in wanted)


def _differing(before: Answers, after: Answers) -> set[str]:
    return {_question(key) for key in {*before, *after} if before.get(key) != after.get(key)}


def _write(session: Session, wanted: Sequence[_Wanted], changed: Sequence[set[str]]) -> None:
    for each in wanted:
        new = each.answers
        each.response.corrected = sorted({*(each.response.corrected or ()), *changed[each.place]})
        each.response.answers = new
        if not _differing(new, each.correction.answers):
            session.delete(each.correction)


def _other_years(unit: Unit, session: Session, run: Run, keys: Sequence[str | None]) -> Sequence[Mapping[str, Bools]]:
    """For each other release that pairs with this one: whose pair answered there, by column."""
    found = []
    others = session.scalars(
        select(Run.release_id).where(
            Run.association_id == run.association_id, Run.id != run.id, Run.release_id.is_not(None)
        )
    )
    for release_id in others:
        with contextlib.suppress(DamagedRelease):
            found.append(_answered_there(open_release(unit.releases, str(release_id)), keys))
    return [each for each in found if each]


def _answered_there(other: Release, keys: Sequence[str | None]) -> dict[str, Bools]:
    rows = {key: row for row, key in enumerate(other.pairs()) if key is not None}
    mates = [rows.get(key) if key is not None else None for key in keys]
    if not any(mate is not None for mate in mates):
        return {}
    answered = {key: other.codes(key) < UNANSWERED for key in other.structure.columns}
    return {
        key: np.array([mate is not None and bool(there[mate]) for mate in mates]) for key, there in answered.items()
    }
