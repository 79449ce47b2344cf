"""Comparing associations: inference about the work, not about this year's members, so no finite correction.

Even full response does not make ten people precise: values are shrunken towards each other, shown with intervals in
alphabetical order, and flagged only from a posterior of .95. Ranking lists are never made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis import scientific
from surveyapp.analysis.estimates import Interval

Floats = NDArray[np.float64]

FLAG = 0.95
GRID = 400
OVERLAP = 1.386
"""Bars of ±1.386 SE of two independent values of like precision overlap unless they differ at about .05."""
FUNNEL_FROM = 8
_MOST_FACTORS = 300
_FACTORS_AT_ONCE = 8
"""Eight factors of at most 1100 stay far below the largest number there is."""
DRAWS = 8_000
SEED = 20_270_601
"""Fixed, so that the same answers give the same page."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class ShrunkenShare:
    """One association after pooling."""

    k: int
    n: int
    value: float
    interval: Interval
    top: float
    """P(it has the highest true share)."""
    bottom: float
    ranks: tuple[int, int]
    """Central 90 % interval of its place, 1 the highest."""

    @property
    def flag(self) -> Literal["top", "bottom"] | None:
        """A place that is certain enough to be named."""
        if self.top >= FLAG:
            return "top"
        return "bottom" if self.bottom >= FLAG else None


@dataclass(frozen=True, slots=True)
class PooledShares:
    """All associations, and what they have in common."""

    mean: float
    """Posterior mean of μ, the typical share."""
    interval: Interval
    """Of μ."""
    shares: tuple[ShrunkenShare, ...]


def _rising(base: Floats, counts: Floats) -> Floats:
    """Σ_i log Γ(base + counts_i)/Γ(base), elementwise over base.

    For counts of people these are products of few factors, many times faster than the gamma function.
    """
    total: Floats = np.zeros_like(base)
    most = int(counts.max(initial=0))
    if most > _MOST_FACTORS:
        for count in counts:
            total += scientific.special.gammaln(base + count)
        total -= len(counts) * scientific.special.gammaln(base)
        return total
    weights = [int((counts > factor).sum()) for factor in range(most)]
    product, size = np.ones_like(base), 0
    for factor, weight in enumerate(weights):
        product *= base + factor
        size += 1
        if size == _FACTORS_AT_ONCE or factor + 1 == most or weights[factor + 1] != weight:
            total += weight * np.log(product)
            product, size = np.ones_like(base), 0
    return total


def _log_likelihood(k: Floats, n: Floats, mu: Floats, strength: Floats) -> Floats:
    """Σ log BetaBinomial(k_i | n_i, μM, (1 − μ)M) without the constant; mu and strength broadcast."""
    return _rising(mu * strength, k) + _rising((1 - mu) * strength, n - k) - _rising(strength, n)


def beta_binomial_mle(k: Sequence[int], n: Sequence[int]) -> tuple[float, float]:
    """(μ, M) of greatest likelihood: an oracle for the grid, and what "shrunken at the MLE" refers to."""
    ks, ns = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)

    def loss(point: Floats) -> float:
        mu, strength = scientific.special.expit(point[0]), np.exp(point[1])
        return -float(_log_likelihood(ks, ns, np.asarray(mu), np.asarray(strength)))

    found = scientific.optimize.minimize(
        loss, np.array([0.0, 2.0]), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000}
    )
    return float(scientific.special.expit(found.x[0])), float(np.exp(found.x[1]))


def shrink(k: int, n: int, mu: float, strength: float) -> float:
    """Posterior mean of a share under Beta(μM, (1 − μ)M)."""
    return (k + mu * strength) / (n + strength)


