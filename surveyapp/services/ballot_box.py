"""Laying drafts and envelopes into the ballot box. Nothing here knows a page, and nothing here commits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Executable, delete, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveyapp.definition.model import Questionnaire
from surveyapp.services.errors import Conflict, Invalid, invalid
from surveyapp.services.sealing import (
    DamagedEnvelope,
    EnvelopeTooSmall,
    draft_key,
    envelope_key,
    open_draft,
    pack,
    seal,
    seal_draft,
)
from surveyapp.services.year_codes import YearCode, write_year_code
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.base import Base
from surveyapp.store.surveys import Mode


@dataclass(frozen=True, slots=True)
class Place:
    """Whose draft and envelope these are, and how they are closed."""

    link: bytes = field(repr=False)
    """The link's secret: where a draft lies, unless it lies under the receipt code."""
    run_id: uuid.UUID
    invitation_id: uuid.UUID
    mode: Mode
    public_key: bytes | None
    """The run's, in anonymous mode while it is open."""
    envelope_bytes: int
    turn: int
    """The invitation's; what was written in an earlier one is void."""
    trial: bool = False


def read_draft(secret: bytes, sealed: bytes | None) -> dict[str, Any]:
    """What a draft holds: "answers", "language", "turn", "sent", perhaps "code"; nothing where there is none."""
    if sealed is None:
        return {}
    try:
        return open_draft(secret, sealed)
    except DamagedEnvelope:
        # A draft that cannot be opened is no reason to keep a librarian from answering.
        return {}


def lay_draft(
    session: Session,
    place: Place,
    answers: Mapping[str, Any],
    language: str,
    code: YearCode | None = None,
    *,
    holder: bytes | None = None,
    sent: bool = False,
) -> None:
    """Keep a draft in place of the one before: under the holder's secret, or without one under the link.

    Under the holder's secret nothing stays under the link. ``sent`` says that the holder's envelope lies in the
    ballot box. ``Invalid`` where it is longer than an envelope of this run.
    """
    content = {"answers": answers, "language": language, **write_year_code(code), "turn": place.turn, "sent": sent}
    secret = place.link if holder is None else holder
    try:
        sealed = seal_draft(secret, content, place.envelope_bytes)
    except EnvelopeTooSmall as error:
        raise _too_long(error) from error
    _lay(session, Draft, {"key": draft_key(secret), "run_id": place.run_id, "sealed": sealed}, "sealed")
    if holder is not None:
        session.execute(delete(Draft).where(Draft.key == draft_key(place.link)))


def lay_envelope(session: Session, place: Place, content: Mapping[str, Any], holder: bytes) -> None:
    """Lay an envelope into the intake in place of the holder's before, sealed to the run's key in anonymous mode.

    A leader's trial has none: nobody could take it out again. ``Invalid`` where it is longer than an envelope of this
    run, ``Conflict`` where an anonymous run has no key.
    """
    anonymous = place.mode == Mode.ANONYMOUS
    values = {
        "key": envelope_key(holder),
        "run_id": place.run_id,
        "invitation_id": None if anonymous else place.invitation_id,
        "envelope": _envelope(place, content),
    }
    if not place.trial:
        _lay(session, Intake, values, "envelope")


def void(session: Session, invitation_id: uuid.UUID, link: bytes) -> None:
    """Take away what can be found of a member's turn that has ended, the draft under this link among it.

    An anonymous envelope cannot be found: it carries its turn inside, and is left out at closing. One that was sent
    before there were receipt codes carries none, and lies where its link says.
    """
    session.execute(delete(Draft).where(Draft.key == draft_key(link)))
    session.execute(delete(Intake).where(or_(Intake.invitation_id == invitation_id, Intake.key == envelope_key(link))))


def _envelope(place: Place, content: Mapping[str, Any]) -> bytes:
    try:
        if place.mode != Mode.ANONYMOUS:
            return pack(content, place.envelope_bytes)
        if place.public_key is None:
            raise Conflict("run_not_opened")
        return seal(place.public_key, content, place.envelope_bytes)
    except EnvelopeTooSmall as error:
        raise _too_long(error) from error


def _lay(session: Session, table: type[Base], values: Mapping[str, Any], change: str) -> None:
    """Insert a row, or replace it where the key is taken: a double click or a second tab makes no second row."""
    session.connection().execute(_upsert(session.get_bind().dialect.name, table, change), values)


@cache
def _upsert(dialect: str, table: type[Base], change: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement: Any = insert(table.__table__)  # type: ignore[arg-type] # every mapped class has a Table
    upsert: Executable = statement.on_conflict_do_update(
        index_elements=["key"], set_={change: statement.excluded[change]}
    )
    return upsert


def _too_long(error: EnvelopeTooSmall) -> Invalid:
    refusal = invalid("form", "answers_too_long")
    refusal.__cause__ = error
    return refusal


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
