"""Surveys and their runs: starting one, opening it, extending it, and how many have answered."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select

from surveyapp.dataset import openable, structure_of
from surveyapp.definition.document import to_document
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import PlanRow, freeze
from surveyapp.planning.rows import rows_asked_about
from surveyapp.services.access import Actor, require_leader, require_led_run
from surveyapp.services.audit import record
from surveyapp.services.ballot_box import envelope_size
from surveyapp.services.errors import Conflict, invalid
from surveyapp.services.forms import document_hash, run_questionnaire, version_questionnaire
from surveyapp.services.invitations import add_invitations, current_memberships
from surveyapp.services.local_questions import with_own_questions
from surveyapp.services.outbox import next_round, queue_mails
from surveyapp.services.participation import Participation, count_participation, tell_participation
from surveyapp.services.periods import PeriodView, view
from surveyapp.services.planned import planned_activities
from surveyapp.services.questionnaires import YEAR_END, newest_version, regions_above, usable_version
from surveyapp.services.sealing import new_run_keys, shared_code, shared_code_hash
from surveyapp.services.trials import discard_trials
from surveyapp.services.unit import Unit
from surveyapp.store.plans import Activity, Period
from surveyapp.store.questionnaires import QuestionnaireRecord, QuestionnaireVersion
from surveyapp.store.surveys import Addressing, Mode, Run, RunStatus, Survey
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.pulse import pulse_intro, pulse_title

MESSAGE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class RunView:
    """One association's run of a survey."""

    id: uuid.UUID
    association_id: uuid.UUID
    period: PeriodView
    questionnaire_key: str
    mode: Mode
    status: RunStatus
    opens_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    message: str
    release_id: str | None
    participation: Participation
    addressing: Addressing
    paper_closes_at: datetime | None
    year_codes: bool
    segments_by: str | None
    """The background question by which answers may be set side by side, "" for none; None of a draft, and of a run from
    before there was a choice."""
    takes_answers: bool
    """Open, and its last day has not passed."""
    activity_id: uuid.UUID | None = None
    """Of a pulse survey: the activity it asks about, while the plan has it."""


def _view(unit: Unit, run: Run) -> RunView:
    key = unit.session.scalar(
        select(QuestionnaireRecord.key)
        .join(QuestionnaireVersion)
        .where(QuestionnaireVersion.id == run.survey.version_id)
    )
    now = unit.now()
    return RunView(
        id=run.id,
        association_id=run.association_id,
        period=view(run.survey.period),
        questionnaire_key=key or "",
        mode=Mode(run.mode),
        status=RunStatus(run.status),
        opens_at=run.opens_at,
        closes_at=run.closes_at,
        closed_at=run.closed_at,
        message=run.message,
        release_id=run.release_id,
        addressing=Addressing(run.addressing),
        paper_closes_at=run.paper_closes_at,
        year_codes=run.year_codes,
        segments_by=run.segments_by,
        participation=tell_participation(run, count_participation(unit.session, run.id), unit.thresholds.show),
        takes_answers=run.status == RunStatus.OPEN and (run.closes_at is None or now < run.closes_at),
        activity_id=run.activity_id,
    )


def run_of(unit: Unit, actor: Actor, run_id: uuid.UUID) -> RunView:
    """One run, for the association's leader. ``NotFound``, ``Forbidden``."""
    return _view(unit, require_led_run(unit, actor, run_id))


def runs_of(unit: Unit, actor: Actor, association_id: uuid.UUID) -> tuple[RunView, ...]:
    """All runs of an association, newest period first, for its leader."""
    require_leader(unit, actor, association_id)
    runs = unit.session.scalars(
        select(Run)
        .join(Survey, Survey.id == Run.survey_id)
        .join(Period, Period.id == Survey.period_id)
        .where(Run.association_id == association_id)
        .order_by(Period.starts_on.desc(), Run.created_at.desc())
    )
    return tuple(_view(unit, run) for run in runs)


