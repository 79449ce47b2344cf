"""Which cells may not change between two states: in segments and needs as in the whole."""

from __future__ import annotations

from typing import Any

from surveyapp.analysis.between import answered_by_all, held_back
from surveyapp.analysis.disclosure import DEFAULTS, dimensions
from surveyapp.dataset import uncut
from surveyapp.definition.versions import freeze
from tests.respondents import questionnaire
from tests.rounds import answers_of

ASKED = freeze(
    questionnaire("year-end"),
    plan_rows=(),
    invited=80,
    member_kinds={"basic": 30, "secondary": 30, "gymnasium": 20},
    anonymous=False,
)
BY = dimensions(uncut(ASKED, []))[0]
CODES = next(question for question in ASKED.questions if question.id == BY).options.codes  # type: ignore[union-attr]


def rows() -> list[dict[str, Any]]:
    """Twenty respondents, ten in each of two segments; ratings of all ends in both."""
    return [{**answers_of(n), "overall": str(1 + n % 5), BY: CODES[n // 10]} for n in range(20)]


def held(changes: dict[int, dict[str, Any]], once: dict[int, set[str]] | None = None) -> dict[int, set[str]]:
    after = [{**row, **changes.get(n, {})} for n, row in enumerate(rows())]
    touched = [(once or {}).get(n, set()) for n in range(20)]
    return held_back(uncut(ASKED, rows()), uncut(ASKED, after), touched, DEFAULTS)


def other(n: int) -> dict[str, Any]:
    return {"overall": str(1 + (n + 1) % 5)}


def test_five_of_one_segment_change_and_three_beside_two_wait() -> None:
    assert held({n: other(n) for n in range(5)}) == {}
    assert set(held({n: other(n) for n in (0, 1, 2, 10, 11)})) == {0, 1, 2, 10, 11}
    assert held({n: other(n) for n in (*range(5), *range(10, 15))}) == {}


def test_fewer_than_five_and_five_that_gave_one_answer_wait() -> None:
    assert set(held({n: other(n) for n in range(4)})) == {0, 1, 2, 3}
    # 4 and 9 said "5", 3 and 8 said "4": all of one end.
    assert set(held({n: {"overall": "1"} for n in (3, 4, 8, 9)})) == {3, 4, 8, 9}


def test_a_second_change_counts_towards_no_five() -> None:
    changes = {n: other(n) for n in range(5)}
    assert set(held(changes, {0: {"overall"}})) == set(range(5))
    assert held({n: other(n) for n in range(6)}, {0: {"overall"}}) == {}
    assert held(changes, {0: {"info_timely"}}) == {}


def test_who_changes_her_segment_changes_every_table_of_it() -> None:
    assert set(held({0: {BY: CODES[1]}})) == {0}
    assert BY in held({0: {BY: CODES[1]}})[0]


def test_a_need_waits_where_fewer_than_five_come_to_have_it() -> None:
    """Importance changes for six, but only for two of them past the border from which a service counts as important."""
    start = rows()
    changes = {}
    for n in range(6):
        given = dict(start[n]["service_importance"])
        given["consultations"] = "3" if n < 2 else ("4" if n % 2 else "5")
        changes[n] = {"service_importance": given}
    found = held(changes)
    assert set(found) >= {0, 1}
    assert any(key.startswith("service_importance") for key in found[0])


def test_questions_that_everybody_answered_are_known_and_no_other() -> None:
    release = uncut(ASKED, rows())
    once: list[set[str]] = [set() for _ in range(20)]
    found = answered_by_all(release, once)
    assert "overall" in found
    assert BY not in found
    assert "comment" not in found
    once[3] = {"overall"}
    assert "overall" not in answered_by_all(release, once)
    assert "overall" not in answered_by_all(uncut(ASKED, [*rows(), {"info_timely": "3"}]), [*once, set()])
