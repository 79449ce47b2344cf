"""Finding conditions that can never be met: questions and parts nobody would ever see.

A condition is tried out over answers that could be given: every code of closed questions, and for numbers and days
those at, between and beside the values they are compared with. First by itself, then together with the conditions of
its part and of the questions it looks at, whose answers count only where those questions are shown.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from surveyapp.definition.evaluate import evaluate
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.kinds.days import iso_day
from surveyapp.definition.model import Question
from surveyapp.definition.tree import Answer, Binary, Call, Choices, Expression, Literal, Node, Number, Unary, Value

MOST_COMBINATIONS = 2000
"""Answers tried for a condition by itself; of more, it counts as one that can be met."""

MOST_TOGETHER = 400
"""Answers tried for a condition together with those around it; conditions that would lead beyond are left out."""

MOST_CHOICES = 6
"""Answers of a question with several choices of which all sets are tried."""

Key = tuple[str, str | None]
"""Question, and the row of it or None."""

Domains = dict[Key, list[object]]


@dataclass(frozen=True, slots=True)
class Around:
    """What must hold besides a condition: that of the part it stands in, and of the parts other questions stand in."""

    within: Expression | None = None
    parts: Mapping[str, Expression] = field(default_factory=lambda: MappingProxyType({}))
    """Question → the condition of its part."""


def never_met(expression: Expression, questions: Mapping[str, Question], around: Around | None = None) -> bool:
    """Whether no answers meet a condition, as far as it can be tried out; any other counts as one that can be met."""
    around = around or Around()
    own = _domains([expression], questions)
    if own is None or _size(own) > MOST_COMBINATIONS:
        return False
    if not any(evaluate(expression, answers) is True for answers in _combinations(own)):
        return True
    return _never_together(expression, questions, around)


def _never_together(expression: Expression, questions: Mapping[str, Question], around: Around) -> bool:
    wanted = [expression]
    domains = _domains(wanted, questions)
    if around.within is not None:
        wider = _domains([expression, around.within], questions)
        if wider is not None and _size(wider) <= MOST_TOGETHER:
            wanted, domains = [expression, around.within], wider
    if domains is None or _size(domains) > MOST_TOGETHER:
        return False
    conditions: dict[str, list[Expression]] = {}
    waiting = [name for name, _row in domains]
    while waiting:
        name = waiting.pop(0)
        if name in conditions:
            continue
        found = [each for each in (questions[name].show_if, around.parts.get(name)) if each is not None]
        conditions[name] = []
        for each in found:
            told = [*wanted, *(other for several in conditions.values() for other in several), each]
            wider = _domains(told, questions)
            if wider is not None and _size(wider) <= MOST_TOGETHER:
                conditions[name].append(each)
                waiting += [other for other, _row in wider if (other, _row) not in domains]
                domains = wider
    if len(wanted) == 1 and not any(conditions.values()):
        return False
    order = [name for name in questions if name in conditions]
    return not any(
        all(evaluate(each, seen) is True for each in wanted)
        for answers in _combinations(domains)
        for seen in [_seen(answers, order, conditions)]
    )


def _seen(
    answers: Mapping[str, object], order: list[str], conditions: Mapping[str, list[Expression]]
) -> dict[str, object]:
    """The answers of questions that are shown, given those before them."""
    seen: dict[str, object] = {}
    for name in order:
        if name in answers and all(evaluate(each, seen) is True for each in conditions[name]):
            seen[name] = answers[name]
    return seen


def _combinations(domains: Domains) -> Iterator[dict[str, object]]:
    for values in itertools.product(*domains.values()):
        answers: dict[str, object] = {}
        for (question, row), value in zip(domains, values, strict=True):
            if value is None:
                continue
            if row is None:
                answers[question] = value
            else:
                rows = answers.setdefault(question, {})
                assert isinstance(rows, dict)
                rows[row] = value
        yield answers


def _size(domains: Domains) -> int:
    return math.prod(len(values) for values in domains.values())


def _domains(expressions: list[Expression], questions: Mapping[str, Question]) -> Domains | None:
    """Answers to try for every question the expressions look at; None where one of them cannot be tried out."""
    found: dict[Key, set[str | float]] = {}
    if not all(_collect(expression.root, found) for expression in expressions):
        return None
    domains: Domains = {}
    for (name, row), literals in found.items():
        values = _values(questions[name], row, literals)
        if values is None or (row is not None and (name, None) in found):
            return None
        domains[name, row] = [*values, None]
    return domains


def _collect(node: Node, found: dict[Key, set[str | float]]) -> bool:
    """Note which answers a condition compares with what; False where it calculates, or goes through rows."""
    if isinstance(node, Binary):
        if node.operator in ("and", "or"):
            return _collect(node.left, found) and _collect(node.right, found)
        if node.operator in ("+", "-", "*", "/"):
            return False
        sides = (node.left, node.right)
        literals = {value for side in sides for value in _literals(side)}
        asked = [answer for side in sides if (answer := _asked(side)) is not None]
        if len(asked) > 1 and any(isinstance(side, Number) for side in sides):
            return False
        for answer in asked:
            found.setdefault((answer.question, answer.row), set()).update(literals)
        return all(_asked(side) is not None or _is_literal(side) for side in sides) and not any(
            answer.this_row for answer in asked
        )
    if isinstance(node, Unary):
        return node.operator == "not" and _collect(node.operand, found)
    if isinstance(node, Call):
        found.setdefault((node.argument.question, node.argument.row), set())
        return not node.argument.this_row
    return isinstance(node, Literal)


def _asked(node: Node) -> Answer | None:
    if isinstance(node, Answer):
        return node
    if isinstance(node, Number | Value):
        return node.answer
    return node.argument if isinstance(node, Call) else None


def _is_literal(node: Node) -> bool:
    return isinstance(node, Literal | Choices) or (isinstance(node, Unary) and isinstance(node.operand, Literal))


def _literals(node: Node) -> list[str | float]:
    if isinstance(node, Unary) and isinstance(node.operand, Literal) and isinstance(node.operand.value, float):
        return [-node.operand.value]
    items = node.items if isinstance(node, Choices) else (node,) if isinstance(node, Literal) else ()
    return [item.value for item in items if not isinstance(item.value, bool)]


def _values(question: Question, row: str | None, literals: set[str | float]) -> list[object] | None:
    kind, options = kind_of(question), question.options
    if kind.name == "calculated":
        return None
    if kind.value_type == "number" and row is None:
        return _numbers(question, {each for each in literals if isinstance(each, float)})
    if kind.value_type == "date" and row is None:
        return _days(question, {each for each in literals if isinstance(each, str)})
    if kind.value_type == "text" and row is None:
        return [*sorted(each for each in literals if isinstance(each, str) and each), "words"]
    if options is None:
        return None
    if kind.value_type == "choice" or (kind.value_type == "rows" and row and not question.settings.get("several")):
        return list(options.codes)
    if kind.value_type == "set" and row is None and len(options.codes) <= MOST_CHOICES:
        return _sets(question, options.codes)
    return None


def _sets(question: Question, codes: tuple[str, ...]) -> list[object]:
    """Choices that may stand together."""
    alone = {option.code for option in question.options.options if option.exclusive} if question.options else set()
    most = question.integer("max", len(codes))
    sets = itertools.chain.from_iterable(itertools.combinations(codes, size) for size in range(1, most + 1))
    return [list(each) for each in sets if len(each) == 1 or not alone & set(each)]


def _numbers(question: Question, literals: set[float]) -> list[object]:
    """Numbers at, between and beside those a condition names, as far as the question takes them."""
    least, most = question.settings.get("min"), question.settings.get("max")
    step = 10.0 ** -question.integer("decimals", 0)
    places = sorted(literals | {float(each) for each in (least, most) if each is not None} or {1.0})
    near = {math.floor(place / step + shift) * step for place in places for shift in (-1, 0, 1, 2)}
    near |= {math.floor((one + other) / 2 / step) * step for one, other in itertools.pairwise(places)}
    return [
        f"{each:.6f}".rstrip("0").rstrip(".")
        for each in sorted(near)
        if (least is None or each >= float(least)) and (most is None or each <= float(most))
    ]


def _days(question: Question, literals: set[str]) -> list[object]:
    """Days at and beside those a condition names, as far as the question takes them."""
    least, most = str(question.settings.get("min", "")), str(question.settings.get("max", ""))
    named = [day for text in (*literals, least, most) if (day := iso_day(text)) is not None] or [date(2026, 1, 1)]
    near = {(day + timedelta(shift)).isoformat() for day in named for shift in (-1, 0, 1)}
    return [day for day in sorted(near) if (not least or day >= least) and (not most or day <= most)]
