"""A librarian's own page."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from surveyapp.services import librarians
from surveyapp.services.published import released_years
from surveyapp.web.librarian.blueprint import blueprint
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.get("/")
@requires("librarian")
def home() -> ResponseReturnValue:
    """Surveys to answer, what proposals changed, what is planned."""
    unit, actor = current_unit(), current_actor()
    return render_template(
        "librarian/home.html", years=librarians.own_years(unit, actor), released=released_years(unit, actor)
    )


@blueprint.post("/answer/<uuid:run_id>")
@requires("librarian")
def answer(run_id: uuid.UUID) -> ResponseReturnValue:
    """Go to the form by one's own personal link, exactly as from the mail: the form does not know the account."""
    # The path alone: the site may be reached at another address than the one mails name.
    return redirect(urlsplit(librarians.own_link(current_unit(), current_actor(), run_id)).path)
