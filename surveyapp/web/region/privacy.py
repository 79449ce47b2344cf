"""The privacy notice of a region's surveys, part by part, in each language."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import privacy as service
from surveyapp.web.region.blueprint import blueprint, current_year
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.notice import notice_page
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.route("/privacy", methods=["GET", "POST"])
@requires("regional_centre")
def privacy(region_id: uuid.UUID) -> ResponseReturnValue:
    """What members of all associations read about their data, where their association has no words of its own."""
    unit, actor = current_unit(), current_actor()
    year = current_year(region_id)
    page = notice_page(
        lambda language: service.notice_of_region(unit, actor, region_id, language),
        lambda language, parts: service.set_regional_notice(unit, actor, region_id, language, parts),
        request.args.get("language", page_language()),
    )
    place: dict[str, Any] = {"region_id": region_id, "period": year.period.id if year.period else None}
    if page.kept:
        flash(_("The notice is kept."), "success")
        return redirect(url_for("region.privacy", language=page.language, **place))
    links = [
        {"label": name, "url": url_for("region.privacy", language=code, **place), "current": code == page.language}
        for code, name in NAMES.items()
    ]
    return render_template("region/privacy.html", year=year, page=page, links=links), page.status
