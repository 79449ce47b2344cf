"""Complete answers per second, the product beside the bare application, at rest and with a hundred thousand stored."""

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

STORED = (0, 100_000)
CONCURRENCY = (1, 8, 32)
ROUNDS = 3
SECONDS = 2.5
INVITED = 40_000
PRODUCT, BARE = "surveyapp.app:create_app", "benchmarks.bare_app:create_app"


def measure() -> list[Measured]:
    """Interleaved rounds, and of each series the median. Every answer has to be acknowledged."""
    with tempfile.TemporaryDirectory(prefix="surveyapp-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        series = {}
        for stored in STORED:
            for target, made in (
                (BARE, floor(folder / f"bare-{stored}", stored)),
                (PRODUCT, product(folder / f"product-{stored}", INVITED, stored)),
            ):
                port = stack.enter_context(serving(target, made.environment))
                series[target, stored] = port, _endless(target, made)
                load(*series[target, stored], 4, 1.0)
        found: dict[tuple[str, int, int], list[Outcome]] = {}
        for _, concurrency, stored, target in itertools.product(range(ROUNDS), CONCURRENCY, STORED, (BARE, PRODUCT)):
            outcome = load(*series[target, stored], concurrency, SECONDS)
            if outcome.refused or not outcome.acknowledged:
                raise RuntimeError(f"{target} refused {outcome.refused} answers and took {outcome.acknowledged}")
            found.setdefault((target, stored, concurrency), []).append(outcome)
    return [
        *(_beside(found, stored, concurrency) for stored in STORED for concurrency in CONCURRENCY),
        *(_flatness(found, concurrency) for concurrency in CONCURRENCY),
    ]


def _endless(target: str, made: Installation) -> Iterator[Respondent]:
    """Respondents of the product answer once each; the bare application knows nobody."""
    return itertools.cycle(made.respondents) if target == BARE else iter(made.respondents)


def _median(outcomes: list[Outcome]) -> float:
    return statistics.median(outcome.per_second for outcome in outcomes)


def _beside(found: dict[tuple[str, int, int], list[Outcome]], stored: int, concurrency: int) -> Measured:
    name = f"complete answers, {stored} stored, concurrency {concurrency}"
    own, bare = (_median(found[target, stored, concurrency]) for target in (PRODUCT, BARE))
    return Measured(name, own, "1/s", bare, own / bare)


def _flatness(found: dict[tuple[str, int, int], list[Outcome]], concurrency: int) -> Measured:
    """How much of its speed the product keeps when responses are stored."""
    many, none = (_median(found[PRODUCT, stored, concurrency]) for stored in reversed(STORED))
    return Measured(f"speed kept at {STORED[-1]} stored, concurrency {concurrency}", many, "1/s", none, many / none)
