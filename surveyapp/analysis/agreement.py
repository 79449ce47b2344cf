"""Do two coders mean the same? Krippendorff's α, and Cohen's κ beside it.

α allows for missing codes and small numbers, and decides; κ is what most papers report. Where both coders use a code
about as often, the two hardly differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import combinations, permutations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

RELIABLE = 0.8
TENTATIVE = 0.667
SECOND_CODER_SHARE = 0.2
"""Share of the texts a second coder should code."""

Level = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(units: Sequence[Sequence[Hashable | None]], level: Level = "nominal") -> float | None:
    """1 − observed/expected disagreement over units coded by two or more (Krippendorff 2011).

    Each unit holds one value per coder, None where that coder left it out. Ordinal and interval values must be
    numbers. None where fewer than two codes can be paired; 1.0 where everything got the same code.
    """
    pairable = [[value for value in unit if value is not None] for unit in units]
    pairable = [unit for unit in pairable if len(unit) > 1]
    if not pairable:
        return None
    values = sorted({value for unit in pairable for value in unit}, key=str if level == "nominal" else _number)
    place = {value: index for index, value in enumerate(values)}
    pairs = np.zeros((len(values), len(values)))
    for unit in pairable:
        for one, other in permutations(unit, 2):
            pairs[place[one], place[other]] += 1 / (len(unit) - 1)
    marginals = pairs.sum(axis=0)
    n = marginals.sum()
    distance = _distances(values, marginals, level)
    expected = float((np.outer(marginals, marginals) * distance).sum() / (n - 1))
    if expected == 0:
        return 1.0
    return 1.0 - float((pairs * distance).sum()) / expected


def cohen_kappa(units: Sequence[Sequence[Hashable | None]]) -> float | None:
    """(observed − chance)/(1 − chance) agreement of two coders over the units both coded (Cohen 1960).

    Chance is the product of each coder's own shares. Of more than two coders it is the mean over pairs (Light 1971).
    None where no two coded the same unit, or where each of a pair always gave the same code, so that chance is 1.
    """
    coders = max((len(unit) for unit in units), default=0)
    found = [
        kappa
        for one, other in combinations(range(coders), 2)
        if (kappa := _kappa([(u[one], u[other]) for u in units if u[one] is not None and u[other] is not None]))
        is not None
    ]
    return sum(found) / len(found) if found else None


def _kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    if not pairs:
        return None
    n = len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(times * second[code] for code, times in first.items()) / n**2
    if chance == 1:
        return None
    return (sum(one == other for one, other in pairs) / n - chance) / (1 - chance)


def _number(value: Hashable) -> float:
    return float(str(value))


def _distances(values: Sequence[Hashable], marginals: NDArray[np.float64], level: Level) -> NDArray[np.float64]:
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "interval":
        numbers = np.array([_number(value) for value in values])
        return np.asarray((numbers[:, None] - numbers[None, :]) ** 2)
    places = np.cumsum(marginals) - marginals / 2
    return np.asarray((places[:, None] - places[None, :]) ** 2)


def word_for(alpha: float) -> Literal["reliable", "tentative", "unreliable"]:
    """What α allows: conclusions from .8, tentative ones from .667."""
    if alpha >= RELIABLE:
        return "reliable"
    return "tentative" if alpha >= TENTATIVE else "unreliable"
