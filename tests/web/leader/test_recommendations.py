"""Recommendations in the browser."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from surveyapp.services.recommendations import (
    RecommendationInput,
    RecommendationView,
    recommendations_of,
    write_recommendation,
)
from surveyapp.services.unit import Unit
from tests.leaders import World
from tests.rounds import hold_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


@pytest.fixture
def made(new_unit: NewUnit, world: World) -> uuid.UUID:
    given = RecommendationInput("Rīkot lauku seminārus", owner="Ieva")
    with new_unit() as unit:
        return write_recommendation(unit, world.leader, world.association_id, world.period_id, given)


def stored(new_unit: NewUnit, world: World, recommendation_id: uuid.UUID) -> RecommendationView:
    with new_unit() as unit:
        year = recommendations_of(unit, world.leader, world.association_id, world.period_id)
        return year.item(recommendation_id)


def test_one_is_written_and_stands_in_the_list(window: Browser) -> None:
    assert "No recommendation for this year yet" in text_of(window.get("recommendations"))
    window.send("recommendations/add", {"text": " ", "direction": ""}, status=422)
    page = window.send(
        "recommendations/add", {"text": "Rīkot lauku seminārus", "direction": "consultations", "due_on": "2026-11-30"}
    )
    assert "Your own judgement." in text_of(page)

    page = text_of(window.get("recommendations"))
    assert "Rīkot lauku seminārus" in page
    assert "Consultations" in page
    assert "30 Nov 2026" in page


def test_it_is_changed_and_a_second_window_is_told(
    window: Browser, new_unit: NewUnit, world: World, made: uuid.UUID
) -> None:
    address = f"recommendations/{made}"
    version = window.get(address).xpath("//input[@name='version']/@value")[0]
    fields = {"text": "Rīkot semināru laukos", "direction": "", "owner": "Anna", "version": version}

    page = window.send(address, fields)
    assert "Text changed; Another person takes care of it" in text_of(page)
    page = window.send(address, {**fields, "text": "Cits"}, status=422)
    assert "What is stored now" in text_of(page)
    assert stored(new_unit, world, made).recommendation.text == "Rīkot semināru laukos"


def test_steps_reasons_and_outcomes(window: Browser, new_unit: NewUnit, world: World, made: uuid.UUID) -> None:
    address = f"recommendations/{made}"
    step = f"{address}/status"
    page = window.send(step, {"status": "declined", "percent_done": "0"}, opened=address, status=422)
    assert page.xpath("//*[@id='reason']/@aria-invalid") == ["true"]
    window.send(step, {"status": "accepted", "percent_done": "0"}, opened=address)
    page = window.send(step, {"status": "in_progress", "percent_done": "400"}, opened=address, status=422)
    assert page.xpath("//*[@id='percent_done']/@aria-invalid") == ["true"]
    page = window.send(step, {"status": "done", "outcome": "Divi semināri"}, opened=address)
    assert "Accepted → Done" in text_of(page)
    kept = stored(new_unit, world, made).recommendation
    assert (kept.percent_done, kept.outcome) == (100, "Divi semināri")


def test_it_becomes_an_activity_of_the_next_plan(
    window: Browser, new_unit: NewUnit, world: World, made: uuid.UUID
) -> None:
    address = f"recommendations/{made}"
    page = window.send(f"{address}/plan", opened=address)
    assert "It is an activity of the plan for 2026/2027 school year now." in text_of(page)

    (activity,) = stored(new_unit, world, made).activities
    plan = window.client.get(f"/association/{world.association_id}/plan?period={activity.period.id}")
    assert "from a recommendation" in plan.text
    assert "2026/2027" in text_of(window.get("recommendations"))


def test_a_draft_is_deleted(window: Browser, made: uuid.UUID) -> None:
    address = f"recommendations/{made}"
    page = window.send(f"{address}/delete", opened=address)
    assert "The draft is deleted." in text_of(page)
    window.get(address, status=404)


def test_the_leader_chooses_the_indicator_to_watch(window: Browser, new_unit: NewUnit, world: World) -> None:
    assert not window.get("recommendations/add").xpath("//select[@name='watch']")
    with new_unit() as unit:
        at = (world.leader, world.association_id, world.period_id)
        hold_round(unit, *at, invited=14, answered=10, shift=2)
    options = window.get("recommendations/add").xpath("//select[@name='watch']/option")
    keys, names = [option.get("value") for option in options], [text_of(option) for option in options]
    assert (keys[0], names[0]) == ("", "none")
    assert any(name.startswith("Unmet need: ") for name in names)
    assert any(name.endswith("high ratings") for name in names)
    assert len(set(names)) == len(names)

    page = window.send("recommendations/add", {"text": "Semināri laukos", "direction": "", "watch": keys[1]})
    assert page.xpath("//*[@id='watch-title']/following-sibling::p[1]/text()") == [names[1]]
    assert page.xpath("//select[@name='watch']/option[@selected]/@value") == [keys[1]]

    with new_unit() as unit:
        item = recommendations_of(unit, *at).items[0]
    fields = {"text": "Semināri laukos", "direction": "", "version": item.version}
    page = window.send(f"recommendations/{item.id}", {**fields, "watch": ""})
    assert "Another indicator to watch" in text_of(page)
    assert not page.xpath("//*[@id='watch-title']")
    window.send(f"recommendations/{item.id}", {**fields, "watch": "no.such||"}, status=422)
