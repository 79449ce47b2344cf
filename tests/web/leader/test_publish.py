"""Results for members: what the leader ticks, and no more; the leader's page in her own order."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from surveyapp.services.unit import Unit
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.surveys import Run
from tests.leaders import World
from tests.rounds import COMMENTS, hold_round
from tests.web.leader.conftest import Browser, checked, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


def held(new_unit: NewUnit, world: World, answered: int = 9) -> uuid.UUID:
    with new_unit() as unit:
        return hold_round(unit, world.leader, world.association_id, world.period_id, invited=16, answered=answered)


def librarian(new_unit: NewUnit, association_id: uuid.UUID) -> User:
    with new_unit() as unit:
        with unit.transaction() as session:
            user = User(email=f"{uuid.uuid4().hex[:8]}@skola.example", name="Inga Zariņa", language="en")
            session.add(user)
            session.flush()
            session.add(Grant(user_id=user.id, role=RoleName.LIBRARIAN, association_id=association_id))
        return unit.session.get_one(User, user.id)


def as_member(
    window: Browser, new_unit: NewUnit, sign_in: Callable[[FlaskClient, User], None], association_id: uuid.UUID
) -> FlaskClient:
    client = window.client.application.test_client()
    sign_in(client, librarian(new_unit, association_id))
    client.set_cookie("language", "en")
    return client


def test_members_read_what_was_released_and_nothing_else(
    window: Browser, new_unit: NewUnit, sign_in: Callable[[FlaskClient, User], None]
) -> None:
    run_id = held(new_unit, window.world)
    member = as_member(window, new_unit, sign_in, window.world.association_id)
    assert member.get(f"/me/results/{run_id}").status_code == 404

    window.send(
        "results/release",
        {"part": ["participation", "needs", "overall", "service_use"], "message": "Thank you all."},
        opened="results/release",
    )

    page = checked(member.get(f"/me/results/{run_id}"), 200)
    drawn = {figure.get("id") for figure in page.iterfind(".//figure")}
    assert drawn == {"chart-needs", "chart-overall", "chart-service_use"}
    said = text_of(page)
    assert "Thank you all." in said
    assert "9 of 16" in said
    assert not any(comment in said for comment in COMMENTS)
    assert str(run_id) in member.get("/me/").text

    window.send("results/release", {}, opened="results/release")
    assert member.get(f"/me/results/{run_id}").status_code == 404


def test_only_members_of_the_association_read_them(
    window: Browser, new_unit: NewUnit, sign_in: Callable[[FlaskClient, User], None]
) -> None:
    run_id = held(new_unit, window.world)
    window.send("results/release", {"part": "overall"}, opened="results/release")
    with new_unit() as unit:
        from_elsewhere = unit.session.scalars(select(Run.association_id)).all()
    assert from_elsewhere == [window.world.association_id]
    assert window.client.get(f"/me/results/{run_id}").status_code == 403
    anonymous = window.client.application.test_client()
    assert anonymous.get(f"/me/results/{run_id}").status_code == 302


@pytest.mark.parametrize("part", ["gone", "comment", "proposals"])
def test_a_forged_part_is_refused(window: Browser, new_unit: NewUnit, part: str) -> None:
    held(new_unit, window.world)
    window.send("results/release", {"part": part}, opened="results/release", status=404)


def titles(page: html.HtmlElement) -> list[str]:
    return [text_of(title) for title in page.iterfind(".//section[@class='result-section']/h2")]


def test_the_page_keeps_the_order_the_leader_gave_it(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world)
    before = titles(window.get("results"))
    form = window.get("results/release")
    sections = form.xpath("//input[@name='section']/@value")
    places = {f"place-{section}": str(len(sections) - place) for place, section in enumerate(sections)}
    shown = [section for section in sections if section not in ("needs", sections[2])]

    window.send("results/arrange", {"section": sections, "shown": shown, **places}, opened="results/release")

    after = titles(window.get("results"))
    assert after == [title for title in reversed(before[1:]) if title != before[2]]
    assert "2 sections are hidden" in text_of(window.get("results"))


def test_forged_sections_are_refused(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world)
    window.send("results/arrange", {"section": ["gone"], "shown": ["gone"]}, opened="results/release", status=404)
    window.send("results/arrange", {"section": ["needs"], "place-needs": "x"}, opened="results/release", status=404)


def test_every_released_chart_leads_to_how_it_is_counted(
    window: Browser, new_unit: NewUnit, sign_in: Callable[[FlaskClient, User], None]
) -> None:
    run_id = held(new_unit, window.world)
    window.send("results/release", {"part": ["needs", "overall", "topics"]}, opened="results/release")
    member = as_member(window, new_unit, sign_in, window.world.association_id)
    page = checked(member.get(f"/me/results/{run_id}"), 200)
    links = [a.get("href") or "" for a in page.iterfind(".//figure//a")]
    assert len(links) == len(page.findall(".//figure")) == 3
    methods = checked(member.get("/me/methods"), 200)
    ids = {element.get("id") for element in methods.iter() if element.get("id")}
    assert {link.partition("#")[2] for link in links} <= ids
    assert "compare" not in ids
