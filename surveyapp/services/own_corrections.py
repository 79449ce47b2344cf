"""A member's side of a correction: what was typed for her, and her word that it is what she wants.

Her way in is her own link, or her account. Nothing is changed here: what she confirms waits for others (`applying`),
so that these pages stay as light as the other answering ones.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.services.access import NOBODY
from surveyapp.services.audit import record
from surveyapp.services.cleaning import order_cleaning
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.sealing import read_link_text, secret_hash
from surveyapp.services.unit import Unit
from surveyapp.store.cleaning import CleaningReason
from surveyapp.store.reading import Correction
from surveyapp.store.surveys import Invitation


@dataclass(frozen=True, slots=True)
class OwnCorrection:
    """A correction as its member sees it: the answers that were typed, and nothing of what she had answered."""

    answers: Mapping[str, Any]
    emptied: tuple[str, ...]
    """Questions that are to be left without an answer."""
    seen: str
    """What is confirmed: another correction in its place has another."""
    confirmed: bool


def own_correction(unit: Unit, link: str) -> OwnCorrection | None:
    """The correction laid aside for whoever holds this link; None where there is none. Changes nothing.

    ``NotFound`` for a link that is none.
    """
    return _view(_stored(unit.session, _of_link(unit.session, link)))


def confirm_correction(unit: Unit, link: str, seen: str) -> None:
    """Confirm what was seen. ``NotFound`` where nothing waits, ``Conflict("correction_changed")`` where it is another
    by now: then it is to be read first."""
    with unit.transaction() as session:
        row = _seen(session, link, seen)
        row.confirmed = True
        record(session, NOBODY, "correction_confirmed", "run", str(row.run_id))


def refuse_correction(unit: Unit, link: str, seen: str) -> None:
    """Say that it is not what one wants: it is forgotten. Refuses as `confirm_correction`."""
    with unit.transaction() as session:
        row = _seen(session, link, seen)
        session.execute(delete(Correction).where(Correction.id == row.id))
        record(session, NOBODY, "correction_refused", "run", str(row.run_id))
        order_cleaning(session, CleaningReason.ANSWERS_CORRECTED, row.run_id)


def _seen(session: Session, link: str, seen: str) -> Correction:
    row = _stored(session, _of_link(session, link), lock=True)
    if row is None:
        raise NotFound("correction")
    if _digest(row) != seen:
        raise Conflict("correction_changed")
    return row


def _of_link(session: Session, link: str) -> uuid.UUID:
    secret = read_link_text(link)
    found = (
        session.scalar(select(Invitation.id).where(Invitation.secret_hash == secret_hash(secret))) if secret else None
    )
    if found is None:
        raise NotFound("link")
    return found


def _stored(session: Session, invitation_id: uuid.UUID, *, lock: bool = False) -> Correction | None:
    wanted = select(Correction).where(Correction.invitation_id == invitation_id)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def _view(row: Correction | None) -> OwnCorrection | None:
    if row is None:
        return None
    answers = {key: value for key, value in row.answers.items() if key.removesuffix(".other") in row.typed}
    return OwnCorrection(
        answers, tuple(question for question in row.typed if question not in answers), _digest(row), row.confirmed
    )


def _digest(row: Correction) -> str:
    """What is confirmed is the whole, so that nothing is changed behind the words that are shown."""
    return hashlib.sha256(json.dumps([row.answers, row.typed], sort_keys=True).encode()).hexdigest()
