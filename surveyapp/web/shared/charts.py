"""Chart specifications drawn for the browser: the only place that knows Plotly.

A figure comes in two layouts, both as JSON for plotly.js: `wide` with the labels in a column at the left, `narrow`, for
phones, with each label above its mark. The script picks by the width there is. Colours are the names of the style
sheet's variables, which the script resolves, so that one figure serves light and dark. Rows are laid out in pixels from
the top, which keeps the type's size and the bars' thickness the same in every chart.

Title, summary, legend, footer and table stand in the page, outside the figure (`chart_pages`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from plotly.io.json import to_json_plotly

from surveyapp.analysis.charts import (
    Bar,
    BarCounts,
    Chart,
    DotIntervals,
    ImportancePerformance,
    NeedBar,
    Needs,
    Participation,
    ScaleBars,
    ScaleRow,
    SmallMultiples,
)
from surveyapp.definition.model import Polarity
from surveyapp.web.shared.chart_lanes import Lanes, Row, escape, inside, lay_out, numbered, step

Json = dict[str, Any]

BAR = 20
"""Thickness of a bar in pixels."""
UNDER = 14
"""How far below the middle of a bar of a scale its interval lies."""
FONT = '"Source Sans 3", "Segoe UI", system-ui, sans-serif'
FILL = {
    ("low", "strong"): "var(--low)",
    ("low", "soft"): "var(--low-soft)",
    ("high", "strong"): "var(--high)",
    ("high", "soft"): "var(--high-soft)",
    ("neutral", "strong"): "var(--neutral)",
    ("neutral", "soft"): "var(--neutral)",
    ("emphasis", "strong"): "var(--accent)",
    ("emphasis", "soft"): "var(--accent)",
    ("muted", "strong"): "var(--mute)",
    ("muted", "soft"): "var(--mute)",
}
DARK_FROM = 4
"""Shades on which words stand in the colour of the paper."""
PALE_TO = 3
"""Shades too near the paper to end without an edge."""
EDGE = "var(--step-5)"
GAP = 0.03
"""Between the bars and the strip beside them, of the width of the plot."""
ON_STRONG = {"low", "high", "emphasis"}
SYMBOL = {
    "low": "triangle-down",
    "high": "triangle-up",
    "neutral": "diamond",
    "emphasis": "circle",
    "muted": "circle-open",
}


@lru_cache(maxsize=512)
def figure(spec: Chart) -> Markup:
    """Return the JSON of `spec` in its two layouts, safe inside a script element of type application/json."""
    draw = _DRAWERS[type(spec)]
    wide, narrow = (_encode(draw(spec, wide)) for wide in (True, False))
    # The text is JSON, and no sign in it can end the element or open a comment.
    text = (
        f'{{"wide":{wide},"narrow":{narrow}}}'.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    )
    return Markup(text)  # noqa: S704 # escaped in the line above


def _encode(parts: Json) -> str:
    # Making and checking Plotly's objects costs ten times the drawing; the tests do it for every kind of chart.
    return str(to_json_plotly(parts))


def _figure(lanes: Lanes, data: Sequence[Json], xaxis: Json, **layout: Any) -> Json:
    """Marks over lanes: the vertical axis counts pixels from the top."""
    bottom = layout.pop("bottom", 28)
    return {
        "data": [{"hoverinfo": "none", **trace} for trace in data],
        "layout": {
            "template": {},
            "height": lanes.height + bottom + lanes.top,
            "margin": {"l": lanes.left, "r": lanes.right, "t": lanes.top, "b": bottom, "pad": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 14, "color": "var(--ink)"},
            "showlegend": False,
            "barmode": "overlay",
            "hovermode": False,
            "dragmode": False,
            "xaxis": {**_AXIS, **xaxis},
            "yaxis": {"visible": False, "range": [lanes.height, 0], "fixedrange": True},
            **layout,
            "annotations": [*lanes.annotations, *layout.get("annotations", ())],
        },
    }


_AXIS: Json = {
    "fixedrange": True,
    "zeroline": False,
    "gridcolor": "var(--line)",
    "gridwidth": 1,
    "ticks": "",
    "tickfont": {"size": 12, "color": "var(--ink-soft)"},
    "layer": "below traces",
}


_QUIET: Json = {"showgrid": False, "showticklabels": False}


def _count_axis(most: int) -> Json:
    return {"range": [0, most], "dtick": step(most), "tick0": 0}


def _bars(x: Sequence[float], y: Sequence[float], colours: Sequence[str], **more: Any) -> Json:
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [*x],
        "y": [*y],
        "width": BAR,
        "marker": {"color": [*colours], "line": {"width": 0}},
    }
    return {**bars, **more}


def _intervals(
    spans: Iterable[tuple[float | None, float | None, float]], width: float = 1.5, ends: bool = True
) -> list[Json]:
    """Thin lines from low to high at a height, with small ends; a span that lacks an end is not drawn."""
    x: list[float | None] = []
    y: list[float | None] = []
    caps: list[tuple[float, float]] = []
    for low, high, at in spans:
        if low is None or high is None:
            continue
        x += [low, high, None]
        y += [at, at, None]
        caps += [(low, at), (high, at)]
    if not caps:
        return []
    lines: Json = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": "var(--ink)", "width": width},
        "cliponaxis": False,
    }
    if not ends:
        return [lines]
    mark = {"symbol": "line-ns", "size": 9, "line": {"color": "var(--ink)", "width": width}}
    cap_marks = {
        "type": "scatter",
        "mode": "markers",
        "x": [c[0] for c in caps],
        "y": [c[1] for c in caps],
        "marker": mark,
    }
    return [lines, {**cap_marks, "cliponaxis": False}]


def _whiskers(bars: Iterable[tuple[Bar | NeedBar, float]]) -> list[Json]:
    """The intervals of bars of people, in whole members; they begin where the bar ends or beyond."""
    return _intervals((bar.low, bar.high, at) for bar, at in bars)


def _row_spans(placed: Sequence[tuple[ScaleRow, float]], polarity: Polarity) -> list[Json]:
    """Intervals of high answers below their bars, where they cover no piece and no number in it."""
    found = [(row.span(polarity), at + UNDER) for row, at in placed]
    return _intervals((*span, at) for span, at in found if span is not None)


def _bar_counts(spec: BarCounts, wide: bool) -> Json:
    rows = [row for bar in spec.bars for row in (*_panel(bar.panel), Row(bar.label, bar.note))]
    lanes = lay_out(rows, wide)
    places = [at for row, at in zip(rows, lanes.centres, strict=True) if not row.heading]
    colours = [FILL[bar.role, "strong"] for bar in spec.bars]
    bars = _bars([bar.count for bar in spec.bars], places, colours)
    spans = _whiskers(zip(spec.bars, places, strict=True))
    return _figure(lanes, [bars, *spans], _count_axis(spec.axis_max))


def _panel(heading: str) -> tuple[Row, ...]:
    return (Row(heading, heading=True),) if heading else ()


def _needs(spec: Needs, wide: bool) -> Json:
    lanes = lay_out([Row(bar.label, bar.note) for bar in spec.bars], wide)
    missed = [(bar, at) for bar, at in zip(spec.bars, lanes.centres, strict=True) if bar.not_reached]
    first = _bars(
        [bar.dissatisfied + bar.together for bar in spec.bars],
        lanes.centres,
        # What cannot be told apart has neither colour.
        ["var(--line-strong)" if bar.together else "var(--low)" for bar in spec.bars],
        **inside(
            [bar.dissatisfied for bar in spec.bars],
            ["var(--paper)"] * len(spec.bars),
            spec.axis_max,
            wide,
        ),
    )
    second = _bars(
        [bar.not_reached for bar, _ in missed],
        [at for _, at in missed],
        ["var(--low-wash)"] * len(missed),
        base=[bar.dissatisfied for bar, _ in missed],
        **inside([bar.not_reached for bar, _ in missed], ["var(--ink)"] * len(missed), spec.axis_max, wide),
    )
    # Told apart by an outline as well as by colour.
    second["marker"]["line"] = {"width": 1.5, "color": "var(--low)"}
    spans = _whiskers(zip(spec.bars, lanes.centres, strict=True))
    return _figure(lanes, [first, second, *spans], _count_axis(spec.axis_max))


def _participation(spec: Participation, wide: bool) -> Json:
    lanes = lay_out([Row(bar.label, bar.note) for bar in spec.bars], wide)
    track = _bars([bar.invited or 0 for bar in spec.bars], lanes.centres, ["var(--sunken)"] * len(spec.bars))
    track["marker"]["line"] = {"width": 1, "color": "var(--line-strong)"}
    answered = _bars(
        [bar.answered for bar in spec.bars], lanes.centres, [FILL[bar.role, "strong"] for bar in spec.bars]
    )
    return _figure(lanes, [track, answered], _count_axis(spec.axis_max))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a row: where it begins, how many it counts, at which height; its colours."""

    base: float
    count: int
    at: float
    fill: str
    ink: str
    edge: str = "var(--paper)"


