"""Blocks of the evaluation written into a DOCX before a given paragraph: real headings, lists, tables, links."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from surveyapp.analysis.charts import Chart
from surveyapp.documents.charts import WIDTH_INCHES, chart_png
from surveyapp.documents.style import ACCENT, INK_SOFT, RULE
from surveyapp.documents.tables import column_shares, numeric_columns
from surveyapp.documents.text import printable
from surveyapp.evaluation.blocks import Block, Heading, Items, Paragraph, Table
from surveyapp.evaluation.figures import alternative_text
from surveyapp.evaluation.rich import Rich, Span, plain, spans


class BlockWriter:
    """Writes before *anchor*; styles the template lacks are made plain, numbering is the writer's own."""

    def __init__(self, document: DocxDocument, anchor: DocxParagraph) -> None:
        self._document = document
        self._anchor = anchor
        section = document.sections[0]
        page, left, right = section.page_width, section.left_margin, section.right_margin
        self._width = int((page or Cm(21)) - (left or Cm(2.5)) - (right or Cm(2)))
        self._styles: dict[str, str] = {}
        self._lists: dict[bool, int] = {}

    def heading(self, text: str, level: int) -> None:
        """A heading of level 1, 2 or 3."""
        self._paragraph(f"Heading {level}", text)

    def soft(self, text: str) -> None:
        """A line in the soft colour: that nothing is recorded."""
        self._paragraph("Normal", text).runs[0].font.color.rgb = _colour(INK_SOFT)

    def block(self, block: Block) -> None:
        """One block of a part."""
        match block:
            case Heading(text, level):
                self.heading(text, level + 1)
            case Paragraph(words):
                self._paragraph("Normal", words)
            case Items(items, numbered):
                self._items(items, numbered=numbered)
            case Table(headers, rows):
                self._table(headers, rows)

    def figure(self, chart: Chart) -> None:
        """A chart with its alternative text, as wide as the text."""
        paragraph = self._paragraph("Normal", "")
        paragraph.paragraph_format.space_before = Pt(8)
        paragraph.paragraph_format.line_spacing = 1.0
        width = Emu(min(self._width, Cm(WIDTH_INCHES * 2.54)))
        picture = paragraph.add_run().add_picture(io.BytesIO(chart_png(chart)), width=width)
        described = picture._inline.docPr
        described.set("descr", printable(alternative_text(chart)))
        described.set("title", printable(chart.frame.title))

    def _paragraph(self, style: str, text: Rich) -> DocxParagraph:
        element = OxmlElement("w:p")
        self._anchor._p.addprevious(element)
        paragraph = DocxParagraph(element, self._anchor._parent)
        element.style = self._style_id(style)
        self._write(paragraph, text)
        return paragraph

    def _style_id(self, name: str) -> str:
        """The id of a style; looked up once, and made where the template has none."""
        if name not in self._styles:
            styles = self._document.styles
            if name not in styles:
                made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
                if isinstance(made, ParagraphStyle) and name.startswith("Heading"):
                    made.font.bold = True
                    made.paragraph_format.keep_with_next = True
                    made.paragraph_format.space_before = Pt(12)
                    _mark_outline(made, int(name[-1]) - 1)
            self._styles[name] = str(styles[name].style_id)
        return self._styles[name]

    def _write(self, paragraph: DocxParagraph, text: Rich) -> list[Any]:
        """Runs of a text; gives them for a look of the caller's own."""
        runs = []
        for span in spans(text):
            run = paragraph.add_run(printable(span.text))
            run.bold, run.italic = span.bold or None, span.italic or None
            if span.link:
                self._link(paragraph, run, span)
            runs.append(run)
        return runs

    def _link(self, paragraph: DocxParagraph, run: Any, span: Span) -> None:
        relation = self._document.part.relate_to(span.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), relation)
        paragraph._p.remove(run._r)
        link.append(run._r)
        paragraph._p.append(link)
        run.font.underline = True
        run.font.color.rgb = _colour(ACCENT)

    def _items(self, items: Iterable[Rich], *, numbered: bool) -> None:
        """A list with a numbering of its own, so that each begins at one."""
        number = self._list_number(numbered=numbered)
        for item in items:
            paragraph = self._paragraph("List Number" if numbered else "List Bullet", item)
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number

    def _list_number(self, *, numbered: bool) -> int:
        numbering = _numbering(self._document)
        if numbered not in self._lists:
            self._lists[numbered] = _new_abstract(numbering, numbered=numbered)
        added = numbering.add_num(self._lists[numbered])
        if numbered:
            added.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(added.numId)

    def _table(self, headers: Sequence[Rich], rows: Sequence[Sequence[Rich]]) -> None:
        words = [plain(header) for header in headers]
        said = [[plain(cell) for cell in row] for row in rows]
        table = self._document.add_table(rows=1 + len(rows), cols=len(headers))
        self._anchor._p.addprevious(table._tbl)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        _borders(table._tbl)
        widths = [int(self._width * share) for share in column_shares(words, said)]
        numeric = numeric_columns(said, len(headers))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width)
        for place, (row, texts) in enumerate(zip(table._tbl.tr_lst, (headers, *rows), strict=True)):
            properties = row.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if place == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for element, text, width, right in zip(row.tc_lst, texts, widths, numeric, strict=True):
                cell = _Cell(element, table)
                cell.width = Emu(width)
                self._fill(element, cell, text, header=place == 0, right=right)
        gap = self._paragraph("Normal", "")  # Word joins two tables that nothing separates
        gap.paragraph_format.space_after = Pt(0)
        gap.paragraph_format.line_spacing = Pt(6)

    def _fill(self, element: Any, cell: _Cell, text: Rich, *, header: bool, right: bool) -> None:
        paragraph = DocxParagraph(element.p_lst[0], cell)
        properties = parse_xml(_CELL_PROPERTIES[header, right])
        element.p_lst[0].insert(0, properties)
        for run in self._write(paragraph, text):
            run.font.size = Pt(9.5 if header else 10)
            if header:
                run.font.bold = True


