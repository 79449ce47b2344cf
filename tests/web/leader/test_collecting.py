"""Collecting answers from the leader's side: opening, trying out, paper, participation, the privacy notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from surveyapp.services import paper, responding
from surveyapp.services.modes import Mode
from surveyapp.store.operation import AuditEvent
from tests.leaders import World
from tests.web.leader.collecting import NewUnit, draft_survey, links_of, open_survey
from tests.web.leader.conftest import Browser, text_of


def test_opened_with_one_link_for_all(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = draft_survey(new_unit, world)
    page = window.get("survey")
    assert "Small groups among the members" in text_of(page)
    day = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
    fields = {"closes_on": day, "mode": "anonymous", "addressing": "shared", "message": ""}
    refused = window.send(f"survey/{run_id}/open", {**fields, "mode": "named"}, opened="survey", status=422)
    assert "answers can only be anonymous" in text_of(refused)
    page = window.send(f"survey/{run_id}/open", fields, opened="survey")
    link = page.xpath("//input[@id='shared-link']/@value")[0]
    door = window.client.get(urlsplit(link).path)
    assert door.status_code == 200
    assert "it is not known how many it reached" in text_of(page)
    for sub in ("participation", "mails", "paper"):
        window.get(f"survey/{run_id}/{sub}")


def test_the_leader_tries_the_form_out(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = draft_survey(new_unit, world)
    window.get("survey")
    token = window.get("survey").xpath("//input[@name='csrf_token']/@value")[0]
    gone = window.client.post(window.path(f"survey/{run_id}/try"), data={"csrf_token": token})
    assert gone.status_code == 302
    entered = window.client.get(urlsplit(gone.location).path, follow_redirects=True)
    assert "trial" in entered.text or "izmēģin" in entered.text.lower()
    assert entered.status_code == 200


@pytest.mark.parametrize("mode", [Mode.ANONYMOUS, Mode.NAMED])
def test_participation_names_the_silent_only_where_the_mode_allows(
    window: Browser, world: World, new_unit: NewUnit, mode: Mode
) -> None:
    run_id = open_survey(new_unit, world, mode)
    with new_unit() as unit:
        responding.submit(unit, links_of(new_unit, world, run_id)[0], {"overall": "4"}, "lv")
    page = text_of(window.get(f"survey/{run_id}/participation"))
    assert ("Biruta Liepa 1" in page) == (mode == Mode.NAMED)
    assert "Biruta Liepa 0" not in page


def test_slips_and_forms_are_printed(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = open_survey(new_unit, world)
    window.send(f"survey/{run_id}/paper/helper", {"helper": "Zane Rasa, sekretāre"}, opened=f"survey/{run_id}/paper")
    page = window.get(f"survey/{run_id}/paper")
    assert page.xpath("//input[@id='desk-1']/@value")[0].count("/p/") == 1
    token = page.xpath("string(//input[@name='csrf_token']/@value)")

    def printed(address: str, **fields: str) -> TestResponse:
        return window.client.post(window.path(f"survey/{run_id}/{address}"), data={"csrf_token": token, **fields})

    for answer in (
        window.client.get(window.path(f"survey/{run_id}/form.pdf?language=ru")),
        printed("slips.pdf"),
        printed("numbered.pdf", **{"language": "lv", "for": "no-address"}),
    ):
        assert answer.status_code == 200
        assert answer.data.startswith(b"%PDF-")
    assert printed("numbered.pdf", language="en").status_code == 302, "nobody reads that language"
    assert "nobody to print this for" in text_of(window.get(f"survey/{run_id}/paper"))
    assert printed("numbered.pdf", language="xx").status_code == 404
    with new_unit() as unit:
        noted = unit.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_id == str(run_id))).all()
    assert {"slips_printed", "numbered_forms_printed"} <= set(noted)


def test_a_helper_types_in_by_number(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = open_survey(new_unit, world)
    with new_unit() as unit:
        paper.open_desk(unit, world.leader, run_id, "Zane Rasa, sekretāre")
        desk = urlsplit(paper.desks_of(unit, world.leader, run_id)[0].link).path
        number = paper.slips_of(unit, world.leader, run_id)[0].number
    assert window.client.get(desk).status_code == 403, "the leader's own browser"
    helper = window.client.application.test_client()
    page = helper.get(desk)
    assert "Zane Rasa" in page.text
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    wrong = helper.post(desk, data={"csrf_token": token, "number": "AAAA-AAAA"})
    assert wrong.status_code == 422
    form = helper.post(desk, data={"csrf_token": token, "number": number}, follow_redirects=True)
    assert form.status_code == 200
    assert number in form.text
    assert "Biruta" not in form.text


def test_the_privacy_notice_is_on_the_first_page_in_own_words(window: Browser, world: World, new_unit: NewUnit) -> None:
    run_id = open_survey(new_unit, world)
    kept = window.send("survey/privacy", {"controller": "Bērzkalves bibliotēku centrs, tālr. 123"})
    assert kept.xpath("//textarea[@name='controller']/text()")[0].strip().startswith("Bērzkalves bibliotēku")
    visitor = window.client.application.test_client()
    page = visitor.get(f"/a/{links_of(new_unit, world, run_id)[1]}", follow_redirects=True)
    assert "Bērzkalves bibliotēku centrs, tālr. 123" in page.text
    assert page.text.count("<dt>") >= 10


def test_one_survey_has_words_of_its_own_which_are_seen_before_they_are_kept(
    window: Browser, world: World, new_unit: NewUnit
) -> None:
    run_id = open_survey(new_unit, world)
    window.send("survey/privacy", {"controller": "Bērzkalves bibliotēku centrs", "basis": "Nolikums"})
    own = f"survey/{run_id}/privacy"
    typed = {"controller": "Pasākuma rīkotāji", "go": "preview"}
    seen = window.send(own, typed)
    assert "Pasākuma rīkotāji" in seen.xpath("string(//dl)")
    assert "Nolikums" in seen.xpath("string(//dl)"), "what stays empty is the association's"
    visitor = window.client.application.test_client()
    link = f"/a/{links_of(new_unit, world, run_id)[1]}"
    assert "Pasākuma rīkotāji" not in visitor.get(link, follow_redirects=True).text
    window.send(own, typed | {"go": "keep"})
    assert "Pasākuma rīkotāji" in visitor.get(link, follow_redirects=True).text
