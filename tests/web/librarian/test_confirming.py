"""A librarian's page before and after she confirms her address, through the pages and the mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from surveyapp.app import create_app
from surveyapp.config import Config, MailSettings
from surveyapp.services.outbox import OutgoingMail, send_waiting
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from tests.towns import Town
from tests.web.leader.conftest import checked, text_of

ADDRESS = "biruta1@vejupe.example"
LINK = re.compile(r"https?://\S+(/me/confirm/\S+)")


@pytest.fixture
def town(new_unit: Callable[[], AbstractContextManager[Unit]]) -> Town:
    with new_unit() as unit:
        town = Town(unit)
        town.open(days=20_000)  # the pages have a clock of their own
        return town


@pytest.fixture
def mailing(config: Config) -> Flask:
    """The application with a mail server set."""
    mail = MailSettings(host="mail.skola.example", sender="surveys@skola.example")
    app = create_app(replace(config, mail=mail))
    app.config["TESTING"] = True
    return app


def post(client: FlaskClient, page: str, action: str) -> html.HtmlElement:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    assert token
    return checked(client.post(action, data={"csrf_token": token[1]}, follow_redirects=True), 200)


def mailed(new_unit: Callable[[], AbstractContextManager[Unit]]) -> list[OutgoingMail]:
    out: list[OutgoingMail] = []
    with new_unit() as unit:
        send_waiting(unit, out.append)
    return [mail for mail in out if LINK.search(mail.content.text)]


def test_the_mailbox_says_who_she_is(
    mailing: Flask,
    town: Town,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
    new_unit: Callable[[], AbstractContextManager[Unit]],
) -> None:
    client, other = mailing.test_client(), mailing.test_client()
    sign_in(client, make_user("librarian", association_id=town.id, email=ADDRESS))
    sign_in(other, make_user("librarian", association_id=town.id, email="nobody@vejupe.example"))
    told = []
    for browser in (client, other):
        browser.set_cookie("language", "en")
        page = checked(browser.get("/me/"), 200)
        assert "See your surveys here" in text_of(page)
        assert not page.xpath("//form[contains(@action, '/answer/')]")
        (ask,) = page.xpath("//form[contains(@action, '/confirm')]/@action")
        told.append(text_of(post(browser, "/me/", ask).find(".//main")))
    assert told[0] == told[1], "the page does not tell whether a member has the address"
    (mail,) = mailed(new_unit)
    assert mail.to == ADDRESS
    assert "Biruta Liepa" not in mail.content.text
    found = LINK.search(mail.content.text)
    assert found
    assert other.get(found[1]).status_code == 404
    assert "Biruta Liepa 1" in text_of(checked(client.get(found[1]), 200))
    assert not client.get("/me/").text.count("/answer/"), "a visit changes nothing"
    page = post(client, found[1], found[1])
    assert page.xpath("//form[contains(@action, '/answer/')]")
    assert "See your surveys here" not in text_of(page)


def test_without_a_mail_server_the_page_says_what_to_do(
    client: FlaskClient, town: Town, make_user: Callable[..., User], sign_in: Callable[[FlaskClient, User], None]
) -> None:
    sign_in(client, make_user("librarian", association_id=town.id, email=ADDRESS))
    client.set_cookie("language", "en")
    page = checked(client.get("/me/"), 200)
    assert "Use the personal link from your leader." in text_of(page)
    assert not page.xpath("//form[contains(@action, '/confirm')]")
