"""Five hundred librarians send at the same moment: every acknowledged answer is there, once, and is its writer's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks.faults import key_of
from benchmarks.filled import cookies_of
from benchmarks.load import Respondent, all_at_once
from benchmarks.servers import serving
from surveyapp.config import Config
from surveyapp.services.sealing import open_envelope, unwrap_run_key
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.surveys import Invitation, Run
from tests.respondents import open_survey

PEOPLE = 500
MOST_VISITS = 90
"""Whoever had more must say why."""
TWICE = 60
"""So many press the button in two windows at once."""


def answers_of(place: int) -> dict[str, str]:
    """What a respondent says."""
    return {"overall": str(1 + place % 3), "visits": str(place % MOST_VISITS)}


@pytest.mark.slow
def test_none_is_lost_and_none_is_doubled(
    config: Config, new_unit: Callable[[], AbstractContextManager[Unit]], tmp_path: Path
) -> None:
    with new_unit() as unit:
        survey = open_survey(unit, "one-page", people=PEOPLE)
    path = f"/answer/{survey.run_id}/part/all"
    respondents = [
        Respondent(path, cookies_of(link), f"q-overall={1 + place % 3}&q-visits={place % MOST_VISITS}&go=send")
        for place, link in enumerate(survey.links)
    ]
    environment = {"SURVEYAPP_INSTANCE": str(config.instance), "SURVEYAPP_DATABASE_URL": config.database_url}
    log = tmp_path / "server.log"
    with serving("surveyapp.app:create_wsgi", environment, log) as port:
        outcome = all_at_once(port, respondents + respondents[:TWICE])
    unusual = [line for line in log.read_text(encoding="utf-8").splitlines() if "level=info" not in line]
    assert (outcome.acknowledged, outcome.refused) == (PEOPLE + TWICE, 0), "\n".join(unusual[:40])
    with new_unit() as unit:
        run = unit.session.get_one(Run, survey.run_id)
        assert run.wrapped_private_key is not None
        key = unwrap_run_key(unit.secret, run.id, run.wrapped_private_key)
        envelopes = {row.key: row.envelope for row in unit.session.execute(select(Intake.key, Intake.envelope))}
        assert len(envelopes) == PEOPLE
        assert unit.session.scalar(select(func.count()).select_from(Draft)) == PEOPLE
        assert unit.session.scalar(select(func.count()).where(Invitation.answered, Invitation.opened)) == PEOPLE
        for place, respondent in enumerate(respondents):
            envelope = envelopes[key_of(respondent)]
            assert open_envelope(key, envelope)["answers"] == answers_of(place)
