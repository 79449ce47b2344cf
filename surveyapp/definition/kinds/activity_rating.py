"""Activity rating: tick the activities one took part in, and rate only those."""

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
    missing_codes,
    problem,
    rules,
)
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem

ATTENDED = "yes"


class ActivityRating(Kind):
    """Rows are usually the association's plan; the answer is {row: {"attended": true, "rating": code}}.

    Fields: "q-<id>-<row>" is a tick box of value "yes", "q-<id>-<row>-rating" takes the rating, which counts as
    attendance even where the box was not ticked. With `offer_none: true` the box "q-<id>-none" says that no activity
    was attended: the answer {}. Rows not attended are left out.
    """

    name = "activity-rating"
    value_type = "activities"
    options_need = "yes"
    rows_need = "yes"
    settings = rules({"offer_none": SettingRule("flag"), "max_rows": SettingRule("integer", 1, 40)})
    texts = ("low", "high", "none")

    def measure(self, question: Question) -> Measure:
        return "ordinal"

    def names(self, question: Question) -> tuple[str, ...]:
        fields = tuple(
            name
            for row in question.rows
            for name in (field_name(question, row.code), field_name(question, row.code, "rating"))
        )
        return (*fields, field_name(question, "none")) if offers_none(question) else fields

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        value: dict[str, dict[str, object]] = {}
        problems: list[Problem] = []
        for row in question.rows:
            attended = bool(first(raw, field_name(question, row.code)))
            name = field_name(question, row.code, "rating")
            code = first(raw, name)
            known = question.options is not None and question.options.get(code) is not None
            if code and not known:
                problems.append(problem(question, name, "unknown_choice"))
            if code and known:
                value[row.code] = {"attended": True, "rating": code}
            elif attended:
                value[row.code] = {"attended": True}
        none = offers_none(question) and bool(first(raw, field_name(question, "none")))
        if none and value:
            problems.append(problem(question, field_name(question, "none"), "exclusive_choice", option="none"))
        return Parsed(value if value or none else None, problems=tuple(problems))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        anchor = self.names(question)[0]
        if not isinstance(value, dict) or (not value and not offers_none(question)):
            return (problem(question, anchor, "malformed"),)
        problems = []
        for row, answer in value.items():
            known = question.row(str(row)) is not None and isinstance(answer, dict)
            if not known or answer.get("attended") is not True or not set(answer) <= {"attended", "rating"}:
                problems.append(problem(question, anchor, "malformed"))
            elif "rating" in answer and (question.options is None or question.options.get(answer["rating"]) is None):
                problems.append(problem(question, field_name(question, str(row), "rating"), "unknown_choice"))
        return tuple(problems)

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        if not isinstance(value, dict):
            return {}
        if not value:
            return {field_name(question, "none"): [ATTENDED]}
        raw: dict[str, list[str]] = {}
        for row, answer in value.items():
            raw[field_name(question, row)] = [ATTENDED]
            if "rating" in answer:
                raw[field_name(question, row, "rating")] = [str(answer["rating"])]
        return raw

    def columns(self, question: Question) -> tuple[Column, ...]:
        if not question.asked or question.options is None:
            return ()
        columns: list[Column] = []
        for row in question.rows:
            key = f"{question.id}.{row.code}"
            columns.append(Column(f"{key}.attended", question.id, "codes", ("0", "1"), {}, row.code, "choices"))
            columns.append(
                Column(
                    f"{key}.rating",
                    question.id,
                    "codes",
                    question.options.codes,
                    missing_codes(question.options),
                    row.code,
                    "ordinal",
                )
            )
        return tuple(columns)

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        answers = value if isinstance(value, dict) else {}
        cells: dict[str, str | float] = {}
        for row in question.rows:
            answer = answers.get(row.code)
            cells[f"{question.id}.{row.code}.attended"] = "1" if answer else "0"
            if answer and "rating" in answer:
                cells[f"{question.id}.{row.code}.rating"] = str(answer["rating"])
        return cells


def offers_none(question: Question) -> bool:
    """Whether "I took part in none" can be ticked."""
    return question.settings.get("offer_none") is True
