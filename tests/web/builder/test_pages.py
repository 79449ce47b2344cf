"""Every page of the builder, with every kind of question, sound and labelled."""

from __future__ import annotations

from lxml import html

from surveyapp.definition.kinds import KINDS
from tests.web.builder.conftest import Desk


def words(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


def test_every_page_of_a_draft_of_the_year_end_survey(desk: Desk) -> None:
    home = desk.get(desk.home)
    version = next(
        option.get("value") for option in home.iterfind(".//select[@id='version']/option") if "Year-end" in option.text
    )
    outline = desk.begin(go="copy", version=version)
    assert "28 questions" in words(outline)
    assert "Nothing is missing" in words(outline)
    for place in ("settings", "translations/", "translations/ru", "preview", "preview?width=phone&language=lv", "text"):
        desk.get(desk.draft + place)
    for language in ("lv", "lt", "ru", "en"):
        assert desk.client.get(f"{desk.draft}text?file=texts/{language}.yaml").status_code == 200
    questions = [item.get("data-question-id") for item in outline.iterfind(".//li[@data-question-id]")]
    for name in questions:
        desk.get(f"{desk.draft}question/{name}")
        desk.get(f"{desk.draft}logic/{name}")
    desk.get(f"{desk.draft}part/services")
    desk.get(f"{desk.draft}publish")
    desk.get(f"{desk.draft}delete")
    assert desk.client.get(f"{desk.draft}export").data[:2] == b"PK"


def test_a_question_of_every_kind_is_added_edited_and_previewed(desk: Desk) -> None:
    desk.begin(go="blank", title="Our year", first_language="en", languages=["en", "lv"])
    for kind in KINDS:
        desk.send(f"{desk.draft}add", {"section": "part_1", "kind": kind, "text": f"About {kind}"})
        page = desk.get(desk.last)
        assert [label.get("for") for label in page.iter("label") if not words(label)] == []
        form = page.get_element_by_id("question-form")
        fields = {name: value for name, value in form.fields.items() if value is not None}
        fields["text-lv-text"] = f"Par {kind}"
        for number, label in enumerate(("Red", "Green", "Blue", "White"), 1):
            if kind == "semantic-differential":
                fields[f"row-{number}-code"] = ""
                fields[f"row-{number}-label-en.low"], fields[f"row-{number}-label-en.high"] = f"not {label}", label
            elif KINDS[kind].rows_need == "yes" and kind != "activity-rating":
                fields[f"row-{number}-code"], fields[f"row-{number}-label-en"] = "", label
            elif KINDS[kind].options_need == "yes":
                fields |= {f"option-{number}-code": "", f"option-{number}-label-en": label, "list": "own"}
        if kind in ("rating", "matrix", "activity-rating"):
            fields["list"] = "quality-5"
        if kind == "calculated":
            fields["calculate"] = "about_number * 2"
        desk.send(desk.last, {**fields, "go": "back"})
        assert words(desk.get(f"{desk.draft}question/about_{kind.replace('-', '_')}"))
    preview = desk.get(f"{desk.draft}preview")
    shown = {each.get("data-kind") for each in preview.iterfind(".//div[@data-question]")}
    assert set(KINDS) - shown == set()
    outline = desk.get(desk.draft)
    assert f"{len(KINDS)} questions" in words(outline)
    text = desk.get(f"{desk.draft}text")
    content = text.get_element_by_id("file-content").text
    assert "kind: semantic-differential" in content
    assert "[red, green, blue, white]" in content
