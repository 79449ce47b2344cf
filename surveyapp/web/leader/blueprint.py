"""The leader's blueprint, and the desk every page of hers begins with."""

from __future__ import annotations

import uuid

from flask import Blueprint

from surveyapp.services.associations import Desk, desk
from surveyapp.services.errors import NotFound
from surveyapp.services.surveys import RunView, run_of
from surveyapp.web.shared.period import asked_period
from surveyapp.web.shared.unit import current_actor, current_unit

blueprint = Blueprint("leader", __name__, url_prefix="/association/<uuid:association_id>")


def current_desk(association_id: uuid.UUID) -> Desk:
    """The association and the year of this request; the year stands in the address as ``?period=``.

    An address with a damaged period is ``NotFound``.
    """
    return desk(current_unit(), current_actor(), association_id, asked_period())


def led_run(desk: Desk, run_id: uuid.UUID) -> RunView:
    """A survey of the desk's own association; ``NotFound`` for another's."""
    run = run_of(current_unit(), current_actor(), run_id)
    if run.association_id != desk.association.id:
        raise NotFound("run")
    return run
