"""Signing in and out, and passwords: what works, what is refused, and in which words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from surveyapp.app import create_app
from surveyapp.config import Config, MailSettings
from surveyapp.services.passwords import hash_password
from surveyapp.store.accounts import User

PASSWORD = "four-quiet-green-lamps"
ENGLISH = {"Accept-Language": "en"}

MakeUser = Callable[..., User]


@pytest.fixture(scope="module")
def hashed() -> str:
    """A password, hashed once: it is slow on purpose."""
    return hash_password(PASSWORD)


@pytest.fixture
def user(make_user: MakeUser, hashed: str) -> User:
    """An account with a password."""
    return make_user("admin", email="ilze@skola.example", password=hashed)


def token_of(page: TestResponse) -> str:
    """The CSRF token in a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def send(client: FlaskClient, path: str, *, address: str = "127.0.0.1", **fields: str) -> TestResponse:
    """Open a page and send its form."""
    page = client.get(path, headers=ENGLISH)
    return client.post(
        path,
        data={"csrf_token": token_of(page), **fields},
        headers=ENGLISH,
        environ_base={"REMOTE_ADDR": address},
    )


def signed_in(client: FlaskClient, address: str = "127.0.0.1") -> bool:
    """Whether the pages know who this is."""
    return "Ilze Kalna" in client.get("/password/change", environ_base={"REMOTE_ADDR": address}).text


def test_signing_in_and_out(client: FlaskClient, user: User) -> None:
    answer = send(client, "/sign-in", email="Ilze@Skola.example ", password=PASSWORD)
    assert answer.status_code == 302
    assert answer.location == "/"
    assert signed_in(client)
    out = client.post("/sign-out", data={"csrf_token": token_of(client.get("/password/change"))})
    assert out.status_code == 302
    assert not signed_in(client)


def test_one_comes_back_to_the_page_one_wanted(client: FlaskClient, user: User) -> None:
    page = client.get("/sign-in?next=/health", headers=ENGLISH)
    answer = client.post(
        "/sign-in",
        data={"csrf_token": token_of(page), "email": user.email, "password": PASSWORD, "next": "/health"},
    )
    assert answer.location == "/health"


def test_but_not_to_another_site(client: FlaskClient, user: User) -> None:
    answer = send(client, "/sign-in", email=user.email, password=PASSWORD, next="https://elsewhere.example/")
    assert "elsewhere" not in (answer.location or "")


@pytest.mark.parametrize(("email", "password"), [("ilze@skola.example", "wrong"), ("nobody@skola.example", PASSWORD)])
def test_a_wrong_pair_does_not_say_what_is_wrong(client: FlaskClient, user: User, email: str, password: str) -> None:
    answer = send(client, "/sign-in", email=email, password=password)
    assert answer.status_code == 200
    assert answer.text.count("The e-mail address or the password is not right.") == 1
    assert not signed_in(client)


def test_empty_fields_are_asked_for(client: FlaskClient) -> None:
    answer = send(client, "/sign-in", email="", password="")
    assert re.search(r'<a href="#email">Enter your e-mail address and your password.</a>', answer.text)


def test_a_closed_account_stays_out(client: FlaskClient, make_user: MakeUser, hashed: str) -> None:
    user = make_user("admin", password=hashed, active=False)
    assert send(client, "/sign-in", email=user.email, password=PASSWORD).status_code == 200
    assert not signed_in(client)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
def test_demonstration_accounts_sign_in_here(
    client: FlaskClient, make_user: MakeUser, hashed: str, address: str
) -> None:
    user = make_user("admin", password=hashed, demonstration=True)
    assert send(client, "/sign-in", address=address, email=user.email, password=PASSWORD).status_code == 302


