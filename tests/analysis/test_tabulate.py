"""Counting bytes: quick ways give what counting one by one gives, for every kind of item and every size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from surveyapp.analysis.counts import items_of, tally, tally_by
from surveyapp.analysis.finite import exact_interval, hypergeometric_tail
from surveyapp.analysis.tabulate import crossed, histogram
from surveyapp.dataset import UnknownColumn, cut, open_release
from tests.dataset.sample import many, questionnaire


def column(rows: int, codes: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    chance = np.random.default_rng([rows, codes, seed])
    cells = chance.integers(0, codes, rows, dtype=np.uint8)
    cells[chance.random(rows) < 0.1] = 254
    cells[chance.random(rows) < 0.1] = 255
    return cells


def places(codes: int) -> list[int]:
    return [*range(codes), 254, 255]


@pytest.mark.parametrize("rows", [0, 1, 7, 32_767, 32_768, 70_001])
@pytest.mark.parametrize("codes", [1, 5, 12, 13, 254])
def test_a_histogram_is_a_count_of_each_code(rows: int, codes: int) -> None:
    cells = column(rows, codes, 1)
    wanted = [int((cells == place).sum()) for place in places(codes)]
    assert histogram(cells, codes).tolist() == wanted


@pytest.mark.parametrize("rows", [0, 3, 40_001])
@pytest.mark.parametrize(("first", "second"), [(5, 5), (2, 62), (14, 14), (15, 14), (40, 30), (254, 2)])
def test_two_columns_are_crossed_cell_by_cell(rows: int, first: int, second: int) -> None:
    one, other = column(rows, first, 1), column(rows, second, 2)
    wanted = [[int(((one == a) & (other == b)).sum()) for b in places(second)] for a in places(first)]
    assert crossed(one, first, other, second).tolist() == wanted


def test_every_other_byte_of_a_column_is_counted_too() -> None:
    cells = column(200_000, 100, 3)
    assert histogram(cells[::2], 100).sum() == 100_000


@pytest.mark.parametrize("dimension", ["experience", "institution_kind"])
def test_segments_counted_at_once_are_segments_counted_one_by_one(tmp_path: Path, dimension: str) -> None:
    name = cut(questionnaire(), many(700), invited=900, folder=tmp_path, sidecar={})
    release = open_release(tmp_path, name)
    codes = release.column(dimension).codes
    counted = [key for question in release.structure.questions for key in items_of(release, question)]
    measures = set()
    for key in counted:
        split = tally_by(release, dimension, key)
        respondents, parts = split.respondents, split.parts
        assert split.whole == tally(release, key)
        assert list(parts) == list(codes)
        for code in codes:
            segment = release.filter(dimension, code)
            assert respondents[code] == segment.n
            assert parts[code] == tally(segment, key)
            measures.add(parts[code].item.measure)
        assert sum(respondents.values()) < release.n
    assert {"nominal", "ordinal", "choices", "ranking", "allocation", "number"} <= measures


def test_a_dimension_that_is_no_column_is_refused(tmp_path: Path) -> None:
    release = open_release(tmp_path, cut(questionnaire(), many(9), invited=9, folder=tmp_path, sidecar={}))
    with pytest.raises(UnknownColumn):
        tally_by(release, "withdrawn", "overall")


@pytest.mark.parametrize(
    ("k", "n", "population"), [(40, 55, 90), (1, 900, 1200), (600, 4000, 5000), (190_000, 1_000_000, 1_250_000)]
)
def test_ends_of_an_exact_interval_are_the_last_that_hold(k: int, n: int, population: int) -> None:
    def tails(yes: float) -> tuple[float, float]:
        return (
            hypergeometric_tail(k, n, int(yes), population, upper=True),
            hypergeometric_tail(k, n, int(yes), population, upper=False),
        )

    found = exact_interval(k, n, population)
    assert all(min(tails(end)) > 0.025 for end in (found.low, found.high))
    assert found.low == k or tails(found.low - 1)[0] <= 0.025
    assert tails(found.high + 1)[1] <= 0.025
