"""Plans: what an association sets out to do in a year, and with whom. The rows of its table are in `activities`.

Two windows never overwrite each other silently: whoever saves says which version was read, and a newer one is a
``Conflict``. A version is a hash of the content, so that saving the same twice is no conflict.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.planning.model import Activity, Approval, Partner, Plan
from surveyapp.planning.years import Year
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.periods import PeriodView, ensure_period, period_by_id, view, year_of
from surveyapp.services.planned import as_activity
from surveyapp.services.unit import Unit
from surveyapp.store import plans as store

LINE = 300
NUMBER = 60
TEXT = 8000
MOST_LINES = 40
"""Most tasks or priorities of a plan; a real one has three to ten."""


@dataclass(frozen=True, slots=True)
class ActivityView:
    """One row of the plan, with what saving it needs."""

    id: uuid.UUID
    activity: Activity
    version: str
    recommendation_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class PartnerView:
    """One partner of the year, with what saving it needs."""

    id: uuid.UUID
    partner: Partner
    version: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as its leader edits it. ``plan`` is an empty one where none was begun (``exists`` is False)."""

    association_id: uuid.UUID
    association: str
    language: str
    period: PeriodView
    exists: bool
    plan: Plan
    version: str
    activities: tuple[ActivityView, ...]
    partners: tuple[PartnerView, ...]

    def activity(self, activity_id: uuid.UUID) -> ActivityView:
        """The row with this id. ``NotFound`` where the plan has none."""
        for row in self.activities:
            if row.id == activity_id:
                return row
        raise NotFound("activity")

    def partner(self, partner_id: uuid.UUID) -> PartnerView:
        """The partner with this id. ``NotFound`` where the plan has none."""
        for row in self.partners:
            if row.id == partner_id:
                return row
        raise NotFound("partner")


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What stands above the table of activities, as it is saved."""

    goal: str = ""
    tasks: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    approval: Approval = field(default_factory=Approval)


def version_of(*parts: object) -> str:
    """A short name for a content: equal contents, equal names."""
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:20]


def find_plan(session: Session, association_id: uuid.UUID, period_id: uuid.UUID) -> store.Plan | None:
    """The stored plan of an association for a period."""
    return session.scalar(
        select(store.Plan).where(store.Plan.association_id == association_id, store.Plan.period_id == period_id)
    )


def ensure_plan(session: Session, association_id: uuid.UUID, period_id: uuid.UUID) -> store.Plan:
    """The stored plan, locked until the caller's transaction ends; an empty one is begun where there is none."""
    found = session.scalar(
        select(store.Plan)
        .where(store.Plan.association_id == association_id, store.Plan.period_id == period_id)
        .with_for_update()
    )
    if found is None:
        if session.get(store.Period, period_id) is None:
            raise NotFound("period")
        found = store.Plan(association_id=association_id, period_id=period_id)
        session.add(found)
        session.flush()
    return found


def plan_of(row: store.Plan) -> Plan:
    """A stored plan as `planning` knows it."""
    return Plan(
        id=str(row.id),
        association=str(row.association_id),
        year=year_of(row.period),
        goal=row.goal,
        tasks=tuple(row.tasks),
        priorities=tuple(row.priorities),
        priority_report=row.priority_report,
        approval=Approval(row.approval_body, row.approval_date, row.approval_number),
        activities=tuple(as_activity(activity) for activity in row.activities),
        partners=tuple(Partner(partner.name, partner.work) for partner in row.partners),
    )


def activity_version(row: store.Activity) -> str:
    """The version of a stored row."""
    return version_of(as_activity(row))


def head_version(row: store.Plan) -> str:
    """The version of what stands above and below the table."""
    return version_of(_head_of(row), row.priority_report)


def _head_of(row: store.Plan) -> PlanHead:
    approval = Approval(row.approval_body, row.approval_date, row.approval_number)
    return PlanHead(row.goal, tuple(row.tasks), tuple(row.priorities), approval)


EMPTY_VERSION = version_of(PlanHead(), "")


