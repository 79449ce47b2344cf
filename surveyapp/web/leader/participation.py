"""Participation: how many were asked, opened, began, answered; by kind of institution; what each reminder brought."""

from __future__ import annotations

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue

from surveyapp.services import surveys
from surveyapp.services.errors import NotFound
from surveyapp.services.participation import participation_of
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.wording.sorting import sorted_by


@blueprint.get("/survey/<uuid:run_id>/participation")
@requires("leader")
def survey_participation(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Numbers of a run, and names where the mode allows."""
    desk = current_desk(association_id)
    run = surveys.run_of(current_unit(), current_actor(), run_id)
    if run.association_id != desk.association.id:
        raise NotFound("run")
    found = participation_of(current_unit(), current_actor(), run.id)
    silent = None if found.silent is None else sorted_by(found.silent, lambda name: name, page_language())
    return render_template(
        "leader/participation.html",
        desk=desk,
        run=run,
        found=found,
        silent=silent,
        needed=current_unit().thresholds.show,
    )
