"""The pages of a survey's mails."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from surveyapp.services import surveys
from surveyapp.services.modes import Mode
from surveyapp.store.operation import AuditEvent, Mail
from tests.leaders import World
from tests.web.leader.collecting import NewUnit, draft_survey, links_of, open_survey
from tests.web.leader.conftest import Browser, text_of


def test_without_a_mail_server_mails_are_read_on_the_page(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = open_survey(new_unit, world)
    page = window.get(f"survey/{run_id}/mails")
    assert "No mail server is set" in text_of(page)
    assert "waiting: 6" in text_of(page)
    first = page.xpath("//table//td/a/@href")[0].split("?")[0].split(f"{world.association_id}/")[1]
    mail = window.get(first)
    assert not re.search(r"/a/[\w-]{27}", text_of(mail)), "no member's link, not even to be sent by hand"
    assert "/a/••••••••" in text_of(mail)


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


@pytest.mark.parametrize("mails", [True, False])
def test_links_are_shown_one_at_a_time_where_no_mail_brings_them_and_that_is_noted(
    window: Browser, world: World, new_unit: NewUnit, mails: bool
) -> None:
    """Without a mail server no mail reaches anybody: all links are the leader's to hand over."""
    run_id = draft_survey(new_unit, world)
    with new_unit() as unit:
        closes_at = unit.now() + timedelta(days=30)
        opening = replace(unit, mails=mails)
        surveys.open_run(opening, world.leader, run_id, mode=Mode.ANONYMOUS, closes_at=closes_at)
    page = window.get(f"survey/{run_id}/invitations")
    shown = "//input[contains(@value, '/a/')]"
    assert not page.xpath(shown)
    actions = page.xpath("//form[contains(@action, '/link')]/@action")
    assert len(actions) == (1 if mails else 7)
    for action in actions[:2]:
        path = action.split(f"{world.association_id}/")[1].split("?")[0]
        page = window.send(path, opened=f"survey/{run_id}/invitations")
        assert len(page.xpath(shown)) == 1
    with new_unit() as unit:
        noted = unit.session.scalars(select(AuditEvent.action).where(AuditEvent.action == "link_shown")).all()
    assert len(noted) == min(2, len(actions))


def test_a_new_link_is_asked_about_and_given(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = open_survey(new_unit, world)
    former = links_of(new_unit, world, run_id)
    page = window.get(f"survey/{run_id}/invitations")
    address = page.xpath("//a[contains(@href, '/new')]/@href")[0].split(f"{world.association_id}/")[1].split("?")[0]
    asked = window.get(address)
    assert "no longer counts" in text_of(asked)
    assert links_of(new_unit, world, run_id) == former
    window.send(address)
    assert len(set(links_of(new_unit, world, run_id)) & set(former)) == 6
    visitor = window.client.application.test_client()
    (gone,) = set(former) - set(links_of(new_unit, world, run_id))
    told = visitor.get(f"/a/{gone}", headers={"Accept-Language": "en"})
    assert told.status_code == 404
    assert "replaced by a new one" in told.text
