"""What goes wrong on the way: wrong links, lost cookies, forged and old tokens, closed surveys."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from surveyapp.services.responding import open_form
from surveyapp.services.unit import Unit
from surveyapp.store.surveys import Invitation, Run, RunStatus
from tests.respondents import OpenSurvey, open_survey
from tests.web.respond.conftest import Device

NewUnit = Callable[[], AbstractContextManager[Unit]]
COOKIE = "answering"


def test_the_cookie_belongs_to_the_runs_pages_and_no_script_reads_it(device: Device, survey: OpenSurvey) -> None:
    answer = device.client.get(f"/a/{survey.links[0]}")
    assert answer.headers["Location"] == f"/answer/{survey.run_id}/"
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax", f"Path=/answer/{survey.run_id}/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    page = device.open(f"/answer/{survey.run_id}/part/work")
    assert page.response is not None
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert survey.links[0] not in page.response.get_data(as_text=True)


def test_two_surveys_are_answered_in_one_browser(device: Device, survey: OpenSurvey, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        second = open_survey(unit, "one-page", language="ru")
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step").press("go=next", {"q-used": "often"})
    device.open(f"/a/{second.links[1]}").press("go=begin", form="step").press("go=send", {"q-overall": "1"})
    assert device.heading == "Thank you. Your answers have arrived." or device.tree.xpath("/html/@lang") == ["ru"]
    device.open(f"/answer/{survey.run_id}/part/work")
    assert device.checked("q-used") == ["often"]
    with new_unit() as unit:
        assert open_form(unit, second.links[1]).answered
        assert not open_form(unit, survey.links[0]).answered


@pytest.mark.parametrize("link", ["x", "A" * 27, "%2e%2e", "a" * 300])
def test_a_wrong_link_is_explained_in_the_visitors_language(device: Device, link: str) -> None:
    answer = device.client.get(f"/a/{link}", headers={"Accept-Language": "ru"})
    assert answer.status_code == 404
    assert '<html lang="ru"' in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers or COOKIE + "=" not in answer.headers["Set-Cookie"]


def test_a_cancelled_link_opens_nothing(device: Device, survey: OpenSurvey, new_unit: NewUnit) -> None:
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step")
    with new_unit() as unit, unit.transaction() as session:
        session.execute(update(Invitation).values(cancelled=True))
    assert device.open(f"/a/{survey.links[0]}").status == 404
    assert device.open(f"/answer/{survey.run_id}/part/work").status == 404


@pytest.mark.parametrize("cookie", ["", "forged", "A" * 27, None])
def test_without_the_right_cookie_nothing_is_shown_or_taken(
    device: Device, survey: OpenSurvey, new_unit: NewUnit, cookie: str | None
) -> None:
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step")
    sent = device.fields()
    path = f"/answer/{survey.run_id}/"
    if cookie is None:
        device.client.delete_cookie(COOKIE, path=path)
    else:
        device.client.set_cookie(COOKIE, cookie, path=path)
    sent.setlist("q-used", ["often"])
    sent["go"] = "next"
    for place in ("", "part/work", "preview", "receipt", "practice"):
        assert device.open(path + place).status == 404
    assert device.client.post(path + "part/work", data=sent).status_code == 404
    assert device.client.post(path + "part/work/save", data=sent).status_code == 404
    with new_unit() as unit:
        assert dict(open_form(unit, survey.links[0]).answers) == {}


def test_a_link_answers_its_own_run_only(device: Device, survey: OpenSurvey, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        second = open_survey(unit, people=1)
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step")
    sent = device.fields()
    sent["go"] = "next"
    sent.setlist("q-used", ["often"])
    for run_id in (second.run_id, uuid.uuid4()):
        device.client.set_cookie(COOKIE, survey.links[0], path=f"/answer/{run_id}/")
        assert device.client.post(f"/answer/{run_id}/part/work", data=sent).status_code == 404
        assert device.open(f"/answer/{run_id}/").status == 404
    with new_unit() as unit:
        assert dict(open_form(unit, survey.links[0]).answers) == {}
        assert dict(open_form(unit, second.links[0]).answers) == {}


@pytest.mark.parametrize("token", ["", "forged"])
def test_an_old_token_loses_nothing(device: Device, survey: OpenSurvey, new_unit: NewUnit, token: str) -> None:
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step").press("go=next")
    device.press("go=next", {"csrf_token": token, "q-comment": "Gara doma", "q-help": "yes", "q-visits_wanted": "x"})
    assert device.status == 400
    assert (device.value("q-comment"), device.checked("q-help")) == ("Gara doma", ["yes"])
    with new_unit() as unit:
        assert "comment" not in open_form(unit, survey.links[0]).answers
    device.press("go=next", {"q-visits_wanted": "1"})
    assert device.status == 200
    with new_unit() as unit:
        assert open_form(unit, survey.links[0]).answers["comment"] == "Gara doma"


@pytest.mark.parametrize("how", ["status", "moment"])
def test_after_closing_there_is_a_clear_page(device: Device, survey: OpenSurvey, new_unit: NewUnit, how: str) -> None:
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step")
    sent = device.fields()
    sent["go"] = "next"
    with new_unit() as unit, unit.transaction() as session:
        now = datetime.now(UTC)
        if how == "moment":
            session.execute(update(Run).values(closes_at=now))
        else:
            session.execute(
                update(Run).values(status=RunStatus.CLOSED, closed_at=now, public_key=None, wrapped_private_key=None)
            )
    for place in ("", "part/work", "preview"):
        device.open(f"/answer/{survey.run_id}/{place}")
        assert device.status == 200
        assert not device.tree.xpath("//form[@id='answers']")
        assert not device.tree.xpath("//textarea")
        assert "Mežlauces skolu bibliotekāri" in device.text
    late = device.client.post(f"/answer/{survey.run_id}/part/work", data=sent)
    assert late.status_code == 409
    assert "Mežlauces skolu bibliotekāri" in late.get_data(as_text=True)


def test_the_link_can_be_taken_out_of_the_browser(device: Device, short: OpenSurvey) -> None:
    device.open(f"/a/{short.links[0]}").press("go=begin", form="step").press("go=send", {"q-overall": "1"})
    device.press("go=leave", form="step")
    assert device.status == 200
    assert device.open(f"/answer/{short.run_id}/").status == 404
    assert device.open(f"/a/{short.links[0]}").status == 200


def test_nothing_that_tells_who_came_is_logged(
    device: Device, survey: OpenSurvey, capsys: pytest.CaptureFixture[str]
) -> None:
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step").press("go=next", {"q-used": "often"})
    device.open("/a/" + "B" * 27)
    written = capsys.readouterr()
    lines = written.out + written.err
    assert "/a/<link>" in lines
    for secret in (survey.links[0], "B" * 27, str(survey.run_id), "127.0.0.1", "often", "Kalna"):
        assert secret not in lines


def test_a_mistake_of_ours_is_logged_without_what_was_answered(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> str:
        try:
            raise KeyError("Manas atbildes vārdi")
        except KeyError as error:
            raise ValueError("Kalna atbildēja: 5") from error

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/answer/broken", "respond.broken", broken)
    page = app.test_client().get("/answer/broken")
    assert page.status_code == 500
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "event=failure" in line]
    assert "ValueError test_refusals.py:" in line
    assert "KeyError test_refusals.py:" in line
    for words in ("Kalna", "atbild", "vārdi"):
        assert words not in line
        assert words not in page.text


def test_sent_values_that_make_no_sense_are_refused_kindly(device: Device, survey: OpenSurvey) -> None:
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step")
    page = f"/answer/{survey.run_id}/part/work"
    token = device.fields()["csrf_token"]
    odd = {"csrf_token": token, "go": "next", "q-used": "no such", "q-use-seminars": "\x00", "q-nowhere": "1"}
    refused = device.client.post(page, data=odd)
    assert (refused.status_code, refused.headers["Location"]) == (303, f"{page}?check=1")
    assert device.open(refused.headers["Location"]).tree.xpath("//*[@role='alert'][@data-focus]")
    assert device.client.post(page, data={"csrf_token": token, "language": "xx"}).status_code == 422
    assert device.client.post(page + "x", data={"csrf_token": token, "go": "next"}).status_code == 404
    assert device.client.post(page, data={"csrf_token": token, "go": "no such button"}).status_code == 303
