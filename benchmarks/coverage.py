"""Does a 95 % interval hold in 95 of 100 surveys? Worked out for every true number, and simulated for means.

The exact interval is counted out: for every N, n and true K, the chance that the interval of what is found holds K.
Its floor is .95. Means are simulated from a fixed seed over answers of very different shapes.
"""

from __future__ import annotations

from math import comb

import numpy as np

from benchmarks.results import Measured
from surveyapp.analysis.estimates import Missing
from surveyapp.analysis.finite import exact_interval
from surveyapp.analysis.ordinal import mean_of

POPULATIONS = (10, 16, 25, 40, 60)
RATES = (0.4, 0.5, 0.6, 0.75, 0.9)
NOMINAL = 0.95
SURVEYS = 400
SHAPES = ((1, 1, 2, 4, 4), (0, 0, 1, 3, 6), (3, 2, 1, 2, 3), (1, 2, 4, 2, 1), (0, 0, 0, 1, 9))
"""Members of each rating, in proportion."""
VALUES = (1.0, 2.0, 3.0, 4.0, 5.0)


def measure() -> list[Measured]:
    """The least and the mean coverage of the exact interval, and the mean coverage of the interval of a mean."""
    covered = [
        _coverage(population, round(population * rate), yes)
        for population in POPULATIONS
        for rate in RATES
        for yes in range(population + 1)
    ]
    means = [_mean_coverage(population, rate) for population in POPULATIONS for rate in RATES]
    return [
        _row("least coverage of the exact interval", min(covered)),
        _row("mean coverage of the exact interval", float(np.mean(covered))),
        _row("mean coverage of the interval of a mean", float(np.mean(means))),
    ]


def _row(name: str, share: float) -> Measured:
    return Measured(name, 100 * share, "%", 100 * NOMINAL, share / NOMINAL)


def _coverage(population: int, n: int, yes: int) -> float:
    total = 0.0
    for k in range(max(0, n - (population - yes)), min(n, yes) + 1):
        found = exact_interval(k, n, population)
        if found.low <= yes <= found.high:
            total += comb(yes, k) * comb(population - yes, n - k) / comb(population, n)
    return total


def _mean_coverage(population: int, rate: float) -> float:
    random = np.random.default_rng([population, round(100 * rate)])
    n, held, asked = round(population * rate), 0, 0
    for shape in SHAPES:
        for _ in range(SURVEYS // len(SHAPES)):
            members = random.choice(5, population, p=np.array(shape) / sum(shape))
            counts = np.bincount(members[:n], minlength=5)
            estimate = mean_of(counts.tolist(), VALUES, Missing(), population, conditional=False)
            if estimate is None or estimate.interval is None:
                continue
            asked += 1
            held += estimate.interval.low <= members.mean() + 1 <= estimate.interval.high
    return held / asked
