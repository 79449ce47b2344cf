"""Tables of members: what each row would do, taking in, undoing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from surveyapp.interchange.members import ReadMember, columns_of, headings, read_members, read_text
from surveyapp.services import invitations, members
from surveyapp.services.access import Actor
from surveyapp.services.errors import Conflict, Forbidden, Invalid
from surveyapp.services.member_import import Outcome, imports_of, plan_import, take_in, undo_import
from surveyapp.services.unit import Unit
from surveyapp.store.people import Membership
from surveyapp.store.regions import Institution
from tests.towns import Town

TABLE = """Vārds, uzvārds;Skola;E-pasts;Veids
Biruta Liepa 1;Vējupes 1. skola;biruta1@vejupe.example;
Biruta Liepa 2;Krasta ģimnāzija;biruta2@vejupe.example;
Biruta Liepa-Ozola 3;Vējupes 3. skola;BIRUTA3@vejupe.example;
Austra Zīle;Krasta ģimnāzija;austra@vejupe.example;ģimnāzija
Austra Zīle;Krasta ģimnāzija;austra@vejupe.example;ģimnāzija
Biruta Liepa 0;Vējupes 0. skola;biruta0@vejupe.example;
Biruta Liepa 6;Meža skola;;
"""


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


def rows_of(text: str) -> tuple[ReadMember, ...]:
    rows = read_text(text)
    return read_members(rows, columns_of(rows), first_is_headings=headings(rows))


def counted(town: Town) -> tuple[int, int]:
    session = town.unit.session
    people = session.scalar(select(func.count(Membership.id))) or 0
    return people, session.scalar(select(func.count(Institution.id))) or 0


def test_every_row_says_what_it_would_do_and_nothing_is_stored(town: Town) -> None:
    before = counted(town)
    plan = plan_import(town.unit, town.leader, town.id, rows_of(TABLE), "other", "lv")
    assert [row.outcome for row in plan.rows] == [
        Outcome.SAME,
        Outcome.MOVED,
        Outcome.CORRECTED,
        Outcome.NEW,
        Outcome.DUPLICATE,
        Outcome.CORRECTED,
        Outcome.NEW,
    ]
    assert plan.rows[1].before == "Vējupes 2. skola"
    assert plan.rows[4].same_as == 5
    assert plan.rows[6].namesake == "Vējupes 6. skola"
    assert sorted(plan.absent) == ["Biruta Liepa 4", "Biruta Liepa 5", "Biruta Liepa 6"]
    assert counted(town) == before


def test_taken_in_and_undone(town: Town) -> None:
    before = {(m.name, m.email, m.institution) for m in members.members_of(town.unit, town.leader, town.id)}
    numbers = counted(town)
    done = take_in(town.unit, town.leader, town.id, rows_of(TABLE), "other", "lv", source="pasted")
    assert (done.added, done.moved, done.corrected) == (2, 1, 2)
    now = {m.name: m for m in members.members_of(town.unit, town.leader, town.id)}
    assert now["Biruta Liepa 2"].institution == "Krasta ģimnāzija"
    assert now["Biruta Liepa 0"].email == "biruta0@vejupe.example"
    assert now["Austra Zīle"].institution_kind == "gymnasium"
    undo_import(town.unit, town.leader, done.id)
    after = {(m.name, m.email, m.institution) for m in members.members_of(town.unit, town.leader, town.id)}
    assert after == before
    assert counted(town) == numbers
    with pytest.raises(Conflict):
        undo_import(town.unit, town.leader, done.id)
    assert imports_of(town.unit, town.leader, town.id)[0].undone_at is not None


def test_mistakes_stop_everything_unless_left_out(town: Town) -> None:
    text = "Name;School;E-mail;Kind\nAnna Osis;;anna@;basic\n;Kalna skola;;zoo\nEva Lapa;Kalna skola;;basic\n"
    with pytest.raises(Invalid) as refusal:
        take_in(town.unit, town.leader, town.id, rows_of(text), "other", "lv", source="csv")
    assert {field: problem.code for field, problem in refusal.value.fields.items()} == {
        "2-institution": "institution_missing",
        "2-email": "not_an_email",
        "3-name": "name_missing",
        "3-institution_kind": "kind_unknown",
    }
    done = take_in(town.unit, town.leader, town.id, rows_of(text), "other", "lv", source="csv", leave_out_faulty=True)
    assert done.added == 1


def test_two_may_share_a_mailbox(town: Town) -> None:
    text = "Anna Osis;Kalna skola;anna@k.example\nEva Lapa;Kalna skola;Anna@k.example\n"
    plan = plan_import(town.unit, town.leader, town.id, rows_of(text), "basic", "lv")
    assert [row.outcome for row in plan.rows] == [Outcome.NEW, Outcome.NEW]
    assert (plan.rows[1].holder, plan.rows[1].asks) == ("Anna Osis", False)
    take_in(town.unit, town.leader, town.id, rows_of(text), "basic", "lv", source="pasted")
    again = plan_import(town.unit, town.leader, town.id, rows_of(text), "basic", "lv")
    assert [row.outcome for row in again.rows] == [Outcome.SAME, Outcome.SAME]


def test_another_name_at_an_address_is_a_successor_or_a_new_name(town: Town) -> None:
    """A word in common makes it the same member under a new name; the leader may say otherwise, both ways."""
    text = "Ilga Rasa;Vējupes 1. skola;biruta1@vejupe.example\nBiruta Kalna;Vējupes 2. skola;biruta2@vejupe.example\n"
    before = {m.id for m in members.members_of(town.unit, town.leader, town.id)}

    def outcomes(meant: dict[int, bool]) -> list[Outcome]:
        plan = plan_import(town.unit, town.leader, town.id, rows_of(text), "basic", "lv", meant)
        assert [row.holder for row in plan.rows] == ["Biruta Liepa 1", "Biruta Liepa 2"]
        assert all(row.asks for row in plan.rows)
        return [row.outcome for row in plan.rows]

    assert outcomes({}) == [Outcome.NEW, Outcome.CORRECTED]
    assert outcomes({1: True, 2: False}) == [Outcome.CORRECTED, Outcome.NEW]
    take_in(town.unit, town.leader, town.id, rows_of(text), "basic", "lv", source="pasted", meant={2: False})
    found = members.members_of(town.unit, town.leader, town.id)
    assert {m.name for m in found if m.id not in before} == {"Ilga Rasa", "Biruta Kalna"}
    assert {"Biruta Liepa 1", "Biruta Liepa 2"} <= {m.name for m in found if m.id in before}


def test_an_import_whose_people_were_invited_stays(town: Town) -> None:
    done = take_in(town.unit, town.leader, town.id, rows_of(TABLE), "other", "lv", source="pasted")
    run_id = town.open()
    assert len(invitations.invitations_of(town.unit, town.leader, run_id)) == 9
    with pytest.raises(Conflict):
        undo_import(town.unit, town.leader, done.id)
    assert len(members.members_of(town.unit, town.leader, town.id)) == 9


def test_only_the_newest_import_is_undone(town: Town) -> None:
    first = take_in(town.unit, town.leader, town.id, rows_of("Anna Osis;Kalna skola"), "basic", "lv", source="pasted")
    moment = town.unit.now()
    later = replace(town.unit, now=lambda: moment.replace(hour=23))
    take_in(later, town.leader, town.id, rows_of("Eva Lapa;Kalna skola"), "basic", "lv", source="pasted")
    with pytest.raises(Conflict):
        undo_import(town.unit, town.leader, first.id)


def test_only_the_leader(town: Town) -> None:
    nobody = Actor(None, "", ())
    with pytest.raises(Forbidden):
        plan_import(town.unit, nobody, town.id, rows_of(TABLE), "other", "lv")
    with pytest.raises(Forbidden):
        take_in(town.unit, nobody, town.id, rows_of(TABLE), "other", "lv", source="pasted")
