"""Unmet need: which services matter to people who are dissatisfied with them or not reached by them.

Two counts, shown apart. *Dissatisfied*: importance ≥ 4, used, satisfaction ≤ 3. *Not reached*: importance ≥ 4, not
used. The denominator is everyone whose importance and use are known, and whose satisfaction is where the service was
used. Both are counts of people, so they take the intervals of `finite`.

Services have different denominators, so counts do not rank them: six of six may mean more members than seven of
twelve. They are ranked by what is estimated for all N members. Whoever answered but is not known here is one of the
silent for this service, in the estimate, in the interval and in the probabilities alike: all three come from the same
posterior of the number of members, k + BetaBinomial(N − known, k + 1, known − k + 1).
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
Floats = NDArray[np.float64]
Tier = Literal["clear", "probable", "undecided"]

USE = "service.use"
IMPORTANCE = "service.importance"
SATISFACTION = "service.satisfaction"
NEED_INDICATORS = frozenset((USE, IMPORTANCE, SATISFACTION))
"""Indicators by which needs are found, whatever a questionnaire calls its questions."""

IMPORTANT = 4.0
DISSATISFIED = 3.0
UNKNOWN, MET, UNMET = 0, 1, 2
CLEAR = 0.9
PROBABLE = 0.6
TOP = 3
DRAWS = 4000
SEED = 20_270_602
"""Fixed, so that the same answers give the same page."""
_MOST_DRAWN = 200
"""Of more respondents than these the distribution is taken to be normal: drawing persons would take seconds."""
_MOST_COUNTED, _MOST_CODED = 12, 40
"""So many services are counted in a table of 3^12, and told apart by a number of 64 bits."""


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
    states: Classes
    """Per respondent: 0 not known, 1 no unmet need, 2 an unmet need."""

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
_STATES = np.where(_KNOWN, np.where(_DISSATISFIED | _NOT_REACHED, UNMET, MET), UNKNOWN).astype(np.uint8)
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
        _STATES[joint],
    )


def _groups(counts: NDArray[np.intp]) -> tuple[int, ...]:
    """People the two counts speak of. Where all find the service important, or nobody does, everybody knows it of
    those who did not use it too, and a count of them adds nothing."""
    answers = [int(counts[answer == _IMPORTANT].sum()) for answer in range(3)]
    of_users, of_others = _GROUPS[:3], _GROUPS[3:]
    given = [count for count in answers if count]
    return tuple(int(counts[group].sum()) for group in (of_users if len(given) == 1 else of_users + of_others))


def tier(probability: float) -> Tier:
    """How sure a place is: that an item belongs to the top three, or is the greatest."""
    if probability >= CLEAR:
        return "clear"
    return "probable" if probability >= PROBABLE else "undecided"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one service's unmet need is estimated to be among all members."""

    expected: float
    """Share of all N members; without a known N, of everybody like those who answered."""
    first: float
    """P(it is the greatest need), ties shared evenly."""
    top: float
    """P(it is among the `TOP` greatest)."""


def expected_share(k: int, known: int, population: int | None) -> float:
    """Posterior mean share of members with the need; the silent, and those not known, are like those known."""
    like = (k + 1) / (known + 2)
    if population is None or population <= 0:
        return like
    return (k + max(0, population - known) * like) / population


def standings(states: Sequence[Classes], population: int | None, draws: int = DRAWS) -> tuple[Standing, ...]:
    """Rank services by their unmet need among all N members, by drawing what is not known.

    Each array holds the `NeedTally.states` of the same respondents. A draw weighs whole respondents by a Bayesian
    bootstrap (Rubin 1981), so that needs that go together stay together, and adds two persons about whom nothing is
    known: one with needs at random, and her opposite. That gives each service a Beta(k + 1, known − k + 1) share. The
    silent are then drawn as whole persons of these weights, with what is not known of a person filled in by the
    service's share, so that the members in need follow the posterior of `finite.posterior` exactly. Without a known N
    the shares themselves are compared. Above 200 respondents the normal distribution with the same mean and
    covariance stands in. Ties share their places evenly; a fixed seed makes it repeatable.
    """
    items = len(states)
    if not items:
        return ()
    n = len(states[0])
    size = None if population is None else max(population, n)
    patterns, weights = _patterns(states)
    k = weights @ (patterns == UNMET)
    known = weights @ (patterns != UNKNOWN)
    expected = [expected_share(int(a), int(b), size) for a, b in zip(k, known, strict=True)]
    if size is not None and size == n and np.all(known == n):
        first, top = (_share_of_places(k[None, :], places)[0] for places in (1, TOP))
    else:
        draw = _drawn_normal if n > _MOST_DRAWN else _drawn
        drawn = draw(patterns, weights, size, draws, np.random.default_rng(SEED))
        first, top = (_share_of_places(drawn, places).mean(axis=0) for places in (1, TOP))
    return tuple(Standing(*each) for each in zip(expected, first.tolist(), top.tolist(), strict=True))


