"""This year at a glance: who answered, what they say, what to do next."""

from __future__ import annotations

import uuid

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.analysis.disclosure import ShownItem
from surveyapp.services.overview import Overview, Step, StepKey, overview
from surveyapp.services.results import ResultsState
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.change_charts import by_chance
from surveyapp.web.shared import results_words as say
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import participation, sentences
from surveyapp.wording.charts import needs_title

CLEAREST = 3
CHANGES = 4
"""Changes told at a glance; the others stand with the findings."""


@blueprint.get("/")
@requires("leader")
def home(association_id: uuid.UUID) -> ResponseReturnValue:
    """The leader's first page."""
    desk = current_desk(association_id)
    year = overview(current_unit(), current_actor(), association_id, desk.period.id)
    addresses = {
        step.key: url_for(f"leader.{step.key}", association_id=association_id, period=desk.period.id)
        for step in year.steps
    }
    return render_template(
        "leader/home.html",
        desk=desk,
        year=year,
        run=year.results.run,
        shown=year.results.state is ResultsState.SHOWN,
        overall=_overall(year),
        needs=_needs(year),
        need_claim=_need_claim(year),
        changes=_changes(year),
        chance=by_chance(year.changes[0].numbers["by_chance"]) if year.changes else "",
        steps=[
            {"title": _title(step), "state": step.state, "text": _text(step, year), "url": addresses[step.key]}
            for step in year.steps
        ],
    )


def _overall(year: Overview) -> tuple[str, str] | None:
    """The overall judgement: the finding, and the count with its range."""
    if year.results.state is not ResultsState.SHOWN or not isinstance(year.results.shown.overall, ShownItem):
        return None
    item = year.results.shown.overall
    labels = year.results.labels(page_language())
    return say.scale_title(labels, item), say.item_summary(item, say.telling_side(item))


def _needs(year: Overview) -> list[tuple[str, str, str]]:
    """The first three needs: service, count, what it is made of."""
    if year.results.state is not ResultsState.SHOWN or year.results.shown.needs is None:
        return []
    needs, labels = year.results.shown.needs, year.results.labels(page_language())
    return [
        (
            labels.row(needs.question, need.code),
            say.of(need.unmet.k, need.known),
            _(
                "not satisfied: %(dissatisfied)s; not reached: %(not_reached)s",
                dissatisfied=need.dissatisfied.k,
                not_reached=need.not_reached.k,
            )
            if need.dissatisfied and need.not_reached
            else "",
        )
        for need in needs.found[:CLEAREST]
    ]


def _need_claim(year: Overview) -> str:
    """Which need is the greatest, as far as the answers say."""
    if year.results.state is not ResultsState.SHOWN or year.results.shown.needs is None:
        return ""
    needs, labels = year.results.shown.needs, year.results.labels(page_language())
    return needs_title(words(), needs, lambda code: labels.row(needs.question, code)) if needs.found else ""


def _changes(year: Overview) -> list[str]:
    c = words()
    label = sentences.label_from(c, year.results.labels(page_language())) if year.changes else None
    return [sentences.finding_text(c, finding, label).sentence for finding in year.changes[:CHANGES] if label]


def _title(step: Step) -> str:
    titles = {
        StepKey.PLAN: _("Keep the plan up to date"),
        StepKey.SURVEY: _("Ask the members"),
        StepKey.RESULTS: _("Read the results"),
        StepKey.PROPOSALS: _("Sort the proposals"),
        StepKey.INPUTS: _("Choose what to act on"),
        StepKey.RECOMMENDATIONS: _("Write the recommendations"),
        StepKey.EVALUATION: _("Finish the evaluation"),
    }
    return str(titles[step.key])


def _text(step: Step, year: Overview) -> str:
    """How far the step has come, in a few words; nothing where nothing has begun."""
    run = year.results.run
    match step.key:
        case StepKey.PLAN if step.total:
            held = {"held": step.count}
            return str(
                ngettext("%(held)s of %(num)s activity held", "%(held)s of %(num)s activities held", step.total, **held)
            )
        case StepKey.SURVEY if run is not None and run.status == "draft":
            return str(_("Being prepared"))
        case StepKey.SURVEY if run is not None:
            told = run.participation.told
            return participation.answered(words(), told, None if run.addressing == "shared" else step.total)
        case StepKey.RESULTS if year.results.state is ResultsState.OPEN:
            return str(_("Sealed until the survey is closed"))
        case StepKey.RESULTS if year.results.state in (ResultsState.TOO_FEW, ResultsState.NO_ANSWERS):
            return str(_("Too few answers to show numbers; the page says what can be done"))
        case StepKey.PROPOSALS if step.total:
            sorted_so_far = {"count": step.count}
            return str(
                ngettext(
                    "%(count)s of %(num)s proposal sorted", "%(count)s of %(num)s proposals sorted", step.total,
                    **sorted_so_far,
                )
            )  # fmt: skip
        case StepKey.RECOMMENDATIONS if step.count:
            return str(ngettext("%(num)s recommendation", "%(num)s recommendations", step.count))
        case StepKey.EVALUATION if year.handed_in:
            return str(_("Handed in to the regional centre"))
        case StepKey.EVALUATION:
            return str(_("%(count)s of %(total)s parts ready", count=step.count, total=step.total))
        case _:
            return ""
