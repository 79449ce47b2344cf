"""Charts to be taken away, as pictures and as tables, and the way from a chart to the inputs for recommendations."""

from __future__ import annotations

import csv
import io

from flask import Response, send_file

from surveyapp.analysis.charts import Chart
from surveyapp.documents.charts import chart_png, chart_svg
from surveyapp.documents.text import file_name
from surveyapp.services.associations import Desk
from surveyapp.services.errors import NotFound
from surveyapp.services.findings import inputs_of
from surveyapp.web.shared.chart_pages import header_label
from surveyapp.web.shared.unit import current_actor, current_unit

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
DRAWERS = {"png": (chart_png, "image/png"), "svg": (chart_svg, "image/svg+xml")}


def picture_file(chart: Chart, kind: str) -> Response:
    """A chart as a picture: ``png`` or ``svg``; ``NotFound`` for another kind."""
    if kind not in DRAWERS:
        raise NotFound("chart")
    draw, mime_type = DRAWERS[kind]
    return _file(draw(chart), mime_type, file_name(chart.frame.key, kind))


def table_file(chart: Chart) -> Response:
    """The numbers behind a chart, for a spreadsheet."""
    table = chart.frame.table
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_plain(header_label(header)) for header in table.headers])
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    # Spreadsheets take a file for UTF-8 only when it says so at its beginning.
    return _file(text.getvalue().encode("utf-8-sig"), "text/csv", file_name(chart.frame.key, "csv"))


def evidence_questions(desk: Desk) -> frozenset[str]:
    """Questions of which a finding waits among the inputs: there it can be made a recommendation."""
    inputs = inputs_of(current_unit(), current_actor(), desk.association.id, desk.period.id)
    return frozenset(item.finding.query.question for item in inputs.open)


def _plain(cell: str | float | None) -> str | float | None:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def _file(content: bytes, mime_type: str, name: str) -> Response:
    return send_file(io.BytesIO(content), mime_type, as_attachment=True, download_name=name)
