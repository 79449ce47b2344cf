"""An association with a leader, a plan's year and a closed year-end run, for tests of the leader's room."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from surveyapp.planning.years import SchoolYear
from surveyapp.services.access import Actor, Scope
from surveyapp.services.periods import ensure_period
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.questionnaires import QuestionnaireRecord, QuestionnaireVersion
from surveyapp.store.regions import Association, Region
from surveyapp.store.responses import Proposal, Response
from surveyapp.store.surveys import Mode, Run, RunStatus, Survey

YEAR = SchoolYear(2025)


@dataclass(frozen=True, slots=True)
class World:
    """Ids and actors of one association."""

    region_id: uuid.UUID
    association_id: uuid.UUID
    period_id: uuid.UUID
    user_id: uuid.UUID
    leader: Actor
    strangers: tuple[Actor, ...]
    """Whom every service refuses: nobody, a librarian, another leader, the regional centre, the admin."""


def make_world(unit: Unit, language: str = "lv") -> World:
    """A region, an association with its leader, and a school year."""
    with unit.transaction() as session:
        region = Region(names={language: "Bērzkalves novads", "en": "Bērzkalve Municipality"})
        session.add(region)
        session.flush()
        association = Association(
            region_id=region.id,
            names={language: "Bērzkalves skolu bibliotekāru apvienība", "en": "Bērzkalve School Librarians"},
            language=language,
        )
        user = User(email=f"{uuid.uuid4().hex[:8]}@berzkalve.example", name="Sarmīte Vanaga", language=language)
        session.add_all([association, user])
        session.flush()
        session.add(Grant(user_id=user.id, role=RoleName.LEADER, association_id=association.id))
        period = ensure_period(session, YEAR)
        ids = (region.id, association.id, period.id, user.id)
    return World(
        *ids,
        leader=Actor(ids[3], "Sarmīte Vanaga", (Scope(RoleName.LEADER, association_id=ids[1]),)),
        strangers=(
            Actor(None, "", ()),
            Actor(ids[3], "", (Scope(RoleName.LIBRARIAN, association_id=ids[1]),)),
            Actor(ids[3], "", (Scope(RoleName.LEADER, association_id=uuid.uuid4()),)),
            Actor(ids[3], "", (Scope(RoleName.REGIONAL_CENTRE, region_id=ids[0]),)),
            Actor(ids[3], "", (Scope(RoleName.ADMIN),)),
        ),
    )


def make_run(
    unit: Unit,
    world: World,
    *,
    proposals: Sequence[str] = (),
    responses: int = 6,
    status: RunStatus = RunStatus.CLOSED,
    period_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """A run of the year-end survey without a release: what the board of proposals needs."""
    with unit.transaction() as session:
        survey = Survey(
            association_id=world.association_id,
            period_id=period_id or world.period_id,
            version_id=_version(session),
        )
        session.add(survey)
        session.flush()
        run = Run(
            survey_id=survey.id,
            association_id=world.association_id,
            mode=Mode.ANONYMOUS,
            status=status,
            document={},
            document_hash="0" * 64,
            public_key=b"1" * 32 if status == RunStatus.OPEN else None,
            closed_at=datetime(2026, 6, 10, 9, tzinfo=UTC) if status == RunStatus.CLOSED else None,
            invited=9,
        )
        session.add(run)
        session.flush()
        session.add_all(Response(run_id=run.id, mode=Mode.ANONYMOUS, answers={}) for _ in range(responses))
        session.add_all(Proposal(run_id=run.id, text=text, language="lv") for text in proposals)
        return run.id


def _version(session: Session) -> uuid.UUID:
    record = session.query(QuestionnaireRecord).filter_by(key="year-end").one_or_none()
    if record is None:
        record = QuestionnaireRecord(key="year-end")
        session.add(record)
        session.flush()
        session.add(
            QuestionnaireVersion(
                questionnaire_id=record.id, number=1, structure_hash="0" * 64, texts_hash="0" * 64, document={}
            )
        )
        session.flush()
        session.refresh(record)
    return record.versions[0].id
