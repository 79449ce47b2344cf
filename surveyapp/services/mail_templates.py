"""An association's own words in mails: subject and opening, by kind of mail and language."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.unit import Unit
from surveyapp.store.collecting import MailTemplate
from surveyapp.store.operation import MAIL_KINDS
from surveyapp.store.regions import LANGUAGES
from surveyapp.wording.mails import OwnWords, unknown_placeholder

SUBJECT_LIMIT = 150
OPENING_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Wording:
    """One kind of mail in one language."""

    kind: str
    language: str
    words: OwnWords
    own: bool
    """Whether the association has words of its own here."""


def own_words(session: Session, association_id: uuid.UUID, kind: str, language: str) -> OwnWords:
    """The association's own words; empty ones where the product's stand. Checks no actor: the caller has."""
    row = session.execute(
        select(MailTemplate.subject, MailTemplate.opening).where(
            MailTemplate.association_id == association_id,
            MailTemplate.kind == kind,
            MailTemplate.language == language,
        )
    ).one_or_none()
    return OwnWords(*row) if row else OwnWords()


def wordings_of(unit: Unit, actor: Actor, association_id: uuid.UUID) -> tuple[Wording, ...]:
    """Every kind of mail in every language, for the leader."""
    require_leader(unit, actor, association_id)
    own = {
        (row.kind, row.language): OwnWords(row.subject, row.opening)
        for row in unit.session.scalars(select(MailTemplate).where(MailTemplate.association_id == association_id))
    }
    return tuple(
        Wording(kind, language, own.get((kind, language), OwnWords()), (kind, language) in own)
        for kind in MAIL_KINDS
        for language in LANGUAGES
    )


def _known(kind: str, language: str) -> None:
    if kind not in MAIL_KINDS or language not in LANGUAGES:
        raise NotFound("mail_template")


def check_words(words: OwnWords) -> None:
    """``Invalid`` for a text too long, or a word in braces that is not filled in."""
    problems = {}
    for name, text, limit in (("subject", words.subject, SUBJECT_LIMIT), ("opening", words.opening, OPENING_LIMIT)):
        unknown = unknown_placeholder(text)
        if len(text) > limit:
            problems[name] = Problem("", name, "too_long", {"max": limit, "length": len(text)})
        elif unknown is not None:
            problems[name] = Problem("", name, "unknown_placeholder", {"text": "{" + unknown + "}"})
    if problems:
        raise Invalid(problems)


def set_words(unit: Unit, actor: Actor, association_id: uuid.UUID, kind: str, language: str, words: OwnWords) -> None:
    """Use these words from now on; an empty part stays the product's. Raises as ``check_words``."""
    require_leader(unit, actor, association_id)
    _known(kind, language)
    check_words(words)
    with unit.transaction() as session:
        row = session.scalar(
            select(MailTemplate).where(
                MailTemplate.association_id == association_id,
                MailTemplate.kind == kind,
                MailTemplate.language == language,
            )
        )
        if row is None:
            row = MailTemplate(association_id=association_id, kind=kind, language=language)
            session.add(row)
        row.subject, row.opening = words.subject.strip(), words.opening.strip()
        record(session, actor, "mail_words_changed", "association", str(association_id), kind=kind, language=language)


def reset_words(unit: Unit, actor: Actor, association_id: uuid.UUID, kind: str, language: str) -> None:
    """Go back to the product's words."""
    require_leader(unit, actor, association_id)
    _known(kind, language)
    with unit.transaction() as session:
        session.execute(
            delete(MailTemplate).where(
                MailTemplate.association_id == association_id,
                MailTemplate.kind == kind,
                MailTemplate.language == language,
            )
        )
        record(session, actor, "mail_words_reset", "association", str(association_id), kind=kind, language=language)
