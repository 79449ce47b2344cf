"""Segments side by side: one question by one background question, with the reason where a segment is not shown."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.analysis.charts import Diverging
from surveyapp.analysis.disclosure import ShownItem, Withheld
from surveyapp.dataset import Labels
from surveyapp.services.comparison import SegmentedItem, Segments, segments_of
from surveyapp.services.results import ResultsState, results_of
from surveyapp.web.leader.blueprint import asked_run, blueprint, current_desk, view_address
from surveyapp.web.shared import results_words as say
from surveyapp.web.shared.answers import high_label
from surveyapp.web.shared.chart_pages import ChartPage, chart_page
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.results_charts import Charts
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.get("/segments")
@requires("leader")
def segments(association_id: uuid.UUID) -> ResponseReturnValue:
    """The page; what is compared stands in its address."""
    desk = current_desk(association_id)
    at = (current_unit(), current_actor(), desk.association.id, desk.period.id, asked_run())
    results = results_of(*at)
    if results.state is not ResultsState.SHOWN:
        return redirect(url_for("leader.results", **view_address(desk, results)))
    found = segments_of(*at, dimension=request.args.get("by", ""), question=request.args.get("question", ""))
    labels = found.results.labels(page_language())
    return render_template(
        "leader/segments.html",
        desk=desk,
        found=found,
        view=view_address(desk, results),
        dimensions=[(key, labels.question(key)) for key in found.dimensions],
        questions=[(key, labels.question(key)) for key in found.questions],
        blocks=[_block(found, item, labels) for item in found.items],
    )


def _block(found: Segments, item: SegmentedItem, labels: Labels) -> tuple[str, ChartPage | None, tuple[str, ...], str]:
    """Of one item: its name, a chart for scales, sentences for anything else, and what is not shown and why."""
    row = item.key.removeprefix(found.question).removeprefix(".").removesuffix(".rating")
    name = labels.row(found.question, row) if row else labels.question(found.question)
    if isinstance(item.segments, Withheld):
        return name, None, (), say.withheld(item.segments)
    shown = [(labels.option(found.dimension, code), part) for code, part in item.segments.segments]
    hidden = [labels.option(found.dimension, code) for code in item.segments.hidden]
    note = ""
    if hidden:
        note = str(
            _(
                "Not shown, because they or what remains beside them are fewer than five: %(segments)s.",
                segments="; ".join(hidden),
            )
        )
    if any(part.measure != "ordinal" for _code, part in shown):
        return name, None, tuple(_counts(title, part, labels) for title, part in shown), note
    charts = Charts(found.results.shown, labels)
    return name, chart_page(_chart(item, shown, charts)), (), note


def _chart(item: SegmentedItem, shown: Sequence[tuple[str, ShownItem]], charts: Charts) -> Diverging:
    most = max(shown, key=lambda pair: say.high_share(pair[1]))
    least = min(shown, key=lambda pair: say.high_share(pair[1]))
    title, part = most
    high = part.high.k if part.high is not None else 0
    finding = _("%(segment)s: %(count)s", segment=title, count=say.of(high, part.n))
    if say.high_share(most[1]) > say.high_share(least[1]):
        low = least[1].high.k if least[1].high is not None else 0
        finding = _(
            "Most often for “%(most)s” (%(count)s), least often for “%(least)s” (%(other)s)",
            most=title,
            count=say.of(high, part.n),
            least=least[0],
            other=say.of(low, least[1].n),
        )
    said = (
        str(finding),
        str(
            _(
                "The counts are of those who gave it: %(answers)s. Groups this small differ by chance too.",
                answers=high_label(charts.labels, part),
            )
        ),
        str(_("Counts of those who answered; a range for a segment is not known.")),
    )
    return charts.side_by_side(item.key.replace(".", "-"), said, shown)


def _counts(title: str, part: ShownItem, labels: Labels) -> str:
    return str(_("%(segment)s: %(finding)s", segment=title, finding=say.choices_title(labels, part)))
