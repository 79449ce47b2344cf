"""Working in the builder as forms: outline, logic, two editors, translations, publishing, text, bank."""

from __future__ import annotations

import io
import re

import pytest

from tests.web.builder.conftest import Desk
from tests.web.builder.test_pages import words


def blank(desk: Desk, **questions: str) -> None:
    """A draft in English with questions by kind: text → kind."""
    desk.begin(go="blank", title="Our year", first_language="en", languages=["en"])
    for text, kind in questions.items():
        desk.send(f"{desk.draft}add", {"section": "part_1", "kind": kind, "text": text})


def order(desk: Desk) -> list[str | None]:
    return [item.get("data-question-id") for item in desk.get(desk.draft).iterfind(".//li[@data-question-id]")]


def test_moving_doubling_taking_out_and_undoing(desk: Desk) -> None:
    blank(desk, A="yes-no", B="number", C="date")
    assert order(desk) == ["a", "b", "c"]

    def deed(go: str) -> None:
        desk.send(f"{desk.draft}outline", {"go": go}, on=desk.draft)

    deed("down:a")
    assert order(desk) == ["b", "a", "c"]
    deed("double:a")
    assert order(desk) == ["b", "a", "a_2", "c"]
    deed("remove:b")
    assert order(desk) == ["a", "a_2", "c"]
    desk.send(f"{desk.draft}part", {"title": "About you"}, on=desk.draft)
    deed("place:c:about_you:0")
    deed("part-up:about_you")
    assert order(desk) == ["c", "a", "a_2"]
    for _ in range(3):
        desk.send(f"{desk.draft}undo", {"go": "undo"}, on=desk.draft)
    assert order(desk) == ["a", "a_2", "c"]
    desk.send(f"{desk.draft}undo", {"go": "redo"}, on=desk.draft)
    desk.send(f"{desk.draft}question/a/place", {"section": "part_1", "place": "2"}, on=f"{desk.draft}question/a")
    assert order(desk) == ["a_2", "a", "c"]
    desk.send(f"{desk.draft}outline", {"go": "dance:a"}, on=desk.draft, status=404)
    desk.send(f"{desk.draft}delete", on=f"{desk.draft}delete")
    desk.get(desk.draft, status=404)


def test_logic_in_words_and_as_text(desk: Desk) -> None:
    blank(desk, Went="yes-no", Times="number", Why="long-text")
    logic = f"{desk.draft}logic/why"
    fields = {
        "show_if-worded": "yes",
        "show_if": "",
        "show_if-join": "and",
        "show_if-1-subject": "went",
        "show_if-1-comparison": "is",
        "show_if-1-code": "went:yes",
        "show_if-2-subject": "times",
        "show_if-2-comparison": "least",
        "show_if-2-value": "2,5",
    }
    desk.send(logic, {**fields, "check-1": "times < 100", "check-1-en": "Too often?"})
    page = desk.get(logic)
    assert page.get_element_by_id("show_if").value == "went == 'yes' and times >= 2.5"
    assert page.get_element_by_id("show_if-1-code").value == "went:yes"
    assert page.get_element_by_id("show_if-2-value").value == "2.5"
    assert page.get_element_by_id("check-1").value == "times < 100"
    assert "on condition" in words(desk.get(desk.draft))
    refused = desk.send(logic, {**fields, "show_if": "went == 'perhaps'"}, status=422)
    assert "no such answer" in words(refused)
    assert refused.find(".//mark").text == "'perhaps'"
    refused = desk.send(logic, {**fields, "show_if": "why == 'x'"}, status=422)
    assert refused.get_element_by_id("show_if").value == "why == 'x'"
    desk.send(logic, {**fields, "show_if": "(went == 'yes' or times > 3) and answered(times)"})
    assert "more than the form can show" in words(desk.get(logic))


