"""What happens to those who answer, in a real browser on the real pages: a train, two windows, haste, a long pause."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from surveyapp.services import closing, responding
from surveyapp.services.access import SYSTEM
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from tests.respondents import OpenSurvey, open_survey
from tests.web.respond.conftest import PHONE

NewUnit = Callable[[], AbstractContextManager[Unit]]
STATE = "[data-save-state]"
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "form label, button, select, textarea, input, .button, summary, .languages a, .error-summary a")]
  .filter((each) => each.matches("label") ? each.querySelector("input") : !each.closest("label"))
  .filter((each) => each.type !== "hidden" && each.tabIndex !== -1 && each.checkVisibility())
  .map((each) => [each.outerHTML.slice(0, 90), Math.round(each.getBoundingClientRect().height)])
  .filter(([, height]) => height < 44)"""


def _begin(page: Page, site: str, survey: OpenSurvey, part: str = "work") -> None:
    page.goto(f"{site}/a/{survey.links[0]}")
    page.click("main button[value=begin]")
    page.wait_for_url("**/part/**")
    if part != "work":
        page.goto(f"{site}/answer/{survey.run_id}/part/{part}")


def _kept(new_unit: NewUnit, survey: OpenSurvey) -> dict[str, Any]:
    with new_unit() as unit:
        answers = responding.open_form(unit, survey.links[0]).answers
        return {name: answer for name, answer in answers.items() if not name.endswith(".tab")}


def _count(new_unit: NewUnit, table: type[Draft] | type[Intake]) -> int:
    with new_unit() as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


