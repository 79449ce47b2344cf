"""What may be told of participation where nobody may learn who took part.

A count of members is told where more than as many as results are shown from stand on either side of it. Otherwise
whoever knows of a few members whether they answered would know it of the others: of seven invited six have answered,
one has no address, and "everyone with an address has answered" names them all. Instead a bound is told, and none that
leaves fewer on one side. The same holds for each part of a count that can be had by subtracting: a kind of institution,
those with an address, those who answered after a reminder.

This is primary suppression with a threshold, and its complement (Hundepool et al., *Statistical Disclosure Control*,
2012, ch. 4), applied to each cell of the table of groups by answered and not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A count as far as it may be told: it lies between two numbers."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether it is told as it is."""
        return self.low == self.high


def exactly(count: int) -> Told:
    """A count that may be told."""
    return Told(count, count)


def told(count: int, population: int | None, threshold: int) -> Told:
    """A count out of a population; exactly only where more than `threshold` are counted, and more than that are not.

    At either end it is told as a bound, "5 or fewer", "15 or more of 20"; and of a population so small that the ends
    meet, not at all. A population of None is one that nobody knows: then there are no others to be counted out.
    """
    if population is not None and population <= 2 * threshold:
        return Told(0, population)
    if count <= threshold:
        return Told(0, threshold)
    if population is None or count < population - threshold:
        return exactly(count)
    return Told(population - threshold, population)


def may_be_told(cells: Iterable[int], threshold: int) -> bool:
    """Whether a division may be told: no part of it is smaller than the threshold, empty ones included."""
    return all(cell >= threshold for cell in cells)


def spaced(counts: Sequence[int], newest: int, threshold: int) -> list[bool]:
    """Which of several counts of one growing crowd, oldest first, may be told beside the newest one.

    Between two that are told as many as the threshold have come; fewer could be told by the days between.
    """
    shown = [False] * len(counts)
    for place in reversed(range(len(counts))):
        if newest - counts[place] >= threshold:
            shown[place] = True
            newest = counts[place]
    return shown
