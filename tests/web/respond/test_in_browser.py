"""The answering pages with their script: conditions at once, saved while one types, nothing lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect

from surveyapp.services.responding import open_form
from surveyapp.services.unit import Unit
from tests.respondents import OpenSurvey
from tests.web.respond.conftest import PHONE


def test_conditions_saving_and_sending(
    phone: Page, site: str, survey: OpenSurvey, new_unit: Callable[[], AbstractContextManager[Unit]]
) -> None:
    phone.goto(f"{site}/a/{survey.links[0]}")
    phone.click("main button[value=begin]")
    satisfaction = phone.locator("[data-question=satisfaction]")
    expect(satisfaction).to_be_hidden()
    phone.locator("input[name=q-use-visits][value=some]").check()
    expect(satisfaction).to_be_visible()
    expect(satisfaction.locator("[data-row=visits]")).to_be_visible()
    expect(satisfaction.locator("[data-row=seminars]")).to_be_hidden()
    phone.locator("input[name=q-used][value=never]").check()
    expect(phone.locator("[data-question=access]")).to_be_hidden()
    phone.locator("input[name=q-used][value=often]").check()
    expect(phone.locator("[data-question=access]")).to_be_visible()
    expect(phone.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    wanted = {"used": "often", "use": {"visits": "some"}}
    for _ in range(50):  # what was typed last may be saved a little later than what was typed before it
        with new_unit() as unit:
            answers = open_form(unit, survey.links[0]).answers
            kept = {name: answer for name, answer in answers.items() if not name.endswith(".tab")}
        if kept == wanted:
            break
        phone.wait_for_timeout(100)
    assert kept == wanted
    phone.click("main button[value=next]")
    why = phone.locator("[data-question=why_help]")
    expect(why).to_be_hidden()
    phone.locator("input[name=q-help][value=yes]").check()
    expect(why).to_be_visible()  # hangs on this page and on the one before
    phone.fill("#q-comment", "Paldies")
    phone.click("main button[value=next]")
    phone.wait_for_url("**/part/order")
    phone.click("main button[value=next]")
    phone.wait_for_url("**/preview")
    phone.locator("main button[value=send]").first.click()
    phone.wait_for_url("**/receipt")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with new_unit() as unit:
        form = open_form(unit, survey.links[0])
        assert form.locked
        assert not form.answers
        code = phone.locator("#receipt-code").input_value().replace("-", "")
        form = open_form(unit, survey.links[0], code)
        assert form.answered
        assert form.answers["comment"] == "Paldies"


def test_a_mistake_is_read_first(phone: Page, site: str, survey: OpenSurvey) -> None:
    phone.goto(f"{site}/a/{survey.links[0]}")
    phone.click("main button[value=begin]")
    phone.goto(f"{site}/answer/{survey.run_id}/part/wishes")
    phone.fill("#q-visits_wanted", "99")
    phone.press("#q-visits_wanted", "Enter")  # goes on, as the button at the end does
    phone.wait_for_selector(".error-summary")
    assert phone.evaluate("document.activeElement.className") == "error-summary"
    phone.click(".error-summary a")
    assert phone.evaluate("document.activeElement.id") == "q-visits_wanted"
