"""What opens and replaces sent answers: the receipt code, in the present turn, with its own link; and nothing else.

Beginning again and a new link make void exactly one member's answers, and nobody is counted twice.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import func, select, update

from surveyapp.services import (
    again,
    closing,
    invitations,
    mailings,
    members,
    outbox,
    paper,
    participation,
    responding,
    sealing,
    ways_in,
)
from surveyapp.services.access import Actor
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.modes import Addressing, Mode
from surveyapp.services.protecting import protect_what_was_sent
from surveyapp.services.receipts import new_receipt, read_receipt
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.operation import AuditEvent, Mail
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Invitation, Run
from surveyapp.store.tables import metadata
from tests.respondents import open_survey
from tests.towns import NOW, Town

NewUnit = Callable[[], AbstractContextManager[Unit]]


def id_of(unit: Unit, link: str) -> uuid.UUID:
    secret = sealing.read_link_text(link)
    found = unit.session.scalar(
        select(Invitation.id).where(Invitation.secret_hash == sealing.secret_hash(secret or b""))
    )
    assert found
    return found


def token_of(town: Town, link: str) -> str:
    """What the mail to begin again carries; nobody but its reader has it."""
    again.ask_to_begin_again(town.unit, link)
    mail = town.unit.session.scalars(
        select(Mail).where(Mail.kind == "again", Mail.invitation_id == id_of(town.unit, link)).order_by(Mail.round)
    ).all()[-1]
    (address,) = [line for line in outbox.compose_mail(town.unit, mail).content.text.split() if "/b/" in line]
    return address.rpartition("/")[2]


def overall_of_all(unit: Unit) -> list[str]:
    unit.session.expire_all()
    return sorted(answers["overall"] for answers in unit.session.scalars(select(Response.answers)))


# --- What opens -----------------------------------------------------------------------------------------------------


def test_a_receipt_code_cannot_be_guessed_and_is_read_as_people_write_it() -> None:
    code = new_receipt()
    assert len({new_receipt() for _ in range(200)}) == 200
    assert read_receipt(code.lower()[:4] + " - " + code[4:]) == code
    assert read_receipt(code[:-1]) is None
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert read_receipt(wrong) is None


def secrets_of(unit: Unit, links: Iterable[str]) -> set[bytes]:
    """Whatever the leader, the database and the installation have that could be a secret."""
    known = {unit.secret, *(sealing.read_link_text(link) or b"" for link in links)}
    for table in metadata.sorted_tables:
        for row in unit.session.execute(select(table)):
            for value in row:
                if isinstance(value, bytes) and 0 < len(value) <= 64:
                    known.add(value)
                elif isinstance(value, uuid.UUID):
                    known |= {value.bytes, value.hex.encode()}
    return known - {b""}


def test_from_link_installation_and_all_rows_neither_a_place_nor_a_copy_follows(unit: Unit) -> None:
    town = Town(unit, size=4)
    links = town.links(town.open())
    receipts = {link: responding.submit(town.unit, link, {"overall": "4"}, "lv") for link in links}
    known = secrets_of(unit, links)
    made = [b"link", b"receipt", b"envelope", b"draft place", b"draft", b"turn", b"begin again", b"paper form"]
    link_secrets = [sealing.read_link_text(link) or b"" for link in links]
    ids = [each.bytes for each in unit.session.scalars(select(Invitation.id))]
    step = {
        sealing.derive(key[:64], purpose, data)
        for key in known
        for purpose in made
        for data in (b"", *link_secrets, *(each + turn.to_bytes(4, "big") for each in ids for turn in (0, 1)))
    } | known
    step |= {sealing.holder_secret(code, link) for link in link_secrets for code in ("", "A" * 20)}
    places = {sealing.derive(key[:64], purpose) for key in step for purpose in (b"envelope", b"draft place")}
    rows = unit.session.execute(select(Draft.key, Draft.sealed)).all()
    assert len(rows) == len(links)
    stored = {row.key for row in rows} | set(unit.session.scalars(select(Intake.key)))
    assert not stored & (places | (step - known))
    boxes = [SecretBox(sealing.derive(key[:64], b"draft")) for key in step]
    for row in rows[:1]:
        for box in boxes:
            with pytest.raises(CryptoError):
                box.decrypt(row.sealed)
    # The receipt code with its link is what opens: so the search above would have found it.
    holders = [sealing.holder_secret(receipts[link], sealing.read_link_text(link) or b"") for link in links]
    assert {sealing.draft_key(holder) for holder in holders} == {row.key for row in rows}


@pytest.mark.parametrize("mode", list(Mode))
def test_a_receipt_code_opens_under_its_own_link_alone(unit: Unit, mode: Mode) -> None:
    town = Town(unit)
    links = town.links(town.open(mode))
    receipts = [
        responding.submit(town.unit, link, {"overall": str(1 + place % 5)}, "lv") for place, link in enumerate(links)
    ]
    for (place, link), (other, receipt) in itertools.product(enumerate(links), enumerate(receipts)):
        form = responding.open_form(town.unit, link, receipt)
        assert (form.answered, form.locked) == (True, place != other)
        assert dict(form.answers) == ({"overall": str(1 + place % 5)} if place == other else {})
        if place != other:
            with pytest.raises(Conflict):
                responding.submit(town.unit, link, {"overall": "5"}, "lv", receipt=receipt)
    assert unit.session.scalar(select(func.count()).select_from(Intake)) == 7


def test_two_windows_that_send_at_once_make_one_envelope(unit: Unit, new_unit: NewUnit) -> None:
    survey = open_survey(unit, people=1)
    unit.session.rollback()
    barrier, told = Barrier(4), []

    def send() -> None:
        with new_unit() as own:
            barrier.wait()
            try:
                told.append(responding.submit(own, survey.links[0], {"used": "often"}, "lv"))
            except Conflict as refusal:
                told.append(refusal.code)

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told)[-3:] == ["already_sent"] * 3
    assert unit.session.scalar(select(func.count()).select_from(Intake)) == 1
    assert unit.session.scalar(select(func.count()).select_from(Draft)) == 1


def test_drafts_of_a_link_that_was_handed_over_open_with_the_receipt_code_alone(unit: Unit) -> None:
    town = Town(unit)
    by_hand, by_mail = town.links(town.open())[:2]
    assert responding.open_form(town.unit, by_hand).code_first
    assert not responding.open_form(town.unit, by_mail).code_first
    receipt = responding.save_draft(town.unit, by_hand, {"overall": "2"}, "lv")
    assert receipt
    assert not responding.open_form(town.unit, by_hand).answers
    assert not responding.open_form(town.unit, by_hand, new_receipt()).answers
    assert dict(responding.open_form(town.unit, by_hand, receipt).answers) == {"overall": "2"}
    responding.save_draft(town.unit, by_mail, {"overall": "3"}, "lv")
    assert dict(responding.open_form(town.unit, by_mail).answers) == {"overall": "3"}, "as on another device"
    # Whoever answers in the member's place before her is found out by her, and cannot be replaced unseen.
    responding.submit(town.unit, by_hand, {"overall": "5"}, "lv")
    assert responding.open_form(town.unit, by_hand, receipt).locked
    with pytest.raises(Conflict):
        responding.send_draft(town.unit, by_hand, receipt=receipt)


def test_a_form_of_a_shared_link_opens_with_its_receipt_code_alone(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    with unit.transaction() as session:
        session.execute(
            update(Run)
            .where(Run.id == run_id)
            .values(addressing=Addressing.SHARED, shared_hash=sealing.shared_code_hash("abcdefghij"))
        )
    _, link = ways_in.begin_shared(town.unit, "abcdefghij", "lv")
    receipt = responding.save_draft(town.unit, link, {"overall": "2"}, "lv")
    assert not responding.open_form(town.unit, link).answers
    responding.send_draft(town.unit, link, receipt=receipt)
    assert responding.open_form(town.unit, link).locked
    assert dict(responding.open_form(town.unit, link, receipt).answers) == {"overall": "2"}
    with pytest.raises(Conflict):
        responding.submit(town.unit, link, {"overall": "5"}, "lv")


def test_a_paper_form_that_was_sent_is_opened_by_nobody_else(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    paper.open_desk(town.unit, town.leader, run_id, "Zane Rasa, sekretāre")
    desk = paper.desks_of(town.unit, town.leader, run_id)[0].link.rpartition("/")[2]
    slip = sorted(paper.slips_of(town.unit, town.leader, run_id), key=lambda each: each.name)[3]
    helper = Actor(None, "", ())
    _, link = paper.take_form(town.unit, helper, desk, slip.number)
    receipt = responding.save_draft(town.unit, link, {"overall": "2"}, "lv")
    assert not responding.open_form(town.unit, link).answers
    responding.send_draft(town.unit, link, receipt=receipt)
    responding.submit(town.unit, link, {"overall": "3"}, "lv", receipt=receipt)
    with pytest.raises(Conflict, match="form_sent"):
        paper.take_form(town.unit, helper, desk, slip.number)
    assert responding.open_form(town.unit, link).locked


# --- Beginning again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", list(Mode))
def test_beginning_again_makes_void_exactly_one_and_nobody_counts_twice(unit: Unit, mode: Mode) -> None:
    town = Town(unit)
    run_id = town.open(mode)
    links = town.links(run_id)
    receipts = [responding.submit(town.unit, link, {"overall": "4"}, "lv") for link in links]
    for place in (2, 3):
        found, same = again.begin_again(town.unit, token_of(town, links[place]))
        assert (found, same) == (run_id, links[place])
        # The old code opens nothing any more, in the browser that still holds it neither.
        assert not responding.open_form(town.unit, links[place], receipts[place]).answers
    fresh = responding.submit(town.unit, links[2], {"overall": "1"}, "lv")
    assert responding.open_form(town.unit, links[2], receipts[2]).locked
    with pytest.raises(Conflict):
        responding.submit(town.unit, links[2], {"overall": "5"}, "lv", receipt=receipts[2])
    responding.submit(town.unit, links[2], {"overall": "2"}, "lv", receipt=fresh)
    assert closing.close_run(town.unit, town.leader, run_id).responses == 6
    assert overall_of_all(unit) == ["2", "4", "4", "4", "4", "4"]


def test_beginning_again_takes_the_same_code_on_in_the_same_browser(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    link = town.links(run_id)[1]
    receipt = responding.submit(town.unit, link, {"overall": "4"}, "lv")
    again.begin_again(town.unit, token_of(town, link))
    assert responding.submit(town.unit, link, {"overall": "1"}, "lv", receipt=receipt) == receipt
    assert closing.close_run(town.unit, town.leader, run_id).responses == 1
    assert overall_of_all(unit) == ["1"]


def test_a_token_holds_once_and_goes_to_the_members_address_alone(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    by_hand, link, other = town.links(run_id)[:3]
    for unasked in (link, by_hand):
        with pytest.raises(Conflict, match="nothing_sent"):
            again.ask_to_begin_again(town.unit, unasked)
    for each in (by_hand, link, other):
        responding.submit(town.unit, each, {"overall": "4"}, "lv")
    with pytest.raises(Conflict, match="no_address"):
        again.ask_to_begin_again(town.unit, by_hand)
    token = token_of(town, link)
    again.ask_to_begin_again(town.unit, link)
    mail_ids = town.unit.session.scalars(select(Mail.id).where(Mail.kind == "again")).all()
    assert len(mail_ids) == 1, "within the hour one mail must do"
    found = mailings.outbox_of(town.unit, town.leader, run_id)
    assert "again" not in {row.kind for row in found.rows} | {each.kind for each in found.mailings}
    with pytest.raises(NotFound):
        mailings.mail_of(town.unit, town.leader, mail_ids[0])
    assert again.what_begins_again(town.unit, token).respondent
    assert responding.open_form(town.unit, link).answered, "a visit changes nothing"
    again.begin_again(town.unit, token)
    for used in (token, token[:-2] + "AA", "", "x" * 48, sealing.again_token(unit.secret, uuid.uuid4(), 0)):
        with pytest.raises(NotFound):
            again.begin_again(town.unit, used)
    assert responding.open_form(town.unit, other).answered
    late = replace(town.unit, now=lambda: NOW + timedelta(days=40))
    with pytest.raises(Conflict):
        again.what_begins_again(late, sealing.again_token(unit.secret, id_of(unit, other), 0))


# --- A new link -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", list(Mode))
def test_a_new_link_makes_void_what_was_sent_and_everyone_sees_it(unit: Unit, mode: Mode) -> None:
    town = Town(unit)
    run_id = town.open(mode)
    links = town.links(run_id)
    receipts = [responding.submit(town.unit, link, {"overall": "4"}, "lv") for link in links]
    victim = id_of(unit, links[1])
    invitations.renew_link(town.unit, town.leader, victim)
    with pytest.raises(NotFound):
        responding.open_form(town.unit, links[1], receipts[1])
    assert again.was_replaced(town.unit, links[1])
    assert not again.was_replaced(town.unit, links[2])
    new = invitations.link_of(town.unit, victim)
    assert new != links[1]
    form = responding.open_form(town.unit, new, receipts[1])
    assert (form.renewed, form.answered, dict(form.answers)) == (True, False, {})
    noted = unit.session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == "link_renewed")).all()
    assert noted == [str(victim)]
    mail = unit.session.scalars(select(Mail).where(Mail.kind == "new_link")).one()
    sent = outbox.compose_mail(town.unit, mail)
    assert new in sent.content.text
    assert new not in repr(mailings.outbox_of(town.unit, town.leader, run_id))
    with pytest.raises(NotFound):
        mailings.mail_of(town.unit, town.leader, mail.id)
    responding.submit(town.unit, new, {"overall": "1"}, "lv")
    assert closing.close_run(town.unit, town.leader, run_id).responses == 7
    assert overall_of_all(unit) == ["1", "4", "4", "4", "4", "4", "4"]


def test_numbers_do_not_tell_the_leader_whether_something_became_void(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    links = town.links(run_id)
    for link in links[:4]:
        responding.submit(town.unit, link, {"overall": "4"}, "lv")

    def numbers() -> Any:
        unit.session.expire_all()
        from_page = repr(invitations.invitations_of(town.unit, town.leader, run_id))
        return participation.count_participation(town.unit.session, run_id), from_page.replace("handed=True", "")

    before = numbers()
    for link in (links[3], links[5]):  # one who has sent, and one who has not
        invitations.renew_link(town.unit, town.leader, id_of(unit, link))
        assert numbers() == before
    assert closing.close_run(town.unit, town.leader, run_id).responses == 3


def test_a_former_address_hears_of_a_new_link_without_getting_it(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    link = town.links(run_id)[1]
    responding.submit(town.unit, link, {"overall": "4"}, "lv")
    member = next(each for each in members.members_of(town.unit, town.leader, town.id) if each.name.endswith("1"))
    changed = members.MemberInput(member.name, "vaditaja@vejupe.example", "Vējupes 1. skola", "basic", "lv")
    members.change_member(town.unit, town.leader, member.id, changed)
    invitations.renew_link(town.unit, town.leader, id_of(unit, link))
    mails = {
        outbox.compose_mail(town.unit, each).to: outbox.compose_mail(town.unit, each).content.text
        for each in unit.session.scalars(select(Mail).where(Mail.kind.in_(("new_link", "link_replaced"))))
    }
    assert set(mails) == {"biruta1@vejupe.example", "vaditaja@vejupe.example"}
    assert "/a/" not in mails["biruta1@vejupe.example"]
    assert "/a/" in mails["vaditaja@vejupe.example"]
    assert closing.close_run(town.unit, town.leader, run_id).responses == 0


def test_a_link_is_shown_only_where_no_mail_brings_it_and_that_is_noted(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    rows = sorted(invitations.invitations_of(town.unit, town.leader, run_id), key=lambda row: row.name)
    assert [row.handed for row in rows] == [True] + [False] * 6
    assert invitations.show_link(town.unit, town.leader, rows[0].id).endswith(town.links(run_id)[0])
    noted = unit.session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == "link_shown")).all()
    assert noted == [str(rows[0].id)]
    for row in rows[1:]:
        with pytest.raises(Conflict, match="link_by_mail"):
            invitations.show_link(town.unit, town.leader, row.id)
    # An address taken away afterwards does not bring the link to light either.
    with unit.transaction() as session:
        session.execute(update(Invitation).where(Invitation.id == rows[1].id).values(email=None))
    with pytest.raises(Conflict, match="link_by_mail"):
        invitations.show_link(town.unit, town.leader, rows[1].id)


# --- Surveys opened by an earlier version ---------------------------------------------------------------------------


@pytest.mark.parametrize("mode", list(Mode))
def test_what_an_earlier_version_took_in_counts_once_and_is_closed_to_the_link(unit: Unit, mode: Mode) -> None:
    town = Town(unit)
    run_id = town.open(mode)
    links = town.links(run_id)
    run = unit.session.get_one(Run, run_id)
    with town.unit.transaction() as session:
        for link in links[:5]:
            secret = sealing.read_link_text(link) or b""
            content = {"answers": {"overall": "4"}, "proposals": []}
            envelope = (
                sealing.seal(run.public_key or b"", content, run.envelope_bytes)
                if mode == Mode.ANONYMOUS
                else sealing.pack(content, run.envelope_bytes)
            )
            whose = id_of(unit, link)
            session.add(
                Intake(
                    key=sealing.envelope_key(secret),
                    run_id=run_id,
                    invitation_id=None if mode == Mode.ANONYMOUS else whose,
                    envelope=envelope,
                )
            )
            draft = sealing.seal_draft(secret, {"answers": {"overall": "4"}, "language": "lv"}, run.envelope_bytes)
            session.add(Draft(key=sealing.draft_key(secret), run_id=run_id, sealed=draft))
            session.execute(update(Invitation).where(Invitation.id == whose).values(answered=True, opened=True))
        unsent = sealing.read_link_text(links[6]) or b""
        begun = sealing.seal_draft(unsent, {"answers": {"overall": "2"}, "language": "lv"}, run.envelope_bytes)
        session.add(Draft(key=sealing.draft_key(unsent), run_id=run_id, sealed=begun))
    protect_what_was_sent(town.unit)
    assert unit.session.scalar(select(func.count()).select_from(Draft)) == 1
    assert dict(responding.open_form(town.unit, links[6]).answers) == {"overall": "2"}, "what is not sent stays"
    for link in links[:5]:
        form = responding.open_form(town.unit, link)
        assert (form.locked, dict(form.answers)) == (True, {})
        with pytest.raises(Conflict):
            responding.submit(town.unit, link, {"overall": "5"}, "lv")
    again.begin_again(town.unit, token_of(town, links[1]))
    responding.submit(town.unit, links[1], {"overall": "1"}, "lv")
    again.begin_again(town.unit, token_of(town, links[2]))
    invitations.renew_link(town.unit, town.leader, id_of(unit, links[3]))
    responding.submit(town.unit, invitations.link_of(town.unit, id_of_name(unit, 3)), {"overall": "2"}, "lv")
    assert closing.close_run(town.unit, town.leader, run_id).responses == 4
    assert overall_of_all(unit) == ["1", "2", "4", "4"]


def id_of_name(unit: Unit, number: int) -> uuid.UUID:
    return unit.session.scalars(select(Invitation.id).where(Invitation.name == f"Biruta Liepa {number}")).one()
