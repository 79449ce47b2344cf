"""Killed without warning: the server while librarians send, and the closing job in its middle."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks.faults import all_or_none, close_and_kill, fill_box, in_the_box, key_of, kill_under_load
from benchmarks.filled import cookies_of
from benchmarks.load import Respondent
from surveyapp.config import Config
from surveyapp.services.access import SYSTEM
from surveyapp.services.closing import close_run
from surveyapp.services.errors import Conflict
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.responses import Proposal, Response
from surveyapp.store.surveys import Invitation
from tests.respondents import open_survey

PEOPLE = 1500
MOST_VISITS = 90
"""Whoever had more must say why."""
KILLS = 3
ENVELOPES = 2000
MOMENTS = (0.2, None)
"""Seconds after the closing job began; None: every envelope is open, and nothing is committed yet."""


def answers_of(place: int) -> dict[str, str]:
    """What a respondent says."""
    return {"overall": str(1 + place % 3), "visits": str(place % MOST_VISITS)}


NewUnit = Callable[[], AbstractContextManager[Unit]]


def _environment(config: Config) -> dict[str, str]:
    return {"SURVEYAPP_INSTANCE": str(config.instance), "SURVEYAPP_DATABASE_URL": config.database_url}


@pytest.mark.slow
def test_what_was_acknowledged_is_there_once(config: Config, new_unit: NewUnit, tmp_path: Path) -> None:
    with new_unit() as unit:
        survey = open_survey(unit, "one-page", people=PEOPLE)
    path = f"/answer/{survey.run_id}/part/all"
    respondents = [
        Respondent(path, cookies_of(link), f"q-overall={1 + place % 3}&q-visits={place % MOST_VISITS}&go=send")
        for place, link in enumerate(survey.links)
    ]
    places = {respondent: place for place, respondent in enumerate(respondents)}
    log = tmp_path / "server.log"
    survived = kill_under_load(_environment(config), respondents, KILLS, random.Random(3), log)
    assert survived.unanswered >= KILLS
    assert len(survived.acknowledged) == len(set(survived.acknowledged))
    with new_unit() as unit:
        there = in_the_box(unit, survey.run_id)
        sent = {key_of(each): places[each] for each in survived.acknowledged}
        assert there == {key: answers_of(place) for key, place in sent.items()}
        assert unit.session.scalar(select(func.count()).select_from(Draft)) == len(sent)
        assert unit.session.scalar(select(func.count()).where(Invitation.answered)) == len(sent)


@pytest.mark.slow
def test_a_killed_closing_leaves_all_or_none(config: Config, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        survey = open_survey(unit, "one-page", people=ENVELOPES)
        fill_box(unit, survey.run_id, ENVELOPES)
    for moment in MOMENTS:
        assert close_and_kill(_environment(config), survey.run_id, moment)
        with new_unit() as unit:
            if all_or_none(unit, survey.run_id, ENVELOPES):
                break
    with new_unit() as unit:
        if not all_or_none(unit, survey.run_id, ENVELOPES):
            closed = close_run(unit, SYSTEM, survey.run_id)
            assert (closed.invited, closed.responses, closed.proposals) == (ENVELOPES, ENVELOPES, ENVELOPES)
        assert all_or_none(unit, survey.run_id, ENVELOPES)
        with pytest.raises(Conflict):
            close_run(unit, SYSTEM, survey.run_id)
        unit.session.rollback()
        assert unit.session.scalar(select(func.count()).select_from(Intake)) == 0
        assert unit.session.scalar(select(func.count()).select_from(Proposal)) == ENVELOPES
        answers = unit.session.scalars(select(Response.answers)).all()
        assert sorted(int(each["visits"]) for each in answers) == list(range(ENVELOPES))
