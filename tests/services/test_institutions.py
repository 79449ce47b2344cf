"""Institutions: an association's own until the region lists them; from then on the region's alone to change."""

from __future__ import annotations

import uuid

import pytest

from surveyapp.interchange.members import ReadMember
from surveyapp.services import member_import, members, structure
from surveyapp.services.access import SYSTEM, Actor, Scope
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.institutions import (
    InstitutionView,
    institution,
    institutions_of_region,
    keep_institution,
    known_institutions,
    list_all,
)
from surveyapp.services.members import MemberInput
from surveyapp.services.roles import RoleName
from surveyapp.services.unit import Unit
from tests.towns import Town

SCHOOL = "Vējupes 1. skola"


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


@pytest.fixture
def centre(town: Town) -> Actor:
    return Actor(None, "Centrs", (Scope(RoleName.REGIONAL_CENTRE, region_id=town.region_id),))


def neighbour(town: Town, kind: str = "special") -> tuple[uuid.UUID, Actor]:
    """Another association of the region, with a member at a school of the same name."""
    place = structure.make_association(
        town.unit, SYSTEM, structure.AssociationInput({"lv": "Kaimiņi"}, "lv", town.region_id)
    )
    leader = Actor(None, "Kaimiņiene", (Scope(RoleName.LEADER, association_id=place),))
    members.add_member(town.unit, leader, place, MemberInput("Ilga Rasa", "", SCHOOL, kind, "lv"))
    return place, leader


def named(town: Town, actor: Actor, name: str = SCHOOL) -> list[InstitutionView]:
    return [row for row in institutions_of_region(town.unit, actor, town.region_id) if row.name == name]


def kind_in(town: Town, leader: Actor, place: uuid.UUID) -> str:
    found = members.members_of(town.unit, leader, place)
    return next(m.institution_kind for m in found if m.institution == SCHOOL)


def test_what_a_leader_types_in_is_her_own_to_change(town: Town, centre: Actor) -> None:
    place, leader = neighbour(town)
    assert {row.kind for row in named(town, centre)} == {"basic", "special"}
    assert kind_in(town, town.leader, town.id) == "basic"
    assert SCHOOL in known_institutions(town.unit, leader, place)
    assert "Vējupes 2. skola" not in known_institutions(town.unit, leader, place)


def test_on_the_list_it_is_one_for_all_and_no_leader_changes_it(town: Town, centre: Actor) -> None:
    place, leader = neighbour(town)
    own = named(town, centre)[0]
    keep_institution(town.unit, centre, own.id, SCHOOL, "gymnasium")
    (listed,) = named(town, centre)
    assert (listed.kind, listed.association_names, listed.associations) == ("gymnasium", None, 2)
    for who, where in ((town.leader, town.id), (leader, place)):
        assert kind_in(town, who, where) == "gymnasium"
        one = next(m for m in members.members_of(town.unit, who, where) if m.institution == SCHOOL)
        with pytest.raises(Invalid) as refusal:
            members.change_member(town.unit, who, one.id, MemberInput(one.name, one.email, SCHOOL, "primary", "lv"))
        problem = refusal.value.fields["institution_kind"]
        assert (problem.code, problem.params["kind"]) == ("kind_of_the_region", "gymnasium")
        members.add_member(town.unit, who, where, MemberInput("Jauna Jaunā", "", SCHOOL, "primary", "lv"))
        assert kind_in(town, who, where) == "gymnasium"
    assert "Vējupes 2. skola" in known_institutions(town.unit, town.leader, town.id)


def test_listed_under_another_name_it_takes_its_members_along(town: Town, centre: Actor) -> None:
    place, leader = neighbour(town)
    (own,) = [row for row in named(town, centre) if row.association_names == {"lv": "Kaimiņi"}]
    keep_institution(town.unit, centre, own.id, "Vējupes pirmā skola", "basic")
    assert named(town, centre) == []
    for who, where in ((town.leader, town.id), (leader, place)):
        assert "Vējupes pirmā skola" in {m.institution for m in members.members_of(town.unit, who, where)}


