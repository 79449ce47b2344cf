"""A regional centre's associations side by side.

What it reads of each is what the leader reads of its numbers, from five answers up. Comments, texts and proposals as
they were written stay with the association; no function here gives them out.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Integer, cast, func, select

from surveyapp.analysis.asked import Reading
from surveyapp.analysis.disclosure import ShownItem, Withheld
from surveyapp.analysis.participation import Told, exactly
from surveyapp.analysis.region import RegionResults, region_results
from surveyapp.analysis.results import OVERALL, Needs
from surveyapp.config import Thresholds
from surveyapp.dataset import Structure, open_release
from surveyapp.services.access import Actor, regions_under, require_region
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.participation import told_answered
from surveyapp.services.periods import PeriodView, current_period, period_by_id, view
from surveyapp.services.questionnaires import YEAR_END
from surveyapp.services.results import release_of
from surveyapp.services.unit import Unit
from surveyapp.services.verified_texts import unverified_of
from surveyapp.store.evaluations import Evaluation
from surveyapp.store.plans import Period
from surveyapp.store.questionnaires import QuestionnaireRecord, QuestionnaireVersion
from surveyapp.store.regions import Association
from surveyapp.store.surveys import Addressing, Invitation, Run, RunStatus, Survey

KEPT = 16
"""Regions' results kept in memory: the comparison of one year takes a second to compute."""

Counts = tuple[int | None, int]
"""(invited, answered); invited is None where one link went to all."""

EvaluationAt = tuple[datetime | None, str]
"""When an evaluation was handed in, and its state."""

NONE_ASKED: Counts = (0, 0)

Key = tuple[tuple[str, int | None, str | None, Reading], ...]


@dataclass(frozen=True, slots=True)
class AssociationYear:
    """One association's year: how far its survey and evaluation have come, and what its numbers say."""

    id: uuid.UUID
    names: Mapping[str, str]
    language: str
    status: RunStatus | None
    """None where it has no survey this year."""
    invited: int | None
    """None where one link went to all: nobody knows how many it reached."""
    told: Told
    """How many answered, as far as it may be told."""
    badge: str | None
    """How far it may be compared: "good", "fair", None."""
    overall: ShownItem | Withheld | None
    """None until the survey is closed, or where it was not asked."""
    needs: Needs | None
    handed_in_at: datetime | None
    """When the evaluation was handed in; None where it was not, or was returned."""
    evaluation_state: str = "draft"
    """draft, submitted, returned or accepted."""
    time_zone: str = "Europe/Riga"
    """In which its days are counted."""

    @property
    def answered(self) -> int:
        """How many answered, at the least."""
        return self.told.low

    def name(self, language: str) -> str:
        """Its name in a language, else in its own."""
        return self.names.get(language) or self.names[self.language]


@dataclass(frozen=True, slots=True)
class RegionYear:
    """The associations of a region and the regions below it in one year."""

    id: uuid.UUID
    names: Mapping[str, str]
    period: PeriodView | None
    """None in an installation without a year."""
    periods: tuple[PeriodView, ...]
    """Years in which one of the associations has a survey, newest first."""
    associations: tuple[AssociationYear, ...]
    """Those that exist in the year, in no meaningful order; pages sort by name."""
    results: RegionResults
    structures: Mapping[str, Structure]
    """By association: questions, rows and answers in every language."""
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """By language: indicator → what it means."""

    def name(self, language: str) -> str:
        """The region's name in a language, else in any it has."""
        return self.names.get(language) or next(iter(self.names.values()))

    def association(self, association_id: uuid.UUID) -> AssociationYear:
        """One of the associations. ``NotFound`` for any other."""
        for found in self.associations:
            if found.id == association_id:
                return found
        raise NotFound("association")

    def indicator_label(self, language: str, indicator: str, row: str = "") -> str:
        """What is measured: the meaning of the indicator, or the row of it."""
        if row:
            return self._row(language, indicator, row)
        meanings = self.meanings.get(language) or {}
        return meanings.get(indicator) or self._question(language, indicator)

    def service_label(self, language: str, code: str) -> str:
        """The name of a service whose need was counted."""
        asked = {found.needs.question for found in self.associations if found.needs is not None}
        for structure in self.structures.values():
            for question in asked:
                if question in structure.questions and code in structure.questions[question].rows:
                    return structure.labels(language).row(question, code)
        return code

    def _row(self, language: str, indicator: str, row: str) -> str:
        for structure in self.structures.values():
            for question in structure.questions.values():
                if question.indicator == indicator and row in question.rows:
                    return structure.labels(language).row(question.id, row)
        return row

    def _question(self, language: str, indicator: str) -> str:
        for structure in self.structures.values():
            for question in structure.questions.values():
                if question.indicator == indicator:
                    return structure.labels(language).question(question.id)
        return indicator


