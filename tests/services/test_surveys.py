"""Starting, opening, closing a survey through the services, on both databases."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from surveyapp.analysis.disclosure import dimensions, opened_dimension
from surveyapp.dataset import open_release
from surveyapp.dataset.release import data_path
from surveyapp.services import closing, invitations, members, reminders, responding, structure, surveys
from surveyapp.services.access import NOBODY, Actor, Scope
from surveyapp.services.activities import ActivityInput, add_activity
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.modes import Mode
from surveyapp.services.participation import count_participation
from surveyapp.services.roles import RoleName
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.operation import Mail
from surveyapp.store.responses import Proposal, Response
from surveyapp.store.surveys import Invitation, Run
from tests.towns import NOW, Town


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


def test_opening_invites_every_member_and_freezes_the_form(town: Town) -> None:
    for number, done in ((1, True), (2, False), (3, True)):
        add_activity(
            town.unit,
            town.leader,
            town.id,
            town.period.id,
            ActivityInput(topic=f"Seminārs {number}", period_text="12.03.2026.", done=done),
        )
    run_id = town.open()
    run = surveys.run_of(town.unit, town.leader, run_id)
    assert (run.status, run.mode, run.participation.invited, run.takes_answers) == ("open", "anonymous", 7, True)
    question = surveys.preview_form(town.unit, town.leader, run_id).question("activities")
    assert len(question.rows) == 2
    add_activity(
        town.unit,
        town.leader,
        town.id,
        town.period.id,
        ActivityInput(topic="Vēl viens", period_text="14.03.2026.", done=True),
    )
    assert len(surveys.preview_form(town.unit, town.leader, run_id).question("activities").rows) == 2
    waiting = town.unit.session.scalar(select(func.count()).select_from(Mail))
    assert waiting == 6, "one member has no address"


def test_links_differ_and_only_their_hashes_are_kept(town: Town) -> None:
    run_id = town.open()
    links = town.links(run_id)
    assert len(set(links)) == 7
    for row in town.unit.session.scalars(select(Invitation)):
        assert len(row.secret_hash) == 32
        assert row.secret_hash not in {link.encode() for link in links}


def test_a_second_run_of_the_same_survey_is_refused(town: Town) -> None:
    surveys.start_run(town.unit, town.leader, town.id, town.period.id)
    with pytest.raises(Conflict) as refusal:
        surveys.start_run(town.unit, town.leader, town.id, town.period.id)
    assert refusal.value.code == "run_exists"


def test_a_run_joins_the_regions_survey(town: Town) -> None:
    centre = Actor(None, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=town.region_id),))
    survey_id = structure.announce_survey(town.unit, centre, town.region_id, town.period.id)
    run_id = surveys.start_run(town.unit, town.leader, town.id, town.period.id)
    assert town.unit.session.get_one(Run, run_id).survey_id == survey_id
    with pytest.raises(Conflict):
        structure.announce_survey(town.unit, centre, town.region_id, town.period.id)


@pytest.mark.parametrize("days", [0, -1])
def test_a_last_day_that_has_passed_is_refused_at_its_field(town: Town, days: int) -> None:
    run_id = surveys.start_run(town.unit, town.leader, town.id, town.period.id)
    with pytest.raises(Invalid) as refusal:
        surveys.open_run(town.unit, town.leader, run_id, mode=Mode.ANONYMOUS, closes_at=NOW + timedelta(days=days))
    assert refusal.value.fields["closes_at"].code == "date_in_the_past"
    assert surveys.run_of(town.unit, town.leader, run_id).status == "draft"


def test_an_association_without_members_cannot_open(unit: Unit) -> None:
    town = Town(unit, size=1)
    only = members.members_of(town.unit, town.leader, town.id)[0]
    members.end_membership(town.unit, town.leader, only.id)
    run_id = surveys.start_run(town.unit, town.leader, town.id, town.period.id)
    with pytest.raises(Invalid) as refusal:
        surveys.open_run(town.unit, town.leader, run_id, mode=Mode.ANONYMOUS, closes_at=NOW + timedelta(days=3))
    assert refusal.value.fields["members"].code == "no_members"


@pytest.mark.parametrize("mode", list(Mode))
def test_closing_empties_the_ballot_box_into_responses_and_a_release(town: Town, mode: Mode) -> None:
    run_id = town.open(mode)
    answers = {"overall": "4", "proposals": [{"id": uuid.uuid4().hex, "text": "Vairāk braucienu"}]}
    for link in town.links(run_id)[:5]:
        responding.submit(town.unit, link, answers, "lv")
    session = town.unit.session
    assert session.scalar(select(func.count()).select_from(Intake)) == 5
    kept = session.scalars(select(Intake.envelope)).all()
    if mode == Mode.ANONYMOUS:
        assert len({len(envelope) for envelope in kept}) == 1, "one size for all"
        assert all(b"overall" not in envelope for envelope in kept)
    closed = closing.close_run(town.unit, town.leader, run_id)
    assert (closed.invited, closed.responses) == (7, 5)
    assert session.scalar(select(func.count()).select_from(Intake)) == 0
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    run = session.get_one(Run, run_id)
    assert (run.status, run.public_key, run.wrapped_private_key) == ("closed", None, None)
    rows = session.scalars(select(Response).where(Response.run_id == run_id)).all()
    assert {row.answers["overall"] for row in rows} == {"4"}
    assert all("proposals" not in row.answers for row in rows)
    assert all((row.invitation_id is None) == (mode == Mode.ANONYMOUS) for row in rows)
    assert session.scalar(select(func.count()).select_from(Proposal)) == closed.proposals
    release = open_release(town.unit.releases, closed.release_id)
    assert release.n == 5
    assert release.invited == 7


def test_closing_twice_is_refused_and_changes_nothing(town: Town) -> None:
    run_id = town.open()
    responding.submit(town.unit, town.links(run_id)[0], {"overall": "4"}, "lv")
    closing.close_run(town.unit, town.leader, run_id)
    with pytest.raises(Conflict):
        closing.close_run(town.unit, town.leader, run_id)
    assert town.unit.session.scalar(select(func.count()).select_from(Response)) == 1


def test_an_interrupted_cut_is_done_again_with_the_same_name(town: Town) -> None:
    run_id = town.open()
    for link in town.links(run_id)[:6]:
        responding.submit(town.unit, link, {"overall": "5"}, "lv")
    first = closing.close_run(town.unit, town.leader, run_id).release_id
    for path in town.unit.releases.iterdir():
        path.unlink()
    assert closing.ensure_release(town.unit, run_id) == first
    assert open_release(town.unit.releases, first).n == 6


def test_every_night_releases_are_hashed_and_damaged_ones_cut_again(town: Town) -> None:
    run_id = town.open()
    for link in town.links(run_id)[:6]:
        responding.submit(town.unit, link, {"overall": "5"}, "lv")
    assert closing.mend_releases(town.unit) == 0, "an open run has no release"
    name = closing.close_run(town.unit, town.leader, run_id).release_id
    assert closing.mend_releases(town.unit) == 0
    data = data_path(town.unit.releases, name)
    content = data.read_bytes()
    data.write_bytes(content[:-100])
    assert closing.mend_releases(town.unit) == 1
    assert data.read_bytes() == content


def test_overdue_runs_are_found_once_their_last_day_has_passed(town: Town) -> None:
    run_id = town.open(days=3)
    assert closing.overdue_runs(town.unit) == ()
    later = replace(town.unit, now=lambda: NOW + timedelta(days=3))
    assert closing.overdue_runs(later) == (run_id,)
    assert not surveys.run_of(later, town.leader, run_id).takes_answers
    with pytest.raises(Conflict) as refusal:
        responding.submit(later, town.links(run_id)[0], {}, "lv")
    assert refusal.value.code == "run_closed"


def test_more_time_opens_a_run_past_its_last_day_again(town: Town) -> None:
    run_id = town.open(days=3)
    later = replace(town.unit, now=lambda: NOW + timedelta(days=5))
    surveys.change_closing(later, town.leader, run_id, NOW + timedelta(days=9))
    responding.submit(later, town.links(run_id)[0], {"overall": "3"}, "lv")
    assert count_participation(town.unit.session, run_id).answered == 1


def test_reminders_go_to_the_silent_only_and_name_nobody(town: Town) -> None:
    run_id = town.open()
    for link in town.links(run_id)[1:3]:
        responding.submit(town.unit, link, {"overall": "3"}, "lv")
    assert reminders.remind_now(town.unit, town.leader, run_id) is None
    with pytest.raises(Conflict):
        reminders.remind_now(town.unit, town.leader, run_id)
    tomorrow = replace(town.unit, now=lambda: NOW + timedelta(days=1))
    assert reminders.remind_now(tomorrow, town.leader, run_id) is None
    sent = town.unit.session.scalars(select(Mail.round).where(Mail.kind == "reminder")).all()
    assert sorted(sent) == [1] * 4 + [2] * 4, "seven, one without address, two answered"
    assert {row.answered for row in invitations.invitations_of(town.unit, town.leader, run_id)} == {None}


def test_who_answered_is_told_in_other_modes(town: Town) -> None:
    run_id = town.open(Mode.NAMED)
    responding.submit(town.unit, town.links(run_id)[0], {"overall": "3"}, "lv")
    told = [bool(row.answered) for row in invitations.invitations_of(town.unit, town.leader, run_id)]
    assert sorted(told) == [False] * 6 + [True]


def test_late_members_are_invited_and_those_who_left_taken_back(town: Town) -> None:
    run_id = town.open()
    added = members.MemberInput("Velta Bērza", "velta@vejupe.example", "Vējupes 9. skola", "basic", "ru")
    members.add_member(town.unit, town.leader, town.id, added)
    assert invitations.invite_late_members(town.unit, town.leader, run_id) == 1
    assert invitations.invite_late_members(town.unit, town.leader, run_id) == 0
    rows = invitations.invitations_of(town.unit, town.leader, run_id)
    velta = next(row for row in rows if row.name == "Velta Bērza")
    invitations.cancel_invitation(town.unit, town.leader, velta.id)
    assert surveys.run_of(town.unit, town.leader, run_id).participation.invited == 7
    with pytest.raises(NotFound):
        responding.open_form(town.unit, invitations.link_of(town.unit, velta.id))


def test_an_answered_invitation_cannot_be_taken_back(town: Town) -> None:
    run_id = town.open()
    responding.submit(town.unit, town.links(run_id)[0], {"overall": "3"}, "lv")
    rows = sorted(invitations.invitations_of(town.unit, town.leader, run_id), key=lambda row: row.name)
    for row in rows[:2]:
        with pytest.raises(Conflict) as refusal:
            invitations.cancel_invitation(town.unit, town.leader, row.id)
        assert refusal.value.code == "invitations_fixed", "alike for all, or one could find out who has answered"


def test_in_other_modes_only_the_answered_invitation_stays(town: Town) -> None:
    run_id = town.open(Mode.CONFIDENTIAL)
    responding.submit(town.unit, town.links(run_id)[0], {"overall": "3"}, "lv")
    rows = sorted(invitations.invitations_of(town.unit, town.leader, run_id), key=lambda row: row.name)
    with pytest.raises(Conflict):
        invitations.cancel_invitation(town.unit, town.leader, rows[0].id)
    invitations.cancel_invitation(town.unit, town.leader, rows[1].id)
    assert surveys.run_of(town.unit, town.leader, run_id).participation.invited == 6


def test_only_the_leader_of_this_association_may(town: Town) -> None:
    run_id = town.open()
    others = (
        NOBODY,
        Actor(None, "", (Scope(RoleName.LEADER, association_id=uuid.uuid4()),)),
        Actor(None, "", (Scope(RoleName.LIBRARIAN, association_id=town.id),)),
        Actor(None, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=town.region_id),)),
        Actor(None, "", (Scope(RoleName.ADMIN),)),
    )
    for actor in others:
        for refused in (
            lambda actor=actor: surveys.run_of(town.unit, actor, run_id),
            lambda actor=actor: surveys.runs_of(town.unit, actor, town.id),
            lambda actor=actor: surveys.start_run(town.unit, actor, town.id, town.period.id),
            lambda actor=actor: surveys.preview_form(town.unit, actor, run_id),
            lambda actor=actor: surveys.change_closing(town.unit, actor, run_id, NOW + timedelta(days=1)),
            lambda actor=actor: closing.close_run(town.unit, actor, run_id),
            lambda actor=actor: invitations.invitations_of(town.unit, actor, run_id),
            lambda actor=actor: reminders.remind_now(town.unit, actor, run_id),
            lambda actor=actor: members.members_of(town.unit, actor, town.id),
        ):
            with pytest.raises(Forbidden):
                refused()


@pytest.mark.parametrize(("asked", "kept"), [(None, "experience"), ("experience", "experience"), ("", "")])
def test_by_which_answer_results_are_split_is_chosen_before_opening(
    town: Town, asked: str | None, kept: str
) -> None:
    run_id = surveys.start_run(town.unit, town.leader, town.id, town.period.id)
    closes = NOW + timedelta(days=14)
    for gone in ("overall", "gone"):
        with pytest.raises(Invalid) as refused:
            surveys.open_run(
                town.unit, town.leader, run_id, mode=Mode.ANONYMOUS, closes_at=closes, segments_by=gone
            )
        assert {name: problem.code for name, problem in refused.value.fields.items()} == {
            "segments_by": "no_such_background"
        }
    opened = surveys.open_run(
        town.unit, town.leader, run_id, mode=Mode.ANONYMOUS, closes_at=closes, segments_by=asked
    )
    assert opened.segments_by == kept
    release = open_release(town.unit.releases, closing.close_run(town.unit, town.leader, run_id).release_id)
    assert opened_dimension(release) == kept


def test_of_a_run_opened_before_there_was_a_choice_the_first_background_question_counts(town: Town) -> None:
    run_id = town.open()
    with town.unit.transaction() as session:
        session.get_one(Run, run_id).segments_by = None
    release = open_release(town.unit.releases, closing.close_run(town.unit, town.leader, run_id).release_id)
    assert "segments_by" not in release.run
    assert opened_dimension(release) == dimensions(release)[0] == "experience"
