"""Numbers and dates in a few bands, so that they can be drawn and shown like the steps of a scale.

The edges are round values whatever was answered ("10..19", a quarter), so that a band tells nothing of the least or
the greatest answer beyond its own width. A band's code names its first and last value: "10..19", "2026-01..2026-03";
of numbers with fractions the last value is where the next band begins: "0.5..<1".

The sum of all answers beside such counts can place a single one: nine "0..4" and one "35..39" with a mean of 3.7 are
nine zeros and a 37. So a mean is told no closer than a third of the way through the bands, and never a deviation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.counts import Tally
from surveyapp.dataset.release import Release

HALF = 0.5
"""Width of the band where everybody gave the same number with a fraction."""
THIRDS = 3
MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
"""Widths of bands of dates, in months; those of a year and more begin with January."""


def banded(release: Release, counted: Tally, most: int) -> Tally:
    """A tally of a number or date with its bands as codes and how many answers fall into each, at most so many bands.

    `most` is 2 or more: no band with round ends holds both signs. Without an answer there are none.
    """
    if counted.n == 0:
        return counted
    key = counted.item.key
    if counted.item.measure == "date":
        months = release.days(key).astype("datetime64[M]").astype(np.int64) + 1970 * 12
        codes, counts = _by_month(months, most)
        return replace(counted, item=replace(counted.item, codes=codes), counts=counts)
    given = release.numbers(key)
    codes, counts, about = _by_value(given[~np.isnan(given)], most)
    return replace(counted, item=replace(counted.item, codes=codes), counts=counts, sums=(about,), squares=())


Bands = tuple[tuple[str, ...], tuple[int, ...]]


def _by_value(values: NDArray[np.float64], most: int) -> tuple[tuple[str, ...], tuple[int, ...], float]:
    """Bands, their counts, and about what all values add up to (`about_sum`)."""
    whole = bool((values == np.floor(values)).all())
    spread = float(values.max() - values.min())
    for width in _round_widths(max(spread / most, 1.0) if whole else spread / most or HALF):
        places = np.floor_divide(values, width)
        first = int(places.min())
        if places.max() - first < most:
            break
    counts = np.bincount((places - first).astype(np.int64))
    edges = [(first + place) * width for place in range(len(counts) + 1)]
    codes = tuple(
        _span(round(at), round(after) - 1) if whole else f"{at:g}..<{after:g}" for at, after in pairwise(edges)
    )
    least = float(np.dot(counts, edges[:-1]))
    about = about_sum(float(values.sum()), least, len(values) * (width - 1 if whole else width))
    return codes, tuple(int(count) for count in counts), about


def about_sum(total: float, least: float, room: float) -> float:
    """The middle of the third in which a sum lies, of all that the bands leave open: from `least` on, over `room`.

    Whatever it is, from four answers up each of them may still be anywhere in its band. Exact where nothing is open.
    """
    third = min(THIRDS - 1, floor(THIRDS * (total - least) / room)) if room else 0
    return least + room * (third + HALF) / THIRDS


def _round_widths(least: float) -> Iterator[float]:
    """1, 2 or 5 times a power of ten, from the first that is not less."""
    power = floor(log10(least))
    while True:
        for digit in (1, 2, 5):
            width = digit * 10.0**power
            if width >= least * (1 - 1e-9):
                yield width
        power += 1


def _by_month(months: NDArray[np.int64], most: int) -> Bands:
    for width in _month_widths():
        places = months // width
        first = int(places.min())
        if places.max() - first < most:
            break
    counts = np.bincount(places - first)
    codes = []
    for place in range(len(counts)):
        start = (first + place) * width
        codes.append(_span(_month(start), _month(start + width - 1)))
    return tuple(codes), tuple(int(count) for count in counts)


def _month_widths() -> Iterator[int]:
    yield from MONTHS
    width = MONTHS[-1]
    while True:
        width *= 10
        yield width


def _month(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _span(first: object, last: object) -> str:
    return f"{first}..{last}"
