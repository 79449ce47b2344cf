"""Tables of numbers in words, ready to become sheets of a workbook or tables of a page."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | float | None
"""None is an empty cell; a number stays a number, so that it can be sorted and summed."""


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet: a title, a sentence on how to read it, a table, and notes below. Short rows are refused."""

    name: str
    """On the tab; shortened by the writer where the format allows fewer letters."""
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    intro: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headers) for row in self.rows):
            raise ValueError(f"a row of the sheet {self.name!r} has another length than its header")


@dataclass(frozen=True, slots=True)
class WorkbookView:
    """A workbook in one language."""

    language: str
    title: str
    sheets: tuple[SheetView, ...]
