"""The pages of a survey's mails."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from surveyapp.store.operation import AuditEvent, Mail
from tests.leaders import World
from tests.web.leader.collecting import NewUnit, open_survey
from tests.web.leader.conftest import Browser, text_of


def test_without_a_mail_server_mails_are_read_on_the_page(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = open_survey(new_unit, world)
    page = window.get(f"survey/{run_id}/mails")
    assert "No mail server is set" in text_of(page)
    assert "waiting: 6" in text_of(page)
    first = page.xpath("//table//td/a/@href")[0].split("?")[0].split(f"{world.association_id}/")[1]
    mail = window.get(first)
    assert re.search(r"/a/[\w-]{27}", text_of(mail)), "the member's link, to be sent by hand"


def test_reminders_are_planned_on_days(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = open_survey(new_unit, world)
    day = (datetime.now(UTC) + timedelta(days=5)).date()
    page = window.send(
        f"survey/{run_id}/mails/reminders",
        {"day_1": "", "day_2": day.isoformat(), "day_3": day.isoformat()},
        opened=f"survey/{run_id}/mails",
    )
    assert page.xpath("//input[@name='day_1']/@value") == [day.isoformat()]
    past = window.send(
        f"survey/{run_id}/mails/reminders", {"day_1": "2020-01-01"}, opened=f"survey/{run_id}/mails", status=422
    )
    assert "This day has passed." in text_of(past)


def test_words_are_previewed_kept_and_reset(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = open_survey(new_unit, world)
    path = f"survey/{run_id}/mails/words/reminder/lv"
    page = window.send(path, {"subject": "", "opening": "Sveika, {name}!", "go": "preview"})
    assert "Sveika, Sarmīte Vanaga!" in text_of(page)
    assert "Back to the usual words" not in text_of(page)
    wrong = window.send(path, {"subject": "{oops}", "opening": ""}, status=422)
    assert "“{oops}” is not a word that is filled in." in text_of(wrong)
    kept = window.send(path, {"subject": "", "opening": "Sveika, {name}!", "go": "keep"})
    assert "Back to the usual words" in text_of(kept)
    again = window.send(f"{path}/reset", opened=path)
    assert "Sveika" not in text_of(again)


def test_a_trial_shows_what_members_get_and_never_anyones_link(
    window: Browser, world: World, new_unit: NewUnit
) -> None:
    run_id = open_survey(new_unit, world)
    page = window.send(f"survey/{run_id}/mails/trial", {"kind": "reminder"}, opened=f"survey/{run_id}/mails")
    assert f"/survey/{run_id}/form" in text_of(page)
    assert not re.search(r"/a/[\w-]{27}", text_of(page))


def test_a_mail_that_came_back_is_noted_and_sent_again(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = open_survey(new_unit, world)
    with new_unit() as unit, unit.transaction() as session:
        mail = session.scalars(select(Mail)).first()
        assert mail
        mail.state, mail.sent_at = "sent", unit.now()
        mail_id = mail.id
    page = window.send(f"survey/{run_id}/mails/{mail_id}/bounced", opened=f"survey/{run_id}/mails")
    assert "came back: 1" in text_of(page)
    page = window.send(f"survey/{run_id}/mails/{mail_id}/again", opened=f"survey/{run_id}/mails")
    assert {"waiting: 5", "waiting: 1"} <= {text_of(badge) for badge in page.find_class("badge")}


def test_a_link_that_a_mail_has_brought_is_shown_on_asking_and_noted(
    window: Browser, world: World, new_unit: NewUnit
) -> None:
    run_id = open_survey(new_unit, world)
    with new_unit() as unit, unit.transaction() as session:
        for mail in session.scalars(select(Mail)):
            mail.state, mail.sent_at = "sent", unit.now()
    page = window.get(f"survey/{run_id}/invitations")
    assert len(page.xpath("//input[contains(@value, '/a/')]")) == 1, "the one without an address"
    action = page.xpath("//form[contains(@action, '/link')]/@action")[0].split(f"{world.association_id}/")[1]
    page = window.send(action.split("?")[0], opened=f"survey/{run_id}/invitations")
    assert len(page.xpath("//input[contains(@value, '/a/')]")) == 2
    with new_unit() as unit:
        assert unit.session.scalars(select(AuditEvent.action).where(AuditEvent.action == "link_shown")).all()
