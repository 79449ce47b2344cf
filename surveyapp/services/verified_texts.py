"""Which translations of a published version somebody looked at twice.

A comparison between languages rests on it. What ships with the program was verified before it shipped. A version of a
region or an association knows the marks its draft had; a question whose texts are those of a version in which they were
verified needs no new look. Publishing the same texts again renews the marks, so that a look after closing counts too.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from surveyapp.definition.model import Questionnaire
from surveyapp.definition.writing.states import place_of, state_of
from surveyapp.services.draft_content import Content
from surveyapp.services.forms import version_questionnaire
from surveyapp.services.questionnaires import unpacked
from surveyapp.store.questionnaires import QuestionnaireVersion

Unverified = Mapping[str, frozenset[str]]
"""By language: ids of questions of whose translation something was not verified; the source language is not in it."""


def unverified_of(session: Session, version_id: uuid.UUID) -> Unverified:
    """What of a version nobody verified: of those that know no marks everything, of what ships nothing."""
    version = session.scalar(
        select(QuestionnaireVersion)
        .where(QuestionnaireVersion.id == version_id)
        .options(undefer(QuestionnaireVersion.content))
    )
    if version is None:
        return {}
    known = unpacked(version.content).get("unverified") if version.content is not None else None
    if known is not None:
        return {language: frozenset(questions) for language, questions in known.items()}
    record = version.questionnaire
    if record.region_id is None and record.association_id is None:
        return {}
    questionnaire = version_questionnaire(session, version_id)
    everything = frozenset(question.id for question in questionnaire.questions)
    return dict.fromkeys(questionnaire.languages[1:], everything)


def unverified_in(
    session: Session, questionnaire: Questionnaire, content: Content, begun_as: uuid.UUID | None
) -> dict[str, list[str]]:
    """What of a draft nobody verified, neither in it nor in the version it began as."""
    earlier = version_questionnaire(session, begun_as) if begun_as is not None else None
    earlier_unverified = unverified_of(session, begun_as) if begun_as is not None else {}
    found: dict[str, list[str]] = {}
    for language in questionnaire.languages[1:]:
        found[language] = [
            question.id
            for question in questionnaire.questions
            if not _verified(questionnaire, content, language, question.id)
            and not (
                earlier is not None
                and language in earlier.languages
                and question.id not in earlier_unverified.get(language, frozenset())
                and _texts(questionnaire, language, question.id) == _texts(earlier, language, question.id)
            )
        ]
    return found


def _verified(questionnaire: Questionnaire, content: Content, language: str, question: str) -> bool:
    marks = content.states.get(language, {})
    return all(
        state_of(source, text, marks.get(place_of(key))) == "verified"
        for key, (source, text) in _texts(questionnaire, language, question).items()
        if text
    )


def _texts(questionnaire: Questionnaire, language: str, question: str) -> dict[str, tuple[str, str]]:
    """A question's own texts by key, in the source language and in this one."""
    source, own = questionnaire.texts.get(questionnaire.languages[0], {}), questionnaire.texts.get(language, {})
    return {
        key: (text, own.get(key, ""))
        for key, text in source.items()
        if text and key.startswith(f"question.{question}.")
    }
