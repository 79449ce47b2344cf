"""The members of an association: who they are, where they work, when they came and left."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.unit import Unit
from surveyapp.store.people import Membership, Person
from surveyapp.store.regions import INSTITUTION_KINDS, LANGUAGES, Association, Institution

NAME_LIMIT = 200
INSTITUTION_LIMIT = 300
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
    """A membership with its person and institution."""

    id: uuid.UUID
    name: str
    email: str
    institution: str
    institution_kind: str
    language: str
    joined_on: date
    left_on: date | None


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
        .options(joinedload(Membership.person), joinedload(Membership.institution))
        .where(Membership.association_id == association_id)
    )
    return tuple(_view(row) for row in rows)


def _view(row: Membership) -> MemberView:
    return MemberView(
        id=row.id,
        name=row.person.name,
        email=row.person.email or "",
        institution=row.institution.name if row.institution else "",
        institution_kind=row.institution.kind if row.institution else "other",
        language=row.person.language,
        joined_on=row.joined_on,
        left_on=row.left_on,
    )


def institution_of(session: Session, association: Association, name: str, kind: str) -> Institution:
    """The region's institution of this name, made where there is none. In the caller's transaction."""
    found = session.scalar(
        select(Institution).where(Institution.region_id == association.region_id, Institution.name == name)
    )
    if found is None:
        found = Institution(region_id=association.region_id, name=name, kind=kind)
        session.add(found)
        session.flush()
    return found


def join(unit: Unit, session: Session, association: Association, member: MemberInput) -> Membership:
    """Let a person join from today, in the caller's transaction. ``Conflict`` for one who is a member already."""
    email = member.email.strip().lower() or None
    person = session.scalar(select(Person).where(Person.email == email)) if email else None
    if person is None:
        person = Person(name=member.name.strip(), email=email, language=member.language)
        session.add(person)
        session.flush()
    present = session.scalar(
        select(Membership.id).where(
            Membership.person_id == person.id,
            Membership.association_id == association.id,
            Membership.left_on.is_(None),
        )
    )
    if present is not None:
        raise Conflict("already_a_member")
    membership = Membership(
        person_id=person.id,
        association_id=association.id,
        institution_id=institution_of(session, association, member.institution.strip(), member.institution_kind).id,
        joined_on=unit.now().date(),
    )
    session.add(membership)
    session.flush()
    return membership


def add_member(unit: Unit, actor: Actor, association_id: uuid.UUID, member: MemberInput) -> uuid.UUID:
    """Add a member from today. A person known by e-mail address joins as that person.

    ``Invalid`` with every problem at its field, ``Conflict`` for one who is a member already.
    """
    association = require_leader(unit, actor, association_id)
    problems = check_member(member)
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        membership = join(unit, session, association, member)
        record(session, actor, "member_added", "membership", str(membership.id))
        return membership.id


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
                join(unit, session, association, member)
            except Conflict:
                continue
            added += 1
        record(session, actor, "members_added", "association", str(association_id), members=added)
    return added


def _led_membership(unit: Unit, actor: Actor, membership_id: uuid.UUID) -> tuple[Association, Membership]:
    membership = unit.session.get(Membership, membership_id)
    if membership is None:
        raise NotFound("membership")
    return require_leader(unit, actor, membership.association_id), membership


def member(unit: Unit, actor: Actor, membership_id: uuid.UUID) -> MemberView:
    """One member, for the leader."""
    return _view(_led_membership(unit, actor, membership_id)[1])


def change_member(unit: Unit, actor: Actor, membership_id: uuid.UUID, changed: MemberInput) -> None:
    """Correct a member's name, address, institution or language. ``Invalid``, ``NotFound``, ``Forbidden``."""
    association, membership = _led_membership(unit, actor, membership_id)
    problems = check_member(changed)
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        membership.person.name = changed.name.strip()
        membership.person.email = changed.email.strip().lower() or None
        membership.person.language = changed.language
        institution = institution_of(session, association, changed.institution.strip(), changed.institution_kind)
        institution.kind = changed.institution_kind
        membership.institution_id = institution.id
        record(session, actor, "member_changed", "membership", str(membership.id))


def end_membership(unit: Unit, actor: Actor, membership_id: uuid.UUID) -> None:
    """Let a membership end today. What was answered before stays."""
    _, membership = _led_membership(unit, actor, membership_id)
    with unit.transaction() as session:
        if membership.left_on is not None:
            raise Conflict("already_left")
        membership.left_on = max(unit.now().date(), membership.joined_on)
        record(session, actor, "member_left", "membership", str(membership.id))
