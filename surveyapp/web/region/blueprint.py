"""The regional centre's blueprint, and the year every page of it begins with."""

from __future__ import annotations

import uuid

from flask import Blueprint, request

from surveyapp.services.errors import NotFound
from surveyapp.services.regions import RegionYear, region_year
from surveyapp.web.shared.unit import current_actor, current_unit

blueprint = Blueprint("region", __name__, url_prefix="/region/<uuid:region_id>")


def current_year(region_id: uuid.UUID) -> RegionYear:
    """The region in the year of this request, which stands in the address as ``?period=``.

    An address with a damaged period is ``NotFound``.
    """
    chosen = request.args.get("period")
    if not chosen:
        return region_year(current_unit(), current_actor(), region_id)
    try:
        period_id = uuid.UUID(chosen)
    except ValueError as error:
        raise NotFound("period") from error
    return region_year(current_unit(), current_actor(), region_id, period_id)
