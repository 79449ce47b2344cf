"""Evaluating an expression over one respondent's answers, in three-valued logic (Kleene).

None is "unknown": what was not answered, cannot be computed, or follows from such. `unknown and false` is false,
`unknown or true` is true, everything else with an unknown part is unknown. Unknown hides and does not fail. The tree
is bounded when it is made, so evaluation takes a bounded number of steps. The browser runs the same rules over the
JSON form; both are held to `tests/definition/expression_vectors.json`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from surveyapp.definition.tree import Answer, Binary, Call, Choices, Expression, Literal, Node, Number, Unary, Value

Outcome = bool | float | str | list[str] | None


def holds(expression: Expression | None, answers: Mapping[str, object], row: str | None = None) -> bool:
    """Whether a condition is certainly met; a missing condition is."""
    return expression is None or evaluate(expression, answers, row) is True


def evaluate(expression: Expression, answers: Mapping[str, object], row: str | None = None) -> Outcome:
    """The outcome over canonical answers; `row` is the row at hand for `question[row]`."""
    return _node(expression.root, answers, row)


def _node(node: Node, answers: Mapping[str, object], row: str | None) -> Outcome:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Choices):
        return None
    if isinstance(node, Answer):
        found = _look_up(node, answers, row)
        if isinstance(found, bool) or found is None:
            return None
        if isinstance(found, int | float):
            return float(found)
        return found if isinstance(found, str | list) else None
    if isinstance(node, Number):
        return _number(_look_up(node.answer, answers, row))
    if isinstance(node, Value):
        code = _look_up(node.answer, answers, row)
        return node.values.get(code) if isinstance(code, str) else None
    if isinstance(node, Call):
        return _call(node, answers, row)
    if isinstance(node, Unary):
        return _unary(node.operator, _node(node.operand, answers, row))
    return _binary(node, answers, row)


def _look_up(answer: Answer, answers: Mapping[str, object], row: str | None) -> object:
    found = answers.get(answer.question)
    wanted = row if answer.this_row else answer.row
    if wanted is None:
        return None if answer.this_row else found
    return found.get(wanted) if isinstance(found, Mapping) else None


def _number(text: object) -> float | None:
    if not isinstance(text, str):
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _call(node: Call, answers: Mapping[str, object], row: str | None) -> Outcome:
    found = _look_up(node.argument, answers, row)
    if node.function == "answered":
        return found is not None
    return float(len(found)) if isinstance(found, list | Mapping) else None


def _unary(operator: str, operand: Outcome) -> Outcome:
    if operand is None:
        return None
    if operator == "not":
        return not operand
    return -operand if isinstance(operand, float) else None


def _binary(node: Binary, answers: Mapping[str, object], row: str | None) -> Outcome:
    left = _node(node.left, answers, row)
    if node.operator in ("and", "or"):
        decides = node.operator == "or"
        if left is decides:
            return decides
        right = _node(node.right, answers, row)
        if right is decides:
            return decides
        return None if left is None or right is None else not decides
    if node.operator == "in":
        return _member(left, node.right, answers, row)
    right = _node(node.right, answers, row)
    if left is None or right is None:
        return None
    if node.operator == "==":
        return left == right
    if node.operator == "!=":
        return left != right
    if isinstance(left, float) and isinstance(right, float):
        if node.operator in ("+", "-", "*", "/"):
            return _arithmetic(node.operator, left, right)
        return _compared(node.operator, left < right, left == right)
    if isinstance(left, str) and isinstance(right, str):
        return _compared(node.operator, left < right, left == right)
    return None


def _member(left: Outcome, right: Node, answers: Mapping[str, object], row: str | None) -> Outcome:
    if left is None:
        return None
    if isinstance(right, Choices):
        return any(item.value == left for item in right.items)
    several = _node(right, answers, row)
    return left in several if isinstance(several, list) else None


def _compared(operator: str, less: bool, equal: bool) -> bool | None:
    """The outcome of an order comparison; None for other operators."""
    if operator == "<":
        return less
    if operator == "<=":
        return less or equal
    if operator == ">":
        return not less and not equal
    return not less if operator == ">=" else None


def _arithmetic(operator: str, left: float, right: float) -> float | None:
    if operator == "/":
        result = left / right if right else math.nan
    elif operator == "*":
        result = left * right
    else:
        result = left + right if operator == "+" else left - right
    return result if math.isfinite(result) else None
