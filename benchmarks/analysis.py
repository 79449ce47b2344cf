"""What a page of results costs: frequency tables and cross-tabulations beside plain numpy, opening, memory.

Sizes grow tenfold up to a million, and then to 4.6 million responses, which take half a gigabyte on the disk meanwhile.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.results import Measured
from benchmarks.synthetic import synthetic, thirty
from surveyapp.analysis.counts import tally_by
from surveyapp.analysis.disclosure import view_question, view_segments
from surveyapp.dataset import Release, open_release
from surveyapp.dataset import release as release_room

SIZES = (1_000, 10_000, 100_000, 1_000_000, 4_600_000)
ROUNDS = 7

MEMORY = """
import sys
from pathlib import Path
from surveyapp.analysis.disclosure import view_segments
from surveyapp.analysis.results import association_results
from surveyapp.dataset import open_release
release = open_release(Path(sys.argv[1]), sys.argv[2])
if sys.argv[3] == "page":
    association_results(release)
    view_segments(release, "experience", "overall")
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def milliseconds(do: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median time of several calls, after one that warms up."""
    do()
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        do()
        found.append(1000 * (time.perf_counter() - began))
    return statistics.median(found)


def measure() -> list[Measured]:
    """Every size beside its floor: numpy counting the same columns, and nothing else."""
    rows: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="surveyapp-bench-") as name:
        folder = Path(name)
        for size in SIZES:
            release = open_release(folder, synthetic(thirty(), size, folder))
            rows += [_tables(release), _crossed(release), _filtered(release), _opening(folder, release)]
        rows.append(_memory(folder, release))
        release_room.forget()
    return rows + _growth(rows)


def _growth(rows: list[Measured]) -> list[Measured]:
    """How many times longer the tables take from each size to the next; the floor is how much longer numpy takes."""
    tables = [row for row in rows if row.name.startswith("frequency tables")]
    return [
        _row(
            f"growth of frequency tables, {before} to {after} responses",
            more.value / less.value,
            "times",
            more.floor / less.floor,
        )
        for (before, less), (after, more) in pairwise(zip(SIZES, tables, strict=True))
    ]


def _row(name: str, value: float, unit: str, floor: float) -> Measured:
    return Measured(name, value, unit, floor, value / floor if floor else 0.0)


def _tables(release: Release) -> Measured:
    columns = [key for key, column in release.structure.columns.items() if column.type == "codes"]

    def plain() -> None:
        for key in columns:
            np.bincount(release.codes(key), minlength=256)

    def product() -> None:
        for question in release.structure.questions:
            view_question(release, question)

    return _row(
        f"frequency tables of 30 questions, {release.n} responses", milliseconds(product), "ms", milliseconds(plain)
    )


def _crossed(release: Release) -> Measured:
    def plain() -> None:
        joint = release.codes("experience").astype(np.intp) * 256 + release.codes("overall")
        np.bincount(joint, minlength=65_536)

    def product() -> None:
        view_segments(release, "experience", "overall")

    name = f"one question by one about oneself, {release.n} responses"
    return _row(name, milliseconds(product), "ms", milliseconds(plain))


def _filtered(release: Release) -> Measured:
    def plain() -> None:
        inside = release.codes("institution_kind") == 0
        joint = release.codes("experience")[inside].astype(np.intp) * 256 + release.codes("overall")[inside]
        np.bincount(joint, minlength=65_536)

    def product() -> None:
        tally_by(release.filter("institution_kind", "a"), "experience", "overall")

    return _row(f"the same under a filter, {release.n} responses", milliseconds(product), "ms", milliseconds(plain))


def _opening(folder: Path, release: Release) -> Measured:
    def opened() -> None:
        release_room.forget()
        open_release(folder, release.id)

    def plain() -> None:
        (folder / f"{release.id}.json").read_bytes()

    return _row(f"opening a release, {release.n} responses", milliseconds(opened), "ms", milliseconds(plain))


def _memory(folder: Path, release: Release) -> Measured:
    """Most memory of a process that makes the whole page and a question in its segments, mapped file included, beside
    one that only opens the release."""
    whole, opened = (
        int(
            subprocess.run(
                [sys.executable, "-c", MEMORY, str(folder), release.id, what],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        / 1024
        for what in ("page", "open")
    )
    return _row(f"most memory for the page of {release.n} responses", whole, "MB", opened)
