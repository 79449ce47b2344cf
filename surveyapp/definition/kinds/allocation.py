"""Allocation: a fixed number of points divided among the options."""

from __future__ import annotations

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

DEFAULT_TOTAL = 100


class Allocation(Kind):
    """Whole points per option, together `total` (100 unless given); an option left empty has none."""

    name = "allocation"
    value_type = "amounts"
    options_need = "yes"
    settings = rules({"total": SettingRule("integer", 1, 10000)})
    texts = ("unit",)

    def measure(self, question: Question) -> Measure:
        return "allocation"

    def names(self, question: Question) -> tuple[str, ...]:
        return tuple(field_name(question, option.code) for option in self.options(question))

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        value: dict[str, int] = {}
        problems: list[Problem] = []
        for option in self.options(question):
            name = field_name(question, option.code)
            text = first(raw, name)
            if not text:
                continue
            read = read_number(text.removesuffix("%"), language)
            if read.figures.isdigit() and len(read.figures) < 6:
                if int(read.figures):
                    value[option.code] = int(read.figures)
            else:
                problems.append(problem(question, name, read.code or "not_a_number", **read.params))
        if value and not problems:
            problems.extend(self.validate(question, value))
        return Parsed(value or None, problems=tuple(problems))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        name = self.names(question)[0]
        if not isinstance(value, dict) or not value:
            return (problem(question, name, "malformed"),)
        codes = question.options.codes if question.options else ()
        for code, points in value.items():
            if code not in codes or not isinstance(points, int) or isinstance(points, bool) or points < 1:
                return (problem(question, name, "malformed"),)
        total, given = question.integer("total", DEFAULT_TOTAL), sum(value.values())
        return (problem(question, name, "wrong_total", total=total, given=given),) if given != total else ()

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        points = value if isinstance(value, dict) else {}
        return {field_name(question, str(code)): [str(amount)] for code, amount in points.items()}

    def columns(self, question: Question) -> tuple[Column, ...]:
        if not question.asked:
            return ()
        return tuple(
            Column(f"{question.id}.{option.code}", question.id, "number", row=option.code, measure="allocation")
            for option in self.options(question)
        )

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        points = value if isinstance(value, dict) else {}
        return {f"{question.id}.{option.code}": float(points.get(option.code, 0)) for option in self.options(question)}
