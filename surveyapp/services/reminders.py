"""Reminders: planned for days, or sent by hand; at most one a day.

The leader never learns who was reminded, and in an anonymous run how many only where that names nobody.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from surveyapp.services.access import SYSTEM, Actor, require_led_run
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, invalid
from surveyapp.services.outbox import last_day_of, next_round, queue_mails
from surveyapp.services.participation import count_participation, rounds_of
from surveyapp.services.unit import Unit
from surveyapp.store.collecting import Reminder
from surveyapp.store.surveys import Addressing, Mode, Run, RunStatus

HOUR = 9
"""When a planned reminder goes out on its day, where the association lives."""
MOST_PLANNED = 6


@dataclass(frozen=True, slots=True)
class ReminderView:
    """One round: planned, or sent."""

    due_on: date
    queued_at: datetime | None
    reminded: int | None
    """None where it is not told, and for one that is planned."""


def _today(unit: Unit, run: Run) -> date:
    return unit.now().astimezone(ZoneInfo(run.association.time_zone)).date()


def reminders_of(unit: Unit, actor: Actor, run_id: uuid.UUID) -> tuple[ReminderView, ...]:
    """Sent and planned reminders of a run, by day."""
    run = require_led_run(unit, actor, run_id)
    rows = unit.session.scalars(select(Reminder).where(Reminder.run_id == run.id).order_by(Reminder.due_on))
    counts = count_participation(unit.session, run.id)
    reminded = {gain.due_on: gain.reminded for gain in rounds_of(unit, run, counts)}
    return tuple(ReminderView(row.due_on, row.queued_at, reminded.get(row.due_on)) for row in rows)


def plan_reminders(unit: Unit, actor: Actor, run_id: uuid.UUID, days: Iterable[date]) -> None:
    """Remind on these days, in place of those planned before. Days already reminded on stay as they are.

    ``Invalid`` at ``day-<number>`` for a day that has passed or lies after the last one; ``Conflict`` for a closed run,
    and where all come by one link and nobody can be reminded.
    """
    run = require_led_run(unit, actor, run_id)
    if run.status == RunStatus.CLOSED or run.addressing == Addressing.SHARED:
        raise Conflict("no_reminders_here")
    wanted = sorted(set(days))
    last = last_day_of(run)
    for number, day in enumerate(wanted, start=1):
        if day < _today(unit, run):
            raise invalid(f"day-{number}", "date_in_the_past")
        if last is not None and day > last:
            raise invalid(f"day-{number}", "after_last_day")
    if len(wanted) > MOST_PLANNED:
        raise invalid(f"day-{MOST_PLANNED + 1}", "above_maximum", max=MOST_PLANNED)
    unit.session.rollback()
    with unit.transaction() as session:
        session.execute(delete(Reminder).where(Reminder.run_id == run_id, Reminder.queued_at.is_(None)))
        sent = set(session.scalars(select(Reminder.due_on).where(Reminder.run_id == run_id)))
        session.add_all(Reminder(run_id=run_id, due_on=day) for day in wanted if day not in sent)
        record(session, actor, "reminders_planned", "run", str(run_id), reminders=len(wanted))


def remind_now(unit: Unit, actor: Actor, run_id: uuid.UUID) -> int | None:
    """Queue a reminder to everyone with an address who has not answered. Returns how many; None in an anonymous run.

    ``Conflict`` unless the run is open, and where one was sent today already: two a day drive people away.
    """
    require_led_run(unit, actor, run_id)
    unit.session.rollback()
    with unit.transaction() as session:
        run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one()
        if run.status != RunStatus.OPEN or run.addressing == Addressing.SHARED:
            raise Conflict("run_not_open")
        queued = _queue(unit, session, actor, run, _today(unit, run))
        return None if run.mode == Mode.ANONYMOUS else queued


def _queue(unit: Unit, session: Session, actor: Actor, run: Run, day: date) -> int:
    row = session.scalar(select(Reminder).where(Reminder.run_id == run.id, Reminder.due_on == day))
    if row is None:
        row = Reminder(run_id=run.id, due_on=day)
        session.add(row)
    if row.queued_at is not None:
        raise Conflict("reminded_today")
    last = session.scalar(select(func.max(Reminder.round)).where(Reminder.run_id == run.id)) or 0
    counted = count_participation(session, run.id)
    row.round = max(last + 1, next_round(session, run.id, "reminder"))
    row.queued_at = unit.now()
    row.invited, row.opened = counted.invited, counted.opened
    row.begun, row.answered = counted.begun, counted.answered
    session.flush()
    row.reminded = queue_mails(session, run, "reminder", row.round, silent_only=True)
    told = {} if run.mode == Mode.ANONYMOUS else {"reminders": row.reminded}
    record(session, actor, "reminders_queued", "run", str(run.id), **told)
    return row.reminded


def queue_due(unit: Unit) -> int:
    """Queue the planned reminders whose hour has come; returns of how many runs.

    Days a worker slept through are made up for by one reminder, not by several.
    """
    runs = unit.session.scalars(
        select(Run)
        .where(
            Run.status == RunStatus.OPEN,
            Run.id.in_(select(Reminder.run_id).where(Reminder.queued_at.is_(None))),
        )
        .order_by(Run.id)
    ).all()
    due = []
    for run in runs:
        zone = ZoneInfo(run.association.time_zone)
        days = unit.session.scalars(
            select(Reminder.due_on).where(Reminder.run_id == run.id, Reminder.queued_at.is_(None))
        )
        come = [day for day in days if datetime.combine(day, time(HOUR), zone) <= unit.now()]
        if come and (run.closes_at is None or unit.now() < run.closes_at):
            due.append((run.id, max(come)))
    unit.session.rollback()
    return sum(_make_up(unit, run_id, day) for run_id, day in due)


def _make_up(unit: Unit, run_id: uuid.UUID, day: date) -> bool:
    try:
        with unit.transaction() as session:
            run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one()
            if run.status != RunStatus.OPEN:
                return False
            session.execute(
                delete(Reminder).where(Reminder.run_id == run_id, Reminder.queued_at.is_(None), Reminder.due_on < day)
            )
            _queue(unit, session, SYSTEM, run, day)
            return True
    except Conflict:  # the leader was faster
        return False
