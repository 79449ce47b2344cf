"""The small syntax tree of an expression, and nothing else: no parsing, no evaluation.

The tree is what a questionnaire keeps, what is stored with a version, and what the browser runs. Its leaves name
questions by id; option values and number conversion are resolved when the expression is parsed, so that an evaluator
needs the answers and nothing besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """A code or text, a number, or true/false."""

    value: str | float | bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Literals in brackets, the right side of `in`."""

    items: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question; of a matrix, one row's: a named one or, in `rows_shown_if`, the row at hand."""

    question: str
    row: str | None = None
    this_row: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """An answer kept as a decimal string, read as a number."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Value:
    """The numeric value of the chosen code; codes without one ("don't know") are unknown."""

    answer: Answer
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Unary:
    """`not` or a minus sign."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """A comparison, a membership test, `and`, `or`, or arithmetic."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """`count(…)` or `answered(…)` of one answer."""

    function: str
    argument: Answer


Node = Literal | Choices | Answer | Number | Value | Unary | Binary | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression with the text it was written as."""

    source: str
    root: Node


def answers_in(node: Node) -> Iterator[Answer]:
    """Every answer the tree looks at, in the order written."""
    if isinstance(node, Answer):
        yield node
    elif isinstance(node, Number | Value):
        yield node.answer
    elif isinstance(node, Unary):
        yield from answers_in(node.operand)
    elif isinstance(node, Binary):
        yield from answers_in(node.left)
        yield from answers_in(node.right)
    elif isinstance(node, Call):
        yield node.argument


def references(expression: Expression) -> tuple[str, ...]:
    """Ids of the questions an expression depends on, each once, in the order written."""
    return tuple(dict.fromkeys(answer.question for answer in answers_in(expression.root)))
