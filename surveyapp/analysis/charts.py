"""Chart specifications: what a chart shows, without how it is drawn.

The web draws them with Plotly, the documents with matplotlib. Labels come in localised; colours are not chosen here:
a mark has a semantic role, and a drawer must never let colour alone carry it. Every chart has a frame with its n, a
sentence, a footer and the table behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from surveyapp.definition.model import Polarity

Role = Literal["low", "neutral", "high", "emphasis", "muted"]
"""Semantic colour of a mark. Of a scale that is not bipolar the role says what an answer counts as, not how it is
drawn: its steps are shades of one hue."""

Strength = Literal["strong", "soft"]
"""Ends of a scale are strong, the steps inside are soft."""

DARKEST = 5
"""Number of shades of one hue."""

Cell = str | int | float | None

CROSSHAIR_IMPORTANCE = 4.0
CROSSHAIR_SATISFACTION = 3.5


def shades(roles: Sequence[Role], polarity: Polarity | None) -> tuple[int, ...]:
    """The shade of each step of a scale, lowest first: as far apart as there are steps for, the highest the darkest.

    All 0 on a bipolar scale; 0 for the "never" of a frequency. Steps beyond `DARKEST` share shades with neighbours,
    from which order and edges part them.
    """
    if polarity in (None, "bipolar"):
        return (0,) * len(roles)
    apart = sum(role == "low" for role in roles) if polarity == "frequency" else 0
    steps = len(roles) - apart
    if steps == 1:
        return (*(0,) * apart, DARKEST)
    first = 1 if steps > 2 else 2
    return (*(0,) * apart, *(first + round((DARKEST - first) * place / (steps - 1)) for place in range(steps)))


def reads_downwards(polarity: Polarity | None) -> bool:
    """Whether a scale's order begins with its highest answer: "yes, partly, no" is said from yes."""
    return polarity == "ordered"


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a chart. `headers` are keys which the drawer names in the reader's language:

    "label", "count", "n", "population", "share", "interval_low", "interval_high", "bound_low", "bound_high", "mean",
    "mean_low", "mean_high", "low", "neutral", "between", "high", "top_two", "net", "dissatisfied", "not_reached",
    "unmet", "known", "expected", "tier", "answered", "invited", "importance", "satisfaction", or a literal label after
    a colon (":5 – very good").
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every chart carries around its marks."""

    key: str
    """Unique within the page, fit for an HTML id and a file name."""
    title: str
    """The finding, or the question."""
    summary: str
    """One sentence that says what the chart shows; stands in for it where it cannot be seen."""
    n: int
    population: int | None
    footer: str
    """n and method, localised."""
    method: str
    """Anchor of the method's explanation: "counts", "ordinal", "numbers", "choices", "need", "activities" …"""
    table: Table
    bounds: tuple[str, ...] = ()
    """What each count may mean if nothing is assumed about the silent, localised; stands one click behind."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of whole respondents; low and high are whole members of N."""

    label: str
    count: int
    low: float | None = None
    high: float | None = None
    role: Role = "emphasis"
    note: str = ""
    """Stands at the bar: "9 of 12"."""
    panel: str = ""
    """Heads the small picture that begins with this bar; the bars that follow belong to it."""


@dataclass(frozen=True, slots=True)
class BarCounts:
    """Horizontal bars of counts, each with its interval; the axis runs to N, or to n where there is no N.

    Bars with a `panel` begin small pictures below one another, all on this one axis.
    """

    frame: Frame
    bars: tuple[Bar, ...]
    axis_max: int
    kind: Literal["bar_counts"] = field(default="bar_counts", init=False)


