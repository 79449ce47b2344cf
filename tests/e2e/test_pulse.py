"""One activity, two clicks: asked, answered, closed, read at the activity; results of every kind on both screens."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from surveyapp.planning.years import SchoolYear
from surveyapp.services import members, plans, structure
from surveyapp.services.access import SYSTEM
from surveyapp.services.activities import ActivityInput, add_activity
from surveyapp.services.database import open_unit
from surveyapp.services.passwords import hash_password
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.plans import Period
from surveyapp.store.regions import Region
from surveyapp.store.surveys import Run
from tests.closed import close_survey
from tests.e2e.server import Site, serving
from tests.e2e.staff import PASSWORD
from tests.e2e.visitor import Visitor
from tests.leaders import World
from tests.rounds import answer

pytestmark = pytest.mark.slow
LEADER = "leader@pulse.example"
TOPIC = "Seminārs “Lasītāja ceļš”"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    init = ("--region", "Pļaviņkrasta novads", "--language", "lv", "--name", "Admin", "--email", "admin@pulse.example")
    with serving(tmp_path, *init, "--password", PASSWORD) as site:
        yield site


@pytest.fixture
def association(site: Site) -> uuid.UUID:
    """An association of seven with a leader who may sign in, and a plan whose seminar was held."""
    with open_unit(site.config) as unit:
        region = unit.session.query(Region).one().id
        given = structure.AssociationInput({"lv": "Pļaviņkrasta skolu bibliotekāri"}, "lv", region)
        made = structure.make_association(unit, SYSTEM, given)
        people = tuple(
            members.MemberInput(f"Vizma Ozola {n}", f"vizma{n}@pulse.example", "1. skola", "basic", "lv")
            for n in range(1, 8)
        )
        members.add_members(unit, SYSTEM, made, people)
        period = plans.begin_plan(unit, SYSTEM, made, SchoolYear(2026))
        add_activity(unit, SYSTEM, made, period.id, ActivityInput(TOPIC, period_text="2026. gada oktobris", done=True))
        with unit.transaction() as session:
            user = User(email=LEADER, name="Sarma Lauva", language="lv", password=hash_password(PASSWORD))
            user.grants.append(Grant(role=RoleName.LEADER, association_id=made))
            session.add(user)
        return made


def signed_in(chromium: Browser, site: Site, seen: set[str], *, phone: bool = False) -> Visitor:
    visitor = Visitor(chromium, site.url, "lv", seen, phone=phone)
    visitor.go("/sign-in")
    visitor.fill(email=LEADER, password=PASSWORD)
    visitor.press("main form button[type=submit]")
    return visitor


def test_an_activity_is_asked_about_in_two_clicks(chromium: Browser, site: Site, association: uuid.UUID) -> None:
    leader = signed_in(chromium, site, set())
    leader.follow("/plan")

    leader.follow("/ask")
    assert TOPIC in leader.page.inner_text("main")
    leader.press("main form button[type=submit]")

    assert TOPIC in leader.page.inner_text("h1")
    with open_unit(site.config) as unit:
        run_id = unit.session.query(Run).one().id
        said = {"usefulness": "4", "level": "right", "will_use": "yes", "first_step": "Ar sarunu"}
        answer(unit, run_id, [said] * 6)
    leader.follow("/plan")
    leader.follow("/survey")
    leader.page.go_back()
    leader.press(leader.page.locator(f'main a[href*="run={run_id}"]').first)
    leader.follow("/close")
    leader.press('main form[action*="/close"] button[type=submit]')
    leader.follow("/plan")
    leader.press(leader.page.locator(f'main a[href*="run={run_id}"]').first)

    assert TOPIC in leader.page.inner_text("h1")
    assert leader.page.locator("figure.chart").count() >= 3
    leader.follow("/evidence/usefulness")
    leader.fill(text="Arī nākamgad tā")
    leader.press("main form button[type=submit]")
    assert leader.page.input_value('textarea[name="text"]') == "Arī nākamgad tā"
    leader.close()


@pytest.mark.parametrize("answered", [6, 12])
def test_results_of_every_kind(chromium: Browser, site: Site, association: uuid.UUID, answered: int) -> None:
    with open_unit(site.config) as unit:
        period = unit.session.query(Period).filter_by(first_year=2026).one().id
        world = World(uuid.uuid4(), association, period, uuid.uuid4(), SYSTEM, ())
        run_id = close_survey(unit, world, "every-kind", answered=answered)
    for phone in (False, True):
        leader = signed_in(chromium, site, set(), phone=phone)
        leader.go(f"/association/{association}/results?period={period}&run={run_id}")
        drawn = leader.page.locator("figure.chart")
        assert drawn.count() >= 14
        # Every picture is there, and none stands beyond its column.
        assert leader.page.locator(".chart-plot .main-svg").count() >= drawn.count()
        wide = "plots => Math.max(...plots.map((each) => each.scrollWidth - each.clientWidth))"
        assert leader.page.locator(".chart-plot").evaluate_all(wide) <= 1
        leader.close()
