"""Spreadsheets (XLSX): each sheet as a table, with merged cells and dates as people read them."""

from __future__ import annotations

import posixpath
import re
from datetime import date, timedelta
from typing import Any

from surveyapp.interchange.package import Package
from surveyapp.planning.reading.paper import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXTS,
    Block,
    Cell,
    Paper,
    PaperRefused,
    Paragraph,
    Table,
    cleaned,
)

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_BUILT_IN_DATES = frozenset({*range(14, 18), 22, *range(27, 37), *range(45, 48), *range(50, 59)})
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MOST_SHEETS = 20

Grid = dict[int, dict[int, Cell]]


def read_xlsx(package: Package) -> Paper:
    """The paper in a spreadsheet, sheet by sheet; hidden sheets are left out."""
    if "xl/workbook.xml" not in package.names:
        raise PaperRefused("damaged")
    book = _Book(package)
    blocks: list[Block] = []
    rows = 0
    for name in book.sheets()[:_MOST_SHEETS]:
        grid = book.grid(name)
        rows += len(grid)
        if rows > MOST_ROWS:
            raise PaperRefused("too_many_rows", max=MOST_ROWS)
        table = _table(grid)
        if table.rows:
            blocks += [Paragraph(""), table]
    return Paper(tuple(blocks))


class _Book:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.strings = self._strings()
        self.formats = self._formats()
        workbook = package.xml("xl/workbook.xml")
        settings = workbook.find(f"{S}workbookPr")
        self.epoch = (
            date(1904, 1, 1)
            if settings is not None and settings.get("date1904") in ("1", "true")
            else date(1899, 12, 30)
        )
        self.workbook = workbook

    def sheets(self) -> list[str]:
        """The entries of the visible sheets, in order."""
        targets: dict[str, str] = {}
        if "xl/_rels/workbook.xml.rels" in self.package.names:
            for relation in self.package.xml("xl/_rels/workbook.xml.rels"):
                target = relation.get("Target", "")
                targets[relation.get("Id", "")] = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
                )
        found = [
            targets.get(sheet.get(f"{R}id", ""), "")
            for sheet in self.workbook.iterfind(f"{S}sheets/{S}sheet")
            if sheet.get("state", "visible") == "visible"
        ]
        return [name for name in found if name in self.package.names]

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.package.names:
            return []
        return [_text(item) for item in self.package.xml("xl/sharedStrings.xml").iterfind(f"{S}si")]

    def _formats(self) -> list[str]:
        """For each cell style what a number in it is: "date", "month" or ""."""
        if "xl/styles.xml" not in self.package.names:
            return []
        root = self.package.xml("xl/styles.xml")
        own = {form.get("numFmtId", ""): form.get("formatCode", "") for form in root.iter(f"{S}numFmt")}
        return [_kind(style.get("numFmtId", "0"), own) for style in root.iterfind(f"{S}cellXfs/{S}xf")]

    def grid(self, name: str) -> Grid:
        """The filled cells of a sheet by row and column, merged ranges laid over them."""
        grid: Grid = {}
        row_number = texts = 0
        merges: list[str] = []
        for event, element in self.package.events(name, ("end",)):
            if element.tag == f"{S}row":
                row_number = int(element.get("r") or row_number + 1)
                cells = self._row(element)
                if cells:
                    grid[row_number] = cells
                    texts += len(cells)
                if len(grid) > MOST_ROWS:
                    raise PaperRefused("too_many_rows", max=MOST_ROWS)
                if texts > MOST_TEXTS:
                    raise PaperRefused("too_long")
                element.clear()
            elif element.tag == f"{S}mergeCell" and event == "end":
                merges.append(element.get("ref", ""))
        for merge in merges[:MOST_ROWS]:
            _merge(grid, merge)
        return grid

    def _row(self, row: Any) -> dict[int, Cell]:
        cells: dict[int, Cell] = {}
        column = 0
        for cell in row.iterfind(f"{S}c"):
            reference = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(reference[1]) if reference else column + 1
            text = cleaned(self._value(cell))
            if text and column <= MOST_COLUMNS:
                cells[column] = Cell(text)
        return cells

    def _value(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(f"{S}is")
            return _text(inline) if inline is not None else ""
        value = cell.findtext(f"{S}v", "")
        if kind == "s":
            return self.strings[int(value)] if value.isdigit() and int(value) < len(self.strings) else ""
        if kind in ("str", "e", "d"):
            return "" if kind == "e" else value[:10] if kind == "d" else value
        if kind == "b":
            return ""
        return self._number(value, cell.get("s", "0"))

    def _number(self, value: str, style: str) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        kind = self.formats[int(style)] if style.isdigit() and int(style) < len(self.formats) else ""
        if kind and 1 <= number < 100_000:
            day = self.epoch + timedelta(days=int(number))
            return day.isoformat() if kind == "date" else day.isoformat()[:7]
        return str(int(number)) if number == int(number) and abs(number) < 1e15 else value


def _kind(identity: str, own: dict[str, str]) -> str:
    if identity in own:
        code = _LITERAL.sub("", own[identity]).lower()
        if "y" not in code and "d" not in code:
            return ""
        return "date" if "d" in code else "month" if "m" in code else ""
    if identity == "17":
        return "month"
    return "date" if identity.isdigit() and int(identity) in _BUILT_IN_DATES else ""


def _text(item: Any) -> str:
    """The text of a string with its formatted runs, without reading aids for Japanese."""
    return "".join(piece.text or "" for piece in item.iter(f"{S}t") if piece.getparent().tag != f"{S}rPh").replace(
        "_x000D_", ""
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _merge(grid: Grid, reference: str) -> None:
    first, _, last = reference.partition(":")
    begin, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
    if not begin or not end:
        return
    left, right = _column(begin[1]), min(_column(end[1]), MOST_COLUMNS)
    top, bottom = int(begin[2]), int(end[2])
    if right < left or top not in grid or left not in grid[top]:
        return
    grid[top][left] = Cell(grid[top][left].text, right - left + 1)
    for row in [row for row in grid if top < row <= bottom]:
        grid[row][left] = Cell("", right - left + 1, continues=True)
    for row in [row for row in grid if top <= row <= bottom]:
        for column in range(left + 1, right + 1):
            grid[row].pop(column, None)


def _table(grid: Grid) -> Table:
    rows: list[tuple[Cell, ...]] = []
    last = 0
    for number in sorted(grid):
        if last and number > last + 1:
            rows.append(())
        last = number
        cells: list[Cell] = []
        at = 1
        for column in sorted(grid[number]):
            cells += [Cell()] * (column - at)
            cells.append(grid[number][column])
            at = column + grid[number][column].columns
        rows.append(tuple(cells))
    return Table(tuple(rows))
