"""Approval voting: the reference of the methods, ties by the rule, and what the proportional rule promises."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from surveyapp.analysis.approval import choose

BLOCS = [frozenset({0, 1, 2})] * 9 + [frozenset({3, 4})] * 5 + [frozenset({5})] * 2


def test_three_blocs_and_three_seats() -> None:
    choice = choose(BLOCS, 6, 3)

    assert choice.votes == (9, 9, 9, 5, 5, 2)
    assert set(choice.by_approval) == {0, 1, 2}
    assert set(choice.by_proportion) == {0, 1, 3}
    assert choice.for_balance == {3}
    assert not choice.tied


def test_ties_go_to_the_higher_on_the_list_and_are_marked() -> None:
    choice = choose([frozenset({2}), frozenset({1}), frozenset({0, 3}), frozenset({3})], 4, 2)

    assert choice.ranking == (3, 0, 1, 2)
    assert choice.by_approval == (3, 0)
    assert choice.tied == {0, 1, 2}


def test_an_equal_weight_goes_to_more_approvals_first() -> None:
    """After option 0, option 2 (four ballots at a half) and option 1 (two whole ballots) weigh the same."""
    ballots = [frozenset({0, 2})] * 4 + [frozenset({0})] + [frozenset({1})] * 2

    assert choose(ballots, 3, 2).by_proportion == (0, 2)


@pytest.mark.parametrize("ballots", [[], [frozenset[int]()] * 3])
def test_nobody_is_chosen_without_a_vote(ballots: list[frozenset[int]]) -> None:
    choice = choose(ballots, 3, 2)

    assert (choice.by_approval, choice.by_proportion, choice.tied) == ((), (), frozenset())


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the list"):
        choose([frozenset({3})], 3, 1)
    with pytest.raises(ValueError, match="seat"):
        choose([], 3, 0)


def test_each_step_takes_the_greatest_gain_of_the_pav_score() -> None:
    """The score of a set is the sum over ballots of 1 + 1/2 + … + 1/(chosen options they approve of)."""
    source = random.Random(6)
    for _ in range(30):
        ballots = [
            frozenset(option for option in range(5) if source.random() < 0.4) for _ in range(source.randint(3, 12))
        ]
        chosen = choose(ballots, 5, 3).by_proportion
        for step, option in enumerate(chosen):
            before = set(chosen[:step])
            gains = {other: _score(ballots, before | {other}) for other in set(range(5)) - before}
            assert gains[option] == pytest.approx(max(gains.values()))


def _score(ballots: list[frozenset[int]], chosen: set[int]) -> float:
    return sum(sum(1 / place for place in range(1, len(ballot & chosen) + 1)) for ballot in ballots)


def test_a_bloc_of_a_third_gets_one_of_three_seats() -> None:
    """Justified representation for a group as large as a seat's share, in blocs that do not overlap."""
    for first, second in combinations(range(1, 6), 2):
        ballots = [frozenset({0, 1, 2})] * first + [frozenset({3, 4, 5})] * second
        chosen = set(choose(ballots, 6, 3).by_proportion)
        if first * 3 >= len(ballots):
            assert chosen & {0, 1, 2}
        if second * 3 >= len(ballots):
            assert chosen & {3, 4, 5}
