"""Placeholders of a DOCX template: finding them, saying which are wrong and where, filling them.

A placeholder stands in double braces: ``{{year}}``. Some are words inside a line, the others are whole parts of the
evaluation and stand alone in a paragraph of their own. A template is never run: what stands in the braces is only
ever looked up in a closed list.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from surveyapp.evaluation.placeholders import WHOLE, WORDS, Mistake, Place

_BRACED = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_NEAR_SIGNS = 60
MOST_MISTAKES = 20


class BadTemplate(Exception):
    """The template cannot be read, or its placeholders are wrong; ``mistakes`` is empty where it cannot be read."""

    def __init__(self, mistakes: tuple[Mistake, ...] = ()) -> None:
        super().__init__(", ".join(f"{each.code}: {each.name}" for each in mistakes) or "unreadable")
        self.mistakes = mistakes


def open_template(content: bytes) -> DocxDocument:
    """A template as a document. ``BadTemplate`` where it is none."""
    try:
        document = Document(io.BytesIO(content))
        _ = document.sections[0]
    except Exception as error:  # python-docx says of a stranger's file whatever its parsers say
        raise BadTemplate from error
    return document


def mistakes_in(document: DocxDocument) -> tuple[Mistake, ...]:
    """Everything wrong with the placeholders of a template, in reading order, at most ``MOST_MISTAKES``."""
    found: list[Mistake] = []
    seen: set[str] = set()
    for paragraph, place in paragraphs(document):
        text = paragraph.text
        for braced in _BRACED.finditer(text):
            name = braced[1]
            if name in WHOLE:
                if place.where != "text" or text.strip() != braced[0]:
                    found.append(Mistake("misplaced", name, place))
                elif name in seen:
                    found.append(Mistake("twice", name, place))
                seen.add(name)
            elif name not in WORDS:
                found.append(Mistake("unknown", name[:40], place))
        loose = _LOOSE.search(_BRACED.sub("", text))
        if loose:
            found.append(Mistake("open_brace", loose[0], place))
    if not found and not seen:
        found.append(Mistake("none"))
    return tuple(found[:MOST_MISTAKES])


def paragraphs(document: DocxDocument) -> Iterator[tuple[Paragraph, Place]]:
    """Every paragraph of a document with its place: of the text, of its tables, of headers and footers."""
    body = document.element.body
    number = table = 0
    for child in body.iterchildren(qn("w:p"), qn("w:tbl"), qn("w:sdt")):
        if child.tag == qn("w:p"):
            number += 1
            yield _placed(child, document, "text", (number,))
            continue
        table += 1
        for row_number, row in enumerate(child.iter(qn("w:tr")), start=1):
            for column, cell in enumerate(row.iter(qn("w:tc")), start=1):
                for line in cell.iter(qn("w:p")):
                    yield _placed(line, document, "table", (table, row_number, column))
        if child.tag == qn("w:sdt"):
            for line in child.iter(qn("w:p")):
                if next(line.iterancestors(qn("w:tc")), None) is None:
                    yield _placed(line, document, "table", (table, 1, 1))
    done: set[int] = set()
    for section in document.sections:
        for where, part in (
            ("header", section.header),
            ("header", section.first_page_header),
            ("header", section.even_page_header),
            ("footer", section.footer),
            ("footer", section.first_page_footer),
            ("footer", section.even_page_footer),
        ):
            if part.is_linked_to_previous or id(part._element) in done:
                continue
            done.add(id(part._element))
            for line in part._element.iter(qn("w:p")):
                yield _placed(line, part, where, ())  # type: ignore[arg-type] # the two words of the pairs above


def _placed(
    element: Any, parent: Any, where: Literal["text", "table", "header", "footer"], numbers: tuple[int, ...]
) -> tuple[Paragraph, Place]:
    paragraph = Paragraph(element, parent)
    return paragraph, Place(where, numbers, " ".join(paragraph.text.split())[:_NEAR_SIGNS])


def fill(
    document: DocxDocument,
    words: Mapping[str, str | Callable[[Paragraph], None]],
    whole: Mapping[str, Callable[[Paragraph], None]],
) -> None:
    """Fill every placeholder. *words* give texts, or what writes into an emptied paragraph's end; *whole* write before
    the paragraph of the placeholder, which then goes away. ``BadTemplate`` for a template with mistakes."""
    mistakes = mistakes_in(document)
    if mistakes:
        raise BadTemplate(mistakes)
    for paragraph, _place in list(paragraphs(document)):
        if "{{" not in paragraph.text:
            continue
        alone = _BRACED.fullmatch(paragraph.text.strip())
        if alone and alone[1] in whole:
            whole[alone[1]](paragraph)
            paragraph._p.getparent().remove(paragraph._p)
        else:
            _fill_words(paragraph, words)


def _fill_words(paragraph: Paragraph, words: Mapping[str, str | Callable[[Paragraph], None]]) -> None:
    """Fill a line's placeholders, each in the look of the run it begins in."""
    while braced := _BRACED.search(paragraph.text):
        value = words[braced[1]]
        start, end = braced.span()
        place = 0
        for run in paragraph.runs:
            length = len(run.text)
            low, high = max(start - place, 0), min(end - place, length)
            if low < high:
                begins = place <= start
                said = value if begins and isinstance(value, str) else ""
                run.text = run.text[:low] + said.replace("{{", "{ {") + run.text[high:]
            place += length
        if place < end:  # the rest stands in a link or a field, which runs do not show
            raise BadTemplate((Mistake("misplaced", braced[1], Place("text", (), paragraph.text[:_NEAR_SIGNS])),))
        if not isinstance(value, str):
            value(paragraph)
