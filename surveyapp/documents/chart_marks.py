"""The marks of each kind of chart, laid into matplotlib axes row by row."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveyapp.analysis.charts import (
    BarCounts,
    DotIntervals,
    ImportancePerformance,
    LegendEntry,
    Needs,
    Participation,
    ScalePiece,
    ScaleRow,
)
from surveyapp.definition.model import Polarity
from surveyapp.documents import plotting
from surveyapp.documents.style import (
    ACCENT,
    BELOW,
    BELOW_SOFT,
    DARK_FROM,
    INK,
    INK_SOFT,
    MUTED,
    NEUTRAL,
    RULE,
    shade,
    step_colour,
    step_edge,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW_INCHES = 0.31
_LINE_INCHES = 0.15
_LABEL_SIGNS = 38
_NOTE_SIGNS = 26
_BAR = 0.62  # thickness of a bar, of its row
_UNDER, _CAP = 0.123, 0.022  # how far below a bar of a scale its interval lies, and how high its ends are, in inches
_HATCH = "////"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the picture: its label, wrapped, and where it lies; y grows downwards, in inches."""

    label: str
    centre: float
    height: float
    heading: bool = False


@dataclass(frozen=True, slots=True)
class LegendMark:
    """A step of a scale as the legend shows it."""

    label: str
    colour: str
    hatch: str = ""
    edge: str = "white"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a chart needs of the page, and what draws it."""

    inches: float
    draw: Callable[[Axes], None]
    labels: tuple[Row, ...]
    low: float
    high: float
    legend: tuple[LegendMark, ...] = ()
    axis_label: str = ""
    whole_numbers: bool = True
    show_axis: bool = True


def dress(axes: Axes, drawing: Drawing) -> None:
    """Give the axes their labels and take everything away that carries no meaning."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_xlim(drawing.low, drawing.high)
    axes.tick_params(length=0, labelsize=7.5, pad=3)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=RULE, linewidth=0.5)
    axes.xaxis.set_major_locator(plotting.MaxNLocator(nbins=6, integer=drawing.whole_numbers, steps=[1, 2, 5, 10]))
    if not drawing.show_axis:
        axes.spines["bottom"].set_visible(False)
        axes.grid(visible=False)
        axes.set_xticks([])
    if drawing.axis_label:
        axes.set_xlabel(drawing.axis_label, fontsize=7.5, labelpad=2)
    if drawing.labels:
        axes.set_ylim(drawing.inches, 0)
        axes.set_yticks([row.centre for row in drawing.labels], [row.label for row in drawing.labels])
        for tick, row in zip(axes.get_yticklabels(), drawing.labels, strict=True):
            tick.set_fontsize(8)
            tick.set_fontweight("bold" if row.heading else "normal")
            tick.set_linespacing(1.1)


def _rows(labels: Sequence[str], headings: Sequence[bool] = ()) -> tuple[tuple[Row, ...], float]:
    """Lay labels out below one another; a label of several lines makes its row higher."""
    rows: list[Row] = []
    top = 0.0
    for index, label in enumerate(labels):
        lines = textwrap.wrap(label, _LABEL_SIGNS) or [""]
        height = max(_ROW_INCHES, _LINE_INCHES * len(lines) + 0.13)
        rows.append(Row("\n".join(lines), top + height / 2, height, bool(headings) and headings[index]))
        top += height
    return tuple(rows), top


def _note(axes: Axes, x: float, row: Row, note: str, colour: str = INK) -> None:
    if note:
        lines = "\n".join(textwrap.wrap(note, _NOTE_SIGNS))
        axes.annotate(
            lines,
            (x, row.centre),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=colour,
            linespacing=1.05,
            annotation_clip=False,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
        )


def _room_for_notes(axis_max: float, notes: Sequence[str]) -> float:
    """How far the axis runs so that the notes fit beside the longest bar."""
    longest = max((len(line) for note in notes for line in textwrap.wrap(note, _NOTE_SIGNS)), default=0)
    share = min(0.5, 0.018 * longest + 0.02)
    return max(axis_max, 1) / (1 - share)


