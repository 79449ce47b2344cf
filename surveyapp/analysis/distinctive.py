"""What is distinctive about a group's texts: words that more of its respondents use than others do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log, sqrt

from surveyapp.analysis.finite import hypergeometric_tail

FEWEST = 3
"""Respondents of the group who must use a word before it is named."""


def enrichment(k: int, n: int, other_k: int, other_n: int) -> float:
    """One-sided hypergeometric p of k of n in the group against other_k of other_n elsewhere; counts respondents."""
    if not (0 <= k <= n and 0 <= other_k <= other_n):
        raise ValueError("0 <= k <= n must hold on both sides")
    return hypergeometric_tail(k, n, k + other_k, n + other_n, upper=True) if n + other_n else 1.0


def log_odds(
    count: int, total: int, other_count: int, other_total: int, prior_total: float, prior: float
) -> tuple[float, float]:
    """(δ, z): log-odds ratio of a word with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008).

    `count` of `total` words in the group, `other_count` of `other_total` elsewhere; α₀ = prior_total over all words,
    α_w = prior for this one.
    """
    here = log((count + prior) / (total + prior_total - count - prior))
    there = log((other_count + prior) / (other_total + prior_total - other_count - prior))
    spread = sqrt(1 / (count + prior) + 1 / (other_count + prior))
    return here - there, (here - there) / spread


@dataclass(frozen=True, slots=True)
class DistinctiveTerm:
    """A word and how many respondents inside and outside the group use it."""

    term: str
    inside: int
    inside_n: int
    outside: int
    outside_n: int
    p: float
    """For a screen by Benjamini–Hochberg (`compare.benjamini_hochberg`)."""
    delta: float
    z: float


def distinctive_terms(
    inside: Sequence[Collection[str]], outside: Sequence[Collection[str]], *, prior_total: float = 50.0
) -> tuple[DistinctiveTerm, ...]:
    """Terms of a group of respondents against all others, most distinctive (z) first.

    Each respondent is a collection of terms; a term counts once per respondent. Only terms that at least three inside
    use are named. The prior of a term is its share of all uses, times `prior_total`.
    """
    here = Counter(term for person in inside for term in set(person))
    there = Counter(term for person in outside for term in set(person))
    here_total, there_total = sum(here.values()), sum(there.values())
    found = []
    for term, count in here.items():
        if count < FEWEST:
            continue
        prior = prior_total * (count + there[term]) / (here_total + there_total)
        # Where everybody uses one word only, the odds have no other side; half a word stands for it.
        delta, z = log_odds(count, here_total + 1, there[term], there_total + 1, prior_total, prior)
        p = enrichment(count, len(inside), there[term], len(outside))
        found.append(DistinctiveTerm(term, count, len(inside), there[term], len(outside), p, delta, z))
    return tuple(sorted(found, key=lambda term: (-term.z, term.term)))
