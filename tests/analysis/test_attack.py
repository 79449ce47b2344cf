"""Everything shown of an association, joined by an attacker: nobody's answer is given away."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.analysis.attack import (
    Person,
    association,
    attack,
    corrections_given_away,
    numbers_given_away,
    pairs_given_away,
    release_of,
)

SETS = 60
"""Random associations of 5 to 20 tried here; `make bench` tries 500."""


@pytest.mark.parametrize("seed", range(SETS))
def test_nothing_shown_together_gives_a_small_cell_away(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    assert attack(association(random, random.randrange(5, 21)), tmp_path) == []


def test_the_lone_low_answer_is_not_placed_by_two_background_questions(tmp_path: Path) -> None:
    """Experience 5/0/0 and 6/0/1, kind 5/0/1 and 6/0/0: together they tell what neither tells alone."""
    people = [("short", "primary", "5")] * 2 + [("short", "secondary", "5")] * 3
    people += [("long", "primary", "5")] * 3 + [("long", "secondary", "5")] * 3 + [("long", "primary", "1")]
    assert attack([Person(band, kind, said, "", ("", "", ""), None) for band, kind, said in people], tmp_path) == []


@pytest.mark.parametrize("seed", range(SETS))
def test_no_number_is_told_by_bands_and_mean(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    people = association(random, random.randrange(10, 21))
    assert numbers_given_away(people, release_of(people, tmp_path)) == []


def test_nine_zeros_do_not_tell_the_tenth_number(tmp_path: Path) -> None:
    people = [Person("", "", "", "", ("", "", ""), hours) for hours in [0] * 9 + [37]]
    assert numbers_given_away(people, release_of(people, tmp_path)) == []


@pytest.mark.parametrize("seed", range(SETS))
def test_two_years_of_the_same_people_tell_of_nobody_how_she_moved(tmp_path: Path, seed: int) -> None:
    assert pairs_given_away(Random(seed), tmp_path) == []


@pytest.mark.parametrize("seed", range(2 * SETS))
def test_numbers_of_before_beside_corrected_ones_tell_no_change_of_a_few(tmp_path: Path, seed: int) -> None:
    assert not corrections_given_away(Random(seed), tmp_path)
