"""What every page shares: headers, language, navigation, refusals, the log."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, abort, request, url_for
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from surveyapp.app import create_app
from surveyapp.config import Config
from surveyapp.services.access import NOBODY, Actor, Scope
from surveyapp.services.errors import Conflict, Forbidden, NotFound
from surveyapp.store.accounts import RoleName, User
from surveyapp.web.shared.assets import asset_url
from surveyapp.web.shared.language import safe_next
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.shell import build_shell, home_of
from surveyapp.web.shared.unit import current_unit

SignIn = Callable[[FlaskClient, User], None]


def test_health(client: FlaskClient) -> None:
    assert client.get("/health").text == "ok\n"


def test_the_start_page_says_what_this_is_and_where_to_sign_in(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert 'href="/sign-in"' in page.text
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page"])
def test_headers_of_every_page(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "'unsafe-inline'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='" in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]


def test_no_page_carries_inline_code(client: FlaskClient) -> None:
    for path in ("/", "/sign-in", "/no-such-page"):
        html = client.get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), path


@pytest.mark.parametrize(
    ("accepted", "language"), [("lt", "lt"), ("ru-RU,ru;q=0.9", "ru"), ("de, en;q=0.5", "en"), ("fr", "lv")]
)
def test_the_browsers_language_else_the_installations(client: FlaskClient, accepted: str, language: str) -> None:
    assert f'<html lang="{language}"' in client.get("/", headers={"Accept-Language": accepted}).text


def test_the_switch_keeps_the_language_and_leads_back(client: FlaskClient) -> None:
    answer = client.get("/language/lt?next=/sign-in?a=b")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?a=b"
    assert '<html lang="lt"' in client.get("/", headers={"Accept-Language": "en"}).text


def test_the_switch_knows_four_languages(client: FlaskClient) -> None:
    assert client.get("/language/de").status_code == 404


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "", None,
     "/a\nSet-Cookie: b", "http:/x"],
)  # fmt: skip
def test_the_switch_leads_nowhere_else(app: Flask, target: str | None) -> None:
    with app.test_request_context():
        assert safe_next(target) == "/"


def test_an_account_has_its_language(client: FlaskClient, make_user: Callable[..., User], sign_in: SignIn) -> None:
    sign_in(client, make_user(language="ru"))
    assert '<html lang="ru"' in client.get("/", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(("error", "status"), [(Forbidden, 403), (NotFound, 404), (Conflict, 409)])
def test_refusals_become_http(app: Flask, client: FlaskClient, error: type[Exception], status: int) -> None:
    def refuse() -> str:
        raise error("some_code")

    app.add_url_rule("/refuse", "refuse", refuse)
    page = client.get("/refuse")
    assert page.status_code == status
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415, 429, 503])
def test_http_errors_have_pages(app: Flask, client: FlaskClient, status: int) -> None:
    app.add_url_rule("/abort", "abort", lambda: abort(status))
    page = client.get("/abort")
    assert page.status_code == status
    assert "<h1" in page.text


def test_a_mistake_of_ours_is_logged_and_not_shown(
    app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> str:
        raise RuntimeError("broken inside")

    app.add_url_rule("/fail", "fail", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = client.get("/fail")
    assert page.status_code == 500
    assert "broken inside" not in page.text
    assert "broken inside" in capsys.readouterr().err


def test_a_form_without_a_token_is_refused(client: FlaskClient) -> None:
    page = client.post("/sign-in", data={"email": "a@b.example", "password": "x"})
    assert page.status_code == 400
    assert "This form was open too long" in client.post("/sign-in", headers={"Accept-Language": "en"}).text


def test_the_log_holds_rules_and_ids_but_no_secrets(
    app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    app.add_url_rule("/a/<secret>/<uuid:run_id>", "by_link", lambda secret, run_id: "ok")
    run_id = uuid.uuid4()
    client.get(f"/a/hush-hush/{run_id}?token=whisper")
    client.get("/a/mistyped-secret")
    logged = capsys.readouterr().err
    assert "rule=/a/<secret>/<uuid:run_id>" in logged
    assert str(run_id) in logged
    for word in ("hush-hush", "whisper", "mistyped-secret"):
        assert word not in logged


def test_reading_takes_no_write_lock(app: Flask, client: FlaskClient) -> None:
    """A page is shown while another connection holds SQLite's write lock."""
    engine = app.extensions["sqlalchemy"]
    with app.app_context(), engine.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE region SET time_zone = time_zone")
        assert client.get("/health").status_code == 200