def _scale_bars(spec: ScaleBars, wide: bool) -> Json:
    rows = [(Row(row.label, row.note), row) for row in spec.rows]
    return _scale(rows, spec.axis_max, wide, spec.polarity)


def _small_multiples(spec: SmallMultiples, wide: bool) -> Json:
    """Panels below one another on one scale, so that the eye compares down a line."""
    rows: list[tuple[Row, ScaleRow | None]] = []
    for panel in spec.panels:
        if panel.withheld:
            rows.append((Row(panel.label, panel.withheld), None))
        elif len(panel.rows) == 1 and not panel.rows[0].label:
            rows.append((Row(panel.label, panel.rows[0].note), panel.rows[0]))
        else:
            rows.append((Row(panel.label, heading=True), None))
            rows += [(Row(row.label, row.note), row) for row in panel.rows]
    return _scale(rows, spec.axis_max, wide, spec.polarity)


def _scale(rows: Sequence[tuple[Row, ScaleRow | None]], axis_max: int, wide: bool, polarity: Polarity) -> Json:
    lanes = lay_out([row for row, _ in rows], wide)
    placed = [(row, at) for (_, row), at in zip(rows, lanes.centres, strict=True) if row is not None]
    spans = _row_spans(placed, polarity)
    if polarity == "bipolar":
        return _sides(lanes, placed, axis_max, wide, spans)
    return _sequence(lanes, placed, axis_max, wide, spans)


