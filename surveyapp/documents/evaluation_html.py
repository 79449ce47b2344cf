"""The evaluation as one HTML file that needs nothing beside it: words, tables, charts drawn in, a style for print."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.html import builder as build

from surveyapp.documents.charts import chart_svg
from surveyapp.documents.text import printable
from surveyapp.evaluation.blocks import Block, Heading, Items, Paragraph, Table
from surveyapp.evaluation.figures import NO_FIGURES, Figures, alternative_text
from surveyapp.evaluation.rich import Rich, spans
from surveyapp.wording.evaluation import EvaluationView, PartView

STYLE = Path(__file__).parent / "templates" / "evaluation.css"


def evaluation_html(view: EvaluationView, figures: Figures = NO_FIGURES) -> bytes:
    """The evaluation in its own language as one HTML file, UTF-8. Nothing in it is fetched or run."""
    page = build.HTML(
        build.HEAD(
            build.META(charset="utf-8"),
            build.META(name="viewport", content="width=device-width, initial-scale=1"),
            build.TITLE(printable(f"{view.title}, {view.association}, {view.year}")),
            build.STYLE(_style()),
        ),
        build.BODY(
            build.MAIN(
                build.HEADER(
                    build.P(printable(view.association)), build.H1(printable(view.title)), build.P(printable(view.year))
                ),
                *(_part(part, view, figures) for part in view.parts),
            )
        ),
        lang=view.language,
    )
    return b"<!doctype html>\n" + bytes(etree.tostring(page, encoding="utf-8", method="html"))


@lru_cache(maxsize=1)
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _part(part: PartView, view: EvaluationView, figures: Figures) -> Any:
    title = f"part-{part.number}"
    charts = figures.get(part.number, ())
    section = build.SECTION(build.H2(printable(f"{part.number}. {part.title}"), id=title))
    section.set("aria-labelledby", title)
    if not part.blocks and not charts:
        section.append(build.P(printable(view.empty_text), build.CLASS("soft")))
    section.extend(_block(block) for block in part.blocks)
    for chart in charts:
        drawn = base64.b64encode(chart_svg(chart)).decode("ascii")
        picture = build.IMG(src=f"data:image/svg+xml;base64,{drawn}", alt=printable(alternative_text(chart)))
        section.append(build.FIGURE(picture))
    return section


def _block(block: Block) -> Any:
    match block:
        case Heading(text, level):
            return (build.H3 if level == 1 else build.H4)(printable(text))
        case Paragraph(words):
            return build.P(*_runs(words))
        case Items(items, numbered):
            return (build.OL if numbered else build.UL)(*(build.LI(*_runs(item)) for item in items))
        case Table(headers, rows):
            named = (build.TH(*_runs(header), scope="col") if header else build.TD() for header in headers)
            head = build.THEAD(build.TR(*named))
            body = build.TBODY(*(build.TR(*(build.TD(*_runs(cell)) for cell in row)) for row in rows))
            return build.DIV(build.TABLE(head, body), build.CLASS("table"))


def _runs(text: Rich) -> list[Any]:
    found: list[Any] = []
    for span in spans(text):
        run: Any = printable(span.text)
        if span.italic:
            run = build.EM(run)
        if span.bold:
            run = build.STRONG(run)
        if span.link:
            run = build.A(run, href=span.link)
        found.append(run)
    return found
