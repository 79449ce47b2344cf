"""Stored plans as the planning room's types."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.planning.model import Activity, Audience
from surveyapp.planning.periods import Period, Precision
from surveyapp.store.plans import Activity as StoredActivity
from surveyapp.store.plans import Plan


def as_activity(row: StoredActivity) -> Activity:
    """One stored row of a plan."""
    return Activity(
        id=row.id.hex,
        topic=row.topic,
        period=Period(text=row.period_text, start=row.starts_on, end=row.ends_on, precision=Precision(row.precision)),
        audience=Audience(row.audience),
        direction=row.direction,
        form=row.form,
        place=row.place,
        responsible=row.responsible,
        done=row.done,
        work_done=row.work_done,
        participants=row.participants,
        participants_words=row.participants_words,
    )


def planned_activities(session: Session, association_id: uuid.UUID, period_id: uuid.UUID) -> tuple[Activity, ...]:
    """The activities of a plan in its order; none where there is no plan."""
    rows = session.scalars(
        select(StoredActivity)
        .join(Plan, Plan.id == StoredActivity.plan_id)
        .where(Plan.association_id == association_id, Plan.period_id == period_id)
        .order_by(StoredActivity.position)
    )
    return tuple(as_activity(row) for row in rows)
