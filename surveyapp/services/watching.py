"""The indicator a recommendation is watched by: its value when it was chosen, and its value now.

That of its evidence to begin with; the leader chooses another, or none.

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
from surveyapp.evaluation.finding import Finding
from surveyapp.evaluation.recommendations import Watch
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.errors import NotFound, invalid
from surveyapp.services.periods import PeriodView, view
from surveyapp.services.recommended import recommendation_of
from surveyapp.services.results import kept_results
from surveyapp.services.unit import Unit
from surveyapp.store.plans import Period
from surveyapp.store.recommendations import Recommendation
from surveyapp.store.surveys import Run, RunStatus, Survey

UNMET = "unmet_need"
ACTIVITIES = "activity-rating"


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator in one release: how many gave a high rating, or have the need unmet."""

    count: Count
    period: PeriodView
    release_id: str


@dataclass(frozen=True, slots=True)
class Watched:
    """One indicator beside itself. ``then`` is None where the release it was chosen from was replaced."""

    watch: Watch
    question: str
    structure: Structure
    """Of the newest release: the question's words in every language."""
    then: Value | None
    now: Value

    @property
    def is_newer(self) -> bool:
        """Whether a release was cut since it was chosen."""
        return self.then is not None and self.then.release_id != self.now.release_id


@dataclass(frozen=True, slots=True)
class Watchable:
    """An indicator the leader may choose, as the newest release that shows it has it."""

    watch: Watch
    question: str
    structure: Structure


def watch_of(finding: Finding, indicator: str) -> Watch | None:
    """What a finding about a question of this indicator is watched by; None where the question carries none."""
    query = finding.query
    return Watch(indicator, query.row, query.measure == UNMET, query.release_id) if indicator else None


def watchable(unit: Unit, actor: Actor, association_id: uuid.UUID, kept: Watch | None = None) -> tuple[Watchable, ...]:
    """Every indicator the association's releases show, as its newest questionnaire asks them, and *kept* first.

    Ratings of single activities are left out, unless one is *kept*: next year's activities are others. ``Forbidden``
    for anyone but the association's leader.
    """
    require_leader(unit, actor, association_id)
    found = _watchable(unit, association_id)
    if kept is not None and kept.key not in found:
        for release_id, _ in _releases(unit, association_id):
            with contextlib.suppress(DamagedRelease):
                structure = open_release(unit.releases, release_id).structure
                asked = next((q.id for q in structure.questions.values() if q.indicator == kept.indicator), None)
                if asked is not None:
                    return (Watchable(kept, asked, structure), *found.values())
    return tuple(found.values())


def chosen_watch(unit: Unit, association_id: uuid.UUID, key: str, kept: Watch | None = None) -> Watch | None:
    """The indicator with this key, *kept* where it is the same, None where none is chosen.

    ``Invalid`` for one that is not `watchable`. Nothing here checks an actor: the callers have.
    """
    if not key:
        return None
    if kept is not None and kept.key == key:
        return kept
    found = _watchable(unit, association_id).get(key)
    if found is None:
        raise invalid("watch", "unknown_choice")
    return found.watch


def _watchable(unit: Unit, association_id: uuid.UUID) -> dict[str, Watchable]:
    found: dict[str, Watchable] = {}
    for release_id, _ in _releases(unit, association_id):
        with contextlib.suppress(DamagedRelease):
            structure = open_release(unit.releases, release_id).structure
            for question, watch in _shown(kept_results(unit.releases, release_id, unit.thresholds, None)):
                found.setdefault(watch.key, Watchable(watch, question, structure))
    return found


def _shown(results: AssociationResults) -> Iterator[tuple[str, Watch]]:
    """What a release shows of each question that carries an indicator: needs first, then ratings."""
    for section in results.sections:
        for question in section.questions:
            if not question.indicator or question.kind == ACTIVITIES:
                continue
            if results.needs and results.needs.question == question.id:
                for need in results.needs.ranked:
                    yield question.id, Watch(question.indicator, need.code, unmet=True, release_id=results.release)
                continue
            for _, item in question.items:
                if isinstance(item, ShownItem) and item.high is not None:
                    yield question.id, Watch(question.indicator, item.row, release_id=results.release)


def watched(unit: Unit, actor: Actor, association_id: uuid.UUID, recommendation_id: uuid.UUID) -> Watched | None:
    """The indicator of a recommendation with its values; None where it has none, or no release that shows it.

    ``NotFound``, ``Forbidden`` for anyone but the association's leader.
    """
    require_leader(unit, actor, association_id)
    row = unit.session.get(Recommendation, recommendation_id)
    if row is None or row.association_id != association_id:
        raise NotFound("recommendation")
    watch = recommendation_of(row).watch
    values = list(_values(unit, association_id, watch)) if watch else []
    if watch is None or not values:
        return None
    question, now = values[0]
    return Watched(
        watch=watch,
        question=question,
        structure=open_release(unit.releases, now.release_id).structure,
        then=next((value for _, value in values if value.release_id == watch.release_id), None),
        now=now,
    )


def _values(unit: Unit, association_id: uuid.UUID, watch: Watch) -> Iterator[tuple[str, Value]]:
    """The question that carries the indicator in each release which shows it, with its value; the newest first.

    Releases in which other answers count as high than in the newest are left out.
    """
    counted: tuple[str, ...] | None = None
    for release_id, period in _releases(unit, association_id):
        found = _value(unit, release_id, watch)
        if found is None:
            continue
        question, count, answers = found
        if counted is None:
            counted = answers
        if answers == counted:
            yield question, Value(count, period, release_id)


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


def _value(unit: Unit, release_id: str, watch: Watch) -> tuple[str, Count, tuple[str, ...]] | None:
    """The question of a release that carries the indicator, its count, and the answers that are counted; None where
    none may be shown."""
    with contextlib.suppress(DamagedRelease):
        results = kept_results(unit.releases, release_id, unit.thresholds, None)
        for section in results.sections:
            for question in section.questions:
                if question.indicator != watch.indicator:
                    continue
                found = _need(results, watch.row) if watch.unmet else _high(question.items, watch.row)
                return (question.id, *found) if found else None
    return None


def _need(results: AssociationResults, row: str) -> tuple[Count, tuple[str, ...]] | None:
    ranked = results.needs.ranked if results.needs else ()
    return next(((need.unmet, ()) for need in ranked if need.code == row), None)


def _high(items: Iterable[tuple[str, object]], row: str) -> tuple[Count, tuple[str, ...]] | None:
    """The count of high answers, and which they are: years that count others are not set side by side."""
    for _, item in items:
        if isinstance(item, ShownItem) and item.row in (row, f"{row}.rating") and item.high is not None:
            return item.high, item.high_codes
    return None