def _sides(
    lanes: Lanes, placed: Sequence[tuple[ScaleRow, float]], axis_max: int, wide: bool, spans: Sequence[Json]
) -> Json:
    """Low pieces to the left of zero, high ones to the right, neutral and muted ones in a strip apart, on one scale."""
    middle: list[_Piece] = []
    strip: list[_Piece] = []
    for row, at in placed:
        left = right = aside = 0
        lows = [segment for segment in row.segments if segment.role == "low"]
        for segment in [*reversed(lows), *(segment for segment in row.segments if segment.role != "low")]:
            if not segment.count:
                continue
            ink = "var(--paper)" if segment.role in ON_STRONG and segment.strength == "strong" else "var(--ink)"
            fill = FILL[segment.role, segment.strength]
            if segment.role == "low":
                left += segment.count
                middle.append(_Piece(-left, segment.count, at, fill, ink))
            elif segment.role in ("neutral", "muted"):
                ink = "var(--on-neutral)" if segment.role == "neutral" else ink
                strip.append(_Piece(aside, segment.count, at, fill, ink))
                aside += segment.count
            else:
                middle.append(_Piece(right, segment.count, at, fill, ink))
                right += segment.count
    reach = max(axis_max, 1)
    strip_reach = _reach(strip)
    furthest = max(reach, *(row.high or 0 for row, _ in placed), 0)
    across = reach + furthest + strip_reach
    share = (reach + furthest) / across
    gap = GAP if strip_reach else 0.0
    return _figure(
        lanes,
        [
            _pieces(middle, across, wide),
            *([{**_pieces(strip, across, wide), "xaxis": "x2"}] if strip else []),
            *spans,
        ],
        {**_QUIET, "range": [-reach, furthest], "domain": [0, share * (1 - gap)]},
        bottom=6,
        xaxis2={
            **_AXIS,
            **_QUIET,
            "range": [0, max(strip_reach, 1)],
            "domain": [share * (1 - gap) + gap, 1],
            "anchor": "y",
        },
        shapes=[_line("x", 0, "var(--ink)", 1)],
    )


