"""Answers that come late, twice, or from a page that lay open for long: nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select, update

from surveyapp.app import create_app
from surveyapp.config import Config
from surveyapp.services.access import SYSTEM
from surveyapp.services.closing import close_run
from surveyapp.services.responding import open_form
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Intake
from surveyapp.store.surveys import Run
from tests.respondents import OpenSurvey
from tests.web.respond.conftest import Device
from tests.web.respond.test_html import check_page

NewUnit = Callable[[], AbstractContextManager[Unit]]


def _close(new_unit: NewUnit, survey: OpenSurvey, how: str) -> None:
    with new_unit() as unit:
        if how == "job":
            close_run(unit, SYSTEM, survey.run_id)
        else:
            with unit.transaction() as session:
                session.execute(update(Run).values(closes_at=datetime.now(UTC) - timedelta(seconds=1)))


@pytest.mark.parametrize("how", ["moment", "job"])
@pytest.mark.parametrize("token", [None, "forged"])
def test_a_late_answer_can_be_kept_as_a_file(
    device: Device, survey: OpenSurvey, new_unit: NewUnit, how: str, token: str | None
) -> None:
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step").press("go=next", {"q-used": "often"})
    _close(new_unit, survey, how)
    typed = {
        "q-comment": 'Paldies!\nViss "labi" <b>',
        "q-proposals-1-text": "Kopīgs brauciens",
        "q-visits_wanted": "daudz",
        "q-help": "yes",
    }
    device.press("go=next", typed | ({"csrf_token": token} if token else {}))
    assert device.status == 409
    check_page(device.tree, "lv")
    assert device.tree.xpath("//*[@role='alert']")
    (form,) = device.tree.xpath("//form[.//textarea[@readonly]]")
    (shown,) = form.xpath(".//textarea")
    answer = device.client.post(form.get("action"), data=dict(form.form_values()))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = answer.get_data(as_text=True)
    assert shown.text.strip() == text.strip()
    for part in ("Gada noslēguma aptauja", 'Viss "labi" <b>', "Kopīgs brauciens", "daudz", "Mežlauces skolu"):
        assert part in text, text
    assert ("bieži" in text) == (how == "moment")  # closing has deleted the draft
    with new_unit() as unit:
        assert unit.session.scalar(select(func.count()).select_from(Intake)) == 0


def test_a_form_lies_open_for_a_day_while_the_server_is_restarted(
    device: Device, short: OpenSurvey, config: Config, new_unit: NewUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.open(f"/a/{short.links[0]}").press("go=begin", form="step")
    sent = device.fields()
    sent.setlist("q-overall", ["2"])
    sent.setlist("go", ["send"])
    later = create_app(config)
    client: FlaskClient = later.test_client()
    for cookie in ("answering", "receipt", "surveyapp"):
        path = "/" if cookie == "surveyapp" else f"/answer/{short.run_id}/"
        found = device.client.get_cookie(cookie, path=path)
        assert found is not None
        client.set_cookie(cookie, found.value, path=path)
    monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda self: int(_tomorrow().timestamp()))
    answer = client.post(device.url, data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/answer/{short.run_id}/receipt")
    with later.app_context():
        later.extensions["sqlalchemy"].engine.dispose()
    with new_unit() as unit:
        form = open_form(unit, short.links[0], device.receipt(short.run_id))
        assert dict(form.answers) == {"overall": "2"}


def _tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


def test_two_windows_do_not_undo_one_another(device: Device, survey: OpenSurvey, new_unit: NewUnit) -> None:
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step")
    first, values = device.url, device.fields()
    device.press("go=next", {"q-used": "often"})
    device.press("go=next", {"q-comment": "Paldies"})
    values.setlist("q-used", ["seldom"])
    values["go"] = "next"
    assert device.client.post(first, data=values).status_code == 303  # the window of before
    with new_unit() as unit:
        kept = open_form(unit, survey.links[0]).answers
        assert (kept["used"], kept["comment"]) == ("often", "Paldies")
    page = html.fromstring(device.client.get(first).get_data(as_text=True))
    assert page.xpath("//input[@name='q-used'][@checked]/@value") == ["often"]
    assert page.xpath("//button[@name='choose-used']/@value") == ["there", "here"]
    assert "no-store" in device.client.get(first).headers.get("Cache-Control", "")
