"""What an association's year-end survey says, for its leader.

Numbers come from the run's release through the analysis, which decides what may be shown; the page adds nothing to
them. A year without numbers has a state instead, which the page explains with what can be done.
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

from surveyapp.analysis.disclosure import Withheld, view_texts
from surveyapp.analysis.results import AssociationResults, QuestionResults, association_results
from surveyapp.config import Thresholds
from surveyapp.dataset import DamagedRelease, Labels, Release, Structure, open_release
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.associations import AssociationView, association_view
from surveyapp.services.closing import ensure_release
from surveyapp.services.errors import NotFound
from surveyapp.services.periods import PeriodView, period_by_id
from surveyapp.services.surveys import RunView, run_of, year_end_run
from surveyapp.services.unit import Unit
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
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Results:
    """One association's year. `results` and `structure` are there once the run is closed."""

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

    def question(self, question_id: str) -> QuestionResults:
        """One question's results. ``NotFound`` where this release does not ask it."""
        for section in self.shown.sections:
            for question in section.questions:
                if question.id == question_id:
                    return question
        raise NotFound("question")


def results_of(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> Results:
    """The year's results for the association's leader, or the state the year is in. ``NotFound``, ``Forbidden``."""
    association = association_view(require_leader(unit, actor, association_id))
    period = period_by_id(unit, period_id)
    needed = unit.thresholds.show
    run = year_end_run(unit, association_id, period_id)
    if run is None:
        return Results(association, period, ResultsState.NO_SURVEY, needed)
    seen = run_of(unit, actor, run.id)
    if run.status != RunStatus.CLOSED:
        state = ResultsState.DRAFT if run.status == RunStatus.DRAFT else ResultsState.OPEN
        return Results(association, period, state, needed, seen)
    release = release_of(unit, run)
    results = kept_results(unit.releases, release.id, unit.thresholds)
    states = {"no_answers": ResultsState.NO_ANSWERS, "too_few": ResultsState.TOO_FEW}
    return Results(
        association,
        period,
        states.get(results.standing, ResultsState.SHOWN),
        needed,
        seen,
        results,
        release.structure,
        MappingProxyType(
            {
                key: kept_texts(unit.releases, release.id, key, unit.thresholds)
                for section in results.sections
                for question in section.questions
                for key, _ in question.texts
            }
        ),
    )


def release_of(unit: Unit, run: Run) -> Release:
    """The release of a closed run, cut again where it is missing or damaged. Checks no actor: the caller has.

    ``Conflict`` for a run that is not closed.
    """
    if run.release_id is not None:
        with contextlib.suppress(DamagedRelease):
            return open_release(unit.releases, run.release_id)
    return open_release(unit.releases, ensure_release(unit, run.id))


@lru_cache(maxsize=KEPT)
def kept_results(folder: Path, release_id: str, thresholds: Thresholds) -> AssociationResults:
    """What a release says. It never changes, so it is computed once per process and setting of the thresholds."""
    return association_results(open_release(folder, release_id), thresholds)


@lru_cache(maxsize=KEPT)
def kept_texts(folder: Path, release_id: str, key: str, thresholds: Thresholds) -> tuple[str, ...] | Withheld:
    """The texts of one question, read once like its numbers."""
    return view_texts(open_release(folder, release_id), key, thresholds, MOST_TEXTS)
