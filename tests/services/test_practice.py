"""The practice shelf: who reads which card, and which are laid beside a proposal."""

from __future__ import annotations

import uuid

import pytest

from surveyapp.services.access import Actor, Scope
from surveyapp.services.errors import Forbidden
from surveyapp.services.practice import Card, cards_beside, cards_for_leader, cards_for_region
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import RoleName
from surveyapp.store.regions import Association, Region
from surveyapp.store.responses import PracticeCard
from tests.leaders import World, make_world
from tests.rounds import add_association, regional_centre

TEXTS = {
    "own": "Lasīšanas maratons ar piektklasniekiem un vecākiem.",
    "association": "Tikai savējiem: bibliotēkas stunda par uzziņām.",
    "region": "Izbraukuma seminārs mazajām skolām: braucam pie kolēģiem divreiz gadā.",
    "public": "Digitālo rīku darbnīca skolotājiem katru mēnesi.",
}


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


def give(unit: Unit, world: World, association_id: uuid.UUID, text: str, **share: bool) -> None:
    with unit.transaction() as session:
        session.add(
            PracticeCard(
                association_id=association_id,
                period_id=world.period_id,
                language="lv",
                text=text,
                school="Kalnu pamatskola",
                contact="Anna Kalna, 20000000",
                **share,
            )
        )


@pytest.fixture
def shelf(unit: Unit, world: World) -> World:
    """A card of one's own, and three of a neighbour for her association, the region, and everyone."""
    neighbour = add_association(unit, world.region_id, "Kaimiņi").association_id
    give(unit, world, world.association_id, TEXTS["own"], share_association=True)
    give(unit, world, neighbour, TEXTS["association"], share_association=True)
    give(unit, world, neighbour, TEXTS["region"], share_region=True)
    give(unit, world, neighbour, TEXTS["public"], share_public=True)
    return world


def texts(cards: tuple[Card, ...]) -> set[str]:
    return {card.text for card in cards}


def test_a_leader_reads_her_own_the_regions_and_the_public(unit: Unit, shelf: World) -> None:
    cards = cards_for_leader(unit, shelf.leader, shelf.association_id)

    assert texts(cards) == {TEXTS["own"], TEXTS["region"], TEXTS["public"]}
    assert [card.text for card in cards if card.own] == [TEXTS["own"]]
    assert {card.association_name("lv") for card in cards if not card.own} == {"Kaimiņi"}
    for stranger in shelf.strangers:
        with pytest.raises(Forbidden):
            cards_for_leader(unit, stranger, shelf.association_id)


def test_the_regional_centre_reads_what_is_for_the_region(unit: Unit, shelf: World) -> None:
    assert texts(cards_for_region(unit, regional_centre(shelf), shelf.region_id)) == {TEXTS["region"], TEXTS["public"]}
    with pytest.raises(Forbidden):
        cards_for_region(unit, shelf.leader, shelf.region_id)


def test_another_region_reads_only_what_is_public(unit: Unit, shelf: World) -> None:
    with unit.transaction() as session:
        region = Region(names={"lv": "Cits novads"})
        session.add(region)
        session.flush()
        far = Association(region_id=region.id, names={"lv": "Tālie"}, language="lv")
        session.add(far)
        session.flush()
        far_id, region_id = far.id, region.id
    leader = Actor(None, "", (Scope(RoleName.LEADER, association_id=far_id),))
    centre = Actor(None, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=region_id),))

    assert texts(cards_for_leader(unit, leader, far_id)) == {TEXTS["public"]}
    assert cards_for_region(unit, centre, region_id) == ()


def test_a_card_stands_beside_what_speaks_of_the_same(unit: Unit, shelf: World) -> None:
    cards = cards_for_leader(unit, shelf.leader, shelf.association_id)

    beside = cards_beside(cards, "Vairāk izbraukuma semināru mazajās skolās", "lv")
    assert [card.text for card in beside] == [TEXTS["region"]]
    assert cards_beside(cards, "Kopīgs grāmatu saraksts", "lv") == ()
    assert cards_beside(cards, "Izbraukuma seminārs", "lt") == ()
    assert cards_beside((), "Izbraukuma seminārs", "lv") == ()
