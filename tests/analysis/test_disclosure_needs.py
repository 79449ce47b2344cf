"""Unmet needs beside who used a service: an attacker with everything shown learns nothing of one to four people."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from surveyapp.analysis.disclosure import DEFAULTS, ShownItem, Withheld, need_parts, view_item
from surveyapp.analysis.results import Needs, needs_of
from surveyapp.dataset import Release, cut, open_release
from tests.dataset.sample import questionnaire

USE = ("none", "some", "")
IMPORTANCE = ("2", "5", "dk", "")
SATISFACTION = ("2", "4", "")


def make(folder: Path, people: list[tuple[str, str, str]]) -> Release:
    rows: list[dict[str, Any]] = []
    for use, importance, satisfaction in people:
        row: dict[str, Any] = {"service_use": {"meetings": use}} if use else {}
        if importance:
            row["service_importance"] = {"meetings": importance}
        if satisfaction and use != "none":
            row["service_satisfaction"] = {"meetings": satisfaction}
        rows.append(row)
    return open_release(folder, cut(questionnaire(), rows, invited=40, folder=folder, sidecar={}))


def of(release: Release) -> Needs:
    needs = needs_of(release)
    assert needs is not None
    return needs


def test_what_three_users_think_is_not_told(tmp_path: Path) -> None:
    people = [("some", "5", "2")] * 3 + [("none", "5", "")] * 9
    assert dict(of(make(tmp_path, people)).withheld)["meetings"].reason == "segment_too_small"


def test_the_sum_shows_where_it_tells_nothing(tmp_path: Path) -> None:
    people = [("some", "5", "2")] * 2 + [("some", "2", "2")] + [("none", "5", "")] * 7 + [("none", "2", "")] * 2
    (need,) = of(make(tmp_path, people)).ranked
    assert (need.code, need.dissatisfied, need.not_reached, need.unmet.k) == ("meetings", None, None, 9)


def test_five_on_either_side_show_both_parts(tmp_path: Path) -> None:
    people = [("some", "5", "2")] * 5 + [("none", "5", "")] * 5
    (need,) = of(make(tmp_path, people)).ranked
    assert need.dissatisfied is not None
    assert need.not_reached is not None
    assert (need.dissatisfied.k, need.not_reached.k, need.unmet.k) == (5, 5, 10)


@pytest.mark.parametrize(
    ("groups", "masked", "decided"),
    [((5, 7), False, True), ((0, 12), False, True), ((4, 8), True, False), ((8, 1), True, False)],
)
def test_the_rule(groups: tuple[int, ...], masked: bool, decided: bool) -> None:
    assert need_parts(groups, masked=masked, thresholds=DEFAULTS) is decided
    assert isinstance(need_parts((3, 9), masked=False, thresholds=DEFAULTS), Withheld)


KINDS = [each for each in itertools.product(USE, IMPORTANCE, SATISFACTION) if not (each[0] == "none" and each[2])]


class Attacker:
    """Knows sums over how many people there are of each kind."""

    def __init__(self) -> None:
        self.lines: list[NDArray[np.float64]] = []
        self.values: list[float] = []

    def learn(self, which: list[bool], value: float) -> None:
        self.lines.append(np.array(which, dtype=np.float64))
        self.values.append(value)

    def knows(self, which: list[bool]) -> bool:
        goal = np.array(which, dtype=np.float64)
        ends = [
            linprog(sign * goal, A_eq=np.array(self.lines), b_eq=self.values, bounds=(0, None)).fun for sign in (1, -1)
        ]
        return bool(abs(ends[0] + ends[1]) < 1e-4)


def learn_item(attacker: Attacker, release: Release, question: str, place: int) -> None:
    item = view_item(release, f"{question}.meetings")
    if not isinstance(item, ShownItem):
        return
    for cell in item.cells:
        attacker.learn([kind[place] in cell.codes for kind in KINDS], cell.count.k)
    attacker.learn([kind[place] == "dk" for kind in KINDS], item.missing.dont_know)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(st.sampled_from(KINDS), min_size=5, max_size=22))
def test_no_attack_pins_down_who_used_a_service_or_who_did_not(
    tmp_path: Path, people: list[tuple[str, str, str]]
) -> None:
    release = make(tmp_path, people)
    before, after = Attacker(), Attacker()
    for attacker in (before, after):
        attacker.learn([True] * len(KINDS), len(people))
        for place, question in enumerate(("service_use", "service_importance", "service_satisfaction")):
            learn_item(attacker, release, question, place)
    needs = of(release)
    for need in needs.ranked:
        if need.code != "meetings":
            continue
        known = [k[0] != "" and k[1] in ("2", "5") and (k[0] == "none" or k[2] != "") for k in KINDS]
        missed = [k[0] == "none" and k[1] == "5" for k in KINDS]
        unhappy = [k[0] == "some" and k[1] == "5" and k[2] == "2" for k in KINDS]
        after.learn(known, need.known)
        after.learn([one or other for one, other in zip(missed, unhappy, strict=True)], need.unmet.k)
        if need.dissatisfied is not None and need.not_reached is not None:
            after.learn(missed, need.not_reached.k)
            after.learn(unhappy, need.dissatisfied.k)
    for use in ("none", "some"):
        if not 0 < sum(person[0] == use for person in people) < 5:
            continue
        for place, codes in ((1, IMPORTANCE), (2, SATISFACTION)):
            parts = [[k[0] == use and k[place] == code for k in KINDS] for code in codes]
            if not all(before.knows(part) for part in parts):
                assert not all(after.knows(part) for part in parts)


def test_what_all_say_is_no_secret_of_those_who_stayed_away(tmp_path: Path) -> None:
    people = [("some", "5", "2")] * 3 + [("some", "5", "4")] * 4 + [("none", "5", "")] * 2
    (need,) = of(make(tmp_path, people)).ranked
    assert need.dissatisfied is not None
    assert need.not_reached is not None
    assert (need.dissatisfied.k, need.not_reached.k) == (3, 2)
