"""Intervals where decisions are made: in the picture, in the table, and what holds without any assumption."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel

from surveyapp.analysis.charts import Chart, Needs, ScaleBars, ScaleRow, SmallMultiples, has_ranges
from surveyapp.analysis.disclosure import ShownItem
from surveyapp.analysis.results import AssociationResults, association_results
from surveyapp.dataset import Release
from surveyapp.documents import charts as paper
from surveyapp.documents.style import INK
from surveyapp.evaluation.figures import from_json, to_json
from surveyapp.web.shared import assets
from surveyapp.web.shared.chart_pages import chart_page, standing_alone
from surveyapp.web.shared.charts import figure
from surveyapp.web.shared.results_charts import Charts
from surveyapp.web.shared.results_needs import needs_chart
from tests.dataset.sample import many, release_with
from tests.scales import release_of

Json = dict[str, Any]
SIZES = ((6, 9), (12, 16), (400, 520))


@pytest.fixture(autouse=True)
def language() -> Iterator[Flask]:
    app = Flask("ranges", template_folder=Path(assets.__file__).resolve().parents[1] / "templates")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield app


def page_of(release: Release) -> tuple[AssociationResults, dict[str, Chart]]:
    results = association_results(release)
    charts = Charts(results, release.structure.labels("en"))
    found = [chart for section in results.sections for q in section.questions for chart in charts.of_question(q)]
    return results, {chart.frame.key: chart for chart in found}


def items(results: AssociationResults) -> dict[str, ShownItem]:
    found = [pair for section in results.sections for q in section.questions for pair in q.items]
    return {key: item for key, item in found if isinstance(item, ShownItem)}


def rows_of(chart: Chart) -> list[ScaleRow]:
    if isinstance(chart, ScaleBars):
        return list(chart.rows)
    return [row for panel in cast("SmallMultiples", chart).panels for row in panel.rows]


def lines(chart: Chart, layout: str) -> list[tuple[float, float, float]]:
    """(from, to, height) of every interval that Plotly draws."""
    drawn = cast("Json", json.loads(figure(chart))[layout])
    found = []
    for trace in drawn["data"]:
        if trace["type"] == "scatter" and trace["mode"] == "lines":
            x, y = trace["x"], trace["y"]
            found += [(x[at], x[at + 1], y[at]) for at in range(0, len(x), 3)]
    return found


def on_paper(chart: Chart) -> list[tuple[float, float]]:
    """(from, to) of every interval that matplotlib draws."""
    (axes,) = paper._figure(chart).axes
    drawn = [line for line in axes.lines if line.get_color() == INK]
    found = [(list(line.get_xdata()), list(line.get_ydata())) for line in drawn]
    return [(x[0], x[1]) for x, y in found if y[0] == y[1]]


def table(chart: Chart) -> list[Mapping[str, Any]]:
    return [dict(zip(chart.frame.table.headers, row, strict=True)) for row in chart.frame.table.rows]


@pytest.mark.parametrize(("n", "invited"), SIZES)
def test_every_scale_row_is_drawn_with_the_interval_of_its_high_answers(n: int, invited: int, tmp_path: Path) -> None:
    results, charts = page_of(release_of(tmp_path, n, invited))
    shown = items(results)
    for name in ("satisfied", "important", "contact", "applied"):
        for chart in (charts[name], charts[f"{name}_by"]):
            keys = [name] if chart is charts[name] else [key for key in shown if key.startswith(f"{name}_by.")]
            expected = []
            for row, item in zip(rows_of(chart), (shown[key] for key in keys), strict=True):
                assert item.high is not None
                assert item.high.interval is not None
                ends = [n * end / invited for end in (item.high.interval.low, item.high.interval.high)]
                assert (row.low, row.high) == pytest.approx(ends)
                coloured = sum(piece.count for piece in row.segments if piece.shade)
                ends = ends if name in ("satisfied", "applied") else [max(0, coloured - ends[1]), coloured - ends[0]]
                expected.append(ends)
                # Where the high answers end, or begin, lies within the line.
                border = item.high.k if name in ("satisfied", "applied") else coloured - item.high.k
                assert ends[0] <= border <= ends[1]
            for layout in ("wide", "narrow"):
                drawn = lines(chart, layout)
                assert [list(each[:2]) for each in drawn] == [pytest.approx(ends) for ends in expected]
                bar = json.loads(figure(chart))[layout]["data"][0]
                assert not {at for *_, at in drawn} & set(bar["y"]), "it would lie over the numbers in the bar"
            begin = 0.0
            if name == "contact":
                begin = max(line.get_xdata()[0] for line in paper._figure(chart).axes[0].lines[:2])
            assert [list(each) for each in on_paper(chart)] == [
                pytest.approx([begin + end for end in ends]) for ends in expected
            ]


@pytest.mark.parametrize(("n", "invited"), SIZES)
def test_the_interval_lies_inside_the_picture(n: int, invited: int, tmp_path: Path) -> None:
    for chart in page_of(release_of(tmp_path, n, invited))[1].values():
        for layout in ("wide", "narrow"):
            low, high = json.loads(figure(chart))[layout]["layout"]["xaxis"]["range"]
            assert all(low <= start <= end <= high for start, end, _at in lines(chart, layout)), chart.frame.key


def test_needs_are_drawn_with_the_whole_members_they_may_mean(tmp_path: Path) -> None:
    release = release_with(tmp_path, many(40), 48)
    results = association_results(release)
    chart = needs_chart(results, release.structure.labels("en"))
    assert isinstance(chart, Needs)
    assert results.needs is not None
    spans = [
        [need.unmet.interval.low, need.unmet.interval.high] for need in results.needs.ranked if need.unmet.interval
    ]
    assert len(spans) == 4
    for layout in ("wide", "narrow"):
        assert [list(each[:2]) for each in lines(chart, layout)] == spans
        assert json.loads(figure(chart))[layout]["layout"]["xaxis"]["range"] == [0, 48]
    assert [list(each) for each in on_paper(chart)] == spans
    for row, need in zip(table(chart), results.needs.ranked, strict=True):
        assert need.unmet.bounds is not None
        assert (row["bound_low"], row["bound_high"]) == (need.unmet.bounds.low, need.unmet.bounds.high)
    assert len(chart.frame.bounds) == 4


def test_where_everybody_answered_nothing_is_drawn_and_nothing_opens(tmp_path: Path) -> None:
    for chart in page_of(release_of(tmp_path, 12, 12))[1].values():
        assert not has_ranges(chart)
        assert chart.frame.bounds == ()
        assert not {"interval_low", "bound_low", "mean_low"} & set(chart.frame.table.headers)
        assert lines(chart, "wide") == []


def test_tables_have_both_ranges_in_whole_people_and_the_means_with_theirs(tmp_path: Path) -> None:
    results, charts = page_of(release_of(tmp_path, 12, 16, satisfied=["5"] * 3 + ["4"] * 6 + ["3"] * 2 + ["2"]))
    rows = {row["label"]: row for row in table(charts["satisfied"])}
    high = rows["“Rather satisfied” or “Very satisfied”"]
    assert [high[key] for key in ("count", "n", "interval_low", "interval_high")] == [9, 12, 10, 13]
    assert [high[key] for key in ("bound_low", "bound_high")] == [9, 13]
    item = items(results)["satisfied"]
    assert item.mean is not None
    assert item.mean.interval is not None
    ends = [rows["Mean"][key] for key in ("mean", "mean_low", "mean_high")]
    assert ends == [item.mean.value, item.mean.interval.low, item.mean.interval.high]
    assert all(row["mean_low"] < row["mean"] < row["mean_high"] for row in table(charts["satisfied_by"]))
    small = page_of(release_of(tmp_path / "small", 6, 9))[1]
    assert not any("mean" in header for chart in small.values() for header in chart.frame.table.headers)


def test_what_holds_without_assumption_is_one_click_behind_and_needs_no_script(language: Flask, tmp_path: Path) -> None:
    charts = page_of(release_of(tmp_path, 12, 16, satisfied=["5"] * 3 + ["4"] * 6 + ["3"] * 2 + ["2"]))[1]
    said = charts["satisfied"].frame.bounds
    assert said[0] == "If we assume nothing about those who did not answer: 9 to 13\u00a0of\u00a016 members."
    assert said[1].startswith("Mean: ")
    text = render_template_string(
        '{% from "components/figures.html" import chart %}{{ chart(page) }}', page=chart_page(charts["satisfied_by"])
    )
    opened = text.split("<summary>If we assume nothing about the silent</summary>")[1].split("</details>")[0]
    for line in charts["satisfied_by"].frame.bounds:
        assert line in opened
    assert len(charts["satisfied_by"].frame.bounds) == 4


def test_no_sentence_of_a_chart_names_95_percent_and_a_picture_alone_names_it_once(tmp_path: Path) -> None:
    for chart in page_of(release_of(tmp_path, 12, 16))[1].values():
        assert "95" not in chart.frame.title + chart.frame.summary + chart.frame.footer
        assert standing_alone(chart).frame.footer.count("95%") == 1


def test_a_matrix_names_no_winner_of_one_person(tmp_path: Path) -> None:
    """Ten of twelve before eight of twelve: with twelve silent that is chance, and the title named the ten."""
    results, charts = page_of(release_of(tmp_path, 12, 24))
    high = {key: item.high.k for key, item in items(results).items() if item.high and key.startswith("satisfied_by")}
    assert sorted(high.values())[-2:] == [8, 10]
    title = charts["satisfied_by"].frame.title
    assert (
        title
        == "“Rather satisfied” or “Very satisfied”: from 3\u00a0of\u00a012 to 10\u00a0of\u00a012; no row clearly leads"
    )
    assert charts["satisfied_by"].frame.summary == (
        "The count beside each row is of those who answered “Rather satisfied” or “Very satisfied”."
    )
    many_answers = page_of(release_of(tmp_path / "many", 400, 520))[1]["satisfied_by"].frame.title
    assert "most often for “Methodical materials”" in many_answers


def test_a_chart_kept_before_intervals_were_drawn_is_read_as_it_was(tmp_path: Path) -> None:
    chart = page_of(release_of(tmp_path, 12, 16))[1]["satisfied"]
    kept = json.loads(json.dumps(to_json(chart)))
    assert from_json(kept) == chart
    del kept["frame"]["bounds"]
    for row in kept["rows"]:
        del row["low"], row["high"]
    old = from_json(kept)
    assert not has_ranges(old)
    assert old.frame.bounds == ()
    assert lines(old, "wide") == []
