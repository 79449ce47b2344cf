"""Calculated: a number worked out from other answers by the server, shown or hidden."""

from __future__ import annotations

from surveyapp.definition.kinds.base import Column, Measure, Parsed, Raw, SettingRule, field_name, problem, rules
from surveyapp.definition.kinds.number import CANONICAL
from surveyapp.definition.kinds.statement import Statement
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem


class Calculated(Statement):
    """Set from `calculate`; whatever is posted for it is ignored. `visible: true` shows it to the respondent."""

    name = "calculated"
    value_type = "number"
    settings = rules({"decimals": SettingRule("integer", 0, 9), "visible": SettingRule("flag")})
    texts = ("unit",)

    def measure(self, question: Question) -> Measure:
        return "number"

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        return Parsed()

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        known = isinstance(value, str) and CANONICAL.fullmatch(value) is not None
        return () if known else (problem(question, field_name(question), "not_a_number"),)

    def columns(self, question: Question) -> tuple[Column, ...]:
        return (Column(question.id, question.id, "number", measure="number"),) if question.asked else ()

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        return {question.id: float(str(value))}

    def check_definition(self, question: Question) -> str:
        return "" if question.calculate else "a calculated question needs `calculate:` with an expression"
