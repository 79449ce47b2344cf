"""The outbox: mails that wait, their text, and what became of them. Links are rendered at sending, never stored.

A mail is claimed, handed over, and marked, each in a transaction of its own. A worker killed before the hand-over or
after the mark loses nothing and repeats nothing. Killed in between, nobody can know whether the mail server took the
mail: it is sent once more under the same Message-ID, by which a mail program shows it once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from surveyapp.analysis.participation import told
from surveyapp.answering.progress import minutes_estimate
from surveyapp.services.account_links import compose_account_mail
from surveyapp.services.again import again_link
from surveyapp.services.evaluation_notices import compose_notice
from surveyapp.services.forms import run_questionnaire, version_questionnaire
from surveyapp.services.invitations import personal_link
from surveyapp.services.mail_templates import own_words
from surveyapp.services.participation import count_participation
from surveyapp.services.questionnaires import YEAR_END
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.operation import MAIL_KINDS, Mail
from surveyapp.store.people import Membership
from surveyapp.store.surveys import Addressing, Invitation, Mode, Run, RunStatus
from surveyapp.store.voting import Vote
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.mails import MailFacts, MailText, compose

BATCH = 50
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""How long a refused mail waits before it is tried again; after the last it has failed."""
MOST_ATTEMPTS = len(WAITS) + 1
MASK = "\N{BULLET}" * 8
"""Stands for a member's link where the leader reads a mail."""

WHILE_OPEN = ("invitation", "reminder", "extension", "again", "new_link", "link_replaced")
TO_SILENT = ("reminder", "extension")
"""Mails that go to those only who have not answered."""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail as it goes out."""

    id: uuid.UUID
    to: str
    language: str
    content: MailText


Send = Callable[[OutgoingMail], None]
"""Hands one mail to the mail server; raises ``OSError`` where that fails."""


def last_day_of(run: Run) -> date | None:
    """The last day on which answers are taken, where the association lives."""
    return _day_before(run.closes_at, run) if run.closes_at is not None else None


def _day_before(closes_at: datetime, run: Run) -> date:
    return (closes_at - timedelta(seconds=1)).astimezone(ZoneInfo(run.association.time_zone)).date()


def open_vote_of(session: Session, run_id: uuid.UUID) -> Vote | None:
    """The vote on proposals of a run, while it is open."""
    return session.scalar(select(Vote).where(Vote.run_id == run_id, Vote.closed_at.is_(None)))


def _link(unit: Unit, run: Run, kind: str, row: Invitation | None, *, masked: bool) -> str:
    """Where a mail leads; without an invitation to the leader's own page of the questions.

    Masked, a member's link shows that it is there and nothing of it.
    """
    if row is None:
        return f"{unit.public_url}/association/{run.association_id}/survey/{run.id}/form"
    if kind == "link_replaced":
        return ""
    if run.addressing == Addressing.ACCOUNT and kind not in ("vote", "again"):
        return f"{unit.public_url}/me/"
    if masked:
        return f"{unit.public_url}/a/{MASK}"
    if kind == "again":
        return again_link(unit, row.id, row.turn)
    return personal_link(unit, row.id, row.link_number)


def mail_facts(
    unit: Unit, run: Run, kind: str, language: str, name: str, row: Invitation | None, *, masked: bool = False
) -> MailFacts:
    """What a mail of a run tells, to a member or, without an invitation, to the leader."""
    link = _link(unit, run, kind, row, masked=masked)
    opened = run.status != RunStatus.DRAFT
    questionnaire = (
        run_questionnaire(unit.session, run.id, run.document_hash)
        if opened
        else version_questionnaire(unit.session, run.survey.version_id)
    )
    counted = count_participation(unit.session, run.id)
    named = run.mode == Mode.ANONYMOUS and not told(counted.answered, counted.invited, unit.thresholds.show).exact
    vote = open_vote_of(unit.session, run.id) if kind == "vote" else None
    return MailFacts(
        kind=kind,
        name=name,
        association=run.association.name(language),
        survey=questionnaire.text("title", language),
        year_end=questionnaire.key == YEAR_END,
        link=link,
        sign_in=run.addressing == Addressing.ACCOUNT and kind not in ("vote", "again"),
        last_day=_day_before(vote.closes_at, run) if vote else None if kind == "vote" else last_day_of(run),
        mode=run.mode,
        message=vote.message if vote else run.message,
        answered=None if named else counted.answered,
        invited=counted.invited,
        minutes=max(1, round(minutes_estimate(questionnaire, language))),
    )


def compose_mail(unit: Unit, mail: Mail, *, masked: bool = False) -> OutgoingMail:
    """A mail as it would go now, in its reader's language; masked, for the leader to read, without a member's link."""
    if mail.evaluation_id is not None:
        return OutgoingMail(mail.id, *compose_notice(unit, mail))
    if mail.membership_id is not None:
        return OutgoingMail(mail.id, *compose_account_mail(unit, mail))
    run = unit.session.get_one(Run, mail.run_id)
    row = None
    if mail.invitation_id is not None:
        row = unit.session.get_one(Invitation, mail.invitation_id)
        name, to, language = row.name, mail.address or row.email or "", row.language
    else:
        user = unit.session.get_one(User, mail.user_id)
        name, to, language = user.name, user.email, user.language
    words = own_words(unit.session, run.association_id, mail.kind, language)
    facts = mail_facts(unit, run, mail.kind, language, name, row, masked=masked)
    return OutgoingMail(mail.id, to, language, compose(catalogue(language), facts, words))


def _gone() -> ColumnElement[bool]:
    """Whether an invited member has left. Her mailbox may be a successor's by now, so nothing more is sent to it."""
    return exists().where(Membership.id == Invitation.membership_id, Membership.left_on.is_not(None))


