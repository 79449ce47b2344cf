"""Results: what a survey says, chart by chart, and files of each. The address holds the survey and the filter."""

from __future__ import annotations

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from surveyapp.services.associations import Desk
from surveyapp.services.errors import NotFound
from surveyapp.services.published import NEEDS, page_layout
from surveyapp.services.results import Results, ResultsState, results_of
from surveyapp.web.leader import results_page
from surveyapp.web.leader.blueprint import (
    asked_run,
    blueprint,
    current_desk,
    survey_title,
    surveys_of_year,
    view_address,
)
from surveyapp.web.leader.chart_files import evidence_questions, picture_file, table_file
from surveyapp.web.shared import results_words
from surveyapp.web.shared.conflicts import unreadable, withheld
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import sentences

AGENDA = 8


def _results(desk: Desk) -> Results:
    asked = request.args.get("who", "")
    return results_of(current_unit(), current_actor(), desk.association.id, desk.period.id, asked_run(), asked)


@blueprint.get("/results")
@requires("leader")
def results(association_id: uuid.UUID) -> ResponseReturnValue:
    """The results of a survey, or what can be done until there are any."""
    desk = current_desk(association_id)
    try:
        found = _results(desk)
    except NotFound as error:
        if error.code != "filter":
            raise
        return render_template("leader/results_filter.html", desk=desk, run_id=asked_run()), 404
    language = page_language()
    context: dict[str, object] = {
        "desk": desk,
        "found": found,
        "run": found.run,
        "view": view_address(desk, found),
        "others": [row for row in surveys_of_year(desk) if found.run is None or row.run.id != found.run.id],
        "survey_title": survey_title(found.run) if found.run is not None else "",
    }
    if found.state is not ResultsState.SHOWN:
        agenda = found.labels(language) if found.structure is not None else None
        questions = _agenda(found)
        return render_template(
            "leader/results_none.html",
            agenda=agenda,
            questions=questions,
            unreadable=unreadable(),
            withheld=withheld(),
            **context,
        )
    layout = page_layout(current_unit(), found)
    drawn = {section.id: section for section in results_page.sections(found, language)}
    sections = [drawn[section] for section in layout.shown if section in drawn]
    needs = None if NEEDS in layout.hidden else results_page.needs(found, language)
    pages = [page for section in sections for question in section.questions for page in question.charts]
    return render_template(
        "leader/results.html",
        **context,
        sections=sections,
        ranged=any(page.ranged for page in [*pages, *([needs] if needs is not None else [])]),
        hidden=len(layout.hidden),
        filters=results_page.filters(found, language),
        filtered=results_page.filter_label(found, language),
        needs=needs,
        importance=results_page.importance(found, language),
        withheld_needs=_withheld_needs(found, language),
        evidence=evidence_questions(desk) if found.year_end and found.segment is None else frozenset(),
        usable=frozenset(question.id for question in found.questions if question.measure != "best-worst"),
        cautions=[sentences.caution(words(), code) for code in found.shown.cautions],
    )


def _agenda(found: Results) -> list[str]:
    """Questions to talk over where there are no numbers: the core, else the first few."""
    if found.structure is None:
        return []
    asked = [question for question in found.structure.questions.values() if question.measure != "proposals"]
    return [question.id for question in asked if question.core] or [question.id for question in asked[:AGENDA]]


def _withheld_needs(found: Results, language: str) -> list[tuple[str, str]]:
    needs = found.shown.needs
    if needs is None:
        return []
    labels = found.labels(language)
    return [(labels.row(needs.question, code), results_words.withheld(refusal)) for code, refusal in needs.withheld]


@blueprint.get("/results/chart/<key>.<kind>")
@requires("leader")
def results_chart(association_id: uuid.UUID, key: str, kind: str) -> ResponseReturnValue:
    """A chart as a picture: ``png`` or ``svg``."""
    chart = results_page.export_chart(_results(current_desk(association_id)), key, page_language())
    return picture_file(chart, kind)


@blueprint.get("/results/table/<key>.csv")
@requires("leader")
def results_table(association_id: uuid.UUID, key: str) -> ResponseReturnValue:
    """The numbers behind a chart, for a spreadsheet."""
    return table_file(results_page.export_chart(_results(current_desk(association_id)), key, page_language()))


@blueprint.get("/methods")
@requires("leader")
def methods(association_id: uuid.UUID) -> ResponseReturnValue:
    """How everything is counted, in plain words; every chart leads here."""
    return render_template("leader/results_methods.html", desk=current_desk(association_id), run_id=asked_run())
