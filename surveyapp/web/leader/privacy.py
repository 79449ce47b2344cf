"""The privacy notice of an association's surveys, or of one of them, part by part, in each language."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import privacy
from surveyapp.services.associations import Desk
from surveyapp.web.leader.blueprint import blueprint, current_desk, led_run
from surveyapp.web.shared.language import NAMES
from surveyapp.web.shared.notice import Read, Write, notice_page
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.route("/survey/privacy", methods=["GET", "POST"])
@requires("leader")
def survey_privacy(association_id: uuid.UUID) -> ResponseReturnValue:
    """What members read about their data before they answer; own words where the usual ones do not fit."""
    unit, actor = current_unit(), current_actor()
    return _page(
        current_desk(association_id),
        None,
        lambda language: privacy.notice_of_association(unit, actor, association_id, language),
        lambda language, parts: privacy.set_notice(unit, actor, association_id, language, parts),
    )


@blueprint.route("/survey/<uuid:run_id>/privacy", methods=["GET", "POST"])
@requires("leader")
def survey_own_privacy(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """The same for one survey alone."""
    unit, actor = current_unit(), current_actor()
    desk = current_desk(association_id)
    led_run(desk, run_id)
    return _page(
        desk,
        run_id,
        lambda language: privacy.notice_of_survey(unit, actor, run_id, language),
        lambda language, parts: privacy.set_survey_notice(unit, actor, run_id, language, parts),
    )


def _page(desk: Desk, run_id: uuid.UUID | None, read: Read, write: Write) -> ResponseReturnValue:
    page = notice_page(read, write, request.args.get("language", desk.association.language))
    place: dict[str, Any] = {"association_id": desk.association.id, "period": desk.period.id}
    if run_id is not None:
        place["run_id"] = run_id
    endpoint = "leader.survey_own_privacy" if run_id else "leader.survey_privacy"
    if page.kept:
        flash(_("The notice is kept."), "success")
        return redirect(url_for(endpoint, language=page.language, **place))
    links = [
        {
            "label": name,
            "url": url_for(endpoint, language=code, **place),
            "current": code == page.language,
        }
        for code, name in NAMES.items()
    ]
    return render_template("leader/privacy.html", desk=desk, run_id=run_id, page=page, links=links), page.status
