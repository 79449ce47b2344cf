"""Inputs for recommendations: the ranked findings of a year, each with its evidence.

A finding is computed from the release each time and never kept, but two things are: that the leader put it aside, with
the reason, and, once a recommendation is made of it, the finding as it was (`evaluation.recommendations.Evidence`).
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from surveyapp.analysis.disclosure import ShownSegments, opened_dimension
from surveyapp.analysis.results import AssociationResults, Standing
from surveyapp.dataset import Release
from surveyapp.dataset.structure import Structure
from surveyapp.evaluation.finding import METHOD_VERSION, Finding, FindingKind, to_json
from surveyapp.evaluation.findings import RATED_KINDS, FindingSources, findings_of
from surveyapp.evaluation.recommendations import Evidence, Watch
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.comparison import kept_segments
from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.evaluation_sources import PRACTICE_QUESTION
from surveyapp.services.periods import PeriodView, neighbour, period_by_id
from surveyapp.services.plans import refuse_long
from surveyapp.services.proposals import BoardState as SurveyState
from surveyapp.services.proposals import board_open, groups_of, run_state
from surveyapp.services.recommendations import (
    RecommendationInput,
    add_recommendation,
    check_recommendation,
)
from surveyapp.services.recommended import recommendations_in
from surveyapp.services.results import kept_results, release_of
from surveyapp.services.surveys import year_end_run
from surveyapp.services.unit import Unit
from surveyapp.services.voting import votes_of
from surveyapp.services.watching import watch_of
from surveyapp.store.recommendations import DismissedFinding, Recommendation
from surveyapp.store.recommendations import Evidence as StoredEvidence
from surveyapp.store.responses import PracticeCard
from surveyapp.store.surveys import RunStatus

REASON = 1000


@dataclass(frozen=True, slots=True)
class InputItem:
    """One finding on the page, with what the leader did with it."""

    finding: Finding
    reason: str | None
    """Why it was put aside; None where it was not."""
    recommendations: tuple[uuid.UUID, ...]
    """Recommendations of this year that rest on it."""

    @property
    def fingerprint(self) -> str:
        """By which pages name it."""
        return self.finding.fingerprint


@dataclass(frozen=True, slots=True)
class Inputs:
    """The findings of a year, the weightiest first. Empty unless the survey is closed."""

    association_id: uuid.UUID
    language: str
    period: PeriodView
    state: SurveyState
    answered: int = 0
    invited: int | None = None
    standing: Standing = "no_answers"
    structure: Structure | None = None
    """Of the release: names of questions and rows in every language."""
    items: tuple[InputItem, ...] = ()

    @property
    def open(self) -> tuple[InputItem, ...]:
        """Those waiting for the leader: neither put aside nor used."""
        return tuple(item for item in self.items if item.reason is None and not item.recommendations)

    @property
    def used(self) -> tuple[InputItem, ...]:
        """Those a recommendation rests on."""
        return tuple(item for item in self.items if item.recommendations)

    @property
    def put_aside(self) -> tuple[InputItem, ...]:
        """Those put aside."""
        return tuple(item for item in self.items if item.reason is not None and not item.recommendations)

    def item(self, fingerprint: str) -> InputItem:
        """The finding with this fingerprint. ``NotFound`` where the year has none, any longer."""
        for item in self.items:
            if item.fingerprint == fingerprint:
                return item
        raise NotFound("finding")


def inputs_of(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> Inputs:
    """The findings of a year for the association's leader. ``NotFound``, ``Forbidden``."""
    association = require_leader(unit, actor, association_id)
    period = period_by_id(unit, period_id)
    run = year_end_run(unit, association_id, period_id)
    state = run_state(unit, run)
    if run is None or run.status != RunStatus.CLOSED:
        return Inputs(association_id, association.language, period, state)
    run_id = run.id
    release = release_of(unit, run)
    results = kept_results(unit.releases, release.id, unit.thresholds, None)
    found = findings_of(_sources(unit, association_id, period, run_id, release, results))
    reasons = {
        row.fingerprint: row.reason
        for row in unit.session.scalars(select(DismissedFinding).where(DismissedFinding.run_id == run_id))
    }
    used = _used(unit, association_id, period_id)
    return Inputs(
        association_id=association_id,
        language=association.language,
        period=period,
        state=state,
        answered=results.participation.answered,
        invited=results.participation.invited,
        standing=results.standing,
        structure=release.structure,
        items=tuple(
            InputItem(finding, reasons.get(finding.fingerprint), used.get(finding.fingerprint, ())) for finding in found
        ),
    )


