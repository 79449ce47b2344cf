"""Tables of synonyms: an association’s before its region’s, for their keepers alone; what the board makes of them."""

from __future__ import annotations

import pytest

from surveyapp.analysis.meanings import Term, synonym_table
from surveyapp.analysis.similarity import hints
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
    assert synonym_table("Talka, sakopšana, pagalma darbi\n\nvējdzirnavas\nšķira, Škirne", "lv") == {
        ("talk",): Term("talka"),
        ("sakopsan",): Term("talka"),
        ("pagalm", "darb"): Term("talka"),
        ("vejdzirnav",): Term("vejdz"),
        ("skir",): Term("skira"),
        ("skirn",): Term("skira"),
    }


TEXTS = [("Vajag talku", "lv"), ("Laba sakopšana", "lv"), ("Kursi par ALISE", "lv")]


def test_every_form_of_a_word_is_known_by_its_beginning() -> None:
    assert hints(TEXTS) == ()
    assert hints(TEXTS, {"lv": synonym_table("talkas, sakopšanu", "lv")}) == ((0, 1),)


TRIPS = [("Vajag ekskursiju", "lv"), ("Labs brauciens", "lv"), ("Kursi par ALISE", "lv")]


def test_what_ships_is_used_without_any_table() -> None:
    assert hints(TRIPS) == ((0, 1),)


@pytest.mark.parametrize("own", ["brauciens", "ekskursija, izbraukums\nbrauciens, ceļojums"])
def test_own_words_win_over_what_ships(own: str) -> None:
    assert hints(TRIPS, {"lv": synonym_table(own, "lv")}) == ()


def test_a_word_of_ones_own_joins_what_ships() -> None:
    texts = [("Vajag ekskursiju", "lv"), ("Labs pārgājiens", "lv"), ("Kursi par ALISE", "lv")]
    assert hints(texts) == ()
    assert hints(texts, {"lv": synonym_table("brauciens, pārgājiens", "lv")}) == ((0, 1),)


def test_an_association_keeps_its_own_beside_its_region(unit: Unit, world: World, centre: Actor) -> None:
    save_synonyms_of_region(unit, centre, world.region_id, {"lv": "talka, sakopšana", "en": "broom, sweeping"})
    save_synonyms(unit, world.leader, world.association_id, {"lv": " uzkopšana, sakopšana \n\n", "ru": ""})

    seen = synonyms_of(unit, world.leader, world.association_id)
    assert dict(seen.own) == {"lv": "uzkopšana, sakopšana"}
    assert seen.of_region["lv"] == "talka, sakopšana"
    table = synonyms_for(unit.session, unit.session.get_one(Association, world.association_id))
    assert table["lv"] == {("talk",): Term("talka"), ("sakopsan",): Term("uzkop"), ("uzkopsan",): Term("uzkop")}
    assert table["en"] == {("broom",): Term("broom"), ("sweeping",): Term("broom")}
    save_synonyms(unit, world.leader, world.association_id, {"lv": ""})
    assert synonyms_of(unit, world.leader, world.association_id).own["lv"] == ""


def test_the_board_goes_by_them(unit: Unit, world: World) -> None:
    make_run(unit, world, proposals=tuple(text for text, _ in TEXTS))
    at = (world.leader, world.association_id, world.period_id)
    assert board(unit, *at).alike == ()
    save_synonyms(unit, world.leader, world.association_id, {"lv": "talka, sakopšana"})
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
