"""The evaluation on paper, read back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from surveyapp.analysis.charts import Chart
from surveyapp.documents.evaluation_docx import evaluation_docx
from surveyapp.documents.evaluation_pdf import DocumentError, compiled, evaluation_pdf
from surveyapp.documents.tables import column_shares, numeric_columns
from surveyapp.evaluation.blocks import Items, Paragraph, Table
from surveyapp.evaluation.evaluation import Edit, Evaluation, Sources, evaluation_from
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.evaluation import EvaluationView, evaluation_view


def view(evaluation: Evaluation, language: str) -> EvaluationView:
    return evaluation_view(catalogue(language), evaluation, lambda code: f"virziens {code}")


def opened(content: bytes) -> DocxDocument:
    return Document(io.BytesIO(content))


def catalog(content: bytes) -> DictionaryObject:
    root = PdfReader(io.BytesIO(content)).trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    return root


def pdf_text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.fixture
def latvian_view(latvian: Evaluation) -> EvaluationView:
    return view(latvian, "lv")


def test_docx_has_real_headings_in_order_and_the_words(latvian_view: EvaluationView) -> None:
    document = opened(evaluation_docx(latvian_view))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == [f"{part.number}. {part.title}" for part in latvian_view.parts]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in (
        "Ilze Žagariņa, novada Izglītības pārvaldes metodiķe",
        "Bērzkalnu novada skolu bibliotekāru",
        "2026./2027. m. g.",
        "Rīkot praktisku dienu par kataloģizēšanu iesācējiem.",
        "2027. gada 14. jūnijs",
    ):
        assert words in text  # fmt: skip


def test_docx_tables_repeat_their_header_and_do_not_split_rows(latvian_view: EvaluationView) -> None:
    pupils, teachers = opened(evaluation_docx(latvian_view)).tables
    assert [row.cells[3].text for row in teachers.rows][1:] == ["14", "16", "11"]
    assert pupils.rows[2].cells[3].text == "5.–7. klašu skolēni no astoņām skolām"
    assert teachers.rows[2].cells[0].text == "virziens experience"
    for table in (pupils, teachers):
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


def test_docx_says_its_language_size_and_title(latvian_view: EvaluationView) -> None:
    document = opened(evaluation_docx(latvian_view))
    assert document.core_properties.title == (
        f"{latvian_view.title}, Bērzkalnu novada skolu bibliotekāru metodiskā apvienība, 2026./2027. m. g."
    )
    language = document.styles.element.find(f".//{qn('w:lang')}")
    assert language is not None
    assert language.get(qn("w:val")) == "lv-LV"
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)  # type: ignore[union-attr]
    fields = [element.text for element in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_each_numbered_list_begins_at_one(latvian_view: EvaluationView) -> None:
    document = opened(evaluation_docx(latvian_view))
    lists = [p for p in document.paragraphs if p.style is not None and p.style.name == "List Number"]
    numbers = {p._p.find(f".//{qn('w:numId')}").get(qn("w:val")) for p in lists}
    assert len(numbers) == sum(
        isinstance(block, Items) and block.numbered for part in latvian_view.parts for block in part.blocks
    )


def test_pictures_carry_alternative_texts(latvian_view: EvaluationView, charts: tuple[Chart, ...]) -> None:
    figures = {9: charts[:2]}
    document = opened(evaluation_docx(latvian_view, figures))
    alts = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert alts == [f"{chart.frame.title} {chart.frame.summary}" for chart in charts[:2]]
    assert "/Figure" in structure_types(evaluation_pdf(latvian_view, figures))


def structure_types(content: bytes) -> set[str]:
    root = catalog(content)
    found: set[str] = set()
    waiting: list[Any] = [root["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            found.add(str(node.get("/S")))
            waiting.extend([node["/K"]] if "/K" in node else [])
    return found


def test_pdf_is_tagged_and_says_its_language_and_title(latvian_view: EvaluationView) -> None:
    content = evaluation_pdf(latvian_view)
    reader = PdfReader(io.BytesIO(content))
    root = catalog(content)
    assert str(root["/Lang"]).startswith("lv")
    assert "/MarkInfo" in root
    assert reader.metadata is not None
    assert "Bērzkalnu novada" in str(reader.metadata.title)
    assert {"/H1", "/H2", "/Table", "/TH", "/L"} <= structure_types(content)
    assert b"pdfuaid" in content or "pdfuaid" in str(reader.xmp_metadata and reader.xmp_metadata.stream.get_data())


def test_pdf_reads_back_in_latvian(latvian_view: EvaluationView) -> None:
    text = pdf_text(evaluation_pdf(latvian_view))
    for words in (
        "Ilze Žagariņa",
        "Stiprināt skolu bibliotekāru sadarbību",
        "Katram jaunajam bibliotekāram atrast padomdevēju.",
        "2026./2027. m. g.",
        "2027. gada 14. jūnijs",
        "Ozolciems",
    ):
        assert words in text  # fmt: skip


def test_both_read_back_in_russian_with_signs_of_markup_as_they_were_written(russian: Evaluation) -> None:
    shown = view(russian, "ru")
    document = opened(evaluation_docx(shown))
    texts = ("\n".join(p.text for p in document.paragraphs), pdf_text(evaluation_pdf(shown)))
    for text in texts:
        for words in (
            "Вера Ельникова, методист",
            "2026/2027 учебный год",
            "& обсуждение <вместо урока>",
            "#show; $x^2$ и \\n",
            "Щучинская школа: съёмка объявления",
        ):
            assert words in text  # fmt: skip


def test_control_characters_are_left_out_and_empty_parts_say_so(russian: Evaluation) -> None:
    sources = Sources(association=russian.parts[1].facts, year=russian.year)  # type: ignore[arg-type]
    shown = view(evaluation_from(sources, {3: Edit((Paragraph("раз\x00два\x0bтри \ufffe ☺ 🪿"),))}), "ru")
    assert "раздватри" in "".join(p.text for p in opened(evaluation_docx(shown)).paragraphs)
    text = pdf_text(evaluation_pdf(shown))
    assert "раздватри ☺ □" in text
    assert text.count(shown.empty_text) == 8


def test_a_part_with_nothing_but_a_chart_is_not_called_empty(russian: Evaluation, charts: tuple[Chart, ...]) -> None:
    shown = view(russian, "ru")
    for figures in ({}, {5: charts[:1]}):
        words = "\n".join(p.text for p in opened(evaluation_docx(shown, figures)).paragraphs)
        assert words.count(shown.empty_text) == pdf_text(evaluation_pdf(shown, figures)).count(shown.empty_text)
        assert words.count(shown.empty_text) == 7 - len(figures)


def test_a_long_table_keeps_its_header_on_every_page(russian: Evaluation) -> None:
    rows = tuple((f"строка {number}", "слово " * 12, str(number)) for number in range(60))
    edit = Edit((Table(("Заглавие", "Содержание", "Число"), rows),))
    sources = Sources(association=russian.parts[1].facts, year=russian.year)  # type: ignore[arg-type]
    content = evaluation_pdf(view(evaluation_from(sources, {5: edit}), "ru"))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert sum("Содержание" in page for page in pages) == sum("строка" in page for page in pages) >= 2


def test_a_document_that_typst_warns_about_is_refused(
    latvian_view: EvaluationView, tmp_path_factory: pytest.TempPathFactory
) -> None:
    template = tmp_path_factory.mktemp("typst") / "broken.typ"
    template.write_text('#set document(title: "x")\n#set text(font: "No Such Typeface")\nword', encoding="utf-8")
    with pytest.raises(DocumentError, match="font"):
        compiled(template, {})
    template.write_text("#nothing", encoding="utf-8")
    with pytest.raises(DocumentError):
        compiled(template, {})


def test_columns_share_the_width_and_know_their_numbers() -> None:
    shares = column_shares(("No.", "What"), (("1", "a long description of what was done"), ("2", "")))
    assert sum(shares) == pytest.approx(1, abs=0.001)
    assert shares[1] > shares[0] > 0
    assert numeric_columns((("1", "a"), ("", "2")), 2) == [True, False]
    assert numeric_columns((), 1) == [False]