def test_a_part_is_shown_on_condition_in_words(desk: Desk) -> None:
    blank(desk, Went="yes-no", Times="number")
    desk.send(f"{desk.draft}part", {"title": "What it was like"}, on=desk.draft)
    part = f"{desk.draft}part/what_it_was_like"
    assert "no question before this part" in words(desk.get(f"{desk.draft}part/part_1"))
    fields = {
        "text-en-title": "What it was like",
        "text-en-intro": "Only for those who went.",
        "show_if-worded": "yes",
        "show_if": "",
        "show_if-join": "or",
        "show_if-1-subject": "went",
        "show_if-1-comparison": "is",
        "show_if-1-code": "went:yes",
        "show_if-2-subject": "times",
        "show_if-2-comparison": "more",
    }
    refused = desk.send(part, fields, status=422)
    assert "Condition 2 lacks the answer, number or day" in words(refused)
    assert refused.get_element_by_id("show_if-2-subject").get("aria-invalid") == "true"
    assert refused.get_element_by_id("show_if-1-code").value == "went:yes"
    assert refused.get_element_by_id("text-en-intro").text.strip() == "Only for those who went."
    # What the refused page holds can be mended and sent as it stands.
    again = next(form for form in refused.forms if form.action == part)
    again.fields["show_if-2-value"] = "3"
    desk.send(part, dict(again.form_values()))
    page = desk.get(part)
    assert page.get_element_by_id("show_if").value == "went == 'yes' or times > 3"
    assert page.get_element_by_id("show_if-join-or").get("checked") is not None
    assert "on condition" in words(desk.get(desk.draft))
    refused = desk.send(part, {**fields, "show_if": "went == 'perhaps'"}, status=422)
    assert refused.find(".//mark").text == "'perhaps'"
    both = {"show_if": page.get_element_by_id("show_if").value, "show_if-2-value": "3", "show_if-2-comparison": "is"}
    never = {"show_if-2-subject": "went", "show_if-2-code": "went:no", "show_if-join": "and", "show_if-2-value": ""}
    refused = desk.send(part, {**fields, **both, **never}, status=422)
    assert "can never be met" in words(refused)
    assert refused.get_element_by_id("show_if-2-code").value == "went:no"
    desk.send(part, {**fields, "show_if": both["show_if"], "show_if-1-subject": "", "show_if-2-subject": ""})
    assert desk.get(part).get_element_by_id("show_if").value == ""


def test_two_editors_get_both_versions(desk: Desk) -> None:
    blank(desk, Went="yes-no")
    address = f"{desk.draft}question/went"
    seen = re.search(r'name="revision" value="(\d+)"', desk.client.get(address).text)
    assert seen
    desk.send(address, {"text-en-text": "First?", "go": "back"})
    both = desk.send(address, {"text-en-text": "Second?", "go": "back", "revision": seen[1]}, status=409)
    assert "Second?" in words(both)
    assert "Nothing of yours is lost" in words(both)
    assert "First?" in words(desk.get(desk.draft))
    form = next(form for form in both.forms if form.action == address)
    desk.client.post(address, data=dict(form.form_values()))
    assert "Second?" in words(desk.get(desk.draft))


def test_a_question_may_lack_anything_until_it_is_published(desk: Desk) -> None:
    blank(desk, Choose="single")
    page = desk.get(f"{desk.draft}publish")
    assert "There are no answers to choose from" in words(page)
    assert not page.xpath("//main//form//button[text()='Publish']")
    desk.send(f"{desk.draft}publish", {"revision": "1"}, on=desk.draft, status=409)
    fields = {
        "list": "own",
        "option-1-code": "",
        "option-1-label-en": "Yes & no",
        "option-2-code": "b",
        "option-2-label-en": "B",
    }
    desk.send(f"{desk.draft}question/choose", {**fields, "go": "option-down:1"})
    content = desk.get(f"{desk.draft}text").get_element_by_id("file-content").text
    assert "options: [b, yes-no]" in content
    published = desk.send(f"{desk.draft}publish")
    assert "Version 1" in words(published)
    assert "Choose" in words(published)
    version = desk.last
    assert desk.client.get(f"{version}export").data[:2] == b"PK"
    assert "says the same already" in words(desk.get(f"{desk.draft}publish"))
    desk.send(
        f"{desk.draft}question/choose", {"list": "own", "option-1-code": "b", "option-1-label-en": "B", "go": "back"}
    )
    page = desk.get(f"{desk.draft}publish")
    assert "ends a comparison" in words(page)
    assert "The answer “Yes & no” is gone" in words(page)
    assert "Our year" in words(desk.get(desk.home))


def test_answers_of_its_own_say_what_scale_they_are(desk: Desk) -> None:
    blank(desk, mood="single")
    address = f"{desk.draft}question/mood"
    lines = {
        "list": "own",
        **{f"option-{n}-{cell}": text for n in (1, 2, 3) for cell, text in (("code", f"a{n}"), ("value", str(n)))},
        **{f"option-{n}-label-en": f"Answer {n}" for n in (1, 2, 3)},
        "go": "stay",
    }
    page = desk.send(address, lines)
    lacking = "say which count as low and as high"
    assert lacking in words(page)
    page = desk.send(address, {**lines, "polarity": "ordered", "option-1-counts": "low"})
    assert "answers count as high" in words(page)
    page = desk.send(address, {**lines, "polarity": "ordered", "option-1-counts": "low", "option-3-counts": "high"})
    assert page.get_element_by_id("polarity").value == "ordered"
    assert [page.get_element_by_id(f"option-{n}-counts").value for n in (1, 2, 3)] == ["low", "", "high"]
    assert lacking not in words(page)
    text = desk.get(f"{desk.draft}text").xpath("//textarea")[0].text
    assert "polarity: ordered" in text
    assert "counts: high" in text
    page = desk.send(address, {"list": "quality-5", "go": "stay"})
    assert "polarity" not in desk.get(f"{desk.draft}text").xpath("//textarea")[0].text


