"""Taking away what surveys and votes opened by an earlier version left under the links alone.

Then a copy of what was sent lay under the link's secret, and whoever has a link could open it. What was sent goes on
counting, and can neither be read nor replaced any more.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence

from sqlalchemy import Row, delete, insert, select, update

from surveyapp.services.cleaning import order_cleaning
from surveyapp.services.sealing import ballot_key, draft_key, link_secret
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft
from surveyapp.store.cleaning import CleaningReason
from surveyapp.store.surveys import Invitation, Run, RunStatus
from surveyapp.store.voting import Ballot, Vote, Voter

BATCH = 500
"""Keys in one statement."""


def protect_what_was_sent(unit: Unit) -> None:
    """Delete copies of sent answers that open with a link, and make copies of ballots unreadable. Checks no actor.

    Done whenever the product starts; where nothing is left it changes nothing.
    """
    with unit.transaction() as session:
        answered = session.execute(
            select(Invitation.id, Invitation.link_number)
            .join(Run, Run.id == Invitation.run_id)
            .where(Run.status == RunStatus.OPEN, Invitation.answered, ~Invitation.voided)
        ).all()
        changed = 0
        for start in range(0, len(answered), BATCH):
            keys = [draft_key(link_secret(unit.secret, *row)) for row in answered[start : start + BATCH]]
            changed += len(session.scalars(delete(Draft).where(Draft.key.in_(keys)).returning(Draft.key)).all())
        for vote_id, run_id in session.execute(select(Vote.id, Vote.run_id).where(Vote.closed_at.is_(None))).all():
            invited = session.execute(
                select(Invitation.id, Invitation.link_number).where(Invitation.run_id == run_id)
            ).all()
            changed += _protect_ballots(unit, vote_id, invited)
        if changed:
            order_cleaning(session, CleaningReason.PRODUCT_UPDATED, None)


def _protect_ballots(unit: Unit, vote_id: uuid.UUID, invited: Sequence[Row[uuid.UUID, int]]) -> int:
    voted = set(unit.session.scalars(select(Voter.invitation_id).where(Voter.vote_id == vote_id)))
    laid = set(unit.session.scalars(select(Ballot.key).where(Ballot.vote_id == vote_id)))
    changed = 0
    for invitation_id, number in invited:
        key = ballot_key(link_secret(unit.secret, invitation_id, number), vote_id)
        if key in laid and invitation_id not in voted:
            unit.session.execute(insert(Voter).values(vote_id=vote_id, invitation_id=invitation_id))
            unit.session.execute(update(Ballot).where(Ballot.key == key).values(own=os.urandom(32)))
            changed += 1
    return changed
