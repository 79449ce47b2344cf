"""Complete answers per second and their CPU time, the product beside the bare application.

On SQLite and on PostgreSQL, with nothing, 10,000 and 100,000 responses stored.
"""

from __future__ import annotations

import itertools
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.filled import Installation, floor, product
from benchmarks.load import Respondent, load
from benchmarks.postgres import postgres_database, postgres_server
from benchmarks.results import Measured
from benchmarks.servers import cpu_seconds, memory, running

CONCURRENCY = (1, 8, 32)
ROUNDS = 5
SECONDS = 0.8
WARMING = 1.0
INVITED = 15_000
PRODUCT, BARE = "surveyapp.app:create_wsgi", "benchmarks.bare_app:create_app"
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True, slots=True)
class Series:
    """What is measured: which application, on which database, with how many responses stored."""

    target: str
    database: str
    stored: int


FLOORS = (Series(BARE, SQLITE, 0), Series(BARE, SQLITE, 100_000), Series(BARE, POSTGRESQL, 0))
STORED = (10_000, 100_000)
ORDER = (
    FLOORS[0],
    Series(PRODUCT, SQLITE, 0),
    Series(PRODUCT, SQLITE, 10_000),
    Series(PRODUCT, SQLITE, 100_000),
    FLOORS[1],
    FLOORS[2],
    Series(PRODUCT, POSTGRESQL, 0),
    Series(PRODUCT, POSTGRESQL, 10_000),
    Series(PRODUCT, POSTGRESQL, 100_000),
)
"""What is compared runs side by side, as the machine's own day changes more than the programs."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some seconds of load."""

    per_second: float
    cpu: float
    """Milliseconds of the server's CPU time for one complete answer; PostgreSQL's own processes are not in it."""


Found = dict[tuple[Series, int], list[Stretch]]


def measure() -> list[Measured]:
    """Interleaved rounds; a ratio is the median of the rounds' ratios. Every answer has to be acknowledged."""
    with tempfile.TemporaryDirectory(prefix="surveyapp-bench-") as name, ExitStack() as stack:
        server = stack.enter_context(postgres_server())
        served: dict[Series, tuple[subprocess.Popen[bytes], int, Iterator[Respondent]]] = {}
        for number, series in enumerate(ORDER):
            made = _made(Path(name) / str(number), series, server)
            process, port = stack.enter_context(running(series.target, made.environment))
            served[series] = process, port, _respondents(series, made)
            load(port, served[series][2], 4, WARMING)
        found: Found = {}
        held: dict[Series, float] = {}
        for _, concurrency, series in itertools.product(range(ROUNDS), CONCURRENCY, ORDER):
            process, port, respondents = served[series]
            before = cpu_seconds(process)
            outcome = load(port, respondents, concurrency, SECONDS)
            if outcome.refused or not outcome.acknowledged:
                raise RuntimeError(f"{series} refused {outcome.refused} answers and took {outcome.acknowledged}")
            used = (cpu_seconds(process) - before) * 1000 / outcome.acknowledged
            found.setdefault((series, concurrency), []).append(Stretch(outcome.per_second, used))
        for series, (process, *_) in served.items():
            held[series] = max(memory(process))
    return [*_speeds(found), *_flatness(found), *_cpu(found), *_memory(held)]


def _made(folder: Path, series: Series, server: str) -> Installation:
    url = postgres_database(server) if series.database == POSTGRESQL else ""
    if series.target == BARE:
        return floor(folder, series.stored, url)
    return product(folder, INVITED, series.stored, url)


def _respondents(series: Series, made: Installation) -> Iterator[Respondent]:
    """Respondents of the product answer once each; the bare application knows nobody."""
    return itertools.cycle(made.respondents) if series.target == BARE else iter(made.respondents)


def _speeds(found: Found) -> Iterator[Measured]:
    for bare, concurrency in itertools.product(FLOORS, CONCURRENCY):
        own = Series(PRODUCT, bare.database, bare.stored)
        yield _beside(
            f"complete answers, {bare.database}, {bare.stored} stored, concurrency {concurrency}",
            [each.per_second for each in found[own, concurrency]],
            [each.per_second for each in found[bare, concurrency]],
        )


def _flatness(found: Found) -> Iterator[Measured]:
    for database, stored, concurrency in itertools.product((SQLITE, POSTGRESQL), STORED, CONCURRENCY):
        yield _beside(
            f"speed kept with {stored} stored, {database}, concurrency {concurrency}",
            [each.per_second for each in found[Series(PRODUCT, database, stored), concurrency]],
            [each.per_second for each in found[Series(PRODUCT, database, 0), concurrency]],
        )


def _cpu(found: Found) -> Iterator[Measured]:
    """Beside the floor, and with responses stored beside none: the second is the steadier measure of flatness."""
    for bare, concurrency in itertools.product((FLOORS[0], FLOORS[2]), CONCURRENCY):
        empty = Series(PRODUCT, bare.database, 0)
        name = f"CPU per complete answer, {bare.database}, concurrency {concurrency}"
        yield _less(name, found[empty, concurrency], found[bare, concurrency])
        for stored in STORED:
            name = f"CPU per complete answer with {stored} stored, {bare.database}, concurrency {concurrency}"
            yield _less(name, found[Series(PRODUCT, bare.database, stored), concurrency], found[empty, concurrency])


def _less(name: str, own: Sequence[Stretch], other: Sequence[Stretch]) -> Measured:
    """The ratio is turned round, so that above 1 is better here too."""
    ratio = statistics.median(theirs.cpu / mine.cpu for mine, theirs in zip(own, other, strict=True))
    return Measured(
        name, statistics.median(each.cpu for each in own), "ms", statistics.median(each.cpu for each in other), ratio
    )


def _memory(held: Mapping[Series, float]) -> Iterator[Measured]:
    """What a worker holds that has answered all this and shown no other page; the ratio is turned round here too."""
    for bare in (FLOORS[0], FLOORS[2]):
        own = held[Series(PRODUCT, bare.database, 0)]
        yield Measured(f"memory of a worker, {bare.database}", own, "MB", held[bare], held[bare] / own)


def _beside(name: str, own: Sequence[float], other: Sequence[float]) -> Measured:
    ratio = statistics.median(mine / theirs for mine, theirs in zip(own, other, strict=True))
    return Measured(name, statistics.median(own), "1/s", statistics.median(other), ratio)
