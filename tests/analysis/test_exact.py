"""Exact tests against scipy and against counting everything out; what a page marks."""

from __future__ import annotations

from collections import Counter
from itertools import permutations, product
from math import prod

import numpy as np
import pytest
from scipy import stats

from surveyapp.analysis import exact
from surveyapp.analysis.exact import ExactTest, fisher, g_squared, same_share, screen, sign_flip


@pytest.mark.parametrize("seed", range(40))
def test_fisher_is_that_of_scipy(seed: int) -> None:
    random = np.random.default_rng(seed)
    n, size = (int(x) for x in random.integers(1, 40, 2))
    k, other = int(random.integers(0, n + 1)), int(random.integers(0, size + 1))
    expected = stats.fisher_exact([[k, n - k], [other, size - other]]).pvalue
    assert fisher((k, n), (other, size)).p == pytest.approx(expected, abs=1e-9)


def test_fisher_of_the_tea_tasting_lady() -> None:
    assert fisher((3, 4), (1, 4)).p == pytest.approx(0.4857143)  # R: fisher.test(matrix(c(3, 1, 1, 3), 2))
    assert fisher((7, 12), (11, 13)).p == pytest.approx(0.2015561, abs=1e-7)


def test_fisher_of_very_many_is_that_of_the_normal_distribution() -> None:
    z = 0.002 / (2 * 0.601 * 0.399 / 500_000) ** 0.5
    assert fisher((300_000, 500_000), (301_000, 500_000)).p == pytest.approx(2 * stats.norm.sf(z), rel=0.02)


def test_fisher_of_very_many_that_differ_greatly_has_no_chance() -> None:
    found = fisher((190_000, 1_000_000), (900_000, 1_000_000))
    assert found.p == 0
    assert found.chance_of(found.p) == 0
    assert screen([found]).marked == (True,)


def test_fisher_refuses_what_is_no_count() -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        fisher((3, 2), (1, 4))


@pytest.mark.parametrize("seed", range(30))
def test_sign_flips_are_counted_out(seed: int) -> None:
    steps = np.random.default_rng(seed).integers(-3, 4, 3 + seed % 8).tolist()
    sums = [
        abs(sum(sign * step for sign, step in zip(signs, steps, strict=True)))
        for signs in product((1, -1), repeat=len(steps))
    ]
    expected = sum(found >= abs(sum(steps)) for found in sums) / len(sums)
    assert sign_flip(steps).p == pytest.approx(expected)
    if any(steps):
        assert sign_flip(steps).p == pytest.approx(
            stats.permutation_test((np.array(steps),), np.sum, permutation_type="samples", n_resamples=np.inf).pvalue
        )


def test_sign_flips_of_single_steps_are_the_sign_test() -> None:
    assert sign_flip([1] * 8 + [-1] + [0]).p == 0.0390625
    assert sign_flip([0, 0, 0]).p == 1
    assert sign_flip([]).p == 1


def test_sign_flips_heed_how_far_each_one_moved() -> None:
    assert sign_flip([3, 3, 3, 3, 3, -1, -1]).p < sign_flip([1, 1, 1, 1, 1, -1, -1]).p


def test_sign_flips_of_very_many_are_normal_and_halves_are_refused() -> None:
    steps = [1] * 12_000 + [-1] * 11_800
    assert sign_flip(steps).p == pytest.approx(stats.binomtest(12_000, 23_800).pvalue, abs=0.005)
    with pytest.raises(ValueError, match="whole steps"):
        sign_flip([0.5])


def test_g_squared_is_that_of_scipy() -> None:
    groups = [(2, 6), (5, 8), (3, 9)]
    table = np.array([[k, n - k] for k, n in groups])
    assert g_squared(groups) == pytest.approx(
        stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    )
    assert g_squared([(5, 5), (3, 9)]) > 0  # a cell without anybody
    assert g_squared([(3, 6), (4, 8)]) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("groups", [[(1, 3), (3, 4)], [(0, 2), (2, 3), (1, 3)], [(2, 2), (0, 3), (1, 2)]])
