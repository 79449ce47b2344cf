"""The people and papers of the demonstration: regions, associations, members, plans, accounts."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from surveyapp.demonstration.content import Association, DemonstrationContent
from surveyapp.demonstration.plans import Member, Plan, compose_members, compose_plans
from surveyapp.demonstration.years import STORIES
from surveyapp.planning.model import Approval, Audience, Partner
from surveyapp.planning.years import SchoolYear, year_from_key
from surveyapp.services import account_links, accounts, activities, institutions, members, plans, structure
from surveyapp.services.access import SYSTEM, Actor, Scope
from surveyapp.services.passwords import hash_password
from surveyapp.services.periods import PeriodView
from surveyapp.services.roles import RoleName
from surveyapp.services.unit import Unit

PASSWORD: Final = "librarians-demo"  # noqa: S105 - printed at every start, and of no use from another machine
BEGAN: Final = datetime(2023, 9, 1, 8, tzinfo=UTC)
"""When members joined: before the first plan."""

LIBRARIAN_OF: Final = "sudrabgriva"
"""The association whose first member has an account: its survey is open."""
LEADER_OF: Final = "mezlauce"


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who can sign in."""

    role: str
    name: str
    email: str
    place: str
    id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Placed:
    """An association of the demonstration in the database."""

    content: Association
    id: uuid.UUID
    members: tuple[Member, ...]
    periods: Mapping[str, PeriodView]
    """School year → period, for the years it has a plan."""


def _at(unit: Unit, moment: datetime) -> Unit:
    return replace(unit, now=lambda: moment)


def make_region(unit: Unit, content: DemonstrationContent) -> tuple[uuid.UUID, dict[str, uuid.UUID]]:
    """The region and its parts; returns its id and the parts' ids by key."""
    zone = "Europe/Riga"
    region_id = structure.make_region(unit, SYSTEM, content.region.names, None, zone)
    return region_id, {
        part.key: structure.make_region(unit, SYSTEM, part.names, region_id, zone) for part in content.region.parts
    }


def make_associations(unit: Unit, content: DemonstrationContent, parts: Mapping[str, uuid.UUID]) -> tuple[Placed, ...]:
    """Every association with its members and plans. The regional centre lists the institutions of all but the leader's
    who is tried: what her association typed in still waits for it."""
    people = compose_members(content)
    placed = []
    for association in content.associations:
        if association.key not in STORIES:
            raise ValueError(f"no story for the association {association.key}")
        association_id = _association(unit, association, parts[association.part])
        own = people[association.key]
        members.add_members(_at(unit, BEGAN), SYSTEM, association_id, tuple(_member(m, association) for m in own))
        if association.key != LEADER_OF:
            _list_institutions(unit, association.names, parts[association.part])
        periods = {
            plan.school_year: _plan(unit, content, association, association_id, plan)
            for plan in compose_plans(content, association, own)
        }
        placed.append(Placed(association, association_id, own, periods))
    return tuple(placed)


def _list_institutions(unit: Unit, names: Mapping[str, str], region_id: uuid.UUID) -> None:
    for row in institutions.institutions_of_region(unit, SYSTEM, region_id):
        if row.association_names == names:
            institutions.keep_institution(unit, SYSTEM, row.id, row.name, row.kind)


def _association(unit: Unit, association: Association, region_id: uuid.UUID) -> uuid.UUID:
    leader = association.leader
    return structure.make_association(
        unit,
        SYSTEM,
        structure.AssociationInput(
            names=association.names,
            language=association.language,
            region_id=region_id,
            leader=structure.LeaderInput(leader.person.full_name, leader.post, leader.years_leading, leader.email),
            time_zone="Europe/Vilnius" if association.language == "lt" else "Europe/Riga",
            founded_on=BEGAN.date().replace(year=BEGAN.year - leader.years_leading),
        ),
    )


