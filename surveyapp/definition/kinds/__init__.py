"""The kinds of question: one file each, and this registry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from surveyapp.definition.kinds.activity_rating import ActivityRating
from surveyapp.definition.kinds.allocation import Allocation
from surveyapp.definition.kinds.base import Column, Kind, Measure, Parsed, Raw, SettingRule, ValueType, field_name
from surveyapp.definition.kinds.best_worst import BestWorst
from surveyapp.definition.kinds.calculated import Calculated
from surveyapp.definition.kinds.date import Date, Period
from surveyapp.definition.kinds.matrix import Matrix
from surveyapp.definition.kinds.multiple import Multiple
from surveyapp.definition.kinds.number import Number
from surveyapp.definition.kinds.proposals import Proposals
from surveyapp.definition.kinds.ranking import Ranking
from surveyapp.definition.kinds.rating import Rating
from surveyapp.definition.kinds.semantic_differential import SemanticDifferential
from surveyapp.definition.kinds.single import Single
from surveyapp.definition.kinds.statement import Statement
from surveyapp.definition.kinds.text import LongText, ShortText
from surveyapp.definition.kinds.yes_no import YesNo
from surveyapp.definition.model import Question, Questionnaire

__all__ = [
    "KINDS",
    "Column",
    "Kind",
    "Measure",
    "Parsed",
    "Raw",
    "SettingRule",
    "ValueType",
    "columns",
    "field_name",
    "kind_of",
]

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Single(),
            Multiple(),
            Rating(),
            Matrix(),
            Ranking(),
            Number(),
            ShortText(),
            LongText(),
            Date(),
            Period(),
            YesNo(),
            Allocation(),
            BestWorst(),
            SemanticDifferential(),
            ActivityRating(),
            Proposals(),
            Statement(),
            Calculated(),
        )
    }
)


def kind_of(question: Question) -> Kind:
    """The kind of a question; KeyError for a kind that does not exist, which loading refuses."""
    return KINDS[question.kind]


def columns(questionnaire: Questionnaire) -> tuple[Column, ...]:
    """All columns of a release, in the order of the questionnaire."""
    return tuple(column for question in questionnaire.questions for column in kind_of(question).columns(question))
