"""The yearly evaluation: ten parts, filled from plan, survey and recommendations, edited by the leader.

What is known is computed each time; only the leader's own words are kept. They are written in the association's
language, as is the document. Each part counts its edits, so that two windows do not overwrite each other silently.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.documents.evaluation_docx import evaluation_docx
from surveyapp.documents.evaluation_pdf import evaluation_pdf
from surveyapp.evaluation.blocks import from_json, read_text, to_json, write_text
from surveyapp.evaluation.evaluation import (
    PART_KEYS,
    Edit,
    Evaluation,
    LeaderFacts,
    evaluation_from,
)
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.evaluation_sources import leader_of, sources_of
from surveyapp.services.lists import DIRECTIONS, labels_of
from surveyapp.services.periods import PeriodView, period_by_id
from surveyapp.services.plans import refuse_long
from surveyapp.services.unit import Unit
from surveyapp.store import evaluations as store
from surveyapp.store.regions import Association
from surveyapp.wording import dates
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.evaluation import EvaluationView, evaluation_view, prefill

PART_TEXT = 60_000
LINE = 200
MOST_YEARS = 80

Format = Literal["docx", "pdf"]
MIME_TYPES: Mapping[Format, str] = MappingProxyType(
    {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
    }
)
_WRITERS: Mapping[Format, Callable[[EvaluationView], bytes]] = {"docx": evaluation_docx, "pdf": evaluation_pdf}


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
    handed_in_at: datetime | None

    def revision(self, number: int) -> int:
        """How often a part was edited; 0 where it never was."""
        edit = self.part_edit(number)
        return edit.revision if edit else 0

    def part_edit(self, number: int) -> Edit | None:
        """What the leader did with a part."""
        return self.evaluation.parts[number - 1].edit

    def text(self, number: int) -> str:
        """A part as it stands, in the plain writing in which it is edited."""
        return write_text(self.view.parts[number - 1].blocks)


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document to be taken away."""

    name: str
    mime_type: str
    content: bytes