def test_shares_of_segments_are_compared_over_every_table(groups: list[tuple[int, int]]) -> None:
    sizes, yes = [n for _, n in groups], sum(k for k, _ in groups)
    everyone = [1] * yes + [0] * (sum(sizes) - yes)
    tables: Counter[tuple[int, ...]] = Counter()
    for order in permutations(range(len(everyone))):
        places = iter(order)
        tables[tuple(sum(everyone[next(places)] for _ in range(n)) for n in sizes)] += 1
    found = g_squared(groups)
    expected = sum(
        times for table, times in tables.items() if g_squared(list(zip(table, sizes, strict=True))) >= found - 1e-9
    ) / sum(tables.values())
    assert same_share(groups).p == pytest.approx(expected)


def test_two_segments_are_nearly_fishers_test_and_large_ones_nearly_chi_squared() -> None:
    assert same_share([(7, 12), (11, 13)]).p == pytest.approx(fisher((7, 12), (11, 13)).p, abs=1e-9)
    groups = [(110, 200), (140, 220), (95, 190), (120, 210)]
    assert prod(n for _, n in groups) > 200_000
    expected = stats.chi2.sf(g_squared(groups), 3)
    assert same_share(groups).p == pytest.approx(expected, abs=0.01)
    assert same_share(groups).p == same_share(groups).p


def test_segments_that_cannot_differ_do_not() -> None:
    assert same_share([(5, 5), (6, 6)]).p == 1
    assert same_share([(3, 5)]).p == 1
    with pytest.raises(ValueError, match="0 <= k <= n"):
        same_share([(6, 5), (1, 5)])


@pytest.mark.parametrize(
    "test", [fisher((3, 9), (8, 11)), sign_flip([2, 1, -1, 1, 0, 1]), same_share([(1, 5), (4, 6)])]
)
def test_what_can_come_up_has_itself_for_its_chance(test: ExactTest) -> None:
    assert test.attainable is not None
    assert test.attainable[-1] == pytest.approx(1)
    assert test.chance_of(test.p) == pytest.approx(test.p)
    assert test.chance_of(test.attainable[0] / 2) == 0
    between = (test.attainable[0] + test.attainable[1]) / 2
    assert test.chance_of(between) == pytest.approx(test.attainable[0])


def test_a_page_marks_what_chance_hardly_explains_and_says_how_much_it_would() -> None:
    strong, weak = fisher((1, 14), (13, 14)), fisher((7, 14), (8, 14))
    found = screen([strong, *[weak] * 30])
    assert found.marked == (True, *[False] * 30)
    assert 0 < found.expected < 1 / 3
    assert screen([]).marked == ()
    assert screen([weak]) == exact.Screen((False,), 0.0)


def test_the_same_difference_counts_for_less_the_more_is_compared() -> None:
    some, none = fisher((7, 12), (11, 13)), fisher((6, 12), (6, 12))
    assert screen([some]).marked == (True,)
    assert not any(screen([some, *[none] * 34]).marked)


def test_where_tests_cannot_come_out_small_fewer_false_marks_are_expected_than_the_threshold_says() -> None:
    coarse = [fisher((1, 3), (2, 3))] * 20
    assert sum(test.chance_of(0.05) for test in coarse) == 0
    assert sum(test.chance_of(0.1) for test in coarse) == pytest.approx(20 * 0.1)


@pytest.mark.parametrize("members", [12, 16, 40])
def test_a_page_on_which_nothing_changed_expects_at_most_one_mark(members: int) -> None:
    """However the items go together: here a person's mood moves all her answers, and the same people answer twice."""
    random = np.random.default_rng(members)
    pages, marks, items = 150, 0, 35
    for _ in range(pages):
        mood = random.normal(0, 1.2, (members, 1))
        share = 1 / (1 + np.exp(-(random.normal(0.5, 1, items) + mood)))
        years = [(random.random((members, items)) < share).sum(axis=0) for _ in range(2)]
        tests = [fisher((int(a), members), (int(b), members)) for a, b in zip(*years, strict=True)]
        marks += sum(screen(tests).marked)
    assert marks / pages <= 1
