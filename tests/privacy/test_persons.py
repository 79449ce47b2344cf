"""An attacker who leads an association and knows the address of a member of another: what she sees, and what she moves.

The victim's association lies in another region; for institutions there is a third one in the victim's region. Every
attack is made with the services and, where there is a page for it, through the page.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event

from surveyapp.interchange.members import ReadMember
from surveyapp.services import institutions, invitations, member_import, members, reminders, structure
from surveyapp.services.access import SYSTEM, Actor, Scope
from surveyapp.services.errors import Conflict
from surveyapp.services.outbox import OutgoingMail, send_waiting
from surveyapp.services.roles import RoleName
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from tests.towns import Town
from tests.web.leader.conftest import checked, text_of

VICTIM = "biruta1@vejupe.example"
NAME = "Biruta Liepa 1"


@dataclass
class Attack:
    """The victim's association, and two whose leader is the attacker."""

    town: Town
    far: uuid.UUID
    """In another region."""
    near: uuid.UUID
    """In the victim's region."""
    leader: Actor

    @property
    def unit(self) -> Unit:
        return self.town.unit

    def add(
        self, email: str = VICTIM, name: str = "Cita Persona", *, at: uuid.UUID | None = None, **other: str
    ) -> uuid.UUID:
        given = {"institution": "Tālā skola", "institution_kind": "basic", "language": "ru", **other}
        return members.add_member(self.unit, self.leader, at or self.far, members.MemberInput(name, email, **given))

    def seen(self, at: uuid.UUID | None = None) -> list[members.MemberView]:
        return list(members.members_of(self.unit, self.leader, at or self.far))

    def members_of_town(self) -> list[members.MemberView]:
        """What stands in the victim's association."""
        self.unit.session.expire_all()
        return sorted(members.members_of(self.unit, self.town.leader, self.town.id), key=lambda m: m.name)

    def sent(self) -> list[OutgoingMail]:
        """The mails that go out now."""
        out: list[OutgoingMail] = []
        send_waiting(self.unit, out.append)
        return out


@pytest.fixture
def attack(unit: Unit) -> Attack:
    town = Town(unit)
    other = structure.make_region(town.unit, SYSTEM, {"lv": "Tālais novads"}, None, "Europe/Riga")
    far, near = (
        structure.make_association(
            town.unit, SYSTEM, structure.AssociationInput({"lv": "Sveša apvienība"}, "lv", region)
        )
        for region in (other, town.region_id)
    )
    scopes = tuple(Scope(RoleName.LEADER, association_id=each) for each in (far, near))
    return Attack(town, far, near, Actor(None, "Dzintra Ozola", scopes))


def read(name: str, email: str, institution: str = "Tālā skola") -> tuple[ReadMember, ...]:
    return (ReadMember(1, name, email, institution, None, "", None, ""),)


@dataclass
class Pages:
    """The attacker's browser, in English."""

    client: FlaskClient
    at: str

    def get(self, page: str) -> html.HtmlElement:
        return checked(self.client.get(f"{self.at}/{page}"), 200)

    def send(
        self, page: str, fields: Mapping[str, str] | None = None, *, opened: str | None = None, status: int = 200
    ) -> html.HtmlElement:
        before = self.client.get(f"{self.at}/{page if opened is None else opened}").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', before)
        sent = {"csrf_token": token[1] if token else "", **(fields or {})}
        return checked(self.client.post(f"{self.at}/{page}", data=sent, follow_redirects=True), status)


def test_adding_by_address_shows_no_name(attack: Attack) -> None:
    attack.add()
    (own,) = attack.seen()
    assert (own.name, own.language) == ("Cita Persona", "ru")


def test_renaming_and_moving_her_address_leaves_her_as_she_was(attack: Attack) -> None:
    before = attack.members_of_town()
    own = attack.add()
    moved = members.MemberInput("Nozagts Vārds", "me@attacker.example", "Tālā skola", "basic", "en")
    members.change_member(attack.unit, attack.leader, own, moved)
    assert attack.members_of_town() == before


