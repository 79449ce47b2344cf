"""The results page as blocks: a section of the questionnaire, its questions, their charts, reasons and texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from surveyapp.analysis.charts import Chart, Diverging, DivergingRow, Frame, SmallMultiples
from surveyapp.analysis.disclosure import ShownItem, Withheld
from surveyapp.analysis.results import QuestionResults
from surveyapp.services.errors import NotFound
from surveyapp.services.results import Results
from surveyapp.web.leader import results_words as say
from surveyapp.web.leader.results_charts import Charts
from surveyapp.web.leader.results_needs import importance_chart, needs_chart
from surveyapp.web.shared.chart_pages import ChartPage, chart_page
from surveyapp.web.shared.words import words
from surveyapp.wording import numbers

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
            return _signed(chart, results, language)
    for section in results.shown.sections:
        for question in section.questions:
            for chart in charts.of_question(question):
                if chart.frame.key == key:
                    asked = words().gettext("“%(answer)s”", answer=labels.question(question.id))
                    return _signed(chart, results, language, asked)
    raise NotFound("chart")


def _signed(chart: Chart, results: Results, language: str, asked: str = "") -> Chart:
    """With association and question in the footer, so that a picture on its own says whose numbers these are."""
    parts = [asked, results.association.name(language), chart.frame.footer]
    frame = replace(chart.frame, footer=" · ".join(part for part in parts if part))
    if isinstance(chart, SmallMultiples):
        return _rows(chart, frame)
    return replace(chart, frame=frame)


def _rows(chart: SmallMultiples, frame: Frame) -> Diverging:
    """Panels of one row each as rows of one picture, which on paper takes half the height."""
    rows = tuple(
        replace(panel.rows[0], label=panel.label) if panel.rows else DivergingRow(panel.label, (), 0, panel.withheld)
        for panel in chart.panels
    )
    return Diverging(frame, rows, chart.legend, chart.axis_max)


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
    """Why nothing is drawn, and numbers that need no picture."""
    for _key, item in question.items:
        if isinstance(item, Withheld):
            if not drawn:
                yield say.withheld(item)
        elif item.measure == "number":
            yield _number(item)


def _number(item: ShownItem) -> str:
    mean = item.mean.value if item.mean is not None else 0.0
    return words().gettext("%(mean)s on average; %(base)s.", mean=numbers.mean(words(), mean), base=say.base(item))


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