def test_a_gate_sends_visitors_to_sign_in_and_refuses_other_roles(
    app: Flask, client: FlaskClient, make_user: Callable[..., User], sign_in: SignIn
) -> None:
    def inside() -> ResponseReturnValue:
        return "inside"

    app.add_url_rule("/only", "only", requires("admin")(inside))
    answer = client.get("/only?page=2")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/only?page%3D2"
    sign_in(client, make_user())
    assert client.get("/only").status_code == 403
    sign_in(client, make_user("admin"))
    assert client.get("/only").text == "inside"


def test_the_page_for_our_mistakes_does_not_need_the_database(
    app: Flask, client: FlaskClient, make_user: Callable[..., User], sign_in: SignIn
) -> None:
    sign_in(client, make_user("admin"))
    with app.app_context(), app.extensions["sqlalchemy"].engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE user_role")
        connection.exec_driver_sql("ALTER TABLE user RENAME TO gone")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = client.get("/")
    assert page.status_code == 500
    assert page.text.count("<h1") == 1


SCOPES = {
    "leader": Scope(RoleName.LEADER, association_id=uuid.UUID(int=1)),
    "regional_centre": Scope(RoleName.REGIONAL_CENTRE, region_id=uuid.UUID(int=2)),
    "librarian": Scope(RoleName.LIBRARIAN, association_id=uuid.UUID(int=1)),
    "admin": Scope(RoleName.ADMIN),
}


def test_built_files_are_kept_by_browsers(client: FlaskClient) -> None:
    for name, kept in (("staff.css", "public, max-age=31536000, immutable"), ("icon.svg", "public, max-age=3600")):
        with client.get(asset_url_in(client, name)) as response:
            assert response.headers["Cache-Control"] == kept
    assert "max-age" not in client.get("/static/no-such.css").headers.get("Cache-Control", "")


def asset_url_in(client: FlaskClient, name: str) -> str:
    """The address of a built file."""
    with client.application.test_request_context():
        return asset_url(name)


def test_cookies_over_https(config: Config) -> None:
    client = create_app(replace(config, secure_cookies=True)).test_client()
    page = client.get("/sign-in", base_url="https://surveys.skola.example")
    (cookie,) = page.headers.getlist("Set-Cookie")
    assert cookie.startswith("surveyapp=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert flag in cookie
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_form_over_https_needs_no_referer(config: Config) -> None:
    client = create_app(replace(config, secure_cookies=True)).test_client()
    page = client.get("/sign-in", base_url="https://surveys.skola.example")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    sent = client.post(
        "/sign-in", base_url="https://surveys.skola.example", data={"csrf_token": token.group(1), "email": ""}
    )
    assert sent.status_code == 200


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "203.0.113.9")])
def test_a_declared_proxy_says_who_comes(config: Config, proxies: int, address: str) -> None:
    app = create_app(replace(config, proxies=proxies))
    app.add_url_rule("/who", "who", lambda: f"{request.remote_addr} {request.scheme}")
    answer = app.test_client().get(
        "/who",
        headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Forwarded-Proto": "https"},
        environ_base={"REMOTE_ADDR": "10.0.0.1"},
    )
    assert answer.text == f"{address} {'https' if proxies else 'http'}"


def test_a_request_too_large_is_refused(config: Config) -> None:
    client = create_app(replace(config, largest_request=100)).test_client()
    assert client.post("/sign-in", data={"email": "x" * 200}).status_code == 413


@pytest.fixture
def rooms(app: Flask) -> Flask:
    """The application with the homes the navigation looks for, where their rooms are not registered."""
    for endpoint, rule in (
        ("leader.home", "/association/<uuid:association_id>/"),
        ("region.home", "/region/<uuid:region_id>/"),
    ):
        if endpoint not in app.view_functions:
            app.add_url_rule(rule, endpoint, lambda **place: "home")
    return app


def actor_with(*roles: str) -> Actor:
    """Somebody with these roles."""
    return Actor(user_id=uuid.UUID(int=3), name="Ilze Kalna", scopes=tuple(SCOPES[role] for role in roles))


