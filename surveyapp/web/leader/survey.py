"""The survey of the year: preparing, opening, inviting, reminding, closing."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.answering.progress import minutes_estimate
from surveyapp.jobs.closing import IN_BACKGROUND, close_in_background
from surveyapp.services import (
    closing,
    closing_progress,
    invitations,
    members,
    privacy,
    reminders,
    surveys,
    trials,
    ways_in,
)
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.modes import Addressing, Mode
from surveyapp.services.questionnaires import YEAR_END
from surveyapp.services.surveys import RunView
from surveyapp.web.leader.blueprint import blueprint, current_desk, led_run, survey_title, surveys_of_year
from surveyapp.web.leader.outbox import state_names
from surveyapp.web.leader.survey_days import last_day, last_moment
from surveyapp.web.leader.survey_forms import LastDayForm, OpenSurveyForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.wording.sorting import sorted_by

DEFAULT_DAYS = 14
LOOK_AGAIN = 2
"""Seconds after which the page that shows the closing is asked for again."""


def _run(desk: Desk) -> RunView | None:
    """The survey the address names, else the year-end survey."""
    chosen = _chosen()
    runs = [row.run for row in surveys_of_year(desk)]
    if chosen:
        found = next((run for run in runs if str(run.id) == chosen), None)
        if found is None:
            raise NotFound("run")
        return found
    return next((run for run in runs if run.questionnaire_key == YEAR_END), None)


def _chosen() -> str:
    return str((request.view_args or {}).get("run_id") or request.args.get("run", ""))


def _here(desk: Desk, endpoint: str = "leader.survey", **values: Any) -> str:
    if endpoint == "leader.survey" and _chosen():
        values.setdefault("run", _chosen())
    return url_for(endpoint, association_id=desk.association.id, period=desk.period.id, **values)


@blueprint.get("/survey")
@requires("leader")
def survey(association_id: uuid.UUID) -> ResponseReturnValue:
    """Where the survey of the year stands, and what can be done now."""
    return _page(current_desk(association_id))


def _page(
    desk: Desk,
    form: OpenSurveyForm | None = None,
    status: int = 200,
    last_day_form: LastDayForm | None = None,
) -> ResponseReturnValue:
    run = _run(desk)
    context: dict[str, object] = {
        "desk": desk,
        "run": run,
        "survey_title": survey_title(run) if run is not None else _("Year-end survey"),
        "others": [row for row in surveys_of_year(desk) if run is None or row.run.id != run.id],
        "asked": None if run is None or run.questionnaire_key == YEAR_END else run.id,
        "is_year_end": run is None or run.questionnaire_key == YEAR_END,
    }
    if run is not None and run.status == "draft":
        present = [m for m in members.members_of(current_unit(), current_actor(), desk.association.id) if not m.left_on]
        questionnaire = surveys.preview_form(current_unit(), current_actor(), run.id)
        if form is None:
            today = current_unit().now().astimezone(ZoneInfo(desk.association.time_zone)).date()
            form = OpenSurveyForm(
                closes_on=today + timedelta(days=DEFAULT_DAYS),
                backgrounds=surveys.backgrounds_of(questionnaire, page_language()),
            )
        context |= {
            "form": form,
            "members": len(present),
            "without_address": sum(not m.email for m in present),
            "minutes": minutes_estimate(questionnaire),
            "small": privacy.small_segments(current_unit(), current_actor(), run.id),
            "activities": next((len(q.rows) for q in questionnaire.questions if q.kind == "activity-rating"), 0),
        }
    elif run is not None and run.status == "open":
        if run.addressing == Addressing.SHARED:
            context["shared_link"], context["shared_code"] = ways_in.shared_link(
                current_unit(), current_actor(), run.id
            )
        day = last_day(run.closes_at, desk.association.time_zone)
        context["last_day_form"] = last_day_form or LastDayForm(formdata=None, closes_on=day)
    return render_template("leader/survey.html", **context), status


@blueprint.post("/survey/start")
@requires("leader")
def survey_start(association_id: uuid.UUID) -> ResponseReturnValue:
    """Begin the year-end survey of the year, as a draft."""
    desk = current_desk(association_id)
    surveys.start_run(current_unit(), current_actor(), association_id, desk.period.id)
    return redirect(_here(desk))


@blueprint.post("/survey/<uuid:run_id>/open")
@requires("leader")
def survey_open(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Open the survey and queue the invitations."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    questionnaire = surveys.preview_form(current_unit(), current_actor(), run.id)
    form = OpenSurveyForm(backgrounds=surveys.backgrounds_of(questionnaire, page_language()))
    if form.validate_on_submit() and form.closes_on.data:
        try:
            opened = surveys.open_run(
                current_unit(),
                current_actor(),
                run.id,
                mode=Mode(form.mode.data),
                closes_at=last_moment(form.closes_on.data, desk.association.time_zone),
                message=form.message.data or "",
                addressing=Addressing(form.addressing.data),
                closing_notice=form.closing_notice.data,
                year_codes=form.year_codes.data,
                segments_by=form.segments_by.data,
            )
        except Invalid as refusal:
            show_problems(form, refusal, {"closes_at": "closes_on"})
        else:
            count = opened.participation.invited
            flash(
                ngettext(
                    "The survey is open: %(num)s member is invited.",
                    "The survey is open: %(num)s members are invited.",
                    count,
                )
                if count
                else _("The survey is open. Hand the link on to all members."),
                "success",
            )
            if opened.addressing == Addressing.SHARED:
                return redirect(_here(desk))
            return redirect(_here(desk, "leader.survey_invitations", run_id=run.id))
    return _page(desk, form, 422)


@blueprint.post("/survey/<uuid:run_id>/last-day")
@requires("leader")
def survey_last_day(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Give more time, or less."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    form = LastDayForm()
    if form.validate_on_submit() and form.closes_on.data:
        try:
            closes_at = last_moment(form.closes_on.data, desk.association.time_zone)
            surveys.change_closing(current_unit(), current_actor(), run.id, closes_at, tell=form.tell.data)
        except Invalid as refusal:
            show_problems(form, refusal, {"closes_at": "closes_on"})
        else:
            flash(_("The last day is changed."), "success")
            return redirect(_here(desk))
    return _page(desk, last_day_form=form, status=422)


@blueprint.post("/survey/<uuid:run_id>/remind")
@requires("leader")
def survey_remind(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Queue a reminder to everyone who has not answered."""
    desk = current_desk(association_id)
    count = reminders.remind_now(current_unit(), current_actor(), led_run(desk, run_id).id)
    if count is None:
        said = _(
            "The reminder goes to everyone with an e-mail address who has not answered. "
            "You are not told how many there are."
        )
    elif count:
        said = ngettext("%(num)s reminder waits to be sent.", "%(num)s reminders wait to be sent.", count)
    else:
        said = _("Everyone with an e-mail address has answered.")
    flash(said, "success")
    return redirect(_here(desk))


