"""Multiple choice: tick boxes, perhaps with a least and a greatest number and an option that excludes the others."""

from __future__ import annotations

from surveyapp.definition.kinds.base import (
    Column,
    Kind,
    Measure,
    Parsed,
    Raw,
    SettingRule,
    field_name,
    in_order,
    missing_codes,
    problem,
    rules,
)
from surveyapp.definition.kinds.choice import other_option, other_text
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem


class Multiple(Kind):
    """Several options; the answer is the list of their codes in the order of the definition.

    A text beside "other" ticks that option: without scripts one may write and not tick.
    """

    name = "multiple"
    value_type = "set"
    options_need = "yes"
    settings = rules({"min": SettingRule("integer", 1, 100), "max": SettingRule("integer", 1, 100)})
    texts = ("other",)

    def measure(self, question: Question) -> Measure:
        return "choices"

    def names(self, question: Question) -> tuple[str, ...]:
        own = (field_name(question),)
        return (*own, field_name(question, "other")) if other_option(question) else own

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        text, problems = other_text(question, raw)
        posted = [code for code in raw.get(field_name(question), ()) if code]
        if text:
            posted.append(other_option(question))
        chosen = in_order(question.options, posted)
        unknown: tuple[Problem, ...] = ()
        if len(chosen) < len(set(posted)):
            unknown = (problem(question, field_name(question), "unknown_choice"),)
        if not chosen:
            return Parsed(problems=unknown)
        return Parsed(chosen, text, (*unknown, *self.validate(question, chosen), *problems))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        name = field_name(question)
        if not isinstance(value, list) or not value or in_order(question.options, value) != value:
            return (problem(question, name, "unknown_choice"),)
        excluding = [option.code for option in self.options(question) if option.exclusive and option.code in value]
        if excluding and len(value) > 1:
            return (problem(question, name, "exclusive_choice", option=excluding[0]),)
        most = question.integer("max", len(self.options(question)))
        if len(value) > most:
            return (problem(question, name, "too_many_choices", max=most),)
        least = question.integer("min", 1)
        if len(value) < least and not excluding:
            return (problem(question, name, "too_few_choices", min=least),)
        return ()

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        raw = {field_name(question): [str(code) for code in value] if isinstance(value, list) else []}
        if other:
            raw[field_name(question, "other")] = [other]
        return raw

    def columns(self, question: Question) -> tuple[Column, ...]:
        if not question.asked:
            return ()
        missing = missing_codes(question.options)
        ticks = tuple(
            Column(
                f"{question.id}.{option.code}",
                question.id,
                "codes",
                ("0", "1"),
                {"1": missing[option.code]} if option.code in missing else {},
                option.code,
                "choices",
            )
            for option in self.options(question)
        )
        if not other_option(question):
            return ticks
        # The option itself may be called "other": the text has a column name that no option can have.
        return (*ticks, Column(f"{question.id}.other.text", question.id, "text", row="other", measure="text"))

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        chosen = value if isinstance(value, list) else []
        cells: dict[str, str | float] = {
            f"{question.id}.{option.code}": "1" if option.code in chosen else "0" for option in self.options(question)
        }
        if other:
            cells[f"{question.id}.other.text"] = other
        return cells

    def check_definition(self, question: Question) -> str:
        least, most = question.integer("min", 1), question.integer("max", 100)
        if least > most:
            return f"`min: {least}` is greater than `max: {most}`; write a smaller `min`"
        if least > len(self.options(question)) > 0:
            return f"`min: {least}` is greater than the number of options; write a smaller `min`"
        return ""
