"""The members of an association: who they are, where they work, when they came and left.

What stands here belongs to the membership alone (`surveyapp.store.people`). No statement of this file asks for a name
or an address outside of one association, so an address that another association knows reveals and changes nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.institutions import INSTITUTION_LIMIT, institution_of
from surveyapp.services.unit import Unit
from surveyapp.store.people import Membership
from surveyapp.store.regions import INSTITUTION_KINDS, LANGUAGES, Association
from surveyapp.store.surveys import Invitation, Run, RunStatus, Survey

NAME_LIMIT = 200
MOST_PASTED = 500
"""Members taken from one pasted table."""


@dataclass(frozen=True, slots=True)
class MemberInput:
    """A member as typed in, or as read from a pasted row."""

    name: str
    email: str
    institution: str
    institution_kind: str
    language: str


@dataclass(frozen=True, slots=True)
class MemberView:
    """A membership with its institution."""

    id: uuid.UUID
    name: str
    email: str
    institution: str
    institution_kind: str
    language: str
    joined_on: date
    left_on: date | None
    listed: bool = False
    """Whether the institution is on the region's list: then its kind is the region's to change."""


def check_member(member: MemberInput, prefix: str = "") -> dict[str, Problem]:
    """What is wrong with a member's fields; empty where nothing is. ``prefix`` stands before the field names."""
    problems: dict[str, Problem] = {}

    def wrong(name: str, code: str, **params: str | int | float) -> None:
        problems[prefix + name] = Problem("", prefix + name, code, params)

    if not member.name.strip():
        wrong("name", "name_missing")
    elif len(member.name) > NAME_LIMIT:
        wrong("name", "too_long", max=NAME_LIMIT, length=len(member.name))
    if not member.institution.strip():
        wrong("institution", "institution_missing")
    elif len(member.institution) > INSTITUTION_LIMIT:
        wrong("institution", "too_long", max=INSTITUTION_LIMIT, length=len(member.institution))
    if member.institution_kind not in INSTITUTION_KINDS:
        wrong("institution_kind", "unknown_choice")
    if member.language not in LANGUAGES:
        wrong("language", "unknown_choice")
    if member.email.strip():
        try:
            validate_email(member.email.strip(), check_deliverability=False)
        except EmailNotValidError:
            wrong("email", "not_an_email")
    return problems


def members_of(unit: Unit, actor: Actor, association_id: uuid.UUID) -> tuple[MemberView, ...]:
    """Everyone who is or was a member, for the leader; pages sort by name in their language."""
    require_leader(unit, actor, association_id)
    rows = unit.session.scalars(
        select(Membership)
        .options(joinedload(Membership.institution))
        .where(Membership.association_id == association_id)
    )
    return tuple(_view(row) for row in rows)


def _view(row: Membership) -> MemberView:
    return MemberView(
        id=row.id,
        name=row.name,
        email=row.email or "",
        institution=row.institution.name if row.institution else "",
        institution_kind=row.institution.kind if row.institution else "other",
        language=row.language,
        joined_on=row.joined_on,
        left_on=row.left_on,
        listed=row.institution is not None and row.institution.region_id is not None,
    )


def same_words(text: str) -> str:
    """A name for comparison: without case and repeated blanks."""
    return " ".join(text.casefold().split())


def address_of(member: MemberInput) -> str | None:
    """An e-mail address as it is stored; None for none."""
    return member.email.strip().lower() or None


def holders(session: Session, association_id: uuid.UUID, email: str | None) -> list[Membership]:
    """Present members of one association who have this address."""
    if email is None:
        return []
    return list(
        session.scalars(
            select(Membership).where(
                Membership.association_id == association_id, Membership.email == email, Membership.left_on.is_(None)
            )
        )
    )


def join(unit: Unit, session: Session, association: Association, member: MemberInput) -> Membership:
    """Let a new member join from today, in the caller's transaction.

    Whoever else has the address, here or elsewhere, is somebody else: two may share a mailbox, and a successor takes
    over an institution's. Of one who comes again see `return_member`.
    """
    membership = Membership(
        association_id=association.id,
        name=" ".join(member.name.split()),
        email=address_of(member),
        language=member.language,
        institution_id=institution_of(session, association, member.institution.strip(), member.institution_kind).id,
        joined_on=unit.now().date(),
    )
    session.add(membership)
    session.flush()
    return membership


def add_member(
    unit: Unit, actor: Actor, association_id: uuid.UUID, member: MemberInput, *, shared_mailbox: bool = False
) -> uuid.UUID:
    """Add a member from today.

    ``Invalid`` with every problem at its field, also where a present member of this association has the address, unless
    they are said to share a mailbox. ``Conflict`` for one of the same name and address.
    """
    association = require_leader(unit, actor, association_id)
    problems = check_member(member)
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        _check_holders(holders(session, association_id, address_of(member)), member, shared_mailbox)
        membership = join(unit, session, association, member)
        record(session, actor, "member_added", "membership", str(membership.id))
        return membership.id


def _check_holders(others: list[Membership], member: MemberInput, shared_mailbox: bool) -> None:
    if any(same_words(other.name) == same_words(member.name) for other in others):
        raise Conflict("already_a_member")
    if others and not shared_mailbox:
        raise invalid("email", "address_of_member", name=others[0].name)


