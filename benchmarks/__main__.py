"""``make bench``: every measurement, as a table and in ``benchmarks/latest.json``."""

from __future__ import annotations

from benchmarks import analysis, answering, coverage, faults, releases
from benchmarks.results import write


def main() -> None:
    """Measure everything."""
    write([*answering.measure(), *faults.measure(), *releases.measure(), *analysis.measure(), *coverage.measure()])


if __name__ == "__main__":
    main()
