"""Accounts and what each may do, for the admin. An admin keeps the installation and reads no answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_admin
from surveyapp.services.audit import record
from surveyapp.services.audit_names import names_of
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import Grant, Role, RoleName, User
from surveyapp.store.operation import AuditEvent
from surveyapp.store.regions import LANGUAGES, Association, Region
from surveyapp.wording.catalogue import Catalogue

SHORTEST_PASSWORD = 12
AUDIT_PAGE = 50

HashPassword = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class GrantView:
    """One grant with the names of its place per language (empty for the installation)."""

    id: uuid.UUID
    role: RoleName
    place: dict[str, str]


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account with its grants."""

    id: uuid.UUID
    name: str
    email: str
    language: str
    active: bool
    demonstration: bool
    grants: tuple[GrantView, ...]


@dataclass(frozen=True, slots=True)
class AccountInput:
    """A new account, with its first grant."""

    name: str
    email: str
    language: str
    password: str
    role: str
    place_id: uuid.UUID | None
    """The association for librarians and leaders, the region for a regional centre, None for an admin."""


@dataclass(frozen=True, slots=True)
class Place:
    """An association or a region that a grant can name."""

    id: uuid.UUID
    names: dict[str, str]
    region: bool


@dataclass(frozen=True, slots=True)
class AuditView:
    """One line of the audit trail."""

    at: datetime
    who: str
    action: str
    about: tuple[str, ...]
    """What it was done to, by name, and where that belongs; empty where it is gone."""
    details: dict[str, str | int]


def _grant_view(grant: Grant) -> GrantView:
    place = grant.association or grant.region
    return GrantView(grant.id, RoleName(grant.role), dict(place.names) if place else {})


def _view(user: User) -> AccountView:
    return AccountView(
        id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        active=user.active,
        demonstration=user.demonstration,
        grants=tuple(_grant_view(grant) for grant in user.grants),
    )


def accounts(unit: Unit, actor: Actor) -> tuple[AccountView, ...]:
    """All accounts with their grants, for the admin."""
    require_admin(actor)
    rows = unit.session.scalars(
        select(User).options(
            joinedload(User.grants).joinedload(Grant.association), joinedload(User.grants).joinedload(Grant.region)
        )
    ).unique()
    return tuple(_view(row) for row in rows)


def account(unit: Unit, actor: Actor, user_id: uuid.UUID) -> AccountView:
    """One account, for the admin."""
    require_admin(actor)
    user = unit.session.get(User, user_id)
    if user is None:
        raise NotFound("account")
    return _view(user)


def places(unit: Unit, actor: Actor) -> tuple[Place, ...]:
    """Where a grant can hold: regions and associations that have not ended."""
    require_admin(actor)
    regions = [Place(row.id, dict(row.names), True) for row in unit.session.scalars(select(Region))]
    associations = [
        Place(row.id, dict(row.names), False)
        for row in unit.session.scalars(select(Association).where(Association.ended_on.is_(None)))
    ]
    return tuple(regions + associations)


def _grant(role: RoleName, place_id: uuid.UUID | None) -> Grant:
    if role == RoleName.ADMIN:
        return Grant(role=role)
    if role == RoleName.REGIONAL_CENTRE:
        return Grant(role=role, region_id=place_id)
    return Grant(role=role, association_id=place_id)


def _check_grant(session: Session, role: str, place_id: uuid.UUID | None) -> dict[str, Problem]:
    if role not in set(RoleName):
        return {"role": Problem("", "role", "unknown_choice")}
    if role == RoleName.ADMIN:
        return {}
    kind: type[Region] | type[Association] = Region if role == RoleName.REGIONAL_CENTRE else Association
    if place_id is None or session.get(kind, place_id) is None:
        code = "choose_region" if kind is Region else "choose_association"
        return {"place": Problem("", "place", code)}
    return {}


def _role(session: Session, name: RoleName) -> Role:
    found = session.scalar(select(Role).where(Role.name == name))
    if found is None:
        found = Role(name=name)
        session.add(found)
    return found


