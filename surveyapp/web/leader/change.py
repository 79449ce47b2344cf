"""Year over year: what both years asked alike, in plain counts, with a hint where it is more than chance."""

from __future__ import annotations

import uuid

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.analysis.charts import Chart
from surveyapp.analysis.disclosure import Withheld
from surveyapp.analysis.years import YearPair
from surveyapp.dataset import Labels
from surveyapp.services.associations import Desk
from surveyapp.services.comparison import Years, years_of
from surveyapp.services.errors import NotFound
from surveyapp.services.results import ResultsState
from surveyapp.web.leader.blueprint import asked_run, blueprint, current_desk, view_address
from surveyapp.web.leader.change_charts import by_chance, change_charts, pair_name, sentence, wording
from surveyapp.web.leader.chart_files import evidence_questions, picture_file, table_file
from surveyapp.web.leader.results_page import signed
from surveyapp.web.shared import results_words as say
from surveyapp.web.shared.chart_pages import chart_page
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.get("/change")
@requires("leader")
def change(association_id: uuid.UUID) -> ResponseReturnValue:
    """The page; a year without results leads to the page that says why."""
    desk = current_desk(association_id)
    found = _years(desk)
    view = view_address(desk, found.results)
    if found.results.state is not ResultsState.SHOWN:
        return redirect(url_for("leader.results", **view))
    labels = found.results.labels(page_language())
    compared = found.compared
    return render_template(
        "leader/change.html",
        desk=desk,
        view=view,
        found=found,
        hints=[(pair_name(pair, labels), sentence(pair)) for pair in compared.hints],
        chance=by_chance(compared.by_chance) if compared.hints else "",
        charts=[(chart_page(chart), question) for chart, question in _charts(found, labels)],
        evidence=evidence_questions(desk) if found.results.year_end else frozenset(),
        rows=[
            (
                pair_name(pair, labels),
                say.of(pair.before.k, pair.before.n),
                say.of(pair.after.k, pair.after.n),
                wording(pair.change.wording),
                *([_paired(pair)] if found.linked is not None else []),
            )
            for pair in compared.pairs
        ],
        same=[(pair_name(pair, labels), _paired(pair)) for pair, _found in compared.paired_hints],
        same_chance=by_chance(compared.paired_by_chance) if compared.paired_hints else "",
    )


def _years(desk: Desk) -> Years:
    return years_of(current_unit(), current_actor(), desk.association.id, desk.period.id, asked_run())


def _charts(found: Years, labels: Labels) -> list[tuple[Chart, str]]:
    """The charts, each with the question that it leads to as evidence."""
    questions = dict.fromkeys((pair.question, pair.unmet) for pair in found.compared.pairs)
    return list(zip(change_charts(found, labels), [question for question, _unmet in questions], strict=True))


@blueprint.get("/change/chart/<key>.<kind>")
@requires("leader")
def change_chart(association_id: uuid.UUID, key: str, kind: str) -> Response:
    """A chart of two years as a picture: ``png`` or ``svg``."""
    return picture_file(_export(current_desk(association_id), key), kind)


@blueprint.get("/change/table/<key>.csv")
@requires("leader")
def change_table(association_id: uuid.UUID, key: str) -> Response:
    """The numbers behind a chart of two years."""
    return table_file(_export(current_desk(association_id), key))


def _export(desk: Desk, key: str) -> Chart:
    """A chart of the page with the association in its footer; ``NotFound`` where the page has none of this key."""
    found, language = _years(desk), page_language()
    if found.results.state is ResultsState.SHOWN:
        for chart in change_charts(found, found.results.labels(language)):
            if chart.frame.key == key:
                return signed(chart, found.results, language)
    raise NotFound("chart")


def _paired(pair: YearPair) -> str:
    """How the same members moved, in one line."""
    if pair.paired is None:
        return "–"
    if isinstance(pair.paired, Withheld):
        if pair.paired.reason == "pairs_would_tell":
            return str(_("not told: it would give single members away"))
        return str(_("too few pairs"))
    return str(
        ngettext(
            "of %(num)s pair: %(wording)s",
            "of %(num)s pairs: %(wording)s",
            pair.paired.pairs,
            wording=wording(pair.paired.wording),
        )
    )
