"""Recommendations: the leader's decisions, the evidence frozen with each, and what becomes of them.

They are made from the inputs (`findings.recommend`) or written freely (`write_recommendation`). An accepted one becomes
an activity of next year's plan in one step, and next year's survey begins with what became of it (`changes`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.dataset.structure import Structure
from surveyapp.evaluation.finding import Finding, from_json
from surveyapp.evaluation.recommendations import (
    NEXT_STATUSES,
    Evidence,
    Recommendation,
    RecommendationStatus,
    Watch,
    with_status,
)
from surveyapp.evaluation.statuses import StatusError
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.lists import DIRECTIONS, codes_of
from surveyapp.services.periods import PeriodView, period_by_id
from surveyapp.services.plans import refuse_long, version_of
from surveyapp.services.recommended import (
    PlannedActivity,
    planned_of,
    recommendation_of,
    stored_recommendations,
    structures_of,
)
from surveyapp.services.unit import Unit
from surveyapp.services.watching import chosen_watch
from surveyapp.store import recommendations as store
from surveyapp.store.accounts import User
from surveyapp.store.surveys import Run

TEXT = 4000
LINE = 200
REASON = 1000


@dataclass(frozen=True, slots=True)
class RecommendationInput:
    """A recommendation as the leader writes it."""

    text: str
    direction: str | None = None
    owner: str = ""
    due_on: date | None = None
    watch: str = ""
    """Key of the indicator to watch, of those `watchable` offers; none where empty."""


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence as it was, and whether the release it speaks of is still the one shown."""

    id: uuid.UUID
    finding: Finding
    release_id: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change: ``change`` names its kind ("made", "edited", "status", "planned") and what was before and after."""

    at: datetime
    by: str
    change: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """One recommendation with all that its page shows."""

    id: uuid.UUID
    period_id: uuid.UUID
    recommendation: Recommendation
    version: str
    evidence: tuple[EvidenceView, ...]
    history: tuple[HistoryEntry, ...]
    activities: tuple[PlannedActivity, ...]
    next_statuses: tuple[RecommendationStatus, ...]


@dataclass(frozen=True, slots=True)
class Recommendations:
    """All recommendations of one year, in the leader's order."""

    association_id: uuid.UUID
    language: str
    period: PeriodView
    items: tuple[RecommendationView, ...]
    structures: Mapping[str, Structure]
    """By release: what the evidence asked, for its sentences."""

    def item(self, recommendation_id: uuid.UUID) -> RecommendationView:
        """The one with this id. ``NotFound`` where the year has none."""
        for item in self.items:
            if item.id == recommendation_id:
                return item
        raise NotFound("recommendation")


