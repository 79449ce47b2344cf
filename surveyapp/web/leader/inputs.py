"""Inputs for recommendations: the ranked findings, and the way from a finding to a recommendation."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import findings
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Invalid
from surveyapp.services.findings import InputItem, Inputs
from surveyapp.services.lists import DIRECTIONS
from surveyapp.services.recommendations import RecommendationInput
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.finding_words import FindingView, finding_view, phrases
from surveyapp.web.leader.lists import list_choices
from surveyapp.web.leader.recommendation_forms import AsideForm, RecommendationForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.sentences import response_rate

Shown = tuple[InputItem, FindingView, str]
"""A finding, its words, and the question whose results lead here ("" where an earlier finding is about it too)."""


def _inputs(desk: Desk) -> Inputs:
    return findings.inputs_of(current_unit(), current_actor(), desk.association.id, desk.period.id)


def _shown(desk: Desk, read: Inputs, items: tuple[InputItem, ...]) -> list[Shown]:
    asked: set[str] = set()
    shown = []
    for item in items:
        question = item.finding.query.question
        shown.append((item, finding_view(desk, item.finding, read.structure), "" if question in asked else question))
        asked.add(question)
    return shown


def _back(desk: Desk, endpoint: str = "leader.inputs") -> ResponseReturnValue:
    return redirect(url_for(endpoint, association_id=desk.association.id, period=desk.period.id))


@blueprint.get("/inputs")
@requires("leader")
def inputs(association_id: uuid.UUID) -> ResponseReturnValue:
    """The findings of the year, the weightiest first."""
    desk = current_desk(association_id)
    read = _inputs(desk)
    return render_template(
        "leader/inputs.html",
        desk=desk,
        inputs=read,
        answered_label=response_rate(words(), read.answered, read.invited),
        waiting=_shown(desk, read, read.open),
        used=_shown(desk, read, read.used),
        put_aside=_shown(desk, read, read.put_aside),
    )


@blueprint.route("/inputs/recommend", methods=["GET", "POST"])
@requires("leader")
def inputs_recommend(association_id: uuid.UUID) -> ResponseReturnValue:
    """Make a recommendation of one finding or several. A phrase is put into the text only where it was asked for."""
    desk = current_desk(association_id)
    read = _inputs(desk)
    chosen = [read.item(name) for name in dict.fromkeys(request.values.getlist("finding"))]
    if not chosen:
        return _back(desk)
    form = RecommendationForm()
    form.direction.choices = list_choices(DIRECTIONS)
    offered = [phrase for item in chosen for phrase in phrases(item.finding, read.structure, read.language)]
    wanted = request.form.get("phrase", "")
    if wanted.isdecimal() and int(wanted) < len(offered):
        form.text.data = "\n".join(part for part in ((form.text.data or "").strip(), offered[int(wanted)]) if part)
    elif form.validate_on_submit():
        given = RecommendationInput(
            form.text.data or "", form.direction.data or None, form.owner.data or "", form.due_on.data
        )
        try:
            made = findings.recommend(
                current_unit(),
                current_actor(),
                association_id,
                desk.period.id,
                [item.fingerprint for item in chosen],
                given,
            )
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
    others = tuple(item for item in read.open if item not in chosen)
    page = render_template(
        "leader/inputs_recommend.html",
        desk=desk,
        form=form,
        chosen=_shown(desk, read, tuple(chosen)),
        others=_shown(desk, read, others),
        phrases=offered,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/inputs/<fingerprint>/aside", methods=["GET", "POST"])
@requires("leader")
def inputs_aside(association_id: uuid.UUID, fingerprint: str) -> ResponseReturnValue:
    """Put a finding aside, with a reason."""
    desk = current_desk(association_id)
    read = _inputs(desk)
    item = read.item(fingerprint)
    form = AsideForm(reason=item.reason)
    if form.validate_on_submit():
        try:
            findings.put_aside(
                current_unit(), current_actor(), association_id, desk.period.id, fingerprint, form.reason.data or ""
            )
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("The finding is put aside."), "success")
            return _back(desk)
    view = finding_view(desk, item.finding, read.structure)
    page = render_template("leader/inputs_aside.html", desk=desk, form=form, view=view)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/inputs/<fingerprint>/back")
@requires("leader")
def inputs_back(association_id: uuid.UUID, fingerprint: str) -> ResponseReturnValue:
    """Take a finding back among the inputs."""
    desk = current_desk(association_id)
    findings.bring_back(current_unit(), current_actor(), association_id, desk.period.id, fingerprint)
    flash(_("The finding is back among the inputs."), "success")
    return _back(desk)
