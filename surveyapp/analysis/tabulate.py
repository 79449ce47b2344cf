"""Counting cells of one byte, which is what a page of results spends its time on.

`numpy.bincount` turns every byte into eight before it looks at it. Comparing a column with one code at a time stays in
bytes and costs a fifth; two columns are joined into one byte per respondent first. Positions in a result are those of
a column: its codes in order, then unanswered, then not shown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surveyapp.dataset.release import Release
from surveyapp.dataset.structure import UNANSWERED

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]

_COMPARED = 12
"""Up to so many codes are compared one by one; from there on pairs of cells are counted at once."""
_SMALL = 1 << 15
"""Under so many cells nothing is faster than `bincount`, for the table of pairs alone has 65,536 places."""
_WRAP = np.uint8(256 - UNANSWERED)
"""Added to a byte, it turns 254, 255, 0, 1, … into 0, 1, 2, 3, …"""


def histogram(cells: Bytes, codes: int) -> Counts:
    """How often each of so many codes occurs, then how many are unanswered and not shown: shape (codes + 2,)."""
    if codes <= _COMPARED:
        found = [np.count_nonzero(cells == np.uint8(code)) for code in (*range(codes), UNANSWERED, UNANSWERED + 1)]
        return np.array(found, dtype=np.int64)
    counts = _all_bytes(cells)
    return np.concatenate((counts[:codes], counts[UNANSWERED:]))


def crossed(one: Bytes, codes_of_one: int, other: Bytes, codes_of_other: int) -> Counts:
    """Respondents by two columns of the same length: shape (codes_of_one + 2, codes_of_other + 2)."""
    rows, columns = codes_of_one + 2, codes_of_other + 2
    if rows * columns <= 256:
        joint = one + _WRAP
        joint *= np.uint8(columns)
        joint += other
        joint += _WRAP
        counts = _all_bytes(joint)[: rows * columns]
    else:
        wide = (one + _WRAP).astype(np.uint16)
        wide *= np.uint16(columns)
        wide += other + _WRAP
        counts = np.bincount(wide, minlength=rows * columns)
    table = counts[: rows * columns].reshape(rows, columns)
    # What has wrapped to the front goes back to the end.
    return np.roll(table, (-2, -2), axis=(0, 1)).astype(np.int64)


def _all_bytes(cells: Bytes) -> Counts:
    """How often each of the 256 bytes occurs, shape (256,): two neighbours are read as one number of two bytes."""
    if len(cells) < _SMALL:
        return np.bincount(cells, minlength=256).astype(np.int64)
    even = len(cells) // 2 * 2
    pairs = np.bincount(np.ascontiguousarray(cells[:even]).view(np.uint16), minlength=1 << 16).reshape(256, 256)
    counts: Counts = (pairs.sum(axis=0) + pairs.sum(axis=1)).astype(np.int64)
    if even < len(cells):
        counts[cells[-1]] += 1
    return counts


class Groups:
    """Rows of a release counted apart by the answer to one closed question, or all together.

    Every method gives one number or row per group, in the order of the question's codes; respondents who did not say
    where they belong are in no group.
    """

    def __init__(self, release: Release, dimension: str | None = None) -> None:
        """`UnknownColumn` for a dimension that is no column of the release."""
        self._release = release
        self._cells: Bytes | None = None
        self._codes = 1
        self._members: list[NDArray[np.uint64]] | None = None
        if dimension is not None:
            self._codes = len(release.column(dimension).codes)
            self._cells = release.codes(dimension)

    def sizes(self) -> list[int]:
        """Respondents."""
        if self._cells is None:
            return [self._release.n]
        return [int(size) for size in histogram(self._cells, self._codes)[:-2]]

    def cells(self, key: str) -> Counts:
        """The histogram of a column: shape (groups, codes + 2)."""
        cells, codes = self._release.codes(key), len(self._release.column(key).codes)
        if self._cells is None:
            return histogram(cells, codes)[None, :]
        return self.everyone(key)[:-2]

    def everyone(self, key: str) -> Counts:
        """`cells`, and in two rows more those in no group: shape (groups + 2, codes + 2), adding up to all rows.

        ValueError where nothing groups the rows.
        """
        if self._cells is None:
            raise ValueError("no groups, nobody outside them")
        cells, codes = self._release.codes(key), len(self._release.column(key).codes)
        return crossed(self._cells, self._codes, cells, codes)

    def where(self, chosen: Bools) -> list[int]:
        """How many rows are chosen."""
        if self._cells is None:
            return [int(np.count_nonzero(chosen))]
        if self._members is None:
            self._members = [_packed(self._cells == np.uint8(code)) for code in range(self._codes)]
        wanted = _packed(chosen)
        return [int(np.bitwise_count(members & wanted).sum(dtype=np.int64)) for members in self._members]

    def sums(self, values: NDArray[np.float64], of: Bools) -> list[float]:
        """The sum of the values of chosen rows."""
        if self._cells is None:
            return [float(values[of].sum())]
        found = np.bincount(self._cells[of], weights=values[of], minlength=self._codes)
        return [float(total) for total in found[: self._codes]]


def _packed(chosen: Bools) -> NDArray[np.uint64]:
    """A bit per row, in whole words."""
    octets = np.packbits(chosen)
    return np.pad(octets, (0, -len(octets) % 8)).view(np.uint64)
