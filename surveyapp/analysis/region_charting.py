"""Charts of a region's page: associations side by side, in the order given, never ranked."""

from __future__ import annotations

from collections.abc import Callable

from surveyapp.analysis.charting import CodeLabel, Note, Words
from surveyapp.analysis.charts import Cell, Dot, DotIntervals, Frame, Table
from surveyapp.analysis.compare import overlap_bar, se_share
from surveyapp.analysis.disclosure import ShownItem, Withheld
from surveyapp.analysis.region import RegionIndicator, RegionTotal


def indicator(
    words: Words,
    found: RegionIndicator,
    label: CodeLabel,
    note: Note,
    why: Callable[[Withheld], str],
    axis_label: str,
    reference_label: str,
) -> DotIntervals:
    """Caterpillar of an indicator's top-two share.

    Associations that may be compared have their shrunken value with its interval and bars for pairwise reading; the
    others have their plain share without an interval, muted; those withheld say why. The reference is the region's
    share, weighted by members.
    """
    shrunken = dict(zip(found.compared, found.pooled.shares, strict=True)) if found.pooled is not None else {}
    dots = []
    lines: list[tuple[Cell, ...]] = []
    for value in found.values:
        name, item, high = label(value.association), value.item, value.high
        if not isinstance(item, ShownItem) or high is None:
            text = why(item) if isinstance(item, Withheld) else ""
            dots.append(Dot(name, None, role="muted", note=text))
            lines.append((name, None, None, None, None, None))
            continue
        pooled = shrunken.get(value.association)
        if pooled is None:
            dots.append(Dot(name, high.share, role="muted", note=note(high.k, high.n)))
        else:
            bar = overlap_bar(pooled.value, se_share(high.k, high.n))
            dots.append(
                Dot(
                    name,
                    pooled.value,
                    pooled.interval.low,
                    pooled.interval.high,
                    max(0.0, bar.low),
                    min(1.0, bar.high),
                    note=note(high.k, high.n),
                )
            )
        whole = high.interval
        lines.append(
            (name, high.k, high.n, high.population, whole.low if whole else None, whole.high if whole else None)
        )
    total = found.total if isinstance(found.total, RegionTotal) else None
    table = Table(("label", "count", "n", "population", "interval_low", "interval_high"), tuple(lines))
    share = total.share.value if total is not None and total.share is not None else None
    return DotIntervals(
        Frame(
            words.key,
            words.title,
            words.summary,
            total.n if total is not None else 0,
            total.population if total is not None else None,
            words.footer,
            "compare",
            table,
        ),
        tuple(dots),
        0.0,
        1.0,
        axis_label,
        share,
        reference_label if share is not None else "",
    )
