"""Corrections wait for each other, erasure waits for nobody, and the old release is gone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from surveyapp.dataset import list_releases, open_release
from surveyapp.services import responding
from surveyapp.services.applying import apply_corrections, waiting_runs
from surveyapp.services.closing import close_run, ensure_release
from surveyapp.services.corrections import (
    correct_from_form,
    correct_response,
    correctable,
    correction_form,
    take_correction_back,
)
from surveyapp.services.erasure import erase_response, erase_text
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.explore import text_hash
from surveyapp.services.modes import Mode
from surveyapp.services.own_corrections import confirm_correction, own_correction, refuse_correction
from surveyapp.services.replaced import GONE
from surveyapp.services.sealing import link_secret, link_text
from surveyapp.services.unit import Unit
from surveyapp.store.reading import Correction, TextReading
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Run
from tests.rounds import answers_of
from tests.towns import Town


def answered(unit: Unit, mode: Mode = Mode.CONFIDENTIAL) -> tuple[Town, uuid.UUID, list[uuid.UUID]]:
    """A closed run of eight members with seven answers; the invitations of those who answered, worst rating first."""
    town = Town(unit, 8)
    run_id = town.open(mode)
    for number, link in enumerate(town.links(run_id)[:7]):
        responding.submit(town.unit, link, answers_of(number), "lv")
    close_run(town.unit, town.leader, run_id)
    unit.session.expire_all()
    rows = unit.session.scalars(select(Response).where(Response.run_id == run_id)).all()
    found = [row.invitation_id for row in sorted(rows, key=lambda row: str(row.answers["overall"]))]
    unit.session.rollback()
    return town, run_id, [each for each in found if each is not None]


def release_of(unit: Unit, run_id: uuid.UUID) -> str:
    unit.session.expire_all()
    found = unit.session.get_one(Run, run_id).release_id
    unit.session.rollback()
    assert found is not None
    return found


def stored(unit: Unit, run_id: uuid.UUID) -> dict[uuid.UUID, dict[str, Any]]:
    unit.session.expire_all()
    rows = unit.session.scalars(select(Response).where(Response.run_id == run_id)).all()
    found = {row.invitation_id: dict(row.answers) for row in rows if row.invitation_id is not None}
    unit.session.rollback()
    return found


def confirm(town: Town, invitation: uuid.UUID) -> None:
    link = link_text(link_secret(town.unit.secret, invitation))
    laid = own_correction(town.unit, link)
    town.unit.session.rollback()
    assert laid is not None
    confirm_correction(town.unit, link, laid.seen)


def test_corrections_are_applied_when_five_are_confirmed(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    before, first = release_of(unit, run_id), stored(unit, run_id)
    for invitation in invitations[:5]:
        wanted = {**first[invitation], "overall": "1"}
        correct_response(town.unit, town.leader, run_id, invitation, wanted, ["overall"])
    for number, invitation in enumerate(invitations[:5], 1):
        assert apply_corrections(town.unit, run_id) is None
        confirm(town, invitation)
        found = correctable(town.unit, town.leader, run_id)
        assert (found.waiting, found.confirmed, found.needed) == (5, number, 5)
        unit.session.rollback()
    assert release_of(unit, run_id) == before
    assert waiting_runs(town.unit) == (run_id,)

    after = apply_corrections(town.unit, run_id)

    assert after is not None
    assert after is not None
    assert after == release_of(unit, run_id) != before
    assert list_releases(unit.releases) == (after,)
    assert open_release(unit.releases, after).codes("overall").tolist().count(0) >= 5
    assert unit.session.scalars(select(Correction)).all() == []
    unit.session.rollback()
    assert waiting_runs(town.unit) == ()


def test_what_five_do_not_share_waits_and_the_rest_goes_in(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    first = stored(unit, run_id)
    for place, invitation in enumerate(invitations[:5]):
        changes = {"overall": "1", **({"info_timely": "1"} if place == 0 else {})}
        correct_response(town.unit, town.leader, run_id, invitation, {**first[invitation], **changes}, list(changes))
        confirm(town, invitation)

    assert apply_corrections(town.unit, run_id)

    now = stored(unit, run_id)
    assert [now[each]["overall"] for each in invitations[:5]] == ["1"] * 5
    assert now[invitations[0]]["info_timely"] == first[invitations[0]]["info_timely"]
    assert [row.invitation_id for row in unit.session.scalars(select(Correction))] == [invitations[0]]
    unit.session.rollback()
    assert apply_corrections(town.unit, run_id) is None


def test_a_member_refuses_and_nothing_is_left_of_it(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    first = stored(unit, run_id)[invitations[0]]
    correct_response(town.unit, town.leader, run_id, invitations[0], {**first, "overall": "1"}, ["overall"])
    link = link_text(link_secret(town.unit.secret, invitations[0]))
    laid = own_correction(town.unit, link)
    town.unit.session.rollback()
    assert laid is not None
    refuse_correction(town.unit, link, laid.seen)
    assert own_correction(town.unit, link) is None
    with pytest.raises(NotFound):
        confirm_correction(town.unit, link, laid.seen)
    with pytest.raises(NotFound):
        own_correction(town.unit, "abcd")


def test_erasure_takes_the_row_and_the_old_file_at_once_and_results_wait(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)

    assert erase_response(town.unit, town.leader, run_id, invitations[0]) is None

    assert list_releases(unit.releases) == ()
    assert invitations[0] not in stored(unit, run_id)
    assert len(stored(unit, run_id)) == 6
    assert correctable(town.unit, town.leader, run_id).withheld
    with pytest.raises(Conflict, match="results_withheld"):
        ensure_release(town.unit, run_id)
    unit.session.rollback()
    with pytest.raises(NotFound):
        erase_response(town.unit, town.leader, run_id, invitations[0])


def test_a_text_is_erased_in_an_anonymous_run_with_what_was_read_into_it(unit: Unit) -> None:
    town, run_id, _ = answered(unit, Mode.ANONYMOUS)
    written = answers_of(0)["comment"]
    with unit.transaction() as session:
        session.add(TextReading(run_id=run_id, column="comment", text_hash=text_hash("comment", written)))

    after = erase_text(town.unit, town.leader, run_id, "comment", written)
    assert after is not None

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
    before, first = release_of(unit, run_id), stored(unit, run_id)
    for invitation in invitations[:4]:
        correct_response(town.unit, town.leader, run_id, invitation, first[invitation])
        confirm(town, invitation)
    singled_out = {**first[invitations[4]], "overall": "1", "info_timely": "1"}
    correct_response(town.unit, town.leader, run_id, invitations[4], singled_out)
    confirm(town, invitations[4])

    assert apply_corrections(town.unit, run_id) is None
    assert release_of(unit, run_id) == before
    assert correctable(town.unit, town.leader, run_id).confirmed == 5


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
        "lv",
    )

    kept = unit.session.scalars(select(Correction)).one().answers
    answers = unit.session.scalars(select(Response).where(Response.invitation_id == invitations[0])).one().answers
    assert kept == {
        **answers,
        "overall": "1",
        "service_importance": {**answers["service_importance"], "seminars": "2"},
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

    correct_from_form(town.unit, town.leader, run_id, invitations[0], {"q-overall": ["2"]}, "lv")

    assert unit.session.scalars(select(Correction)).one().answers == {"overall": "2"}
    unit.session.rollback()


def test_an_anonymous_run_has_nobody_to_correct(unit: Unit) -> None:
    town, run_id, _ = answered(unit, Mode.ANONYMOUS)
    found = correctable(town.unit, town.leader, run_id)
    assert (found.members, found.waiting, found.responses) == ((), 0, 7)
    with pytest.raises(Conflict, match="anonymous"):
        correct_from_form(town.unit, town.leader, run_id, uuid.uuid4(), {}, "lv")
    with pytest.raises(Forbidden):
        correctable(town.unit, Town(unit, 1).leader, run_id)


def test_an_erased_text_leaves_the_correction_that_waits(unit: Unit) -> None:
    town, run_id, invitations = answered(unit)
    written = answers_of(0)["comment"]
    correct_response(town.unit, town.leader, run_id, invitations[0], {**answers_of(0), "comment": written})

    erase_text(town.unit, town.leader, run_id, "comment", written)

    assert unit.session.scalars(select(Correction)).one().answers["comment"] == GONE
    unit.session.rollback()
