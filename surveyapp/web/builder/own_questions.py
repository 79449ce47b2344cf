"""The way from a survey that is being prepared to its own questions."""

from __future__ import annotations

import uuid

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services.local_questions import own_questions_draft
from surveyapp.web.builder.blueprint import blueprint
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.post("/run/<uuid:run_id>/own")
@requires("leader")
def own_questions(run_id: uuid.UUID) -> ResponseReturnValue:
    """Open the draft of a run's own questions; it is begun at the first time."""
    draft_id = own_questions_draft(current_unit(), current_actor(), run_id, _("Our own questions"))
    return redirect(url_for("builder.draft", draft_id=draft_id))
