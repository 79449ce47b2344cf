"""Unmet need: which services matter to people who are dissatisfied with them or not reached by them.

Two counts, shown apart and ranked by their sum. *Dissatisfied*: importance ≥ 4, used, satisfaction ≤ 3. *Not
reached*: importance ≥ 4, not used. The denominator is everyone whose importance and use are known, and whose
satisfaction is where the service was used. Both are counts of people, so they take the intervals of `finite`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.finite import posterior

Bools = NDArray[np.bool_]
Classes = NDArray[np.uint8]
Tier = Literal["clear", "probable", "undecided"]

IMPORTANT = 4.0
DISSATISFIED = 3.0
CLEAR = 0.9
PROBABLE = 0.6
TOP = 3
DRAWS = 4000
SEED = 20_270_602
"""Fixed, so that the same answers give the same page."""
_DRAW_BLOCK = 2_000_000
_FEW_ITEMS = 12


@dataclass(frozen=True, slots=True, eq=False)
class NeedColumns:
    """One service, one class per respondent: shape (respondents,), 0 not known, 1 below, 2 at or above.

    `importance` is at or above 4; `use` 2 is used, 1 not used; `satisfaction` is above 3.
    """

    code: str
    importance: Classes
    use: Classes
    satisfaction: Classes


@dataclass(frozen=True, slots=True, eq=False)
class NeedTally:
    """Counts of one service, and who has the need. Not for showing: `disclosure` and `results` decide."""

    code: str
    dissatisfied: int
    not_reached: int
    known: int
    """The denominator: everyone whose need, or lack of it, is known."""
    groups: tuple[int, ...]
    """How many used the service, how many of them are known and how many rated it; how many did not use it, and how
    many of them are known: each of these is spoken of by the two counts apart."""
    masked: bool
    """Whether some user and some non-user could have changed their places on importance without any total moving, so
    that the sum tells of neither group how many found the service important."""
    unmet: Bools
    """Per respondent; False where not known."""

    @property
    def total(self) -> int:
        """Dissatisfied and not reached together."""
        return self.dissatisfied + self.not_reached


def classes(values: NDArray[np.float64], border: float, *, above: bool = False) -> Classes:
    """Class of each value: 0 for NaN, 2 from the border (or above it) up, 1 below. Any shape."""
    with np.errstate(invalid="ignore"):
        upper = values > border if above else values >= border
    return np.where(np.isnan(values), 0, np.where(upper, 2, 1)).astype(np.uint8)


def importance_classes(values: NDArray[np.float64]) -> Classes:
    """Important from 4."""
    return classes(values, IMPORTANT)


def use_classes(values: NDArray[np.float64]) -> Classes:
    """Used where the value is above "never", which is 0."""
    return classes(values, 0.0, above=True)


def satisfaction_classes(values: NDArray[np.float64]) -> Classes:
    """Dissatisfied up to 3."""
    return classes(values, DISSATISFIED, above=True)


_JOINT = np.arange(27)
_IMPORTANT, _USE, _SATISFIED = _JOINT // 9, _JOINT // 3 % 3, _JOINT % 3
_NOT_REACHED = (_IMPORTANT == 2) & (_USE == 1)
_DISSATISFIED = (_IMPORTANT == 2) & (_USE == 2) & (_SATISFIED == 1)
_KNOWN = (_IMPORTANT > 0) & ((_USE == 1) | ((_USE == 2) & (_SATISFIED > 0)))
_GROUPS = (_USE == 2, _KNOWN & (_USE == 2), (_USE == 2) & (_SATISFIED > 0), _USE == 1, _KNOWN & (_USE == 1))
_UNIMPORTANT_MISSED = (_IMPORTANT == 1) & (_USE == 1)
_UNIMPORTANT_BAD = (_IMPORTANT == 1) & (_USE == 2) & (_SATISFIED == 1)


def tally_need(columns: NeedColumns) -> NeedTally:
    """Count one service."""
    joint = columns.importance * np.uint8(9) + columns.use * np.uint8(3) + columns.satisfaction
    counts = np.bincount(joint, minlength=27)

    def people(which: Bools) -> int:
        return int(counts[which].sum())

    exchange = (people(_NOT_REACHED) and people(_UNIMPORTANT_BAD)) or (
        people(_UNIMPORTANT_MISSED) and people(_DISSATISFIED)
    )
    return NeedTally(
        columns.code,
        people(_DISSATISFIED),
        people(_NOT_REACHED),
        people(_KNOWN),
        _groups(counts),
        bool(exchange),
        (_DISSATISFIED | _NOT_REACHED)[joint],
    )


def _groups(counts: NDArray[np.intp]) -> tuple[int, ...]:
    """People the two counts speak of. Where all find the service important, or nobody does, everybody knows it of
    those who did not use it too, and a count of them adds nothing."""
    answers = [int(counts[answer == _IMPORTANT].sum()) for answer in range(3)]
    of_users, of_others = _GROUPS[:3], _GROUPS[3:]
    given = [count for count in answers if count]
    return tuple(int(counts[group].sum()) for group in (of_users if len(given) == 1 else of_users + of_others))


def tier(probability: float) -> Tier:
    """How sure it is that an item belongs to the top three."""
    if probability >= CLEAR:
        return "clear"
    return "probable" if probability >= PROBABLE else "undecided"


def probability_in_top(
    unmet: Sequence[Bools], population: int | None, top: int = TOP, draws: int = DRAWS
) -> tuple[float, ...]:
    """P(item is among the `top`) when the silent are drawn like those who answered.

    The m silent members are drawn from a Pólya urn over whole respondents, so that needs that go together stay
    together; with everybody's answers in hand there is nothing to draw. Without a known N the respondents are weighted
    by a Bayesian bootstrap instead (Rubin 1981). Ties share their places evenly. Each array has one entry per
    respondent; the result one probability per item, repeatable by a fixed seed.
    """
    items = len(unmet)
    if items <= top:
        return (1.0,) * items
    n = len(unmet[0])
    if n == 0:
        return (top / items,) * items
    patterns, weights = _patterns(unmet)
    random = np.random.default_rng(SEED)
    silent = None if population is None else max(0, population - n)
    if silent == 0:
        return tuple(float(x) for x in _share_of_places(weights[None, :] @ patterns, top)[0])
    total = np.zeros(items)
    done = 0
    while done < draws:
        block = min(draws - done, max(1, _DRAW_BLOCK // len(weights)))
        shares = random.dirichlet(weights, size=block)
        drawn = shares * n if silent is None else weights + random.multinomial(silent, shares)
        total += _share_of_places(drawn @ patterns, top).sum(axis=0)
        done += block
    return tuple(float(x) for x in total / draws)


def _patterns(unmet: Sequence[Bools]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distinct combinations of needs, shape (p, items), and how many respondents have each: a smaller urn."""
    items = len(unmet)
    if items <= _FEW_ITEMS:
        joint = np.zeros(len(unmet[0]), dtype=np.uint16)
        for place, column in enumerate(unmet):
            joint |= column.astype(np.uint16) << np.uint16(place)
        counts = np.bincount(joint, minlength=1 << items)
        found = np.flatnonzero(counts)
        return (found[:, None] >> np.arange(items) & 1).astype(np.float64), counts[found].astype(np.float64)
    table = np.stack([np.asarray(column, dtype=bool) for column in unmet], axis=1)
    packed, times = np.unique(np.packbits(table, axis=1), axis=0, return_counts=True)
    return np.unpackbits(packed, axis=1, count=items).astype(np.float64), times.astype(np.float64)


