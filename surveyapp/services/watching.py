"""The indicator a recommendation is watched by: its value when the evidence was laid, and its value now.

Values are read from releases each time. One of a release that was replaced since is not shown: old numbers never stand
beside new ones.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from surveyapp.analysis.disclosure import ShownItem
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.results import AssociationResults
from surveyapp.dataset import DamagedRelease, open_release
from surveyapp.dataset.structure import Structure
from surveyapp.evaluation.finding import Query, from_json
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.errors import NotFound
from surveyapp.services.periods import PeriodView, view
from surveyapp.services.results import kept_results
from surveyapp.services.unit import Unit
from surveyapp.store.plans import Period
from surveyapp.store.recommendations import Recommendation
from surveyapp.store.surveys import Run, RunStatus, Survey

UNMET = "unmet_need"


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator in one release: how many gave a high rating, or have the need unmet."""

    count: Count
    period: PeriodView
    release_id: str


@dataclass(frozen=True, slots=True)
class Watched:
    """One indicator beside itself. ``then`` is None where there is no evidence, or its release was replaced."""

    question: str
    row: str
    unmet: bool
    """Whether it counts members with an unmet need, of whom there should be fewer, or high ratings."""
    structure: Structure
    """Of the newest release: the question's words in every language."""
    then: Value | None
    now: Value

    @property
    def is_newer(self) -> bool:
        """Whether a release was cut since the evidence was laid."""
        return self.then is not None and self.then.release_id != self.now.release_id


def watched(unit: Unit, actor: Actor, association_id: uuid.UUID, recommendation_id: uuid.UUID) -> Watched | None:
    """The indicator of a recommendation with its values; None where it has none, or no release that shows it.

    ``NotFound``, ``Forbidden`` for anyone but the association's leader.
    """
    require_leader(unit, actor, association_id)
    row = unit.session.get(Recommendation, recommendation_id)
    if row is None or row.association_id != association_id:
        raise NotFound("recommendation")
    if not row.indicator:
        return None
    queries = [from_json(kept.finding).query for kept in row.evidence]
    query = next((each for each in queries if _asks(unit, each, row.indicator)), None)
    values = list(_values(unit, association_id, row.indicator, query))
    if not values:
        return None
    question, now = values[0]
    return Watched(
        question=question,
        row=query.row if query else "",
        unmet=_is_need(query),
        structure=open_release(unit.releases, now.release_id).structure,
        then=next((value for _, value in values if query and value.release_id == query.release_id), None),
        now=now,
    )


def _is_need(query: Query | None) -> bool:
    return query is not None and query.measure == UNMET


def _values(unit: Unit, association_id: uuid.UUID, indicator: str, query: Query | None) -> Iterator[tuple[str, Value]]:
    """The question that carries the indicator in each release which shows it, with its value; the newest first."""
    row = query.row if query else ""
    for release_id, period in _releases(unit, association_id):
        found = _value(unit, release_id, indicator, row, unmet=_is_need(query))
        if found is not None:
            yield found[0], Value(found[1], period, release_id)


def _releases(unit: Unit, association_id: uuid.UUID) -> list[tuple[str, PeriodView]]:
    """The association's releases that are shown now, the newest first."""
    rows = unit.session.execute(
        select(Run.release_id, Period)
        .join(Survey, Survey.id == Run.survey_id)
        .join(Period, Period.id == Survey.period_id)
        .where(Run.association_id == association_id, Run.status == RunStatus.CLOSED, Run.release_id.is_not(None))
        .order_by(Period.starts_on.desc(), Run.closed_at.desc())
    )
    return [(release_id, view(period)) for release_id, period in rows if release_id]


def _asks(unit: Unit, query: Query, indicator: str) -> bool:
    """Whether the question a piece of evidence is about carries the indicator."""
    with contextlib.suppress(DamagedRelease):
        if query.release_id:
            question = open_release(unit.releases, query.release_id).structure.questions.get(query.question)
            return question is not None and question.indicator == indicator
    return False


def _value(unit: Unit, release_id: str, indicator: str, row: str, *, unmet: bool) -> tuple[str, Count] | None:
    """The question of a release that carries the indicator, and its count; None where none may be shown."""
    with contextlib.suppress(DamagedRelease):
        results = kept_results(unit.releases, release_id, unit.thresholds)
        for section in results.sections:
            for question in section.questions:
                if question.indicator != indicator:
                    continue
                count = _need(results, row) if unmet else _high(question.items, row)
                return (question.id, count) if count else None
    return None


def _need(results: AssociationResults, row: str) -> Count | None:
    ranked = results.needs.ranked if results.needs else ()
    return next((need.unmet for need in ranked if need.code == row), None)


def _high(items: Iterable[tuple[str, object]], row: str) -> Count | None:
    for _, item in items:
        if isinstance(item, ShownItem) and item.row in (row, f"{row}.rating"):
            return item.high
    return None
