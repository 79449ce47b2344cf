"""Does one of several rows lead, or is its place owed to one person or to chance?

Rows are compared by their shares. A lead is told where two things hold: it would remain if one person had answered
otherwise, in the leading row or in any other; and among all members the row has the greatest share with a probability
of at least `need.CLEAR`, every row by its own posterior (`finite.posterior`). Rows are taken to be independent, which
asks for more than the answers of the same people would: their shares move together, so their differences move less. A
tie leads nowhere. Without a known N the shares of everybody like those who answered are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from surveyapp.analysis.finite import posterior
from surveyapp.analysis.need import CLEAR

MANY = 1000
"""So many more than answered stand for a population of unknown size."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class RowCount:
    """k of n of one row; `population` are the members whom it may concern, None where nobody knows how many."""

    k: int
    n: int
    population: int | None


@lru_cache(maxsize=1024)
def leader(rows: tuple[RowCount, ...]) -> int | None:
    """The place of the row whose share leads, None where none does: always with fewer than two rows."""
    if len(rows) < 2 or any(row.n == 0 for row in rows):
        return None
    best = max(range(len(rows)), key=lambda place: rows[place].k / rows[place].n)
    others = [row for place, row in enumerate(rows) if place != best]
    if not _beyond_one_person(rows[best], others) or greatest(rows, best) < CLEAR:
        return None
    return best


def laggard(rows: Sequence[RowCount]) -> int | None:
    """The place of the row whose share is certainly the least, None where there is none."""
    return leader(tuple(RowCount(row.n - row.k, row.n, row.population) for row in rows))


def greatest(rows: Sequence[RowCount], place: int) -> float:
    """P(this row's share of the members is greater than every other's), rows independent."""
    found = [_shares(row) for row in rows]
    values, chances = found[place]
    for other, (points, weights) in enumerate(found):
        if other != place:
            below = np.concatenate([[0.0], np.cumsum(weights)])
            chances = chances * below[np.searchsorted(points, values - _ROUNDING)]
    return float(chances.sum())


def _shares(row: RowCount) -> tuple[np.ndarray, np.ndarray]:
    size = row.n + MANY if row.population is None else max(row.population, row.n)
    found = posterior(row.k, row.n, size)
    return (row.k + np.arange(found.silent + 1)) / size, found.probabilities


def _beyond_one_person(best: RowCount, others: Sequence[RowCount]) -> bool:
    next_share = max(row.k / row.n for row in others)
    nearest = max((row.k + 1) / row.n for row in others)
    return (best.k - 1) / best.n > next_share + _ROUNDING and best.k / best.n > nearest + _ROUNDING
