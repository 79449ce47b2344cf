"""One association, this year: N members were invited, n answered, and the members are the whole population.

Silent members m = N − n are the only thing not known, so intervals are of whole people and vanish at full response.
Nothing here needs scipy: tails are summed from ratios of neighbouring probabilities, the smaller tail always.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, lgamma, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from surveyapp.analysis.estimates import Count, Interval
from surveyapp.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

ALPHA = 0.05
POLYA_PRIOR = 0.2
"""Weight of each category before any answer; one fifth each on a scale of five, one answer in all."""
_EXACT_SILENT = 80
"""Up to so many silent members the distribution of their sum is enumerated, beyond it is normal to three digits."""
_TAIL_SDS = 14.0


def _check(k: int, n: int, population: int) -> None:
    if not 0 <= k <= n <= population:
        raise ValueError(f"0 <= k <= n <= N must hold, not k={k}, n={n}, N={population}")


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def hypergeometric_tail(k: int, n: int, yes: int, population: int, *, upper: bool) -> float:
    """P(X ≥ k) or P(X ≤ k) for X hypergeometric: n drawn from N, of whom `yes` say yes. Sums the lighter side."""
    low, high = max(0, n - (population - yes)), min(n, yes)
    if (upper and k <= low) or (not upper and k >= high):
        return 1.0
    if (upper and k > high) or (not upper and k < low):
        return 0.0
    share = yes / population
    mean = n * share
    if upper and k <= mean:
        return 1.0 - hypergeometric_tail(k - 1, n, yes, population, upper=False)
    if not upper and k > mean:
        return 1.0 - hypergeometric_tail(k + 1, n, yes, population, upper=True)
    spread = sqrt(max(n * share * (1 - share), 1.0))
    length = int(_TAIL_SDS * spread) + 40
    if upper:
        x = np.arange(k, min(high, k + length), dtype=np.float64)
        steps = np.log((yes - x) * (n - x)) - np.log((x + 1) * (population - yes - n + x + 1))
    else:
        x = np.arange(k, max(low, k - length), -1, dtype=np.float64)
        steps = np.log(x * (population - yes - n + x)) - np.log((yes - x + 1) * (n - x + 1))
    start = _log_choose(yes, k) + _log_choose(population - yes, n - k) - _log_choose(population, n)
    return float(exp(start) * (1.0 + np.exp(np.cumsum(steps)).sum()))


@lru_cache(maxsize=65536)
def exact_interval(k: int, n: int, population: int, alpha: float = ALPHA) -> Interval:
    """Whole people of N who would say yes, if the silent resemble those who answered.

    The set {K : P(X ≥ k | K) > α/2 and P(X ≤ k | K) > α/2}, K in [k, k + m], with X hypergeometric. Both
    probabilities are monotone in K, so the set is an interval, whose ends are looked for around Wilson's. It covers at
    least 1 − α for every K, n and N. Refuses (ValueError) anything but 0 ≤ k ≤ n ≤ N.
    """
    _check(k, n, population)
    if n == 0:
        return Interval(0, population, "hypergeometric")
    least, most = k, k + population - n

    def enough(yes: int) -> bool:
        return hypergeometric_tail(k, n, yes, population, upper=True) > alpha / 2

    def too_many(yes: int) -> bool:
        return hypergeometric_tail(k, n, yes, population, upper=False) <= alpha / 2

    near = wilson_fpc(k, n, population, 1 - alpha)
    first = _first(enough, least, most, round(near.low * population))
    beyond = _first(too_many, least, most + 1, round(near.high * population))
    return Interval(first, beyond - 1, "hypergeometric")


def _first(holds: Callable[[int], bool], low: int, high: int, near: int) -> int:
    """The first of low … high from which on something holds; at `high` it is taken to hold, and not asked.

    Steps away from `near` double until the place lies between two of them; then what is left is halved.
    """
    left = right = max(low, min(near, high - 1))
    step = 1
    while left > low and holds(left):
        left, right, step = max(low, left - step), left, 2 * step
    if left == right:
        while right < high and not holds(right):
            left, right, step = right + 1, min(high, right + step), 2 * step
    while left < right:
        middle = (left + right) // 2
        if holds(middle):
            right = middle
        else:
            left = middle + 1
    return left


def manski_count(k: int, n: int, population: int) -> Interval:
    """Whole people of N without any assumption about the silent: [k, k + m] (Manski 2003)."""
    _check(k, n, population)
    return Interval(k, k + population - n, "manski")


def manski_mean(total: float, n: int, population: int, lowest: float, highest: float) -> Interval:
    """Mean over N without any assumption: the silent all at the lowest, or all at the highest value."""
    _check(0, n, population)
    if population == 0:
        raise ValueError("no members, no mean")
    silent = population - n
    return Interval((total + silent * lowest) / population, (total + silent * highest) / population, "manski")


def count_of(k: int, n: int, declared: int, population: int | None) -> Count:
    """A count with its two intervals.

    n is the base on the scale, `declared` are respondents known to stand outside it ("don't know", "not applicable",
    excluded by a filter). Joint counts of N need both: they all answered "not k". Item non-response stays with the
    silent. A population smaller than what answered (a shared link passed on) is treated as unknown.
    """
    known = n + declared
    if population is None or population < known:
        return Count(k, n, None, None, None)
    return Count(k, n, population, exact_interval(k, known, population), manski_count(k, known, population))


def wilson_fpc(k: int, n: int, population: int, confidence: float = 0.95) -> Interval:
    """Wilson's interval for a share with n* = n(N − 1)/(N − n) in place of n; a point at full response."""
    _check(k, n, population)
    if n == 0:
        return Interval(0.0, 1.0, "wilson_fpc")
    p = k / n
    if n == population:
        return Interval(p, p, "wilson_fpc")
    effective = n * (population - 1) / (population - n)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (p + z * z / (2 * effective)) / (1 + z * z / effective)
    half = z * sqrt(p * (1 - p) / effective + z * z / (4 * effective * effective)) / (1 + z * z / effective)
    return Interval(max(0.0, centre - half), min(1.0, centre + half), "wilson_fpc")


