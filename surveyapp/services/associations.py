"""What pages say of an association, and the choice of the year a page is about."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from surveyapp.planning.years import school_year_of
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.periods import PeriodView, current_period, ensure_period, period_by_id, periods_of, view
from surveyapp.services.unit import Unit
from surveyapp.store.regions import Association


@dataclass(frozen=True, slots=True)
class AssociationView:
    """An association for its pages."""

    id: uuid.UUID
    names: dict[str, str]
    language: str
    time_zone: str

    def name(self, language: str) -> str:
        """Its name in a language, else in its own."""
        return self.names.get(language) or self.names[self.language]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a leader sits: her association, the year chosen, and the years there are."""

    association: AssociationView
    period: PeriodView
    periods: tuple[PeriodView, ...]
    """Newest first; the chosen one is among them."""


def association_view(association: Association) -> AssociationView:
    """A stored association as pages use it."""
    return AssociationView(association.id, dict(association.names), association.language, association.time_zone)


def desk(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID | None = None) -> Desk:
    """The leader's desk for a period, by default the newest in use.

    ``NotFound`` for an unknown association or period, ``Forbidden`` for anyone but the leader.
    """
    association = require_leader(unit, actor, association_id)
    if period_id is not None:
        period = period_by_id(unit, period_id)
    else:
        period = current_period(unit, association_id) or _first_period(unit)
    periods = periods_of(unit, association_id)
    if period not in periods:
        periods = tuple(sorted((*periods, period), key=lambda other: other.starts_on, reverse=True))
    return Desk(association_view(association), period, periods)


def _first_period(unit: Unit) -> PeriodView:
    """Today's school year, made now: a new association has to begin somewhere."""
    unit.session.rollback()
    with unit.transaction() as session:
        return view(ensure_period(session, school_year_of(unit.now().date())))
