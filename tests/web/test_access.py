"""Every route × every role: who is let in, who is sent to sign in, who is refused."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from tests.towns import Town

ROLES = ("visitor", "librarian", "leader", "leader of another", "regional_centre", "other centre", "admin")

OPEN_TO_ALL = {"auth", "respond", "security", "shared", "static"}
"""Blueprints anyone may ask: their own tests say what they answer."""

ALLOWED = {
    "leader": {"leader"},
    "region": {"regional_centre"},
    "librarian": {"librarian"},
    "admin": {"admin"},
    "builder": {"leader", "regional_centre"},
}
"""Audience → the roles that may enter, for their own association or region."""


@dataclass
class Place:
    """What the addresses of the routes are filled with."""

    association_id: uuid.UUID
    region_id: uuid.UUID
    users: dict[str, User]


@pytest.fixture
def place(new_unit: Callable[[], AbstractContextManager[Unit]], make_user: Callable[..., User]) -> Place:
    with new_unit() as unit:
        town, other = Town(unit), Town(unit)
    users = {
        "librarian": make_user("librarian", association_id=town.id),
        "leader": make_user("leader", association_id=town.id),
        "leader of another": make_user("leader", association_id=other.id),
        "regional_centre": make_user("regional_centre", region_id=town.region_id),
        "other centre": make_user("regional_centre", region_id=other.region_id),
        "admin": make_user("admin"),
    }
    return Place(town.id, town.region_id, users)


def allowed(audience: str, rule: Rule) -> set[str]:
    """The roles a route lets in. A questionnaire is built by whoever the address names; without a name, by both."""
    if audience != "builder":
        return ALLOWED[audience]
    if "association_id" in rule.arguments:
        return {"leader"}
    if "region_id" in rule.arguments:
        return {"regional_centre"}
    if rule.endpoint == "builder.ask" or "run_id" in rule.arguments:
        return {"leader", "leader of another"}
    return {"leader", "leader of another", "regional_centre", "other centre"}


def routes(app: Flask) -> Iterator[tuple[str, Rule, str]]:
    """(audience, rule, method) of every route of an audience."""
    for rule in app.url_map.iter_rules():
        audience = rule.endpoint.partition(".")[0]
        if audience in OPEN_TO_ALL:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield audience, rule, method


def address(app: Flask, rule: Rule, place: Place) -> str:
    """The route's address: the town's own association or region, and for all else something that is not there."""
    values: dict[str, Any] = {}
    for name in rule.arguments:
        own = {"association_id": place.association_id, "region_id": place.region_id}
        converter = rule._converters[name].__class__.__name__
        missing: object = uuid.UUID(int=1) if converter == "UUIDConverter" else 1 if "Int" in converter else "nothing"
        values[name] = own.get(name, missing)
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_whom_it_should(
    app: Flask,
    client: FlaskClient,
    place: Place,
    role: str,
    sign_in: Callable[[FlaskClient, User], None],
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    if role != "visitor":
        sign_in(client, place.users[role])
    asked = 0
    for audience, rule, method in routes(app):
        assert audience in ALLOWED, f"{rule.endpoint}: say in ALLOWED who may enter"
        url = address(app, rule, place)
        answer = client.open(url, method=method)
        asked += 1
        told = f"{role}: {method} {url} ({rule.endpoint}) gave {answer.status_code}"
        if role == "visitor":
            assert answer.status_code == 302, told
            assert "/sign-in" in answer.headers["Location"], told
        elif role in allowed(audience, rule):
            assert answer.status_code < 500, told
            assert answer.status_code != 403, told
        else:
            # What is not there is not there for anyone; what is there is refused.
            assert answer.status_code in (403, 404), told
            own_only = {"association_id", "region_id"}
            if rule.arguments <= own_only and method == "GET":
                assert answer.status_code == 403, told
    assert asked > 40
