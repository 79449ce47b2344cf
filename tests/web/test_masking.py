"""What was masked in a proposal: nobody but the association's leader finds the original, on any page or in any file."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from surveyapp.evaluation.proposals import ProposalStatus
from surveyapp.evaluation.recommendations import RecommendationStatus
from surveyapp.services.board_work import mask_proposal
from surveyapp.services.findings import inputs_of, recommend
from surveyapp.services.invitations import personal_link
from surveyapp.services.proposals import board, decide_group, make_group
from surveyapp.services.recommendations import RecommendationInput, change_status
from surveyapp.services.unit import Unit
from surveyapp.services.voting import VoteInput, close_vote, open_vote
from surveyapp.store.accounts import User
from surveyapp.store.surveys import Invitation
from tests.leaders import World, make_world
from tests.rounds import hold_round

NewUnit = Callable[[], AbstractContextManager[Unit]]

WRITTEN = "Vairāk izbraukuma semināru 3"
"""One of the round's proposals, as it was written."""
MASKED = "Vairāk semināru […]"


@pytest.fixture
def world(new_unit: NewUnit) -> World:
    with new_unit() as unit:
        return make_world(unit)


@pytest.fixture
def run_id(new_unit: NewUnit, world: World) -> uuid.UUID:
    """A closed round: one proposal grouped, masked, voted on and decided; another recommended and told of."""
    with new_unit() as unit:
        at = (world.leader, world.association_id, world.period_id)
        run_id = hold_round(unit, *at, invited=14, answered=10, shift=2)
        loose = board(unit, *at).loose
        masked = next(item for item in loose if item.text == WRITTEN)
        group = make_group(unit, world.leader, run_id, [masked.id])
        other = make_group(unit, world.leader, run_id, [next(item.id for item in loose if item != masked)])
        mask_proposal(unit, world.leader, run_id, masked.id, MASKED)
        open_vote(unit, world.leader, run_id, VoteInput([group, other], 1, unit.now() + timedelta(days=7)))
        close_vote(unit, world.leader, run_id)
        decide_group(unit, world.leader, run_id, group, ProposalStatus.SHORTLISTED)
        decide_group(unit, world.leader, run_id, group, ProposalStatus.DECLINED, "Nav naudas")
        finding = inputs_of(unit, *at).open[0]
        made = recommend(unit, *at, [finding.fingerprint], RecommendationInput("Rīkot seminārus"))
        change_status(unit, world.leader, world.association_id, made, RecommendationStatus.ACCEPTED)
        return run_id


def texts(answer: TestResponse) -> str:
    """What stands in an answer; of a packed document, in all its parts."""
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return str(answer.data.decode(errors="replace"))


def pages(app: Flask, world: World, run_id: uuid.UUID) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of every page and file that is asked for by the place, the survey and the year alone."""
    known = {"association_id": world.association_id, "region_id": world.region_id, "run_id": run_id}
    given: dict[str, tuple[Any, ...]] = {
        "kind": ("csv", "xlsx", "docx", "html", "json", "svg", "png", "ics"),
        "number": tuple(range(1, 11)),
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            free = rule.arguments - known.keys()
            if "GET" not in (rule.methods or ()) or not free <= given.keys() or len(free) > 1:
                continue
            values: dict[str, Any] = {name: value for name, value in known.items() if name in rule.arguments}
            values["period"] = world.period_id
            every: list[dict[str, Any]] = [{name: one} for name in free for one in given[name]] or [{}]
            for more in every:
                yield rule.endpoint, app.url_for(rule.endpoint, **values, **more)


def found(app: Flask, client: FlaskClient, world: World, run_id: uuid.UUID, text: str) -> set[str]:
    """Endpoints whose answer, in this window, holds a text."""
    return {
        endpoint
        for endpoint, address in pages(app, world, run_id)
        if endpoint not in ("static", "auth.sign_out") and text in texts(client.get(address, follow_redirects=True))
    }


@pytest.mark.parametrize("role", ["librarian", "regional_centre", "admin"])
def test_others_find_no_original_anywhere(
    app: Flask,
    client: FlaskClient,
    world: World,
    run_id: uuid.UUID,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
    role: str,
) -> None:
    scopes: dict[str, dict[str, Any]] = {
        "librarian": {"association_id": world.association_id},
        "regional_centre": {"region_id": world.region_id},
        "admin": {},
    }
    sign_in(client, make_user(role, **scopes[role]))
    assert found(app, client, world, run_id, WRITTEN) == set()


def test_a_member_reads_what_it_was_masked_by(
    app: Flask, client: FlaskClient, new_unit: NewUnit, world: World, run_id: uuid.UUID
) -> None:
    with new_unit() as unit:
        invitation = unit.session.scalars(select(Invitation).where(Invitation.run_id == run_id)).first()
        assert invitation is not None
        link = personal_link(unit, invitation.id)
    client.get("/a/" + link.partition("/a/")[2], follow_redirects=True)
    assert found(app, client, world, run_id, WRITTEN) == set()
    told = client.get(f"/answer/{run_id}/changes").text
    assert MASKED in told
    assert "Nav naudas" in told


def test_the_leader_finds_it_on_the_board_alone(
    app: Flask,
    client: FlaskClient,
    new_unit: NewUnit,
    world: World,
    run_id: uuid.UUID,
    sign_in: Callable[[FlaskClient, User], None],
) -> None:
    with new_unit() as unit:
        sign_in(client, unit.session.get_one(User, world.user_id))
    assert {"leader.proposals", "leader.evaluation_document_file"} <= found(app, client, world, run_id, MASKED)
    assert found(app, client, world, run_id, WRITTEN) == {"leader.proposals"}
