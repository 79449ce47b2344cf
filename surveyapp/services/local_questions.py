"""The questions an association adds to its own run of a survey: up to five, at the end or in a part of their own.

They are a draft that belongs to the run, and join the form when it is opened; their answers stay the association's.
"""

from __future__ import annotations

import uuid

from sqlalchemy import select

from surveyapp.definition.loading import load_files
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import LOCAL_SECTION, VersionError, with_local_questions
from surveyapp.definition.writing import changes
from surveyapp.definition.writing.folder import Folder
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.draft_content import content_of, shelf_for
from surveyapp.services.drafting import begin_draft
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.forms import version_questionnaire
from surveyapp.services.questionnaires import Owner
from surveyapp.services.unit import Unit
from surveyapp.store.questionnaires import QuestionnaireDraft
from surveyapp.store.surveys import Run, RunStatus

LOCAL_KEY = "local"


def own_questions_draft(unit: Unit, actor: Actor, run_id: uuid.UUID, title: str) -> uuid.UUID:
    """The draft of a run's own questions, begun where there is none; ``Conflict`` once the run is open.

    ``title`` heads their part of the questionnaire, in the association's language.
    """
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    association = require_leader(unit, actor, run.association_id)
    if run.status != RunStatus.DRAFT:
        raise Conflict("run_already_open")
    found = unit.session.scalar(select(QuestionnaireDraft.id).where(QuestionnaireDraft.run_id == run_id))
    if found is not None:
        return found
    languages = list(version_questionnaire(unit.session, run.survey.version_id).languages)
    if association.language in languages:
        languages.remove(association.language)
        languages.insert(0, association.language)
    folder = Folder(changes.blank(LOCAL_KEY, languages, title))
    folder.sections[0]["id"] = LOCAL_SECTION
    folder.set_text(languages[0], f"section.{LOCAL_SECTION}.title", title)
    return begin_draft(unit, actor, Owner(association_id=run.association_id), folder.files(), run_id=run_id)


def with_own_questions(unit: Unit, run_id: uuid.UUID, questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with the run's own questions. Checks no actor: the caller has.

    ``Conflict`` ("local_questions_incomplete", or the rule of ``with_local_questions`` they break) where they cannot be
    asked as they are.
    """
    draft = unit.session.scalar(select(QuestionnaireDraft).where(QuestionnaireDraft.run_id == run_id))
    if draft is None:
        return questionnaire
    loaded = load_files(content_of(unit, draft).files, shelf_for(unit, Owner(association_id=draft.association_id)))
    own = loaded.questionnaire
    questions = tuple(own.questions) if own is not None else ()
    if not questions and own is not None:
        return questionnaire
    source = own.languages[0] if own is not None else ""
    if own is None or any(error.file != _texts_elsewhere(error.file, source) for error in loaded.errors):
        raise Conflict("local_questions_incomplete")
    try:
        texts = {
            language: {key: text for key, text in own.texts[language].items() if key not in ("title", "intro")}
            for language in own.languages
        }
        return with_local_questions(questionnaire, questions, texts)
    except VersionError as error:
        raise Conflict(error.code, **error.params) from error


def _texts_elsewhere(file: str, source: str) -> str:
    """The file itself where it holds translations: these may be missing, the source language stands in."""
    return file if file.startswith("texts/") and file != f"texts/{source}.yaml" else ""
