"""Invitations: who is asked, the personal links, and the mails that carry them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.services.access import Actor, require_led_run
from surveyapp.services.audit import record
from surveyapp.services.ballot_box import void
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.sealing import link_secret, link_text, secret_hash
from surveyapp.services.unit import Unit
from surveyapp.store.operation import LINK_KINDS, Mail
from surveyapp.store.people import Membership
from surveyapp.store.surveys import Addressing, FormerLink, Invitation, Mode, Run, RunStatus


@dataclass(frozen=True, slots=True)
class InvitationView:
    """One member's invitation, for the leader. Whether this member has answered is told only where the mode allows."""

    id: uuid.UUID
    name: str
    institution: str
    email: str | None
    language: str
    cancelled: bool
    handed: bool
    """No mail brings the link: the leader hands it over, one by one, and each time it is noted."""
    mail_state: str | None
    """State of the newest invitation mail: waiting, sent, failed, bounced; None where none was made.

    Never of a reminder: in an anonymous run that would tell who has not answered.
    """
    answered: bool | None
    """None in the anonymous mode: who has not answered is not told."""


def current_memberships(session: Session, association_id: uuid.UUID, day: date) -> Sequence[Membership]:
    """Memberships that hold on a day, with their institutions."""
    return session.scalars(
        select(Membership)
        .options(joinedload(Membership.institution))
        .where(
            Membership.association_id == association_id,
            Membership.joined_on <= day,
            or_(Membership.left_on.is_(None), Membership.left_on > day),
        )
        .order_by(Membership.id)
    ).all()


def add_invitations(unit: Unit, run: Run, members: Iterable[Membership]) -> None:
    """Invite members in the caller's transaction, and queue a mail to each who has an address."""
    invited = [
        Invitation(
            id=(invitation_id := uuid.uuid4()),
            run_id=run.id,
            membership_id=member.id,
            name=member.name,
            email=member.email,
            language=member.language,
            secret_hash=secret_hash(link_secret(unit.secret, invitation_id)),
            handed=run.addressing == Addressing.PERSONAL and not _mailed(unit, member.email),
        )
        for member in members
    ]
    unit.session.add_all(invited)
    unit.session.flush()  # mails refer to invitations, which have to stand first
    unit.session.add_all(
        Mail(run_id=run.id, invitation_id=row.id, kind="invitation", round=0) for row in invited if row.email
    )
    unit.session.flush()


def _mailed(unit: Unit, email: str | None) -> bool:
    """Whether a mail brings the link, so that the leader never sees it."""
    return bool(email) and unit.mails


def told_by_member(kind: str, mode: str) -> bool:
    """Whether the leader may see mails of a kind one by one.

    In an anonymous run only what goes to everyone: whoever is reminded has not answered.
    """
    return kind not in LINK_KINDS and (mode != Mode.ANONYMOUS or kind in ("invitation", "closing", "vote", "changes"))


def personal_link(unit: Unit, invitation_id: uuid.UUID, number: int = 0) -> str:
    """The address a member answers at, by the number of her link."""
    return f"{unit.public_url}/a/{link_text(link_secret(unit.secret, invitation_id, number))}"


def link_of(unit: Unit, invitation_id: uuid.UUID) -> str:
    """The secret of a member's link as it stands in the address. Checks no actor: never for a page of the leader's."""
    number = unit.session.scalar(select(Invitation.link_number).where(Invitation.id == invitation_id))
    if number is None:
        raise NotFound("invitation")
    return link_text(link_secret(unit.secret, invitation_id, number))


def invitations_of(unit: Unit, actor: Actor, run_id: uuid.UUID) -> tuple[InvitationView, ...]:
    """All invitations of a run for its leader, in no meaningful order; pages sort by name in their language."""
    run = require_led_run(unit, actor, run_id)
    rows = unit.session.scalars(
        select(Invitation)
        .options(joinedload(Invitation.membership).joinedload(Membership.institution))
        .where(Invitation.run_id == run.id, ~Invitation.trial)
    ).all()
    states = {
        mail.invitation_id: mail.state
        for mail in unit.session.scalars(
            select(Mail).where(Mail.run_id == run.id, Mail.kind == "invitation").order_by(Mail.round)
        )
    }
    return tuple(
        InvitationView(
            id=row.id,
            name=row.name,
            institution=row.membership.institution.name if row.membership and row.membership.institution else "",
            email=row.email,
            language=row.language,
            cancelled=row.cancelled,
            handed=row.handed,
            mail_state=states.get(row.id),
            answered=None if run.mode == Mode.ANONYMOUS else row.answered,
        )
        for row in rows
    )


def _led_invitation(unit: Unit, actor: Actor, invitation_id: uuid.UUID) -> tuple[Run, Invitation]:
    invitation = unit.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound("invitation")
    return require_led_run(unit, actor, invitation.run_id), invitation


def _require_usable(run: Run, invitation: Invitation) -> None:
    if run.status != RunStatus.OPEN or invitation.cancelled:
        raise Conflict("run_not_open")
    if run.addressing != Addressing.PERSONAL:
        raise Conflict("no_personal_links")


