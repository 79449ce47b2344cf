"""The region's practice shelf: what librarians let the region or everyone read."""

from __future__ import annotations

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from surveyapp.services import practice as service
from surveyapp.web.region.blueprint import blueprint, current_year
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.practice import filtered
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.wording.sorting import sorted_by


@blueprint.get("/practice")
@requires("regional_centre")
def practice(region_id: uuid.UUID) -> ResponseReturnValue:
    """Examples of all years with their contacts; ``?q=`` looks for words, ``?association=`` chooses one."""
    year = current_year(region_id)
    cards = service.cards_for_region(current_unit(), current_actor(), region_id)
    language = page_language()
    associations = {str(card.association_id): card.association_name(language) for card in cards}
    chosen = request.args.get("association", "")
    wanted = request.args.get("q", "").strip()
    return render_template(
        "region/practice.html",
        year=year,
        all_cards=cards,
        cards=filtered([card for card in cards if chosen in ("", str(card.association_id))], wanted),
        associations=sorted_by(list(associations.items()), lambda pair: pair[1], language),
        chosen=chosen,
        wanted=wanted,
    )
