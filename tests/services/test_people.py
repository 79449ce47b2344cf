"""Members, accounts, regions and associations, on both databases."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from surveyapp.services import accounts, invitations, members, structure
from surveyapp.services.access import SYSTEM, Actor, Scope, regions_under
from surveyapp.services.accounts import AccountInput
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.roles import RoleName
from surveyapp.services.unit import Unit
from surveyapp.store.people import Membership
from surveyapp.wording.catalogue import catalogue
from tests.towns import Town

ADMIN = Actor(None, "", (Scope(RoleName.ADMIN),))


def plain(password: str) -> str:
    return f"hash of {password}"


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


def account(town: Town, role: str = "leader", email: str = "sarma@vejupe.example") -> AccountInput:
    place = {"regional_centre": town.region_id, "admin": None}.get(role, town.id)
    return AccountInput("Sarma Lauva", email, "lv", "garš teikums te", role, place)


def test_all_problems_of_a_pasted_table_are_named_by_row_and_nothing_is_stored(town: Town) -> None:
    rows = (
        members.MemberInput("Anna Egle", "anna@vejupe.example", "1. skola", "basic", "lv"),
        members.MemberInput("", "not an address", "2. skola", "castle", "lv"),
        members.MemberInput("Zane Egle", "", "", "basic", "xx"),
    )
    with pytest.raises(Invalid) as refusal:
        members.add_members(town.unit, town.leader, town.id, rows)
    assert {name: problem.code for name, problem in refusal.value.fields.items()} == {
        "2-name": "name_missing",
        "2-email": "not_an_email",
        "2-institution_kind": "unknown_choice",
        "3-institution": "institution_missing",
        "3-language": "unknown_choice",
    }
    assert len(members.members_of(town.unit, town.leader, town.id)) == 7


def test_a_member_is_one_however_often_pasted(town: Town) -> None:
    row = members.MemberInput("Anna Egle", "Anna@Vejupe.example", "1. skola", "basic", "lv")
    assert members.add_members(town.unit, town.leader, town.id, (row, row)) == 1
    with pytest.raises(Conflict):
        members.add_member(town.unit, town.leader, town.id, row)
    found = [m for m in members.members_of(town.unit, town.leader, town.id) if m.name == "Anna Egle"]
    assert [m.email for m in found] == ["anna@vejupe.example"]


def test_who_left_may_come_back_as_another_membership(town: Town) -> None:
    one = members.members_of(town.unit, town.leader, town.id)[-1]
    with pytest.raises(Conflict):
        members.return_member(town.unit, town.leader, one.id)
    members.end_membership(town.unit, town.leader, one.id)
    with pytest.raises(Conflict):
        members.end_membership(town.unit, town.leader, one.id)
    assert members.return_member(town.unit, town.leader, one.id) == one.id, "on the same day it is taken back"
    assert members.member(town.unit, town.leader, one.id).left_on is None
    run_id = town.open()
    members.end_membership(town.unit, town.leader, one.id)
    later = replace(town.unit, now=lambda: town.unit.now() + timedelta(days=3))
    again = members.return_member(later, town.leader, one.id)
    with pytest.raises(Conflict):
        members.return_member(later, town.leader, one.id)
    assert person_of(town, again) == person_of(town, one.id), "her years can be compared"
    after = members.member(town.unit, town.leader, again)
    assert replace(after, id=one.id, joined_on=one.joined_on) == one
    assert invitations.invite_late_members(later, town.leader, run_id) == 0, "she goes on with the invitation she had"


def person_of(town: Town, membership_id: uuid.UUID) -> uuid.UUID:
    return town.unit.session.get_one(Membership, membership_id).person_id


def test_a_successor_takes_over_the_mailbox_and_is_another_person(town: Town) -> None:
    one = next(m for m in members.members_of(town.unit, town.leader, town.id) if m.email)
    successor = members.MemberInput("Ilga Rasa", one.email, one.institution, one.institution_kind, "lv")
    with pytest.raises(Invalid) as refusal:
        members.add_member(town.unit, town.leader, town.id, successor)
    problem = refusal.value.fields["email"]
    assert (problem.code, problem.params["name"]) == ("address_of_member", one.name)
    members.end_membership(town.unit, town.leader, one.id)
    made = members.add_member(town.unit, town.leader, town.id, successor)
    assert person_of(town, made) != person_of(town, one.id)
    assert members.member(town.unit, town.leader, one.id).name == one.name


def test_two_members_may_share_a_mailbox_and_each_is_invited(town: Town) -> None:
    one = next(m for m in members.members_of(town.unit, town.leader, town.id) if m.email)
    second = members.MemberInput("Ilga Rasa", one.email, one.institution, one.institution_kind, "lv")
    members.add_member(town.unit, town.leader, town.id, second, shared_mailbox=True)
    run_id = town.open()
    invited = [row for row in invitations.invitations_of(town.unit, town.leader, run_id) if row.email == one.email]
    assert {row.name for row in invited} == {one.name, "Ilga Rasa"}
    other = next(m for m in members.members_of(town.unit, town.leader, town.id) if m.email not in ("", one.email))
    moved = members.MemberInput(other.name, one.email, other.institution, other.institution_kind, "lv")
    with pytest.raises(Invalid):
        members.change_member(town.unit, town.leader, other.id, moved)
    members.change_member(town.unit, town.leader, other.id, moved, shared_mailbox=True)


def test_a_correction_is_kept(town: Town) -> None:
    one = members.members_of(town.unit, town.leader, town.id)[0]
    changed = members.MemberInput("Rasma Kļava", "rasma@vejupe.example", "Jaunā skola", "gymnasium", "ru")
    members.change_member(town.unit, town.leader, one.id, changed)
    after = members.member(town.unit, town.leader, one.id)
    assert (after.name, after.email, after.institution, after.institution_kind, after.language) == (
        "Rasma Kļava",
        "rasma@vejupe.example",
        "Jaunā skola",
        "gymnasium",
        "ru",
    )


def test_an_account_needs_everything_and_an_address_of_its_own(town: Town) -> None:
    accounts.create_account(town.unit, ADMIN, account(town), plain)
    wrong = AccountInput("", "sarma@vejupe.example", "xx", "short", "leader", uuid.uuid4())
    with pytest.raises(Invalid) as refusal:
        accounts.create_account(town.unit, ADMIN, wrong, plain)
    assert {name: problem.code for name, problem in refusal.value.fields.items()} == {
        "name": "required",
        "email": "email_taken",
        "language": "unknown_choice",
        "password": "password_too_short",
        "place": "choose_association",
    }


def test_roles_are_given_and_taken(town: Town) -> None:
    user_id = accounts.create_account(town.unit, ADMIN, account(town), plain)
    accounts.add_grant(town.unit, ADMIN, user_id, "regional_centre", town.region_id)
    with pytest.raises(Conflict):
        accounts.add_grant(town.unit, ADMIN, user_id, "regional_centre", town.region_id)
    grants = accounts.account(town.unit, ADMIN, user_id).grants
    assert {grant.role for grant in grants} == {"leader", "regional_centre"}
    for grant in grants:
        accounts.take_grant(town.unit, ADMIN, grant.id)
    assert accounts.account(town.unit, ADMIN, user_id).grants == ()


def test_the_last_admin_stays(town: Town) -> None:
    user_id = accounts.create_account(town.unit, SYSTEM, account(town, "admin", "a@vejupe.example"), plain)
    (grant,) = accounts.account(town.unit, ADMIN, user_id).grants
    with pytest.raises(Conflict):
        accounts.take_grant(town.unit, ADMIN, grant.id)
    with pytest.raises(Conflict):
        accounts.set_active(town.unit, ADMIN, user_id, False)
    accounts.create_account(town.unit, SYSTEM, account(town, "admin", "b@vejupe.example"), plain)
    accounts.set_active(town.unit, ADMIN, user_id, False)
    assert not accounts.account(town.unit, ADMIN, user_id).active


def test_only_the_admin_keeps_the_installation(town: Town) -> None:
    for refused in (
        lambda: accounts.accounts(town.unit, town.leader),
        lambda: accounts.create_account(town.unit, town.leader, account(town), plain),
        lambda: accounts.audit_trail(town.unit, town.leader, catalogue("en")),
        lambda: structure.associations(town.unit, town.leader),
        lambda: structure.make_region(town.unit, town.leader, {"lv": "X"}, None, "Europe/Riga"),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_the_audit_trail_tells_who_did_what(town: Town) -> None:
    accounts.create_account(town.unit, ADMIN, account(town), plain)
    lines, total = accounts.audit_trail(town.unit, ADMIN, catalogue("en"))
    assert total == len(lines)
    assert {"account_made", "members_added", "association_made", "region_made"} <= {line.action for line in lines}
    about = {line.action: line.about for line in lines}
    assert about["account_made"] == ("Sarma Lauva", "sarma@vejupe.example")
    assert about["association_made"] == ("Vējupes skolu bibliotekāri",)


def test_the_audit_trail_names_a_survey_and_a_member_but_no_answer(town: Town) -> None:
    run_id = town.open()
    row = next(each for each in invitations.invitations_of(town.unit, town.leader, run_id) if each.email)
    invitations.cancel_invitation(town.unit, town.leader, row.id)
    lines, _ = accounts.audit_trail(town.unit, ADMIN, catalogue("en"))
    about = {line.action: line.about for line in lines}
    assert about["run_opened"][1:] == ("Vējupes skolu bibliotekāri", "2025/2026 school year")
    assert about["invitation_cancelled"] == (row.name, *about["run_opened"])


def test_an_association_needs_a_name_in_its_own_language_and_a_region(town: Town) -> None:
    given = structure.AssociationInput({"en": "Only English"}, "lv", uuid.uuid4())
    with pytest.raises(Invalid) as refusal:
        structure.make_association(town.unit, ADMIN, given)
    assert {name: problem.code for name, problem in refusal.value.fields.items()} == {
        "name_lv": "required",
        "region": "choose_region",
    }
    right = replace(given, names={"lv": "Jauna apvienība"}, region_id=town.region_id)
    made = structure.make_association(town.unit, ADMIN, right)
    structure.change_association(town.unit, ADMIN, made, replace(right, names={"lv": "Cits vārds"}))
    assert structure.association(town.unit, ADMIN, made).names == {"lv": "Cits vārds"}
    with pytest.raises(NotFound):
        structure.association(town.unit, ADMIN, uuid.uuid4())


def test_a_regional_centre_sees_the_regions_below_its_own(town: Town) -> None:
    below = structure.make_region(town.unit, ADMIN, {"lv": "Daļa"}, town.region_id, "Europe/Riga")
    deeper = structure.make_region(town.unit, ADMIN, {"lv": "Daļas daļa"}, below, "Europe/Riga")
    other = structure.make_region(town.unit, ADMIN, {"lv": "Cits"}, None, "Europe/Riga")
    session = town.unit.session
    assert regions_under(session, (town.region_id,)) == {town.region_id, below, deeper}
    assert regions_under(session, (other,)) == {other}
