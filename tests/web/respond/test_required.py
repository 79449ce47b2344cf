"""What is said to be required is what is required, in a word, on the pages and on paper."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect

from surveyapp.services.unit import Unit
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.paper_form import PrintedForm, printed_form
from tests.respondents import OpenSurvey, open_survey, questionnaire
from tests.web.respond.conftest import Device

NewUnit = Callable[[], AbstractContextManager[Unit]]


def _marks(device: Device, question: str) -> list[str]:
    found = device.tree.xpath("//*[@data-question=$id]//*[@class='required'][not(@hidden)]", id=question)
    return [each.text_content() for each in found]


def test_the_first_page_says_what_must_be_answered(device: Device, new_unit: NewUnit, short: OpenSurvey) -> None:
    device.open(f"/a/{short.links[0]}")
    assert "tikai jautājumi, pie kuriem rakstīts „obligāti”" in device.text
    with new_unit() as unit:
        free = open_survey(unit, "every-kind")
    device.open(f"/a/{free.links[0]}")
    assert "obligāti”" not in device.text
    assert "nekas: izlaidiet, ko vēlaties" in device.text


def test_required_questions_carry_the_word(device: Device, short: OpenSurvey) -> None:
    device.open(f"/a/{short.links[0]}").press("go=begin", form="step")
    assert _marks(device, "overall") == ["(obligāti)"]
    assert _marks(device, "visits") == []
    assert _marks(device, "comment") == ["(var būt obligāti atkarībā no citām Jūsu atbildēm)"]
    device.press("go=send", {"q-overall": "2", "q-visits": "95"})
    assert _marks(device, "comment") == ["(obligāti)"]
    assert [str(each) for each in device.tree.xpath("//*[@data-focus]//a/@href")] == ["#q-comment"]


def test_the_word_follows_the_answers(phone: Page, site: str, short: OpenSurvey) -> None:
    phone.goto(f"{site}/a/{short.links[0]}")
    phone.click("main button[value=begin]")
    marks = phone.locator("[data-question=comment] .required")
    expect(marks.first).to_be_hidden()
    expect(marks.last).to_be_hidden()
    phone.fill("#q-visits", "95")
    expect(marks.first).to_be_visible()
    phone.fill("#q-visits", "5")
    expect(marks.first).to_be_hidden()


def _printed(key: str) -> PrintedForm:
    asked = questionnaire(key)
    return printed_form(catalogue("en"), asked, association="Mežlauce", last_day=None, mode="anonymous", helper="")


def test_paper_says_the_same() -> None:
    one = _printed("one-page")
    assert "Nothing is compulsory" not in " ".join(one.lead)
    first, second, third = one.sections[0].questions
    assert first.text.endswith("(required)")
    assert "required" not in second.text
    assert third.text.endswith("(may be required, depending on your other answers)")
    assert "Nothing is compulsory" in " ".join(_printed("every-kind").lead)
