"""A leader and a regional centre at the builder, signed in; every page is checked for what every page must have."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from surveyapp.services.questionnaires import take_in_bundled
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from tests.leaders import World, make_world
from tests.web.leader.conftest import checked

NewUnit = Callable[[], AbstractContextManager[Unit]]


@dataclass(slots=True)
class Desk:
    """Somebody's browser at the builder, in English."""

    client: FlaskClient
    world: World
    home: str
    owner: dict[str, str]
    draft: str = ""
    """The address of the draft worked on."""

    def get(self, address: str, status: int = 200) -> html.HtmlElement:
        """Open a page."""
        return checked(self.client.get(address), status)

    def send(
        self, address: str, fields: Mapping[str, Any] | None = None, *, on: str | None = None, status: int = 200
    ) -> html.HtmlElement:
        """Send a form with the token and the revision of the page it stands on, and follow."""
        before = self.client.get(on or address).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', before)
        assert token, before[-2000:]
        seen = re.search(r'name="revision"[^>]*value="(\d+)"', before)
        data = {"csrf_token": token[1], **({"revision": seen[1]} if seen else {}), **(fields or {})}
        answer = self.client.post(address, data=data, follow_redirects=True)
        self.last = answer.request.path
        return checked(answer, status)

    def begin(self, **fields: Any) -> html.HtmlElement:
        """Begin a draft, and stay on it."""
        page = self.send("/questionnaires/begin", {**self.owner, **fields}, on=self.home)
        self.draft = self.last
        return page

    last: str = ""


@pytest.fixture
def world(new_unit: NewUnit) -> World:
    with new_unit() as unit:
        take_in_bundled(unit)
        return make_world(unit)


def sign(client: FlaskClient, user_id: uuid.UUID, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        user = unit.session.get_one(User, user_id)
        identity = user.fs_uniquifier
    with client.session_transaction() as session:
        session["_user_id"] = identity
        session["_fresh"] = True
    client.set_cookie("language", "en")


@pytest.fixture
def desk(client: FlaskClient, world: World, new_unit: NewUnit) -> Desk:
    """The leader."""
    sign(client, world.user_id, new_unit)
    association = str(world.association_id)
    return Desk(client, world, f"/questionnaires/association/{association}/", {"association": association})


@pytest.fixture
def centre(client: FlaskClient, world: World, new_unit: NewUnit, make_user: Callable[..., User]) -> Desk:
    """The regional centre."""
    user = make_user("regional_centre", region_id=world.region_id)
    sign(client, user.id, new_unit)
    region = str(world.region_id)
    return Desk(client, world, f"/questionnaires/region/{region}/", {"region": region})
