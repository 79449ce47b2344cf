"""Ranking: options put in order, the first being the most wanted."""

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
    in_order,
    problem,
    rules,
)
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem


class Ranking(Kind):
    """Each option has a field "q-<id>-<code>" that takes its place 1, 2, 3 …; the answer is the list of codes in order.

    With `max: 3` only the first three are asked for. Places left empty are unranked.
    """

    name = "ranking"
    value_type = "set"
    options_need = "yes"
    settings = rules({"max": SettingRule("integer", 1, 50)})

    def measure(self, question: Question) -> Measure:
        return "ranking"

    def names(self, question: Question) -> tuple[str, ...]:
        return tuple(field_name(question, option.code) for option in self.options(question))

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        places: dict[int, str] = {}
        problems: list[Problem] = []
        most = self._most(question)
        for option in self.options(question):
            name = field_name(question, option.code)
            text = first(raw, name)
            if not text:
                continue
            place = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
            if not 1 <= place <= most:
                problems.append(problem(question, name, "unknown_choice"))
            elif place in places:
                problems.append(problem(question, name, "ranked_twice", rank=place))
            else:
                places[place] = option.code
        skipped = next((place for place in range(1, max(places, default=0)) if place not in places), None)
        if skipped is not None and not problems:
            problems.append(problem(question, self.names(question)[0], "ranks_skipped", rank=skipped))
        return Parsed([places[place] for place in sorted(places)] or None, problems=tuple(problems))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        name = self.names(question)[0]
        if not isinstance(value, list) or not value or len(in_order(question.options, value)) != len(value):
            return (problem(question, name, "unknown_choice"),)
        most = self._most(question)
        return (problem(question, name, "too_many_choices", max=most),) if len(value) > most else ()

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        ranked = value if isinstance(value, list) else []
        return {field_name(question, str(code)): [str(place)] for place, code in enumerate(ranked, 1)}

    def columns(self, question: Question) -> tuple[Column, ...]:
        if not question.asked:
            return ()
        places = tuple(str(place) for place in range(1, self._most(question) + 1))
        return tuple(
            Column(f"{question.id}.{option.code}", question.id, "codes", places, {}, option.code, "ranking")
            for option in self.options(question)
        )

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        ranked = value if isinstance(value, list) else []
        return {f"{question.id}.{code}": str(place) for place, code in enumerate(ranked, 1)}

    def _most(self, question: Question) -> int:
        return min(question.integer("max", 50), len(self.options(question)))
