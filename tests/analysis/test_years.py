"""Two years in pairs: which rows belong together, what may be shown of them, and on which scale."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from surveyapp.analysis.change import Paired, PairedTest
from surveyapp.analysis.disclosure import DEFAULTS, Withheld
from surveyapp.analysis.disclosure.pairs import Moves, view_pairs
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


def both(folder: Path, before: Year, after: Year) -> PairedTest | Withheld:
    linked = link(release(folder, before), release(folder, after))
    assert linked is not None
    return paired_item(linked, ("consult_access", "consult_access"), DEFAULTS)


def test_rows_are_found_by_their_keys_whatever_their_order(tmp_path: Path) -> None:
    moves = [("2", "4")] * 7 + [("4", "3")] * 2 + [("2", "3")] * 4 + [("5", "5")] * 4
    before = [(key, move[0]) for key, move in zip(keys(17), moves, strict=True)]
    after = [(key, move[1]) for key, move in zip(keys(17), moves, strict=True)]
    found = both(tmp_path, before, after[::-1])
    assert isinstance(found, PairedTest)
    assert (found.pairs, found.direction) == (17, 1)
    assert found.p == pytest.approx(0.1796875), "of seven and two, the weakest that may be meant"
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
    found = both(tmp_path, before, after)
    assert (isinstance(found, Withheld) and found.reason == "too_few_pairs") is not shown


def test_whoever_left_the_question_out_stands_alone_in_it(tmp_path: Path) -> None:
    before: Year = [(key, "2") for key in keys(8)]
    after: Year = [*((key, "4") for key in keys(7)), (keys(8)[7], None)]
    assert isinstance(both(tmp_path, before, after), Withheld)


def test_a_step_on_one_side_of_high_is_no_change(tmp_path: Path) -> None:
    before: Year = [(key, "1") for key in keys(6)] + [(key, "5") for key in keys(12)[6:]]
    after: Year = [(key, "3") for key in keys(6)] + [(key, "4") for key in keys(12)[6:]]
    found = both(tmp_path, before, after)
    assert isinstance(found, PairedTest)
    assert (found.direction, found.p) == (0, 1)


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        # Nobody fell: four of four who rose would be known, and nothing is said.
        (Moves(2, 4, 0, 4, (0, 0), (0, 0)), None),
        # Six more than fell: p under .05 would be six and none, so that it is told no closer than with eleven and five.
        (Moves(4, 6, 0, 6, (0, 0), (0, 0)), (1, 0.18)),
        (Moves(4, 0, 6, 6, (0, 0), (0, 0)), (-1, 0.18)),
        (Moves(14, 12, 2, 20, (0, 0), (0, 0)), (1, 0.05)),
        (Moves(5, 1, 1, 5, (0, 0), (0, 0)), (0, 1)),
    ],
)
def test_what_is_told_gives_nobody_away(moves: Moves, told: tuple[int, float] | None) -> None:
    found = view_pairs(moves, DEFAULTS)
    if told is None:
        assert isinstance(found, Withheld)
        assert found.reason == "pairs_would_tell"
    else:
        assert isinstance(found, PairedTest)
        assert found.direction == told[0]
        assert found.p == pytest.approx(told[1], abs=0.025)


def test_more_pairs_than_can_be_tried_are_not_told() -> None:
    found = view_pairs(Moves(600, 500, 100, 400, (0, 0), (0, 0)), DEFAULTS)
    assert isinstance(found, Withheld)


def test_years_are_compared_with_their_pairs(tmp_path: Path) -> None:
    one, other = (
        release(tmp_path, list(zip(keys(16), said, strict=True)))
        for said in ("1" * 12 + "5" * 4, "5" * 7 + "1" * 7 + "5" * 2)
    )
    pairs = compare_years(association_results(one), association_results(other), link(one, other))
    (access,) = [pair for pair in pairs.pairs if pair.question == "consult_access"]
    assert isinstance(access.paired, Paired)
    assert access.paired.pairs == 16
    assert (access.change.before, access.change.after) == ((4, 16), (9, 16))
