"""Reading a period as people write it in a plan into first day, last day and precision.

A plan's words are kept as they were written: what is computed from them stands beside them, never instead of them.
Four languages are read at once, since plans of a bilingual region mix them. What a period lacks (a year beside
"maijs – augusts", a month beside the first number of "12.–16.10.2015.") is taken from its neighbour in the text, and
failing that from the plan's own year.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from surveyapp.planning import calendar_words as words
from surveyapp.planning.part_months import half_of, named_half, ten_days_of
from surveyapp.planning.years import SchoolYear, Year


class Precision(StrEnum):
    """How exactly a period is known; decides what an activity can be used for."""

    DAY = "day"
    SPAN = "span"  # a span of days, or several days named one by one
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"  # a season, half a year or a few months
    YEAR = "year"  # a whole year, or "all year"
    RECURRING = "recurring"  # "every two months"; start and end bound the repetition
    UNKNOWN = "unknown"  # the words were not understood, or name a day that does not exist


@dataclass(frozen=True, slots=True)
class Period:
    """A period in the plan's own words, with what was understood of them."""

    text: str
    start: date | None = None
    end: date | None = None
    precision: Precision = Precision.UNKNOWN
    problem: str | None = None  # "empty", "not_understood", "no_year", "no_such_day" or "ends_before_start"

    @property
    def is_dated(self) -> bool:
        """Whether the activity can be placed in a calendar: a day, days, one or a few months, a quarter or a season."""
        return self.start is not None and self.precision not in (Precision.YEAR, Precision.RECURRING, Precision.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Point:
    """One end of a period, with the parts that its words name."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: int | None = None
    bare: int | None = None  # a small number whose neighbour will say whether it is a day or a quarter
    in_figures: bool = False  # a month and year such as "06.2024": a small number before it is a month too
    year_from: int = 0  # 1 where the year was taken from the piece that follows, -1 from the one before

    @property
    def unit(self) -> Precision | None:
        for part, precision in (
            (self.day, Precision.DAY),
            (self.month, Precision.MONTH),
            (self.quarter, Precision.QUARTER),
            (self.half, Precision.SEASON),
            (self.season, Precision.SEASON),
            (self.year, Precision.YEAR),
        ):
            if part is not None:
                return precision
        return None


_TIME_OF_DAY = re.compile(
    r"(?:(?:plkst|val|pl|kl)\.?\s*(?:no\s*)?\d{1,2}(?:[.:]\d{2})?|\b\d{1,2}:\d{2}\b(?:\s*val\.?)?|\bat \d{1,2}\b"
    r"|\b\d{1,2}(?:[.:]\d{2})?\s*(?:-\s*\d{1,2}(?:[.:]\d{2})?\s*)?(?:val\b|[ap]\.?m\b|ч\b|час\w*))"
)
_CASE_ENDING = re.compile(r"(?<=\d)-(?:ый|ой|ого|го|ая|ое|ем|ом|й|е|я|м)\b")  # Russian "2-й", "19-го"
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_YEAR_SPAN = re.compile(r"\b(\d{4})\.?\s*[/-]\s*(\d{4}|\d{2})\b(?!\s*[-./]\s*\d)")
_TOKEN = re.compile(
    r"(?P<roman>\b\d{1,2}\s?\.\s?(?:xii|xi|ix|x|viii|vii|vi|v|iv|iii|ii|i)\s?\.\s?\d{4}\b)"
    r"|(?P<ymd>\b\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}\b)"
    r"|(?P<dmy>\b\d{1,2}\s*[./]\s*\d{1,2}\s*[./]\s*\d{4})"
    r"|(?P<dmshort>\b\d{1,2}[./]\d{1,2}[./](?:1[5-9]|[2-4]\d)\b(?!\.?\d))"
    r"|(?P<ym>\b\d{4}-(?:0[1-9]|1[0-2])\b)"
    r"|(?P<my>\b\d{1,2}[./]\s?\d{4}\b)"
    r"|(?P<dm>\b\d{1,2}\.\s?(?:0[1-9]|1[0-2])\b(?!\.?\d))"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<link>[-,;/+&])"
)


def read_period(text: str, year: Year | None = None) -> Period:
    """Read *text* as a period inside the plan's *year*.

    Without *year*, a period that names none is left without dates ("no_year"). Words that are not a period give
    precision ``unknown`` and "not_understood", a day such as 31 February "no_such_day"; nothing is guessed then.
    """
    kept = " ".join(text.split())
    if not kept:
        return Period(text=kept, problem="empty")
    plain = _CASE_ENDING.sub(" ", _TIME_OF_DAY.sub(" ", _DASHES.sub("-", kept.casefold())))
    school_year, plain = _take_school_year(plain)
    context = school_year or year
    recurring = words.RECURRING.search(plain) is not None
    plain = words.RECURRING.sub(" ", plain)
    all_year = words.ALL_YEAR.search(plain) is not None
    plain = words.ALL_YEAR.sub(" ", plain)
    decade = words.DECADE_OF_MONTH.search(plain)
    school_quarter = words.SCHOOL_QUARTER.search(plain)
    half = named_half(plain)
    plain = _in_months(words.WEEK_OF_MONTH.sub(" ", words.DECADE_OF_MONTH.sub(" ", plain)))
    points = _points(plain)
    if not points or (all_year and all(point.unit is Precision.YEAR for point in points)):
        return _whole_year(
            kept, points, context, recurring=recurring, understood=recurring or all_year or school_year is not None
        )
    read = _resolve(kept, points, context, recurring=recurring, ordered=words.RANGE.search(plain) is not None)
    if (decade or half) and read.start and read.precision is Precision.MONTH:
        number = int(str(decade.lastgroup)[1:]) if decade else half or 1
        start, end = (ten_days_of if decade else half_of)(read.start, number)
        return replace(read, start=start, end=end, precision=Precision.SPAN)
    return replace(read, precision=Precision.QUARTER) if school_quarter and read.start else read


def _in_months(plain: str) -> str:
    """Parts of a school year in the months they are made of, and months in Roman numerals by their names."""
    plain = words.SCHOOL_QUARTER.sub(
        lambda found: f" {words.SCHOOL_QUARTERS[int(str(found.lastgroup)[1:]) - 1]} ", plain
    )
    plain = words.EDGE_OF_YEAR.sub(lambda found: " september " if found["begin"] else " may-june ", plain)
    plain = words.SCHOOL_TERM.sub(lambda found: "2 " if found["season"][0] in "spв" else "1 ", plain)
    return _with_month_names(plain)


def month_name(number: int) -> str:
    """A month by its number as a word that reads as a month; the number itself where there is none."""
    return words.MONTHS[number - 1] if 1 <= number <= len(words.MONTHS) else str(number)


def _with_month_names(plain: str) -> str:
    """Months in Roman numerals by their names, where they are months: called so, or beyond the fourth quarter."""
    found = words.ROMAN_MONTHS.fullmatch(plain.strip())
    romans = words.ROMAN_WORD.findall(plain)
    if not found or not (found["named"] or any(words.ROMANS.index(roman) > 3 for roman in romans)):
        return plain
    return words.ROMAN_WORD.sub(lambda roman: words.MONTHS[words.ROMANS.index(roman.group())], plain)


def _take_school_year(plain: str) -> tuple[SchoolYear | None, str]:
    """Take "2015./2016." or "2023-24" out of the text: it names the school year, not two ends of a period."""
    for found in _YEAR_SPAN.finditer(plain):
        first, second = int(found[1]), int(found[2])
        if second in (first + 1, (first + 1) % 100) and 1990 <= first <= 2100:
            return SchoolYear(first), plain[: found.start()] + " " + plain[found.end() :]
    return None, plain


def _whole_year(text: str, points: list[_Point], context: Year | None, *, recurring: bool, understood: bool) -> Period:
    if not understood:
        return Period(text=text, problem="not_understood")
    precision = Precision.RECURRING if recurring else Precision.YEAR
    if points and points[0].year is not None:
        last = points[-1].year or points[0].year
        return Period(text, date(points[0].year, 1, 1), date(last, 12, 31), precision)
    if context is None:
        return Period(text=text, precision=precision, problem="no_year")
    return Period(text, context.start, context.end, precision)


def _points(plain: str) -> list[_Point]:
    """Split the words at dashes, commas and linking words and read each piece; pieces that say nothing are left out."""
    points: list[_Point] = []
    current = _Point()
    stray = False  # ordinary words: a number beside them is an address, not a day

    def close() -> None:
        nonlocal current, stray
        if stray and current.unit in (None, Precision.YEAR):
            current = replace(current, bare=None)
        if current != _Point():
            points.append(current)
        current, stray = _Point(), False

    for token in _TOKEN.finditer(plain):
        kind, value = token.lastgroup, token.group()
        if kind == "link" or (kind == "word" and words.LINK_WORD.fullmatch(value)):
            close()
        elif kind in ("roman", "ymd", "dmy", "dmshort", "ym", "my", "dm"):
            close()
            current = _numeric_point(kind, value)
        elif kind == "number":
            read = _with_number(current, int(value), len(value))
            if read is None:
                stray = True
            else:
                current = read
        elif kind == "word":
            read = _with_word(current, value)
            if read is None:
                stray = stray or len(value) > 2
            else:
                current = read
    close()
    return _merge(points)


def _numeric_point(kind: str, value: str) -> _Point:
    parts = [words.ROMANS.index(part) + 1 if part.isalpha() else int(part) for part in re.findall(r"\d+|[ivx]+", value)]
    if kind == "ymd":
        return _Point(year=parts[0], month=parts[1], day=parts[2])
    if kind in ("dmy", "roman", "dmshort"):
        return _Point(day=parts[0], month=parts[1], year=parts[2] + 2000 * (kind == "dmshort"))
    if kind == "ym":
        return _Point(year=parts[0], month=parts[1])
    if kind == "my":
        return _Point(month=parts[0], year=parts[1], in_figures=True)
    return _Point(day=parts[0], month=parts[1])


def _with_number(point: _Point, value: int, digits: int) -> _Point | None:
    if digits == 4 and 1990 <= value <= 2100:
        return replace(point, year=value) if point.year is None else None
    if digits <= 2 and value <= 31 and point.bare is None and point.day is None:
        if point.month is not None:
            return replace(point, day=value)
        if point.quarter == 0:
            return replace(point, quarter=value)
        return replace(point, bare=value)
    return None


def _with_word(point: _Point, word: str) -> _Point | None:
    month = words.MONTH_WORD.fullmatch(word)
    if month and month.lastgroup:
        number = int(month.lastgroup[1:])
        return replace(point, month=number, day=point.bare, bare=None) if point.month is None else point
    season = words.SEASON_WORD.fullmatch(word)
    if season and season.lastgroup:
        return replace(point, season=int(season.lastgroup[1:]))
    ordinal = words.ORDINAL_WORD.fullmatch(word)
    if word in words.ROMAN_NUMERALS:
        return replace(point, bare=words.ROMAN_NUMERALS[word])
    if ordinal and ordinal.lastgroup:
        return replace(point, bare=int(ordinal.lastgroup[1:]))
    if words.QUARTER_WORD.fullmatch(word):
        return replace(point, quarter=point.bare or 0, bare=None)
    if words.HALF_WORD.fullmatch(word):
        return replace(point, half=point.bare, bare=None) if point.bare in (1, 2) else point
    if words.DAY_WORD.fullmatch(word) or words.YEAR_WORD.fullmatch(word) or words.FILLER_WORD.fullmatch(word):
        return point
    return None


def _merge(points: list[_Point]) -> list[_Point]:
    """Give each piece what only its neighbours say, and drop the pieces which thereby became a neighbour's part."""
    dated = [point for point in points if point.unit not in (None, Precision.YEAR)]
    if dated and all(point.year is None for point in dated):
        years = [point.year for point in points if point.unit is Precision.YEAR]
        if len(years) == 1:
            dated_years = {id(point): years[0] for point in dated}
            points = [replace(p, year=dated_years[id(p)]) if id(p) in dated_years else p for p in points]
    if dated:
        points = [point for point in points if point.unit is not Precision.YEAR or point.bare is not None]
    for side in (1, -1):
        order = list(range(len(points)))[::-side]
        for neighbour, here in pairwise(order):
            points[here] = _inherit(points[here], points[neighbour], side)
    return [point for point in points if point.unit is not None and point.bare is None]


def _inherit(point: _Point, neighbour: _Point, side: int) -> _Point:
    if point.bare is not None:
        year = point.year or neighbour.year
        if neighbour.day is not None:
            return replace(point, day=point.bare, bare=None, month=neighbour.month, year=year)
        if neighbour.in_figures and side == 1:
            return replace(point, month=point.bare, bare=None, year=year, year_from=side)
        if neighbour.quarter is not None:
            return replace(point, quarter=point.bare, bare=None, year=year)
        if neighbour.half is not None and point.bare in (1, 2):
            return replace(point, half=point.bare, bare=None, year=year)
        return point
    if point.year is None and neighbour.year is not None and point.unit is not None:
        return replace(point, year=neighbour.year, year_from=side)
    return point


def _resolve(text: str, points: list[_Point], context: Year | None, *, recurring: bool, ordered: bool) -> Period:
    """Give the points dates. Of a list that is not *ordered* ("May, October") the earliest and the latest count."""
    try:
        points = _across_new_year(points, context)
        spans = [_span(point, context) for point in points]
    except ValueError:
        return Period(text=text, problem="no_such_day")
    dated = [span for span in spans if span is not None]
    if len(dated) < len(spans):
        return Period(text=text, precision=_precision(points), problem="no_year")
    first, last = (dated[0], dated[-1]) if ordered else (min(dated), max(dated, key=lambda span: span[1]))
    if last[1] < first[0]:
        return Period(text=text, problem="ends_before_start")
    return Period(text, first[0], last[1], Precision.RECURRING if recurring else _precision(points))


def _across_new_year(points: list[_Point], context: Year | None) -> list[_Point]:
    """Move the points whose year was borrowed, so that each follows the one before it.

    "October – March 2016" begins in 2015, "2023 November – February" ends in 2024.
    """
    moved = list(points)
    for place in range(len(moved) - 2, -1, -1):
        here, later = moved[place], _span(moved[place + 1], context)
        span = _span(here, context)
        if here.year_from == 1 and here.year and span and later and later[1] < span[0]:
            moved[place] = replace(here, year=here.year - 1)
    for place in range(1, len(moved)):
        here, before = moved[place], _span(moved[place - 1], context)
        span = _span(here, context)
        if here.year_from == -1 and here.year and span and before and span[1] < before[0]:
            moved[place] = replace(here, year=here.year + 1)
    return moved


def _precision(points: list[_Point]) -> Precision:
    unit = max((point.unit for point in points if point.unit), key=_COARSENESS.index)
    if len(points) == 1:
        return unit
    return {Precision.DAY: Precision.SPAN, Precision.YEAR: Precision.YEAR}.get(unit, Precision.SEASON)


_COARSENESS = (
    Precision.DAY,
    Precision.SPAN,
    Precision.MONTH,
    Precision.QUARTER,
    Precision.SEASON,
    Precision.YEAR,
)


def _span(point: _Point, context: Year | None) -> tuple[date, date] | None:
    """First and last day of one end, or None where no year is known. Refuses (ValueError) days that do not exist."""
    if point.month is not None:
        year = point.year or (context.year_of_month(point.month) if context else None)
        if year is None:
            return None
        if not 1 <= point.month <= 12:
            raise ValueError(point.month)
        if point.day is not None:
            day = date(year, point.month, point.day)
            return day, day
        return _months(year, point.month, 1)
    if point.quarter is not None:
        if not 1 <= point.quarter <= 4:
            raise ValueError(point.quarter)
        first_month = 3 * point.quarter - 2
        # The third quarter holds September: in a plan that begins in September it is that of the first year.
        year = point.year or (context.year_of_month(first_month + 2) if context else None)
        return None if year is None else _months(year, first_month, 3)
    if point.half is not None:
        return _half(point, context)
    if point.season is not None:
        year = point.year or (context.year_of_month(point.season) if context else None)
        if year is None:
            return None
        if point.season == 12 and point.year is not None and not (context and context.first == point.year):
            year -= 1  # "winter of 2016" outside a plan that begins in 2016 is the winter that ends in 2016
        return _months(year, point.season, 3)
    if point.year is not None:
        return date(point.year, 1, 1), date(point.year, 12, 31)
    return None


def _half(point: _Point, context: Year | None) -> tuple[date, date] | None:
    if isinstance(context, SchoolYear) and point.year is None:
        return _months(context.first, 9, 4) if point.half == 1 else _months(context.first + 1, 1, 5)
    year = point.year or (context.first if context else None)
    return None if year is None else _months(year, 1 if point.half == 1 else 7, 6)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    last = month + count - 1
    last_year, last_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, month, 1), date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])
