"""Corrections wait for each other, erasure waits for nobody, and the old release is gone."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from surveyapp.dataset import list_releases, open_release
from surveyapp.services import responding
from surveyapp.services.closing import close_run
from surveyapp.services.corrections import correct_response, erase_response, erase_text
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.explore import text_hash
from surveyapp.services.modes import Mode
from surveyapp.services.unit import Unit
from surveyapp.store.reading import Correction, TextReading
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Run
from tests.rounds import answers_of
from tests.towns import Town


def answered(unit: Unit, mode: Mode = Mode.CONFIDENTIAL) -> tuple[Town, uuid.UUID, list[uuid.UUID]]:
    """A closed run of eight members with seven answers; the invitations of those who answered."""
    town = Town(unit, 8)
    run_id = town.open(mode)
    for number, link in enumerate(town.links(run_id)[:7]):
        responding.submit(town.unit, link, answers_of(number), "lv")
    close_run(town.unit, town.leader, run_id)
    unit.session.expire_all()
    found = unit.session.scalars(select(Response.invitation_id).where(Response.run_id == run_id)).all()
    unit.session.rollback()
    return town, run_id, [each for each in found if each is not None]


def release_of(unit: Unit, run_id: uuid.UUID) -> str:
    unit.session.expire_all()
    found = unit.session.get_one(Run, run_id).release_id
    unit.session.rollback()
    assert found is not None
    return found


def test_corrections_are_applied_when_five_wait(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    before = release_of(unit, run_id)
    corrected = {**answers_of(0), "overall": "1"}

    for number, invitation in enumerate(invitations[:4], 1):
        found = correct_response(town.unit, town.leader, run_id, invitation, corrected)
        assert (found.waiting, found.needed, found.release_id) == (number, 5, None)
    assert correct_response(town.unit, town.leader, run_id, invitations[0], corrected).waiting == 4
    assert release_of(unit, run_id) == before

    after = correct_response(town.unit, town.leader, run_id, invitations[4], corrected)

    assert after.waiting == 0
    assert after.release_id == release_of(unit, run_id) != before
    assert list_releases(unit.releases) == (after.release_id,)
    assert open_release(unit.releases, after.release_id).codes("overall").tolist().count(0) >= 5
    assert unit.session.scalars(select(Correction)).all() == []


def test_erasure_takes_the_row_and_the_old_file_at_once(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    before = release_of(unit, run_id)

    after = erase_response(town.unit, town.leader, run_id, invitations[0])

    assert after != before
    assert list_releases(unit.releases) == (after,)
    assert (open_release(unit.releases, after).n, open_release(unit.releases, after).invited) == (6, 8)
    assert len(unit.session.scalars(select(Response).where(Response.run_id == run_id)).all()) == 6
    unit.session.rollback()
    with pytest.raises(NotFound):
        erase_response(town.unit, town.leader, run_id, invitations[0])


def test_a_text_is_erased_in_an_anonymous_run_with_what_was_read_into_it(unit: Unit) -> None:
    town, run_id, _ = answered(unit, Mode.ANONYMOUS)
    written = answers_of(0)["comment"]
    with unit.transaction() as session:
        session.add(TextReading(run_id=run_id, column="comment", text_hash=text_hash("comment", written)))

    after = erase_text(town.unit, town.leader, run_id, "comment", written)

    assert written not in open_release(unit.releases, after).texts("comment")
    assert list_releases(unit.releases) == (after,)
    assert unit.session.scalars(select(TextReading)).all() == []
    unit.session.rollback()
    with pytest.raises(NotFound):
        erase_text(town.unit, town.leader, run_id, "comment", written)


def test_what_cannot_be_corrected_is_refused(unit: Unit) -> None:
    town, run_id, _ = answered(unit, Mode.ANONYMOUS)
    with pytest.raises(Conflict, match="anonymous"):
        correct_response(town.unit, town.leader, run_id, uuid.uuid4(), answers_of(0))
    with pytest.raises(Conflict, match="anonymous"):
        erase_response(town.unit, town.leader, run_id, uuid.uuid4())
    with pytest.raises(NotFound):
        erase_text(town.unit, town.leader, uuid.uuid4(), "comment", "x")


def test_only_the_leader_corrects_and_only_with_answers_that_fit(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    stranger = Town(unit, 1).leader
    with pytest.raises(Forbidden):
        correct_response(town.unit, stranger, run_id, invitations[0], answers_of(0))
    with pytest.raises(Invalid):
        correct_response(town.unit, town.leader, run_id, invitations[0], {**answers_of(0), "overall": "9"})
    with pytest.raises(NotFound):
        correct_response(town.unit, town.leader, run_id, uuid.uuid4(), answers_of(0))
