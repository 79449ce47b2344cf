"""The evaluation in the browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

from docx import Document
from lxml import html
from pypdf import PdfReader

from surveyapp.planning.model import Partner
from surveyapp.services.evaluations import EvaluationDesk, PartInput, evaluation_of, save_part
from surveyapp.services.plans import add_partner
from surveyapp.services.unit import Unit
from tests.leaders import World
from tests.rounds import hold_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


def stored(new_unit: NewUnit, world: World) -> EvaluationDesk:
    with new_unit() as unit:
        return evaluation_of(unit, world.leader, world.association_id, world.period_id)


def revision(page: html.HtmlElement) -> str:
    return str(page.xpath("//input[@name='revision']/@value")[0])


def test_the_page_counts_what_is_ready_and_says_what_is_missing(window: Browser) -> None:
    page = text_of(window.get("evaluation"))

    assert "0 of 10 parts of the evaluation ready" in page
    assert "No cooperation partner is named." in page
    for number in range(1, 11):
        window.get(f"evaluation/part/{number}")
    window.get("evaluation/part/11", status=404)


def test_a_part_is_written_ticked_and_filled_anew(window: Browser, new_unit: NewUnit, world: World) -> None:
    with new_unit() as unit:
        add_partner(unit, world.leader, world.association_id, world.period_id, Partner("Novada muzejs", "Izstāde"))
    address = "evaluation/part/6"
    page = window.get(address)
    assert "- Novada muzejs – Izstāde" in (page.get_element_by_id("text").text or "")

    written = "## Muzejs\n\nKopā.\n\n- viens\n- divi\n\n| A | B |\n| 1 | 2 |"
    page = window.send(address, {"text": written, "ready": "y", "revision": revision(page)})
    assert "Part 6 is saved." in text_of(page)
    part = page.get_element_by_id("part-6")
    assert [text_of(item) for item in part.xpath(".//li")] == ["viens", "divi"]
    assert text_of(part.find(".//table/tbody")) == "12"
    assert "your text" in text_of(part)

    window.send("evaluation/part/6/tick", {"ready": "no", "revision": "1"}, opened="evaluation")
    window.send("evaluation/part/6/anew", {"revision": "2"}, opened="evaluation")
    assert not stored(new_unit, world).evaluation.parts[5].is_edited


def test_a_second_window_sees_both_versions(window: Browser, new_unit: NewUnit, world: World) -> None:
    address = "evaluation/part/3"
    before = revision(window.get(address))
    with new_unit() as unit:
        at = (world.leader, world.association_id, world.period_id)
        save_part(unit, *at, 3, PartInput("Cits teksts"), revision=0)

    page = window.send(address, {"text": "Mans teksts", "revision": before}, status=422)

    assert "Cits teksts" in text_of(page)
    assert (page.get_element_by_id("text").text or "").strip() == "Mans teksts"
    window.send(address, {"text": "Mans teksts", "revision": revision(page)})
    assert stored(new_unit, world).text(3) == "Mans teksts"


def test_leader_and_author_have_fields_of_their_own(window: Browser, new_unit: NewUnit, world: World) -> None:
    fields = {"name": "Sarmīte Vanaga", "post": "metodiķe", "years_leading": "4", "contact": "29000000"}
    page = window.send("evaluation/leader", {**fields, "years_leading": "400"}, opened="evaluation/part/1", status=422)
    assert page.xpath("//*[@id='years_leading']/@aria-invalid") == ["true"]
    window.send("evaluation/leader", fields, opened="evaluation/part/1")
    window.send("evaluation/prepared", {"prepared_by": ""}, opened="evaluation/part/10", status=422)
    window.send(
        "evaluation/prepared",
        {"prepared_by": "Sarmīte Vanaga", "prepared_on": "2026-06-19"},
        opened="evaluation/part/10",
    )
    assert stored(new_unit, world).evaluation.ready_count == 2


def test_both_documents_can_be_taken_any_day(window: Browser, new_unit: NewUnit, world: World) -> None:
    page = window.get("evaluation/part/6")
    window.send("evaluation/part/6", {"text": "Sadarbība ar muzeju", "revision": revision(page)})

    word = window.client.get(window.path("evaluation/document.docx"))
    portable = window.client.get(window.path("evaluation/document.pdf"))

    assert "Sadarbība ar muzeju" in "\n".join(item.text for item in Document(io.BytesIO(word.data)).paragraphs)
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(portable.data)).pages)
    assert "Sadarbība ar muzeju" in " ".join(printed.split())
    assert portable.mimetype == "application/pdf"
    for answer, ending in ((word, ".docx"), (portable, ".pdf")):
        name = answer.headers["Content-Disposition"]
        assert name.startswith("attachment")
        assert "filename*=UTF-8''" in name
        assert ending in name


def test_it_is_handed_in_and_taken_back(window: Browser, new_unit: NewUnit, world: World) -> None:
    page = window.send("evaluation/hand-in")
    assert "Say first who prepared the evaluation." in text_of(page)
    window.send("evaluation/prepared", {"prepared_by": "Sarmīte Vanaga"}, opened="evaluation/part/10")
    assert "Not ready yet:" in text_of(window.get("evaluation/hand-in"))

    page = window.send("evaluation/hand-in")
    assert "The evaluation is handed in." in text_of(page)
    assert "Edit part 3" not in text_of(page)
    assert stored(new_unit, world).handed_in_at is not None
    window.send("evaluation/part/3", {"text": "x", "revision": "0"}, opened="evaluation", status=409)
    page = window.send("evaluation/take-back", opened="evaluation")
    assert "Edit part 3" in text_of(page)


def test_the_editors_markup_is_cleaned_and_read_back(window: Browser, new_unit: NewUnit, world: World) -> None:
    address = "evaluation/part/6"
    page = window.get(address)
    assert page.get_element_by_id("editor-text").get("role") == "textbox"
    markup = (
        "<h3>Muzejs</h3><p>Kopā ar <b>muzeju</b> <a href='https://muzejs.example' onclick='x()'>te</a></p>"
        "<script>alert(1)</script>"
    )
    page = window.send(address, {"text": markup, "writing": "html", "revision": revision(page)})
    part = page.get_element_by_id("part-6")
    assert text_of(part.find(".//h3")) == "Muzejs"
    assert text_of(part.find(".//strong")) == "muzeju"
    assert part.xpath(".//p/a/@href") == ["https://muzejs.example"]
    assert stored(new_unit, world).text(6) == "## Muzejs\n\nKopā ar **muzeju** [te](https://muzejs.example)"
    page = window.get(address)
    assert "Kopā ar **muzeju**" in (page.get_element_by_id("text").text or "")
    assert page.get_element_by_id("editor-text").find(".//strong").text == "muzeju"


def token_of(window: Browser) -> str:
    return str(window.get("evaluation/part/6").xpath("//input[@name='csrf_token']/@value")[0])


def test_pasted_text_is_cleaned_before_it_goes_in(window: Browser) -> None:
    pasted = {"csrf_token": token_of(window), "html": "<p style='color:red'><b>a</b><script>1</script></p>"}
    answer = window.client.post(window.path("evaluation/clean"), data=pasted)
    assert answer.json == {"html": "<p><strong>a</strong></p>"}


def test_it_is_saved_while_one_types_and_two_windows_are_told_apart(
    window: Browser, new_unit: NewUnit, world: World
) -> None:
    token = token_of(window)

    def typed(text: str, at: str) -> tuple[int, object]:
        fields = {"csrf_token": token, "text": f"<p>{text}</p>", "writing": "html", "revision": at}
        answer = window.client.post(window.path("evaluation/part/6/typed"), data=fields)
        return answer.status_code, answer.json

    assert typed("A", "0") == (200, {"state": "saved", "revision": 1})
    assert typed("Ar", "1") == (200, {"state": "saved", "revision": 2})
    assert typed("Cits logs", "1") == (409, {"state": "conflict"})
    assert typed("x" * 70_000, "2") == (422, {"state": "refused"})
    assert stored(new_unit, world).text(6) == "Ar"
    assert text_of(window.get("evaluation/history")).count("Part 6 saved") == 1


def test_the_history_opens_and_brings_back(window: Browser, new_unit: NewUnit, world: World) -> None:
    for text in ("Pirmais", "Otrais"):
        page = window.get("evaluation/part/6")
        window.send("evaluation/part/6", {"text": text, "revision": revision(page)})
    page = window.get("evaluation/history/1")
    assert [text_of(line) for line in page.iterfind(".//del")] == ["removed: Pirmais"]
    assert [text_of(line) for line in page.iterfind(".//ins")] == ["added: Otrais"]
    window.get("evaluation/history/9", status=404)
    assert "Nothing differs." in text_of(window.get("evaluation/history/1?with=1"))
    window.send("evaluation/history/1/part/6/restore", opened="evaluation/history/1")
    assert stored(new_unit, world).text(6) == "Pirmais"


def test_a_signed_file_is_attached_taken_and_removed(window: Browser) -> None:
    pdf = b"%PDF-1.7\n%%EOF\n"
    page = window.send("evaluation/file", {"file": (io.BytesIO(b"MZ"), "x.pdf")}, opened="evaluation", status=422)
    assert "This is no signed document." in text_of(page)
    page = window.send("evaluation/file", {"file": (io.BytesIO(pdf), "Parakstīts.pdf")}, opened="evaluation")
    assert "Parakstīts.pdf" in text_of(page.get_element_by_id("signed-file"))
    assert window.client.get(window.path("evaluation/file")).data == pdf
    page = window.send("evaluation/file/remove", opened="evaluation")
    assert "Parakstīts.pdf" not in text_of(page.get_element_by_id("signed-file"))
    assert "Signed file removed: Parakstīts.pdf" in text_of(window.get("evaluation/history"))


def test_documents_come_in_every_language_and_format(window: Browser) -> None:
    page = window.get("evaluation/documents")
    for href in page.xpath("//table//a/@href"):
        answer = window.client.get(href)
        assert answer.status_code == 200
        assert len(answer.data) > 1000
    assert b'lang="lt"' in window.client.get(window.path("evaluation/document.html?language=lt")).data
    window.get("evaluation/document.odt", status=404)
    window.get("evaluation/document.pdf?language=de", status=404)


def test_charts_of_the_results_stand_at_a_part(window: Browser, new_unit: NewUnit, world: World) -> None:
    with new_unit() as unit:
        hold_round(unit, world.leader, world.association_id, world.period_id, invited=16, answered=12)
    page = window.get("evaluation/part/8")
    keys = page.xpath("//input[@name='charts']/@value")
    assert "needs" in keys
    chosen = ["needs", "overall"]
    window.send("evaluation/part/8", {"text": "Ar attēliem", "charts": chosen, "revision": revision(page)})
    page = window.get("evaluation")
    sources = page.get_element_by_id("part-8").xpath(".//img/@src")
    assert len(sources) == 2
    assert window.client.get(sources[0]).data.startswith(b"\x89PNG")
    document = Document(io.BytesIO(window.client.get(window.path("evaluation/document.docx")).data))
    alts = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(alts) == 2
    assert "neapmierinātā vajadzība" in alts[0], "in the evaluation's language, not the page's"
    too_many = {"text": "x", "charts": keys[:7], "revision": revision(window.get("evaluation/part/8"))}
    assert "at most 6 charts" in text_of(window.send("evaluation/part/8", too_many, status=422))
