"""Institutions: what an association types in is its own, until the regional centre takes it into the region's list.

So a leader can enter her members without waiting for anybody, and still nobody but the regional centre changes what
several associations share: kinds of institutions make the background groups of every one of them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, regions_under, require_leader, require_region
from surveyapp.services.audit import record
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.unit import Unit
from surveyapp.store.people import Membership
from surveyapp.store.regions import INSTITUTION_KINDS, Association, Institution, Region

INSTITUTION_LIMIT = 300


@dataclass(frozen=True, slots=True)
class InstitutionView:
    """An institution as the regional centre sees it: on a list of the region's, or typed in by an association."""

    id: uuid.UUID
    name: str
    kind: str
    region_names: dict[str, str]
    """Of the region whose list it is on, or would be."""
    association_names: dict[str, str] | None
    """Of the association that typed it in; None on the list."""
    associations: int = 0
    """How many associations have members there."""


def find_institution(session: Session, association: Association, name: str) -> Institution | None:
    """The institution an association means by a name: the region's, else its own."""
    own = select(Institution).where(Institution.association_id == association.id, Institution.name == name)
    return find_listed(session, association.region_id, name) or session.scalar(own)


def find_listed(session: Session, region_id: uuid.UUID, name: str) -> Institution | None:
    """The institution of this name in a region's list."""
    return session.scalar(select(Institution).where(Institution.region_id == region_id, Institution.name == name))


def institution_of(session: Session, association: Association, name: str, kind: str) -> Institution:
    """The institution an association means by a name; where there is none, one of its own. In the caller's transaction.

    The kind is for a new one only: what is there keeps its own.
    """
    found = find_institution(session, association, name)
    if found is None:
        found = Institution(association_id=association.id, name=name, kind=kind)
        session.add(found)
        session.flush()
    return found


def known_institutions(unit: Unit, actor: Actor, association_id: uuid.UUID) -> tuple[str, ...]:
    """Names a leader may choose from: the region's list and her association's own."""
    association = require_leader(unit, actor, association_id)
    names = unit.session.scalars(
        select(Institution.name).where(
            (Institution.region_id == association.region_id) | (Institution.association_id == association.id)
        )
    )
    return tuple(set(names))


def keep_own(session: Session, association: Association) -> None:
    """Give an association entries of its own for what its members have from a region's list, when it leaves the region.

    The region it has left changes nothing of it from then on. In the caller's transaction.
    """
    listed = session.scalars(
        select(Institution)
        .join(Membership, Membership.institution_id == Institution.id)
        .where(Membership.association_id == association.id, Institution.region_id.is_not(None))
        .distinct()
    ).all()
    for row in listed:
        same = select(Institution).where(Institution.association_id == association.id, Institution.name == row.name)
        own = session.scalar(same)
        if own is None:
            own = Institution(association_id=association.id, name=row.name, kind=row.kind)
            session.add(own)
            session.flush()
        change = update(Membership).where(
            Membership.association_id == association.id, Membership.institution_id == row.id
        )
        session.execute(change.values(institution_id=own.id))


def institutions_of_region(unit: Unit, actor: Actor, region_id: uuid.UUID) -> tuple[InstitutionView, ...]:
    """The lists of a region and the regions below it, and what their associations have typed in besides.

    In no meaningful order: pages sort by name in their language.
    """
    require_region(unit, actor, region_id)
    session = unit.session
    regions = {
        row.id: dict(row.names)
        for row in session.scalars(select(Region).where(Region.id.in_(regions_under(session, (region_id,)))))
    }
    counted = select(Membership.institution_id, func.count(func.distinct(Membership.association_id)))
    used = {row[0]: row[1] for row in session.execute(counted.group_by(Membership.institution_id))}
    listed = session.scalars(select(Institution).where(Institution.region_id.in_(regions)))
    typed = session.execute(
        select(Institution, Association)
        .join(Association, Association.id == Institution.association_id)
        .where(Association.region_id.in_(regions), Association.ended_on.is_(None))
    )
    return (
        *(
            InstitutionView(row.id, row.name, row.kind, regions[row.region_id], None, used.get(row.id, 0))
            for row in listed
            if row.region_id is not None
        ),
        *(
            InstitutionView(row.id, row.name, row.kind, regions[owner.region_id], dict(owner.names), 1)
            for row, owner in typed
        ),
    )


