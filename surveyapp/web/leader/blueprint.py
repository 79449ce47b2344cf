"""The leader's blueprint, and the desk every page of hers begins with."""

from __future__ import annotations

import uuid

from flask import Blueprint, request

from surveyapp.services.associations import Desk, desk
from surveyapp.services.errors import NotFound
from surveyapp.web.shared.unit import current_actor, current_unit

blueprint = Blueprint("leader", __name__, url_prefix="/association/<uuid:association_id>")


def current_desk(association_id: uuid.UUID) -> Desk:
    """The association and the year of this request; the year stands in the address as ``?period=``.

    An address with a damaged period is ``NotFound``.
    """
    chosen = request.args.get("period")
    if not chosen:
        return desk(current_unit(), current_actor(), association_id)
    try:
        period_id = uuid.UUID(chosen)
    except ValueError as error:
        raise NotFound("period") from error
    return desk(current_unit(), current_actor(), association_id, period_id)
