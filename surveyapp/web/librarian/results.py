"""Results a leader released to the members of her association."""

from __future__ import annotations

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue

from surveyapp.analysis.disclosure import Withheld
from surveyapp.analysis.results import QuestionResults
from surveyapp.services.published import NEEDS, PARTICIPATION, released_results
from surveyapp.web.librarian.blueprint import blueprint
from surveyapp.web.shared.chart_pages import chart_page
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.results_charts import Charts
from surveyapp.web.shared.results_needs import needs_chart
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import sentences


@blueprint.get("/results/<uuid:run_id>")
@requires("librarian")
def results(run_id: uuid.UUID) -> ResponseReturnValue:
    """What was released, and nothing else."""
    found = released_results(current_unit(), current_actor(), run_id)
    labels = found.labels(page_language())
    who = found.results.participation
    charts = Charts(found.results, labels)
    needs = needs_chart(found.results, labels) if NEEDS in found.parts else None
    drawn = [
        (
            question.id,
            labels.question(question.id),
            [chart_page(chart) for chart in charts.of_question(question)],
            _withheld(question),
        )
        for question in found.questions
    ]
    page = chart_page(needs) if needs is not None else None
    return render_template(
        "librarian/results.html",
        found=found,
        ranged=(page is not None and page.ranged) or any(each.ranged for _, _, pages, _ in drawn for each in pages),
        answered=sentences.response_rate(words(), who.answered, who.invited) if PARTICIPATION in found.parts else "",
        needs=page,
        questions=drawn,
    )


@blueprint.get("/methods")
@requires("librarian")
def methods() -> ResponseReturnValue:
    """How everything is counted; every released chart leads here."""
    return render_template("librarian/methods.html")


def _withheld(question: QuestionResults) -> str:
    """Why a question has no numbers; "" where it has."""
    refusals = [item for _, item in question.items if isinstance(item, Withheld)]
    return sentences.withheld(words(), refusals[0]) if len(refusals) == len(question.items) and refusals else ""