def test_in_a_tunnel_answers_wait_and_go_out_by_themselves(
    phone: Page, site: str, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _begin(phone, site, survey, "wishes")
    phone.context.set_offline(True)
    phone.fill("#q-comment", "Rakstīts vilcienā")
    expect(phone.locator(STATE)).to_have_attribute("data-state", "waiting")
    expect(phone.locator(STATE)).to_be_in_viewport()
    assert phone.inner_text(STATE).strip()
    phone.click("main button[value=next]")
    expect(phone.locator("#q-comment")).to_have_value("Rakstīts vilcienā")
    assert _kept(new_unit, survey) == {}
    phone.context.set_offline(False)
    expect(phone.locator(STATE)).to_have_attribute("data-state", "saved")
    assert _kept(new_unit, survey)["comment"] == "Rakstīts vilcienā"
    assert phone.evaluate("localStorage.length") == 0, "nothing stays in a browser that others use"


def test_the_browser_dies_in_the_tunnel(phone: Page, site: str, survey: OpenSurvey, new_unit: NewUnit) -> None:
    _begin(phone, site, survey, "wishes")
    phone.context.set_offline(True)
    phone.fill("#q-comment", "Nepazūd")
    expect(phone.locator(STATE)).to_have_attribute("data-state", "waiting")
    phone.close()
    page = phone.context.new_page()
    phone.context.set_offline(False)
    page.goto(f"{site}/answer/{survey.run_id}/part/wishes")
    expect(page.locator("#q-comment")).to_have_value("Nepazūd")
    expect(page.locator(STATE)).to_have_attribute("data-state", "saved")
    assert _kept(new_unit, survey)["comment"] == "Nepazūd"


def test_two_tabs_and_the_back_button(phone: Page, site: str, survey: OpenSurvey, new_unit: NewUnit) -> None:
    _begin(phone, site, survey)
    other = phone.context.new_page()
    other.goto(f"{site}/answer/{survey.run_id}/part/wishes")
    phone.locator("input[name=q-used][value=often]").check()
    expect(phone.locator(STATE)).to_have_attribute("data-state", "saved")
    other.fill("#q-comment", "No otra loga")
    expect(other.locator(STATE)).to_have_attribute("data-state", "saved")
    phone.click("main button[value=next]")
    phone.wait_for_url("**/part/wishes")
    expect(phone.locator("#q-comment")).to_have_value("No otra loga")
    phone.go_back()
    expect(phone.locator("input[name=q-used][value=often]")).to_be_checked()
    phone.locator("input[name=q-used][value=seldom]").check()
    phone.click("main button[value=next]")
    phone.wait_for_url("**/part/wishes")
    assert _kept(new_unit, survey) == {"used": "seldom", "comment": "No otra loga"}
    assert _count(new_unit, Draft) == 1


def test_haste_sends_once(phone: Page, site: str, survey: OpenSurvey, new_unit: NewUnit) -> None:
    _begin(phone, site, survey)
    phone.locator("label:has(input[name=q-used][value=often])").dblclick()
    phone.locator("main button[value=next]").dblclick()
    phone.wait_for_url("**/part/wishes")
    phone.wait_for_timeout(500)
    assert phone.url.endswith("/part/wishes"), "a double click skips no part"
    phone.click("main button[value=next]")
    phone.wait_for_url("**/part/order")
    phone.click("main button[value=next]")
    phone.wait_for_url("**/preview")
    phone.locator("main button[value=send]").first.dblclick()
    expect(phone).to_have_url(re.compile("/receipt$"))
    phone.go_back()
    phone.locator("main button[value=send]").first.click()
    phone.wait_for_url("**/receipt")
    phone.reload()
    assert (_count(new_unit, Intake), _count(new_unit, Draft)) == (1, 1)
    with new_unit() as unit:
        assert closing.close_run(unit, SYSTEM, survey.run_id).responses == 1


def test_a_form_left_open_for_a_day(phone: Page, site: str, survey: OpenSurvey, new_unit: NewUnit) -> None:
    phone.clock.install()
    _begin(phone, site, survey, "wishes")
    phone.clock.fast_forward("24:00:00")
    phone.fill("#q-comment", "Vakar sāku")
    phone.clock.run_for(2000)
    expect(phone.locator(STATE)).to_have_attribute("data-state", "saved")
    phone.click("main button[value=next]")
    phone.wait_for_url("**/part/order")
    assert _kept(new_unit, survey)["comment"] == "Vakar sāku"


def test_the_language_switches_on_every_page_and_nothing_typed_is_lost(
    phone: Page, site: str, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _begin(phone, site, survey, "wishes")
    for language in ("ru", "lt", "en", "lv"):
        phone.fill("#q-comment", f"in {language}")
        phone.click(f"button[name=language][value={language}]")
        expect(phone.locator("html")).to_have_attribute("lang", language)
        expect(phone.locator("#q-comment")).to_have_value(f"in {language}")
    phone.goto(f"{site}/answer/{survey.run_id}/preview")
    phone.click("button[name=language][value=ru]")
    expect(phone.locator("html")).to_have_attribute("lang", "ru")
    phone.locator("main button[value=send]").first.click()
    phone.wait_for_url("**/receipt")
    phone.click("button[name=language][value=en]")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    expect(phone.locator("h1")).to_contain_text("Thank you")


def test_the_bar_only_goes_forward(phone: Page, site: str, new_unit: NewUnit) -> None:
    """The year-end form has a part that hangs on the first one's answers: counted from the beginning."""
    with new_unit() as unit:
        survey = open_survey(unit, "year-end")
    phone.goto(f"{site}/a/{survey.links[0]}")
    phone.click("main button[value=begin]")
    phone.locator("label:has(input[name=q-service_use-consultations][value=once_or_twice])").click()
    seen: list[tuple[int, int]] = []
    while "/part/" in phone.url:
        numbers = [int(each) for each in re.findall(r"\d+", phone.inner_text(".progress-label"))]
        bar = phone.locator("progress")
        assert [bar.get_attribute("value"), bar.get_attribute("max")] == [str(each) for each in numbers]
        seen.append((numbers[0], numbers[1]))
        before = phone.url
        phone.click("main button[value=next]")
        expect(phone).not_to_have_url(before)
    assert [number for number, _ in seen] == list(range(1, len(seen) + 1))
    totals = [total for _, total in seen]
    assert totals == sorted(totals, reverse=True), "a total never grows"
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize("language", ["lv", "ru"])
def test_every_target_is_large_enough_for_a_thumb(
    chromium: Browser, site: str, new_unit: NewUnit, language: str
) -> None:
    with new_unit() as unit:
        survey = open_survey(unit, language=language, year_codes=True)
        over = open_survey(unit, "one-page", language=language)
        responding.save_draft(unit, over.links[0], {"overall": "4"}, language)
        closing.close_run(unit, SYSTEM, over.run_id)
    context = chromium.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type] # Playwright's own type
    page = context.new_page()

    def examine() -> None:
        assert page.evaluate(SMALL_TARGETS) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url

    _begin(page, site, survey)
    page.goto(f"{site}/answer/{survey.run_id}/")
    examine()
    for part in ("work", "wishes", "order"):
        page.goto(f"{site}/answer/{survey.run_id}/part/{part}")
        examine()
    page.goto(f"{site}/answer/{survey.run_id}/part/wishes")
    page.fill("#q-visits_wanted", "99")
    page.press("#q-visits_wanted", "Enter")
    page.wait_for_selector(".error-summary")
    examine()
    page.fill("#q-visits_wanted", "3")
    page.click("main button[value=next]")
    page.wait_for_url("**/part/order")
    page.click("main button[value=next]")
    page.wait_for_url("**/preview")
    examine()
    page.locator("main button[value=send]").first.click()
    page.wait_for_url("**/receipt")
    examine()
    page.goto(f"{site}/answer/{survey.run_id}/practice")
    examine()
    page.goto(f"{site}/a/{over.links[0]}")
    examine()
    page.goto(f"{site}/answer/{over.run_id}/changes")
    examine()
    context.close()
