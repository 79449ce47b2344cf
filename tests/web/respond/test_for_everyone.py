"""A narrow screen, a page enlarged fourfold, the keyboard alone, less motion, a screen reader: in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from surveyapp.services.access import SYSTEM
from surveyapp.services.closing import close_run
from surveyapp.services.responding import open_form, save_draft, submit
from surveyapp.services.unit import Unit
from tests.respondents import open_survey, questionnaire

AXE = (Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
NARROW = {"width": 320, "height": 256}
"""Also what a window of 1280 by 1024 shows at 400 %."""
FOCUS_IS_SEEN = """() => {
  const field = document.activeElement;
  return [field, field.closest("label"), field.nextElementSibling].filter(Boolean).map((each) => getComputedStyle(each))
    .some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none");
}"""
NewUnit = Callable[[], AbstractContextManager[Unit]]


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[Page]:
    """A page 320 pixels wide of someone who wants no motion; scripts of ours alone would be kept from axe."""
    context = chromium.new_context(
        viewport=NARROW,  # type: ignore[arg-type] # Playwright's own dictionary type
        reduced_motion="reduce",
        bypass_csp=True,
        has_touch=True,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def _examine(page: Page) -> None:
    page.add_script_tag(content=AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    inner = """[...document.querySelectorAll('main *')].filter(each => each.scrollWidth > each.clientWidth + 1
        && ['auto', 'scroll'].includes(getComputedStyle(each).overflowX) && each.tagName !== 'TEXTAREA')
        .map(each => each.outerHTML.slice(0, 80))"""
    assert page.evaluate(inner) == []
    moving = """document.getAnimations().filter(each => each.effect.getComputedTiming().duration > 10).length"""
    assert page.evaluate(moving) == 0


@pytest.mark.parametrize("key", ["every-kind", "year-end"])
def test_every_section_fits(narrow: Page, site: str, new_unit: NewUnit, key: str) -> None:
    with new_unit() as unit:
        survey = open_survey(unit, key, language="ru")  # the longest words
    narrow.goto(f"{site}/a/{survey.links[0]}")
    _examine(narrow)
    examined = 0
    for section in questionnaire(key).sections:
        narrow.goto(f"{site}/answer/{survey.run_id}/part/{section.id}")
        if narrow.url.endswith(section.id):
            _examine(narrow)
            examined += 1
    assert examined >= 3
    narrow.goto(f"{site}/answer/{survey.run_id}/preview")
    _examine(narrow)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_around_the_questions_fits(
    narrow: Page, site: str, new_unit: NewUnit, scheme: Literal["light", "dark"]
) -> None:
    with new_unit() as unit:
        survey = open_survey(unit, language="ru", year_codes=True)
        over = open_survey(unit, "one-page", language="ru")
        save_draft(unit, over.links[0], {"overall": "4"}, "ru")
        close_run(unit, SYSTEM, over.run_id)
    narrow.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    narrow.goto(f"{site}/a/{survey.links[0]}")
    _examine(narrow)
    narrow.locator("details.privacy summary").click()
    _examine(narrow)
    narrow.click("main button[value=begin]")
    narrow.goto(f"{site}/answer/{survey.run_id}/part/wishes")
    narrow.fill("#q-visits_wanted", "99")
    narrow.press("#q-visits_wanted", "Enter")
    narrow.wait_for_selector(".error-summary")
    _examine(narrow)
    with new_unit() as unit:
        submit(unit, survey.links[0], {}, "ru")
    for page in ("preview", "receipt", "practice"):
        narrow.goto(f"{site}/answer/{survey.run_id}/{page}")
        _examine(narrow)
    narrow.click("#card button[name=go]")
    narrow.wait_for_selector(".error-summary")
    _examine(narrow)
    for address in (f"a/{over.links[0]}", f"answer/{over.run_id}/changes", "a/" + "B" * 27, "s"):
        narrow.goto(f"{site}/{address}")
        _examine(narrow)


def test_by_keyboard_alone_and_heard(narrow: Page, site: str, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        survey = open_survey(unit)

    def to(selector: str) -> None:
        for _ in range(200):
            narrow.keyboard.press("Tab")
            if narrow.evaluate("selector => document.activeElement.matches(selector)", selector):
                assert narrow.evaluate(FOCUS_IS_SEEN)
                return
        raise AssertionError(f"the keyboard never reached {selector}")

    narrow.goto(f"{site}/a/{survey.links[0]}")
    to("main button[value=begin]")
    narrow.keyboard.press("Enter")
    narrow.wait_for_url("**/part/work")
    change, state = narrow.locator("[data-change-state]"), narrow.locator("[data-save-state]")
    expect(change).to_have_attribute("role", "status")
    expect(state).to_have_attribute("role", "status")
    expect(change).to_be_empty()
    to("[name=q-used]")
    narrow.keyboard.press("Space")
    to("[name=q-use-visits]")
    narrow.keyboard.press("ArrowDown")
    expect(narrow.locator("[data-question=satisfaction]")).to_be_visible()
    expect(change).to_contain_text(narrow.locator("[data-question=satisfaction] legend").first.inner_text().strip())
    expect(state).to_have_attribute("data-state", "saved")
    expect(state).not_to_be_empty()
    for following in ("wishes", "order", "preview"):
        to("main button[value=next]")
        narrow.keyboard.press("Enter")
        narrow.wait_for_url(f"**/{following}")
    to("main button[value=send]")
    narrow.keyboard.press("Enter")
    narrow.wait_for_url("**/receipt")
    with new_unit() as unit:
        assert open_form(unit, survey.links[0]).answered
