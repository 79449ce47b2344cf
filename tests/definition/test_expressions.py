"""Expressions: the shared vectors, the types, the limits, the JSON form."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.definition.evaluate import evaluate, holds
from surveyapp.definition.expressions import parse_expression
from surveyapp.definition.model import Question, Questionnaire
from surveyapp.definition.tokens import ExpressionError
from surveyapp.definition.tree import Expression, references
from surveyapp.definition.tree_json import from_json, node_from_json, node_to_json, to_json

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "expression_vectors.json").read_text(encoding="utf-8")
)
Sample = Callable[[str], Questionnaire]


@pytest.fixture(scope="module")
def questions(sample: Sample) -> dict[str, Question]:
    return {question.id: question for question in sample("every-kind").questions}


def test_there_are_enough_vectors() -> None:
    assert len(VECTORS) >= 150
    assert {vector["expected"] for vector in VECTORS if not isinstance(vector["expected"], float)} == {
        True,
        False,
        None,
    }


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["source"])
def test_vector(vector: dict[str, Any], questions: dict[str, Question]) -> None:
    parsed = parse_expression(vector["source"], questions, result=vector["result"], rows=questions["grid"])
    assert node_to_json(parsed.root) == vector["tree"]
    stored = Expression(vector["source"], node_from_json(vector["tree"]))
    assert stored == parsed
    for expression in (parsed, stored):
        outcome = evaluate(expression, vector["answers"], vector.get("row"))
        assert outcome == vector["expected"]
        assert type(outcome) is type(vector["expected"])
        assert holds(expression, vector["answers"], vector.get("row")) is (vector["expected"] is True)


REFUSED = [
    ("one = 'red'", 4, "expression_sign"),
    ('one == "red"', 7, "expression_sign"),
    ("one == 'crimson'", 7, "unknown_option"),
    ("two == 'red'", 0, "unknown_question"),
    ("one", 0, "expression_type"),
    ("amount", 0, "expression_type"),
    ("one > 3", 0, "expression_type"),
    ("one > 'red'", 4, "expression_type"),
    ("several == 'red'", 8, "expression_type"),
    ("grid == 'none'", 0, "expression_type"),
    ("grid.book == 'none'", 5, "unknown_row"),
    ("one.red == 'red'", 3, "expression_type"),
    ("line > 'a'", 5, "expression_type"),
    ("day > '2026-13-01'", 6, "expression_type"),
    ("count(one) > 1", 6, "expression_type"),
    ("count(line) > 1", 6, "expression_type"),
    ("answered(3)", 9, "expression_sign"),
    ("amount in ['a']", 10, "expression_type"),
    ("one in []", 7, "expression_sign"),
    ("one in 'red'", 7, "expression_type"),
    ("one in several", 0, "expression_type"),
    ("1 < 2 < 3", 6, "expression_sign"),
    ("one == 'red' and", 16, "expression_sign"),
    ("(one == 'red'", 13, "expression_sign"),
    ("one == 'red' agreed == 'yes'", 13, "expression_sign"),
    ("not amount", 4, "expression_type"),
    ("amount + 'a' > 2", 9, "expression_type"),
    ("note == 'x'", 0, "expression_type"),
    ("__import__('os')", 0, "unknown_question"),
    ("", 0, "expression_sign"),
    ("one == 'red'" + " or one == 'red'" * 100, 0, "expression_too_long"),
]


@pytest.mark.parametrize(("text", "at", "code"), REFUSED, ids=[text[:40] for text, _, _ in REFUSED])
def test_refused_at_the_very_sign(text: str, at: int, code: str, questions: dict[str, Question]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text, questions)
    assert (caught.value.at, caught.value.code) == (at, code)
    assert caught.value.hint


@pytest.mark.parametrize("opening", ["(", "not ", "-"])
def test_depth_is_bounded(opening: str, questions: dict[str, Question]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(opening * 60 + "1", questions)
    assert caught.value.code == "expression_too_deep"


def test_size_is_bounded(questions: dict[str, Question]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("1+" * 200 + "1 > 0", questions)
    assert caught.value.code == "expression_too_long"


def test_row_at_hand_only_where_there_is_one(questions: dict[str, Question]) -> None:
    with pytest.raises(ExpressionError, match="rows_shown_if"):
        parse_expression("grid[row] != 'none'", questions)


def test_later_questions_get_a_message_of_their_own(questions: dict[str, Question]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("one == 'red' and after == 'yes'", questions, later=["after"])
    assert (caught.value.code, caught.value.at) == ("refers_forward", 17)


def test_references(questions: dict[str, Question]) -> None:
    expression = parse_expression("one == 'red' or count(several) > amount and grid.books == 'some'", questions)
    assert references(expression) == ("one", "several", "amount", "grid")


@settings(deadline=None)
@given(st.text(alphabet="one grid.books'red several count()answered[]=!<>andornotin 123+-*/,", max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    question = Question("one", "yes-no")
    place = 0
    outcome: object = None
    try:
        outcome = evaluate(parse_expression(text, {"one": question}), {})
    except ExpressionError as error:
        place = error.at
    assert 0 <= place <= len(text)
    assert outcome in (True, False, None)


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        {"source": "x"},
        {"source": "x", "tree": []},
        {"source": "x", "tree": ["eval", "x"]},
        {"source": "x", "tree": ["answer", 3]},
        {"source": "x", "tree": ["literal", None]},
        {"source": 1, "tree": []},
    ],
)
def test_foreign_documents_are_refused(document: object) -> None:
    with pytest.raises(ValueError, match=r"not|no such"):
        from_json(document)


def test_json_round_trip(questions: dict[str, Question]) -> None:
    for vector in VECTORS:
        parsed = parse_expression(vector["source"], questions, result=vector["result"], rows=questions["grid"])
        assert from_json(json.loads(json.dumps(to_json(parsed)))) == parsed


@pytest.mark.parametrize("answers", [{"one": 3}, {"one": ["red"]}, {"grid": "x"}, {"amount": "abc"}, {"amount": 3}])
def test_malformed_answers_are_unknown(answers: dict[str, object], questions: dict[str, Question]) -> None:
    for text in ("one == 'red'", "grid.books == 'none'", "amount > 1", "one == 'red' and amount > 1"):
        assert evaluate(parse_expression(text, questions), answers) is not True
