"""The yearly evaluation: ten parts, filled from plan, survey and recommendations, edited by the leader.

What is known is computed each time; only the leader's own words are kept. They are written in the association's
language, as is the document. Each part counts its edits, so that two windows do not overwrite each other silently.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.evaluation.blocks import Block, from_json, to_json
from surveyapp.evaluation.evaluation import (
    PART_KEYS,
    Edit,
    Evaluation,
    LeaderFacts,
    evaluation_from,
)
from surveyapp.evaluation.figures import MOST_CHARTS
from surveyapp.evaluation.writing import read_text, write_text
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.evaluation_sources import leader_of, sources_of
from surveyapp.services.evaluation_steps import changed_since, keep_saved, part_at, remarked_parts
from surveyapp.services.lists import DIRECTIONS, labels_of
from surveyapp.services.periods import PeriodView, period_by_id
from surveyapp.services.plans import refuse_long
from surveyapp.services.unit import Unit
from surveyapp.store import evaluations as store
from surveyapp.store.regions import Association
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.evaluation import EvaluationView, evaluation_view, prefill

OPEN_STATES = ("draft", "returned")
"""States in which the leader writes."""
PART_TEXT = 60_000
LINE = 200
MOST_YEARS = 80


@dataclass(frozen=True, slots=True)
class EvaluationDesk:
    """One year's evaluation as its leader works on it."""

    association_id: uuid.UUID
    period: PeriodView
    evaluation: Evaluation
    view: EvaluationView
    """In the association's language, as it would be printed."""
    leader: LeaderFacts
    prepared_by: str
    prepared_on: date | None
    state: str
    """draft, submitted, returned or accepted."""
    handed_in_at: datetime | None
    """The last handing in, while it stands."""

    def revision(self, number: int) -> int:
        """How often a part was edited; 0 where it never was."""
        edit = self.part_edit(number)
        return edit.revision if edit else 0

    def part_edit(self, number: int) -> Edit | None:
        """What the leader did with a part."""
        return self.evaluation.parts[number - 1].edit

    def charts(self, number: int) -> tuple[str, ...]:
        """Keys of the charts chosen for a part."""
        edit = self.part_edit(number)
        return edit.charts if edit else ()

    def text(self, number: int) -> str:
        """A part as it stands, in the plain writing in which it is edited."""
        return write_text(self.view.parts[number - 1].blocks)


