"""What may be told of the same people in two years, beside the counts of either year.

Whoever knows that four of ten said "high" last year and six this year, and that two of the same people rose and none
fell, knows of each group where it went. So no number of people who moved is told, only which way more of them moved and
between which of a few limits the test's p lies; and of these steps only what gives nobody away. Which, is worked out
from what both years show, never from the pairs: every step is tried with all pairs that it could stand for. Where one
of them would leave a single value for those who stayed, rose or fell, fewer steps are taken for whatever happened, or
nothing is told. What pages make of direction and p adds nothing to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.change import PairedTest, sign_test
from surveyapp.analysis.disclosure.rules import Withheld, paired_years, withheld
from surveyapp.analysis.exact import sign_flip
from surveyapp.config import Thresholds

Ints = NDArray[np.int64]

MOST_PAIRS = 1500
"""Of more the steps are not tried, and none is told."""
LIMITS = (0.2, 0.05, 0.01, 0.002, 0.0002)
"""Of the p that is told: a step is what lies between two of them, the last below all."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The pairs of one rating: people by whether their answer counts as high, last year and this."""

    stayed_high: int
    up: int
    down: int
    stayed_low: int
    only_before: tuple[int, int]
    """Answers of last year outside the pairs: how many, and how many of them high."""
    only_after: tuple[int, int]

    @property
    def pairs(self) -> int:
        """All four."""
        return self.stayed_high + self.up + self.down + self.stayed_low


def view_pairs(moves: Moves, thresholds: Thresholds) -> PairedTest | Withheld:
    """Which way the pairs moved and how likely chance alone is to do so, as exactly as may be told.

    `Withheld` under five pairs, where one to four answers of a year stand outside the pairs, and where any step could
    give somebody away.
    """
    alone = moves.only_before[0], moves.only_after[0]
    refusal = paired_years(moves.pairs, *alone, thresholds)
    if refusal is not None:
        return refusal
    high = (
        moves.stayed_high + moves.down + moves.only_before[1],
        moves.stayed_high + moves.up + moves.only_after[1],
    )
    if moves.pairs <= MOST_PAIRS:
        possible = _feasible(moves.pairs, alone, high)
        steps, said = (_steps(*moved) for moved in ((possible.up, possible.down), _only(moves)))
        for most in range(len(LIMITS), 0, -1):
            told = np.clip(steps, -most, most)
            if _gives_nobody_away(possible, told, thresholds.show):
                step = int(np.clip(said[0], -most, most))
                return PairedTest(moves.pairs, int(np.sign(step)), _greatest_p(possible, told == step) if step else 1.0)
    return withheld("pairs_would_tell")


def _only(moves: Moves) -> tuple[Ints, Ints]:
    return np.array([moves.up]), np.array([moves.down])


@dataclass(frozen=True, slots=True, eq=False)
class _Possible:
    """All ways to have moved that the counts of both years allow: shape (ways,) each."""

    up: Ints
    down: Ints
    least: Ints
    """The fewest who may have stayed high then."""
    most: Ints
    pairs: int

    def ranges(self, which: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
        """The least and the most who rose, fell, stayed high and stayed low."""
        up, down, least, most = (each[which] for each in (self.up, self.down, self.least, self.most))
        still = self.pairs - up - down
        ends = (up, up), (down, down), (least, most), (still - most, still - least)
        return tuple((int(low.min()), int(high.max())) for low, high in ends)


def _gives_nobody_away(possible: _Possible, steps: Ints, need: int) -> bool:
    """Whether each step leaves open of every group of one to four people what the counts of both years leave open."""
    known = possible.ranges(np.ones(len(steps), dtype=bool))
    return not any(
        least == most and 0 < least < need and before != (least, most)
        for step in np.unique(steps)
        for (least, most), before in zip(possible.ranges(steps == step), known, strict=True)
    )


def _steps(up: Ints, down: Ints) -> Ints:
    """For each (rose, fell) how many limits its p keeps, with the sign of the direction."""
    fewer, moved = np.minimum(up, down), up + down
    most = np.array([_most_against(m) for m in range(int(moved.max()) + 1)])
    steps: Ints = np.sign(up - down) * (fewer[:, None] <= most[moved]).sum(axis=1)
    return steps


@lru_cache(maxsize=MOST_PAIRS + 1)
def _most_against(moved: int) -> tuple[int, ...]:
    """For each limit how many of those who moved may have moved the other way; -1 where nobody may."""
    most = [-1] * len(LIMITS)
    for fewer in range(moved // 2 + 1):
        p = sign_test(moved - fewer, fewer)
        if p > LIMITS[0]:
            break
        most = [fewer if p <= limit else known for known, limit in zip(most, LIMITS, strict=True)]
    return tuple(most)


def _greatest_p(possible: _Possible, which: NDArray[np.bool_]) -> float:
    """The test is weakest where the fewest of so many moved one way; of each difference only the most moves count."""
    fewer = np.minimum(possible.up, possible.down)[which]
    apart = np.abs(possible.up - possible.down)[which]
    weakest = {int(each): int(fewer[apart == each].max()) for each in np.unique(apart)}
    return max(sign_flip([1.0] * (few + more) + [-1.0] * few).p for more, few in weakest.items())


def _feasible(n: int, alone: tuple[int, int], high: tuple[int, int]) -> _Possible:
    """Everything that fits so many pairs, so many answers outside them, and so many high answers in either year."""
    up, down = (axis.ravel() for axis in np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij"))
    least = np.maximum.reduce([np.zeros_like(up), high[0] - down - alone[0], high[1] - up - alone[1]])
    most = np.minimum.reduce([high[0] - down, high[1] - up, n - up - down])
    possible = least <= most
    return _Possible(up[possible], down[possible], least[possible], most[possible], n)