def year_end_run(unit: Unit, association_id: uuid.UUID, period_id: uuid.UUID) -> Run | None:
    """The run of the year-end survey in a period, if there is one. Checks no actor: the caller has."""
    return unit.session.scalar(
        select(Run)
        .join(Survey, Survey.id == Run.survey_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
        .join(QuestionnaireRecord, QuestionnaireRecord.id == QuestionnaireVersion.questionnaire_id)
        .where(
            Run.association_id == association_id,
            Survey.period_id == period_id,
            QuestionnaireRecord.key == YEAR_END,
        )
        .order_by(Run.created_at)
        .limit(1)
    )


def start_run(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    key: str = YEAR_END,
    *,
    version_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Begin a run of a questionnaire for a period, as a draft: of a version, else of the newest under the key.

    It joins the region's survey where the region has one of this questionnaire and period, else it is a survey of the
    association's own. ``Conflict`` where there is a run of it already; ``NotFound`` for another's questionnaire.
    """
    association = require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        regions = regions_above(session, association.region_id)
        if version_id is None:
            version = newest_version(session, key, regions)
        else:
            version = usable_version(session, version_id, association_id, regions)
        same = (
            select(Survey)
            .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
            .where(Survey.period_id == period_id, QuestionnaireVersion.questionnaire_id == version.questionnaire_id)
        )
        taken = session.scalar(
            select(Run.id).where(
                Run.association_id == association_id,
                Run.activity_id.is_(None),  # a pulse about one activity stands in nobody's way
                Run.survey_id.in_(same.with_only_columns(Survey.id)),
            )
        )
        if taken is not None:
            raise Conflict("run_exists")
        survey = session.scalar(same.where(Survey.region_id.in_(regions)).limit(1))
        if survey is None:
            survey = Survey(association_id=association_id, period_id=period_id, version_id=version.id)
            session.add(survey)
            session.flush()
        run = Run(survey_id=survey.id, association_id=association_id)
        session.add(run)
        session.flush()
        record(session, actor, "run_started", "run", str(run.id))
        return run.id


def prepared_questionnaire(unit: Unit, run: Run, mode: Mode | None = None) -> Questionnaire:
    """The form as this run asks it, or would ask it if it were opened now in a mode (by default the run's)."""
    if run.status != RunStatus.DRAFT:
        return run_questionnaire(unit.session, run.id, run.document_hash)
    members = current_memberships(unit.session, run.association_id, unit.now().date())
    kinds = Counter(m.institution.kind if m.institution else "other" for m in members)
    rows = rows_asked_about(planned_activities(unit.session, run.association_id, run.survey.period_id))
    asked = with_own_questions(unit, run.id, version_questionnaire(unit.session, run.survey.version_id))
    if run.activity_id is not None:
        asked = about_activity(asked, unit.session.get_one(Activity, run.activity_id).topic)
    return freeze(
        asked,
        plan_rows=tuple(PlanRow(row.id, row.topic) for row in rows),
        invited=len(members),
        member_kinds=dict(kinds),
        anonymous=(mode or run.mode) == Mode.ANONYMOUS,
    )


def about_activity(questionnaire: Questionnaire, topic: str) -> Questionnaire:
    """A questionnaire that names in its title and its first words the activity it asks about."""
    texts = {
        language: {
            **questionnaire.texts[language],
            "title": pulse_title(catalogue(language), topic),
            "intro": pulse_intro(catalogue(language), topic),
        }
        for language in questionnaire.languages
    }
    return replace(questionnaire, texts=MappingProxyType({key: MappingProxyType(own) for key, own in texts.items()}))


def title_of(unit: Unit, actor: Actor, run_id: uuid.UUID, language: str) -> str:
    """What a run's questionnaire is called, in a language or its own; with the activity it is about."""
    return prepared_questionnaire(unit, require_led_run(unit, actor, run_id)).text("title", language)


def preview_form(unit: Unit, actor: Actor, run_id: uuid.UUID) -> Questionnaire:
    """The form of a run, for its leader to look through."""
    return prepared_questionnaire(unit, require_led_run(unit, actor, run_id))


def backgrounds_of(questionnaire: Questionnaire, language: str) -> tuple[tuple[str, str], ...]:
    """The background questions by which results may be split, as (id, words)."""
    structure = structure_of(questionnaire)
    labels = structure.labels(language)
    return tuple((key, labels.question(key)) for key in openable(structure))


def open_run(
    unit: Unit,
    actor: Actor,
    run_id: uuid.UUID,
    *,
    mode: Mode,
    closes_at: datetime,
    message: str = "",
    addressing: Addressing = Addressing.PERSONAL,
    closing_notice: bool = True,
    year_codes: bool = False,
    segments_by: str | None = None,
) -> RunView:
    """Open a run: freeze the form, make the ballot box's keys, invite every current member, queue the mails.

    With one link for all nobody is invited by name, and answers can only be anonymous. What the leader tried before is
    thrown away. ``year_codes`` puts a code on anonymous receipts, which pairs the answers of two years; where the mode
    keeps the member nobody needs one. ``segments_by`` is the one background question by which answers will be set side
    by side, "" for none; it is chosen before anybody looks, by default the first.

    ``Conflict`` for a run already opened. ``Invalid`` for an association without members, a last day that has passed,
    a message past ``MESSAGE_LIMIT`` characters, a background question that is not asked.
    """
    run = require_led_run(unit, actor, run_id)
    if closes_at <= unit.now():
        raise invalid("closes_at", "date_in_the_past")
    if len(message) > MESSAGE_LIMIT:
        raise invalid("message", "too_long", max=MESSAGE_LIMIT, length=len(message))
    if addressing == Addressing.SHARED and mode != Mode.ANONYMOUS:
        raise invalid("addressing", "shared_only_anonymous")
    unit.session.rollback()  # the transaction that reads ends here: what follows begins with the write lock
    with unit.transaction() as session:
        run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one()
        if run.status != RunStatus.DRAFT:
            raise Conflict("run_already_open")
        discard_trials(unit, session, run.id)
        questionnaire = prepared_questionnaire(unit, run, mode)
        members = current_memberships(session, run.association_id, unit.now().date())
        if not members:
            raise invalid("members", "no_members")
        possible = openable(structure_of(questionnaire))
        if segments_by and segments_by not in possible:
            raise invalid("segments_by", "no_such_background")
        run.segments_by = next(iter(possible), "") if segments_by is None else segments_by
        document = to_document(questionnaire)
        run.document = document
        run.document_hash = document_hash(document)
        run.envelope_bytes = envelope_size(questionnaire)
        run.mode = mode
        run.opens_at = unit.now()
        run.closes_at = closes_at
        run.message = message.strip()
        run.addressing = addressing
        run.closing_notice = closing_notice
        run.year_codes = year_codes and mode == Mode.ANONYMOUS
        if mode == Mode.ANONYMOUS:
            run.public_key, run.wrapped_private_key = new_run_keys(unit.secret, run.id)
        run.status = RunStatus.OPEN
        if addressing == Addressing.SHARED:
            run.shared_hash = shared_code_hash(shared_code(unit.secret, run.id))
        else:
            add_invitations(unit, run, members)
        record(session, actor, "run_opened", "run", str(run.id), mode=mode.value, invited=len(members))
    return run_of(unit, actor, run_id)


def change_closing(unit: Unit, actor: Actor, run_id: uuid.UUID, closes_at: datetime, *, tell: bool = False) -> RunView:
    """Give a run more time, or less; with ``tell`` those who have not answered hear of more time by mail.

    ``Conflict`` unless it is open, ``Invalid`` for a moment that has passed.
    """
    require_led_run(unit, actor, run_id)
    if closes_at <= unit.now():
        raise invalid("closes_at", "date_in_the_past")
    unit.session.rollback()
    with unit.transaction() as session:
        run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one()
        if run.status != RunStatus.OPEN:
            raise Conflict("run_not_open")
        longer = run.closes_at is not None and closes_at > run.closes_at
        run.closes_at = closes_at
        if run.paper_closes_at is not None:
            run.paper_closes_at = max(run.paper_closes_at, closes_at)
        if tell and longer:
            queue_mails(session, run, "extension", next_round(session, run.id, "extension"), silent_only=True)
        record(session, actor, "run_extended", "run", str(run.id), closes_at=closes_at.isoformat())
    return run_of(unit, actor, run_id)
