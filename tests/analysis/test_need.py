"""Unmet need: its counts, and how sure its ranking is."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.analysis import need
from surveyapp.analysis.finite import exact_interval, posterior
from surveyapp.analysis.need import (
    MET,
    UNKNOWN,
    UNMET,
    NeedColumns,
    NeedTally,
    expected_share,
    importance_classes,
    independent_top,
    satisfaction_classes,
    standings,
    tally_need,
    tier,
    use_classes,
)

NAN = float("nan")


def tally() -> NeedTally:
    # important and unhappy, important and happy, important and not reached, unimportant and unhappy,
    # unimportant and not reached, importance unknown, use unknown, used but satisfaction unknown
    return tally_need(
        NeedColumns(
            "meetings",
            importance_classes(np.array([4, 5, 5, 3, 1, NAN, 5, 5])),
            use_classes(np.array([1, 2, 0, 1, 0, 1, NAN, 1])),
            satisfaction_classes(np.array([3, 4, NAN, 1, NAN, 1, NAN, NAN])),
        )
    )


def test_counts_and_denominator() -> None:
    result = tally()
    assert (result.dissatisfied, result.not_reached, result.total, result.known) == (1, 1, 2, 5)
    assert result.states.tolist() == [UNMET, MET, UNMET, MET, MET, UNKNOWN, UNKNOWN, UNKNOWN]


def test_independent_ranking_meets_the_reference() -> None:
    assert independent_top([7, 5, 4, 1], [12] * 4, 16) == pytest.approx([0.93761, 0.05633, 0.00606, 0.0], abs=5e-6)


def test_independent_ranking_agrees_with_drawing() -> None:
    random = np.random.default_rng(5)
    counts, known, population = [6, 6, 4], [10, 7, 10], 18
    draws = np.stack(
        [
            k + random.binomial(population - n, random.beta(k + 1, n - k + 1, 200_000))
            for k, n in zip(counts, known, strict=True)
        ],
        axis=1,
    )
    best = draws == draws.max(axis=1, keepdims=True)
    assert independent_top(counts, known, population) == pytest.approx(
        (best / best.sum(axis=1, keepdims=True)).mean(axis=0), abs=4e-3
    )


def people(*counts: int | tuple[int, int], n: int = 12) -> list[np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """Of n respondents the first have the need; where two numbers are given, so many of so many who are known."""
    pairs = [count if isinstance(count, tuple) else (count, n) for count in counts]
    places = np.arange(n)
    return [np.where(places < k, UNMET, np.where(places < known, MET, UNKNOWN)).astype(np.uint8) for k, known in pairs]


def mixed(*counts: tuple[int, int], n: int = 12) -> list[np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """The same of people whose needs have nothing to do with each other."""
    random = np.random.default_rng(0)
    return [random.permutation(column).astype(np.uint8) for column in people(*counts, n=n)]


def test_six_of_six_goes_before_seven_of_twelve() -> None:
    six_of_six, seven_of_twelve, *_ = standings(people((6, 6), 7, 3, 1), 16)
    assert six_of_six.expected == pytest.approx((6 + 10 * 7 / 8) / 16)
    assert seven_of_twelve.expected == pytest.approx((7 + 4 * 8 / 14) / 16)
    assert six_of_six.first > 0.9
    assert seven_of_twelve.first < 0.1


@pytest.mark.parametrize("counts", [[(6, 6), (7, 12), (3, 12), (1, 9)], [(2, 5), (5, 11), (4, 8), (0, 12)]])
def test_estimate_interval_and_draws_come_from_one_posterior(counts: list[tuple[int, int]]) -> None:
    """What is not known of those who answered is drawn as the silent are, and never counted as a need that is met."""
    patterns, weights = need._patterns(mixed(*counts))
    drawn = need._drawn(patterns, weights, 16, 60_000, np.random.default_rng(1))
    for place, (k, known) in enumerate(counts):
        exact = posterior(k, known, 16)
        assert expected_share(k, known, 16) == pytest.approx(exact.mean / 16)
        found = np.bincount(drawn[:, place].astype(int), minlength=17)[k : k + exact.silent + 1] / len(drawn)
        assert found == pytest.approx(exact.probabilities, abs=0.01)
        low, high = exact_interval(k, known, 16).low, exact_interval(k, known, 16).high
        assert np.mean((drawn[:, place] >= low) & (drawn[:, place] <= high)) > 0.9


def test_the_silent_change_nothing_where_everybody_is_known() -> None:
    assert [each.first for each in standings(people(9, 7, 4, 4), 12)] == [1, 0, 0, 0]
    assert [each.top for each in standings(people(9, 7, 4, 4), 12)] == [1, 1, 0.5, 0.5]
    assert [each.first for each in standings(people(5, 5, 1), 12)] == [0.5, 0.5, 0]
    unsure = standings(people((8, 10), 9, 4), 12)
    assert 0.2 < unsure[0].first < 1


def test_places_add_up_and_follow_what_is_estimated() -> None:
    result = standings(people(9, 7, 6, 3, 1), 16)
    assert sum(each.top for each in result) == pytest.approx(3)
    assert sum(each.first for each in result) == pytest.approx(1)
    assert result[0].top > 0.99
    assert [each.top for each in result] == sorted((each.top for each in result), reverse=True)
    assert result == standings(people(9, 7, 6, 3, 1), 16)


def test_drawing_agrees_with_independent_needs() -> None:
    counts = [(7, 12), (5, 10), (4, 12), (5, 6)]
    drawn = standings(mixed(*counts), 16, draws=40_000)
    exact = independent_top([k for k, _ in counts], [known for _, known in counts], 16)
    assert [each.first for each in drawn] == pytest.approx(exact, abs=0.05)


def test_items_that_go_together_stay_together() -> None:
    same = people(5)[0]
    result = standings([same, same, same, same], 40)
    assert [each.top for each in result] == pytest.approx([0.75] * 4, abs=0.02)
    apart = standings(mixed((5, 12), (6, 12)), 40)
    together = standings(people(5, 6), 40)
    assert together[1].first > apart[1].first


def test_without_a_population_nobody_is_certain() -> None:
    apart = [np.roll(needs, 3 * place) for place, needs in enumerate(people(6, 5, 5, 4))]
    result = standings(apart, None)
    assert sum(each.top for each in result) == pytest.approx(3)
    assert all(0.4 < each.top < 1 for each in result)
    assert result[0].expected == pytest.approx(7 / 14)


def test_few_items_and_no_answers() -> None:
    assert [each.top for each in standings(people(3, 2), 16)] == [1, 1]
    assert [each.top for each in standings(people(0, 0, 0, 0, n=0), 16)] == pytest.approx([0.75] * 4, abs=0.03)
    assert standings([], 16) == ()


def test_tiers() -> None:
    assert [tier(p) for p in (0.95, 0.9, 0.7, 0.59)] == ["clear", "clear", "probable", "undecided"]


@pytest.mark.parametrize("more", [10, 40])
def test_many_items_are_ranked_like_few(more: int) -> None:
    few = standings(people(9, 7, 6, 3, 1), 16)
    many = standings(people(9, 7, 6, 3, 1, *[0] * more), 16)
    assert [each.top for each in many[:5]] == pytest.approx([each.top for each in few], abs=0.05)


@pytest.mark.parametrize("population", [260, None])
def test_of_many_respondents_the_normal_distribution_says_the_same(
    population: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(2)
    columns = [
        np.where(random.random(200) < 0.1, UNKNOWN, np.where(random.random(200) < 0.3 + place / 60, UNMET, MET)).astype(
            np.uint8
        )
        for place in range(7)
    ]
    drawn = standings(columns, population)
    monkeypatch.setattr(need, "_MOST_DRAWN", 100)
    normal = standings(columns, population)
    assert normal != drawn
    assert [each.top for each in normal] == pytest.approx([each.top for each in drawn], abs=0.04)
    assert [each.first for each in normal] == pytest.approx([each.first for each in drawn], abs=0.04)


def test_large_groups_are_ranked_too() -> None:
    random = np.random.default_rng(1)
    columns = [((random.random(200_000) < 0.3 + place / 50) + 1).astype(np.uint8) for place in range(8)]
    result = standings(columns, 300_000)
    assert [each.top for each in result[-3:]] == pytest.approx([1, 1, 1])
