"""An evaluation in words as it is kept when it is handed in, charts and all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveyapp.evaluation import blocks, figures
from surveyapp.evaluation.figures import Figures, without_charts
from surveyapp.wording.catalogue import Catalogue, catalogue
from surveyapp.wording.evaluation import EvaluationView, PartView


def kept(view: EvaluationView, drawn: Figures, release: str | None) -> dict[str, Any]:
    """The whole text and the charts, fit to be stored, with the release they were drawn from."""
    return {
        "release": release,
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


def as_kept(stored: Mapping[str, Any], release: str | None) -> tuple[EvaluationView, Figures]:
    """The evaluation as it was handed in; without its charts where another *release* is shown now, or none.

    A line in its language says where charts stood: old numbers are never beside new ones.
    """
    replaced = stored.get("release") != release
    if replaced:
        stored = without_charts(stored)
    c = catalogue(str(stored["language"]))
    parts = tuple(
        PartView(
            number=number,
            key=str(part["key"]),
            title=str(part["title"]),
            blocks=(*blocks.from_json(part["blocks"]), *_withdrawn(c, part)),
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


def _withdrawn(c: Catalogue, part: Mapping[str, Any]) -> tuple[blocks.Block, ...]:
    count = int(part.get("withdrawn", 0))
    if not count:
        return ()
    return (
        blocks.Paragraph(
            c.ngettext(
                "A chart stood here. It is not shown any more, because the results have changed since.",
                "%(num)s charts stood here. They are not shown any more, because the results have changed since.",
                count,
                num=count,
            )
        ),
    )
