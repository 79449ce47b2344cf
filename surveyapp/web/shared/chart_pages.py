"""What stands around a chart on a page: title, sentence, legend, footer, and the table behind it, localised."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from surveyapp.analysis.charts import (
    Cell,
    Chart,
    ImportancePerformance,
    LegendEntry,
    Needs,
    Participation,
    ScaleBars,
    SmallMultiples,
    has_ranges,
)
from surveyapp.web.shared.charts import figure
from surveyapp.web.shared.words import words
from surveyapp.wording import numbers
from surveyapp.wording.charts import METHODS


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A swatch and its words; `swatch` is a class of the style sheet."""

    label: str
    swatch: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table behind a chart."""

    label: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class ChartPage:
    """All that the macro `chart` of components/figures.html needs."""

    key: str
    title: str
    summary: str
    footer: str
    method: str
    figure: Markup
    """JSON for the script; see `charts.figure`."""
    legend: tuple[LegendItem, ...]
    names: tuple[str, ...]
    """Names of numbered points, in the order of their numbers."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    bounds: tuple[str, ...]
    """What each count may mean if nothing is assumed about the silent."""
    ranged: bool
    """Whether intervals are drawn."""


def chart_page(spec: Chart) -> ChartPage:
    """Prepare a chart for its page, in the language of the request."""
    frame = spec.frame
    columns = tuple(
        Column(header_label(header), any(isinstance(row[place], int | float) for row in frame.table.rows))
        for place, header in enumerate(frame.table.headers)
    )
    rows = tuple(
        tuple(_cell(header, cell) for header, cell in zip(frame.table.headers, row, strict=True))
        for row in frame.table.rows
    )
    names = tuple(point.label for point in spec.points) if isinstance(spec, ImportancePerformance) else ()
    return ChartPage(
        key=frame.key,
        title=frame.title,
        summary=frame.summary,
        footer=frame.footer,
        method=frame.method,
        figure=figure(spec),
        legend=_legend(spec),
        names=names,
        columns=columns,
        rows=rows,
        bounds=frame.bounds,
        ranged=has_ranges(spec),
    )


def standing_alone(chart: Chart) -> Chart:
    """A chart without a page around it, which would say how sure its ranges are: its footer says it."""
    if not has_ranges(chart):
        return chart
    footer = f"{chart.frame.footer.rstrip('.')}. {METHODS['sure'](words())}"
    return replace(chart, frame=replace(chart.frame, footer=footer))


_HEADERS = {
    "label": _l("What"),
    "count": _l("Count"),
    "n": _l("Answers (n)"),
    "population": _l("Members (N)"),
    "share": _l("Share"),
    "interval_low": _l("Interval from"),
    "interval_high": _l("Interval to"),
    "bound_low": _l("At least"),
    "bound_high": _l("At most"),
    "mean": _l("Mean"),
    "mean_low": _l("Mean from"),
    "mean_high": _l("Mean to"),
    "low": _l("Low"),
    "neutral": _l("Neutral"),
    "between": _l("Between"),
    "high": _l("High"),
    "top_two": _l("Top two"),
    "net": _l("Net score"),
    "dissatisfied": _l("Used it and are not satisfied"),
    "not_reached": _l("Important to them, not used"),
    "unmet": _l("Unmet need"),
    "known": _l("Both known"),
    "expected": _l("Members, estimated"),
    "tier": _l("Among the three greatest"),
    "answered": _l("Answered"),
    "invited": _l("Invited"),
    "importance": _l("Importance"),
    "satisfaction": _l("Satisfaction"),
}


def header_label(key: str) -> str:
    """The words of a table's column; a key that begins with a colon is its own words. KeyError for an unknown key."""
    if key.startswith(":"):
        return key[1:]
    return str(_HEADERS[key])


def _cell(header: str, cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if header == "share":
        return numbers.percent(words(), cell)
    return str(format_decimal(cell, "#,##0" if isinstance(cell, int) else "#,##0.0#"))


def _legend(spec: Chart) -> tuple[LegendItem, ...]:
    match spec:
        case ScaleBars() | SmallMultiples():
            sequence = spec.polarity != "bipolar"
            return tuple(LegendItem(entry.label, _swatch(entry, sequence=sequence)) for entry in spec.legend)
        case Needs():
            swatches = {
                "dissatisfied": "swatch-low-strong",
                "not_reached": "swatch-low-outline",
                "together": "swatch-together",
            }
            return tuple(LegendItem(label, swatches[part]) for part, label in spec.legend)
        case Participation():
            return (
                LegendItem(spec.answered_label, "swatch-emphasis-strong"),
                LegendItem(spec.invited_label, "swatch-track"),
            )
        case _:
            return ()


def _swatch(entry: LegendEntry, *, sequence: bool) -> str:
    if sequence:
        return f"swatch-step-{entry.shade}"
    return f"swatch-{entry.role}-{entry.strength}"
