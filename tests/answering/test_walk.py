"""What a respondent sees: conditions, rows, sections, three-valued logic, calculated values."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveyapp.answering.walk import walk
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import PlanRow, freeze

Sample = Callable[[str], Questionnaire]


def seen(questionnaire: Questionnaire, answers: dict[str, object]) -> list[str]:
    return [visible.question.id for visible in walk(questionnaire, answers).questions]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["source"]),
        ({"source": "red"}, ["source", "shown"]),
        ({"source": "green"}, ["source"]),
        ({"shown": "text"}, ["source"]),
    ],
)
def test_unknown_hides(answers: dict[str, object], expected: list[str], sample: Sample) -> None:
    assert seen(sample("show-if"), answers) == expected


def test_hidden_answers_have_no_effect_and_stay_in_the_draft(sample: Sample) -> None:
    chain = sample("chain")
    draft: dict[str, object] = {"first": "no", "second": "yes", "third": "yes"}
    found = walk(chain, draft)
    assert [visible.question.id for visible in found.questions] == ["first"]
    assert dict(found.answers) == {"first": "no"}
    assert draft == {"first": "no", "second": "yes", "third": "yes"}
    assert seen(chain, {**draft, "first": "yes"}) == ["first", "second", "third"]


def test_rows_shown_where_used(sample: Sample) -> None:
    questionnaire = sample("rows-shown-if")
    answers: dict[str, object] = {
        "used": {"books": "often", "films": "none"},
        "liked": {"books": "5", "films": "1", "games": "2"},
    }
    found = walk(questionnaire, answers)
    liked = found.question("liked")
    assert liked is not None
    assert [row.code for row in liked.rows] == ["books"]
    assert found.answers["liked"] == {"books": "5"}
    assert seen(questionnaire, {"used": {"books": "none"}}) == ["used"]
    assert "liked" not in walk(questionnaire, {"liked": {"books": "5"}}).answers


def test_rows_with_their_own_condition(sample: Sample) -> None:
    questionnaire = sample("row-conditions")
    for has, rows in (("yes", ["always", "sometimes"]), ("no", ["always"])):
        parts = walk(questionnaire, {"has": has}).question("parts")
        assert parts is not None
        assert [row.code for row in parts.rows] == rows


def test_sections_behind_a_condition(sample: Sample) -> None:
    questionnaire = sample("section-show-if")
    for enter, sections in (("yes", ["gate", "inner"]), ("no", ["gate"])):
        found = walk(questionnaire, {"enter": enter, "inside": "x"})
        assert [visible.section.id for visible in found.sections] == sections
        assert ("inside" in found.answers) is (enter == "yes")


def test_require_if(sample: Sample) -> None:
    for colour, required in (("other", True), ("red", False)):
        perhaps = walk(sample("require"), {"compulsory": colour}).question("perhaps")
        assert perhaps is not None
        assert perhaps.required is required


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ({"a": "1", "b": "2"}, "1.67"),
        ({"a": "0.005", "b": "3"}, "1.01"),
        ({"a": "2", "b": "3"}, "3"),
        ({"a": "1"}, None),
        ({"a": "1", "b": "dk"}, None),
        ({"a": "1", "b": "2", "sum": "99"}, "1.67"),
    ],
)
def test_calculated(answers: dict[str, object], value: str | None, sample: Sample) -> None:
    assert walk(sample("calculate"), answers).answers.get("sum") == value


def test_hidden_calculated_is_not_on_the_page(sample: Sample) -> None:
    assert "total" not in seen(sample("every-kind"), {})
    assert "sum" in seen(sample("calculate"), {})


def test_year_end_paths(year_end: Questionnaire) -> None:
    frozen = freeze(year_end, plan_rows=[PlanRow("a1", "Seminar")], invited=12, member_kinds={"basic": 6, "primary": 6})
    without = seen(frozen, {"service_use": {"consultations": "none"}})
    assert "consult_barrier" in without
    assert "consult_access" not in without
    with_ = seen(frozen, {"service_use": {"consultations": "three_or_more"}, "systems": ["mobis"], "applied": "partly"})
    assert {"consult_access", "consult_timeliness", "consult_competence", "system_help", "applied_example"} <= set(
        with_
    )
    assert "consult_barrier" not in with_
    assert "system_help" not in seen(frozen, {"systems": ["none"]})
    assert {"activities", "institution_kind"} <= set(without)
    bare = seen(freeze(year_end, invited=12), {})
    assert not {"activities", "institution_kind"} & set(bare)
