"""A leader at her desk, signed in, for tests of the pages of plan, proposals, recommendations and evaluation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from tests.leaders import World, make_world

QUIET_TYPES = {"hidden", "submit", "button"}


@dataclass(frozen=True, slots=True)
class Browser:
    """A signed-in leader's browser, in English. Every page it gets is checked for what every page must have."""

    client: FlaskClient
    world: World

    def path(self, page: str) -> str:
        """The address of a page of this association and year."""
        mark = "&" if "?" in page else "?"
        return f"/association/{self.world.association_id}/{page}{mark}period={self.world.period_id}"

    def get(self, page: str, status: int = 200) -> html.HtmlElement:
        """Open a page by the end of its address."""
        return checked(self.client.get(self.path(page)), status)

    def send(
        self, page: str, fields: Mapping[str, object] | None = None, *, opened: str | None = None, status: int = 200
    ) -> html.HtmlElement:
        """Send a form, with the token of the page it stands on, and follow to where it leads."""
        before = self.client.get(self.path(page if opened is None else opened))
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', before.text)
        assert token, before.text
        answer = self.client.post(
            self.path(page), data={"csrf_token": token[1], **(fields or {})}, follow_redirects=True
        )
        return checked(answer, status)


def checked(answer: TestResponse, status: int) -> html.HtmlElement:
    """The page, once it has a language, a title, one main heading, unique ids and a label for every field."""
    assert answer.status_code == status, answer.text[-3000:]
    page = html.fromstring(answer.text)
    assert page.get("lang") == "en"
    assert page.findtext(".//title", "").strip()
    assert len(page.findall(".//h1")) == 1
    ids = Counter(element.get("id") for element in page.iter() if element.get("id"))
    assert not {name: count for name, count in ids.items() if count > 1}
    labelled = {label.get("for") for label in page.iter("label")}
    for field in page.iter("input", "select", "textarea"):
        if field.get("type") not in QUIET_TYPES:
            assert field.get("id") in labelled or field.get("aria-label"), html.tostring(field)
    for element in page.iter():
        assert not element.get("style"), html.tostring(element)
        for attribute in ("aria-labelledby", "aria-describedby"):
            assert set((element.get(attribute) or "").split()) <= set(ids), html.tostring(element)
    for link in page.iterfind(".//div[@class='error-summary']//a"):
        assert (link.get("href") or "").removeprefix("#") in ids
    return page


def text_of(element: html.HtmlElement) -> str:
    """What is read, with single spaces."""
    return " ".join(element.text_content().split())


@pytest.fixture
def world(new_unit: Callable[[], AbstractContextManager[Unit]]) -> World:
    """An association with its leader."""
    with new_unit() as unit:
        return make_world(unit)


@pytest.fixture
def window(
    client: FlaskClient,
    world: World,
    new_unit: Callable[[], AbstractContextManager[Unit]],
    sign_in: Callable[[FlaskClient, User], None],
) -> Browser:
    """The leader's browser, signed in."""
    with new_unit() as unit:
        user = unit.session.get_one(User, world.user_id)
        sign_in(client, user)
    client.set_cookie("language", "en")
    return Browser(client, world)
