"""An open year-end survey of the leader whose browser it is, for tests of the pages that collect answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from surveyapp.services import invitations, members, questionnaires, surveys
from surveyapp.services.modes import Mode
from surveyapp.services.unit import Unit
from tests.leaders import World

NewUnit = Callable[[], AbstractContextManager[Unit]]


def draft_survey(new_unit: NewUnit, world: World, size: int = 7) -> uuid.UUID:
    """A prepared survey of an association with so many members, the first without an address."""
    with new_unit() as unit:
        questionnaires.take_in_bundled(unit)
        people = tuple(
            members.MemberInput(
                f"Biruta Liepa {number}",
                f"biruta{number}@berzkalve.example" if number else "",
                f"Bērzkalves {number}. skola",
                ("basic", "secondary")[number % 2],
                "lv",
            )
            for number in range(size)
        )
        members.add_members(unit, world.leader, world.association_id, people)
        return surveys.start_run(unit, world.leader, world.association_id, world.period_id)


def open_survey(new_unit: NewUnit, world: World, mode: Mode = Mode.ANONYMOUS, size: int = 7) -> uuid.UUID:
    """The same, opened for a month."""
    run_id = draft_survey(new_unit, world, size)
    with new_unit() as unit:
        surveys.open_run(unit, world.leader, run_id, mode=mode, closes_at=unit.now() + timedelta(days=30))
    return run_id


def links_of(new_unit: NewUnit, world: World, run_id: uuid.UUID) -> list[str]:
    """The secrets of the members' links, by name."""
    with new_unit() as unit:
        rows = invitations.invitations_of(unit, world.leader, run_id)
        return [invitations.link_of(unit, row.id) for row in sorted(rows, key=lambda row: row.name)]