def institution(unit: Unit, actor: Actor, institution_id: uuid.UUID) -> InstitutionView:
    """One institution, for the regional centre. ``NotFound``, ``Forbidden``."""
    row, region_id = _of_region(unit, actor, institution_id)
    owner = unit.session.get(Association, row.association_id) if row.association_id is not None else None
    names = dict(unit.session.get_one(Region, region_id).names)
    return InstitutionView(row.id, row.name, row.kind, names, dict(owner.names) if owner else None)


def _of_region(unit: Unit, actor: Actor, institution_id: uuid.UUID) -> tuple[Institution, uuid.UUID]:
    """An institution with the region that decides about it."""
    row = unit.session.get(Institution, institution_id)
    if row is None:
        raise NotFound("institution")
    region_id = row.region_id or unit.session.get_one(Association, row.association_id).region_id
    require_region(unit, actor, region_id)
    return row, region_id


def list_all(unit: Unit, actor: Actor, region_id: uuid.UUID) -> int:
    """Take into the list what associations have typed in, where all who name it say the same kind; returns how many.

    The others are left to be looked at one by one.
    """
    found = institutions_of_region(unit, actor, region_id)
    kinds: dict[tuple[tuple[tuple[str, str], ...], str], set[str]] = {}
    first: dict[tuple[tuple[tuple[str, str], ...], str], InstitutionView] = {}
    for row in found:
        key = (tuple(sorted(row.region_names.items())), row.name)
        kinds.setdefault(key, set()).add(row.kind)
        if row.association_names is not None:
            first.setdefault(key, row)
    agreed = [row for key, row in first.items() if len(kinds[key]) == 1]
    for row in agreed:
        keep_institution(unit, actor, row.id, row.name, row.kind)
    return len(agreed)


def keep_institution(unit: Unit, actor: Actor, institution_id: uuid.UUID, name: str, kind: str) -> None:
    """Correct an institution of the region's list, or take one that an association typed in into the list.

    Whatever associations of the region call the same in their own entries becomes this one: their members are at the
    region's institution from then on. ``Invalid`` for a name the list has already at another institution.
    """
    row, region_id = _of_region(unit, actor, institution_id)
    name = " ".join(name.split())
    listed = find_listed(unit.session, region_id, name)
    problems: dict[str, Problem] = {}
    if not name:
        problems["name"] = Problem("", "name", "institution_missing")
    elif len(name) > INSTITUTION_LIMIT:
        problems["name"] = Problem("", "name", "too_long", {"max": INSTITUTION_LIMIT, "length": len(name)})
    elif listed is not None and listed.id != row.id and row.region_id is not None:
        problems["name"] = Problem("", "name", "institution_listed")
    if kind not in INSTITUTION_KINDS:
        problems["kind"] = Problem("", "kind", "unknown_choice")
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        was_typed, called = row.association_id is not None, {name, row.name}
        kept = listed or row
        kept.name, kept.kind = name, kind
        kept.region_id, kept.association_id = region_id, None
        session.flush()
        for other in _called(session, region_id, called):
            change = update(Membership).where(Membership.institution_id == other.id)
            session.execute(change.values(institution_id=kept.id))
            session.delete(other)
        action = "institution_listed" if was_typed else "institution_changed"
        record(session, actor, action, "institution", str(kept.id))


def _called(session: Session, region_id: uuid.UUID, names: set[str]) -> list[Institution]:
    """What associations of the region have typed in under these names."""
    return list(
        session.scalars(
            select(Institution)
            .join(Association, Association.id == Institution.association_id)
            .where(Association.region_id == region_id, Institution.name.in_(names))
        )
    )
