"""The practice shelf as a leader reads it: examples of her members and of others, by their writers' consent."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from surveyapp.services import practice as service
from surveyapp.services.associations import Desk
from surveyapp.services.practice import Card
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.practice import filtered
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.get("/practice")
@requires("leader")
def practice(association_id: uuid.UUID) -> ResponseReturnValue:
    """Every card she may read; ``?q=`` looks for words, ``?of=own`` or ``others`` chooses whose."""
    desk = current_desk(association_id)
    cards = service.cards_for_leader(current_unit(), current_actor(), association_id)
    whose = request.args.get("of", "")
    chosen = [card for card in cards if whose not in ("own", "others") or card.own == (whose == "own")]
    wanted = request.args.get("q", "").strip()
    return render_template(
        "leader/practice.html", desk=desk, all_cards=cards, cards=filtered(chosen, wanted), wanted=wanted, whose=whose
    )


def nearby(desk: Desk, text: str) -> Sequence[Card]:
    """Cards that speak of the same thing as a proposal or a recommendation."""
    cards = service.cards_for_leader(current_unit(), current_actor(), desk.association.id)
    return service.cards_beside(cards, text, desk.association.language)
