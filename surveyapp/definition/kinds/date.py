"""A date and a period."""

from __future__ import annotations

import datetime
import re

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
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem

DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})\.?", re.ASCII)
LIMITS = rules({"min": SettingRule("date"), "max": SettingRule("date")})


class Date(Kind):
    """A day, kept as "2026-05-04"; also read as "4.5.2026", for browsers that have no date field."""

    name = "date"
    value_type = "date"
    settings = LIMITS

    def measure(self, question: Question) -> Measure:
        return "date"

    def parse(self, question: Question, raw: Raw) -> Parsed:
        name = field_name(question)
        text = first(raw, name)
        if not text:
            return Parsed()
        day = read_day(text)
        if day is None:
            return Parsed(problems=(problem(question, name, "not_a_date"),))
        return Parsed(day.isoformat(), problems=within(question, name, day))

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

    def parse(self, question: Question, raw: Raw) -> Parsed:
        value: dict[str, str] = {}
        problems: list[Problem] = []
        for part in ("start", "end"):
            name = field_name(question, part)
            text = first(raw, name)
            day = read_day(text) if text else None
            if day is not None:
                value[part] = day.isoformat()
            elif text:
                problems.append(problem(question, name, "not_a_date"))
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


def iso_day(value: object) -> datetime.date | None:
    """The day of a canonical date, None for anything else."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


def read_day(text: str) -> datetime.date | None:
    """A day as typed: "2026-05-04" or, day first, "4.5.2026"."""
    found = DAY_FIRST.fullmatch(text)
    if found is None:
        return iso_day(text)
    try:
        return datetime.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def within(question: Question, name: str, day: datetime.date) -> tuple[Problem, ...]:
    """The problem of a day outside `min` and `max`."""
    least, most = question.settings.get("min"), question.settings.get("max")
    if least is not None and day.isoformat() < str(least):
        return (problem(question, name, "before_earliest", min=str(least)),)
    if most is not None and day.isoformat() > str(most):
        return (problem(question, name, "after_latest", max=str(most)),)
    return ()
