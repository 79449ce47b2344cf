"""Complete answers per second, the product beside the bare application, with nothing and with 100,000 stored."""

from __future__ import annotations

import itertools
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks.filled import Installation, floor, product
from benchmarks.load import Outcome, Respondent, load
from benchmarks.results import Measured
from benchmarks.servers import serving

CONCURRENCY = (1, 8, 32)
ROUNDS = 5
SECONDS = 1.6
INVITED = 40_000
PRODUCT, BARE = "surveyapp.app:create_app", "benchmarks.bare_app:create_app"


Series = tuple[str, int]
"""Which application, and how many responses are stored."""
ORDER: tuple[Series, ...] = ((BARE, 0), (PRODUCT, 0), (PRODUCT, 100_000), (BARE, 100_000))
"""What is compared runs side by side, as the machine's own day changes more than the programs."""


def measure() -> list[Measured]:
    """Interleaved rounds; a ratio is the median of the rounds' ratios. Every answer has to be acknowledged."""
    with tempfile.TemporaryDirectory(prefix="surveyapp-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        running: dict[Series, tuple[int, Iterator[Respondent]]] = {}
        for target, stored in ORDER:
            place = folder / f"{target.partition('.')[0]}-{stored}"
            made = floor(place, stored) if target == BARE else product(place, INVITED, stored)
            running[target, stored] = stack.enter_context(serving(target, made.environment)), _respondents(target, made)
            load(*running[target, stored], 4, 1.0)
        found: dict[tuple[Series, int], list[Outcome]] = {}
        for _, concurrency, series in itertools.product(range(ROUNDS), CONCURRENCY, ORDER):
            outcome = load(*running[series], concurrency, SECONDS)
            if outcome.refused or not outcome.acknowledged:
                raise RuntimeError(f"{series} refused {outcome.refused} answers and took {outcome.acknowledged}")
            found.setdefault((series, concurrency), []).append(outcome)
    return [
        *(
            _beside(
                f"complete answers, {stored} stored, concurrency {concurrency}",
                found[(PRODUCT, stored), concurrency],
                found[(BARE, stored), concurrency],
            )
            for stored in (0, 100_000)
            for concurrency in CONCURRENCY
        ),
        *(
            _beside(
                f"speed kept with 100000 stored, concurrency {concurrency}",
                found[(PRODUCT, 100_000), concurrency],
                found[(PRODUCT, 0), concurrency],
            )
            for concurrency in CONCURRENCY
        ),
    ]


def _respondents(target: str, made: Installation) -> Iterator[Respondent]:
    """Respondents of the product answer once each; the bare application knows nobody."""
    return itertools.cycle(made.respondents) if target == BARE else iter(made.respondents)


def _beside(name: str, own: list[Outcome], bare: list[Outcome]) -> Measured:
    ratio = statistics.median(mine.per_second / other.per_second for mine, other in zip(own, bare, strict=True))
    return Measured(name, _median(own), "1/s", _median(bare), ratio)


def _median(outcomes: list[Outcome]) -> float:
    return statistics.median(outcome.per_second for outcome in outcomes)
