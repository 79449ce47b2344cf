"""Last days as leaders think of them, and the moments in which services keep them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def last_moment(day: date, time_zone: str) -> datetime:
    """The end of a day where the association lives."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))


def last_day(closes_at: datetime | None, time_zone: str) -> date | None:
    """The last whole day before a moment; None where there is none."""
    if closes_at is None:
        return None
    return (closes_at - timedelta(seconds=1)).astimezone(ZoneInfo(time_zone)).date()
