"""Exact tests of small groups, and how many of a page's tests chance alone would mark.

A p-value here is the chance, given the margins and no difference, of what was found or anything as unlikely. In small
groups few p-values can come up at all, so each test tells which: what chance would mark at a threshold is counted out
rather than taken from the threshold. A sum of such chances is an expected number whatever goes together with what,
because expectations add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erfc, prod, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FALSE_SHARE = 1 / 3
"""Of what is marked on a page, at most so much may be expected from chance. Chosen by simulation of groups of 16 (as
`benchmarks/chance.py`): at a fifth a large change is found in 17 of 100, here in 24, at a half in 26, where a page
without change then has a mark in three of ten cases or more."""
MOST_FALSE = 1.0
"""At most so many marks may be expected from chance on a page on which nothing changed."""
SEED = 20_270_603
"""Fixed, so that the same answers give the same page."""
_SAME = 1e-7
"""Relative difference under which two probabilities are one, as in R and scipy."""
_TAIL_SDS = 14.0
_MOST_TABLES = 200_000
_DRAWS = 20_000
_LONGEST_SUM = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class ExactTest:
    """A two-sided p-value, and which ones could have come up. Each that could has itself for its chance."""

    p: float
    attainable: Floats | None
    """Ascending; None where there are too many to tell apart, so that each p is as likely as it says."""

    def chance_of(self, p: float) -> float:
        """The chance of a p-value as small as this, if there is no difference."""
        if self.attainable is None:
            return p
        place = int(np.searchsorted(self.attainable, p * (1 + _SAME), side="right"))
        return float(self.attainable[place - 1]) if place else 0.0


def fisher(before: tuple[int, int], after: tuple[int, int]) -> ExactTest:
    """Fisher's exact test of k of n against k of n, two-sided by the probability of the table (R, scipy).

    ValueError where a k is not within 0..n.
    """
    (k, n), (other, size) = before, after
    if not (0 <= k <= n and 0 <= other <= size):
        raise ValueError("0 <= k <= n must hold")
    lowest, p_values = _fisher(k + other, n, size)
    place = k - lowest
    # What is not within the likely tables has no chance worth a number.
    p = float(p_values[place]) if 0 <= place < len(p_values) else 0.0
    return ExactTest(p, np.unique(p_values))


@lru_cache(maxsize=4096)
def _fisher(yes: int, n: int, size: int) -> tuple[int, Floats]:
    """Of all tables with these margins that are likely enough to matter: the least k, and the p-value of each k."""
    low, high = max(0, yes - size), min(n, yes)
    share = yes / (n + size) if n + size else 0.0
    spread = sqrt(n * share * (1 - share)) * _TAIL_SDS + 40
    low, high = max(low, int(n * share - spread)), min(high, int(n * share + spread) + 1)
    x = np.arange(low, high, dtype=np.float64)
    steps = np.log((yes - x) * (n - x)) - np.log((x + 1) * (size - yes + x + 1))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    masses = np.exp(logs - logs.max())
    return low, _tails(masses / masses.sum(), -masses)


def _tails(masses: Floats, order: Floats) -> Floats:
    """For each outcome the mass of all that are at least as far out; `order` is greater the further out."""
    placed = np.argsort(-order, kind="stable")
    summed = np.cumsum(masses[placed])
    least = np.sort(-order)
    last = np.searchsorted(least, -order + _SAME * np.abs(order), side="right") - 1
    tails: Floats = np.minimum(summed[last], 1.0)
    return tails


def sign_flip(differences: Sequence[float]) -> ExactTest:
    """Permutation test of paired means: had nothing changed, each difference could as well have the other sign.

    Two-sided over all 2^n signs, summed up exactly for whole steps of a scale (Fisher 1935); beyond sums of 20,000
    steps the normal distribution. ValueError for differences that are not whole.
    """
    steps = np.asarray(differences, dtype=np.float64)
    sizes = np.abs(np.rint(steps)).astype(np.int64)
    if np.any(np.abs(steps) != sizes):
        raise ValueError("differences are whole steps of a scale")
    total, reach = int(abs(steps.sum())), int(sizes.sum())
    if reach == 0:
        return ExactTest(1.0, np.ones(1))
    if reach > _LONGEST_SUM:
        return ExactTest(erfc(total / sqrt(2 * float((sizes.astype(np.float64) ** 2).sum()))), None)
    # masses[s] is the chance that the rises alone come to s steps; the falls are the others.
    masses = np.ones(1)
    for size in sizes[sizes > 0].tolist():
        grown = np.zeros(len(masses) + size)
        grown[: len(masses)] += masses / 2
        grown[size:] += masses / 2
        masses = grown
    tails = _tails(masses, np.abs(2.0 * np.arange(reach + 1) - reach))
    found = (total + reach) // 2
    return ExactTest(float(tails[found]), np.unique(tails[masses > 0]))


def g_squared(groups: Sequence[tuple[int, int]]) -> float:
    """G² of several groups' k of n: twice the log-likelihood ratio against one common share."""
    return float(_g_squared(np.array([[k for k, _ in groups]], dtype=np.float64), [n for _, n in groups])[0])


