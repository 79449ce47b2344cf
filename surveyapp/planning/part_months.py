"""Parts of a month as plans name them: "the second half of May" is 16–31 May."""

from __future__ import annotations

import calendar
import re
from datetime import date

_HALF_OF_MONTH = re.compile(
    r"\b(?:(?P<h1>1|i|pirm\w+|перв\w+|first)|(?P<h2>2|ii|otr\w+|antr\w+|втор\w+|second))"
    r"[.\s]*(?:-?(?:я|ю|й|oji|ąją|st|nd)\b)?\s*(?:pus[eēiė]\w*|pusę|половин\w+|half(?= of (?!the (?:school )?year)))"
    r"(?! (?:gada|metų|mokslo|mācību|года|учебного))(?:\s+of\b)?"
)
MIDDLE = 15
"""The last day of a month's first half, in short months too: people speak of the 15th."""


def named_half(plain: str) -> int | None:
    """1 or 2 where a text names exactly one half of something that is no year, else None."""
    found = list(_HALF_OF_MONTH.finditer(plain))
    if len(found) != 1:
        return None
    return 1 if found[0]["h1"] else 2


def half_of(month: date, half: int) -> tuple[date, date]:
    """First and last day of the half of the month a day is in."""
    if half == 1:
        return month.replace(day=1), month.replace(day=MIDDLE)
    return month.replace(day=MIDDLE + 1), month.replace(day=calendar.monthrange(month.year, month.month)[1])


def ten_days_of(month: date, number: int) -> tuple[date, date]:
    """The first, second or third ten days of the month a day is in; the last lasts to its end."""
    last = 10 * number if number < 3 else calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=10 * number - 9), month.replace(day=last)
