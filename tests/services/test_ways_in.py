"""Other ways in than a personal link: one link for all, signing in, paper."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from surveyapp.dataset import open_release
from surveyapp.jobs.closing import close_overdue
from surveyapp.services import closing, mailings, paper, reminders, responding, surveys, ways_in
from surveyapp.services.access import Actor
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.modes import Addressing, Mode
from surveyapp.services.participation import count_participation
from surveyapp.services.unit import Unit
from tests.towns import NOW, Town


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


def opened(town: Town, addressing: Addressing, mode: Mode = Mode.ANONYMOUS) -> uuid.UUID:
    run_id = surveys.start_run(town.unit, town.leader, town.id, town.period.id)
    surveys.open_run(
        town.unit,
        town.leader,
        run_id,
        mode=mode,
        closes_at=NOW + timedelta(days=30),
        addressing=addressing,
    )
    return run_id


def test_one_link_for_all_has_no_n(town: Town) -> None:
    run_id = opened(town, Addressing.SHARED)
    link, code = ways_in.shared_link(town.unit, town.leader, run_id)
    assert link.endswith(f"/s/{code}")
    assert ways_in.entrance(town.unit, code.upper()).run_id == run_id
    for number in range(6):
        begun, secret = ways_in.begin_shared(town.unit, code, "ru")
        assert begun == run_id
        responding.submit(town.unit, secret, {"overall": str(1 + number % 5)}, "ru")
    run = surveys.run_of(town.unit, town.leader, run_id)
    assert (run.participation.invited, run.participation.answered) == (0, 6)
    assert mailings.outbox_of(town.unit, town.leader, run_id).mailings == ()
    with pytest.raises(Conflict):
        reminders.remind_now(town.unit, town.leader, run_id)
    closed = closing.close_run(town.unit, town.leader, run_id)
    release = open_release(town.unit.releases, closed.release_id)
    assert (release.n, release.invited) == (6, None)
    with pytest.raises(Conflict):
        ways_in.begin_shared(town.unit, code, "ru")


def test_a_wrong_code_opens_nothing_and_a_shared_link_is_always_anonymous(town: Town) -> None:
    with pytest.raises(Invalid):
        opened(town, Addressing.SHARED, Mode.NAMED)
    with pytest.raises(NotFound):
        ways_in.entrance(town.unit, "aaaaaaaaaa")


def test_where_one_signs_in_the_mail_holds_no_link_of_ones_own(town: Town) -> None:
    run_id = opened(town, Addressing.ACCOUNT)
    row = mailings.outbox_of(town.unit, town.leader, run_id).rows[0]
    text = mailings.mail_of(town.unit, town.leader, row.id).content.text
    assert "/me/" in text
    assert "/a/" not in text


def desk(town: Town, run_id: uuid.UUID) -> str:
    paper.open_desk(town.unit, town.leader, run_id, "Zane Rasa, skolas sekretāre")
    return paper.desks_of(town.unit, town.leader, run_id)[-1].link.rpartition("/")[2]


HELPER = Actor(None, "", ())


def test_a_helper_types_a_paper_form_in_by_its_number(town: Town) -> None:
    run_id = town.open()
    link = desk(town, run_id)
    slips = sorted(paper.slips_of(town.unit, town.leader, run_id), key=lambda slip: slip.name)
    assert len({slip.number for slip in slips}) == 7
    found, secret = paper.take_form(town.unit, HELPER, link, slips[2].number.lower().replace("-", " "))
    assert found == run_id
    assert paper.take_form(town.unit, HELPER, link, slips[2].number)[1] == secret, "she may go on after a pause"
    form = responding.open_form(town.unit, secret)
    assert form.on_paper
    assert form.respondent == slips[2].number, "the helper reads no name"
    responding.submit(town.unit, secret, {"overall": "2"}, "lv")
    assert count_participation(town.unit.session, run_id).answered == 1
    with pytest.raises(Conflict, match="form_sent"):
        paper.take_form(town.unit, HELPER, link, slips[2].number)


def test_the_desk_opens_no_form_that_was_begun_online_or_at_another_desk(town: Town) -> None:
    run_id = town.open()
    first, second = desk(town, run_id), desk(town, run_id)
    slips = sorted(paper.slips_of(town.unit, town.leader, run_id), key=lambda slip: slip.name)
    responding.save_draft(town.unit, town.links(run_id)[0], {"overall": "2"}, "lv")
    for number, at in ((slips[0].number, first), (slips[1].number, second)):
        if at == second:
            paper.take_form(town.unit, HELPER, first, number)
        with pytest.raises(Conflict):
            paper.take_form(town.unit, HELPER, at, number)
    with pytest.raises(Invalid):
        paper.take_form(town.unit, HELPER, first, "AAAA-AAAA")


def test_the_leader_types_nothing_in_unless_answers_are_named(town: Town) -> None:
    run_id = town.open()
    link = desk(town, run_id)
    number = paper.slips_of(town.unit, town.leader, run_id)[0].number
    with pytest.raises(Forbidden):
        paper.desk_of(town.unit, town.leader, link)
    with pytest.raises(Forbidden):
        paper.take_form(town.unit, town.leader, link, number)
    paper.end_desk(town.unit, town.leader, paper.desks_of(town.unit, town.leader, run_id)[0].id)
    with pytest.raises(NotFound):
        paper.desk_of(town.unit, HELPER, link)


def test_the_leader_may_type_named_answers_in(town: Town) -> None:
    run_id = town.open(Mode.NAMED)
    number = paper.slips_of(town.unit, town.leader, run_id)[0].number
    assert paper.take_form(town.unit, town.leader, desk(town, run_id), number)[0] == run_id


def test_paper_forms_may_come_later_than_answers_online(town: Town) -> None:
    run_id = town.open(days=10)
    link = desk(town, run_id)
    slips = sorted(paper.slips_of(town.unit, town.leader, run_id), key=lambda slip: slip.name)
    with pytest.raises(Invalid):
        paper.set_paper_closing(town.unit, town.leader, run_id, NOW + timedelta(days=3))
    paper.set_paper_closing(town.unit, town.leader, run_id, NOW + timedelta(days=15))
    late = replace(town.unit, now=lambda: NOW + timedelta(days=12))
    assert close_overdue(late) == 0
    with pytest.raises(Conflict):
        responding.submit(late, town.links(run_id)[0], {"overall": "2"}, "lv")
    _, secret = paper.take_form(late, HELPER, link, slips[1].number)
    responding.submit(late, secret, {"overall": "2"}, "lv")
    assert close_overdue(replace(town.unit, now=lambda: NOW + timedelta(days=16))) == 1
