"""Days, spans and years as each language writes them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_interval, format_skeleton

from surveyapp.planning.years import SchoolYear, Year
from surveyapp.wording.catalogue import Catalogue


def day(c: Catalogue, value: date) -> str:
    """A day in full: "2026. gada 12. marts", "2026 m. kovo 12 d.", "12 марта 2026 г.", "12 March 2026"."""
    if c.language == "en":
        return str(format_date(value, format="d MMMM y", locale=c.locale))
    return str(format_date(value, format="long", locale=c.locale))


def short_day(c: Catalogue, value: date) -> str:
    """A day for tables: "12.03.2026.", "2026-03-12", "12.03.2026", "12 Mar 2026"."""
    pattern = {"lv": "dd.MM.y.", "lt": "y-MM-dd", "ru": "dd.MM.y", "en": "d MMM y"}[c.language]
    return str(format_date(value, format=pattern, locale=c.locale))


def month(c: Catalogue, value: date) -> str:
    """A month with its year, standing alone: "2026. gada marts", "2026 m. kovas", "март 2026 г.", "March 2026"."""
    return str(format_skeleton("yMMMM", value, locale=c.locale))


def span(c: Catalogue, start: date, end: date) -> str:
    """Two days as one span, without repeating what they share."""
    if start == end:
        return day(c, start)
    return str(format_interval(start, end, skeleton="yMMMMd", locale=c.locale))


def local_day(value: datetime, time_zone: str) -> date:
    """The day a moment falls on in a time zone. Refuses (ValueError) a naive time, as ``moment``."""
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return value.astimezone(ZoneInfo(time_zone)).date()


def moment(c: Catalogue, value: datetime, time_zone: str) -> str:
    """A moment in a time zone. Refuses (ValueError) a naive time: stored times are UTC and say so."""
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone")
    local = value.astimezone(ZoneInfo(time_zone))
    return c.gettext(
        "%(day)s, %(time)s", day=day(c, local.date()), time=format_datetime(local, format="HH:mm", locale=c.locale)
    )


_LATVIAN_GENITIVE = (
    *("janvāra", "februāra", "marta", "aprīļa", "maija", "jūnija"),
    *("jūlija", "augusta", "septembra", "oktobra", "novembra", "decembra"),
)
_LATVIAN_DATIVE = (
    *("janvārim", "februārim", "martam", "aprīlim", "maijam", "jūnijam"),
    *("jūlijam", "augustam", "septembrim", "oktobrim", "novembrim", "decembrim"),
)


def since(c: Catalogue, value: date) -> str:
    """A day after "since": Latvian wants the genitive, "kopš 2026. gada 15. decembra"."""
    if c.language == "lv":
        return f"{value.year}. gada {value.day}. {_LATVIAN_GENITIVE[value.month - 1]}"
    return day(c, value)


def last_day(c: Catalogue, value: date) -> str:
    """A day after "until": Latvian wants another case than elsewhere, "līdz 2026. gada 15. decembrim"."""
    if c.language == "lv":
        return f"{value.year}. gada {value.day}. {_LATVIAN_DATIVE[value.month - 1]}"
    return day(c, value)


def deadline(c: Catalogue, value: datetime, time_zone: str) -> str:
    """The last day, where a deadline is the end of a day as leaders set it; else the moment. Stands after "until"."""
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone")
    local = value.astimezone(ZoneInfo(time_zone))
    if local.time() == time():
        return last_day(c, (local - timedelta(days=1)).date())
    return c.gettext(
        "%(day)s, %(time)s",
        day=last_day(c, local.date()),
        time=format_datetime(local, format="HH:mm", locale=c.locale),
    )


def year(c: Catalogue, value: Year) -> str:
    """A school year or calendar year for headings and running text in the nominative.

    "2026./2027. m. g.", "2026–2027 m. m.", "2026/2027 учебный год", "2026/2027 school year"; "2026. gads",
    "2026 m.", "2026 год", "2026".
    """
    if isinstance(value, SchoolYear):
        first, second = value.numbers
        pattern = {
            "lv": "{first}./{second}. m. g.",
            "lt": "{first}–{second} m. m.",
            "ru": "{first}/{second} учебный год",
            "en": "{first}/{second} school year",
        }[c.language]
        return pattern.format(first=first, second=second)
    pattern = {"lv": "{first}. gads", "lt": "{first} m.", "ru": "{first} год", "en": "{first}"}[c.language]
    return pattern.format(first=value.first)


def since_year(c: Catalogue, value: Year) -> str:
    """A year after "since": "kopš 2026. gada", "с 2026 года", "с 2026/2027 учебного года"."""
    if isinstance(value, SchoolYear):
        first, second = value.numbers
        return f"{first}/{second} учебного года" if c.language == "ru" else year(c, value)
    pattern = {"lv": "{first}. gada", "lt": "{first} m.", "ru": "{first} года", "en": "{first}"}[c.language]
    return pattern.format(first=value.first)
