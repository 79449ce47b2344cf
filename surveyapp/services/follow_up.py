"""What is done with recommendations during the year: the review of the half-year, and telling the members."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from surveyapp.definition.problems import Problem
from surveyapp.evaluation.recommendations import RecommendationStatus, with_status
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.changes import what_became
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.outbox import next_round, queue_mails
from surveyapp.services.periods import PeriodView, neighbour
from surveyapp.services.recommendations import (
    TEXT,
    RecommendationView,
    apply_step,
    locked_recommendation,
    recommendations_of,
)
from surveyapp.services.recommended import recommendation_of
from surveyapp.services.surveys import year_end_run
from surveyapp.services.unit import Unit
from surveyapp.store.operation import Mail

UNDER_WAY = (RecommendationStatus.ACCEPTED, RecommendationStatus.IN_PROGRESS)
"""What a review asks about: promised, and not done yet."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one recommendation has come, as the leader says in the review."""

    recommendation_id: uuid.UUID
    percent_done: int
    outcome: str


def carried_over(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period: PeriodView
) -> tuple[PeriodView, tuple[RecommendationView, ...]] | None:
    """The year before a period and what was recommended then and is under way; None where nothing is.

    What a year's end recommends is carried out, and reviewed, in the year after it.
    """
    before = neighbour(unit, period, -1)
    if before is None:
        return None
    items = recommendations_of(unit, actor, association_id, before.id).items
    found = tuple(item for item in items if item.recommendation.status in UNDER_WAY)
    return (before, found) if found else None


def review(unit: Unit, actor: Actor, association_id: uuid.UUID, given: Sequence[Progress]) -> int:
    """Keep how far several recommendations have come, all or none; returns how many changed.

    From one per cent on it is in progress, at a hundred it is done. ``Invalid`` by the hex id of a recommendation for
    a share outside 0..100 or a text too long, ``Conflict("no_such_step")`` for one that is not under way.
    """
    require_leader(unit, actor, association_id)
    problems: dict[str, Problem] = {}
    for entry in given:
        name = entry.recommendation_id.hex
        if not 0 <= entry.percent_done <= 100:
            problems[name] = Problem("", name, "above_maximum", {"max": 100})
        elif len(entry.outcome) > TEXT:
            problems[name] = Problem("", name, "too_long", {"max": TEXT, "length": len(entry.outcome)})
    if problems:
        raise Invalid(problems)
    changed = 0
    with unit.transaction() as session:
        for entry in given:
            row = locked_recommendation(session, association_id, entry.recommendation_id)
            before = recommendation_of(row)
            if before.status not in UNDER_WAY:
                raise Conflict("no_such_step", old=before.status.value, new=before.status.value)
            status = before.status
            if entry.percent_done == 100:
                status = RecommendationStatus.DONE
            elif entry.percent_done > 0:
                status = RecommendationStatus.IN_PROGRESS
            after = replace(with_status(before, status, percent_done=entry.percent_done), outcome=entry.outcome.strip())
            changed += after != before
            apply_step(session, actor, row, before, after)
    return changed


@dataclass(frozen=True, slots=True)
class Telling:
    """Whether the members can be told by mail, and how often they were."""

    changes: int
    """Lines there are to tell."""
    told: int
    """Rounds of mails so far."""


def telling(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> Telling:
    """What there is to tell of a year. ``Forbidden`` for anyone but the leader."""
    require_leader(unit, actor, association_id)
    run = year_end_run(unit, association_id, period_id)
    told = 0
    if run is not None:
        rounds = select(func.count(func.distinct(Mail.round))).where(Mail.run_id == run.id, Mail.kind == "changes")
        told = unit.session.scalar(rounds) or 0
    return Telling(len(what_became(unit, association_id, period_id)) if run else 0, told)


def tell_members(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> int:
    """Queue a mail to everyone who was invited: what became of the proposals. Returns how many.

    ``Conflict("nothing_to_tell")`` where nothing was decided yet.
    """
    require_leader(unit, actor, association_id)
    run = year_end_run(unit, association_id, period_id)
    if run is None:
        raise NotFound("run")
    if not what_became(unit, association_id, period_id):
        raise Conflict("nothing_to_tell")
    with unit.transaction() as session:
        queued = queue_mails(session, run, "changes", next_round(session, run.id, "changes"), silent_only=False)
        record(session, actor, "changes_told", "run", str(run.id), mails=queued)
        return queued
