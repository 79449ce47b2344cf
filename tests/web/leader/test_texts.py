"""Reading the texts of a survey: search, context, codes, a second coder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from surveyapp.services.access import Actor
from surveyapp.services.explore import Texts, code_text, explore, save_code
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from tests.leaders import World
from tests.rounds import COMMENTS, hold_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


@pytest.fixture
def world(world: World, new_unit: NewUnit) -> World:
    with new_unit() as unit:
        hold_round(unit, world.leader, world.association_id, world.period_id, invited=16, answered=9)
    return world


def quotes(page: html.HtmlElement) -> list[str]:
    return [text_of(quote) for quote in page.iterfind(".//article/blockquote")]


def test_texts_are_found_in_any_script_without_diacritics_and_in_other_forms(window: Browser) -> None:
    everything = window.get("texts?question=comment")
    assert sorted(quotes(everything)) == sorted(COMMENTS)
    for query, expected in (("seminars", COMMENTS[0]), ("ПОМОЩИ", COMMENTS[2]), ("vairak laika", COMMENTS[1])):
        page = window.get(f"texts?question=comment&q={query}")
        assert quotes(page) == [expected]
        assert page.findall(".//mark") or query == "vairak laika"
    assert quotes(window.get("texts?question=comment&q=nothing")) == []


@pytest.mark.parametrize(
    "forged",
    [
        "question=gone",
        "question=overall",
        "like=abc",
        "code=abc",
        "code=00000000-0000-0000-0000-000000000000",
        "from=x",
    ],
)
def test_a_forged_address_finds_no_page(window: Browser, forged: str) -> None:
    window.get(f"texts?{forged}", status=404)


def test_a_codebook_is_written_and_texts_are_coded(window: Browser) -> None:
    at = "texts?question=comment"
    window.send("texts/codes?question=comment", {"label": "Thanks", "definition": "A thank-you"}, opened=at)
    refused = window.send("texts/codes?question=comment", {"label": "thanks"}, opened=at, status=422)
    assert "There is a code of this name already" in text_of(refused)
    page = window.get(at)
    action = page.xpath("//article[1]//form/@action")[0]
    code = page.xpath("//article[1]//input[@type='checkbox']/@value")[0]
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    answer = window.client.post(action, data={"csrf_token": token, "code": code}, follow_redirects=True)
    assert "Thanks – 1 text" in text_of(html.fromstring(answer.text))
    assert len(quotes(window.get(f"{at}&code={code}"))) == 1


def read(unit: Unit, actor: Actor, world: World) -> Texts:
    return explore(unit, actor, world.association_id, world.period_id, column="comment")


def test_a_second_coder_shows_how_far_the_codes_can_be_relied_on(world: World, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        other = User(email="other@skola.example", name="Other")
        with unit.transaction() as session:
            session.add(other)
            session.flush()
            second = replace(world.leader, user_id=other.id)
        code = save_code(unit, world.leader, world.association_id, "Thanks", "")
        first = replace(world.leader, user_id=world.user_id)
        texts = [each.hash for each in read(unit, first, world).found]
        for place, hashed in enumerate(texts):
            given = frozenset({code} if place == 0 else set())
            for coder in (first, second):
                code_text(unit, coder, world.association_id, world.period_id, "comment", hashed, given)
        agreement = read(unit, first, world).agreement
        assert agreement is not None
        assert (agreement.coders, agreement.both) == (2, 3)
        assert [(each.label, each.alpha, each.word) for each in agreement.codes] == [("Thanks", 1.0, "reliable")]


def test_two_leaders_code_blind_and_see_how_far_they_agree(
    window: Browser, app: Flask, make_user: Callable[..., User], sign_in: Callable[[FlaskClient, User], None]
) -> None:
    """The whole of it on the page: codes are defined, one leader codes, another codes without seeing that; then α."""
    at = "texts?question=comment"
    second = Browser(app.test_client(), window.world)
    sign_in(second.client, make_user("leader", association_id=window.world.association_id))
    window.send("texts/codes?question=comment", {"label": "Thanks", "definition": "A thank-you"}, opened=at)
    window.send("texts/codes?question=comment", {"label": "Time"}, opened=at)
    give(window, [["Thanks"], ["Time"], []])
    assert "Only one person has coded so far." in text_of(window.get(at))

    blind = second.get(at)
    assert not blind.xpath("//article//input[@checked]")
    assert "You have coded 0 of 3 texts" in text_of(blind)
    assert "Thanks – 0 texts" in text_of(blind)
    assert "α" not in text_of(blind.find(".//*[@id='codebook']"))

    give(second, [["Thanks"], ["Thanks"], []])
    for reader in (window, second):
        page = reader.get(at)
        said = text_of(page.find(".//*[@id='second-coder']"))
        assert "3 texts were read by two coders; 1 are wanted." in said
        rows = [[text_of(cell) for cell in row] for row in page.xpath("//*[@id='second-coder']//tbody/tr")]
        assert [row[0] for row in rows] == ["Thanks", "Time"]
        assert rows[0][1:] == ["0.44", "0.40", "too low: sharpen the definition"]
        assert rows[1][1:] == ["0.00", "0.00", "too low: sharpen the definition"]
    assert "Thanks – 1 text" in text_of(window.get(at)), "each sees her own"
    assert "Thanks – 2 texts" in text_of(second.get(at))


def give(reader: Browser, codes: list[list[str]]) -> None:
    """Code the texts one after the other, as the form of each sends it; the page comes back to the text."""
    for place, named in enumerate(codes, 1):
        page = reader.get("texts?question=comment")
        (form,) = page.xpath(f"//article[@id='text-{place}']//form")
        boxes = {text_of(label): label.find("input").get("value") for label in form.iterfind(".//label")}
        token = form.xpath(".//input[@name='csrf_token']/@value")[0]
        answer = reader.client.post(
            form.get("action"), data={"csrf_token": token, "code": [boxes[name] for name in named]}
        )
        assert answer.location.endswith(f"#text-{place}")
