"""The region's other association, where four of nine answered: through the services, as it is not what is walked."""

from __future__ import annotations

from surveyapp.services import structure
from surveyapp.services.access import SYSTEM, Actor, Scope
from surveyapp.services.associations import desk
from surveyapp.services.database import open_unit
from surveyapp.services.roles import RoleName
from tests.e2e.server import Site
from tests.rounds import hold_round

INVITED, ANSWERED = 9, 4


def hold_a_small_round(site: Site, name: str) -> None:
    """Its survey of the year: too few answers to show what they say."""
    with open_unit(site.config) as unit:
        found = next(each for each in structure.associations(unit, SYSTEM) if name in each.names.values())
        leader = Actor(None, name, (Scope(RoleName.LEADER, association_id=found.id),))
        period = desk(unit, leader, found.id).period
        hold_round(unit, leader, found.id, period.id, invited=INVITED, answered=ANSWERED)
