"""From a chart to a recommendation: which of its answers are taken as evidence, and the leader's own words."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import evidence as service
from surveyapp.services.errors import Invalid
from surveyapp.services.lists import DIRECTIONS
from surveyapp.services.recommendations import RecommendationInput
from surveyapp.web.leader.blueprint import asked_run, blueprint, current_desk, survey_title, view_address
from surveyapp.web.leader.finding_words import finding_view
from surveyapp.web.leader.lists import list_choices
from surveyapp.web.leader.recommendation_forms import RecommendationForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.route("/results/evidence/<question>", methods=["GET", "POST"])
@requires("leader")
def results_evidence(association_id: uuid.UUID, question: str) -> ResponseReturnValue:
    """Make a recommendation of what one question shows."""
    desk = current_desk(association_id)
    at = (current_unit(), current_actor(), desk.association.id, desk.period.id)
    offered = service.answers_of(*at, question, asked_run(), request.args.get("who", ""))
    chosen = request.form.getlist("finding") or [offered.findings[0].fingerprint]
    form = RecommendationForm()
    form.direction.choices = list_choices(DIRECTIONS)
    if form.validate_on_submit():
        given = RecommendationInput(
            form.text.data or "", form.direction.data or None, form.owner.data or "", form.due_on.data
        )
        try:
            made = service.recommend_from_answers(*at, offered, request.form.getlist("finding"), given)
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("The recommendation is made; its evidence is kept with it."), "success")
            return redirect(
                url_for(
                    "leader.recommendations_item",
                    association_id=association_id,
                    recommendation_id=made,
                    period=desk.period.id,
                )
            )
    found = offered.results
    page = render_template(
        "leader/results_evidence.html",
        desk=desk,
        form=form,
        question=question,
        asked=found.labels(page_language()).question(question),
        title=_("Results") if found.run is None or found.year_end else survey_title(found.run),
        view=view_address(desk, found),
        choices=[
            (each.fingerprint, finding_view(desk, each, found.structure), each.fingerprint in chosen)
            for each in offered.findings
        ],
    )
    return page, 422 if form.is_submitted() else 200
