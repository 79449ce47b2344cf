"""What a benchmark found, as a line and in ``latest.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

LATEST = Path(__file__).with_name("latest.json")


@dataclass(frozen=True, slots=True)
class Measured:
    """A value beside its floor, measured in the same run; where more is better, a ratio above 1 beats the floor."""

    name: str
    value: float
    unit: str
    floor: float
    ratio: float


def write(found: Sequence[Measured], *, keep: bool = False) -> None:
    """Print a table and write the numbers down; *keep* leaves what is written of other measurements."""
    width = max(len(each.name) for each in found)
    print(f"{'':{width}}  {'value':>10}  {'floor':>10}  {'ratio':>6}")
    for each in found:
        print(f"{each.name:{width}}  {each.value:10.1f}  {each.floor:10.1f}  {each.ratio:6.2f}  {each.unit}")
    rows = {each.name: asdict(each) for each in found}
    if keep and LATEST.exists():
        rows = {row["name"]: row for row in json.loads(LATEST.read_text(encoding="utf-8"))} | rows
    LATEST.write_text(json.dumps(list(rows.values()), indent=2) + "\n", encoding="utf-8")
