"""Beginning again: whoever has lost the receipt code makes void what was sent, by a way the leader does not hold.

The link alone may ask for it; the mail that goes to the member's own address carries what does it. It is made at
sending, like links, from the installation's secret, and holds for the present turn only: used once, it is void.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.invitations import end_turn, queue_one
from surveyapp.services.sealing import (
    again_token,
    link_secret,
    link_text,
    read_again_token,
    read_link_text,
    secret_hash,
)
from surveyapp.services.unit import Unit
from surveyapp.store.operation import Mail
from surveyapp.store.regions import LANGUAGES
from surveyapp.store.surveys import FormerLink, Invitation, Run, RunStatus

PAUSE = timedelta(hours=1)
"""A mail to begin again is asked for once an hour at most: the link alone may ask."""


@dataclass(frozen=True, slots=True)
class Again:
    """What the page behind such a mail asks about."""

    association_names: Mapping[str, str]
    titles: Mapping[str, str]
    language: str
    respondent: str


def ask_to_begin_again(unit: Unit, link: str) -> None:
    """Queue the mail to the member's address. Asked for again within the hour, the one that was queued must do.

    ``NotFound`` for a link that is none; ``Conflict`` where no mail reaches the member ("no_address"), nothing was
    sent ("nothing_sent"), or no answers are taken ("run_closed").
    """
    secret = read_link_text(link)
    with unit.transaction() as session:
        row = secret and session.scalar(
            select(Invitation)
            .where(Invitation.secret_hash == secret_hash(secret), ~Invitation.cancelled)
            .with_for_update()
        )
        if not row:
            raise NotFound("link")
        _require_open(unit, row.run)
        if not row.answered or row.voided:
            raise Conflict("nothing_sent")
        if row.email is None or row.handed or not unit.mails:
            raise Conflict("no_address")
        asked = select(Mail.id).where(
            Mail.invitation_id == row.id, Mail.kind == "again", Mail.created_at > unit.now() - PAUSE
        )
        if session.scalar(asked.limit(1)) is None:
            queue_one(session, row, "again", created_at=unit.now())


def _require_open(unit: Unit, run: Run) -> None:
    if run.status != RunStatus.OPEN or (run.closes_at is not None and unit.now() >= run.closes_at):
        raise Conflict("run_closed")


def again_link(unit: Unit, invitation_id: uuid.UUID, turn: int) -> str:
    """The address a mail carries with which its reader begins again."""
    return f"{unit.public_url}/b/{again_token(unit.secret, invitation_id, turn)}"


def _found(unit: Unit, session: Session, token: str, *, lock: bool = False) -> Invitation:
    invitation_id = read_again_token(token)
    wanted = select(Invitation).where(Invitation.id == invitation_id, ~Invitation.cancelled)
    row = invitation_id and session.scalar(wanted.with_for_update() if lock else wanted)
    if not row or not hmac.compare_digest(again_token(unit.secret, row.id, row.turn).encode(), token.encode()):
        raise NotFound("link")
    _require_open(unit, row.run)
    return row


def what_begins_again(unit: Unit, token: str) -> Again:
    """What stands behind the address of such a mail. Changes nothing: mail scanners visit addresses too.

    ``NotFound`` for a token that is none or was used, ``Conflict`` where no answers are taken.
    """
    row = _found(unit, unit.session, token)
    questionnaire = run_questionnaire(unit.session, row.run_id, row.run.document_hash)
    titles = {language: questionnaire.text("title", language) for language in LANGUAGES}
    return Again(row.run.association.names, titles, row.language, row.name)


def begin_again(unit: Unit, token: str) -> tuple[uuid.UUID, str]:
    """Make void what was sent; the run and the link under which one answers anew. Refuses as `what_begins_again`."""
    with unit.transaction() as session:
        row = _found(unit, session, token, lock=True)
        link = link_secret(unit.secret, row.id, row.link_number)
        end_turn(session, row, link)
        row.answered = row.voided = False
        return row.run_id, link_text(link)


def was_replaced(unit: Unit, link: str) -> bool:
    """Whether a link opens nothing because a new one was given in its place."""
    secret = read_link_text(link)
    found = secret and unit.session.scalar(
        select(FormerLink.invitation_id).where(FormerLink.secret_hash == secret_hash(secret))
    )
    return bool(found)
