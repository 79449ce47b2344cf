from __future__ import annotations

import pytest

from surveyapp.planning.periods import Precision, read_period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026. gada maija otrā puse", "2026-05-16", "2026-05-31"),
        ("maija pirmā pusē 2026", "2026-05-01", "2026-05-15"),
        ("2026 m. gegužės antra pusė", "2026-05-16", "2026-05-31"),
        ("gegužės pirmą pusę 2026", "2026-05-01", "2026-05-15"),
        ("вторая половина мая 2026", "2026-05-16", "2026-05-31"),
        ("second half of February 2026", "2026-02-16", "2026-02-28"),
    ],
)
def test_half_a_month_is_read_as_its_days(text: str, start: str, end: str) -> None:
    read = read_period(text)
    assert (str(read.start), str(read.end), read.precision) == (start, end, Precision.SPAN)


def test_half_a_year_is_no_half_of_a_month() -> None:
    assert read_period("second half of 2026").precision is Precision.SEASON