@dataclass(frozen=True, slots=True)
class ScalePiece:
    """One answer of a scale, or several merged into one, in a row."""

    label: str
    count: int
    role: Role
    strength: Strength = "strong"
    shade: int = 0
    """Of a scale that is not bipolar: 1, the lightest, to `DARKEST`; 0 for what is drawn hollow and apart."""


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """One stacked row; its pieces come in the order of the scale, as the legend names them."""

    label: str
    segments: tuple[ScalePiece, ...]
    n: int
    note: str = ""
    low: float | None = None
    """With `high`, the interval of the high answers, in the unit of the row: as many of those who answered as have the
    same share of them as the interval's end has of all members."""
    high: float | None = None

    def span(self, polarity: Polarity) -> tuple[float, float] | None:
        """Where the interval lies, counted from the beginning of the row's pieces, or from zero of a bipolar scale.

        It lies around the place where the high answers end, or begin where they come last. None without an interval,
        or where high answers stand at neither end of a scale, so that there is no such place.
        """
        if self.low is None or self.high is None:
            return None
        along = [piece for piece in self.segments if piece.shade]
        if polarity == "bipolar" or (along and along[0].role == "high"):
            return self.low, self.high
        if not along or along[-1].role != "high":
            return None
        whole = sum(piece.count for piece in along)
        return max(0.0, whole - self.high), whole - self.low


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A step of the scale as the legend names it."""

    label: str
    role: Role
    strength: Strength = "strong"
    shade: int = 0


@dataclass(frozen=True, slots=True)
class ScaleBars:
    """Stacked bars of a scale; lengths are counts.

    A bipolar scale is drawn diverging, with the neutral answers apart (Heiberger & Robbins 2014): low pieces to the
    left of zero, high ones to the right. Every other scale has no zero to diverge from: its pieces stand one behind
    the other in the order of the scale, in shades of one hue; what is hollow ("never" of a frequency) stands in a
    strip of its own before them.
    """

    frame: Frame
    rows: tuple[ScaleRow, ...]
    legend: tuple[LegendEntry, ...]
    axis_max: int
    """Largest number of answers on one side, or in one row where there are no sides, so that charts of one page share
    a scale."""
    polarity: Polarity = "bipolar"
    kind: Literal["scale_bars"] = field(default="scale_bars", init=False)


@dataclass(frozen=True, slots=True)
class Panel:
    """One of several small pictures; `withheld` says why it is empty."""

    label: str
    rows: tuple[ScaleRow, ...]
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class SmallMultiples:
    """Rows of a scale side by side, all on one scale; drawn as `ScaleBars` are."""

    frame: Frame
    panels: tuple[Panel, ...]
    legend: tuple[LegendEntry, ...]
    axis_max: int
    polarity: Polarity = "bipolar"
    kind: Literal["small_multiples"] = field(default="small_multiples", init=False)


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval; a second, narrower pair serves pairwise reading by overlap."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    overlap_low: float | None = None
    overlap_high: float | None = None
    role: Role = "emphasis"
    note: str = ""
    """Stands at the dot: "9 of 12", or why there is none."""
    panel: str = ""
    """Heads the small picture that begins with this dot; the dots that follow belong to it."""


@dataclass(frozen=True, slots=True)
class DotIntervals:
    """Caterpillar: dots with intervals, in the order given; dots with a `panel` begin groups below one another."""

    frame: Frame
    dots: tuple[Dot, ...]
    axis_low: float
    axis_high: float
    axis_label: str
    reference: float | None = None
    reference_label: str = ""
    kind: Literal["dot_intervals"] = field(default="dot_intervals", init=False)


NeedPart = Literal["dissatisfied", "not_reached", "together"]


@dataclass(frozen=True, slots=True)
class NeedBar:
    """Two counts of one service, stacked but told apart."""

    label: str
    dissatisfied: int
    not_reached: int
    known: int
    note: str = ""
    """"7 of 12" and the tier, localised."""
    together: int = 0
    """Both in one piece, where they may not be told apart; the two are 0 then."""
    low: float | None = None
    """With `high`, whole members of N who may have the need."""
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """Unmet needs, ranked by the sum of the two counts."""

    frame: Frame
    bars: tuple[NeedBar, ...]
    dissatisfied_label: str
    not_reached_label: str
    axis_max: int
    together_label: str = ""
    kind: Literal["needs"] = field(default="needs", init=False)

    @property
    def legend(self) -> tuple[tuple[NeedPart, str], ...]:
        """The pieces that occur in some bar, with their words; both parts where every bar is empty."""
        parts: tuple[tuple[NeedPart, str], ...] = (
            ("dissatisfied", self.dissatisfied_label),
            ("not_reached", self.not_reached_label),
            ("together", self.together_label),
        )
        drawn = tuple((part, label) for part, label in parts if any(getattr(bar, part) for bar in self.bars))
        return drawn or parts[:2]


@dataclass(frozen=True, slots=True)
class ParticipationBar:
    """Answered of invited; `invited` is None for a shared link."""

    label: str
    answered: int
    invited: int | None
    role: Role = "emphasis"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Participation:
    """Who answered: the first picture of every page."""

    frame: Frame
    bars: tuple[ParticipationBar, ...]
    axis_max: int
    answered_label: str
    invited_label: str
    kind: Literal["participation"] = field(default="participation", init=False)


@dataclass(frozen=True, slots=True)
class Point:
    """A service by importance and satisfaction."""

    label: str
    importance: float
    satisfaction: float
    n: int
    role: Role = "emphasis"


@dataclass(frozen=True, slots=True)
class ImportancePerformance:
    """Importance–performance scatter; the crosshairs are fixed, so that years and associations compare."""

    frame: Frame
    points: tuple[Point, ...]
    importance_label: str
    satisfaction_label: str
    axis_low: float = 1.0
    axis_high: float = 5.0
    cross_importance: float = CROSSHAIR_IMPORTANCE
    cross_satisfaction: float = CROSSHAIR_SATISFACTION
    kind: Literal["importance_performance"] = field(default="importance_performance", init=False)

    @property
    def places(self) -> tuple[tuple[Point, ...], ...]:
        """Points by where they lie, to a tenth of a step: marks in one place would cover one another's names."""
        found: dict[tuple[float, float], list[Point]] = {}
        for point in self.points:
            found.setdefault((round(point.satisfaction, 1), round(point.importance, 1)), []).append(point)
        return tuple(tuple(place) for place in found.values())


Chart = BarCounts | ScaleBars | SmallMultiples | DotIntervals | Needs | Participation | ImportancePerformance


def has_ranges(chart: Chart) -> bool:
    """Whether the chart draws an interval."""
    match chart:
        case BarCounts() | Needs():
            return any(bar.low is not None for bar in chart.bars)
        case DotIntervals():
            return any(dot.low is not None for dot in chart.dots)
        case ScaleBars():
            return any(row.low is not None for row in chart.rows)
        case SmallMultiples():
            return any(row.low is not None for panel in chart.panels for row in panel.rows)
        case _:
            return False
