"""Reading the expressions of a questionnaire file, and finding conditions that can never be met."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping

from surveyapp.definition.evaluate import evaluate
from surveyapp.definition.expressions import parse_expression
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import Question
from surveyapp.definition.reader import Fields
from surveyapp.definition.source import Scalar
from surveyapp.definition.tokens import ExpressionError
from surveyapp.definition.tree import Answer, Binary, Call, Choices, Expression, Literal, Node, Unary, Value, answers_in

MOST_COMBINATIONS = 2000


def read_condition(
    fields: Fields,
    key: str,
    questions: Mapping[str, Question],
    *,
    rows: Question | None = None,
    later: Collection[str] = (),
) -> Expression | None:
    """The condition under a key; None where there is none or it is wrong, which is noted at the very character."""
    node = fields.word(key)
    if node is None:
        return None
    expression = parse_at(fields, node, questions, rows=rows, later=later)
    if expression is not None and never_met(expression, questions):
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


def never_met(expression: Expression, questions: Mapping[str, Question]) -> bool:
    """Whether no combination of answers meets a condition.

    Tried out for conditions over closed answers only, and up to 2000 combinations; others count as possible.
    """
    domains: dict[tuple[str, str | None], list[object]] = {}
    if not _closed(expression.root):
        return False
    for answer in answers_in(expression.root):
        question = questions[answer.question]
        kind, options = kind_of(question), question.options
        if options is None or answer.this_row:
            return False
        if kind.value_type == "choice" or (
            kind.value_type == "rows" and answer.row and not question.settings.get("several")
        ):
            domains[answer.question, answer.row] = [None, *options.codes]
        elif kind.value_type == "set" and answer.row is None and len(options.codes) <= 6:
            sets = itertools.chain.from_iterable(
                itertools.combinations(options.codes, size) for size in range(1, len(options.codes) + 1)
            )
            domains[answer.question, None] = [None, *(list(each) for each in sets)]
        else:
            return False
    count = 1
    for values in domains.values():
        count *= len(values)
    if count > MOST_COMBINATIONS:
        return False
    return not any(
        evaluate(expression, _answers(domains, each)) is True for each in itertools.product(*domains.values())
    )


def _answers(domains: Mapping[tuple[str, str | None], list[object]], values: tuple[object, ...]) -> dict[str, object]:
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
    return answers


def _closed(node: Node) -> bool:
    if isinstance(node, Binary):
        return _closed(node.left) and _closed(node.right)
    if isinstance(node, Unary):
        return _closed(node.operand)
    return isinstance(node, Literal | Choices | Answer | Value | Call)