def create_account(
    unit: Unit, actor: Actor, new: AccountInput, hash_password: HashPassword, *, demonstration: bool = False
) -> uuid.UUID:
    """Make an account with one grant. ``Invalid`` with every problem at its field; the e-mail address is taken once.

    ``hash_password`` is handed in, so that tests need not wait for the slow one.
    """
    require_admin(actor)
    problems = _check_grant(unit.session, new.role, new.place_id)
    if not new.name.strip():
        problems["name"] = Problem("", "name", "required")
    if new.language not in LANGUAGES:
        problems["language"] = Problem("", "language", "unknown_choice")
    if len(new.password) < SHORTEST_PASSWORD:
        problems["password"] = Problem("", "password", "password_too_short", {"min": SHORTEST_PASSWORD})
    try:
        # Demonstration accounts use reserved names such as example.org, which never receive mail.
        email = validate_email(new.email.strip(), check_deliverability=False, test_environment=demonstration)
        address = email.normalized.lower()
        if unit.session.scalar(select(User.id).where(User.email == address)) is not None:
            problems["email"] = Problem("", "email", "email_taken")
    except EmailNotValidError:
        problems["email"] = Problem("", "email", "not_an_email")
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        role = RoleName(new.role)
        user = User(
            email=address,
            name=new.name.strip(),
            language=new.language,
            password=hash_password(new.password),
            demonstration=demonstration,
            roles=[_role(session, role)],
            grants=[_grant(role, new.place_id)],
        )
        session.add(user)
        session.flush()
        record(session, actor, "account_made", "account", str(user.id), role=role.value)
        return user.id


def add_grant(unit: Unit, actor: Actor, user_id: uuid.UUID, role: str, place_id: uuid.UUID | None) -> None:
    """Give an account one more grant. ``Conflict`` for one it has."""
    require_admin(actor)
    user = unit.session.get(User, user_id)
    if user is None:
        raise NotFound("account")
    problems = _check_grant(unit.session, role, place_id)
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        name = RoleName(role)
        new = _grant(name, place_id)
        if any((g.role, g.association_id, g.region_id) == (new.role, new.association_id, new.region_id)
               for g in user.grants):  # fmt: skip
            raise Conflict("grant_exists")
        user.grants.append(new)
        if all(role.name != name for role in user.roles):
            user.roles.append(_role(session, name))
        record(session, actor, "grant_given", "account", str(user.id), role=name.value)


def _other_admins(session: Session, user_id: uuid.UUID) -> int:
    return (
        session.scalar(
            select(func.count(func.distinct(Grant.user_id)))
            .join(User, User.id == Grant.user_id)
            .where(Grant.role == RoleName.ADMIN, Grant.user_id != user_id, User.active)
        )
        or 0
    )


def take_grant(unit: Unit, actor: Actor, grant_id: uuid.UUID) -> None:
    """Take a grant away. ``Conflict`` where nobody would be left to keep the installation."""
    require_admin(actor)
    grant = unit.session.get(Grant, grant_id)
    if grant is None:
        raise NotFound("grant")
    with unit.transaction() as session:
        user, role = grant.user, RoleName(grant.role)
        if role == RoleName.ADMIN and not _other_admins(session, user.id):
            raise Conflict("last_admin")
        user.grants.remove(grant)
        if all(other.role != role for other in user.grants):
            user.roles = [other for other in user.roles if other.name != role]
        record(session, actor, "grant_taken", "account", str(user.id), role=role.value)


def set_active(unit: Unit, actor: Actor, user_id: uuid.UUID, active: bool) -> None:
    """Close an account, or open it again. ``Conflict`` for the last admin's."""
    require_admin(actor)
    user = unit.session.get(User, user_id)
    if user is None:
        raise NotFound("account")
    with unit.transaction() as session:
        is_admin = any(grant.role == RoleName.ADMIN for grant in user.grants)
        if not active and is_admin and not _other_admins(session, user.id):
            raise Conflict("last_admin")
        user.active = active
        record(session, actor, "account_opened" if active else "account_closed", "account", str(user.id))


def audit_trail(unit: Unit, actor: Actor, c: Catalogue, page: int = 1) -> tuple[tuple[AuditView, ...], int]:
    """A page of the audit trail, newest first, in a language, and how many events there are."""
    require_admin(actor)
    total = unit.session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    rows = unit.session.execute(
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.user_id)
        .order_by(AuditEvent.created_at.desc(), AuditEvent.id)
        .offset((max(page, 1) - 1) * AUDIT_PAGE)
        .limit(AUDIT_PAGE)
    ).all()
    names = names_of(unit.session, c, [event for event, _ in rows])
    lines = tuple(
        AuditView(
            event.created_at,
            name or "",
            event.action,
            names[event.subject, event.subject_id],
            dict(event.details),
        )
        for event, name in rows
    )
    return lines, total
