"""Who may do what, where. The pages ask too, but the answer that counts is given here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.services.errors import Forbidden, NotFound
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import RoleName, User
from surveyapp.store.regions import Association, Region
from surveyapp.store.surveys import Run


@dataclass(frozen=True, slots=True)
class Scope:
    """One grant: a role, and the association or region it holds for (neither for the admin)."""

    role: RoleName
    association_id: uuid.UUID | None = None
    region_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``user_id`` is None for the product itself (jobs, command line)."""

    user_id: uuid.UUID | None
    name: str
    scopes: tuple[Scope, ...]
    system: bool = False
    """The command line and the jobs act with every right; they are never reachable from a page."""

    def has(self, role: RoleName) -> bool:
        """Whether the actor holds this role anywhere."""
        return any(scope.role == role for scope in self.scopes)

    def associations(self, role: RoleName) -> tuple[uuid.UUID, ...]:
        """Associations in which the actor holds this role."""
        return tuple(s.association_id for s in self.scopes if s.role == role and s.association_id is not None)

    def regions(self) -> tuple[uuid.UUID, ...]:
        """Regions the actor's grants as regional centre name."""
        return tuple(s.region_id for s in self.scopes if s.region_id is not None)


NOBODY = Actor(user_id=None, name="", scopes=())
SYSTEM = Actor(user_id=None, name="", scopes=(), system=True)


def actor_of(user: User) -> Actor:
    """The actor behind an account."""
    return Actor(
        user_id=user.id,
        name=user.name,
        scopes=tuple(Scope(RoleName(g.role), g.association_id, g.region_id) for g in user.grants),
    )


def regions_under(session: Session, region_ids: tuple[uuid.UUID, ...]) -> frozenset[uuid.UUID]:
    """These regions and all below them in the tree."""
    children: dict[uuid.UUID | None, list[uuid.UUID]] = {}
    for region_id, parent_id in session.execute(select(Region.id, Region.parent_id)):
        children.setdefault(parent_id, []).append(region_id)
    found: set[uuid.UUID] = set()
    waiting = list(region_ids)
    while waiting:
        region_id = waiting.pop()
        if region_id not in found:
            found.add(region_id)
            waiting.extend(children.get(region_id, ()))
    return frozenset(found)


def require_leader(unit: Unit, actor: Actor, association_id: uuid.UUID) -> Association:
    """The association, where the actor leads it. Raises ``NotFound`` where there is none, ``Forbidden`` otherwise."""
    association = unit.session.get(Association, association_id)
    if association is None:
        raise NotFound("association")
    if not (actor.system or association_id in actor.associations(RoleName.LEADER)):
        raise Forbidden("leader_only")
    return association


def require_led_run(unit: Unit, actor: Actor, run_id: uuid.UUID) -> Run:
    """A run of an association the actor leads; ``NotFound`` where there is none, else refused as ``require_leader``."""
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)
    return run


def require_member(unit: Unit, actor: Actor, association_id: uuid.UUID) -> Association:
    """The association, where the actor is one of its librarians or leads it."""
    association = unit.session.get(Association, association_id)
    if association is None:
        raise NotFound("association")
    own = actor.associations(RoleName.LIBRARIAN) + actor.associations(RoleName.LEADER)
    if not (actor.system or association_id in own):
        raise Forbidden("members_only")
    return association


def require_region(unit: Unit, actor: Actor, region_id: uuid.UUID) -> Region:
    """The region, where the actor is its regional centre or that of a region above it."""
    region = unit.session.get(Region, region_id)
    if region is None:
        raise NotFound("region")
    if not (actor.system or region_id in regions_under(unit.session, actor.regions())):
        raise Forbidden("regional_centre_only")
    return region


def require_admin(actor: Actor) -> None:
    """Refuse everyone but the admin. An admin keeps the installation and reads no answers."""
    if not (actor.system or actor.has(RoleName.ADMIN)):
        raise Forbidden("admin_only")