def test_as_text_with_mistakes_at_their_places(desk: Desk) -> None:
    blank(desk, Went="yes-no")
    address = f"{desk.draft}text"
    content = desk.get(address).get_element_by_id("file-content").text
    saved = desk.send(
        address, {"file": "questionnaire.yaml", "content": f"# ours\n{content}      - id: x\n        kind: sorcery\n"}
    )
    assert "There is no kind of question “sorcery”" in words(saved)
    assert "Line 10, column 15" in words(saved)
    refused = desk.send(address, {"file": "questionnaire.yaml", "content": "key: [\n"}, status=422)
    assert "Not saved" in words(refused)
    assert refused.get_element_by_id("file-content").text.strip() == "key: ["
    assert "# ours" in desk.get(address).get_element_by_id("file-content").text
    desk.get(f"{address}?file=../secret", status=404)
    desk.get(desk.draft)


def test_languages_and_translations(desk: Desk) -> None:
    blank(desk, Went="yes-no")
    fields = {"text-en-title": "Our year", "first_language": "en", "languages": ["en", "lv"], "key": "our-year"}
    desk.send(f"{desk.draft}settings", fields)
    page = desk.get(f"{desk.draft}translations/lv")
    assert "0% done" in words(page)
    preview = words(desk.get(f"{desk.draft}preview?language=lv"))
    assert "3 texts are not translated into this language yet" in preview
    assert "English" in preview
    assert "Went" in preview
    sent = {"t-title": "Mūsu gads", "t-question.went.text": "Vai bijāt?", "verified": ["title"]}
    page = desk.send(f"{desk.draft}translations/lv", sent)
    assert "verified" in words(page)
    po = desk.client.get(f"{desk.draft}translations/lv.po")
    assert "Vai bijāt?" in po.text
    changed = po.text.replace('msgid "Our year"\nmsgstr ""', 'msgid "Our year"\nmsgstr "Gads"')
    assert changed != po.text
    file = {"file": (io.BytesIO(changed.encode()), "lv.po")}
    taken = desk.send(f"{desk.draft}translations/lv/take-in", file, on=f"{desk.draft}translations/")
    assert "1 text was taken in" in words(taken)
    assert desk.client.get(f"{desk.draft}translations/lv.xlsx").data[:2] == b"PK"
    wrong = {"file": (io.BytesIO(b"nonsense"), "x.txt")}
    refused = desk.send(f"{desk.draft}translations/lv/take-in", wrong, on=f"{desk.draft}translations/")
    assert "cannot be read" in words(refused)
    desk.get(f"{desk.draft}translations/ru", status=404)


def test_preview_with_answers_tried_out(desk: Desk) -> None:
    blank(desk, Went="yes-no", Why="number")
    desk.send(f"{desk.draft}logic/why", {"show_if": "went == 'yes'"})
    page = desk.get(f"{desk.draft}preview")
    assert "Not shown with these answers" in words(page)
    page = desk.send(f"{desk.draft}preview", {"q-went": "yes", "q-why": "x", "go": "check"})
    assert "Not shown with these answers" not in words(page)
    assert "Please write a number" in words(page)
    token = re.search(r'csrf_token" value="([^"]+)', desk.client.get(desk.draft).text)
    assert token
    sent = {"csrf_token": token[1], "text-en-text": "Changed?"}
    fragment = desk.client.post(f"{desk.draft}question/went/preview", data=sent)
    assert "Changed?" in fragment.text
    assert "Changed?" not in words(desk.get(desk.draft))


def test_the_region_keeps_a_bank_and_its_associations_take_from_it(centre: Desk) -> None:
    centre.get(centre.home)
    blank(centre, **{"Was it fun?": "yes-no"})
    page = centre.send(f"{centre.draft}question/was_it_fun/share", on=f"{centre.draft}question/was_it_fun")
    assert "in the bank" in words(page)
    bank = f"{centre.home}bank/"
    assert "Was it fun?" in words(centre.get(f"{bank}?search=fun"))
    page = centre.get(f"{centre.draft}add?search=fun")
    centre.send(f"{centre.draft}add-from-bank", {"section": "part_1", "question": "entry:was_it_fun"}, on=centre.draft)
    assert order(centre) == ["was_it_fun", "was_it_fun_2"]
    fields = {"core_shown": "yes", "core": "yes", "indicator": "overall.satisfaction", "go": "back"}
    centre.send(f"{centre.draft}question/was_it_fun", fields)
    assert "core" in words(centre.get(centre.draft))


@pytest.mark.parametrize("place", ["", "settings", "text", "preview", "publish", "translations/", "add"])
def test_strangers_stay_outside(desk: Desk, place: str) -> None:
    blank(desk)
    with desk.client.session_transaction() as session:
        session.clear()
    assert desk.client.get(desk.draft + place).status_code == 302
