"""The results page as blocks: a section of the questionnaire, its questions, their charts, reasons and texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from surveyapp.analysis.charts import Chart, Frame, ScaleBars, ScaleRow, SmallMultiples
from surveyapp.analysis.disclosure import ShownItem, Withheld
from surveyapp.analysis.results import QuestionResults
from surveyapp.services.errors import NotFound
from surveyapp.services.results import Results, Segment
from surveyapp.web.shared import results_words as say
from surveyapp.web.shared.chart_pages import ChartPage, chart_page, standing_alone
from surveyapp.web.shared.results_charts import Charts
from surveyapp.web.shared.results_needs import importance_chart, needs_chart
from surveyapp.web.shared.words import words

FIRST_TEXTS = 30
"""Texts under a question on the page itself."""


@dataclass(frozen=True, slots=True)
class TextsBlock:
    """Answers in people's own words, unsigned; `note` says why there are none."""

    own: bool
    """The question itself asks for words; else they complete a choice ("other")."""
    texts: tuple[str, ...]
    """The first few; the page of texts has them all, and searches them."""
    note: str = ""
    column: str = ""
    count: int = 0
    """How many wrote something."""


@dataclass(frozen=True, slots=True)
class QuestionBlock:
    """One question: what was asked, its charts, what is not shown and why, and the texts."""

    id: str
    asked: str
    local: bool
    charts: tuple[ChartPage, ...]
    notes: tuple[str, ...]
    texts: tuple[TextsBlock, ...]


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """One section of the questionnaire."""

    id: str
    title: str
    questions: tuple[QuestionBlock, ...]


def sections(results: Results, language: str) -> tuple[SectionBlock, ...]:
    """All sections that ask something, in the questionnaire's order."""
    labels = results.labels(language)
    charts = Charts(results.shown, labels)
    return tuple(
        SectionBlock(
            section.id,
            labels.section(section.id),
            tuple(_question(results, question, charts) for question in section.questions),
        )
        for section in results.shown.sections
        if section.questions
    )


def filters(results: Results, language: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Whose answers the page can show: by background question (address, answer, whether it is chosen)."""
    labels = results.labels(language)
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for each in results.segments:
        named = labels.option(each.dimension, each.code)
        found.setdefault(each.dimension, []).append((each.address, named, each == results.segment))
    return [(labels.question(dimension), options) for dimension, options in found.items()]


def filter_label(results: Results, language: str) -> str:
    """Whose answers the page shows: "How long …? – over ten years"; "" for everybody's."""
    return _segment_label(results.segment, results, language) if results.segment is not None else ""


def _segment_label(segment: Segment, results: Results, language: str) -> str:
    labels = results.labels(language)
    return words().gettext(
        "%(question)s – %(row)s",
        question=labels.question(segment.dimension),
        row=labels.option(segment.dimension, segment.code),
    )


def needs(results: Results, language: str) -> ChartPage | None:
    """The chart of unmet needs."""
    chart = needs_chart(results.shown, results.labels(language))
    return chart_page(chart) if chart is not None else None


def importance(results: Results, language: str) -> ChartPage | None:
    """The picture of importance and satisfaction."""
    chart = importance_chart(results.shown, results.labels(language))
    return chart_page(chart) if chart is not None else None


def export_chart(results: Results, key: str, language: str) -> Chart:
    """A chart to be taken away: its footer says what was asked. ``NotFound`` where the page has no such chart."""
    labels = results.labels(language)
    charts = Charts(results.shown, labels)
    for chart in (needs_chart(results.shown, labels), importance_chart(results.shown, labels)):
        if chart is not None and chart.frame.key == key:
            return signed(chart, results, language)
    for section in results.shown.sections:
        for question in section.questions:
            for chart in charts.of_question(question):
                if chart.frame.key == key:
                    asked = words().gettext("“%(answer)s”", answer=labels.question(question.id))
                    return signed(chart, results, language, asked)
    raise NotFound("chart")


def signed(chart: Chart, results: Results, language: str, asked: str = "") -> Chart:
    """With association and question in the footer, so that a picture on its own says whose numbers these are."""
    said = standing_alone(chart).frame.footer
    parts = [asked, results.association.name(language), filter_label(results, language), said]
    frame = replace(chart.frame, footer=" · ".join(part for part in parts if part))
    if isinstance(chart, SmallMultiples):
        return as_rows(chart, frame)
    return replace(chart, frame=frame)


def as_rows(chart: SmallMultiples, frame: Frame) -> ScaleBars:
    """Panels of one row each as rows of one picture, which on paper takes half the height."""
    rows = tuple(
        replace(panel.rows[0], label=panel.label) if panel.rows else ScaleRow(panel.label, (), 0, panel.withheld)
        for panel in chart.panels
    )
    return ScaleBars(frame, rows, chart.legend, chart.axis_max, chart.polarity)


def _question(results: Results, question: QuestionResults, charts: Charts) -> QuestionBlock:
    drawn = tuple(chart_page(chart) for chart in charts.of_question(question))
    return QuestionBlock(
        question.id,
        charts.labels.question(question.id),
        question.local,
        drawn,
        tuple(dict.fromkeys(_notes(question, drawn=bool(drawn)))),
        tuple(_texts(results, question)),
    )


def _notes(question: QuestionResults, *, drawn: bool) -> Iterator[str]:
    """Why nothing is drawn."""
    for _key, item in question.items:
        if isinstance(item, Withheld) and not drawn:
            yield say.withheld(item)
        elif isinstance(item, ShownItem) and not drawn and not item.cells:
            yield words().gettext("There is no answer that can be counted.")
    if not question.items and not question.texts:
        yield say.withheld(Withheld("unknown_kind"))


def _texts(results: Results, question: QuestionResults) -> Iterator[TextsBlock]:
    for key, count in question.texts:
        found = results.texts.get(key, ())
        own = key == question.id
        if isinstance(found, Withheld):
            yield TextsBlock(own, (), say.withheld(found))
        elif found:
            yield TextsBlock(own, found[:FIRST_TEXTS], column=key, count=count)
        elif own:
            yield TextsBlock(own, (), words().gettext("Nobody wrote anything here."))