def add_members(unit: Unit, actor: Actor, association_id: uuid.UUID, members: tuple[MemberInput, ...]) -> int:
    """Add many members, all or none. Those who are members already are passed over. Returns how many were added.

    ``Invalid`` names the row in each field: ``"3-email"`` is the e-mail address of the third row.
    """
    association = require_leader(unit, actor, association_id)
    if not members:
        raise invalid("table", "required")
    if len(members) > MOST_PASTED:
        raise invalid("table", "too_many_rows", max=MOST_PASTED)
    problems: dict[str, Problem] = {}
    for number, member in enumerate(members, start=1):
        problems.update(check_member(member, f"{number}-"))
    if problems:
        raise Invalid(problems)
    added = 0
    with unit.transaction() as session:
        for member in members:
            try:
                _check_holders(holders(session, association_id, address_of(member)), member, shared_mailbox=True)
            except Conflict:
                continue
            join(unit, session, association, member)
            added += 1
        record(session, actor, "members_added", "association", str(association_id), members=added)
    return added


def led_membership(unit: Unit, actor: Actor, membership_id: uuid.UUID) -> tuple[Association, Membership]:
    """A membership of an association the actor leads, with the association. ``NotFound``, ``Forbidden``."""
    membership = unit.session.get(Membership, membership_id)
    if membership is None:
        raise NotFound("membership")
    return require_leader(unit, actor, membership.association_id), membership


def member(unit: Unit, actor: Actor, membership_id: uuid.UUID) -> MemberView:
    """One member, for the leader."""
    return _view(led_membership(unit, actor, membership_id)[1])


def change_member(
    unit: Unit, actor: Actor, membership_id: uuid.UUID, changed: MemberInput, *, shared_mailbox: bool = False
) -> None:
    """Correct a member's name, address, institution or language. ``Invalid``, ``NotFound``, ``Forbidden``.

    Open surveys go on sending to the address they were opened with, until the member is given a new link, of which she
    hears at the former address. The kind of an institution of the region's list is refused at its field: the regional
    centre alone changes it.
    """
    association, membership = led_membership(unit, actor, membership_id)
    problems = check_member(changed)
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        email = address_of(changed)
        if email != membership.email:
            others = holders(session, association.id, email)
            if others and not shared_mailbox:
                raise invalid("email", "address_of_member", name=others[0].name)
        institution = institution_of(session, association, changed.institution.strip(), changed.institution_kind)
        if institution.kind != changed.institution_kind:
            if institution.region_id is None:
                institution.kind = changed.institution_kind
            elif institution.id == membership.institution_id:
                raise invalid("institution_kind", "kind_of_the_region", kind=institution.kind)
        membership.name = " ".join(changed.name.split())
        membership.email = email
        membership.language = changed.language
        membership.institution_id = institution.id
        record(session, actor, "member_changed", "membership", str(membership.id))


@dataclass(frozen=True, slots=True)
class OpenElsewhere:
    """An open survey that goes on sending to an address the member had when she was invited."""

    run_id: uuid.UUID
    period_id: uuid.UUID
    email: str


def open_elsewhere(unit: Unit, actor: Actor, membership_id: uuid.UUID) -> tuple[OpenElsewhere, ...]:
    """Open surveys in which a member's address is not the one she has now, for the leader."""
    _, membership = led_membership(unit, actor, membership_id)
    rows = unit.session.execute(
        select(Run.id, Survey.period_id, Invitation.email)
        .join(Invitation, Invitation.run_id == Run.id)
        .join(Survey, Survey.id == Run.survey_id)
        .where(
            Invitation.membership_id == membership.id,
            ~Invitation.cancelled,
            Invitation.email.is_not(None),
            Invitation.email.is_distinct_from(membership.email),
            Run.status == RunStatus.OPEN,
        )
        .order_by(Run.id)
    )
    return tuple(OpenElsewhere(run_id, period_id, email) for run_id, period_id, email in rows if email is not None)


def end_membership(unit: Unit, actor: Actor, membership_id: uuid.UUID) -> None:
    """Let a membership end today. What was answered before stays."""
    _, membership = led_membership(unit, actor, membership_id)
    with unit.transaction() as session:
        if membership.left_on is not None:
            raise Conflict("already_left")
        membership.left_on = max(unit.now().date(), membership.joined_on)
        record(session, actor, "member_left", "membership", str(membership.id))


def return_member(unit: Unit, actor: Actor, membership_id: uuid.UUID) -> uuid.UUID:
    """Let one who left be a member again from today: the same person, so that her years can be compared.

    Where she left today, that is taken back. Her account and open surveys go on with what she had. ``Conflict`` for one
    who has not left, or has returned already.
    """
    association, former = led_membership(unit, actor, membership_id)
    with unit.transaction() as session:
        present = select(Membership.id).where(
            Membership.association_id == association.id,
            Membership.person_id == former.person_id,
            Membership.left_on.is_(None),
        )
        if former.left_on is None or session.scalar(present) is not None:
            raise Conflict("already_a_member")
        if former.left_on == unit.now().date():
            former.left_on = None
            record(session, actor, "member_returned", "membership", str(former.id))
            return former.id
        again = Membership(
            association_id=association.id,
            person_id=former.person_id,
            name=former.name,
            email=former.email,
            language=former.language,
            institution_id=former.institution_id,
            joined_on=max(unit.now().date(), former.left_on),
            user_id=former.user_id,
            confirmed_email=former.confirmed_email,
        )
        former.user_id = former.confirmed_email = None
        session.add(again)
        session.flush()
        session.execute(
            update(Invitation)
            .where(
                Invitation.membership_id == former.id,
                Invitation.run_id.in_(select(Run.id).where(Run.status == RunStatus.OPEN)),
            )
            .values(membership_id=again.id)
        )
        record(session, actor, "member_returned", "membership", str(again.id))
        return again.id
