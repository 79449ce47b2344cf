"""Periods: which year a page is about."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.planning.years import CalendarYear, SchoolYear, Year, school_year_of
from surveyapp.services.errors import NotFound
from surveyapp.services.unit import Unit
from surveyapp.store.plans import Period, Plan
from surveyapp.store.surveys import Run, Survey


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period as pages use it; ``wording`` writes ``year`` in a language."""

    id: uuid.UUID
    year: Year
    starts_on: date
    ends_on: date


def year_of(period: Period) -> Year:
    """The year a stored period stands for."""
    return SchoolYear(period.first_year) if period.kind == "school_year" else CalendarYear(period.first_year)


def view(period: Period) -> PeriodView:
    """A stored period as pages use it."""
    return PeriodView(period.id, year_of(period), period.starts_on, period.ends_on)


def find_period(session: Session, year: Year) -> Period | None:
    """The stored period of a year; None where nobody used it yet."""
    kind = "school_year" if isinstance(year, SchoolYear) else "calendar_year"
    return session.scalar(select(Period).where(Period.kind == kind, Period.first_year == year.first))


def ensure_period(session: Session, year: Year) -> Period:
    """The stored period of a year, made in the caller's transaction where it is not there yet."""
    found = find_period(session, year)
    if found is None:
        kind = "school_year" if isinstance(year, SchoolYear) else "calendar_year"
        found = Period(kind=kind, first_year=year.first, starts_on=year.start, ends_on=year.end)
        session.add(found)
        session.flush()
    return found


def period_by_id(unit: Unit, period_id: uuid.UUID) -> PeriodView:
    """The period with this id. ``NotFound`` where there is none."""
    found = unit.session.get(Period, period_id)
    if found is None:
        raise NotFound("period")
    return view(found)


def neighbour(unit: Unit, period: PeriodView, step: int) -> PeriodView | None:
    """The period a number of years before (negative) or after, of the same kind; None where nobody used it yet."""
    kind = "school_year" if isinstance(period.year, SchoolYear) else "calendar_year"
    found = unit.session.scalar(
        select(Period).where(Period.kind == kind, Period.first_year == period.year.first + step)
    )
    return view(found) if found else None


def periods_of(unit: Unit, association_id: uuid.UUID) -> tuple[PeriodView, ...]:
    """Periods in which the association has a plan or a survey, newest first."""
    used = (
        select(Plan.period_id)
        .where(Plan.association_id == association_id)
        .union(
            select(Survey.period_id).join(Run, Run.survey_id == Survey.id).where(Run.association_id == association_id)
        )
    )
    rows = unit.session.scalars(select(Period).where(Period.id.in_(used)).order_by(Period.starts_on.desc()))
    return tuple(view(row) for row in rows)


def current_period(unit: Unit, association_id: uuid.UUID | None = None) -> PeriodView | None:
    """The period to show first.

    For an association: that of its newest survey, else that of its newest plan, else today's school year. Without one:
    that of the newest survey of all. None only in an installation that holds no period.
    """
    newest = select(Period).join(Survey, Survey.period_id == Period.id).join(Run, Run.survey_id == Survey.id)
    if association_id is not None:
        newest = newest.where(Run.association_id == association_id)
    found = unit.session.scalar(newest.order_by(Period.starts_on.desc()).limit(1))
    if found is None and association_id is not None:
        found = unit.session.scalar(
            select(Period)
            .join(Plan, Plan.period_id == Period.id)
            .where(Plan.association_id == association_id)
            .order_by(Period.starts_on.desc())
            .limit(1)
        )
    if found is None:
        today = school_year_of(unit.now().date())
        found = unit.session.scalar(
            select(Period).where(Period.kind == "school_year", Period.first_year == today.first)
        )
    return view(found) if found else None
