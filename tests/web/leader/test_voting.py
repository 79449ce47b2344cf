"""The second round in the browser: opened by the leader, voted by link, read by both."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from surveyapp.services.invitations import personal_link
from surveyapp.services.outbox import compose_mail
from surveyapp.services.proposals import board, make_group
from surveyapp.services.unit import Unit
from surveyapp.store.operation import Mail
from surveyapp.store.surveys import Invitation
from tests.leaders import World
from tests.rounds import hold_round
from tests.web.leader.conftest import Browser, checked, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


@pytest.fixture
def run_id(new_unit: NewUnit, world: World) -> uuid.UUID:
    """A closed round of eight members with a group of each proposal, three at least."""
    with new_unit() as unit:
        run_id = hold_round(unit, world.leader, world.association_id, world.period_id, invited=8, answered=7)
        loose = board(unit, world.leader, world.association_id, world.period_id).loose
        for item in loose[:4]:
            make_group(unit, world.leader, run_id, [item.id], f"Kopā {item.id.hex[:4]}")
        with unit.transaction() as session:
            for row in session.scalars(select(Invitation).where(Invitation.run_id == run_id)):
                row.email = f"{row.id.hex[:8]}@berzkalve.example"
        return run_id


@pytest.fixture
def links(new_unit: NewUnit, run_id: uuid.UUID) -> list[str]:
    with new_unit() as unit:
        ids = unit.session.scalars(select(Invitation.id).where(Invitation.run_id == run_id))
        return [personal_link(unit, each).partition("/a/")[2] for each in ids]


def opened(window: Browser, seats: str = "1") -> str:
    page = window.get("proposals/vote")
    groups = page.xpath("//input[@name='group']/@value")
    assert len(groups) >= 3
    last = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
    sent = {"group": list(groups), "closes_on": last, "seats": seats, "message": "Lūdzu, balsojiet!"}
    return text_of(window.send("proposals/vote", sent))


def vote(client: FlaskClient, link: str, *options: str) -> str:
    page = client.get(f"/a/{link}", follow_redirects=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token, page.text
    answer = client.post(
        page.request.path,
        data={"csrf_token": token[1], "spoken": "en", "option": list(options)},
        follow_redirects=True,
    )
    return answer.text


def test_a_vote_from_the_board_to_its_result(
    window: Browser, new_unit: NewUnit, app: Flask, run_id: uuid.UUID, links: list[str]
) -> None:
    assert "The vote is open; 8 mails are on their way." in opened(window)
    with new_unit() as unit:
        mail = unit.session.scalars(select(Mail).where(Mail.kind == "vote")).first()
        assert mail is not None
        content = compose_mail(unit, mail).content
    assert "Lūdzu, balsojiet!" in content.text
    assert "/a/" in content.text

    for number, link in enumerate(links[:6]):
        said = vote(app.test_client(), link, "0" if number < 4 else "1")
        assert "notification-success" in said
    assert "shown after closing" in text_of(window.get("proposals/vote"))
    assert "4 of 6" not in text_of(window.get("proposals/vote"))

    page = text_of(window.send("proposals/vote/close", opened="proposals/vote"))
    assert "6 votes are counted" in page
    assert "4 of 6" in page
    assert "4 to 6 of 8 members" in page
    page = text_of(window.send("proposals/vote/explain", {"reason": "Tā ir lētāk"}, opened="proposals/vote"))
    assert "Your reason is kept." in page

    client = app.test_client()
    client.set_cookie("language", "en")
    over = client.get(f"/a/{links[0]}", follow_redirects=True)
    assert "/vote" in over.text
    result = client.get(f"/answer/{run_id}/vote")
    assert result.status_code == 200
    assert "Tā ir lētāk" in result.text
    assert "badge-good" in result.text


def test_a_ballot_is_sound_and_says_what_is_wrong(
    window: Browser, app: Flask, run_id: uuid.UUID, links: list[str]
) -> None:
    opened(window)
    client = app.test_client()
    page = client.get(f"/a/{links[0]}", follow_redirects=True)
    assert page.request.path == f"/answer/{run_id}/vote"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    for options, says in (([], "tick at least one"), (["0", "1", "2"], "tick 1 proposal at most")):
        sent = {"csrf_token": token[1], "spoken": "en", "option": options}
        answer = client.post(page.request.path, data=sent)
        assert says in text_of(checked(answer, 422))
    expired = client.post(page.request.path, data={"spoken": "en", "option": "0"})
    assert "Send it once more" in text_of(checked(expired, 400))
    assert 'value="0" checked' in expired.text
    other = client.post(page.request.path, data={"csrf_token": token[1], "language": "en", "option": "1"})
    assert 'value="1" checked' in other.text
    checked(other, 200)


def test_what_cannot_be_opened_is_said_at_its_place(window: Browser, run_id: uuid.UUID) -> None:
    sent = {"closes_on": "2000-01-01", "seats": "1"}
    assert "Tick at least two" in text_of(window.send("proposals/vote", sent, status=422))
    groups = window.get("proposals/vote").xpath("//input[@name='group']/@value")
    page = window.send("proposals/vote", {**sent, "group": list(groups)}, status=422)
    assert "This day has passed." in text_of(page)


def test_a_vote_can_be_taken_back(window: Browser, run_id: uuid.UUID) -> None:
    opened(window)
    assert "taken back" in text_of(window.send("proposals/vote/take-back", opened="proposals/vote"))
    assert window.get("proposals/vote").xpath("//input[@name='group']")


def test_without_a_vote_the_page_is_not_there(app: Flask, run_id: uuid.UUID, links: list[str]) -> None:
    client = app.test_client()
    client.get(f"/a/{links[0]}", follow_redirects=True)
    assert client.get(f"/answer/{run_id}/vote").status_code == 404


def test_before_there_are_groups_the_page_says_what_to_do(window: Browser, new_unit: NewUnit, world: World) -> None:
    with new_unit() as unit:
        hold_round(unit, world.leader, world.association_id, world.period_id, invited=6, answered=5)
    assert "Group the proposals first" in text_of(window.get("proposals/vote"))
