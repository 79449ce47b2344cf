"""Corrections and erasure: who is found, what is laid aside, what goes at once, and why not in an anonymous survey."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from surveyapp.services import recommendations
from surveyapp.services.closing import close_run
from surveyapp.services.findings import inputs_of, recommend
from surveyapp.services.modes import Mode
from surveyapp.services.unit import Unit
from surveyapp.store.responses import Response
from tests.rounds import COMMENTS, answer, answers_of, open_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


def held(new_unit: NewUnit, window: Browser, mode: Mode, answered: int = 6) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """A closed run in this mode, with the invitations by which it was answered."""
    world = window.world
    with new_unit() as unit:
        run_id = open_round(unit, world.leader, world.association_id, world.period_id, 8, mode=mode)
        answer(unit, run_id, [answers_of(number) for number in range(answered)])
        close_run(unit, world.leader, run_id)
        unit.session.expire_all()
        found = unit.session.scalars(select(Response.invitation_id).where(Response.run_id == run_id)).all()
        unit.session.rollback()
    return run_id, [each for each in found if each is not None]


def test_an_anonymous_survey_says_why_nobody_is_found(window: Browser, new_unit: NewUnit) -> None:
    run_id, _ = held(new_unit, window, Mode.ANONYMOUS)
    assert "Corrections and erasure" in text_of(window.get("survey"))
    page = text_of(window.get(f"survey/{run_id}/corrections"))
    assert "nobody’s answers can be found" in page
    assert "Ilze" not in page
    for what in ("", "/erase"):
        assert window.client.get(window.path(f"survey/{run_id}/corrections/{uuid.uuid4()}{what}")).status_code in (
            404,
            409,
        )


def test_a_named_survey_shows_the_answers_and_lays_their_correction_aside(window: Browser, new_unit: NewUnit) -> None:
    run_id, invitations = held(new_unit, window, Mode.NAMED)
    listed = text_of(window.get(f"survey/{run_id}/corrections"))
    assert "Read and correct" in listed
    assert "0 corrections wait" in listed
    address = f"survey/{run_id}/corrections/{invitations[0]}"
    assert window.get(address).findall(".//input[@checked]")
    after = text_of(window.send(address, {"q-overall": "1"}, opened=address))
    assert "laid aside" in after
    assert "1 correction waits" in after
    back = window.send(f"{address}/back", opened=f"survey/{run_id}/corrections")
    assert "0 corrections wait" in text_of(back)


def test_a_confidential_survey_shows_nothing_that_was_answered(window: Browser, new_unit: NewUnit) -> None:
    run_id, invitations = held(new_unit, window, Mode.CONFIDENTIAL)
    address = f"survey/{run_id}/corrections/{invitations[0]}"
    page = window.get(address)
    assert page.findall(".//input[@type='radio']")
    assert not page.findall(".//input[@checked]")
    assert not any((field.text or "").strip() for field in page.findall(".//textarea"))
    assert not any(comment in text_of(page) for comment in COMMENTS)
    last = text_of(window.send(address, {"q-overall": "1", "q-consult_access": "1"}, opened=address))
    assert "has to confirm it" in last
    assert "waits for her word" in last


def test_what_cannot_be_understood_is_shown_at_its_field(window: Browser, new_unit: NewUnit) -> None:
    run_id, invitations = held(new_unit, window, Mode.CONFIDENTIAL)
    address = f"survey/{run_id}/corrections/{invitations[0]}"
    page = window.send(address, {"q-overall": "99"}, opened=address, status=422)
    assert "choose one of the answers" in text_of(page)


@pytest.mark.parametrize("mode", [Mode.NAMED, Mode.CONFIDENTIAL])
def test_erasure_withholds_results_and_marks_evidence(window: Browser, new_unit: NewUnit, mode: Mode) -> None:
    run_id, invitations = held(new_unit, window, mode)
    world = window.world
    at = (world.leader, world.association_id, world.period_id)
    with new_unit() as unit:
        found = inputs_of(unit, *at).open[0]
        recommend(unit, *at, [found.fingerprint], recommendations.RecommendationInput("Vairāk tikšanos"))
        made = recommendations.recommendations_of(unit, *at).items[0].id
    assert "corrected or erased" not in text_of(window.get(f"recommendations/{made}"))

    address = f"survey/{run_id}/corrections/{invitations[0]}/erase"
    asked = text_of(window.get(address))
    assert "nobody can bring them back" in asked
    assert "Fewer than 5" not in asked
    assert "Results are not shown for now" in text_of(window.send(address, opened=address))

    assert "Results are not shown, because answers were erased" in text_of(window.get("results"))
    window.get("inputs", status=409)
    changed = text_of(window.get(f"recommendations/{made}"))
    assert "old numbers are not shown beside new ones" in changed

    second = f"survey/{run_id}/corrections/{invitations[1]}/erase"
    assert "no results are shown any more" in text_of(window.get(second))


def test_a_text_is_erased_in_an_anonymous_survey(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window, Mode.ANONYMOUS)
    page = window.get("texts?question=comment")
    assert COMMENTS[0] in text_of(page)
    article = next(each for each in page.iter("article") if COMMENTS[0] in text_of(each))
    link = next(a.get("href") for a in article.iter("a") if "erase" in (a.get("href") or ""))
    assert link
    address = link.partition(f"{window.world.association_id}/")[2].replace(f"period={window.world.period_id}&", "")
    assert COMMENTS[0] in text_of(window.get(address))
    assert COMMENTS[0] not in text_of(window.send(address, opened=address))


def test_a_run_of_nobody_is_not_found(window: Browser) -> None:
    window.get(f"survey/{uuid.uuid4()}/corrections", status=404)
