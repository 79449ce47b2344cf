"""Answering by personal link, on both databases."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from surveyapp.services import practice_cards, responding, sealing
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.practice_cards import PracticeCardInput
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.responses import PracticeCard
from surveyapp.store.surveys import Invitation, Mode, Run, RunStatus
from tests.respondents import OpenSurvey, open_survey

ANSWERS = {"used": "often", "access": "4", "help": "yes", "why_help": "Ar katalogu", "barrier": ["time"]}


@pytest.fixture
def survey(unit: Unit) -> OpenSurvey:
    return open_survey(unit)


def _invitation(unit: Unit, survey: OpenSurvey, place: int = 0) -> tuple[bool, bool]:
    row = unit.session.execute(
        select(Invitation.opened, Invitation.answered).where(Invitation.id == survey.invitation_ids[place])
    ).one()
    unit.session.rollback()
    return row[0], row[1]


def _rows(unit: Unit, table: type[Draft | Intake]) -> int:
    count = unit.session.scalar(select(func.count()).select_from(table)) or 0
    unit.session.rollback()
    return count


def _content(unit: Unit, survey: OpenSurvey, receipt: str, place: int = 0) -> dict[str, object]:
    """What lies in the envelope of a link and its receipt code."""
    run = unit.session.get_one(Run, survey.run_id)
    secret = sealing.link_secret(unit.secret, survey.invitation_ids[place])
    envelope = unit.session.get_one(Intake, sealing.envelope_key(sealing.holder_secret(receipt, secret))).envelope
    if run.mode != Mode.ANONYMOUS:
        return sealing.unpack(envelope)
    assert run.wrapped_private_key is not None
    return sealing.open_envelope(sealing.unwrap_run_key(unit.secret, run.id, run.wrapped_private_key), envelope)


def test_looking_changes_nothing(unit: Unit, survey: OpenSurvey) -> None:
    form = responding.open_form(unit, survey.links[0])
    assert responding.run_of_link(unit, survey.links[0]) == survey.run_id
    unit.session.rollback()
    assert (form.run_id, form.respondent, form.language, form.answers) == (survey.run_id, "Ilze Kalna 1", "lv", {})
    assert form.open
    assert not form.begun
    assert _invitation(unit, survey) == (False, False)
    assert (_rows(unit, Draft), _rows(unit, Intake)) == (0, 0)


@pytest.mark.parametrize("link", ["", "x", "A" * 27, "../../etc/passwd"])
def test_a_link_that_is_none_is_not_found(unit: Unit, survey: OpenSurvey, link: str) -> None:
    for service in (responding.open_form, responding.run_of_link, responding.send_draft):
        with pytest.raises(NotFound):
            service(unit, link)


def test_a_cancelled_link_is_not_found(unit: Unit, survey: OpenSurvey) -> None:
    with unit.transaction() as session:
        session.execute(update(Invitation).where(Invitation.id == survey.invitation_ids[0]).values(cancelled=True))
    with pytest.raises(NotFound):
        responding.open_form(unit, survey.links[0])
    with pytest.raises(NotFound):
        responding.save_draft(unit, survey.links[0], {}, "lv")


def test_a_draft_is_kept_with_its_language_and_sealed(unit: Unit, survey: OpenSurvey) -> None:
    responding.save_draft(unit, survey.links[0], ANSWERS, "ru")
    form = responding.open_form(unit, survey.links[0])
    assert (dict(form.answers), form.language, form.begun, form.answered) == (ANSWERS, "ru", True, False)
    assert _invitation(unit, survey) == (True, False)
    sealed = unit.session.scalars(select(Draft.sealed)).one()
    assert b"katalogu" not in sealed
    assert dict(responding.open_form(unit, survey.links[1]).answers) == {}


def test_sections_are_kept_one_beside_the_other(unit: Unit, survey: OpenSurvey) -> None:
    responding.keep_section(unit, survey.links[0], "wishes", {"q-help": ["yes"]}, "lv")
    kept = responding.keep_section(unit, survey.links[0], "work", {"q-used": ["often"]})
    assert (kept.problems, kept.sent) == ((), False)
    assert dict(kept.form.answers) == {"help": "yes", "used": "often"}
    assert dict(responding.open_form(unit, survey.links[0]).answers) == {"help": "yes", "used": "often"}


def test_what_is_wrong_is_told_and_the_rest_is_kept(unit: Unit, survey: OpenSurvey) -> None:
    posted = {"q-visits_wanted": ["many"], "q-help": ["no"]}
    kept = responding.keep_section(unit, survey.links[0], "wishes", posted, "lv", send=True)
    assert [(problem.field, problem.code) for problem in kept.problems] == [("q-visits_wanted", "not_a_number")]
    assert not kept.sent
    assert dict(responding.open_form(unit, survey.links[0]).answers) == {
        "help": "no",
        "visits_wanted.typed": {"q-visits_wanted": ["many"]},
    }
    assert _rows(unit, Intake) == 0


def test_an_unknown_section_and_language_are_refused(unit: Unit, survey: OpenSurvey) -> None:
    with pytest.raises(NotFound):
        responding.keep_section(unit, survey.links[0], "nowhere", {})
    with pytest.raises(Invalid):
        responding.change_language(unit, survey.links[0], "de")
    assert _rows(unit, Draft) == 0


def test_one_page_is_sent_in_one_step(unit: Unit) -> None:
    survey = open_survey(unit, "one-page")
    kept = responding.keep_section(unit, survey.links[0], "all", {"q-visits": ["2"]}, "lv", send=True)
    assert [problem.code for problem in kept.problems] == ["required"]
    assert _invitation(unit, survey) == (True, False)
    kept = responding.keep_section(unit, survey.links[0], "all", {"q-overall": ["3"], "q-visits": ["2"]}, send=True)
    assert kept.sent
    assert _content(unit, survey, kept.receipt)["answers"] == {"overall": "3", "visits": "2"}
    assert _invitation(unit, survey) == (True, True)


@pytest.mark.parametrize("mode", list(Mode))
def test_the_envelope_holds_visible_answers_and_names_a_member_only_where_the_mode_says(unit: Unit, mode: Mode) -> None:
    survey = open_survey(unit, mode=mode)
    receipt = responding.submit(unit, survey.links[0], ANSWERS, "lv")
    assert _content(unit, survey, receipt) == {
        "answers": {"used": "often", "access": "4", "help": "yes", "why_help": "Ar katalogu"},
        "proposals": [],
        "turn": sealing.turn_mark(unit.secret, survey.invitation_ids[0], 0).hex(),
    }
    named = unit.session.scalars(select(Intake.invitation_id)).one()
    assert named == (None if mode == Mode.ANONYMOUS else survey.invitation_ids[0])
    # The hidden answer is still in her own copy.
    assert responding.open_form(unit, survey.links[0], receipt).answers["barrier"] == ["time"]


def test_proposals_go_their_own_way(unit: Unit, survey: OpenSurvey) -> None:
    proposal = {"id": uuid.uuid4().hex, "text": "Vairāk braucienu", "direction": "visits"}
    bare = {"id": uuid.uuid4().hex, "text": "Mazāk sanāksmju"}
    responding.save_draft(unit, survey.links[0], {"proposals": [proposal, bare]}, "ru")
    content = _content(unit, survey, responding.send_draft(unit, survey.links[0]))
    assert content["answers"] == {}
    assert content["proposals"] == [
        {**proposal, "language": "ru"},
        {**bare, "direction": None, "language": "ru"},
    ]


def test_sent_twice_there_is_one_envelope_and_the_last_counts(unit: Unit, survey: OpenSurvey) -> None:
    receipt = responding.submit(unit, survey.links[0], {"used": "often"}, "lv")
    assert responding.submit(unit, survey.links[0], {"used": "never"}, "lv", receipt=receipt) == receipt
    responding.submit(unit, survey.links[1], {"used": "seldom"}, "lv")
    assert _rows(unit, Intake) == 2
    assert _content(unit, survey, receipt)["answers"] == {"used": "never"}
    assert _invitation(unit, survey) == (True, True)
    assert _invitation(unit, survey, 2) == (False, False)


def test_a_look_around_after_sending_does_not_take_the_answers_back(unit: Unit, survey: OpenSurvey) -> None:
    receipt = responding.submit(unit, survey.links[0], {"used": "often"}, "lv")
    responding.keep_section(unit, survey.links[0], "work", {"q-used": ["never"]}, "lv", receipt=receipt)
    assert _invitation(unit, survey) == (True, True)
    assert _content(unit, survey, receipt)["answers"] == {"used": "often"}


def test_wrong_answers_are_not_sent(unit: Unit, survey: OpenSurvey) -> None:
    with pytest.raises(Invalid) as refusal:
        responding.submit(unit, survey.links[0], {"used": "sometimes", "visits_wanted": "50"}, "lv")
    assert {name: problem.code for name, problem in refusal.value.fields.items()} == {
        "q-used": "unknown_choice",
        "q-visits_wanted": "above_maximum",
    }
    assert _rows(unit, Intake) == 0


def test_texts_longer_than_an_envelope_are_refused_and_what_was_kept_stays(unit: Unit, survey: OpenSurvey) -> None:
    responding.save_draft(unit, survey.links[0], {"used": "often"}, "lv")
    noise = "".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyzāčēģīķļņšūž", k=30000))
    with pytest.raises(Invalid) as refusal:
        responding.save_draft(unit, survey.links[0], {"comment": noise}, "lv")
    assert refusal.value.fields["form"].code == "answers_too_long"
    assert dict(responding.open_form(unit, survey.links[0]).answers) == {"used": "often"}


def test_a_closed_run_takes_nothing(unit: Unit, survey: OpenSurvey) -> None:
    late = open_survey(unit, closes_in=timedelta(seconds=-1))
    with unit.transaction() as session:
        session.execute(
            update(Run)
            .where(Run.id == survey.run_id)
            .values(status=RunStatus.CLOSED, closed_at=unit.now(), wrapped_private_key=None, public_key=None)
        )
    for closed in (late, survey):
        link = closed.links[0]
        assert not responding.open_form(unit, link).open
        for attempt in (
            lambda link=link: responding.save_draft(unit, link, {}, "lv"),
            lambda link=link: responding.keep_section(unit, link, "work", {}),
            lambda link=link: responding.submit(unit, link, {}, "lv"),
            lambda link=link: responding.change_language(unit, link, "ru"),
        ):
            with pytest.raises(Conflict, match="run_closed"):
                attempt()
    assert (_rows(unit, Draft), _rows(unit, Intake)) == (0, 0)


def test_two_units_do_not_undo_one_another(
    unit: Unit, new_unit: Callable[[], AbstractContextManager[Unit]], survey: OpenSurvey
) -> None:
    unit.session.rollback()
    with new_unit() as first, new_unit() as second:
        responding.keep_section(first, survey.links[0], "work", {"q-used": ["often"]}, "lv")
        responding.keep_section(second, survey.links[0], "wishes", {"q-help": ["no"]}, "lv")
        responding.keep_section(first, survey.links[0], "order", {"q-ranked-talks": ["1"]}, "lv")
    assert dict(responding.open_form(unit, survey.links[0]).answers) == {
        "used": "often",
        "help": "no",
        "ranked": ["talks"],
    }


CARD = PracticeCardInput("Lasām kopā", "Mežlauces vidusskola", "Ilze Kalna", True, False, False)


def test_a_practice_card_leads_to_no_response(unit: Unit, survey: OpenSurvey) -> None:
    practice_cards.give_practice_card(unit, survey.links[0], CARD, "lv")
    card = unit.session.scalars(select(PracticeCard)).one()
    assert (card.association_id, card.text, card.share_association, card.share_public) == (
        survey.association_id,
        "Lasām kopā",
        True,
        False,
    )
    assert not {"run_id", "invitation_id", "response_id"} & set(PracticeCard.__table__.columns.keys())


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"text": "  "}, "text", "required"),
        ({"school": ""}, "school", "required"),
        ({"contact": "x" * 301}, "contact", "too_long"),
        ({"share_association": False}, "share", "choose_readers"),
    ],
)
def test_an_incomplete_practice_card_is_refused(
    unit: Unit, survey: OpenSurvey, changes: dict[str, object], field: str, code: str
) -> None:
    fields = {name: getattr(CARD, name) for name in CARD.__slots__}
    with pytest.raises(Invalid) as refusal:
        practice_cards.give_practice_card(unit, survey.links[0], PracticeCardInput(**(fields | changes)), "lv")
    assert refusal.value.fields[field].code == code
