"""Charts of the results for the evaluation: what can be chosen, and the chosen ones in the evaluation's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import force_locale

from surveyapp.analysis.charts import Chart
from surveyapp.evaluation.figures import Figures
from surveyapp.services.associations import Desk
from surveyapp.services.evaluations import EvaluationDesk
from surveyapp.services.results import Results, ResultsState, results_of
from surveyapp.web.leader.results_page import signed
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.results_charts import Charts
from surveyapp.web.shared.results_needs import importance_chart, needs_chart
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words


@dataclass(frozen=True, slots=True)
class Offered:
    """A chart of the results that a part may carry."""

    key: str
    title: str
    """What was found, in the language of the page."""
    asked: str
    """What was asked; empty for a chart of several questions."""


def offered_charts(desk: Desk) -> Mapping[str, Offered]:
    """By key, in the results' order; none while there is nothing to show."""
    results = results_of(current_unit(), current_actor(), desk.association.id, desk.period.id)
    if results.state is not ResultsState.SHOWN:
        return {}
    labels = results.labels(page_language())
    questions = [question.id for section in results.shown.sections for question in section.questions]
    asked = {question.replace(".", "-"): question for question in questions}
    found = {}
    for key, chart in _charts(results, page_language()).items():
        question = asked.get(key) or next((asked[name] for name in asked if key.startswith(f"{name}-")), "")
        found[key] = Offered(key, chart.frame.title, labels.question(question) if question else "")
    return found


def figures_of(desk: Desk, year: EvaluationDesk, language: str | None = None) -> Figures:
    """The charts chosen for each part, in a language, by default the evaluation's own.

    A chart that the results no longer give is left out.
    """
    chosen = {part.number: year.charts(part.number) for part in year.evaluation.parts if year.charts(part.number)}
    if not chosen:
        return {}
    results = results_of(current_unit(), current_actor(), desk.association.id, desk.period.id)
    if results.state is not ResultsState.SHOWN:
        return {}
    spoken = language or year.view.language
    with force_locale(spoken):
        charts = _charts(results, spoken, frozenset(key for keys in chosen.values() for key in keys))
    return {number: tuple(charts[key] for key in keys if key in charts) for number, keys in chosen.items()}


def release_drawn(desk: Desk) -> str | None:
    """The release that charts of the results are drawn from; None while there is nothing to show."""
    results = results_of(current_unit(), current_actor(), desk.association.id, desk.period.id)
    return results.shown.release if results.state is ResultsState.SHOWN else None


def _charts(results: Results, language: str, wanted: frozenset[str] | None = None) -> dict[str, Chart]:
    """The charts of the results by key, each signed with what was asked; all, or only the wanted."""
    labels = results.labels(language)
    found: dict[str, Chart] = {}
    for chart in (needs_chart(results.shown, labels), importance_chart(results.shown, labels)):
        if chart is not None and (wanted is None or chart.frame.key in wanted):
            found[chart.frame.key] = signed(chart, results, language)
    charts = Charts(results.shown, labels)
    for section in results.shown.sections:
        for question in section.questions:
            for chart in charts.of_question(question):
                if wanted is None or chart.frame.key in wanted:
                    asked = words().gettext("“%(answer)s”", answer=labels.question(question.id))
                    found[chart.frame.key] = signed(chart, results, language, asked)
    return found
