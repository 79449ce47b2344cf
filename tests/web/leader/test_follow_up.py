"""The half-year's review, and what members read of it by their link."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from surveyapp.evaluation.recommendations import RecommendationStatus
from surveyapp.services.invitations import personal_link
from surveyapp.services.recommendations import RecommendationInput, change_status, write_recommendation
from surveyapp.services.unit import Unit
from surveyapp.store.surveys import Invitation
from tests.leaders import World
from tests.rounds import hold_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


@pytest.fixture
def item(new_unit: NewUnit, world: World) -> str:
    with new_unit() as unit:
        place = (world.leader, world.association_id)
        hold_round(unit, *place, world.period_id, invited=6, answered=5)
        made = write_recommendation(unit, *place, world.period_id, RecommendationInput("Semināri laukos"))
        change_status(unit, *place, made, RecommendationStatus.ACCEPTED)
        return made.hex


def test_a_review_reaches_the_members(window: Browser, new_unit: NewUnit, app: Flask, world: World, item: str) -> None:
    page = window.send(
        "recommendations/review",
        {f"percent-{item}": "140", f"outcome-{item}": "Divi notikuši"},
        status=422,
    )
    assert "Divi notikuši" in text_of(page)
    page = window.send("recommendations/review", {f"percent-{item}": "50 %", f"outcome-{item}": "Divi notikuši"})
    assert "1 recommendation updated." in text_of(page)
    page = window.send("recommendations/tell", opened="recommendations/review")
    assert "No member has an e-mail address." in text_of(page)

    with new_unit() as unit:
        invitation = unit.session.scalars(select(Invitation)).first()
        assert invitation is not None
        link, run_id = personal_link(unit, invitation.id), invitation.run_id
    member = app.test_client()
    over = member.get("/a/" + link.partition("/a/")[2], follow_redirects=True)
    assert f"/answer/{run_id}/changes" in over.text
    told = member.get(f"/answer/{run_id}/changes")
    assert "Semināri laukos" in told.text
    assert "Divi notikuši" in told.text


def test_a_year_with_nothing_under_way_says_so(window: Browser) -> None:
    assert "Nothing is under way" in text_of(window.get("recommendations/review"))
