"""An evaluation in words as it is kept when it is handed in, charts and all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveyapp.evaluation import blocks, figures
from surveyapp.evaluation.figures import Figures
from surveyapp.wording.evaluation import EvaluationView, PartView


def kept(view: EvaluationView, drawn: Figures) -> dict[str, Any]:
    """The whole text and the charts, fit to be stored."""
    return {
        "language": view.language,
        "title": view.title,
        "association": view.association,
        "year": view.year,
        "progress": view.progress,
        "page_label": view.page_label,
        "empty_text": view.empty_text,
        "parts": [
            {
                "key": part.key,
                "title": part.title,
                "blocks": blocks.to_json(part.blocks),
                "ready": part.ready,
                "edited": part.edited,
                "charts": [figures.to_json(chart) for chart in drawn.get(part.number, ())],
            }
            for part in view.parts
        ],
    }


def as_kept(stored: Mapping[str, Any]) -> tuple[EvaluationView, Figures]:
    """The evaluation as it was handed in."""
    parts = tuple(
        PartView(
            number=number,
            key=str(part["key"]),
            title=str(part["title"]),
            blocks=blocks.from_json(part["blocks"]),
            ready=bool(part["ready"]),
            edited=bool(part["edited"]),
            hints=(),
        )
        for number, part in enumerate(stored["parts"], start=1)
    )
    drawn = {
        number: tuple(figures.from_json(chart) for chart in part["charts"])
        for number, part in enumerate(stored["parts"], start=1)
        if part["charts"]
    }
    texts = {name: str(stored[name]) for name in ("language", "title", "association", "year", "progress")}
    view = EvaluationView(
        parts=parts, page_label=str(stored["page_label"]), empty_text=str(stored["empty_text"]), **texts
    )
    return view, drawn