def _g_squared(counts: Floats, sizes: Sequence[int]) -> Floats:
    """G² of each row of counts, shape (tables, groups)."""
    n = np.asarray(sizes, dtype=np.float64)
    share = counts.sum(axis=1, keepdims=True) / max(n.sum(), 1.0)
    total = np.zeros(len(counts))
    for observed, expected in ((counts, share * n), (n - counts, (1 - share) * n)):
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(observed > 0, observed * np.log(observed / expected), 0.0)
        total += terms.sum(axis=1)
    g: Floats = np.maximum(2 * total, 0.0)
    return g


def same_share(groups: Sequence[tuple[int, int]]) -> ExactTest:
    """Do several groups differ? G² over all tables with the same margins, so that small groups need no χ².

    Up to 200,000 tables are counted out; of more, 20,000 are drawn from a fixed seed. ValueError as `fisher`.
    """
    if any(not 0 <= k <= n for k, n in groups):
        raise ValueError("0 <= k <= n must hold")
    counts, sizes = [k for k, _ in groups], [n for _, n in groups]
    yes, found = sum(counts), g_squared(groups)
    if len(groups) < 2 or yes in (0, sum(sizes)):
        return ExactTest(1.0, np.ones(1))
    if prod(min(size, yes) + 1 for size in sizes[1:]) > _MOST_TABLES:
        random = np.random.default_rng(SEED)
        drawn = random.multivariate_hypergeometric(sizes, yes, _DRAWS, method="marginals")
        as_far = int((_g_squared(drawn.astype(np.float64), sizes) >= found * (1 - _SAME)).sum())
        return ExactTest((as_far + 1) / (_DRAWS + 1), None)
    tables, masses = _all_tables(yes, sizes)
    g = _g_squared(tables, sizes)
    tails = _tails(masses, g)
    place = int(np.flatnonzero((tables == np.array(counts)).all(axis=1))[0])
    return ExactTest(float(tails[place]), np.unique(tails))


def _all_tables(yes: int, sizes: Sequence[int]) -> tuple[Floats, Floats]:
    """Every way in which so many yes can fall on groups of these sizes, and the chance of each."""
    grids = np.meshgrid(*(np.arange(min(size, yes) + 1) for size in sizes[1:]), indexing="ij")
    others = np.stack([grid.ravel() for grid in grids], axis=1)
    first = yes - others.sum(axis=1)
    kept = (first >= 0) & (first <= sizes[0])
    tables = np.concatenate([first[kept, None], others[kept]], axis=1)
    logs = np.zeros(len(tables))
    for place, size in enumerate(sizes):
        steps = np.log(np.arange(size, 0, -1.0)) - np.log(np.arange(1.0, size + 1))
        logs += np.concatenate(([0.0], np.cumsum(steps)))[tables[:, place]]
    masses = np.exp(logs - logs.max())
    return tables.astype(np.float64), masses / masses.sum()


@dataclass(frozen=True, slots=True)
class Screen:
    """What of a page is marked, and how many marks chance alone would have made at the same threshold."""

    marked: tuple[bool, ...]
    expected: float
    """0 where nothing is marked."""


def screen(tests: Sequence[ExactTest], false_share: float = FALSE_SHARE, most: float = MOST_FALSE) -> Screen:
    """Mark what stands out of a page of tests, without marking what so many tests bring about by chance.

    The step-up rule of Benjamini and Hochberg (1995) with the chances the tests really have (Heyse 2011): the greatest
    threshold at which chance would mark at most `false_share` of what is marked, and at most `most` in all. So a page
    on which nothing changed has at most `most` marks on average, however its items go together.
    """
    for threshold in sorted({test.p for test in tests}, reverse=True):
        found = sum(test.p <= threshold for test in tests)
        expected = sum(test.chance_of(threshold) for test in tests)
        if expected <= min(most, false_share * found) * (1 + _SAME):
            return Screen(tuple(test.p <= threshold for test in tests), expected)
    return Screen((False,) * len(tests), 0.0)
