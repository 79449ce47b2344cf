"""Finding the tables of a plan among other tables, and the lines of text that stand inside a sheet beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.planning.periods import Precision, read_period
from surveyapp.planning.reading.grid import GridRow, grid_of
from surveyapp.planning.reading.headers import Role, role_of, roles_of
from surveyapp.planning.reading.headings import Section, heading_of
from surveyapp.planning.reading.paper import Table
from surveyapp.planning.reading.rows import Roles

_INITIALS = re.compile(r"\b[A-ZĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲА-ЯЁ]\.\s?[A-ZĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲА-ЯЁ]")
_HEAD = (Section.GOAL, Section.TASKS, Section.PRIORITIES, Section.GOAL_AND_TASKS)
_INTEGER = re.compile(r"\d{1,3}\.?\)?")


@dataclass(frozen=True, slots=True)
class Segment:
    """A header with the rows below it. One sheet may hold several; ``names`` are the header's own words."""

    roles: Roles
    names: tuple[str, ...]
    rows: tuple[GridRow, ...]


def segments_of(table: Table) -> list[str | Segment]:
    """What a table holds, in order: lines of text, and segments with a header."""
    grid = grid_of(table)
    if _is_layout(grid):
        return _lines(grid)
    found: list[str | Segment] = []
    header: tuple[Roles, tuple[str, ...]] | None = None
    rows: list[GridRow] = []
    place = 0
    while place < len(grid):
        row = grid[place]
        read = _header_at(grid, place)
        # Inside a table only a row of nothing but names of columns begins another.
        if read and (header is None or all(role_of(name) for name in read[1] if name)):
            roles, names, height = read
            if header is None or roles != header[0]:
                _close(found, header, rows)
                header = (roles, names)
            place += height
            continue
        if header is None:
            found += _line(row)
        elif _ends_here(grid, place):
            _close(found, header, rows)
            header = None
            found += _line(row)
        else:
            rows.append(row)
        place += 1
    _close(found, header, rows)
    if any(isinstance(part, Segment) for part in found):
        return found
    return _without_header(grid) or found


def _close(found: list[str | Segment], header: tuple[Roles, tuple[str, ...]] | None, rows: list[GridRow]) -> None:
    if header and rows:
        found.append(Segment(header[0], header[1], tuple(rows)))
    elif header:
        found.append(" ".join(filter(None, header[1])))  # names of columns without a row below them
    rows.clear()


def _header_at(grid: Sequence[GridRow], place: int) -> tuple[Roles, tuple[str, ...], int] | None:
    """The header that begins at a row, one or two rows high ("Held" above "When" and "Where")."""
    row = grid[place]
    if _is_labelled(row):
        return None
    below = grid[place + 1] if place + 1 < len(grid) else None
    if (
        below
        and 0 < len(below.filled) < len(row.texts)
        and all(role_of(below.texts[column]) for column in below.filled)
    ):
        both = tuple(under or over for over, under in zip(row.texts, below.texts, strict=True))
        adds = any(not row.texts[column] for column in below.filled)
        roles = roles_of(both)
        if roles and (adds or below.below) and len(row.filled) > 1:
            return roles, both, 2
    roles = roles_of(row.texts)
    return (roles, row.texts, 1) if roles else None


def _is_labelled(row: GridRow) -> bool:
    """Whether a row is no header but a heading beside its text: "Goal: | to read more"."""
    if len(row.filled) != 2:
        return False
    label, text = (row.texts[column] for column in row.filled)
    heading = heading_of(label)
    return heading is not None and heading.section in _HEAD and (label.rstrip().endswith(":") or len(text.split()) > 4)


def _ends_here(grid: Sequence[GridRow], place: int) -> bool:
    """Whether a heading inside the table is that of another part: no row of a table follows it."""
    row = grid[place]
    if not row.alone and not (len(row.filled) == 2 and row.filled[0] == 0):
        return False
    heading = heading_of(row.texts[row.filled[0]])
    if heading is None or heading.section is Section.ACTIVITIES:
        return False
    for later in range(place + 1, len(grid)):
        if _header_at(grid, later):
            return True
        if len(grid[later].filled) > 2:
            return False
    return True


def _is_layout(grid: Sequence[GridRow]) -> bool:
    """Whether a table only arranges the head of the plan: "Goal" beside its text, "Tasks" beside theirs."""
    if not grid or len(grid[0].texts) > 2:
        return False
    headings = [heading_of(row.texts[0]) for row in grid if row.texts[0]]
    return sum(heading is not None and heading.section in _HEAD for heading in headings) > 1


def _lines(grid: Sequence[GridRow]) -> list[str | Segment]:
    return [line for row in grid for line in _line(row)]


def _line(row: GridRow) -> list[str]:
    """The text of a row outside any table; a heading beside its text reads "Goal: …"."""
    texts = [row.texts[column] for column in row.filled]
    if not texts:
        return [""]
    heading = heading_of(texts[0])
    if len(texts) > 1 and heading and heading.rest and "\n" not in texts[0]:
        return ["; ".join(text.replace("\n", " ") for text in texts)]  # one text, cut at its own semicolons
    if len(texts) > 1 and "\n" not in texts[0] and heading and heading.section in (*_HEAD, Section.ASSOCIATION):
        first, *others = "\n".join(texts[1:]).split("\n")
        label = texts[0].rstrip(" :")
        return [f"{label}:", first, *others] if others else [f"{label}: {first}"]
    if any("\n" in text for text in texts):
        return [line for text in texts for line in ("", *text.split("\n"))]
    return [" ".join(texts)]


def _without_header(grid: Sequence[GridRow]) -> list[str | Segment]:
    """A table whose header was not copied with it: the columns are told by what stands in them."""
    rows = [row for row in grid if len(row.filled) > 1]
    if len(rows) < 2 or len(rows) * 2 < len(grid):
        return []
    width = len(rows[0].texts)
    columns = [[row.texts[column] for row in rows if row.texts[column]] for column in range(width)]
    roles: list[Role | None] = [None] * width
    if _share(columns[0], lambda text: _INTEGER.fullmatch(text) is not None) > 0.7:
        roles[0] = Role.NUMBER
    dated = [_share(column, _is_short_period) * (role is None) for column, role in zip(columns, roles, strict=True)]
    period = max(range(width), key=dated.__getitem__)
    if dated[period] < 0.6 or len(columns[period]) < 2:
        return []
    roles[period] = Role.PERIOD
    left = [column for column in range(width) if roles[column] is None and columns[column]]
    if not left:
        return []
    topic = max(left, key=lambda column: sum(map(len, columns[column])) / len(columns[column]))
    roles[topic] = Role.TOPIC
    left.remove(topic)
    people = [
        column for column in left if _share(columns[column], lambda text: _INITIALS.search(text) is not None) > 0.4
    ]
    if people:
        roles[people[-1]] = Role.RESPONSIBLE
        left.remove(people[-1])
    if left:
        roles[left[0]] = Role.PLACE
    return [Segment(tuple(roles), ("",) * width, tuple(grid))]


def _share(texts: Sequence[str], holds: object) -> float:
    assert callable(holds)
    return sum(bool(holds(text)) for text in texts) / len(texts) if texts else 0.0


def _is_short_period(text: str) -> bool:
    return len(text) < 70 and read_period(text).precision is not Precision.UNKNOWN
