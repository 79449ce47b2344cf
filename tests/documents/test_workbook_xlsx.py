"""Workbooks read back with another library."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from surveyapp.documents.workbook_xlsx import workbook_xlsx
from surveyapp.wording.sheets import SheetView, WorkbookView

DANGEROUS = ("=1+1", "+SUM(A1)", "-2+3", "@cmd", '=HYPERLINK("http://evil.example")', "http://evil.example", "007")


def workbook(*sheets: SheetView) -> WorkbookView:
    return WorkbookView("lv", "Reģiona pārskats 2026./2027. m. g.", sheets)


def test_text_is_never_a_formula_an_address_or_a_number() -> None:
    view = SheetView("Līdzdalība", "Līdzdalība", ("Apvienība",), tuple((text,) for text in DANGEROUS))
    sheet = load_workbook(io.BytesIO(workbook_xlsx(workbook(view)))).worksheets[0]
    cells = [sheet.cell(row, 1) for row in range(5, 5 + len(DANGEROUS))]
    assert [cell.value for cell in cells] == list(DANGEROUS)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_numbers_stay_numbers_and_empty_cells_empty() -> None:
    view = SheetView("a", "A", ("x", "y", "z", "w"), (("Ķekava", 12, 3.98, None),))
    sheet = load_workbook(io.BytesIO(workbook_xlsx(workbook(view)))).worksheets[0]
    assert [cell.value for cell in sheet[5]] == ["Ķekava", 12, 3.98, None]
    assert sheet["C5"].number_format == "0.0"


def test_header_is_frozen_repeated_and_filtered() -> None:
    view = SheetView(
        "a", "A", ("x", "garš virsraksts ar vārdiem"), (("Ķekava", 12), ("Ļaudona", 7)), "Kā lasīt.", ("Piezīme.",)
    )
    book = load_workbook(io.BytesIO(workbook_xlsx(workbook(view))))
    sheet = book.worksheets[0]
    assert book.properties.title == "Reģiona pārskats 2026./2027. m. g."
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:B6"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["A"].width
    assert (sheet["A1"].value, sheet["A2"].value, sheet["A8"].value) == ("A", "Kā lasīt.", "Piezīme.")


def test_sheet_names_are_made_fit_and_unique() -> None:
    names = ["Vajadzības: [viss]/nekas?", "x" * 40, "x" * 40, "X" * 40, "'"]
    book = load_workbook(io.BytesIO(workbook_xlsx(workbook(*(SheetView(name, name, ("a",), ()) for name in names)))))
    assert book.sheetnames == ["Vajadzības   viss  nekas", "x" * 31, "x" * 29 + " 2", "X" * 29 + " 3", "1"]


def test_rows_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="another length"):
        SheetView("a", "A", ("x", "y"), (("only one",),))
