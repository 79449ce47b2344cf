"""Two years in pairs: which rows belong together, what may be shown of them, and on which scale."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from surveyapp.analysis.change import Paired
from surveyapp.analysis.disclosure import DEFAULTS, Withheld
from surveyapp.analysis.results import association_results
from surveyapp.analysis.years import compare_years, link, paired_item
from surveyapp.dataset import Release, UnknownColumn, cut, open_release
from tests.dataset.sample import questionnaire

Year = Sequence[tuple[str | None, str | None]]
"""One row per respondent: the key, the rating of access."""


def release(folder: Path, year: Year) -> Release:
    rows: list[dict[str, Any]] = [
        {"service_use": {"consultations": "some"}} | ({"consult_access": rating} if rating else {})
        for _, rating in year
    ]
    keys = [key for key, _ in year]
    return open_release(folder, cut(questionnaire(), rows, invited=40, folder=folder, sidecar={}, pairs=keys))


def keys(count: int) -> list[str]:
    return [f"{number:032x}" for number in range(count)]


def both(folder: Path, before: Year, after: Year, detail: str = "all") -> Paired | Withheld:
    linked = link(release(folder, before), release(folder, after))
    assert linked is not None
    return paired_item(linked, ("consult_access", "consult_access"), detail, DEFAULTS)  # type: ignore[arg-type] # one of two words


def test_rows_are_found_by_their_keys_whatever_their_order(tmp_path: Path) -> None:
    moves = [("2", "3")] * 8 + [("4", "3")] + [("5", "5")] * 2
    before = [(key, move[0]) for key, move in zip(keys(11), moves, strict=True)]
    after = [(key, move[1]) for key, move in zip(keys(11), moves, strict=True)]
    found = both(tmp_path, before, after[::-1])
    assert isinstance(found, Paired)
    assert (found.pairs, found.up, found.down) == (11, 8, 1)
    assert found.p == pytest.approx(0.0390625)
    assert found.wording == "clear_up"
    assert release(tmp_path, before).id == release(tmp_path, before[::-1]).id


def test_keys_are_part_of_a_release_and_of_nothing_that_is_counted(tmp_path: Path) -> None:
    with_keys = release(tmp_path, [(key, "3") for key in keys(6)])
    without = release(tmp_path, [(None, "3")] * 6)
    assert with_keys.id != without.id
    assert set(with_keys.pairs()) == set(keys(6))
    assert without.pairs() == ()
    assert "#pair" not in with_keys.structure.columns
    for key in ("#pair", "pair"):
        with pytest.raises(UnknownColumn):
            with_keys.codes(key)
        with pytest.raises(UnknownColumn):
            with_keys.texts(key)
    with pytest.raises(ValueError, match="whole years"):
        with_keys.filter("consult_access", "3").pairs()


def test_years_without_keys_are_not_linked(tmp_path: Path) -> None:
    keyed, plain = release(tmp_path, [(keys(1)[0], "3")] * 1 + [(None, "3")] * 8), release(tmp_path, [(None, "2")] * 9)
    assert link(plain, keyed) is None
    assert link(keyed, plain) is None


@pytest.mark.parametrize(
    ("pairs", "only_before", "only_after", "shown"),
    [
        (5, 0, 0, True),
        (5, 5, 5, True),
        (8, 0, 6, True),
        (4, 5, 5, False),
        (9, 1, 0, False),
        (9, 0, 4, False),
        (0, 9, 9, False),
    ],
)
def test_pairs_and_those_left_over_are_enough(
    tmp_path: Path, pairs: int, only_before: int, only_after: int, shown: bool
) -> None:
    before: Year = [*((key, "2") for key in keys(pairs)), *[(None, "3")] * only_before, ("x", None)]
    after: Year = [*((key, "4") for key in keys(pairs)), *[(None, "3")] * only_after, ("x", None)]
    assert isinstance(both(tmp_path, before, after), Paired) is shown


def test_whoever_left_the_question_out_stands_alone_in_it(tmp_path: Path) -> None:
    before: Year = [(key, "2") for key in keys(8)]
    after: Year = [*((key, "4") for key in keys(7)), (keys(8)[7], None)]
    assert isinstance(both(tmp_path, before, after), Withheld)


def test_in_three_categories_a_step_within_one_is_no_change(tmp_path: Path) -> None:
    before: Year = [(key, "1") for key in keys(6)]
    after: Year = [(key, rating) for key, rating in zip(keys(6), "223445", strict=True)]
    fine, rough = both(tmp_path, before, after), both(tmp_path, before, after, "three")
    assert isinstance(fine, Paired)
    assert isinstance(rough, Paired)
    assert (fine.up, rough.up) == (6, 4)


@pytest.mark.parametrize(("n", "up"), [(6, 0), (10, 10)])
def test_small_years_are_compared_as_coarsely_as_they_are_shown(tmp_path: Path, n: int, up: int) -> None:
    before, after = (release(tmp_path, [(key, rating) for key in keys(n)]) for rating in ("1", "2"))
    pairs = compare_years(association_results(before), association_results(after), link(before, after))
    (access,) = [pair for pair in pairs.pairs if pair.question == "consult_access"]
    assert isinstance(access.paired, Paired)
    assert (access.paired.pairs, access.paired.up) == (n, up)
    assert access.change.before == (0, n)
