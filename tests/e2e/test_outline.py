"""The outline by mouse and by keys, and a list of the bank by keys, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from surveyapp.definition.writing import changes
from surveyapp.definition.writing.folder import Folder
from surveyapp.services import draft_sources, drafting
from surveyapp.services.access import SYSTEM
from surveyapp.services.database import open_unit
from surveyapp.services.passwords import hash_password
from surveyapp.services.questionnaires import Owner
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.regions import Region
from tests.e2e.keyboard import Keyboard
from tests.e2e.server import Site, serving
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.slow
PASSWORD = "four plain words here"
CENTRE = "centre@outline.example"
QUESTIONS = ("Alpha", "Beta", "Gamma", "Delta")
ORDER = """[...document.querySelectorAll("[data-section]")].map((list) =>
  [...list.querySelectorAll("[data-question-id]")].map((each) => each.dataset.questionId))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    init = ("--region", "Pļaviņkrasta novads", "--language", "en", "--name", "Admin", "--email", "admin@out.example")
    folder: Path = tmp_path_factory.mktemp("outline")
    with serving(folder, *init, "--password", PASSWORD) as site:
        with open_unit(site.config) as unit, unit.transaction() as session:
            user = User(email=CENTRE, name="Ilze Krasta", language="en", password=hash_password(PASSWORD))
            region = session.query(Region).one().id
            user.grants.append(Grant(role=RoleName.REGIONAL_CENTRE, region_id=region))
            session.add(user)
        yield site


@pytest.fixture
def centre(chromium: Browser, site: Site) -> Iterator[Visitor]:
    """The regional centre, signed in."""
    visitor = Visitor(chromium, site.url, "en", set())
    visitor.go("/sign-in")
    visitor.fill(email=CENTRE, password=PASSWORD)
    visitor.press("main form button[type=submit]")
    yield visitor
    visitor.close()


@pytest.fixture
def draft(site: Site) -> str:
    """The address of a draft with two parts; all four questions are in the first."""

    def fill(folder: Folder) -> None:
        for text in QUESTIONS:
            changes.add_question(folder, "part_1", "yes-no", text)
        changes.add_section(folder, "Second part")

    with open_unit(site.config) as unit:
        owner = Owner(region_id=unit.session.query(Region).one().id)
        made = draft_sources.begin_blank(unit, SYSTEM, owner, "Our year", ["en"])
        drafting.change(unit, SYSTEM, made, 1, "question_added", fill)
        return f"/questionnaires/draft/{made}/"


def drag(page: Page, what: str, to: str, *, below: bool) -> None:
    """Take a question by its grip and let it go in the upper or lower half of what the selector names."""
    grip = page.locator(f'[data-question-id="{what}"] .outline-grip').bounding_box()
    target = page.locator(to).bounding_box()
    assert grip
    assert target
    at = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    end = target["x"] + target["width"] / 4, target["y"] + target["height"] * (0.8 if below else 0.2)
    page.mouse.move(*at)
    page.mouse.down()
    # As slowly as a hand: the questions make room while one is carried past them.
    for step in range(1, 13):
        page.mouse.move(*(start + (stop - start) * step / 12 for start, stop in zip(at, end, strict=True)))
        page.wait_for_timeout(40)
    for shift in (-4, 0, 2, 0):
        page.mouse.move(end[0], end[1] + shift)
        page.wait_for_timeout(60)
    with page.expect_navigation():
        page.mouse.up()


def test_questions_are_dragged(centre: Visitor, draft: str) -> None:
    page = centre.go(draft)
    # All of it in sight, so that nothing scrolls away under the mouse.
    page.set_viewport_size({"width": 1280, "height": 2000})
    page.wait_for_load_state("networkidle")
    assert page.evaluate(ORDER) == [["alpha", "beta", "gamma", "delta"], []]
    drag(page, "alpha", '[data-question-id="gamma"]', below=True)
    centre.look()
    assert page.evaluate(ORDER) == [["beta", "gamma", "alpha", "delta"], []]
    drag(page, "delta", '[data-section="second_part"]', below=False)
    drag(page, "beta", '[data-question-id="delta"]', below=True)
    expected = [["gamma", "alpha"], ["delta", "beta"]]
    assert page.evaluate(ORDER) == expected
    assert page.url.endswith("#at-beta")
    # It is kept, and one step of undoing is one drag.
    assert centre.go(draft).evaluate(ORDER) == expected
    centre.press('button[value="undo"]')
    assert page.evaluate(ORDER) == [["beta", "gamma", "alpha"], ["delta"]]


def test_the_same_by_keys(centre: Visitor, draft: str) -> None:
    page, keys = centre.go(draft), Keyboard(centre)
    for _ in range(2):
        keys.press('button[value="down:alpha"]')
        assert page.evaluate("document.activeElement.value") == "down:alpha"
    assert page.evaluate(ORDER) == [["beta", "gamma", "alpha", "delta"], []]
    said = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent"
    assert page.evaluate(said) == "“Alpha” lies at place 3 of the part “Our year” now."
    keys.press('button[value="down:delta"]')
    assert page.evaluate(ORDER) == [["beta", "gamma", "alpha"], ["delta"]]
    # At the edge the button is off, and its twin has the focus.
    assert page.evaluate("document.activeElement.value") == "up:delta"
    keys.press('button[value="down:alpha"]')
    assert page.evaluate(ORDER) == [["beta", "gamma"], ["alpha", "delta"]]
    keys.press('button[value="part-up:second_part"]')
    assert page.evaluate(ORDER) == [["alpha", "delta"], ["beta", "gamma"]]
    page.keyboard.press("Control+z")
    page.wait_for_url("**/draft/*/")
    assert page.evaluate(ORDER) == [["beta", "gamma"], ["alpha", "delta"]]


def test_the_same_without_scripts(chromium: Browser, site: Site, draft: str) -> None:
    visitor = Visitor(chromium, site.url, "en", set(), scripts=False)
    visitor.go("/sign-in")
    visitor.fill(email=CENTRE, password=PASSWORD)
    visitor.press("main form button[type=submit]")
    page = visitor.go(draft)
    assert not page.locator(".outline-grip").first.is_visible()
    visitor.press('button[value="down:alpha"]')
    assert page.evaluate(ORDER) == [["beta", "alpha", "gamma", "delta"], []]
    visitor.close()


def test_a_list_of_the_bank_by_keys(centre: Visitor) -> None:
    keys = Keyboard(centre)
    keys.press('nav a[href*="/questionnaires/region/"]')
    keys.press('a[href$="/bank/"]')
    keys.press('a[href$="/bank/list/new"]')
    keys.write("#key", "our-mood")
    keys.choose("#polarity", "bipolar")
    for number, text, counts in ((1, "Merry", "high"), (2, "Glum", "low")):
        keys.write(f"#line-{number}-value", str(3 - number))
        keys.choose(f"#line-{number}-counts", counts)
        keys.write(f"#line-{number}-text-en", text)
    keys.press('button[value="up:2"], button[value="more"]')
    keys.press('button[value="up:2"]')
    assert centre.page.evaluate("document.activeElement.value") == "down:1"
    keys.press('main .actions button[value="save"]')
    assert centre.page.input_value("#line-1-text-en") == "Glum"
    assert centre.page.input_value("#line-1-code") == "1"
    keys.press('.tabs a[href$="/history"]')
    keys.press('.tabs a[href$="/text"]')
    assert 'code: "1"' in centre.page.input_value("#entry-content")