def evaluation_of(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> EvaluationDesk:
    """The evaluation of a year, as it would be handed in now, for its leader. ``NotFound``, ``Forbidden``."""
    association = require_leader(unit, actor, association_id)
    period = period_by_id(unit, period_id)
    row = _find(unit.session, association_id, period_id)
    evaluation = evaluation_in(unit, association, period)
    return EvaluationDesk(
        association_id=association_id,
        period=period,
        evaluation=evaluation,
        view=_in_words(unit, association, evaluation),
        leader=leader_of(association),
        prepared_by=row.prepared_by if row else "",
        prepared_on=row.prepared_on if row else None,
        handed_in_at=row.handed_in_at if row else None,
    )


def evaluation_in(unit: Unit, association: Association, period: PeriodView) -> Evaluation:
    """The evaluation as data. Checks no actor: the caller has."""
    row = _find(unit.session, association.id, period.id)
    return evaluation_from(sources_of(unit, association, period, row), _edits(row))


def _in_words(unit: Unit, association: Association, evaluation: Evaluation) -> EvaluationView:
    return evaluation_view(catalogue(association.language), evaluation, _direction_label(unit, association.language))


def _direction_label(unit: Unit, language: str) -> Callable[[str], str]:
    def label(code: str) -> str:
        return labels_of(unit, DIRECTIONS).get(code, {}).get(language, code)

    return label


def _find(session: Session, association_id: uuid.UUID, period_id: uuid.UUID) -> store.Evaluation | None:
    return session.scalar(
        select(store.Evaluation).where(
            store.Evaluation.association_id == association_id, store.Evaluation.period_id == period_id
        )
    )


def _edits(row: store.Evaluation | None) -> dict[int, Edit]:
    return {part.number: _edit(part) for part in (row.parts if row else ())}


def _edit(part: store.EvaluationPart) -> Edit:
    blocks = None if part.content is None else from_json(part.content["blocks"])
    return Edit(blocks, part.ready, part.revision)


def _locked(session: Session, association_id: uuid.UUID, period_id: uuid.UUID) -> store.Evaluation:
    """The stored evaluation, begun where there is none. ``Conflict("handed_in")`` once it was handed in."""
    row = session.scalar(
        select(store.Evaluation)
        .where(store.Evaluation.association_id == association_id, store.Evaluation.period_id == period_id)
        .with_for_update()
    )
    if row is None:
        row = store.Evaluation(association_id=association_id, period_id=period_id)
        session.add(row)
        session.flush()
    if row.handed_in_at is not None:
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


def save_part(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    number: int,
    text: str,
    *,
    ready: bool,
    revision: int,
) -> int:
    """Save a part in the leader's words; gives its new revision.

    A text that is still the prefill is not kept as the leader's own, so that it goes on following plan and survey.
    ``Invalid`` for a text too long, ``Conflict`` with "part_changed" where *revision* is not the stored one and with
    "handed_in" once the evaluation was handed in.
    """
    association = require_leader(unit, actor, association_id)
    _known_number(number)
    refuse_long({"text": (text, PART_TEXT)})
    period = period_by_id(unit, period_id)
    known = evaluation_in(unit, association, period).parts[number - 1]
    c = catalogue(association.language)
    filled = write_text(prefill(c, known, _direction_label(unit, association.language)))
    blocks = read_text(text)
    own = write_text(blocks) != filled
    with unit.transaction() as session:
        row = _locked(session, association_id, period_id)
        part = _part(row, number, revision)
        part.content = {"blocks": to_json(blocks)} if own else None
        part.ready = ready
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
        part = _part(_locked(session, association_id, period_id), number, revision)
        part.content, part.ready = None, False
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
        part = _part(_locked(session, association_id, period_id), number, revision)
        part.ready = ready
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
        row = _locked(session, association_id, period_id)
        row.prepared_by, row.prepared_on = name.strip(), day


def hand_in(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> datetime:
    """Hand the evaluation in to the regional centre, as it stands; gives the moment.

    It need not be ready in all parts, but it says who prepared it (``Invalid`` at "prepared_by"). Without a date, today
    is written. ``Conflict("handed_in")`` where it was handed in already.
    """
    association = require_leader(unit, actor, association_id)
    period_by_id(unit, period_id)
    leader = leader_of(association)
    unit.session.rollback()
    with unit.transaction() as session:
        row = _locked(session, association_id, period_id)
        row.prepared_by = row.prepared_by or leader.name
        if not row.prepared_by:
            raise invalid("prepared_by", "required")
        now = unit.now()
        row.prepared_on = row.prepared_on or now.date()
        row.handed_in_at = now
        record(session, actor, "evaluation_handed_in", "evaluation", str(row.id))
        return now


def take_back(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> None:
    """Take the evaluation back to go on writing. ``NotFound`` where there is none, nothing changes where it is open."""
    require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        row = _find(session, association_id, period_id)
        if row is None:
            raise NotFound("evaluation")
        if row.handed_in_at is not None:
            row.handed_in_at = None
            record(session, actor, "evaluation_taken_back", "evaluation", str(row.id))


def evaluation_document(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, kind: Format
) -> DocumentFile:
    """The evaluation as a document in the association's language, on any day. ``NotFound``, ``Forbidden``."""
    desk = evaluation_of(unit, actor, association_id, period_id)
    language = desk.view.language
    name = f"{desk.view.title}, {desk.view.association}, {dates.year(catalogue(language), desk.period.year)}"
    return DocumentFile(f"{_file_name(name)}.{kind}", MIME_TYPES[kind], _WRITERS[kind](desk.view))


def _file_name(name: str) -> str:
    """A name every file system takes: no slashes, quotes or control characters, at most 120 letters."""
    plain = name.replace("/", "–").translate({ord(sign): None for sign in '\\:*?"<>|„“”»«'})
    return " ".join("".join(sign for sign in plain if sign.isprintable()).split())[:120].rstrip(" .")