def test_one_typed_in_again_joins_the_one_on_the_list(town: Town, centre: Actor) -> None:
    keep_institution(town.unit, centre, named(town, centre)[0].id, "Pirmā skola", "basic")
    place, leader = neighbour(town)
    (typed,) = named(town, centre)
    keep_institution(town.unit, centre, typed.id, "Pirmā skola", "secondary")
    assert [row.associations for row in named(town, centre, "Pirmā skola")] == [2]
    found = members.members_of(town.unit, leader, place)
    assert [(m.institution, m.institution_kind) for m in found] == [("Pirmā skola", "secondary")]


def test_two_of_the_list_have_two_names(town: Town, centre: Actor) -> None:
    first, second = (named(town, centre, f"Vējupes {number}. skola")[0] for number in (1, 2))
    for row in (first, second):
        keep_institution(town.unit, centre, row.id, row.name, row.kind)
    for name, kind, code in (
        (second.name, "basic", {"name": "institution_listed"}),
        (" ", "castle", {"name": "institution_missing", "kind": "unknown_choice"}),
        ("x" * 301, "basic", {"name": "too_long"}),
    ):
        with pytest.raises(Invalid) as refusal:
            keep_institution(town.unit, centre, first.id, name, kind)
        assert {field: problem.code for field, problem in refusal.value.fields.items()} == code


def test_only_the_regional_centre_of_the_region(town: Town, centre: Actor) -> None:
    (own,) = named(town, centre)
    other = structure.make_region(town.unit, SYSTEM, {"lv": "Cits"}, None, "Europe/Riga")
    strangers = (town.leader, Actor(None, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=other),)), Actor(None, "", ()))
    for stranger in strangers:
        with pytest.raises(Forbidden):
            institutions_of_region(town.unit, stranger, town.region_id)
        with pytest.raises(Forbidden):
            institution(town.unit, stranger, own.id)
        with pytest.raises(Forbidden):
            keep_institution(town.unit, stranger, own.id, SCHOOL, "special")
    with pytest.raises(NotFound):
        keep_institution(town.unit, centre, uuid.uuid4(), SCHOOL, "special")
    above = structure.make_region(town.unit, SYSTEM, {"lv": "Virs"}, None, "Europe/Riga")
    assert institutions_of_region(town.unit, Actor(None, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=above),)),
                                  above) == ()  # fmt: skip


def test_an_import_is_undone_until_the_region_lists_what_it_wrote(town: Town, centre: Actor) -> None:
    row = ReadMember(1, "Ilga Rasa", "", "Jaunā skola", "basic", "", None, "")
    done = member_import.take_in(town.unit, town.leader, town.id, (row,), "basic", "lv", source="csv")
    (typed,) = named(town, centre, "Jaunā skola")
    keep_institution(town.unit, centre, typed.id, "Jaunā skola", "basic")
    member_import.undo_import(town.unit, town.leader, done.id)
    assert [row.associations for row in named(town, centre, "Jaunā skola")] == [0], "the region's list stays"
    again = member_import.take_in(town.unit, town.leader, town.id, (row,), "basic", "lv", source="csv")
    (one,) = [m for m in members.members_of(town.unit, town.leader, town.id) if m.name == "Ilga Rasa"]
    members.end_membership(town.unit, town.leader, one.id)
    with pytest.raises(Conflict) as refusal:
        member_import.undo_import(town.unit, town.leader, again.id)
    assert refusal.value.code == "import_changed_since"


def test_all_that_associations_agree_about_is_listed_at_once(town: Town, centre: Actor) -> None:
    place, leader = neighbour(town, "special")
    members.add_member(town.unit, leader, place, MemberInput("Eva Lapa", "", "Vējupes 2. skola", "basic", "lv"))
    assert list_all(town.unit, centre, town.region_id) == 6
    waiting = {row.name for row in institutions_of_region(town.unit, centre, town.region_id) if row.association_names}
    assert waiting == {SCHOOL}, "one says basic, the other special"
    assert [row.associations for row in named(town, centre, "Vējupes 2. skola")] == [2]
    assert list_all(town.unit, centre, town.region_id) == 0
    with pytest.raises(Forbidden):
        list_all(town.unit, leader, town.region_id)