def test_reminders_and_the_next_invitation_go_where_they_went(attack: Attack) -> None:
    run_id = attack.town.open()
    attack.sent()
    own = attack.add()
    members.change_member(
        attack.unit, attack.leader, own, members.MemberInput("X", "me@attacker.example", "Tālā skola", "basic", "lv")
    )
    reminders.remind_now(attack.unit, attack.town.leader, run_id)
    assert VICTIM in {mail.to for mail in attack.sent()}
    attack.town.next_year()
    attack.town.open()
    addresses = {mail.to for mail in attack.sent()}
    assert VICTIM in addresses
    assert "me@attacker.example" not in addresses


def test_an_import_with_her_address_and_its_undo_leave_her_as_she_was(attack: Attack) -> None:
    own = attack.add(name="Kāda Cita")
    before = attack.members_of_town()
    done = member_import.take_in(
        attack.unit, attack.leader, attack.far, read("Kāda Nozagta", VICTIM), "basic", "lv", source="pasted"
    )
    assert attack.members_of_town() == before
    corrected = members.MemberInput("Biruta Kalna", VICTIM, "Vējupes 1. skola", "basic", "lv")
    members.change_member(attack.unit, attack.town.leader, before[1].id, corrected)
    member_import.undo_import(attack.unit, attack.leader, done.id)
    assert next(m.name for m in attack.members_of_town() if m.id == before[1].id) == "Biruta Kalna"
    assert members.member(attack.unit, attack.leader, own).name == "Kāda Cita"


def test_an_undo_refuses_where_a_member_was_corrected_since(attack: Attack) -> None:
    own = attack.add(name="Kāda Cita")
    done = member_import.take_in(
        attack.unit, attack.leader, attack.far, read("Kāda Nozagta", VICTIM), "basic", "lv", source="pasted"
    )
    later = members.MemberInput("Kāda Trešā", VICTIM, "Tālā skola", "basic", "lv")
    members.change_member(attack.unit, attack.leader, own, later)
    with pytest.raises(Conflict) as refusal:
        member_import.undo_import(attack.unit, attack.leader, done.id)
    assert refusal.value.code == "import_changed_since"
    assert members.member(attack.unit, attack.leader, own).name == "Kāda Trešā"


def test_an_undo_restores_only_what_the_import_changed(attack: Attack) -> None:
    own = attack.add(name="Kāda Cita")
    done = member_import.take_in(
        attack.unit, attack.leader, attack.far, read("Kāda Nozagta", VICTIM), "basic", "lv", source="pasted"
    )
    now = members.member(attack.unit, attack.leader, own)
    members.change_member(
        attack.unit, attack.leader, own,
        members.MemberInput(now.name, now.email, now.institution, now.institution_kind, "en"),
    )  # fmt: skip
    member_import.undo_import(attack.unit, attack.leader, done.id)
    after = members.member(attack.unit, attack.leader, own)
    assert (after.name, after.language) == ("Kāda Cita", "en")


def test_an_address_known_elsewhere_is_answered_like_any_other(attack: Attack) -> None:
    """The preview of a table and the page's words are the same for an address that is known and one that is not."""
    known, unknown = (
        member_import.plan_import(attack.unit, attack.leader, attack.far, read("Cita", address), "basic", "lv")
        for address in (VICTIM, "nobody@nowhere.example")
    )
    row = replace(unknown.rows[0], member=known.rows[0].member)
    assert known == replace(unknown, rows=(row,))


def test_the_kind_of_her_school_stays(attack: Attack) -> None:
    """Editing one's own member at a school of the same name changes no background group elsewhere."""
    before = attack.members_of_town()
    own = attack.add(at=attack.near, institution="Vējupes 1. skola", institution_kind="gymnasium")
    members.change_member(
        attack.unit, attack.leader, own,
        members.MemberInput("Cita", "", "Vējupes 1. skola", "special", "lv"),
    )  # fmt: skip
    assert attack.members_of_town() == before
    assert members.member(attack.unit, attack.leader, own).institution_kind == "special", "her own stays hers to say"