def bar_counts(chart: BarCounts) -> Drawing:
    """Bars of whole respondents, each with its interval as a thin line."""
    named = [entry for bar in chart.bars for entry in (*((bar.panel, True),) * bool(bar.panel), (bar.label, False))]
    rows, inches = _rows([label for label, _ in named], [heading for _, heading in named])
    placed = [row for row in rows if not row.heading]

    def draw(axes: Axes) -> None:
        for bar, row in zip(chart.bars, placed, strict=True):
            axes.barh(row.centre, bar.count, height=_BAR * _ROW_INCHES, color=shade(bar.role))
            _interval(axes, bar.low, bar.high, row.centre)
            _note(axes, max(bar.count, bar.high or 0), row, bar.note)

    high = _room_for_notes(chart.axis_max, [bar.note for bar in chart.bars])
    return Drawing(inches, draw, rows, 0, high)


def _interval(axes: Axes, low: float | None, high: float | None, at: float, cap: float = 0.05) -> None:
    """A thin line with small ends; nothing where an end is not known."""
    if low is None or high is None:
        return
    axes.plot([low, high], [at] * 2, color=INK, linewidth=1, solid_capstyle="butt")
    for end in (low, high):
        axes.plot([end] * 2, [at - cap, at + cap], color=INK, linewidth=1)


def _row_interval(axes: Axes, row: ScaleRow, place: Row, polarity: Polarity, begin: float = 0.0) -> None:
    """The interval of a row's high answers, below its bar."""
    span = row.span(polarity)
    if span is not None:
        _interval(axes, begin + span[0], begin + span[1], place.centre + _UNDER, _CAP)


def needs(chart: Needs) -> Drawing:
    """Two counts of one service in one bar, told apart by shade and hatching."""
    rows, inches = _rows([bar.label for bar in chart.bars])

    def draw(axes: Axes) -> None:
        for bar, row in zip(chart.bars, rows, strict=True):
            thickness = _BAR * _ROW_INCHES
            first = bar.dissatisfied + bar.together
            axes.barh(row.centre, first, height=thickness, color=MUTED if bar.together else BELOW)
            axes.barh(
                row.centre,
                bar.not_reached,
                left=first,
                height=thickness,
                color=BELOW_SOFT,
                hatch=_HATCH,
                edgecolor="white",
                linewidth=0,
            )
            _inside(axes, bar.dissatisfied, bar.dissatisfied / 2, row, "white", chart.axis_max)
            _interval(axes, bar.low, bar.high, row.centre)
            _note(axes, max(first + bar.not_reached, bar.high or 0), row, bar.note)

    high = _room_for_notes(chart.axis_max, [bar.note for bar in chart.bars])
    looks = {"dissatisfied": (BELOW, ""), "not_reached": (BELOW_SOFT, _HATCH), "together": (MUTED, "")}
    legend = tuple(LegendMark(label, *looks[part]) for part, label in chart.legend)
    return Drawing(inches, draw, rows, 0, high, legend)


def participation(chart: Participation) -> Drawing:
    """Answered before invited: a full bar on a pale one."""
    rows, inches = _rows([bar.label for bar in chart.bars])

    def draw(axes: Axes) -> None:
        for bar, row in zip(chart.bars, rows, strict=True):
            thickness = _BAR * _ROW_INCHES
            if bar.invited is not None:
                axes.barh(row.centre, bar.invited, height=thickness, color="#e8ecee", edgecolor=NEUTRAL, linewidth=0.6)
            axes.barh(row.centre, bar.answered, height=thickness, color=shade(bar.role))
            _note(axes, max(bar.answered, bar.invited or 0), row, bar.note)

    high = _room_for_notes(chart.axis_max, [bar.note for bar in chart.bars])
    legend = (LegendMark(chart.answered_label, ACCENT), LegendMark(chart.invited_label, "#e8ecee"))
    return Drawing(inches, draw, rows, 0, high, legend)


