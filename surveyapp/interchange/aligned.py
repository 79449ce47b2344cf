"""Tables whose columns are kept apart by spaces, as typewritten plans and copies from a PDF have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveyapp.planning.reading.headers import Role, role_of, roles_of
from surveyapp.planning.reading.headings import Section, heading_of
from surveyapp.planning.reading.paper import Cell, Table, cleaned

_PIECE = re.compile(r"\S+(?: \S+)*")
_NUMBER = re.compile(r"\d{1,3}[.)]?")
_LEANING = 3
"""How many characters a piece may stand before its column."""


def aligned_table(lines: Sequence[str], place: int) -> tuple[Table | None, int]:
    """The table whose header stands at a line, and the line after it; None where the line is no header."""
    header = list(_PIECE.finditer(lines[place].expandtabs()))
    names = [piece.group() for piece in header]
    if len(names) < 3 or not roles_of(names):
        return None, place
    starts = [piece.start() for piece in header]
    numbered = role_of(names[0]) is Role.NUMBER
    rows: list[list[str]] = [names]
    single: set[int] = set()
    gap = False
    at = place + 1
    while at < len(lines):
        line = lines[at].expandtabs()
        if not line.strip():
            gap = True
            at += 1
            continue
        pieces = list(_PIECE.finditer(line))
        if len(pieces) == 1 and _column(starts, pieces[0].start()) == 0 and not _NUMBER.match(line.strip()):
            heading = heading_of(line)
            if gap and (
                not _row_follows(lines, at + 1, numbered) or (heading and heading.section is not Section.ACTIVITIES)
            ):
                break
            single.add(len(rows))
            rows.append([line.strip()])
        elif gap and len(pieces) == 1 and not numbered:
            break
        else:
            _take(rows, starts, pieces, numbered=numbered, single=single)
        gap = False
        at += 1
    width = len(names)
    table = tuple(
        (Cell(cleaned(row[0]), width),) if index in single else tuple(Cell(cleaned(text)) for text in row)
        for index, row in enumerate(rows)
    )
    return (Table(table), at) if len(rows) > 1 else (None, place)


def _column(starts: Sequence[int], position: int) -> int:
    return max((column for column, start in enumerate(starts) if start <= position + _LEANING), default=0)


def _row_follows(lines: Sequence[str], place: int, numbered: bool) -> bool:
    following = next((line for line in lines[place:] if line.strip()), "")
    pieces = _PIECE.findall(following)
    return len(pieces) > 1 and (not numbered or _NUMBER.match(pieces[0]) is not None)


def _take(
    rows: list[list[str]], starts: Sequence[int], pieces: Sequence[re.Match[str]], *, numbered: bool, single: set[int]
) -> None:
    cells = [""] * len(starts)
    for place, piece in enumerate(pieces):
        column = _column(starts, piece.start())
        if len(pieces) == len(starts):
            column = place
        cells[column] = f"{cells[column]} {piece.group()}".strip()
    begins = bool(_NUMBER.match(cells[0])) if numbered else bool(cells[0]) and len(pieces) > 1
    if begins or len(rows) == 1 or len(rows) - 1 in single:
        rows.append(cells)
    else:
        for column, text in enumerate(cells):
            if text:
                rows[-1][column] = f"{rows[-1][column]} {text}".strip()