@pytest.mark.parametrize("address", ["192.168.1.20", "8.8.8.8", "2001:db8::1"])
def test_demonstration_accounts_are_refused_elsewhere(
    client: FlaskClient, make_user: MakeUser, hashed: str, address: str
) -> None:
    user = make_user("admin", password=hashed, demonstration=True)
    answer = send(client, "/sign-in", address=address, email=user.email, password=PASSWORD)
    assert answer.status_code == 200
    assert "only on the machine that runs the product" in answer.text
    assert not signed_in(client)


def test_a_demonstration_session_ends_elsewhere(
    client: FlaskClient, make_user: MakeUser, sign_in: Callable[[FlaskClient, User], None]
) -> None:
    sign_in(client, make_user("admin", demonstration=True))
    assert signed_in(client)
    refused = client.get("/", environ_base={"REMOTE_ADDR": "192.168.1.20"}, headers={"Accept-Language": "en"})
    assert refused.status_code == 403
    assert "only on the machine that runs the product" in refused.text
    assert "Ilze Kalna" not in refused.text
    assert not signed_in(client)


def test_an_undeclared_proxy_does_not_make_everyone_local(
    client: FlaskClient, make_user: MakeUser, sign_in: Callable[[FlaskClient, User], None]
) -> None:
    sign_in(client, make_user("admin", demonstration=True))
    assert client.get("/", headers={"X-Forwarded-For": "192.168.1.20"}).status_code == 403


def test_guessing_is_slowed_down(client: FlaskClient, user: User) -> None:
    answers = [send(client, "/sign-in", email=user.email, password="guess").status_code for _ in range(11)]
    assert answers[:10] == [200] * 10
    assert answers[10] == 429


def test_changing_the_password(client: FlaskClient, user: User) -> None:
    send(client, "/sign-in", email=user.email, password=PASSWORD)
    new = "seven-warm-woollen-mittens"
    short = send(client, "/password/change", password=PASSWORD, new_password="short", new_password_confirm="short")
    assert "A password has at least 12 characters." in short.text
    answer = send(client, "/password/change", password=PASSWORD, new_password=new, new_password_confirm=new)
    assert answer.status_code == 302
    client.delete_cookie("surveyapp")
    assert send(client, "/sign-in", email=user.email, password=new).status_code == 302


def test_without_a_mail_server_no_new_password_is_promised(client: FlaskClient) -> None:
    assert client.get("/password/forgotten").status_code == 404
    assert "The administrator of this installation can set a new one." in client.get("/sign-in", headers=ENGLISH).text


class TestWithMail:
    """A forgotten password, where a mail server is set; mails stay in memory."""

    @pytest.fixture
    def app(self, config: Config) -> Flask:
        """The application with a mail server."""
        mail = MailSettings(host="mail.skola.example", sender="surveys@skola.example")
        app = create_app(replace(config, mail=mail, public_url="https://surveys.skola.example"))
        app.config["TESTING"] = True
        app.extensions["mailman"].backend = "locmem"
        return app

    def test_a_link_by_mail_sets_a_new_password(self, app: Flask, client: FlaskClient, user: User) -> None:
        answer = send(client, "/password/forgotten", email=user.email)
        assert "is on its way" in answer.text
        (mail,) = app.extensions["mailman"].outbox
        assert mail.to == [user.email]
        assert mail.subject == "A new password"
        assert "The link is valid for 4 hours." in mail.body
        link = re.search(r"https://surveys\.skola\.example(/\S+)", mail.body)
        assert link
        new = "seven-warm-woollen-mittens"
        assert send(client, link.group(1), password=new, password_confirm=new).status_code == 302
        assert send(client, "/sign-in", email=user.email, password=new).status_code == 302
        again = client.get(link.group(1), headers=ENGLISH, follow_redirects=True)
        assert "This link is not valid, or was used already." in again.text

    def test_an_unknown_address_is_told_the_same(self, app: Flask, client: FlaskClient) -> None:
        answer = send(client, "/password/forgotten", email="nobody@skola.example")
        assert "is on its way" in answer.text
        assert "outbox" not in vars(app.extensions["mailman"])
