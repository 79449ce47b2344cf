"""Answering by personal link: the form, drafts, the envelope, the practice card.

There is no actor here: whoever holds the link answers. Nothing here writes a moment or an order.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveyapp.answering.walk import complete
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.problems import Problem
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.sealing import (
    DamagedEnvelope,
    EnvelopeTooSmall,
    draft_key,
    envelope_key,
    open_draft,
    option_seed,
    pack,
    read_link_text,
    seal,
    seal_draft,
    secret_hash,
)
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.base import Base
from surveyapp.store.regions import LANGUAGES, Association
from surveyapp.store.responses import PracticeCard
from surveyapp.store.surveys import Invitation, Mode, Run, RunStatus, Survey

CARD_TEXT_LIMIT = 3000
CARD_LINE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Answering:
    """What the pages need to show the form to one member."""

    run_id: uuid.UUID
    association_id: uuid.UUID
    association_names: Mapping[str, str]
    period_id: uuid.UUID
    respondent: str
    """The name on the invitation, so that two people at one computer notice whose link is open."""
    language: str
    """The language chosen last, else the member's."""
    mode: Mode
    status: RunStatus
    closes_at: datetime | None
    time_zone: str
    message: str
    """What the leader says on the first page, as she wrote it."""
    document_hash: str
    questionnaire: Questionnaire
    answers: Mapping[str, Any]
    """The draft: everything answered so far, hidden questions included."""
    answered: bool
    option_seed: str

    @property
    def open(self) -> bool:
        """Whether answers are taken."""
        return self.status == RunStatus.OPEN


@dataclass(frozen=True, slots=True)
class _Link:
    secret: bytes
    invitation_id: uuid.UUID
    run_id: uuid.UUID
    answered: bool
    opened: bool
    mode: Mode
    status: RunStatus
    opens_at: datetime | None
    closes_at: datetime | None
    document_hash: str | None
    public_key: bytes | None
    envelope_bytes: int


def _link_query() -> Select[Any]:
    return (
        select(
            Invitation.id,
            Invitation.run_id,
            Invitation.answered,
            Invitation.opened,
            Run.mode,
            Run.status,
            Run.opens_at,
            Run.closes_at,
            Run.document_hash,
            Run.public_key,
            Run.envelope_bytes,
        )
        .join(Run, Run.id == Invitation.run_id)
        .where(Invitation.cancelled.is_(False))
    )


def _find(session: Session, link: str, *, writing: bool = False) -> _Link:
    secret = read_link_text(link)
    if secret is None:
        raise NotFound("link")
    query = _link_query().where(Invitation.secret_hash == secret_hash(secret))
    if writing:
        # Closing waits for answers on their way in, and answers wait for a closing that has begun.
        query = query.with_for_update(read=True, of=Run)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("link")
    return _Link(secret, row[0], row[1], row[2], row[3], Mode(row[4]), RunStatus(row[5]), *row[6:])


def _require_open(unit: Unit, link: _Link) -> None:
    if link.status != RunStatus.OPEN or (link.opens_at is not None and unit.now() < link.opens_at):
        raise Conflict("run_closed" if link.status == RunStatus.CLOSED else "run_not_opened")
    if link.closes_at is not None and unit.now() >= link.closes_at:
        raise Conflict("run_closed")


def open_form(unit: Unit, link: str) -> Answering:
    """What a link shows. Changes nothing: mail scanners visit links too. ``NotFound`` for a link that is none."""
    found = _find(unit.session, link)
    questionnaire = run_questionnaire(unit.session, found.run_id, found.document_hash)
    row = unit.session.execute(
        select(
            Invitation.name,
            Invitation.language,
            Association.id,
            Association.names,
            Association.time_zone,
            Run.message,
            Survey.period_id,
            Draft.sealed,
        )
        .join(Run, Run.id == Invitation.run_id)
        .join(Survey, Survey.id == Run.survey_id)
        .join(Association, Association.id == Run.association_id)
        .outerjoin(Draft, Draft.key == draft_key(found.secret))
        .where(Invitation.id == found.invitation_id)
    ).one()
    draft = _read_draft(found.secret, row.sealed)
    status = found.status
    if status == RunStatus.OPEN and found.closes_at is not None and unit.now() >= found.closes_at:
        status = RunStatus.CLOSED
    return Answering(
        run_id=found.run_id,
        association_id=row[2],
        association_names=row.names,
        period_id=row.period_id,
        respondent=row[0],
        language=str(draft.get("language") or row[1]),
        mode=found.mode,
        status=status,
        closes_at=found.closes_at,
        time_zone=row.time_zone,
        message=row.message,
        document_hash=found.document_hash or "",
        questionnaire=questionnaire,
        answers=draft.get("answers", {}),
        answered=found.answered,
        option_seed=option_seed(found.secret),
    )


def _read_draft(secret: bytes, sealed: bytes | None) -> dict[str, Any]:
    if sealed is None:
        return {}
    try:
        return open_draft(secret, sealed)
    except DamagedEnvelope:
        # A draft that cannot be opened is no reason to keep a librarian from answering.
        return {}


def _lay(session: Session, table: type[Base], values: Mapping[str, Any], change: tuple[str, ...]) -> None:
    """Insert a row, or replace it where the key is taken: a double click or a second tab makes no second row."""
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":
        statement: Any = postgresql.insert(table).values(**values)
    else:
        statement = sqlite.insert(table).values(**values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={name: statement.excluded[name] for name in change}
        )
    )


