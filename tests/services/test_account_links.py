"""Accounts and members: the owner of the mailbox says which account stands for whom, and nobody else can."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from surveyapp.services import account_links, accounts, librarians, members
from surveyapp.services.access import SYSTEM, Actor, actor_of
from surveyapp.services.account_links import ask_to_confirm, confirm, confirmation, confirmation_code
from surveyapp.services.accounts import AccountInput
from surveyapp.services.errors import Conflict, Forbidden, NotFound
from surveyapp.services.members import MemberInput
from surveyapp.services.outbox import OutgoingMail, send_waiting
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from tests.towns import Town


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


def librarian(town: Town, email: str, place_id: uuid.UUID | None = None) -> Actor:
    new = AccountInput("Biruta", email, "lv", "garš teikums te", "librarian", place_id or town.id)
    made = accounts.create_account(town.unit, SYSTEM, new, str)
    return actor_of(town.unit.session.get_one(User, made))


def sent(town: Town) -> list[OutgoingMail]:
    out: list[OutgoingMail] = []
    send_waiting(town.unit, out.append)
    return out


def confirmed(town: Town, email: str = "biruta1@vejupe.example") -> Actor:
    """A librarian who has confirmed by the link her mailbox brought."""
    actor = librarian(town, email)
    ask_to_confirm(town.unit, actor, town.id)
    (mail,) = [each for each in sent(town) if "/me/confirm/" in each.content.text]
    assert mail.to == email
    link = next(line for line in mail.content.text.splitlines() if "/me/confirm/" in line)
    mail_id, code = link.split("/")[-2:]
    assert confirmation(town.unit, actor, uuid.UUID(mail_id), code).name == "Biruta Liepa 1"
    confirm(town.unit, actor, uuid.UUID(mail_id), code)
    return actor


def surveys(town: Town, actor: Actor) -> list[uuid.UUID]:
    (year,) = librarians.own_years(town.unit, actor)
    return [survey.run_id for survey in year.surveys]


def test_a_librarian_finds_her_own_survey_once_her_mailbox_says_so(town: Town) -> None:
    run_id = town.open()
    unconfirmed = librarian(town, "biruta2@vejupe.example")
    assert surveys(town, unconfirmed) == []
    with pytest.raises(NotFound):
        librarians.own_link(town.unit, unconfirmed, run_id)
    actor = confirmed(town)
    assert surveys(town, actor) == [run_id]
    assert librarians.own_link(town.unit, actor, run_id)
    with pytest.raises(Forbidden):
        librarians.own_years(town.unit, town.leader)
    with pytest.raises(NotFound):
        librarians.own_link(town.unit, town.leader, run_id)
    with pytest.raises(NotFound):
        librarians.own_link(town.unit, Actor(None, "", actor.scopes), run_id)


def test_nothing_is_told_of_addresses_nobody_has(town: Town) -> None:
    actor = librarian(town, "nobody@vejupe.example")
    assert ask_to_confirm(town.unit, actor, town.id) == ()
    assert sent(town) == []
    with pytest.raises(Forbidden):
        ask_to_confirm(town.unit, actor, uuid.uuid4())
    with pytest.raises(Forbidden):
        ask_to_confirm(town.unit, town.leader, town.id)


def test_a_link_is_for_one_account_and_two_days(town: Town) -> None:
    actor = librarian(town, "biruta1@vejupe.example")
    (mail_id,) = ask_to_confirm(town.unit, actor, town.id)
    assert ask_to_confirm(town.unit, actor, town.id) == (), "one link at a time"
    code = confirmation_code(town.unit, mail_id)
    other = librarian(town, "attacker@vejupe.example")
    for who, what in ((other, code), (actor, "x" * 27), (actor, "ā"), (SYSTEM, code)):
        with pytest.raises(NotFound):
            confirm(town.unit, who, mail_id, what)
    late = replace(town.unit, now=lambda: town.unit.now() + account_links.VALID + timedelta(seconds=1))
    with pytest.raises(Conflict):
        confirm(late, actor, mail_id, code)
    confirm(town.unit, actor, mail_id, code)
    assert sent(town) == [], "what was confirmed is not sent any more"


def test_a_leader_who_writes_her_own_address_over_a_member_reaches_nothing(town: Town) -> None:
    """She has an account with the address, asks, confirms: the invitation went to the member's mailbox, not to hers."""
    run_id = town.open()
    victim = next(m for m in members.members_of(town.unit, town.leader, town.id) if m.name == "Biruta Liepa 1")
    moved = MemberInput(victim.name, "me@attacker.example", victim.institution, victim.institution_kind, "lv")
    members.change_member(town.unit, town.leader, victim.id, moved)
    actor = librarian(town, "me@attacker.example")
    (mail_id,) = ask_to_confirm(town.unit, actor, town.id)
    confirm(town.unit, actor, mail_id, confirmation_code(town.unit, mail_id))
    assert surveys(town, actor) == []
    with pytest.raises(NotFound):
        librarians.own_link(town.unit, actor, run_id)