def test_the_pages_show_and_change_nothing(
    attack: Attack, client: FlaskClient, make_user: Callable[..., User], sign_in: Callable[[FlaskClient, User], None]
) -> None:
    before = attack.members_of_town()
    attack.unit.session.rollback()
    sign_in(client, make_user("leader", association_id=attack.far))
    client.set_cookie("language", "en")
    pages = Pages(client, f"/association/{attack.far}")
    typed = {"name": "Cita Persona", "institution": "Tālā skola", "institution_kind": "basic", "language": "lv"}
    shown = pages.send("members/add", {**typed, "email": VICTIM})
    assert "Cita Persona" in text_of(shown)
    assert NAME not in text_of(shown)
    (edit,) = set(shown.xpath("//table//th/a/@href"))
    page = pages.get(edit.partition(f"{attack.far}/")[2])
    assert page.xpath("//input[@name='name']/@value") == ["Cita Persona"]
    pages.send(edit.partition(f"{attack.far}/")[2], {**typed, "name": "Nozagts", "email": "me@attacker.example"})
    assert attack.members_of_town() == before


def test_an_account_of_hers_is_not_reached_by_an_address_a_leader_typed(
    attack: Attack, client: FlaskClient, make_user: Callable[..., User], sign_in: Callable[[FlaskClient, User], None]
) -> None:
    """The attacker types an address for which she has an account: no survey of the victim opens to it."""
    run_id = attack.town.open()
    attack.unit.session.rollback()
    user = make_user("librarian", association_id=attack.far, email=VICTIM)
    sign_in(client, user)
    client.set_cookie("language", "en")
    pages = Pages(client, "/me")
    attack.add()
    assert not pages.get("").xpath("//form[contains(@action, '/answer/')]")
    pages.send(f"answer/{run_id}", opened="", status=404)


def test_times_of_answers_hold_no_hint(attack: Attack) -> None:
    """No statement asks for an address outside of the association: the plan of a query cannot tell by its time."""
    asked: list[str] = []
    bind = attack.unit.session.get_bind()

    @event.listens_for(bind, "before_cursor_execute")
    def _note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "email" in statement.partition("WHERE")[2]:
            asked.append(statement.partition("WHERE")[2])

    own = attack.add()
    members.change_member(
        attack.unit, attack.leader, own, members.MemberInput("X", VICTIM, "Tālā skola", "basic", "lv")
    )
    event.remove(bind, "before_cursor_execute", _note)
    assert all("association_id" in where for where in asked)


def test_the_successor_of_a_mailbox_gets_no_mail_of_the_predecessor(attack: Attack) -> None:
    """Who left is not written to any more: the mailbox may be somebody else's by now."""
    run_id = attack.town.open()
    attack.sent()
    (victim,) = [m for m in attack.members_of_town() if m.email == VICTIM]
    members.end_membership(attack.unit, attack.town.leader, victim.id)
    successor = members.MemberInput("Ilga Rasa", VICTIM, victim.institution, victim.institution_kind, "lv")
    members.add_member(attack.unit, attack.town.leader, attack.town.id, successor)
    reminders.remind_now(attack.unit, attack.town.leader, run_id)
    assert VICTIM not in {mail.to for mail in attack.sent()}
    invitations.invite_late_members(attack.unit, attack.town.leader, run_id)
    assert [mail.to for mail in attack.sent()] == [VICTIM], "the successor has a link of her own"


def test_a_region_left_changes_nothing_any_more(attack: Attack) -> None:
    """The centre of the region an association has left cannot move its background groups by what was on its list."""
    own = attack.add(at=attack.near, institution="Vējupes 1. skola")
    for row in institutions.institutions_of_region(attack.unit, SYSTEM, attack.town.region_id):
        if row.association_names == {"lv": "Vējupes skolu bibliotekāri"}:
            institutions.keep_institution(attack.unit, SYSTEM, row.id, row.name, row.kind)
    assert members.member(attack.unit, attack.leader, own).listed
    elsewhere = structure.make_region(attack.unit, SYSTEM, {"lv": "Cits"}, None, "Europe/Riga")
    given = structure.AssociationInput({"lv": "Sveša apvienība"}, "lv", elsewhere)
    structure.change_association(attack.unit, SYSTEM, attack.near, given)
    for row in institutions.institutions_of_region(attack.unit, SYSTEM, attack.town.region_id):
        institutions.keep_institution(attack.unit, SYSTEM, row.id, row.name, "other")
    attack.unit.session.expire_all()
    after = members.member(attack.unit, attack.leader, own)
    assert (after.institution, after.institution_kind, after.listed) == ("Vējupes 1. skola", "basic", False)
