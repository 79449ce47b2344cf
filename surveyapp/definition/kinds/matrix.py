"""Matrix: the same options for several rows."""

from __future__ import annotations

from typing import ClassVar

from surveyapp.definition.kinds.base import (
    Column,
    Kind,
    Measure,
    Need,
    Parsed,
    Raw,
    SettingRule,
    field_name,
    first,
    in_order,
    missing_codes,
    problem,
    rules,
    scale_measure,
)
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem


class Matrix(Kind):
    """One code per row, or with `several: true` a list of codes per row; rows left out are unanswered."""

    name = "matrix"
    value_type = "rows"
    options_need: ClassVar[Need] = "yes"
    rows_need = "yes"
    settings = rules({"several": SettingRule("flag")})
    texts: ClassVar[tuple[str, ...]] = ("low", "high")

    def measure(self, question: Question) -> Measure:
        return "choices" if several(question) else scale_measure(question)

    def names(self, question: Question) -> tuple[str, ...]:
        return tuple(field_name(question, row.code) for row in question.rows)

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        value: dict[str, object] = {}
        problems: list[Problem] = []
        for row in question.rows:
            name = field_name(question, row.code)
            posted = [code for code in raw.get(name, ()) if code] if several(question) else [first(raw, name)]
            chosen = in_order(question.options, posted)
            if len(chosen) < len({code for code in posted if code}):
                problems.append(problem(question, name, "unknown_choice"))
            if chosen:
                value[row.code] = chosen if several(question) else chosen[0]
        return Parsed(value or None, problems=tuple(problems))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        if not isinstance(value, dict) or not value:
            return (problem(question, self.names(question)[0], "malformed"),)
        problems = []
        for row, answer in value.items():
            name = field_name(question, str(row))
            posted = answer if several(question) and isinstance(answer, list) else [answer]
            if question.row(str(row)) is None:
                problems.append(problem(question, self.names(question)[0], "malformed"))
            elif isinstance(answer, list) != several(question) or in_order(question.options, posted) != posted:
                problems.append(problem(question, name, "unknown_choice"))
        return tuple(problems)

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        rows = value if isinstance(value, dict) else {}
        return {
            field_name(question, row): [str(code) for code in answer] if isinstance(answer, list) else [str(answer)]
            for row, answer in rows.items()
        }

    def columns(self, question: Question) -> tuple[Column, ...]:
        if not question.asked or question.options is None:
            return ()
        options = question.options
        if several(question):
            return tuple(
                Column(f"{question.id}.{row.code}.{code}", question.id, "codes", ("0", "1"), {}, row.code, "choices")
                for row in question.rows
                for code in options.codes
            )
        return tuple(
            Column(
                f"{question.id}.{row.code}",
                question.id,
                "codes",
                options.codes,
                missing_codes(options),
                row.code,
                self.measure(question),
            )
            for row in question.rows
        )

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        rows = value if isinstance(value, dict) else {}
        if not several(question):
            return {f"{question.id}.{row}": str(answer) for row, answer in rows.items()}
        codes = question.options.codes if question.options else ()
        return {
            f"{question.id}.{row}.{code}": "1" if code in answer else "0"
            for row, answer in rows.items()
            for code in codes
        }


def several(question: Question) -> bool:
    """Whether a row takes several codes."""
    return question.settings.get("several") is True