def test_who_confirmed_keeps_her_survey_when_her_address_is_written_over(town: Town) -> None:
    run_id = town.open()
    actor = confirmed(town)
    member = next(m for m in members.members_of(town.unit, town.leader, town.id) if m.name == "Biruta Liepa 1")
    moved = MemberInput(member.name, "me@attacker.example", member.institution, member.institution_kind, "lv")
    members.change_member(town.unit, town.leader, member.id, moved)
    assert surveys(town, actor) == [run_id]
    assert not librarians.own_years(town.unit, actor)[0].confirmed, "the next survey asks her to confirm anew"


def test_a_link_asked_for_before_the_address_changed_confirms_nothing(town: Town) -> None:
    actor = librarian(town, "biruta1@vejupe.example")
    (mail_id,) = ask_to_confirm(town.unit, actor, town.id)
    member = next(m for m in members.members_of(town.unit, town.leader, town.id) if m.name == "Biruta Liepa 1")
    moved = MemberInput(member.name, "new@vejupe.example", member.institution, member.institution_kind, "lv")
    members.change_member(town.unit, town.leader, member.id, moved)
    with pytest.raises(Conflict):
        confirm(town.unit, actor, mail_id, confirmation_code(town.unit, mail_id))


def test_a_role_taken_away_closes_the_survey(town: Town) -> None:
    run_id = town.open()
    actor = replace(confirmed(town), scopes=())
    with pytest.raises(NotFound):
        librarians.own_link(town.unit, actor, run_id)


def test_an_account_stands_for_one_of_two_who_share_a_mailbox(town: Town) -> None:
    second = MemberInput("Ilga Rasa", "biruta1@vejupe.example", "1. skola", "basic", "lv")
    members.add_member(town.unit, town.leader, town.id, second, shared_mailbox=True)
    run_id = town.open()
    actor = librarian(town, "biruta1@vejupe.example")
    mails = ask_to_confirm(town.unit, actor, town.id)
    codes = [confirmation_code(town.unit, mail_id) for mail_id in mails]
    named = [confirmation(town.unit, actor, *pair).name for pair in zip(mails, codes, strict=True)]
    assert sorted(named) == ["Biruta Liepa 1", "Ilga Rasa"]
    links = set()
    for pair in zip(mails, codes, strict=True):
        confirm(town.unit, actor, *pair)
        assert surveys(town, actor) == [run_id]
        links.add(librarians.own_link(town.unit, actor, run_id))
    assert len(links) == 2


def test_who_returns_keeps_her_account_and_her_open_survey(town: Town) -> None:
    run_id = town.open()
    actor = confirmed(town)
    link = librarians.own_link(town.unit, actor, run_id)
    member = next(m for m in members.members_of(town.unit, town.leader, town.id) if m.name == "Biruta Liepa 1")
    members.end_membership(town.unit, town.leader, member.id)
    later = replace(town.unit, now=lambda: town.unit.now() + timedelta(days=2))
    again = members.return_member(later, town.leader, member.id)
    assert again != member.id
    assert librarians.own_link(town.unit, actor, run_id) == link
    assert librarians.own_years(later, actor)[0].confirmed
