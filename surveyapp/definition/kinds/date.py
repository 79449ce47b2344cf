"""A date and a period."""

from __future__ import annotations

import datetime

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
from surveyapp.definition.kinds.days import iso_day, read_day
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem

LIMITS = rules({"min": SettingRule("date"), "max": SettingRule("date")})


class Date(Kind):
    """A day, kept as "2026-05-04" and read as people write it."""

    name = "date"
    value_type = "date"
    settings = LIMITS

    def measure(self, question: Question) -> Measure:
        return "date"

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        name = field_name(question)
        text = first(raw, name)
        if not text:
            return Parsed()
        found = read_day(text, language)
        if found.day is None:
            return Parsed(problems=(problem(question, name, found.code, **found.params),))
        return Parsed(found.day.isoformat(), problems=within(question, name, found.day))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        name = field_name(question)
        day = iso_day(value)
        return within(question, name, day) if day else (problem(question, name, "not_a_date"),)

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        return {field_name(question): [str(value)]}

    def columns(self, question: Question) -> tuple[Column, ...]:
        return (Column(question.id, question.id, "text", measure="date"),) if question.asked else ()

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        return {question.id: str(value)}


class Period(Kind):
    """First and last day; both or neither."""

    name = "period"
    value_type = "none"
    settings = LIMITS

    def measure(self, question: Question) -> Measure:
        return "date"

    def names(self, question: Question) -> tuple[str, ...]:
        return (field_name(question, "start"), field_name(question, "end"))

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        value: dict[str, str] = {}
        problems: list[Problem] = []
        for part in ("start", "end"):
            name = field_name(question, part)
            text = first(raw, name)
            if not text:
                continue
            found = read_day(text, language)
            if found.day is not None:
                value[part] = found.day.isoformat()
            else:
                problems.append(problem(question, name, found.code, **found.params))
        if value and not problems:
            problems.extend(self.validate(question, value))
        return Parsed(value or None, problems=tuple(problems))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        if not isinstance(value, dict) or not value or not set(value) <= {"start", "end"}:
            return (problem(question, field_name(question, "start"), "malformed"),)
        days: list[datetime.date] = []
        for part in ("start", "end"):
            name = field_name(question, part)
            if part not in value:
                return (problem(question, name, "period_incomplete"),)
            day = iso_day(value[part])
            if day is None:
                return (problem(question, name, "not_a_date"),)
            outside = within(question, name, day)
            if outside:
                return outside
            days.append(day)
        if days[1] < days[0]:
            return (problem(question, field_name(question, "end"), "period_reversed"),)
        return ()

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        parts = value if isinstance(value, dict) else {}
        return {field_name(question, part): [str(day)] for part, day in parts.items()}

    def columns(self, question: Question) -> tuple[Column, ...]:
        if not question.asked:
            return ()
        return tuple(
            Column(f"{question.id}.{part}", question.id, "text", row=part, measure="date") for part in ("start", "end")
        )

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        parts = value if isinstance(value, dict) else {}
        return {f"{question.id}.{part}": str(day) for part, day in parts.items()}


def within(question: Question, name: str, day: datetime.date) -> tuple[Problem, ...]:
    """The problem of a day outside `min` and `max`."""
    least, most = question.settings.get("min"), question.settings.get("max")
    if least is not None and day.isoformat() < str(least):
        return (problem(question, name, "before_earliest", earliest=str(least)),)
    if most is not None and day.isoformat() > str(most):
        return (problem(question, name, "after_latest", latest=str(most)),)
    return ()
