"""The evaluation in all three formats and four languages, read back: words, tables, links, alternative texts."""

from __future__ import annotations

import base64
import io
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from surveyapp.analysis.charts import Chart
from surveyapp.documents.evaluation_docx import evaluation_docx
from surveyapp.documents.evaluation_html import evaluation_html
from surveyapp.documents.evaluation_pdf import evaluation_pdf
from surveyapp.evaluation.blocks import Paragraph
from surveyapp.evaluation.evaluation import Edit, Evaluation
from surveyapp.evaluation.figures import alternative_text
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.evaluation import EvaluationView, evaluation_view
from surveyapp.wording.evaluation_kept import as_kept, kept

LANGUAGES = {
    "lv": ("2026./2027. m. g.", "2027. gada 14. jūnijs"),
    "lt": ("2026–2027 m. m.", "2027 m. birželio 14 d."),
    "ru": ("2026/2027 учебный год", "14 июня 2027 г."),
    "en": ("2026/2027", "14 June 2027"),
}


def view(evaluation: Evaluation, language: str) -> EvaluationView:
    return evaluation_view(catalogue(language), evaluation, lambda code: f"virziens {code}")


def words_of_pdf(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_format_says_the_same_in_each_language(
    latvian: Evaluation, charts: tuple[Chart, ...], language: str
) -> None:
    shown = view(latvian, language)
    figures = {8: charts[:2]}
    year, day = LANGUAGES[language]

    document = Document(io.BytesIO(evaluation_docx(shown, figures)))
    page = html.fromstring(evaluation_html(shown, figures))
    pdf = evaluation_pdf(shown, figures)
    said = " ".join(" ".join(paragraph.text for paragraph in document.paragraphs).split())
    texts = (said, " ".join(page.text_content().split()), words_of_pdf(pdf))

    for text in texts:
        for words in (shown.title, year, day, "Katram jaunajam bibliotekāram atrast padomdevēju."):
            assert words in text
        for part in shown.parts:
            assert part.title in text
    assert page.get("lang") == language
    assert document.core_properties.language.startswith(language)
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert isinstance(root, DictionaryObject)
    assert str(root["/Lang"]).startswith(language)
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == list(
        map(alternative_text, charts[:2])
    )
    assert [image.get("alt") for image in page.iter("img")] == list(map(alternative_text, charts[:2]))


def test_rich_text_is_real_in_a_docx(every_shape: Evaluation) -> None:
    document = Document(io.BytesIO(evaluation_docx(view(every_shape, "lv"))))
    styles = {p.text: p.style.name for p in document.paragraphs if p.style is not None}
    assert (styles["Lasītprasme"], styles["Pirmais pusgads"]) == ("Heading 2", "Heading 3")
    runs = {run.text: run for p in document.paragraphs for run in p.runs}
    assert runs["noderīgi"].bold
    assert runs["viegli"].italic
    links = document.element.body.findall(f".//{qn('w:hyperlink')}")
    assert len(links) == 3
    addresses = {document.part.rels[link.get(qn("r:id"))].target_ref for link in links}
    assert addresses == {"https://skola.example/materiali"}
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["Kas", "Kur"]
    assert document.tables[0].rows[1].cells[1].text == "Liepsala"


def test_rich_text_is_real_in_a_pdf(every_shape: Evaluation) -> None:
    content = evaluation_pdf(view(every_shape, "lv"))
    reader = PdfReader(io.BytesIO(content))
    assert "Īpaši noderīgi un viegli: materiāli" in words_of_pdf(content)
    found = [
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object().get("/A")
    ]
    assert found == ["https://skola.example/materiali"] * 3


def test_html_needs_nothing_beside_it(every_shape: Evaluation, charts: tuple[Chart, ...]) -> None:
    content = evaluation_html(view(every_shape, "lv"), {4: charts[:1]})
    page = html.fromstring(content)
    assert not list(page.iter("script", "link", "iframe"))
    assert [link.get("href") for link in page.iter("a")] == ["https://skola.example/materiali"] * 3
    assert len(page.findall(".//h1")) == 1
    assert [heading.text for heading in page.iter("h3", "h4")] == ["Lasītprasme", "Pirmais pusgads"]
    assert {cell.get("scope") for cell in page.iter("th")} == {"col"}
    source = page.find(".//img").get("src")
    ET.fromstring(base64.b64decode(source.removeprefix("data:image/svg+xml;base64,")))
    assert "@media print" in page.findtext(".//style", "")


def test_peoples_markup_is_only_text(russian: Evaluation) -> None:
    page = html.fromstring(evaluation_html(view(russian, "ru")))
    assert "& обсуждение <вместо урока>" in page.text_content()


def test_what_was_kept_reads_back(latvian: Evaluation, charts: tuple[Chart, ...]) -> None:
    shown = view(latvian, "lv")
    again, figures = as_kept(kept(shown, {3: charts}, "one"), "one")
    assert [(part.title, part.blocks) for part in again.parts] == [(part.title, part.blocks) for part in shown.parts]
    assert figures == {3: charts}


def test_charts_of_a_replaced_release_do_not_read_back(latvian: Evaluation, charts: tuple[Chart, ...]) -> None:
    stored = kept(view(latvian, "lv"), {3: charts}, "one")
    for now in ("another", None):
        again, figures = as_kept(stored, now)
        assert not figures
        assert "vairs nav redzamas" in repr(again.parts[2].blocks[-1])
        assert charts[0].frame.title not in repr(again)


def test_who_prepared_it_never_stands_alone_on_the_last_page(latvian: Evaluation) -> None:
    """However long the text before is: the last page begins with something of the part before."""
    for lines in range(1, 40, 3):
        shown = evaluation_view(catalogue("lv"), _longer(latvian, lines), lambda code: code)
        last = PdfReader(io.BytesIO(evaluation_pdf(shown))).pages[-1].extract_text().strip()
        assert not last.startswith(f"10. {shown.parts[9].title}"), lines


def _longer(evaluation: Evaluation, lines: int) -> Evaluation:
    edit = Edit(tuple(Paragraph(f"Ieteikums {number}.") for number in range(lines)))
    parts = (*evaluation.parts[:8], replace(evaluation.parts[8], edit=edit), evaluation.parts[9])
    return replace(evaluation, parts=parts)
