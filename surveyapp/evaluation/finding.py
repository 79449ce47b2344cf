"""A finding: one thing the year shows, with its counts, its weight and the way back to its evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from surveyapp.analysis.estimates import Count, Interval

METHOD_VERSION = "2"
"""Raised whenever a finding would come out otherwise from the same release."""


class FindingKind(StrEnum):
    """What sort of thing was found; each has a sentence in `surveyapp.wording.sentences`."""

    LOW_PARTICIPATION = "low_participation"
    UNMET_NEED = "unmet_need"
    RECOMMENDATION_OPEN = "recommendation_open"
    DROP = "drop"
    LOW_RATING = "low_rating"
    ACTIVITY_LOW = "activity_low"
    PROPOSAL_SUPPORTED = "proposal_supported"
    SEGMENT_DIFFERS = "segment_differs"
    RISE = "rise"
    HIGH_RATING = "high_rating"
    ACTIVITY_HIGH = "activity_high"
    PRACTICE = "practice"
    UNANIMOUS = "unanimous"
    ANSWERS = "answers"
    """What was said to one question: chosen by the leader from the results, never found by itself."""


@dataclass(frozen=True, slots=True)
class Query:
    """The way back to the evidence: which release was asked what, and by which version of the method."""

    release_id: str | None
    question: str = ""
    row: str = ""
    measure: str = ""
    method_version: str = METHOD_VERSION


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as data. A sentence about it is made in the reader's language, each time anew."""

    kind: FindingKind
    query: Query
    subject: str = ""
    """Id of the group of proposals or of the recommendation, or "question=code" of a segment; questions and rows are
    named by the query."""
    count: Count | None = None
    before: Count | None = None
    """What the count is set beside: the same last year, or of everyone outside the segment."""
    numbers: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """"dissatisfied", "not_reached", "probability", "percent_done" …"""
    text: str = ""
    """A librarian's or leader's own words, where the finding is about them."""
    score: float = 0.0
    """What it is ranked by; the rule is in `findings`."""
    cautions: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hash of what was found where; the same finding of the same release has the same one."""
        named = {"kind": self.kind, "subject": self.subject, "query": asdict(self.query)}
        return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()


def to_json(finding: Finding) -> dict[str, Any]:
    """The finding as evidence keeps it."""
    return {
        "fingerprint": finding.fingerprint,
        "kind": finding.kind.value,
        "query": asdict(finding.query),
        "subject": finding.subject,
        "count": asdict(finding.count) if finding.count else None,
        "before": asdict(finding.before) if finding.before else None,
        "numbers": dict(finding.numbers),
        "text": finding.text,
        "score": finding.score,
        "cautions": list(finding.cautions),
    }


def from_json(stored: Mapping[str, Any]) -> Finding:
    """A finding read back from evidence. Refuses (ValueError, KeyError) what `to_json` did not write."""
    return Finding(
        kind=FindingKind(stored["kind"]),
        query=Query(**stored["query"]),
        subject=stored["subject"],
        count=_count(stored["count"]),
        before=_count(stored["before"]),
        numbers=MappingProxyType(dict(stored["numbers"])),
        text=stored["text"],
        score=stored["score"],
        cautions=tuple(stored["cautions"]),
    )


def _count(stored: Mapping[str, Any] | None) -> Count | None:
    if stored is None:
        return None
    intervals = {name: Interval(**stored[name]) if stored[name] else None for name in ("interval", "bounds")}
    return Count(k=stored["k"], n=stored["n"], population=stored["population"], **intervals)