def dot_intervals(chart: DotIntervals) -> Drawing:
    """A caterpillar: dots, their intervals, and a thicker line for reading two of them against each other."""
    named = [entry for dot in chart.dots for entry in (*((dot.panel, True),) * bool(dot.panel), (dot.label, False))]
    rows, inches = _rows([label for label, _ in named], [heading for _, heading in named])
    placed = [row for row in rows if not row.heading]

    def draw(axes: Axes) -> None:
        if chart.reference is not None:
            axes.axvline(chart.reference, color=INK_SOFT, linewidth=0.8, linestyle=(0, (4, 3)))
        for dot, row in zip(chart.dots, placed, strict=True):
            colour = shade(dot.role)
            if dot.low is not None and dot.high is not None:
                axes.plot([dot.low, dot.high], [row.centre] * 2, color=colour, linewidth=1.1)
            if dot.overlap_low is not None and dot.overlap_high is not None:
                axes.plot([dot.overlap_low, dot.overlap_high], [row.centre] * 2, color=colour, linewidth=3.2)
            if dot.value is None:
                _note(axes, chart.axis_low, row, dot.note, INK_SOFT)
            else:
                axes.plot([dot.value], [row.centre], "o", color=colour, markersize=5)
                _note(axes, dot.high if dot.high is not None else dot.value, row, dot.note)

    width = chart.axis_high - chart.axis_low
    high = chart.axis_low + _room_for_notes(width, [dot.note for dot in chart.dots if dot.value is not None])
    label = " · ".join(part for part in (chart.axis_label, chart.reference_label) if part)
    return Drawing(inches, draw, rows, chart.axis_low, high, axis_label=label, whole_numbers=False)


Panels = Sequence[tuple[str, Sequence[ScaleRow], str]]
"""(label of a small picture, its rows, why it is empty)."""


def scale(panels: Panels, legend: Sequence[LegendEntry], axis_max: int, polarity: Polarity) -> Drawing:
    """Rows of a scale: diverging where it is bipolar, else one answer behind the other in shades of one hue."""
    if polarity == "bipolar":
        return _diverging(panels, legend, axis_max)
    return _sequence(panels, legend, axis_max, polarity)


_Entry = tuple[str, ScaleRow | None, str]


def _entries(panels: Panels) -> tuple[list[_Entry], tuple[Row, ...], float]:
    """What stands below one another, where it lies, and how high it is."""
    entries: list[_Entry] = []
    for label, panel_rows, withheld in panels:
        if label:
            entries.append((label, None, withheld))
        entries.extend((row.label, row, "") for row in panel_rows)
    rows, inches = _rows([entry[0] for entry in entries], [entry[1] is None for entry in entries])
    return entries, rows, inches


def _diverging(panels: Panels, legend: Sequence[LegendEntry], axis_max: int) -> Drawing:
    """Low answers to the left of zero, high ones to the right, the neutral in a strip of their own."""
    entries, rows, inches = _entries(panels)
    all_rows = [entry[1] for entry in entries if entry[1] is not None]
    side = max(axis_max, 1)
    gap = side * 0.12
    neutral = max((_of_role(row, "neutral") for row in all_rows), default=0)
    strip = max(side, *(row.high or 0 for row in all_rows), 0) + gap

    def draw(axes: Axes) -> None:
        axes.axvline(0, color=INK_SOFT, linewidth=0.8)
        if neutral:
            axes.axvline(strip, color=INK_SOFT, linewidth=0.8)
        for (_, row, withheld), place in zip(entries, rows, strict=True):
            if row is None:
                _note(axes, -side, place, withheld, INK_SOFT)
                continue
            _diverging_row(axes, row, place, side, strip)
            _row_interval(axes, row, place, "bipolar")
            _note(axes, strip + neutral, place, row.note)

    notes = [row.note for row in all_rows]
    width = _room_for_notes(strip + neutral + side, notes)
    shown = tuple(LegendMark(entry.label, shade(entry.role, entry.strength)) for entry in legend)
    return Drawing(inches, draw, rows, -side, width - side, shown, show_axis=False)


def _of_role(row: ScaleRow, role: str) -> int:
    return sum(segment.count for segment in row.segments if segment.role == role)


def _diverging_row(axes: Axes, row: ScaleRow, place: Row, side: int, strip: float) -> None:
    left = -float(_of_role(row, "low"))
    right, apart = 0.0, strip
    for segment in row.segments:
        if segment.role == "neutral":
            start, apart = apart, apart + segment.count
        elif segment.role == "low":
            start, left = left, left + segment.count
        else:
            start, right = right, right + segment.count
        colour = shade(segment.role, segment.strength)
        axes.barh(place.centre, segment.count, left=start, height=_BAR * _ROW_INCHES, color=colour)
        ink = "white" if segment.strength == "strong" and segment.role in ("low", "high", "emphasis") else INK
        _inside(axes, segment.count, start + segment.count / 2, place, ink, 3 * side)


