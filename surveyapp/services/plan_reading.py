"""A plan read from a paper: shown for correction, then stored as a whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from surveyapp.definition.problems import Problem
from surveyapp.interchange.plan_papers import PlanPaper, read_plan_paper
from surveyapp.planning.model import Activity, Approval, Audience, Plan
from surveyapp.planning.periods import Period, Precision, read_period
from surveyapp.planning.reading.paper import PaperRefused
from surveyapp.planning.reading.result import PlanReading, ReadActivity
from surveyapp.planning.years import Year
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.activities import ActivityInput, append_activity, check_activity
from surveyapp.services.audit import record
from surveyapp.services.errors import Invalid
from surveyapp.services.lists import DIRECTIONS, FORMS, codes_of
from surveyapp.services.periods import PeriodView, ensure_period, find_period, view
from surveyapp.services.plans import PlanHead, check_head, ensure_plan, find_plan, plan_of, write_head
from surveyapp.services.unit import Unit

MOST_TAKEN = 300
"""Most rows taken over at once."""


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A row as it is offered for correction: codes where they were recognised, else the paper's own words."""

    kind: Literal["activity", "visit", "experience"]
    topic: str
    period: Period
    direction: str | None = None
    direction_words: str = ""
    form: str | None = None
    form_words: str = ""
    place: str = ""
    responsible: str = ""
    audience: Audience = Audience.TEACHERS
    participants: int | None = None
    participants_words: str = ""


@dataclass(frozen=True, slots=True)
class StoredRows:
    """What the plan of a year holds already: the plan itself (None where none was begun), and keys of its rows."""

    plan: Plan | None
    keys: frozenset[tuple[str, str]]

    def holds(self, topic: str, period_text: str) -> bool:
        """Whether a row with this topic and period is in the plan already."""
        return row_key(topic, period_text) in self.keys


def read_paper(
    unit: Unit, actor: Actor, association_id: uuid.UUID, paper: PlanPaper, year: Year
) -> tuple[PlanReading, tuple[ProposedRow, ...]]:
    """Read a paper a leader hands in, and the rows it would give her plan; nothing is stored.

    *year* is used where the paper names none. ``PaperRefused`` says why a paper cannot be read.
    """
    require_leader(unit, actor, association_id)
    reading = read_plan_paper(unit.surveys, paper, year)
    return reading, proposed_rows(unit, reading)


def proposed_rows(unit: Unit, reading: PlanReading) -> tuple[ProposedRow, ...]:
    """The rows a reading gives a plan: its activities, and visits and the study of experience as activities too.

    ``PaperRefused("too_many_rows")`` for more than can be taken over at once.
    """
    directions, forms = frozenset(codes_of(unit, DIRECTIONS)), frozenset(codes_of(unit, FORMS))
    rows = [_proposed(activity, directions, forms) for activity in reading.activities]
    rows += [
        ProposedRow(
            "visit",
            visit.purpose,
            visit.period,
            form="library_visit" if "library_visit" in forms else None,
            place=", ".join(visit.schools),
            responsible=", ".join(visit.responsible),
        )
        for visit in reading.visits
    ]
    rows += [
        ProposedRow(
            "experience",
            "; ".join(part for part in (study.topic, study.aim, study.form) if part),
            read_period(study.stage, reading.year) if _is_period(study.stage) else Period(""),
            direction="best_practice" if "best_practice" in directions else None,
            responsible=study.author,
        )
        for study in reading.experience
    ]
    if len(rows) > MOST_TAKEN:
        raise PaperRefused("too_many_rows", max=MOST_TAKEN)
    return tuple(rows)


def _proposed(activity: ReadActivity, directions: frozenset[str], forms: frozenset[str]) -> ProposedRow:
    number = activity.participants
    return ProposedRow(
        "activity",
        activity.topic,
        activity.period,
        activity.direction if activity.direction in directions else None,
        "" if activity.direction in directions else activity.direction or "",
        activity.form if activity.form in forms else None,
        "" if activity.form in forms else activity.form or "",
        activity.place,
        ", ".join(activity.responsible),
        activity.audience,
        number if isinstance(number, int) else None,
        number if isinstance(number, str) else "",
    )


def _is_period(words: str) -> bool:
    return read_period(words).precision is not Precision.UNKNOWN


def stored_rows(unit: Unit, actor: Actor, association_id: uuid.UUID, year: Year) -> StoredRows:
    """What the plan of a year holds, so that a page can mark rows which are in it already."""
    require_leader(unit, actor, association_id)
    period = find_period(unit.session, year)
    row = find_plan(unit.session, association_id, period.id) if period else None
    plan = plan_of(row) if row else None
    return StoredRows(plan, frozenset(_key(activity) for activity in (plan.activities if plan else ())))


def take_over(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    year: Year,
    head: PlanHead,
    rows: Sequence[ActivityInput],
) -> PeriodView:
    """Store what a leader confirmed, in one transaction: rows go below those of the plan, which is begun if need be.

    Of *head*, what is empty leaves the plan as it is. ``Invalid`` names the fields of rows as ``rows-3-topic``.
    """
    require_leader(unit, actor, association_id)
    head = check_head(head)
    problems: dict[str, Problem] = {}
    for place, given in enumerate(rows):
        try:
            check_activity(unit, given)
        except Invalid as refusal:
            problems |= {f"rows-{place}-{name}": problem for name, problem in refusal.fields.items()}
    if problems:
        raise Invalid(problems)
    unit.session.rollback()
    with unit.transaction() as session:
        period = ensure_period(session, year)
        plan = ensure_plan(session, association_id, period.id)
        stored = plan_of(plan)
        approval = stored.approval if head.approval == Approval() else head.approval
        write_head(
            plan,
            PlanHead(
                head.goal or stored.goal, head.tasks or stored.tasks, head.priorities or stored.priorities, approval
            ),
        )
        for given in rows:
            append_activity(session, association_id, period.id, given)
        record(session, actor, "plan_saved", "plan", str(plan.id))
        return view(period)


def row_key(topic: str, period_text: str) -> tuple[str, str]:
    """What makes two rows the same: topic and period, whatever their spaces, capitals and full stops."""
    return _bare(topic), _bare(period_text)


def _key(activity: Activity) -> tuple[str, str]:
    return row_key(activity.topic, activity.period.text)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
