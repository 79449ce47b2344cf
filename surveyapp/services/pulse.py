"""Pulse surveys: what the participants of one activity say of it, asked right after it.

A pulse is a run of the questionnaire "after-activity" that is bound to a row of the plan. It stands beside the year's
other surveys and disturbs none: an activity has one at most, and the evaluation never rests on it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select

from surveyapp.definition.model import Questionnaire
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.forms import version_questionnaire
from surveyapp.services.invitations import current_memberships
from surveyapp.services.modes import Mode
from surveyapp.services.questionnaires import newest_version, regions_above
from surveyapp.services.surveys import RunView, about_activity, open_run, run_of, runs_of
from surveyapp.services.unit import Unit
from surveyapp.store.plans import Activity, Plan
from surveyapp.store.surveys import Run, RunStatus, Survey

AFTER_ACTIVITY = "after-activity"


@dataclass(frozen=True, slots=True)
class Pulse:
    """What would be asked about an activity, and of whom; or the survey that asks it already."""

    activity_id: uuid.UUID
    topic: str
    questionnaire: Questionnaire
    members: int
    without_address: int
    """Members who get their link from the leader."""
    run: RunView | None
    """The survey, once it was opened."""


def pulse_of(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, activity_id: uuid.UUID
) -> Pulse:
    """The pulse survey of an activity of a year's plan, for the association's leader.

    ``NotFound`` for an activity the plan does not have; ``Forbidden``.
    """
    association = require_leader(unit, actor, association_id)
    activity = _activity(unit, association_id, period_id, activity_id)
    version = newest_version(unit.session, AFTER_ACTIVITY, regions_above(unit.session, association.region_id))
    members = current_memberships(unit.session, association_id, unit.now().date())
    run = unit.session.scalar(select(Run).where(Run.activity_id == activity_id, Run.status != RunStatus.DRAFT))
    return Pulse(
        activity_id,
        activity.topic,
        about_activity(version_questionnaire(unit.session, version.id), activity.topic),
        len(members),
        sum(not member.email for member in members),
        run_of(unit, actor, run.id) if run is not None else None,
    )


def open_pulse(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    activity_id: uuid.UUID,
    *,
    closes_at: datetime,
    message: str = "",
) -> RunView:
    """Ask the members about an activity, anonymously, and queue their invitations.

    ``NotFound`` as `pulse_of`; ``Conflict("run_exists")`` where they were asked already; ``Conflict("not_held")`` for
    an activity that was not held; ``Invalid`` for a last day that has passed, and where there is no member.
    """
    association = require_leader(unit, actor, association_id)
    activity = _activity(unit, association_id, period_id, activity_id)
    if activity.done is False:
        raise Conflict("not_held")
    if closes_at <= unit.now():
        raise invalid("closes_at", "date_in_the_past")
    if not current_memberships(unit.session, association_id, unit.now().date()):
        raise invalid("members", "no_members")
    region_id = association.region_id
    unit.session.rollback()
    with unit.transaction() as session:
        run = session.scalar(select(Run).where(Run.activity_id == activity_id))
        if run is not None and run.status != RunStatus.DRAFT:
            raise Conflict("run_exists")
        if run is None:
            version = newest_version(session, AFTER_ACTIVITY, regions_above(session, region_id))
            survey = Survey(association_id=association_id, period_id=period_id, version_id=version.id)
            session.add(survey)
            session.flush()
            run = Run(survey_id=survey.id, association_id=association_id, activity_id=activity_id)
            session.add(run)
            session.flush()
            record(session, actor, "run_started", "run", str(run.id))
        run_id = run.id
    return open_run(unit, actor, run_id, mode=Mode.ANONYMOUS, closes_at=closes_at, message=message)


def pulses_of(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> Mapping[uuid.UUID, RunView]:
    """The pulse surveys of a year that were opened, by activity. ``Forbidden`` for anyone but the leader."""
    runs = runs_of(unit, actor, association_id)
    return MappingProxyType(
        {
            run.activity_id: run
            for run in runs
            if run.activity_id is not None and run.period.id == period_id and run.status != RunStatus.DRAFT
        }
    )


def _activity(unit: Unit, association_id: uuid.UUID, period_id: uuid.UUID, activity_id: uuid.UUID) -> Activity:
    activity = unit.session.scalar(
        select(Activity)
        .join(Plan, Plan.id == Activity.plan_id)
        .where(Activity.id == activity_id, Plan.association_id == association_id, Plan.period_id == period_id)
    )
    if activity is None:
        raise NotFound("activity")
    return activity
