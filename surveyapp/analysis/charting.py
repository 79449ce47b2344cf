"""Making chart specifications from results that have passed disclosure. Words come in localised.

Functions take `Words` for what stands around the chart, and callables that name a category or write a note ("9 of
12"). Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.analysis.charts import (
    CROSSHAIR_IMPORTANCE,
    CROSSHAIR_SATISFACTION,
    Bar,
    BarCounts,
    Cell,
    Diverging,
    DivergingRow,
    DivergingSegment,
    Dot,
    DotIntervals,
    Frame,
    ImportancePerformance,
    LegendEntry,
    NeedBar,
    Needs,
    Panel,
    Participation,
    ParticipationBar,
    Point,
    Role,
    SmallMultiples,
    Table,
)
from surveyapp.analysis.disclosure import ShownCell, ShownItem
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.results import ActivityResult, ImportancePoint, NeedResult
from surveyapp.analysis.results import Needs as NeedResults
from surveyapp.analysis.results import Participation as ParticipationResult

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


def small_multiples(
    words: Words,
    panels: Sequence[tuple[str, ShownItem | str]],
    label: CellLabel,
    three: Mapping[Role, str],
    note: Note,
) -> SmallMultiples:
    """One small picture per row of a matrix, or per segment; a text in place of an item says why it is empty."""
    shown = [(name, item) for name, item in panels if not isinstance(item, str)]
    rows = dict(zip([name for name, _ in shown], _diverging_rows(shown, label, three, note), strict=True))
    drawn = tuple(rows.values())
    frame = _frame(
        words,
        max((item.n for _, item in shown), default=0),
        shown[0][1].invited if shown else None,
        "ordinal",
        _scale_table(drawn, shown),
    )
    return SmallMultiples(
        frame,
        tuple(Panel(name, (), item) if isinstance(item, str) else Panel(name, (rows[name],)) for name, item in panels),
        _legend(drawn),
        _side(drawn),
    )


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


def participation(
    words: Words, rows: Sequence[tuple[str, ParticipationResult, str]], answered_label: str, invited_label: str
) -> Participation:
    """Who answered, of one association or of a region's, as (label, participation, note); low response is muted."""
    table = Table(
        ("label", "answered", "invited", "share"),
        tuple((label, who.answered, who.invited, who.rate) for label, who, _ in rows),
    )
    invited = [who.invited for _, who, _ in rows]
    return Participation(
        _frame(
            words,
            sum(who.answered for _, who, _ in rows),
            None if None in invited else sum(n for n in invited if n is not None),
            "participation",
            table,
        ),
        tuple(
            ParticipationBar(label, who.answered, who.invited, "muted" if who.badge is None else "emphasis", note)
            for label, who, note in rows
        ),
        max((max(who.answered, who.invited or 0) for _, who, _ in rows), default=0),
        answered_label,
        invited_label,
    )


def activities(
    words: Words, found: Sequence[ActivityResult], label: CodeLabel, note: Note, withheld_note: str, axis_label: str
) -> DotIntervals:
    """Activities by the share of high ratings among those who rated, best first; the others say why they have none.

    The table's count is of those who attended. Raters are a share of them, and how many of the silent attended is not
    known: no intervals.
    """
    dots = []
    lines: list[tuple[Cell, ...]] = []
    for activity in found:
        rating = activity.rating
        name = label(activity.row)
        if not isinstance(rating, ShownItem) or rating.high is None:
            dots.append(Dot(name, None, role="muted", note=withheld_note))
            lines.append((name, activity.attended.k, None, None))
            continue
        dots.append(Dot(name, rating.high.share, note=note(rating.high.k, rating.n)))
        lines.append((name, activity.attended.k, rating.high.k, rating.n))
    n = found[0].attended.n if found else 0
    table = Table(("label", "count", "top_two", "n"), tuple(lines))
    population = found[0].attended.population if found else None
    return DotIntervals(_frame(words, n, population, "activities", table), tuple(dots), 0.0, 1.0, axis_label)


def importance_performance(
    words: Words,
    points: Sequence[ImportancePoint],
    label: CodeLabel,
    population: int | None,
    importance_label: str,
    satisfaction_label: str,
) -> ImportancePerformance:
    """The scatter that illustrates needs; the lower right quarter is emphasised."""
    drawn = []
    for point in points:
        urgent = point.importance >= CROSSHAIR_IMPORTANCE and point.satisfaction < CROSSHAIR_SATISFACTION
        drawn.append(
            Point(label(point.code), point.importance, point.satisfaction, point.n, "emphasis" if urgent else "muted")
        )
    table = Table(
        ("label", "importance", "satisfaction", "n"),
        tuple((p.label, round(p.importance, 2), round(p.satisfaction, 2), p.n) for p in drawn),
    )
    n = max((p.n for p in drawn), default=0)
    return ImportancePerformance(
        _frame(words, n, population, "need", table), tuple(drawn), importance_label, satisfaction_label
    )
