"""Charts on paper: the specifications of `surveyapp.analysis.charts` drawn with matplotlib.

The title is the finding, labels stand at the marks, n and method are in the footer, and position, hatching or words
repeat what colour says. Drawing is deterministic: the same specification gives the same bytes.
"""

from __future__ import annotations

import io
import textwrap
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from surveyapp.analysis.charts import (
    BarCounts,
    Chart,
    DotIntervals,
    ImportancePerformance,
    Needs,
    Participation,
    ScaleBars,
    SmallMultiples,
)
from surveyapp.documents import chart_marks as marks
from surveyapp.documents import plotting
from surveyapp.documents.style import CHART_FONT, INK, INK_SOFT, RULE

WIDTH_INCHES = 6.5  # the text width of an A4 page inside the documents' margins
PNG_DPI = 200
KEPT = 128
"""Pictures kept by their specification: an evaluation is taken away many times with the same dozen charts."""
_LABEL_SHARE = 0.36  # of the width, left of the marks
_TITLE_SIGNS = 72
_FOOTER_SIGNS = 112
_LEGEND_POINTS = 7.5
_LEGEND_LINE = 0.19  # inches
_SIGN_EMS = 0.56  # width of a letter, taken rather large
_SWATCH_EMS = 2.8  # the swatch and the space around it

_one_at_a_time = threading.Lock()
"""Matplotlib keeps its settings and its fonts once per process, and the server draws in several threads."""

_RC: dict[Any, Any] = {
    "font.family": [CHART_FONT],
    "font.size": 8,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK_SOFT,
    "axes.unicode_minus": False,
    "xtick.color": INK_SOFT,
    "ytick.color": INK,
    "text.color": INK,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "path",
    "svg.hashsalt": "surveyapp",
}


def chart_png(chart: Chart) -> bytes:
    """The chart as a PNG of the text width, 200 dots per inch."""
    return _drawn(chart, "png")


def chart_svg(chart: Chart) -> bytes:
    """The chart as an SVG whose letters are outlines, so that it needs no font where it is shown."""
    return _drawn(chart, "svg")


@lru_cache(maxsize=KEPT)
def _drawn(chart: Chart, kind: Literal["png", "svg"]) -> bytes:
    with _one_at_a_time, plotting.rc_context(_RC):
        figure = _figure(chart)
        target = io.BytesIO()
        metadata = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
        # Flat colours pack well at once; packing them harder takes a third of the time of drawing.
        packing = {"pil_kwargs": {"compress_level": 1}} if kind == "png" else {}
        figure.savefig(target, format=kind, dpi=PNG_DPI, metadata=metadata, **packing)
        return target.getvalue()


def forget_drawn() -> None:
    """Forget the pictures kept; measuring begins with it."""
    _drawn.cache_clear()


def _figure(chart: Chart) -> Any:
    drawing = _drawing(chart)
    title = textwrap.wrap(chart.frame.title, _TITLE_SIGNS) or [""]
    footer = textwrap.wrap(chart.frame.footer, _FOOTER_SIGNS)
    title_inches = 0.08 + 0.19 * len(title)
    legend = _legend_lines(drawing.legend)
    head = title_inches + (0.36 + _LEGEND_LINE * (len(legend) - 1) if legend else 0.12)
    axis = (0.2 if drawing.show_axis else 0.0) + (0.22 if drawing.axis_label else 0.0)
    foot = axis + 0.14 + 0.15 * len(footer)
    height = head + drawing.inches + foot
    figure = plotting.Figure(figsize=(WIDTH_INCHES, height), facecolor="white")
    left = _LABEL_SHARE if drawing.labels else 0.08
    axes = figure.add_axes((left, foot / height, 0.985 - left, drawing.inches / height))
    drawing.draw(axes)
    marks.dress(axes, drawing)
    figure.text(0.004, 1 - 0.04 / height, "\n".join(title), va="top", fontsize=9.5, fontweight="bold", linespacing=1.25)
    for place, line in enumerate(legend):
        handles = [
            plotting.Patch(
                facecolor=entry.colour, label=entry.label, hatch=entry.hatch, edgecolor=entry.edge, linewidth=0.6
            )
            for entry in line
        ]
        figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(-0.004, 1 - (title_inches + 0.02 + place * _LEGEND_LINE) / height),
            ncols=len(handles),
            frameon=False,
            fontsize=_LEGEND_POINTS,
            handlelength=1.1,
            handleheight=0.9,
            columnspacing=1.2,
            handletextpad=0.5,
            borderaxespad=0.2,
        )
    figure.text(0.004, 0.03 / height, "\n".join(footer), va="bottom", fontsize=7, color=INK_SOFT, linespacing=1.35)
    return figure


def _legend_lines(entries: Sequence[marks.LegendMark]) -> list[list[marks.LegendMark]]:
    """The legend in as many lines as its words need, in their order: one line alone would run out of the page."""
    lines: list[list[marks.LegendMark]] = []
    filled = 0.0
    for entry in entries:
        width = (len(entry.label) * _SIGN_EMS + _SWATCH_EMS) * _LEGEND_POINTS / 72
        if not lines or filled + width > WIDTH_INCHES:
            lines.append([])
            filled = 0.0
        lines[-1].append(entry)
        filled += width
    return lines


def _drawing(chart: Chart) -> marks.Drawing:
    match chart:
        case BarCounts():
            return marks.bar_counts(chart)
        case ScaleBars():
            return marks.scale([("", chart.rows, "")], chart.legend, chart.axis_max, chart.polarity)
        case SmallMultiples():
            panels = [(panel.label, panel.rows, panel.withheld) for panel in chart.panels]
            return marks.scale(panels, chart.legend, chart.axis_max, chart.polarity)
        case DotIntervals():
            return marks.dot_intervals(chart)
        case Needs():
            return marks.needs(chart)
        case Participation():
            return marks.participation(chart)
        case ImportancePerformance():
            return marks.importance_performance(chart)
