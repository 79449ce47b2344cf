"""The region's bank: lists and indicators as forms and as text, questions, and how they became what they are."""

from __future__ import annotations

import re

from lxml import html

from tests.web.builder.conftest import Desk
from tests.web.builder.test_pages import words
from tests.web.builder.test_working import blank, order


def sent(page: html.HtmlElement, **fields: str) -> dict[str, str]:
    """The form of an entry as it stands, with changes."""
    form = next(form for form in page.forms if "seen" in form.fields)
    return {**dict(form.form_values()), **fields}


def codes(page: html.HtmlElement) -> list[str]:
    return [
        field.get("value")
        for field in page.iterfind(".//li[@class='bank-line']//input")
        if str(field.get("name")).endswith("-code") and field.get("value")
    ]


def test_a_list_is_made_and_changed_as_a_form(centre: Desk) -> None:
    bank = f"{centre.home}bank/"
    new = f"{bank}list/new"
    fields = {
        "key": "our-mood",
        "line-1-code": "",
        "polarity": "bipolar",
        "line-1-value": "1",
        "line-1-counts": "low",
        "line-1-text-en": "Glum",
        "line-1-text-lv": "Drūms",
        "line-2-code": "",
        "line-2-value": "2",
        "line-2-counts": "high",
        "line-2-text-en": "Merry",
        "line-2-text-lv": "Jautrs",
        "high-en": "as merry as can be",
    }
    page = centre.send(new, {**fields, "go": "more"})
    assert "Nothing is saved yet" in words(page)
    last = {"line-3-code": "", "line-3-text-en": "Don't know", "line-3-missing": "dont_know"}
    page = centre.send(new, {**sent(page), **last, "go": "up:3"})
    assert [page.get_element_by_id(f"line-{n}-text-en").value for n in (1, 2, 3)] == ["Glum", "Don't know", "Merry"]
    assert page.xpath("//button[@autofocus]/@value") == ["up:2"]
    page = centre.send(new, sent(page, go="save"))
    assert centre.last == f"{bank}list/our-mood"
    assert codes(page) == ["1", "don-t-know", "2"]
    assert "Lithuanian: 3 texts" in words(page)
    assert "Latvian: 1 text" in words(page)
    page = centre.send(centre.last, sent(page, **{"line-2-text-lv": "Nezinu", "go": "save"}))
    assert "Latvian" not in words(page.xpath("//main//div[contains(@class, 'notification-caution')]")[0])
    text = centre.get(f"{bank}list/our-mood/text").get_element_by_id("entry-content").text
    assert "missing: dont_know" in text
    assert "polarity: bipolar" in text
    assert text.index("counts: low") < text.index("counts: high")
    assert "high:" in text
    assert "our-mood" in words(centre.get(f"{bank}?kind=list"))


def test_each_cell_says_what_is_wrong_with_it(centre: Desk) -> None:
    bank = f"{centre.home}bank/"
    refused = centre.send(
        f"{bank}list/new",
        {
            "key": "quality-5",
            "line-1-code": "Ā b",
            "line-1-value": "much",
            "line-1-text-en": "A",
            "line-2-code": "two",
            "line-2-value": "2",
            "line-2-missing": "dont_know",
            "line-3-code": "two",
            "line-3-text-en": "C",
            "line-4-code": "four",
            "line-4-value": "4",
            "go": "save",
        },
        status=422,
    )
    for cell, sentence in {
        "key": "one of this name already",
        "line-1-code": "small Latin letters",
        "line-1-value": "Write a number",
        "line-2-value": "no place on it",
        "line-3-code": "another answer already",
        "line-3-value": "give this one a place too",
        "line-4-text-lv": "in one language at least",
    }.items():
        assert sentence in words(refused.get_element_by_id(f"{cell}-error")), cell
        assert refused.get_element_by_id(cell).get("aria-invalid") == "true"
        assert refused.xpath(f"//div[contains(@class, 'error-summary')]//a[@href='#{cell}']"), cell
    refused = centre.send(f"{bank}list/new", {"key": "few", "line-1-code": "", "line-1-text-en": "A"}, status=422)
    assert "two answers at least" in words(refused.get_element_by_id("line-2-text-lv-error"))


