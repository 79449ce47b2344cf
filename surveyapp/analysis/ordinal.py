"""Summing up a scale: counts first, then the ends of the scale, then the mean.

The ends ("top two box") are two steps on a scale of four or more, one step on a shorter one; what lies between is
neutral. Missing, "not applicable" and "not shown" are never part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from surveyapp.analysis.charts import Role, Strength
from surveyapp.analysis.estimates import BEHIND_FILTER, NO_POPULATION, Estimate, Missing
from surveyapp.analysis.finite import manski_mean, polya_mean


@dataclass(frozen=True, slots=True)
class Boxes:
    """Counts at the low end, between, and at the high end of a scale."""

    low: int
    neutral: int
    high: int

    @property
    def n(self) -> int:
        """All three."""
        return self.low + self.neutral + self.high

    @property
    def net(self) -> int:
        """Net score as whole people: high minus low."""
        return self.high - self.low


def box_size(points: int) -> int:
    """How many steps belong to each end of a scale with so many points."""
    if points >= 4:
        return 2
    return 1 if points >= 2 else 0


def roles(points: int) -> tuple[Role, ...]:
    """The role of each step, lowest first."""
    size = box_size(points)
    return tuple(_role(place, points, size) for place in range(points))


def _role(place: int, points: int, size: int) -> Role:
    if place < size:
        return "low"
    return "high" if place >= points - size else "neutral"


def strengths(points: int) -> tuple[Strength, ...]:
    """Strong at the ends, soft one step inside."""
    return tuple("strong" if place in (0, points - 1) else "soft" for place in range(points))


def boxes(counts: Sequence[int]) -> Boxes:
    """Counts of a scale, lowest step first, in three categories."""
    size = box_size(len(counts))
    return Boxes(sum(counts[:size]), sum(counts[size : len(counts) - size]), sum(counts[len(counts) - size :]))


def mean_of(
    counts: Sequence[int], values: Sequence[float], missing: Missing, invited: int | None, *, conditional: bool
) -> Estimate | None:
    """Mean of a scale with its Pólya interval; None where nobody answered.

    Behind a filter the silent's eligibility is unknown, and a shared link has no N: then there is the mean of those
    who answered and no interval. "Don't know" and "not applicable" leave the population, for they have no place on
    the scale.
    """
    n = sum(counts)
    if n == 0:
        return None
    total = sum(count * value for count, value in zip(counts, values, strict=True))
    plain = total / n
    population = None if invited is None else invited - missing.declared
    if conditional:
        return Estimate(n, missing, plain, None, None, None, (BEHIND_FILTER,))
    if population is None or population < n:
        return Estimate(n, missing, plain, None, None, None, (NO_POPULATION,))
    pooled = polya_mean(counts, values, population)
    bounds = manski_mean(total, n, population, min(values), max(values))
    return Estimate(n, missing, plain, pooled.sd, pooled.interval, bounds)


def spread(counts: Sequence[int], values: Sequence[float]) -> float | None:
    """Sample standard deviation of the answers; None below two of them."""
    n = sum(counts)
    if n < 2:
        return None
    mean = sum(count * value for count, value in zip(counts, values, strict=True)) / n
    return sqrt(sum(count * (value - mean) ** 2 for count, value in zip(counts, values, strict=True)) / (n - 1))