def _share_of_places(totals: NDArray[np.float64], top: int) -> NDArray[np.float64]:
    """For each draw, how much of a place among the top each item has; those tied at the border share what is left."""
    border = np.sort(totals, axis=1)[:, -top][:, None]
    above = totals > border
    tied = totals == border
    left = top - above.sum(axis=1, keepdims=True)
    result: NDArray[np.float64] = above + tied * left / tied.sum(axis=1, keepdims=True)
    return result


def independent_top(counts: Sequence[int], n: int, population: int) -> tuple[float, ...]:
    """P(item has the greatest count of N) if items were independent, ties split evenly.

    Exact over the posteriors of `finite.posterior`; a check on the resampling, which keeps items correlated.
    """
    size = population + 1
    rows = np.zeros((len(counts), size))
    for place, k in enumerate(counts):
        found = posterior(k, n, population)
        rows[place, k : k + found.silent + 1] = found.probabilities
    below = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(rows, axis=1)[:, :-1]], axis=1)
    result = []
    for place in range(len(counts)):
        # Coefficient t of the product: the chance that exactly t of the others stand level with this one.
        level = np.zeros((size, len(counts)))
        level[:, 0] = 1.0
        for other in range(len(counts)):
            if other == place:
                continue
            shifted = np.zeros_like(level)
            shifted[:, 1:] = level[:, :-1] * rows[other][:, None]
            level = level * below[other][:, None] + shifted
        share = (level / np.arange(1, len(counts) + 1)).sum(axis=1)
        result.append(float((rows[place] * share).sum()))
    return tuple(result)
