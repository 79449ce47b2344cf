"""The questionnaire a run asks, read from the database once per process and kept by its hash."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.document import from_document
from surveyapp.definition.model import Questionnaire
from surveyapp.services.errors import NotFound
from surveyapp.store.questionnaires import QuestionnaireVersion
from surveyapp.store.surveys import Run

KEPT = 128
"""Questionnaires kept in memory; a document of 30 questions in four languages takes about 100 kB."""

_kept: OrderedDict[str, Questionnaire] = OrderedDict()
_lock = Lock()


def document_hash(document: Mapping[str, Any]) -> str:
    """The name of a document: equal documents, equal names."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _keep(name: str, questionnaire: Questionnaire) -> None:
    with _lock:
        _kept[name] = questionnaire
        _kept.move_to_end(name)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def run_questionnaire(session: Session, run_id: uuid.UUID, name: str | None) -> Questionnaire:
    """The questionnaire of an opened run, by the run's ``document_hash``. ``NotFound`` for a run not yet opened."""
    if name is None:
        raise NotFound("run_not_opened")
    kept = _kept.get(name)
    if kept is not None:
        return kept
    document = session.scalar(select(Run.document).where(Run.id == run_id))
    if document is None:
        raise NotFound("run_not_opened")
    questionnaire = from_document(document)
    _keep(name, questionnaire)
    return questionnaire


def only(questionnaire: Questionnaire, questions: Collection[str]) -> Questionnaire:
    """A questionnaire without all questions but these, for counting them alone."""
    sections = (
        replace(section, questions=tuple(each for each in section.questions if each.id in questions))
        for section in questionnaire.sections
    )
    return replace(questionnaire, sections=tuple(section for section in sections if section.questions))


def version_questionnaire(session: Session, version_id: uuid.UUID) -> Questionnaire:
    """The questionnaire of a published version."""
    name = f"version {version_id}"
    kept = _kept.get(name)
    if kept is not None:
        return kept
    document = session.scalar(select(QuestionnaireVersion.document).where(QuestionnaireVersion.id == version_id))
    if document is None:
        raise NotFound("questionnaire_version")
    questionnaire = from_document(document)
    _keep(name, questionnaire)
    return questionnaire
