"""What a survey of an association says, for its leader: the year-end survey of a year, or any other that was run.

Numbers come from the run's release through the analysis, which decides what may be shown; the page adds nothing to
them. A survey without numbers has a state instead, which the page explains with what can be done.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, select

from surveyapp.analysis.disclosure import (
    Withheld,
    opened_dimension,
    opening_of,
    proposals_open,
    view_segment_texts,
    view_texts,
)
from surveyapp.analysis.results import AssociationResults, QuestionResults, association_results, segment_results
from surveyapp.config import Thresholds
from surveyapp.dataset import DamagedRelease, Labels, Release, Structure, open_release
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.associations import AssociationView, association_view
from surveyapp.services.closing import UNREADABLE, WITHHELD, ensure_release
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.periods import PeriodView, period_by_id
from surveyapp.services.questionnaires import YEAR_END
from surveyapp.services.surveys import RunView, run_of, year_end_run
from surveyapp.services.unit import Unit
from surveyapp.store.responses import Proposal
from surveyapp.store.surveys import Run, RunStatus

MOST_TEXTS = 5000
"""Texts of one question that are read and searched; of more, so many drawn by lot."""
KEPT = 128
"""Results kept in memory; one association's take about 200 kB."""


class ResultsState(StrEnum):
    """Whether there are numbers, and if not, how far the year has come."""

    NO_SURVEY = "no_survey"
    DRAFT = "draft"
    OPEN = "open"
    NO_ANSWERS = "no_answers"
    TOO_FEW = "too_few"
    UNREADABLE = "unreadable"
    """An answer that is stored does not fit the questionnaire: nothing is counted."""
    WITHHELD = "withheld"
    """Answers were erased: new numbers beside the old would tell them, so none are shown."""
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Segment:
    """Whose answers a page shows, where it does not show everybody's: those who gave this background answer."""

    dimension: str
    code: str

    @property
    def address(self) -> str:
        """How it stands in an address."""
        return f"{self.dimension}:{self.code}"


