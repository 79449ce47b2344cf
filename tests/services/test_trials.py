"""The leader's own try of the form: nothing of it is counted, opened or released."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from surveyapp.dataset import open_release
from surveyapp.services import closing, invitations, responding, surveys, trials
from surveyapp.services.access import Actor
from surveyapp.services.errors import Conflict, Forbidden, NotFound
from surveyapp.services.modes import Mode
from surveyapp.services.participation import count_participation
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.surveys import Invitation
from tests.towns import NOW, Town


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


def try_out(town: Town, run_id: object) -> str:
    form = surveys.preview_form(town.unit, town.leader, run_id)  # type: ignore[arg-type]
    return trials.start_trial(town.unit, town.leader, run_id, form).rpartition("/")[2]  # type: ignore[arg-type]


def left(town: Town) -> list[int]:
    return [town.unit.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Draft, Intake)]


def test_before_opening_the_form_can_be_walked_through_and_sent(town: Town) -> None:
    run_id = surveys.start_run(town.unit, town.leader, town.id, town.period.id)
    link = try_out(town, run_id)
    form = responding.open_form(town.unit, link)
    assert form.trial
    assert form.open
    responding.submit(town.unit, link, {"overall": "1"}, "lv")
    assert left(town) == [1, 0], "a trial has a copy of its own, and no envelope"
    assert surveys.run_of(town.unit, town.leader, run_id).participation.answered == 0
    surveys.open_run(town.unit, town.leader, run_id, mode=Mode.ANONYMOUS, closes_at=NOW.replace(month=6))
    assert left(town) == [0, 0]
    with pytest.raises(NotFound):
        responding.open_form(town.unit, link)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_trial_beside_real_answers_never_reaches_the_release(town: Town, mode: Mode) -> None:
    run_id = town.open(mode)
    for link in town.links(run_id)[:5]:
        responding.submit(town.unit, link, {"overall": "5"}, "lv")
    link = try_out(town, run_id)
    responding.submit(town.unit, link, {"overall": "1"}, "lv")
    counts = count_participation(town.unit.session, run_id)
    assert (counts.invited, counts.answered) == (7, 5)
    town.unit.session.rollback()
    assert len(invitations.invitations_of(town.unit, town.leader, run_id)) == 7
    closed = closing.close_run(town.unit, town.leader, run_id)
    assert (closed.invited, closed.responses) == (7, 5)
    release = open_release(town.unit.releases, closed.release_id)
    assert release.n == 5
    assert town.unit.session.scalar(select(func.count()).where(Invitation.trial)) == 0


def test_only_the_leader_and_not_after_closing(town: Town) -> None:
    run_id = town.open()
    form = surveys.preview_form(town.unit, town.leader, run_id)
    with pytest.raises(Forbidden):
        trials.start_trial(town.unit, Actor(None, "", ()), run_id, form)
    closing.close_run(town.unit, town.leader, run_id)
    with pytest.raises(Conflict):
        trials.start_trial(town.unit, town.leader, run_id, form)
