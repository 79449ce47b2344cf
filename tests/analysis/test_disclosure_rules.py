"""The rules about numbers of people, on their own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.analysis.disclosure import (
    DEFAULTS,
    Thresholds,
    Withheld,
    choose_segments,
    corrections,
    detail_of,
    paired_years,
    proposals_open,
    total_may_cover,
)
from surveyapp.config import ConfigurationError


def reason(outcome: object) -> str | None:
    return outcome.reason if isinstance(outcome, Withheld) else None


@pytest.mark.parametrize(
    ("n", "outcome"), [(0, "no_answers"), (4, "too_few_answers"), (5, "three"), (9, "three"), (10, "all"), (400, "all")]
)
def test_detail_follows_the_number_of_answers(n: int, outcome: str) -> None:
    found = detail_of(n, DEFAULTS)
    assert (found.reason if isinstance(found, Withheld) else found) == outcome


def test_thresholds_are_never_under_three() -> None:
    with pytest.raises(ConfigurationError):
        Thresholds(show=2)
    assert detail_of(3, Thresholds(show=3)) == "three"


def chosen(*sizes: int, unplaced: int = 0, need: int = 5) -> tuple[str, ...]:
    return choose_segments(dict(zip("abcdef", sizes, strict=False)), unplaced, need)


def test_segments_and_what_is_beside_them() -> None:
    assert chosen(12, 14) == ("a", "b")
    assert chosen(12, 4) == ()
    assert chosen(7, 6, 2) == ("a",)
    assert chosen(12, 3, 2) == ("a",)
    assert chosen(12, 0) == ("a",)
    assert chosen(12, 11, unplaced=1) == ("a",)
    assert chosen(12, 11, unplaced=10) == ("a", "b")
    assert chosen(8, 7, need=8) == ()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=1, max_size=6), st.integers(0, 6))
def test_whatever_is_hidden_is_nobody_or_five(sizes: list[int], unplaced: int) -> None:
    shown = chosen(*sizes, unplaced=unplaced)
    named = dict(zip("abcdef", sizes, strict=False))
    rest = sum(sizes) + unplaced - sum(named[code] for code in shown)
    assert all(named[code] >= 5 for code in shown)
    assert not shown or rest == 0 or rest >= 5


@pytest.mark.parametrize(("hidden", "may"), [([], True), ([4], False), ([4, 1], True), ([2, 2], False), ([9], False)])
def test_region_totals(hidden: list[int], may: bool) -> None:
    assert total_may_cover(hidden, DEFAULTS) is may


def test_pairs_corrections_and_proposals() -> None:
    assert paired_years(5, 0, 5, DEFAULTS) is None
    assert reason(paired_years(4, 0, 0, DEFAULTS)) == "too_few_pairs"
    assert reason(paired_years(9, 1, 0, DEFAULTS)) == "too_few_pairs"
    assert reason(paired_years(9, 5, 4, DEFAULTS)) == "too_few_pairs"
    assert corrections(0, DEFAULTS) is None
    assert reason(corrections(4, DEFAULTS)) == "too_few_corrections"
    assert corrections(5, DEFAULTS) is None
    assert reason(proposals_open(12, DEFAULTS, closed=False)) == "sealed"
    assert reason(proposals_open(2, DEFAULTS, closed=True)) == "too_few_responses"
    assert proposals_open(3, DEFAULTS, closed=True) is None