def _sequence(panels: Panels, legend: Sequence[LegendEntry], axis_max: int, polarity: Polarity) -> Drawing:
    """Answers in the order of the scale; those drawn hollow in a strip of their own before them."""
    entries, rows, inches = _entries(panels)
    all_rows = [entry[1] for entry in entries if entry[1] is not None]
    apart = max((sum(piece.count for piece in row.segments if not piece.shade) for row in all_rows), default=0)
    longest = max((sum(piece.count for piece in row.segments if piece.shade) for row in all_rows), default=0)
    most = max(axis_max, apart + longest, 1)
    begin = apart + most * 0.04 if apart else 0.0

    def draw(axes: Axes) -> None:
        for line in {0.0, begin}:
            axes.axvline(line, color=INK_SOFT, linewidth=0.8)
        for (_, row, withheld), place in zip(entries, rows, strict=True):
            if row is None:
                _note(axes, 0, place, withheld, INK_SOFT)
                continue
            along, aside = begin, 0.0
            for piece in row.segments:
                start = along if piece.shade else aside
                along, aside = (along + piece.count, aside) if piece.shade else (along, aside + piece.count)
                if piece.count:
                    _step(axes, piece, start, place, most)
            _row_interval(axes, row, place, polarity, begin)
            _note(axes, begin + longest, place, row.note)

    width = _room_for_notes(begin + longest, [row.note for row in all_rows])
    shown = tuple(LegendMark(entry.label, step_colour(entry.shade), edge=step_edge(entry.shade)) for entry in legend)
    return Drawing(inches, draw, rows, 0, width, shown, show_axis=False)


def _step(axes: Axes, piece: ScalePiece, start: float, place: Row, most: int) -> None:
    axes.barh(
        place.centre,
        piece.count,
        left=start,
        height=_BAR * _ROW_INCHES,
        color=step_colour(piece.shade),
        edgecolor=step_edge(piece.shade),
        linewidth=0.6,
    )
    ink = "white" if piece.shade >= DARK_FROM else INK
    _inside(axes, piece.count, start + piece.count / 2, place, ink, most)


def _inside(axes: Axes, count: int, x: float, row: Row, colour: str, width: float) -> None:
    """The count inside its piece, where the piece is wide enough to hold it."""
    if count and count / max(width, 1) > 0.018 * len(str(count)):
        axes.text(x, row.centre, str(count), ha="center", va="center", fontsize=7.5, color=colour)


def importance_performance(chart: ImportancePerformance) -> Drawing:
    """Services by importance and satisfaction; the crosshairs are fixed, so that years compare."""

    def draw(axes: Axes) -> None:
        axes.axvline(chart.cross_satisfaction, color=INK_SOFT, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.axhline(chart.cross_importance, color=INK_SOFT, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.set_ylim(chart.axis_low - 0.1, chart.axis_high + 0.15)
        axes.set_ylabel(chart.importance_label, fontsize=7.5)
        axes.grid(axis="y", color=RULE, linewidth=0.5)
        axes.yaxis.set_major_locator(plotting.MultipleLocator(1))
        middle = (chart.axis_low + chart.axis_high) / 2
        for place in chart.places:
            point = place[0]
            axes.plot([point.satisfaction], [point.importance], "o", color=shade(point.role), markersize=5)
            to_left = point.satisfaction > middle + (chart.axis_high - chart.axis_low) / 4
            axes.annotate(
                "\n".join(each.label for each in place),
                (point.satisfaction, point.importance),
                xytext=(-6 if to_left else 6, 0),
                textcoords="offset points",
                ha="right" if to_left else "left",
                va="center",
                fontsize=7.5,
                bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
            )

    return Drawing(
        3.4, draw, (), chart.axis_low - 0.1, chart.axis_high + 0.1, axis_label=chart.satisfaction_label,
        whole_numbers=False,
    )  # fmt: skip