_RIGHT = '<w:jc w:val="right"/>'
_CELL_PROPERTIES = {
    (header, right): (
        f"<w:pPr {nsdecls('w')}>{'<w:keepNext/>' if header else ''}"
        f'<w:spacing w:before="60" w:after="60" w:line="252" w:lineRule="auto"/>{_RIGHT if right else ""}</w:pPr>'
    )
    for header in (True, False)
    for right in (True, False)
}


def _colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.removeprefix("#").upper())


def _mark_outline(style: ParagraphStyle, level: int) -> None:
    """Without its outline level a heading of one's own is none for a screen reader."""
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    style.element.get_or_add_pPr().append(outline)


def _borders(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE.removeprefix("#"))):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table.tblPr.append(borders)


def _numbering(document: DocxDocument) -> Any:
    """The document's numbering; one is made where the template has none."""
    part = document.part
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part.element
    element: Any = parse_xml(f"<w:numbering {nsdecls('w')}/>")
    made = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element, part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return element


def _new_abstract(numbering: Any, *, numbered: bool) -> int:
    """A shape of numbering: a dot, or numbers. Shapes stand before the numbers that use them."""
    taken = [int(each.get(qn("w:abstractNumId"))) for each in numbering.iterchildren(qn("w:abstractNum"))]
    number = max(taken, default=-1) + 1
    shape = ("decimal", "%1.") if numbered else ("bullet", "•")
    element = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{shape[0]}"/><w:lvlText w:val="{shape[1]}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr></w:lvl></w:abstractNum>'
    )
    first = next(numbering.iterchildren(qn("w:num")), None)
    if first is None:
        numbering.append(element)
    else:
        first.addprevious(element)
    return number
