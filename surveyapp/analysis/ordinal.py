"""Summing up a scale: counts first, then what counts as low and as high, then the mean.

Which answers count as low and as high is declared by the list (`surveyapp.definition.scales`), never taken from their
place; what lies between is the middle, which is neutral on a bipolar scale only. Missing, "not applicable" and "not
shown" are never part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from surveyapp.analysis.charts import Role, Strength
from surveyapp.analysis.estimates import BEHIND_FILTER, NO_POPULATION, Estimate, Missing
from surveyapp.analysis.finite import manski_mean, polya_mean
from surveyapp.definition.model import Polarity, Side

MOST_CATEGORIES = 3
"""Shown of a scale where few answered."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Counts of the answers that count as low, as neither, and as high."""

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


def roles(sides: Sequence[Side | None]) -> tuple[Role, ...]:
    """The role of each step, lowest first."""
    return tuple(side or "neutral" for side in sides)


def strengths(points: int) -> tuple[Strength, ...]:
    """Strong at the ends, soft one step inside."""
    return tuple("strong" if place in (0, points - 1) else "soft" for place in range(points))


def boxes(counts: Sequence[int], sides: Sequence[Side | None]) -> Boxes:
    """Counts of a scale in three categories. ValueError where counts and sides are not of one scale."""
    found = {"low": 0, "neutral": 0, "high": 0}
    for count, role in zip(counts, roles(sides), strict=True):
        found[role] += count
    return Boxes(**found)


def is_merged(steps: int) -> bool:
    """Whether a scale of so many steps is shown in three categories where few answered; shorter ones stay whole."""
    return steps > MOST_CATEGORIES


def categories(counts: Sequence[int], sides: Sequence[Side | None]) -> tuple[int, ...]:
    """The counts that are shown where few answered."""
    if not is_merged(len(counts)):
        return tuple(counts)
    summed = boxes(counts, sides)
    return summed.low, summed.neutral, summed.high


def net_of(counts: Boxes, polarity: Polarity | None) -> int | None:
    """High minus low, in people: of a bipolar scale only, for elsewhere "low" is no opposite of "high"."""
    return counts.net if polarity == "bipolar" else None


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
