"""Publishing a draft as a version; what a version changes; taking new wording into surveys that run."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import func, select

from surveyapp.definition.diff import Change, difference
from surveyapp.definition.document import to_document
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import structure_hash, texts_hash
from surveyapp.services.access import Actor, regions_under, require_leader
from surveyapp.services.audit import record
from surveyapp.services.drafting import DraftChanged, DraftView, open_draft
from surveyapp.services.errors import Conflict, Forbidden, NotFound
from surveyapp.services.forms import document_hash, run_questionnaire, version_questionnaire
from surveyapp.services.questionnaires import (
    SHARED,
    Owner,
    VersionView,
    owned_by,
    publish,
    regions_above,
    require_owner,
    usable_version,
    version_view,
)
from surveyapp.services.roles import RoleName
from surveyapp.services.surveys import start_run
from surveyapp.services.unit import Unit
from surveyapp.services.verified_texts import unverified_in
from surveyapp.store.questionnaires import QuestionnaireDraft, QuestionnaireRecord, QuestionnaireVersion
from surveyapp.store.regions import Association
from surveyapp.store.surveys import Run, RunStatus, Survey


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing a draft now would mean."""

    last: VersionView | None
    """The newest version under the draft's key, which the new one follows."""
    changes: tuple[Change, ...]
    new: bool
    """False where the newest version says the same already."""

    @property
    def structural(self) -> bool:
        """Whether the new version is one for the next run only."""
        return any(change.structural for change in self.changes)


@dataclass(frozen=True, slots=True)
class RunningSurvey:
    """An open run which could take the wording of a newer version."""

    run_id: uuid.UUID
    association_id: uuid.UUID
    names: Mapping[str, str]
    added_languages: tuple[str, ...]


def publication(unit: Unit, view: DraftView) -> Publication:
    """What publishing a draft would mean. The view is proof that the actor may see it."""
    questionnaire = view.questionnaire
    last = _newest(unit, view.owner, questionnaire.key) if questionnaire is not None else None
    if questionnaire is None or last is None:
        return Publication(None, (), new=True)
    before = version_view(unit, last)
    same = (last.structure_hash, last.texts_hash) == (structure_hash(questionnaire), texts_hash(questionnaire))
    changes = difference(before.questionnaire, questionnaire, in_use(unit, before))
    return Publication(before, changes, new=not same)


def publish_draft(unit: Unit, actor: Actor, draft_id: uuid.UUID, revision: int) -> VersionView:
    """Freeze a draft as a version of its owner's.

    ``Conflict`` ("draft_incomplete") while anything is missing; ``DraftChanged`` where somebody changed it meanwhile.
    The same content published twice is one version.
    """
    view = open_draft(unit, actor, draft_id)
    if view.revision != revision:
        raise DraftChanged(view)
    if view.run_id is not None:
        raise Conflict("local_questions_are_no_version")
    questionnaire = view.questionnaire
    if questionnaire is None or view.loaded.errors or not any(questionnaire.questions):
        raise Conflict("draft_incomplete")
    with unit.transaction() as session:
        draft = session.get_one(QuestionnaireDraft, draft_id)
        unverified = unverified_in(session, questionnaire, view.content, draft.version_id)
        version = publish(session, questionnaire, view.owner, dict(view.content.files), unverified)
        draft.version_id = version.id
        record(session, actor, "questionnaire_published", "questionnaire_version", str(version.id))
        version_id = version.id
    return version_view(unit, unit.session.get_one(QuestionnaireVersion, version_id))


def readable_version(unit: Unit, actor: Actor, version_id: uuid.UUID) -> VersionView:
    """A version, for whoever may read it: its owner, leaders of the region's associations, all where it is shared."""
    version = unit.session.get(QuestionnaireVersion, version_id)
    if version is None:
        raise NotFound("questionnaire_version")
    owner = Owner(version.questionnaire.region_id, version.questionnaire.association_id)
    if owner.region_id is not None and not actor.regions():
        led = actor.associations(RoleName.LEADER)
        regions = unit.session.scalars(select(Association.region_id).where(Association.id.in_(led)))
        if not any(owner.region_id in regions_above(unit.session, each) for each in regions):
            require_owner(unit, actor, owner)
    elif owner != SHARED:
        require_owner(unit, actor, owner)
    elif actor.user_id is None and not actor.system:
        raise Forbidden("members_only")
    return version_view(unit, version)


