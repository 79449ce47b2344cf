"""Mails of the outbox, sent to a real mail server."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from surveyapp.config import Config, MailSettings
from surveyapp.jobs.closing import close_overdue
from surveyapp.jobs.mail import send_mails
from surveyapp.services import closing, invitations, mail_templates, mailings, reminders, responding, surveys
from surveyapp.services.access import Actor
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.modes import Mode
from surveyapp.services.outbox import MOST_ATTEMPTS, take_up_interrupted
from surveyapp.services.unit import Unit
from surveyapp.store.operation import Mail
from surveyapp.store.surveys import Run, RunStatus
from surveyapp.wording.mails import OwnWords
from tests.jobs.smtp_server import mail_server
from tests.towns import NOW, Town


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


def settings(port: int) -> MailSettings:
    return MailSettings(host="127.0.0.1", port=port, security="none", sender="apvieniba@vejupe.example")


def states(town: Town) -> Counter[str]:
    return Counter(town.unit.session.scalars(select(Mail.state)))


def clock(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text


def test_every_member_with_an_address_gets_her_own_link_once(town: Town) -> None:
    run_id = town.open()
    rows = invitations.invitations_of(town.unit, town.leader, run_id)
    links = {row.email: invitations.personal_link(town.unit, row.id) for row in rows}
    with mail_server() as server:
        assert send_mails(town.unit, settings(server.port)) == (6, 0)
        assert send_mails(town.unit, settings(server.port)) == (0, 0)
    assert len(server.taken) == 6
    for message in server.taken:
        text = body(message, "plain")
        own = links[message["To"]]
        assert own in body(message, "html")
        assert own in text
        assert sum(link in text for link in links.values()) == 1
        assert message["Message-ID"]
        assert message["From"] == "apvieniba@vejupe.example"
    assert states(town) == {"sent": 6}


def test_refused_mails_wait_and_are_given_up_after_some_attempts(town: Town) -> None:
    town.open()
    with mail_server() as server:
        server.refusing = True
        for attempt in range(MOST_ATTEMPTS):
            later = replace(town.unit, now=clock(NOW + timedelta(days=attempt)))
            assert send_mails(later, settings(server.port)) == (0, 6), attempt
            assert send_mails(later, settings(server.port)) == (0, 0), "a refused mail waits before it is tried again"
        later = replace(town.unit, now=clock(NOW + timedelta(days=9)))
        assert send_mails(later, settings(server.port)) == (0, 0)
    assert states(town) == {"failed": 6}
    errors = set(town.unit.session.scalars(select(Mail.error)))
    assert all("@" not in error for error in errors), "no address in what is kept of a failure"


def test_without_a_server_mails_wait_and_can_be_read(town: Town) -> None:
    run_id = town.open()
    assert send_mails(town.unit, MailSettings()) == (0, 0)
    row = next(each for each in invitations.invitations_of(town.unit, town.leader, run_id) if each.email)
    mail_id = next(
        each.id for each in mailings.outbox_of(town.unit, town.leader, run_id).rows if each.email == row.email
    )
    mail = mailings.mail_of(town.unit, town.leader, mail_id)
    assert invitations.personal_link(town.unit, row.id) not in mail.content.text
    assert "/a/••••" in mail.content.text
    assert "/a/••••" in mail.content.html
    with pytest.raises(Forbidden):
        mailings.mail_of(town.unit, Actor(None, "", ()), mail_id)


def test_reminders_skip_those_who_answered_meanwhile(town: Town) -> None:
    run_id = town.open()
    with mail_server() as server:
        send_mails(town.unit, settings(server.port))
        reminders.remind_now(town.unit, town.leader, run_id)
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


def test_closing_tells_everyone_the_same_where_answers_are_anonymous(town: Town) -> None:
    run_id = town.open()
    responding.submit(town.unit, town.links(run_id)[1], {"overall": "4"}, "lv")
    closing.close_run(town.unit, town.leader, run_id)
    with mail_server() as server:
        assert send_mails(town.unit, settings(server.port)) == (6, 0)
    assert len({(m["Subject"], m.get_body(("plain",)).get_content()) for m in server.taken}) == 1  # type: ignore[union-attr]
    assert states(town) == {"sent": 6, "skipped": 6}, "invitations nobody needs any more are passed over"


def test_closing_thanks_those_who_answered_in_other_modes(town: Town) -> None:
    run_id = town.open(Mode.CONFIDENTIAL)
    responding.submit(town.unit, town.links(run_id)[1], {"overall": "4"}, "lv")
    closing.close_run(town.unit, town.leader, run_id)
    kinds = Counter(town.unit.session.scalars(select(Mail.kind).where(Mail.kind != "invitation")))
    assert kinds == {"closing": 5, "thanks": 1}


def test_more_time_is_told_to_the_silent(town: Town) -> None:
    run_id = town.open(days=3)
    responding.submit(town.unit, town.links(run_id)[1], {"overall": "4"}, "lv")
    surveys.change_closing(town.unit, town.leader, run_id, NOW + timedelta(days=9), tell=True)
    surveys.change_closing(town.unit, town.leader, run_id, NOW + timedelta(days=8), tell=True)
    assert Counter(town.unit.session.scalars(select(Mail.kind))) == {"invitation": 6, "extension": 5}


def test_planned_reminders_go_out_once_on_their_day(town: Town) -> None:
    run_id = town.open()
    today = NOW.date()
    reminders.plan_reminders(town.unit, town.leader, run_id, [today + timedelta(days=d) for d in (3, 5, 12)])

    def at(days: int, hour: int) -> Unit:
        return replace(town.unit, now=lambda: (NOW + timedelta(days=days)).replace(hour=hour))

    assert reminders.queue_due(at(3, 4)) == 0, "seven in the morning in Riga is too early"
    assert reminders.queue_due(at(3, 7)) == 1
    assert reminders.queue_due(at(3, 8)) == 0
    responding.submit(town.unit, town.links(run_id)[1], {"overall": "4"}, "lv")
    assert reminders.queue_due(at(13, 7)) == 1, "two days slept through are made up for by one reminder"
    assert Counter(town.unit.session.scalars(select(Mail.round).where(Mail.kind == "reminder"))) == {1: 6, 2: 5}
    found = reminders.reminders_of(town.unit, town.leader, run_id)
    assert [each.reminded for each in found] == [None, None], "so few are told of in no number"
    with pytest.raises(Invalid):
        reminders.plan_reminders(at(13, 8), town.leader, run_id, [today])


def test_an_associations_own_words_are_used(town: Town) -> None:
    words = OwnWords("Atbildiet, lūdzu: {association}", "Sveika, {name}!\n\nGaidām līdz {last_day}.")
    mail_templates.set_words(town.unit, town.leader, town.id, "invitation", "lv", words)
    with pytest.raises(Invalid):
        mail_templates.set_words(town.unit, town.leader, town.id, "invitation", "lv", OwnWords("", "{phone}"))
    town.open()
    with mail_server() as server:
        send_mails(town.unit, settings(server.port))
    assert server.taken[0]["Subject"] == "Atbildiet, lūdzu: Vējupes skolu bibliotekāri"
    assert "Sveika, Biruta Liepa" in server.taken[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_the_outbox_names_nobody_who_was_reminded(town: Town) -> None:
    run_id = town.open()
    reminders.remind_now(town.unit, town.leader, run_id)
    found = mailings.outbox_of(town.unit, town.leader, run_id)
    assert {row.kind for row in found.rows} == {"invitation"}
    assert {(each.kind, each.states["waiting"]) for each in found.mailings} == {("invitation", 6)}
    reminder = town.unit.session.scalars(select(Mail.id).where(Mail.kind == "reminder")).first()
    assert reminder
    with pytest.raises(NotFound):
        mailings.mail_of(town.unit, town.leader, reminder)


def test_failed_and_returned_mails_can_be_sent_again(town: Town) -> None:
    run_id = town.open()
    with mail_server() as server:
        send_mails(town.unit, settings(server.port))
        row = mailings.outbox_of(town.unit, town.leader, run_id).rows[0]
        mailings.record_bounce(town.unit, town.leader, row.id)
        with pytest.raises(Conflict):
            mailings.record_bounce(town.unit, town.leader, row.id)
        mailings.send_again(town.unit, town.leader, row.id)
        assert send_mails(town.unit, settings(server.port)) == (1, 0)
    assert len({m["Message-ID"] for m in server.taken}) == 7, "a new mail, not a copy of the one that came back"
    assert states(town) == {"sent": 6, "bounced": 1}


WORKER = """
import sys
from pathlib import Path
from surveyapp.config import Config, MailSettings, installation_secret
from surveyapp.jobs.mail import send_mails
from surveyapp.services.database import open_unit
from surveyapp.services.outbox import take_up_interrupted
folder = Path(sys.argv[1])
config = Config(instance=folder, database_url=sys.argv[2], secret=installation_secret(folder), releases=folder)
with open_unit(config) as unit:
    take_up_interrupted(unit)
    send_mails(unit, MailSettings(host="127.0.0.1", port=int(sys.argv[3]), security="none", sender="a@vejupe.example"))
"""


def test_a_worker_killed_in_the_middle_loses_no_mail_and_repeats_only_the_one_in_its_hands(
    unit: Unit, config: Config
) -> None:
    town = Town(unit, size=13)
    town.open()
    unit.session.rollback()
    command = [sys.executable, "-c", WORKER, str(config.instance), config.database_url]
    with mail_server() as server:
        server.stop_after = 5
        first = subprocess.Popen([*command, str(server.port)])
        assert server.stopped.wait(60), "the server has the sixth mail and does not answer"
        first.kill()
        first.wait()
        server.stop_after = None
        server.go_on.set()
        subprocess.run([*command, str(server.port)], check=True, timeout=60)
    ids = Counter(message["Message-ID"] for message in server.taken)
    assert len(ids) == 12
    assert sorted(ids.values())[-2:] == [1, 2], "one mail was in the server's hands when the worker died"
    unit.session.rollback()
    assert states(town) == {"sent": 12}
