"""What kinds with one code as the answer have in common."""

from __future__ import annotations

from typing import ClassVar

from surveyapp.definition.kinds.base import (
    Column,
    Kind,
    Measure,
    Need,
    Parsed,
    Raw,
    field_name,
    first,
    missing_codes,
    problem,
    scale_measure,
)
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem

OTHER_LENGTH = 200


def other_option(question: Question) -> str:
    """Code of the option which opens a text field, "" where there is none."""
    options = question.options.options if question.options else ()
    return next((option.code for option in options if option.other), "")


def other_text(question: Question, raw: Raw) -> tuple[str, tuple[Problem, ...]]:
    """The text written beside "other", "" where there is no such option; the problem of one that is too long."""
    name = field_name(question, "other")
    text = first(raw, name) if other_option(question) else ""
    if len(text) > OTHER_LENGTH:
        return text, (problem(question, name, "too_long", max=OTHER_LENGTH, length=len(text)),)
    return text, ()


class OneCode(Kind):
    """One of the options; the answer is its code.

    A text beside "other" chooses that option where none is chosen. Where another is, one is asked which of the two is
    meant: without scripts both can be filled in.
    """

    value_type = "choice"
    options_need: ClassVar[Need] = "yes"

    def measure(self, question: Question) -> Measure:
        return scale_measure(question)

    def names(self, question: Question) -> tuple[str, ...]:
        own = (field_name(question),)
        return (*own, field_name(question, "other")) if other_option(question) else own

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        text, too_long = other_text(question, raw)
        code = first(raw, field_name(question)) or (other_option(question) if text else "")
        if not code:
            return Parsed()
        problems = self.validate(question, code)
        if problems:
            return Parsed(problems=problems)
        if text and code != other_option(question):
            return Parsed(code, problems=(problem(question, field_name(question, "other"), "other_not_ticked"),))
        return Parsed(code, text, too_long)

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        known = isinstance(value, str) and question.options is not None and question.options.get(value) is not None
        return () if known else (problem(question, field_name(question), "unknown_choice"),)

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        raw = {field_name(question): [str(value)]}
        if other:
            raw[field_name(question, "other")] = [other]
        return raw

    def columns(self, question: Question) -> tuple[Column, ...]:
        if not question.asked or question.options is None:
            return ()
        missing = missing_codes(question.options)
        column = Column(
            question.id, question.id, "codes", question.options.codes, missing, measure=self.measure(question)
        )
        if not other_option(question):
            return (column,)
        return (column, Column(f"{question.id}.other.text", question.id, "text", row="other", measure="text"))

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        cells: dict[str, str | float] = {question.id: str(value)}
        if other:
            cells[f"{question.id}.other.text"] = other
        return cells
