"""Tables of synonyms: an association’s before its region’s, for their keepers alone; what the board makes of them."""

from __future__ import annotations

import pytest

from surveyapp.analysis.similarity import hints, synonym_table
from surveyapp.services.access import Actor, Scope
from surveyapp.services.errors import Forbidden, Invalid
from surveyapp.services.proposals import board
from surveyapp.services.synonyms import (
    save_synonyms,
    save_synonyms_of_region,
    synonyms_for,
    synonyms_of,
    synonyms_of_region,
)
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import RoleName
from surveyapp.store.regions import Association
from tests.leaders import World, make_run, make_world


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


def test_a_line_gives_its_first_word_to_the_others() -> None:
    assert synonym_table("Ekskursija, izbraukums, brauciens\n\nkursi\nšķira, Škirne") == {
        "izbra": "ekskursija",
        "brauc": "ekskursija",
        "skirn": "skira",
    }


def test_every_form_of_a_word_is_known_by_its_first_five_letters() -> None:
    texts = [("Vajag ekskursiju uz tipogrāfiju", "lv"), ("Brauciens uz tipogrāfiju", "lv"), ("Kursi par ALISE", "lv")]
    told = hints(texts, {"lv": synonym_table("ekskursija, brauciens")})
    assert (0, 1) in told
    plain = hints([("Vajag ekskursiju", "lv"), ("Labs brauciens", "lv"), ("Kursi par ALISE", "lv")])
    with_table = hints(
        [("Vajag ekskursiju", "lv"), ("Labs brauciens", "lv"), ("Kursi par ALISE", "lv")],
        {"lv": synonym_table("ekskursija, brauciens")},
    )
    assert plain == ()
    assert with_table == ((0, 1),)


def test_an_association_keeps_its_own_beside_its_region(unit: Unit, world: World, centre: Actor) -> None:
    save_synonyms_of_region(unit, centre, world.region_id, {"lv": "ekskursija, brauciens", "en": "trip, outing"})
    save_synonyms(unit, world.leader, world.association_id, {"lv": " izbraukums, brauciens \n\n", "ru": ""})

    seen = synonyms_of(unit, world.leader, world.association_id)
    assert dict(seen.own) == {"lv": "izbraukums, brauciens"}
    assert seen.of_region["lv"] == "ekskursija, brauciens"
    table = synonyms_for(unit.session, unit.session.get_one(Association, world.association_id))
    assert table["lv"] == {"brauc": "izbraukums"}
    assert table["en"] == {"outin": "trip"}
    save_synonyms(unit, world.leader, world.association_id, {"lv": ""})
    assert synonyms_of(unit, world.leader, world.association_id).own["lv"] == ""


def test_the_board_goes_by_them(unit: Unit, world: World) -> None:
    make_run(unit, world, proposals=("Vajag ekskursiju", "Labs brauciens", "Kursi par ALISE"))
    at = (world.leader, world.association_id, world.period_id)
    assert board(unit, *at).alike == ()
    save_synonyms(unit, world.leader, world.association_id, {"lv": "ekskursija, brauciens"})
    (group,) = board(unit, *at).alike
    assert len(group) == 2


def test_they_are_refused_to_others_and_when_too_long(unit: Unit, world: World, centre: Actor) -> None:
    with pytest.raises(Invalid):
        save_synonyms(unit, world.leader, world.association_id, {"lv": "a" * 8001})
    for stranger in world.strangers:
        with pytest.raises(Forbidden):
            save_synonyms(unit, stranger, world.association_id, {})
    with pytest.raises(Forbidden):
        synonyms_of_region(unit, world.leader, world.region_id)
    assert dict(synonyms_of_region(unit, centre, world.region_id).own) == {}


@pytest.fixture
def centre(world: World) -> Actor:
    return Actor(world.user_id, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=world.region_id),))
