"""Which account stands for which member: said by the owner of the mailbox, never by whoever types an address.

A librarian who is signed in asks; a link goes to the address of her account, where a present member of the association
has that very address; whoever opens it signed in as the same account confirms. What is asked for gets the same answer
whether there is such a member or not. From then on the account reaches the invitations that went to that mailbox
(`surveyapp.services.librarians.own_invitations`): a leader who writes another address over a member's gains nothing.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select, update

from surveyapp.services.access import Actor
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Forbidden, NotFound
from surveyapp.services.members import holders
from surveyapp.services.sealing import derive, link_text
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import RoleName, User
from surveyapp.store.operation import Mail
from surveyapp.store.people import Membership
from surveyapp.wording.account_mails import account_mail
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.mails import MailText

KIND = "account"
VALID = timedelta(days=2)
"""How long a link confirms."""
PAUSE = timedelta(minutes=10)
"""Until another link is sent for the same member."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a link would confirm."""

    association_names: Mapping[str, str]
    association_language: str
    name: str
    """The member's, as her association has written it down."""
    email: str


def stands_for_a_member(unit: Unit, actor: Actor, association_id: uuid.UUID) -> bool:
    """Whether the actor's account stands for a member of the association by the address she has now."""
    found = select(Membership.id).where(
        Membership.association_id == association_id,
        Membership.user_id.is_not(None),
        Membership.user_id == actor.user_id,
        Membership.confirmed_email == Membership.email,
        Membership.left_on.is_(None),
    )
    return unit.session.scalar(found.limit(1)) is not None


def ask_to_confirm(unit: Unit, actor: Actor, association_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    """Queue a link to the actor's own address for each present member who has it; returns the mails.

    Pages do not tell how many there are. ``Forbidden`` for an association she is no librarian of.
    """
    if actor.user_id is None or association_id not in actor.associations(RoleName.LIBRARIAN):
        raise Forbidden("members_only")
    with unit.transaction() as session:
        user = session.get_one(User, actor.user_id)
        queued = []
        for member in holders(session, association_id, user.email.lower()):
            lately = select(Mail.id).where(
                Mail.membership_id == member.id,
                Mail.user_id == user.id,
                Mail.kind == KIND,
                or_(Mail.created_at > unit.now() - PAUSE, Mail.state == "waiting"),
            )
            if session.scalar(lately.limit(1)) is None:
                mail = Mail(membership_id=member.id, user_id=user.id, kind=KIND, created_at=unit.now())
                session.add(mail)
                session.flush()
                queued.append(mail.id)
        return tuple(queued)


def confirmation_code(unit: Unit, mail_id: uuid.UUID) -> str:
    """The secret end of a link, made anew from the installation's secret; it is stored nowhere."""
    mail = unit.session.get_one(Mail, mail_id)
    user = unit.session.get_one(User, mail.user_id)
    what = mail.id.bytes + user.id.bytes + user.email.lower().encode()
    return link_text(derive(unit.secret, b"account", what, 20))


def compose_account_mail(unit: Unit, mail: Mail) -> tuple[str, str, MailText]:
    """The mail with the link: address, language, text. It goes to the account's address and names no member."""
    user = unit.session.get_one(User, mail.user_id)
    member = unit.session.get_one(Membership, mail.membership_id)
    link = f"{unit.public_url}/me/confirm/{mail.id}/{confirmation_code(unit, mail.id)}"
    association = member.association.name(user.language)
    return user.email, user.language, account_mail(catalogue(user.language), association, link)


def _asked(unit: Unit, actor: Actor, mail_id: uuid.UUID, code: str) -> tuple[Mail, Membership, User]:
    """What a link is about. ``NotFound`` for anybody else's; ``Conflict`` where it confirms nothing any more."""
    mail = unit.session.get(Mail, mail_id)
    if mail is None or mail.kind != KIND or actor.user_id is None or mail.user_id != actor.user_id:
        raise NotFound("confirmation")
    if not hmac.compare_digest(code.encode(), confirmation_code(unit, mail_id).encode()):
        raise NotFound("confirmation")
    member = unit.session.get_one(Membership, mail.membership_id)
    user = unit.session.get_one(User, mail.user_id)
    over = unit.now() > mail.created_at + VALID or member.left_on is not None
    if over or member.email != user.email.lower():
        raise Conflict("confirmation_over")
    return mail, member, user


def confirmation(unit: Unit, actor: Actor, mail_id: uuid.UUID, code: str) -> Confirmation:
    """What a link would confirm; changes nothing, since mail scanners visit too."""
    _, member, user = _asked(unit, actor, mail_id, code)
    return Confirmation(member.association.names, member.association.language, member.name, user.email)


def confirm(unit: Unit, actor: Actor, mail_id: uuid.UUID, code: str) -> None:
    """Let the account stand for the member, and for no other of this association."""
    with unit.transaction() as session:
        mail, member, user = _asked(unit, actor, mail_id, code)
        session.execute(
            update(Membership)
            .where(Membership.user_id == user.id, Membership.association_id == member.association_id)
            .values(user_id=None, confirmed_email=None)
        )
        session.flush()
        member.user_id, member.confirmed_email = user.id, member.email
        if mail.state == "waiting":
            mail.state = "skipped"
        record(session, actor, "membership_confirmed", "membership", str(member.id))
