"""Making chart specifications from results that have passed disclosure. Words come in localised.

Functions take `Words` for what stands around the chart, and callables that name a category or write a note ("9 of
12"). Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.analysis.charts import (
    Bar,
    BarCounts,
    Cell,
    Diverging,
    DivergingRow,
    DivergingSegment,
    Frame,
    LegendEntry,
    NeedBar,
    Needs,
    Role,
    Table,
)
from surveyapp.analysis.disclosure import ShownCell, ShownItem
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.results import NeedResult
from surveyapp.analysis.results import Needs as NeedResults

Note = Callable[[int, int], str]
"""Writes k of n: (9, 12) → "9 of 12"."""
CellLabel = Callable[[ShownCell], str]
CodeLabel = Callable[[str], str]

COUNT_HEADERS = ("label", "count", "n", "population", "interval_low", "interval_high", "bound_low", "bound_high")
THREE: tuple[Role, ...] = ("low", "neutral", "high")


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a chart, in the reader's language."""

    key: str
    title: str
    summary: str
    footer: str


def _frame(words: Words, n: int, population: int | None, method: str, table: Table) -> Frame:
    return Frame(words.key, words.title, words.summary, n, population, words.footer, method, table)


def _count_row(label: str, count: Count) -> tuple[Cell, ...]:
    interval, bounds = count.interval, count.bounds
    return (
        label,
        count.k,
        count.n,
        count.population,
        interval.low if interval else None,
        interval.high if interval else None,
        bounds.low if bounds else None,
        bounds.high if bounds else None,
    )


def bar_counts(words: Words, item: ShownItem, label: CellLabel, note: Note) -> BarCounts:
    """Bars of a nominal item, a multiple choice, attendance or a ranking, in the order given."""
    bars = tuple(
        Bar(
            label(cell),
            cell.count.k,
            cell.count.interval.low if cell.count.interval else None,
            cell.count.interval.high if cell.count.interval else None,
            cell.role,
            note(cell.count.k, cell.count.n),
        )
        for cell in item.cells
    )
    table = Table(COUNT_HEADERS, tuple(_count_row(label(cell), cell.count) for cell in item.cells))
    populations = [cell.count.population for cell in item.cells]
    axis = populations[0] if populations and populations[0] is not None else max([item.n, *(b.count for b in bars)])
    return BarCounts(_frame(words, item.n, item.invited, "counts", table), bars, axis)


def _segments(item: ShownItem, label: CellLabel, three: Mapping[Role, str], merged: bool) -> list[DivergingSegment]:
    if not merged:
        return [DivergingSegment(label(cell), cell.count.k, cell.role, cell.strength) for cell in item.cells]
    counts = {"low": item.low, "neutral": item.neutral, "high": item.high}
    return [DivergingSegment(three[role], count.k, role) for role in THREE if (count := counts[role]) is not None]


def _side(rows: Sequence[DivergingRow]) -> int:
    """The longest side of any row."""
    return max((sum(s.count for s in row.segments if s.role == role) for row in rows for role in THREE), default=0)


def _legend(rows: Sequence[DivergingRow]) -> tuple[LegendEntry, ...]:
    longest = max((row.segments for row in rows), key=len, default=())
    return tuple(LegendEntry(s.label, s.role, s.strength) for s in longest)


def _diverging_rows(
    items: Sequence[tuple[str, ShownItem]], label: CellLabel, three: Mapping[Role, str], note: Note
) -> tuple[DivergingRow, ...]:
    # Rows of one chart share one legend: where one row has three categories only, all are drawn so.
    merged = len({len(item.cells) for _, item in items}) > 1
    return tuple(
        DivergingRow(
            name,
            tuple(_segments(item, label, three, merged)),
            item.n,
            note(item.high.k, item.n) if item.high is not None else "",
        )
        for name, item in items
    )


def _scale_table(rows: Sequence[DivergingRow], items: Sequence[tuple[str, ShownItem]]) -> Table:
    headers = (
        "label",
        *(f":{entry.label}" for entry in _legend(rows)),
        "n",
        "top_two",
        "interval_low",
        "interval_high",
    )
    lines: list[tuple[Cell, ...]] = []
    for row, (_, item) in zip(rows, items, strict=True):
        interval = item.high.interval if item.high is not None else None
        lines.append(
            (
                row.label,
                *(segment.count for segment in row.segments),
                item.n,
                item.high.k if item.high is not None else None,
                interval.low if interval else None,
                interval.high if interval else None,
            )
        )
    if any(item.mean is not None for _, item in items):
        headers = (*headers, "mean")
        lines = [
            (*line, None if item.mean is None else round(item.mean.value, 2))
            for line, (_, item) in zip(lines, items, strict=True)
        ]
    return Table(headers, tuple(lines))


def diverging(
    words: Words,
    items: Sequence[tuple[str, ShownItem]],
    label: CellLabel,
    three: Mapping[Role, str],
    note: Note,
    axis_max: int | None = None,
) -> Diverging:
    """Diverging rows of one scale, each with its label; `three` names "low", "neutral", "high" where steps are merged.

    `axis_max` puts several charts of a page on one scale. Refuses (ValueError) no items.
    """
    if not items:
        raise ValueError("a chart needs something to show")
    rows = _diverging_rows(items, label, three, note)
    n, population = max(item.n for _, item in items), items[0][1].invited
    frame = _frame(words, n, population, "ordinal", _scale_table(rows, items))
    return Diverging(frame, rows, _legend(rows), axis_max or _side(rows))


def needs(
    words: Words,
    results: NeedResults,
    label: CodeLabel,
    note: Callable[[NeedResult], str],
    dissatisfied_label: str,
    not_reached_label: str,
    tier_label: CodeLabel,
) -> Needs:
    """Unmet needs, greatest first; needs that are clearly or probably among the top three are emphasised."""
    ranked = results.ranked
    table = Table(
        ("label", "dissatisfied", "not_reached", "unmet", "known", "interval_low", "interval_high", "tier"),
        tuple(
            (
                label(need.code),
                need.dissatisfied.k if need.dissatisfied else None,
                need.not_reached.k if need.not_reached else None,
                need.unmet.k,
                need.known,
                need.unmet.interval.low if need.unmet.interval else None,
                need.unmet.interval.high if need.unmet.interval else None,
                tier_label(need.tier),
            )
            for need in ranked
        ),
    )
    n = max((need.known for need in ranked), default=0)
    population = ranked[0].unmet.population if ranked else None
    return Needs(
        _frame(words, n, population, "need", table),
        tuple(
            need_bar(need, label(need.code), "muted" if need.tier == "undecided" else "emphasis", note(need))
            for need in ranked
        ),
        dissatisfied_label,
        not_reached_label,
        n,
    )


def need_bar(need: NeedResult, label: str, role: Role, note: str) -> NeedBar:
    """The bar of one service: two pieces, or one where its parts may not be told apart."""
    if need.dissatisfied is None or need.not_reached is None:
        return NeedBar(label, 0, 0, need.known, role, note, need.unmet.k)
    return NeedBar(label, need.dissatisfied.k, need.not_reached.k, need.known, role, note)