def recommendations_of(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> Recommendations:
    """The recommendations of a year, for the association's leader. ``NotFound``, ``Forbidden``."""
    association = require_leader(unit, actor, association_id)
    period = period_by_id(unit, period_id)
    rows = stored_recommendations(unit.session, association_id, period_id)
    standing = set(
        unit.session.scalars(
            select(Run.release_id).where(Run.association_id == association_id, Run.release_id.is_not(None))
        )
    )
    authors = _authors(unit.session, rows)
    planned = planned_of(unit.session, [row.id for row in rows])
    items = tuple(_view(row, standing, authors, planned.get(row.id, ())) for row in rows)
    releases = [evidence.release_id for item in items for evidence in item.evidence if evidence.release_id]
    return Recommendations(association_id, association.language, period, items, structures_of(unit, releases))


def _view(
    row: store.Recommendation,
    standing: Collection[str | None],
    authors: Mapping[uuid.UUID, str],
    activities: tuple[PlannedActivity, ...],
) -> RecommendationView:
    item = recommendation_of(row)
    return RecommendationView(
        id=row.id,
        period_id=row.period_id,
        recommendation=item,
        version=_version(row),
        evidence=tuple(
            EvidenceView(
                stored.id,
                from_json(stored.finding),
                stored.release_id,
                kept.is_current(kept.release_id if kept.release_id in standing else None),
            )
            for stored, kept in zip(row.evidence, item.evidence, strict=True)
        ),
        history=tuple(
            HistoryEntry(event.created_at, authors.get(event.user_id, "") if event.user_id else "", event.change)
            for event in row.history
        ),
        activities=activities,
        next_statuses=NEXT_STATUSES[item.status],
    )


def _authors(session: Session, rows: Iterable[store.Recommendation]) -> dict[uuid.UUID, str]:
    ids = {event.user_id for row in rows for event in row.history if event.user_id}
    if not ids:
        return {}
    return {row[0]: row[1] for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def write_recommendation(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, given: RecommendationInput
) -> uuid.UUID:
    """Write a recommendation that rests on the leader's own judgement; gives its id.

    ``Invalid`` without a text, or with an indicator the association's releases do not show.
    """
    require_leader(unit, actor, association_id)
    period_by_id(unit, period_id)
    check_recommendation(unit, given)
    watch = chosen_watch(unit, association_id, given.watch)
    unit.session.rollback()
    with unit.transaction() as session:
        return add_recommendation(session, actor, association_id, period_id, given, watch=watch).id


def check_recommendation(unit: Unit, given: RecommendationInput) -> None:
    """Raise ``Invalid`` for an empty text, one too long, or a direction that is on no list."""
    if not given.text.strip():
        raise invalid("text", "required")
    refuse_long({"text": (given.text, TEXT), "owner": (given.owner, LINE)})
    if given.direction is not None and given.direction not in codes_of(unit, DIRECTIONS):
        raise invalid("direction", "unknown_choice")


def add_recommendation(
    session: Session,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    given: RecommendationInput,
    evidence: Sequence[Evidence] = (),
    watch: Watch | None = None,
) -> store.Recommendation:
    """Add a checked recommendation with its evidence in the caller's transaction."""
    last = session.scalar(
        select(func.max(store.Recommendation.position)).where(
            store.Recommendation.association_id == association_id, store.Recommendation.period_id == period_id
        )
    )
    row = store.Recommendation(
        association_id=association_id,
        period_id=period_id,
        position=0 if last is None else last + 1,
        text=given.text.strip(),
        direction=given.direction,
        owner=given.owner.strip(),
        due_on=given.due_on,
        **_watched_by(watch),
        evidence=[
            store.Evidence(
                position=position,
                fingerprint=item.fingerprint,
                release_id=item.release_id,
                proposal_group_id=uuid.UUID(item.proposal_group_id) if item.proposal_group_id else None,
                finding=dict(item.finding),
                method_version=item.method_version,
            )
            for position, item in enumerate(evidence)
        ],
        history=[history_event(actor, kind="made", evidence=len(evidence))],
    )
    session.add(row)
    session.flush()
    record(session, actor, "recommendation_made", "recommendation", str(row.id), evidence=len(evidence))
    return row


def edit_recommendation(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    recommendation_id: uuid.UUID,
    given: RecommendationInput,
    version: str,
) -> None:
    """Save text, direction, owner, due date and the indicator to watch; evidence stays as it is.

    ``Invalid`` as ``write_recommendation``, ``Conflict("changed_meanwhile")`` for another version than was read.
    """
    require_leader(unit, actor, association_id)
    check_recommendation(unit, given)
    chosen = chosen_watch(unit, association_id, given.watch, _kept_watch(unit, association_id, recommendation_id))
    unit.session.rollback()
    with unit.transaction() as session:
        row = locked_recommendation(session, association_id, recommendation_id)
        if _version(row) != version:
            raise Conflict("changed_meanwhile")
        wanted = {
            "text": given.text.strip(),
            "direction": given.direction,
            "owner": given.owner.strip(),
            "due_on": given.due_on,
        }
        changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        before = {name: _plain(getattr(row, name)) for name in changed}
        after = {name: _plain(value) for name, value in changed.items()}
        kept = recommendation_of(row).watch
        if chosen != kept:
            changed |= _watched_by(chosen)
            before["watch"], after["watch"] = (each.key if each else "" for each in (kept, chosen))
        if changed:
            for name, value in changed.items():
                setattr(row, name, value)
            row.history.append(history_event(actor, kind="edited", before=before, after=after))


def _kept_watch(unit: Unit, association_id: uuid.UUID, recommendation_id: uuid.UUID) -> Watch | None:
    row = unit.session.get(store.Recommendation, recommendation_id)
    if row is None or row.association_id != association_id:
        raise NotFound("recommendation")
    return recommendation_of(row).watch


def _watched_by(watch: Watch | None) -> dict[str, Any]:
    """The columns that keep the indicator to watch."""
    return {
        "indicator": watch.indicator if watch else None,
        "indicator_row": watch.row if watch else "",
        "indicator_unmet": watch is not None and watch.unmet,
        "indicator_release_id": watch.release_id if watch else None,
    }


def change_status(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    recommendation_id: uuid.UUID,
    status: RecommendationStatus,
    *,
    reason: str = "",
    percent_done: int | None = None,
    outcome: str | None = None,
) -> None:
    """Take a step, or say how far it has come and what was done (``outcome``, told to the members).

    ``Invalid`` for declining without a reason and for a share outside 0..100, ``Conflict`` for a step not offered.
    """
    require_leader(unit, actor, association_id)
    refuse_long({"reason": (reason, REASON), "outcome": (outcome or "", TEXT)})
    with unit.transaction() as session:
        row = locked_recommendation(session, association_id, recommendation_id)
        before = recommendation_of(row)
        try:
            after = with_status(before, status, reason=reason, percent_done=percent_done)
        except StatusError as error:
            if error.code == "reason_required":
                raise invalid("reason", "required") from error
            if error.code == "percent_out_of_range":
                raise invalid("percent_done", "above_maximum", max=100) from error
            raise Conflict(error.code, **error.params) from error
        if outcome is not None:
            after = replace(after, outcome=outcome.strip())
        apply_step(session, actor, row, before, after)


def apply_step(
    session: Session, actor: Actor, row: store.Recommendation, before: Recommendation, after: Recommendation
) -> None:
    """Store a step and write it into the history, in the caller's transaction; nothing where nothing changed."""
    names = ("status", "percent_done", "reason", "outcome")
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    if not changed:
        return
    for name in changed:
        value = getattr(after, name)
        setattr(row, name, value.value if name == "status" else value)
    row.history.append(
        history_event(
            actor,
            kind="status",
            before={name: _plain(getattr(before, name)) for name in changed},
            after={name: _plain(getattr(after, name)) for name in changed},
        )
    )
    record(session, actor, "recommendation_changed", "recommendation", str(row.id), status=after.status.value)


def delete_recommendation(unit: Unit, actor: Actor, association_id: uuid.UUID, recommendation_id: uuid.UUID) -> None:
    """Delete a draft; what was decided upon is declined with a reason instead (``Conflict("not_a_draft")``)."""
    require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        row = locked_recommendation(session, association_id, recommendation_id)
        if row.status != RecommendationStatus.DRAFT:
            raise Conflict("not_a_draft")
        session.delete(row)
        record(session, actor, "recommendation_deleted", "recommendation", str(recommendation_id))


def locked_recommendation(
    session: Session, association_id: uuid.UUID, recommendation_id: uuid.UUID
) -> store.Recommendation:
    """The stored row of an association's recommendation, locked. ``NotFound`` for any other."""
    row = session.scalar(
        select(store.Recommendation)
        .where(store.Recommendation.id == recommendation_id, store.Recommendation.association_id == association_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound("recommendation")
    return row


def _version(row: store.Recommendation) -> str:
    watch = recommendation_of(row).watch
    return version_of(row.text, row.direction, row.owner, row.due_on, watch.key if watch else "")


def history_event(actor: Actor, **change: Any) -> store.RecommendationEvent:
    """A line of a recommendation's history, for the caller to append."""
    return store.RecommendationEvent(user_id=actor.user_id, change=change)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
