"""Corrections wait for each other, erasure waits for nobody, and the old release is gone."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from surveyapp.dataset import list_releases, open_release
from surveyapp.services import responding
from surveyapp.services.closing import close_run
from surveyapp.services.corrections import (
    correct_from_form,
    correct_response,
    correctable,
    correction_form,
    erase_response,
    erase_text,
    take_correction_back,
)
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


def test_a_correction_that_changes_nothing_does_not_make_up_the_five(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    before = release_of(unit, run_id)
    stored = {
        row.invitation_id: dict(row.answers)
        for row in unit.session.scalars(select(Response).where(Response.run_id == run_id))
    }
    unit.session.rollback()
    for invitation in invitations[:4]:
        correct_response(town.unit, town.leader, run_id, invitation, stored[invitation])
    singled_out = {**stored[invitations[4]], "overall": "1", "info_timely": "1"}

    found = correct_response(town.unit, town.leader, run_id, invitations[4], singled_out)

    assert (found.waiting, found.release_id) == (5, None)
    assert release_of(unit, run_id) == before


def test_in_a_confidential_run_what_is_left_empty_stays_unseen(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    form = correction_form(town.unit, town.leader, run_id, invitations[0])
    assert dict(form.answers) == {}
    assert "proposals" not in {question.id for question in form.questions}
    unit.session.rollback()

    correct_from_form(
        town.unit,
        town.leader,
        run_id,
        invitations[0],
        {"q-overall": ["1"], "q-service_importance-seminars": ["2"]},
    )

    kept = unit.session.scalars(select(Correction)).one().answers
    stored = unit.session.scalars(select(Response).where(Response.invitation_id == invitations[0])).one().answers
    assert kept == {
        **stored,
        "overall": "1",
        "service_importance": {**stored["service_importance"], "seminars": "2"},
    }
    unit.session.rollback()
    assert correctable(town.unit, town.leader, run_id).waiting == 1
    take_correction_back(town.unit, town.leader, run_id, invitations[0])
    assert correctable(town.unit, town.leader, run_id).waiting == 0


def test_in_a_named_run_the_leader_reads_and_replaces(unit: Unit) -> None:
    town, run_id, invitations = answered(unit, Mode.NAMED)
    form = correction_form(town.unit, town.leader, run_id, invitations[0])
    assert form.answers["overall"]
    unit.session.rollback()

    correct_from_form(town.unit, town.leader, run_id, invitations[0], {"q-overall": ["2"]})

    assert unit.session.scalars(select(Correction)).one().answers == {"overall": "2"}
    unit.session.rollback()


def test_an_anonymous_run_has_nobody_to_correct(unit: Unit) -> None:
    town, run_id, _ = answered(unit, Mode.ANONYMOUS)
    found = correctable(town.unit, town.leader, run_id)
    assert (found.members, found.waiting, found.responses) == ((), 0, 7)
    with pytest.raises(Conflict, match="anonymous"):
        correct_from_form(town.unit, town.leader, run_id, uuid.uuid4(), {})
    with pytest.raises(Forbidden):
        correctable(town.unit, Town(unit, 1).leader, run_id)


def test_an_erased_text_leaves_the_correction_that_waits(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    written = answers_of(0)["comment"]
    correct_response(town.unit, town.leader, run_id, invitations[0], {**answers_of(0), "comment": written})

    erase_text(town.unit, town.leader, run_id, "comment", written)

    assert "comment" not in unit.session.scalars(select(Correction)).one().answers
    unit.session.rollback()
