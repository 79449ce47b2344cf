"""Charts: every kind is a figure Plotly accepts, keeps its numbers, and cannot break out of the page."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

import plotly.graph_objects as go
import pytest
from flask import Flask
from flask_babel import Babel

from surveyapp.analysis.charts import Bar, BarCounts, Chart, ImportancePerformance, Needs, Participation, ScaleBars
from surveyapp.web.shared.chart_lanes import Row, lay_out, step
from surveyapp.web.shared.chart_pages import chart_page, header_label
from surveyapp.web.shared.charts import figure
from tests.web.shared.chart_samples import samples

SAMPLES: dict[str, Chart] = {spec.kind: spec for spec in samples()}
LAYOUTS = ("wide", "narrow")


def drawn(spec: Chart, layout: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(figure(spec))[layout])


@pytest.fixture
def language() -> Any:
    app = Flask("charts")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", SAMPLES)
def test_plotly_accepts_every_figure(kind: str, layout: str) -> None:
    checked = go.Figure(drawn(SAMPLES[kind], layout))
    assert checked.data
    assert checked.layout.height > 0


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", SAMPLES)
def test_nothing_in_a_figure_asks_for_an_inline_style(kind: str, layout: str) -> None:
    """The content security policy refuses style attributes, which Plotly writes for these tags."""
    texts = [note["text"] for note in drawn(SAMPLES[kind], layout)["layout"]["annotations"]]
    assert not [text for text in texts if "<b>" in text or "<span" in text or "<i>" in text]


def test_a_label_cannot_leave_its_script_element() -> None:
    bars = SAMPLES["bar_counts"]
    assert isinstance(bars, BarCounts)
    evil = "</script><script>alert('&')</script>"
    text = str(figure(replace(bars, bars=(Bar(evil, 3, note=evil),))))
    assert "<" not in text
    assert "&" not in text
    labels = [note["text"] for note in json.loads(text)["wide"]["layout"]["annotations"]]
    assert "&lt;/script&gt;" in labels[0]


def test_bars_have_the_counts_and_their_intervals() -> None:
    traces = drawn(SAMPLES["bar_counts"], "wide")["data"]
    assert traces[0]["x"] == [9, 5, 3, 0]
    assert traces[1]["x"][:3] == [10, 13, None]
    assert traces[1]["y"][0] == traces[0]["y"][0]


def test_low_answers_end_at_zero_and_neutral_ones_stand_apart() -> None:
    spec = SAMPLES["scale_bars"]
    assert isinstance(spec, ScaleBars)
    middle, strip = drawn(spec, "wide")["data"]
    first = [
        (base, length)
        for base, length, at in zip(middle["base"], middle["x"], middle["y"], strict=True)
        if at == middle["y"][0]
    ]
    # very poor 1, poor 2 | good 4, very good 3: from the middle outwards on either side
    assert first == [(-2, 2), (-3, 1), (0, 4), (4, 3)]
    assert strip["x"] == [2, 1, 1]
    assert strip["xaxis"] == "x2"


def test_one_person_is_as_long_in_the_strip_as_in_the_middle() -> None:
    layout = drawn(SAMPLES["scale_bars"], "wide")["layout"]
    lengths = []
    for axis in (layout["xaxis"], layout["xaxis2"]):
        (start, end), (low, high) = axis["domain"], axis["range"]
        lengths.append((end - start) / (high - low))
    assert lengths[1] == pytest.approx(lengths[0])


def test_an_unmet_need_is_two_pieces_end_to_end() -> None:
    spec = SAMPLES["needs"]
    assert isinstance(spec, Needs)
    dissatisfied, missed = drawn(spec, "wide")["data"]
    assert dissatisfied["x"] == [4, 4, 0, 1]
    assert missed["x"] == [3, 1, 4]
    assert missed["base"] == [4, 4, 0]
    assert missed["marker"]["line"]["width"] > 0


def test_a_withheld_panel_is_named_and_has_no_mark() -> None:
    wide = drawn(SAMPLES["small_multiples"], "wide")
    words = " ".join(note["text"] for note in wide["layout"]["annotations"])
    assert "fewer than five used" in words
    assert len(set(wide["data"][0]["y"])) == 6


@pytest.mark.parametrize("layout", LAYOUTS)
def test_points_in_one_place_do_not_cover_one_anothers_numbers(layout: str) -> None:
    spec = cast("ImportancePerformance", SAMPLES["importance_performance"])
    first = spec.points[0]
    near = replace(spec.points[2], importance=first.importance + 0.01, satisfaction=first.satisfaction)
    trace = drawn(replace(spec, points=(first, spec.points[1], near)), layout)["data"][0]
    assert trace["text"] == ["1, 3", "2"]
    assert len(trace["x"]) == len(trace["marker"]["size"]) == 2
    assert trace["textposition"] == ["bottom center", "middle center"]
    assert trace["marker"]["opacity"] == 1


def test_a_figure_is_drawn_once() -> None:
    assert figure(SAMPLES["needs"]) is figure(SAMPLES["needs"])


@pytest.mark.parametrize("wide", [True, False])
def test_lanes_do_not_overlap_however_long_the_labels(wide: bool) -> None:
    rows = [Row("short"), Row("a label that goes on " * 6, "9 of 12"), Row("x", "a note " * 12), Row("last")]
    lanes = lay_out(rows, wide)
    distances = [after - before for before, after in zip(lanes.centres, lanes.centres[1:], strict=False)]
    assert min(distances) >= 36
    assert lanes.centres[-1] < lanes.height


@pytest.mark.parametrize(("most", "expected"), [(5, 1), (12, 2), (16, 5), (60, 10), (10_000, 2000)])
def test_ticks_are_whole_people(most: int, expected: int) -> None:
    assert step(most) == expected


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("kind", SAMPLES)
def test_the_table_behind_says_the_same(kind: str) -> None:
    page = chart_page(SAMPLES[kind])
    assert [column.label for column in page.columns][:2] == ["What", "Count"]
    assert [column.numeric for column in page.columns] == [False, True, True, True, True, True]
    assert page.rows[0] == ("Group seminar", "9", "75%", "10", "13", "4.25")
    assert page.rows[1][-1] == "–"


@pytest.mark.usefixtures("language")
def test_every_colour_that_has_a_meaning_is_named_in_the_legend() -> None:
    legend = chart_page(SAMPLES["scale_bars"]).legend
    assert [item.label for item in legend] == ["very poor", "poor", "good", "very good", "fair"]
    assert len({item.swatch for item in legend}) == 5
    participation = SAMPLES["participation"]
    assert isinstance(participation, Participation)
    assert [item.label for item in chart_page(participation).legend] == ["answered", "invited"]


@pytest.mark.usefixtures("language")
def test_headers_are_words_or_their_own() -> None:
    assert header_label(":5 – very good") == "5 – very good"
    with pytest.raises(KeyError):
        header_label("no_such_column")


def test_the_legend_of_needs_names_what_is_drawn() -> None:
    needs = SAMPLES["needs"]
    assert isinstance(needs, Needs)
    both = [label for _, label in needs.legend]
    assert both == [needs.dissatisfied_label, needs.not_reached_label]
    bar = replace(needs.bars[0], dissatisfied=0, not_reached=0, together=7)
    masked = replace(needs, bars=(bar,), together_label="Both together")
    assert masked.legend == (("together", "Both together"),)
    assert {part for part, _ in replace(masked, bars=(*needs.bars, bar)).legend} == {
        "dissatisfied",
        "not_reached",
        "together",
    }