def _member(member: Member, association: Association) -> members.MemberInput:
    return members.MemberInput(
        name=member.person.full_name,
        email=member.email,
        institution=member.institution.name,
        institution_kind=member.institution.kind,
        language=association.language,
    )


def _plan(
    unit: Unit, content: DemonstrationContent, association: Association, association_id: uuid.UUID, plan: Plan
) -> PeriodView:
    year = year_from_key(plan.school_year)
    if not isinstance(year, SchoolYear):
        raise ValueError(f"not a school year: {plan.school_year}")
    period = plans.begin_plan(unit, SYSTEM, association_id, year)
    approval = Approval(plan.approval.body, plan.approval.day, plan.approval.number)
    head = plans.PlanHead(plan.goal, plan.tasks, plan.priorities, approval)
    version = plans.plan_view(unit, SYSTEM, association_id, period.id).version
    plans.save_head(unit, SYSTEM, association_id, period.id, head, version)
    for row in plan.activities:
        activities.add_activity(
            unit,
            SYSTEM,
            association_id,
            period.id,
            activities.ActivityInput(
                topic=row.topic,
                period_text=row.period.text,
                starts_on=row.period.start,
                ends_on=row.period.end,
                direction=row.direction,
                form=row.form,
                place=row.place,
                responsible=row.responsible,
                audience=Audience(row.audience),
                done=row.done,
                work_done=row.remark or "",
                participants=row.participants,
                participants_words=row.participants_text or "",
            ),
        )
    partners = content.languages[association.language].partners
    first = (len(association.key) * 3 + year.first) % len(partners)
    for step in range(3):
        partner = partners[(first + step) % len(partners)]
        plans.add_partner(unit, SYSTEM, association_id, period.id, Partner(partner.name, partner.done_together))
    return period


def make_accounts(
    unit: Unit,
    content: DemonstrationContent,
    region_id: uuid.UUID,
    placed: tuple[Placed, ...],
) -> tuple[Account, ...]:
    """Accounts of the admin, the regional centre, every leader and one librarian; the four to try come first."""
    domain = content.region.contact_email.partition("@")[2]
    region = content.region
    by_key = {place.content.key: place for place in placed}
    home = by_key[LIBRARIAN_OF]
    member = home.members[0]
    first = by_key[LEADER_OF].content
    made = [
        _account(unit, "librarian", member.person.full_name, member.email, home.content.name, home.content.language,
                 home.id),
        _leader(unit, by_key[LEADER_OF]),
        _account(unit, "regional_centre", region.contact.full_name, region.contact_email, region.centre_names["lv"],
                 "lv", region_id),
        _account(unit, "admin", "Admin", f"admin@{domain}", "", "en", None),
    ]  # fmt: skip
    _confirm(unit, made[0], home.id)
    made.extend(_leader(unit, place) for place in placed if place.content is not first)
    return tuple(made)


def _leader(unit: Unit, place: Placed) -> Account:
    leader = place.content.leader
    return _account(
        unit, "leader", leader.person.full_name, leader.email, place.content.name, place.content.language, place.id
    )


def _account(
    unit: Unit,
    role: str,
    name: str,
    email: str,
    place: str,
    language: str,
    place_id: uuid.UUID | None,
) -> Account:
    made = accounts.create_account(
        unit,
        SYSTEM,
        accounts.AccountInput(name, email, language, PASSWORD, role, place_id),
        hash_password,
        demonstration=True,
    )
    return Account(role, name, re.sub(r"\s", "", email.lower()), place, made)


def _confirm(unit: Unit, account: Account, association_id: uuid.UUID) -> None:
    """The librarian opens the link that her mailbox brought, as anybody does who signs in for the first time."""
    actor = Actor(account.id, account.name, (Scope(RoleName.LIBRARIAN, association_id=association_id),))
    for mail_id in account_links.ask_to_confirm(unit, actor, association_id):
        account_links.confirm(unit, actor, mail_id, account_links.confirmation_code(unit, mail_id))
