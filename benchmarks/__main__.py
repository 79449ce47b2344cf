"""``make bench``: every measurement, as a table and in ``benchmarks/latest.json``.

python -m benchmarks                    everything
python -m benchmarks --full             and what takes long: closing and cutting on SQLite too
python -m benchmarks answering faults   these only; the other rows of latest.json stay
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from benchmarks import (
    analysis,
    answering,
    attack,
    chance,
    closing,
    coverage,
    definition,
    evaluation,
    faults,
    grouping,
    pages,
)
from benchmarks.results import Measured, write

ROOMS: dict[str, Callable[[bool], list[Measured]]] = {
    "answering": lambda _: answering.measure(),
    "faults": lambda _: faults.measure(),
    "closing": lambda full: closing.measure(full=full),
    "pages": lambda _: pages.measure(),
    "analysis": lambda _: analysis.measure(),
    "coverage": lambda _: coverage.measure(),
    "attack": lambda _: attack.measure(),
    "chance": lambda _: chance.measure(),
    "definition": lambda _: definition.measure(),
    "evaluation": lambda _: evaluation.measure(),
    "grouping": lambda _: grouping.measure(),
}


def main() -> None:
    """Measure what is named, or everything."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("rooms", nargs="*", choices=[*ROOMS, []], metavar="room", help=", ".join(ROOMS))
    arguments.add_argument("--full", action="store_true", help="closing and cutting on SQLite too")
    told = arguments.parse_args()
    keep = bool(told.rooms)
    for name in told.rooms or ROOMS:
        write(ROOMS[name](told.full), keep=keep)
        keep = True


if __name__ == "__main__":
    main()
