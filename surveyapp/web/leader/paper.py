"""Inviting and answering on paper: the sheet of slips, the printed form, helpers who type forms in."""

from __future__ import annotations

import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.documents.paper import PaperSlip, paper_form_pdf, slips_pdf
from surveyapp.services import paper, surveys
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.paper import Slip
from surveyapp.services.surveys import RunView
from surveyapp.web.leader.blueprint import blueprint, current_desk, led_run
from surveyapp.web.leader.survey_days import last_day, last_moment
from surveyapp.web.leader.survey_forms import HelperForm, PaperLastDayForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.paper_form import PrintedForm, printed_form, slip_words
from surveyapp.wording.sorting import sorted_by


def _address(desk: Desk, run_id: uuid.UUID) -> str:
    return url_for("leader.survey_paper", association_id=desk.association.id, period=desk.period.id, run_id=run_id)


@blueprint.get("/survey/<uuid:run_id>/paper")
@requires("leader")
def survey_paper(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Slips, forms, helpers."""
    desk = current_desk(association_id)
    return _page(desk, led_run(desk, run_id))


def _page(
    desk: Desk,
    run: RunView,
    helper_form: HelperForm | None = None,
    day_form: PaperLastDayForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    day = last_day(run.paper_closes_at, desk.association.time_zone)
    return (
        render_template(
            "leader/paper.html",
            desk=desk,
            run=run,
            desks=paper.desks_of(current_unit(), current_actor(), run.id),
            helper_form=helper_form or HelperForm(formdata=None),
            day_form=day_form or PaperLastDayForm(formdata=None, closes_on=day),
            languages=NAMES,
        ),
        status,
    )


@blueprint.post("/survey/<uuid:run_id>/paper/helper")
@requires("leader")
def survey_paper_helper(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Name a helper and make the link she types forms in by."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    form = HelperForm()
    if form.validate_on_submit():
        try:
            paper.open_desk(current_unit(), current_actor(), run.id, form.helper.data or "")
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("The link is made. Send it to the helper; print the forms now, so that they name her."), "success")
            return redirect(_address(desk, run.id))
    return _page(desk, run, helper_form=form, status=422)


@blueprint.post("/survey/<uuid:run_id>/paper/helper/<uuid:desk_id>/end")
@requires("leader")
def survey_paper_helper_end(association_id: uuid.UUID, run_id: uuid.UUID, desk_id: uuid.UUID) -> ResponseReturnValue:
    """Let a helper's link open nothing any more."""
    desk = current_desk(association_id)
    paper.end_desk(current_unit(), current_actor(), desk_id)
    flash(_("The helper’s link opens nothing any more."), "success")
    return redirect(_address(desk, run_id))


@blueprint.post("/survey/<uuid:run_id>/paper/last-day")
@requires("leader")
def survey_paper_last_day(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Give paper forms more time than answers online."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    form = PaperLastDayForm()
    if form.validate_on_submit():
        day = form.closes_on.data
        closes_at = last_moment(day, desk.association.time_zone) if day else None
        try:
            paper.set_paper_closing(current_unit(), current_actor(), run.id, closes_at)
        except Invalid as refusal:
            show_problems(form, refusal, {"paper_closes_at": "closes_on"})
        else:
            flash(_("The last day for paper forms is kept."), "success")
            return redirect(_address(desk, run.id))
    return _page(desk, run, day_form=form, status=422)


def _slips(run: RunView, language: str | None = None) -> list[Slip]:
    """Slips in the alphabet of the page; numbered forms for all, or those alone whom no mail reaches."""
    without_address = request.form.get("for") == "no-address"
    slips = paper.print_slips(
        current_unit(), current_actor(), run.id, without_address=without_address, language=language
    )
    return sorted_by(slips, lambda slip: slip.name, page_language())


def _nobody(desk: Desk, run: RunView) -> ResponseReturnValue:
    flash(_("There is nobody to print this for."), "caution")
    return redirect(_address(desk, run.id))


@blueprint.post("/survey/<uuid:run_id>/slips.pdf")
@requires("leader")
def survey_slips(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """The sheet of slips with square codes, each in its member's language."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    slips = _slips(run)
    if not slips:
        return _nobody(desk, run)
    questionnaire = surveys.preview_form(current_unit(), current_actor(), run.id)
    day = last_day(run.closes_at, desk.association.time_zone)
    words = {
        language: slip_words(
            catalogue(language),
            title=questionnaire.text("title", language),
            association=desk.association.name(language),
            last_day=day,
            mode=run.mode,
        )
        for language in {slip.language for slip in slips}
    }
    sheet = [PaperSlip(s.name, s.institution, s.link, s.number, words[s.language]) for s in slips]
    return _pdf(slips_pdf(_("Invitations"), page_language(), sheet), "invitations.pdf", "attachment")


@blueprint.get("/survey/<uuid:run_id>/form.pdf")
@requires("leader")
def survey_paper_form(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """The questionnaire to be read on paper, in one language."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    language = request.args.get("language", desk.association.language)
    return _pdf(paper_form_pdf(_printed(desk, run, language), []), f"questionnaire-{language}.pdf", "inline")


@blueprint.post("/survey/<uuid:run_id>/numbered.pdf")
@requires("leader")
def survey_paper_numbered(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """The same, one numbered copy for each member of a language."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    language = request.form.get("language", desk.association.language)
    form = _printed(desk, run, language)
    copies = [(slip.number, slip.link) for slip in _slips(run, language)]
    if not copies:
        return _nobody(desk, run)
    return _pdf(paper_form_pdf(form, copies), f"questionnaire-{language}.pdf", "attachment")


def _printed(desk: Desk, run: RunView, language: str) -> PrintedForm:
    """The form as it is printed, naming who types it in."""
    questionnaire = surveys.preview_form(current_unit(), current_actor(), run.id)
    if language not in questionnaire.languages:
        raise NotFound("language")
    helpers = [each.helper for each in paper.desks_of(current_unit(), current_actor(), run.id) if not each.ended]
    return printed_form(
        catalogue(language),
        questionnaire,
        association=desk.association.name(language),
        last_day=last_day(run.paper_closes_at or run.closes_at, desk.association.time_zone),
        mode=run.mode,
        helper=", ".join(helpers),
    )


def _pdf(content: bytes, name: str, disposition: str) -> Response:
    return Response(
        content, mimetype="application/pdf", headers={"Content-Disposition": f'{disposition}; filename="{name}"'}
    )
