"""Closing runs and votes whose last day has passed."""

from __future__ import annotations

from surveyapp.services.access import SYSTEM
from surveyapp.services.closing import close_run, overdue_runs
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.unit import Unit
from surveyapp.services.voting import close_vote, overdue_votes


def close_overdue(unit: Unit) -> int:
    """Close every open run and vote past its last day; returns how many runs.

    One that is closed meanwhile is passed over.
    """
    closed = 0
    for run_id in overdue_runs(unit):
        try:
            close_run(unit, SYSTEM, run_id)
        except Conflict:
            continue
        closed += 1
    for run_id in overdue_votes(unit):
        try:
            close_vote(unit, SYSTEM, run_id)
        except (Conflict, NotFound):
            continue
    return closed
