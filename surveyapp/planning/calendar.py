"""A plan as a calendar: month by month for the page, and as iCalendar (RFC 5545) for a telephone.

Activities "all year" and repeated ones have no day to stand on; they are told apart instead of filling every month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from surveyapp.planning.model import Activity
from surveyapp.planning.years import Year

LINE_BYTES = 75
"""RFC 5545, 3.1: longer lines are folded."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the year, by its first day, with what falls into it."""

    first: date
    activities: tuple[Activity, ...]


def months(activities: Sequence[Activity], year: Year) -> tuple[Month, ...]:
    """Every month of the year with the activities that touch it, by their first day."""
    placed = sorted((each for each in activities if each.period.is_dated), key=_start)
    return tuple(
        Month(first, tuple(each for each in placed if _touches(each, first)))
        for first in _first_days(year.start, year.end)
    )


def _start(activity: Activity) -> date:
    return activity.period.start or date.max


def _touches(activity: Activity, first: date) -> bool:
    start, end = activity.period.start, activity.period.end
    return start is not None and end is not None and start < _next_month(first) and end >= first


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _first_days(start: date, end: date) -> Iterator[date]:
    first = start.replace(day=1)
    while first <= end:
        yield first
        first = _next_month(first)


def icalendar(activities: Sequence[Activity], name: str, domain: str, now: datetime) -> bytes:
    """The placed activities as whole-day events, under ids that stay the same each time the file is made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//surveyapp//plan//EN", f"X-WR-CALNAME:{_text(name)}"]
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for activity in sorted(activities, key=_start):
        start, end = activity.period.start, activity.period.end
        if start is None or end is None or not activity.period.is_dated:
            continue
        lines += [
            "BEGIN:VEVENT",
            f"UID:{activity.id}@{domain}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{start:%Y%m%d}",
            f"DTEND;VALUE=DATE:{end + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(activity.topic)}",
            *([f"LOCATION:{_text(activity.place)}"] if activity.place else []),
            *([f"DESCRIPTION:{_text(activity.responsible)}"] if activity.responsible else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> bytes:
    """A line in pieces of 75 bytes, never cut within a letter; those that go on begin with a blank."""
    pieces, piece = [], b""
    for letter in line:
        encoded = letter.encode()
        if len(piece) + len(encoded) > LINE_BYTES:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
