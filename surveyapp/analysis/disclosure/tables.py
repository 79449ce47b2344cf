"""Tables of people by two questions: which cells must be hidden so that no small one can be worked out.

Margins are one-way counts and stay. Hiding is checked against an attacker who knows margins and shown cells and that
counts are not negative: the least and the most a hidden cell can be is found by moving people around cycles of hidden
cells (a maximum flow), which is exact.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveyapp.config import Thresholds

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """A table ready to be shown; None stands for a hidden cell."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int


def protect(counts: Ints, thresholds: Thresholds) -> ProtectedTable | None:
    """Hide cells of 1–4, and others with them, or refuse (None) where nothing protects.

    Each line with hidden cells gets at least two of them, together at least five people, and no small cell may be
    known to hold between one and four: an attacker must have to allow for nobody or for five. `counts` is a table of
    whole people, shape (rows, columns).
    """
    table = np.asarray(counts, dtype=np.int64)
    if table.ndim != 2 or np.any(table < 0):
        raise ValueError("a table has two dimensions and counts people")
    need = thresholds.show
    small = (table > 0) & (table < need)
    hidden = small.copy()
    while True:
        more = _short_line(table, hidden, need)
        if more is None:
            more = _exposed(table, hidden, small, need)
        if more is None:
            break
        if not _hide_one(table, hidden, more):
            return None
    return ProtectedTable(
        tuple(
            tuple(None if hidden[i, j] else int(table[i, j]) for j in range(table.shape[1]))
            for i in range(table.shape[0])
        ),
        tuple(int(x) for x in table.sum(axis=1)),
        tuple(int(x) for x in table.sum(axis=0)),
        int(table.sum()),
    )


def _short_line(table: Ints, hidden: Mask, need: int) -> Mask | None:
    """Cells that may be hidden next to mend a line with too few hidden cells or people; None where all lines do."""
    for axis in (0, 1):
        for place in range(table.shape[axis]):
            line = hidden[place] if axis == 0 else hidden[:, place]
            values = table[place] if axis == 0 else table[:, place]
            if not line.any() or (line.all() and len(line) >= 2):
                continue
            if line.sum() < 2 or values[line].sum() < need:
                allowed = np.zeros_like(hidden)
                if axis == 0:
                    allowed[place] = True
                else:
                    allowed[:, place] = True
                return allowed
    return None


def _exposed(table: Ints, hidden: Mask, small: Mask, need: int) -> Mask | None:
    """Cells that may be hidden next to protect a small cell whose range gives it away; None where all are safe."""
    for i, j in np.argwhere(small):
        low, high = cell_range(table, hidden, int(i), int(j))
        if low > 0 and high < need:
            allowed = np.zeros_like(hidden)
            allowed[i] = True
            allowed[:, j] = True
            return allowed if bool((allowed & ~hidden).any()) else np.ones_like(hidden)
    return None


def _hide_one(table: Ints, hidden: Mask, allowed: Mask) -> bool:
    """Hide the cell that costs least: one whose other line has hidden cells already, then the smallest, zeros last."""
    candidates = np.argwhere(allowed & ~hidden)
    if not len(candidates):
        return False

    def cost(cell: Ints) -> tuple[bool, bool, int]:
        i, j = int(cell[0]), int(cell[1])
        return (not (hidden[i].any() and hidden[:, j].any()), bool(table[i, j] == 0), int(table[i, j]))

    i, j = min(candidates, key=cost)
    hidden[i, j] = True
    return True


def cell_range(table: Ints, hidden: Mask, i: int, j: int) -> tuple[int, int]:
    """The least and the most people a hidden cell can hold, given margins and shown cells."""
    value = int(table[i, j])
    rows = table.shape[0]
    down = _flow(table, hidden, (i, j), i, rows + j, value)
    limit = int(min(table[i].sum(), table[:, j].sum()))
    up = _flow(table, hidden, (i, j), rows + j, i, limit)
    return value - down, value + up


def _flow(table: Ints, hidden: Mask, cell: tuple[int, int], source: int, target: int, limit: int) -> int:
    """Maximum flow between a row and a column over hidden cells but `cell`: rows may grow without bound towards
    columns, columns give back what a cell holds."""
    rows, columns = table.shape
    size = rows + columns
    capacity = np.zeros((size, size), dtype=np.int64)
    for r, c in np.argwhere(hidden):
        if (r, c) != cell:
            capacity[r, rows + c] = limit
            capacity[rows + c, r] = table[r, c]
    total = 0
    while total < limit:
        parent = {source: source}
        queue = deque([source])
        while queue and target not in parent:
            node = queue.popleft()
            for following in np.flatnonzero(capacity[node]).tolist():
                if following not in parent:
                    parent[following] = node
                    queue.append(following)
        if target not in parent:
            break
        path = []
        node = target
        while node != source:
            path.append((parent[node], node))
            node = parent[node]
        step = min(limit - total, *(int(capacity[edge]) for edge in path))
        for one, other in path:
            capacity[one, other] -= step
            capacity[other, one] += step
        total += step
    return total