def _too_long(error: EnvelopeTooSmall) -> Invalid:
    refusal = invalid("form", "answers_too_long")
    refusal.__cause__ = error
    return refusal


def _lay_draft(session: Session, link: _Link, answers: Mapping[str, Any], language: str) -> None:
    try:
        sealed = seal_draft(link.secret, {"answers": answers, "language": language}, link.envelope_bytes)
    except EnvelopeTooSmall as error:
        raise _too_long(error) from error
    _lay(
        session,
        Draft,
        {"key": draft_key(link.secret), "run_id": link.run_id, "sealed": sealed},
        ("sealed",),
    )


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise invalid("language", "unknown_choice")
    return language


def save_draft(unit: Unit, link: str, answers: Mapping[str, Any], language: str) -> None:
    """Keep what was answered so far. The first time, the invitation counts as opened.

    ``NotFound`` for a link that is none, ``Conflict`` when the run takes no answers, ``Invalid`` when the texts
    together are longer than an envelope holds.
    """
    with unit.transaction() as session:
        found = _find(session, link, writing=True)
        _require_open(unit, found)
        _lay_draft(session, found, answers, _language(language))
        if not found.opened:
            session.execute(update(Invitation).where(Invitation.id == found.invitation_id).values(opened=True))


def submit(unit: Unit, link: str, answers: Mapping[str, Any], language: str) -> None:
    """Lay the envelope into the ballot box, or replace the one that lies there.

    Hidden answers are left out of it and stay in the draft. Proposals go into it with random ids of their own.
    Raises as ``save_draft``, and ``Invalid`` with every problem in the answers.
    """
    with unit.transaction() as session:
        found = _find(session, link, writing=True)
        _require_open(unit, found)
        questionnaire = run_questionnaire(session, found.run_id, found.document_hash)
        submission = complete(questionnaire, answers)
        if submission.problems:
            raise Invalid({problem.field: problem for problem in submission.problems})
        content = {
            "answers": submission.answers,
            "proposals": [dict(proposal, language=_language(language)) for proposal in submission.proposals],
        }
        _lay_draft(session, found, answers, language)
        _lay(
            session,
            Intake,
            {
                "key": envelope_key(found.secret),
                "run_id": found.run_id,
                "invitation_id": None if found.mode == Mode.ANONYMOUS else found.invitation_id,
                "envelope": _envelope(found, content),
            },
            ("envelope",),
        )
        if not (found.answered and found.opened):
            session.execute(
                update(Invitation).where(Invitation.id == found.invitation_id).values(answered=True, opened=True)
            )


def _envelope(link: _Link, content: Mapping[str, Any]) -> bytes:
    try:
        if link.mode != Mode.ANONYMOUS:
            return pack(content, link.envelope_bytes)
        if link.public_key is None:
            raise Conflict("run_not_opened")
        return seal(link.public_key, content, link.envelope_bytes)
    except EnvelopeTooSmall as error:
        raise _too_long(error) from error


def envelope_size(questionnaire: Questionnaire) -> int:
    """Bytes every envelope of a run has: room for all its texts at length, in steps of 4 kB, at least 8 kB.

    Texts compress to about half; two bytes a character is Cyrillic. What is longer still is refused with a message.
    """
    characters = 0
    for question in questionnaire.questions:
        if question.kind in ("long-text", "short-text"):
            characters += question.integer("max_length", 2000)
        elif question.kind == "proposals":
            characters += question.integer("max", 3) * question.integer("max_length", 800)
    return max(8192, -(-characters // 4096) * 4096)


@dataclass(frozen=True, slots=True)
class PracticeCardInput:
    """A signed example of good practice, as the librarian gives it."""

    text: str
    school: str
    contact: str
    share_association: bool
    share_region: bool
    share_public: bool


def give_practice_card(unit: Unit, link: str, card: PracticeCardInput, language: str) -> None:
    """Keep a signed practice card. It knows the association and the period, and no response or invitation.

    ``Invalid`` where text, school or contact is missing or too long, or nobody may read it.
    """
    fields = {"text": (card.text, CARD_TEXT_LIMIT), "school": (card.school, CARD_LINE_LIMIT)}
    fields["contact"] = (card.contact, CARD_LINE_LIMIT)
    problems = {}
    for name, (value, limit) in fields.items():
        if not value.strip():
            problems[name] = Problem("", name, "required")
        elif len(value) > limit:
            problems[name] = Problem("", name, "text_too_long", {"max": limit})
    if not (card.share_association or card.share_region or card.share_public):
        problems["share"] = Problem("", "share", "choose_readers")
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        found = _find(session, link)
        row = session.execute(
            select(Run.association_id, Survey.period_id)
            .join(Survey, Survey.id == Run.survey_id)
            .where(Run.id == found.run_id)
        ).one()
        session.add(
            PracticeCard(
                association_id=row[0],
                period_id=row[1],
                language=_language(language),
                text=card.text.strip(),
                school=card.school.strip(),
                contact=card.contact.strip(),
                share_association=card.share_association,
                share_region=card.share_region,
                share_public=card.share_public,
            )
        )
