"""Years, and which activities a questionnaire asks about."""

from __future__ import annotations

from datetime import date

import pytest

from surveyapp.planning.model import Activity, Audience, Plan
from surveyapp.planning.periods import read_period
from surveyapp.planning.rows import rows_asked_about
from surveyapp.planning.years import CalendarYear, SchoolYear, school_year_of, year_from_key

YEAR = SchoolYear(2026)


def activity(name: str, period: str, *, done: bool = True, audience: Audience = Audience.TEACHERS) -> Activity:
    return Activity(id=name, topic=f"Topic {name}", period=read_period(period, YEAR), done=done, audience=audience)


def test_years_know_their_days_and_keys() -> None:
    assert (YEAR.start, YEAR.end) == (date(2026, 9, 1), date(2027, 8, 31))
    assert year_from_key("2026/2027") == YEAR
    assert year_from_key("2026") == CalendarYear(2026)
    assert year_from_key(YEAR.next.key) == SchoolYear(2027)
    assert YEAR.previous.numbers == (2025, 2026)
    assert school_year_of(date(2026, 8, 31)) == SchoolYear(2025)
    assert school_year_of(date(2026, 9, 1)) == YEAR


@pytest.mark.parametrize("key", ["2026/2028", "2026/27", "26", "", "2026/", "year"])
def test_other_keys_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match="year"):
        year_from_key(key)


def test_only_held_and_dated_activities_are_asked_about_in_order_of_time() -> None:
    rows = rows_asked_about(
        [
            activity("late", "12.05.2027."),
            activity("planned", "2027. gada jūnijs", done=False),
            activity("always", "visu gadu"),
            activity("often", "katru mēnesi"),
            activity("early", "oktobris"),
        ]
    )
    assert [row.id for row in rows] == ["early", "late"]


def test_at_most_twelve_with_librarians_before_pupils_and_the_later_ones() -> None:
    held = [activity(f"a{day:02}", f"{day}.10.2026.") for day in range(1, 14)]
    held.append(activity("pupils", "20.12.2026.", audience=Audience.PUPILS))
    rows = rows_asked_about(held)
    assert [row.id for row in rows] == [f"a{day:02}" for day in range(2, 14)]


def test_a_plan_knows_what_was_held_and_participants_are_not_negative() -> None:
    held = activity("a", "oktobris")
    plan = Plan(id="p", association="x", year=YEAR, activities=(held, activity("b", "maijs", done=False)))
    assert plan.held == (held,)
    with pytest.raises(ValueError, match="participants"):
        Activity(id="a", topic="t", period=held.period, participants=-1)
