"""A region's page as data: associations side by side, nothing from fewer than five answers, nothing by subtraction.

Totals are computed from what is shown of each association and from nothing else, so that they add nothing to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from surveyapp.analysis.asked import Agreed, Asked, Bar, Reading, agree, asked_of
from surveyapp.analysis.compare import PooledShares, pool_shares
from surveyapp.analysis.disclosure import DEFAULTS, ShownItem, Thresholds, Withheld
from surveyapp.analysis.disclosure.rules import withheld
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.finite import StratifiedMean, Stratum, stratified, stratified_share
from surveyapp.analysis.gate import Badge, badge
from surveyapp.analysis.results import (
    NeedResult,
    Needs,
    Participation,
    Standing,
    by_indicator,
    indicator_values,
    needs_of,
    participation_of,
)
from surveyapp.dataset.release import Release

Member = tuple[str, int | None, Release | None]
"""(id of the association, N, its release or None while there is none)."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One association's status and participation."""

    association: str
    participation: Participation | None
    """None while there is no release."""
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class RegionValue:
    """One association's value of an indicator."""

    association: str
    item: ShownItem | Withheld
    badge: Badge | None
    """None: shown, but not compared."""
    place: int | None
    """Rank of this item among the association's own items of one scale, 1 the highest: languages differ in style."""
    bar: Bar | None = None
    """Shown, but not compared, because its members did not read the same."""
    asked: str = ""
    """What its members read, where it is barred."""

    @property
    def high(self) -> Count | None:
        """Top two of n, with the whole people of N it may mean."""
        return self.item.high if isinstance(self.item, ShownItem) else None


@dataclass(frozen=True, slots=True)
class RegionTotal:
    """Over the associations shown: "9 of 12 associations"."""

    covered: tuple[str, ...]
    of: int
    """Associations in the region."""
    k: int
    n: int
    population: int | None
    share: StratifiedMean | None
    """Weighted by members; None where N is unknown, or the question was asked of some only."""
    mean: StratifiedMean | None
    mean_covered: tuple[str, ...]
    """Associations with ten answers, whose means are shown."""


@dataclass(frozen=True, slots=True)
class RegionIndicator:
    """One core indicator, or one row of it, over the region; associations in the order given."""

    indicator: str
    row: str
    scale: str
    direction: str
    """Whether more is better: "up", "down" or "none"."""
    values: tuple[RegionValue, ...]
    total: RegionTotal | Withheld
    pooled: PooledShares | None
    """Shares of high answers, shrunken, of the associations in `compared`; None below two of them, and where more is
    neither better nor worse."""
    compared: tuple[str, ...]
    variant: int = 1
    """Which of several with this name and row it is: on another scale, or with other answers that count as high."""
    reference: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By language: what those who are compared read."""


@dataclass(frozen=True, slots=True)
class RegionNeed:
    """One service's unmet need, added up over the associations whose own numbers are shown."""

    code: str
    dissatisfied: int | None
    """None where one of the associations shows the sum only: the total would give its parts away."""
    not_reached: int | None
    unmet: int
    known: int
    covered: int
    """How many associations."""
    expected: float
    """Estimated share of their members who have the need; what services are ranked by."""
    share: StratifiedMean | None
    """The share weighted by members, with its error and interval; None where an N is unknown."""


@dataclass(frozen=True, slots=True)
class RegionResults:
    """The whole page."""

    rows: tuple[RegionRow, ...]
    indicators: tuple[RegionIndicator, ...]
    needs: tuple[tuple[str, Needs], ...]
    """(association, its needs) where they were asked; ranked within each, withheld ones apart."""
    top_needs: tuple[RegionNeed, ...]
    answered: int
    """Responses of all associations with a release."""
    invited: int | None
    """N of the same associations; None where one of them is unknown."""


def region_results(
    members: Sequence[Member],
    thresholds: Thresholds = DEFAULTS,
    readings: Mapping[str, Reading] = MappingProxyType({}),
) -> RegionResults:
    """Associations side by side, in the order given (alphabetical: there is no league table).

    Core indicators are those of the releases, compared only under one id, one scale, and the same words or a verified
    translation of them: `readings` say in which language each association reads, the source language unless told. A
    release's own N counts; the N given is shown while there is no release.
    """
    rows = tuple(_row(*member, thresholds) for member in members)
    releases = [(association, release) for association, _, release in members if release is not None]
    needs = tuple(
        (association, found)
        for association, release in releases
        if (found := needs_of(release, thresholds)) is not None
    )
    invited = [release.invited for _, release in releases]
    return RegionResults(
        rows,
        tuple(_indicators(releases, len(members), thresholds, readings)),
        needs,
        _top_needs(found for _, found in needs),
        sum(release.n for _, release in releases),
        None if None in invited else sum(n for n in invited if n is not None),
    )


def _row(association: str, invited: int | None, release: Release | None, thresholds: Thresholds) -> RegionRow:
    if release is None:
        return RegionRow(association, None if invited is None else Participation(0, invited, None), None)
    found = participation_of(release)
    if found.answered == 0:
        return RegionRow(association, found, "no_answers")
    if found.answered < thresholds.show:
        return RegionRow(association, found, "too_few")
    return RegionRow(association, found, "small" if found.answered < thresholds.detail else "full")


