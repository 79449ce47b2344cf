"""Short and long text."""

from __future__ import annotations

from typing import ClassVar

from surveyapp.definition.kinds.base import (
    Column,
    Kind,
    Measure,
    Parsed,
    Raw,
    SettingRule,
    clean,
    field_name,
    first,
    problem,
    rules,
)
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem


class FreeText(Kind):
    """Words of the respondent's own, up to `max_length` characters."""

    value_type = "text"
    default_length: ClassVar[int]

    def measure(self, question: Question) -> Measure:
        return "text"

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        text = self.normal(first(raw, field_name(question)))
        return Parsed(text, problems=self.validate(question, text)) if text else Parsed()

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        name = field_name(question)
        if not isinstance(value, str) or not value or self.normal(clean(value)) != value:
            return (problem(question, name, "malformed"),)
        most = self.length(question)
        return (problem(question, name, "too_long", max=most, length=len(value)),) if len(value) > most else ()

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        return {field_name(question): [str(value)]}

    def columns(self, question: Question) -> tuple[Column, ...]:
        return (Column(question.id, question.id, "text", measure="text"),) if question.asked else ()

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        return {question.id: str(value)}

    def normal(self, text: str) -> str:
        """The text as it is kept."""
        return text

    def length(self, question: Question) -> int:
        """The greatest number of characters."""
        return question.integer("max_length", self.default_length)


class LongText(FreeText):
    """Several lines."""

    name = "long-text"
    default_length = 2000
    settings = rules({"max_length": SettingRule("integer", 1, 20000)})


class ShortText(FreeText):
    """One line; line ends and tabs become blanks."""

    name = "short-text"
    default_length = 200
    settings = rules({"max_length": SettingRule("integer", 1, 500)})

    def normal(self, text: str) -> str:
        return " ".join(text.split())
