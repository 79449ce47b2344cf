"""The outbox: mails that wait, their text, and what became of them. Links are rendered at sending, never stored."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select, update

from surveyapp.services.access import Actor, require_leader
from surveyapp.services.errors import NotFound
from surveyapp.services.invitations import personal_link
from surveyapp.services.unit import Unit
from surveyapp.store.operation import Mail
from surveyapp.store.surveys import Invitation, Run, RunStatus
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.mails import MailText, invitation

MOST_ATTEMPTS = 5
BATCH = 50


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail as it goes out."""

    id: uuid.UUID
    to: str
    language: str
    content: MailText


Send = Callable[[OutgoingMail], None]
"""Hands one mail to the mail server; raises ``OSError`` where that fails."""


def _compose(unit: Unit, mail: Mail, row: Invitation) -> OutgoingMail:
    run = row.run
    association = run.association
    c = catalogue(row.language)
    last_day = None
    if run.closes_at is not None:
        last_day = (run.closes_at - timedelta(seconds=1)).astimezone(ZoneInfo(association.time_zone)).date()
    content = invitation(
        c,
        association=association.name(row.language),
        link=personal_link(unit, row.id),
        last_day=last_day,
        mode=run.mode,
        message=run.message,
        reminder=mail.kind == "reminder",
    )
    return OutgoingMail(mail.id, row.email or "", row.language, content)


def mail_of(unit: Unit, actor: Actor, invitation_id: uuid.UUID) -> OutgoingMail:
    """The newest mail of an invitation, for the leader to read or to send by hand. ``NotFound`` where there is none."""
    row = unit.session.get(Invitation, invitation_id)
    if row is None:
        raise NotFound("invitation")
    require_leader(unit, actor, row.run.association_id)
    mail = unit.session.scalar(
        select(Mail).where(Mail.invitation_id == invitation_id).order_by(Mail.round.desc()).limit(1)
    )
    return _compose(unit, mail or Mail(id=uuid.uuid4(), kind="invitation"), row)


def send_waiting(unit: Unit, send: Send) -> tuple[int, int]:
    """Send what waits, a batch at a time; returns (sent, failed).

    A mail is claimed before it is handed over, so that two workers do not send it twice; after a failure it waits
    again until it has been tried ``MOST_ATTEMPTS`` times. Mails of closed runs and of those who have answered are
    not sent any more.
    """
    sent = failed = 0
    tried: set[uuid.UUID] = set()
    while True:
        waiting = unit.session.execute(
            select(Mail, Invitation)
            .join(Invitation, Invitation.id == Mail.invitation_id)
            .join(Run, Run.id == Invitation.run_id)
            .where(
                Mail.state == "waiting",
                Mail.id.not_in(tried),
                Run.status == RunStatus.OPEN,
                ~Invitation.cancelled,
                or_(Mail.kind == "invitation", and_(Mail.kind == "reminder", ~Invitation.answered)),
            )
            .order_by(Mail.created_at)
            .limit(BATCH)
        ).all()
        outgoing = [_compose(unit, mail, row) for mail, row in waiting]
        unit.session.rollback()
        if not outgoing:
            return sent, failed
        for mail in outgoing:
            tried.add(mail.id)
            if not _claim(unit, mail.id):
                continue
            try:
                send(mail)
            except OSError as error:
                failed += 1
                _failed(unit, mail.id, type(error).__name__)
            else:
                sent += 1
                with unit.transaction() as session:
                    session.execute(
                        update(Mail).where(Mail.id == mail.id).values(state="sent", sent_at=unit.now(), error="")
                    )


def _claim(unit: Unit, mail_id: uuid.UUID) -> bool:
    with unit.transaction() as session:
        mail = session.scalar(select(Mail).where(Mail.id == mail_id, Mail.state == "waiting").with_for_update())
        if mail is None:
            return False
        mail.state = "sending"
        mail.attempts += 1
        return True


def _failed(unit: Unit, mail_id: uuid.UUID, error: str) -> None:
    """The kind of failure only: a server's answer may quote the address, and the address the member."""
    with unit.transaction() as session:
        mail = session.get(Mail, mail_id)
        if mail is not None:
            mail.state = "failed" if mail.attempts >= MOST_ATTEMPTS else "waiting"
            mail.error = error


def take_up_interrupted(unit: Unit) -> None:
    """Mails claimed by a worker that was killed wait again.

    Whether such a mail went out cannot be known; a second copy carries the same Message-ID and is better than none.
    Called when a worker starts, and there is one worker that sends.
    """
    with unit.transaction() as session:
        session.execute(update(Mail).where(Mail.state == "sending").values(state="waiting"))
