"""Recommendations: the leader's decisions, the evidence each rests on, and their way from draft to done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from surveyapp.evaluation.statuses import StatusError


class RecommendationStatus(StrEnum):
    """Where a recommendation stands."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    LATER = "later"
    DECLINED = "declined"


OPEN_STATUSES = frozenset({RecommendationStatus.ACCEPTED, RecommendationStatus.IN_PROGRESS, RecommendationStatus.LATER})
"""A promise was made and is not yet kept: next year's survey and findings bring it up."""

NEXT_STATUSES: Mapping[RecommendationStatus, tuple[RecommendationStatus, ...]] = MappingProxyType(
    {
        RecommendationStatus.DRAFT: (
            RecommendationStatus.ACCEPTED,
            RecommendationStatus.LATER,
            RecommendationStatus.DECLINED,
        ),
        RecommendationStatus.ACCEPTED: (
            RecommendationStatus.IN_PROGRESS,
            RecommendationStatus.DONE,
            RecommendationStatus.LATER,
            RecommendationStatus.DECLINED,
            RecommendationStatus.DRAFT,
        ),
        RecommendationStatus.IN_PROGRESS: (
            RecommendationStatus.DONE,
            RecommendationStatus.LATER,
            RecommendationStatus.DECLINED,
            RecommendationStatus.ACCEPTED,
        ),
        RecommendationStatus.DONE: (RecommendationStatus.IN_PROGRESS,),
        RecommendationStatus.LATER: (
            RecommendationStatus.ACCEPTED,
            RecommendationStatus.IN_PROGRESS,
            RecommendationStatus.DECLINED,
        ),
        RecommendationStatus.DECLINED: (RecommendationStatus.DRAFT, RecommendationStatus.ACCEPTED),
    }
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a recommendation rests on, as it was when the recommendation was made.

    ``finding`` is `findings.to_json` of the finding: release, query, result and method version. It is never computed
    anew; where the release has since been replaced, `is_current` says so.
    """

    finding: Mapping[str, Any]
    method_version: str
    release_id: str | None = None
    proposal_group_id: str | None = None

    @property
    def fingerprint(self) -> str:
        """Hash of what was looked at and how, so that the same evidence is not laid twice."""
        query = {
            "release": self.release_id,
            "group": self.proposal_group_id,
            "query": self.finding.get("query"),
            "kind": self.finding.get("kind"),
            "method": self.method_version,
        }
        return hashlib.sha256(json.dumps(query, sort_keys=True).encode()).hexdigest()

    def is_current(self, release_id: str | None) -> bool:
        """Whether the evidence still speaks of the release that is shown now."""
        return self.release_id is None or self.release_id == release_id


@dataclass(frozen=True, slots=True)
class Watch:
    """What a recommendation is watched by: high ratings of an indicator, or members whose need is unmet."""

    indicator: str
    row: str = ""
    unmet: bool = False
    release_id: str | None = None
    """The release it was chosen from: its value then."""

    @property
    def key(self) -> str:
        """What is measured, whatever the release: "indicator|row|unmet"."""
        return "|".join((self.indicator, self.row, "unmet" if self.unmet else ""))


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation in the leader's words."""

    id: str
    text: str
    direction: str | None = None
    owner: str = ""
    due_on: date | None = None
    watch: Watch | None = None
    status: RecommendationStatus = RecommendationStatus.DRAFT
    percent_done: int = 0
    reason: str = ""
    outcome: str = ""  # what was done about it, told to members
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


def with_status(
    recommendation: Recommendation, new: RecommendationStatus, *, reason: str = "", percent_done: int | None = None
) -> Recommendation:
    """The recommendation after a step.

    Refuses (StatusError) steps that are not offered, declining without a reason, and percentages outside 0..100.
    Done is always 100 %; a step back from done keeps at most 99 %.
    """
    if new is not recommendation.status and new not in NEXT_STATUSES[recommendation.status]:
        raise StatusError("no_such_step", old=recommendation.status, new=new)
    reason = reason.strip()
    if new is RecommendationStatus.DECLINED and not reason:
        raise StatusError("reason_required")
    percent = recommendation.percent_done if percent_done is None else percent_done
    if not 0 <= percent <= 100:
        raise StatusError("percent_out_of_range")
    if new is RecommendationStatus.DONE:
        percent = 100
    elif recommendation.status is RecommendationStatus.DONE:
        percent = min(percent, 99)
    return replace(recommendation, status=new, reason=reason, percent_done=percent)
