"""Approval voting: who is chosen by counting, and whom sequential proportional approval would choose.

A ballot is the set of options its voter approves of, by position on the list (0-based). Ties are broken by one rule
everywhere: of options with the same weight the one with more approvals, then the one that stands higher on the
leader's list. The members saw the list in random order, so its order could not help an option to its votes.

Sequential PAV: Thiele 1895; Brams and Kilgour 2010. Weights are exact fractions, so that a tie is a tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Ballots = Sequence[frozenset[int]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a vote says of each option, and which are chosen for the seats."""

    votes: tuple[int, ...]
    """Approvals by option."""
    ranking: tuple[int, ...]
    """Options, most approved first."""
    by_approval: tuple[int, ...]
    """In the order of the ranking; options nobody approved of are not chosen."""
    by_proportion: tuple[int, ...]
    """In the order in which sequential PAV takes them."""
    tied: frozenset[int]
    """Options with as many approvals on either side of the last seat: the rule, not the members, decided there."""

    @property
    def for_balance(self) -> frozenset[int]:
        """What the proportional rule would take up and counting leaves out."""
        return frozenset(self.by_proportion) - frozenset(self.by_approval)


def choose(ballots: Ballots, options: int, seats: int) -> Choice:
    """Count approvals and choose *seats* of *options* by both rules.

    Refuses (ValueError) a ballot with an option that is not on the list, and less than one seat.
    """
    if seats < 1:
        raise ValueError("no seat to fill")
    if any(not 0 <= option < options for ballot in ballots for option in ballot):
        raise ValueError("a ballot names an option that is not on the list")
    votes = tuple(sum(option in ballot for ballot in ballots) for option in range(options))
    ranking = tuple(sorted(range(options), key=lambda option: (-votes[option], option)))
    chosen = tuple(option for option in ranking[:seats] if votes[option])
    left_out = [option for option in ranking if option not in chosen]
    edge = votes[chosen[-1]] if chosen else 0
    tied = frozenset(option for option in ranking if votes[option] == edge) if edge else frozenset()
    if not any(votes[option] == edge for option in left_out):
        tied = frozenset()
    return Choice(votes, ranking, chosen, _sequential_pav(ballots, votes, seats), tied)


def _sequential_pav(ballots: Ballots, votes: Sequence[int], seats: int) -> tuple[int, ...]:
    """Seat by seat: a ballot that has j of its options chosen already weighs 1/(j + 1)."""
    chosen: list[int] = []
    while len(chosen) < seats:
        best: tuple[Fraction, int, int] | None = None
        for option in range(len(votes)):
            if option in chosen or not votes[option]:
                continue
            weight = sum(
                (Fraction(1, 1 + len(ballot.intersection(chosen))) for ballot in ballots if option in ballot),
                Fraction(0),
            )
            candidate = (weight, votes[option], -option)
            if best is None or candidate > best:
                best = candidate
        if best is None:
            break
        chosen.append(-best[2])
    return tuple(chosen)
