"""The practice shelf in the browser, and cards beside proposals and recommendations."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from surveyapp.services.proposals import board, make_group
from surveyapp.services.recommendations import RecommendationInput, write_recommendation
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.responses import PracticeCard
from tests.leaders import World, make_run
from tests.rounds import add_association
from tests.web.leader.conftest import Browser, checked, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]
CARD = "Izbraukuma seminārs mazajām skolām: braucam pie kolēģiem divreiz gadā."


@pytest.fixture
def shelf(new_unit: NewUnit, world: World) -> World:
    with new_unit() as unit:
        neighbour = add_association(unit, world.region_id, "Kaimiņi").association_id
        with unit.transaction() as session:
            session.add(
                PracticeCard(
                    association_id=neighbour,
                    period_id=world.period_id,
                    language="lv",
                    text=CARD,
                    school="Kalnu pamatskola",
                    contact="Anna Kalna, 20000000",
                    share_region=True,
                )
            )
    return world


def test_an_empty_shelf_says_where_cards_come_from(window: Browser) -> None:
    assert "No example yet" in text_of(window.get("practice"))


def test_the_shelf_is_searched(window: Browser, shelf: World) -> None:
    assert "Anna Kalna, 20000000" in text_of(window.get("practice"))
    assert CARD in text_of(window.get("practice?q=SEMINARS+kolegiem&of=others"))
    assert CARD not in text_of(window.get("practice?of=own"))
    assert CARD not in text_of(window.get("practice?q=maratons"))


def test_someone_nearby_stands_beside_a_proposal_and_a_recommendation(
    window: Browser, new_unit: NewUnit, shelf: World
) -> None:
    with new_unit() as unit:
        run_id = make_run(unit, shelf, proposals=("Vairāk izbraukuma semināru mazajām skolām",))
        (item,) = board(unit, shelf.leader, shelf.association_id, shelf.period_id).loose
        group = make_group(unit, shelf.leader, run_id, [item.id])
        given = RecommendationInput("Rīkot izbraukuma seminārus mazajās skolās")
        made = write_recommendation(unit, shelf.leader, shelf.association_id, shelf.period_id, given)
    for page in (f"proposals/group/{group}", f"recommendations/{made}"):
        shown = text_of(window.get(page))
        assert "Someone nearby already does this" in shown
        assert "Anna Kalna, 20000000" in shown


def test_the_region_has_its_shelf(
    client: FlaskClient,
    new_unit: NewUnit,
    shelf: World,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
) -> None:
    sign_in(client, make_user("regional_centre", region_id=shelf.region_id))
    client.set_cookie("language", "en")
    page = checked(client.get(f"/region/{shelf.region_id}/practice"), 200)
    assert CARD in text_of(page)
    assert "Practice shelf" in text_of(page)
    assert CARD not in text_of(checked(client.get(f"/region/{shelf.region_id}/practice?q=maratons"), 200))
