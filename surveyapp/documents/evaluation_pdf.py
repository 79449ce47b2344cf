"""The evaluation as a tagged PDF (PDF/UA-1), set by Typst from a template that ships with the product."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from surveyapp.documents.charts import chart_svg
from surveyapp.documents.style import ACCENT, CHART_FONT, FONT_DIRECTORY, INK, INK_SOFT, RULE
from surveyapp.documents.tables import column_shares, numeric_columns
from surveyapp.documents.text import settable
from surveyapp.evaluation.blocks import Block, Items, Paragraph, Table, to_json
from surveyapp.evaluation.figures import NO_FIGURES, Figures, alternative_text
from surveyapp.evaluation.rich import Rich, plain, spans
from surveyapp.wording.evaluation import EvaluationView

TEMPLATE = Path(__file__).parent / "templates" / "evaluation.typ"
FONTS = ["Libertinus Serif", CHART_FONT]
"""The first comes inside Typst and has the letters of all four languages; the second has the rarer signs."""


class DocumentError(Exception):
    """Typst refused the document or warned about it; the message is its own, for the log."""


def evaluation_pdf(view: EvaluationView, figures: Figures = NO_FIGURES, *, wide: bool = False) -> bytes:
    """The evaluation in its own language as PDF/UA-1.

    *wide* lays the pages on their side. People's text reaches Typst only as JSON values, so that none of it is markup.
    Fonts of the machine are ignored.
    Refuses (DocumentError) whatever Typst warns about, a missing letter among it.
    """
    return compiled(TEMPLATE, {**_data(view, figures), "wide": wide})


def compiled(template: Path, data: dict[str, Any]) -> bytes:
    """Set *template* with *data*; see `evaluation_pdf` for what is refused."""
    inputs = {"data": json.dumps(_clean(data))}
    compiler = typst.Compiler(template, font_paths=[FONT_DIRECTORY], ignore_system_fonts=True, sys_inputs=inputs)
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        raise DocumentError(error.diagnostic) from error
    if warnings:
        raise DocumentError("; ".join(warning.message for warning in warnings))
    if not isinstance(pdf, bytes):
        raise DocumentError("no document came out")
    return pdf


def _clean(value: Any) -> Any:
    """Every text of the data made settable; a chart's drawing is left as it is."""
    if isinstance(value, str):
        return settable(value)
    if isinstance(value, dict):
        return {key: entry if key == "svg" else _clean(entry) for key, entry in value.items()}
    return [_clean(entry) for entry in value] if isinstance(value, list) else value


def _data(view: EvaluationView, figures: Figures) -> dict[str, Any]:
    return {
        "language": view.language,
        "fonts": FONTS,
        "title": view.title,
        "association": view.association,
        "year": view.year,
        "page_label": view.page_label,
        "empty_text": view.empty_text,
        "colours": {"ink": INK, "soft": INK_SOFT, "accent": ACCENT, "rule": RULE},
        "parts": [
            {
                "title": part.heading,
                "blocks": [*_blocks(part.blocks), *_charts(figures, part.number)],
            }
            for part in view.parts
        ],
    }


def _blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    written = to_json(blocks)
    for block, entry in zip(blocks, written, strict=True):
        if isinstance(block, Table):
            words = [plain(header) for header in block.headers]
            rows = [[plain(cell) for cell in row] for row in block.rows]
            entry["widths"] = column_shares(words, rows)
            entry["numeric"] = numeric_columns(rows, len(words))
            entry["headers"] = [_runs(header) for header in block.headers]
            entry["rows"] = [[_runs(cell) for cell in row] for row in block.rows]
        elif isinstance(block, Paragraph):
            entry["text"] = _runs(block.text)
        elif isinstance(block, Items):
            entry["items"] = [_runs(item) for item in block.items]
    return written


def _runs(text: Rich) -> list[dict[str, Any]]:
    return [{"text": span.text, "bold": span.bold, "italic": span.italic, "link": span.link} for span in spans(text)]


def _charts(figures: Figures, part: int) -> list[dict[str, Any]]:
    return [
        {
            "type": "chart",
            "svg": chart_svg(chart).decode(),
            "alt": alternative_text(chart),
        }
        for chart in figures.get(part, ())
    ]
