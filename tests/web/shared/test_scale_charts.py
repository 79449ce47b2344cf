"""Each kind of scale as it is drawn, from the release to both drawers, at 6, 12 and 400 answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import plotly.graph_objects as go
import pytest
from flask import Flask
from flask_babel import Babel

from surveyapp.analysis.charts import Chart, ScaleBars, SmallMultiples
from surveyapp.analysis.results import association_results
from surveyapp.documents import charts as paper
from surveyapp.documents.style import STEPS
from surveyapp.web.shared.chart_pages import chart_page
from surveyapp.web.shared.charts import figure
from surveyapp.web.shared.results_charts import Charts
from tests.scales import LISTS, release_of

SIZES = (6, 12, 400)
Json = dict[str, Any]


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    app = Flask("scales")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def charts_of(folder: Path, n: int, **answers: list[str]) -> dict[str, ScaleBars | SmallMultiples]:
    release = release_of(folder, n, n + 4, **answers)
    results = association_results(release)
    charts = Charts(results, release.structure.labels("en"))
    found = [chart for section in results.sections for q in section.questions for chart in charts.of_question(q)]
    assert all(isinstance(chart, ScaleBars | SmallMultiples) for chart in found)
    return {chart.frame.key: cast("ScaleBars", chart) for chart in found}


def rows_of(chart: ScaleBars | SmallMultiples) -> list[Any]:
    if isinstance(chart, ScaleBars):
        return list(chart.rows)
    return [row for panel in chart.panels for row in panel.rows]


def web(chart: Chart, layout: str = "wide") -> Json:
    return cast("Json", json.loads(figure(chart))[layout])


def bars(drawn: Json) -> list[tuple[str, float, float, float, str]]:
    """(axis, height, from, to, colour) of every piece."""
    return [
        (trace.get("xaxis", "x"), at, base, base + count, colour)
        for trace in drawn["data"]
        if trace["type"] == "bar"
        for at, base, count, colour in zip(trace["y"], trace["base"], trace["x"], trace["marker"]["color"], strict=True)
    ]


@pytest.mark.parametrize("n", SIZES)
def test_only_opposites_lie_to_both_sides_of_a_line(n: int, tmp_path: Path) -> None:
    for key, chart in charts_of(tmp_path, n).items():
        assert (chart.polarity == "bipolar") == key.startswith("satisfied"), key
        for layout in ("wide", "narrow"):
            drawn = web(chart, layout)
            assert go.Figure(drawn).data
            leftmost = min(base for _axis, _at, base, _to, _colour in bars(drawn))
            assert (leftmost < 0) == (chart.polarity == "bipolar"), (key, layout)


@pytest.mark.parametrize("n", SIZES)
def test_other_scales_follow_one_another_in_shades_of_one_hue(n: int, tmp_path: Path) -> None:
    charts = charts_of(tmp_path, n)
    for key in ("important", "important_by", "applied", "applied_by"):
        drawn = web(charts[key])
        colours = {colour for *_rest, colour in bars(drawn)}
        assert colours <= {f"var(--step-{shade})" for shade in range(1, 6)}, key
        for height in {at for _axis, at, *_rest in bars(drawn)}:
            pieces = sorted((base, to) for _axis, at, base, to, _colour in bars(drawn) if at == height)
            assert pieces[0][0] == 0
            assert all(one[1] == two[0] for one, two in pairwise(pieces)), key
            assert pieces[-1][1] == n


def test_the_order_is_the_scales_in_row_and_legend_and_on_paper(tmp_path: Path) -> None:
    importance = ("Not at all important", "Of little importance", "Moderately important", "Important", "Very important")
    contact = (
        "Never",
        "Once or twice a year",
        "Several times a year",
        "About once a month",
        "Once a week or more often",
    )
    expected = {
        "important": [*importance],
        "contact": [*contact],
        "used": ["Not at all", "Once or twice", "Three times or more"],
        "applied": ["Yes", "Partly", "Not yet"],
    }
    charts = charts_of(tmp_path, 12)
    for name, words in expected.items():
        for chart in (charts[name], charts[f"{name}_by"]):
            assert [entry.label for entry in chart.legend] == words
            assert [item.label for item in chart_page(chart).legend] == words
            assert all([piece.label for piece in row.segments] == words for row in rows_of(chart))
            assert legend_on_paper(chart) == words
    neutral_last = [item.label for item in chart_page(charts["satisfied"]).legend]
    assert neutral_last[-1] == "Neither satisfied nor dissatisfied"
    assert legend_on_paper(charts["satisfied"]) == neutral_last
    swatches = [item.swatch for item in chart_page(charts["contact"]).legend]
    assert swatches == [f"swatch-step-{shade}" for shade in (0, 1, 2, 4, 5)]


def legend_on_paper(chart: Chart) -> list[str]:
    drawn = paper._figure(chart)
    return [text.get_text() for legend in drawn.legends for text in legend.get_texts()]


def test_on_paper_the_pieces_have_the_colours_of_the_legend_and_its_order(tmp_path: Path) -> None:
    for name in ("important", "applied", "contact"):
        chart = charts_of(tmp_path, 12)[name]
        drawn = paper._figure(chart)
        patches = [patch for legend in drawn.legends for patch in legend.get_patches()]
        pieces = sorted(drawn.axes[0].patches, key=lambda patch: patch.get_x())
        assert [piece.get_facecolor() for piece in pieces] == [patch.get_facecolor() for patch in patches]
        assert [round(piece.get_width()) for piece in pieces] == [piece.count for piece in rows_of(chart)[0].segments]
    assert len(set(STEPS)) == 5


def test_a_long_legend_stays_on_the_page(tmp_path: Path) -> None:
    """It ran out of the picture to the right, with the neutral answers' name cut off."""
    for n in SIZES:
        for chart in charts_of(tmp_path, n).values():
            drawn = paper._figure(chart)
            drawn.canvas.draw()
            for legend in drawn.legends:
                assert legend.get_window_extent().x1 <= drawn.bbox.x1 + 1, chart.frame.key


