"""What the answers of a scale mean: its polarity, and which of them count as low and as high.

- `bipolar`: from one opposite to the other, with or without a neutral middle (satisfaction, quality);
- `unipolar`: from nothing to much (importance, usefulness);
- `frequency`: from never to often; its lowest answer, "never", is set apart;
- `ordered`: from no to yes, with steps between (done, partly, not yet).

Only the two ends of a bipolar scale are opposites, so only they are drawn to either side of a zero. "High" is what the
list says, never what a place on the scale would: the same rule decides titles, findings, comparisons and how answers
are merged where few answered.

Versions published before lists declared this are read by one rule (`former_polarity`, `former_sides`): the lists which
came with the product are known by their names, every other scale is bipolar; the two highest of four answers or more
count as high and the two lowest as low, of a shorter scale one each. A declaration that says just this gives a version
no other structure hash: it is what the version meant already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from surveyapp.definition.model import OptionList, Polarity, Side

POLARITIES: tuple[Polarity, ...] = ("bipolar", "unipolar", "frequency", "ordered")
SIDES: tuple[Side, ...] = ("low", "high")

_FORMER: Mapping[str, Polarity] = MappingProxyType(
    {
        "importance-5": "unipolar",
        "usefulness-5": "unipolar",
        "frequency-5": "frequency",
        "use-3": "frequency",
        "applied-4": "ordered",
        "followed-up-5": "ordered",
    }
)
"""Lists the product shipped before lists declared their polarity, as far as they are not bipolar."""
_LONG = 4
"""From so many answers on two of them belong to each end, where nothing is declared."""


@dataclass(frozen=True, slots=True)
class Step:
    """An answer with a place on a scale."""

    code: str
    value: float
    side: Side | None
    """Whether it is declared to count as low or as high."""


def former_polarity(list_id: str) -> Polarity:
    """What a scale is whose list declares nothing."""
    return _FORMER.get(list_id, "bipolar")


def former_sides(steps: int) -> tuple[Side | None, ...]:
    """Which of so many answers, lowest first, count as low and as high where the list declares nothing."""
    size = 2 if steps >= _LONG else 1 if steps > 1 else 0
    sides: list[Side | None] = [None] * steps
    for place in range(size):
        sides[place], sides[steps - 1 - place] = "low", "high"
    return tuple(sides)


def steps_of(options: OptionList) -> tuple[Step, ...]:
    """The answers with a place on the scale, lowest first."""
    placed = [
        Step(option.code, option.value, option.counts)
        for option in options.options
        if option.missing is None and option.value is not None
    ]
    return tuple(sorted(placed, key=lambda step: (step.value, step.code)))


def polarity_of(options: OptionList) -> Polarity | None:
    """The polarity declared, or what the rule says; None where the list is no scale."""
    if not options.is_scale:
        return None
    return options.polarity or former_polarity(options.id)


def sides_of(options: OptionList) -> dict[str, Side | None]:
    """Code → whether it counts as low or as high, by declaration or by the rule; empty where the list is no scale."""
    if not options.is_scale:
        return {}
    steps = steps_of(options)
    sides = tuple(step.side for step in steps) if options.polarity else former_sides(len(steps))
    return {step.code: side for step, side in zip(steps, sides, strict=True)}


def says_the_rule(options: OptionList) -> bool:
    """Whether nothing is declared, or just what the rule would say."""
    if options.polarity is None:
        return True
    declared = tuple(step.side for step in steps_of(options))
    return options.polarity == former_polarity(options.id) and declared == former_sides(len(declared))


@dataclass(frozen=True, slots=True)
class ScaleMistake:
    """Something wrong with a declaration: where ("" is the list itself, else a code), and what; see `mistakes`."""

    code: str
    at: str = ""


def mistakes(polarity: str, scale: bool, steps: Sequence[Step]) -> Iterator[ScaleMistake]:
    """What is wrong with a declaration.

    `no_polarity`, `no_scale` (polarity declared, but the answers have no places), `no_low`, `no_high`,
    `sides_mixed` (an answer that counts as low stands above one that does not, or one that counts as high below),
    `never_alone` (more than the lowest answer of a frequency counts as low).
    """
    if not scale:
        if polarity:
            yield ScaleMistake("no_scale")
        return
    if not polarity:
        yield ScaleMistake("no_polarity")
        return
    ordered = sorted(steps, key=lambda step: (step.value, step.code))
    for side in SIDES:
        if not any(step.side == side for step in ordered):
            yield ScaleMistake(f"no_{side}")
    rank = {"low": 0, None: 1, "high": 2}
    for below, above in pairwise(ordered):
        if rank[below.side] > rank[above.side]:
            yield ScaleMistake("sides_mixed", above.code)
    lows = [step.code for step in ordered if step.side == "low"]
    if polarity == "frequency" and len(lows) > 1:
        yield ScaleMistake("never_alone", lows[1])


def as_polarity(word: object) -> Polarity | None:
    """The word as a polarity; None for "" and None. ValueError for any other word."""
    if word in (None, ""):
        return None
    if word not in POLARITIES:
        raise ValueError(f"unknown polarity: {word!r}")
    return word


def as_side(word: object) -> Side | None:
    """The word as a side; None for "" and None. ValueError for any other word."""
    if word in (None, ""):
        return None
    if word not in SIDES:
        raise ValueError(f"unknown side of a scale: {word!r}")
    return word