@lru_cache(maxsize=512)
def pool_shares(k: tuple[int, ...], n: tuple[int, ...]) -> PooledShares:
    """k_i ~ Bin(n_i, θ_i), θ_i ~ Beta(μM, (1 − μ)M), μ and M/(1 + M) uniform, on a 400 × 400 grid of midpoints.

    Posterior means come from the grid and are deterministic; places (P(top), P(bottom), 90 % ranks) and intervals of
    95 % from 8 000 draws with a fixed seed. Refuses (ValueError) fewer than two associations
    or k outside 0..n.
    """
    ks, ns = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if len(ks) < 2 or len(ks) != len(ns) or np.any(ks < 0) or np.any(ks > ns) or np.any(ns < 1):
        raise ValueError("pooling needs two associations or more with 0 <= k <= n, n >= 1")
    middles = (np.arange(GRID) + 0.5) / GRID
    mu = middles[:, None]
    strength = (middles / (1 - middles))[None, :]
    logs = _log_likelihood(ks, ns, mu, strength)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    # Given M, a posterior mean is linear in μ, so that μ is summed out once for all associations.
    m, of_m, mu_of_m = strength[0], weights.sum(axis=0), (weights * mu).sum(axis=0)
    values = [float(((ki * of_m + m * mu_of_m) / (ni + m)).sum()) for ki, ni in zip(ks, ns, strict=True)]

    random = np.random.default_rng(SEED)
    cells = np.minimum(np.searchsorted(np.cumsum(weights.ravel()), random.random(DRAWS)), GRID * GRID - 1)
    drawn_mu = middles[cells // GRID]
    drawn_strength = (middles / (1 - middles))[cells % GRID]
    a = (drawn_mu * drawn_strength)[:, None] + ks
    b = ((1 - drawn_mu) * drawn_strength)[:, None] + (ns - ks)
    theta = random.beta(a, b)
    return PooledShares(
        mean=float((weights * mu).sum()),
        interval=Interval(*_central(drawn_mu), "posterior"),
        shares=tuple(
            ShrunkenShare(int(ks[i]), int(ns[i]), values[i], Interval(*_central(theta[:, i]), "posterior"), *place)
            for i, place in enumerate(_places(theta))
        ),
    )


def _central(draws: Floats, mass: float = 0.95) -> tuple[float, float]:
    low, high = np.quantile(draws, [(1 - mass) / 2, (1 + mass) / 2])
    return float(low), float(high)


def _places(draws: Floats) -> list[tuple[float, float, tuple[int, int]]]:
    """(P(top), P(bottom), 90 % interval of the place) of each column.

    Those that are level in a draw share their places evenly: of twelve that always are, each is the highest with a
    twelfth, whatever its place in the list.
    """
    ordered = np.sort(draws, axis=1)
    size = draws.shape[1]
    places = []
    for i in range(size):
        column = draws[:, i]
        lower = (ordered < column[:, None]).sum(axis=1)
        level = (ordered == column[:, None]).sum(axis=1)
        first, last = size - lower - level, size - lower  # places first + 1 … last, each as likely as the others
        starts = np.bincount(first, weights=1 / level, minlength=size + 1)
        ends = np.bincount(last, weights=1 / level, minlength=size + 1)
        chances = np.cumsum(starts - ends)[:size] / len(draws)
        summed = np.cumsum(chances)
        low, high = (1 + int(np.searchsorted(summed, mass - _ROUNDING)) for mass in (0.05, 0.95))
        places.append((float(chances[0]), float(chances[-1]), (low, min(high, size))))
    return places


def probability_of_top(a: Sequence[float], b: Sequence[float], *, steps: int = 20_000) -> tuple[float, ...]:
    """P(θ_i is the largest) for independent θ_i ~ Beta(a_i, b_i), by the midpoint rule on (0, 1)."""
    x = (np.arange(steps) + 0.5) / steps
    distributions = [scientific.stats.beta(ai, bi) for ai, bi in zip(a, b, strict=True)]
    below = np.array([d.cdf(x) for d in distributions])
    densities = np.array([d.pdf(x) for d in distributions])
    return tuple(float((densities[i] * np.delete(below, i, axis=0).prod(axis=0)).sum() / steps) for i in range(len(a)))


@dataclass(frozen=True, slots=True)
class PooledMeans:
    """Means of an item over associations, shrunken towards their common mean."""

    mean: float
    tau2: float
    """Variance between associations."""
    q: float
    """Cochran's Q at τ² = 0."""
    values: tuple[float, ...]
    intervals: tuple[Interval, ...]


def pool_means(means: Sequence[float], variances: Sequence[float]) -> PooledMeans:
    """Random effects with the Paule–Mandel τ²: the τ² ≥ 0 at which Σ w_i (y_i − μ)² equals k − 1.

    `variances` are those of the means (s²/n), positive. Shrunken y_i: μ + τ²/(τ² + v_i) (y_i − μ), with the 95 %
    interval of their conditional posterior. Refuses fewer than two means.
    """
    y, v = np.asarray(means, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if len(y) < 2 or len(y) != len(v) or np.any(v <= 0):
        raise ValueError("pooling needs two means or more, each with a positive variance")

    def fit(tau2: float) -> tuple[float, float]:
        w = 1 / (v + tau2)
        mu = float(w @ y / w.sum())
        return mu, float(w @ (y - mu) ** 2)

    q = fit(0.0)[1]
    tau2 = 0.0
    if q > len(y) - 1:
        high = float(np.ptp(y)) ** 2 + float(v.max())
        tau2 = float(scientific.optimize.brentq(lambda t: fit(t)[1] - (len(y) - 1), 0.0, high * len(y), xtol=1e-12))
    mu = fit(tau2)[0]
    keep = tau2 / (tau2 + v)
    values = mu + keep * (y - mu)
    half = scientific.stats.norm.ppf(0.975) * np.sqrt(keep * v + (1 - keep) ** 2 / (1 / (v + tau2)).sum())
    return PooledMeans(
        mu,
        tau2,
        q,
        tuple(float(x) for x in values),
        tuple(Interval(float(x - h), float(x + h), "posterior") for x, h in zip(values, half, strict=True)),
    )


def overlap_bar(value: float, se: float) -> Interval:
    """±1.386 SE: where two bars do not overlap, the values differ."""
    return Interval(value - OVERLAP * se, value + OVERLAP * se, "overlap")


def se_share(k: int, n: int) -> float:
    """Standard error of a share with half an answer added on each side, so that 0 of n has one too."""
    p = (k + 0.5) / (n + 1)
    return sqrt(p * (1 - p) / n)


def funnel_limits(p0: float, n: int, confidence: float = 0.95) -> Interval:
    """Limits of a funnel plot at size n: binomial quantiles by interpolation (Spiegelhalter 2005).

    With r the q-quantile, a = (F(r) − q)/(F(r) − F(r − 1)) and the limit is (r − a)/n, kept within 0..1.
    """
    limits = []
    for q in ((1 - confidence) / 2, (1 + confidence) / 2):
        r = int(scientific.stats.binom.ppf(q, n, p0))
        at, before = scientific.stats.binom.cdf(r, n, p0), scientific.stats.binom.cdf(r - 1, n, p0)
        limits.append(float((r - (at - q) / (at - before)) / n))
    return Interval(max(0.0, limits[0]), min(1.0, limits[1]), "funnel")


def benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values in the order given; a screen keeps those at or under its false discovery rate (1995)."""
    p = np.asarray(p_values, dtype=np.float64)
    if not len(p):
        return ()
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    smallest = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(smallest, 1.0)
    return tuple(float(x) for x in adjusted)


def standardised_ratio(observed: int, counts: Sequence[int], reference: Sequence[float]) -> float | None:
    """Indirect standardisation: observed k over Σ n_s p_s, with the reference share of each stratum.

    At most two strata variables are declared in advance (institution kind, size). None where nothing is expected.
    """
    expected = float(np.asarray(counts, dtype=np.float64) @ np.asarray(reference, dtype=np.float64))
    return observed / expected if expected > 0 else None
