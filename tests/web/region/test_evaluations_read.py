"""The regional centre reads, returns and accepts an evaluation, and keeps a template of its own."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from docx import Document
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from surveyapp.documents.docx_base import bundled_template
from surveyapp.evaluation.evaluation import LeaderFacts
from surveyapp.services import evaluation_templates as templates
from surveyapp.services.evaluation_states import hand_in
from surveyapp.services.evaluations import PartInput, evaluation_of, save_leader, save_part
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.evaluations import DocumentTemplate, Evaluation
from tests.leaders import World, make_world
from tests.rounds import regional_centre
from tests.web.leader.conftest import checked, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


@dataclass(frozen=True, slots=True)
class Centre:
    """The regional centre's browser, with one association that has handed in."""

    client: FlaskClient
    world: World

    def path(self, page: str) -> str:
        mark = "&" if "?" in page else "?"
        return f"/region/{self.world.region_id}/{page}{mark}period={self.world.period_id}"

    def get(self, page: str, status: int = 200) -> html.HtmlElement:
        return checked(self.client.get(self.path(page)), status)

    def send(self, page: str, fields: dict[str, object], status: int = 200) -> html.HtmlElement:
        token = self.get(page).xpath("//input[@name='csrf_token']/@value")[0]
        answer = self.client.post(self.path(page), data={"csrf_token": token, **fields}, follow_redirects=True)
        return checked(answer, status)

    @property
    def address(self) -> str:
        return f"association/{self.world.association_id}/evaluation"


@pytest.fixture
def centre(
    client: FlaskClient,
    new_unit: NewUnit,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
) -> Centre:
    with new_unit() as unit:
        world = make_world(unit)
        at = (world.leader, world.association_id, world.period_id)
        save_leader(unit, world.leader, world.association_id, LeaderFacts("Sarmīte Vanaga"))
        save_part(unit, *at, 3, PartInput("## Uzdevumi\n\n- viens\n- **divi**"), revision=0)
        hand_in(unit, *at)
    sign_in(client, make_user("regional_centre", region_id=world.region_id))
    client.set_cookie("language", "en")
    return Centre(client, world)


def state(new_unit: NewUnit, world: World) -> str:
    with new_unit() as unit:
        return evaluation_of(unit, world.leader, world.association_id, world.period_id).state


def test_it_is_read_and_returned_with_remarks(centre: Centre, new_unit: NewUnit) -> None:
    page = centre.get(centre.address)
    assert "divi" in [text_of(item) for item in page.iter("strong")]
    step = page.xpath("//input[@name='step']/@value")[0]
    page = centre.send(centre.address, {"answer": "return", "step": step}, status=422)
    assert "Say why it is returned" in text_of(page)
    remarks = {"answer": "return", "step": step, "message": "Gandrīz", "part_3": "Kuri uzdevumi?"}
    page = centre.send(centre.address, remarks)
    assert "The evaluation is returned to its leader." in text_of(page)
    assert state(new_unit, centre.world) == "returned"
    assert "returned" in text_of(centre.get(""))
    page = centre.get(centre.address)
    (part,) = page.xpath("//section[@aria-labelledby='part-3-title']")
    assert "divi" in text_of(part)
    assert "Kuri uzdevumi?" in text_of(part)
    assert not page.xpath("//main//textarea")
    assert not page.xpath("//input[@name='step']")
    assert centre.client.get(centre.path(f"{centre.address}.docx")).status_code == 200
    assert centre.client.get(centre.path(f"{centre.address}/signed")).status_code == 404


def test_days_are_those_of_the_associations_time_zone(centre: Centre, new_unit: NewUnit) -> None:
    late = datetime(2026, 5, 31, 22, 30, tzinfo=UTC)
    with new_unit() as unit, unit.transaction() as session:
        for row in session.scalars(select(Evaluation)):
            row.handed_in_at = late
            for each in row.steps:
                each.created_at = late
    for page in (centre.address, f"association/{centre.world.association_id}"):
        assert "1 June 2026" in text_of(centre.get(page))
        assert "31 May 2026" not in text_of(centre.get(page))
    assert "1 Jun 2026" in text_of(centre.get(""))
    with new_unit() as unit:
        templates.replace_template(
            unit, regional_centre(centre.world), centre.world.region_id, "x.docx", bundled_template()
        )
        with unit.transaction() as session:
            for kept in session.scalars(select(DocumentTemplate)):
                kept.created_at = late
    assert "since 1 June 2026" in text_of(centre.get("evaluation-template"))


def test_it_is_accepted_and_taken_away(centre: Centre, new_unit: NewUnit) -> None:
    for kind in ("docx", "pdf", "html"):
        answer = centre.client.get(centre.path(f"{centre.address}.{kind}"))
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
    step = centre.get(centre.address).xpath("//input[@name='step']/@value")[0]
    page = centre.send(centre.address, {"answer": "accept", "step": step})
    assert "The evaluation is accepted." in text_of(page)
    assert state(new_unit, centre.world) == "accepted"
    assert "accepted" in text_of(centre.get(""))
    assert centre.client.get(centre.path(f"{centre.address}/signed")).status_code == 404


def test_an_old_page_does_not_answer_a_newer_evaluation(centre: Centre, new_unit: NewUnit) -> None:
    assert "meanwhile" in text_of(centre.send(centre.address, {"answer": "accept", "step": "99"}, status=409))
    assert state(new_unit, centre.world) == "submitted"


def test_the_template_is_replaced_refused_and_given_up(centre: Centre) -> None:
    page = centre.get("evaluation-template")
    assert "The bundled template stands." in text_of(page)
    assert "{{parts}}" in text_of(page)
    own = Document(io.BytesIO(bundled_template()))
    own.add_paragraph("Paraksts: {{vards}}")
    target = io.BytesIO()
    own.save(target)
    page = centre.send(
        "evaluation-template", {"template": (io.BytesIO(target.getvalue()), "veidlapa.docx")}, status=422
    )
    assert "There is no placeholder {{vards}}; it stands in paragraph 5, “Paraksts: {{vards}}”." in text_of(page)
    page = centre.send("evaluation-template", {"template": (io.BytesIO(b"x"), "veidlapa.docx")}, status=422)
    assert "A template is a DOCX document." in text_of(page)
    page = centre.send("evaluation-template", {"template": (io.BytesIO(bundled_template()), "veidlapa.docx")})
    assert "Your own template is in use: veidlapa.docx" in text_of(page)
    for which in ("current", "bundled", "preview"):
        content = centre.client.get(centre.path(f"evaluation-template/{which}.docx")).data
        assert Document(io.BytesIO(content)).paragraphs
    assert centre.client.get(centre.path("evaluation-template/other.docx")).status_code == 404
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    answer = centre.client.post(
        centre.path("evaluation-template/give-up"), data={"csrf_token": token}, follow_redirects=True
    )
    assert "The bundled template stands." in text_of(checked(answer, 200))
