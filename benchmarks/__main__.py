"""``make bench``: every measurement, as a table and in ``benchmarks/latest.json``."""

from __future__ import annotations

from benchmarks import analysis, answering, coverage, definition, faults, releases
from benchmarks.results import write


def main() -> None:
    """Measure everything."""
    rooms = (answering, faults, releases, analysis, coverage, definition)
    write([found for room in rooms for found in room.measure()])


if __name__ == "__main__":
    main()
