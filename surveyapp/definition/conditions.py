"""Conditions as a form of words: question – comparison – value, joined by "and" or by "or"; and back from a tree.

What a form cannot say (brackets, arithmetic, both joins) stays text; `terms_of` gives None for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import Question
from surveyapp.definition.tree import Answer, Binary, Call, Choices, Expression, Literal, Node, Number, Unary, Value

Join = OneOf["and", "or"]
Comparison = OneOf["is", "not", "least", "most", "more", "less", "has", "lacks", "answered", "unanswered", "count"]

SIGNS: Mapping[str, Comparison] = {"==": "is", "!=": "not", ">=": "least", "<=": "most", ">": "more", "<": "less"}
WRITTEN = {comparison: sign for sign, comparison in SIGNS.items()}
VALUELESS = ("answered", "unanswered")


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the form. `value` is a code, a number or a day as text, "" where the comparison takes none."""

    question: str
    row: str
    comparison: Comparison
    value: str = ""


def comparisons_for(question: Question, row: str = "") -> tuple[Comparison, ...]:
    """What may be asked about an answer; nothing for kinds without one."""
    value_type = kind_of(question).value_type
    answered: tuple[Comparison, ...] = ("answered", "unanswered")
    if value_type == "choice" or (row and value_type == "rows" and not question.settings.get("several")):
        scale: tuple[Comparison, ...] = ("least", "most") if question.options and question.options.is_scale else ()
        return ("is", "not", *scale, *answered)
    if value_type == "set" or (row and value_type == "rows"):
        return ("has", "lacks", "count", *answered)
    if value_type == "number" or (row and value_type == "amounts"):
        return ("is", "not", "least", "most", "more", "less", *answered)
    if value_type == "date":
        return ("is", "least", "most", *answered)
    if value_type in ("activities", "list"):
        return ("count", *answered)
    return answered if value_type != "none" else ()


def takes_code(question: Question, row: str, comparison: str) -> bool:
    """Whether the value is one of the question's answers (else a number or a day)."""
    return comparison in ("is", "not", "has", "lacks", "least", "most") and (
        kind_of(question).value_type in ("choice", "set") or bool(row and kind_of(question).value_type == "rows")
    )


def to_text(join: Join, terms: Sequence[Term], questions: Mapping[str, Question]) -> str:
    """The terms as an expression; it still has to be parsed, which says what is wrong with it."""
    return f" {join} ".join(_written(term, questions.get(term.question)) for term in terms)


def _written(term: Term, question: Question | None) -> str:
    name = term.question
    if term.row:
        name += f".{term.row}" if term.row.isidentifier() and term.row.isascii() else f"['{term.row}']"
    if term.comparison == "answered":
        return f"answered({name})"
    if term.comparison == "unanswered":
        return f"not answered({name})"
    if term.comparison == "count":
        return f"count({name}) >= {term.value.replace(',', '.')}"
    if term.comparison in ("has", "lacks"):
        return f"'{term.value}' {'in' if term.comparison == 'has' else 'not in'} {name}"
    sign = WRITTEN[term.comparison]
    value_type = kind_of(question).value_type if question is not None else "choice"
    if value_type in ("number", "amounts"):
        return f"{name} {sign} {term.value.replace(',', '.')}"
    if sign in (">=", "<=") and value_type != "date" and question is not None and question.options is not None:
        option = question.options.get(term.value)
        place = option.value if option is not None else None
        return f"{name} {sign} {place:g}" if place is not None else f"{name} {sign} '{term.value}'"
    return f"{name} {sign} '{term.value}'"


def terms_of(expression: Expression) -> tuple[Join, tuple[Term, ...]] | None:
    """The form of words of an expression; None where it says more than the form can."""
    root = expression.root
    join: Join = "or" if isinstance(root, Binary) and root.operator == "or" else "and"
    terms = []
    for node in _parts(root, join):
        found = _term(node)
        if found is None:
            return None
        terms.append(found)
    return join, tuple(terms)


def _parts(node: Node, join: str) -> list[Node]:
    if isinstance(node, Binary) and node.operator == join:
        return [*_parts(node.left, join), *_parts(node.right, join)]
    return [node]


def _term(node: Node) -> Term | None:
    if isinstance(node, Unary) and node.operator == "not":
        inner = _term(node.operand)
        turned: Mapping[str, Comparison] = {"answered": "unanswered", "has": "lacks"}
        if inner is None or inner.comparison not in turned:
            return None
        return Term(inner.question, inner.row, turned[inner.comparison], inner.value)
    if isinstance(node, Call) and node.function == "answered":
        return _about(node.argument, "answered", "")
    if not isinstance(node, Binary):
        return None
    if node.operator == "in":
        if isinstance(node.left, Literal) and isinstance(node.right, Answer):
            return _about(node.right, "has", str(node.left.value))
        one = node.right.items if isinstance(node.right, Choices) else ()
        if isinstance(node.left, Answer) and len(one) == 1:
            return _about(node.left, "is", str(one[0].value))
        return None
    comparison = SIGNS.get(node.operator)
    if comparison is None or not isinstance(node.right, Literal):
        return None
    return _compared(node.left, comparison, node.right.value)


def _compared(left: Node, comparison: Comparison, value: str | float | bool) -> Term | None:
    text = value if isinstance(value, str) else f"{value:g}"
    if isinstance(left, Answer):
        return _about(left, comparison, text)
    if isinstance(left, Number):
        return _about(left.answer, comparison, text)
    if isinstance(left, Value):
        code = next((code for code, each in left.values.items() if each == value), None)
        return _about(left.answer, comparison, code) if code is not None and comparison in ("least", "most") else None
    if isinstance(left, Call) and left.function == "count" and comparison == "least":
        return _about(left.argument, "count", text)
    return None


def _about(answer: Answer, comparison: Comparison, value: str) -> Term | None:
    return None if answer.this_row else Term(answer.question, answer.row or "", comparison, value)
