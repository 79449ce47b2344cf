"""A table as a rectangle: merged cells laid out, so that every row has the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.planning.reading.paper import MOST_COLUMNS, Cell, Table


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: a text per column, and which columns only continue a cell above or to the left."""

    texts: tuple[str, ...]
    below: frozenset[int]  # columns of cells that continue the row above
    widest: int  # columns of the widest filled cell

    @property
    def filled(self) -> tuple[int, ...]:
        """The columns which hold text of their own."""
        return tuple(column for column, text in enumerate(self.texts) if text)

    @property
    def alone(self) -> str:
        """The text of a row with a single filled cell; empty for any other row."""
        return self.texts[self.filled[0]] if len(self.filled) == 1 else ""

    def is_heading(self) -> bool:
        """Whether one merged cell takes nearly the whole row."""
        return bool(self.alone) and self.widest > 1 and self.widest >= len(self.texts) - 1


def grid_of(table: Table) -> list[GridRow]:
    """The rows of a table, each as long as the longest; columns that are empty throughout are left out."""
    width = min(MOST_COLUMNS, max((sum(cell.columns for cell in row) for row in table.rows), default=0))
    rows = [_laid_out(row, width) for row in table.rows]
    used = [column for column in range(width) if any(row.texts[column] or column in row.below for row in rows)]
    # A merged heading fills one column and covers the others: its width is counted in the columns that are left.
    return [
        GridRow(
            tuple(row.texts[column] for column in used),
            frozenset(place for place, column in enumerate(used) if column in row.below),
            min(row.widest, len(used)),
        )
        for row in rows
    ]


def _laid_out(row: Sequence[Cell], width: int) -> GridRow:
    texts = [""] * width
    below: set[int] = set()
    widest = place = 0
    for cell in row:
        if place >= width:
            break
        texts[place] = cell.text
        if cell.continues:
            below.update(range(place, min(width, place + cell.columns)))
            texts[place] = ""
        elif cell.text:
            widest = max(widest, cell.columns)
        place += cell.columns
    return GridRow(tuple(texts), frozenset(below), widest)
