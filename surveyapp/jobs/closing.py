"""Closing runs and votes whose last day has passed, and large runs while their leader looks on."""

from __future__ import annotations

import logging
import threading
import uuid

from surveyapp.config import Config
from surveyapp.services.access import SYSTEM, Actor
from surveyapp.services.closing import close_run, overdue_runs
from surveyapp.services.closing_progress import TOLD_FROM, forget, tell
from surveyapp.services.database import open_unit
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.unit import Unit
from surveyapp.services.voting import close_vote, overdue_votes

logger = logging.getLogger(__name__)

IN_BACKGROUND = TOLD_FROM
"""From so many envelopes on, closing takes longer than a page may."""


def close_in_background(config: Config, actor: Actor, run_id: uuid.UUID, envelopes: int) -> None:
    """Begin to close a run and return; `closing_progress.underway` says how far it is, at once too.

    The thread ends before the process does. Where the process is killed, nothing has happened.
    """
    tell(config.releases, run_id, 0, envelopes)

    def close() -> None:
        with open_unit(config) as unit:
            try:
                close_run(unit, actor, run_id)
            except Conflict:
                logger.info("run %s was closed meanwhile", run_id)
            except Exception:
                logger.exception("run %s could not be closed", run_id)
            finally:
                forget(config.releases, run_id)

    threading.Thread(target=close, name=f"closing {run_id}").start()


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