@pytest.mark.parametrize("n", SIZES)
def test_never_stands_apart_hollow_and_one_person_is_as_long_there(n: int, tmp_path: Path) -> None:
    chart = charts_of(tmp_path, n)["contact_by"]
    for layout in ("wide", "narrow"):
        drawn = web(chart, layout)
        never = [piece for piece in bars(drawn) if piece[0] == "x2"]
        assert {piece[-1] for piece in never} == {"var(--paper)"}
        assert sum(to - base for _axis, _at, base, to, _colour in never) == sum(
            piece.count for row in rows_of(chart) for piece in row.segments if piece.label == "Never"
        )
        per_person = [
            (axis["domain"][1] - axis["domain"][0]) / (axis["range"][1] - axis["range"][0])
            for axis in (drawn["layout"]["xaxis"], drawn["layout"]["xaxis2"])
        ]
        assert per_person[0] == pytest.approx(per_person[1], rel=0.05)
        assert drawn["layout"]["xaxis2"]["domain"][1] < drawn["layout"]["xaxis"]["domain"][0]


def test_where_nobody_says_never_there_is_no_strip(tmp_path: Path) -> None:
    chart = charts_of(tmp_path, 6, contact=["weekly"] * 3 + ["monthly"] * 3)["contact"]
    assert {piece[0] for piece in bars(web(chart))} == {"x"}
    chart = charts_of(tmp_path, 6, contact=["never"] * 6)["contact"]
    assert {piece[0] for piece in bars(web(chart))} == {"x2"}
    assert go.Figure(web(chart, "narrow")).data


def test_titles_and_tables_speak_of_the_answers_that_count(tmp_path: Path) -> None:
    charts = charts_of(tmp_path, 12)
    assert charts["contact"].frame.title.startswith("“About once a month” or “Once a week or more often”: ")
    assert charts["applied"].frame.title.startswith("“Yes”: ")
    headers = {name: [c.label for c in chart_page(charts[f"{name}_by"]).columns][1:4] for name in LISTS}
    assert headers["satisfied"] == ["Low", "Neutral", "High"]
    assert headers["important"] == ["Low", "Between", "High"]
    assert headers["contact"][0] == "Never"
    assert headers["applied"] == ["Yes", "Partly", "Not yet"]
    row = charts["applied_by"].frame.table.rows[0]
    assert list(row[1:4]) == [piece.count for piece in rows_of(charts["applied_by"])[0].segments]


def test_how_often_has_no_mean(tmp_path: Path) -> None:
    charts = charts_of(tmp_path, 12)
    assert "mean" in charts["important"].frame.summary
    assert "mean" not in charts["contact"].frame.summary
    assert "Mean" not in [column.label for column in chart_page(charts["contact_by"]).columns]


def test_six_answers_are_drawn_in_three_categories(tmp_path: Path) -> None:
    chart = charts_of(tmp_path, 6)["contact"]
    assert [entry.label for entry in chart.legend] == [
        "Never",
        "Once or twice a year / Several times a year",
        "About once a month / Once a week or more often",
    ]
    assert [entry.shade for entry in chart.legend] == [0, 2, 5]