def se_fpc(values: Sequence[float] | NDArray[np.float64], population: int) -> float:
    """Standard error of a mean of n of N without replacement: √((1 − n/N) s²/n). Needs two values."""
    data = np.asarray(values, dtype=np.float64)
    n = len(data)
    _check(0, n, population)
    if n < 2:
        raise ValueError("a standard error needs two values")
    return sqrt((1 - n / population) * float(data.var(ddof=1)) / n)


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Distribution of K, the number of members who would say yes."""

    k: int
    silent: int
    probabilities: NDArray[np.float64]
    """probabilities[j] = P(K = k + j), j = 0 … m."""

    @property
    def mean(self) -> float:
        """Expected number of members."""
        return self.k + float(np.arange(self.silent + 1) @ self.probabilities)

    def at_least(self, people: int) -> float:
        """P(K ≥ people)."""
        return float(self.probabilities[max(0, people - self.k) :].sum())

    def interval(self, alpha: float = ALPHA) -> Interval:
        """Central 1 − α interval of whole people."""
        cumulative = np.cumsum(self.probabilities)
        low = int(np.searchsorted(cumulative, alpha / 2))
        high = int(np.searchsorted(cumulative, 1 - alpha / 2))
        return Interval(self.k + low, self.k + min(high, self.silent), "posterior")


def posterior(k: int, n: int, population: int) -> Posterior:
    """K − k ~ BetaBinomial(m, k + 1, n − k + 1): a uniform prior on K."""
    _check(k, n, population)
    m = population - n
    a, b = k + 1.0, n - k + 1.0
    j = np.arange(m, dtype=np.float64)
    logs = np.concatenate(([0.0], np.cumsum(np.log((m - j) * (a + j)) - np.log((j + 1) * (b + m - j - 1)))))
    weights = np.exp(logs - logs.max())
    return Posterior(k, m, weights / weights.sum())


@dataclass(frozen=True, slots=True)
class PolyaMean:
    """Posterior of the mean of all N members on a scale."""

    mean: float
    sd: float
    interval: Interval


def polya_mean(
    counts: Sequence[int], values: Sequence[float], population: int, prior: float = POLYA_PRIOR, alpha: float = ALPHA
) -> PolyaMean:
    """Mean over N from the counts of each scale value: Pólya (Dirichlet–multinomial) posterior of the silent's sum.

    With A = n + Σ prior and p_j = (c_j + prior)/A, the mean is (S + mμ)/N and the SD √(mσ²(m + A)/(1 + A))/N.
    The interval comes from the exact distribution of the silent's sum where the values are whole numbers and
    m ≤ 80, else from the normal with these moments, inside the Manski bounds. (Ghosh & Meeden 1997.)
    """
    c = np.asarray(counts, dtype=np.float64)
    v = np.asarray(values, dtype=np.float64)
    n = int(c.sum())
    _check(0, n, population)
    if population == 0:
        raise ValueError("no members, no mean")
    m = population - n
    total = float(c @ v)
    a = n + prior * len(c)
    p = (c + prior) / a
    mu = float(p @ v)
    variance = float(p @ (v - mu) ** 2)
    mean = (total + m * mu) / population
    sd = sqrt(m * variance * (m + a) / (1 + a)) / population
    if m == 0:
        return PolyaMean(mean, 0.0, Interval(mean, mean, "polya"))
    if m <= _EXACT_SILENT and np.all(v == np.round(v)):
        offset, probabilities = _silent_sum(tuple((c + prior).tolist()), tuple(int(x) for x in v), m)
        cumulative = np.cumsum(probabilities)
        low = int(np.searchsorted(cumulative, alpha / 2 - 1e-12))
        high = min(int(np.searchsorted(cumulative, 1 - alpha / 2 - 1e-12)), len(probabilities) - 1)
        return PolyaMean(
            mean, sd, Interval((total + offset + low) / population, (total + offset + high) / population, "polya")
        )
    z = NormalDist().inv_cdf(1 - alpha / 2)
    bounds = manski_mean(total, n, population, float(v.min()), float(v.max()))
    return PolyaMean(mean, sd, Interval(max(bounds.low, mean - z * sd), min(bounds.high, mean + z * sd), "polya"))


@lru_cache(maxsize=1024)
def _silent_sum(weights: tuple[float, ...], values: tuple[int, ...], m: int) -> tuple[int, NDArray[np.float64]]:
    """Distribution of the sum of m Dirichlet–multinomial draws: (smallest sum, probabilities of it and upwards).

    The joint probability is a product over categories of Γ(w + x)/(Γ(w) x!), so the sum is a convolution over
    categories of a table people × sum.
    """
    lowest = min(values)
    width = m * (max(values) - lowest) + 1
    table = np.zeros((m + 1, width))
    table[0, 0] = 1.0
    for weight, value in zip(weights, values, strict=True):
        step = value - lowest
        x = np.arange(m, dtype=np.float64)
        terms = np.concatenate(([1.0], np.cumprod((weight + x) / (x + 1))))
        grown = np.zeros_like(table)
        for people in range(m + 1):
            shift = people * step
            grown[people:, shift:] += terms[people] * table[: m + 1 - people, : width - shift]
        table = grown / grown.max()
    last = table[m]
    return m * lowest, last / last.sum()


@dataclass(frozen=True, slots=True)
class Stratum:
    """One association within a region: N members, n answers with their mean and sample variance (n − 1)."""

    population: int
    n: int
    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class StratifiedMean:
    """A region's mean or share, weighted by members."""

    value: float
    se: float
    n: int
    population: int
    interval: Interval


