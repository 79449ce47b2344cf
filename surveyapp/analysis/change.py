"""Year over year: is it better than it was?

Words are codes: "clear" is never used for an unpaired comparison of small groups, and nothing is ever "significant".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Wording = Literal["suggestive_up", "suggestive_down", "clear_up", "clear_down", "no_change_shown"]

SUGGESTIVE = 0.9
_NODES = 4000


@dataclass(frozen=True, slots=True)
class Paired:
    """The same members in two years, linked by a pseudonymous token."""

    pairs: int
    up: int
    down: int
    p: float
    """Two-sided exact sign test; ties are left out."""
    wording: Wording


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Two years whose respondents cannot be linked, each seen as a sample of what the work brings about."""

    before: tuple[int, int]
    """k of n."""
    after: tuple[int, int]
    up: float
    """P(the true share rose)."""
    wording: Wording


def sign_test(up: int, down: int) -> float:
    """Two-sided exact p of `up` rises and `down` falls under even odds; 1 where nothing moved."""
    moved = up + down
    if min(up, down) < 0:
        raise ValueError("counts are not negative")
    tail = sum(comb(moved, i) for i in range(min(up, down) + 1))
    return float(min(1.0, 2 * tail / 2**moved))


def paired(before: Sequence[float], after: Sequence[float]) -> Paired:
    """Sign test over the pairs; both sequences are aligned and without missing values."""
    difference = np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64)
    up, down = int((difference > 0).sum()), int((difference < 0).sum())
    p = sign_test(up, down)
    wording: Wording = "no_change_shown"
    if p <= 0.05:
        wording = "clear_up" if up > down else "clear_down"
    elif p <= 0.2:
        wording = "suggestive_up" if up > down else "suggestive_down"
    return Paired(len(difference), up, down, p, wording)


def probability_up(before: tuple[int, int], after: tuple[int, int]) -> float:
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


def unpaired(before: tuple[int, int], after: tuple[int, int]) -> Unpaired:
    """Compare k of n in two years; at these sizes the strongest word is "suggestive"."""
    up = probability_up(before, after)
    wording: Wording = "no_change_shown"
    if up >= SUGGESTIVE:
        wording = "suggestive_up"
    elif up <= 1 - SUGGESTIVE:
        wording = "suggestive_down"
    return Unpaired(before, after, up, wording)
