"""Unmet need: its counts, and how sure its ranking is."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.analysis.need import (
    NeedColumns,
    NeedTally,
    importance_classes,
    independent_top,
    probability_in_top,
    satisfaction_classes,
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
    assert result.unmet.tolist() == [True, False, True, False, False, False, False, False]


def test_independent_ranking_meets_the_reference() -> None:
    assert independent_top([7, 5, 4, 1], 12, 16) == pytest.approx([0.93761, 0.05633, 0.00606, 0.0], abs=5e-6)


def test_independent_ranking_agrees_with_drawing() -> None:
    random = np.random.default_rng(5)
    counts, n, population = [6, 6, 4], 10, 18
    draws = np.stack([k + random.binomial(8, random.beta(k + 1, n - k + 1, 200_000)) for k in counts], axis=1)
    best = draws == draws.max(axis=1, keepdims=True)
    assert independent_top(counts, n, population) == pytest.approx(
        (best / best.sum(axis=1, keepdims=True)).mean(axis=0), abs=4e-3
    )


def people(*counts: int, n: int = 12) -> list[np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    return [np.arange(n) < k for k in counts]


def test_places_among_three_add_up_and_follow_the_counts() -> None:
    result = probability_in_top(people(9, 7, 6, 3, 1), 16)
    assert sum(result) == pytest.approx(3)
    assert result[0] > 0.99
    assert list(result) == sorted(result, reverse=True)
    assert result == probability_in_top(people(9, 7, 6, 3, 1), 16)


def test_full_response_leaves_nothing_to_chance() -> None:
    assert probability_in_top(people(9, 7, 6, 3, 1), 12) == (1, 1, 1, 0, 0)
    assert probability_in_top(people(9, 7, 4, 4), 12) == (1, 1, 0.5, 0.5)


def test_items_that_go_together_stay_together() -> None:
    same = np.arange(12) < 5
    result = probability_in_top([same, same, same, same], 40)
    assert result == pytest.approx([0.75] * 4)


def test_without_a_population_nobody_is_certain() -> None:
    apart = [np.roll(needs, 3 * place) for place, needs in enumerate(people(6, 5, 5, 4))]
    result = probability_in_top(apart, None)
    assert sum(result) == pytest.approx(3)
    assert all(0.4 < p < 1 for p in result)


def test_few_items_and_no_answers() -> None:
    assert probability_in_top(people(3, 2), 16) == (1, 1)
    assert probability_in_top(people(0, 0, 0, 0, n=0), 16) == (0.75,) * 4


def test_tiers() -> None:
    assert [tier(p) for p in (0.95, 0.9, 0.7, 0.59)] == ["clear", "clear", "probable", "undecided"]


def test_many_items_are_ranked_like_few() -> None:
    few = probability_in_top(people(9, 7, 6, 3, 1), 16)
    many = probability_in_top(people(9, 7, 6, 3, 1, *[0] * 10), 16)
    assert many[:5] == pytest.approx(few, abs=0.03)


def test_large_groups_are_ranked_too() -> None:
    random = np.random.default_rng(1)
    columns = [random.random(200_000) < 0.3 + place / 50 for place in range(8)]
    result = probability_in_top(columns, 300_000)
    assert result[-3:] == pytest.approx([1, 1, 1])
