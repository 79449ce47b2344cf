"""What the leader sees of a run's mails and does about them.

Reminders, and news of more time, go to those who have not answered. So in an anonymous run they are told of neither one
by one nor in numbers: beside how many have an address, their number names those who answered. What may be told of
reminders is told with participation.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from surveyapp.services.access import Actor, require_led_run
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.invitations import told_by_member
from surveyapp.services.mail_templates import check_words
from surveyapp.services.outbox import TO_SILENT, OutgoingMail, compose_mail, mail_facts, open_vote_of
from surveyapp.services.unit import Unit
from surveyapp.store.operation import LINK_KINDS, MAIL_KINDS, Mail
from surveyapp.store.surveys import Mode, Run, RunStatus
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.mails import MailText, OwnWords, compose


@dataclass(frozen=True, slots=True)
class Mailing:
    """All mails of one kind and round."""

    kind: str
    round: int
    queued_at: datetime
    states: Mapping[str, int]
    """State → number of mails."""


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail to one member, or a trial to the leader herself."""

    id: uuid.UUID
    name: str
    email: str
    kind: str
    round: int
    state: str
    attempts: int
    error: str
    """The kind of failure, as the program calls it; empty where there was none."""
    sent_at: datetime | None
    not_before: datetime | None
    trial: bool


@dataclass(frozen=True, slots=True)
class Outbox:
    """A run's mails: as numbers by round, and one by one where the mode allows."""

    mailings: tuple[Mailing, ...]
    rows: tuple[MailRow, ...]


def outbox_of(unit: Unit, actor: Actor, run_id: uuid.UUID) -> Outbox:
    """A run's mails for its leader, the newest first; rows in no meaningful order."""
    run = require_led_run(unit, actor, run_id)
    mails = unit.session.scalars(
        select(Mail).options(joinedload(Mail.invitation), joinedload(Mail.user)).where(Mail.run_id == run.id)
    ).all()
    groups: dict[tuple[str, int], list[Mail]] = {}
    for mail in mails:
        told = mail.kind not in LINK_KINDS and told_in_numbers(mail.kind, run.mode)
        if mail.invitation_id is not None and told:
            groups.setdefault((mail.kind, mail.round), []).append(mail)
    mailings = [
        Mailing(kind, number, min(m.created_at for m in group), dict(Counter(m.state for m in group)))
        for (kind, number), group in groups.items()
    ]
    rows = tuple(
        _row(mail)
        for mail in mails
        if mail.user_id == actor.user_id is not None
        or (mail.invitation_id is not None and told_by_member(mail.kind, run.mode))
    )
    return Outbox(tuple(sorted(mailings, key=lambda each: each.queued_at, reverse=True)), rows)


def told_in_numbers(kind: str, mode: str) -> bool:
    """Whether it is told how many mails of a kind went out, and what became of them."""
    return mode != Mode.ANONYMOUS or kind not in TO_SILENT


def _row(mail: Mail) -> MailRow:
    name = mail.invitation.name if mail.invitation else mail.user.name if mail.user else ""
    email = (mail.invitation.email or "") if mail.invitation else mail.user.email if mail.user else ""
    return MailRow(
        mail.id,
        name,
        email,
        mail.kind,
        mail.round,
        mail.state,
        mail.attempts,
        mail.error,
        mail.sent_at,
        mail.not_before,
        mail.user_id is not None,
    )


def _mail(unit: Unit, actor: Actor, mail_id: uuid.UUID) -> Mail:
    """A mail the leader may know of one by one; ``NotFound`` otherwise."""
    mail = unit.session.get(Mail, mail_id)
    if mail is None or mail.run_id is None:
        raise NotFound("mail")
    run = require_led_run(unit, actor, mail.run_id)
    own = mail.user_id is not None and mail.user_id == actor.user_id
    if not own and (mail.invitation_id is None or not told_by_member(mail.kind, run.mode)):
        raise NotFound("mail")
    return mail


def mail_of(unit: Unit, actor: Actor, mail_id: uuid.UUID) -> OutgoingMail:
    """A mail as it goes, or would go now, for the leader to read: a member's link is masked."""
    return compose_mail(unit, _mail(unit, actor, mail_id), masked=True)


def send_again(unit: Unit, actor: Actor, mail_id: uuid.UUID) -> None:
    """Send a mail once more: one that failed waits again; of one that was sent a new one is made.

    ``Conflict`` for one that waits, and where the run no longer needs it.
    """
    mail = _mail(unit, actor, mail_id)
    with unit.transaction() as session:
        run = session.get_one(Run, mail.run_id)
        if mail.state in ("waiting", "sending"):
            raise Conflict("mail_waits")
        if mail.kind in ("invitation", "extension") and run.status != RunStatus.OPEN:
            raise Conflict("run_not_open")
        if mail.kind == "vote" and open_vote_of(session, run.id) is None:
            raise Conflict("vote_closed")
        if mail.state == "failed":
            mail.state, mail.attempts, mail.not_before, mail.error = "waiting", 0, None, ""
        else:
            newest = select(func.max(Mail.round)).where(
                Mail.run_id == mail.run_id,
                Mail.kind == mail.kind,
                Mail.invitation_id.is_not_distinct_from(mail.invitation_id),
                Mail.user_id.is_not_distinct_from(mail.user_id),
            )
            again = Mail(
                run_id=mail.run_id,
                invitation_id=mail.invitation_id,
                user_id=mail.user_id,
                kind=mail.kind,
                round=(session.scalar(newest) or 0) + 1,
            )
            session.add(again)
        record(session, actor, "mail_sent_again", "run", str(mail.run_id), kind=mail.kind)


def record_bounce(unit: Unit, actor: Actor, mail_id: uuid.UUID) -> None:
    """Note that a mail came back. ``Conflict`` unless it was sent."""
    mail = _mail(unit, actor, mail_id)
    with unit.transaction() as session:
        if mail.state != "sent":
            raise Conflict("mail_not_sent")
        mail.state = "bounced"
        record(session, actor, "mail_bounced", "run", str(mail.run_id), kind=mail.kind)


def send_trial(unit: Unit, actor: Actor, run_id: uuid.UUID, kind: str) -> uuid.UUID:
    """Send a mail of this kind to oneself, as a member would get it; its link leads to the questions."""
    run = require_led_run(unit, actor, run_id)
    if kind not in MAIL_KINDS:
        raise NotFound("mail")
    if actor.user_id is None:
        raise Conflict("no_account")
    with unit.transaction() as session:
        mail = Mail(run_id=run.id, user_id=actor.user_id, kind=kind, created_at=unit.now())
        session.add(mail)
        session.flush()
        return mail.id


def preview_of(unit: Unit, actor: Actor, run_id: uuid.UUID, kind: str, language: str, words: OwnWords) -> MailText:
    """A mail with these words as a member would get it. ``Invalid`` for words that cannot be."""
    run = require_led_run(unit, actor, run_id)
    check_words(words)
    facts = mail_facts(unit, run, kind, language, actor.name, None)
    return compose(catalogue(language), facts, words)
