"""When one of several rows may be said to lead."""

from __future__ import annotations

import pytest

from surveyapp.analysis.finite import posterior
from surveyapp.analysis.lead import RowCount, greatest, laggard, leader


def rows(*counts: tuple[int, int, int | None]) -> tuple[RowCount, ...]:
    return tuple(RowCount(*each) for each in counts)


@pytest.mark.parametrize("size", [12, 16, None])
def test_one_person_makes_no_winner(size: int | None) -> None:
    assert leader(rows((9, 12, size), (8, 12, size), (3, 12, size))) is None


def test_where_everybody_answered_two_persons_do() -> None:
    assert leader(rows((7, 12, 12), (9, 12, 12))) == 1
    assert laggard(rows((7, 12, 12), (9, 12, 12))) == 0


def test_chance_makes_no_winner_where_some_are_silent() -> None:
    assert leader(rows((9, 12, 24), (7, 12, 24))) is None
    assert leader(rows((11, 12, 16), (5, 12, 16))) == 0


def test_a_lead_of_a_small_base_is_not_taken_for_one() -> None:
    assert leader(rows((3, 3, None), (30, 40, None))) is None
    assert leader(rows((5, 5, 5), (5, 5, 5))) is None
    assert leader(rows((5, 5, 5))) is None
    assert leader(rows((0, 0, 5), (5, 5, 5))) is None


def test_the_probability_is_that_of_both_posteriors() -> None:
    one, two = posterior(9, 12, 16), posterior(7, 12, 16)
    expected = sum(
        float(one.probabilities[i] * two.probabilities[j]) for i in range(5) for j in range(5) if 9 + i > 7 + j
    )
    assert greatest(rows((9, 12, 16), (7, 12, 16)), 0) == pytest.approx(expected)
