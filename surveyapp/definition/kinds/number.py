"""Number: typed in the local form, kept as a decimal string."""

from __future__ import annotations

import re
from decimal import Decimal

from surveyapp.definition.kinds.base import (
    Column,
    Kind,
    Measure,
    Parsed,
    Raw,
    SettingRule,
    field_name,
    first,
    problem,
    rules,
)
from surveyapp.definition.kinds.numerals import read_number
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem

# At most 15 digits, which a double holds exactly.
CANONICAL = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)


class Number(Kind):
    """A number with `min`, `max` and at most `decimals` places (none unless given); the unit is a text.

    Read as people write numbers (`numerals`).
    """

    name = "number"
    value_type = "number"
    settings = rules(
        {
            "min": SettingRule("number"),
            "max": SettingRule("number"),
            "decimals": SettingRule("integer", 0, 9),
        }
    )
    texts = ("unit",)

    def measure(self, question: Question) -> Measure:
        return "number"

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        text = first(raw, field_name(question))
        if not text:
            return Parsed()
        read = read_number(text, language)
        if CANONICAL.fullmatch(read.figures) is None:
            code = read.code or "not_a_number"
            return Parsed(problems=(problem(question, field_name(question), code, **read.params),))
        value = plain(Decimal(read.figures))
        return Parsed(value, problems=self.validate(question, value))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        name = field_name(question)
        if not isinstance(value, str) or CANONICAL.fullmatch(value) is None:
            return (problem(question, name, "not_a_number"),)
        number = Decimal(value)
        least, most = question.settings.get("min"), question.settings.get("max")
        if least is not None and number < Decimal(str(least)):
            return (problem(question, name, "below_minimum", min=least),)
        if most is not None and number > Decimal(str(most)):
            return (problem(question, name, "above_maximum", max=most),)
        decimals = question.integer("decimals", 0)
        places = len(value.partition(".")[2])
        return (problem(question, name, "too_many_decimals", max=decimals),) if places > decimals else ()

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        return {field_name(question): [str(value)]}

    def columns(self, question: Question) -> tuple[Column, ...]:
        return (Column(question.id, question.id, "number", measure="number"),) if question.asked else ()

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        return {question.id: float(str(value))}

    def check_definition(self, question: Question) -> str:
        least, most = question.settings.get("min"), question.settings.get("max")
        if least is not None and most is not None and float(least) > float(most):
            return f"`min: {least}` is greater than `max: {most}`; write a smaller `min`"
        return ""


def plain(number: Decimal) -> str:
    """A number as the shortest decimal string: "3.5", "-2", "0"."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
