"""A member's side of the second round: the vote a personal link leads to, and laying the ballot."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.sealing import (
    DamagedEnvelope,
    ballot_key,
    open_draft,
    option_seed,
    read_link_text,
    seal,
    seal_draft,
    secret_hash,
)
from surveyapp.services.unit import Unit
from surveyapp.services.voting import (
    BALLOT_BYTES,
    OptionView,
    VoteView,
    most_approvals,
    option_view,
    stored_vote,
    view_of,
)
from surveyapp.store.surveys import Invitation
from surveyapp.store.voting import Ballot


@dataclass(frozen=True, slots=True)
class BallotView:
    """The vote as one member sees it: options in her own random order, and what she chose before."""

    vote_id: uuid.UUID
    run_id: uuid.UUID
    open: bool
    most: int
    message: str
    closes_at: datetime
    options: tuple[OptionView, ...]
    chosen: frozenset[int]
    result: VoteView | None
    """Once it is closed; before, nobody sees how it stands."""


def ballot_of(unit: Unit, link: str) -> BallotView | None:
    """The vote a personal link leads to, open or over; None where there is none. Changes nothing.

    ``NotFound`` for a link that is none. A leader's trial of the form has no vote.
    """
    secret, invitation = _invitation(unit.session, link)
    vote = stored_vote(unit.session, invitation.run_id)
    if vote is None or invitation.trial or invitation.cancelled:
        return None
    kept = unit.session.scalar(select(Ballot.own).where(Ballot.key == ballot_key(secret, vote.id)))
    seed = option_seed(secret)
    options = [option_view(row) for row in vote.options]
    return BallotView(
        vote_id=vote.id,
        run_id=vote.run_id,
        open=vote.closed_at is None and unit.now() < vote.closes_at,
        most=most_approvals(len(options)),
        message=vote.message,
        closes_at=vote.closes_at,
        options=tuple(sorted(options, key=lambda option: _chance(seed, option.position))),
        chosen=_own(secret, kept),
        result=view_of(unit, vote) if vote.closed_at is not None else None,
    )


def _chance(seed: str, position: int) -> bytes:
    """The same order for one member on every visit, another for the next."""
    return hashlib.blake2b(json.dumps([seed, position]).encode(), digest_size=16).digest()


def _own(secret: bytes, kept: bytes | None) -> frozenset[int]:
    if kept is None:
        return frozenset()
    try:
        return frozenset(open_draft(secret, kept)["chosen"])
    except DamagedEnvelope:
        return frozenset()


def _invitation(session: Session, link: str) -> tuple[bytes, Invitation]:
    secret = read_link_text(link)
    found = session.scalar(select(Invitation).where(Invitation.secret_hash == secret_hash(secret))) if secret else None
    if secret is None or found is None or (found.cancelled and not found.trial):
        raise NotFound("link")
    return secret, found


def cast_ballot(unit: Unit, link: str, chosen: Collection[int]) -> None:
    """Lay a member's ballot, in place of the one before.

    ``NotFound`` for a link that is none or has no vote, ``Conflict("vote_closed")`` once it is over, ``Invalid`` for
    no proposal, too many, or one that is not on the list.
    """
    with unit.transaction() as session:
        secret, invitation = _invitation(session, link)
        # Closing waits for ballots on their way in, and ballots wait for a closing that has begun.
        vote = stored_vote(session, invitation.run_id, share=True)
        if vote is None or invitation.trial:
            raise NotFound("vote")
        if vote.closed_at is not None or vote.public_key is None or unit.now() >= vote.closes_at:
            raise Conflict("vote_closed")
        positions = sorted(set(chosen))
        known = {row.position for row in vote.options}
        if not set(positions) <= known:
            raise invalid("options", "unknown_choice")
        if not positions:
            raise invalid("options", "too_few_choices", min=1)
        if len(positions) > most_approvals(len(known)):
            raise invalid("options", "too_many_choices", max=most_approvals(len(known)))
        _lay(
            session,
            {
                "key": ballot_key(secret, vote.id),
                "vote_id": vote.id,
                "sealed": seal(vote.public_key, {"chosen": positions}, BALLOT_BYTES),
                "own": seal_draft(secret, {"chosen": positions}, BALLOT_BYTES),
            },
        )


def _lay(session: Session, values: dict[str, object]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Ballot).values(values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={name: statement.excluded[name] for name in ("sealed", "own")}
        )
    )