def _sequence(
    lanes: Lanes, placed: Sequence[tuple[ScaleRow, float]], axis_max: int, wide: bool, spans: Sequence[Json]
) -> Json:
    """Pieces one behind the other in the order of the scale; hollow ones in a strip before them, on the same scale."""
    main: list[_Piece] = []
    strip: list[_Piece] = []
    for row, at in placed:
        along = aside = 0
        for segment in row.segments:
            if not segment.count:
                continue
            if segment.shade:
                ink = "var(--paper)" if segment.shade >= DARK_FROM else "var(--ink)"
                edge = "var(--paper)" if segment.shade > PALE_TO else EDGE
                main.append(_Piece(along, segment.count, at, f"var(--step-{segment.shade})", ink, edge))
                along += segment.count
            else:
                strip.append(_Piece(aside, segment.count, at, "var(--paper)", "var(--ink)", EDGE))
                aside += segment.count
    strip_reach = _reach(strip)
    across = max(axis_max, strip_reach + _reach(main), 1)
    gap = GAP if strip else 0.0
    share = strip_reach / across * (1 - gap)
    data = [{**_pieces(strip, across, wide), "xaxis": "x2"}] if strip else []
    layout: Json = {}
    if strip:
        layout["xaxis2"] = {**_AXIS, **_QUIET, "range": [0, strip_reach], "domain": [0, share], "anchor": "y"}
    return _figure(
        lanes,
        [*data, _pieces(main, across, wide), *spans],
        {**_QUIET, "range": [0, max(across - strip_reach, 1)], "domain": [share + gap, 1]},
        bottom=6,
        shapes=[line for axis in ("x", *("x2",) * bool(strip)) for line in _baselines(axis, lanes, wide)],
        **layout,
    )


def _baselines(axis: str, lanes: Lanes, wide: bool) -> list[Json]:
    """Where counting begins: one line through all rows, on a phone at the bars alone, not through the words."""
    line = {**_line("x", 0, "var(--ink)", 1), "xref": axis}
    if wide:
        return [line]
    ends = [(at - BAR / 2 - 3, at + BAR / 2 + 3) for at in lanes.centres]
    return [{**line, "yref": "y", "y0": first, "y1": last} for first, last in ends]


def _reach(pieces: Sequence[_Piece]) -> float:
    return max((piece.base + piece.count for piece in pieces), default=0)


def _pieces(pieces: Sequence[_Piece], across: float, wide: bool) -> Json:
    counts = [piece.count for piece in pieces]
    bars = _bars(
        counts,
        [piece.at for piece in pieces],
        [piece.fill for piece in pieces],
        base=[piece.base for piece in pieces],
        **inside(counts, [piece.ink for piece in pieces], across, wide),
    )
    bars["marker"]["line"] = {"width": 1, "color": [piece.edge for piece in pieces]}
    return bars


