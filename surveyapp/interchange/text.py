"""Plain text: tables set with tabs, with one cell on each line, with bars, or with columns of spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from surveyapp.interchange.aligned import aligned_table
from surveyapp.planning.periods import Precision, read_period
from surveyapp.planning.reading.headers import Role, role_of, roles_of
from surveyapp.planning.reading.headings import Section, heading_of
from surveyapp.planning.reading.paper import (
    MOST_ROWS,
    Block,
    Cell,
    Paper,
    PaperRefused,
    Paragraph,
    Table,
    cleaned,
)

_QUOTED = re.compile(r'(?:(?<=\t)|(?<![^\n]))"((?:[^"]|"")*)"(?=\t|\n|\Z)')
_KEPT_BREAK = "\ue000"
_ONE_CELL = re.compile(r"\t[^\t]*")
_NUMBERED = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,4})\s*[.)]?\s*")
_NAME = re.compile(r"(?:[A-ZĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲА-ЯЁ][\w’'-]*\.?[\s,]*){1,4}")
_NEAR = 6
"""How many lines without a tab may stand between two rows of one table."""
_FEWEST, _MOST = 2, 9


def read_text(text: str) -> Paper:
    """The paper in a plain text. ``PaperRefused("too_many_rows")`` where its tables are longer than a plan's."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _QUOTED.sub(_unquoted, text)
    lines = text.split("\n")
    if sum("\t" in line for line in lines) > MOST_ROWS * _MOST:
        raise PaperRefused("too_many_rows", max=MOST_ROWS)
    blocks: list[Block] = []
    place = 0
    while place < len(lines):
        table, place_after = _table_at(lines, place)
        if table:
            if len(table.rows) > MOST_ROWS:
                raise PaperRefused("too_many_rows", max=MOST_ROWS)
            blocks.append(table)
            place = place_after
        else:
            blocks.append(Paragraph(cleaned(lines[place].replace("\t", " ")).replace(_KEPT_BREAK, " ")))
            place += 1
    return Paper(tuple(blocks))


def _unquoted(found: re.Match[str]) -> str:
    """A cell a spreadsheet quoted because of its line breaks; other quotation marks are the text’s own."""
    inside = found[1].replace('""', '"')
    return inside.replace("\n", _KEPT_BREAK) if "\n" in inside or inside != found[1] else found[0]


def _table_at(lines: Sequence[str], place: int) -> tuple[Table | None, int]:
    line = lines[place]
    if line.lstrip().startswith("|") and line.count("|") > 2:
        return _barred(lines, place)
    if (
        _ONE_CELL.fullmatch(line)
        and sum(_ONE_CELL.fullmatch(other) is not None for other in lines[place : place + 12]) > 3
    ):
        return _cell_on_each_line(lines, place)
    if "\t" in line.strip():
        return _tabbed(lines, place)
    if "   " in line.strip() or "  " in line.strip():
        return aligned_table(lines, place)
    return None, place


def _cell(text: str, columns: int = 1) -> Cell:
    return Cell(cleaned(text.replace(_KEPT_BREAK, "\n")), columns)


def _barred(lines: Sequence[str], place: int) -> tuple[Table | None, int]:
    """Rows between bars, as in Markdown."""
    rows: list[tuple[Cell, ...]] = []
    while place < len(lines) and lines[place].lstrip().startswith("|"):
        texts = lines[place].strip().strip("|").split("|")
        if not all(set(text.strip()) <= set(":-") for text in texts):
            rows.append(tuple(_cell(text.replace("<br>", "\n")) for text in texts))
        place += 1
    return Table(tuple(rows)), place


def _cell_on_each_line(lines: Sequence[str], place: int) -> tuple[Table | None, int]:
    """A table pasted with a tab before each cell: where the rows end is told by the length of the header."""
    cells: list[list[str]] = []
    last = place
    for at in range(place, len(lines)):
        if _ONE_CELL.fullmatch(lines[at]):
            cells.append([lines[at][1:]])
            last = at
        elif lines[at].count("\t") or at - last > _NEAR * 2:
            break
        elif cells:
            cells[-1].append(lines[at])
    end = last + 1
    while end < len(lines) and lines[end].strip() and "\t" not in lines[end]:
        end += 1
    cells[-1] = [cells[-1][0], *lines[last + 1 : end]]
    texts = ["\n".join(cell) for cell in cells]
    width = _header_width(texts)
    if not width:
        return None, place
    rows = [tuple(_cell(text) for text in texts[at : at + width]) for at in range(0, len(texts), width)]
    return Table(tuple(rows)), end


