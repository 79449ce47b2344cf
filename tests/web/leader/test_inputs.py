"""From a finding to a recommendation, in the browser."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from surveyapp.services.findings import Inputs, inputs_of
from surveyapp.services.recommendations import Recommendations, recommendations_of
from surveyapp.services.unit import Unit
from tests.leaders import World
from tests.rounds import hold_round, open_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


def stored(new_unit: NewUnit, world: World) -> Inputs:
    with new_unit() as unit:
        return inputs_of(unit, world.leader, world.association_id, world.period_id)


def made(new_unit: NewUnit, world: World) -> Recommendations:
    with new_unit() as unit:
        return recommendations_of(unit, world.leader, world.association_id, world.period_id)


@pytest.fixture
def held(new_unit: NewUnit, world: World) -> None:
    with new_unit() as unit:
        at = (world.leader, world.association_id, world.period_id)
        hold_round(unit, *at, invited=14, answered=10, shift=2)


def test_before_closing_the_page_says_when(window: Browser, new_unit: NewUnit, world: World) -> None:
    assert "The survey has not been opened yet" in text_of(window.get("inputs"))
    with new_unit() as unit:
        open_round(unit, world.leader, world.association_id, world.period_id, invited=5)
    assert "Findings appear when the survey has closed" in text_of(window.get("inputs"))


@pytest.mark.usefixtures("held")
def test_findings_stand_as_sentences_with_their_counts(window: Browser, new_unit: NewUnit, world: World) -> None:
    page = window.get("inputs")

    first = stored(new_unit, world).open[0]
    sentence = text_of(page.get_element_by_id(f"finding-{first.fingerprint[:12]}"))
    assert sentence.endswith(".")
    assert "Why this is a finding" in text_of(page)
    assert "10 of 14" in text_of(page)


@pytest.mark.usefixtures("held")
def test_the_leader_writes_and_phrases_are_put_in_on_request_only(
    window: Browser, new_unit: NewUnit, world: World
) -> None:
    first, second = stored(new_unit, world).open[:2]
    address = f"inputs/recommend?finding={first.fingerprint}"
    page = window.get(address)
    assert (page.get_element_by_id("text").text or "").strip() == ""

    named = {"finding": [first.fingerprint], "text": "Mans teikums.", "direction": ""}
    page = window.send("inputs/recommend", {**named, "phrase": "0"}, opened=address)
    typed = (page.get_element_by_id("text").text or "").strip()
    assert typed.startswith("Mans teikums.")
    assert len(typed.splitlines()) == 2
    assert made(new_unit, world).items == ()

    page = window.send("inputs/recommend", {**named, "text": ""}, opened=address, status=422)
    assert page.xpath("//*[@id='text']/@aria-invalid") == ["true"]
    page = window.send(
        "inputs/recommend", {**named, "finding": [first.fingerprint, second.fingerprint]}, opened=address
    )
    assert "its evidence is kept with it" in text_of(page)
    (item,) = made(new_unit, world).items
    assert [kept.finding for kept in item.evidence] == [first.finding, second.finding]
    assert "The recommendation that rests on it" in text_of(window.get("inputs"))


@pytest.mark.usefixtures("held")
def test_a_finding_is_put_aside_and_taken_back(window: Browser, new_unit: NewUnit, world: World) -> None:
    first = stored(new_unit, world).open[0].fingerprint
    window.send(f"inputs/{first}/aside", {"reason": ""}, status=422)
    page = window.send(f"inputs/{first}/aside", {"reason": "Jau risinām"})
    assert "Reason: Jau risinām" in text_of(page)
    window.send(f"inputs/{first}/back", opened="inputs")
    assert stored(new_unit, world).put_aside == ()
