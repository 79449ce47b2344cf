"""Reference values of change over the years."""

from __future__ import annotations

import pytest
from scipy import stats

from surveyapp.analysis import change


def test_sign_test() -> None:
    assert change.sign_test(8, 1) == 0.0390625
    assert change.sign_test(1, 8) == 0.0390625
    assert change.sign_test(0, 0) == 1
    assert change.sign_test(4, 4) == 1
    assert change.sign_test(3, 11) == pytest.approx(stats.binomtest(3, 14).pvalue)


def test_unpaired_reference() -> None:
    result = change.unpaired((7, 12), (11, 13))
    assert result.up == pytest.approx(0.918261, abs=1e-6)
    assert result.wording == "suggestive_up"
    assert change.unpaired((11, 13), (7, 12)).wording == "suggestive_down"
    assert change.unpaired((7, 12), (8, 13)).wording == "no_change_shown"


def test_the_unpaired_is_never_more_than_suggestive() -> None:
    assert change.unpaired((0, 40), (40, 40)).wording == "suggestive_up"


def test_what_is_a_hint_alone_is_none_among_many_that_stayed() -> None:
    alone = ((7, 12), (11, 13))
    assert change.unpaired_page([alone]).changes[0].wording == "suggestive_up"
    page = change.unpaired_page([alone, *[((6, 12), (6, 12))] * 34])
    assert {each.wording for each in page.changes} == {"no_change_shown"}
    assert page.by_chance == 0


def test_a_real_change_is_found_among_many_with_what_chance_would_give() -> None:
    page = change.unpaired_page([((2, 14), (13, 14)), *[((7, 14), (8, 14))] * 34])
    assert [each.wording for each in page.changes].count("suggestive_up") == 1
    assert page.changes[0].wording == "suggestive_up"
    assert 0 < page.by_chance <= 1 / 3


def test_pairs_are_decided_over_the_page_too() -> None:
    some, same = change.PairedTest(12, 1, 0.07), change.PairedTest(12, 0, 1.0)
    assert change.paired_page([some]).changes[0].wording == "suggestive_up"
    assert change.paired_page([change.PairedTest(12, -1, 0.002)]).changes[0].wording == "clear_down"
    assert {each.wording for each in change.paired_page([some, *[same] * 34]).changes} == {"no_change_shown"}


def test_equal_years_are_even() -> None:
    assert change.probability_up((4, 9), (4, 9)) == pytest.approx(0.5)
