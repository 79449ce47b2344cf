"""The plan taken away: as a calendar, month by month and as a file for a telephone, and as a document."""

from __future__ import annotations

import io
import uuid
from urllib.parse import urlsplit

from flask import render_template, send_file
from flask.typing import ResponseReturnValue

from surveyapp.documents.text import file_name
from surveyapp.planning.calendar import icalendar, months
from surveyapp.services import plans
from surveyapp.services.errors import NotFound
from surveyapp.services.plan_documents import plan_file
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_config, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import dates


@blueprint.get("/plan/calendar")
@requires("leader")
def plan_calendar(association_id: uuid.UUID) -> ResponseReturnValue:
    """The year's months with their activities."""
    desk = current_desk(association_id)
    view = plans.plan_view(current_unit(), current_actor(), association_id, desk.period.id)
    activities = [each.activity for each in view.activities]
    return render_template(
        "leader/plan_calendar.html",
        desk=desk,
        view=view,
        months=[
            (dates.month(words(), month.first), month.activities) for month in months(activities, desk.period.year)
        ],
        unplaced=[each for each in activities if not each.period.is_dated],
    )


@blueprint.get("/plan/file.<kind>")
@requires("leader")
def plan_document(association_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """The plan as a Word document or as PDF."""
    desk = current_desk(association_id)
    file = plan_file(current_unit(), current_actor(), association_id, desk.period.id, kind)
    return send_file(
        io.BytesIO(file.content), mimetype=file.mime_type, as_attachment=True, download_name=file.name, max_age=0
    )


@blueprint.get("/plan/calendar.ics")
@requires("leader")
def plan_calendar_file(association_id: uuid.UUID) -> ResponseReturnValue:
    """The activities with a date as iCalendar."""
    desk = current_desk(association_id)
    view = plans.plan_view(current_unit(), current_actor(), association_id, desk.period.id)
    if not view.exists:
        raise NotFound("plan")
    year = dates.year(words(), desk.period.year)
    name = f"{desk.association.name(desk.association.language)}, {year}"
    domain = urlsplit(current_config().public_url).hostname or "localhost"
    content = icalendar([each.activity for each in view.activities], name, domain, current_unit().now())
    return send_file(
        io.BytesIO(content),
        "text/calendar",
        as_attachment=True,
        download_name=file_name(name, "ics"),
    )