@pytest.mark.parametrize(
    ("roles", "path"),
    [
        (("leader",), f"/association/{uuid.UUID(int=1)}/"),
        (("regional_centre",), f"/region/{uuid.UUID(int=2)}/"),
        (("librarian",), "/me/"),
        (("admin",), "/admin/"),
        (("admin", "librarian", "regional_centre", "leader"), f"/association/{uuid.UUID(int=1)}/"),
        (("admin", "librarian"), "/me/"),
        ((), None),
    ],
)
def test_everyone_is_led_to_their_place(rooms: Flask, roles: tuple[str, ...], path: str | None) -> None:
    with rooms.test_request_context():
        assert home_of(actor_with(*roles)) == path


def test_the_navigation_of_a_leader_is_about_her_association(rooms: Flask) -> None:
    with rooms.test_request_context("/"):
        shell = build_shell(actor_with("leader", "admin"))
    assert all(str(uuid.UUID(int=1)) in item.url for item in shell.nav)
    assert shell.nav[0].url == f"/association/{uuid.UUID(int=1)}/"
    assert shell.user_name == "Ilze Kalna"


@pytest.mark.parametrize(("asked", "kept"), [(f"?period={uuid.UUID(int=7)}", True), ("?period=7", False), ("", False)])
def test_the_navigation_keeps_the_year_of_the_page(rooms: Flask, asked: str, kept: bool) -> None:
    with rooms.test_request_context("/" + asked):
        shell = build_shell(actor_with("leader"))
    assert all((f"period={uuid.UUID(int=7)}" in item.url) == kept for item in shell.nav)
    assert not any("period=7" in item.url for item in shell.nav)


def test_the_page_one_is_on_is_marked(client: FlaskClient, make_user: Callable[..., User], sign_in: SignIn) -> None:
    sign_in(client, make_user("admin"))
    assert '<a href="/admin/" aria-current="page">' in client.get("/admin/").text
    assert '<a href="/admin/people" aria-current="page">' in client.get("/admin/people/new").text


@pytest.mark.parametrize(
    ("endpoint", "entry"),
    [
        ("leader.segments", "leader.results"),
        ("leader.texts_erase", "leader.results"),
        ("leader.change", "leader.results"),
        ("leader.publish", "leader.results"),
        ("leader.arrange", "leader.results"),
        ("leader.methods", "leader.results"),
        ("leader.corrections_member", "leader.results"),
        ("leader.plan_calendar", "leader.plan"),
        ("leader.pulse", "leader.plan"),
        ("leader.vote_open", "leader.proposals"),
        ("leader.practice", "leader.proposals"),
        ("leader.survey_paper", "leader.survey"),
        ("builder.question", "builder.association"),
        ("region.association_evaluation", "region.home"),
        ("region.methods", "region.indicators"),
        ("region.words", "region.practice"),
    ],
)
def test_every_page_of_a_room_marks_its_entry(app: Flask, endpoint: str, entry: str) -> None:
    with app.test_request_context():
        request.url_rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
        request.view_args = {}
        shell = build_shell(actor_with("regional_centre" if entry.startswith("region.") else "leader"))
        marked = [item.url for item in shell.nav if item.current]
        place: dict[str, Any] = {"association_id": uuid.UUID(int=1)}
        if entry.startswith("region."):
            place = {"region_id": uuid.UUID(int=2)}
        assert marked == [url_for(entry, **place)]


def test_no_page_stands_outside_the_navigation(app: Flask) -> None:
    """A page that is added later has to say where it belongs."""
    audiences = {"leader": "leader", "region": "regional_centre", "admin": "admin", "librarian": "librarian"}
    for rule in app.url_map.iter_rules():
        role = audiences.get(rule.endpoint.partition(".")[0])
        if role is None:
            continue
        with app.test_request_context():
            request.url_rule = rule
            request.view_args = {}
            marked = [item for item in build_shell(actor_with(role)).nav if item.current]
        assert len(marked) == 1, rule.endpoint


def test_a_visitor_has_no_navigation(app: Flask) -> None:
    with app.test_request_context("/"):
        shell = build_shell(NOBODY)
    assert shell.nav == ()
    assert shell.user_name is None
    assert shell.sign_out_url is None


def test_one_unit_a_request(app: Flask) -> None:
    with app.test_request_context():
        assert current_unit() is current_unit()
