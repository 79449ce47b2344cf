"""Days and years inside sentences take the case that the sentence wants."""

from __future__ import annotations

from datetime import date

import pytest

from surveyapp.planning.years import CalendarYear, SchoolYear
from surveyapp.wording import dates
from surveyapp.wording.catalogue import catalogue


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("lv", "2026. gada 1. decembra"),
        ("lt", "2026 m. gruodžio 1 d."),
        ("ru", "1 декабря 2026 г."),
        ("en", "1 December 2026"),
    ],
)
def test_a_day_after_since(language: str, expected: str) -> None:
    assert dates.since(catalogue(language), date(2026, 12, 1)).replace("\N{NARROW NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(
    ("language", "calendar", "school"),
    [
        ("lv", "2026. gada", "2026./2027. m. g."),
        ("lt", "2026 m.", "2026–2027 m. m."),
        ("ru", "2026 года", "2026/2027 учебного года"),
        ("en", "2026", "2026/2027 school year"),
    ],
)
def test_a_year_after_since(language: str, calendar: str, school: str) -> None:
    assert dates.since_year(catalogue(language), CalendarYear(2026)) == calendar
    assert dates.since_year(catalogue(language), SchoolYear(2026)) == school


@pytest.mark.parametrize("month", range(1, 13))
def test_every_latvian_month_is_in_the_genitive_after_since(month: int) -> None:
    said = dates.since(catalogue("lv"), date(2026, month, 5))
    nominative = dates.day(catalogue("lv"), date(2026, month, 5))
    assert said.startswith("2026. gada 5. ")
    assert said[-1] == "a"
    assert said[: -len("a")].rstrip("ļ") == nominative.rstrip("si").rstrip("l")
