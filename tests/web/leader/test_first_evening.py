"""From signing in to invitations on their way, members pasted from a table: each page found on the one before."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from flask_security import hash_password
from lxml import html
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from surveyapp.services import questionnaires
from surveyapp.store.accounts import User
from surveyapp.store.operation import Mail
from tests.leaders import World
from tests.web.leader.collecting import NewUnit

TABLE = """Vārds, uzvārds	Iestāde	E-pasts
Aina Bērze	Ābeļziedu pamatskola	aina.berze@abelziedi.example
Biruta Kļava	Bebrupes vidusskola	biruta.klava@bebrupe.example
Daina Osīte	Dzeguzkalna pamatskola	daina.osite@dzeguzkalns.example
Elga Priede	Ezermalas vidusskola	elga.priede@ezermala.example
Guna Ozola	Graudupes pamatskola	guna.ozola@graudupe.example
"""
PASSWORD = "four plain words here"
MOST_STEPS = 8
"""Presses of a link or a button, signing in among them: minutes, not the twenty there are."""


class Evening:
    """A leader's browser that only follows what stands on the page, and counts."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.steps = 0
        self.arrive(client.get("/sign-in"))

    def arrive(self, answer: TestResponse) -> None:
        """Look at a page."""
        assert answer.status_code == 200, answer.text
        self.page = html.fromstring(answer.text)
        self.page.make_links_absolute(answer.request.url)

    def follow(self, ending: str) -> None:
        """Press the first link whose path ends so."""
        links = [str(link) for link in self.page.xpath("//a/@href")]
        link = next(link for link in links if link.partition("?")[0].endswith(ending))
        self.steps += 1
        self.arrive(self.client.get(link.removeprefix("http://localhost"), follow_redirects=True))

    def press(self, form: str, button: tuple[str, str] | None = None, **values: str) -> None:
        """Fill in the form whose address holds a word, and press its button."""
        found = next(each for each in self.page.forms if form in each.action)
        data = dict(found.form_values()) | values | (dict([button]) if button else {})
        self.steps += 1
        path = found.action.removeprefix("http://localhost")
        self.arrive(self.client.post(path, data=data, follow_redirects=True))


def test_from_signing_in_to_invitations_sent(
    client: FlaskClient, world: World, new_unit: NewUnit, make_user: Callable[..., User]
) -> None:
    with new_unit() as unit:
        questionnaires.take_in_bundled(unit)
    with client.application.app_context():
        hashed = hash_password(PASSWORD)
    make_user("leader", email="sarma@berzkalve.example", password=hashed, association_id=world.association_id)
    evening = Evening(client)
    evening.press("sign-in", email="sarma@berzkalve.example", password=PASSWORD)
    evening.follow("/members")
    evening.follow("/members/table")
    evening.press("/members/table", table=TABLE)
    evening.press("take-in", ("take_in", "yes"))
    evening.follow("/survey")
    evening.press("/survey/start")
    evening.press("/open")
    with new_unit() as unit:
        assert unit.session.scalar(select(func.count()).select_from(Mail).where(Mail.kind == "invitation")) == 5
    assert evening.steps == MOST_STEPS
