"""Statement: a text to read, nothing to answer."""

from __future__ import annotations

from typing import ClassVar

from surveyapp.definition.kinds.base import Kind, Measure, Parsed, Raw, ValueType, field_name, problem
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem


class Statement(Kind):
    """A paragraph between questions."""

    name = "statement"
    value_type: ClassVar[ValueType] = "none"

    def measure(self, question: Question) -> Measure:
        return "none"

    def names(self, question: Question) -> tuple[str, ...]:
        return ()

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        return Parsed()

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        return (problem(question, field_name(question), "malformed"),)

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        return {}
