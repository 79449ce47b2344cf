"""The types of expressions: what may be compared, counted and added."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal as OneOf

from surveyapp.definition.kinds.days import iso_day
from surveyapp.definition.model import Question
from surveyapp.definition.tokens import ExpressionError, Token, nearest
from surveyapp.definition.tree import Answer, Binary, Choices, Literal, Node, Unary, Value

TypeName = OneOf["bool", "number", "text", "code", "codes", "date", "list", "whole"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A node, what it stands for, and where it was written; for a code, the question whose options it has."""

    node: Node
    type: TypeName
    at: int
    question: Question | None = None


def want_bool(typed: Typed) -> None:
    """Refuse what is no condition."""
    if typed.type != "bool":
        raise ExpressionError(
            typed.at, "expression_type", "a condition is needed here", "compare, for example `question == 'yes'`"
        )


def number(typed: Typed) -> Typed:
    """The node as a number: codes of a scale by their values."""
    if typed.type == "number":
        return typed
    options = typed.question.options if typed.question else None
    if typed.type == "code" and options is not None and options.is_scale and isinstance(typed.node, Answer):
        return Typed(Value(typed.node, MappingProxyType(options.values)), "number", typed.at)
    raise ExpressionError(typed.at, "expression_type", "a number is needed here", "use a number or a rating")


def compare(token: Token, left: Typed, right: Typed) -> Typed:
    """`left == right` and the like, where the types allow it."""
    if left.type == "text" and isinstance(left.node, Literal) and right.type in ("code", "date"):
        check_literal(right, left)
    elif left.type in ("code", "date") and right.type == "text" and isinstance(right.node, Literal):
        check_literal(left, right)
    elif "number" in (left.type, right.type):
        left, right = number(left), number(right)
    elif left.type != right.type or left.type not in ("text", "code", "date"):
        hint = "write `'code' in question`" if "codes" in (left.type, right.type) else "compare like with like"
        raise ExpressionError(token.at, "expression_type", f"`{token.text}` cannot compare these two", hint)
    if token.text not in ("==", "!=") and not {left.type, right.type} & {"number", "date"}:
        raise ExpressionError(token.at, "expression_type", "texts have no order", "compare them with `==` or `!=`")
    return Typed(Binary(token.text, left.node, right.node), "bool", left.at)


def check_literal(answer: Typed, literal: Typed) -> None:
    """Refuse a code or date that cannot be an answer."""
    assert isinstance(literal.node, Literal)
    value = str(literal.node.value)
    if answer.type == "date":
        if iso_day(value) is None:
            raise ExpressionError(literal.at, "expression_type", f"'{value}' is no date", "write '2026-05-31'")
        return
    options = answer.question.options if answer.question else None
    if options is None or options.get(value) is None:
        name = answer.question.id if answer.question else ""
        codes = options.codes if options else ()
        raise ExpressionError(
            literal.at, "unknown_option", f"`{name}` has no option '{value}'", nearest(value, dict.fromkeys(codes))
        )


def member(token: Token, left: Typed, right: Typed, *, negated: bool) -> Typed:
    """`'code' in question`, or `question in ['a', 'b']`."""
    if right.type == "codes":
        if left.type != "text" or not isinstance(left.node, Literal):
            raise ExpressionError(left.at, "expression_type", "a 'code' is needed here", "write `'code' in question`")
        check_literal(right, left)
    elif isinstance(right.node, Choices):
        items = right.node.items
        if left.type == "code":
            for item in items:
                check_literal(left, Typed(Literal(str(item.value)), "text", right.at))
        elif left.type == "number" and any(isinstance(item.value, str) for item in items):
            raise ExpressionError(right.at, "expression_type", "numbers are needed here", "write [1, 2]")
        elif left.type not in ("number", "text"):
            raise ExpressionError(left.at, "expression_type", "one answer is needed here", "write `question in [...]`")
    else:
        raise ExpressionError(
            right.at, "expression_type", "`in` needs several choices on its right", "write `question in ['a', 'b']`"
        )
    node: Node = Binary("in", left.node, right.node)
    return Typed(Unary("not", node) if negated else node, "bool", left.at)
