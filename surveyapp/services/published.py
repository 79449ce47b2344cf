"""The leader's choices about results: how her page is arranged, and what the members of the association may see.

Members see the same numbers as the leader, through the same disclosure, never a text. They always see the release that
stands now: what a replaced release said is gone for them too.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.analysis.results import AssociationResults, QuestionResults
from surveyapp.dataset import Labels, Structure
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_leader, require_member
from surveyapp.services.associations import AssociationView, association_view
from surveyapp.services.audit import record
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.periods import PeriodView, view
from surveyapp.services.results import Results, kept_results, release_of, results_of
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import RoleName
from surveyapp.store.reading import PublishedResults, ResultsLayout
from surveyapp.store.surveys import Run, RunStatus

NEEDS = "needs"
PARTICIPATION = "participation"
MESSAGE = 2000


@dataclass(frozen=True, slots=True)
class Layout:
    """Sections of the leader's page in her order, and those she does not want to see."""

    shown: tuple[str, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """What is released to members, or could be."""

    results: Results
    layout: Layout
    possible: tuple[str, ...]
    """"participation", "needs" and ids of questions that have numbers."""
    parts: tuple[str, ...]
    message: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReleasedYear:
    """A year whose results a librarian may read."""

    run_id: uuid.UUID
    association: AssociationView
    period: PeriodView
    questionnaire: Questionnaire

    def title(self, language: str) -> str:
        """What the survey was called: a year may have several."""
        return self.questionnaire.text("title", language)


@dataclass(frozen=True, slots=True)
class ReleasedResults:
    """What a librarian reads."""

    year: ReleasedYear
    results: AssociationResults
    structure: Structure
    parts: tuple[str, ...]
    message: str
    published_at: datetime

    def labels(self, language: str) -> Labels:
        """The words of the questionnaire."""
        return self.structure.labels(language)

    @property
    def questions(self) -> tuple[QuestionResults, ...]:
        """Questions released, in the questionnaire's order."""
        return tuple(q for s in self.results.sections for q in s.questions if q.id in self.parts)


def layout_of(session: Session, run_id: uuid.UUID, sections: Iterable[str]) -> Layout:
    """The order of a run's page. A section that came later stands last; one that is gone is left out."""
    present = list(sections)
    row = session.scalar(select(ResultsLayout).where(ResultsLayout.run_id == run_id))
    if row is None:
        return Layout(tuple(present), ())
    known = [section for section in row.shown if section in present]
    hidden = tuple(section for section in row.hidden if section in present)
    return Layout((*known, *(s for s in present if s not in known and s not in hidden)), hidden)


def arrangeable(results: Results) -> tuple[str, ...]:
    """Sections that can be put into another order or hidden."""
    sections = tuple(section.id for section in results.shown.sections if section.questions)
    return (NEEDS, *sections) if results.shown.needs is not None else sections


def page_layout(unit: Unit, results: Results) -> Layout:
    """The order of the leader's page. Checks no actor: whoever has the results may."""
    return layout_of(unit.session, results.run_id, arrangeable(results))


def publication(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, run_id: uuid.UUID | None = None
) -> Publication:
    """What the leader has released of a survey, and what she could. ``NotFound`` for one without shown results."""
    results = results_of(unit, actor, association_id, period_id, run_id)
    possible = _possible(results.shown)
    row = unit.session.scalar(select(PublishedResults).where(PublishedResults.run_id == results.run_id))
    return Publication(
        results,
        page_layout(unit, results),
        possible,
        tuple(part for part in row.parts if part in possible) if row else (),
        row.message if row else "",
        row.created_at if row else None,
    )


def publish_results(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    parts: Sequence[str],
    message: str,
    run_id: uuid.UUID | None = None,
) -> None:
    """Release parts of the results to the association's members, in place of what was released before.

    No part withdraws everything. ``NotFound`` for a part the results do not have; ``Invalid`` for a message that is
    too long.
    """
    results = results_of(unit, actor, association_id, period_id, run_id)
    possible = _possible(results.shown)
    if not set(parts) <= set(possible):
        raise NotFound("part")
    if len(message) > MESSAGE:
        raise Invalid({"message": Problem("", "message", "too_long", {"max": MESSAGE, "length": len(message)})})
    run_id = results.run_id
    unit.session.rollback()
    with unit.transaction() as session:
        session.execute(delete(PublishedResults).where(PublishedResults.run_id == run_id))
        if parts:
            kept = [part for part in possible if part in set(parts)]
            session.add(
                PublishedResults(
                    run_id=run_id,
                    user_id=actor.user_id,
                    parts=kept,
                    message=message.strip(),
                    created_at=unit.now(),
                )
            )
        record(session, actor, "results_released" if parts else "results_withdrawn", "run", str(run_id))


def arrange(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    shown: Sequence[str],
    hidden: Sequence[str],
    run_id: uuid.UUID | None = None,
) -> None:
    """Remember which sections the leader's page has, in what order. ``NotFound`` for a section that is not there."""
    results = results_of(unit, actor, association_id, period_id, run_id)
    if sorted([*shown, *hidden]) != sorted(arrangeable(results)):
        raise NotFound("section")
    run_id = results.run_id
    unit.session.rollback()
    with unit.transaction() as session:
        require_leader(unit, actor, association_id)
        session.execute(delete(ResultsLayout).where(ResultsLayout.run_id == run_id))
        session.add(ResultsLayout(run_id=run_id, shown=list(shown), hidden=list(hidden)))


def released_years(unit: Unit, actor: Actor) -> tuple[ReleasedYear, ...]:
    """Years whose results a librarian's associations released to her, newest first."""
    associations = actor.associations(RoleName.LIBRARIAN)
    rows = unit.session.scalars(
        select(Run)
        .join(PublishedResults, PublishedResults.run_id == Run.id)
        .where(Run.association_id.in_(associations), Run.status == RunStatus.CLOSED, Run.erased == 0)
    )
    years = [_year(unit, actor, run) for run in rows]
    return tuple(sorted(years, key=lambda year: year.period.starts_on, reverse=True))


def released_results(unit: Unit, actor: Actor, run_id: uuid.UUID) -> ReleasedResults:
    """What a librarian may read of a run.

    ``NotFound`` where nothing was released, or nothing may be shown any more; ``Forbidden`` for who is no member.
    """
    run = unit.session.get(Run, run_id)
    row = unit.session.scalar(select(PublishedResults).where(PublishedResults.run_id == run_id))
    if run is None or row is None or run.status != RunStatus.CLOSED or run.erased:
        raise NotFound("results")
    year = _year(unit, actor, run)
    message, parts, published_at = row.message, tuple(row.parts), row.created_at
    release = release_of(unit, run)
    results = kept_results(unit.releases, release.id, unit.thresholds, None)
    if results.standing in ("no_answers", "too_few"):
        raise NotFound("results")
    return ReleasedResults(year, results, release.structure, parts, message, published_at)


def _year(unit: Unit, actor: Actor, run: Run) -> ReleasedYear:
    association = require_member(unit, actor, run.association_id)
    questionnaire = run_questionnaire(unit.session, run.id, run.document_hash)
    return ReleasedYear(run.id, association_view(association), view(run.survey.period), questionnaire)


def _possible(results: AssociationResults) -> tuple[str, ...]:
    questions = tuple(q.id for section in results.sections for q in section.questions if q.items)
    return (PARTICIPATION, *((NEEDS,) if results.needs is not None and results.needs.ranked else ()), *questions)