def test_a_scale_says_what_it_is_and_what_counts_as_low_and_high(centre: Desk) -> None:
    """Otherwise nothing would tell which bars to draw, nor which answers "9 of 12" are of."""
    new = f"{centre.home}bank/list/new"
    lines = {f"line-{n}-{cell}": text for n in (1, 2, 3) for cell, text in (("value", str(n)), ("text-en", f"A{n}"))}
    lines |= {f"line-{n}-code": "" for n in (1, 2, 3)}
    for given, cell, sentence in (
        ({}, "polarity", "Choose what kind of scale"),
        ({"polarity": "round"}, "polarity", "bipolar, unipolar, frequency or ordered"),
        ({"polarity": "ordered", "line-3-counts": "high"}, "polarity", "which answers count as low"),
        ({"polarity": "unipolar", "line-1-counts": "low"}, "polarity", "which answers count as high"),
        (
            {"polarity": "bipolar", "line-1-counts": "high", "line-3-counts": "low"},
            "line-3-counts",
            "without a gap",
        ),
        (
            {"polarity": "frequency", "line-1-counts": "low", "line-2-counts": "low", "line-3-counts": "high"},
            "line-2-counts",
            "lowest answer alone",
        ),
        ({"polarity": "bipolar", "line-1-counts": "up"}, "line-1-counts", "as low, as high or as neither"),
    ):
        refused = centre.send(new, {"key": "our-steps", **lines, **given, "go": "save"}, status=422)
        assert sentence in words(refused.get_element_by_id(f"{cell}-error")), given
        assert refused.xpath(f"//div[contains(@class, 'error-summary')]//a[@href='#{cell}']"), given
    nominal = {"key": "our-steps", "line-1-code": "", "line-1-text-en": "A", "line-2-code": "", "line-2-text-en": "B"}
    refused = centre.send(new, {**nominal, "polarity": "bipolar", "go": "save"}, status=422)
    assert "no scale" in words(refused.get_element_by_id("polarity-error"))
    centre.send(new, {**nominal, "go": "save"})
    page = centre.send(
        new,
        {
            "key": "our-often",
            **lines,
            "polarity": "frequency",
            "line-1-counts": "low",
            "line-3-counts": "high",
            "go": "save",
        },
    )
    assert page.get_element_by_id("polarity").value == "frequency"
    assert [page.get_element_by_id(f"line-{n}-counts").value for n in (1, 2, 3)] == ["low", "", "high"]


def test_an_indicator_as_a_form(centre: Desk) -> None:
    bank = f"{centre.home}bank/"
    refused = centre.send(f"{bank}indicator/new", {"key": "Our joy", "scale": "nothing"}, status=422)
    assert {field.get("id") for field in refused.xpath("//*[@aria-invalid='true']")} == {"key", "scale", "meaning-lv"}
    fields = {"key": "our.joy", "scale": "quality-5", "direction": "up", "meaning-en": "Joy", "meaning-lv": "Prieks"}
    page = centre.send(f"{bank}indicator/new", {**fields, "go": "save"})
    assert page.get_element_by_id("scale").value == "quality-5"
    page = centre.send(centre.last, sent(page, **{"meaning-en": "Joy in the work", "direction": "none", "go": "save"}))
    found = words(centre.get(f"{bank}indicator/our.joy/history"))
    assert "another scale or another direction" in found
    assert "Joy → Joy in the work" in found
    assert "No published questionnaire uses it yet" in found
    text = centre.get(f"{bank}indicator/our.joy/text").get_element_by_id("entry-content").text
    renamed = text.replace("our.joy", "our.sorrow")
    refused = centre.send(f"{bank}indicator/our.joy/text", {"content": renamed, "seen": "2"}, status=422)
    assert "has to be the one above" in words(refused)


