"""The plan month by month and as iCalendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

from surveyapp.planning.calendar import icalendar, months
from surveyapp.planning.model import Activity
from surveyapp.planning.periods import read_period
from surveyapp.planning.years import SchoolYear

YEAR = SchoolYear(2025)
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def activity(id_: str, period: str, topic: str = "Seminārs", place: str = "") -> Activity:
    return Activity(id_, topic, read_period(period, YEAR), place=place)


PLAN = (
    activity("a", "12.–16.10.2025."),
    activity("b", "2025. gada oktobris"),
    activity("c", "28.11.2025. – 02.12.2025."),
    activity("d", "visu gadu"),
)


def test_twelve_months_hold_what_touches_them() -> None:
    year = months(PLAN, YEAR)

    assert [month.first for month in year][:2] == [date(2025, 9, 1), date(2025, 10, 1)]
    assert len(year) == 12
    held = {month.first.month: [each.id for each in month.activities] for month in year if month.activities}
    assert held == {10: ["b", "a"], 11: ["c"], 12: ["c"]}


def test_the_file_has_whole_days_with_lasting_ids() -> None:
    file = icalendar(PLAN, "Bērzkalve, 2025", "surveys.example", NOW).decode()
    events = file.split("BEGIN:VEVENT")[1:]

    assert file.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert file.endswith("END:VCALENDAR\r\n")
    assert "X-WR-CALNAME:Bērzkalve\\, 2025" in file
    assert len(events) == 3
    assert "UID:a@surveys.example\r\n" in events[1]
    assert "DTSTART;VALUE=DATE:20251012\r\nDTEND;VALUE=DATE:20251017\r\n" in events[1]


def test_long_lines_are_folded_between_letters_and_signs_escaped() -> None:
    topic = "Ž" * 60 + "; viens, divi\ntrīs\\"
    file = icalendar([activity("a", "12.10.2025.", topic, "Rīga, Brīvības iela 1")], "Plāns", "x", NOW)

    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    unfolded = file.decode().replace("\r\n ", "")
    assert "SUMMARY:" + "Ž" * 60 + "\\; viens\\, divi\\ntrīs\\\\\r\n" in unfolded
    assert "LOCATION:Rīga\\, Brīvības iela 1\r\n" in unfolded
