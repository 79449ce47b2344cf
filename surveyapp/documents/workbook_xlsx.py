"""A workbook as XLSX: numbers stay numbers, and no text is ever taken for a formula or an address."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from surveyapp.documents.style import ACCENT, INK_SOFT, RULE
from surveyapp.documents.text import printable
from surveyapp.wording.sheets import Cell, SheetView, WorkbookView

_NAME_LENGTH = 31
_NAME_REFUSED = re.compile(r"[\[\]:*?/\\]")
_WIDEST, _NARROWEST = 48, 8
_CELL_LENGTH = 32_767
_FIRST_TABLE_ROW = 3


def workbook_xlsx(view: WorkbookView) -> bytes:
    """The workbook. Sheet names are made fit for the format; nothing is refused."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        workbook.set_properties({"title": printable(view.title)})
        formats = _Formats(workbook)
        taken: set[str] = set()
        for sheet in view.sheets:
            _sheet(workbook.add_worksheet(_name(sheet.name, taken)), sheet, formats)
    return target.getvalue()


class _Formats:
    """The few looks a cell can have."""

    def __init__(self, workbook: Workbook) -> None:
        line = {"bottom": 1, "bottom_color": RULE, "valign": "top"}
        self.title: Format = workbook.add_format({"bold": True, "font_size": 14, "font_color": ACCENT})
        self.soft: Format = workbook.add_format({"font_color": INK_SOFT})
        self.note: Format = workbook.add_format({"font_color": INK_SOFT, "text_wrap": True, "valign": "top"})
        self.header: Format = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2, "bottom_color": ACCENT}
        )
        self.text: Format = workbook.add_format({**line, "text_wrap": True})
        self.whole: Format = workbook.add_format({**line, "num_format": "0"})
        self.decimal: Format = workbook.add_format({**line, "num_format": "0.0"})


def _sheet(sheet: Worksheet, view: SheetView, formats: _Formats) -> None:
    sheet.write_string(0, 0, printable(view.title), formats.title)
    sheet.write_string(1, 0, printable(view.intro), formats.soft)
    for column, header in enumerate(view.headers):
        sheet.write_string(_FIRST_TABLE_ROW, column, printable(header), formats.header)
        sheet.set_column(column, column, _width([header, *(row[column] for row in view.rows)]))
    for number, row in enumerate(view.rows, start=_FIRST_TABLE_ROW + 1):
        for column, cell in enumerate(row):
            _cell(sheet, number, column, cell, formats)
    last = _FIRST_TABLE_ROW + len(view.rows)
    if view.headers:
        sheet.freeze_panes(_FIRST_TABLE_ROW + 1, 1)
        sheet.repeat_rows(_FIRST_TABLE_ROW)
    if view.headers and view.rows:
        sheet.autofilter(_FIRST_TABLE_ROW, 0, last, len(view.headers) - 1)
    width = max(len(view.headers), 6) - 1
    for number, note in enumerate(view.notes, start=last + 2):
        sheet.merge_range(number, 0, number, width, "", formats.note)
        sheet.write_string(number, 0, printable(note)[:_CELL_LENGTH], formats.note)
        sheet.set_row(number, 15 * (1 + len(note) // 90))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _cell(sheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, formats.text)
    elif isinstance(cell, str):
        sheet.write_string(row, column, printable(cell)[:_CELL_LENGTH], formats.text)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, formats.whole)
    else:
        sheet.write_number(row, column, cell, formats.decimal)


def _width(cells: Sequence[Cell]) -> int:
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return min(_WIDEST, max(_NARROWEST, longest + 2))


def _name(wanted: str, taken: set[str]) -> str:
    """A name for the tab: at most 31 letters, none of the refused signs, each once."""
    clean = _NAME_REFUSED.sub(" ", printable(wanted)).strip().strip("'") or "1"
    name = clean[:_NAME_LENGTH].strip()
    number = 2
    while name.casefold() in taken:
        ending = f" {number}"
        name = clean[: _NAME_LENGTH - len(ending)] + ending
        number += 1
    taken.add(name.casefold())
    return name