def test_the_history_says_what_a_change_means_and_where_it_stands(centre: Desk) -> None:
    bank = f"{centre.home}bank/"
    address = f"{bank}list/quality-5"
    assert "as it came with the product" in words(centre.get(f"{address}/history"))
    page = centre.get(address)
    changed = {"line-1-text-en": "Dreadful", "line-5-value": "6", "go": "save"}
    page = centre.send(address, sent(page, **changed))
    page = centre.send(address, sent(page, go="remove:3"))
    centre.send(address, sent(page, go="save"))
    page = centre.get(f"{address}/history")
    found = words(page)
    assert "is gone" in found
    assert "State 2" in found
    assert "has another place on the scale: means before and after cannot be compared" in found
    assert "ends a comparison" in found
    assert re.search(r"Very poor → Dreadful", found)
    uses = {words(row) for row in page.iterfind(".//tbody/tr")}
    assert any("Year-end survey" in use and "as it was earlier" in use for use in uses)
    assert f"It stands in {len(uses)} questionnaires" in found
    label = next(line for line in centre.get(f"{bank}?search=quality-5").iterfind(".//li[@class='row-line']"))
    assert f"in {len(uses)} questionnaires" in words(label)


def test_two_editors_of_a_list(centre: Desk) -> None:
    address = f"{centre.home}bank/list/use-3"
    first = sent(centre.get(address), **{"line-1-text-en": "First", "go": "save"})
    second = sent(centre.get(address), **{"line-1-text-en": "Second", "go": "save"})
    centre.send(address, first)
    both = centre.send(address, second, status=409)
    assert "Somebody else has changed this meanwhile" in words(both)
    assert both.get_element_by_id("line-1-text-en").value == "Second"
    assert centre.get(address).get_element_by_id("line-1-text-en").value == "First"
    page = centre.send(address, sent(both, go="save"))
    assert page.get_element_by_id("line-1-text-en").value == "Second"
    text = centre.get(f"{address}/text").get_element_by_id("entry-content").text
    refused = centre.send(f"{address}/text", {"content": text, "seen": "1"}, status=409)
    assert "Somebody else has changed this meanwhile" in words(refused)


def test_as_text_one_click_behind(centre: Desk) -> None:
    address = f"{centre.home}bank/list/quality-5"
    text = centre.get(f"{address}/text").get_element_by_id("entry-content").text
    centre.send(f"{address}/text", {"content": f"# ours\n{text.strip()}\n", "seen": "0"})
    page = centre.get(address)
    centre.send(address, sent(page, **{"line-2-text-en": "Rather poor", "go": "save"}))
    assert "# ours" in centre.get(f"{address}/text").get_element_by_id("entry-content").text
    refused = centre.send(f"{address}/text", {"content": "options: 3", "seen": "2"}, status=422)
    assert "Not saved" in words(refused)
    centre.get(f"{centre.home}bank/list/nothing", status=404)
    centre.get(f"{centre.home}bank/question/nothing", status=404)
    centre.get(f"{centre.home}bank/question/nothing/history", status=404)
    centre.get(f"{centre.home}bank/sorcery/x/history", status=404)


def test_a_question_of_the_bank_its_use_and_its_history(centre: Desk) -> None:
    blank(centre, **{"Was it fun?": "yes-no"})
    question = f"{centre.draft}question/was_it_fun"
    assert "in the bank" in words(centre.send(f"{question}/share", on=question))
    bank = f"{centre.home}bank/"
    assert "Was it fun?" in words(centre.get(f"{bank}?search=fun"))
    published = centre.send(f"{centre.draft}publish", on=f"{centre.draft}publish")
    assert "Version 1" in words(published)
    centre.send(question, {"text-en-text": "Was it great fun?", "kind": "rating", "list": "quality-5", "go": "back"})
    centre.send(f"{question}/share", on=question)
    address = f"{bank}question/was_it_fun/history"
    found = words(centre.get(address))
    assert "another kind of question: answers before and after cannot be compared" in found
    assert "It was put into the bank" in found
    assert "as it was earlier" in found
    assert "It stands in 1 questionnaire" in found
    centre.get(f"{centre.draft}add?search=fun")
    centre.send(f"{centre.draft}add-from-bank", {"section": "part_1", "question": "entry:was_it_fun"}, on=centre.draft)
    assert order(centre) == ["was_it_fun", "was_it_fun_2"]
    retire = f"{bank}question/was_it_fun/retire"
    assert "no longer offered" in words(centre.send(retire, on=address))
    assert "Was it great fun?" not in words(centre.get(f"{centre.draft}add?search=great"))
    assert "no longer offered" in words(centre.get(f"{bank}?search=great"))
    assert "offered again" in words(centre.send(retire, {"go": "offer"}, on=address))
    assert "Was it great fun?" in words(centre.get(f"{centre.draft}add?search=great"))
