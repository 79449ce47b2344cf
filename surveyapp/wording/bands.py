"""Bands of numbers and of dates (`analysis.bands`) as a reader meets them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from babel.dates import format_interval
from babel.numbers import format_decimal

from surveyapp.wording import dates
from surveyapp.wording.catalogue import Catalogue


def number_band(c: Catalogue, code: str) -> str:
    """ "10–19", "10", "0.5 to less than 1"."""
    first, _, last = code.partition("..")
    if last.startswith("<"):
        return c.gettext("%(low)s to less than %(high)s", low=_number(c, first), high=_number(c, last[1:]))
    low, high = _number(c, first), _number(c, last)
    return low if first == last else c.gettext("%(low)s–%(high)s", low=low, high=high)


def _number(c: Catalogue, text: str) -> str:
    return str(format_decimal(float(text), format="#,##0.######", locale=c.locale))


def date_band(c: Catalogue, code: str) -> str:
    """ "March 2026", "January – March 2026", "2026", "2024–2025"."""
    first, _, last = code.partition("..")
    if first == last:
        return dates.month(c, _day(first))
    if first.endswith("-01") and last.endswith("-12"):
        low, high = int(first[:-3]), int(last[:-3])
        return str(low) if low == high else c.gettext("%(low)s–%(high)s", low=str(low), high=str(high))
    start, end = _day(first), _day(last)
    end = end.replace(day=monthrange(end.year, end.month)[1])
    return str(format_interval(start, end, skeleton="yMMMM", locale=c.locale))


def _day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