def begin_run(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, version_id: uuid.UUID
) -> uuid.UUID:
    """A run of a version for a period; the one there is where it was begun already."""
    require_leader(unit, actor, association_id)
    version = unit.session.get(QuestionnaireVersion, version_id)
    if version is None:
        raise NotFound("questionnaire_version")
    found = unit.session.scalar(
        select(Run.id)
        .join(Survey, Survey.id == Run.survey_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
        .where(
            Run.association_id == association_id,
            Survey.period_id == period_id,
            QuestionnaireVersion.questionnaire_id == version.questionnaire_id,
        )
    )
    return found or start_run(unit, actor, association_id, period_id, version_id=version_id)


def compare(unit: Unit, actor: Actor, old_id: uuid.UUID, new_id: uuid.UUID) -> tuple[Change, ...]:
    """What changed from one version of an owner's to another."""
    old, new = (unit.session.get(QuestionnaireVersion, each) for each in (old_id, new_id))
    if old is None or new is None:
        raise NotFound("questionnaire_version")
    for version in (old, new):
        require_owner(unit, actor, Owner(version.questionnaire.region_id, version.questionnaire.association_id))
    before = version_view(unit, old)
    return difference(before.questionnaire, version_questionnaire(unit.session, new.id), in_use(unit, before))


def in_use(unit: Unit, version: VersionView) -> dict[str, dict[str, int]]:
    """In how many runs each option of a version was offered: question → code → runs that were opened.

    Runs are counted, not answers: how many chose an option may not be told before there are enough of them.
    """
    runs = unit.session.scalar(
        select(func.count())
        .select_from(Run)
        .join(Survey, Survey.id == Run.survey_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
        .where(
            Run.status != RunStatus.DRAFT,
            QuestionnaireVersion.questionnaire_id
            == select(QuestionnaireVersion.questionnaire_id)
            .where(QuestionnaireVersion.id == version.id)
            .scalar_subquery(),
        )
    )
    if not runs:
        return {}
    return {
        question.id: dict.fromkeys(question.options.codes, runs)
        for question in version.questionnaire.questions
        if question.options is not None
    }


def surveys_to_advance(unit: Unit, actor: Actor, version_id: uuid.UUID) -> tuple[RunningSurvey, ...]:
    """Open runs that ask the same questions as a version in other words."""
    version = unit.session.get(QuestionnaireVersion, version_id)
    if version is None:
        raise NotFound("questionnaire_version")
    owner = Owner(version.questionnaire.region_id, version.questionnaire.association_id)
    require_owner(unit, actor, owner)
    query = (
        select(Run, QuestionnaireVersion, Association)
        .join(Survey, Survey.id == Run.survey_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
        .join(Association, Association.id == Run.association_id)
        .where(
            Run.status == RunStatus.OPEN,
            QuestionnaireVersion.questionnaire_id == version.questionnaire_id,
            QuestionnaireVersion.structure_hash == version.structure_hash,
        )
    )
    if owner.region_id is not None:
        query = query.where(Association.region_id.in_(regions_under(unit.session, (owner.region_id,))))
    new = version_questionnaire(unit.session, version_id)
    found = []
    for run, _, association in unit.session.execute(query):
        asked = run_questionnaire(unit.session, run.id, run.document_hash)
        after = _advanced(asked, new)
        if document_hash(to_document(after)) != run.document_hash:
            added = tuple(language for language in new.languages if language not in asked.languages)
            found.append(RunningSurvey(run.id, association.id, MappingProxyType(dict(association.names)), added))
    return tuple(found)


def advance_texts(unit: Unit, actor: Actor, run_id: uuid.UUID, version_id: uuid.UUID) -> None:
    """Let an open run speak in the words of a newer version: mistakes mended, a language added. Answers stay good.

    For the association's leader and for the owner of the version. ``Conflict`` ("structure_differs") where the version
    asks something else, or the run is not open.
    """
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    version = unit.session.get(QuestionnaireVersion, version_id)
    if version is None:
        raise NotFound("questionnaire_version")
    owner = Owner(version.questionnaire.region_id, version.questionnaire.association_id)
    if owner.region_id is not None and actor.regions():
        require_owner(unit, actor, owner)
        if run.association.region_id not in regions_under(unit.session, (owner.region_id,)):
            raise NotFound("run")
    else:
        association = require_leader(unit, actor, run.association_id)
        usable_version(unit.session, version_id, run.association_id, [association.region_id])
    unit.session.rollback()
    with unit.transaction() as session:
        run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one()
        if run.status != RunStatus.OPEN:
            raise Conflict("run_not_open")
        same = session.get_one(QuestionnaireVersion, run.survey.version_id)
        if same.structure_hash != version.structure_hash or same.questionnaire_id != version.questionnaire_id:
            raise Conflict("structure_differs")
        asked = run_questionnaire(session, run.id, run.document_hash)
        after = _advanced(asked, version_questionnaire(session, version_id))
        assert structure_hash(after) == structure_hash(asked)
        run.document = to_document(after)
        run.document_hash = document_hash(run.document)
        record(session, actor, "texts_advanced", "run", str(run_id), version=version.number)


def _advanced(asked: Questionnaire, new: Questionnaire) -> Questionnaire:
    """The form of a run with the texts of a version; its own (activities, local questions) stay, languages too.

    A language the run has and the version lacks keeps its texts: somebody may be answering in it.
    """
    languages = (*new.languages, *(each for each in asked.languages if each not in new.languages))
    texts = {
        language: MappingProxyType({**asked.texts.get(language, {}), **new.texts.get(language, {})})
        for language in languages
    }
    if asked.source_language != new.source_language:
        # Texts of the run's own may be there in its first language only.
        own = {key: text for key, text in asked.texts[asked.source_language].items() if key not in texts[languages[0]]}
        texts[languages[0]] = MappingProxyType({**texts[languages[0]], **own})
    return dataclasses.replace(asked, languages=languages, texts=MappingProxyType(texts))


def _newest(unit: Unit, owner: Owner, key: str) -> QuestionnaireVersion | None:
    return unit.session.scalar(
        select(QuestionnaireVersion)
        .join(QuestionnaireRecord)
        .where(QuestionnaireRecord.key == key, *owned_by(owner))
        .order_by(QuestionnaireVersion.number.desc())
        .limit(1)
    )