def _header_width(texts: Sequence[str]) -> int:
    """How many of the first cells are names of columns; else a width at which the periods stand in one column."""
    for width in range(min(_MOST, len(texts)), _FEWEST - 1, -1):
        first = [cleaned(text).replace("\n", " ") for text in texts[:width]]
        if all(role_of(text) for text in first) and roles_of(first) and len({role_of(text) for text in first}) == width:
            return width
    best, share = 0, 0.6
    for width in range(3, _MOST):
        if len(texts) >= 2 * width and len(texts) % width == 0:
            for column in range(width):
                held = [_dated(text) for text in texts[column::width]]
                if sum(held) / len(held) > share:
                    best, share = width, sum(held) / len(held)
    return best


def _dated(text: str) -> bool:
    return len(text) < 60 and read_period(text).precision is not Precision.UNKNOWN


def _tabbed(lines: Sequence[str], place: int) -> tuple[Table | None, int]:
    """Rows with tabs between their cells; a cell's own line breaks may have torn a row over several lines."""
    end = _end_of_tabbed(lines, place)
    region = lines[place:end]
    tabbed = [line for line in region if "\t" in line]
    if len(tabbed) < 2:
        return None, place
    header = next((line for line in tabbed if roles_of(line.split("\t"))), None)
    width = len(header.split("\t")) if header else Counter(line.count("\t") for line in tabbed).most_common(1)[0][0] + 1
    rows = _Rows(width, header is not None and role_of(header.split("\t")[0]) is Role.NUMBER)
    for line in region:
        rows.take(line)
    return Table(tuple(tuple(row) for row in rows.cells())), end


def _end_of_tabbed(lines: Sequence[str], place: int) -> int:
    last = place
    between = 0
    for at in range(place, len(lines)):
        line = lines[at]
        if "\t" in line.strip("\n"):
            last, between = at, 0
        elif line.strip():
            between += 1
            heading = heading_of(line)
            apart = heading is not None and heading.section not in (
                Section.ACTIVITIES,
                Section.OTHER,
                Section.ASSOCIATION,
            )
            if between > _NEAR or (apart and not lines[at - 1].strip() and not _rows_follow(lines, at)):
                break
    # What directly follows the last row without a tab is the rest of its last cell, if it looks like names.
    end = last + 1
    while (
        end < len(lines) and lines[end].strip() and _NAME.fullmatch(lines[end].strip()) and not heading_of(lines[end])
    ):
        end += 1
    return end


def _rows_follow(lines: Sequence[str], place: int) -> bool:
    """Whether a numbered row follows a heading: then it stands inside the table."""
    following = next((line for line in lines[place + 1 :] if line.strip()), "")
    return "\t" in following and _NUMBERED.fullmatch(following.split("\t")[0]) is not None


def _is_date_heading(line: str) -> bool:
    return _dated(line) and (" " not in line or any(letter.isdigit() for letter in line))


class _Rows:
    """Puts lines together to rows of a known number of columns."""

    def __init__(self, width: int, numbered: bool) -> None:
        self.width = width
        self.numbered = numbered
        self.rows: list[list[str]] = []
        self.gap = False

    def take(self, line: str) -> None:
        """Take one line: a row, the next part of a torn row, a heading, or more text of a cell."""
        if not line.strip():
            self.gap = True
            return
        gap, self.gap = self.gap, False
        texts = line.split("\t")
        last = self.rows[-1] if self.rows else None
        if len(texts) == 1:
            if last and len(last) > 1 and not gap and self._goes_on(last, line.strip()):
                last[-1] += f"\n{line}"
            else:
                self.rows.append([line])
        elif last and 0 < len(last) < self.width and self._completes(last, texts):
            last[-1] += f"\n{texts[0]}"
            last += texts[1:]
        else:
            self.rows.append(texts)

    def _goes_on(self, last: list[str], line: str) -> bool:
        if line[0].islower():
            return True
        if (line.isupper() and len(line) > 4) or line.endswith(":") or _is_date_heading(line) or roles_of(last):
            return False
        if _NAME.fullmatch(line):
            return True
        return len(last) < self.width

    def _completes(self, last: list[str], texts: list[str]) -> bool:
        if len(last) == 1 and not _NUMBERED.fullmatch(last[0]) and not self._torn_open(last):
            return False
        starts_anew = _NUMBERED.fullmatch(texts[0]) is not None or not texts[0].strip()
        if self.numbered:
            return not starts_anew and len(last) + len(texts) - 1 <= self.width
        return len(last) + len(texts) - 1 == self.width and len(texts) < self.width

    def _torn_open(self, last: list[str]) -> bool:
        return "\n" in last[-1]

    def cells(self) -> list[list[Cell]]:
        """The rows as cells; a line alone is a heading over the whole width."""
        return [
            [_cell(row[0], self.width)] if len(row) == 1 and self.width > 1 else [_cell(text) for text in row]
            for row in self.rows
        ]
