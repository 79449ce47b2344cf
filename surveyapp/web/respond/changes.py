"""What a member's proposals changed: the answer to what was said in the survey of her link."""

from __future__ import annotations

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue

from surveyapp.services.changes import became_by_link
from surveyapp.web.respond.visit import association_name, link_of, speaking, visit
from surveyapp.web.shared.unit import current_unit


def changes(run_id: uuid.UUID) -> ResponseReturnValue:
    """What became of the proposals and recommendations of this survey."""
    form = visit(run_id)
    became = became_by_link(current_unit(), link_of(run_id))
    with speaking(form.language):
        return render_template("respond/became.html", form=form, association=association_name(form), became=became)
