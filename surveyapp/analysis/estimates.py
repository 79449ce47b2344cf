"""Result types: every result carries its n, what is missing, the estimate, an interval and its cautions.

Cautions are codes which `surveyapp.wording` turns into sentences:

    unanimous        everyone in a small group gave the same answer
    behind_filter    the question was asked of some only, so the silent's eligibility is unknown
    no_population    a shared link has no number of invited people, so there is no interval
    low_response     fewer than half of those invited answered
    undecided        the data do not settle the order
"""

from __future__ import annotations

from dataclasses import dataclass

UNANIMOUS = "unanimous"
BEHIND_FILTER = "behind_filter"
NO_POPULATION = "no_population"
LOW_RESPONSE = "low_response"
UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Interval:
    """A range with the method that made it ("hypergeometric", "manski", "wilson_fpc", "polya", "posterior" …)."""

    low: float
    high: float
    method: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Why respondents of a release are not in an item's base; the four reasons are never added up silently."""

    unanswered: int = 0
    not_applicable: int = 0
    dont_know: int = 0
    not_shown: int = 0
    """An answer of theirs excluded them; those who left the deciding question out are unanswered."""

    @property
    def declared(self) -> int:
        """Respondents known not to belong to the base: they said so, or an answer of theirs excluded them."""
        return self.not_applicable + self.dont_know + self.not_shown


@dataclass(frozen=True, slots=True)
class Count:
    """k of n, and how many of the N members that may mean."""

    k: int
    n: int
    """Those with an answer on the scale: the denominator beside the count."""
    population: int | None
    """N, the invited; None for a shared link."""
    interval: Interval | None
    """Whole people of N, if the silent resemble those who answered."""
    bounds: Interval | None
    """Whole people of N, without any assumption about the silent."""

    @property
    def share(self) -> float | None:
        """k/n, None where nobody answered."""
        return self.k / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or another number on a scale."""

    n: int
    missing: Missing
    value: float
    sd: float | None
    """Posterior standard deviation of the estimate (not of the answers)."""
    interval: Interval | None
    bounds: Interval | None
    cautions: tuple[str, ...] = ()
