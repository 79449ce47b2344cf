"""Stored recommendations as the evaluation room's types. Nothing here checks an actor: the callers have.

Answering pages tell what became of recommendations; they open no release, and so load nothing that reads one.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp import dataset
from surveyapp.dataset.structure import Structure
from surveyapp.evaluation.recommendations import Evidence, Recommendation, RecommendationStatus, Watch
from surveyapp.services.periods import PeriodView, view
from surveyapp.services.unit import Unit
from surveyapp.store import recommendations as store
from surveyapp.store.plans import Activity, Plan
from surveyapp.store.plans import Period as StoredPeriod


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """An activity that carries a recommendation out."""

    id: uuid.UUID
    topic: str
    period: PeriodView
    done: bool | None


def recommendation_of(row: store.Recommendation) -> Recommendation:
    """A stored recommendation as `evaluation` knows it."""
    return Recommendation(
        id=row.id.hex,
        text=row.text,
        direction=row.direction,
        owner=row.owner,
        due_on=row.due_on,
        watch=_watch(row),
        status=RecommendationStatus(row.status),
        percent_done=row.percent_done,
        reason=row.reason,
        outcome=row.outcome,
        evidence=tuple(
            Evidence(
                finding=item.finding,
                method_version=item.method_version,
                release_id=item.release_id,
                proposal_group_id=item.proposal_group_id.hex if item.proposal_group_id else None,
            )
            for item in row.evidence
        ),
    )


def _watch(row: store.Recommendation) -> Watch | None:
    if row.indicator is None:
        return None
    return Watch(row.indicator, row.indicator_row, row.indicator_unmet, row.indicator_release_id)


def stored_recommendations(
    session: Session, association_id: uuid.UUID, period_id: uuid.UUID
) -> Sequence[store.Recommendation]:
    """Stored rows of a year, in the leader's order."""
    return session.scalars(
        select(store.Recommendation)
        .where(store.Recommendation.association_id == association_id, store.Recommendation.period_id == period_id)
        .order_by(store.Recommendation.position, store.Recommendation.created_at)
    ).all()


def recommendations_in(session: Session, association_id: uuid.UUID, period_id: uuid.UUID) -> tuple[Recommendation, ...]:
    """Recommendations of a year as `evaluation` knows them."""
    return tuple(recommendation_of(row) for row in stored_recommendations(session, association_id, period_id))


def structures_of(unit: Unit, release_ids: Iterable[str]) -> Mapping[str, Structure]:
    """What releases asked, in every language, for the sentences of evidence. One that is gone is left out."""
    found: dict[str, Structure] = {}
    for release_id in set(release_ids):
        with contextlib.suppress(dataset.DamagedRelease):
            found[release_id] = dataset.open_release(unit.releases, release_id).structure
    return found


def planned_of(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[PlannedActivity, ...]]:
    """Activities of plans by the recommendation they carry out, the earliest first."""
    found: dict[uuid.UUID, tuple[PlannedActivity, ...]] = {}
    if not ids:
        return found
    rows = session.execute(
        select(Activity, StoredPeriod)
        .join(Plan, Plan.id == Activity.plan_id)
        .join(StoredPeriod, StoredPeriod.id == Plan.period_id)
        .where(Activity.recommendation_id.in_(ids))
        .order_by(StoredPeriod.starts_on, Activity.position)
    )
    for activity, period in rows:
        entry = PlannedActivity(activity.id, activity.topic, view(period), activity.done)
        if activity.recommendation_id is not None:
            found[activity.recommendation_id] = (*found.get(activity.recommendation_id, ()), entry)
    return found