def _sources(
    unit: Unit,
    association_id: uuid.UUID,
    period: PeriodView,
    run_id: uuid.UUID,
    release: Release,
    results: AssociationResults,
) -> FindingSources:
    session = unit.session
    last = neighbour(unit, period, -1)
    last_run = year_end_run(unit, association_id, last.id) if last else None
    before = None
    if last_run is not None and last_run.status == RunStatus.CLOSED:
        # Last year's answers that cannot be read compare with nothing; this year's findings stand.
        with contextlib.suppress(Conflict):
            before = kept_results(unit.releases, release_of(unit, last_run).id, unit.thresholds, None)
    described = sum(
        count
        for section in results.sections
        for question in section.questions
        if question.id == PRACTICE_QUESTION
        for _, count in question.texts
    )
    cards = session.scalar(
        select(func.count())
        .select_from(PracticeCard)
        .where(PracticeCard.association_id == association_id, PracticeCard.period_id == period.id)
    )
    return FindingSources(
        results=results,
        structure=release.structure,
        before=before,
        groups=groups_of(session, run_id) if board_open(unit, run_id) else (),
        votes=votes_of(unit, run_id),
        segments=_segments(unit, release),
        last_recommendations=recommendations_in(session, association_id, last.id) if last else (),
        examples=described + (cards or 0),
    )


def _segments(unit: Unit, release: Release) -> tuple[ShownSegments, ...]:
    """Everything rated, by the background question that was chosen before opening, as far as it may be shown."""
    dimension = opened_dimension(release)
    if not dimension:
        return ()
    return tuple(
        segments
        for question in release.structure.questions.values()
        if question.kind in RATED_KINDS and not question.background
        for _, segments in kept_segments(unit.releases, release.id, dimension, question.id, unit.thresholds)
        if isinstance(segments, ShownSegments)
    )


def _used(unit: Unit, association_id: uuid.UUID, period_id: uuid.UUID) -> dict[str, tuple[uuid.UUID, ...]]:
    """Fingerprints of findings that recommendations of the year rest on."""
    used: dict[str, tuple[uuid.UUID, ...]] = {}
    rows = unit.session.execute(
        select(StoredEvidence.recommendation_id, StoredEvidence.finding)
        .join(Recommendation, Recommendation.id == StoredEvidence.recommendation_id)
        .where(Recommendation.association_id == association_id, Recommendation.period_id == period_id)
        .order_by(Recommendation.position)
    )
    for recommendation_id, finding in rows:
        name = str(finding.get("fingerprint"))
        used[name] = (*used.get(name, ()), recommendation_id)
    return used


def put_aside(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, fingerprint: str, reason: str
) -> None:
    """Put a finding aside with a reason; saying it again replaces the reason.

    ``Invalid`` without a reason, ``NotFound`` for a finding the year does not have.
    """
    inputs = inputs_of(unit, actor, association_id, period_id)
    inputs.item(fingerprint)
    if not reason.strip():
        raise invalid("reason", "required")
    refuse_long({"reason": (reason, REASON)})
    run = year_end_run(unit, association_id, period_id)
    if run is None:
        raise NotFound("run")
    run_id = run.id
    unit.session.rollback()
    with unit.transaction() as session:
        row = session.scalar(
            select(DismissedFinding).where(
                DismissedFinding.run_id == run_id, DismissedFinding.fingerprint == fingerprint
            )
        )
        if row is None:
            row = DismissedFinding(run_id=run_id, fingerprint=fingerprint)
            session.add(row)
        row.reason = reason.strip()
        record(session, actor, "finding_put_aside", "run", str(run_id))


def bring_back(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, fingerprint: str) -> None:
    """Take a finding back among the inputs; where it was not put aside nothing happens."""
    require_leader(unit, actor, association_id)
    run = year_end_run(unit, association_id, period_id)
    if run is None:
        raise NotFound("run")
    with unit.transaction() as session:
        session.execute(
            delete(DismissedFinding).where(
                DismissedFinding.run_id == run.id, DismissedFinding.fingerprint == fingerprint
            )
        )


def recommend(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    fingerprints: Collection[str],
    given: RecommendationInput,
) -> uuid.UUID:
    """Make a recommendation that rests on findings, frozen as they are now; gives its id.

    The indicator to watch is that of the first finding that has one. ``Invalid`` for the text, ``NotFound`` for a
    finding the year does not have, ``Conflict("no_evidence")`` where none was named.
    """
    inputs = inputs_of(unit, actor, association_id, period_id)
    check_recommendation(unit, given)
    found = [inputs.item(fingerprint).finding for fingerprint in dict.fromkeys(fingerprints)]
    if not found:
        raise Conflict("no_evidence")
    watches = [watch for finding in found if (watch := _watch(inputs, finding))]
    unit.session.rollback()
    with unit.transaction() as session:
        evidence = [frozen(finding) for finding in found]
        watch = watches[0] if watches else None
        return add_recommendation(session, actor, association_id, period_id, given, evidence, watch).id


def frozen(finding: Finding) -> Evidence:
    """The finding as evidence keeps it: release, query, result and version of the method."""
    of_proposals = finding.kind is FindingKind.PROPOSAL_SUPPORTED
    return Evidence(
        finding=to_json(finding),
        method_version=METHOD_VERSION,
        release_id=finding.query.release_id,
        proposal_group_id=finding.subject if of_proposals else None,
    )


def _watch(inputs: Inputs, finding: Finding) -> Watch | None:
    if inputs.structure is None or finding.query.question not in inputs.structure.questions:
        return None
    return watch_of(finding, inputs.structure.questions[finding.query.question].indicator)
