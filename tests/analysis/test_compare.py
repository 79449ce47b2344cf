"""Reference values of comparison between associations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from surveyapp.analysis import compare
from surveyapp.analysis.gate import badge

K = (10, 18, 5, 22, 12, 4)
N = (12, 30, 9, 25, 20, 9)


@pytest.mark.parametrize(
    ("n", "population", "expected"),
    [(4, 4, None), (5, 11, None), (5, 10, "fair"), (8, 11, "fair"), (9, 12, "good"), (9, None, None), (0, 0, None)],
)
def test_gate(n: int, population: int | None, expected: str | None) -> None:
    assert badge(n, population) == expected


def test_shrinkage_at_the_mle() -> None:
    mu, strength = compare.beta_binomial_mle(K, N)
    assert mu == pytest.approx(0.669107, abs=1e-5)
    assert strength == pytest.approx(19.8349, abs=1e-2)
    shrunken = [compare.shrink(k, n, 0.669107, 19.8349) for k, n in zip(K, N, strict=True)]
    assert shrunken == pytest.approx([0.731011, 0.627506, 0.633665, 0.786701, 0.634410, 0.598985], abs=1e-6)


def test_probability_of_top_under_a_fixed_prior() -> None:
    a = [7 + k for k in K]
    b = [3 + n - k for k, n in zip(K, N, strict=True)]
    expected = [0.28952, 0.00566, 0.02803, 0.65461, 0.01273, 0.00945]
    assert compare.probability_of_top(a, b) == pytest.approx(expected, abs=1e-5)


def test_grid_shrinks_like_the_mle_and_is_repeatable() -> None:
    pooled = compare.pool_shares(K, N)
    assert compare.pool_shares.__wrapped__(K, N) == pooled
    assert [s.value for s in pooled.shares] == pytest.approx(_by_scipy(), abs=2e-3)
    assert sum(s.top for s in pooled.shares) == pytest.approx(1)
    assert sum(s.bottom for s in pooled.shares) == pytest.approx(1)
    best = pooled.shares[3]
    assert best.top == max(s.top for s in pooled.shares)
    assert best.flag is None
    assert best.ranks[0] == 1
    assert all(s.interval.low < s.value < s.interval.high for s in pooled.shares)


def test_those_who_are_level_share_the_top_whatever_their_place_in_the_list() -> None:
    pooled = compare.pool_shares((60,) * 12, (60,) * 12)
    assert [share.top for share in pooled.shares] == pytest.approx([1 / 12] * 12, abs=0.01)
    assert [share.bottom for share in pooled.shares] == pytest.approx([1 / 12] * 12, abs=0.02)
    assert {share.ranks for share in pooled.shares} == {(1, 12)}
    assert sum(share.top for share in pooled.shares) == pytest.approx(1)


def test_places_of_draws_that_tie_are_counted_out() -> None:
    draws = np.array([[3.0, 3.0, 1.0], [2.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 2.0, 3.0]])
    tops = [top for top, _, _ in compare._places(draws)]
    bottoms = [bottom for _, bottom, _ in compare._places(draws)]
    assert tops == pytest.approx([(1 / 2 + 1 + 1 / 3) / 4, (1 / 2 + 1 / 3) / 4, (1 / 3 + 1) / 4])
    assert bottoms == pytest.approx([(1 / 3 + 1) / 4, (1 / 2 + 1 / 3) / 4, (1 + 1 / 2 + 1 / 3) / 4])


def _by_scipy() -> list[float]:
    """Posterior means from scipy's beta-binomial on a coarser grid of its own."""
    middles = (np.arange(150) + 0.5) / 150
    mu, strength = np.meshgrid(middles, middles / (1 - middles), indexing="ij")
    weights = np.ones_like(mu)
    for k, n in zip(K, N, strict=True):
        weights = weights * stats.betabinom.pmf(k, n, mu * strength, (1 - mu) * strength)
    weights /= weights.sum()
    return [float((weights * (k + mu * strength) / (n + strength)).sum()) for k, n in zip(K, N, strict=True)]


def test_far_apart_associations_are_flagged() -> None:
    pooled = compare.pool_shares((38, 3, 20), (40, 40, 40))
    assert [s.flag for s in pooled.shares] == ["top", "bottom", None]


def test_ranges_are_of_95_percent() -> None:
    pooled = compare.pool_shares((380, 30, 200), (400, 400, 400))
    for share in pooled.shares:
        low, high = stats.beta(share.k + 0.5, share.n - share.k + 0.5).ppf([0.025, 0.975])
        assert (share.interval.low, share.interval.high) == pytest.approx((low, high), abs=2e-3)
    means = compare.pool_means([1, 50], [0.01, 0.01])
    assert means.intervals[0].high - means.values[0] == pytest.approx(1.959964 * 0.1, rel=1e-3)


def test_large_counts_take_the_gamma_function_and_agree() -> None:
    few, many = compare.pool_shares((150, 200), (290, 299)), compare.pool_shares((155, 207), (300, 309))
    assert [s.value for s in few.shares] == pytest.approx([s.value for s in many.shares], abs=5e-3)


def test_pooling_one_association_is_refused() -> None:
    with pytest.raises(ValueError, match="two associations"):
        compare.pool_shares((3,), (5,))


def test_paule_mandel() -> None:
    pooled = compare.pool_means([4, 3.67, 4.2, 3.4, 4.5], [0.9 / 12, 0.8 / 6, 1.1 / 9, 0.7 / 20, 0.5 / 15])
    assert pooled.q == pytest.approx(18.828245, abs=1e-6)
    assert pooled.tau2 == pytest.approx(0.140412, abs=1e-6)
    assert pooled.mean == pytest.approx(3.958117, abs=1e-6)
    assert pooled.values == pytest.approx([3.985418, 3.810334, 4.087435, 3.511362, 4.396039], abs=1e-6)


def test_equal_means_shrink_to_one_value() -> None:
    pooled = compare.pool_means([4, 4, 4], [0.1, 0.2, 0.3])
    assert pooled.tau2 == 0
    assert pooled.values == pytest.approx([4, 4, 4])


def test_funnel_limits() -> None:
    limits = compare.funnel_limits(0.7, 12)
    assert (limits.low, limits.high) == pytest.approx((0.377733, 0.903603), abs=1e-6)


def test_overlap_bar() -> None:
    bar = compare.overlap_bar(0.5, 0.1)
    assert (bar.low, bar.high) == pytest.approx((0.3614, 0.6386))


def test_benjamini_hochberg() -> None:
    assert compare.benjamini_hochberg([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert compare.benjamini_hochberg([]) == ()


def test_indirect_standardisation() -> None:
    assert compare.standardised_ratio(9, [4, 8], [0.5, 0.75]) == pytest.approx(9 / 8)
    assert compare.standardised_ratio(0, [4], [0.0]) is None
