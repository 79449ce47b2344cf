"""School years and calendar years: the periods a plan, a survey and an evaluation belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FIRST_MONTH_OF_SCHOOL_YEAR = 9


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """A school year, named by the calendar year it begins in: ``SchoolYear(2026)`` is September 2026 to August 2027."""

    first: int

    @property
    def key(self) -> str:
        """The form stored and written to files: ``"2026/2027"``."""
        return f"{self.first}/{self.first + 1}"

    @property
    def numbers(self) -> tuple[int, ...]:
        """The calendar years a label is made of."""
        return (self.first, self.first + 1)

    @property
    def start(self) -> date:
        return date(self.first, FIRST_MONTH_OF_SCHOOL_YEAR, 1)

    @property
    def end(self) -> date:
        return date(self.first + 1, 8, 31)

    @property
    def previous(self) -> SchoolYear:
        return SchoolYear(self.first - 1)

    @property
    def next(self) -> SchoolYear:
        return SchoolYear(self.first + 1)

    def year_of_month(self, month: int) -> int:
        """The calendar year in which *month* (1..12) falls inside this school year."""
        return self.first if month >= FIRST_MONTH_OF_SCHOOL_YEAR else self.first + 1


@dataclass(frozen=True, slots=True, order=True)
class CalendarYear:
    """A calendar year, where associations plan and report from January to December."""

    first: int

    @property
    def key(self) -> str:
        """The form stored and written to files: ``"2026"``."""
        return str(self.first)

    @property
    def numbers(self) -> tuple[int, ...]:
        return (self.first,)

    @property
    def start(self) -> date:
        return date(self.first, 1, 1)

    @property
    def end(self) -> date:
        return date(self.first, 12, 31)

    @property
    def previous(self) -> CalendarYear:
        return CalendarYear(self.first - 1)

    @property
    def next(self) -> CalendarYear:
        return CalendarYear(self.first + 1)

    def year_of_month(self, month: int) -> int:
        return self.first


Year = SchoolYear | CalendarYear


def year_from_key(key: str) -> Year:
    """Read ``"2026/2027"`` or ``"2026"`` back.

    Refuses (ValueError) anything else, among it two years which do not follow one another.
    """
    first, slash, second = key.partition("/")
    if not (first.isascii() and first.isdigit() and len(first) == 4):
        raise ValueError(f"not a year: {key!r}")
    if not slash:
        return CalendarYear(int(first))
    if second != str(int(first) + 1):
        raise ValueError(f"not a school year: {key!r}")
    return SchoolYear(int(first))


def school_year_of(day: date) -> SchoolYear:
    """The school year in which *day* falls."""
    return SchoolYear(day.year if day.month >= FIRST_MONTH_OF_SCHOOL_YEAR else day.year - 1)