def plan_view(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> PlanView:
    """The plan of a period, for its leader. ``NotFound`` for no such association or period, else ``Forbidden``."""
    association = require_leader(unit, actor, association_id)
    period = period_by_id(unit, period_id)
    row = find_plan(unit.session, association_id, period_id)
    return PlanView(
        association_id=association_id,
        association=association.name(association.language),
        language=association.language,
        period=period,
        exists=row is not None,
        plan=plan_of(row) if row else Plan(id="", association=str(association_id), year=period.year),
        version=head_version(row) if row else EMPTY_VERSION,
        activities=tuple(
            ActivityView(item.id, as_activity(item), activity_version(item), item.recommendation_id)
            for item in (row.activities if row else ())
        ),
        partners=tuple(
            PartnerView(item.id, Partner(item.name, item.work), _partner_version(item))
            for item in (row.partners if row else ())
        ),
    )


def begin_plan(unit: Unit, actor: Actor, association_id: uuid.UUID, year: Year) -> PeriodView:
    """Begin the plan of a year, and the period with it; where it is begun already nothing changes."""
    require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        period = ensure_period(session, year)
        ensure_plan(session, association_id, period.id)
        return view(period)


def save_head(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, head: PlanHead, version: str
) -> None:
    """Save goal, tasks, priorities and approval.

    ``Invalid`` for texts too long, ``Conflict("changed_meanwhile")`` where another version than *version* is stored.
    """
    require_leader(unit, actor, association_id)
    wanted = check_head(head)
    with unit.transaction() as session:
        row = ensure_plan(session, association_id, period_id)
        if _head_of(row) != wanted:
            _same_version(head_version(row), version)
            write_head(row, wanted)
            record(session, actor, "plan_saved", "plan", str(row.id))


def check_head(head: PlanHead) -> PlanHead:
    """The head as it is stored: blank lines and spare spaces left out. Raises ``Invalid`` for what is too long."""
    tasks, priorities = _lines(head.tasks), _lines(head.priorities)
    approval = Approval(head.approval.body.strip(), head.approval.day, head.approval.number.strip())
    refuse_long(
        {
            "goal": (head.goal, TEXT),
            "tasks": ("\n".join(tasks), TEXT),
            "priorities": ("\n".join(priorities), TEXT),
            "approval_body": (approval.body, LINE),
            "approval_number": (approval.number, NUMBER),
        }
    )
    for name, lines in (("tasks", tasks), ("priorities", priorities)):
        if len(lines) > MOST_LINES:
            raise Invalid({name: Problem("", name, "too_many_choices", {"max": MOST_LINES})})
    return PlanHead(head.goal.strip(), tasks, priorities, approval)


def write_head(row: store.Plan, head: PlanHead) -> None:
    """Write a checked head into a stored plan, in the caller's transaction."""
    row.goal, row.tasks, row.priorities = head.goal, list(head.tasks), list(head.priorities)
    row.approval_body, row.approval_date = head.approval.body, head.approval.day
    row.approval_number = head.approval.number


def save_priority_report(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, report: str, version: str
) -> None:
    """Save how the year's priority was carried out. Refuses as ``save_head``."""
    require_leader(unit, actor, association_id)
    refuse_long({"priority_report": (report, TEXT)})
    with unit.transaction() as session:
        row = ensure_plan(session, association_id, period_id)
        if row.priority_report != report.strip():
            _same_version(head_version(row), version)
            row.priority_report = report.strip()
            record(session, actor, "plan_saved", "plan", str(row.id))


def add_partner(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, partner: Partner
) -> uuid.UUID:
    """Add a cooperation partner at the end; gives its id. ``Invalid`` without a name or with texts too long."""
    require_leader(unit, actor, association_id)
    _check_partner(partner)
    with unit.transaction() as session:
        plan = ensure_plan(session, association_id, period_id)
        position = 1 + max((item.position for item in plan.partners), default=-1)
        row = store.Partner(name=partner.name.strip(), work=partner.work.strip(), position=position)
        plan.partners.append(row)
        session.flush()
        return row.id


def edit_partner(
    unit: Unit, actor: Actor, association_id: uuid.UUID, partner_id: uuid.UUID, partner: Partner, version: str
) -> None:
    """Save a partner. Refuses as ``add_partner`` and ``save_head``; ``NotFound`` for no such partner here."""
    require_leader(unit, actor, association_id)
    _check_partner(partner)
    with unit.transaction() as session:
        row = _partner(session, association_id, partner_id)
        _same_version(_partner_version(row), version)
        row.name, row.work = partner.name.strip(), partner.work.strip()


def remove_partner(unit: Unit, actor: Actor, association_id: uuid.UUID, partner_id: uuid.UUID) -> None:
    """Take a partner out of the plan. ``NotFound`` for no such partner here."""
    require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        session.delete(_partner(session, association_id, partner_id))


def _partner(session: Session, association_id: uuid.UUID, partner_id: uuid.UUID) -> store.Partner:
    row = session.scalar(
        select(store.Partner)
        .join(store.Plan)
        .where(store.Partner.id == partner_id, store.Plan.association_id == association_id)
    )
    if row is None:
        raise NotFound("partner")
    return row


def _partner_version(row: store.Partner) -> str:
    return version_of(row.name, row.work)


def _check_partner(partner: Partner) -> None:
    if not partner.name.strip():
        raise Invalid({"name": Problem("", "name", "required")})
    refuse_long({"name": (partner.name.strip(), LINE), "work": (partner.work, TEXT)})


def _same_version(stored: str, read: str) -> None:
    if stored != read:
        raise Conflict("changed_meanwhile")


def _lines(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in lines if line.strip())


def refuse_long(texts: Mapping[str, tuple[str, int]]) -> None:
    """Raise ``Invalid`` naming every field whose text is longer than its limit."""
    problems = {
        name: Problem("", name, "too_long", {"max": limit, "length": len(text)})
        for name, (text, limit) in texts.items()
        if len(text) > limit
    }
    if problems:
        raise Invalid(problems)
