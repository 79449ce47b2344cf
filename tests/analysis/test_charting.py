"""Charts say what the results say, with the table behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveyapp.analysis import charting
from surveyapp.analysis.charting import Words
from surveyapp.analysis.charts import Frame, Role
from surveyapp.analysis.disclosure import ShownCell, ShownItem, view_item
from surveyapp.analysis.ordinal import box_size, boxes, roles
from surveyapp.analysis.results import association_results
from surveyapp.dataset import Release
from tests.dataset.sample import many, release_with

WORDS = Words("chart", "Title", "Sentence.", "Footer")
THREE: dict[Role, str] = {"low": "poor", "neutral": "so-so", "high": "good", "emphasis": "", "muted": ""}


def note(k: int, n: int) -> str:
    return f"{k} of {n}"


def label(cell: ShownCell) -> str:
    return f"<{cell.code}>"


def item(release: Release, key: str) -> ShownItem:
    found = view_item(release, key)
    assert isinstance(found, ShownItem)
    return found


def fits(frame: Frame) -> None:
    assert all(len(row) == len(frame.table.headers) for row in frame.table.rows)
    assert (frame.title, frame.summary, frame.footer) == ("Title", "Sentence.", "Footer")


def test_scales_in_three() -> None:
    assert [box_size(points) for points in (1, 2, 3, 4, 5, 7)] == [0, 1, 1, 2, 2, 2]
    assert list(roles(5)) == ["low", "low", "neutral", "high", "high"]
    found = boxes([1, 2, 3, 4, 5])
    assert (found.low, found.neutral, found.high, found.n, found.net) == (3, 3, 9, 15, 6)


def test_bars(tmp_path: Path) -> None:
    topics = item(release_with(tmp_path, many(60), 90), "topics")
    chart = charting.bar_counts(WORDS, topics, label, note)
    fits(chart.frame)
    assert chart.axis_max == 90
    assert (chart.frame.n, chart.frame.population) == (topics.n, 90)
    assert [bar.count for bar in chart.bars] == [cell.count.k for cell in topics.cells]
    assert chart.bars[0].note == f"{chart.bars[0].count} of {topics.n}"
    assert all(bar.low is not None and bar.high is not None and bar.low <= bar.high for bar in chart.bars)


def test_rows_of_different_detail_share_three_categories(tmp_path: Path) -> None:
    rows = [{"service_importance": {"meetings": "5"}} for _ in range(12)]
    for row in rows[:6]:
        row["service_importance"]["trips"] = "2"
    release = release_with(tmp_path, rows, 90)
    both = [
        ("Meetings", item(release, "service_importance.meetings")),
        ("Trips", item(release, "service_importance.trips")),
    ]
    chart = charting.diverging(WORDS, both, label, THREE, note)
    fits(chart.frame)
    assert [entry.label for entry in chart.legend] == ["poor", "so-so", "good"]
    assert [[segment.count for segment in row.segments] for row in chart.rows] == [[0, 0, 12], [6, 0, 0]]
    assert chart.axis_max == 12
    single = charting.diverging(WORDS, both[:1], label, THREE, note)
    assert [entry.label for entry in single.legend] == ["<1>", "<2>", "<3>", "<4>", "<5>"]
    assert single.frame.table.headers[-1] == "mean"
    with pytest.raises(ValueError, match="something"):
        charting.diverging(WORDS, [], label, THREE, note)


def test_needs_greatest_first(tmp_path: Path) -> None:
    results = association_results(release_with(tmp_path, many(60), 90))
    assert results.needs is not None
    needs = charting.needs(
        WORDS, results.needs, str.upper, lambda need: str(need.unmet.k), "unhappy", "not reached", str.upper
    )
    fits(needs.frame)
    assert [bar.dissatisfied + bar.not_reached for bar in needs.bars] == [n.unmet.k for n in results.needs.ranked]
