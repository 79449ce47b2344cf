"""Every table, imported in one place, so that migrations and fresh databases see the whole of the metadata."""

from __future__ import annotations

from surveyapp.store import (
    accounts,
    ballot,
    board,
    cleaning,
    collecting,
    evaluations,
    operation,
    people,
    plans,
    questionnaires,
    reading,
    recommendations,
    regions,
    responses,
    surveys,
    synonyms,
    voting,
)
from surveyapp.store.base import Base

metadata = Base.metadata

__all__ = [
    "accounts",
    "ballot",
    "board",
    "cleaning",
    "collecting",
    "evaluations",
    "metadata",
    "operation",
    "people",
    "plans",
    "questionnaires",
    "reading",
    "recommendations",
    "regions",
    "responses",
    "surveys",
    "synonyms",
    "voting",
]
