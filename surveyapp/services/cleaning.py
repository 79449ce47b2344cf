"""Cleaning: what was deleted is overwritten in the database's files, and that is known to have been done.

Whoever deletes something secret gives an order in the same transaction; so none is lost, whatever happens next.
Closing and erasing do not wait for it: a backup may read for hours. It is tried at once, and by the worker every minute
until the database confirms it. Until then the leader is told, and nobody says that it is done.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from surveyapp.services.errors import DatabaseAway
from surveyapp.services.overwriting import STATISTICS, empty_log, overwrite
from surveyapp.services.unit import Unit
from surveyapp.store.cleaning import Cleaning, CleaningOutcome, CleaningReason
from surveyapp.store.surveys import Run, RunStatus
from surveyapp.store.tables import metadata
from surveyapp.store.voting import Vote

BALLOT_BOX = ("draft", "intake", "run")
VOTE = ("ballot", "vote", "voter")
ANSWERS = ("correction", "response", "text_coding", "text_reading")
FROZEN = ("evaluation_part", "evaluation_step", "evidence")
"""Where numbers and texts of a release that is replaced were kept."""
TABLES: Mapping[CleaningReason, tuple[str, ...]] = MappingProxyType(
    {
        CleaningReason.SURVEY_CLOSED: BALLOT_BOX,
        CleaningReason.VOTE_CLOSED: VOTE,
        CleaningReason.VOTE_TAKEN_BACK: VOTE,
        CleaningReason.TEXT_ERASED: (*ANSWERS, *FROZEN),
        CleaningReason.ANSWERS_ERASED: (*ANSWERS, *FROZEN, "invitation"),
        CleaningReason.ANSWERS_CORRECTED: ("correction", "response", *FROZEN),
        CleaningReason.PRODUCT_UPDATED: (*BALLOT_BOX, *VOTE, *ANSWERS, "proposal", STATISTICS),
    }
)
"""Where what was deleted stood."""
SEALED = (CleaningReason.SURVEY_CLOSED, CleaningReason.VOTE_CLOSED, CleaningReason.VOTE_TAKEN_BACK)
WHILE_OPEN = ("ballot", "draft", "intake")
"""Where something is replaced or thrown away while answers come in."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something deleted that is not yet overwritten."""

    reason: CleaningReason
    since: datetime
    outcome: CleaningOutcome
    """Of the last try."""

    @property
    def sealed(self) -> bool:
        """Whether it is what lay in a ballot box; otherwise answers that were erased or corrected."""
        return self.reason in SEALED

    @property
    def in_use(self) -> bool:
        """Whether it waits for somebody who uses the database."""
        return self.outcome in (CleaningOutcome.READ, CleaningOutcome.BUSY)

    @property
    def refused(self) -> bool:
        """Whether somebody has to look into it."""
        return self.outcome in (CleaningOutcome.REFUSED, CleaningOutcome.FAILED)


def order_cleaning(session: Session, reason: CleaningReason, run_id: uuid.UUID | None) -> None:
    """Order that what the caller's transaction deletes is overwritten after it. `clean` does it."""
    session.add(Cleaning(reason=reason, run_id=run_id, tables=list(TABLES[reason])))


def clean(unit: Unit) -> bool:
    """Try everything that waits; whether nothing waits any more. Ends the session's transaction; fails never.

    Where the database is away, the order stays and the worker tries again.
    """
    try:
        return _clean(unit)
    except (DatabaseAway, SQLAlchemyError) as error:
        unit.session.rollback()
        log.warning("event=cleaning_interrupted kind=%s", type(error).__name__)
        return False


def _clean(unit: Unit) -> bool:
    unit.session.rollback()
    orders = unit.session.execute(select(Cleaning.id, Cleaning.tables).where(Cleaning.done_at.is_(None))).all()
    unit.session.rollback()  # what was read here may see what is to be overwritten
    if not orders:
        return True
    present = {*metadata.tables, STATISTICS}
    wanted = {table for _, tables in orders for table in tables if table in present}
    found = overwrite(unit.session.get_bind().engine, wanted)
    whole = True
    with unit.transaction() as session:
        for order_id, tables in orders:
            order = session.get(Cleaning, order_id, with_for_update=True)
            if order is None or order.done_at is not None:
                continue
            outcomes = {found[table] for table in tables if table in found} - {CleaningOutcome.CLEAN}
            outcome = next((each for each in CleaningOutcome if each in outcomes), CleaningOutcome.CLEAN)
            order.tries += 1
            order.tried_at = unit.now()
            order.outcome = outcome
            if outcome is CleaningOutcome.CLEAN:
                order.done_at = unit.now()
            whole = whole and outcome is CleaningOutcome.CLEAN
            level = logging.INFO if outcome is CleaningOutcome.CLEAN else logging.WARNING
            log.log(level, "event=cleaning reason=%s outcome=%s tries=%s", order.reason, outcome, order.tries)
    return whole


def sweep(unit: Unit) -> bool:
    """While something is open: overwrite what was replaced and thrown away meanwhile; whether it could be done.

    No order is written for each: when it was written would tell when somebody answered.
    """
    unit.session.rollback()
    is_open = unit.session.scalar(select(Run.id).where(Run.status == RunStatus.OPEN).limit(1)) is not None
    is_open = is_open or unit.session.scalar(select(Vote.id).where(Vote.closed_at.is_(None)).limit(1)) is not None
    unit.session.rollback()
    if not is_open:
        return True
    engine = unit.session.get_bind().engine
    if engine.dialect.name == "sqlite":
        done = empty_log(engine)
    else:
        done = set(overwrite(engine, WHILE_OPEN).values()) == {CleaningOutcome.CLEAN}
    if not done:
        log.info("event=sweep_put_off")
    return done


def waiting_for(unit: Unit, run_id: uuid.UUID) -> tuple[Waiting, ...]:
    """What of a run, or of its vote, is deleted and not yet overwritten. Checks no actor: the caller has."""
    rows = unit.session.scalars(
        select(Cleaning).where(Cleaning.run_id == run_id, Cleaning.done_at.is_(None)).order_by(Cleaning.created_at)
    )
    return tuple(Waiting(CleaningReason(row.reason), row.created_at, CleaningOutcome(row.outcome)) for row in rows)
