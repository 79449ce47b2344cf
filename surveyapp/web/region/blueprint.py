"""The regional centre's blueprint, and the year every page of it begins with."""

from __future__ import annotations

import uuid

from flask import Blueprint

from surveyapp.services.regions import RegionYear, region_year
from surveyapp.web.shared.period import asked_period
from surveyapp.web.shared.unit import current_actor, current_unit

blueprint = Blueprint("region", __name__, url_prefix="/region/<uuid:region_id>")


def current_year(region_id: uuid.UUID) -> RegionYear:
    """The region in the year of this request, which stands in the address as ``?period=``.

    An address with a damaged period is ``NotFound``.
    """
    return region_year(current_unit(), current_actor(), region_id, asked_period())
