"""The evaluation as a DOCX which opens cleanly in Word and LibreOffice and can be worked on further.

Real heading, list and table styles, a repeated header row, the document's language, A4, page numbers, a title in the
properties, alternative texts on pictures: what a reader of screens and a registry of documents need.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from surveyapp.analysis.charts import Chart
from surveyapp.documents.charts import WIDTH_INCHES, chart_png
from surveyapp.documents.style import ACCENT, INK, INK_SOFT, RULE
from surveyapp.documents.tables import column_shares, numeric_columns
from surveyapp.documents.text import printable
from surveyapp.evaluation.blocks import Block, Heading, Items, Paragraph, Table
from surveyapp.wording.evaluation import EvaluationView, PartView

Figures = Mapping[int, Sequence[Chart]]
"""Charts by the number of the part (1 to 10) at whose end they stand."""

FONT = "Calibri"  # LibreOffice has Carlito of the same measures
WORD_LANGUAGES = {"lv": "lv-LV", "lt": "lt-LT", "ru": "ru-RU", "en": "en-GB"}
_TEXT_WIDTH = Cm(16.5)


def evaluation_docx(view: EvaluationView, figures: Figures | None = None) -> bytes:
    """The evaluation in its own language as a Word document. The same view gives the same text; nothing is refused."""
    document = Document()
    _page(document)
    _styles(document, view.language)
    _properties(document, view)
    _title(document, view)
    for part in view.parts:
        document.add_heading(printable(f"{part.number}. {part.title}"), level=1)
        charts = (figures or {}).get(part.number, ())
        _part(document, part, "" if charts else view.empty_text)
        for chart in charts:
            _figure(document, chart)
    _footer(document, view)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _page(document: DocxDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    section.footer_distance = Cm(1.1)


def _styles(document: DocxDocument, language: str) -> None:
    normal = _style(document, "Normal", 11, INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    normal.paragraph_format.widow_control = True
    title = _style(document, "Title", 24, INK, bold=True)
    title.paragraph_format.space_after = Pt(4)
    _without_border(title)
    subtitle = _style(document, "Subtitle", 13, INK_SOFT)
    subtitle.paragraph_format.space_after = Pt(4)
    for name, size, colour, before in (("Heading 1", 14, ACCENT, 20), ("Heading 2", 11.5, INK, 12)):
        heading = _style(document, name, size, colour, bold=True)
        heading.paragraph_format.space_before = Pt(before)
        heading.paragraph_format.space_after = Pt(5)
        heading.paragraph_format.keep_with_next = True
    for name in ("List Bullet", "List Number"):
        _style(document, name, 11, INK).paragraph_format.space_after = Pt(3)
    _style(document, "Footer", 9, INK_SOFT)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for tag in defaults.iter(qn("w:lang")):
        tag.set(qn("w:val"), WORD_LANGUAGES[language])
        tag.set(qn("w:eastAsia"), WORD_LANGUAGES[language])


def _style(document: DocxDocument, name: str, size: float, colour: str, *, bold: bool = False) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no paragraph style")
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())
    fonts = style.element.rPr.rFonts
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]  # the built-in headings name a theme's font, which would win over ours
    for attribute in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(attribute), FONT)
    spacing = style.element.rPr.find(qn("w:spacing"))
    if spacing is not None:
        style.element.rPr.remove(spacing)
    return style


def _without_border(style: ParagraphStyle) -> None:
    border = style.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)


def _properties(document: DocxDocument, view: EvaluationView) -> None:
    properties = document.core_properties
    properties.title = printable(f"{view.title}, {view.association}, {view.year}")[:255]
    properties.subject = printable(view.year)
    properties.author = printable(view.association)[:255]
    properties.language = WORD_LANGUAGES[view.language]
    properties.comments = ""


def _title(document: DocxDocument, view: EvaluationView) -> None:
    document.add_paragraph(printable(view.association), style="Subtitle")
    document.add_paragraph(printable(view.title), style="Title")
    document.add_paragraph(printable(view.year), style="Subtitle")


def _part(document: DocxDocument, part: PartView, empty_text: str) -> None:
    if not part.blocks and empty_text:
        run = document.add_paragraph().add_run(printable(empty_text))
        run.font.color.rgb = RGBColor.from_string(INK_SOFT.removeprefix("#").upper())
    for block in part.blocks:
        _block(document, block)


def _block(document: DocxDocument, block: Block) -> None:
    match block:
        case Heading(text):
            document.add_heading(printable(text), level=2)
        case Paragraph(text):
            document.add_paragraph(printable(text))
        case Items(items, numbered):
            _items(document, items, numbered=numbered)
        case Table(headers, rows):
            _table(document, headers, rows)


def _items(document: DocxDocument, items: Iterable[str], *, numbered: bool) -> None:
    style = "List Number" if numbered else "List Bullet"
    number = _new_numbering(document) if numbered else None
    for item in items:
        paragraph = document.add_paragraph(printable(item), style=style)
        if number is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number


def _new_numbering(document: DocxDocument) -> int:
    """A numbering of its own, so that each list begins at one."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    style_number = style.pPr.numPr.numId.val
    abstract = next(number for number in numbering.num_lst if number.numId == style_number).abstractNumId.val
    added = numbering.add_num(abstract)
    added.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(added.numId)


def _table(document: DocxDocument, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(headers))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    _borders(table)
    widths = [int(_TEXT_WIDTH * share) for share in column_shares(headers, rows)]
    numeric = numeric_columns(rows, len(headers))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)
    cells = [[_Cell(cell, table) for cell in row._tr.tc_lst] for row in table.rows]  # `row.cells` is quadratic
    for line, texts in zip(cells, (headers, *rows), strict=True):
        for cell, text, width, right in zip(line, texts, widths, numeric, strict=True):
            cell.width = Emu(width)
            _fill(cell, text, header=line is cells[0], right=right)
    _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for row in table.rows:
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
    gap = document.add_paragraph()  # Word joins two tables that nothing separates
    gap.paragraph_format.space_after = Pt(0)
    gap.paragraph_format.line_spacing = Pt(6)


def _fill(cell: _Cell, text: str, *, header: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    paragraph.paragraph_format.line_spacing = 1.05
    run = paragraph.add_run(printable(text))
    run.font.size = Pt(9.5 if header else 10)
    run.font.bold = header
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if header:
        paragraph.paragraph_format.keep_with_next = True


def _borders(table: DocxTable) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE.removeprefix("#"))):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _mark(properties: object, tag: str) -> None:
    properties.append(OxmlElement(tag))  # type: ignore[attr-defined] # lxml's elements carry no types


def _figure(document: DocxDocument, chart: Chart) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(8)
    picture = paragraph.add_run().add_picture(
        io.BytesIO(chart_png(chart)), width=min(_TEXT_WIDTH, Cm(WIDTH_INCHES * 2.54))
    )
    described = picture._inline.docPr
    described.set("descr", printable(f"{chart.frame.title} {chart.frame.summary}".strip()))
    described.set("title", printable(chart.frame.title))


def _footer(document: DocxDocument, view: EvaluationView) -> None:
    paragraph: DocxParagraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    before, _, rest = view.page_label.partition("{page}")
    between, _, after = rest.partition("{pages}")
    paragraph.add_run(before)
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _field(paragraph: DocxParagraph, instruction: str) -> None:
    """A field which the word processor fills in; until then it shows a one."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run("1" if kind == "shown" else "")
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.text = instruction
            run._r.append(element)
        elif kind != "shown":
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)
