"""``make bench``: every measurement, as a table and in ``benchmarks/latest.json``."""

from __future__ import annotations

from benchmarks import answering
from benchmarks.results import write


def main() -> None:
    """Measure everything."""
    write(answering.measure())


if __name__ == "__main__":
    main()
