"""Do the words of the pages hold? Surveys whose truth is known, and what the pages would say of them.

*Changes*: pages of 35 ratings in two years. A member's mood moves all her answers, the same members answer in both
years, some leave a rating out. On pages without any change every hint is false; on others five ratings change.
*Needs*: eight services, needs that go together, a known view of each from only some of those who answered. What
is called the greatest need is right where no other service has more members in need.
The floor is what was said before a page was heeded as a whole: each rating by itself (P ≥ .9), and the greatest count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import Measured
from surveyapp.analysis.change import (
    SUGGESTIVE,
    KOfN,
    PairedTest,
    paired_page,
    probability_up,
    sign_test,
    unpaired_page,
)
from surveyapp.analysis.disclosure import DEFAULTS, Withheld
from surveyapp.analysis.disclosure.pairs import Moves, view_pairs
from surveyapp.analysis.finite import stratified_share
from surveyapp.analysis.need import MET, UNKNOWN, UNMET, standings, tier

ITEMS = 35
CHANGED = 5
SHIFT = 2.0
"""Of the log-odds of a high rating: from a half to nine in ten."""
MOOD = 1.0
LEFT_OUT = 0.06
PAGES = 300
MEMBERS = (16, 40)
SERVICES = 8
SURVEYS = 500
REGIONS = 1000

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def measure() -> list[Measured]:
    """False and true hints of a page, right and wrong greatest needs, and how often a region's range holds."""
    return [*_changes(), *_paired(), *_needs(), _region()]


@dataclass(slots=True)
class _Hints:
    true: int = 0
    false: int = 0

    def add(self, marked: Bools, changed: Bools) -> None:
        self.true += int((marked & changed).sum())
        self.false += int((marked & ~changed).sum())


def _log_odds(random: np.random.Generator, changed: int) -> tuple[Floats, Floats, Bools]:
    """Of a high rating in both years, and which ratings changed."""
    before = random.normal(0.5, 1.0, ITEMS)
    which = np.zeros(ITEMS, dtype=bool)
    which[random.permutation(ITEMS)[:changed]] = True
    return before, before + which * SHIFT * random.choice([-1, 1], ITEMS), which


