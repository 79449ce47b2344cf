"""Numbers and dates in bands: few, round, and everybody in one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from surveyapp.analysis import bands
from surveyapp.wording.bands import date_band, number_band
from surveyapp.wording.catalogue import catalogue


@pytest.mark.parametrize(
    ("values", "most", "codes", "counts"),
    [
        ((4, 4, 4), 3, ("4..4",), (3,)),
        ((0, 3, 7, 9, 12), 3, ("0..4", "5..9", "10..14"), (2, 2, 1)),
        ((-5, 0, 3), 3, ("-5..-1", "0..4"), (1, 2)),
        ((2.5, 2.5), 8, ("2.5..<3",), (2,)),
        ((1.5, 2.25, 3.75, 9.9), 3, ("0..<5", "5..<10"), (3, 1)),
        ((0, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 14), 8, ("0..1", "2..3", "4..5", "6..7", "8..9", "10..11", "12..13",
         "14..15"), (2, 3, 2, 1, 1, 1, 1, 1)),
    ],
)  # fmt: skip
def test_numbers(values: tuple[float, ...], most: int, codes: tuple[str, ...], counts: tuple[int, ...]) -> None:
    assert bands._by_value(np.array(values, float), most)[:2] == (codes, counts)


def test_any_numbers_fall_into_few_bands_of_one_width() -> None:
    dice = np.random.default_rng(7)
    for _ in range(300):
        values = np.round(dice.normal(0, 10.0 ** dice.integers(-2, 7), dice.integers(1, 40)), int(dice.integers(0, 3)))
        most = int(dice.choice([2, 3, 8]))
        codes, counts, about = bands._by_value(values, most)
        assert abs(about - values.sum()) <= len(values) * (values.max() - values.min() + 1) or len(codes) == 1
        assert len(codes) <= most
        assert sum(counts) == len(values)


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


@pytest.mark.parametrize(
    ("months", "most", "codes"),
    [
        ((month(2026, 1),), 3, ("2026-01..2026-01",)),
        ((month(2025, 10), month(2026, 5)), 3, ("2025-10..2025-12", "2026-01..2026-03", "2026-04..2026-06")),
        ((month(1, 1), month(2026, 1)), 3, ("0000-01..0999-12", "1000-01..1999-12", "2000-01..2999-12")),
    ],
)
def test_dates(months: tuple[int, ...], most: int, codes: tuple[str, ...]) -> None:
    found, counts = bands._by_month(np.array(months), most)
    assert found == codes
    assert sum(counts) == len(months)
    assert all(before < after for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("code", "said"), [("4..4", "4"), ("1000..1999", "1,000–1,999"), ("0.5..<1", "0.5 to less than 1")]
)
def test_numbers_in_words(code: str, said: str) -> None:
    assert number_band(catalogue("en"), code) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2026-03..2026-03", "March 2026"),
        ("2026-01..2026-12", "2026"),
        ("0000-01..0999-12", "0–999"),
        ("2024-01..2025-12", "2024–2025"),
    ],
)
def test_dates_in_words(code: str, said: str) -> None:
    assert date_band(catalogue("en"), code) == said


def test_a_quarter_names_both_its_months() -> None:
    for language, words in {"en": ("January", "March"), "lv": ("janvāris", "marts"), "lt": ("saus", "kov")}.items():
        said = date_band(catalogue(language), "2026-01..2026-03")
        assert all(word in said.lower() for word in (each.lower() for each in words)), said


@pytest.mark.parametrize("total", [0, 12, 20, 39, 40])
def test_a_sum_is_told_to_a_third_of_what_the_bands_leave_open(total: int) -> None:
    about = bands.about_sum(10 + total, 10, 40)
    assert abs(about - 10 - total) <= 40 / 6 + 1e-9
    assert len({bands.about_sum(10 + each, 10, 40) for each in range(41)}) == 3
    assert bands.about_sum(10, 10, 0) == 10
