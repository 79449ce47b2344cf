"""Unmet need: which services matter to people who are dissatisfied with them or not reached by them.

Two counts, shown apart and ranked by their sum. *Dissatisfied*: importance ≥ 4, used, satisfaction ≤ 3. *Not
reached*: importance ≥ 4, not used. The denominator is everyone whose importance and use are known, and whose
satisfaction is where the service was used. Both are counts of people, so they take the intervals of `finite`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.finite import posterior

Bools = NDArray[np.bool_]
Tier = Literal["clear", "probable", "undecided"]

IMPORTANT = 4.0
DISSATISFIED = 3.0
CLEAR = 0.9
PROBABLE = 0.6
TOP = 3
DRAWS = 4000
SEED = 20_270_602
"""Fixed, so that the same answers give the same page."""
_DRAW_BLOCK = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class NeedColumns:
    """One service, one value per respondent; NaN and False/False stand for what is not known."""

    code: str
    importance: NDArray[np.float64]
    """On the scale 1–5, NaN where unanswered or "don't know"."""
    used: Bools
    not_used: Bools
    satisfaction: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class NeedTally:
    """Counts of one service, and who has the need. Not for showing: `disclosure` and `results` decide."""

    code: str
    dissatisfied: int
    not_reached: int
    known: int
    """The denominator: everyone whose need, or lack of it, is known."""
    unmet: Bools
    """Per respondent; False where not known."""

    @property
    def total(self) -> int:
        """Dissatisfied and not reached together."""
        return self.dissatisfied + self.not_reached


def tally_need(columns: NeedColumns) -> NeedTally:
    """Count one service."""
    has_importance = ~np.isnan(columns.importance)
    rated = columns.used & ~np.isnan(columns.satisfaction)
    known = has_importance & (rated | columns.not_used)
    with np.errstate(invalid="ignore"):
        important = known & (columns.importance >= IMPORTANT)
        dissatisfied = important & rated & (columns.satisfaction <= DISSATISFIED)
    not_reached = important & columns.not_used
    return NeedTally(
        columns.code,
        int(dissatisfied.sum()),
        int(not_reached.sum()),
        int(known.sum()),
        dissatisfied | not_reached,
    )


def tier(probability: float) -> Tier:
    """How sure it is that an item belongs to the top three."""
    if probability >= CLEAR:
        return "clear"
    return "probable" if probability >= PROBABLE else "undecided"


def probability_in_top(
    unmet: Sequence[Bools], population: int | None, top: int = TOP, draws: int = DRAWS
) -> tuple[float, ...]:
    """P(item is among the `top`) when the silent are drawn like those who answered.

    The m silent members are drawn from a Pólya urn over whole respondents, so that needs that go together stay
    together; with everybody's answers in hand there is nothing to draw. Without a known N the respondents are weighted
    by a Bayesian bootstrap instead (Rubin 1981). Ties share their places evenly. Each array has one entry per
    respondent; the result one probability per item, repeatable by a fixed seed.
    """
    items = len(unmet)
    if items <= top:
        return (1.0,) * items
    n = len(unmet[0])
    if n == 0:
        return (top / items,) * items
    patterns, weights = _patterns(unmet)
    random = np.random.default_rng(SEED)
    silent = None if population is None else max(0, population - n)
    if silent == 0:
        return tuple(float(x) for x in _share_of_places(weights[None, :] @ patterns, top)[0])
    total = np.zeros(items)
    done = 0
    while done < draws:
        block = min(draws - done, max(1, _DRAW_BLOCK // len(weights)))
        shares = random.dirichlet(weights, size=block)
        drawn = shares * n if silent is None else weights + random.multinomial(silent, shares)
        total += _share_of_places(drawn @ patterns, top).sum(axis=0)
        done += block
    return tuple(float(x) for x in total / draws)


def _patterns(unmet: Sequence[Bools]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distinct combinations of needs, shape (p, items), and how many respondents have each: a smaller urn."""
    table = np.stack([np.asarray(column, dtype=bool) for column in unmet], axis=1)
    found, counts = np.unique(np.packbits(table, axis=1), axis=0, return_counts=True)
    return np.unpackbits(found, axis=1, count=table.shape[1]).astype(np.float64), counts.astype(np.float64)


def _share_of_places(totals: NDArray[np.float64], top: int) -> NDArray[np.float64]:
    """For each draw, how much of a place among the top each item has; those tied at the border share what is left."""
    border = np.sort(totals, axis=1)[:, -top][:, None]
    above = totals > border
    tied = totals == border
    left = top - above.sum(axis=1, keepdims=True)
    result: NDArray[np.float64] = above + tied * left / tied.sum(axis=1, keepdims=True)
    return result


def independent_top(counts: Sequence[int], n: int, population: int) -> tuple[float, ...]:
    """P(item has the greatest count of N) if items were independent, ties split evenly.

    Exact over the posteriors of `finite.posterior`; a check on the resampling, which keeps items correlated.
    """
    size = population + 1
    rows = np.zeros((len(counts), size))
    for place, k in enumerate(counts):
        found = posterior(k, n, population)
        rows[place, k : k + found.silent + 1] = found.probabilities
    below = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(rows, axis=1)[:, :-1]], axis=1)
    result = []
    for place in range(len(counts)):
        # Coefficient t of the product: the chance that exactly t of the others stand level with this one.
        level = np.zeros((size, len(counts)))
        level[:, 0] = 1.0
        for other in range(len(counts)):
            if other == place:
                continue
            shifted = np.zeros_like(level)
            shifted[:, 1:] = level[:, :-1] * rows[other][:, None]
            level = level * below[other][:, None] + shifted
        share = (level / np.arange(1, len(counts) + 1)).sum(axis=1)
        result.append(float((rows[place] * share).sum()))
    return tuple(result)
