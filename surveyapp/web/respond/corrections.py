"""A correction that the leader typed for a member after closing: the member reads it and says whether it is hers."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.answering.piping import pipe
from surveyapp.definition.kinds import kind_of
from surveyapp.services.errors import Conflict
from surveyapp.services.own_corrections import OwnCorrection, confirm_correction, own_correction, refuse_correction
from surveyapp.services.responding import Answering
from surveyapp.web.respond.forms import StepForm
from surveyapp.web.respond.leader_view import answer_lines
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
    return render_template(
        "respond/correction.html",
        form=form,
        association=association_name(form),
        laid=laid,
        seen=_seen(form, laid) if laid is not None else [],
        step=step,
        mistake=mistake,
    )


def _seen(form: Answering, laid: OwnCorrection) -> list[tuple[str, list[str]]]:
    """Every question that was typed with its answer, whatever her other answers would hide; none of these is told."""
    questionnaire, language = form.questionnaire, form.language
    found = []
    for question in questionnaire.questions:
        if question.id in laid.answers or question.id in laid.emptied:
            title = pipe(questionnaire, questionnaire.text(question.text_key(), language), laid.answers, language)
            value, other = laid.answers.get(question.id), str(laid.answers.get(f"{question.id}.other", ""))
            raw = kind_of(question).to_raw(question, value, other) if value is not None else {}
            found.append((title, answer_lines(form, question, raw)))
    return found
