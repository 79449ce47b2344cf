"""Two windows on one form, and the browser's "back" after a mistake, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from surveyapp.services.responding import open_form
from surveyapp.services.unit import Unit
from tests.respondents import OpenSurvey
from tests.web.respond.conftest import PHONE

NewUnit = Callable[[], AbstractContextManager[Unit]]
STATE = "[data-save-state]"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def window(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A window of a telephone with scripts, and one without."""
    context = chromium.new_context(viewport=PHONE, java_script_enabled=request.param)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def _begin(page: Page, site: str, survey: OpenSurvey, part: str) -> None:
    page.goto(f"{site}/a/{survey.links[0]}")
    page.click("main button[value=begin]")
    page.wait_for_url("**/part/**")
    page.goto(f"{site}/answer/{survey.run_id}/part/{part}")


def _kept(new_unit: NewUnit, survey: OpenSurvey) -> dict[str, Any]:
    with new_unit() as unit:
        return {name: each for name, each in open_form(unit, survey.links[0]).answers.items() if "." not in name}


def test_a_stale_window_empties_nothing(window: Page, site: str, survey: OpenSurvey, new_unit: NewUnit) -> None:
    _begin(window, site, survey, "wishes")
    other = window.context.new_page()
    other.goto(window.url)
    window.fill("#q-comment", "No pirmā loga")
    window.click("main button[value=next]")
    window.wait_for_url("**/part/order")
    other.fill("#q-visits_wanted", "3")
    other.click("main button[value=next]")
    other.wait_for_url("**/part/order")
    assert _kept(new_unit, survey) == {"comment": "No pirmā loga", "visits_wanted": "3"}


def test_a_clash_is_shown_and_chosen(window: Page, site: str, survey: OpenSurvey, new_unit: NewUnit) -> None:
    _begin(window, site, survey, "wishes")
    other = window.context.new_page()
    other.goto(window.url)
    window.fill("#q-comment", "No pirmā loga")
    window.click("main button[value=next]")
    window.wait_for_url("**/part/order")
    other.fill("#q-comment", "No otrā loga")
    other.click("main button[value=next]")
    other.wait_for_url("**/part/wishes?check=1")
    assert other.locator(".clash-answer li").all_inner_texts() == ["No pirmā loga", "No otrā loga"]
    assert _kept(new_unit, survey) == {"comment": "No pirmā loga"}
    other.click("[name=choose-comment][value=here]")
    expect(other.locator(".clash")).to_have_count(0)
    expect(other.locator("#q-comment")).to_have_value("No otrā loga")
    assert _kept(new_unit, survey) == {"comment": "No otrā loga"}


def test_the_script_notices_a_clash_while_one_types(
    phone: Page, site: str, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _begin(phone, site, survey, "wishes")
    other = phone.context.new_page()
    other.goto(phone.url)
    phone.fill("#q-comment", "No pirmā loga")
    expect(phone.locator(STATE)).to_have_attribute("data-state", "saved")
    other.fill("#q-visits_wanted", "3")
    expect(other.locator(STATE)).to_have_attribute("data-state", "elsewhere")
    expect(other.locator("[data-clash-state]")).to_be_hidden()
    other.fill("#q-comment", "No otrā")
    expect(other.locator("[data-clash-state]")).to_be_visible()
    other.fill("#q-comment", "No otrā loga")
    other.click("[data-clash-state] button")
    other.wait_for_url("**/part/wishes?check=1")
    assert other.locator(".clash-answer li").all_inner_texts() == ["No pirmā loga", "No otrā loga"]
    assert _kept(new_unit, survey) == {"comment": "No pirmā loga", "visits_wanted": "3"}


def test_one_window_saves_many_times_without_a_clash(
    phone: Page, site: str, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _begin(phone, site, survey, "wishes")
    lost: list[str] = []

    def lose(route: Any) -> None:
        route.fetch()  # the server keeps it, and its answer never arrives
        lost.append(route.request.url)
        route.abort()

    phone.route("**/save", lose, times=1)
    phone.fill("#q-comment", "P")
    expect(phone.locator(STATE)).to_have_attribute("data-state", "waiting")
    assert lost
    for text in ("Pal", "Paldies"):
        phone.fill("#q-comment", text)
        expect(phone.locator(STATE)).to_have_attribute("data-state", "saved")
        expect(phone.locator("[data-clash-state]")).to_be_hidden()
    phone.click("main button[value=next]")
    phone.wait_for_url("**/part/order")
    assert _kept(new_unit, survey) == {"comment": "Paldies"}


def test_back_after_a_mistake_finds_the_page(window: Page, site: str, survey: OpenSurvey) -> None:
    _begin(window, site, survey, "wishes")
    window.fill("#q-visits_wanted", "daudz")
    window.fill("#q-day", "31.02.2027")
    window.fill("#q-comment", "Paldies")
    window.click("main button[value=next]")
    window.wait_for_selector(".error-summary")
    assert window.input_value("#q-visits_wanted") == "daudz"
    assert window.input_value("#q-day") == "31.02.2027"
    window.reload()
    window.wait_for_selector(".error-summary")
    assert window.input_value("#q-visits_wanted") == "daudz"
    window.fill("#q-visits_wanted", "3")
    window.fill("#q-day", "28.02.27")
    window.click("main button[value=next]")
    window.wait_for_url("**/part/order")
    window.go_back()
    assert window.url.startswith(site)
    assert window.locator("#q-comment").input_value() == "Paldies"
    assert window.input_value("#q-visits_wanted") == "3"


def test_back_after_sending_too_early(window: Page, site: str, short: OpenSurvey) -> None:
    window.goto(f"{site}/a/{short.links[0]}")
    window.click("main button[value=begin]")
    window.fill("#q-visits", "3")
    window.click("main button[value=send]")
    window.wait_for_selector(".error-summary")
    window.goto(f"{site}/answer/{short.run_id}/preview")
    window.locator("main button[value=send]").first.click()
    window.wait_for_selector(".error-summary")
    window.goto(f"{site}/answer/{short.run_id}/")
    window.go_back()
    assert window.locator(".error-summary").count() == 1


def test_a_text_beside_other_is_kept(window: Page, site: str, survey: OpenSurvey, new_unit: NewUnit) -> None:
    _begin(window, site, survey, "work")
    window.locator("label:has([name=q-used][value=never])").click()
    window.click("main button[value=next]")
    window.wait_for_url("**/part/why")
    scripts = window.locator("html.js").count() == 1
    if scripts:
        window.locator("label:has([name=q-barrier][value=other])").click()
    window.fill("#q-barrier-other", "Cits darbs")
    window.click("main button[value=next]")
    window.wait_for_url("**/part/wishes")
    kept = {name: each for name, each in _all(new_unit, survey).items() if name.startswith("barrier")}
    assert (kept["barrier"], kept["barrier.other"]) == (["other"], "Cits darbs")
    window.go_back()
    window.locator("label:has([name=q-barrier][value=other])").click()  # taken back: the text goes with it
    window.click("main button[value=next]")
    window.wait_for_url("**/part/wishes")
    assert not {"barrier", "barrier.other"} & set(_all(new_unit, survey))


def _all(new_unit: NewUnit, survey: OpenSurvey) -> dict[str, Any]:
    with new_unit() as unit:
        return dict(open_form(unit, survey.links[0]).answers)