def share_stratum(k: int, n: int, population: int) -> Stratum:
    """A stratum of a share: mean k/n, variance n/(n − 1) p(1 − p). Needs two answers."""
    _check(k, n, population)
    if n < 2:
        raise ValueError("a stratum needs two answers")
    p = k / n
    return Stratum(population, n, p, p * (1 - p) * n / (n - 1))


def stratified(strata: Sequence[Stratum], confidence: float = 0.95) -> StratifiedMean:
    """Region mean stratified by association with weights N_h, as R's `survey::svymean` gives it.

    Σ N_h ȳ_h / N with variance Σ (N_h/N)² (1 − n_h/N_h) s²_h/n_h. Refuses an empty region.
    """
    population = sum(stratum.population for stratum in strata)
    if not population:
        raise ValueError("a region needs members")
    value = sum(s.population * s.mean for s in strata) / population
    variance = sum((s.population / population) ** 2 * (1 - s.n / s.population) * s.variance / s.n for s in strata)
    se = sqrt(variance)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return StratifiedMean(
        value, se, sum(s.n for s in strata), population, Interval(value - z * se, value + z * se, "stratified")
    )


def stratified_share(counts: Sequence[tuple[int, int, int]], confidence: float = 0.95) -> StratifiedMean:
    """Region share over (k, n, N) of each association, with the standard error of `stratified`.

    Its interval does not vanish where a small association answers with one voice: each stratum's variance is that of
    (k + 1) of (n + 2), and the ends stay within what the silent can bring about (Manski). By simulation it holds in at
    least 94 of 100 regions of two to twelve associations with shares from .5 to .98, where the plain one falls to 86.
    """
    found = stratified([share_stratum(*each) for each in counts], confidence)
    variance = 0.0
    for k, n, population in counts:
        p = (k + 1) / (n + 2)
        variance += (population / found.population) ** 2 * (1 - n / population) * p * (1 - p) / (n - 1)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(variance)
    least = sum(k for k, _, _ in counts) / found.population
    most = sum(k + population - n for k, n, population in counts) / found.population
    low, high = max(least, found.value - half), min(most, found.value + half)
    return replace(found, interval=Interval(low, high, "stratified"))
