"""Charts on paper."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image

from surveyapp.analysis.charts import Chart, Needs
from surveyapp.documents.charts import PNG_DPI, WIDTH_INCHES, chart_png, chart_svg


def pixels(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_every_kind_is_drawn_at_the_text_width(charts: tuple[Chart, ...]) -> None:
    for chart in charts:
        picture = pixels(chart_png(chart))
        assert abs(picture.width - WIDTH_INCHES * PNG_DPI) <= 1
        assert len(picture.getcolors(2**24) or []) > 20, chart.kind


def test_the_same_specification_gives_the_same_bytes(charts: tuple[Chart, ...]) -> None:
    assert chart_png(charts[0]) == chart_png(charts[0])
    assert chart_svg(charts[1]) == chart_svg(charts[1])


def test_threads_draw_the_same_as_one(charts: tuple[Chart, ...]) -> None:
    alone = [chart_png(chart) for chart in charts[:4]]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(chart_png, charts[:4])) == alone


def test_svg_needs_no_font(charts: tuple[Chart, ...]) -> None:
    drawn = ET.fromstring(chart_svg(charts[0]))
    names = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert "path" in names
    assert "text" not in names


@pytest.mark.parametrize("title", ["Ko bibliotekāri grib?", "Что мешает? " * 12, "$\\alpha$ 100 % _x_"])
def test_titles_of_any_length_and_with_signs_of_markup_are_only_text(charts: tuple[Chart, ...], title: str) -> None:
    chart = charts[0]
    assert isinstance(chart, Needs)
    short = pixels(chart_png(chart))
    long = pixels(chart_png(replace(chart, frame=replace(chart.frame, title=title))))
    assert long.width == short.width
    assert (long.height > short.height) is (len(title) > 100)
