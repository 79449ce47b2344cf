"""An association with members, made through the services, for tests of surveys, mails and pages."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from surveyapp.planning.years import SchoolYear
from surveyapp.services import invitations, members, plans, questionnaires, structure, surveys
from surveyapp.services.access import SYSTEM, Actor, Scope
from surveyapp.services.modes import Mode
from surveyapp.services.roles import RoleName
from surveyapp.services.unit import Unit

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


class Town:
    """An association with its leader; of seven members the first has no e-mail address."""

    def __init__(self, unit: Unit, size: int = 7) -> None:
        self.unit = replace(unit, now=lambda: NOW, mails=True)
        questionnaires.take_in_bundled(self.unit)
        region = structure.make_region(self.unit, SYSTEM, {"lv": "Vējupes novads"}, None, "Europe/Riga")
        self.region_id = region
        self.id = structure.make_association(
            self.unit,
            SYSTEM,
            structure.AssociationInput({"lv": "Vējupes skolu bibliotekāri"}, "lv", region),
        )
        self.leader = Actor(None, "Sarma Lauva", (Scope(RoleName.LEADER, association_id=self.id),))
        kinds = ("basic", "basic", "basic", "secondary", "secondary", "secondary", "gymnasium")
        people = tuple(
            members.MemberInput(
                f"Biruta Liepa {number}",
                "" if number == 0 else f"biruta{number}@vejupe.example",
                f"Vējupes {number}. skola",
                kinds[number % len(kinds)],
                "lv",
            )
            for number in range(size)
        )
        members.add_members(self.unit, self.leader, self.id, people)
        self.period = plans.begin_plan(self.unit, self.leader, self.id, SchoolYear(2025))

    def open(self, mode: Mode = Mode.ANONYMOUS, days: int = 30, *, year_codes: bool = False) -> uuid.UUID:
        run_id = surveys.start_run(self.unit, self.leader, self.id, self.period.id)
        closes_at = NOW + timedelta(days=days)
        surveys.open_run(self.unit, self.leader, run_id, mode=mode, closes_at=closes_at, year_codes=year_codes)
        return run_id

    def next_year(self) -> None:
        """Begin the year after this one: what is opened from now on belongs to it."""
        year = self.period.year
        self.period = plans.begin_plan(self.unit, self.leader, self.id, SchoolYear(year.first + 1))

    def links(self, run_id: uuid.UUID) -> list[str]:
        rows = invitations.invitations_of(self.unit, self.leader, run_id)
        return [invitations.link_of(self.unit, row.id) for row in sorted(rows, key=lambda row: row.name)]