def show_link(unit: Unit, actor: Actor, invitation_id: uuid.UUID) -> str:
    """The link of a member whom no mail reaches, for the leader to hand on; noted in the audit trail.

    ``Conflict`` where a mail brings the link ("link_by_mail"), where the invitation was taken back or the run takes no
    answers.
    """
    run, invitation = _led_invitation(unit, actor, invitation_id)
    with unit.transaction() as session:
        _require_usable(run, invitation)
        if not invitation.handed:
            raise Conflict("link_by_mail")
        record(session, actor, "link_shown", "invitation", str(invitation_id))
    return personal_link(unit, invitation_id, invitation.link_number)


def renew_link(unit: Unit, actor: Actor, invitation_id: uuid.UUID) -> None:
    """Give a member a new link. The former one opens nothing any more, and what was sent with it no longer counts.

    Noted in the audit trail. The member hears of it by mail, at her former address too where it has changed, on the
    page the former link leads to, and on the first page behind the new one. ``Conflict`` as `show_link`.
    """
    run, found = _led_invitation(unit, actor, invitation_id)
    unit.session.rollback()
    with unit.transaction() as session:
        run = session.execute(select(Run).where(Run.id == run.id).with_for_update(read=True)).scalar_one()
        row = session.execute(select(Invitation).where(Invitation.id == found.id).with_for_update()).scalar_one()
        _require_usable(run, row)
        former = link_secret(unit.secret, row.id, row.link_number)
        session.add(FormerLink(secret_hash=secret_hash(former), invitation_id=row.id))
        row.link_number += 1
        row.secret_hash = secret_hash(link_secret(unit.secret, row.id, row.link_number))
        end_turn(session, row, former)
        row.voided = row.answered and run.mode == Mode.ANONYMOUS
        row.answered = row.voided
        row.paper_desk_id = None
        former_address, row.email = row.email, _address(row)
        row.handed = not _mailed(unit, row.email)
        if former_address and former_address != row.email:
            queue_one(session, row, "link_replaced", former_address)
        if not row.handed:
            queue_one(session, row, "new_link")
        record(session, actor, "link_renewed", "invitation", str(row.id))


def _address(row: Invitation) -> str | None:
    """The member's address as it is now."""
    return row.membership.email if row.membership is not None else row.email


def end_turn(session: Session, row: Invitation, link: bytes) -> None:
    """End a member's turn, in the caller's transaction: what was kept under this link goes, what was sent is void.

    An anonymous envelope stays where nobody can find it, and is left out at closing. That the form was opened and begun
    stays marked: numbers that fall would tell the leader about this member.
    """
    row.turn += 1
    void(session, row.id, link)


def queue_one(
    session: Session, row: Invitation, kind: str, address: str | None = None, *, created_at: datetime | None = None
) -> None:
    """Queue a mail about her link to one member, in the caller's transaction."""
    newest = session.scalar(select(func.max(Mail.round)).where(Mail.invitation_id == row.id, Mail.kind == kind))
    round_ = 0 if newest is None else newest + 1
    mail = Mail(run_id=row.run_id, invitation_id=row.id, kind=kind, round=round_, address=address)
    if created_at is not None:
        mail.created_at = created_at
    session.add(mail)


def invite_late_members(unit: Unit, actor: Actor, run_id: uuid.UUID) -> int:
    """Invite members who joined after the opening. Returns how many. ``Conflict`` unless the run is open."""
    run = require_led_run(unit, actor, run_id)
    with unit.transaction() as session:
        if run.status != RunStatus.OPEN:
            raise Conflict("run_not_open")
        invited = set(session.scalars(select(Invitation.membership_id).where(Invitation.run_id == run.id)))
        late = [
            member
            for member in current_memberships(session, run.association_id, unit.now().date())
            if member.id not in invited
        ]
        add_invitations(unit, run, late)
        if late:
            record(session, actor, "members_invited", "run", str(run.id), invited=len(late))
    return len(late)


def _anybody_answered(session: Session, run_id: uuid.UUID) -> bool:
    answered = select(Invitation.id).where(Invitation.run_id == run_id, Invitation.answered, ~Invitation.trial)
    return session.scalar(answered.limit(1)) is not None


def cancel_invitation(unit: Unit, actor: Actor, invitation_id: uuid.UUID) -> None:
    """Take an invitation back, of a member who has left. ``Conflict`` once it was answered or the run is closed.

    In an anonymous run no invitation can be taken back once anybody has answered: a refusal for some would tell who.
    """
    invitation = unit.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound("invitation")
    run = require_led_run(unit, actor, invitation.run_id)
    with unit.transaction() as session:
        if run.status != RunStatus.OPEN:
            raise Conflict("run_not_open")
        if run.mode == Mode.ANONYMOUS and _anybody_answered(session, run.id):
            raise Conflict("invitations_fixed")
        if invitation.answered:
            # What lies in the ballot box stays there; which member's it is cannot be told, nor taken out.
            raise Conflict("invitation_answered")
        invitation.cancelled = True
        record(session, actor, "invitation_cancelled", "invitation", str(invitation.id))