def evaluation_of(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> EvaluationDesk:
    """The evaluation of a year, as it would be handed in now, for its leader. ``NotFound``, ``Forbidden``."""
    association = require_leader(unit, actor, association_id)
    period = period_by_id(unit, period_id)
    row = find_evaluation(unit.session, association_id, period_id)
    evaluation = evaluation_in(unit, association, period)
    return EvaluationDesk(
        association_id=association_id,
        period=period,
        evaluation=evaluation,
        view=in_words(unit, evaluation, association.language),
        leader=leader_of(association),
        prepared_by=row.prepared_by if row else "",
        prepared_on=row.prepared_on if row else None,
        state=row.state if row else "draft",
        handed_in_at=row.handed_in_at if row else None,
    )


def evaluation_in(unit: Unit, association: Association, period: PeriodView) -> Evaluation:
    """The evaluation as data. Checks no actor: the caller has."""
    row = find_evaluation(unit.session, association.id, period.id)
    evaluation = evaluation_from(sources_of(unit, association, period, row), _edits(row))
    said = remarked_parts(row) if row is not None else frozenset()
    if row is None or not said:
        return evaluation
    view = in_words(unit, evaluation, association.language)
    waiting = {number for number in said if not changed_since(row, number, view.parts[number - 1].blocks)}
    return replace(evaluation, parts=tuple(replace(part, remarked=part.number in waiting) for part in evaluation.parts))


def in_words(unit: Unit, evaluation: Evaluation, language: str) -> EvaluationView:
    """The evaluation in a language; the leader's own words stay as she wrote them."""
    return evaluation_view(catalogue(language), evaluation, _direction_label(unit, language))


def _direction_label(unit: Unit, language: str) -> Callable[[str], str]:
    def label(code: str) -> str:
        return labels_of(unit, DIRECTIONS).get(code, {}).get(language, code)

    return label


def find_evaluation(session: Session, association_id: uuid.UUID, period_id: uuid.UUID) -> store.Evaluation | None:
    """The stored evaluation; None where nobody wrote one yet."""
    return session.scalar(
        select(store.Evaluation).where(
            store.Evaluation.association_id == association_id, store.Evaluation.period_id == period_id
        )
    )


def _edits(row: store.Evaluation | None) -> dict[int, Edit]:
    return {part.number: _edit(part) for part in (row.parts if row else ())}


def _edit(part: store.EvaluationPart) -> Edit:
    blocks = None if part.content is None else from_json(part.content["blocks"])
    return Edit(blocks, part.ready, part.revision, tuple(part.charts or ()))


def locked_evaluation(
    session: Session, association_id: uuid.UUID, period_id: uuid.UUID, *, to_write: bool = True
) -> store.Evaluation:
    """The stored evaluation, begun where there is none. ``Conflict("handed_in")`` where one wants *to_write* what was
    handed in."""
    row = session.scalar(
        select(store.Evaluation)
        .where(store.Evaluation.association_id == association_id, store.Evaluation.period_id == period_id)
        .with_for_update()
    )
    if row is None:
        row = store.Evaluation(association_id=association_id, period_id=period_id, state="draft")
        session.add(row)
        session.flush()
    if to_write and row.state not in OPEN_STATES:
        raise Conflict("handed_in")
    return row


def _part(row: store.Evaluation, number: int, revision: int) -> store.EvaluationPart:
    """The stored part, begun where there is none. ``Conflict("part_changed")`` where another revision is stored."""
    part = next((part for part in row.parts if part.number == number), None)
    if (part.revision if part else 0) != revision:
        raise Conflict("part_changed")
    if part is None:
        part = store.EvaluationPart(number=number, revision=0)
        row.parts.append(part)
    part.revision += 1
    return part


def _known_number(number: int) -> None:
    if not 1 <= number <= len(PART_KEYS):
        raise NotFound("evaluation_part")


@dataclass(frozen=True, slots=True)
class PartInput:
    """A part as its leader wants it."""

    text: str | tuple[Block, ...]
    """In the plain writing, or as blocks."""
    ready: bool = False
    charts: Sequence[str] | None = None
    """Keys of charts; None leaves those that stand."""


def save_part(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    number: int,
    given: PartInput,
    *,
    revision: int,
    as_typed: bool = False,
) -> int:
    """Save a part in the leader's words; gives its new revision.

    A text that is still the prefill is not kept as the leader's own, so that it goes on following plan and survey.
    What is saved *as_typed* is one step of the history for as long as she goes on typing.
    ``Invalid`` for a text too long or too many charts, ``Conflict`` with "part_changed" where *revision* is not the
    stored one and with "handed_in" once the evaluation was handed in.
    """
    association = require_leader(unit, actor, association_id)
    _known_number(number)
    blocks = read_text(given.text) if isinstance(given.text, str) else given.text
    written = write_text(blocks)
    refuse_long({"text": (written, PART_TEXT)})
    if given.charts is not None and len(given.charts) > MOST_CHARTS:
        raise invalid("charts", "too_many_charts", max=MOST_CHARTS)
    period = period_by_id(unit, period_id)
    known = evaluation_in(unit, association, period).parts[number - 1]
    filled = write_text(prefill(catalogue(association.language), known, _direction_label(unit, association.language)))
    with unit.transaction() as session:
        row = locked_evaluation(session, association_id, period_id)
        part = _part(row, number, revision)
        part.content = {"blocks": to_json(blocks)} if written != filled else None
        part.ready = given.ready
        if given.charts is not None:
            part.charts = list(dict.fromkeys(given.charts))
        keep_saved(unit, row, actor, part, as_typed=as_typed)
        if not as_typed:
            record(session, actor, "evaluation_part_saved", "evaluation", str(row.id), part=number)
        return part.revision


def fill_anew(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, number: int, *, revision: int
) -> int:
    """Give up the leader's text of a part and take what is known now. Refuses as ``save_part``."""
    require_leader(unit, actor, association_id)
    _known_number(number)
    period_by_id(unit, period_id)
    with unit.transaction() as session:
        row = locked_evaluation(session, association_id, period_id)
        part = _part(row, number, revision)
        part.content, part.ready = None, False
        keep_saved(unit, row, actor, part)
        return part.revision


def tick_part(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    number: int,
    *,
    ready: bool,
    revision: int,
) -> int:
    """Tick a part as ready, or take the tick back. Refuses as ``save_part``."""
    require_leader(unit, actor, association_id)
    _known_number(number)
    period_by_id(unit, period_id)
    with unit.transaction() as session:
        part = _part(locked_evaluation(session, association_id, period_id), number, revision)
        part.ready = ready
        return part.revision


def restore_part(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, number: int, step_number: int
) -> int:
    """Bring a part back as it was at a step of the history; gives its new revision.

    What stands now is a step itself, so nothing is lost. ``NotFound`` for a step that holds nothing of this part,
    ``Conflict("handed_in")``.
    """
    require_leader(unit, actor, association_id)
    _known_number(number)
    with unit.transaction() as session:
        row = locked_evaluation(session, association_id, period_id)
        step = next((each for each in row.steps if each.number == step_number), None)
        was = part_at(step, number) if step is not None else None
        if was is None:
            raise NotFound("evaluation_step")
        stored = next((each.revision for each in row.parts if each.number == number), 0)
        part = _part(row, number, stored)
        part.content, part.charts = was.content, list(was.charts) if was.charts is not None else part.charts
        keep_saved(unit, row, actor, part)
        record(session, actor, "evaluation_part_restored", "evaluation", str(row.id), part=number)
        return part.revision


def save_leader(unit: Unit, actor: Actor, association_id: uuid.UUID, leader: LeaderFacts) -> None:
    """Save what the first part says of the leader; it stands in every year's evaluation.

    ``Invalid`` for texts too long and for years outside 0..80.
    """
    require_leader(unit, actor, association_id)
    texts = {"name": leader.name.strip(), "post": leader.post.strip(), "contact": leader.contact.strip()}
    refuse_long({name: (text, LINE) for name, text in texts.items()})
    years = leader.years_leading
    if years is not None and not 0 <= years <= MOST_YEARS:
        problem = ("below_minimum", {"min": 0}) if years < 0 else ("above_maximum", {"max": MOST_YEARS})
        raise Invalid({"years_leading": Problem("", "years_leading", *problem)})
    with unit.transaction() as session:
        association = session.get_one(Association, association_id)
        association.leader = {**association.leader, **texts, "years_leading": years}
        record(session, actor, "leader_saved", "association", str(association_id))


def save_prepared(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, name: str, day: date | None
) -> None:
    """Save who prepared the evaluation, and when. ``Invalid`` for a name too long, ``Conflict("handed_in")``."""
    require_leader(unit, actor, association_id)
    period_by_id(unit, period_id)
    refuse_long({"prepared_by": (name.strip(), LINE)})
    with unit.transaction() as session:
        row = locked_evaluation(session, association_id, period_id)
        row.prepared_by, row.prepared_on = name.strip(), day