def _year(random: np.random.Generator, mood: Floats, level: Floats) -> list[KOfN]:
    """High ratings of answers, by rating, of those who answered this year: half of the members to all of them."""
    n = int(random.integers(len(mood) // 2, len(mood) + 1))
    here = random.permutation(len(mood))[:n]
    high = random.random((n, ITEMS)) < 1 / (1 + np.exp(-(level + mood[here, None])))
    there = random.random((n, ITEMS)) >= LEFT_OUT
    return list(zip((high & there).sum(axis=0).tolist(), there.sum(axis=0).tolist(), strict=True))


def _changes() -> list[Measured]:
    rows = []
    for members in MEMBERS:
        for changed in (0, CHANGED):
            random = np.random.default_rng([members, changed])
            page, alone = _Hints(), _Hints()
            for _ in range(PAGES):
                before, after, which = _log_odds(random, changed)
                mood = random.normal(0, MOOD, members)
                pairs = list(zip(_year(random, mood, before), _year(random, mood, after), strict=True))
                found = unpaired_page(pairs).changes
                page.add(np.array([each.wording != "no_change_shown" for each in found]), which)
                up = np.array([probability_up(*pair) for pair in pairs])
                alone.add((up >= SUGGESTIVE) | (up <= 1 - SUGGESTIVE), which)
            rows += _hint_rows(f"{members} members", page, alone, changed)
    return rows


def _paired() -> list[Measured]:
    """The same forty members: each keeps a high or a low answer, or changes it, as often up as down."""
    random = np.random.default_rng(12)
    page = alone = 0
    for _ in range(PAGES):
        then = random.random((ITEMS, 40)) < 0.5
        now = then ^ (random.random((ITEMS, 40)) < 0.3)
        told = [_told(*pair) for pair in zip(then, now, strict=True)]
        found = paired_page([each for each in told if isinstance(each, PairedTest)]).changes
        page += sum(each.wording != "no_change_shown" for each in found)
        alone += sum(sign_test(int((a & ~b).sum()), int((b & ~a).sum())) <= 0.2 for a, b in zip(then, now, strict=True))
    return [_fewer(f"false hints on a page of {ITEMS} pairs without change", page / PAGES, alone / PAGES, "hints")]


def _told(then: Bools, now: Bools) -> PairedTest | Withheld:
    stayed, up, down, low = (int(each.sum()) for each in (then & now, ~then & now, then & ~now, ~then & ~now))
    return view_pairs(Moves(stayed, up, down, low, (0, 0), (0, 0)), DEFAULTS)


def _hint_rows(whom: str, page: _Hints, alone: _Hints, changed: int) -> list[Measured]:
    if not changed:
        name = f"false hints on a page of {ITEMS} without change, {whom}"
        return [_fewer(name, page.false / PAGES, alone.false / PAGES, "hints")]
    found, before = (100 * each.true / (PAGES * changed) for each in (page, alone))
    wrong, wrong_before = (100 * each.false / max(1, each.true + each.false) for each in (page, alone))
    return [
        Measured(f"real changes found ({changed} of {ITEMS}), {whom}", found, "%", before, found / before),
        _fewer(f"false among the hints ({changed} of {ITEMS} changed), {whom}", wrong, wrong_before, "%"),
    ]


def _fewer(name: str, value: float, floor: float, unit: str) -> Measured:
    """A row where less is better: the ratio is still above 1 where it beats the floor."""
    return Measured(name, value, unit, floor, floor / value if value else float("inf"))


def _needs() -> list[Measured]:
    random = np.random.default_rng(8)
    said = dict.fromkeys(("clear", "probable", "undecided"), 0)
    right = dict.fromkeys(said, 0)
    counted = counted_right = 0
    for _ in range(SURVEYS):
        members = int(random.choice([16, 24, 40]))
        truth = _members_in_need(random, members)
        totals = truth.sum(axis=0)
        states = _answers(random, truth)
        found = standings(states, members)
        first = max(range(SERVICES), key=lambda service: found[service].expected)
        word = tier(found[first].first)
        said[word] += 1
        right[word] += int(totals[first] == totals.max())
        unmet = [int((column == UNMET).sum()) for column in states]
        if unmet.count(max(unmet)) == 1:
            counted += 1
            counted_right += int(totals[unmet.index(max(unmet))] == totals.max())
    floor_wrong = 100 * (1 - counted_right / counted)
    rows = []
    for word, name in (("clear", "the greatest need"), ("probable", "probably the greatest need")):
        share, wrong = 100 * said[word] / SURVEYS, 100 * (1 - right[word] / max(1, said[word]))
        rows.append(
            Measured(f"surveys that name {name}", share, "%", 100 * counted / SURVEYS, share * SURVEYS / 100 / counted)
        )
        rows.append(_fewer(f"wrong where {name} is named", wrong, floor_wrong, "%"))
    agreed = 100 * sum(right.values()) / SURVEYS
    rows.append(
        Measured(
            "truly greatest need ranked first",
            agreed,
            "%",
            100 * counted_right / SURVEYS,
            agreed * SURVEYS / 100 / counted_right,
        )
    )
    return rows


def _members_in_need(random: np.random.Generator, members: int) -> Bools:
    """Who has which need: shares differ by service, and some members have many."""
    level = random.normal(-0.7, 0.9, SERVICES) + random.normal(0, MOOD, (members, 1))
    return np.asarray(random.random((members, SERVICES)) < 1 / (1 + np.exp(-level)))


def _answers(random: np.random.Generator, truth: Bools) -> list[NDArray[np.uint8]]:
    """What is known of those who answered: of each service from 45 % of them up to everybody, at least of five."""
    members = len(truth)
    n = max(8, round(members * random.uniform(0.5, 0.95)))
    here = truth[random.permutation(members)[:n]]
    columns = []
    for service in range(SERVICES):
        known = np.zeros(n, dtype=bool)
        known[random.permutation(n)[: max(5, round(n * random.uniform(0.45, 1.0)))]] = True
        columns.append(np.where(known, np.where(here[:, service], UNMET, MET), UNKNOWN).astype(np.uint8))
    return columns


def _region() -> Measured:
    """How often the range of a region's share holds the share of all its members."""
    random, held = np.random.default_rng(6), 0
    for _ in range(REGIONS):
        size = int(random.integers(2, 13))
        members = random.integers(10, 41, size)
        answered = np.maximum(5, np.round(members * random.uniform(0.4, 0.95, size))).astype(int)
        mean = random.choice([0.5, 0.8, 0.93])
        yes = random.binomial(members, random.beta(mean * 15, (1 - mean) * 15, size))
        found = random.hypergeometric(yes, members - yes, answered)
        strata = list(zip(found.tolist(), answered.tolist(), members.tolist(), strict=True))
        interval = stratified_share(strata).interval
        held += interval.low - 1e-9 <= yes.sum() / members.sum() <= interval.high + 1e-9
    return Measured("coverage of the range of a region's share", 100 * held / REGIONS, "%", 95.0, held / REGIONS / 0.95)
