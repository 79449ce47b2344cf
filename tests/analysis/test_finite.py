"""Reference values and guarantees of the finite-population methods."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from surveyapp.analysis import finite


@pytest.mark.parametrize(
    ("k", "n", "population", "low", "high"),
    [
        (9, 12, 16, 10, 13),
        (12, 12, 16, 14, 16),
        (0, 12, 16, 0, 2),
        (5, 7, 10, 5, 8),
        (4, 20, 60, 5, 23),
        (20, 28, 40, 24, 32),
        (7, 7, 7, 7, 7),
        (0, 0, 9, 0, 9),
        (0, 0, 0, 0, 0),
    ],
)
def test_exact_interval_meets_the_reference(k: int, n: int, population: int, low: int, high: int) -> None:
    interval = finite.exact_interval(k, n, population)
    assert (interval.low, interval.high) == (low, high)


def test_boundary_probability() -> None:
    assert finite.hypergeometric_tail(9, 12, 9, 16, upper=True) == pytest.approx(0.0192308, abs=5e-8)


def test_tails_agree_with_scipy_small_and_large() -> None:
    cases = [(3, 8, 5, 20), (0, 8, 5, 20), (5, 8, 13, 20), (4_100, 8_000, 5_000, 10_000), (310, 1_000, 30_000, 100_000)]
    for k, n, yes, population in cases:
        oracle = stats.hypergeom(population, yes, n)
        assert finite.hypergeometric_tail(k, n, yes, population, upper=True) == pytest.approx(
            oracle.sf(k - 1), rel=1e-6, abs=1e-14
        )
        assert finite.hypergeometric_tail(k, n, yes, population, upper=False) == pytest.approx(
            oracle.cdf(k), rel=1e-6, abs=1e-14
        )


@pytest.mark.parametrize("population", [10, 16, 25, 40, 60])
def test_exact_interval_never_covers_less_than_nominal(population: int) -> None:
    for n in sorted({round(population * share) for share in (0.4, 0.55, 0.7, 0.9)}):
        intervals = [finite.exact_interval(k, n, population) for k in range(n + 1)]
        low = np.array([i.low for i in intervals])
        high = np.array([i.high for i in intervals])
        for yes in range(population + 1):
            held = (low <= yes) & (yes <= high)
            assert stats.hypergeom.pmf(np.arange(n + 1), population, yes, n)[held].sum() >= 0.95 - 1e-9


def test_manski() -> None:
    bounds = finite.manski_count(9, 12, 16)
    assert (bounds.low, bounds.high) == (9, 13)
    mean = finite.manski_mean(48, 12, 16, 1, 5)
    assert (mean.low, mean.high) == (3.25, 4.25)


def test_wilson_with_finite_population_correction() -> None:
    one = finite.wilson_fpc(9, 12, 16)
    two = finite.wilson_fpc(20, 28, 40)
    assert (one.low, one.high) == pytest.approx((0.607318, 0.853357), abs=1e-6)
    assert (two.low, two.high) == pytest.approx((0.614275, 0.796938), abs=1e-6)
    full = finite.wilson_fpc(3, 4, 4)
    assert (full.low, full.high) == (0.75, 0.75)


SCORES = [5, 4, 4, 3, 5, 2, 4, 5, 3, 4, 4, 5]


def test_mean_of_an_ordinal_item() -> None:
    counts = [SCORES.count(v) for v in range(1, 6)]
    result = finite.polya_mean(counts, [1, 2, 3, 4, 5], 16)
    assert finite.se_fpc(SCORES, 16) == pytest.approx(0.1376205, abs=1e-7)
    assert result.mean == pytest.approx(3.980769, abs=1e-6)
    assert result.sd == pytest.approx(0.137335, abs=1e-6)
    assert (result.interval.low, result.interval.high) == (3.6875, 4.1875)


def test_distribution_of_the_silent_sum_has_the_stated_moments() -> None:
    counts = [1, 0, 3, 5, 2]
    result = finite.polya_mean(counts, [1, 2, 3, 4, 5], 31)
    offset, probabilities = finite._silent_sum(tuple(c + 0.2 for c in counts), (1, 2, 3, 4, 5), 20)
    sums = offset + np.arange(len(probabilities))
    mean = float(sums @ probabilities)
    sd = float(np.sqrt((sums - mean) ** 2 @ probabilities))
    total = sum(c * v for c, v in zip(counts, range(1, 6), strict=True))
    assert (total + mean) / 31 == pytest.approx(result.mean)
    assert sd / 31 == pytest.approx(result.sd)


def test_mean_is_certain_at_full_response_and_normal_for_many_silent() -> None:
    assert finite.polya_mean([0, 0, 2, 3, 0], [1, 2, 3, 4, 5], 5).interval.low == pytest.approx(3.6)
    many = finite.polya_mean([10, 20, 40, 80, 50], [1, 2, 3, 4, 5], 400)
    assert many.interval.low == pytest.approx(many.mean - 1.959964 * many.sd, abs=1e-5)


def test_posterior_is_beta_binomial() -> None:
    result = finite.posterior(9, 12, 16)
    oracle = stats.betabinom(4, 10, 4)
    assert result.probabilities == pytest.approx(oracle.pmf(np.arange(5)))
    assert result.at_least(13) == pytest.approx(oracle.pmf(4))
    assert result.at_least(9) == pytest.approx(1)
    assert result.mean == pytest.approx(9 + oracle.mean())
    assert (result.interval().low, result.interval().high) == (10, 13)


def test_count_keeps_item_non_response_with_the_silent() -> None:
    count = finite.count_of(9, 12, 2, 18)
    assert count.bounds is not None
    assert (count.bounds.low, count.bounds.high) == (9, 13)
    assert count.interval == finite.exact_interval(9, 14, 18)
    assert count.share == 0.75
    assert finite.count_of(9, 12, 0, None).interval is None
    assert finite.count_of(9, 12, 0, 10).population is None


def test_region_total_equals_the_stratified_estimator() -> None:
    strata = [finite.share_stratum(9, 12, 16), finite.share_stratum(20, 28, 40), finite.share_stratum(7, 7, 7)]
    result = finite.stratified(strata)
    assert result.value == pytest.approx((16 * 0.75 + 40 * 20 / 28 + 7) / 63)
    by_hand = (16 / 63) ** 2 * 0.25 * (0.1875 * 12 / 11) / 12
    by_hand += (40 / 63) ** 2 * 0.3 * (20 / 28 * 8 / 28 * 28 / 27) / 28
    assert result.se == pytest.approx(by_hand**0.5)
    assert (result.n, result.population) == (47, 63)


@pytest.mark.parametrize(("k", "n", "population"), [(3, 2, 5), (-1, 2, 5), (1, 6, 5)])
def test_impossible_counts_are_refused(k: int, n: int, population: int) -> None:
    for method in (finite.exact_interval, finite.manski_count, finite.wilson_fpc, finite.posterior):
        with pytest.raises(ValueError, match="must hold"):
            method(k, n, population)


def test_interval_by_definition_on_every_small_case() -> None:
    for population, n in product([6, 9], [3, 5]):
        for k in range(n + 1):
            held = [
                yes
                for yes in range(k, k + population - n + 1)
                if stats.hypergeom.sf(k - 1, population, yes, n) > 0.025
                and stats.hypergeom.cdf(k, population, yes, n) > 0.025
            ]
            interval = finite.exact_interval(k, n, population)
            assert (interval.low, interval.high) == (min(held), max(held))


def test_a_region_share_has_the_error_of_its_strata_and_an_interval_that_does_not_vanish() -> None:
    counts = [(9, 12, 16), (20, 28, 40), (5, 7, 10)]
    found = finite.stratified_share(counts)
    plain = finite.stratified([finite.share_stratum(*each) for each in counts])
    assert (found.value, found.se) == (plain.value, plain.se)
    # By hand: sum of (N_h/N)^2 (1 - n_h/N_h) p(1 - p)/(n_h - 1), as survey::svymean
    shares = [(k / n, n, size) for k, n, size in counts]
    variance = sum((size / 66) ** 2 * (1 - n / size) * p * (1 - p) / (n - 1) for p, n, size in shares)
    assert found.se == pytest.approx(variance**0.5)
    assert found.value == pytest.approx(sum(size * p for p, n, size in shares) / 66)
    everyone_agrees = finite.stratified_share([(8, 8, 16), (9, 9, 20)])
    assert everyone_agrees.se == 0
    assert everyone_agrees.interval.low < 1
    assert everyone_agrees.interval.low >= 17 / 36
    all_answered = finite.stratified_share([(8, 10, 10), (9, 9, 9)])
    assert (all_answered.interval.low, all_answered.interval.high) == (17 / 19, 17 / 19)


def test_the_interval_of_a_region_share_holds() -> None:
    random, held, regions = np.random.default_rng(3), 0, 300
    for _ in range(regions):
        sizes = random.integers(10, 41, 6)
        answered = np.maximum(5, np.round(sizes * random.uniform(0.4, 0.95, 6))).astype(int)
        yes = random.binomial(sizes, random.beta(14, 1.5, 6))
        found = random.hypergeometric(yes, sizes - yes, answered)
        interval = finite.stratified_share(
            list(zip(found.tolist(), answered.tolist(), sizes.tolist(), strict=True))
        ).interval
        held += interval.low - 1e-9 <= yes.sum() / sizes.sum() <= interval.high + 1e-9
    assert held / regions >= 0.94
