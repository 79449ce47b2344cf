"""Charts chosen for the parts of an evaluation, and how they are kept once it is handed in.

A chart is kept as it was drawn from, numbers and words, so that what was handed in never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, fields, is_dataclass
from types import MappingProxyType
from typing import Any, cast, get_args, get_origin, get_type_hints

from surveyapp.analysis import charts
from surveyapp.analysis.charts import Chart

Figures = Mapping[int, Sequence[Chart]]
"""Charts by the number of the part (1 to 10) at whose end they stand."""

NO_FIGURES: Figures = MappingProxyType({})
MOST_CHARTS = 6
"""Most charts of one part."""

KINDS: Mapping[str, type[Chart]] = MappingProxyType(
    {str(next(each.default for each in fields(kind) if each.name == "kind")): kind for kind in get_args(Chart)}
)


def alternative_text(chart: Chart) -> str:
    """What is read where the chart cannot be seen: its finding, and the sentence that says what it shows."""
    return f"{chart.frame.title} {chart.frame.summary}".strip()


def to_json(chart: Chart) -> dict[str, Any]:
    """A chart as it is kept."""
    return asdict(chart)


def from_json(kept: Mapping[str, Any]) -> Chart:
    """A chart as it was. Refuses (ValueError) a kind it does not know."""
    kind = KINDS.get(str(kept.get("kind")))
    if kind is None:
        raise ValueError(f"unknown chart: {kept.get('kind')}")
    return cast("Chart", _made(kind, kept))


def without_charts(kept: Mapping[str, Any]) -> dict[str, Any]:
    """An evaluation as it is kept, its charts forgotten but for how many stood at each part."""
    parts = [
        {**part, "charts": [], "withdrawn": part.get("withdrawn", 0) + len(part["charts"])} for part in kept["parts"]
    ]
    return {**kept, "parts": parts}


def _made(kind: Any, kept: Any) -> Any:
    """A value of a declared type from its kept form: dataclasses from mappings, tuples from lists."""
    if is_dataclass(kind):
        hints = get_type_hints(kind, vars(charts))
        # What was kept before a part was known has its default.
        given = {
            each.name: _made(hints[each.name], kept[each.name])
            for each in fields(kind)
            if each.init and (each.name in kept or each.default is MISSING)
        }
        return cast("Any", kind)(**given)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return tuple(_made(inner, each) for each in kept)
    return kept
