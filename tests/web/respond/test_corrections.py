"""A member reads the correction her leader typed, confirms or refuses it; nothing of what she had answered is shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from surveyapp.services import responding
from surveyapp.services.closing import close_run
from surveyapp.services.corrections import correct_response
from surveyapp.services.modes import Mode
from surveyapp.services.unit import Unit
from surveyapp.store.reading import Correction
from surveyapp.store.responses import Response
from tests.rounds import COMMENTS, answers_of
from tests.towns import Town


def page_of(text: str) -> str:
    return " ".join(html.fromstring(text).xpath("string(//body)").split())


def test_she_reads_confirms_and_takes_back(
    client: FlaskClient, new_unit: Callable[[], AbstractContextManager[Unit]]
) -> None:
    with new_unit() as unit:
        town = Town(unit, 6)
        run_id = town.open(Mode.CONFIDENTIAL)
        links = town.links(run_id)
        for number, link in enumerate(links):
            responding.submit(town.unit, link, answers_of(number), "lv")
        close_run(town.unit, town.leader, run_id)
        from_link = responding.open_form(town.unit, links[0])
        unit.session.rollback()
        invitation = next(
            row.invitation_id
            for row in unit.session.scalars(select(Response))
            if row.answers.get("comment") == COMMENTS[0]
        )
        assert invitation is not None
        wanted = {**answers_of(0), "overall": "1"}
        unit.session.rollback()
        correct_response(town.unit, town.leader, run_id, invitation, wanted, ["overall"])
    assert from_link.run_id == run_id
    entered = client.get(f"/a/{links[0]}", follow_redirects=True).get_data(as_text=True)
    assert "Vai šis labojums ir pareizs?" in page_of(entered)

    address = f"/answer/{run_id}/correction"
    shown = client.get(address).get_data(as_text=True)
    assert html.fromstring(shown).xpath("count(//div[@class='answer'])") == 1
    assert COMMENTS[0] not in page_of(shown)
    form = html.fromstring(shown).xpath("//form[.//input[@name='seen']]")[0]
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}

    assert client.post(address, data={**fields, "go": "perhaps"}).status_code == 422
    assert client.post(address, data={**fields, "seen": "x", "go": "confirm"}).status_code == 409
    done = client.post(address, data={**fields, "go": "confirm"}, follow_redirects=True).get_data(as_text=True)
    assert "apstiprinājis" in page_of(done)
    with new_unit() as unit:
        assert unit.session.scalars(select(Correction.confirmed)).one()

    gone = client.post(address, data={**fields, "go": "refuse"}, follow_redirects=True).get_data(as_text=True)
    assert "Neviens labojums Jūs negaida" in page_of(gone)
    with new_unit() as unit:
        assert unit.session.scalars(select(Correction)).all() == []