def _drawn(
    patterns: Classes, weights: Floats, population: int | None, draws: int, random: np.random.Generator
) -> Floats:
    """Members with each need, or without N their shares: shape (draws, items)."""
    unmet, met = (patterns == UNMET).astype(np.float64), (patterns == MET).astype(np.float64)
    unknown = 1.0 - unmet - met
    shares = random.standard_gamma(weights, (draws, len(weights)))
    added = random.standard_gamma(1.0, (draws, 2))
    needs = random.random((draws, patterns.shape[1])) < 0.5  # of the first person added; the other has the others
    yes = shares @ unmet + np.where(needs, added[:, :1], added[:, 1:])
    no = shares @ met + np.where(needs, added[:, 1:], added[:, :1])
    theta: Floats = yes / (yes + no)
    if population is None:
        return theta
    persons = _persons(np.concatenate([shares, added], axis=1), population - int(weights.sum()), random)
    none = np.zeros((2, patterns.shape[1]), dtype=np.uint8)
    silent = np.concatenate([patterns == UNMET, none])[persons].sum(axis=1, dtype=np.int64)
    gaps = np.concatenate([patterns == UNKNOWN, none])[persons].sum(axis=1, dtype=np.int64)
    first, second = ((persons == len(weights) + place).sum(axis=1)[:, None] for place in (0, 1))
    counted = weights @ unmet + silent + np.where(needs, first, second)
    filled = random.binomial(np.rint(weights @ unknown).astype(np.int64) + gaps, theta)
    found: Floats = counted + filled
    return found


def _persons(chances: Floats, number: int, random: np.random.Generator) -> NDArray[np.intp]:
    """So many persons by lot in each draw, with these chances: shape (draws, number).

    One search for all draws, each of which has its own stretch of the line of chances.
    """
    draws, people = chances.shape
    starts = np.arange(draws)[:, None]
    line = np.cumsum(chances, axis=1)
    line = (line / line[:, -1:] + starts).ravel()
    places = np.searchsorted(line, (random.random((draws, number)) + starts).ravel(), side="right")
    found: NDArray[np.intp] = np.minimum(places.reshape(draws, number) - starts * people, people - 1)
    return found


def _drawn_normal(
    patterns: Classes, weights: Floats, population: int | None, draws: int, random: np.random.Generator
) -> Floats:
    """The same of many respondents: shares, or members, from a normal distribution with their covariance."""
    unmet, there = (patterns == UNMET).astype(np.float64), (patterns != UNKNOWN).astype(np.float64)
    k, known = weights @ unmet, weights @ there
    theta = (k + 1) / (known + 2)
    apart = unmet - theta * there
    joint = (apart * weights[:, None]).T @ apart
    spread = joint / np.outer(known + 2, known + 2)
    if population is None:
        drawn: Floats = random.multivariate_normal(theta, spread, draws, method="eigh")
        return drawn
    missing = np.maximum(population - known, 0.0)
    root = np.sqrt(missing)
    person = joint / np.sqrt(np.outer(known + 2, known + 2))
    covariance = np.outer(missing, missing) * spread + np.outer(root, root) * person
    members: Floats = random.multivariate_normal(k + missing * theta, covariance, draws, method="eigh")
    return members


def _patterns(states: Sequence[Classes]) -> tuple[Classes, Floats]:
    """Distinct combinations of needs, shape (p, items), and how many respondents have each: a smaller urn."""
    powers = 3 ** np.arange(len(states), dtype=np.uint64)
    if len(states) > _MOST_CODED:
        table, times = np.unique(np.stack(states, axis=1), axis=0, return_counts=True)
        return table, times.astype(np.float64)
    joint = np.zeros(len(states[0]), dtype=np.uint64)
    for column, power in zip(states, powers, strict=True):
        joint += column * power
    if len(states) <= _MOST_COUNTED:
        counts = np.bincount(joint.astype(np.int64))
        found = np.flatnonzero(counts).astype(np.uint64)
        times = counts[counts > 0]
    else:
        found, times = np.unique(joint, return_counts=True)
    return (found[:, None] // powers % np.uint64(3)).astype(np.uint8), times.astype(np.float64)


def _share_of_places(totals: NDArray[np.float64], top: int) -> NDArray[np.float64]:
    """For each draw, how much of a place among the top each item has; those tied at the border share what is left."""
    if totals.shape[1] <= top:
        return np.ones_like(totals)
    border = np.sort(totals, axis=1)[:, -top][:, None]
    above = totals > border
    tied = totals == border
    left = top - above.sum(axis=1, keepdims=True)
    result: Floats = above + tied * left / tied.sum(axis=1, keepdims=True)
    return result


def independent_top(counts: Sequence[int], known: Sequence[int], population: int) -> tuple[float, ...]:
    """P(item has the greatest count of N) if items were independent, ties split evenly; each has its own base.

    Exact over the posteriors of `finite.posterior`; a check on the resampling, which keeps items correlated.
    """
    size = population + 1
    rows = np.zeros((len(counts), size))
    for place, (k, n) in enumerate(zip(counts, known, strict=True)):
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
