"""Asking the participants of one activity, in two clicks: the activity's link, and the button of this page."""

from __future__ import annotations

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from surveyapp.answering.progress import minutes_estimate
from surveyapp.services import pulse as service
from surveyapp.services.errors import Invalid
from surveyapp.services.surveys import MESSAGE_LIMIT, RunView
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.survey_days import last_moment
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.forms import Form
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit

DAYS = 7
"""A pulse is short, and soon the activity is forgotten."""


class PulseForm(Form):
    """What may be changed before the members are asked; everything is filled in."""

    closes_on = DateField(_l("Last day for answers"), validators=[InputRequired()])
    message = TextAreaField(_l("Your words on the first page"), validators=[Length(max=MESSAGE_LIMIT)])


@blueprint.route("/plan/activity/<uuid:activity_id>/ask", methods=["GET", "POST"])
@requires("leader")
def pulse(association_id: uuid.UUID, activity_id: uuid.UUID) -> ResponseReturnValue:
    """One page to look over, and the survey is open."""
    desk = current_desk(association_id)
    at = (current_unit(), current_actor(), desk.association.id, desk.period.id, activity_id)
    found = service.pulse_of(*at)
    if found.run is not None:
        return _to_survey(found.run)
    today = current_unit().now().astimezone(ZoneInfo(desk.association.time_zone)).date()
    form = PulseForm(closes_on=today + timedelta(days=DAYS))
    if form.validate_on_submit() and form.closes_on.data:
        closes_at = last_moment(form.closes_on.data, desk.association.time_zone)
        try:
            opened = service.open_pulse(*at, closes_at=closes_at, message=form.message.data or "")
        except Invalid as refusal:
            show_problems(form, refusal, {"closes_at": "closes_on"})
        else:
            count = opened.participation.invited
            flash(
                ngettext(
                    "The survey is open: %(num)s member is invited.",
                    "The survey is open: %(num)s members are invited.",
                    count,
                ),
                "success",
            )
            return _to_survey(opened)
    language = page_language()
    asked = found.questionnaire
    page = render_template(
        "leader/pulse.html",
        desk=desk,
        found=found,
        form=form,
        title=asked.text("title", language),
        intro=asked.text("intro", language),
        questions=[asked.text(question.text_key(), language) for question in asked.questions],
        minutes=max(1, round(minutes_estimate(asked, language if language in asked.languages else None))),
    )
    return page, 422 if form.is_submitted() else 200


def _to_survey(run: RunView) -> ResponseReturnValue:
    """To the survey while it is open, to its results afterwards."""
    endpoint = "leader.results" if run.status == "closed" else "leader.survey"
    return redirect(url_for(endpoint, association_id=run.association_id, period=run.period.id, run=run.id))
