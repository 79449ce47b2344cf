"""Questionnaires in the database: publishing a version, and taking in those that ship."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.definition.document import to_document
from surveyapp.definition.loading import load_questionnaire
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import structure_hash, texts_hash
from surveyapp.services.errors import NotFound
from surveyapp.services.unit import Unit
from surveyapp.store.questionnaires import QuestionnaireRecord, QuestionnaireVersion

YEAR_END = "year-end"


@dataclass(frozen=True, slots=True)
class VersionView:
    """One published version of a shared questionnaire."""

    id: uuid.UUID
    key: str
    number: int
    title: str
    languages: tuple[str, ...]


def publish(session: Session, questionnaire: Questionnaire) -> QuestionnaireVersion:
    """The shared version of this questionnaire, made in the caller's transaction where it is new.

    The same structure and texts published twice are one version.
    """
    record = session.scalar(
        select(QuestionnaireRecord).where(
            QuestionnaireRecord.key == questionnaire.key,
            QuestionnaireRecord.region_id.is_(None),
            QuestionnaireRecord.association_id.is_(None),
        )
    )
    if record is None:
        record = QuestionnaireRecord(key=questionnaire.key)
        session.add(record)
        session.flush()
    structure, texts = structure_hash(questionnaire), texts_hash(questionnaire)
    version = session.scalar(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.questionnaire_id == record.id,
            QuestionnaireVersion.structure_hash == structure,
            QuestionnaireVersion.texts_hash == texts,
        )
    )
    if version is None:
        last = session.scalar(
            select(func.max(QuestionnaireVersion.number)).where(QuestionnaireVersion.questionnaire_id == record.id)
        )
        version = QuestionnaireVersion(
            questionnaire_id=record.id,
            number=(last or 0) + 1,
            structure_hash=structure,
            texts_hash=texts,
            document=to_document(questionnaire),
        )
        session.add(version)
        session.flush()
    return version


def take_in_bundled(unit: Unit) -> tuple[uuid.UUID, ...]:
    """Publish every questionnaire that ships, where it is new. Raises ``DefinitionErrors`` for a faulty file."""
    folders = sorted(path.parent for path in unit.surveys.glob("*/questionnaire.yaml"))
    questionnaires = [load_questionnaire(folder) for folder in folders]
    with unit.transaction() as session:
        return tuple(publish(session, questionnaire).id for questionnaire in questionnaires)


def newest_version(session: Session, key: str) -> QuestionnaireVersion:
    """The newest shared version under a key. ``NotFound`` where there is none."""
    found = session.scalar(
        select(QuestionnaireVersion)
        .join(QuestionnaireRecord)
        .where(
            QuestionnaireRecord.key == key,
            QuestionnaireRecord.region_id.is_(None),
            QuestionnaireRecord.association_id.is_(None),
        )
        .order_by(QuestionnaireVersion.number.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound("questionnaire")
    return found
