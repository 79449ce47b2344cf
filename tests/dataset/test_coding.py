"""What a release calls shown is what the respondent's walk showed."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from surveyapp.answering.walk import walk
from surveyapp.dataset import coding
from surveyapp.dataset.coding import Coded, encode
from surveyapp.dataset.structure import NOT_SHOWN, UNANSWERED, from_json, structure_of, to_json
from surveyapp.definition.model import Option, OptionList, Question, Questionnaire, Section
from surveyapp.definition.tree import Answer, Binary, Call, Expression, Literal, Unary
from tests.dataset.sample import answers, many, questionnaire

YES_NO = OptionList("", (Option("yes", "o.yes"), Option("no", "o.no")))


def cells(coded: Coded) -> list[tuple[Any, ...]]:
    columns = [*coded.codes.values(), *coded.states.values(), *coded.numbers.values(), *coded.texts.values()]
    return list(zip(*(column.tolist() for column in columns), strict=True))


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
    apart = [encode(asked, structure, [row]) for row in rows]
    assert sorted(map(repr, cells(together))) == sorted(repr(cells(one)[0]) for one in apart)


def test_batches_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = questionnaire()
    structure = structure_of(asked)
    rows = many(50)
    whole = encode(asked, structure, rows)
    monkeypatch.setattr(coding, "BATCH", 7)
    assert encode(asked, structure, [json.dumps(row) for row in rows]).fingerprint == whole.fingerprint


def test_rows_that_differ_in_their_texts_alone_are_in_one_order() -> None:
    asked = questionnaire()
    structure = structure_of(asked)
    rows = [{"comment": text} for text in ("labi", "вижу", "", "ne", "labi", "visi")] + [{}, {"overall": "3"}]
    found = [encode(asked, structure, order) for order in (rows, rows[::-1], rows[3:] + rows[:3])]
    assert len({one.fingerprint for one in found}) == 1
    assert len({tuple(one.texts["comment"].to_pylist()) for one in found}) == 1
    other = encode(asked, structure, [{"comment": "labi n"}, {"comment": "e"}])
    assert other.fingerprint != encode(asked, structure, [{"comment": "labi "}, {"comment": "ne"}]).fingerprint


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