def queue_mails(session: Session, run: Run, kind: str, round_: int, silent_only: bool) -> int:
    """Queue one kind of mail in the caller's transaction, to every present member with an address, or to those of them
    who have not answered. Returns how many."""
    wanted = select(Invitation.id).where(
        Invitation.run_id == run.id, ~Invitation.cancelled, Invitation.email.is_not(None), ~_gone()
    )
    if silent_only:
        wanted = wanted.where(~Invitation.answered)
    ids = session.scalars(wanted).all()
    session.add_all(Mail(run_id=run.id, invitation_id=each, kind=kind, round=round_) for each in ids)
    session.flush()
    return len(ids)


def next_round(session: Session, run_id: uuid.UUID, kind: str) -> int:
    """The number of the next round of a kind of mail, from 1."""
    newest = session.scalar(select(func.max(Mail.round)).where(Mail.run_id == run_id, Mail.kind == kind))
    return (newest or 0) + 1


def queue_closing_notices(session: Session, run: Run) -> None:
    """Thank those who answered and tell the others that it is over, in the caller's transaction.

    In an anonymous run everyone gets the same mail: two kinds would tell who has answered.
    """
    if not run.closing_notice:
        return
    if run.mode == Mode.ANONYMOUS:
        queue_mails(session, run, "closing", 0, silent_only=False)
        return
    queue_mails(session, run, "closing", 0, silent_only=True)
    wanted = select(Invitation.id).where(
        Invitation.run_id == run.id,
        ~Invitation.cancelled,
        Invitation.answered,
        Invitation.email.is_not(None),
        ~_gone(),
    )
    session.add_all(Mail(run_id=run.id, invitation_id=each, kind="thanks") for each in session.scalars(wanted).all())
    session.flush()


def send_waiting(unit: Unit, send: Send) -> tuple[int, int]:
    """Send what waits, a batch at a time; returns (sent, failed).

    A mail is claimed before it is handed over, so that two workers do not send it twice; after a failure it waits
    longer each time, until it has been tried ``MOST_ATTEMPTS`` times. What is no longer needed is passed over.
    """
    _pass_over(unit)
    sent = failed = 0
    tried: set[uuid.UUID] = set()
    while True:
        due = (Mail.state == "waiting", or_(Mail.not_before.is_(None), Mail.not_before <= unit.now()))
        waiting = unit.session.scalars(
            select(Mail).where(*due, Mail.id.not_in(tried)).order_by(Mail.created_at).limit(BATCH)
        ).all()
        outgoing = [compose_mail(unit, mail) for mail in waiting]
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


def _pass_over(unit: Unit) -> None:
    """Mails nobody needs any more: of closed runs, to those who have answered meanwhile or left, whose invitation is
    void. What warns a member about her own link is sent to one who has left, too."""
    over = or_(
        and_(Mail.kind.in_(WHILE_OPEN), Run.status == RunStatus.CLOSED),
        Invitation.cancelled,
        and_(Mail.kind.in_(MAIL_KINDS), _gone()),
        and_(Mail.kind.in_(TO_SILENT), Invitation.answered),
    )
    needless = (
        select(Mail.id)
        .join(Run, Run.id == Mail.run_id)
        .join(Invitation, Invitation.id == Mail.invitation_id)
        .where(Mail.state == "waiting", over)
    )
    with unit.transaction() as session:
        ids = session.scalars(needless).all()
        if ids:
            session.execute(update(Mail).where(Mail.id.in_(ids), Mail.state == "waiting").values(state="skipped"))


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
            given_up = mail.attempts >= MOST_ATTEMPTS
            mail.state = "failed" if given_up else "waiting"
            mail.not_before = None if given_up else unit.now() + WAITS[mail.attempts - 1]
            mail.error = error


def take_up_interrupted(unit: Unit) -> None:
    """Mails claimed by a worker that was killed wait again.

    Whether such a mail went out cannot be known; a second copy carries the same Message-ID and is better than none.
    Called when a worker starts, and there is one worker that sends.
    """
    with unit.transaction() as session:
        session.execute(update(Mail).where(Mail.state == "sending").values(state="waiting"))
