"""What comes out of disclosure: items as they may be shown."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.analysis.charts import Role, Strength
from surveyapp.analysis.counts import Tally
from surveyapp.analysis.disclosure.rules import Detail, is_small
from surveyapp.analysis.estimates import LOW_RESPONSE, UNANIMOUS, Count, Estimate, Missing
from surveyapp.analysis.finite import count_of
from surveyapp.analysis.ordinal import boxes, is_merged, mean_of, net_of, roles, spread, strengths
from surveyapp.config import Thresholds
from surveyapp.definition.model import Polarity

FEWEST_STEPS = 4
"""A mean of "none, once or twice, three or more" would say nothing."""
AVERAGED = ("bipolar", "unipolar")
"""Nor would one of "never, twice a year, monthly, weekly": their places on the scale are no times."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One category: a code, or one of "low", "neutral", "high" where categories are merged."""

    code: str
    codes: tuple[str, ...]
    """The codes merged into it; itself where it stands alone."""
    count: Count
    role: Role
    strength: Strength
    against: int | None = None
    """Best–worst: how often it was chosen as the worst; `count` is of choices then."""
    mean: float | None = None
    """Allocation: mean points in whole points, from ten answers; None where one to four people gave any, for it would
    tell how many."""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item as it may be shown: everything in it is fit for a page, a file or the API."""

    key: str
    question: str
    row: str
    measure: str
    detail: Detail
    n: int
    """Answers on the scale: the denominator of every count."""
    respondents: int
    """Responses the item was counted over."""
    invited: int | None
    missing: Missing
    cells: tuple[ShownCell, ...]
    """In the order of the scale, lowest first, or of the questionnaire."""
    low: Count | None
    """Answers that the scale's list declares low (ordinal items)."""
    neutral: Count | None
    """Those that count as neither; None where there are no such answers."""
    high: Count | None
    """Answers that it declares high."""
    high_codes: tuple[str, ...]
    """Codes that count as high."""
    net: int | None
    """High minus low, in people; bipolar scales only."""
    mean: Estimate | None
    """From ten answers; of a number only about (`bands.about_sum`)."""
    sd: float | None
    """Sample standard deviation of the answers of a scale, from ten answers."""
    conditional: bool
    """Asked of some only: counts are joint counts of N, shares have no interval."""
    cautions: tuple[str, ...]
    polarity: Polarity | None = None
    """What kind of scale it is (ordinal items)."""

    def cell(self, code: str) -> ShownCell | None:
        """The category with this code, None where there is none."""
        return next((cell for cell in self.cells if cell.code == code), None)


def shown_item(tally: Tally, detail: Detail, respondents: int, thresholds: Thresholds) -> ShownItem:
    """Give a tally the form in which it may be shown, in the detail the rules allow."""
    item = tally.item
    population = tally.invited

    def count(k: int) -> Count:
        return count_of(k, tally.n, tally.missing.declared, population)

    ordinal = item.measure == "ordinal" and len(item.codes) >= 2
    cells = _scale_cells(tally, detail, population) if ordinal else _plain_cells(tally, detail, population, thresholds)
    low = neutral = high = None
    net = None
    high_codes: tuple[str, ...] = ()
    if ordinal:
        summed = boxes(tally.counts, item.sides)
        low, high, net = count(summed.low), count(summed.high), net_of(summed, item.polarity)
        high_codes = tuple(code for code, side in zip(item.codes, item.sides, strict=True) if side == "high")
        if None in item.sides:
            neutral = count(summed.neutral)
    mean, sd = _mean(tally) if detail == "all" else (None, None)
    cautions = []
    if item.measure in ("nominal", "ordinal", "number", "date") and is_small(tally.n, thresholds):
        cautions += [UNANIMOUS] if any(cell.count.k == tally.n for cell in cells) else []
    if population is not None and respondents < population / 2:
        cautions.append(LOW_RESPONSE)
    return ShownItem(
        item.key,
        item.question,
        item.row,
        item.measure,
        detail,
        tally.n,
        respondents,
        population,
        tally.missing,
        cells,
        low,
        neutral,
        high,
        high_codes,
        net,
        mean,
        sd,
        item.conditional,
        tuple(cautions),
        item.polarity if ordinal else None,
    )


def _scale_cells(tally: Tally, detail: Detail, population: int | None) -> tuple[ShownCell, ...]:
    codes = tally.item.codes
    places = roles(tally.item.sides)
    declared = tally.missing.declared
    if detail == "three" and is_merged(len(codes)):
        merged: dict[Role, list[int]] = {}
        for place, role in enumerate(places):
            merged.setdefault(role, []).append(place)
        return tuple(
            ShownCell(
                role,
                tuple(codes[i] for i in members),
                count_of(sum(tally.counts[i] for i in members), tally.n, declared, population),
                role,
                "strong",
            )
            for role, members in merged.items()
        )
    return tuple(
        ShownCell(code, (code,), count_of(k, tally.n, declared, population), role, strength)
        for code, k, role, strength in zip(codes, tally.counts, places, strengths(len(codes)), strict=True)
    )


def _plain_cells(
    tally: Tally, detail: Detail, population: int | None, thresholds: Thresholds
) -> tuple[ShownCell, ...]:
    measure = tally.item.measure
    cells = []
    for place, (code, k) in enumerate(zip(tally.item.codes, tally.counts, strict=True)):
        if measure == "best-worst":
            cells.append(
                ShownCell(
                    code, (code,), Count(k, tally.n, None, None, None), "emphasis", "strong", tally.against[place]
                )
            )
            continue
        told = measure == "allocation" and detail == "all" and (k == 0 or k >= thresholds.show)
        mean = float(round(tally.sums[place] / tally.n)) if told else None
        cells.append(
            ShownCell(
                code, (code,), count_of(k, tally.n, tally.missing.declared, population), "emphasis", "strong", mean=mean
            )
        )
    return tuple(cells)


def _mean(tally: Tally) -> tuple[Estimate | None, float | None]:
    item = tally.item
    if item.measure == "number":
        return Estimate(tally.n, tally.missing, tally.sums[0] / tally.n, None, None, None), None
    if item.measure != "ordinal" or item.polarity not in AVERAGED or len(item.values) < FEWEST_STEPS:
        return None, None
    estimate = mean_of(tally.counts, item.values, tally.missing, tally.invited, conditional=item.conditional)
    return estimate, spread(tally.counts, item.values)
