"""A browser without scripts, and a telephone with them, for the answering pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from benchmarks.servers import serving
from surveyapp.config import Config
from surveyapp.services.unit import Unit
from tests.chromium import launch_options
from tests.respondents import OpenSurvey, open_survey

Values = Mapping[str, str | Sequence[str]]
PHONE = {"width": 360, "height": 740}


class Device:
    """Follows links and sends forms as a browser does: every field of the form, and the button pressed."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.response: TestResponse | None = None
        self.url = ""

    @property
    def tree(self) -> Any:
        """The page."""
        assert self.response is not None
        return html.fromstring(self.response.get_data(as_text=True))

    @property
    def text(self) -> str:
        """The page's words."""
        return " ".join(self.tree.xpath("string(//body)").split())

    @property
    def status(self) -> int:
        """The last status."""
        assert self.response is not None
        return self.response.status_code

    @property
    def heading(self) -> str:
        """The page's heading."""
        return " ".join(self.tree.xpath("string(//h1)").split())

    def open(self, url: str) -> Device:
        """Go to an address."""
        return self._arrive(self.client.get(url, follow_redirects=True))

    def fields(self, form: str = "answers") -> MultiDict[str, str]:
        """What the form on the page would send without a button."""
        (found,) = self.tree.xpath("//form[@id=$form]", form=form)
        return MultiDict((name, value or "") for name, value in found.form_values() if name != "go")

    def press(self, button: str, values: Values | None = None, *, form: str = "answers") -> Device:
        """Fill in fields and press a button, "go=next" or "language=ru"."""
        sent = self.fields(form)
        for name, value in (values or {}).items():
            sent.setlist(name, [value] if isinstance(value, str) else list(value))
        name, value = button.split("=")
        buttons = self.tree.xpath("//button[@form=$form or ancestor::form[@id=$form]]", form=form)
        assert any((each.get("name"), each.get("value")) == (name, value) for each in buttons), f"no button {button}"
        sent.add(name, value)
        (found,) = self.tree.xpath("//form[@id=$form]", form=form)
        return self._arrive(self.client.post(found.get("action") or self.url, data=sent, follow_redirects=True))

    def receipt(self, run_id: object) -> str:
        """The receipt code this browser holds for a survey; empty for none."""
        cookie = self.client.get_cookie("receipt", path=f"/answer/{run_id}/")
        return cookie.value.partition(".")[2] if cookie is not None else ""

    def type_code(self, code: str) -> Device:
        """Type a receipt code in where the page asks for it."""
        (form,) = self.tree.xpath("//form[.//input[@name='receipt']]")
        sent = MultiDict((name, value or "") for name, value in form.form_values())
        sent["receipt"] = code
        return self._arrive(self.client.post(form.get("action"), data=sent, follow_redirects=True))

    def value_of(self, name: str) -> str:
        """What stands in a field outside the form of answers."""
        return str(self.tree.xpath("string(//input[@name=$name]/@value)", name=name))

    def checked(self, name: str) -> list[str]:
        """Values ticked under a name."""
        return [str(each) for each in self.tree.xpath("//input[@name=$name][@checked]/@value", name=name)]

    def value(self, name: str) -> str:
        """What stands in a text field, or is chosen in a list."""
        return self.fields().get(name, "")

    def _arrive(self, response: TestResponse) -> Device:
        self.response = response
        self.url = response.request.path
        return self


@pytest.fixture
def device(client: FlaskClient) -> Device:
    """One device."""
    return Device(client)


@pytest.fixture
def other_device(app: Flask) -> Device:
    """Another device."""
    return Device(app.test_client())


@pytest.fixture
def survey(new_unit: Callable[[], AbstractContextManager[Unit]]) -> OpenSurvey:
    """The questionnaire with every kind, open."""
    with new_unit() as unit:
        return open_survey(unit)


@pytest.fixture
def short(new_unit: Callable[[], AbstractContextManager[Unit]]) -> OpenSurvey:
    """The questionnaire of one page, open."""
    with new_unit() as unit:
        return open_survey(unit, "one-page")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser, closed after the file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def site(config: Config) -> Iterator[str]:
    """The product, served."""
    environment = {"SURVEYAPP_INSTANCE": str(config.instance), "SURVEYAPP_DATABASE_URL": config.database_url}
    with serving("surveyapp.app:create_wsgi", environment) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A telephone that must not complain."""
    context = chromium.new_context(viewport=PHONE)  # type: ignore[arg-type] # Playwright's own dictionary type
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []
