"""May an association be compared with others?"""

from __future__ import annotations

from typing import Literal

Badge = Literal["fair", "good"]

MIN_ANSWERS = 5
MIN_RATE = 0.5
GOOD_RATE = 0.75


def badge(n: int, population: int | None) -> Badge | None:
    """May this association be compared, and how far is it to be trusted?

    None (not compared) below five answers, below half of the invited, or without a known number of them.
    """
    if population is None or population <= 0 or n < MIN_ANSWERS or n / population < MIN_RATE:
        return None
    return "good" if n / population >= GOOD_RATE else "fair"
