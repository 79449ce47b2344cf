"""What an attacker learns who joins everything that is shown: 500 random associations of 5 to 20.

The floor is what the rules gave away before segments were those of one background question, means of numbers were told
about, and pairs of years in a word: counted once on the same associations, and written down here.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from benchmarks.results import Measured
from tests.analysis.attack import (
    association,
    attack,
    corrections_given_away,
    numbers_given_away,
    pairs_given_away,
    release_of,
)

SETS = 500
BEFORE = {"segments, needs and tables": 164, "bands and means of numbers": 86, "pairs of years": 432}


def measure() -> list[Measured]:
    """Associations of which a cell of one to four people is given away, of 500."""
    found = dict.fromkeys([*BEFORE, "corrections"], 0)
    with tempfile.TemporaryDirectory(prefix="surveyapp-bench-") as name:
        folder = Path(name)
        for seed in range(SETS):
            random = Random(seed)
            people = association(random, random.randrange(5, 21))
            found["segments, needs and tables"] += bool(attack(people, folder))
            random = Random(seed)
            people = association(random, random.randrange(10, 21))
            found["bands and means of numbers"] += bool(numbers_given_away(people, release_of(people, folder)))
            found["pairs of years"] += bool(pairs_given_away(Random(seed), folder))
            found["corrections"] += bool(corrections_given_away(Random(seed), folder))
    return [
        Measured(
            f"associations of {SETS} that {name} give away",
            count,
            "",
            BEFORE.get(name, 0),
            BEFORE.get(name, 0) / count if count else float("inf"),
        )
        for name, count in found.items()
    ]
