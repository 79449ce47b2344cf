"""Year over year: is it better than it was?

Words are codes. Nothing is ever "significant"; "clear" is never used for an unpaired comparison. A page compares many
things, so what is marked on it is decided for the page as a whole (`exact.screen`), and the number of marks that chance
alone would have made goes with it. That nothing is marked does not mean that nothing changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.exact import ExactTest, fisher, screen

Wording = Literal["suggestive_up", "suggestive_down", "clear_up", "clear_down", "no_change_shown"]
KOfN = tuple[int, int]

SUGGESTIVE = 0.9
"""The least P(the true share rose), or fell, of a hint; it alone is not enough where many things are compared."""
CLEAR_FALSE_SHARE = 0.05
_NODES = 4000


@dataclass(frozen=True, slots=True)
class PairedTest:
    """What may be told of the same members in two years (`disclosure.pairs`)."""

    pairs: int
    direction: int
    """1 where more rose to a high answer, -1 where more fell from one; 0 where that is not told."""
    p: float
    """Two-sided sign-flip permutation test, the weakest of all moves that may be meant; 1 without a direction."""


@dataclass(frozen=True, slots=True)
class Paired:
    """The same members in two years, linked by a pseudonymous token."""

    pairs: int
    p: float
    wording: Wording


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Two years whose respondents cannot be linked, each seen as a sample of what the work brings about."""

    before: KOfN
    """k of n."""
    after: KOfN
    up: float
    """P(the true share rose)."""
    p: float
    """Two-sided, Fisher's exact test."""
    wording: Wording


@dataclass(frozen=True, slots=True)
class UnpairedPage:
    """Everything a page compares between two years."""

    changes: tuple[Unpaired, ...]
    by_chance: float
    """How many hints chance alone would have given had nothing changed, counted out; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class PairedPage:
    """Everything a page compares in pairs."""

    changes: tuple[Paired, ...]
    by_chance: float


def sign_test(up: int, down: int) -> float:
    """Two-sided exact p of `up` rises and `down` falls under even odds; 1 where nothing moved."""
    moved = up + down
    if min(up, down) < 0:
        raise ValueError("counts are not negative")
    tail = sum(comb(moved, i) for i in range(min(up, down) + 1))
    return float(min(1.0, 2 * tail / 2**moved))


def paired_page(tests: Sequence[PairedTest]) -> PairedPage:
    """Mark what changed among the same members, item by item: "clear" where even a strict screen keeps it."""
    exact = [ExactTest(test.p, None) for test in tests]
    hints, clear = screen(exact), screen(exact, CLEAR_FALSE_SHARE)
    return PairedPage(
        tuple(
            Paired(test.pairs, test.p, _WORDS[test.direction * (hint + sure)])
            for test, hint, sure in zip(tests, hints.marked, clear.marked, strict=True)
        ),
        hints.expected,
    )


_WORDS: dict[int, Wording] = {
    -2: "clear_down",
    -1: "suggestive_down",
    0: "no_change_shown",
    1: "suggestive_up",
    2: "clear_up",
}


@lru_cache(maxsize=4096)
def probability_up(before: KOfN, after: KOfN) -> float:
    """P(θ_after > θ_before), θ ~ Beta(k + 1, n − k + 1) each, by the midpoint rule.

    The superpopulation, because the question is about the work and not about who was a member: no finite correction.
    """
    for k, n in (before, after):
        if not 0 <= k <= n:
            raise ValueError("0 <= k <= n must hold")
    x = (np.arange(_NODES) + 0.5) / _NODES
    later, earlier = _density(x, *after), _density(x, *before)
    below = np.cumsum(earlier) - earlier / 2
    return float(later @ below)


def _density(x: NDArray[np.float64], k: int, n: int) -> NDArray[np.float64]:
    logs = k * np.log(x) + (n - k) * np.log1p(-x)
    weights: NDArray[np.float64] = np.exp(logs - logs.max())
    weights /= weights.sum()
    return weights


def unpaired(before: KOfN, after: KOfN) -> Unpaired:
    """One comparison, the only one of its page."""
    return unpaired_page([(before, after)]).changes[0]


def unpaired_page(pairs: Sequence[tuple[KOfN, KOfN]]) -> UnpairedPage:
    """Compare k of n in two years, thing by thing; at these sizes the strongest word is "suggestive".

    A hint needs both: P(it rose), or fell, of nine in ten, and a place among what the page's screen of Fisher's exact
    tests marks. With nothing changed a page expects at most one hint, and of the hints at most a third from chance.
    """
    tests = [fisher(before, after) for before, after in pairs]
    found = screen(tests)
    changes = tuple(
        _unpaired(before, after, test.p, marked=marked)
        for (before, after), test, marked in zip(pairs, tests, found.marked, strict=True)
    )
    hints = any(each.wording != "no_change_shown" for each in changes)
    return UnpairedPage(changes, found.expected if hints else 0.0)


def _unpaired(before: KOfN, after: KOfN, p: float, *, marked: bool) -> Unpaired:
    up = probability_up(before, after)
    wording: Wording = "no_change_shown"
    if marked and up >= SUGGESTIVE:
        wording = "suggestive_up"
    elif marked and up <= 1 - SUGGESTIVE:
        wording = "suggestive_down"
    return Unpaired(before, after, up, p, wording)