def _indicators(
    releases: Sequence[tuple[str, Release]], of: int, thresholds: Thresholds, readings: Mapping[str, Reading]
) -> Iterable[RegionIndicator]:
    """One per core indicator and row, in the order in which the releases ask them."""
    # What counts as high is part of the key: counts of other answers are no counts of the same thing.
    keys: dict[tuple[str, str, str, frozenset[str]], str] = {}
    values: dict[tuple[str, str, str, frozenset[str]], dict[str, tuple[ShownItem | Withheld, int | None]]] = {}
    asked: dict[tuple[str, str, str, frozenset[str]], dict[str, Asked]] = {}
    for association, release in releases:
        names = dict.fromkeys(q.indicator for q in release.structure.questions.values() if q.core and q.indicator)
        for name in names:
            question = by_indicator(release, name)
            if question is None or question.measure != "ordinal":
                continue
            found = indicator_values(release, name, thresholds)
            places = _places(item for _, item in found)
            for (row, item), place in zip(found, places, strict=True):
                high = frozenset(option.code for option in question.options if option.side == "high")
                key = (name, row, question.scale, high)
                keys.setdefault(key, release.structure.directions.get(name, "none"))
                values.setdefault(key, {})[association] = (item, place)
                reading = readings.get(association, Reading())
                asked.setdefault(key, {})[association] = asked_of(release.structure, question, row, reading)
    times: Counter[tuple[str, str]] = Counter()
    for key, direction in keys.items():
        name, row, scale, _high = key
        times[name, row] += 1
        read = asked[key]
        agreed = agree(read)
        own = tuple(
            RegionValue(association, item, _item_badge(item), place, *_barred(agreed, read, association))
            for association, (item, place) in values[key].items()
        )
        compared = tuple(
            v.association for v in own if v.badge is not None and v.bar is None and v.high is not None and v.high.n > 0
        )
        counts = [v.high for v in own if v.association in compared and v.high is not None]
        pooled = None
        if len(counts) >= 2 and direction != "none":
            pooled = pool_shares(tuple(c.k for c in counts), tuple(c.n for c in counts))
        total = _total([value for value in own if value.bar is None], of)
        variant = times[name, row]
        yield RegionIndicator(name, row, scale, direction, own, total, pooled, compared, variant, agreed.reference)


def _item_badge(item: ShownItem | Withheld) -> Badge | None:
    """How far one item may be compared: by how many answered this item of those whom it may concern.

    Who left the item out, or did not know, has not answered it. Whom an answer of theirs excluded, and who said that it
    does not apply to them, are none of whom it may concern.
    """
    if isinstance(item, Withheld):
        return None
    outside = item.missing.not_applicable + item.missing.not_shown
    return badge(item.n, None if item.invited is None else item.invited - outside)


def _barred(agreed: Agreed, read: Mapping[str, Asked], association: str) -> tuple[Bar | None, str]:
    bar = agreed.bars.get(association)
    return bar, read[association].text if bar else ""


def _places(items: Iterable[ShownItem | Withheld]) -> list[int | None]:
    shares = [item.high.share if isinstance(item, ShownItem) and item.high is not None else None for item in items]
    known = [share for share in shares if share is not None]
    if len(known) < 2:
        return [None] * len(shares)
    return [None if share is None else 1 + sum(other > share for other in known) for share in shares]


def _total(values: Sequence[RegionValue], of: int) -> RegionTotal | Withheld:
    shown = [(value.association, value.item) for value in values if isinstance(value.item, ShownItem)]
    counted = [(association, item, item.high) for association, item in shown if item.high is not None]
    if not counted:
        return withheld("no_answers")
    strata, mean_strata, mean_covered = [], [], []
    populations = [high.population for _, _, high in counted]
    whole = None not in populations and not any(item.conditional for _, item, _ in counted)
    for association, item, high in counted:
        if not whole or item.invited is None:
            continue
        population = item.invited - item.missing.declared
        if population < item.n:
            whole = False
            continue
        strata.append((high.k, item.n, population))
        if item.mean is not None and item.sd is not None:
            mean_strata.append(Stratum(population, item.n, item.mean.value, item.sd**2))
            mean_covered.append(association)
    return RegionTotal(
        tuple(association for association, _, _ in counted),
        of,
        sum(high.k for _, _, high in counted),
        sum(item.n for _, item, _ in counted),
        sum(n for n in populations if n is not None) if None not in populations else None,
        stratified_share(strata) if whole and strata else None,
        stratified(mean_strata) if whole and mean_strata else None,
        tuple(mean_covered),
    )


def _top_needs(needs: Iterable[Needs]) -> tuple[RegionNeed, ...]:
    by_code: dict[str, list[NeedResult]] = {}
    for found in needs:
        for need in found.ranked:
            by_code.setdefault(need.code, []).append(need)
    regional = [
        RegionNeed(
            code,
            _sum_of([need.dissatisfied for need in found]),
            _sum_of([need.not_reached for need in found]),
            sum(need.unmet.k for need in found),
            sum(need.known for need in found),
            len(found),
            *_estimated(found),
        )
        for code, found in by_code.items()
    ]
    return tuple(sorted(regional, key=lambda need: (need.unmet == 0, -round(need.expected, 9), need.code)))


def _estimated(found: Sequence[NeedResult]) -> tuple[float, StratifiedMean | None]:
    """Estimated share of the members, each association by its N, or by those who are known where there is none."""
    weights = [need.unmet.population or need.known for need in found]
    expected = sum(weight * need.expected for weight, need in zip(weights, found, strict=True)) / sum(weights)
    strata = [(need.unmet.k, need.known, need.unmet.population) for need in found if need.unmet.population is not None]
    return expected, stratified_share(strata) if len(strata) == len(found) else None


def _sum_of(counts: Sequence[Count | None]) -> int | None:
    """The sum, None where one of them is not shown."""
    known = [count.k for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