@blueprint.post("/survey/<uuid:run_id>/try")
@requires("leader")
def survey_try(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Walk through the form as a member would; nothing of it is counted."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    form = surveys.preview_form(current_unit(), current_actor(), run.id)
    link = trials.start_trial(current_unit(), current_actor(), run.id, form)
    # By the path alone: forms may lead to this site only, whatever address it is reached at.
    return redirect(url_for("respond.enter", link=link.rpartition("/")[2]))


@blueprint.post("/survey/<uuid:run_id>/late")
@requires("leader")
def survey_late(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Invite members who joined after the opening."""
    desk = current_desk(association_id)
    count = invitations.invite_late_members(current_unit(), current_actor(), led_run(desk, run_id).id)
    flash(
        ngettext("%(num)s member more is invited.", "%(num)s members more are invited.", count)
        if count
        else _("Every member is invited already."),
        "success",
    )
    return redirect(_here(desk, "leader.survey_invitations", run_id=run_id))


@blueprint.get("/survey/<uuid:run_id>/invitations")
@requires("leader")
def survey_invitations(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Members' personal links, to hand on where no mail goes."""
    desk = current_desk(association_id)
    return _invitations_page(desk, led_run(desk, run_id))


def _invitations_page(desk: Desk, run: RunView, shown: uuid.UUID | None = None, link: str = "") -> str:
    """At most one link is shown, of a member whom no mail reaches, and that is noted."""
    rows = sorted_by(
        invitations.invitations_of(current_unit(), current_actor(), run.id), lambda row: row.name, page_language()
    )
    return render_template(
        "leader/invitations.html",
        desk=desk,
        run=run,
        rows=rows,
        shown=shown,
        link=link,
        languages=NAMES,
        mail_states=state_names(),
    )


@blueprint.post("/survey/<uuid:run_id>/invitations/<uuid:invitation_id>/link")
@requires("leader")
def survey_show_link(association_id: uuid.UUID, run_id: uuid.UUID, invitation_id: uuid.UUID) -> ResponseReturnValue:
    """Show the link of a member whom no mail reaches."""
    desk = current_desk(association_id)
    link = invitations.show_link(current_unit(), current_actor(), invitation_id)
    return _invitations_page(desk, led_run(desk, run_id), invitation_id, link)


@blueprint.route("/survey/<uuid:run_id>/invitations/<uuid:invitation_id>/new", methods=["GET", "POST"])
@requires("leader")
def survey_new_link(association_id: uuid.UUID, run_id: uuid.UUID, invitation_id: uuid.UUID) -> ResponseReturnValue:
    """Ask, then give a member a new link."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    if request.method == "POST":
        invitations.renew_link(current_unit(), current_actor(), invitation_id)
        flash(_("The member has a new link. The former one opens nothing any more."), "success")
        return redirect(_here(desk, "leader.survey_invitations", run_id=run_id))
    rows = invitations.invitations_of(current_unit(), current_actor(), run.id)
    row = next((each for each in rows if each.id == invitation_id and not each.cancelled), None)
    if row is None:
        raise NotFound("invitation")
    return render_template("leader/new_link.html", desk=desk, run=run, row=row)


@blueprint.post("/survey/<uuid:run_id>/invitations/<uuid:invitation_id>/cancel")
@requires("leader")
def survey_cancel_invitation(
    association_id: uuid.UUID, run_id: uuid.UUID, invitation_id: uuid.UUID
) -> ResponseReturnValue:
    """Take the invitation of someone who left back."""
    desk = current_desk(association_id)
    invitations.cancel_invitation(current_unit(), current_actor(), invitation_id)
    flash(_("The invitation is taken back."), "success")
    return redirect(_here(desk, "leader.survey_invitations", run_id=run_id))


@blueprint.route("/survey/<uuid:run_id>/close", methods=["GET", "POST"])
@requires("leader")
def survey_close(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Ask, then open the ballot box, once; a large one while the page shows how far it is."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    if progress := closing_progress.underway(current_unit(), run.id):
        page = render_template("leader/closing.html", desk=desk, run=run, progress=progress)
        return page, {"Refresh": str(LOOK_AGAIN)}
    if request.method == "GET" and run.status == "closed":
        return redirect(_here(desk, "leader.results"))
    if request.method == "POST" and run.participation.answered >= IN_BACKGROUND:
        close_in_background(current_app.extensions["surveyapp"], current_actor(), run.id, run.participation.answered)
        return redirect(_here(desk, "leader.survey_close", run_id=run.id))
    if request.method == "POST":
        closed = closing.close_run(current_unit(), current_actor(), run.id)
        flash(
            _(
                "The survey is closed: %(answered)s of %(invited)s answered.",
                answered=closed.responses,
                invited=closed.invited,
            )
            if closed.invited
            else ngettext(
                "The survey is closed: %(num)s answer.", "The survey is closed: %(num)s answers.", closed.responses
            ),
            "success",
        )
        asked = None if run.questionnaire_key == YEAR_END else run.id
        return redirect(_here(desk, "leader.results", run=asked))
    return render_template("leader/close.html", desk=desk, run=run, needed=current_unit().thresholds.show)


@blueprint.get("/survey/<uuid:run_id>/form")
@requires("leader")
def survey_form(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """The questionnaire as this association's librarians meet it, on one page, to be read through."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    language = request.args.get("language", page_language())
    questionnaire = surveys.preview_form(current_unit(), current_actor(), run.id)
    if language not in questionnaire.languages:
        language = questionnaire.source_language
    return render_template(
        "leader/form.html",
        desk=desk,
        run=run,
        questionnaire=questionnaire,
        language=language,
        languages={code: name for code, name in NAMES.items() if code in questionnaire.languages},
    )
