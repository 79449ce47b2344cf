"""Reading the expressions of a questionnaire file."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from surveyapp.definition.expressions import parse_expression
from surveyapp.definition.model import Question
from surveyapp.definition.reach import Around, never_met
from surveyapp.definition.reader import Fields
from surveyapp.definition.source import Scalar
from surveyapp.definition.tokens import ExpressionError
from surveyapp.definition.tree import Expression


def read_condition(
    fields: Fields,
    key: str,
    questions: Mapping[str, Question],
    *,
    rows: Question | None = None,
    later: Collection[str] = (),
    around: Around | None = None,
) -> Expression | None:
    """The condition under a key; None where there is none or it is wrong, which is noted at the very character.

    `around` is what must hold besides, so that a condition is refused which contradicts it.
    """
    node = fields.word(key)
    if node is None:
        return None
    expression = parse_at(fields, node, questions, rows=rows, later=later)
    if expression is not None and never_met(expression, questions, around):
        fields.wrong(node, "never_met", f"`{key}` can never be met", "change the condition or remove it")
    return expression


def parse_at(
    fields: Fields,
    node: Scalar,
    questions: Mapping[str, Question],
    *,
    rows: Question | None = None,
    later: Collection[str] = (),
    number: bool = False,
) -> Expression | None:
    """The expression a scalar holds; None after noting what is wrong with it."""
    try:
        return parse_expression(node.value, questions, result="number" if number else "bool", rows=rows, later=later)
    except ExpressionError as error:
        fields.wrong(node, error.code, error.what, error.hint, error.at)
        return None
