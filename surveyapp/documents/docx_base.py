"""The bundled template of the evaluation's DOCX: page, styles and placeholders.

A regional centre's own takes its place.
"""

from __future__ import annotations

import io
from functools import lru_cache

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from surveyapp.documents.style import ACCENT, INK, INK_SOFT

FONT = "Calibri"  # LibreOffice has Carlito of the same measures


@lru_cache(maxsize=1)
def bundled_template() -> bytes:
    """The template that ships: what a regional centre takes to make its own from."""
    document = Document()
    _page(document)
    _styles(document)
    document.add_paragraph("{{association}}", style="Subtitle")
    document.add_paragraph("{{title}}", style="Title")
    document.add_paragraph("{{year}}", style="Subtitle")
    document.add_paragraph("{{parts}}")
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("{{page}}")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _page(document: DocxDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    section.footer_distance = Cm(1.1)


def _styles(document: DocxDocument) -> None:
    normal = _style(document, "Normal", 11, INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    normal.paragraph_format.widow_control = True
    title = _style(document, "Title", 24, INK, bold=True)
    title.paragraph_format.space_after = Pt(4)
    _without_border(title)
    subtitle = _style(document, "Subtitle", 13, INK_SOFT)
    subtitle.paragraph_format.space_after = Pt(4)
    for name, size, colour, before in (
        ("Heading 1", 14, ACCENT, 20),
        ("Heading 2", 11.5, INK, 12),
        ("Heading 3", 11, INK_SOFT, 8),
    ):
        heading = _style(document, name, size, colour, bold=True)
        heading.paragraph_format.space_before = Pt(before)
        heading.paragraph_format.space_after = Pt(5)
        heading.paragraph_format.keep_with_next = True
    for name in ("List Bullet", "List Number"):
        _style(document, name, 11, INK).paragraph_format.space_after = Pt(3)
    _style(document, "Footer", 9, INK_SOFT)


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


def add_field(paragraph: Paragraph, instruction: str) -> None:
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
