"""An open survey with personal links, for tests of answering."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from surveyapp.definition.document import to_document
from surveyapp.definition.loading import load_questionnaire
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import freeze
from surveyapp.planning.years import SchoolYear
from surveyapp.services.ballot_box import envelope_size
from surveyapp.services.forms import document_hash
from surveyapp.services.periods import ensure_period
from surveyapp.services.questionnaires import publish
from surveyapp.services.sealing import link_secret, link_text, new_run_keys, secret_hash
from surveyapp.services.unit import Unit
from surveyapp.store.regions import Association, Region
from surveyapp.store.surveys import Invitation, Mode, Run, RunStatus, Survey

FILES = Path(__file__).parent / "questionnaires"
BUNDLED = Path(__file__).parents[1] / "surveys"


@cache
def questionnaire(key: str) -> Questionnaire:
    """One of the questionnaires under ``tests/questionnaires``, or a bundled one."""
    folder = FILES / key
    return load_questionnaire(folder if folder.is_dir() else BUNDLED / key, lists_dir=BUNDLED / "lists")


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """A run that takes answers, and the secrets of its links."""

    run_id: uuid.UUID
    association_id: uuid.UUID
    links: tuple[str, ...]
    invitation_ids: tuple[uuid.UUID, ...]


def open_survey(
    unit: Unit,
    key: str = "every-kind",
    *,
    mode: Mode = Mode.ANONYMOUS,
    people: int = 3,
    language: str = "lv",
    closes_in: timedelta = timedelta(days=14),
    year_codes: bool = False,
) -> OpenSurvey:
    """A run of a questionnaire with members who were invited just now."""
    asked = freeze(questionnaire(key), plan_rows=(), invited=people, member_kinds={})
    now = datetime.now(UTC)
    with unit.transaction() as session:
        region = Region(names={"lv": "Mežlauces novads"})
        session.add(region)
        session.flush()
        association = Association(
            region_id=region.id,
            names={"lv": "Mežlauces skolu bibliotekāri", "ru": "Библиотекари Межлауце"},
            language="lv",
        )
        session.add(association)
        session.flush()
        survey = Survey(
            association_id=association.id,
            period_id=ensure_period(session, SchoolYear(2026)).id,
            version_id=publish(session, questionnaire(key)).id,
        )
        session.add(survey)
        session.flush()
        run_id = uuid.uuid4()
        document = to_document(asked)
        public_key, wrapped = new_run_keys(unit.secret, run_id) if mode == Mode.ANONYMOUS else (None, None)
        session.add(
            Run(
                id=run_id,
                survey_id=survey.id,
                association_id=association.id,
                mode=mode,
                status=RunStatus.OPEN,
                opens_at=now - timedelta(days=30),
                closes_at=now + closes_in,
                document=document,
                document_hash=document_hash(document),
                envelope_bytes=envelope_size(asked),
                public_key=public_key,
                wrapped_private_key=wrapped,
                year_codes=year_codes,
                message="Lūdzu, atbildiet līdz mēneša beigām!",
            )
        )
        session.flush()
        ids = tuple(uuid.uuid4() for _ in range(people))
        session.add_all(
            Invitation(
                id=invitation_id,
                run_id=run_id,
                name=f"Ilze Kalna {number}",
                language=language,
                secret_hash=secret_hash(link_secret(unit.secret, invitation_id)),
            )
            for number, invitation_id in enumerate(ids, 1)
        )
        association_id = association.id
    links = tuple(link_text(link_secret(unit.secret, invitation_id)) for invitation_id in ids)
    return OpenSurvey(run_id, association_id, links, ids)
