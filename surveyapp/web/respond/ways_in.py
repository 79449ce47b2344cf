"""Other ways in than a personal link: one link for all with a code, and the desk where paper forms are typed in."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from surveyapp.services import paper
from surveyapp.services import ways_in as service
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.web.respond.forms import CodeForm, PaperForm, StepForm
from surveyapp.web.respond.visit import remember
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.unit import current_actor, current_unit


def shared_code() -> ResponseReturnValue:
    """Where a code is typed in that was read from a sheet."""
    form = CodeForm()
    if form.validate_on_submit():
        code = "".join((form.code.data or "").split()).lower()
        try:
            service.entrance(current_unit(), code)
        except NotFound:
            return render_template("respond/shared_code.html", form=form, unknown=True), 404
        return redirect(url_for("respond.shared", code=code))
    return render_template("respond/shared_code.html", form=form, unknown=False)


def shared(code: str) -> ResponseReturnValue:
    """The door of a shared link; a form is made when one begins, not by a visit."""
    entrance = service.entrance(current_unit(), code)
    step = StepForm()
    if step.validate_on_submit():
        run_id, link = service.begin_shared(current_unit(), code, page_language())
        response = redirect(url_for("respond.start", run_id=run_id), 303)
        remember(response, run_id, link)
        return response
    language = page_language()
    names = entrance.association_names
    return render_template(
        "respond/shared.html",
        entrance=entrance,
        title=entrance.titles[language],
        association=names.get(language) or names[entrance.language],
        step=step,
    )


def paper_desk(desk: str) -> ResponseReturnValue:
    """A helper's desk: the number of a paper form opens it for typing in."""
    unit, actor = current_unit(), current_actor()
    try:
        view = paper.desk_of(unit, actor, desk)
    except Forbidden:
        return render_template("respond/paper_leader.html"), 403
    form = PaperForm()
    refused, status = "", 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                run_id, link = paper.take_form(unit, actor, desk, form.number.data or "")
            except Invalid as refusal:
                show_problems(form, refusal)
            except Conflict as refusal:
                refused, status = refusal.code, 409
            else:
                response = redirect(url_for("respond.start", run_id=run_id), 303)
                remember(response, run_id, link)
                return response
    return render_template("respond/paper_desk.html", desk=view, form=form, refused=refused), status
