"""A member's side of the second round: the vote a personal link leads to, and laying the ballot.

A link casts one ballot. It is shown and changed with the receipt code alone under which it was cast.
"""

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
from surveyapp.services.receipts import new_receipt
from surveyapp.services.sealing import (
    DamagedEnvelope,
    ballot_key,
    holder_secret,
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
from surveyapp.store.voting import Ballot, Vote, Voter


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
    """With the receipt code of the ballot; else empty."""
    locked: bool
    """A ballot was cast by this link, and not under this receipt code."""
    result: VoteView | None
    """Once it is closed; before, nobody sees how it stands."""


def ballot_of(unit: Unit, link: str, receipt: str = "") -> BallotView | None:
    """The vote a personal link leads to, open or over; None where there is none. Changes nothing.

    ``NotFound`` for a link that is none. A leader's trial of the form has no vote.
    """
    secret, invitation = _invitation(unit.session, link)
    vote = stored_vote(unit.session, invitation.run_id)
    if vote is None or invitation.trial or invitation.cancelled:
        return None
    seed = option_seed(secret)
    options = [option_view(row) for row in vote.options]
    chosen = _own(unit.session, vote, secret, receipt)
    return BallotView(
        vote_id=vote.id,
        run_id=vote.run_id,
        open=vote.closed_at is None and unit.now() < vote.closes_at,
        most=most_approvals(len(options)),
        message=vote.message,
        closes_at=vote.closes_at,
        options=tuple(sorted(options, key=lambda option: _chance(seed, option.position))),
        chosen=chosen,
        locked=not chosen and _has_voted(unit.session, vote, secret, invitation.id),
        result=view_of(unit, vote) if vote.closed_at is not None else None,
    )


def _chance(seed: str, position: int) -> bytes:
    """The same order for one member on every visit, another for the next."""
    return hashlib.blake2b(json.dumps([seed, position]).encode(), digest_size=16).digest()


def _own(session: Session, vote: Vote, link: bytes, receipt: str) -> frozenset[int]:
    """What was chosen under this receipt code; empty where nothing was."""
    if not receipt:
        return frozenset()
    holder = holder_secret(receipt, link)
    kept = session.scalar(select(Ballot.own).where(Ballot.key == ballot_key(holder, vote.id)))
    if kept is None:
        return frozenset()
    try:
        return frozenset(open_draft(holder, kept)["chosen"])
    except DamagedEnvelope:
        return frozenset()


def _has_voted(session: Session, vote: Vote, link: bytes, invitation_id: uuid.UUID) -> bool:
    """Whether a ballot was cast by this link; those from before there were receipt codes lie where the link says."""
    if session.get(Voter, (vote.id, invitation_id)) is not None:
        return True
    return session.scalar(select(Ballot.key).where(Ballot.key == ballot_key(link, vote.id))) is not None


def _invitation(session: Session, link: str, *, lock: bool = False) -> tuple[bytes, Invitation]:
    secret = read_link_text(link)
    wanted = select(Invitation).where(Invitation.secret_hash == secret_hash(secret or b""))
    found = session.scalar(wanted.with_for_update() if lock else wanted) if secret else None
    if secret is None or found is None or (found.cancelled and not found.trial):
        raise NotFound("link")
    return secret, found


def cast_ballot(unit: Unit, link: str, chosen: Collection[int], receipt: str = "") -> str:
    """Lay a member's ballot, in place of the one under this receipt code; gives the receipt code.

    ``NotFound`` for a link that is none or has no vote, ``Conflict("vote_closed")`` once it is over,
    ``Conflict("vote_cast")`` where this link has voted under another receipt code, ``Invalid`` for no proposal, too
    many, or one that is not on the list.
    """
    with unit.transaction() as session:
        secret, invitation = _invitation(session, link, lock=True)
        # Closing waits for ballots on their way in, and ballots wait for a closing that has begun.
        vote = stored_vote(session, invitation.run_id, share=True)
        if vote is None or invitation.trial:
            raise NotFound("vote")
        if vote.closed_at is not None or vote.public_key is None or unit.now() >= vote.closes_at:
            raise Conflict("vote_closed")
        if not _own(session, vote, secret, receipt):
            if _has_voted(session, vote, secret, invitation.id):
                raise Conflict("vote_cast")
            session.add(Voter(vote_id=vote.id, invitation_id=invitation.id))
        positions = _positions(vote, chosen)
        receipt = receipt or new_receipt()
        holder = holder_secret(receipt, secret)
        _lay(
            session,
            {
                "key": ballot_key(holder, vote.id),
                "vote_id": vote.id,
                "sealed": seal(vote.public_key, {"chosen": positions}, BALLOT_BYTES),
                "own": seal_draft(holder, {"chosen": positions}, BALLOT_BYTES),
            },
        )
        return receipt


def _positions(vote: Vote, chosen: Collection[int]) -> list[int]:
    positions = sorted(set(chosen))
    known = {row.position for row in vote.options}
    if not set(positions) <= known:
        raise invalid("options", "unknown_choice")
    if not positions:
        raise invalid("options", "too_few_choices", min=1)
    if len(positions) > most_approvals(len(known)):
        raise invalid("options", "too_many_choices", max=most_approvals(len(known)))
    return positions


def _lay(session: Session, values: dict[str, object]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Ballot).values(values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={name: statement.excluded[name] for name in ("sealed", "own")}
        )
    )
