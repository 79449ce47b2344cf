"""A recommendation becomes an activity of next year's plan."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from surveyapp.evaluation.recommendations import RecommendationStatus, with_status
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.activities import ActivityInput, append_activity
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict
from surveyapp.services.periods import ensure_period, view, year_of
from surveyapp.services.recommendations import apply_step, history_event, locked_recommendation
from surveyapp.services.recommended import PlannedActivity, recommendation_of
from surveyapp.services.unit import Unit
from surveyapp.store.plans import Activity, Plan


def plan_activity(unit: Unit, actor: Actor, association_id: uuid.UUID, recommendation_id: uuid.UUID) -> PlannedActivity:
    """Make a recommendation an activity of next year's plan; the plan, and the year, are begun where there is none.

    A draft, or one kept for later, is accepted by it. ``Conflict("already_planned")`` where that plan has it,
    ``Conflict("no_such_step")`` for one that was declined.
    """
    require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        row = locked_recommendation(session, association_id, recommendation_id)
        item = recommendation_of(row)
        if item.status is RecommendationStatus.DECLINED:
            raise Conflict("no_such_step", old=item.status.value, new=RecommendationStatus.ACCEPTED.value)
        period = ensure_period(session, year_of(row.period).next)
        taken = session.scalar(
            select(Activity.id)
            .join(Plan, Plan.id == Activity.plan_id)
            .where(Activity.recommendation_id == row.id, Plan.period_id == period.id)
        )
        if taken is not None:
            raise Conflict("already_planned")
        given = ActivityInput(topic=row.text, direction=row.direction, responsible=row.owner)
        activity = append_activity(session, association_id, period.id, given, recommendation_id=row.id)
        if item.status in (RecommendationStatus.DRAFT, RecommendationStatus.LATER):
            apply_step(session, actor, row, item, with_status(item, RecommendationStatus.ACCEPTED))
        row.history.append(history_event(actor, kind="planned", year=year_of(period).key))
        record(session, actor, "recommendation_planned", "recommendation", str(row.id))
        return PlannedActivity(activity.id, activity.topic, view(period), activity.done)