def region_year(unit: Unit, actor: Actor, region_id: uuid.UUID, period_id: uuid.UUID | None = None) -> RegionYear:
    """The associations side by side, for the regional centre of this region or of one above it.

    By default the newest year with a survey. ``NotFound``, ``Forbidden``.
    """
    region = require_region(unit, actor, region_id)
    names = MappingProxyType(dict(region.names))
    associations = _associations(unit, region_id)
    periods = _periods(unit, [row.id for row in associations])
    if period_id is not None:
        period: PeriodView | None = period_by_id(unit, period_id)
    else:
        period = periods[0] if periods else current_period(unit)
    if period is None:
        return RegionYear(region_id, names, None, (), (), region_results(()), MappingProxyType({}))
    if period not in periods:
        periods = tuple(sorted((*periods, period), key=lambda other: other.starts_on, reverse=True))
    present = [row for row in associations if _existed(row, period)]
    ids = [row.id for row in present]
    runs = _runs(unit, ids, period.id)
    counts = _participation(unit, runs.values())
    structures: dict[str, Structure] = {}
    members: list[tuple[str, int | None, str | None, Reading]] = []
    for row in present:
        run = runs.get(row.id)
        invited = counts.get(run.id, NONE_ASKED)[0] if run is not None and run.status != RunStatus.DRAFT else None
        release_id, reading = None, Reading()
        if run is not None and run.status == RunStatus.CLOSED:
            # Answers that cannot be read leave the association without numbers, and the region with the others.
            with contextlib.suppress(Conflict):
                release = release_of(unit, run)
                release_id = release.id
                structures[str(row.id)] = release.structure
                reading = _reading(unit, row, run)
        members.append((str(row.id), invited, release_id, reading))
    meanings = _meanings(unit, [run for run in runs.values() if run.status == RunStatus.CLOSED])
    results = kept_results(unit.releases, tuple(members), unit.thresholds)
    evaluations = _evaluations(unit, ids, period.id)
    return RegionYear(
        region_id,
        names,
        period,
        periods,
        tuple(
            _year(row, runs.get(row.id), counts, results, evaluations.get(row.id), unit.thresholds.show)
            for row in present
        ),
        results,
        MappingProxyType(structures),
        meanings,
    )


@lru_cache(maxsize=KEPT)
def kept_results(folder: Path, members: Key, thresholds: Thresholds) -> RegionResults:
    """Releases never change, so a region's results are computed once per process and set of releases."""
    return region_results(
        [
            (association, invited, open_release(folder, release_id) if release_id else None)
            for association, invited, release_id, _ in members
        ],
        thresholds,
        MappingProxyType({association: reading for association, _, _, reading in members}),
    )


def _reading(unit: Unit, association: Association, run: Run) -> Reading:
    """In which language an association's members read, and what of it nobody verified."""
    version_id = unit.session.scalar(select(Survey.version_id).where(Survey.id == run.survey_id))
    unverified = unverified_of(unit.session, version_id) if version_id is not None else {}
    return Reading(association.language, unverified.get(association.language, frozenset()))


def _associations(unit: Unit, region_id: uuid.UUID) -> list[Association]:
    regions = regions_under(unit.session, (region_id,))
    return list(unit.session.scalars(select(Association).where(Association.region_id.in_(regions))))


