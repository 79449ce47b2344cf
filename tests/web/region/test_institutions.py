"""The regional centre's pages of institutions, and what a leader sees of the list."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from lxml import html

from surveyapp.services import members
from surveyapp.services.members import MemberInput
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from tests.leaders import World, make_world
from tests.web.leader.conftest import checked, text_of

SCHOOL = "Bērzkalves 1. skola"
MEMBER = {"name": "Anna Osis", "institution": SCHOOL, "institution_kind": "basic", "language": "lv"}


@pytest.fixture
def world(new_unit: Callable[[], AbstractContextManager[Unit]]) -> World:
    with new_unit() as unit:
        world = make_world(unit)
        members.add_member(unit, world.leader, world.association_id, MemberInput("Eva Lapa", "", SCHOOL, "basic", "lv"))
        return world


class Seat:
    """Somebody's browser, in English."""

    def __init__(self, client: FlaskClient, at: str) -> None:
        client.set_cookie("language", "en")
        self.client, self.at = client, at

    def get(self, page: str) -> html.HtmlElement:
        return checked(self.client.get(f"{self.at}/{page}"), 200)

    def send(self, page: str, fields: dict[str, str], status: int = 200) -> html.HtmlElement:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get(f"{self.at}/{page}").text)
        assert token
        answer = self.client.post(f"{self.at}/{page}", data={"csrf_token": token[1], **fields}, follow_redirects=True)
        return checked(answer, status)


@pytest.fixture
def seats(
    client: FlaskClient, world: World, make_user: Callable[..., User], sign_in: Callable[[FlaskClient, User], None]
) -> tuple[Seat, Seat]:
    """The regional centre's and the leader's."""
    centre, leader = client, client.application.test_client()
    sign_in(centre, make_user("regional_centre", region_id=world.region_id))
    sign_in(leader, make_user("leader", association_id=world.association_id))
    return Seat(centre, f"/region/{world.region_id}"), Seat(leader, f"/association/{world.association_id}")


def test_the_centre_lists_what_a_leader_typed_in(seats: tuple[Seat, Seat]) -> None:
    centre, leader = seats
    page = centre.get("institutions")
    assert "Entered by associations" in text_of(page)
    assert "The list is empty" in text_of(page)
    (link,) = page.xpath("//table//th/a/@href")
    at = link.partition(centre.at + "/")[2]
    assert "Bērzkalve School Librarians" in text_of(centre.get(at))
    assert "Field is required" not in text_of(centre.send(at, {"name": " ", "kind": "basic"}, 422))
    listed = centre.send(at, {"name": SCHOOL, "kind": "gymnasium"})
    assert "Entered by associations" not in text_of(listed)
    assert "Gymnasium" in text_of(listed)
    table = leader.get("members")
    assert "Gymnasium" in text_of(table)
    (edit,) = table.xpath("//table//th/a/@href")
    at = edit.partition(leader.at + "/")[2]
    assert "Only the regional centre can change its kind." in text_of(leader.get(at))
    assert SCHOOL in leader.get(at).xpath("//datalist/option/@value")
    refused = leader.send(at, MEMBER, 422)
    assert "On the region’s list this institution is “Gymnasium”." in text_of(refused)
    leader.send(at, {**MEMBER, "institution_kind": "gymnasium"})
    assert "Anna Osis" in text_of(leader.get("members"))


def test_a_shared_mailbox_is_asked_about_once(seats: tuple[Seat, Seat]) -> None:
    _, leader = seats
    assert not leader.get("members/add").xpath("//input[@name='shared_mailbox']")
    leader.send("members/add", {**MEMBER, "email": "school@b.example"})
    second = {**MEMBER, "name": "Ilga Rasa", "email": "school@b.example"}
    asked = leader.send("members/add", second, 422)
    assert "Anna Osis already has this e-mail address." in text_of(asked)
    assert asked.xpath("//input[@name='shared_mailbox']")
    assert "Ilga Rasa" in text_of(leader.send("members/add", {**second, "shared_mailbox": "y"}))
    again = leader.send("members/add", {**second, "shared_mailbox": "y"}, 422)
    assert "There is already a member with this name and e-mail address." in text_of(again)


def test_who_left_is_a_member_again_by_one_button(seats: tuple[Seat, Seat]) -> None:
    _, leader = seats
    (end,) = leader.get("members").xpath("//form[contains(@action, '/end')]/@action")
    token = leader.get("members").xpath("//form//input[@name='csrf_token']/@value")[0]
    leader.client.post(end, data={"csrf_token": token})
    (back,) = leader.get("members").xpath("//form[contains(@action, '/return')]/@action")
    page = checked(leader.client.post(back, data={"csrf_token": token}, follow_redirects=True), 200)
    assert "1 member" in text_of(page)
    assert not page.xpath("//form[contains(@action, '/return')]")


def test_all_are_listed_by_one_button(seats: tuple[Seat, Seat]) -> None:
    centre, leader = seats
    leader.send("members/add", {**MEMBER, "institution": "Meža skola"})
    page = centre.get("institutions")
    (action,) = page.xpath("//form[contains(@action, '/all')]/@action")
    token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
    done = checked(centre.client.post(action, data={"csrf_token": token}, follow_redirects=True), 200)
    assert "2 institutions are now on the list." in text_of(done)
    assert "Entered by associations" not in text_of(done)
