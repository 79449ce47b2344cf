"""The code of the receipt on the pages: offered in the second year, kept, refused kindly, shown until closing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from surveyapp.services import closing, responding, year_codes
from surveyapp.services.access import SYSTEM
from surveyapp.services.unit import Unit
from tests.towns import Town
from tests.web.respond.conftest import Device
from tests.web.respond.test_html import check_page

NewUnit = Callable[[], AbstractContextManager[Unit]]


class Year:
    """The second year of an association that gives codes: a link of it, and the code of the year before."""

    def __init__(self, unit: Unit) -> None:
        # Pages know no other time than now.
        self.town = Town(unit)
        self.town.unit = replace(unit, mails=True)
        run_id = self.town.open(days=3650, year_codes=True)
        first = self.town.links(run_id)[1]
        receipt = responding.submit(unit, first, {"overall": "3"}, "lv")
        kept = responding.open_form(unit, first, receipt).code
        assert kept is not None
        self.code = kept.shown
        closing.close_run(unit, SYSTEM, run_id)
        self.closed = (run_id, first)
        self.town.next_year()
        self.run_id = self.town.open(days=3650, year_codes=True)
        self.links = self.town.links(self.run_id)[1:]  # the first has no address: her link comes by hand


@pytest.fixture
def year(new_unit: NewUnit) -> Year:
    with new_unit() as unit:
        return Year(unit)


def test_in_the_first_year_the_page_says_that_a_code_will_come(device: Device, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        town = Town(unit)
        town.unit = unit
        run_id = town.open(days=3650, year_codes=True)
        link = town.links(run_id)[0]
    device.open(f"/a/{link}")
    assert not device.tree.xpath("//input[@name='code']")
    device.press("go=begin", {"code": year_codes.new_code()}, form="step")
    assert device.status == 422, "a code nobody can have yet"
    assert device.tree.xpath("//*[contains(@class, 'error-summary')]")


def test_without_codes_no_page_speaks_of_them(device: Device, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        town = Town(unit)
        town.unit = unit
        link = town.links(town.open(days=3650))[0]
        responding.submit(unit, link, {"overall": "4"}, "lv")
    device.open(f"/a/{link}")
    assert not device.tree.xpath("//input[@name='code']")
    device.open(device.url + "receipt")
    assert not device.tree.xpath("//*[@id='year-code']")


@pytest.mark.parametrize("language", ["lv", "lt", "ru", "en"])
def test_a_code_is_typed_in_and_stays_hers(device: Device, year: Year, new_unit: NewUnit, language: str) -> None:
    device.open(f"/a/{year.links[0]}")
    if language != "lv":
        device.press(f"language={language}", form="step")
    check_page(device.tree, language)
    device.press("go=begin", {"code": year.code.lower().replace("-", " ")}, form="step")
    assert "/part/" in device.url
    device.open(f"/answer/{year.run_id}/preview").press("go=send", form="step")
    check_page(device.tree, language)
    assert device.tree.xpath("//input[@id='year-code']/@value") == [year.code]
    device.open(f"/a/{year.links[0]}")
    assert device.tree.xpath("//input[@name='code']/@value") == [year.code], "it stands there again"


def test_a_mistyped_code_stops_nothing_but_itself(device: Device, year: Year, new_unit: NewUnit) -> None:
    device.open(f"/a/{year.links[0]}")
    device.press("go=begin", {"code": "K7QM-3XPA"}, form="step")
    assert device.status == 422
    check_page(device.tree, "lv")
    assert device.tree.xpath("//*[contains(@class, 'error-summary')]//a/@href") == ["#code"]
    assert device.tree.xpath("//input[@name='code']/@value") == ["K7QM-3XPA"], "what was typed stays to be mended"
    assert device.tree.xpath("//input[@name='code']/@aria-invalid") == ["true"]
    device.press("go=begin", {"code": ""}, form="step")
    assert "/part/" in device.url
    device.open(f"/answer/{year.run_id}/preview").press("go=send", form="step")
    with new_unit() as unit:
        fresh = responding.open_form(unit, year.links[0], device.receipt(year.run_id)).code
    assert fresh is not None
    assert fresh.shown != year.code


def test_the_language_switches_with_the_code(device: Device, year: Year) -> None:
    device.open(f"/a/{year.links[0]}").press("language=ru", {"code": year.code}, form="step")
    assert device.tree.xpath("//html/@lang") == ["ru"]
    assert device.tree.xpath("//input[@name='code']/@value") == [year.code]
    device.press("language=en", {"code": "wrong"}, form="step")
    assert (device.status, device.tree.xpath("//html/@lang")) == (422, ["en"])
    assert device.tree.xpath("//input[@name='code']/@value") == ["wrong"]


def test_after_closing_the_receipt_shows_no_code(device: Device, year: Year) -> None:
    run_id, link = year.closed
    device.open(f"/a/{link}").open(f"/answer/{run_id}/receipt")
    assert device.status == 200
    assert year.code not in device.text
    assert not device.tree.xpath("//input[@id='year-code']")


def test_two_years_in_a_browser(phone: Page, site: str, year: Year) -> None:
    """Typed in on a telephone, copied from the receipt; the page stays as narrow as the telephone."""
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    phone.goto(f"{site}/a/{year.links[1]}")
    phone.fill("#code", "K7QM-3XPA-R5T")
    phone.press("#code", "Enter")
    expect(phone.locator(".error-summary")).to_be_focused()
    phone.click(".error-summary a")
    expect(phone.locator("#code")).to_be_focused()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.fill("#code", year.code)
    phone.click("main button[value=begin]")
    phone.wait_for_url("**/part/**")
    phone.goto(f"{site}/answer/{year.run_id}/preview")
    phone.locator("main button[value=send]").first.click()
    phone.wait_for_url("**/receipt")
    expect(phone.locator("#year-code")).to_have_value(year.code)
    phone.click("[data-copy=year-code]")
    assert phone.evaluate("navigator.clipboard.readText()") == year.code
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