def _existed(association: Association, period: PeriodView) -> bool:
    """Whether the association was there at any time of the year."""
    founded = association.founded_on is None or association.founded_on <= period.ends_on
    return founded and (association.ended_on is None or association.ended_on >= period.starts_on)


def _periods(unit: Unit, associations: list[uuid.UUID]) -> tuple[PeriodView, ...]:
    used = select(Survey.period_id).join(Run, Run.survey_id == Survey.id).where(Run.association_id.in_(associations))
    rows = unit.session.scalars(select(Period).where(Period.id.in_(used)).order_by(Period.starts_on.desc()))
    return tuple(view(row) for row in rows)


def _runs(unit: Unit, associations: list[uuid.UUID], period_id: uuid.UUID) -> dict[uuid.UUID, Run]:
    """The year-end run of each association; the first where there are two, as on its own pages."""
    rows = unit.session.scalars(
        select(Run)
        .join(Survey, Survey.id == Run.survey_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
        .join(QuestionnaireRecord, QuestionnaireRecord.id == QuestionnaireVersion.questionnaire_id)
        .where(Run.association_id.in_(associations), Survey.period_id == period_id, QuestionnaireRecord.key == YEAR_END)
        .order_by(Run.created_at.desc())
    )
    return {run.association_id: run for run in rows}


def _participation(unit: Unit, runs: Collection[Run]) -> dict[uuid.UUID, Counts]:
    """Counts over the invitations that were not cancelled, by run."""
    shared = {run.id for run in runs if run.addressing == Addressing.SHARED}
    rows = unit.session.execute(
        select(Invitation.run_id, func.count(), func.coalesce(func.sum(cast(Invitation.answered, Integer)), 0))
        .where(Invitation.run_id.in_([run.id for run in runs]), ~Invitation.cancelled)
        .group_by(Invitation.run_id)
    )
    counts: dict[uuid.UUID, Counts] = dict.fromkeys(shared, (None, 0))
    for run_id, invited, answered in rows:
        counts[run_id] = (None if run_id in shared else invited, int(answered))
    return counts


def _evaluations(unit: Unit, associations: list[uuid.UUID], period_id: uuid.UUID) -> dict[uuid.UUID, EvaluationAt]:
    rows = unit.session.execute(
        select(Evaluation.association_id, Evaluation.handed_in_at, Evaluation.state).where(
            Evaluation.association_id.in_(associations), Evaluation.period_id == period_id
        )
    )
    return {row.association_id: (row.handed_in_at, row.state) for row in rows}


def _meanings(unit: Unit, runs: list[Run]) -> Mapping[str, Mapping[str, str]]:
    """What the indicators mean, in every language the questionnaires have."""
    found: dict[str, dict[str, str]] = {}
    for run in runs:
        questionnaire = run_questionnaire(unit.session, run.id, run.document_hash)
        for language, texts in questionnaire.texts.items():
            for indicator in questionnaire.indicators:
                text = texts.get(f"indicator.{indicator.id}.meaning")
                if text:
                    found.setdefault(language, {}).setdefault(indicator.id, text)
    return MappingProxyType({language: MappingProxyType(texts) for language, texts in found.items()})


def _year(
    association: Association,
    run: Run | None,
    counts: Mapping[uuid.UUID, Counts],
    results: RegionResults,
    evaluation: EvaluationAt | None,
    threshold: int,
) -> AssociationYear:
    key = str(association.id)
    invited, answered = counts.get(run.id, NONE_ASKED) if run is not None else NONE_ASKED
    told = told_answered(run.mode, run.status, answered, invited, threshold) if run is not None else exactly(0)
    row = next(row for row in results.rows if row.association == key)
    values = [
        value
        for indicator in results.indicators
        if indicator.indicator == OVERALL
        for value in indicator.values
        if value.association == key
    ]
    return AssociationYear(
        association.id,
        MappingProxyType(dict(association.names)),
        association.language,
        RunStatus(run.status) if run is not None else None,
        invited,
        told,
        row.participation.badge if row.participation is not None else None,
        values[0].item if values else None,
        dict(results.needs).get(key),
        *(evaluation or (None, "draft")),
        time_zone=association.time_zone,
    )
