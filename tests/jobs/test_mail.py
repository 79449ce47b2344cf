"""Mails of the outbox, sent to a real mail server."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from surveyapp.config import MailSettings
from surveyapp.jobs.closing import close_overdue
from surveyapp.jobs.mail import send_mails
from surveyapp.services import invitations, outbox, responding
from surveyapp.services.access import Actor
from surveyapp.services.errors import Forbidden
from surveyapp.services.outbox import MOST_ATTEMPTS, take_up_interrupted
from surveyapp.services.unit import Unit
from surveyapp.store.operation import Mail
from surveyapp.store.surveys import Run, RunStatus
from tests.jobs.smtp_server import mail_server
from tests.towns import NOW, Town


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


def settings(port: int) -> MailSettings:
    return MailSettings(host="127.0.0.1", port=port, security="none", sender="apvieniba@vejupe.example")


def states(town: Town) -> Counter[str]:
    return Counter(town.unit.session.scalars(select(Mail.state)))


def test_every_member_with_an_address_gets_her_own_link_once(town: Town) -> None:
    run_id = town.open()
    links = {row.email: row.link for row in invitations.invitations_of(town.unit, town.leader, run_id)}
    with mail_server() as server:
        assert send_mails(town.unit, settings(server.port)) == (6, 0)
        assert send_mails(town.unit, settings(server.port)) == (0, 0)
    assert len(server.taken) == 6
    for message in server.taken:
        text = message.get_content()
        own = links[message["To"]]
        assert own in text
        assert sum(link in text for link in links.values()) == 1
        assert message["Message-ID"]
        assert message["From"] == "apvieniba@vejupe.example"
    assert states(town) == {"sent": 6}


def test_refused_mails_wait_and_are_given_up_after_some_attempts(town: Town) -> None:
    town.open()
    with mail_server() as server:
        server.refusing = True
        for attempt in range(1, MOST_ATTEMPTS + 1):
            assert send_mails(town.unit, settings(server.port)) == (0, 6), attempt
        assert send_mails(town.unit, settings(server.port)) == (0, 0)
    assert states(town) == {"failed": 6}
    errors = set(town.unit.session.scalars(select(Mail.error)))
    assert all("@" not in error for error in errors), "no address in what is kept of a failure"


def test_without_a_server_mails_wait_and_can_be_read(town: Town) -> None:
    run_id = town.open()
    assert send_mails(town.unit, MailSettings()) == (0, 0)
    row = invitations.invitations_of(town.unit, town.leader, run_id)[0]
    mail = outbox.mail_of(town.unit, town.leader, row.id)
    assert row.link in mail.content.text
    with pytest.raises(Forbidden):
        outbox.mail_of(town.unit, Actor(None, "", ()), row.id)


def test_reminders_skip_those_who_answered_meanwhile(town: Town) -> None:
    run_id = town.open()
    with mail_server() as server:
        send_mails(town.unit, settings(server.port))
        invitations.remind(town.unit, town.leader, run_id)
        for link in town.links(run_id)[1:4]:
            responding.submit(town.unit, link, {"overall": "4"}, "lv")
        assert send_mails(town.unit, settings(server.port)) == (3, 0)


def test_a_mail_claimed_by_a_worker_that_was_killed_waits_again(town: Town) -> None:
    town.open()
    with town.unit.transaction() as session:
        session.scalars(select(Mail).limit(1)).one().state = "sending"
    with mail_server() as server:
        assert send_mails(town.unit, settings(server.port)) == (5, 0)
        take_up_interrupted(town.unit)
        assert send_mails(town.unit, settings(server.port)) == (1, 0)


def test_runs_past_their_last_day_are_closed(town: Town) -> None:
    run_id = town.open(days=2)
    assert close_overdue(town.unit) == 0
    assert close_overdue(replace(town.unit, now=lambda: NOW + timedelta(days=2))) == 1
    town.unit.session.rollback()
    assert town.unit.session.get_one(Run, run_id).status == RunStatus.CLOSED
