"""A correction that the leader typed for a member after closing: the member reads it and says whether it is hers."""

from __future__ import annotations

import uuid
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services.errors import Conflict
from surveyapp.services.own_corrections import OwnCorrection, confirm_correction, own_correction, refuse_correction
from surveyapp.services.responding import Answering
from surveyapp.web.respond.forms import StepForm
from surveyapp.web.respond.leader_view import leader_view
from surveyapp.web.respond.visit import association_name, link_of, speaking, visit
from surveyapp.web.shared.unit import current_unit


def correction(run_id: uuid.UUID) -> ResponseReturnValue:
    """What was typed, to be confirmed or refused; nothing of what she had answered."""
    form, link = visit(run_id), link_of(run_id)
    laid = own_correction(current_unit(), link)
    step = StepForm()
    with speaking(form.language):
        if request.method == "GET" or laid is None:
            return _page(form, laid, step)
        if not step.validate():
            return _page(form, laid, step, _("This page was open too long. Send it once more.")), 400
        decide = {"confirm": confirm_correction, "refuse": refuse_correction}.get(step.go.data or "")
        if decide is None:
            return _page(form, laid, step, _("Choose whether this is right.")), 422
        current_unit().session.rollback()
        try:
            decide(current_unit(), link, request.form.get("seen", ""))
        except Conflict:
            changed = _("The correction was changed meanwhile. Read it once more.")
            return _page(form, own_correction(current_unit(), link), step, changed), 409
    return redirect(url_for("respond.correction", run_id=run_id), 303)


def _page(form: Answering, laid: OwnCorrection | None, step: StepForm, mistake: str = "") -> str:
    seen = leader_view(replace(form, answers=laid.answers))["seen"] if laid is not None else []
    texts = form.questionnaire.text
    emptied = laid.emptied if laid is not None else ()
    return render_template(
        "respond/correction.html",
        form=form,
        association=association_name(form),
        laid=laid,
        seen=[each for each in seen if not each.calculated],
        emptied=[texts(f"question.{question}.text", form.language) for question in emptied],
        step=step,
        mistake=mistake,
    )
