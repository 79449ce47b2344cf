"""Results a leader released to the members of her association."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from flask import render_template
from flask.typing import ResponseReturnValue

from surveyapp.analysis import charting
from surveyapp.analysis.charts import Chart
from surveyapp.analysis.disclosure import ShownCell, ShownItem, Withheld
from surveyapp.analysis.results import QuestionResults
from surveyapp.dataset import Labels
from surveyapp.services.published import NEEDS, PARTICIPATION, ReleasedResults, released_results
from surveyapp.web.librarian.blueprint import blueprint
from surveyapp.web.shared.chart_pages import chart_page
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import charts as say
from surveyapp.wording import numbers, sentences


@blueprint.get("/results/<uuid:run_id>")
@requires("librarian")
def results(run_id: uuid.UUID) -> ResponseReturnValue:
    """What was released, and nothing else."""
    found = released_results(current_unit(), current_actor(), run_id)
    labels = found.labels(page_language())
    who = found.results.participation
    return render_template(
        "librarian/results.html",
        found=found,
        answered=sentences.response_rate(words(), who.answered, who.invited) if PARTICIPATION in found.parts else "",
        needs=chart_page(chart) if (chart := _needs(found, labels)) is not None else None,
        questions=[
            (
                question.id,
                labels.question(question.id),
                [chart_page(chart) for chart in _charts(question, labels)],
                _withheld(question),
            )
            for question in found.questions
        ],
    )


def _withheld(question: QuestionResults) -> str:
    """Why a question has no numbers; "" where it has."""
    refusals = [item for _, item in question.items if isinstance(item, Withheld)]
    return sentences.withheld(words(), refusals[0]) if len(refusals) == len(question.items) and refusals else ""


def _needs(found: ReleasedResults, labels: Labels) -> Chart | None:
    needs = found.results.needs
    if NEEDS not in found.parts or needs is None or not needs.ranked:
        return None
    c = words()

    def service(code: str) -> str:
        return labels.row(needs.question, code)

    n, population = found.results.participation.answered, found.results.participation.invited
    return charting.needs(
        charting.Words(
            "needs",
            say.needs_title(c, needs, service),
            say.needs_summary(c, needs, service),
            say.footer(c, n, population, "need"),
        ),
        needs,
        service,
        lambda need: numbers.k_of_n(c, need.unmet.k, need.known),
        c.gettext("Used it and are not satisfied"),
        c.gettext("Important to them, not used"),
        lambda tier: say.TIERS[tier](c),
    )


def _charts(question: QuestionResults, labels: Labels) -> Iterator[Chart]:
    """One chart for all ratings of a question, and one for each other item."""
    c = words()
    items = [(item, _name(item, labels)) for _, item in question.items if isinstance(item, ShownItem)]
    scales = [(item, name) for item, name in items if item.measure == "ordinal"]
    if scales:
        first = scales[0][0]
        said = [say.item_summary(c, item, name, _answer(labels, item)) for item, name in scales]
        title = (
            say.item_title(c, first, scales[0][1], _answer(labels, first))
            if len(scales) == 1
            else labels.question(question.id)
        )
        yield charting.diverging(
            charting.Words(
                question.id,
                title,
                " ".join(said),
                say.footer(c, max(item.n for item, _ in scales), first.invited, "ordinal"),
            ),
            [(name if len(scales) > 1 else "", item) for item, name in scales],
            _cell(labels, first),
            {"low": c.gettext("low"), "neutral": c.gettext("middle"), "high": c.gettext("high")},
            lambda k, n: numbers.k_of_n(c, k, n),
        )
    for item, name in items:
        if item.measure == "ordinal" or not item.cells:
            continue
        yield charting.bar_counts(
            charting.Words(
                item.key.replace(".", "-"),
                say.item_title(c, item, name, _answer(labels, item)),
                say.item_summary(c, item, name, _answer(labels, item)),
                say.footer(c, item.n, item.invited, "counts"),
            ),
            item,
            _cell(labels, item),
            lambda k, n: numbers.k_of_n(c, k, n),
        )


def _name(item: ShownItem, labels: Labels) -> str:
    return labels.row(item.question, item.row) if item.row else labels.question(item.question)


def _answer(labels: Labels, item: ShownItem) -> say.CodeLabel:
    def label(code: str) -> str:
        named = labels.option(item.question, code)
        return named if named != code else labels.row(item.question, code)

    return label


def _cell(labels: Labels, item: ShownItem) -> charting.CellLabel:
    name = _answer(labels, item)

    def label(cell: ShownCell) -> str:
        return " / ".join(name(code) for code in cell.codes)

    return label
