"""What last year's proposals changed: the promise "you said, we did", shown on the first page of this year's survey."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from surveyapp.evaluation.proposals import ProposalStatus
from surveyapp.evaluation.recommendations import RecommendationStatus
from surveyapp.services.periods import neighbour, period_by_id
from surveyapp.services.proposals import groups_of
from surveyapp.services.recommended import stored_recommendations
from surveyapp.services.responding import open_form
from surveyapp.services.surveys import year_end_run
from surveyapp.services.unit import Unit
from surveyapp.store.recommendations import Evidence
from surveyapp.store.responses import ProposalGroup


class ChangeKind(StrEnum):
    """Whether a line speaks of a recommendation or of proposals no recommendation was made of."""

    RECOMMENDATION = "recommendation"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of "what your proposals changed": what was said, and what became of it."""

    kind: ChangeKind
    text: str
    """The leader's wording; members never see the proposals as they were written."""
    status: str
    """Code of `RecommendationStatus` or `ProposalStatus`, by kind."""
    percent_done: int | None = None
    outcome: str = ""
    """What was done, in the leader's words."""
    reason: str = ""
    """Why not, where it was declined."""


_TOLD = {
    RecommendationStatus.DONE: 0,
    RecommendationStatus.IN_PROGRESS: 1,
    RecommendationStatus.ACCEPTED: 2,
    RecommendationStatus.LATER: 3,
    RecommendationStatus.DECLINED: 4,
}
_DECIDED = {ProposalStatus.ACCEPTED: 2, ProposalStatus.LATER: 3, ProposalStatus.DECLINED: 4}


def what_changed(unit: Unit, association_id: uuid.UUID, period_id: uuid.UUID) -> tuple[Change, ...]:
    """What became of last year's proposals and recommendations, done first, declined last.

    Checks no actor: it is told to every member who opens the survey of *period_id*, and holds the leader's words only.
    Drafts are not told. ``NotFound`` for no such period; empty where nothing was decided the year before.
    """
    before = neighbour(unit, period_by_id(unit, period_id), -1)
    return what_became(unit, association_id, before.id) if before else ()


def what_became(unit: Unit, association_id: uuid.UUID, period_id: uuid.UUID) -> tuple[Change, ...]:
    """The same of the year's own proposals and recommendations. Checks no actor either."""
    told: list[tuple[int, Change]] = []
    for row in stored_recommendations(unit.session, association_id, period_id):
        status = RecommendationStatus(row.status)
        if status in _TOLD:
            told.append(
                (
                    _TOLD[status],
                    Change(
                        ChangeKind.RECOMMENDATION, row.text, status.value, row.percent_done, row.outcome, row.reason
                    ),
                )
            )
    told.extend(_proposals(unit, association_id, period_id))
    return tuple(change for _, change in sorted(told, key=lambda entry: entry[0]))


def _proposals(unit: Unit, association_id: uuid.UUID, period_id: uuid.UUID) -> list[tuple[int, Change]]:
    """Decided groups that no recommendation rests on: those are told with their recommendation."""
    run = year_end_run(unit, association_id, period_id)
    if run is None:
        return []
    used = {
        group_id.hex
        for group_id in unit.session.scalars(
            select(Evidence.proposal_group_id)
            .join(ProposalGroup, ProposalGroup.id == Evidence.proposal_group_id)
            .where(ProposalGroup.run_id == run.id)
        )
        if group_id
    }
    return [
        (_DECIDED[group.status], Change(ChangeKind.PROPOSAL, group.wording, group.status.value, reason=group.reason))
        for group in groups_of(unit.session, run.id)
        if group.status in _DECIDED and group.id not in used
    ]


def became_by_link(unit: Unit, link: str) -> tuple[Change, ...]:
    """What became of the proposals of the survey a personal link belongs to. ``NotFound`` for a link that is none."""
    form = open_form(unit, link)
    return what_became(unit, form.association_id, form.period_id)
