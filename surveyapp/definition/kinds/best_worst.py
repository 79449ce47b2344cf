"""Best–worst scaling: of each small set of options, the most and the least important one."""

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
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem

DEFAULT_PER_SET = 4


class BestWorst(Kind):
    """As many sets as there are options, `per_set` options in each (four unless given), every option equally often.

    The answer is a list with one {"best": code, "worst": code} per set; a set passed over is {}.
    """

    name = "best-worst"
    value_type = "none"
    options_need = "yes"
    settings = rules({"per_set": SettingRule("integer", 3, 6)})
    texts = ("low", "high")

    def measure(self, question: Question) -> Measure:
        return "best-worst"

    def names(self, question: Question) -> tuple[str, ...]:
        return tuple(
            field_name(question, str(place), end)
            for place in range(1, len(sets(question)) + 1)
            for end in ("best", "worst")
        )

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        value: list[dict[str, str]] = []
        problems: list[Problem] = []
        for place, codes in enumerate(sets(question), 1):
            pair: dict[str, str] = {}
            for end in ("best", "worst"):
                name = field_name(question, str(place), end)
                code = first(raw, name)
                if code in codes:
                    pair[end] = code
                elif code:
                    problems.append(problem(question, name, "unknown_choice"))
            value.append(pair)
        if not any(value):
            return Parsed(problems=tuple(problems))
        return Parsed(value, problems=(*problems, *self.validate(question, value)))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        wanted = sets(question)
        if not isinstance(value, list) or len(value) != len(wanted) or not any(value):
            return (problem(question, self.names(question)[0], "malformed"),)
        problems = []
        for place, (pair, codes) in enumerate(zip(value, wanted, strict=True), 1):
            name = field_name(question, str(place), "best")
            if not isinstance(pair, dict) or not set(pair) <= {"best", "worst"} or not set(pair.values()) <= set(codes):
                problems.append(problem(question, name, "malformed"))
            elif len(pair) == 2 and pair["best"] == pair["worst"]:
                problems.append(problem(question, name, "best_is_worst", set=place))
        return tuple(problems)

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        pairs = value if isinstance(value, list) else []
        return {
            field_name(question, str(place), end): [str(code)]
            for place, pair in enumerate(pairs, 1)
            for end, code in pair.items()
        }

    def columns(self, question: Question) -> tuple[Column, ...]:
        if not question.asked or question.options is None:
            return ()
        return tuple(
            Column(f"{question.id}.{place}.{end}", question.id, "codes", codes, {}, str(place), "best-worst")
            for place, codes in enumerate(sets(question), 1)
            for end in ("best", "worst")
        )

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        pairs = value if isinstance(value, list) else []
        return {
            f"{question.id}.{place}.{end}": str(code)
            for place, pair in enumerate(pairs, 1)
            for end, code in pair.items()
        }

    def check_definition(self, question: Question) -> str:
        per_set = question.integer("per_set", DEFAULT_PER_SET)
        if question.options is not None and len(question.options.options) <= per_set:
            return f"sets of {per_set} need more than {per_set} options; add options or write a smaller `per_set`"
        return ""


def sets(question: Question) -> tuple[tuple[str, ...], ...]:
    """The sets, each in the order of the definition.

    A cyclic design: set i takes the options i, i+1, i+3, i+6 … (triangular steps, the next free one where a step comes
    round), so that each option is seen `per_set` times and neighbours do not always meet.
    """
    codes = question.options.codes if question.options else ()
    count = len(codes)
    steps: list[int] = []
    for place in range(min(question.integer("per_set", DEFAULT_PER_SET), count)):
        step = place * (place + 1) // 2 % count
        while step in steps:
            step = (step + 1) % count
        steps.append(step)
    return tuple(tuple(codes[at] for at in sorted((start + step) % count for step in steps)) for start in range(count))
