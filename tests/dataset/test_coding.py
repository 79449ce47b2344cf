"""What a release calls shown is what the respondent's walk showed."""

from __future__ import annotations

from random import Random

import pytest

from surveyapp.answering.walk import walk
from surveyapp.dataset.coding import encode
from surveyapp.dataset.structure import NOT_SHOWN, UNANSWERED, from_json, structure_of, to_json
from surveyapp.definition.model import Option, OptionList, Question, Questionnaire, Section
from surveyapp.definition.tree import Answer, Binary, Call, Expression, Literal, Unary
from tests.dataset.sample import answers, many, questionnaire

YES_NO = OptionList("", (Option("yes", "o.yes"), Option("no", "o.no")))


@pytest.mark.parametrize("seed", range(40))
def test_shown_is_what_the_walk_shows(seed: int) -> None:
    asked = questionnaire()
    structure = structure_of(asked)
    respondent = answers(Random(seed))
    walked = walk(asked, respondent)
    assert dict(walked.answers) == respondent
    coded = encode(asked, structure, [respondent])
    for key, cells in {**coded.codes, **coded.states}.items():
        column, cell = structure.columns[key], int(cells[0])
        question = walked.question(column.question)
        rows = {row.code for row in question.rows} if question is not None else set()
        visible = question is not None and (not rows or column.row in rows)
        if not visible:
            assert cell in (UNANSWERED, NOT_SHOWN)
        elif not key.endswith(".rating"):
            assert cell != NOT_SHOWN


def test_what_is_remembered_of_equal_answers_changes_nothing() -> None:
    asked = questionnaire()
    structure = structure_of(asked)
    rows = many(120)
    together = encode(asked, structure, rows)
    apart = sorted(encode(asked, structure, [row]).rows[0] for row in rows)
    assert together.rows == apart


def test_the_structure_survives_its_file() -> None:
    structure = structure_of(questionnaire())
    again = from_json(to_json(structure))
    assert again == structure
    assert again.columns["consult_access"].conditional
    assert again.columns["service_satisfaction.meetings"].conditional
    assert again.columns["activities.a1.rating"].conditional
    assert not again.columns["overall"].conditional


@pytest.mark.parametrize(
    ("respondent", "cell"),
    [
        ({"topics": ["law"]}, UNANSWERED),
        ({"topics": ["none"]}, NOT_SHOWN),
        ({}, UNANSWERED),
        ({"topics": ["law"], "help": "yes"}, 0),
    ],
)
def test_who_left_the_deciding_answer_out_is_silent_not_excluded(respondent: dict[str, object], cell: int) -> None:
    options = OptionList("", tuple(Option(code, f"o.{code}") for code in ("law", "none")))
    chosen = Answer("topics")
    shown = Binary("and", Call("answered", chosen), Unary("not", Binary("in", Literal("none"), chosen)))
    asked = Questionnaire(
        "k",
        ("en",),
        (
            Section(
                "s",
                (
                    Question("topics", "multiple", options),
                    Question("help", "yes-no", YES_NO, show_if=Expression("", shown)),
                ),
            ),
        ),
        {"en": {}},
    )
    coded = encode(asked, structure_of(asked), [respondent])
    assert int(coded.codes["help"][0]) == cell
