"""The rows of a plan: what is intended, then what was done, where, and how many took part.

A period is kept in the plan's own words; its first and last day are read from them (`planning.periods`) and shown for
correction. A correction stands until the words change.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.planning.model import Audience
from surveyapp.planning.periods import Period, Precision, read_period
from surveyapp.planning.years import Year
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.lists import DIRECTIONS, FORMS, codes_of
from surveyapp.services.periods import year_of
from surveyapp.services.plans import LINE, TEXT, activity_version, ensure_plan, refuse_long
from surveyapp.services.unit import Unit
from surveyapp.store import plans as store

MOST_PARTICIPANTS = 100_000


@dataclass(frozen=True, slots=True)
class ActivityInput:
    """A row as the leader writes it."""

    topic: str
    period_text: str = ""
    starts_on: date | None = None
    """With ``ends_on``: a correction of what would be read from ``period_text``."""
    ends_on: date | None = None
    direction: str | None = None
    form: str | None = None
    place: str = ""
    responsible: str = ""
    audience: Audience = Audience.TEACHERS
    done: bool | None = None
    work_done: str = ""
    participants: int | None = None
    participants_words: str = ""


def add_activity(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, given: ActivityInput
) -> uuid.UUID:
    """Add a row at the end of the plan; gives its id.

    ``Invalid`` for a missing topic, texts too long, codes that are on no list, an end before the beginning.
    """
    require_leader(unit, actor, association_id)
    check_activity(unit, given)
    with unit.transaction() as session:
        return append_activity(session, association_id, period_id, given).id


def append_activity(
    session: Session,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    given: ActivityInput,
    recommendation_id: uuid.UUID | None = None,
) -> store.Activity:
    """Add a row in the caller's transaction, once its input was checked; the plan is begun where there is none."""
    plan = ensure_plan(session, association_id, period_id)
    position = 1 + max((item.position for item in plan.activities), default=-1)
    row = store.Activity(position=position, recommendation_id=recommendation_id)
    _write(row, given, _period(given, None, year_of(plan.period)))
    plan.activities.append(row)
    session.flush()
    return row


def edit_activity(
    unit: Unit, actor: Actor, association_id: uuid.UUID, activity_id: uuid.UUID, given: ActivityInput, version: str
) -> None:
    """Save a row. Refuses as ``add_activity``.

    ``NotFound`` for no such row in this association's plans, ``Conflict("changed_meanwhile")`` where another version
    than *version* is stored.
    """
    require_leader(unit, actor, association_id)
    check_activity(unit, given, _codes(_activity(unit.session, association_id, activity_id)))
    unit.session.rollback()
    with unit.transaction() as session:
        row = _activity(session, association_id, activity_id, lock=True)
        if activity_version(row) != version:
            raise Conflict("changed_meanwhile")
        _write(row, given, _period(given, row, year_of(row.plan.period)))


def remove_activity(unit: Unit, actor: Actor, association_id: uuid.UUID, activity_id: uuid.UUID) -> None:
    """Take a row out of the plan. Runs that asked about it keep it in their own form."""
    require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        row = _activity(session, association_id, activity_id)
        session.delete(row)
        record(session, actor, "activity_removed", "plan", str(row.plan_id))


def move_activity(unit: Unit, actor: Actor, association_id: uuid.UUID, activity_id: uuid.UUID, step: int) -> None:
    """Move a row by a number of places, up (negative) or down; at the end of the table it stays there."""
    require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        row = _activity(session, association_id, activity_id)
        plan = ensure_plan(session, association_id, row.plan.period_id)
        order = [item for item in plan.activities if item is not row]
        place = max(0, min(len(order), plan.activities.index(row) + step))
        order.insert(place, row)
        for position, item in enumerate(order):
            item.position = position
        session.flush()
        session.expire(plan, ["activities"])


def _activity(
    session: Session, association_id: uuid.UUID, activity_id: uuid.UUID, *, lock: bool = False
) -> store.Activity:
    statement = (
        select(store.Activity)
        .join(store.Plan, store.Plan.id == store.Activity.plan_id)
        .where(store.Activity.id == activity_id, store.Plan.association_id == association_id)
    )
    row = session.scalar(statement.with_for_update(of=store.Activity) if lock else statement)
    if row is None:
        raise NotFound("activity")
    return row


def _codes(row: store.Activity) -> Collection[str]:
    """Codes a row already has stay allowed, even where the list that ships no longer holds them."""
    return {code for code in (row.direction, row.form) if code}


def check_activity(unit: Unit, given: ActivityInput, kept: Collection[str] = ()) -> None:
    """Raise ``Invalid`` as ``add_activity`` says. Codes in *kept* are allowed though no list holds them."""
    problems: dict[str, Problem] = {}
    if not given.topic.strip():
        problems["topic"] = Problem("", "topic", "required")
    for name, code, listed in (("direction", given.direction, DIRECTIONS), ("form", given.form, FORMS)):
        if code is not None and code not in kept and code not in codes_of(unit, listed):
            problems[name] = Problem("", name, "unknown_choice")
    if given.starts_on and given.ends_on and given.ends_on < given.starts_on:
        problems["ends_on"] = Problem("", "ends_on", "period_reversed")
    if given.participants is not None and not 0 <= given.participants <= MOST_PARTICIPANTS:
        code, limit = ("below_minimum", 0) if given.participants < 0 else ("above_maximum", MOST_PARTICIPANTS)
        limits = {"min": limit} if code == "below_minimum" else {"max": limit}
        problems["participants"] = Problem("", "participants", code, limits)
    if problems:
        raise Invalid(problems)
    refuse_long(
        {
            "topic": (given.topic, TEXT),
            "period_text": (given.period_text, LINE),
            "place": (given.place, LINE),
            "responsible": (given.responsible, LINE),
            "work_done": (given.work_done, TEXT),
            "participants_words": (given.participants_words, LINE),
        }
    )


def _period(given: ActivityInput, stored: store.Activity | None, year: Year) -> Period:
    read = read_period(given.period_text, year)
    corrected = (given.starts_on, given.ends_on)
    words_changed = stored is not None and stored.period_text != read.text
    untouched = stored is not None and corrected == (stored.starts_on, stored.ends_on)
    if corrected in ((None, None), (read.start, read.end)) or (words_changed and untouched):
        return read
    start = given.starts_on or given.ends_on
    end = given.ends_on or given.starts_on
    if read.precision is Precision.RECURRING:
        return Period(read.text, start, end, Precision.RECURRING)
    return Period(read.text, start, end, Precision.DAY if start == end else Precision.SPAN)


def _write(row: store.Activity, given: ActivityInput, period: Period) -> None:
    row.topic = " ".join(given.topic.split())
    row.period_text = period.text
    row.starts_on, row.ends_on, row.precision = period.start, period.end, period.precision.value
    row.direction, row.form = given.direction, given.form
    row.place, row.responsible = given.place.strip(), given.responsible.strip()
    row.audience, row.done = given.audience.value, given.done
    row.work_done = given.work_done.strip()
    row.participants, row.participants_words = given.participants, given.participants_words.strip()
