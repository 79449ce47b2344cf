"""Hidden cells of tables, attacked by linear programming over all that is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from surveyapp.analysis.disclosure import DEFAULTS, ProtectedTable, protect
from surveyapp.analysis.disclosure.tables import cell_range


def attack(table: ProtectedTable) -> dict[tuple[int, int], tuple[float, float]]:
    """The range of each hidden cell, from margins, shown cells and counts not being negative."""
    rows, columns = len(table.row_totals), len(table.column_totals)
    equations, values = [], []
    for i in range(rows):
        line = np.zeros((rows, columns))
        line[i] = 1
        equations.append(line.ravel())
        values.append(table.row_totals[i])
    for j in range(columns):
        line = np.zeros((rows, columns))
        line[:, j] = 1
        equations.append(line.ravel())
        values.append(table.column_totals[j])
    hidden = []
    for i in range(rows):
        for j in range(columns):
            shown = table.cells[i][j]
            if shown is None:
                hidden.append((i, j))
                continue
            cell = np.zeros((rows, columns))
            cell[i, j] = 1
            equations.append(cell.ravel())
            values.append(shown)
    ranges = {}
    for i, j in hidden:
        goal = np.zeros((rows, columns))
        goal[i, j] = 1
        ends = [
            linprog(sign * goal.ravel(), A_eq=np.array(equations), b_eq=values, bounds=(0, None), method="highs").fun
            for sign in (1, -1)
        ]
        ranges[i, j] = (ends[0], -ends[1])
    return ranges


REFERENCE = np.array([[6, 3], [7, 5], [8, 2]])


def test_reference_hiding_the_small_cells_only_is_undone_exactly() -> None:
    cells = ((6, None), (7, 5), (8, None))
    ranges = attack(ProtectedTable(cells, (9, 12, 10), (21, 10), 31))
    assert ranges[0, 1] == pytest.approx((3, 3))
    assert ranges[2, 1] == pytest.approx((2, 2))


def test_reference_four_hidden_cells_leave_ranges() -> None:
    hidden = np.array([[True, True], [False, False], [True, True]])
    expected = {(0, 0): (4, 9), (0, 1): (0, 5), (2, 0): (5, 10), (2, 1): (0, 5)}
    assert {cell: cell_range(REFERENCE, hidden, *cell) for cell in expected} == expected
    protected = protect(REFERENCE, DEFAULTS)
    assert protected is not None
    assert protected.cells == ((None, None), (7, 5), (None, None))
    for cell, ends in attack(protected).items():
        assert ends == pytest.approx(expected[cell])


def test_a_table_without_small_cells_is_shown_whole() -> None:
    protected = protect(np.array([[6, 0], [7, 5]]), DEFAULTS)
    assert protected is not None
    assert protected.cells == ((6, 0), (7, 5))
    assert (protected.row_totals, protected.column_totals, protected.total) == ((6, 12), (13, 5), 18)


def test_a_table_that_cannot_be_protected_is_refused() -> None:
    assert protect(np.array([[3]]), DEFAULTS) is None
    assert protect(np.array([[9, 2]]), DEFAULTS) is None


def test_what_is_no_table_of_people_is_refused_loudly() -> None:
    with pytest.raises(ValueError, match="two dimensions"):
        protect(np.array([1, 2]), DEFAULTS)


tables = st.integers(2, 4).flatmap(
    lambda rows: st.integers(2, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 12), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


@settings(max_examples=40, deadline=None)
@given(tables)
def test_no_attack_pins_down_a_small_cell(rows: list[list[int]]) -> None:
    counts: NDArray[np.int64] = np.array(rows, dtype=np.int64)
    protected = protect(counts, DEFAULTS)
    if protected is None:
        return
    hidden = np.array([[cell is None for cell in row] for row in protected.cells])
    small = (counts > 0) & (counts < 5)
    assert (hidden | ~small).all()
    for axis in (0, 1):
        lines = hidden.sum(axis=axis)
        people = (counts * hidden).sum(axis=axis)
        whole = hidden.all(axis=axis)
        assert ((lines == 0) | (lines >= 2)).all()
        assert ((lines == 0) | (people >= 5) | whole).all()
    for (i, j), (low, high) in attack(protected).items():
        assert cell_range(counts, hidden, i, j) == pytest.approx((low, high), abs=1e-6)
        if small[i, j]:
            assert low < 0.5 or high > 4.5
            assert high - low > 0.5