def _line(axis: str, at: float, colour: str, width: float, dash: str = "solid") -> Json:
    """A line across the whole plot, at a place of one of the two axes."""
    across = (
        {"x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper"}
        if axis == "x"
        else {"y0": at, "y1": at, "x0": 0, "x1": 1, "xref": "paper"}
    )
    return {"type": "line", **across, "line": {"color": colour, "width": width, "dash": dash}, "layer": "below"}


def _dot_intervals(spec: DotIntervals, wide: bool) -> Json:
    rows = [row for dot in spec.dots for row in (*_panel(dot.panel), Row(dot.label, dot.note))]
    lanes = lay_out(rows, wide, top=24 if spec.reference is not None else 0)
    places = [at for row, at in zip(rows, lanes.centres, strict=True) if not row.heading]
    placed = list(zip(spec.dots, places, strict=True))
    shown = [(dot, at) for dot, at in placed if dot.value is not None]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [dot.value for dot, _ in shown],
        "y": [at for _, at in shown],
        "cliponaxis": False,
        "marker": {
            "symbol": [SYMBOL[dot.role] for dot, _ in shown],
            "size": 13,
            "color": ["var(--ink-soft)" if dot.role == "muted" else FILL[dot.role, "strong"] for dot, _ in shown],
            "line": {"width": 1, "color": "var(--paper)"},
        },
    }
    thin = _intervals((dot.low, dot.high, at) for dot, at in placed)
    thick = _intervals(((dot.overlap_low, dot.overlap_high, at) for dot, at in placed), width=4, ends=False)
    layout: Json = {}
    if spec.reference is not None:
        layout["shapes"] = [_line("x", spec.reference, "var(--ink-soft)", 1, "dot")]
        words = {
            "text": escape(spec.reference_label),
            "x": spec.reference,
            "xref": "x",
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
        }
        layout["annotations"] = [{**words, "showarrow": False, "font": {"size": 12, "color": "var(--ink-soft)"}}]
    axis = {"range": [spec.axis_low, spec.axis_high], "nticks": 6 if wide else 4, "title": _axis_title(spec.axis_label)}
    return _figure(lanes, [*thin, *thick, dots], axis, bottom=48, **layout)


def _axis_title(text: str) -> Json:
    return {"text": escape(text), "font": {"size": 12, "color": "var(--ink-soft)"}, "standoff": 6}


def _importance_performance(spec: ImportancePerformance, wide: bool) -> Json:
    """Numbered points; their names stand in the key below the plot, where they cannot lie over one another."""
    size = 440 if wide else 320
    places = spec.places
    lanes = Lanes(height=size, top=8, left=48, right=12, centres=(), annotations=())
    points = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [place[0].satisfaction for place in places],
        "y": [place[0].importance for place in places],
        **numbered(spec.points, places),
        "cliponaxis": False,
        "marker": {
            "size": [22 if len(place) == 1 else 14 for place in places],
            "opacity": 1,  # Marks of several sizes would be drawn pale.
            "color": [FILL[place[0].role, "strong"] for place in places],
            "line": {"width": 1, "color": "var(--paper)"},
        },
    }
    margin = 0.15
    reach = [spec.axis_low - margin, spec.axis_high + margin]
    axis = {**_AXIS, "range": reach, "dtick": 1, "tick0": 1}
    return _figure(
        lanes,
        [points],
        {**axis, "title": _axis_title(spec.satisfaction_label)},
        bottom=48,
        yaxis={**axis, "title": _axis_title(spec.importance_label)},
        shapes=[
            _line("x", spec.cross_satisfaction, "var(--line-strong)", 1.5),
            _line("y", spec.cross_importance, "var(--line-strong)", 1.5),
        ],
    )


_DRAWERS: dict[type, Callable[[Any, bool], Json]] = {
    BarCounts: _bar_counts,
    ScaleBars: _scale_bars,
    DotIntervals: _dot_intervals,
    ImportancePerformance: _importance_performance,
    Needs: _needs,
    Participation: _participation,
    SmallMultiples: _small_multiples,
}
