"""How many were asked and how far they came, and what each reminder brought. Numbers only, without a time of anyone's.

What belongs to one kind of institution is told within the rules of disclosure: participation is an answer too.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from surveyapp.store.surveys import Addressing, Invitation, Run


@dataclass(frozen=True, slots=True)
class Participation:
    """How many were asked, and how far they came. "opened" counts the first interaction, not a visit."""

    invited: int
    """0 where one link went to all: nobody knows how many it reached."""
    opened: int
    answered: int
    begun: int = 0
    """Those who kept a part of the questionnaire, sent or not."""


def count_participation(session: Session, run_id: uuid.UUID) -> Participation:
    """Counts over the invitations that were not cancelled. Checks no actor: the caller has."""
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(cast(Invitation.opened, Integer)), 0),
            func.coalesce(func.sum(cast(Invitation.answered, Integer)), 0),
            func.coalesce(func.sum(cast(Invitation.begun, Integer)), 0),
        ).where(Invitation.run_id == run_id, ~Invitation.cancelled)
    ).one()
    shared = session.scalar(select(Run.addressing).where(Run.id == run_id)) == Addressing.SHARED
    return Participation(0 if shared else row[0], int(row[1]), int(row[2]), int(row[3]))
