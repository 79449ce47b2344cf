"""The evaluation as a DOCX which opens cleanly in Word and LibreOffice and can be worked on further.

It follows a template: the one that ships, or the regional centre's own. Real heading, list and table styles, a
repeated header row, the document's language, a title in the properties, alternative texts on pictures: what a reader
of screens and a registry of documents need.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from surveyapp.documents.docx_base import add_field, bundled_template
from surveyapp.documents.docx_blocks import BlockWriter
from surveyapp.documents.docx_template import fill, open_template
from surveyapp.documents.text import printable
from surveyapp.evaluation.figures import NO_FIGURES, Figures
from surveyapp.wording.evaluation import EvaluationView, PartView

WORD_LANGUAGES = {"lv": "lv-LV", "lt": "lt-LT", "ru": "ru-RU", "en": "en-GB"}


def evaluation_docx(
    view: EvaluationView, figures: Figures = NO_FIGURES, template: bytes | None = None, *, wide: bool = False
) -> bytes:
    """The evaluation in its own language as a Word document, after *template* or the bundled one.

    *wide* lays the pages on their side. The same view gives the same text.
    ``BadTemplate`` for a template that cannot be filled.
    """
    document = open_template(template or bundled_template())
    _language(document, view.language)
    _properties(document, view)
    if wide:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width

    def part(shown: PartView) -> Callable[[Paragraph], None]:
        return lambda anchor: _part(BlockWriter(document, anchor), shown, view, figures)

    def all_parts(anchor: Paragraph) -> None:
        writer = BlockWriter(document, anchor)
        for shown in view.parts:
            writer.heading(printable(shown.heading), 1)
            _part(writer, shown, view, figures)

    fill(
        document,
        {
            "association": printable(view.association),
            "title": printable(view.title),
            "year": printable(view.year),
            "page": lambda paragraph: _page_number(paragraph, view.page_label),
            **{f"part_{shown.number}_title": printable(shown.title) for shown in view.parts},
        },
        {"parts": all_parts, **{f"part_{shown.number}": part(shown) for shown in view.parts}},
    )
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _part(writer: BlockWriter, part: PartView, view: EvaluationView, figures: Figures) -> None:
    charts = figures.get(part.number, ())
    if not part.blocks and not charts:
        writer.soft(printable(view.empty_text))
    for block in part.blocks:
        writer.block(block)
    for chart in charts:
        writer.figure(chart)


def _language(document: DocxDocument, language: str) -> None:
    """Say the language where every run inherits it from; spell checkers and screen readers ask there."""
    styles = document.styles.element
    found = False
    for tag in styles.iter(qn("w:lang")):
        found = found or next(tag.iterancestors(qn("w:docDefaults")), None) is not None
        tag.set(qn("w:val"), WORD_LANGUAGES[language])
        tag.set(qn("w:eastAsia"), WORD_LANGUAGES[language])
    if not found:
        run = document.styles["Normal"].element.get_or_add_rPr()
        element = OxmlElement("w:lang")
        element.set(qn("w:val"), WORD_LANGUAGES[language])
        run.append(element)


def _properties(document: DocxDocument, view: EvaluationView) -> None:
    properties = document.core_properties
    properties.title = printable(f"{view.title}, {view.association}, {view.year}")[:255]
    properties.subject = printable(view.year)
    properties.author = printable(view.association)[:255]
    properties.language = WORD_LANGUAGES[view.language]
    properties.comments = ""


def _page_number(paragraph: Paragraph, label: str) -> None:
    """ "Page 3 of 7", counted by the word processor."""
    before, _, rest = label.partition("{page}")
    between, _, after = rest.partition("{pages}")
    paragraph.add_run(before)
    add_field(paragraph, "PAGE")
    paragraph.add_run(between)
    add_field(paragraph, "NUMPAGES")
    paragraph.add_run(after)
