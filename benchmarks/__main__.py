"""``make bench``: every measurement, as a table and in ``benchmarks/latest.json``.

python -m benchmarks                    everything
python -m benchmarks answering faults   these only; the other rows of latest.json stay
"""

from __future__ import annotations

import argparse

from benchmarks import analysis, answering, coverage, definition, faults, releases
from benchmarks.results import write

ROOMS = {
    "answering": answering,
    "faults": faults,
    "releases": releases,
    "analysis": analysis,
    "coverage": coverage,
    "definition": definition,
}


def main() -> None:
    """Measure what is named, or everything."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("rooms", nargs="*", choices=[*ROOMS, []], metavar="room", help=", ".join(ROOMS))
    chosen = arguments.parse_args().rooms
    found = [row for name in chosen or ROOMS for row in ROOMS[name].measure()]
    write(found, keep=bool(chosen))


if __name__ == "__main__":
    main()
