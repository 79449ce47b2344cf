"""Every kind: form values to answer and back, what is refused, and the columns of a release."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.definition.kinds import KINDS, kind_of
from surveyapp.definition.kinds.base import clean
from surveyapp.definition.kinds.best_worst import sets
from surveyapp.definition.kinds.text import ShortText
from surveyapp.definition.model import Question, Questionnaire
from surveyapp.definition.problems import CODES

Sample = Callable[[str], Questionnaire]

VALUES: dict[str, list[Any]] = {
    "one": ["red", "green", "none"],
    "several": [["red"], ["red", "blue"], ["none"], ["red", "green", "blue"]],
    "rated": ["1", "5", "dk"],
    "grid": [{"books": "none"}, {"books": "some", "films": "often", "games": "none"}],
    "grid_several": [{"left": ["a"]}, {"left": ["a", "d"], "right": ["b"]}],
    "ranked": [["films"], ["games", "books", "films"]],
    "amount": ["0", "-2.5", "1000", "3.25"],
    "line": ["A line", "žāļš Ёж"],
    "story": ["One line", "Two\nlines"],
    "day": ["2026-05-04"],
    "days": [{"start": "2026-05-04", "end": "2026-05-04"}],
    "agreed": ["yes", "no"],
    "shares": [{"books": 10}, {"books": 3, "games": 7}],
    "best": [[{"best": "red", "worst": "green"}, {}, {"best": "blue"}, {}, {}]],
    "feel": [{"speed": "1"}, {"speed": "7", "tone": "4"}],
    "attended": [{}, {"first": {"attended": True}}, {"second": {"attended": True, "rating": "4"}}],
    "ideas": [[{"id": "0" * 32, "text": "An idea"}], [{"id": "a" * 32, "text": "x", "direction": "b"}]],
}
ROUND_TRIPS = [(name, value) for name, values in VALUES.items() for value in values]


@pytest.fixture(scope="module")
def questions(sample: Sample) -> dict[str, Question]:
    return {question.id: question for question in sample("every-kind").questions}


def test_the_sample_has_every_kind(questions: dict[str, Question]) -> None:
    assert {question.kind for question in questions.values()} == set(KINDS)
    assert set(VALUES) | {"note", "total"} == set(questions)


@pytest.mark.parametrize(("name", "value"), ROUND_TRIPS, ids=lambda part: str(part)[:40])
def test_round_trip(name: str, value: object, questions: dict[str, Question]) -> None:
    question = questions[name]
    kind = kind_of(question)
    assert kind.validate(question, value) == ()
    raw = kind.to_raw(question, value)
    assert set(raw) <= set(kind.names(question))
    parsed = kind.parse(question, raw)
    assert (parsed.value, parsed.problems) == (value, ())


@pytest.mark.parametrize(("name", "value"), ROUND_TRIPS, ids=lambda part: str(part)[:40])
def test_cells_fit_the_columns(name: str, value: object, questions: dict[str, Question]) -> None:
    question = questions[name]
    kind = kind_of(question)
    columns = {column.key: column for column in kind.columns(question)}
    assert all(column.question_id == name for column in columns.values())
    for key, cell in kind.cells(question, value).items():
        column = columns[key]
        assert isinstance(cell, float if column.type == "number" else str)
        assert column.type != "codes" or cell in column.codes


def test_nothing_posted_is_unanswered(questions: dict[str, Question]) -> None:
    for question in questions.values():
        kind = kind_of(question)
        empty = {name: [""] for name in kind.names(question)}
        for raw in ({}, empty):
            parsed = kind.parse(question, raw)
            assert (parsed.value, parsed.problems) == (None, ())


def test_not_asked_has_no_columns(questions: dict[str, Question]) -> None:
    for question in questions.values():
        silent = Question(question.id, question.kind, question.options, question.rows, asked=False)
        assert kind_of(silent).columns(silent) == ()


REFUSED: list[tuple[str, dict[str, list[str]], str]] = [
    ("one", {"q-one": ["crimson"]}, "unknown_choice"),
    ("one", {"q-one": ["other"], "q-one-other": ["x" * 201]}, "too_long"),
    ("several", {"q-several": ["red", "crimson"]}, "unknown_choice"),
    ("several", {"q-several": ["red", "green", "blue", "other"]}, "too_many_choices"),
    ("several", {"q-several": ["red", "none"]}, "exclusive_choice"),
    ("rated", {"q-rated": ["6"]}, "unknown_choice"),
    ("grid", {"q-grid-books": ["never"]}, "unknown_choice"),
    ("grid_several", {"q-grid_several-left": ["a", "z"]}, "unknown_choice"),
    ("ranked", {"q-ranked-books": ["1"], "q-ranked-films": ["1"]}, "ranked_twice"),
    ("ranked", {"q-ranked-books": ["1"], "q-ranked-films": ["3"]}, "ranks_skipped"),
    ("ranked", {"q-ranked-books": ["9"]}, "unknown_choice"),
    ("amount", {"q-amount": ["many"]}, "not_a_number"),
    ("amount", {"q-amount": ["1e5"]}, "not_a_number"),
    ("amount", {"q-amount": ["٣"]}, "not_a_number"),
    ("amount", {"q-amount": ["-11"]}, "below_minimum"),
    ("amount", {"q-amount": ["1001"]}, "above_maximum"),
    ("amount", {"q-amount": ["1.2345"]}, "too_many_decimals"),
    ("line", {"q-line": ["x" * 201]}, "too_long"),
    ("story", {"q-story": ["x" * 2001]}, "too_long"),
    ("day", {"q-day": ["31.02.2026"]}, "not_a_date"),
    ("day", {"q-day": ["soon"]}, "not_a_date"),
    ("days", {"q-days-start": ["2026-05-04"]}, "period_incomplete"),
    ("days", {"q-days-start": ["2026-05-04"], "q-days-end": ["2026-05-03"]}, "period_reversed"),
    ("days", {"q-days-start": ["x"], "q-days-end": ["2026-05-03"]}, "not_a_date"),
    ("agreed", {"q-agreed": ["perhaps"]}, "unknown_choice"),
    ("shares", {"q-shares-books": ["4"]}, "wrong_total"),
    ("shares", {"q-shares-books": ["-4"]}, "not_a_number"),
    ("best", {"q-best-1-best": ["red"], "q-best-1-worst": ["red"]}, "best_is_worst"),
    ("best", {"q-best-1-best": ["crimson"]}, "unknown_choice"),
    ("feel", {"q-feel-speed": ["8"]}, "unknown_choice"),
    ("attended", {"q-attended-first-rating": ["9"]}, "unknown_choice"),
    ("attended", {"q-attended-first": ["yes"], "q-attended-none": ["yes"]}, "exclusive_choice"),
    ("ideas", {"q-ideas-1-text": ["x" * 501]}, "too_long"),
    ("ideas", {"q-ideas-1-text": ["x"], "q-ideas-1-direction": ["z"]}, "unknown_choice"),
]


@pytest.mark.parametrize(("name", "raw", "code"), REFUSED, ids=[f"{name}-{code}" for name, _, code in REFUSED])
def test_refused(name: str, raw: dict[str, list[str]], code: str, questions: dict[str, Question]) -> None:
    question = questions[name]
    problems = kind_of(question).parse(question, raw).problems
    assert [problem.code for problem in problems] == [code]
    assert problems[0].question_id == name
    assert problems[0].field in kind_of(question).names(question)
    assert set(problems[0].params) == set(CODES[code])


@pytest.mark.parametrize(
    "value", [None, 3, "", [], "crimson", ["crimson"], {"x": "y"}, [{"best": 1}], [3], {"books": []}]
)
def test_malformed_values_are_refused(value: object, questions: dict[str, Question]) -> None:
    for question in questions.values():
        if (question.kind, value) in (("short-text", "crimson"), ("long-text", "crimson")):
            continue
        problems = kind_of(question).validate(question, value)
        assert problems
        assert problems[0].code in CODES


def test_too_few_choices(questions: dict[str, Question]) -> None:
    several = questions["several"]
    strict = Question("several", "multiple", several.options, settings={"min": 2})
    assert [each.code for each in kind_of(strict).validate(strict, ["red"])] == ["too_few_choices"]
    assert kind_of(strict).validate(strict, ["none"]) == ()


def test_dates_outside_their_limits(sample: Sample) -> None:
    start = sample("dates").question("start")
    codes = [
        kind_of(start).parse(start, {"q-start": [day]}).problems for day in ("2025-12-31", "01.01.2027", "1.2.2026")
    ]
    assert [[each.code for each in problems] for problems in codes] == [["before_earliest"], ["after_latest"], []]


def test_local_numbers_and_dates(questions: dict[str, Question]) -> None:
    amount, day = questions["amount"], questions["day"]
    for text, value in (
        ("3,5", "3.5"),
        ("1 000", "1000"),
        ("1\u00a0000,00", "1000"),
        ("\u22122", "-2"),
        ("0,50", "0.5"),
    ):
        assert kind_of(amount).parse(amount, {"q-amount": [text]}).value == value
    for text in ("4.5.2026", "04.05.2026.", "4/5/2026", "2026-05-04"):
        assert kind_of(day).parse(day, {"q-day": [text]}).value == "2026-05-04"


def test_other_text_only_with_its_option(questions: dict[str, Question]) -> None:
    one, several = questions["one"], questions["several"]
    assert kind_of(one).parse(one, {"q-one": ["other"], "q-one-other": [" Pink "]}).other == "Pink"
    assert kind_of(one).parse(one, {"q-one": ["red"], "q-one-other": ["Pink"]}).other == ""
    assert kind_of(several).parse(several, {"q-several": ["red", "other"], "q-several-other": ["Pink"]}).other == "Pink"
    assert kind_of(one).to_raw(one, "other", "Pink") == {"q-one": ["other"], "q-one-other": ["Pink"]}
    assert kind_of(one).cells(one, "other", "Pink") == {"one": "other", "one.other.text": "Pink"}


def test_a_rating_counts_as_attendance(questions: dict[str, Question]) -> None:
    attended = questions["attended"]
    parsed = kind_of(attended).parse(attended, {"q-attended-first-rating": ["4"]})
    assert parsed.value == {"first": {"attended": True, "rating": "4"}}
    cells = kind_of(attended).cells(attended, parsed.value)
    assert cells == {
        "attended.first.attended": "1",
        "attended.first.rating": "4",
        "attended.second.attended": "0",
    }


def test_proposals_get_random_ids_which_stay(questions: dict[str, Question]) -> None:
    ideas = questions["ideas"]
    kind = kind_of(ideas)
    raw = {"q-ideas-1-text": ["One"], "q-ideas-2-text": ["Two"]}
    value = kind.parse(ideas, raw).value
    assert isinstance(value, list)
    assert all(uuid.UUID(hex=proposal["id"]).version == 4 for proposal in value)
    assert value[0]["id"] != value[1]["id"]
    assert kind.parse(ideas, kind.to_raw(ideas, value)).value == value
    stolen = {**raw, "q-ideas-1-id": ["a" * 32], "q-ideas-2-id": ["a" * 32]}
    again = kind.parse(ideas, stolen).value
    assert isinstance(again, list)
    assert again[0]["id"] == "a" * 32 != again[1]["id"]
    assert kind.columns(ideas) == ()


def test_every_option_is_in_as_many_sets(questions: dict[str, Question]) -> None:
    best = questions["best"]
    found = sets(best)
    assert best.options is not None
    assert {sum(code in each for each in found) for code in best.options.codes} == {3}
    assert all(len(set(each)) == 3 for each in found)


def test_measures(questions: dict[str, Question]) -> None:
    measures = {name: kind_of(question).measure(question) for name, question in questions.items()}
    assert measures == {
        "one": "nominal",
        "several": "choices",
        "rated": "ordinal",
        "grid": "ordinal",
        "grid_several": "choices",
        "ranked": "ranking",
        "amount": "number",
        "line": "text",
        "story": "text",
        "day": "date",
        "days": "date",
        "agreed": "nominal",
        "shares": "allocation",
        "best": "best-worst",
        "feel": "ordinal",
        "attended": "ordinal",
        "ideas": "proposals",
        "note": "none",
        "total": "number",
    }
    rated = kind_of(questions["rated"]).columns(questions["rated"])[0]
    assert rated.missing == {"dk": "dont_know"}


@settings(deadline=None)
@given(st.text(max_size=80))
def test_texts_are_cleaned_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    question = Question("line", "short-text", settings={"max_length": 500})
    parsed = ShortText().parse(question, {"q-line": [text]})
    assert parsed.problems == ()
    assert parsed.value is None or ShortText().validate(question, parsed.value) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["-books", "-films-rating", "-first", "-1-text", "-1-best", "", "-other", "-start"]),
        st.lists(st.text(max_size=6), max_size=3),
    )
)
def test_no_form_breaks_a_kind(sample: Sample, posted: dict[str, list[str]]) -> None:
    for question in sample("every-kind").questions:
        parsed = kind_of(question).parse(question, {f"q-{question.id}{end}": values for end, values in posted.items()})
        assert all(problem.code in CODES for problem in parsed.problems)
