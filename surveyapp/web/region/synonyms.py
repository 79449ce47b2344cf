"""Words that mean the same in proposals, kept by the regional centre for all its associations."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from surveyapp.services import synonyms as service
from surveyapp.web.region.blueprint import blueprint, current_year
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.synonyms import saved_words, synonyms_form
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.route("/words", methods=["GET", "POST"])
@requires("regional_centre")
def words(region_id: uuid.UUID) -> ResponseReturnValue:
    """The region's tables, one for each language."""
    year = current_year(region_id)
    unit, actor = current_unit(), current_actor()
    stored = service.synonyms_of_region(unit, actor, region_id)
    form, saved = synonyms_form(stored, lambda lines: service.save_synonyms_of_region(unit, actor, region_id, lines))
    if saved:
        flash(saved_words(), "success")
        return redirect(url_for("region.words", region_id=region_id))
    return render_template("region/synonyms.html", year=year, form=form), 422 if form.is_submitted() else 200
