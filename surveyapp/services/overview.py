"""The leader's year at a glance: how far each step has come, what the answers say, what changed since last year."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.evaluation.finding import Finding, FindingKind
from surveyapp.evaluation.findings import FindingSources, findings_of
from surveyapp.services.access import Actor
from surveyapp.services.evaluations import evaluation_of
from surveyapp.services.periods import PeriodView, neighbour
from surveyapp.services.plans import plan_view
from surveyapp.services.proposals import Board, BoardState, board
from surveyapp.services.recommendations import recommendations_of
from surveyapp.services.results import Results, ResultsState, results_of
from surveyapp.services.unit import Unit

CHANGES = (FindingKind.DROP, FindingKind.RISE)


class StepKey(StrEnum):
    """The steps of a leader's year, in order."""

    PLAN = "plan"
    SURVEY = "survey"
    RESULTS = "results"
    PROPOSALS = "proposals"
    INPUTS = "inputs"
    RECOMMENDATIONS = "recommendations"
    EVALUATION = "evaluation"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: "done", "current" (the first that is not done) or "todo"; `count` of `total` where it is counted."""

    key: StepKey
    state: str
    count: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """The page."""

    results: Results
    steps: tuple[Step, ...]
    handed_in: bool
    before: PeriodView | None
    """Last year, where it has results to compare with."""
    changes: tuple[Finding, ...]
    """What rose or fell since then, the greatest difference first."""


def overview(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> Overview:
    """The year at a glance, for the association's leader. ``NotFound``, ``Forbidden``."""
    at = (unit, actor, association_id, period_id)
    results = results_of(*at)
    last_year = neighbour(unit, results.period, -1)
    earlier = results_of(unit, actor, association_id, last_year.id) if last_year else None
    changes = _changes(results, earlier)
    evaluation = evaluation_of(*at)
    plan = plan_view(*at)
    proposals = board(*at)
    recommendations = recommendations_of(*at).items
    held = sum(row.activity.done is True for row in plan.activities)
    closed = results.state not in (ResultsState.NO_SURVEY, ResultsState.DRAFT, ResultsState.OPEN)
    invited = results.run.participation.invited if results.run else 0
    answered = results.run.participation.answered if results.run else 0
    total = proposals.total
    steps = (
        (StepKey.PLAN, held > 0, held, len(plan.activities)),
        (StepKey.SURVEY, closed, answered, invited),
        (StepKey.RESULTS, results.state is ResultsState.SHOWN, 0, 0),
        (StepKey.PROPOSALS, _sorted(proposals), total - len(proposals.loose), total),
        (StepKey.INPUTS, any(item.evidence for item in recommendations), 0, 0),
        (StepKey.RECOMMENDATIONS, bool(recommendations), len(recommendations), 0),
        (
            StepKey.EVALUATION,
            evaluation.handed_in_at is not None,
            evaluation.evaluation.ready_count,
            len(evaluation.evaluation.parts),
        ),
    )
    return Overview(
        results,
        _in_turn(steps),
        evaluation.handed_in_at is not None,
        last_year if changes is not None else None,
        changes or (),
    )


def _in_turn(steps: Iterable[tuple[StepKey, bool, int, int]]) -> tuple[Step, ...]:
    """Exactly the first step that is not done is the current one."""
    found: list[Step] = []
    for key, done, count, total in steps:
        waiting = any(step.state == "current" for step in found)
        found.append(Step(key, "done" if done else "todo" if waiting else "current", count, total))
    return tuple(found)


def _sorted(proposals: Board) -> bool:
    """Whether every proposal has found its place; a board that may not open leaves nothing to do."""
    return proposals.state is BoardState.TOO_FEW or (proposals.state is BoardState.OPEN and not proposals.loose)


def _changes(now: Results, earlier: Results | None) -> tuple[Finding, ...] | None:
    """What rose or fell; None where one of the years has nothing to show."""
    if earlier is None or now.results is None or earlier.results is None or now.structure is None:
        return None
    if now.state is not ResultsState.SHOWN or earlier.state is not ResultsState.SHOWN:
        return None
    found = findings_of(FindingSources(now.results, now.structure, before=earlier.results))
    return tuple(finding for finding in found if finding.kind in CHANGES)
