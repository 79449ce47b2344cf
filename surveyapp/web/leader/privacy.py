"""The privacy notice of an association's surveys, part by part, in each language."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import privacy
from surveyapp.services.errors import Invalid
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.survey_forms import NoticeForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.route("/survey/privacy", methods=["GET", "POST"])
@requires("leader")
def survey_privacy(association_id: uuid.UUID) -> ResponseReturnValue:
    """What members read about their data before they answer; own words where the usual ones do not fit."""
    desk = current_desk(association_id)
    language = request.args.get("language", desk.association.language)
    unit, actor = current_unit(), current_actor()
    parts = privacy.notice_of_association(unit, actor, association_id, language)
    form = NoticeForm(**{part.code: part.text if part.own else "" for part in parts})
    for part in parts:
        form[part.code].label.text = part.title
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                typed = {part.code: form[part.code].data or "" for part in parts}
                privacy.set_notice(unit, actor, association_id, language, typed)
            except Invalid as refusal:
                show_problems(form, refusal)
            else:
                flash(_("The notice is kept."), "success")
                here = url_for(
                    "leader.survey_privacy", association_id=association_id, period=desk.period.id, language=language
                )
                return redirect(here)
    return (
        render_template("leader/privacy.html", desk=desk, parts=parts, form=form, language=language, languages=NAMES),
        status,
    )