@dataclass(frozen=True, slots=True)
class Results:
    """One survey of an association. `results` and `structure` are there once the run is closed."""

    association: AssociationView
    period: PeriodView
    state: ResultsState
    needed: int
    """Fewest answers of which anything is shown."""
    run: RunView | None = None
    results: AssociationResults | None = None
    structure: Structure | None = None
    texts: Mapping[str, tuple[str, ...] | Withheld] = field(default_factory=lambda: MappingProxyType({}))
    """By text column, in an order that tells nothing; empty until there are enough answers."""
    segment: Segment | None = None
    segments: tuple[Segment, ...] = ()
    """By which the page may be filtered; too few of one may still have answered a question."""
    proposals: tuple[str, ...] = ()
    """Of a survey beside the year-end one: what was proposed, mixed. The year-end survey's stand on their own board."""

    @property
    def year_end(self) -> bool:
        """Whether this is the survey the evaluation rests on."""
        return self.run is None or self.run.questionnaire_key == YEAR_END

    @property
    def run_id(self) -> uuid.UUID:
        """The run the numbers are of. ``NotFound`` where the year has no survey."""
        if self.run is None:
            raise NotFound("results")
        return self.run.id

    @property
    def shown(self) -> AssociationResults:
        """The numbers. ``NotFound`` where none may be shown: an address of a chart nobody may see."""
        if self.state is not ResultsState.SHOWN or self.results is None:
            raise NotFound("results")
        return self.results

    def labels(self, language: str) -> Labels:
        """The words of the questionnaire in a language. ``NotFound`` while there is no release."""
        if self.structure is None:
            raise NotFound("results")
        return self.structure.labels(language)

    @property
    def questions(self) -> tuple[QuestionResults, ...]:
        """All questions in the questionnaire's order. ``NotFound`` where no numbers may be shown."""
        return tuple(question for section in self.shown.sections for question in section.questions)

    def question(self, question_id: str) -> QuestionResults:
        """One question's results. ``NotFound`` where this release does not ask it."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise NotFound("question")


def results_of(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    run_id: uuid.UUID | None = None,
    segment: str = "",
) -> Results:
    """The results of a survey for the association's leader, or the state it is in; by default of the year-end survey.

    *segment* ("experience:under_2") narrows them to those who gave one background answer. ``NotFound("filter")`` for
    a filter this survey does not have: a forged address, or a question that was withdrawn. ``NotFound`` for another's
    survey or one of another year; ``Forbidden``.
    """
    association = association_view(require_leader(unit, actor, association_id))
    period = period_by_id(unit, period_id)
    needed = unit.thresholds.show
    run = asked_run(unit, association_id, period_id, run_id)
    if run is None:
        return Results(association, period, ResultsState.NO_SURVEY, needed)
    seen = run_of(unit, actor, run.id)
    if run.status != RunStatus.CLOSED:
        state = ResultsState.DRAFT if run.status == RunStatus.DRAFT else ResultsState.OPEN
        return Results(association, period, state, needed, seen)
    try:
        release = release_of(unit, run)
    except Conflict as error:
        states = {UNREADABLE: ResultsState.UNREADABLE, WITHHELD: ResultsState.WITHHELD}
        if error.code not in states:
            raise
        return Results(association, period, states[error.code], needed, seen)
    chosen = _segment(release, segment)
    results = kept_results(unit.releases, release.id, unit.thresholds, chosen)
    standing = {"no_answers": ResultsState.NO_ANSWERS, "too_few": ResultsState.TOO_FEW}
    return Results(
        association,
        period,
        standing.get(results.standing, ResultsState.SHOWN),
        needed,
        seen,
        results,
        release.structure,
        MappingProxyType(
            {
                key: kept_texts(unit.releases, release.id, key, unit.thresholds, chosen)
                for section in results.sections
                for question in section.questions
                for key, _ in question.texts
            }
        ),
        chosen,
        _segments(release, unit.thresholds),
        () if seen.questionnaire_key == YEAR_END or chosen is not None else _proposals(unit, run.id, release.n),
    )


def _proposals(unit: Unit, run_id: uuid.UUID, responses: int) -> tuple[str, ...]:
    """Proposals are written to be read, from three responses up; their ids are random, and so is their order."""
    if proposals_open(responses, unit.thresholds, closed=True) is not None:
        return ()
    shown_on = func.coalesce(Proposal.masked, Proposal.text)
    return tuple(unit.session.scalars(select(shown_on).where(Proposal.run_id == run_id).order_by(Proposal.id)))


def asked_run(unit: Unit, association_id: uuid.UUID, period_id: uuid.UUID, run_id: uuid.UUID | None) -> Run | None:
    """The run an address names, by default the year's year-end run; None where the year has none.

    ``NotFound`` for another association's run, or one of another year. Checks no actor: the caller has.
    """
    if run_id is None:
        return year_end_run(unit, association_id, period_id)
    run = unit.session.get(Run, run_id)
    if run is None or run.association_id != association_id or run.survey.period_id != period_id:
        raise NotFound("run")
    return run


def _segment(release: Release, asked: str) -> Segment | None:
    if not asked:
        return None
    dimension, _, code = asked.partition(":")
    if not dimension or dimension != opened_dimension(release) or code not in release.column(dimension).codes:
        raise NotFound("filter")
    return Segment(dimension, code)


def _segments(release: Release, thresholds: Thresholds) -> tuple[Segment, ...]:
    """Whose answers the page can show apart: of the background question chosen before opening, what may be shown."""
    opening = opening_of(release, thresholds)
    return tuple(Segment(opening.dimension, code) for code in opening.shown)


def release_of(unit: Unit, run: Run) -> Release:
    """The release of a closed run, cut again where it is missing or damaged. Checks no actor: the caller has.

    ``Conflict`` for a run that is not closed, or whose answers do not fit its questionnaire.
    """
    if run.release_id is not None:
        with contextlib.suppress(DamagedRelease):
            return open_release(unit.releases, run.release_id)
    return open_release(unit.releases, ensure_release(unit, run.id))


@lru_cache(maxsize=KEPT)
def kept_results(folder: Path, release_id: str, thresholds: Thresholds, segment: Segment | None) -> AssociationResults:
    """What a release says. It never changes, so it is computed once per process and setting of the thresholds.

    The segment has no default: what is left out and what is given as None would be computed and kept apart.
    """
    release = open_release(folder, release_id)
    if segment is None:
        return association_results(release, thresholds)
    return segment_results(release, segment.dimension, segment.code, thresholds)


@lru_cache(maxsize=KEPT)
def kept_texts(
    folder: Path, release_id: str, key: str, thresholds: Thresholds, segment: Segment | None
) -> tuple[str, ...] | Withheld:
    """The texts of one question, read once like its numbers."""
    release = open_release(folder, release_id)
    if segment is None:
        return view_texts(release, key, thresholds, MOST_TEXTS)
    return view_segment_texts(release, segment.dimension, segment.code, key, thresholds)
